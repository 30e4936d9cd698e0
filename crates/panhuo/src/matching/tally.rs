//! What becomes of every site.

use super::outcomes::RowBatch;
use super::plan::Plan;
use super::shortlist::{ConstraintTally, Tally};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::requirement::{Constraint, Requirement};

impl Catalog {
    /// What becomes of every site: how many pass, and how many each constraint excludes.
    ///
    /// Cost: blocks on the boundary of some constraint are read, a column at a time; the others are
    /// counted as a whole by their bounds. O(n) where no bound tells.
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
        plan.scan(usize::MAX, |_| true, |stretch| tally.add(stretch));
        Ok(tally)
    }
}

impl Tally {
    fn add(&mut self, stretch: &RowBatch<'_>) {
        let (failing, hanging) = stretch.failing_and_undetermined();
        let (mut once, mut twice) = (0, 0);
        for bits in stretch.outcomes {
            twice |= once & bits.fails;
            once |= bits.fails;
        }
        for (counts, bits) in self.by_constraint.iter_mut().zip(stretch.outcomes) {
            counts.fails += stretch.count(bits.fails);
            counts.fails_alone += stretch.count(bits.fails & !twice);
            counts.unknown += stretch.count(bits.unknown);
        }
        let all = stretch.count(stretch.present);
        let [failing, hanging] = [failing, hanging].map(|bits| stretch.count(bits));
        self.other_kinds -= all;
        self.failing += failing;
        self.unknown += hanging;
        self.passing += all - failing - hanging;
    }
}
