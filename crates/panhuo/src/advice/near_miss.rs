//! Sites that fail few constraints, with what is missing.

use std::cell::Cell;
use std::collections::BinaryHeap;

use serde::Serialize;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::Interval;
use crate::matching::{Candidate, Measure, NodeView, Plan};
use crate::requirement::Requirement;

/// How far from fitting a near miss may be.
///
/// # Example
///
/// ```
/// let options = panhuo::advice::NearMissOptions::new().failing_at_most(2).limit(5);
/// assert_ne!(options, panhuo::advice::NearMissOptions::default());
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
    /// Cost: blocks whose sites surely fail more are left out by their bounds; of the others, the
    /// columns on whose boundary they lie are read, and only sites that may be among the cheapest
    /// are costed, distances by their bounds first.
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
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::advice::NearMissOptions;
    /// use panhuo::attribute::SITE_AREA;
    /// use panhuo::units::mu;
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
        let cheapest = cheapest(&plan, options);
        let near_miss = |(cost, row): (f64, usize)| NearMiss {
            cost,
            candidate: plan.candidate(row),
        };
        Ok(cheapest.into_iter().map(near_miss).collect())
    }
}

/// The bits of a cost, how many constraints are failed, the position in the order of ids, the row.
type Miss = (u64, usize, usize, usize);

/// The rows that are cheapest to cure, with the cost.
fn cheapest(plan: &Plan<'_>, options: NearMissOptions) -> Vec<(f64, usize)> {
    // Costs are not negative: their bits stand in their order. The dearest is on top.
    let mut best: BinaryHeap<Miss> = BinaryHeap::new();
    let required = plan.requirement.constraints();
    let dearest = Cell::new(f64::INFINITY);
    let cost = |failed: &[usize], interval: &dyn Fn(&Measure) -> Interval| -> f64 {
        let each = failed.iter().map(|at| {
            let test = required[*at].predicate();
            Plan::shortfall_cost(&plan.constraints[*at], test, interval)
        });
        each.sum()
    };
    let mut offer = |row: usize, failed: &[usize]| {
        if cost(failed, &|measure| plan.interval_bounds(measure, row)) > dearest.get() {
            return;
        }
        let exact = cost(failed, &|measure| plan.interval(measure, row));
        let site = plan.catalog.columns().site(row);
        best.push((exact.to_bits(), failed.len(), site, row));
        if best.len() > options.limit {
            best.pop();
        }
        if let Some((farthest, ..)) = best.peek().filter(|_| best.len() == options.limit) {
            dearest.set(f64::from_bits(*farthest));
        }
    };
    // What a measure does not apply to costs 1.
    let is_dearer = |node: &NodeView<'_>| {
        let hull = |measure: &Measure| node.hull(measure);
        let each = node.failed.iter().map(|at| {
            let test = required[*at].predicate();
            Plan::shortfall_cost(&plan.constraints[*at], test, hull).min(1.0)
        });
        each.sum::<f64>() > dearest.get()
    };
    plan.scan_with_skip(
        options.failing_at_most,
        |_| true,
        &is_dearer,
        |stretch| stretch.each_failing(&mut offer),
    );
    let sorted = best.into_sorted_vec().into_iter();
    sorted
        .map(|(cost, _, _, row)| (f64::from_bits(cost), row))
        .collect()
}
