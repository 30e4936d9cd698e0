//! An opened inventory equals the saved one.

#![allow(clippy::unwrap_used, clippy::float_cmp, missing_docs, unreachable_pub)]

mod common;

use common::{Folder, lot, sample};
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{
    Coord, Geometry, GeometryCollection, Line, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon, Rect, Triangle, coord,
};
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::inventory::{Issue, Severity};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::schema::ValueType;
use panhuo::site::{Contact, Extra, Fact};
use panhuo::source::Source;
use panhuo::{Attribute, Footprint, Interval, Inventory, Position, Site, SiteId, SiteKind};
use panhuo_store::{Store, open, save};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

/// Equal, and with the same bits: `Debug` tells 0 from -0.
fn assert_same(found: &Inventory, expected: &Inventory) {
    assert_eq!(found, expected);
    assert_eq!(format!("{found:?}"), format!("{expected:?}"));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("'; DROP TABLE sites; --\"\\".to_owned()),
        Just("a\0b\r\n\t".to_owned()),
        "[一-龥]{1,6}",
        "\\PC{0,8}",
    ]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-0.0),
        Just(f64::MIN_POSITIVE / 2.0),
        Just(f64::MAX),
        -1e6..1e6,
        (-1_000_000..1_000_000_i32).prop_map(f64::from),
        proptest::num::f64::NORMAL,
    ]
}

fn interval() -> impl Strategy<Value = Interval> {
    let open = prop_oneof![
        number().prop_map(|n| (n, f64::INFINITY)),
        number().prop_map(|n| (f64::NEG_INFINITY, n)),
        Just((f64::NEG_INFINITY, f64::INFINITY)),
        Just((-0.0, 0.0)),
        Just((0.0, -0.0)),
    ];
    let ends = prop_oneof![
        3 => number().prop_map(|n| (n, n)),
        3 => (number(), number()).prop_map(|(a, b)| if a <= b { (a, b) } else { (b, a) }),
        2 => open,
    ];
    ends.prop_map(|(low, high)| Interval::new(low, high).unwrap())
}

fn source() -> impl Strategy<Value = Source> {
    let number = prop::option::of(0..2_000_000_u32);
    (text(), text(), number.clone(), number).prop_map(|(file, sheet, row, column)| {
        let sheet = Source::new(&file, &sheet);
        match (row, column) {
            (Some(row), Some(column)) => sheet.at(row, column),
            (Some(row), None) => sheet.of_row(row),
            _ => sheet,
        }
    })
}

fn reading(attribute: Attribute) -> BoxedStrategy<ReportedValue> {
    let unknown = prop_oneof![
        Just(ReportedValue::Unknown(MissingReason::NotReported)),
        Just(ReportedValue::Unknown(MissingReason::Negotiable)),
        Just(ReportedValue::Unknown(MissingReason::Illegible)),
        Just(ReportedValue::NotApplicable),
    ];
    let known = match attribute.value_type() {
        ValueType::Number(_) | ValueType::Date => {
            interval().prop_map(ReportedValue::Number).boxed()
        }
        ValueType::Text => text()
            .prop_map(|text| ReportedValue::Text(text.into()))
            .boxed(),
        ValueType::Category(_) | ValueType::YesNo => {
            let all = (1_u64 << attribute.categories().len()) - 1;
            let some = (1..=all).prop_map(Choices::from_bits);
            prop_oneof![4 => some, 1 => Just(Choices::ANYTHING)]
                .prop_map(ReportedValue::Category)
                .boxed()
        }
    };
    prop_oneof![1 => unknown, 3 => known].boxed()
}

fn fact() -> impl Strategy<Value = (Attribute, Fact)> {
    let attributes: Vec<Attribute> = Attribute::all().collect();
    proptest::sample::select(attributes).prop_flat_map(|attribute| {
        (reading(attribute), text(), option::of(source())).prop_map(
            move |(reading, raw, source)| {
                let fact = Fact {
                    value: reading,
                    raw: raw.into(),
                    source,
                };
                (attribute, fact)
            },
        )
    })
}

fn place() -> impl Strategy<Value = Coord> {
    prop_oneof![
        4 => (-179.0..179.0, -89.0..89.0).prop_map(|(x, y)| coord! { x: x, y: y }),
        1 => Just(coord! { x: -0.0, y: 0.0 }),
        1 => Just(coord! { x: -180.0, y: 90.0 }),
    ]
}

