//! What becomes of rows: the outcome of every constraint for all rows of a node at once where its
//! bounds tell, else block by block, a bit a row.
//!
//! For what looks at every site in principle: counts, conflicts, near misses. Nodes that surely fail
//! too much are left out, and so are rows as soon as they do; distances are bounded first.

use geo::Intersects;

use super::plan::{Measure, Plan, ResolvedConstraint};
use super::sieve::PruningPlan;
use crate::catalog::{CodeRange, Column, Numbers, SegmentReader};
use crate::interval::{Interval, Outcome};

/// The rows of a stretch that fail a constraint, and those for which it is unknown; others pass.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bits {
    pub(crate) fails: u128,
    pub(crate) unknown: u128,
}

impl Bits {
    fn add(&mut self, rows: u128, outcome: Outcome) {
        match outcome {
            Outcome::Pass => {}
            Outcome::Unknown => self.unknown |= rows,
            Outcome::Fail => self.fails |= rows,
        }
    }
}

/// Neighbouring rows, and what becomes of each.
pub(crate) struct RowBatch<'a> {
    start: usize,
    /// How many rows a bit stands for: one, or all those of a node that fare the same.
    each: usize,
    /// The rows in question.
    pub(crate) present: u128,
    /// By constraint.
    pub(crate) outcomes: &'a [Bits],
}

impl RowBatch<'_> {
    /// How many rows some bits stand for.
    pub(crate) fn count(&self, bits: u128) -> usize {
        bits.count_ones() as usize * self.each
    }

    /// The rows that some bits stand for, ascending.
    pub(crate) fn rows(&self, bits: u128) -> impl Iterator<Item = usize> + use<> {
        let (start, each) = (self.start, self.each);
        ones(bits).flat_map(move |bit| start + bit * each..start + (bit + 1) * each)
    }

    /// Visits the rows that fail something, with what they fail.
    pub(crate) fn each_failing(&self, mut visit: impl FnMut(usize, &[usize])) {
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

    /// Those that fail something, and those that fail nothing but hang on something unknown.
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

/// Whether the rows of a node need not be looked at.
pub(crate) type Skips<'a> = dyn Fn(&NodeView<'_>) -> bool + 'a;

/// What is known of the rows of a node without looking at any.
pub(crate) struct NodeView<'a> {
    part: SegmentReader<'a>,
    number: u32,
    /// The constraints that all of them fail.
    pub(crate) failed: &'a [usize],
}

impl Plan<'_> {
    /// Visits, in the order of the rows, all rows of the wanted kinds that fail at most so many
    /// constraints, and none but those that may fail.
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
        skips: &Skips<'_>,
        mut visit: impl FnMut(&RowBatch<'_>),
    ) {
        let count = self.constraints.len();
        for part in self.catalog.columns().segments() {
            let graded = self.constraints.iter().map(|each| graded(part, each));
            let mut walk = Walk {
                plan: self,
                part,
                skips,
                graded: graded.collect(),
                failing_at_most: failing_at_most.min(count),
                may_fail: (0..count).map(&may_fail).collect(),
                known: vec![None; count],
                settled: Vec::new(),
                bits: vec![Bits::default(); count],
            };
            for top in self.requested_roots(part) {
                walk.descend(top, &mut visit);
            }
        }
    }

    /// The rows of the wanted kinds that fail nothing, ascending, each with its outcome.
    pub(crate) fn rows_not_failing(&self) -> Vec<(usize, Outcome)> {
        let mut rows = Vec::new();
        self.scan(
            0,
            |_| true,
            |stretch| {
                let (_, hanging) = stretch.failing_and_undetermined();
                let all = ones(stretch.present).flat_map(|bit| {
                    let bit = 1 << bit;
                    let hangs = hanging & bit != 0;
                    let outcome = if hangs {
                        Outcome::Unknown
                    } else {
                        Outcome::Pass
                    };
                    stretch.rows(bit).map(move |row| (row, outcome))
                });
                rows.extend(all);
            },
        );
        rows
    }

    /// The interval of a measure, or one that holds it and costs no geodesic.
    pub(crate) fn interval_bounds(&self, measure: &Measure, row: usize) -> Interval {
        let bounded = match measure {
            Measure::Distance(targets) => self.bounded_distance(targets, row),
            Measure::Attribute(_) => None,
        };
        bounded.unwrap_or_else(|| self.interval(measure, row))
    }
}

fn graded(part: SegmentReader<'_>, constraint: &ResolvedConstraint) -> Option<Graded> {
    let (column, low, high) = match constraint {
        ResolvedConstraint::Range(Measure::Attribute(of), low, high) => {
            (part.column(*of), *low, *high)
        }
        _ => return None,
    };
    let Column::Numbers(numbers) = column else {
        return None;
    };
    let scale = part.grades().quantizer(numbers.slot);
    Some(Graded {
        wanted: scale.between(low, high),
        sure: scale.inside(low, high),
    })
}

