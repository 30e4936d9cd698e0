//! Best first: nodes are opened in the order of what their rows can reach, until no bound can beat
//! the worst of the best so far.
//!
//! Rows that pass come before rows that hang on unknown facts, so those are looked for only if
//! fewer pass than are wanted.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::block::Tester;
use super::plan::Plan;
use crate::reading::Outcome;

/// A place in the order of one standing: greater is worse. `at` is a position in the order of ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) guaranteed: f64,
    pub(super) potential: f64,
    pub(super) at: usize,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .guaranteed
            .total_cmp(&self.guaranteed)
            .then(other.potential.total_cmp(&self.potential))
            .then(self.at.cmp(&other.at))
    }
}
impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Place {}

/// How much work a search did.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SearchStatistics {
    /// Nodes of the tree whose bounds were computed.
    pub nodes: usize,
    /// Blocks whose rows were tested.
    pub blocks: usize,
    /// Rows that were tested.
    pub rows: usize,
    /// Rows whose exact score was computed.
    pub scored: usize,
}

/// One of the best rows.
pub(super) struct FoundRow {
    pub(super) row: usize,
    pub(super) standing: Outcome,
    pub(super) guaranteed: f64,
    pub(super) potential: f64,
}

/// The best so far of one standing.
pub(super) struct Best {
    wanted: usize,
    /// The worst on top.
    rows: BinaryHeap<(Place, usize)>,
}

impl Best {
    /// The guaranteed score below which no row is taken.
    pub(super) fn threshold(&self) -> f64 {
        match self.rows.peek() {
            Some((worst, _)) if self.rows.len() >= self.wanted => worst.guaranteed,
            _ => f64::NEG_INFINITY,
        }
    }

    /// Whether a place would be among the best.
    pub(super) fn takes(&self, place: &Place) -> bool {
        match self.rows.peek() {
            Some((worst, _)) if self.rows.len() >= self.wanted => place < worst,
            _ => self.wanted > 0,
        }
    }

    pub(super) fn offer(&mut self, place: Place, row: usize) {
        if self.takes(&place) {
            self.rows.push((place, row));
            if self.rows.len() > self.wanted {
                self.rows.pop();
            }
        }
    }
}

/// The best `top` rows in the order of the shortlist, and the work that it took.
pub(super) fn best_rows(plan: &Plan<'_>, top: usize) -> (Vec<FoundRow>, SearchStatistics) {
    let mut statistics = SearchStatistics::default();
    let mut rows = of_standing(plan, Outcome::Pass, top, &mut statistics);
    if rows.len() < top {
        let missing = top - rows.len();
        rows.extend(of_standing(
            plan,
            Outcome::Unknown,
            missing,
            &mut statistics,
        ));
    }
    (rows, statistics)
}

fn of_standing(
    plan: &Plan<'_>,
    standing: Outcome,
    wanted: usize,
    statistics: &mut SearchStatistics,
) -> Vec<FoundRow> {
    let columns = plan.catalog.columns();
    let mut best = Best {
        wanted,
        rows: BinaryHeap::new(),
    };
    let mut open: BinaryHeap<Reverse<(Place, u32)>> = BinaryHeap::new();
    let mut consider = |node: u32, best: &Best, open: &mut BinaryHeap<_>| {
        statistics.nodes += 1;
        let Some((guaranteed, potential)) = plan.node_bound(node, standing) else {
            return;
        };
        let place = Place {
            guaranteed,
            potential,
            at: columns.others(node).first as usize,
        };
        if best.takes(&place) {
            open.push(Reverse((place, node)));
        }
    };
    for top in plan.wanted_tops() {
        consider(top, &best, &mut open);
    }
    let mut tester = Tester::new(plan);
    while let Some(Reverse((place, number))) = open.pop() {
        if !best.takes(&place) {
            break;
        }
        let node = columns.node(number);
        if let Some((left, right)) = node.halves {
            consider(left, &best, &mut open);
            consider(right, &best, &mut open);
        } else {
            tester.test(number, standing, &mut best);
        }
    }
    statistics.blocks += tester.statistics.blocks;
    statistics.rows += tester.statistics.rows;
    statistics.scored += tester.statistics.scored;
    let ranked = best.rows.into_sorted_vec();
    let found = |(place, row): (Place, usize)| FoundRow {
        row,
        standing,
        guaranteed: place.guaranteed,
        potential: place.potential,
    };
    ranked.into_iter().map(found).collect()
}
