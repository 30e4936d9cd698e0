//! Resolution: merges, splits, decisions, and the ledger of a new month.

use panhuo::attribute::{FLOOR_AREA, OWNER};
use panhuo::interval::ReportedValue;
use panhuo::linkage::{Change, Linkage, MatchClass, RecordPair, RecordRow, ResolveOptions};
use panhuo::source::Source;
use panhuo::units::square_metres;
use panhuo::{Inventory, Position, Site, SiteId, SiteKind};
use proptest::prelude::*;

use crate::properties::some_sites;
use crate::records;

fn row(id: &str, name: &str, file: &str, line: u32) -> Site {
    let mut site = Site::new(id, SiteKind::IdleFactory, name);
    site.jurisdiction = "430602201".to_owned();
    site.sources.push(Source::new(file, "Sheet1").of_row(line));
    site
}

fn at(mut site: Site, lon: f64, lat: f64, area: f64) -> Site {
    site.position = Some(Position::new(lon, lat).unwrap());
    site.set(FLOOR_AREA, square_metres(area)).unwrap();
    site
}

fn resolved(sites: Vec<Site>) -> Inventory {
    let rows = Inventory::new(sites).unwrap();
    rows.resolve(&ResolveOptions::new())
        .unwrap()
        .inventory()
        .unwrap()
}

fn pair(a: u32, b: u32) -> RecordPair {
    RecordPair::new(RecordRow(a), RecordRow(b))
}

fn names(inventory: &Inventory) -> Vec<&str> {
    inventory
        .sites()
        .iter()
        .map(|site| site.name.as_str())
        .collect()
}

/// The town, the economic office and the land office each file a list of their own.
#[test]
fn a_mill_under_three_names_is_one_site() {
    let owner = ReportedValue::Text("岳阳市棉纺织厂".into());
    let mut rows = vec![
        at(
            row("1", "原棉纺厂", "town.xlsx", 3),
            113.141_2,
            29.441_1,
            8600.0,
        ),
        at(
            row("2", "国营棉纺织厂", "office.xlsx", 9),
            113.141_3,
            29.441_2,
            8600.0,
        ),
        at(
            row("3", "解放路12号", "land.csv", 4),
            113.141_1,
            29.441_0,
            8612.0,
        ),
        at(
            row("4", "恒立包装有限公司", "town.xlsx", 4),
            113.149_2,
            29.447_1,
            3100.0,
        ),
    ];
    rows[0].facts.insert(OWNER, owner.clone().into());
    rows[2].facts.insert(OWNER, owner.into());
    let inventory = resolved(rows);
    assert_eq!(names(&inventory), ["国营棉纺织厂", "恒立包装有限公司"]);
    let mill = &inventory.sites()[0];
    assert_eq!(mill.former_names.len(), 2);
    assert_eq!(mill.sources.len(), 3);
    let reported = inventory.lineage().reported(&mill.id, FLOOR_AREA);
    assert_eq!(reported.len(), 3, "the lineage keeps all values");
    assert_eq!(inventory.lineage().site_of(&SiteId::new("3")), &mill.id);
}

#[test]
fn workshops_are_parts_of_the_plant_and_not_each_other() {
    let inventory = resolved(vec![
        at(
            row("1", "宏达机械有限公司", "a.xlsx", 3),
            113.141_2,
            29.441_1,
            9000.0,
        ),
        at(
            row("2", "宏达机械3#厂房", "b.xlsx", 3),
            113.141_3,
            29.441_2,
            2000.0,
        ),
        at(
            row("3", "宏达机械有限公司5号厂房", "b.xlsx", 4),
            113.141_5,
            29.441_3,
            2100.0,
        ),
    ]);
    assert_eq!(inventory.sites().len(), 3);
    let parts: Vec<_> = inventory
        .lineage()
        .part_of
        .iter()
        .map(|(p, w)| (p.as_str(), w.as_str()))
        .collect();
    assert_eq!(parts, [("2", "1"), ("3", "1")]);
}

