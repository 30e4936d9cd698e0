//! The reasons of a ranking, when somebody wants to read them.

use super::plan::Plan;
use super::shortlist::{Ranking, Shortlist};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::requirement::Requirement;

impl Catalog {
    /// The shortlist of a ranking: its sites in its order, with every check and contribution.
    ///
    /// [`Catalog::rank`] and then this give what [`Catalog::shortlist`] gives; in between, a program
    /// that asks thousands of questions leaves the reasons out that nobody reads.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`], and [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for a
    /// ranking of another catalog.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Requirement, Site, SiteKind};
    ///
    /// let catalog = Inventory::new(vec![Site::new("A", SiteKind::Land, "a")])?.catalog();
    /// let anything = Requirement::new("anything");
    /// let ranking = catalog.rank(&anything, 10)?;
    /// let shortlist = catalog.evidence(&anything, &ranking)?;
    /// assert_eq!(shortlist, catalog.shortlist(&anything, 10)?);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn evidence(&self, requirement: &Requirement, ranking: &Ranking) -> Result<Shortlist> {
        let plan = Plan::new(self, requirement)?;
        let mut candidates = Vec::with_capacity(ranking.sites.len());
        for ranked in &ranking.sites {
            candidates.push(plan.candidate(self.row(&ranked.site)?));
        }
        Ok(Shortlist {
            requirement: requirement.clone(),
            candidates,
            statistics: ranking.statistics,
        })
    }
}
