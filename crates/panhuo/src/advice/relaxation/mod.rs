//! The minimal relaxations of a requirement that admit more sites.

mod search;

use serde::{Deserialize, Serialize};

use self::search::{Axis, Slack, admitted_rows, axes, minimal_relaxations, required_slacks};
use super::constraint_change::{ConstraintChange, with_bound, with_constraints};
use super::shortlist_key::ShortlistKey;
use crate::catalog::{Catalog, CatalogRow};
use crate::error::{Error, ErrorCode, Result};
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::{Constraint, Requirement};

/// How many sites a relaxation must admit, and which constraints it may change.
///
/// # Example
///
/// ```
/// let options = panhuo::advice::RelaxOptions::new().admitting(3).limit(5).include_firm(true);
/// assert_ne!(options, panhuo::advice::RelaxOptions::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RelaxOptions {
    admitting: usize,
    limit: usize,
    include_firm: bool,
}

impl Default for RelaxOptions {
    /// At least one more site, ten relaxations, only of constraints that may be relaxed.
    fn default() -> Self {
        Self {
            admitting: 1,
            limit: 10,
            include_firm: false,
        }
    }
}

impl RelaxOptions {
    /// The defaults: at least one more site, ten relaxations, only of constraints that may be
    /// relaxed.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many more sites a relaxation must admit at least; 0 counts as 1.
    pub fn admitting(self, sites: usize) -> Self {
        Self {
            admitting: sites.max(1),
            ..self
        }
    }

    /// How many relaxations to return.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Whether to relax firm constraints too: those without a place in the investor's order of
    /// relaxing ([`Constraint::relax`]). They are relaxed after all others.
    pub fn include_firm(self, include_firm: bool) -> Self {
        Self {
            include_firm,
            ..self
        }
    }
}

/// A minimal relaxation that admits enough sites.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relaxation {
    /// The changed constraints, in the requirement's order.
    pub changes: Vec<ConstraintChange>,
    /// The sum of their costs.
    pub cost: f64,
    /// How many sites it admits: they fail the requirement, and do not fail the relaxed one.
    pub admitted: usize,
    /// How many of these meet everything; the others depend on unknown facts.
    pub passing: usize,
    /// The best of them, explained against the relaxed requirement.
    pub best: Candidate,
    /// The relaxed requirement, ready to match.
    pub requirement: Requirement,
}

impl Relaxation {
    /// One line: `价格放宽到 3060 万元（+60 万元）：新增 2 宗`.
    pub fn describe(&self, lang: Lang) -> String {
        let changes = self.changes.iter().map(|change| change.describe(lang));
        let changes = changes.collect::<Vec<_>>().join(lang.pick("，", ", "));
        let (admitted, plural) = (self.admitted, if self.admitted == 1 { "" } else { "s" });
        match lang {
            Lang::Zh => format!("{changes}：新增 {admitted} 宗"),
            Lang::En => format!("{changes}: admits {admitted} more site{plural}"),
        }
    }
}

