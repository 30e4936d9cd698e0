//! Matching against a naive scan over sites, and against published scores.
#![allow(clippy::unwrap_used, clippy::float_cmp)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]

use std::collections::BTreeMap;

use panhuo::advice::{NearMissOptions, RelaxOptions};
use panhuo::attribute::{
    BEDS, EMPLOYEES, FAR_MAX, FAR_MIN, FLOOR_AREA, GOODS_LIFTS, LAND_GRADE, PARKING, POWER,
    SITE_AREA, STOREYS, STRUCTURE,
};
use panhuo::catalog::SiteColumns;
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{Contains, Geometry, Intersects, MultiPolygon, polygon};
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::matching::{Candidate, Tally};
use panhuo::requirement::{
    Criterion, Curve, Predicate, Region, Target, ValueFunction, distance_to,
};
use panhuo::units::{Dimension, kilometres, kilovolt_amperes, metres, square_metres};
use panhuo::{
    Attribute, Catalog, ErrorKind, Footprint, Interval, Inventory, Outcome, Position, Quantity,
    Requirement, Result, Site, SiteId, SiteKind,
};
use proptest::prelude::*;

/// The least and greatest value of a number, as the site reports it; `None` if it does not apply.
fn number(site: &Site, attribute: Attribute) -> Option<(f64, f64)> {
    match site.facts.get(&attribute).map(|fact| &fact.value) {
        Some(ReportedValue::Number(interval)) => Some((interval.low(), interval.high())),
        Some(ReportedValue::NotApplicable) => None,
        Some(_) => Some((f64::NEG_INFINITY, f64::INFINITY)),
        None if attribute.kinds().contains(&site.kind) => Some((f64::NEG_INFINITY, f64::INFINITY)),
        None => None,
    }
}

/// The distance to a layer of points, straight from the geodesic of two positions.
fn distance(site: &Site, catalog: &Catalog, target: &Target) -> (f64, f64) {
    let Some(position) = site.representative() else {
        return (f64::NEG_INFINITY, f64::INFINITY);
    };
    let to = |point: &geo::Point| {
        let covered = site
            .footprint
            .as_ref()
            .is_some_and(|f| f.polygons().intersects(point));
        let other = Position::new(point.x(), point.y()).unwrap();
        if covered {
            0.0
        } else {
            position.distance(&other).value()
        }
    };
    let nearest = match target {
        Target::Point(point) => to(&geo::Point::new(point.longitude, point.latitude)),
        Target::Layer(layer) => catalog
            .landmarks()
            .layer(layer)
            .unwrap()
            .iter()
            .map(|landmark| match &landmark.geometry {
                Geometry::Point(point) => to(point),
                other => panic!("the oracle measures to points only, not to {other:?}"),
            })
            .fold(f64::INFINITY, f64::min),
    };
    (nearest, nearest)
}

fn measured(site: &Site, catalog: &Catalog, of: &Criterion) -> Option<(f64, f64)> {
    match of {
        Criterion::Attribute(attribute) => number(site, *attribute),
        Criterion::Distance(target) => Some(distance(site, catalog, target)),
    }
}

/// Three-valued: the worst over all that could be true, the best over all that could be true.
fn three_valued(worst: bool, best: bool) -> Outcome {
    match (worst, best) {
        (true, _) => Outcome::Pass,
        (false, true) => Outcome::Unknown,
        (false, false) => Outcome::Fail,
    }
}

fn category(site: &Site, attribute: Attribute) -> Vec<&'static str> {
    let all = || attribute.categories().iter().map(|c| c.name).collect();
    match site.facts.get(&attribute).map(|fact| &fact.value) {
        Some(ReportedValue::Category(choices)) => choices
            .positions()
            .map(|at| attribute.categories()[at].name)
            .collect(),
        Some(ReportedValue::NotApplicable) => Vec::new(),
        Some(_) => all(),
        None if attribute.kinds().contains(&site.kind) => all(),
        None => Vec::new(),
    }
}

