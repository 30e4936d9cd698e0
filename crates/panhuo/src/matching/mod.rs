//! Matching: a pure function of a catalog and a requirement.
//!
//! The rows of a segment are grouped into leaves of up to 128. Leaves form a tree whose nodes have zone
//! maps of every column. A search opens the tree best first and skips what cannot be among the best; its answer equals a scan of all rows.
//! What prunes is described at `PruningPlan`, in `pruning_plan.rs`.

mod distance;
mod explain;
mod plan;
mod predicate;
mod pruning_plan;
mod redaction;
mod scan;
mod shortlist;
mod tally;
mod topk;
mod value;

use rayon::prelude::*;

use crate::cancel::CancellationToken;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::requirement::Requirement;
use crate::site::SiteId;

pub(crate) use distance::DistanceTargets;
pub(crate) use plan::{Measure, Plan, ResolvedConstraint, ResolvedFunction};
pub(crate) use pruning_plan::PruningPlan;
pub(crate) use redaction::redacted_name;
pub(crate) use scan::NodeView;
pub use shortlist::{
    Candidate, Check, ConstraintTally, Contribution, Observed, Ranked, Ranking, ScoreRange,
    Shortfall, Shortlist, Tally,
};
pub use topk::SearchStatistics;
pub(crate) use topk::top_rows;
pub(crate) use value::RankKey;