/// The grades some values of which lie in a range, and those all of whose do.
struct Graded {
    wanted: CodeRange,
    sure: CodeRange,
}

struct Walk<'a> {
    plan: &'a Plan<'a>,
    part: SegmentReader<'a>,
    skips: &'a Skips<'a>,
    /// By constraint: if it is one on a column of numbers.
    graded: Vec<Option<Graded>>,
    failing_at_most: usize,
    may_fail: Vec<bool>,
    /// By constraint: what all rows of the present node fare.
    known: Vec<Option<Outcome>>,
    /// The constraints for which that is known, in the order of finding out.
    settled: Vec<usize>,
    /// By constraint: the rows of the present block.
    bits: Vec<Bits>,
}

impl NodeView<'_> {
    /// What the rows that know a measure have of it lies within this; the empty interval if none
    /// does. A row that fails a constraint on a measure knows it, or it does not apply.
    pub(crate) fn hull(&self, measure: &Measure) -> Interval {
        let columns = self.part;
        match measure {
            Measure::Attribute(of) => match columns.column(*of) {
                Column::Numbers(numbers) => {
                    let span = columns.grades().min_max(self.number, numbers.slot);
                    columns.grades().quantizer(numbers.slot).hull(span)
                }
                _ => Interval::EMPTY,
            },
            Measure::Distance(targets) => {
                let (near, far) = columns.place(self.number).corners();
                let (least, most) = targets.bounds(&near, &far);
                Interval::new(least, most).unwrap_or(Interval::ANYTHING)
            }
        }
    }

    /// Whether some row may not know a measure, in whole or in part.
    pub(crate) fn may_be_unknown(&self, measure: &Measure) -> bool {
        let columns = self.part;
        match measure {
            Measure::Attribute(of) => match columns.column(*of) {
                Column::Numbers(numbers) => columns.grades().has_unknown(self.number, numbers.slot),
                _ => true,
            },
            Measure::Distance(_) => columns.place(self.number).any_unlocated,
        }
    }

    /// No row has a greater guaranteed score; the sieves are those of the plan, by part.
    pub(crate) fn guaranteed_bound(&self, sieves: &[PruningPlan<'_>]) -> f64 {
        sieves[self.part.number].node_guaranteed(self.number)
    }
}

