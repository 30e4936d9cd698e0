//! A plan in grades: which of them each constraint lets through, and what each wish gives at most
//! for each of them.
//!
//! Made once for a plan; after that a node or a row is judged by looking up bytes in short tables.

use super::losses::MARGIN;
use super::plan::{Measure, Plan, ResolvedConstraint, ResolvedPreference, Score};
use crate::catalog::{
    COARSE_CODES, CodeRange, Column, EXCEPTION, FINE_CODES, MISSING, Numbers, SegmentReader,
    coarse_code,
};
use crate::interval::{Interval, Outcome};
use crate::requirement::{max_over, range_over};

/// A plan in the grades of one part of a catalog.
pub(crate) struct PruningPlan<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) part: SegmentReader<'a>,
    /// The constraints on columns of numbers.
    pub(super) ranges: Vec<GradedRange<'a>>,
    /// All other constraints.
    pub(super) others: Vec<&'a ResolvedConstraint>,
    /// The preferences, in the order in which scores are added up.
    pub(super) wishes: Vec<GradedWish<'a>>,
    /// The columns of numbers that are constrained or wished for.
    values: Vec<&'a [f64]>,
}

/// A constraint on a column of numbers.
pub(super) struct GradedRange<'a> {
    constraint: &'a ResolvedConstraint,
    pub(super) slot: usize,
    /// The grades some values of which pass.
    pub(super) wanted: CodeRange,
    /// The grades all values of which pass.
    sure: CodeRange,
}

/// A preference, with a table if it is a curve over a column of numbers.
pub(super) struct GradedWish<'a> {
    pub(super) preference: &'a ResolvedPreference,
    pub(super) table: Option<Box<WishTable>>,
}

/// What a wish gives for each grade.
pub(super) struct WishTable {
    pub(super) slot: usize,
    /// At most, as it enters the score.
    worth: [f64; FINE_CODES],
    /// The same where worth rises up to the peak and falls from there, else more.
    hull: [f64; FINE_CODES],
    /// The grade that is worth most.
    pub(super) peak: u8,
    /// What is worth most of all.
    pub(super) most: f64,
}

impl Plan<'_> {
    /// The sieve of every part of the catalog.
    pub(crate) fn pruning_plans(&self) -> Vec<PruningPlan<'_>> {
        let parts = self.catalog.columns().segments();
        parts.map(|part| PruningPlan::new(self, part)).collect()
    }
}

impl<'a> PruningPlan<'a> {
    fn new(plan: &'a Plan<'a>, part: SegmentReader<'a>) -> Self {
        let mut ranges = Vec::new();
        let mut others = Vec::new();
        let mut values = Vec::new();
        for constraint in &plan.constraints {
            if let ResolvedConstraint::Range(Measure::Attribute(attribute), low, high) = constraint
                && let Column::Numbers(numbers) = part.columns().column(*attribute)
            {
                let scale = part.grades().quantizer(numbers.slot);
                values.push(&numbers.values[..]);
                ranges.push(GradedRange {
                    constraint,
                    slot: numbers.slot,
                    wanted: scale.between(*low, *high),
                    sure: scale.inside(*low, *high),
                });
            } else {
                others.push(constraint);
            }
        }
        let mut wishes = Vec::with_capacity(plan.preferences.len());
        for preference in &plan.preferences {
            let table = WishTable::new(part, preference).map(Box::new);
            if let Some((_, numbers)) = numbers_of(part, preference) {
                values.push(&numbers.values[..]);
            }
            wishes.push(GradedWish { preference, table });
        }
        Self {
            plan,
            part,
            ranges,
            others,
            wishes,
            values,
        }
    }

    /// Something of all readings of a row: asked for before any of them decides what is done, they
    /// come from memory together and not one after the other.
    pub(super) fn fetch(&self, row: usize) -> u64 {
        let place = self.part.space(row)[0].to_bits();
        let values = self.values.iter().map(|values| values[row].to_bits());
        values.fold(place, |all, value| all ^ value)
    }