/// # Matching
impl Catalog {
    /// The best `top` sites for a requirement, with reasons.
    ///
    /// Sites that meet every constraint come first, then those that depend on unknown facts; inside
    /// each by guaranteed score, then potential score, then id. Sites that fail are left out:
    /// see [`Catalog::tally`] and [`Catalog::near_misses`].
    ///
    /// Cost: the leaves whose bound beats the worst listed site, usually few
    /// ([`Shortlist::statistics`]); O(n) where every site is as good as the best.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequirement`](crate::ErrorKind::InvalidRequirement) as
    /// [`Requirement::check`], and [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for a layer
    /// of landmarks that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Outcome, Requirement, Site, SiteKind};
    /// use panhuo::attribute::{CEILING_HEIGHT, POWER};
    /// use panhuo::units::{kilovolt_amperes, metres};
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
    /// hall.set(CEILING_HEIGHT, metres(9.0))?;
    /// hall.set(POWER, kilovolt_amperes(630.0))?;
    /// let shed = Site::new("B", SiteKind::IdleFactory, "老厂房");
    /// let catalog = Inventory::new(vec![hall, shed])?.catalog();
    ///
    /// let high = Requirement::new("castings")
    ///     .must(CEILING_HEIGHT.at_least(metres(8.0)))
    ///     .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(1260.0)));
    /// let shortlist = catalog.shortlist(&high, 10)?;
    /// let [first, second] = &shortlist.candidates[..] else { panic!() };
    /// assert_eq!((first.outcome, first.score.guaranteed), (Outcome::Pass, 0.5));
    /// assert_eq!((second.outcome, second.score.potential), (Outcome::Unknown, 1.0));
    /// assert_eq!(first.checks[0].describe(Lang::Zh), "✓ 层高 ≥ 8 m：9 m");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn shortlist(&self, requirement: &Requirement, top: usize) -> Result<Shortlist> {
        let plan = Plan::new(self, requirement)?;
        let (rows, statistics) = top_rows(&plan, top);
        Ok(Shortlist {
            requirement: requirement.clone(),
            candidates: rows.iter().map(|each| plan.candidate(each.row)).collect(),
            statistics,
        })
    }

    /// The best `top` sites as [`Catalog::shortlist`] orders them, with their scores alone.
    ///
    /// For programs that ask thousands of questions and explain few of the answers.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Outcome, Requirement, Site, SiteKind};
    ///
    /// let catalog = Inventory::new(vec![Site::new("A", SiteKind::Land, "a")])?.catalog();
    /// let ranking = catalog.rank(&Requirement::new("anything"), 10)?;
    /// assert_eq!(ranking.sites[0].outcome, Outcome::Pass);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn rank(&self, requirement: &Requirement, top: usize) -> Result<Ranking> {
        let plan = Plan::new(self, requirement)?;
        let (rows, statistics) = top_rows(&plan, top);
        let sites = rows.into_iter().map(|each| Ranked {
            site: self.id_of_row(each.row).clone(),
            outcome: each.outcome,
            score: ScoreRange {
                guaranteed: each.key.guaranteed,
                potential: each.key.potential,
            },
        });
        Ok(Ranking {
            sites: sites.collect(),
            statistics,
        })
    }

    /// The shortlists of many requirements, in their order, as [`Catalog::shortlist`] gives each; on
    /// all processors.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; the first of the requirements that has an error decides.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Requirement, Site, SiteKind};
    ///
    /// let catalog = Inventory::new(vec![Site::new("A", SiteKind::Land, "a")])?.catalog();
    /// let land = Requirement::new("land").kinds([SiteKind::Land]);
    /// let farm = Requirement::new("farm").kinds([SiteKind::LeisureFarm]);
    /// let lists = catalog.match_many(&[land, farm], 10)?;
    /// assert_eq!((lists[0].candidates.len(), lists[1].candidates.len()), (1, 0));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn match_many(&self, requirements: &[Requirement], top: usize) -> Result<Vec<Shortlist>> {
        let shortlist = |requirement: &Requirement| self.shortlist(requirement, top);
        each(requirements, &CancellationToken::new(), shortlist)
    }

    /// The rankings of many requirements, in their order, as [`Catalog::rank`] gives each; on all
    /// processors.
    ///
    /// # Errors
    ///
    /// As [`Catalog::match_many`]; [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) before the
    /// next requirement once `cancel` is cancelled.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{CancellationToken, ErrorKind, Inventory, Requirement};
    ///
    /// let catalog = Inventory::default().catalog();
    /// let (requirements, cancel) = (vec![Requirement::new("anything"); 1000], CancellationToken::new());
    /// assert_eq!(catalog.rank_many(&requirements, 10, &cancel)?.len(), 1000);
    /// cancel.cancel();
    /// let error = catalog.rank_many(&requirements, 10, &cancel).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Cancelled);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn rank_many(
        &self,
        requirements: &[Requirement],
        top: usize,
        cancel: &CancellationToken,
    ) -> Result<Vec<Ranking>> {
        each(requirements, cancel, |requirement| {
            self.rank(requirement, top)
        })
    }

    /// Every check and contribution of one site, on the list or not.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`], and [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for an
    /// id that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
    /// hall.set(FLOOR_AREA, square_metres(5000.0))?;
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let foundry = Requirement::new("foundry").must(FLOOR_AREA.at_least(square_metres(8000.0)));
    /// let candidate = catalog.explain(&foundry, &"A".into())?;
    /// assert!(candidate.checks[0].describe(Lang::En).starts_with("✗ floor area ≥ 8000 m²: 5000 m²"));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn explain(&self, requirement: &Requirement, site: &SiteId) -> Result<Candidate> {
        let plan = Plan::new(self, requirement)?;
        Ok(plan.candidate(self.row(site)?))
    }

    /// The shortlist of a ranking: its sites in its order, with every check and contribution.
    ///
    /// [`Catalog::rank`] and then this give what [`Catalog::shortlist`] gives; in between, a program
    /// that asks thousands of questions skips the reasons that nobody reads.
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
    /// let shortlist = catalog.explain_ranking(&anything, &ranking)?;
    /// assert_eq!(shortlist, catalog.shortlist(&anything, 10)?);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn explain_ranking(
        &self,
        requirement: &Requirement,
        ranking: &Ranking,
    ) -> Result<Shortlist> {
        let plan = Plan::new(self, requirement)?;
        let sites = ranking.sites.iter();
        let candidates: Result<_> = sites
            .map(|ranked| Ok(plan.candidate(self.row(&ranked.site)?)))
            .collect();
        Ok(Shortlist {
            requirement: requirement.clone(),
            candidates: candidates?,
            statistics: ranking.statistics,
        })
    }
}

/// The answers to all requirements, side by side; the first error in their order.
fn each<T: Send>(
    requirements: &[Requirement],
    cancel: &CancellationToken,
    answer: impl Fn(&Requirement) -> Result<T> + Send + Sync,
) -> Result<Vec<T>> {
    let answer = |requirement: &Requirement| {
        cancel.check()?;
        answer(requirement)
    };
    let answers: Vec<Result<T>> = requirements.par_iter().map(answer).collect();
    answers.into_iter().collect()
}