impl Walk<'_> {
    fn descend(&mut self, number: u32, visit: &mut dyn FnMut(&RowBatch<'_>)) {
        let before = self.settled.len();
        for at in 0..self.known.len() {
            if self.known[at].is_none() {
                self.known[at] = self.settle(at, number);
                if self.known[at].is_some() {
                    self.settled.push(at);
                }
            }
        }
        let fails = |at: &usize| self.known[*at] == Some(Outcome::Fail);
        let failed: Vec<usize> = (0..self.known.len()).filter(fails).collect();
        let stays = failed.len() <= self.failing_at_most
            && failed.iter().all(|at| self.may_fail[*at])
            && !(self.skips)(&NodeView {
                part: self.part,
                number,
                failed: &failed,
            });
        if stays {
            let node = self.part.columns().node(number);
            let (start, end) = (node.start as usize, node.end as usize);
            if self.settled.len() == self.known.len() && self.part.all_live(start..end) {
                self.show(start, end - start, 1, visit);
            } else if node.is_leaf() {
                self.block(start, end, visit);
            } else {
                for child in node.children.clone() {
                    self.descend(child, visit);
                }
            }
        }
        for at in self.settled.split_off(before) {
            self.known[at] = None;
        }
    }

    /// Shows rows whose bits are set where they are not known.
    fn show(
        &mut self,
        start: usize,
        each: usize,
        present: u128,
        visit: &mut dyn FnMut(&RowBatch<'_>),
    ) {
        for (bits, known) in self.bits.iter_mut().zip(&self.known) {
            if let Some(outcome) = known {
                *bits = Bits::default();
                bits.add(present, *outcome);
            } else {
                bits.fails &= present;
                bits.unknown &= present;
            }
        }
        visit(&RowBatch {
            start: self.part.first_row + start,
            each,
            present,
            outcomes: &self.bits,
        });
    }

    /// Tests the rows of a block one by one, what costs little first.
    fn block(&mut self, start: usize, end: usize, visit: &mut dyn FnMut(&RowBatch<'_>)) {
        let mut present = u128::MAX >> (u128::BITS as usize - (end - start));
        if !self.part.all_live(start..end) {
            let gone = (start..end).filter(|row| !self.part.is_live(*row));
            present = gone.fold(present, |rows, row| rows & !(1 << (row - start)));
        }
        let open = |at: &usize| self.known[*at].is_none();
        let mut open: Vec<usize> = (0..self.known.len()).filter(open).collect();
        open.sort_by_key(|at| self.graded[*at].is_none());
        // By how many failures: the rows that have at least so many.
        let known = self.known.iter().filter(|o| **o == Some(Outcome::Fail));
        let known = known.count();
        let spare = self.failing_at_most - known;
        let levels = if spare < open.len() { spare + 1 } else { 0 };
        let mut failing = vec![0_u128; levels];
        for at in open {
            if present == 0 {
                return;
            }
            let bits = self.evaluate_rows(&self.plan.constraints[at], start, end, present);
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
            self.show(start, 1, present, visit);
        }
    }

    /// What all rows of a node fare, if its bounds tell.
    fn settle(&self, at: usize, number: u32) -> Option<Outcome> {
        let (plan, columns) = (self.plan, self.part);
        let place = columns.place(number);
        match &plan.constraints[at] {
            ResolvedConstraint::Range(Measure::Attribute(of), low, high) => {
                let applies = of.applies_to(columns.zone_map(number).kind);
                let (Column::Numbers(numbers), Some(graded)) =
                    (columns.column(*of), &self.graded[at])
                else {
                    return Some(missing(applies, *low, *high));
                };
                let unknown = columns.grades().has_unknown(number, numbers.slot);
                let (least, most) = columns.grades().min_max(number, numbers.slot);
                let misses = least.max(graded.wanted.0) > most.min(graded.wanted.1);
                let inside = graded.sure.0 <= least && most <= graded.sure.1 && least <= most;
                // Readings that stand aside may be anything, also none.
                let alike = || applies && !has_aside(numbers, columns.node(number));
                match (misses, unknown) {
                    (true, false) => Some(Outcome::Fail),
                    (true, true) if least > most && alike() => Some(missing(true, *low, *high)),
                    (false, false) if inside && alike() => Some(Outcome::Pass),
                    _ => None,
                }
            }
            ResolvedConstraint::Range(Measure::Distance(targets), low, high) => {
                if place.any_located == place.any_unlocated {
                    return None;
                }
                if place.any_unlocated {
                    return Some(missing(true, *low, *high));
                }
                let (near, far) = place.corners();
                let (least, most) = targets.bounds(&near, &far);
                let outcome = Interval::new(least, most)?.between(*low, *high);
                (outcome != Outcome::Unknown).then_some(outcome)
            }
            ResolvedConstraint::Outside(areas) if place.any_located && !place.any_unlocated => {
                let bounds = place.rect();
                let meets = areas.iter().any(|area| area.bounds.intersects(&bounds));
                (!meets).then_some(Outcome::Pass)
            }
            constraint => {
                let best = columns.node_outcome(constraint, number);
                (best == Outcome::Fail).then_some(best)
            }
        }
    }
}

/// What a reading that nobody made means for a constraint between two bounds.
fn missing(applies: bool, low: f64, high: f64) -> Outcome {
    if applies {
        Interval::ANYTHING.between(low, high)
    } else {
        Outcome::Fail
    }
}

fn has_aside(numbers: &Numbers, node: &crate::catalog::Node) -> bool {
    let mut aside = numbers.intervals.range(node.start..node.end);
    aside.next().is_some()
}

impl Walk<'_> {
    /// What becomes of some rows of a block.
    fn evaluate_rows(
        &self,
        constraint: &ResolvedConstraint,
        start: usize,
        end: usize,
        rows: u128,
    ) -> Bits {
        let columns = self.part;
        let mut bits = Bits::default();
        let ResolvedConstraint::Range(Measure::Attribute(of), low, high) = constraint else {
            for bit in ones(rows) {
                let row = columns.first_row + start + bit;
                let outcome = self.plan.bounded_outcome(constraint, row);
                bits.add(1 << bit, outcome);
            }
            return bits;
        };
        let applies = of.applies_to(columns.kind(start));
        let Column::Numbers(numbers) = columns.column(*of) else {
            bits.add(rows, missing(applies, *low, *high));
            return bits;
        };
        let mut absent = 0;
        for (half, values) in numbers.values[start..end].chunks(64).enumerate() {
            let (mut fails, mut none) = (0_u64, 0_u64);
            for (at, value) in values.iter().enumerate() {
                fails |= u64::from(*value < *low || *value > *high) << at;
                none |= u64::from(value.is_nan()) << at;
            }
            bits.fails |= u128::from(fails) << (64 * half);
            absent |= u128::from(none) << (64 * half);
        }
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        for (row, interval) in numbers.intervals.range(number(start)..number(end)) {
            let bit = 1 << (*row as usize - start);
            absent &= !bit;
            bits.add(bit, interval.between(*low, *high));
        }
        bits.add(absent, missing(applies, *low, *high));
        bits
    }
}
