//! Counts of outcomes over all sites.

use super::plan::Plan;
use super::scan::RowBatch;
use super::shortlist::{ConstraintTally, Tally};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::requirement::{Constraint, Requirement};

impl Catalog {
    /// How many sites pass, and how many each constraint excludes.
    ///
    /// Cost: leaves on the boundary of some constraint are read, a column at a time; all other nodes
    /// are counted as a whole by their zone maps. O(n) where no zone map decides.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::SITE_AREA;
    /// use panhuo::units::mu;
    ///
    /// let mut lot = Site::new("A", SiteKind::Land, "胥家桥地块");
    /// lot.set(SITE_AREA, mu(53.8))?;
    /// let catalog = Inventory::new(vec![lot])?.catalog();
    /// let cold_chain = Requirement::new("cold chain").must(SITE_AREA.at_least(mu(60.0)));
    /// let tally = catalog.tally(&cold_chain)?;
    /// assert_eq!((tally.failing, tally.by_constraint[0].fails_alone), (1, 1));
    /// assert_eq!(
    ///     tally.describe(Lang::En)[1],
    ///     "site area ≥ 60 mu: excludes 1 (1 by this alone), unknown for 0"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn tally(&self, requirement: &Requirement) -> Result<Tally> {
        let plan = Plan::new(self, requirement)?;
        let none = |required: &Constraint| ConstraintTally {
            required: required.clone(),
            fails: 0,
            fails_alone: 0,
            unknown: 0,
        };
        let mut tally = Tally {
            sites: self.len(),
            other_kinds: self.len(),
            by_constraint: requirement.constraints().iter().map(none).collect(),
            ..Tally::default()
        };
        plan.scan(usize::MAX, |_| true, |batch| tally.add(batch));
        Ok(tally)
    }
}

impl Tally {
    fn add(&mut self, batch: &RowBatch<'_>) {
        let (failing, undetermined) = batch.failing_and_undetermined();
        let (mut once, mut twice) = (0, 0);
        for bits in batch.outcomes {
            twice |= once & bits.fails;
            once |= bits.fails;
        }
        for (counts, bits) in self.by_constraint.iter_mut().zip(batch.outcomes) {
            counts.fails += batch.count(bits.fails);
            counts.fails_alone += batch.count(bits.fails & !twice);
            counts.unknown += batch.count(bits.unknown);
        }
        let all = batch.count(batch.present);
        let [failing, undetermined] = [failing, undetermined].map(|bits| batch.count(bits));
        self.other_kinds -= all;
        self.failing += failing;
        self.unknown += undetermined;
        self.passing += all - failing - undetermined;
    }
}
