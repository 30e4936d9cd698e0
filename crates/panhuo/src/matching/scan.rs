//! Scans of all rows: the outcome of every constraint for all rows of a node at once where only one
//! is possible, else leaf by leaf, a bit a row and constraint.
//!
//! For counts, conflicts and near misses, which depend on every site. Nodes that certainly fail too
//! much are skipped, and so is the rest of a row as soon as it does; distances are bounded first.

use super::plan::{Measure, Plan, ResolvedConstraint};
use super::predicate::{CodedRange, missing_outcome};
use super::pruning_plan::PruningPlan;
use crate::catalog::{CatalogRow, NodeId, SegmentReader, SegmentRow};
use crate::interval::{Interval, Outcome};

/// The rows of a batch that fail a constraint, and those for which it is unknown; others pass.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OutcomeBits {
    pub(crate) fails: u128,
    pub(crate) unknown: u128,
}

impl OutcomeBits {
    fn add(&mut self, rows: u128, outcome: Outcome) {
        match outcome {
            Outcome::Pass => {}
            Outcome::Unknown => self.unknown |= rows,
            Outcome::Fail => self.fails |= rows,
        }
    }
}

/// Rows that follow each other, and their outcomes.
pub(crate) struct RowBatch<'a> {
    start: CatalogRow,
    /// How many rows a bit stands for: one, or all rows of a node that has only one outcome.
    each: usize,
    /// The rows that were not skipped.
    pub(crate) present: u128,
    /// By constraint.
    pub(crate) outcomes: &'a [OutcomeBits],
}

impl RowBatch<'_> {
    /// How many rows some bits stand for.
    pub(crate) fn count(&self, bits: u128) -> usize {
        bits.count_ones() as usize * self.each
    }

    /// The rows that some bits stand for, ascending.
    pub(crate) fn rows(&self, bits: u128) -> impl Iterator<Item = CatalogRow> + use<> {
        let (start, each) = (self.start.index(), self.each);
        let rows = ones(bits).flat_map(move |bit| start + bit * each..start + (bit + 1) * each);
        rows.map(CatalogRow::new)
    }

    /// Visits the rows that fail something, with the constraints that they fail.
    pub(crate) fn each_failing(&self, mut visit: impl FnMut(CatalogRow, &[usize])) {
        let (failing, _) = self.failing_and_undetermined();
        let mut failed = Vec::new();
        for bit in ones(failing) {
            let bit = 1 << bit;
            failed.clear();
            let fails = |at: &usize| self.outcomes[*at].fails & bit != 0;
            failed.extend((0..self.outcomes.len()).filter(fails));
            for row in self.rows(bit) {
                visit(row, &failed);
            }
        }
    }

    /// The rows that fail something, and those that fail nothing but depend on something unknown.
    pub(crate) fn failing_and_undetermined(&self) -> (u128, u128) {
        let all = self.outcomes.iter();
        let (fails, unknown) = all.fold((0, 0), |(fails, unknown), bits| {
            (fails | bits.fails, unknown | bits.unknown)
        });
        (fails, unknown & !fails)
    }
}

/// The positions of the bits that are set.
fn ones(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(next)
    })
}

/// What is known of the rows below a node without reading any.
pub(crate) struct NodeView<'a> {
    segment: SegmentReader<'a>,
    node: NodeId,
    /// The constraints that all of them fail.
    pub(crate) failed: &'a [usize],
}

impl NodeView<'_> {
    /// Contains what every row has of a measure that knows it; empty if none does. A row that fails a
    /// constraint on a measure knows it, or it does not apply.
    pub(crate) fn interval(&self, measure: &Measure) -> Interval {
        measure.node_interval(self.segment, self.node)
    }

    /// Whether some row may not know a measure, in whole or in part.
    pub(crate) fn may_be_unknown(&self, measure: &Measure) -> bool {
        measure.may_be_unknown(self.segment, self.node)
    }

    /// No row has a greater guaranteed score; `pruning` are the plan's, by segment.
    pub(crate) fn guaranteed_bound(&self, pruning: &[PruningPlan<'_>]) -> f64 {
        pruning[self.segment.number].node_guaranteed(self.node)
    }
}