fn naive_outcome(site: &Site, catalog: &Catalog, test: &Predicate) -> Outcome {
    let within = |of: &Criterion, low: f64, high: f64| match measured(site, catalog, of) {
        None => Outcome::Fail,
        Some((a, b)) => three_valued(a >= low && b <= high, b >= low && a <= high),
    };
    let area = |layer: &str| match &catalog.landmarks().layer(layer).unwrap()[0].geometry {
        Geometry::Polygon(polygon) => polygon.clone(),
        other => panic!("{other:?}"),
    };
    match test {
        Predicate::AtLeast(of, bound) => within(of, bound.value(), f64::INFINITY),
        Predicate::AtMost(of, bound) => within(of, f64::NEG_INFINITY, bound.value()),
        Predicate::Between(of, low, high) => within(of, low.value(), high.value()),
        Predicate::OneOf(attribute, names) => {
            let possible = category(site, *attribute);
            let requested = |name: &&str| names.iter().any(|each| each == name);
            let none = possible.is_empty();
            three_valued(
                !none && possible.iter().all(requested),
                possible.iter().any(requested),
            )
        }
        Predicate::Inside(Region::Layer(layer)) => match (&site.footprint, &site.position) {
            (Some(f), _) => {
                let holds = area(layer).contains(f.polygons());
                three_valued(holds, holds)
            }
            (None, Some(p)) => {
                let holds = area(layer).intersects(&geo::Point::new(p.longitude(), p.latitude()));
                three_valued(holds, holds)
            }
            (None, None) => Outcome::Unknown,
        },
        Predicate::Outside(Region::Layer(layer)) => match (&site.footprint, &site.position) {
            (Some(f), _) => {
                let holds = !area(layer).intersects(f.polygons());
                three_valued(holds, holds)
            }
            (None, Some(p)) => {
                let holds = !area(layer).intersects(&geo::Point::new(p.longitude(), p.latitude()));
                three_valued(holds, holds)
            }
            (None, None) => Outcome::Unknown,
        },
        Predicate::In(codes) => {
            // The tree of these tests: everything of six digits and more lies in "43".
            let holds = codes.iter().any(|code| {
                *code == site.jurisdiction || (code == "43" && site.jurisdiction.starts_with("43"))
            });
            if site.jurisdiction.is_empty() {
                Outcome::Unknown
            } else {
                three_valued(holds, holds)
            }
        }
        Predicate::FreeOf(kinds) => {
            let encumbered = |kind| site.encumbrances.get(kind).map(|each| each.present);
            if kinds.iter().any(|kind| encumbered(kind) == Some(true)) {
                Outcome::Fail
            } else if kinds.iter().any(|kind| encumbered(kind).is_none()) {
                Outcome::Unknown
            } else {
                Outcome::Pass
            }
        }
        other => panic!("{other:?}"),
    }
}

/// A falling or rising line, without the library's curves.
fn line(x: f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    if x <= from.0 {
        from.1
    } else if x >= to.0 {
        to.1
    } else {
        from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0)
    }
}

/// The weighted mean of the values, at worst and at best.
fn naive_score(site: &Site, catalog: &Catalog, requirement: &Requirement) -> (f64, f64) {
    let (mut low, mut high, mut total) = (0.0, 0.0, 0.0);
    for preference in requirement.preferences() {
        let values: Vec<f64> = match preference.value_function() {
            ValueFunction::Curve(of, curve) => {
                let value = |x: f64| match curve {
                    Curve::Rising(a, b) => line(x, (a.value(), 0.0), (b.value(), 1.0)),
                    Curve::Falling(a, b) => line(x, (a.value(), 1.0), (b.value(), 0.0)),
                    Curve::BestAt(a, b, _) if x <= b.value() => {
                        line(x, (a.value(), 0.0), (b.value(), 1.0))
                    }
                    Curve::BestAt(_, b, c) => line(x, (b.value(), 1.0), (c.value(), 0.0)),
                    other => panic!("{other:?}"),
                };
                match measured(site, catalog, of) {
                    None => vec![0.0],
                    // The extremes of these curves lie at the ends or at the peak.
                    Some((a, b)) => {
                        let peak = match curve {
                            Curve::BestAt(_, peak, _) => peak.value().clamp(a, b),
                            _ => a,
                        };
                        vec![value(a), value(b), value(peak)]
                    }
                }
            }
            ValueFunction::Table {
                attribute,
                values,
                otherwise,
            } => {
                let value = |name: &&str| values.get(*name).copied().unwrap_or(*otherwise);
                let possible = category(site, *attribute);
                if possible.is_empty() {
                    vec![0.0]
                } else {
                    possible.iter().map(value).collect()
                }
            }
            other => panic!("{other:?}"),
        };
        total += preference.weight();
        low += preference.weight() * values.iter().copied().fold(f64::INFINITY, f64::min);
        high += preference.weight() * values.iter().copied().fold(0.0, f64::max);
    }
    if total > 0.0 {
        (low / total, high / total)
    } else {
        (0.0, 0.0)
    }
}

