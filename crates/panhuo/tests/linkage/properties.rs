//! Properties that hold for any records.

use std::collections::BTreeSet;

use panhuo::linkage::{
    BlockingRule, IdentityProfile, Linkage, MatchClass, Record, RecordColumn, RecordColumns,
    RecordValue, TextColumn,
};
use panhuo::{Position, Site, SiteKind};
use proptest::prelude::*;

use crate::records;

/// Sites that are often alike: few names, few places, areas that repeat.
fn site(number: usize) -> impl Strategy<Value = Site> {
    let name = prop_oneof![
        Just("宏达机械有限公司"),
        Just("原宏达机械厂"),
        Just("鸿达机械"),
        Just("宏达机械3#厂房"),
        Just("宏达机械5号厂房"),
        Just("解放路12号"),
        Just("麻布村3号地块"),
        Just("厂房"),
        Just(""),
        Just("Mill Lane, Unit 3"),
        Just("12 Mill Lane"),
    ];
    let area = prop_oneof![Just(None), (1..6_u32).prop_map(Some)];
    let place = prop_oneof![Just(None), (0..30_u32, 0..30_u32).prop_map(Some)];
    (name, area, place, "4306020[1-3]").prop_map(move |(name, area, place, jurisdiction)| {
        let mut site = Site::new(format!("S{number:03}"), SiteKind::IdleFactory, name);
        site.jurisdiction = jurisdiction;
        site.position = place.map(|(x, y)| {
            Position::new(
                113.1 + f64::from(x) * 0.001_37,
                29.4 + f64::from(y) * 0.001_37,
            )
            .unwrap()
        });
        if let Some(area) = area {
            site.set(
                panhuo::attribute::SITE_AREA,
                panhuo::units::square_metres(f64::from(area) * 1234.0),
            )
            .unwrap();
        }
        site
    })
}

pub(crate) fn some_sites() -> impl Strategy<Value = Vec<Site>> {
    (2..40_usize).prop_flat_map(|count| (0..count).map(site).collect::<Vec<_>>())
}

