//! Where a row stands among the others: the order of the shortlist, as a key.

use crate::interval::Outcome;
use crate::matching::{Plan, top_rows};

/// A place in the order of the shortlist: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) outcome: Outcome,
    /// The place that the score gives among rows of this outcome.
    pub(super) score: crate::matching::RankKey,
}

impl Place {
    /// The place of a row whose outcome is known.
    pub(super) fn new(plan: &Plan<'_>, row: usize, outcome: Outcome) -> Self {
        let (guaranteed, potential) = plan.score(row);
        let score = crate::matching::RankKey {
            guaranteed,
            potential,
            site: plan.catalog.columns().site(row),
        };
        Self { outcome, score }
    }

    pub(super) fn of(plan: &Plan<'_>, row: usize) -> Self {
        Self::new(plan, row, outcome(plan, row))
    }
}

/// The worst outcome of all constraints.
fn outcome(plan: &Plan<'_>, row: usize) -> Outcome {
    let mut worst = Outcome::Pass;
    for constraint in &plan.constraints {
        worst = worst.and(plan.bounded_outcome(constraint, row));
        if worst == Outcome::Fail {
            break;
        }
    }
    worst
}

/// Every row of the wanted kinds that does not fail, with its place, the best first.
pub(super) fn ranked(plan: &Plan<'_>) -> Vec<(Place, usize)> {
    let rows = plan.rows_not_failing().into_iter();
    let place = |(row, outcome)| (Place::new(plan, row, outcome), row);
    let mut rows: Vec<_> = rows.map(place).collect();
    rows.sort_unstable();
    rows
}

/// The first of these.
pub(super) fn first(plan: &Plan<'_>, count: usize) -> Vec<(Place, usize)> {
    let (rows, _) = top_rows(plan, count);
    let place = |row: crate::matching::RankedRow| {
        let score = crate::matching::RankKey {
            guaranteed: row.guaranteed,
            potential: row.potential,
            site: plan.catalog.columns().site(row.row),
        };
        let outcome = row.outcome;
        (Place { outcome, score }, row.row)
    };
    rows.into_iter().map(place).collect()
}
