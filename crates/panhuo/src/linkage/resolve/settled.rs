//! What need not be found out of rows: people decided it, or they were one site before.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Rows;
use crate::linkage::{Decision, MatchClass, PairConstraint};
use crate::site::SiteId;

/// What people decided, the newest first, then earlier merges as far as nobody set their rows apart.
pub(super) fn constraints(rows: &Rows, decisions: &[Decision]) -> Vec<PairConstraint> {
    let pair = |constraint: &PairConstraint| {
        (
            constraint.a.min(constraint.b),
            constraint.a.max(constraint.b),
        )
    };
    let newest = decisions.iter().rev();
    let mut all: Vec<PairConstraint> = newest
        .flat_map(|each| each.constraints(&rows.sites))
        .collect();
    let mut ruled = BTreeSet::new();
    all.retain(|constraint| ruled.insert(pair(constraint)));
    let mut apart: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for constraint in all.iter().filter(|r| r.match_class != MatchClass::Match) {
        let (first, second) = pair(constraint);
        apart.entry(second).or_default().push(first);
    }
    let mut by_site: BTreeMap<&SiteId, Vec<usize>> = BTreeMap::new();
    for (row, site) in rows.site_of.iter().enumerate() {
        if let Some(site) = site {
            by_site.entry(site).or_default().push(row);
        }
    }
    for members in by_site.values() {
        // The first rows of what the site falls into, and which of these each row is with.
        let mut first: Vec<usize> = Vec::new();
        let mut with: BTreeMap<usize, usize> = BTreeMap::new();
        for row in members {
            let apart = apart.get(row).into_iter().flatten();
            let barred: BTreeSet<usize> = apart.filter_map(|one| with.get(one).copied()).collect();
            if let Some(at) = (0..first.len()).find(|at| !barred.contains(at)) {
                with.insert(*row, at);
                all.push(PairConstraint {
                    a: first[at],
                    b: *row,
                    match_class: MatchClass::Match,
                });
            } else {
                with.insert(*row, first.len());
                first.push(*row);
            }
        }
    }
    all
}
