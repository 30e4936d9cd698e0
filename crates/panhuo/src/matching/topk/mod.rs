//! The best rows: nodes are opened in the order of what their rows can reach, until no bound beats the
//! worst of the best so far.
//!
//! Rows that pass come before rows that depend on unknown facts, so the latter are searched for only
//! if too few pass.

mod leaf_scan;
mod queue;
mod score_deficit;
mod siblings;

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use leaf_scan::LeafScanner;
use queue::BucketQueue;
use score_deficit::ScoreDeficit;
use siblings::{NodeBound, SiblingPruner, SiblingSet};

use super::plan::Plan;
use super::pruning_plan::PruningPlan;
use super::value::{RankKey, ScoreBounds};
use crate::catalog::CatalogRow;
use crate::interval::Outcome;

/// How much work a search did.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchStatistics {
    /// Nodes of the tree whose bounds were computed.
    pub nodes: usize,
    /// Leaves whose rows were tested.
    pub leaves: usize,
    /// Rows that were tested.
    pub rows: usize,
    /// Rows whose exact score was computed.
    pub scored: usize,
}

/// One of the best rows.
pub(crate) struct RankedRow {
    pub(crate) row: CatalogRow,
    pub(crate) outcome: Outcome,
    pub(crate) key: RankKey,
}

/// The best rows of one outcome so far.
struct TopK {
    count: usize,
    /// The worst keys that the best rows may have, the worst of all on top.
    certain: BinaryHeap<RankKey>,
    candidates: Vec<ScoreBounds>,
}

impl TopK {
    fn new(count: usize) -> Self {
        Self {
            count,
            certain: BinaryHeap::new(),
            candidates: Vec::new(),
        }
    }

    /// The key that a row must beat or share, once there are enough rows.
    fn worst(&self) -> Option<&RankKey> {
        self.certain
            .peek()
            .filter(|_| self.certain.len() >= self.count)
    }

    /// The guaranteed score that a row must reach.
    fn threshold(&self) -> f64 {
        let worst = self.worst().map(|worst| worst.guaranteed);
        worst.unwrap_or(f64::NEG_INFINITY)
    }

    fn insert(&mut self, candidate: ScoreBounds) {
        if self.worst().is_some_and(|worst| candidate.best > *worst) {
            return;
        }
        self.certain.push(candidate.worst);
        if self.certain.len() > self.count {
            self.certain.pop();
        }
        self.candidates.push(candidate);
    }

    /// The best rows in order; scores that are not exact are computed now.
    fn into_sorted(self, plan: &Plan<'_>) -> Vec<(RankKey, CatalogRow)> {
        let worst = self.worst().copied();
        let candidates = self.candidates.into_iter();
        let candidates = candidates.filter(|each| worst.is_none_or(|worst| each.best <= worst));
        let keys = candidates.map(|each| {
            let is_exact = each.worst == each.best;
            let key = if is_exact {
                each.worst
            } else {
                plan.rank_key(each.row)
            };
            (key, each.row)
        });
        let mut keys: Vec<_> = keys.collect();
        keys.sort();
        keys.truncate(self.count);
        keys
    }
}

/// The best `top` rows in the order of the shortlist, and the work that it took.
pub(crate) fn top_rows(plan: &Plan<'_>, top: usize) -> (Vec<RankedRow>, SearchStatistics) {
    let mut statistics = SearchStatistics::default();
    if top == 0 {
        return (Vec::new(), statistics);
    }
    let pruning_plans = plan.pruning_plans();
    let mut rows = Vec::new();
    for outcome in [Outcome::Pass, Outcome::Unknown] {
        if rows.len() < top {
            let mut best = TopK::new(top - rows.len());
            for pruning in &pruning_plans {
                search(pruning, outcome, &mut best, &mut statistics);
            }
            let sorted = best.into_sorted(plan).into_iter();
            rows.extend(sorted.map(|(key, row)| RankedRow { row, outcome, key }));
        }
    }
    (rows, statistics)
}

/// Inserts the rows of one segment that may be among the best.
fn search(
    pruning: &PruningPlan<'_>,
    outcome: Outcome,
    best: &mut TopK,
    statistics: &mut SearchStatistics,
) {
    let segment = pruning.segment;
    let mut open = BucketQueue::new();
    let mut deficit = ScoreDeficit::new(pruning, outcome);
    let mut pruner = SiblingPruner::new(pruning, outcome);
    let mut scanner = LeafScanner::new(pruning, outcome);
    let may_stay = |node: &NodeBound, best: &TopK| match node.bound.total_cmp(&best.threshold()) {
        Ordering::Less => false,
        // Its rows can at most share the worst score, and may still rank before the worst row.
        Ordering::Equal => best.worst().is_none_or(|worst| {
            let key = RankKey {
                guaranteed: worst.guaranteed,
                potential: pruning.node_potential(node.node),
                site: segment.first_site(node.node),
            };
            key < *worst
        }),
        Ordering::Greater => true,
    };
    let mut siblings: SiblingSet = pruning.plan.requested_roots(segment).collect();
    while !siblings.is_empty() {
        statistics.nodes += siblings.len();
        for node in pruner.prune(siblings, &deficit, best.threshold()) {
            if may_stay(&node, best) {
                open.push(node);
            }
        }
        siblings = SiblingSet::default();
        while let Some(next) = open.pop() {
            if !may_stay(&next, best) {
                continue;
            }
            let node = segment.columns.node(next.node);
            if node.is_leaf() {
                scanner.push(&next, &mut deficit, best);
            } else {
                siblings = node.children().collect();
                break;
            }
        }
    }
    scanner.flush(&mut deficit, best);
    statistics.leaves += scanner.statistics.leaves;
    statistics.rows += scanner.statistics.rows;
    statistics.scored += scanner.statistics.scored;
}