/// Few distinct values, so that ties are common.
fn value() -> impl Strategy<Value = Option<ReportedValue>> {
    let value = (0..6_u8).prop_map(|v| f64::from(v) * 1000.0);
    prop_oneof![
        3 => (value.clone(), value).prop_map(|(a, b)| {
            Some(ReportedValue::Number(Interval::new(a.min(b), a.max(b)).unwrap()))
        }),
        4 => (0..6_u8).prop_map(|v| {
            Some(ReportedValue::Number(Interval::exact(f64::from(v) * 1000.0).unwrap()))
        }),
        1 => Just(Some(ReportedValue::Number(Interval::new(2000.0, f64::INFINITY).unwrap()))),
        1 => Just(Some(ReportedValue::Unknown(MissingReason::Negotiable))),
        1 => Just(Some(ReportedValue::NotApplicable)),
        3 => Just(None),
    ]
}

fn site() -> impl Strategy<Value = Site> {
    let facts = prop::collection::vec(value(), 3);
    let structure = prop::option::of(1_u64..32);
    let position = prop::option::weighted(0.8, (0..8_u8, 0..8_u8));
    let encumbrances = prop::collection::vec(prop::option::of(any::<bool>()), 2);
    (
        0..5_usize,
        facts,
        structure,
        position,
        any::<bool>(),
        encumbrances,
        0..4_usize,
    )
        .prop_map(
            |(kind, facts, structure, position, has_footprint, encumbrances, code)| {
                let mut site = Site::new("", SiteKind::VALUES[kind], "");
                for (attribute, value) in [FLOOR_AREA, POWER, SITE_AREA].into_iter().zip(facts) {
                    if let Some(value) = value {
                        site.facts.insert(attribute, value.into());
                    }
                }
                if let Some(bits) = structure {
                    let choices = Choices::from_bits(bits);
                    site.facts
                        .insert(STRUCTURE, ReportedValue::Category(choices).into());
                }
                if let Some((x, y)) = position {
                    let (x, y) = (113.0 + f64::from(x) * 0.02, 29.3 + f64::from(y) * 0.02);
                    site.position = Position::new(x, y).ok();
                    if has_footprint {
                        let lot = polygon![(x: x, y: y), (x: x + 0.03, y: y), (x: x, y: y + 0.03)];
                        site.footprint = Footprint::new(MultiPolygon::from(lot)).ok();
                    }
                }
                let kinds = [EncumbranceKind::Mortgage, EncumbranceKind::Seizure];
                for (kind, present) in kinds.into_iter().zip(encumbrances) {
                    if let Some(present) = present {
                        let encumbrance = Encumbrance {
                            present,
                            detail: panhuo::compact::Text::EMPTY,
                            source: None,
                        };
                        site.encumbrances.insert(kind, encumbrance);
                    }
                }
                site.jurisdiction = ["", "4301", "4302", "99"][code].to_owned();
                site
            },
        )
}

fn catalog_of(sites: Vec<Site>) -> Catalog {
    let mut landmarks = Landmarks::new();
    for (x, y) in [(113.01, 29.31), (113.09, 29.4)] {
        let geometry = Geometry::Point(geo::Point::new(x, y));
        let landmark = Landmark {
            name: String::new(),
            geometry,
        };
        landmarks.add("port", landmark).unwrap();
    }
    let lake = polygon![(x: 113.03, y: 29.3), (x: 113.15, y: 29.33), (x: 113.05, y: 29.42)];
    let geometry = Geometry::Polygon(lake);
    landmarks
        .add(
            "lake",
            Landmark {
                name: String::new(),
                geometry,
            },
        )
        .unwrap();
    let jurisdiction = |code: &str, parent: &str| Jurisdiction {
        code: code.to_owned(),
        name: code.to_owned(),
        parent: parent.to_owned(),
        former_names: Vec::new(),
        boundary: None,
    };
    let tree = vec![
        jurisdiction("43", ""),
        jurisdiction("4301", "43"),
        jurisdiction("4302", "43"),
    ];
    Inventory::new(sites)
        .unwrap()
        .with_landmarks(landmarks)
        .with_jurisdictions(Jurisdictions::new(tree).unwrap())
        .catalog()
}