    /// What the columns give a row at most, by its grades alone; nothing at all if they do not let
    /// it have the outcome.
    pub(super) fn most(&self, row: usize, outcome: Outcome) -> f64 {
        let grades = self.part.grades().row(row);
        let fits = |range: &GradedRange<'_>| match grades[range.slot] {
            MISSING => outcome == Outcome::Unknown,
            EXCEPTION => true,
            grade => range.wanted.0 <= grade && grade <= range.wanted.1,
        };
        if !self.ranges.iter().all(fits) {
            return f64::NEG_INFINITY;
        }
        let tables = self.wishes.iter().filter_map(|wish| wish.table.as_deref());
        let most = tables.map(|table| table.worth[usize::from(grades[table.slot])]);
        most.sum::<f64>() + MARGIN
    }

    /// The worst outcome of all constraints; readings whose grade tells enough are not looked at.
    pub(super) fn outcome(&self, row: usize) -> Outcome {
        let grades = self.part.grades().row(row);
        let unsure = |range: &&GradedRange<'a>| {
            let grade = grades[range.slot];
            grade < range.sure.0 || range.sure.1 < grade
        };
        let ranges = self.ranges.iter().filter(unsure);
        let row = self.part.first_row + row;
        let outcomes = ranges.map(|range| self.plan.outcome(range.constraint, row));
        let others = self.others.iter();
        let others = others.map(|constraint| self.plan.bounded_outcome(constraint, row));
        let mut worst = Outcome::Pass;
        for outcome in outcomes.chain(others) {
            worst = worst.and(outcome);
            if worst == Outcome::Fail {
                break;
            }
        }
        worst
    }

    /// The preferences that have no table.
    pub(super) fn rest(&self) -> impl Iterator<Item = &'a ResolvedPreference> {
        let rest = self.wishes.iter().filter(|wish| wish.table.is_none());
        rest.map(|wish| wish.preference)
    }
}

/// The curve of a preference over a column of numbers, and that column.
fn numbers_of<'a>(
    part: SegmentReader<'a>,
    preference: &'a ResolvedPreference,
) -> Option<(&'a [(f64, f64)], &'a Numbers)> {
    if let Score::Curve(Measure::Attribute(attribute), breakpoints) = &preference.score
        && let Column::Numbers(numbers) = part.columns().column(*attribute)
    {
        Some((breakpoints, numbers))
    } else {
        None
    }
}

impl WishTable {
    fn new(part: SegmentReader<'_>, preference: &ResolvedPreference) -> Option<Self> {
        let (breakpoints, numbers) = numbers_of(part, preference)?;
        let share = preference.share;
        let (least, most) = range_over(breakpoints, &Interval::ANYTHING);
        let mut worth = [0.0; FINE_CODES];
        worth[usize::from(MISSING)] = share * least;
        worth[usize::from(EXCEPTION)] = share * most;
        let mut highest = usize::from(EXCEPTION);
        for (grade, range) in part.grades().quantizer(numbers.slot).ranges() {
            highest = usize::from(grade);
            worth[highest] = share * max_over(breakpoints, &range);
        }
        let lowest = usize::from(EXCEPTION) + 1;
        let mut peak = lowest;
        for grade in lowest..=highest {
            if worth[grade] > worth[peak] {
                peak = grade;
            }
        }
        let mut hull = worth;
        for grade in lowest..peak {
            hull[grade + 1] = f64::max(hull[grade + 1], hull[grade]);
        }
        for grade in (peak..highest).rev() {
            hull[grade] = f64::max(hull[grade], hull[grade + 1]);
        }
        Some(Self {
            slot: numbers.slot,
            worth,
            hull,
            peak: u8::try_from(peak).unwrap_or(u8::MAX),
            most: share * most,
        })
    }

    /// How much less than the most a row of each coarse grade is worth, at least.
    pub(super) fn losses(&self) -> [f64; COARSE_CODES] {
        let mut worth = [0.0; COARSE_CODES];
        for (fine, value) in (0..).zip(self.worth) {
            if let Some(worth) = worth.get_mut(usize::from(coarse_code(fine))) {
                *worth = f64::max(*worth, value);
            }
        }
        worth.map(|worth| self.most - worth)
    }

    /// The same of nodes, by the grade of a node's rows that is nearest to the peak.
    pub(super) fn losses_of_nodes(&self) -> [f64; FINE_CODES] {
        self.hull.map(|worth| self.most - worth)
    }

    /// The most that a row whose grade lies in a span is worth; what a missing one is if the span
    /// is empty.
    pub(super) fn most_in(&self, span: CodeRange) -> f64 {
        self.hull[usize::from(self.peak.max(span.0).min(span.1))]
    }
}
