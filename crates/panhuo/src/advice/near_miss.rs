//! Sites that fail few constraints, with the shortfall of each.

use std::cell::Cell;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, CatalogRow, CatalogSite};
use crate::error::Result;
use crate::interval::Interval;
use crate::matching::{Candidate, Measure, NodeView, Plan};
use crate::requirement::Requirement;

/// How many constraints a near miss may fail, and how many near misses to return.
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
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// The sum of its shortfalls, each relative to its bound (dates: in years; anything else: 1).
    pub cost: f64,
    /// The site with every check; a failed check has its shortfall.
    pub candidate: Candidate,
}

impl Catalog {
    /// Sites of the requested kinds that fail at least one constraint and at most as many as the
    /// options say. The least cost comes first, then the fewest failures, then the id.
    ///
    /// The cost of a number is its shortfall relative to the bound, of a date its delay in years,
    /// of anything else 1; the costs of several failures add up. An unknown fact costs nothing.
    ///
    /// Time: branch and bound. Nodes whose zone maps prove too many failures or too great a cost
    /// are skipped; the other leaves are tested in full, and distances are bounded before a
    /// geodesic is computed.
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
        let near_miss = |(cost, row): (f64, CatalogRow)| NearMiss {
            cost,
            candidate: plan.candidate(row),
        };
        Ok(cheapest.into_iter().map(near_miss).collect())
    }
}

/// A site in the heap of the cheapest: the bits of its cost, how many constraints it fails, its
/// position in the order of ids, its row.
type HeapEntry = (u64, usize, CatalogSite, CatalogRow);

/// The rows with the least cost, each with it.
fn cheapest(plan: &Plan<'_>, options: NearMissOptions) -> Vec<(f64, CatalogRow)> {
    // Costs are not negative, so that their bits are in their order. The greatest is on top.
    let mut best: BinaryHeap<HeapEntry> = BinaryHeap::new();
    let required = plan.requirement.constraints();
    let threshold = Cell::new(f64::INFINITY);
    let cost = |failed: &[usize], interval: &dyn Fn(&Measure) -> Interval| -> f64 {
        let each = failed.iter().map(|at| {
            let predicate = required[*at].predicate();
            Plan::shortfall_cost(&plan.constraints[*at], predicate, interval)
        });
        each.sum()
    };
    let mut insert = |row: CatalogRow, failed: &[usize]| {
        if cost(failed, &|measure| plan.interval_bounds(measure, row)) > threshold.get() {
            return;
        }
        let exact = cost(failed, &|measure| plan.interval(measure, row));
        let site = plan.catalog.catalog_site(row);
        best.push((exact.to_bits(), failed.len(), site, row));
        if best.len() > options.limit {
            best.pop();
        }
        if let Some((greatest, ..)) = best.peek().filter(|_| best.len() == options.limit) {
            threshold.set(f64::from_bits(*greatest));
        }
    };
    // A measure that does not apply costs 1.
    let exceeds_threshold = |node: &NodeView<'_>| {
        let interval = |measure: &Measure| node.interval(measure);
        let each = node.failed.iter().map(|at| {
            let predicate = required[*at].predicate();
            Plan::shortfall_cost(&plan.constraints[*at], predicate, interval).min(1.0)
        });
        each.sum::<f64>() > threshold.get()
    };
    plan.scan_with_skip(
        options.failing_at_most,
        |_| true,
        &exceeds_threshold,
        |batch| batch.each_failing(&mut insert),
    );
    let sorted = best.into_sorted_vec().into_iter();
    sorted
        .map(|(cost, _, _, row)| (f64::from_bits(cost), row))
        .collect()
}