/// Ids that do not follow the order of the sites.
fn numbered(sites: Vec<Site>) -> Vec<Site> {
    let count = sites.len();
    let number = |(at, mut site): (usize, Site)| {
        site.id = SiteId::new(format!("{:03}", (at * 37 + 11) % count.max(1)));
        site
    };
    let mut numbered: Vec<Site> = sites.into_iter().enumerate().map(number).collect();
    numbered.sort_by(|a, b| a.id.cmp(&b.id));
    numbered.dedup_by(|a, b| a.id == b.id);
    numbered
}

fn requirement() -> impl Strategy<Value = Requirement> {
    let layer = |name: &str| Region::Layer(name.to_owned());
    let constraint = (0..10_usize, 0..6_u8).prop_map(move |(which, v)| {
        let v = f64::from(v) * 1000.0;
        match which {
            0 => FLOOR_AREA.at_least(square_metres(v)),
            1 => POWER.at_most(kilovolt_amperes(v)),
            2 => SITE_AREA.between(square_metres(v), square_metres(v + 2000.0)),
            3 => STRUCTURE.one_of(["steel", "concrete"]),
            4 => distance_to("port").at_most(metres(v)),
            5 => Predicate::Inside(layer("lake")).into(),
            6 => Predicate::Outside(layer("lake")).into(),
            7 => Predicate::In(vec!["43".to_owned()]).into(),
            8 => {
                Predicate::FreeOf(vec![EncumbranceKind::Mortgage, EncumbranceKind::Seizure]).into()
            }
            _ => distance_to(Position::new(113.05, 29.35).unwrap()).at_least(metres(v)),
        }
    });
    let preference = (0..5_usize, 0..4_u8, 1..5_u8).prop_map(|(which, v, weight)| {
        let v = f64::from(v) * 1000.0;
        let preference = match which {
            0 => FLOOR_AREA.rising(square_metres(v), square_metres(v + 3000.0)),
            1 => POWER.falling(kilovolt_amperes(v), kilovolt_amperes(v + 1000.0)),
            2 => SITE_AREA.best_at(
                square_metres(v),
                square_metres(v + 1000.0),
                square_metres(v + 3000.0),
            ),
            3 => STRUCTURE.table([("steel", 1.0), ("concrete", 0.7)]),
            _ => distance_to("port").falling(metres(v), metres(v + 5000.0)),
        };
        preference.weighing(f64::from(weight))
    });
    let kinds = prop::sample::subsequence(SiteKind::VALUES.to_vec(), 0..=5);
    (
        kinds,
        prop::collection::vec(constraint, 0..4),
        prop::collection::vec(preference, 0..5),
    )
        .prop_map(|(kinds, must, prefer)| {
            let requirement = Requirement::new("r").kinds(kinds);
            let requirement = must.into_iter().fold(requirement, Requirement::must);
            prefer.into_iter().fold(requirement, Requirement::prefer)
        })
        .prop_filter("contradictions have a test of their own", |r| {
            r.check().is_ok()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_shortlist_equals_the_naive_scan(
        sites in prop::collection::vec(site(), 0..50),
        requirement in requirement(),
        top in 0_usize..60,
    ) {
        let catalog = catalog_of(numbered(sites));
        let shortlist = catalog.shortlist(&requirement, top).unwrap();
        let reported = catalog.tally(&requirement).unwrap();

        // Every site by itself, sorted by the stated order.
        let mut scan = Vec::new();
        let mut tally: BTreeMap<Outcome, usize> = BTreeMap::new();
        let requested = |site: &&Site| {
            let kinds = requirement.requested_kinds();
            kinds.is_empty() || kinds.contains(&site.kind)
        };
        for site in catalog.inventory().sites().iter().filter(requested) {
            let outcomes: Vec<Outcome> = requirement
                .constraints()
                .iter()
                .map(|constraint| naive_outcome(site, &catalog, constraint.predicate()))
                .collect();
            let worst = outcomes.iter().max().copied().unwrap_or(Outcome::Pass);
            *tally.entry(worst).or_default() += 1;
            let explained = catalog.explain(&requirement, &site.id).unwrap();
            let found: Vec<Outcome> = explained.checks.iter().map(|c| c.outcome).collect();
            prop_assert_eq!(&found, &outcomes);
            let (low, high) = naive_score(site, &catalog, &requirement);
            let score = explained.score;
            prop_assert!((score.guaranteed - low).abs() < 1e-12, "{} {}", score.guaranteed, low);
            prop_assert!((score.potential - high).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&score.guaranteed) && score.potential <= 1.0);
            if worst != Outcome::Fail {
                scan.push((worst, score, site.id.clone()));
            }
        }
        scan.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(b.1.guaranteed.total_cmp(&a.1.guaranteed))
                .then(b.1.potential.total_cmp(&a.1.potential))
                .then(a.2.cmp(&b.2))
        });
        scan.truncate(top);
        let listed: Vec<_> = shortlist
            .candidates
            .iter()
            .map(|c| (c.outcome, c.score, c.site.clone()))
            .collect();
        prop_assert_eq!(listed, scan);
        let count = |outcome| tally.get(&outcome).copied().unwrap_or(0);
        prop_assert_eq!(reported.passing, count(Outcome::Pass));
        prop_assert_eq!(reported.unknown, count(Outcome::Unknown));
        prop_assert_eq!(reported.failing, count(Outcome::Fail));
        let all = reported.other_kinds + tally.values().sum::<usize>();
        prop_assert_eq!(all, catalog.len());
    }

    #[test]
    fn contributions_add_up_to_the_score_to_the_last_bit(
        sites in prop::collection::vec(site(), 1..20),
        requirement in requirement(),
    ) {
        let catalog = catalog_of(numbered(sites));
        for candidate in catalog.shortlist(&requirement, 50).unwrap().candidates {
            let (mut low, mut high) = (0.0, 0.0);
            for contribution in &candidate.contributions {
                low += contribution.adds.guaranteed;
                high += contribution.adds.potential;
            }
            prop_assert_eq!(low.to_bits(), candidate.score.guaranteed.to_bits());
            prop_assert_eq!(high.to_bits(), candidate.score.potential.to_bits());
        }
    }

    #[test]
    fn near_misses_equal_the_naive_scan(
        sites in prop::collection::vec(site(), 0..40),
        requirement in requirement(),
        failing in 1_usize..4,
    ) {
        let catalog = catalog_of(numbered(sites));
        let options = NearMissOptions::new().failing_at_most(failing).limit(1000);
        let misses = catalog.near_misses(&requirement, options).unwrap();
        let mut scan = Vec::new();
        for site in catalog.inventory().sites() {
            let failed = requirement
                .constraints()
                .iter()
                .filter(|c| naive_outcome(site, &catalog, c.predicate()) == Outcome::Fail);
            let costs: Vec<f64> = failed
                .map(|constraint| {
                    let (of, low, high) = match constraint.predicate() {
                        Predicate::AtLeast(of, bound) => (of, bound.value(), f64::INFINITY),
                        Predicate::AtMost(of, bound) => (of, f64::NEG_INFINITY, bound.value()),
                        Predicate::Between(of, low, high) => (of, low.value(), high.value()),
                        _ => return 1.0,
                    };
                    let Some((a, b)) = measured(site, &catalog, of) else {
                        return 1.0;
                    };
                    let (missing, bound) = if b < low { (low - b, low) } else { (a - high, high) };
                    if bound == 0.0 { missing } else { missing / bound }
                })
                .collect();
            if requirement.requests(site.kind) && (1..=failing).contains(&costs.len()) {
                scan.push((costs.iter().sum::<f64>(), costs.len(), site.id.clone()));
            }
        }
        scan.sort_by(|a, b| {
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        let ids: Vec<_> = scan.into_iter().map(|(.., id)| id).collect();
        let found: Vec<_> = misses.into_iter().map(|miss| miss.candidate.site).collect();
        prop_assert_eq!(found, ids);
    }

    #[test]
    fn an_impossible_constraint_empties_the_list(
        sites in prop::collection::vec(site(), 0..30),
        requirement in requirement(),
    ) {
        let catalog = catalog_of(numbered(sites));
        let impossible = requirement.must(distance_to("port").at_least(kilometres(20_000.0)));
        prop_assume!(impossible.check().is_ok());
        let shortlist = catalog.shortlist(&impossible, 10).unwrap();
        // Only sites without a position could still be that far away.
        let is_located = |c: &Candidate| c.longitude.is_some();
        prop_assert!(!shortlist.candidates.iter().any(is_located));
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        sites in prop::collection::vec(site(), 0..30),
        requirement in requirement(),
    ) {
        let sites = numbered(sites);
        let mut reversed = sites.clone();
        reversed.reverse();
        let a = catalog_of(sites).shortlist(&requirement, 10).unwrap();
        let b = catalog_of(reversed).shortlist(&requirement, 10).unwrap();
        prop_assert_eq!(a.to_json(), b.to_json());
    }
}

/// The tally, near misses and what relaxations open, from every site explained.
fn counts_equal_a_scan(
    catalog: &Catalog,
    requirement: &Requirement,
    scan: &[Candidate],
) -> Result<(), TestCaseError> {
    let requested: Vec<_> = scan.iter().filter(|site| site.kind_requested).collect();
    let failed = |site: &Candidate| -> Vec<usize> {
        let checks = site.checks.iter().enumerate();
        let failed = checks.filter(|(_, check)| check.outcome == Outcome::Fail);
        failed.map(|(at, _)| at).collect()
    };
    let tally = catalog.tally(requirement).unwrap();
    let outcome = |of: Outcome| requested.iter().filter(|site| site.outcome == of).count();
    prop_assert_eq!(tally.other_kinds, scan.len() - requested.len());
    prop_assert_eq!(tally.passing, outcome(Outcome::Pass));
    prop_assert_eq!(tally.unknown, outcome(Outcome::Unknown));
    prop_assert_eq!(tally.failing, outcome(Outcome::Fail));
    for (at, counts) in tally.by_constraint.iter().enumerate() {
        let of = |outcome| {
            let is = |site: &&&Candidate| site.checks[at].outcome == outcome;
            requested.iter().filter(is).count()
        };
        let alone = requested.iter().filter(|site| failed(site) == [at]).count();
        let found = (counts.fails, counts.unknown, counts.fails_alone);
        prop_assert_eq!(found, (of(Outcome::Fail), of(Outcome::Unknown), alone));
    }
    for most in 1..3 {
        let near = requested.iter().filter_map(|site| {
            let count = failed(site).len();
            let shortfalls = site.checks.iter().filter_map(|c| c.shortfall.as_ref());
            let cost: f64 = shortfalls.map(|s| s.cost).sum();
            (1..=most)
                .contains(&count)
                .then_some((cost, count, &site.site))
        });
        let mut near: Vec<_> = near.collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(b.2)));
        near.truncate(7);
        let options = NearMissOptions::new().failing_at_most(most).limit(7);
        let misses = catalog.near_misses(requirement, options).unwrap();
        let found = misses
            .iter()
            .map(|m| (m.cost, failed(&m.candidate).len(), &m.candidate.site));
        prop_assert_eq!(found.collect::<Vec<_>>(), near);
    }
    for admitting in [1, 3] {
        let options = RelaxOptions::new()
            .include_firm(true)
            .admitting(admitting)
            .limit(3);
        for relaxation in catalog.relax(requirement, options).unwrap_or_default() {
            // A site that did not fail before does not fail now.
            let now = catalog.tally(&relaxation.requirement).unwrap();
            prop_assert_eq!(relaxation.admitted, tally.failing - now.failing);
            prop_assert!(relaxation.admitted >= admitting);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Enough rows for a tree of several levels in every kind.
    #[test]
    fn pruning_changes_nothing(
        sites in prop::collection::vec(site(), 900..1000),
        requirements in prop::collection::vec((requirement(), 0_usize..30), 6),
        spread in 1.0..50.0_f64,
        of_one_kind in prop::option::of(0..5_usize),
    ) {
        // Three times as many rows, spread so that values and positions differ; of one kind the tree is
        // higher by a branch.
        let mut all = Vec::new();
        for copy in 0..3 {
            for mut site in sites.clone() {
                if let Some(kind) = of_one_kind {
                    site.kind = SiteKind::VALUES[kind];
                }
                for fact in site.facts.values_mut() {
                    if let ReportedValue::Number(interval) = &mut fact.value {
                        let by = f64::from(copy) * spread * (all.len() % 97) as f64;
                        let grown = Interval::new(interval.low() + by, interval.high() + by);
                        *interval = grown.unwrap();
                    }
                }
                if site.footprint.is_none() && let Some(position) = site.position {
                    let by = f64::from(copy) * 0.003 * (all.len() % 89) as f64;
                    site.position = Position::new(position.longitude() + by, position.latitude()).ok();
                }
                all.push(site);
            }
        }
        let catalog = catalog_of(numbered(all));
        for (requirement, top) in requirements {
            let explain = |site: &Site| catalog.explain(&requirement, &site.id).unwrap();
            let mut scan: Vec<_> = catalog.inventory().sites().iter().map(explain).collect();
            counts_equal_a_scan(&catalog, &requirement, &scan)?;
            scan.retain(|candidate| candidate.outcome != Outcome::Fail);
            scan.sort_by(|a, b| {
                a.outcome
                    .cmp(&b.outcome)
                    .then(b.score.guaranteed.total_cmp(&a.score.guaranteed))
                    .then(b.score.potential.total_cmp(&a.score.potential))
                    .then(a.site.cmp(&b.site))
            });
            scan.truncate(top);
            let shortlist = catalog.shortlist(&requirement, top).unwrap();
            prop_assert_eq!(shortlist.candidates, scan);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn sites_given_by_column_match_the_same(
        sites in prop::collection::vec(site(), 0..200),
        requirement in requirement(),
    ) {
        // Without what the columns below do not hold: intervals, footprints, encumbrances, why a fact is missing.
        let mut sites = numbered(sites);
        for site in &mut sites {
            site.footprint = None;
            site.encumbrances.clear();
            site.facts.retain(|_, fact| match &fact.value {
                ReportedValue::Number(interval) => interval.value().is_some(),
                ReportedValue::Category(_) => true,
                _ => false,
            });
        }
        let number = |attribute| {
            let value = |site: &Site| site.interval(attribute).value().unwrap_or(f64::NAN);
            sites.iter().map(value).collect()
        };
        let degrees = |of: fn(&Position) -> f64| {
            let value = |site: &Site| site.position.as_ref().map_or(f64::NAN, of);
            sites.iter().map(value).collect()
        };
        let codes: Vec<String> = ["", "4301", "4302", "99"].map(str::to_owned).to_vec();
        let code = |site: &Site| codes.iter().position(|c| *c == site.jurisdiction).unwrap() as u32;
        let columns = SiteColumns::new(
            sites.iter().map(|site| site.id.as_str()),
            sites.iter().map(|site| site.kind),
        )
        .positions(degrees(Position::longitude), degrees(Position::latitude))
        .jurisdictions(codes.clone(), sites.iter().map(code).collect())
        .numbers(FLOOR_AREA, number(FLOOR_AREA))
        .numbers(POWER, number(POWER))
        .numbers(SITE_AREA, number(SITE_AREA))
        .categories(STRUCTURE, sites.iter().map(|site| site.choices(STRUCTURE)).collect());
        let kept = catalog_of(sites);
        let by_column = Catalog::from_columns(columns)
            .unwrap()
            .with_landmarks(kept.landmarks().clone())
            .with_jurisdictions(kept.jurisdictions().clone());
        let of_kept = kept.shortlist(&requirement, 20).unwrap().to_json();
        prop_assert_eq!(by_column.shortlist(&requirement, 20).unwrap().to_json(), of_kept);
        let of_kept: Vec<_> = kept.sites().map(std::borrow::Cow::into_owned).collect();
        let of_columns: Vec<_> = by_column.sites().map(std::borrow::Cow::into_owned).collect();
        prop_assert_eq!(of_columns, of_kept);
    }
}

#[test]
fn an_empty_catalog_returns_empty_answers() {
    let catalog = Inventory::default().catalog();
    let shortlist = catalog.shortlist(&Requirement::new("r"), 10).unwrap();
    assert!(shortlist.candidates.is_empty());
    assert_eq!(
        catalog.tally(&Requirement::new("r")).unwrap(),
        Tally::default()
    );
    let error = Requirement::new("r").must(distance_to("port").at_most(metres(1.0)));
    let error = catalog.shortlist(&error, 10).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

/// The group utility S of VIKOR is one minus a weighted mean of min-max curves, so published
/// values of S test the score.
fn group_utility(matrix: &[&[f64]], weights: &[f64], senses: &[f64]) -> Vec<f64> {
    let attributes = [
        BEDS,
        PARKING,
        STOREYS,
        FAR_MAX,
        FAR_MIN,
        EMPLOYEES,
        GOODS_LIFTS,
        LAND_GRADE,
    ];
    let site = |(at, row): (usize, &&[f64])| {
        let mut site = Site::new(format!("{at}"), SiteKind::Land, "");
        for (value, attribute) in row.iter().zip(attributes) {
            site.set(attribute, number_of(*value)).unwrap();
        }
        site
    };
    let catalog = Inventory::new(matrix.iter().enumerate().map(site).collect())
        .unwrap()
        .catalog();
    let mut requirement = Requirement::new("published");
    for (column, (weight, sense)) in weights.iter().zip(senses).enumerate() {
        let values = || matrix.iter().map(|row| row[column]);
        let low = number_of(values().fold(f64::INFINITY, f64::min));
        let high = number_of(values().fold(f64::NEG_INFINITY, f64::max));
        let preference = if *sense > 0.0 {
            attributes[column].rising(low, high)
        } else {
            attributes[column].falling(low, high)
        };
        requirement = requirement.prefer(preference.weighing(*weight));
    }
    (0..matrix.len())
        .map(|at| {
            let id = SiteId::new(format!("{at}"));
            1.0 - catalog.explain(&requirement, &id).unwrap().score.guaranteed
        })
        .collect()
}

fn number_of(value: f64) -> Quantity {
    Quantity::canonical(value, Dimension::Number)
}

#[test]
fn scores_equal_published_weighted_means() {
    // Opricovic & Tzeng (2004), EJOR 156(2), 445-455.
    let climb = group_utility(
        &[&[1.0, 3000.0], &[2.0, 3750.0], &[5.0, 4500.0]],
        &[0.5, 0.5],
        &[-1.0, 1.0],
    );
    assert_eq!(climb, [0.5, 0.375, 0.5]);
    // Opricovic & Tzeng (2007), EJOR 178(2), 514-529: hydropower on the Drina, printed to three
    // decimals from rounded inputs; two sets of weights.
    let drina: [&[f64]; 6] = [
        &[4184.3, 2914.0, 407.2, 251.0, 195.0, 244.0, 15.0, 2.41],
        &[5211.9, 3630.0, 501.7, 308.3, 282.0, 346.0, 21.0, 1.41],
        &[5021.3, 3920.5, 504.0, 278.6, 12.0, 56.0, 3.0, 4.42],
        &[5566.1, 3957.9, 559.5, 335.3, 167.0, 268.0, 16.0, 3.36],
        &[5060.5, 3293.5, 514.1, 284.2, 69.0, 90.0, 7.0, 4.04],
        &[4317.9, 2925.9, 432.8, 239.3, 12.0, 55.0, 3.0, 4.36],
    ];
    let senses = [1.0, -1.0, 1.0, 1.0, -1.0, -1.0, -1.0, 1.0];
    let cases = [
        ([1.0; 8], [0.692, 0.7, 0.29, 0.423, 0.28, 0.346]),
        (
            [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0],
            [0.683, 0.8, 0.193, 0.48, 0.243, 0.232],
        ),
    ];
    for (weights, published) in cases {
        let found = group_utility(&drina, &weights, &senses);
        for (found, published) in found.iter().zip(published) {
            assert!(
                (found - published).abs() < 0.0016,
                "{found} for {published}"
            );
        }
    }
}
