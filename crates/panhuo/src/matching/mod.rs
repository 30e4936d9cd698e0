//! Matching: a pure function of a catalog and a requirement.
//!
//! SiteRows stand in a tree whose nodes know the bounds of every column; it is opened best first, and
//! what cannot be among the best is never looked at. The answer equals a scan of all rows.

mod block;
mod bounds;
mod evidence;
mod explain;
mod family;
mod losses;
mod outcomes;
mod plan;
mod redaction;
mod search;
mod shortlist;
mod sieve;
mod tally;
mod target;

use rayon::prelude::*;

use crate::cancel::CancellationToken;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::requirement::Requirement;
use crate::site::SiteId;

pub(crate) use outcomes::NodeView;
pub(crate) use plan::{Measure, Plan, ResolvedConstraint, Score};
pub(crate) use redaction::redacted_name;
pub use search::SearchStatistics;
pub(crate) use search::{RankKey, top_rows};
pub use shortlist::{
    Candidate, Check, ConstraintTally, Contribution, Observed, Ranked, Ranking, ScoreRange,
    Shortfall, Shortlist, Tally,
};
pub(crate) use sieve::PruningPlan;
pub(crate) use target::DistanceTargets;

impl Catalog {
    /// The best `top` sites for a requirement, with reasons.
    ///
    /// Sites that meet every constraint come first, then those that hang on unknown facts; inside
    /// each by guaranteed score, then potential score, then id. Sites that fail are left out:
    /// see [`Catalog::tally`] and [`Catalog::near_misses`].
    ///
    /// Cost: the blocks whose bound beats the worst listed site, usually few
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
        let (rows, statistics) = search::top_rows(&plan, top);
        Ok(Shortlist {
            requirement: requirement.clone(),
            candidates: rows
                .into_iter()
                .map(|found| plan.candidate(found.row))
                .collect(),
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
        let (rows, statistics) = search::top_rows(&plan, top);
        let sites = rows.into_iter().map(|found| Ranked {
            site: self.id_at(found.row).clone(),
            outcome: found.outcome,
            score: ScoreRange {
                guaranteed: found.guaranteed,
                potential: found.potential,
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
    pub fn explain(&self, requirement: &Requirement, site: &SiteId) -> Result<Candidate> {
        let plan = Plan::new(self, requirement)?;
        Ok(plan.candidate(self.row(site)?))
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