/// A row that matches two non-matches joins one of them, and the other link is a conflict.
#[test]
fn a_row_does_not_join_two_non_matches() {
    let rows = vec![
        at(
            row("1", "宏达机械3#厂房", "a.xlsx", 3),
            113.141_2,
            29.441_1,
            2000.0,
        ),
        at(
            row("2", "宏达机械5#厂房", "b.xlsx", 3),
            113.141_2,
            29.441_1,
            2000.0,
        ),
        at(
            row("3", "鸿达机械厂房", "c.xlsx", 3),
            113.141_2,
            29.441_1,
            2000.0,
        ),
    ];
    let rows = Inventory::new(rows).unwrap();
    let resolution = rows.resolve(&ResolveOptions::new()).unwrap();
    let inventory = resolution.inventory().unwrap();
    let apart = |a: &str, b: &str| {
        let lineage = inventory.lineage();
        lineage.site_of(&SiteId::new(a)).clone() != *lineage.site_of(&SiteId::new(b))
    };
    assert!(apart("1", "2"));
    for conflict in resolution.conflicts() {
        assert!(conflict.non_match_weight < conflict.match_weight);
    }
}

#[test]
fn decisions_outlive_the_next_import() {
    let town = |id: &str, file: &str| {
        at(
            row(id, "宏达机械有限公司", file, 3),
            113.141_2,
            29.441_1,
            9000.0,
        )
    };
    let other =
        |id: &str, file: &str| at(row(id, "宏达机械厂", file, 8), 113.141_2, 29.441_1, 9000.0);
    let options = ResolveOptions::new();
    let rows = Inventory::new(vec![
        town("1", "town-10.xlsx"),
        other("2", "office-10.xlsx"),
    ])
    .unwrap();
    let resolution = rows.resolve(&options).unwrap();
    assert_eq!(resolution.inventory().unwrap().sites().len(), 1);
    let (one, two) = (SiteId::new("1"), SiteId::new("2"));
    assert!(
        resolution
            .decide(&one, &two, MatchClass::Possible, "")
            .is_err()
    );
    let itself = resolution.decide(&two, &two, MatchClass::Match, "");
    let message = itself.unwrap_err().to_string();
    assert!(message.contains("got row `2` twice"), "{message}");
    let decided = resolution
        .decide(&one, &two, MatchClass::NonMatch, "two plants")
        .unwrap();
    let kept = decided.inventory().unwrap();
    assert_eq!(kept.sites().len(), 2);
    assert_eq!(kept.lineage().decisions.len(), 1);

    // The next month has other ids, files and rows; a price is new.
    let mut later = town("7", "town-11.xlsx");
    later.sources[0] = later.sources[0].of_row(11);
    later
        .set(panhuo::attribute::PRICE, panhuo::units::wan_yuan(800.0))
        .unwrap();
    let november = Inventory::new(vec![later, other("8", "office-11.xlsx")]).unwrap();
    let now = kept
        .update(&november, &options)
        .unwrap()
        .inventory()
        .unwrap();
    assert_eq!(now.sites().len(), 2);
    assert_eq!(now.lineage().decisions, kept.lineage().decisions);
    let changes = now.changes(&kept);
    assert!(
        matches!(&changes[..], [Change::Changed { site, field, .. }] if site.as_str() == "1" && field == "price"),
        "{changes:?}"
    );

    // A change of mind replaces the decision.
    let again = now.resolve(&options).unwrap();
    let ids: Vec<SiteId> = again.rows().iter().map(|row| row.id.clone()).collect();
    let joined = again
        .decide(&ids[0], &ids[1], MatchClass::Match, "one after all")
        .unwrap();
    assert_eq!(joined.decisions().len(), 1);
    assert_eq!(joined.inventory().unwrap().sites().len(), 1);
    let parts = again
        .decide(&ids[0], &ids[1], MatchClass::PartOf, "")
        .unwrap()
        .inventory()
        .unwrap();
    assert_eq!(parts.lineage().part_of.len(), 1);
}

/// Three rows with different names and no further facts.
fn three_rows() -> Vec<Site> {
    let names = ["宏达机械厂", "湘北粮油仓库", "恒立包装厂"];
    (1..)
        .zip(names)
        .map(|(n, name)| row(&n.to_string(), name, "a.xlsx", n))
        .collect()
}

