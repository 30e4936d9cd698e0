//! Properties that hold for all records.

use std::collections::BTreeSet;

use panhuo::linkage::{
    BlockingRule, IdentityProfile, Linkage, MatchClass, PairConstraint, Record, RecordColumn,
    RecordColumns, RecordPair, RecordRow, RecordValue, TextColumn,
};
use panhuo::{Position, Site, SiteKind};
use proptest::prelude::*;

use crate::records;

/// Sites that are often similar: few names, few positions, areas that repeat.
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
    let position = prop_oneof![Just(None), (0..30_u32, 0..30_u32).prop_map(Some)];
    (name, area, position, "4306020[1-3]").prop_map(move |(name, area, position, jurisdiction)| {
        let mut site = Site::new(format!("S{number:03}"), SiteKind::IdleFactory, name);
        site.jurisdiction = jurisdiction;
        site.position = position.map(|(x, y)| {
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

/// The cluster and the whole of each record, by id.
fn clusters_by_id(
    records: &[Record],
    profile: &IdentityProfile,
) -> BTreeSet<(String, String, String)> {
    let linkage = Linkage::new(records, profile).unwrap();
    let candidates = linkage.candidates(RecordRow(0)).unwrap();
    let clusters = linkage.clusters(&linkage.score_pairs(&candidates), &[]);
    let id = |row: RecordRow| records[row.index()].id.clone();
    (0..)
        .map(RecordRow)
        .zip(&clusters.cluster_of)
        .map(|(row, cluster)| {
            let whole = clusters
                .part_of
                .get(cluster)
                .map_or(String::new(), |row| id(*row));
            (id(row), id(*cluster), whole)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_rows_does_not_matter(sites in some_sites(), turn in 0..40_usize) {
        let profile = IdentityProfile::site();
        let mut all = records(&sites, &profile);
        let before = clusters_by_id(&all, &profile);
        prop_assert_eq!(&before, &clusters_by_id(&all, &profile));
        let turn = turn % all.len();
        all.rotate_left(turn);
        all.reverse();
        prop_assert_eq!(before, clusters_by_id(&all, &profile));
    }

    /// Records by column are linked like the same records one by one.
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
        let pairs = one.candidates(RecordRow(0)).unwrap();
        prop_assert_eq!(&pairs, &other.candidates(RecordRow(0)).unwrap());
        prop_assert_eq!(one.score_pairs(&pairs), other.score_pairs(&pairs));
    }

    /// With new rows, the candidates are all pairs that contain a new row, and no others.
    #[test]
    fn new_rows_have_the_candidates_of_a_full_comparison(sites in some_sites(), from in 0..40_u32) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        let from = RecordRow(from);
        let mut expected = linkage.candidates(RecordRow(0)).unwrap();
        expected.retain(|pair| pair.b >= from);
        prop_assert_eq!(&linkage.candidates(from).unwrap(), &expected);
        let (scored, count) = linkage.score_candidates(from).unwrap();
        prop_assert_eq!((scored, count), (linkage.score_pairs(&expected), expected.len()));
    }

    #[test]
    fn evidence_adds_up_to_the_match_weights(sites in some_sites()) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        for a in 0..u32::try_from(all.len()).unwrap() {
            for b in 0..a {
                let (a, b) = (RecordRow(a), RecordRow(b));
                let weights = linkage.score(a, b).weights;
                let evidence = linkage.evidence(a, b);
                let match_sum: f64 = evidence.iter().map(|line| line.match_weight).sum();
                let part_sum: f64 = evidence.iter().map(|line| line.part_weight).sum();
                prop_assert_eq!(weights.match_weight.to_bits(), match_sum.to_bits());
                prop_assert_eq!(weights.part_weight.to_bits(), part_sum.to_bits());
                prop_assert_eq!(evidence, linkage.evidence(b, a));
            }
        }
    }

    #[test]
    fn upper_bounds_exclude_only_non_matches(sites in some_sites()) {
        let profile = IdentityProfile::site();
        let all = records(&sites, &profile);
        let linkage = Linkage::new(&all, &profile).unwrap();
        let candidates = linkage.candidates(RecordRow(0)).unwrap();
        let each = candidates.iter().map(|pair| linkage.score(pair.a, pair.b));
        let expected: Vec<_> = each.filter(|j| j.match_class != MatchClass::NonMatch).collect();
        prop_assert_eq!(linkage.score_pairs(&candidates), expected);
    }

    /// Whatever the greatest size of a block, two records that are near and have one name are compared.
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
        let candidates: BTreeSet<RecordPair> =
            linkage.candidates(RecordRow(0)).unwrap().into_iter().collect();
        for (b, right) in (0_u32..).zip(&sites) {
            for (a, left) in (0..b).zip(&sites) {
                let near = match (left.position, right.position) {
                    // Blocking computes distances with an error of half a percent.
                    (Some(x), Some(y)) => x.distance(&y).value() < radius * 0.99,
                    _ => false,
                };
                if near && !left.name.is_empty() && left.name == right.name {
                    prop_assert!(candidates.contains(&pair(a, b)), "{} {}", left.id, right.id);
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
        let scored = linkage.score(RecordRow(0), RecordRow(1));
        prop_assert!(scored.weights.match_weight.is_finite());
    }
}

fn pair(a: u32, b: u32) -> RecordPair {
    RecordPair::new(RecordRow(a), RecordRow(b))
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
    assert_eq!(linkage.candidates(RecordRow(0)).unwrap(), [pair(0, 1)]);
}

/// Two firms at one address are possible matches: that they are in one town follows from the address and adds
/// little.
#[test]
fn fields_correlated_with_an_equal_address_add_one_bit_each() {
    let profile = IdentityProfile::site();
    let scored = |addresses: [&str; 2]| {
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
        let evidence = linkage.evidence(RecordRow(0), RecordRow(1));
        let sum: f64 = evidence.iter().map(|line| line.match_weight).sum();
        let scored = linkage.score(RecordRow(0), RecordRow(1));
        assert!((sum - scored.weights.match_weight).abs() < 1e-12);
        let bits = |field: &str| {
            evidence
                .iter()
                .find(|line| line.field == field)
                .unwrap()
                .match_weight
        };
        (scored.match_class, bits("jurisdiction"), bits("village"))
    };
    let one = "3799 Las Vegas Blvd. S.";
    assert_eq!(scored([one, one]), (MatchClass::Possible, 1.0, 1.0));
    let (match_class, town, village) = scored([one, "12 Mill Lane"]);
    assert!(match_class == MatchClass::NonMatch && town > 2.0 && village > 2.0);
}

/// An equal area of 437 ㎡ in one council is rare enough for a match; 400 ㎡ is a round number.
#[test]
fn an_equal_number_of_three_digits_is_stronger_evidence_than_a_round_one() {
    let level = |area: f64| {
        let linkage = addresses(&[("", area), ("12 Mill Lane", area)]);
        let (a, b) = (RecordRow(0), RecordRow(1));
        let evidence = linkage.evidence(a, b);
        let line = evidence.iter().find(|line| line.field == "site_area");
        (
            line.unwrap().level.clone(),
            linkage.score(a, b).match_class.name(),
        )
    };
    assert_eq!(level(437.0), ("equal".to_owned(), "match"));
    assert_eq!(level(400.0), ("agree".to_owned(), "possible"));
}

/// An equal area is weaker evidence if many records have it.
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
    let bits = |a, b| {
        linkage
            .score(RecordRow(a), RecordRow(b))
            .weights
            .match_weight
    };
    assert!(bits(298, 299) > bits(0, 3) + 3.0);
}

/// Probabilities are estimated without labels if there are enough matches.
#[test]
fn probabilities_are_estimated_from_the_records() {
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
    let estimated = linkage.estimate().unwrap();
    estimated.check().unwrap();
    let m_probability = |field: &str, level: &str| {
        let field = estimated
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
    // Both copies of a record have one name; half of the pairs (numbers 0 and 1 of 4) have two areas.
    assert!(
        m_probability("name", "exact") > 0.9,
        "{}",
        m_probability("name", "exact")
    );
    let agree = m_probability("site_area", "equal") + m_probability("site_area", "agree");
    assert!((agree - 0.5).abs() < 0.05, "{agree}");
    let refused = |rows: usize| {
        let linkage = Linkage::new(&all[..rows], &profile).unwrap();
        linkage.estimate().unwrap_err().to_string()
    };
    assert!(
        refused(0).contains("only about 0 candidate pairs"),
        "{}",
        refused(0)
    );
    assert!(
        refused(2).contains("only about 1 candidate pairs"),
        "{}",
        refused(2)
    );

    let label = |a: u32, b: u32, match_class: MatchClass| PairConstraint {
        a: RecordRow(a),
        b: RecordRow(b),
        match_class,
    };
    let matches = (0..400).map(|n| label(2 * n, 2 * n + 1, MatchClass::Match));
    let non_matches = (0..399).map(|n| label(2 * n, 2 * n + 2, MatchClass::NonMatch));
    let labels: Vec<PairConstraint> = matches.chain(non_matches).collect();
    linkage
        .estimate_from_labels(&labels)
        .unwrap()
        .check()
        .unwrap();
    assert!(linkage.estimate_from_labels(&labels[..400]).is_err());
}
