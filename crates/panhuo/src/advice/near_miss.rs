//! Sites that fail few constraints, with what is missing.

use serde::Serialize;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::matching::{Candidate, Plan};
use crate::reading::Outcome;
use crate::requirement::Requirement;

/// How far from fitting a near miss may be.
///
/// # Example
///
/// ```
/// let options = panhuo::NearMissOptions::new().failing_at_most(2).limit(5);
/// assert_ne!(options, panhuo::NearMissOptions::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct NearMissOptions {
    failing_at_most: usize,
    limit: usize,
}

impl Default for NearMissOptions {
    /// One failed constraint, ten sites.
    fn default() -> Self {
        Self {
            failing_at_most: 1,
            limit: 10,
        }
    }
}

impl NearMissOptions {
    /// The defaults: one failed constraint, ten sites.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many constraints a near miss may fail.
    pub fn failing_at_most(self, count: usize) -> Self {
        Self {
            failing_at_most: count,
            ..self
        }
    }

    /// How many near misses to return.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// A site that fails few constraints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearMiss {
    /// The cost to cure it: the sum of its shortfalls relative to their bounds.
    pub cost: f64,
    /// The site with every check; those that failed have their shortfall.
    pub candidate: Candidate,
}

impl Catalog {
    /// Sites of the wanted kinds that fail at least one constraint and at most as many as the
    /// options say, the cheapest to cure first, ties by number of failures, then id.
    ///
    /// Cost: O(m log m) for the m sites that fail no more than that; blocks and sites that surely
    /// fail more are left out by their bounds and grades.
    ///
    /// The cost of a number is its shortfall relative to the bound, of a date its delay in years,
    /// of anything else 1; costs of several failures add up. An unknown fact costs nothing.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, NearMissOptions, Requirement, SITE_AREA, Site, SiteKind, mu};
    ///
    /// let mut lot = Site::new("A", SiteKind::Land, "胥家桥地块");
    /// lot.set(SITE_AREA, mu(53.8))?;
    /// let catalog = Inventory::new(vec![lot])?.catalog();
    /// let cold_chain = Requirement::new("cold chain").must(SITE_AREA.at_least(mu(60.0)));
    /// let misses = catalog.near_misses(&cold_chain, NearMissOptions::new())?;
    /// let shortfall = misses[0].candidate.checks[0].shortfall.as_ref().unwrap();
    /// assert_eq!(shortfall.describe(Lang::Zh), "差 6.2 亩");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn near_misses(
        &self,
        requirement: &Requirement,
        options: NearMissOptions,
    ) -> Result<Vec<NearMiss>> {
        let plan = Plan::new(self, requirement)?;
        let mut found: Vec<(f64, usize, usize, usize)> = plan
            .rows_failing_at_most(options.failing_at_most)
            .into_iter()
            .filter_map(|row| {
                let (mut cost, mut failures) = (0.0, 0);
                for (bound, constraint) in plan.constraints.iter().zip(requirement.constraints()) {
                    if plan.outcome(bound, row) == Outcome::Fail {
                        failures += 1;
                        if failures > options.failing_at_most {
                            return None;
                        }
                        cost += plan.shortfall(bound, constraint.test(), row).cost;
                    }
                }
                let site = self.columns().site(row);
                (failures > 0).then_some((cost, failures, site, row))
            })
            .collect();
        found.sort_by(|a, b| {
            let by_cost = a.0.total_cmp(&b.0);
            by_cost.then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
        });
        found.truncate(options.limit);
        let near_miss = |(cost, _, _, row): (f64, usize, usize, usize)| NearMiss {
            cost,
            candidate: plan.candidate(row),
        };
        Ok(found.into_iter().map(near_miss).collect())
    }
}
