//! Advice against brute force over small catalogs with many ties.
#![allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod audience;
mod conflict;
mod demand_gap;
mod questions;
mod rank_requirements;
mod relaxation;
mod robustness;
mod similar;
mod updates;
mod verify;
mod why_not;

use panhuo::advice::{
    AcceptabilityOptions, ConflictOptions, DemandGap, JurisdictionQuestions, MissingFact,
    RankedRequirement, RelaxOptions, Relaxation,
};
use panhuo::attribute::{AVAILABLE_FROM, CRANE, FLOOR_AREA, POWER, SITE_AREA, STRUCTURE};
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{Geometry, Point};
use panhuo::interval::{Choices, ReportedValue};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::matching::Candidate;
use panhuo::requirement::{Constraint, Criterion, Predicate, Preference, distance_to};
use panhuo::units::{kilovolt_amperes, metres, square_metres, tonnes};
use panhuo::{
    Attribute, CancellationToken, Catalog, ErrorKind, Interval, Inventory, Lang, Outcome, Position,
    Quantity, Requirement, Site, SiteId, SiteKind,
};
use proptest::prelude::*;

/// The attributes that the sites of these tests report.
pub(crate) const NUMBERS: [Attribute; 3] = [FLOOR_AREA, POWER, SITE_AREA];

/// Few distinct values, so that ties are common.
fn reported_value() -> impl Strategy<Value = Option<ReportedValue>> {
    let value = (0..6_u8).prop_map(|v| f64::from(v) * 1000.0);
    prop_oneof![
        2 => (value.clone(), value).prop_map(|(a, b)| {
            Some(ReportedValue::Number(Interval::new(a.min(b), a.max(b)).unwrap()))
        }),
        6 => (0..6_u8).prop_map(|v| {
            Some(ReportedValue::Number(Interval::exact(f64::from(v) * 1000.0).unwrap()))
        }),
        1 => Just(Some(ReportedValue::Number(Interval::new(2000.0, f64::INFINITY).unwrap()))),
        1 => Just(Some(ReportedValue::NotApplicable)),
        2 => Just(None),
    ]
}

fn site() -> impl Strategy<Value = Site> {
    let facts = prop::collection::vec(reported_value(), NUMBERS.len());
    let structure = prop::option::of(1_u64..32);
    let position = prop::option::weighted(0.8, (0..4_u8, 0..4_u8));
    let encumbrances = prop::collection::vec(prop::option::of(any::<bool>()), 2);
    (
        0..3_usize,
        facts,
        structure,
        position,
        encumbrances,
        0..3_usize,
    )
        .prop_map(|(kind, facts, structure, position, encumbrances, code)| {
            let mut site = Site::new("", SiteKind::VALUES[kind], "厂");
            for (attribute, value) in NUMBERS.into_iter().zip(facts) {
                if let Some(value) = value {
                    site.facts.insert(attribute, value.into());
                }
            }
            if let Some(bits) = structure {
                let choices = Choices::from_bits(bits);
                let value = ReportedValue::Category(choices);
                site.facts.insert(STRUCTURE, value.into());
            }
            site.position = position.and_then(|(x, y)| {
                Position::new(113.0 + f64::from(x) * 0.02, 29.3 + f64::from(y) * 0.02).ok()
            });
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
            site.jurisdiction = ["", "4301", "4302"][code].to_owned();
            site
        })
}

/// Sites with ids that do not follow their order.
pub(crate) fn sites(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Site>> {
    prop::collection::vec(site(), count).prop_map(|mut sites| {
        let count = sites.len().max(1);
        for (at, site) in sites.iter_mut().enumerate() {
            site.id = SiteId::new(format!("{:03}", (at * 37 + 11) % (count * 37) + at));
        }
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        sites.dedup_by(|a, b| a.id == b.id);
        sites
    })
}

/// A catalog with landmarks and a tree of jurisdictions.
pub(crate) fn catalog_of(sites: Vec<Site>) -> Catalog {
    let mut landmarks = Landmarks::new();
    let landmark = Landmark {
        name: "城陵矶".to_owned(),
        geometry: Geometry::Point(Point::new(113.01, 29.31)),
    };
    landmarks.add("port", landmark).unwrap();
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
    let inventory = Inventory::new(sites).unwrap();
    inventory
        .with_landmarks(landmarks)
        .with_jurisdictions(Jurisdictions::new(tree).unwrap())
        .catalog()
}

fn constraint() -> impl Strategy<Value = Constraint> {
    let relax = prop::option::weighted(0.7, 1..4_u32);
    (0..8_usize, 0..6_u8, relax).prop_map(|(which, v, relax)| {
        let v = f64::from(v) * 1000.0;
        let constraint: Constraint = match which {
            0 => FLOOR_AREA.at_least(square_metres(v)),
            1 => POWER.at_most(kilovolt_amperes(v)),
            2 => SITE_AREA.between(square_metres(v), square_metres(v + 2000.0)),
            3 => STRUCTURE.one_of(["steel", "concrete"]),
            4 => distance_to("port").at_most(metres(v)),
            5 => Predicate::In(vec!["4301".to_owned()]).into(),
            6 => {
                Predicate::FreeOf(vec![EncumbranceKind::Mortgage, EncumbranceKind::Seizure]).into()
            }
            _ => FLOOR_AREA.at_most(square_metres(v)),
        };
        match relax {
            Some(order) => constraint.relaxed_at(order),
            None => constraint,
        }
    })
}

fn preference() -> impl Strategy<Value = Preference> {
    (0..5_usize, 0..4_u8, 1..5_u8).prop_map(|(which, v, weight)| {
        let v = f64::from(v) * 1000.0;
        let value_function = match which {
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
        value_function.weighing(f64::from(weight))
    })
}

/// Requirements with this many constraints and up to four preferences, without contradictions.
pub(crate) fn requirement(
    constraints: std::ops::Range<usize>,
) -> impl Strategy<Value = Requirement> {
    let kinds = prop::sample::subsequence(SiteKind::VALUES[..3].to_vec(), 0..=3);
    let must = prop::collection::vec(constraint(), constraints);
    let prefer = prop::collection::vec(preference(), 0..5);
    (kinds, must, prefer)
        .prop_map(|(kinds, must, prefer)| {
            let requirement = Requirement::new("r").kinds(kinds);
            let requirement = must.into_iter().fold(requirement, Requirement::must);
            prefer.into_iter().fold(requirement, Requirement::prefer)
        })
        .prop_filter("contradictions have a test of their own", |r| {
            r.check().is_ok()
        })
}

/// The ids of the best sites, in order.
pub(crate) fn listed(catalog: &Catalog, requirement: &Requirement, top: usize) -> Vec<SiteId> {
    let shortlist = catalog.shortlist(requirement, top).unwrap();
    shortlist.candidates.into_iter().map(|c| c.site).collect()
}

/// Every site, explained.
pub(crate) fn explained(catalog: &Catalog, requirement: &Requirement) -> Vec<Candidate> {
    let explain = |site: &Site| catalog.explain(requirement, &site.id).unwrap();
    catalog.inventory().sites().iter().map(explain).collect()
}

/// The requirement with other constraints and preferences.
pub(crate) fn rebuilt(
    requirement: &Requirement,
    must: impl IntoIterator<Item = Constraint>,
    prefer: impl IntoIterator<Item = Preference>,
) -> Requirement {
    let empty = Requirement::new("r").kinds(requirement.requested_kinds().iter().copied());
    let constrained = must.into_iter().fold(empty, Requirement::must);
    prefer.into_iter().fold(constrained, Requirement::prefer)
}