/// One or two lots, perhaps with a hole.
fn polygons() -> impl Strategy<Value = MultiPolygon> {
    let at = (
        -170.0..170.0,
        -80.0..80.0,
        0.001..1.0_f64,
        any::<bool>(),
        any::<bool>(),
    );
    at.prop_map(|(x, y, side, hole, second)| {
        let mut first = lot(x, y, side);
        if hole {
            let inner = lot(x + side / 4.0, y + side / 4.0, side / 2.0);
            first = Polygon::new(first.exterior().clone(), vec![inner.exterior().clone()]);
        }
        let mut all = vec![first];
        all.extend(second.then(|| lot(x + 2.0 * side, y, side)));
        MultiPolygon::new(all)
    })
}

fn footprint() -> impl Strategy<Value = Footprint> {
    polygons().prop_map(|polygons| Footprint::new(polygons).unwrap())
}

fn line() -> impl Strategy<Value = LineString> {
    vec(place(), 2..6).prop_map(LineString::from)
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let leaf = prop_oneof![
        place().prop_map(|c| Point(c).into()),
        vec(place(), 1..4)
            .prop_map(|cs| MultiPoint::new(cs.into_iter().map(Point).collect()).into()),
        line().prop_map(Geometry::from),
        vec(line(), 1..3).prop_map(|lines| MultiLineString::new(lines).into()),
        polygons().prop_map(Geometry::from),
        polygons().prop_map(|all| all.0[0].clone().into()),
        (place(), place()).prop_map(|(a, b)| Line::new(a, b).into()),
        (place(), place()).prop_map(|(a, b)| Rect::new(a, b).into()),
        (place(), place(), place()).prop_map(|(a, b, c)| Triangle(a, b, c).into()),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        vec(inner, 1..4)
            .prop_map(|parts| Geometry::GeometryCollection(GeometryCollection::new_from(parts)))
    })
}

fn site() -> impl Strategy<Value = Site> {
    let encumbrance =
        (any::<bool>(), text(), option::of(source())).prop_map(|(present, detail, source)| {
            Encumbrance {
                present,
                detail: detail.into(),
                source,
            }
        });
    let kinds = proptest::sample::select(EncumbranceKind::VALUES.to_vec());
    let contact = (text(), text()).prop_map(|(name, telephone)| Contact { name, telephone });
    let extra = (text(), text()).prop_map(|(header, value)| Extra {
        header: header.into(),
        value: value.into(),
    });
    let as_of = prop_oneof![
        Just(None),
        Just(Some(Interval::EMPTY)),
        (-4_000_000..4_000_000_i32).prop_map(|day| Interval::exact(f64::from(day))),
        interval().prop_map(Some),
    ];
    let what = (
        proptest::sample::select(SiteKind::VALUES.to_vec()),
        text(),
        vec(text(), 0..3),
        text(),
        text(),
    );
    let place = (option::of(place()), option::of(footprint()));
    let known = (
        vec(fact(), 0..12),
        btree_map(kinds, encumbrance, 0..4),
        vec(contact, 0..3),
        as_of,
        vec(source(), 0..3),
        vec(extra, 0..3),
    );
    (what, place, known).prop_map(|(what, place, known)| {
        let mut site = Site::new("", what.0, what.1);
        site.former_names = what.2;
        site.jurisdiction = what.3;
        site.reference = what.4;
        site.position = place.0.map(|c| Position::new(c.x, c.y).unwrap());
        site.footprint = place.1;
        let facts = known.0.into_iter();
        site.facts = facts
            .filter(|(attribute, fact)| attribute.check(&fact.value).is_ok())
            .collect();
        site.encumbrances = known.1.into_iter().collect();
        site.contacts = known.2;
        site.as_of = known.3;
        site.sources = known.4;
        site.extras = known.5;
        site
    })
}

fn issue() -> impl Strategy<Value = Issue> {
    let attributes: Vec<Attribute> = Attribute::all().collect();
    let severities = vec![Severity::Info, Severity::Warning, Severity::Error];
    let words = (text(), text(), text(), text(), text(), text());
    let refers = (
        proptest::sample::select(severities),
        source(),
        option::of(text()),
        option::of(proptest::sample::select(attributes)),
    );
    (words, refers).prop_map(|(words, refers)| Issue {
        code: words.0.into(),
        severity: refers.0,
        source: refers.1,
        column: words.1.into(),
        raw: words.2.into(),
        interpretation: words.3.into(),
        zh: words.4.into(),
        en: words.5.into(),
        site: refers.2.map(SiteId::new),
        attribute: refers.3,
    })
}