/// Whether a scan leaves out the rows below a node.
pub(crate) type SkipNode<'a> = dyn Fn(&NodeView<'_>) -> bool + 'a;

impl Plan<'_> {
    /// Visits, in order, all rows of the requested kinds that fail at most so many constraints, and
    /// none but those that may fail.
    pub(crate) fn scan(
        &self,
        failing_at_most: usize,
        may_fail: impl Fn(usize) -> bool,
        visit: impl FnMut(&RowBatch<'_>),
    ) {
        self.scan_with_skip(failing_at_most, may_fail, &|_| false, visit);
    }

    /// The same without the nodes that are skipped.
    pub(crate) fn scan_with_skip(
        &self,
        failing_at_most: usize,
        may_fail: impl Fn(usize) -> bool,
        skip: &SkipNode<'_>,
        mut visit: impl FnMut(&RowBatch<'_>),
    ) {
        let count = self.constraints.len();
        for segment in self.catalog.segments() {
            let coded = self.constraints.iter();
            let mut scan = TriStateScan {
                plan: self,
                segment,
                skip,
                coded: coded.map(|each| CodedRange::new(segment, each)).collect(),
                failing_at_most: failing_at_most.min(count),
                may_fail: (0..count).map(&may_fail).collect(),
                decided: vec![None; count],
                decisions: Vec::new(),
                bits: vec![OutcomeBits::default(); count],
            };
            for root in self.requested_roots(segment) {
                scan.descend(root, &mut visit);
            }
        }
    }

    /// The rows of the requested kinds that fail nothing, ascending, each with its outcome.
    pub(crate) fn rows_not_failing(&self) -> Vec<(CatalogRow, Outcome)> {
        let mut rows = Vec::new();
        self.scan(
            0,
            |_| true,
            |batch| {
                let (_, undetermined) = batch.failing_and_undetermined();
                for bit in ones(batch.present) {
                    let bit = 1 << bit;
                    let outcome = if undetermined & bit == 0 {
                        Outcome::Pass
                    } else {
                        Outcome::Unknown
                    };
                    rows.extend(batch.rows(bit).map(|row| (row, outcome)));
                }
            },
        );
        rows
    }
}

/// A scan of one segment in Kleene's three-valued logic.
struct TriStateScan<'a> {
    plan: &'a Plan<'a>,
    segment: SegmentReader<'a>,
    skip: &'a SkipNode<'a>,
    /// By constraint: if it is one on a column of numbers.
    coded: Vec<Option<CodedRange>>,
    failing_at_most: usize,
    may_fail: Vec<bool>,
    /// By constraint: the outcome of all rows of the present node, if only one is possible.
    decided: Vec<Option<Outcome>>,
    /// The constraints that are decided, those of the upper nodes first.
    decisions: Vec<usize>,
    /// By constraint: the rows of the present batch.
    bits: Vec<OutcomeBits>,
}

