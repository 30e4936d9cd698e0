//! Values written as JSON read back equal, and invalid ones are refused.
#![allow(clippy::unwrap_used)]

use panhuo::attribute::{
    ADDRESS, CEILING_HEIGHT, FIRE_ACCEPTANCE, FLOOR_AREA, PRICE, STRUCTURE, YEAR_BUILT,
};
use panhuo::compact::Text;
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{LineString, MultiPolygon, Point, polygon};
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::inventory::{Issue, Severity};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::lineage::Lineage;
use panhuo::site::{Contact, Extra, Fact};
use panhuo::source::Source;
use panhuo::{Attribute, Footprint, Interval, Inventory, Position, Site, SiteId, SiteKind};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn written<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

fn read_back<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let json = written(value);
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn refused<T: DeserializeOwned>(json: &str) -> String {
    match serde_json::from_str::<T>(json) {
        Ok(_) => panic!("{json} was read"),
        Err(error) => error.to_string(),
    }
}

/// Any finite number at or above the least, with all its digits.
fn number(minimum: f64) -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |x| x.is_finite()),
        (0.0..1e9_f64),
        Just(0.0),
        Just(-0.0),
    ]
    .prop_map(move |x| if x < minimum { -x } else { x })
}

fn interval(minimum: f64) -> impl Strategy<Value = Interval> {
    let ends = (number(minimum), number(minimum));
    prop_oneof![
        number(minimum).prop_map(|x| Interval::exact(x).unwrap()),
        ends.prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)).unwrap()),
        number(minimum).prop_map(|x| Interval::new(f64::NEG_INFINITY, x).unwrap()),
        number(minimum).prop_map(|x| Interval::new(x, f64::INFINITY).unwrap()),
        Just(Interval::ANYTHING),
    ]
}

fn days() -> impl Strategy<Value = Interval> {
    let day = prop_oneof![(-9000..40_000_i32).prop_map(f64::from), -1e4..1e5_f64];
    (day.clone(), day, any::<bool>()).prop_map(|(a, b, exact)| {
        let (low, high) = if exact { (a, a) } else { (a.min(b), a.max(b)) };
        Interval::new(low, high).unwrap()
    })
}

fn choices(of: Attribute) -> impl Strategy<Value = Choices> {
    let count = of.categories().len();
    prop_oneof![
        5 => (1..1_u64 << count).prop_map(Choices::from_bits),
        1 => Just(Choices::ANYTHING),
    ]
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![Just(String::new()), "\\PC{0,12}", "[0-9]{1,3} ?[亩㎡]"].prop_map(Text::from)
}

fn source() -> impl Strategy<Value = Source> {
    ("\\PC{0,6}", 0..2000_u32, prop::option::of(0..40_u32)).prop_map(|(file, row, column)| {
        let sheet = Source::new(&file, "Sheet1");
        column.map_or_else(|| sheet.of_row(row), |column| sheet.at(row, column))
    })
}

fn value(of: Attribute) -> BoxedStrategy<ReportedValue> {
    let known = match of {
        FLOOR_AREA | PRICE | CEILING_HEIGHT => {
            interval(0.0).prop_map(ReportedValue::Number).boxed()
        }
        YEAR_BUILT => days().prop_map(ReportedValue::Number).boxed(),
        ADDRESS => text().prop_map(ReportedValue::Text).boxed(),
        _ => choices(of).prop_map(ReportedValue::Category).boxed(),
    };
    let reasons = [
        MissingReason::NotReported,
        MissingReason::Negotiable,
        MissingReason::Illegible,
    ];
    prop_oneof![
        6 => known,
        1 => prop::sample::select(reasons.to_vec()).prop_map(ReportedValue::Unknown),
        1 => Just(ReportedValue::NotApplicable),
    ]
    .boxed()
}

fn fact(of: Attribute) -> impl Strategy<Value = Fact> {
    let parts = (value(of), text(), prop::option::of(source()));
    parts.prop_map(|(value, raw, source)| Fact { value, raw, source })
}

fn position() -> impl Strategy<Value = Position> {
    (-180.0..=180.0_f64, -90.0..=90.0_f64).prop_map(|(x, y)| Position::new(x, y).unwrap())
}

fn footprint() -> impl Strategy<Value = Footprint> {
    (0.0..100.0_f64, 0.0..80.0_f64, 1e-4..1.0_f64).prop_map(|(x, y, size)| {
        let square = polygon![
            (x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size)
        ];
        Footprint::new(MultiPolygon::from(square)).unwrap()
    })
}

const ATTRIBUTES: [Attribute; 7] = [
    FLOOR_AREA,
    PRICE,
    CEILING_HEIGHT,
    YEAR_BUILT,
    ADDRESS,
    STRUCTURE,
    FIRE_ACCEPTANCE,
];