fn jurisdictions() -> impl Strategy<Value = Jurisdictions> {
    let each = (text(), vec(text(), 0..3), option::of(footprint()));
    vec(each, 0..4).prop_map(|all| {
        let tree = all
            .into_iter()
            .enumerate()
            .map(|(at, (name, former_names, boundary))| Jurisdiction {
                code: format!("4306{at}'\""),
                name,
                parent: at
                    .checked_sub(1)
                    .map_or(String::new(), |up| format!("4306{up}'\"")),
                former_names,
                boundary,
            });
        Jurisdictions::new(tree.collect()).unwrap()
    })
}

fn landmarks() -> impl Strategy<Value = Landmarks> {
    let layer = prop_oneof![Just("港口"), Just("a 'b'"), Just("lake")];
    vec((layer, text(), geometry()), 0..6).prop_map(|all| {
        let mut landmarks = Landmarks::new();
        for (layer, name, geometry) in all {
            landmarks.add(layer, Landmark { name, geometry }).unwrap();
        }
        landmarks
    })
}

fn inventory() -> impl Strategy<Value = Inventory> {
    let ids = "[ -~一-龥]{0,6}";
    let sites = vec((ids, site()), 0..6).prop_map(|sites| {
        let named = sites.into_iter().enumerate().map(|(at, (id, mut site))| {
            site.id = SiteId::new(format!("{id}#{at}"));
            site
        });
        named.collect::<Vec<_>>()
    });
    (sites, jurisdictions(), landmarks(), vec(issue(), 0..4)).prop_map(
        |(sites, jurisdictions, landmarks, issues)| {
            Inventory::new(sites)
                .unwrap()
                .with_jurisdictions(jurisdictions)
                .with_landmarks(landmarks)
                .with_issues(issues)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn open_returns_what_was_saved(inventory in inventory(), other in inventory()) {
        let folder = Folder::new();
        let path = folder.join("台账.gpkg");
        save(&inventory, &path).unwrap();
        assert_same(&open(&path).unwrap(), &inventory);
        // Over an old file, and in a live store over old tables.
        save(&other, &path).unwrap();
        assert_same(&open(&path).unwrap(), &other);
        let mut store = Store::open(&path).unwrap();
        store.replace(&inventory).unwrap();
        assert_same(&store.inventory().unwrap(), &inventory);
        store.replace(&other).unwrap();
        assert_same(&store.inventory().unwrap(), &other);
    }
}

#[test]
fn the_sample_reads_back_equal_and_leaves_no_other_files() {
    let folder = Folder::new();
    let path = folder.join("inventory.gpkg");
    std::fs::write(folder.join("inventory.gpkg.tmp"), "abandoned").unwrap();
    std::fs::write(folder.join("inventory.gpkg.tmp-journal"), "abandoned").unwrap();
    let inventory = sample(50);
    save(&inventory, &path).unwrap();
    assert_same(&open(&path).unwrap(), &inventory);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn saving_twice_writes_the_same_rows() {
    let folder = Folder::new();
    let inventory = sample(20);
    let dump = |name: &str| {
        let path = folder.join(name);
        save(&inventory, &path).unwrap();
        let connection = rusqlite::Connection::open(path).unwrap();
        connection
            .execute("UPDATE gpkg_contents SET last_change = ''", [])
            .unwrap();
        connection.execute_batch("VACUUM").unwrap();
        connection.close().unwrap();
        std::fs::read(folder.join(name)).unwrap()
    };
    assert!(dump("a.gpkg") == dump("b.gpkg"));
}

#[test]
fn every_attribute_at_once_fits_the_layer() {
    let mut site = Site::new("A", SiteKind::Land, "a");
    for attribute in Attribute::all() {
        let reading = match attribute.value_type() {
            ValueType::Number(_) | ValueType::Date => {
                ReportedValue::Number(Interval::new(1.5, 1000.0).unwrap())
            }
            ValueType::Text => ReportedValue::Text("文字".into()),
            _ => ReportedValue::Category(Choices::only(1).unwrap()),
        };
        site.facts.insert(attribute, reading.into());
    }
    let folder = Folder::new();
    let path = folder.join("wide.gpkg");
    let inventory = Inventory::new(vec![site]).unwrap();
    save(&inventory, &path).unwrap();
    assert_same(&open(&path).unwrap(), &inventory);
}
