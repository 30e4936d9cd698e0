//! The testing of blocks: what all their rows lose at once, then the rows that may still be among
//! the best, one by one.

use super::family::Judged;
use super::losses::{Marked, ScoreDeficit};
use super::plan::{Measure, Plan, ResolvedConstraint, Score};
use super::search::{Best, RankKey, ScoreBounds, SearchStatistics};
use super::sieve::PruningPlan;
use crate::interval::{Interval, Outcome};
use crate::requirement::range_over;

/// How many blocks are tested together.
const TOGETHER: usize = 4;

/// Of how many rows the readings are asked for before the first is looked at.
const FETCHED: usize = 16;

/// Tests blocks for one plan and outcome.
pub(super) struct Tester<'a> {
    sieve: &'a PruningPlan<'a>,
    outcome: Outcome,
    waiting: Vec<Marked<'a>>,
    /// SiteRows that may be among the best, with the most that they can score.
    left: Vec<(usize, f64)>,
    pub(super) statistics: SearchStatistics,
}

impl<'a> Tester<'a> {
    pub(super) fn new(sieve: &'a PruningPlan<'a>, outcome: Outcome) -> Self {
        Self {
            sieve,
            outcome,
            waiting: Vec::with_capacity(TOGETHER),
            left: Vec::new(),
            statistics: SearchStatistics::default(),
        }
    }

    /// Takes a block, and offers its rows as soon as enough blocks are there.
    pub(super) fn take(&mut self, block: &Judged, losses: &mut ScoreDeficit, best: &mut Best) {
        let columns = self.sieve.part;
        let node = columns.node(block.node);
        self.waiting.push(Marked {
            grades: columns.columns().grades().leaf(node),
            limit: 0,
            start: node.start,
            rest: block.rest,
            rows: u128::MAX >> (u128::BITS - (node.end - node.start)),
        });
        if self.waiting.len() == TOGETHER {
            self.test(losses, best);
        }
    }

    /// Offers the rows of the blocks that wait.
    pub(super) fn test(&mut self, losses: &mut ScoreDeficit, best: &mut Best) {
        let plan = self.sieve.plan;
        let threshold = best.threshold();
        self.statistics.leaves += self.waiting.len();
        for block in &mut self.waiting {
            self.statistics.rows += block.rows.count_ones() as usize;
            match losses.limit(threshold, block.rest) {
                Some(limit) => block.limit = limit,
                None => block.rows = 0,
            }
        }
        losses.mark(&mut self.waiting);
        let grades = self.sieve.part.grades();
        let mut fetched = 0;
        for block in self.waiting.drain(..) {
            let mut rows = block.rows;
            while rows != 0 {
                let row = (block.start + rows.trailing_zeros()) as usize;
                rows &= rows - 1;
                self.left.push((row, block.rest));
                fetched ^= grades.row(row).first().copied().map_or(0, u64::from);
            }
        }
        for (row, most) in &mut self.left {
            *most += self.sieve.most(*row, self.outcome);
        }
        let least = best.threshold().max(f64::MIN);
        self.left.retain(|(_, most)| *most >= least);
        // The most promising first: those after them have more to beat.
        self.left.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        for (row, _) in self.left.iter().take(FETCHED) {
            fetched ^= self.sieve.fetch(*row);
        }
        std::hint::black_box(fetched);
        for (row, most) in self.left.drain(..) {
            let part = self.sieve.part;
            if most >= best.threshold()
                && part.is_live(row)
                && self.sieve.outcome(row) == self.outcome
            {
                self.statistics.scored += 1;
                best.offer(plan.score_bounds(part.first_row + row));
            }
        }
        losses.aim(best.threshold());
    }
}

impl Plan<'_> {
    /// The outcome of a constraint; a distance is bounded first and computed only if that is not
    /// enough.
    pub(crate) fn bounded_outcome(&self, constraint: &ResolvedConstraint, row: usize) -> Outcome {
        if let ResolvedConstraint::Range(Measure::Distance(targets), low, high) = constraint
            && let Some(distance) = self.bounded_distance(targets, row)
        {
            let outcome = distance.between(*low, *high);
            if outcome != Outcome::Unknown || distance.is_anything() {
                return outcome;
            }
        }
        self.outcome(constraint, row)
    }

    /// The score as far as it is known without computing a geodesic.
    pub(crate) fn score_bounds(&self, row: usize) -> ScoreBounds {
        let site = self.catalog.columns().site(row);
        let [mut low, mut high] = [RankKey {
            guaranteed: 0.0,
            potential: 0.0,
            site,
        }; 2];
        for preference in &self.preferences {
            let bounded = match &preference.score {
                Score::Curve(Measure::Distance(targets), breakpoints) => self
                    .bounded_distance(targets, row)
                    .filter(|distance| !distance.is_anything())
                    .map(|distance| range_over(breakpoints, &distance)),
                _ => None,
            };
            let (least, most) = if let Some((least, most)) = bounded {
                ((least, least), (most, most))
            } else {
                let value = self.value(preference, row);
                (value, value)
            };
            low.guaranteed += preference.share * least.0;
            low.potential += preference.share * least.1;
            high.guaranteed += preference.share * most.0;
            high.potential += preference.share * most.1;
        }
        ScoreBounds {
            row,
            worst: low,
            best: high,
        }
    }

    /// Whether a row's score puts it before a place; a geodesic is computed only if its bounds do not
    /// tell.
    pub(crate) fn ranks_before(&self, row: usize, place: &RankKey) -> bool {
        let contender = self.score_bounds(row);
        if contender.worst < *place || contender.best >= *place {
            return contender.worst < *place;
        }
        let (guaranteed, potential) = self.score(row);
        let site = contender.worst.site;
        let exact = RankKey {
            guaranteed,
            potential,
            site,
        };
        exact < *place
    }

    /// Bounds of the distance of a row without a footprint; anything without a place.
    pub(super) fn bounded_distance(
        &self,
        targets: &super::target::DistanceTargets,
        row: usize,
    ) -> Option<Interval> {
        let columns = self.catalog.columns();
        let place = columns.space(row);
        if place[0].is_nan() {
            return Some(Interval::ANYTHING);
        }
        if columns.has_footprint(row) {
            return None;
        }
        let (least, most) = targets.bounds_at(place);
        Interval::new(least, most)
    }
}