#[test]
fn decisions_that_contradict_each_other_are_conflicts_and_join_no_non_match() {
    let rows = Inventory::new(three_rows()).unwrap();
    let [a, b, c] = ["1", "2", "3"].map(SiteId::new);
    let must_link = |one: &SiteId, other: &SiteId| (one.clone(), other.clone(), MatchClass::Match);
    let decisions = [
        must_link(&a, &b),
        must_link(&b, &c),
        (a.clone(), c.clone(), MatchClass::NonMatch),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut resolution = rows.resolve(&ResolveOptions::new()).unwrap();
        for at in order {
            let (one, other, match_class) = &decisions[at];
            resolution = resolution.decide(one, other, *match_class, "").unwrap();
        }
        let [conflict] = resolution.conflicts() else {
            panic!("{:?}", resolution.conflicts());
        };
        assert_eq!(conflict.non_match, pair(0, 2));
        assert_eq!(
            (conflict.match_weight, conflict.non_match_weight),
            (f64::INFINITY, f64::NEG_INFINITY)
        );
        // Of the two must-link decisions, the newer one holds.
        let newer = order.iter().rfind(|at| **at != 2);
        let (kept, refused) = if newer == Some(&1) {
            (pair(1, 2), pair(0, 1))
        } else {
            (pair(0, 1), pair(1, 2))
        };
        assert_eq!(conflict.link, refused);
        let inventory = resolution.inventory().unwrap();
        let site_of = |row: RecordRow| {
            inventory
                .lineage()
                .site_of(&resolution.rows()[row.index()].id)
                .clone()
        };
        assert_eq!(site_of(kept.a), site_of(kept.b));
        assert_ne!(site_of(RecordRow(0)), site_of(RecordRow(2)));
        // The next resolution gives the same.
        let again = inventory.resolve(&ResolveOptions::new()).unwrap();
        assert_eq!(again.conflicts().len(), 1);
        assert_eq!(again.inventory().unwrap().sites(), inventory.sites());
    }
}

#[test]
fn a_row_that_a_decision_separates_leaves_its_site() {
    let plant = |n: u32| {
        let name = if n == 1 {
            "宏达机械有限公司"
        } else {
            "宏达机械厂"
        };
        at(
            row(&n.to_string(), name, &format!("{n}.xlsx"), n),
            113.141_2,
            29.441_1,
            9000.0,
        )
    };
    let merged = resolved((1..=4).map(plant).collect());
    assert_eq!(merged.sites().len(), 1);
    let resolution = merged.resolve(&ResolveOptions::new()).unwrap();
    let [first, third] = ["1", "3"].map(SiteId::new);
    let resolution = resolution
        .decide(&first, &third, MatchClass::NonMatch, "")
        .unwrap();
    let inventory = resolution.inventory().unwrap();
    assert_eq!(inventory.sites().len(), 2);
    assert_eq!(inventory.lineage().site_of(&third), &third);
    // The links from the other rows to it are conflicts.
    assert!(!resolution.conflicts().is_empty());
    let mut non_matches = resolution.conflicts().iter().map(|each| each.non_match);
    assert!(non_matches.all(|each| each == pair(0, 2)));
}

