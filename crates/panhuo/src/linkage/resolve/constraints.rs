//! Constraints on pairs of rows: by decisions of people, and by earlier merges.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{ResolveRows, register_name};
use crate::lineage::{Decision, MatchClass, RecordKey};
use crate::linkage::{PairConstraint, RecordPair, RecordRow};
use crate::site::{Site, SiteId};
use crate::source::Source;
use crate::text::script::normalized;

/// How well a row fits a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Name, jurisdiction and reference are equal.
    Equal,
    /// And the row was read from the same register.
    SameRegister,
    /// And from the same cell.
    SameCell,
}

fn fit(key: &RecordKey, site: &Site) -> Option<Fit> {
    let is_equal = key.jurisdiction == site.jurisdiction
        && key.reference == site.reference
        && normalized(&key.name) == normalized(&site.name);
    let register = |source: &Source| (register_name(source.file()), source.sheet().to_owned());
    is_equal.then(|| match site.sources.first() {
        Some(own) if *own == key.source => Fit::SameCell,
        Some(own) if register(own) == register(&key.source) => Fit::SameRegister,
        _ => Fit::Equal,
    })
}

/// The rows that fit a key best.
fn rows_of(key: &RecordKey, sites: &[Site]) -> Vec<RecordRow> {
    let fits: Vec<Option<Fit>> = sites.iter().map(|site| fit(key, site)).collect();
    let Some(best) = fits.iter().flatten().max() else {
        return Vec::new();
    };
    let rows = (0..).map(RecordRow).zip(&fits);
    let rows = rows.filter(|(_, fit)| fit.as_ref() == Some(best));
    rows.map(|(row, _)| row).collect()
}

/// The constraints of a decision on the rows that it is about.
pub(super) fn decision_constraints(decision: &Decision, sites: &[Site]) -> Vec<PairConstraint> {
    let (ones, others) = (
        rows_of(&decision.record, sites),
        rows_of(&decision.other, sites),
    );
    let pairs = ones
        .iter()
        .flat_map(|a| others.iter().map(move |b| (*a, *b)));
    let constraints = pairs.filter(|(a, b)| a != b).map(|(a, b)| PairConstraint {
        a,
        b,
        match_class: decision.match_class,
    });
    constraints.collect()
}

/// The constraints of all decisions, the newest first, then must-link constraints for earlier merges: the rows of
/// each site stay together as far as no decision separates them.
pub(super) fn pair_constraints(rows: &ResolveRows, decisions: &[Decision]) -> Vec<PairConstraint> {
    let newest = decisions.iter().rev();
    let mut constraints: Vec<PairConstraint> = newest
        .flat_map(|each| decision_constraints(each, &rows.sites))
        .collect();
    let mut decided = BTreeSet::new();
    constraints.retain(|constraint| decided.insert(constraint.pair()));
    let mut cannot_link: BTreeMap<RecordRow, Vec<RecordRow>> = BTreeMap::new();
    let separated = constraints.iter();
    for constraint in separated.filter(|each| each.match_class != MatchClass::Match) {
        let RecordPair { a, b } = constraint.pair();
        cannot_link.entry(b).or_default().push(a);
    }
    let mut by_site: BTreeMap<&SiteId, Vec<RecordRow>> = BTreeMap::new();
    for (row, site) in (0..).map(RecordRow).zip(&rows.site_of) {
        if let Some(site) = site {
            by_site.entry(site).or_default().push(row);
        }
    }
    for members in by_site.values() {
        // The site falls into groups: the first row of each, and the group of each row.
        let mut first: Vec<RecordRow> = Vec::new();
        let mut group_of: BTreeMap<RecordRow, usize> = BTreeMap::new();
        for row in members {
            let separated = cannot_link.get(row).into_iter().flatten();
            let forbidden: BTreeSet<usize> = separated
                .filter_map(|other| group_of.get(other).copied())
                .collect();
            if let Some(group) = (0..first.len()).find(|group| !forbidden.contains(group)) {
                group_of.insert(*row, group);
                constraints.push(PairConstraint {
                    a: first[group],
                    b: *row,
                    match_class: MatchClass::Match,
                });
            } else {
                group_of.insert(*row, first.len());
                first.push(*row);
            }
        }
    }
    constraints
}