/// Clusters and parts by id, whatever the order of rows.
fn answer(records: &[Record], profile: &IdentityProfile) -> BTreeSet<(String, String, String)> {
    let linkage = Linkage::new(records, profile).unwrap();
    let judged = linkage.score_pairs(&linkage.candidates(0));
    let clusters = linkage.clusters(&judged, &[]);
    let id = |row: usize| records[row].id.clone();
    (0..records.len())
        .map(|row| {
            let cluster = clusters.cluster_of[row];
            let whole = clusters
                .part_of
                .get(&cluster)
                .map_or(String::new(), |row| id(*row));
            (id(row), id(cluster), whole)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_rows_does_not_matter(sites in some_sites(), turn in 0..40_usize) {
        let profile = IdentityProfile::site();
        let mut all = records(&sites, &profile);
        let before = answer(&all, &profile);
        prop_assert_eq!(&before, &answer(&all, &profile));
        let turn = turn % all.len();
        all.rotate_left(turn);
        all.reverse();
        prop_assert_eq!(before, answer(&all, &profile));
    }

    /// Records by column are those one by one.
    #[test]
    fn columns_are_linked_as_records_are(sites in some_sites()) {
        let profile = IdentityProfile::site();
        let mut columns = RecordColumns::new(sites.len(), &profile);
        let texts = |of: &dyn Fn(&Site) -> String| -> RecordColumn {
            RecordColumn::Texts(sites.iter().map(|site| Some(of(site))).collect::<TextColumn>())
        };
        let positions = sites.iter().map(|site| site.position).collect();
        let areas = sites.iter().map(|site| site.interval(panhuo::attribute::SITE_AREA).value());
        let areas: Vec<f64> = areas.map(|area| area.unwrap_or(f64::NAN)).collect();
        columns.set("name", texts(&|site| site.name.clone())).unwrap();
        columns.set("jurisdiction", texts(&|site| site.jurisdiction.clone())).unwrap();
        columns.set("location", RecordColumn::Locations { positions, accuracy: 10.0 }).unwrap();
        columns.set("site_area", RecordColumn::Numbers(areas.clone())).unwrap();
        let record = |(row, site): (usize, &Site)| {
            let value = |field: &str| match field {
                "name" => RecordValue::Text(vec![site.name.clone()]),
                "jurisdiction" => RecordValue::Text(vec![site.jurisdiction.clone()]),
                "location" => site.position.map_or(RecordValue::Unknown, |position| {
                    RecordValue::Location { position, accuracy: 10.0, footprint: None }
                }),
                "site_area" if areas[row].is_finite() => {
                    RecordValue::Number { low: areas[row], high: areas[row], step: 0.0 }
                }
                _ => RecordValue::Unknown,
            };
            let values = profile.fields.iter().map(|field| value(&field.name)).collect();
            Record { id: format!("{row:04}"), values }
        };
        let all: Vec<Record> = sites.iter().enumerate().map(record).collect();
        let (one, other) = (
            Linkage::from_columns(&columns, &profile).unwrap(),
            Linkage::new(&all, &profile).unwrap(),
        );
        let pairs = one.candidates(0);
        prop_assert_eq!(&pairs, &other.candidates(0));
        prop_assert_eq!(one.score_pairs(&pairs), other.score_pairs(&pairs));
    }

    /// Only pairs with a new row, and all of them.
    #[test]
    fn new_rows_meet_all_that_they_would_have_met(sites in some_sites(), from in 0..40_usize) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        let mut wanted = linkage.candidates(0);
        wanted.retain(|(_, b)| *b as usize >= from);
        prop_assert_eq!(linkage.candidates(from), wanted.clone());
        prop_assert_eq!(linkage.score_candidates(from), (linkage.score_pairs(&wanted), wanted.len()));
    }

    #[test]
    fn evidence_adds_up_to_the_scores(sites in some_sites()) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        for a in 0..all.len() {
            for b in 0..a {
                let scores = linkage.score(a, b).weights;
                let evidence = linkage.evidence(a, b);
                let same: f64 = evidence.iter().map(|line| line.match_weight).sum();
                let part: f64 = evidence.iter().map(|line| line.part_weight).sum();
                prop_assert_eq!(scores.match_weight.to_bits(), same.to_bits());
                prop_assert_eq!(scores.part_weight.to_bits(), part.to_bits());
                prop_assert_eq!(evidence, linkage.evidence(b, a));
            }
        }
    }

    #[test]
    fn leaving_out_pairs_that_cannot_be_one_leaves_out_nothing_else(sites in some_sites()) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        let candidates = linkage.candidates(0);
        let kept = linkage.score_pairs(&candidates);
        let each = candidates.iter().map(|(a, b)| linkage.score(*a as usize, *b as usize));
        let wanted: Vec<_> = each.filter(|j| j.match_class != MatchClass::NonMatch).collect();
        prop_assert_eq!(kept, wanted);
    }

    /// Whatever the limits on large blocks: what is near and has an equal name is compared.
    #[test]
    fn near_namesakes_are_always_candidates(sites in some_sites(), max_block_size in 1..4_usize) {
        let mut profile = IdentityProfile::site();
        profile.max_block_size = max_block_size;
        let radius = profile.blocking_rules.iter().find_map(|rule| match rule {
            BlockingRule::Distance { metres, .. } => Some(*metres),
            BlockingRule::Keys { .. } => None,
        }).unwrap();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        let candidates: BTreeSet<(u32, u32)> = linkage.candidates(0).into_iter().collect();
        for (b, right) in (0_u32..).zip(&sites) {
            for (a, left) in (0..b).zip(&sites) {
                let near = match (left.position, right.position) {
                    // The distance inside is good to half a percent.
                    (Some(x), Some(y)) => x.distance(&y).value() < radius * 0.99,
                    _ => false,
                };
                if near && !left.name.is_empty() && left.name == right.name {
                    prop_assert!(candidates.contains(&(a, b)), "{} {}", left.id, right.id);
                }
            }
        }
    }

    #[test]
    fn any_text_can_be_compared(a in "\\PC{0,40}", b in "\\PC{0,40}", digits in "[0-9一二十百第号#()（）A-Za-z ]{0,30}") {
        let profile = IdentityProfile::site();
        let record = |id: &str, name: &str| Record {
            id: id.to_owned(),
            values: profile.fields.iter().map(|_| RecordValue::Text(vec![name.to_owned(), digits.clone()])).collect(),
        };
        let all = [record("a", &a), record("b", &b)];
        let linkage = Linkage::new(&all, &profile).unwrap();
        let judged = linkage.score(0, 1);
        prop_assert!(judged.weights.match_weight.is_finite());
    }
}

/// A register of addresses and areas only, as councils publish them.
fn addresses(rows: &[(&str, f64)]) -> Linkage {
    let profile = IdentityProfile::site();
    let mut columns = RecordColumns::new(rows.len(), &profile);
    let address = rows.iter().map(|(address, _)| Some(*address));
    let areas = rows.iter().map(|(_, area)| *area).collect();
    let town = rows.iter().map(|_| Some("E09000032"));
    columns
        .set("address", RecordColumn::Texts(address.collect()))
        .unwrap();
    columns
        .set("site_area", RecordColumn::Numbers(areas))
        .unwrap();
    columns
        .set("jurisdiction", RecordColumn::Texts(town.collect()))
        .unwrap();
    Linkage::from_columns(&columns, &profile).unwrap()
}

#[test]
fn an_equal_address_is_enough_to_be_compared() {
    let linkage = addresses(&[("12 Mill Lane", 400.0), ("12 Mill Lane", 90_000.0)]);
    assert_eq!(linkage.candidates(0), [(0, 1)]);
}