#[test]
fn unchanged_rows_are_not_compared() {
    let month = |file: &str| {
        let each = |n: u32| {
            let name = format!("{}山机械厂", char::from_u32(0x5c71 + n).unwrap());
            at(
                row(&format!("R{n:03}"), &name, file, n),
                113.1 + f64::from(n) * 0.01,
                29.4,
                1000.0 + 137.0 * f64::from(n),
            )
        };
        (0..50).map(each).collect::<Vec<_>>()
    };
    let options = ResolveOptions::new();
    let october = resolved(month("台账2026-10.xlsx"));
    let mut november = month("台账2026-11.xlsx");
    november.remove(7);
    november[3].set(FLOOR_AREA, square_metres(1500.0)).unwrap();
    november.push(at(
        row("R900", "湘北粮油仓库", "台账2026-11.xlsx", 99),
        113.3,
        29.5,
        400.0,
    ));
    let update = october
        .update(&Inventory::new(november).unwrap(), &options)
        .unwrap();
    let all = october.resolve(&options).unwrap().candidates();
    assert!(
        update.candidates() * 5 < all,
        "{} of {all}",
        update.candidates()
    );
    let changes = update.inventory().unwrap().changes(&october);
    let changes: Vec<_> = changes
        .iter()
        .map(|c| (c.name(), c.site().as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("changed", "R003"),
            ("disappeared", "R007"),
            ("appeared", "R900")
        ]
    );

    let same = october
        .update(
            &Inventory::new(month("台账2026-12.xlsx")).unwrap(),
            &options,
        )
        .unwrap();
    assert_eq!(same.candidates(), 0);
    assert!(same.inventory().unwrap().changes(&october).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn split_undoes_merge_exactly(sites in some_sites()) {
        let rows = Inventory::new(sites).unwrap();
        let merged = rows.resolve(&ResolveOptions::new()).unwrap().inventory().unwrap();
        let mut split = merged.clone();
        let ids: Vec<SiteId> = merged.lineage().members.keys().cloned().collect();
        for id in &ids {
            split = split.split(id).unwrap();
        }
        prop_assert_eq!(split.sites(), rows.sites());
        prop_assert_eq!(split.issues(), rows.issues());
        prop_assert!(split.lineage().members.is_empty());
        // Resolving again gives the same, also from the merged inventory.
        let again = split.resolve(&ResolveOptions::new()).unwrap().inventory().unwrap();
        prop_assert_eq!(&again, &merged);
        let twice = merged.resolve(&ResolveOptions::new()).unwrap().inventory().unwrap();
        prop_assert_eq!(twice.sites(), merged.sites());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// An update scores the pairs that contain a new row as a full comparison does, and no others.
    #[test]
    fn an_update_scores_what_a_full_comparison_scores(
        sites in some_sites(),
        changed in prop::collection::btree_set(0..40_usize, 0..6),
    ) {
        let filed = |sites: &[Site], file: &str| {
            let mut sites = sites.to_vec();
            for site in &mut sites {
                site.sources.push(Source::new(file, ""));
            }
            Inventory::new(sites).unwrap()
        };
        let options = ResolveOptions::new();
        let october = filed(&sites, "台账10.xlsx").resolve(&options).unwrap().inventory().unwrap();
        let mut later = sites.clone();
        for at in changed {
            if let Some(site) = later.get_mut(at) {
                site.name.push_str("老厂");
            }
        }
        let update = october.update(&filed(&later, "台账11.xlsx"), &options).unwrap();
        let linkage = Linkage::new(&records(update.rows(), &options.profile), &options.profile).unwrap();
        let mut expected = linkage.score_pairs(&linkage.candidates(RecordRow(0)).unwrap());
        expected.retain(|pair| pair.b.index() >= sites.len());
        prop_assert_eq!(update.scored_pairs(), expected);
        let new_from = RecordRow(u32::try_from(sites.len()).unwrap());
        prop_assert_eq!(update.candidates(), linkage.candidates(new_from).unwrap().len());
        let renamed = later.iter().zip(&sites).filter(|(now, then)| now.name != then.name);
        prop_assert_eq!(update.rows().len(), sites.len() + renamed.count());
    }
}

/// The rows of a table with ids of its own have no sources, and are filed again under their ids.
#[test]
fn a_row_without_a_source_is_filed_again_under_its_id() {
    let options = ResolveOptions::new();
    let site = |id: &str, name: &str, east: f64, area: f64| {
        let mut site = at(row(id, name, "", 0), 113.0 + east, 29.4, area);
        site.sources.clear();
        site
    };
    let month = |mill: f64| {
        let mill = site("2", "恒立包装厂", 0.02, mill);
        Inventory::new(vec![site("1", "宏远机械厂", 0.0, 8_600.0), mill]).unwrap()
    };
    let mut now = month(4_000.0);
    for area in [4_300.0, 4_700.0] {
        let before = now;
        now = before
            .update(&month(area), &options)
            .unwrap()
            .inventory()
            .unwrap();
        let changes = now.changes(&before);
        let [Change::Changed { site, field, .. }] = &changes[..] else {
            panic!("{changes:?}");
        };
        assert_eq!((site.as_str(), field.as_str()), ("2", "floor_area"));
        assert_eq!(now.sites()[1].interval(FLOOR_AREA).value(), Some(area));
        assert!(now.lineage().members.is_empty());
    }
    // Another table with ids of its own: no row of the first is lost.
    let other = Inventory::new(vec![site("1", "湘北粮油仓库", 0.3, 900.0)]).unwrap();
    let both = now.update(&other, &options).unwrap().inventory().unwrap();
    assert_eq!(names(&both), ["宏远机械厂", "恒立包装厂", "湘北粮油仓库"]);
}
