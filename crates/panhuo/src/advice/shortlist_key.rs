//! The order of the shortlist as a sort key.

use crate::catalog::CatalogRow;
use crate::interval::Outcome;
use crate::matching::{Plan, RankKey, top_rows};

/// The sort key of a row in the shortlist: the outcome first, then the scores, then the site's id.
/// The least key is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShortlistKey {
    pub(super) outcome: Outcome,
    /// The sort key among rows of the same outcome.
    pub(super) score: RankKey,
}

impl ShortlistKey {
    /// The key of a row whose outcome is known.
    pub(super) fn with_outcome(plan: &Plan<'_>, row: CatalogRow, outcome: Outcome) -> Self {
        Self {
            outcome,
            score: plan.rank_key(row),
        }
    }

    /// The key of a row, after testing every constraint.
    pub(super) fn for_row(plan: &Plan<'_>, row: CatalogRow) -> Self {
        let mut worst = Outcome::Pass;
        for constraint in &plan.constraints {
            worst = worst.and(plan.bounded_outcome(constraint, row));
            if worst == Outcome::Fail {
                break;
            }
        }
        Self::with_outcome(plan, row, worst)
    }
}

/// Every row of the requested kinds that does not fail, with its key, the best first. O(n log n).
pub(super) fn rank_all(plan: &Plan<'_>) -> Vec<(ShortlistKey, CatalogRow)> {
    let rows = plan.rows_not_failing().into_iter();
    let mut rows: Vec<_> = rows
        .map(|(row, outcome)| (ShortlistKey::with_outcome(plan, row, outcome), row))
        .collect();
    rows.sort_unstable();
    rows
}

/// The best `count` rows that do not fail, with their keys, the best first.
pub(super) fn rank_best(plan: &Plan<'_>, count: usize) -> Vec<(ShortlistKey, CatalogRow)> {
    let (rows, _) = top_rows(plan, count);
    let keyed = rows.into_iter().map(|ranked| {
        let (outcome, score) = (ranked.outcome, ranked.key);
        (ShortlistKey { outcome, score }, ranked.row)
    });
    keyed.collect()
}
