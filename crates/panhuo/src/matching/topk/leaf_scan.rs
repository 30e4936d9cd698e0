//! The scan of leaves: the deficits of all their rows at once, then the rows that may still be among the
//! best, one by one.

use super::SearchStatistics;
use super::TopK;
use super::score_deficit::{PendingLeaf, ScoreDeficit};
use super::siblings::NodeBound;
use crate::catalog::SegmentRow;
use crate::interval::Outcome;
use crate::matching::pruning_plan::PruningPlan;

/// How many leaves are scanned together.
const BATCH: usize = 4;

/// Of how many rows the facts are prefetched before the first is tested.
const PREFETCHED: usize = 16;

/// Scans leaves for one plan and outcome.
pub(super) struct LeafScanner<'a> {
    pruning: &'a PruningPlan<'a>,
    outcome: Outcome,
    pending: Vec<PendingLeaf<'a>>,
    /// Rows that may be among the best, with a bound of their score.
    survivors: Vec<(SegmentRow, f64)>,
    pub(super) statistics: SearchStatistics,
}

impl<'a> LeafScanner<'a> {
    pub(super) fn new(pruning: &'a PruningPlan<'a>, outcome: Outcome) -> Self {
        Self {
            pruning,
            outcome,
            pending: Vec::with_capacity(BATCH),
            survivors: Vec::new(),
            statistics: SearchStatistics::default(),
        }
    }

    /// Adds a leaf, and scans as soon as there are enough.
    pub(super) fn push(&mut self, leaf: &NodeBound, deficit: &mut ScoreDeficit, best: &mut TopK) {
        let columns = self.pruning.segment.columns;
        let node = columns.node(leaf.node);
        self.pending.push(PendingLeaf {
            codes: columns.quantile_codes().leaf(node),
            budget: 0,
            start: node.start,
            uncoded: leaf.uncoded,
            rows: u128::MAX >> (u128::BITS as usize - node.len()),
        });
        if self.pending.len() == BATCH {
            self.flush(deficit, best);
        }
    }

    /// Scans the leaves that were pushed, and inserts their rows.
    pub(super) fn flush(&mut self, deficit: &mut ScoreDeficit, best: &mut TopK) {
        let pruning = self.pruning;
        let segment = pruning.segment;
        let threshold = best.threshold();
        self.statistics.leaves += self.pending.len();
        for leaf in &mut self.pending {
            self.statistics.rows += leaf.rows.count_ones() as usize;
            match deficit.budget(threshold, leaf.uncoded) {
                Some(budget) => leaf.budget = budget,
                None => leaf.rows = 0,
            }
        }
        deficit.prune_leaves(&mut self.pending);
        let codes = segment.columns.quantile_codes();
        let mut prefetched = 0;
        for leaf in self.pending.drain(..) {
            let mut rows = leaf.rows;
            while rows != 0 {
                let row = SegmentRow::new(leaf.start.index() + rows.trailing_zeros() as usize);
                rows &= rows - 1;
                self.survivors.push((row, leaf.uncoded));
                prefetched ^= codes.row(row).first().copied().map_or(0, u64::from);
            }
        }
        for (row, bound) in &mut self.survivors {
            *bound += pruning.coded_bound(*row, self.outcome);
        }
        let least = best.threshold().max(f64::MIN);
        self.survivors.retain(|(_, bound)| *bound >= least);
        // The most promising first: those after them have more to beat.
        self.survivors.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        for (row, _) in self.survivors.iter().take(PREFETCHED) {
            prefetched ^= pruning.prefetch(*row);
        }
        std::hint::black_box(prefetched);
        for (row, bound) in self.survivors.drain(..) {
            if bound >= best.threshold()
                && segment.is_live(row)
                && pruning.outcome(row) == self.outcome
            {
                self.statistics.scored += 1;
                best.insert(pruning.plan.score_bounds(segment, row));
            }
        }
        deficit.set_threshold(best.threshold());
    }
}
