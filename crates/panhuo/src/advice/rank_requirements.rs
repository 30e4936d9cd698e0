//! Which requirements a site meets: matching in the other direction.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::Requirement;
use crate::site::SiteId;

/// A requirement, and how a site meets it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankedRequirement {
    /// The position of the requirement in the given list.
    pub requirement: usize,
    /// The name of the requirement.
    pub name: String,
    /// The name of the investor; may be empty.
    pub investor: String,
    /// The sum of the shortfalls, each relative to its bound (dates: in years; anything else: 1).
    pub cost: f64,
    /// The site with every check and contribution.
    pub candidate: Candidate,
}

/// The name of a requirement; without one, its number in the given list.
pub(super) fn requirement_name(name: &str, at: usize, lang: Lang) -> String {
    match (name, lang) {
        ("", Lang::Zh) => format!("第 {} 项需求", at + 1),
        ("", Lang::En) => format!("requirement {}", at + 1),
        (name, _) => name.to_owned(),
    }
}

impl RankedRequirement {
    /// Several lines: the requirement and its investor, then as [`Candidate::describe`].
    pub fn describe(&self, lang: Lang) -> String {
        let investor = match self.investor.as_str() {
            "" => String::new(),
            investor => format!(" · {investor}"),
        };
        let name = requirement_name(&self.name, self.requirement, lang);
        format!("{name}{investor}\n{}", self.candidate.describe(lang))
    }
}

impl Catalog {
    /// Ranks requirements by how well a site meets them: first those that it meets, then those where
    /// that depends on unknown facts, each by guaranteed score, then potential; last those that it
    /// fails, first the ones that request its kind, by the cost of the shortfalls. Ties are in the
    /// order given.
    ///
    /// Scores of different requirements are compared as they are: each is the weighted mean of the
    /// requirement's own value functions. O(m) for m requirements.
    ///
    /// # Errors
    ///
    /// As [`Catalog::explain`], for any of the requirements.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Requirement, Site, SiteKind};
    /// use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA};
    /// use panhuo::units::{metres, square_metres};
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "厂房");
    /// hall.set(FLOOR_AREA, square_metres(5000.0))?;
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let requirements = [
    ///     Requirement::new("warehouse").must(FLOOR_AREA.at_least(square_metres(8000.0))),
    ///     Requirement::new("castings").must(CEILING_HEIGHT.at_least(metres(8.0))),
    ///     Requirement::new("assembly").must(FLOOR_AREA.at_least(square_metres(3000.0))),
    /// ];
    /// let ranked = catalog.rank_requirements(&requirements, &"A".into())?;
    /// let names: Vec<_> = ranked.iter().map(|each| each.name.as_str()).collect();
    /// assert_eq!(names, ["assembly", "castings", "warehouse"]);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn rank_requirements(
        &self,
        requirements: &[Requirement],
        site: &SiteId,
    ) -> Result<Vec<RankedRequirement>> {
        let row = self.row(site)?;
        let mut ranked = Vec::new();
        for (at, requirement) in requirements.iter().enumerate() {
            let candidate = Plan::new(self, requirement)?.candidate(row);
            let failed = candidate.checks.iter().filter_map(|c| c.shortfall.as_ref());
            ranked.push(RankedRequirement {
                requirement: at,
                name: requirement.name().to_owned(),
                investor: requirement.investor_name().to_owned(),
                cost: failed.fold(0.0, |sum, shortfall| sum + shortfall.cost),
                candidate,
            });
        }
        ranked.sort_by(|a, b| {
            let (x, y) = (&a.candidate, &b.candidate);
            let by_outcome = x.outcome.cmp(&y.outcome);
            if by_outcome.is_eq() && x.outcome == Outcome::Fail {
                let by_kind = y.kind_requested.cmp(&x.kind_requested);
                return by_kind.then(a.cost.total_cmp(&b.cost));
            }
            by_outcome
                .then(y.score.guaranteed.total_cmp(&x.score.guaranteed))
                .then(y.score.potential.total_cmp(&x.score.potential))
        });
        Ok(ranked)
    }
}