/// Two firms at one address are asked about: that they are in one town follows from the address.
#[test]
fn what_follows_from_an_address_is_not_told_twice() {
    let profile = IdentityProfile::site();
    let judged = |addresses: [&str; 2]| {
        let mut columns = RecordColumns::new(2, &profile);
        let town = "E09000032";
        for (field, values) in [
            ("name", ["coyote cafe", "tre visi"]),
            ("address", addresses),
            ("telephone", ["702/891-7349", "702/891-7331"]),
            ("jurisdiction", [town, town]),
            ("village", ["paradise", "paradise"]),
        ] {
            let texts = RecordColumn::Texts(values.into_iter().map(Some).collect());
            columns.set(field, texts).unwrap();
        }
        let linkage = Linkage::from_columns(&columns, &profile).unwrap();
        let evidence = linkage.evidence(0, 1);
        let sum: f64 = evidence.iter().map(|line| line.match_weight).sum();
        let judged = linkage.score(0, 1);
        assert!((sum - judged.weights.match_weight).abs() < 1e-12);
        let bits = |field: &str| {
            evidence
                .iter()
                .find(|line| line.field == field)
                .unwrap()
                .match_weight
        };
        (judged.match_class, bits("jurisdiction"), bits("village"))
    };
    let one = "3799 Las Vegas Blvd. S.";
    assert_eq!(judged([one, one]), (MatchClass::Possible, 1.0, 1.0));
    let (match_class, town, village) = judged([one, "12 Mill Lane"]);
    assert!(match_class == MatchClass::NonMatch && town > 2.0 && village > 2.0);
}

/// 437 ㎡ in one council and nothing else is known: rare enough. 400 ㎡ may be any site's.
#[test]
fn a_number_of_three_digits_is_told_from_a_round_one() {
    let level = |area: f64| {
        let linkage = addresses(&[("", area), ("12 Mill Lane", area)]);
        let evidence = linkage.evidence(0, 1);
        let line = evidence.iter().find(|line| line.field == "site_area");
        (
            line.unwrap().level.clone(),
            linkage.score(0, 1).match_class.name(),
        )
    };
    assert_eq!(level(437.0), ("equal".to_owned(), "same"));
    assert_eq!(level(400.0), ("agree".to_owned(), "ask"));
}

/// The same area counts for less where many records have it.
#[test]
fn a_common_value_is_weaker_evidence_than_a_rare_one() {
    let rows: Vec<(&str, f64)> = (0..300)
        .map(|row| {
            (
                "",
                if row < 298 {
                    437.0 + f64::from(row % 3)
                } else {
                    881.0
                },
            )
        })
        .collect();
    let linkage = addresses(&rows);
    let same = |a, b| linkage.score(a, b).weights.match_weight;
    assert!(same(298, 299) > same(0, 3) + 3.0);
}

/// Weights are learnt without labels where there is enough to learn from.
#[test]
fn weights_are_estimated_from_the_data() {
    let profile = IdentityProfile::site();
    let mut sites = Vec::new();
    for number in 0..400_u32 {
        for copy in 0..2_u32 {
            let name = format!(
                "{}{}机械有限公司",
                char::from_u32(0x5000 + number * 7).unwrap(),
                char::from_u32(0x6000 + number * 11).unwrap()
            );
            let mut site = Site::new(format!("{number:03}-{copy}"), SiteKind::IdleFactory, name);
            let area = 1000.0
                * (1.0 + f64::from(number * 37 % 400))
                * if number % 4 == copy { 1.3 } else { 1.0 };
            site.set(
                panhuo::attribute::SITE_AREA,
                panhuo::units::square_metres(area),
            )
            .unwrap();
            sites.push(site);
        }
    }
    let all = records(&sites, &profile);
    let linkage = Linkage::new(&all, &profile).unwrap();
    let learnt = linkage.estimate().unwrap();
    learnt.check().unwrap();
    let share = |field: &str, level: &str| {
        let field = learnt
            .fields
            .iter()
            .find(|each| each.name == field)
            .unwrap();
        field
            .levels
            .iter()
            .find(|each| each.name == level)
            .unwrap()
            .m_probability
    };
    // Every name is kept; half of the copies (numbers 0 and 1 of 4) have another area.
    assert!(share("name", "same") > 0.9, "{}", share("name", "same"));
    let agree = share("site_area", "equal") + share("site_area", "agree");
    assert!((agree - 0.5).abs() < 0.05, "{agree}");
    let refused = |rows: usize| {
        let linkage = Linkage::new(&all[..rows], &profile).unwrap();
        linkage.estimate().unwrap_err().to_string()
    };
    assert!(refused(0).contains("only 0 candidates"), "{}", refused(0));
    assert!(refused(2).contains("only 1 candidates"), "{}", refused(2));

    let constraints: Vec<panhuo::linkage::PairConstraint> = (0..400)
        .map(|n| panhuo::linkage::PairConstraint {
            a: 2 * n,
            b: 2 * n + 1,
            match_class: MatchClass::Match,
        })
        .chain((0..399).map(|n| panhuo::linkage::PairConstraint {
            a: 2 * n,
            b: 2 * n + 2,
            match_class: MatchClass::NonMatch,
        }))
        .collect();
    linkage
        .estimate_from_labels(&constraints)
        .unwrap()
        .check()
        .unwrap();
    assert!(linkage.estimate_from_labels(&constraints[..400]).is_err());
}
