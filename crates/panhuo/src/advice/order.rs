//! Where a row stands among the others: the order of the shortlist, as a key.

use std::cmp::Ordering;

use crate::matching::Plan;
use crate::reading::Outcome;

/// A place in the order of the shortlist: less is better. `at` is the position in the order of ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) standing: Outcome,
    pub(super) guaranteed: f64,
    pub(super) potential: f64,
    pub(super) at: usize,
}

impl Place {
    pub(super) fn of(plan: &Plan<'_>, row: usize) -> Self {
        let standing = standing(plan, row);
        let (guaranteed, potential) = plan.score(row);
        Self {
            standing,
            guaranteed,
            potential,
            at: plan.catalog.columns().site(row),
        }
    }

    /// The same without the standing: whether the score alone puts it first.
    pub(super) fn by_score(&self, other: &Self) -> Ordering {
        other
            .guaranteed
            .total_cmp(&self.guaranteed)
            .then(other.potential.total_cmp(&self.potential))
            .then(self.at.cmp(&other.at))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_standing = self.standing.cmp(&other.standing);
        by_standing.then_with(|| self.by_score(other))
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

/// The worst outcome of all constraints.
pub(super) fn standing(plan: &Plan<'_>, row: usize) -> Outcome {
    let mut worst = Outcome::Pass;
    for constraint in &plan.constraints {
        worst = worst.and(plan.outcome(constraint, row));
        if worst == Outcome::Fail {
            break;
        }
    }
    worst
}

/// Every row of the wanted kinds that does not fail, with its place, the best first.
pub(super) fn ranked(plan: &Plan<'_>) -> Vec<(Place, usize)> {
    let mut rows: Vec<_> = plan
        .rows_failing_at_most(0)
        .into_iter()
        .filter(|row| standing(plan, *row) != Outcome::Fail)
        .map(|row| (Place::of(plan, row), row))
        .collect();
    rows.sort_unstable();
    rows
}