impl Catalog {
    /// The minimal relaxations of a requirement that admit more sites: bounds of numbers, dates and
    /// distances moved just far enough, constraints of other kinds dropped.
    ///
    /// A relaxation admits a site of a requested kind if the site fails the requirement and does not
    /// fail the relaxed one. A relaxation is returned if it admits at least
    /// [`RelaxOptions::admitting`] sites and is Pareto-minimal: no other that admits as many relaxes
    /// nothing more and something less. Constraints without [`Constraint::relax`] stay as they are
    /// unless [`RelaxOptions::include_firm`] is set. No bound admits a site to which the number does
    /// not apply.
    ///
    /// Those that touch only what the investor relaxes first come first, then those of least cost.
    ///
    /// Time: nodes that surely fail a firm constraint are skipped; the failing sites of the other
    /// leaves are measured by bounds, and exactly where no answer so far dominates them. To admit
    /// several sites at once, their slacks are combined best first in at most two million trials;
    /// after that the answers so far are returned, which are the first ones of the full list.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if so many sites are to be admitted
    /// at once that no answer was found within two million trials.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::advice::RelaxOptions;
    /// use panhuo::attribute::PRICE;
    /// use panhuo::units::wan_yuan;
    ///
    /// let priced = |id: &str, price: f64| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(PRICE, wan_yuan(price)).map(|()| site)
    /// };
    /// let sites = vec![priced("A", 3060.0)?, priced("B", 3060.0)?, priced("C", 5000.0)?];
    /// let catalog = Inventory::new(sites)?.catalog();
    /// let thrifty = Requirement::new("r").must(PRICE.at_most(wan_yuan(3000.0)).relaxed_at(1));
    ///
    /// let relaxations = catalog.relax(&thrifty, RelaxOptions::new())?;
    /// assert_eq!(relaxations[0].describe(Lang::Zh), "价格放宽到 3060 万元（+60 万元）：新增 2 宗");
    /// assert_eq!(catalog.shortlist(&relaxations[0].requirement, 10)?.candidates.len(), 2);
    /// let relaxations = catalog.relax(&thrifty, RelaxOptions::new().admitting(3))?;
    /// assert_eq!(relaxations[0].describe(Lang::Zh), "价格放宽到 5000 万元（+2000 万元）：新增 3 宗");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn relax(
        &self,
        requirement: &Requirement,
        options: RelaxOptions,
    ) -> Result<Vec<Relaxation>> {
        let plan = Plan::new(self, requirement)?;
        let axes = axes(requirement, options.include_firm);
        let slacks = required_slacks(&plan, &axes, options.admitting);
        let minimal = minimal_relaxations(&axes, &slacks, options.admitting, options.limit)?;
        let admitted = admitted_rows(&plan, &axes, &minimal);
        let pairs = minimal.iter().zip(&admitted);
        pairs
            .map(|(slack, rows)| relaxation(self, requirement, &axes, slack, rows))
            .collect()
    }
}

/// A relaxation as an answer: its changes, and what they admit.
fn relaxation(
    catalog: &Catalog,
    requirement: &Requirement,
    axes: &[Axis],
    slack: &Slack,
    admitted: &[CatalogRow],
) -> Result<Relaxation> {
    let mut constraints: Vec<Option<Constraint>> = requirement
        .constraints()
        .iter()
        .cloned()
        .map(Some)
        .collect();
    let mut changes = Vec::new();
    for (axis, value) in axes.iter().zip(&slack.values) {
        if *value > axis.base {
            let was = &requirement.constraints()[axis.constraint];
            // Both bounds of one constraint may move.
            let becomes = axis.side.and_then(|side| {
                let before = constraints[axis.constraint].as_ref()?;
                Some(with_bound(before, side, side.orient(*value)))
            });
            constraints[axis.constraint] = becomes;
            changes.push(match axis.side {
                Some(side) => {
                    ConstraintChange::moved(axis.constraint, was, side, side.orient(*value))
                }
                None => ConstraintChange::dropped(axis.constraint, was),
            });
        }
    }
    let requirement = with_constraints(requirement, constraints.into_iter().flatten());
    let plan = Plan::new(catalog, &requirement)?;
    let rows = admitted.iter();
    let keys: Vec<_> = rows
        .map(|row| (ShortlistKey::for_row(&plan, *row), *row))
        .collect();
    let best = keys.iter().min().map(|(_, row)| plan.candidate(*row));
    let best = best.ok_or_else(|| Error::new(ErrorCode::RELAXATION_ADMITS_NOTHING))?;
    let passing = keys.iter().filter(|(key, _)| key.outcome == Outcome::Pass);
    Ok(Relaxation {
        changes,
        cost: slack.cost,
        admitted: keys.len(),
        passing: passing.count(),
        best,
        requirement,
    })
}