prop_compose! {
    fn site()(
        name in "\\PC{0,10}",
        facts in ATTRIBUTES.map(|of| prop::option::of(fact(of))),
        position in prop::option::of(position()),
        footprint in prop::option::of(footprint()),
        as_of in prop::option::of(days()),
        mortgage in prop::option::of((any::<bool>(), text(), prop::option::of(source()))),
        more in any::<bool>(),
        source in source(),
    ) -> Site {
        let mut site = Site::new("A", SiteKind::IdleFactory, name);
        for (of, fact) in ATTRIBUTES.into_iter().zip(facts) {
            if let Some(fact) = fact {
                site.facts.insert(of, fact);
            }
        }
        site.position = position;
        site.footprint = footprint;
        site.as_of = as_of;
        if let Some((present, detail, source)) = mortgage {
            let stated = Encumbrance { present, detail, source };
            site.encumbrances.insert(EncumbranceKind::Mortgage, stated);
        }
        if more {
            site.former_names.push("旧名".to_owned());
            site.jurisdiction = "430602".to_owned();
            site.reference = "12".to_owned();
            site.contacts.push(Contact { name: "李".to_owned(), telephone: "1".to_owned() });
            site.extras.push(Extra { header: "批示".into(), value: "同意".into() });
            site.sources.push(source);
        }
        site
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn intervals_read_back(interval in interval(f64::NEG_INFINITY)) {
        let again = read_back(&interval);
        prop_assert_eq!(again.low().to_bits(), interval.low().to_bits());
        prop_assert_eq!(again.high().to_bits(), interval.high().to_bits());
    }

    #[test]
    fn values_read_back_without_their_attribute(
        fact in prop_oneof![fact(FLOOR_AREA), fact(YEAR_BUILT), fact(STRUCTURE), fact(ADDRESS)],
        bits in any::<u64>(),
    ) {
        prop_assert_eq!(&read_back(&fact), &fact);
        let choices = Choices::from_bits(bits);
        prop_assert_eq!(read_back(&choices), choices);
    }

    #[test]
    fn geometries_read_back(position in position(), footprint in footprint()) {
        prop_assert_eq!(read_back(&position), position);
        prop_assert_eq!(read_back(&footprint), footprint);
    }

    #[test]
    fn sites_read_back_to_the_last_bit(site in site()) {
        let again = read_back(&site);
        prop_assert_eq!(&again, &site);
        for of in ATTRIBUTES {
            let [a, b] = [&again, &site].map(|site| site.interval(of));
            prop_assert_eq!(a.low().to_bits(), b.low().to_bits());
            prop_assert_eq!(a.high().to_bits(), b.high().to_bits());
        }
    }

    #[test]
    fn inventories_read_back(
        mut sites in prop::collection::vec(site(), 0..4),
        rows in prop::collection::vec(site(), 0..3),
        port in position(),
        boundary in prop::option::of(footprint()),
        source in source(),
    ) {
        for (at, site) in sites.iter_mut().enumerate() {
            site.id = SiteId::new(format!("S{at}"));
        }
        let mut landmarks = Landmarks::new();
        let at = |geometry| Landmark { name: "城陵矶".to_owned(), geometry };
        landmarks.add("port", at(Point::new(port.longitude(), port.latitude()).into())).unwrap();
        landmarks.add("port", at(Point::new(1.0, 2.0).into())).unwrap();
        landmarks.add("road", at(LineString::from(vec![(0.1, 0.2), (0.3, 0.4)]).into())).unwrap();
        let district = Jurisdiction {
            code: "430602".to_owned(),
            name: "岳阳楼区".to_owned(),
            parent: String::new(),
            former_names: Vec::new(),
            boundary,
        };
        let issue = Issue {
            code: "unit-conflict".into(),
            severity: Severity::Warning,
            source,
            column: "面积".into(),
            raw: "8600".into(),
            interpretation: Text::EMPTY,
            zh: "单位不明".into(),
            en: "no unit".into(),
            site: sites.first().map(|site| site.id.clone()),
            attribute: Some(FLOOR_AREA),
        };
        let mut lineage = Lineage::default();
        if let (Some(site), false) = (sites.first(), rows.is_empty()) {
            let rows = rows.into_iter().enumerate().map(|(at, mut row)| {
                row.id = SiteId::new(format!("R{at}"));
                row
            });
            lineage.members.insert(site.id.clone(), rows.collect());
        }
        if let [part, whole, ..] = &sites[..] {
            lineage.part_of.insert(part.id.clone(), whole.id.clone());
        }
        let inventory = Inventory::new(sites)
            .unwrap()
            .with_landmarks(landmarks)
            .with_jurisdictions(Jurisdictions::new(vec![district]).unwrap())
            .with_issues(vec![issue])
            .with_lineage(lineage)
            .unwrap();
        prop_assert_eq!(read_back(&inventory), inventory.clone());
        let statistics = inventory.catalog().statistics();
        prop_assert_eq!(read_back(&statistics), statistics);
    }
}

#[test]
fn the_json_forms_are_readable() {
    let interval = |low, high| Interval::new(low, high).unwrap();
    assert_eq!(written(&interval(8600.0, 8600.0)), "8600.0");
    assert_eq!(
        written(&interval(45.0, f64::INFINITY)),
        r#"{"low":45.0,"high":null}"#
    );
    assert_eq!(written(&Interval::EMPTY), r#""empty""#);
    assert_eq!(
        serde_json::from_str::<Interval>(r#"{"low": 45}"#).unwrap(),
        interval(45.0, f64::INFINITY)
    );
    let position = Position::new(113.14, 29.44).unwrap();
    assert_eq!(
        written(&position),
        r#"{"longitude":113.14,"latitude":29.44}"#
    );

    let mut site = Site::new("A", SiteKind::Land, "胥家桥地块");
    let area = interval(40_000.0, 160_000.0 / 3.0);
    site.facts.insert(
        panhuo::attribute::SITE_AREA,
        ReportedValue::Number(area).into(),
    );
    site.choose(STRUCTURE, "steel").unwrap();
    assert_eq!(
        written(&site),
        r#"{"id":"A","kind":"land","name":"胥家桥地块","facts":{"site_area":{"value":{"low":"60 亩","high":"80 亩"}},"structure":{"value":"steel"}}}"#
    );
}

#[test]
fn invalid_values_are_refused_when_read() {
    for (json, expected) in [
        (r#"{"low": 2, "high": 1}"#, "2 to 1 is not an interval"),
        (r#"{"low": 2, "most": 3}"#, "an interval is a number"),
        (r#""nothing""#, "an interval is a number"),
    ] {
        let error = refused::<Interval>(json);
        assert!(error.contains(expected), "{error}");
    }
    assert!(refused::<Choices>("[64]").contains("between 0 and 63"));
    let error = refused::<Position>(r#"{"longitude": 29.4, "latitude": 113.1}"#);
    assert!(error.contains("latitude must be between"), "{error}");
    refused::<Position>(r#"{"longitude": 29.4, "latitude": 13.1, "height": 2}"#);
    refused::<Footprint>(r#"{"type": "Point", "coordinates": [113, 29]}"#);
    let bow = "[[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]";
    refused::<Footprint>(&format!(r#"{{"type": "Polygon", "coordinates": {bow}}}"#));

    for facts in [
        r#"{"floor_area": {"value": "-5 ㎡"}}"#,
        r#"{"floor_area": {"value": "8 m"}}"#,
        r#"{"floor_area": {"value": "many"}}"#,
        r#"{"floor_area": {"value": ["steel"]}}"#,
        r#"{"floor_area": {"value": 5, "unknown": "negotiable"}}"#,
        r#"{"floor_area": {"raw": "5"}}"#,
        r#"{"floor_area": {"value": {"low": "9 ㎡", "high": "8 ㎡"}}}"#,
        r#"{"flor_area": {"value": 5}}"#,
        r#"{"structure": {"value": "paper"}}"#,
        r#"{"structure": {"value": []}}"#,
        r#"{"structure": {"value": 5}}"#,
        r#"{"address": {"value": 5}}"#,
        r#"{"year_built": {"value": "long ago"}}"#,
    ] {
        refused::<Site>(&format!(
            r#"{{"id": "A", "kind": "idle_factory", "name": "", "facts": {facts}}}"#
        ));
    }
    refused::<Site>(r#"{"id": "", "kind": "land", "name": ""}"#);
    refused::<Site>(r#"{"id": "A", "kind": "moon", "name": ""}"#);
    refused::<Site>(r#"{"id": "A", "kind": "land", "name": "", "colour": "red"}"#);

    let a = r#"{"id": "A", "kind": "land", "name": ""}"#;
    refused::<Inventory>(&format!(r#"{{"sites": [{a}, {a}]}}"#));
    refused::<Inventory>(&format!(
        r#"{{"sites": [{a}], "lineage": {{"part_of": {{"B": "A"}}}}}}"#
    ));
    refused::<Jurisdictions>(r#"[{"code": "1", "name": "", "parent": "2"}]"#);
    refused::<Landmarks>(r#"{"": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}"#);
    let point = r#"{"geometry": {"type": "Point", "coordinates": [1, 200]}}"#;
    refused::<Landmarks>(&format!(r#"{{"port": [{point}]}}"#));
}
