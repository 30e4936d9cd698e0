//! The smallest loosenings of a requirement that open more sites.

use serde::Serialize;

use super::bound::{ConstraintChange, given_up, moved, turned, with_bound, with_constraints};
use super::loosen::{Axis, Loosened, axes, needs, opened, smallest};
use super::order::Place;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::{Constraint, Requirement};

/// What a loosening should reach, and what it may touch.
///
/// # Example
///
/// ```
/// let options = panhuo::advice::RelaxOptions::new().opening(3).limit(5).firm_too(true);
/// assert_ne!(options, panhuo::advice::RelaxOptions::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RelaxOptions {
    opening: usize,
    limit: usize,
    firm_too: bool,
}

impl Default for RelaxOptions {
    /// Open one site or more, ten loosenings, nothing that the investor never gives up.
    fn default() -> Self {
        Self {
            opening: 1,
            limit: 10,
            firm_too: false,
        }
    }
}

impl RelaxOptions {
    /// The defaults: one site or more, ten loosenings, only of constraints that may be given up.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many sites a loosening must open at least; 0 counts as 1.
    pub fn opening(self, sites: usize) -> Self {
        Self {
            opening: sites.max(1),
            ..self
        }
    }

    /// How many loosenings to return.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Whether to loosen constraints without a place in the investor's order of giving way too,
    /// after all others.
    pub fn firm_too(self, firm_too: bool) -> Self {
        Self { firm_too, ..self }
    }
}

/// A smallest loosening that opens enough sites.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relaxation {
    /// What is loosened, in the requirement's order.
    pub loosened: Vec<ConstraintChange>,
    /// The sum of the costs.
    pub cost: f64,
    /// How many sites it opens: they failed and fail no more.
    pub opens: usize,
    /// How many of these meet everything; the others hang on unknown facts.
    pub passing: usize,
    /// The best of them, measured against the loosened requirement.
    pub best: Candidate,
    /// The loosened requirement, ready to match.
    pub requirement: Requirement,
}

impl Relaxation {
    /// One line: `价格放宽到 3060 万元（+60 万元）：新增 2 宗`.
    pub fn describe(&self, lang: Lang) -> String {
        let each = self.loosened.iter().map(|l| lang.pick(&l.zh, &l.en));
        let each: Vec<&str> = each.map(String::as_str).collect();
        let (opens, plural) = (self.opens, if self.opens == 1 { "" } else { "s" });
        match lang {
            Lang::Zh => format!("{}：新增 {opens} 宗", each.join("，")),
            Lang::En => format!("{}: opens {opens} site{plural}", each.join(", ")),
        }
    }
}

impl Catalog {
    /// The smallest loosenings of the requirement that open sites: bounds of numbers, dates and
    /// distances moved just far enough, constraints of other kinds given up.
    ///
    /// A site is opened if it is of a wanted kind, failed, and fails no more. A loosening is
    /// returned if it opens at least as many sites as [`RelaxOptions::opening`] says and no other
    /// that does so loosens nothing more and something less. Constraints without
    /// [`Constraint::relax`] stay as they are unless [`RelaxOptions::firm_too`]. A site to which a
    /// number does not apply is opened by no bound.
    ///
    /// Sorted by the latest place in the investor's order that is touched, then by cost: what may
    /// be given up first comes first.
    ///
    /// Cost: blocks that surely fail what is never given up are left out; of the others the failing
    /// sites are measured by bounds, those that no answer so far undercuts exactly. To open several
    /// at once the sites that fewer than so many others undercut are combined, the cheapest first,
    /// in at most two million trials: after that the answers so far are returned, which are the
    /// first.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`] if so many sites are to be opened
    /// at once that not even the first answer was found within two million trials.
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
    /// let ways = catalog.relax(&thrifty, RelaxOptions::new())?;
    /// assert_eq!(ways[0].describe(Lang::Zh), "价格放宽到 3060 万元（+60 万元）：新增 2 宗");
    /// assert_eq!(catalog.shortlist(&ways[0].requirement, 10)?.candidates.len(), 2);
    /// let ways = catalog.relax(&thrifty, RelaxOptions::new().opening(3))?;
    /// assert_eq!(ways[0].describe(Lang::Zh), "价格放宽到 5000 万元（+2000 万元）：新增 3 宗");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn relax(
        &self,
        requirement: &Requirement,
        options: RelaxOptions,
    ) -> Result<Vec<Relaxation>> {
        let plan = Plan::new(self, requirement)?;
        let axes = axes(requirement, options.firm_too);
        let needs = needs(&plan, &axes, options.opening);
        let ways = smallest(&axes, &needs, options.opening, options.limit)?;
        let opened = opened(&plan, &axes, &ways);
        let pairs = ways.iter().zip(&opened);
        pairs
            .map(|(way, rows)| relaxation(self, requirement, &axes, way, rows))
            .collect()
    }
}

fn relaxation(
    catalog: &Catalog,
    requirement: &Requirement,
    axes: &[Axis],
    way: &Loosened,
    opened: &[usize],
) -> Result<Relaxation> {
    let mut constraints: Vec<Option<Constraint>> = requirement
        .constraints()
        .iter()
        .cloned()
        .map(Some)
        .collect();
    let mut loosened = Vec::new();
    for (axis, value) in axes.iter().zip(&way.values) {
        if *value > axis.base {
            let was = &requirement.constraints()[axis.constraint];
            let becomes = axis.side.and_then(|side| {
                let before = constraints[axis.constraint].as_ref()?;
                Some(with_bound(before, side, turned(side, *value)))
            });
            constraints[axis.constraint].clone_from(&becomes);
            loosened.push(match axis.side {
                Some(side) => moved(axis.constraint, was, side, turned(side, *value)),
                None => given_up(axis.constraint, was),
            });
        }
    }
    let requirement = with_constraints(requirement, constraints.into_iter().flatten());
    let plan = Plan::new(catalog, &requirement)?;
    let place = |row: &usize| (Place::of(&plan, *row), *row);
    let places: Vec<_> = opened.iter().map(place).collect();
    let best = places.iter().min().map(|(_, row)| plan.candidate(*row));
    let best = best.ok_or_else(|| Error::untranslated(ErrorKind::NotFound, "no site is opened"))?;
    let passing = places.iter().filter(|(p, _)| p.outcome == Outcome::Pass);
    Ok(Relaxation {
        loosened,
        cost: way.cost,
        opens: places.len(),
        passing: passing.count(),
        best,
        requirement,
    })
}