impl TriStateScan<'_> {
    fn descend(&mut self, id: NodeId, visit: &mut dyn FnMut(&RowBatch<'_>)) {
        let above = self.decisions.len();
        self.decide_node(id);
        let failed = |at: &usize| self.decided[*at] == Some(Outcome::Fail);
        let failed: Vec<usize> = (0..self.decided.len()).filter(failed).collect();
        let stays = failed.len() <= self.failing_at_most
            && failed.iter().all(|at| self.may_fail[*at])
            && !(self.skip)(&NodeView {
                segment: self.segment,
                node: id,
                failed: &failed,
            });
        if stays {
            let node = self.segment.columns.node(id);
            if self.decisions.len() == self.decided.len() && self.segment.is_all_live(id) {
                self.emit(node.start, node.len(), 1, visit);
            } else if node.is_leaf() {
                self.scan_leaf(id, visit);
            } else {
                for child in node.children() {
                    self.descend(child, visit);
                }
            }
        }
        for at in self.decisions.split_off(above) {
            self.decided[at] = None;
        }
    }

    /// Decides the constraints that have only one possible outcome below a node and were not decided
    /// above it.
    fn decide_node(&mut self, node: NodeId) {
        for (at, constraint) in self.plan.constraints.iter().enumerate() {
            if self.decided[at].is_none() {
                let outcomes =
                    constraint.node_outcomes(self.coded[at].as_ref(), self.segment, node);
                self.decided[at] = outcomes.decided();
                if self.decided[at].is_some() {
                    self.decisions.push(at);
                }
            }
        }
    }

    /// Visits rows whose bits are set where they are not decided.
    fn emit(
        &mut self,
        start: SegmentRow,
        each: usize,
        present: u128,
        visit: &mut dyn FnMut(&RowBatch<'_>),
    ) {
        for (bits, decided) in self.bits.iter_mut().zip(&self.decided) {
            if let Some(outcome) = decided {
                *bits = OutcomeBits::default();
                bits.add(present, *outcome);
            } else {
                bits.fails &= present;
                bits.unknown &= present;
            }
        }
        visit(&RowBatch {
            start: self.segment.catalog_row(start),
            each,
            present,
            outcomes: &self.bits,
        });
    }

    /// Tests the live rows of a leaf, the cheap constraints first.
    fn scan_leaf(&mut self, id: NodeId, visit: &mut dyn FnMut(&RowBatch<'_>)) {
        let node = self.segment.columns.node(id);
        let mut present = u128::MAX >> (u128::BITS as usize - node.len());
        if !self.segment.is_all_live(id) {
            let deleted = node.rows().filter(|row| !self.segment.is_live(*row));
            present = deleted.fold(present, |rows, row| {
                rows & !(1 << (row.index() - node.start.index()))
            });
        }
        let open = |at: &usize| self.decided[*at].is_none();
        let mut open: Vec<usize> = (0..self.decided.len()).filter(open).collect();
        open.sort_by_key(|at| self.coded[*at].is_none());
        // By number of failures: the rows that have at least so many.
        let decided = self.decided.iter();
        let failed = decided.filter(|of| **of == Some(Outcome::Fail)).count();
        let spare = self.failing_at_most - failed;
        let levels = if spare < open.len() { spare + 1 } else { 0 };
        let mut failing = vec![0_u128; levels];
        for at in open {
            if present == 0 {
                return;
            }
            let bits = self.evaluate_leaf(&self.plan.constraints[at], id, present);
            self.bits[at] = bits;
            if !self.may_fail[at] {
                present &= !bits.fails;
            }
            let mut carried = bits.fails & present;
            for level in &mut failing {
                let twice = *level & carried;
                *level |= carried;
                carried = twice;
            }
            present &= !failing.last().copied().unwrap_or(0);
        }
        if present != 0 {
            self.emit(node.start, 1, present, visit);
        }
    }

    /// The outcomes of a constraint for some rows of a leaf; a column of numbers is read as a whole.
    fn evaluate_leaf(
        &self,
        constraint: &ResolvedConstraint,
        id: NodeId,
        present: u128,
    ) -> OutcomeBits {
        let columns = self.segment.columns;
        let node = columns.node(id);
        let start = node.start.index();
        let mut bits = OutcomeBits::default();
        let ResolvedConstraint::Range(Measure::Attribute(attribute), low, high) = constraint else {
            for bit in ones(present) {
                let row = SegmentRow::new(start + bit);
                bits.add(1 << bit, constraint.bounded_outcome(self.segment, row));
            }
            return bits;
        };
        let missing = missing_outcome(attribute.applies_to(columns.kind(node.start)), *low, *high);
        let Some(numbers) = columns.numbers(*attribute) else {
            bits.add(present, missing);
            return bits;
        };
        let mut absent = 0;
        for (half, values) in numbers.values[node.range()].chunks(64).enumerate() {
            let (mut fails, mut blank) = (0_u64, 0_u64);
            for (at, value) in values.iter().enumerate() {
                fails |= u64::from(*value < *low || *value > *high) << at;
                blank |= u64::from(value.is_nan()) << at;
            }
            bits.fails |= u128::from(fails) << (64 * half);
            absent |= u128::from(blank) << (64 * half);
        }
        for (row, interval) in numbers.intervals.range(node.start..node.end) {
            let bit = 1 << (row.index() - start);
            absent &= !bit;
            bits.add(bit, interval.between(*low, *high));
        }
        bits.add(absent, missing);
        bits
    }
}
