//! What need not be found out of rows: people decided it, or they were one site before.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Rows;
use crate::linkage::{Decision, Ruling, Verdict};
use crate::site::SiteId;

/// What people decided, the newest first, then earlier merges as far as nobody set their rows apart.
pub(super) fn rulings(rows: &Rows, decisions: &[Decision]) -> Vec<Ruling> {
    let pair = |ruling: &Ruling| (ruling.a.min(ruling.b), ruling.a.max(ruling.b));
    let newest = decisions.iter().rev();
    let mut all: Vec<Ruling> = newest.flat_map(|each| each.rulings(&rows.sites)).collect();
    let mut ruled = BTreeSet::new();
    all.retain(|ruling| ruled.insert(pair(ruling)));
    let mut apart: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ruling in all.iter().filter(|r| r.verdict != Verdict::Same) {
        let (first, second) = pair(ruling);
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
                all.push(Ruling {
                    a: first[at],
                    b: *row,
                    verdict: Verdict::Same,
                });
            } else {
                with.insert(*row, first.len());
                first.push(*row);
            }
        }
    }
    all
}
