//! The demand gap: requirements, and single criteria of them, that no site meets.

use serde::{Deserialize, Serialize};

use super::conflict::{Conflict, ConflictOptions};
use super::constraint_change::{Side, finite_bounds};
use super::near_miss::{NearMiss, NearMissOptions};
use super::rank_requirements::requirement_name;
use crate::cancel::CancellationToken;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::{Interval, Outcome};
use crate::lang::Lang;
use crate::matching::{Measure, Plan, ResolvedConstraint};
use crate::requirement::{Constraint, Criterion, Predicate, Requirement};
use crate::schema::SiteKind;
use crate::units::Quantity;

/// A requirement that no site can meet.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnmetRequirement {
    /// Its position in the given list.
    pub requirement: usize,
    /// Its name.
    pub name: String,
    /// The name of the investor; may be empty.
    pub investor: String,
    /// How many sites of the requested kinds there are.
    pub sites: usize,
    /// Its minimal conflicts; up to ten.
    pub conflicts: Vec<Conflict>,
    /// The site with the least cost of all shortfalls, however many constraints it fails.
    pub nearest: Option<NearMiss>,
}

/// A criterion of one or more requirements that no site of the requested kinds meets, even alone.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnmetCriterion {
    /// The criterion with the easiest bound that is required; the whole constraint if it has no
    /// single bound.
    pub easiest: Constraint,
    /// The criterion with the hardest bound that is required.
    pub hardest: Constraint,
    /// The requested kinds of site; none means all.
    pub kinds: Vec<SiteKind>,
    /// The requirements with this criterion, by position.
    pub requirements: Vec<usize>,
    /// The value nearest to the bound that a site of these kinds may have, in the canonical unit;
    /// none if the number applies to no site, or if there is no single bound.
    pub offered: Option<f64>,
}

impl UnmetCriterion {
    /// One line: `闲置厂房：层高 ≥ 10 m – 12 m，2 项需求，现有最好 9 m`.
    pub fn describe(&self, lang: Lang) -> String {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.label(lang)).collect();
        let kinds = match kinds.as_slice() {
            [] => lang.pick("所有类型", "all kinds").to_owned(),
            kinds => kinds.join(lang.pick("、", ", ")),
        };
        let mut required = self.easiest.describe(lang);
        let mut offered = String::new();
        if let (Some((criterion, side, easiest)), Some((_, _, hardest))) =
            (single_bound(&self.easiest), single_bound(&self.hardest))
        {
            let sign = match side {
                Side::Low => '≥',
                Side::High => '≤',
            };
            let easiest = criterion.format_for(easiest, lang);
            let hardest = criterion.format_for(hardest, lang);
            required = format!("{} {sign} {easiest}", criterion.label(lang));
            if easiest != hardest {
                required = format!("{required} – {hardest}");
            }
            offered = match self.offered.map(|best| criterion.format_for(best, lang)) {
                Some(best) => lang.pick(
                    format!("，现有最好 {best}"),
                    format!(", the best offered is {best}"),
                ),
                None => lang
                    .pick("，对现有资源均不适用", ", which applies to no site")
                    .to_owned(),
            };
        }
        let count = self.requirements.len();
        let plural = if count == 1 { "" } else { "s" };
        match lang {
            Lang::Zh => format!("{kinds}：{required}，{count} 项需求{offered}"),
            Lang::En => format!("{kinds}: {required}, {count} requirement{plural}{offered}"),
        }
    }

    /// Whether the other has the same criterion for the same kinds; numbers with any bounds.
    fn is_same(&self, other: &Self) -> bool {
        let is_same = match (single_bound(&self.easiest), single_bound(&other.easiest)) {
            (Some((a, side, _)), Some((b, other_side, _))) => a == b && side == other_side,
            (None, None) => self.easiest.describe(Lang::En) == other.easiest.describe(Lang::En),
            _ => false,
        };
        is_same && self.kinds == other.kinds
    }
}

/// The bound of a constraint with a single numeric bound.
fn single_bound(constraint: &Constraint) -> Option<(&Criterion, Side, f64)> {
    match constraint.predicate() {
        Predicate::AtLeast(criterion, low) => Some((criterion, Side::Low, low.value())),
        Predicate::AtMost(criterion, high) => Some((criterion, Side::High, high.value())),
        _ => None,
    }
}

/// How many of some requirements are met, and what is missing for the others.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandGap {
    /// How many requirements some site meets.
    pub met: usize,
    /// How many requirements no site meets for certain, but some site may meet, depending on unknown
    /// facts.
    pub undetermined: usize,
    /// The requirements that no site can meet, in the order given.
    pub unmet_requirements: Vec<UnmetRequirement>,
    /// The criteria that no site meets even alone, the most frequent first.
    pub unmet_criteria: Vec<UnmetCriterion>,
}

impl DemandGap {
    /// Several lines: the counts, the unmet criteria, and the conflicts of the other unmet
    /// requirements.
    pub fn describe(&self, lang: Lang) -> String {
        let (met, undetermined) = (self.met, self.undetermined);
        let unmet = self.unmet_requirements.len();
        let head = match lang {
            Lang::Zh => {
                format!("需求：{met} 项可满足，{undetermined} 项待核实，{unmet} 项无法满足")
            }
            Lang::En => {
                format!("requirements: {met} met, {undetermined} to be verified, {unmet} unmet")
            }
        };
        let criteria = self.unmet_criteria.iter();
        let explained = |at: &usize| criteria.clone().any(|each| each.requirements.contains(at));
        let others = self.unmet_requirements.iter();
        let others = others.filter(|each| !explained(&each.requirement));
        let others = others.filter_map(|each| {
            let conflict = each.conflicts.first()?.describe(lang);
            let name = requirement_name(&each.name, each.requirement, lang);
            Some(format!("{name}{}{conflict}", lang.pick("：", ": ")))
        });
        let criteria = criteria.clone().map(|each| each.describe(lang));
        let lines = std::iter::once(head).chain(criteria).chain(others);
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Catalog {
    /// What some requirements ask for and no site offers: which requirements no site can meet, why,
    /// and which site is the nearest; and which single criteria no site of the requested kinds meets.
    ///
    /// A requirement is unmet if every site of its kinds fails at least one constraint. Criteria on
    /// the same attribute or distance in the same direction for the same kinds are counted together.
    ///
    /// Time: [`Catalog::rank`] for each requirement; for the unmet ones also [`Catalog::tally`],
    /// [`Catalog::conflicts`] and [`Catalog::near_misses`].
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`], for any of the requirements;
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) before the next requirement once `cancel` is
    /// cancelled.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{CancellationToken, Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::CEILING_HEIGHT;
    /// use panhuo::units::metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "厂房");
    /// hall.set(CEILING_HEIGHT, metres(9.0))?;
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let high = |name: &str, height: f64| {
    ///     let requirement = Requirement::new(name).kinds([SiteKind::IdleFactory]);
    ///     requirement.must(CEILING_HEIGHT.at_least(metres(height)))
    /// };
    /// let demand = [high("castings", 10.0), high("assembly", 6.0), high("turbines", 12.0)];
    /// let gap = catalog.demand_gap(&demand, &CancellationToken::new())?;
    /// assert_eq!(
    ///     gap.describe(Lang::Zh),
    ///     "需求：1 项可满足，0 项待核实，2 项无法满足\n\
    ///      闲置厂房：层高 ≥ 10 m – 12 m，2 项需求，现有最好 9 m"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn demand_gap(
        &self,
        requirements: &[Requirement],
        cancel: &CancellationToken,
    ) -> Result<DemandGap> {
        let mut gap = DemandGap::default();
        for (at, requirement) in requirements.iter().enumerate() {
            cancel.check()?;
            let best = self.rank(requirement, 1)?.sites;
            match best.first().map(|best| best.outcome) {
                Some(Outcome::Pass) => {
                    gap.met += 1;
                    continue;
                }
                Some(_) => {
                    gap.undetermined += 1;
                    continue;
                }
                None => {}
            }
            let tally = self.tally(requirement)?;
            let conflicts = self.conflicts(requirement, ConflictOptions::new())?;
            let nearest = NearMissOptions::new()
                .failing_at_most(requirement.constraints().len())
                .limit(1);
            let nearest = self.near_misses(requirement, nearest)?;
            gap.unmet_requirements.push(UnmetRequirement {
                requirement: at,
                name: requirement.name().to_owned(),
                investor: requirement.investor_name().to_owned(),
                sites: tally.sites - tally.other_kinds,
                conflicts,
                nearest: nearest.into_iter().next(),
            });
            let plan = Plan::new(self, requirement)?;
            for (constraint, counts) in tally.by_constraint.iter().enumerate() {
                if counts.fails == tally.failing && tally.failing > 0 {
                    for criterion in unmet_criteria(&plan, constraint, at) {
                        merge_criterion(&mut gap.unmet_criteria, criterion);
                    }
                }
            }
        }
        // The sort is stable: criteria that are equally frequent keep their order.
        gap.unmet_criteria
            .sort_by_key(|each| std::cmp::Reverse(each.requirements.len()));
        Ok(gap)
    }
}

/// The unmet criteria of a constraint that every site of the requested kinds fails.
fn unmet_criteria(plan: &Plan<'_>, at: usize, requirement: usize) -> Vec<UnmetCriterion> {
    let constraint = &plan.requirement.constraints()[at];
    let mut kinds = plan.requirement.requested_kinds().to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let criterion = |constraint: Constraint, offered: Option<f64>| UnmetCriterion {
        easiest: constraint.clone(),
        hardest: constraint,
        kinds: kinds.clone(),
        requirements: vec![requirement],
        offered,
    };
    let ResolvedConstraint::Range(measure, ..) = &plan.constraints[at] else {
        return vec![criterion(constraint.clone(), None)];
    };
    let bounds = finite_bounds(constraint.predicate()).filter_map(|(of, side, bound)| {
        let offered = best_offered(plan, measure, side);
        // One bound of a range may be met by some site, and the other not.
        if offered.is_some_and(|best| side.orient(best) <= side.orient(bound)) {
            return None;
        }
        let bound = Quantity::canonical(bound, of.dimension().ok()?);
        let single = match side {
            Side::Low => of.clone().at_least(bound),
            Side::High => of.clone().at_most(bound),
        };
        Some(criterion(single, offered))
    });
    let bounds: Vec<_> = bounds.collect();
    if bounds.is_empty() {
        vec![criterion(constraint.clone(), None)]
    } else {
        bounds
    }
}

/// The value that a site of the requested kinds may have and that needs the least loose bound.
fn best_offered(plan: &Plan<'_>, measure: &Measure, side: Side) -> Option<f64> {
    let best_end = |interval: &Interval| match side {
        Side::Low => interval.high(),
        Side::High => interval.low(),
    };
    let mut offered: Option<f64> = None;
    for row in plan.requested_rows() {
        let is_better = |interval: &Interval| {
            let end = side.orient(best_end(interval));
            !interval.is_empty() && offered.is_none_or(|best| end < side.orient(best))
        };
        // The bounds cost no geodesic: they are tried first.
        if is_better(&plan.interval_bounds(measure, row)) {
            let exact = plan.interval(measure, row);
            if is_better(&exact) {
                offered = Some(best_end(&exact));
            }
        }
    }
    offered
}

/// Adds a criterion to the same one of another requirement, or to the list.
fn merge_criterion(criteria: &mut Vec<UnmetCriterion>, new: UnmetCriterion) {
    let Some(old) = criteria.iter_mut().find(|each| each.is_same(&new)) else {
        criteria.push(new);
        return;
    };
    old.requirements.extend(new.requirements);
    old.requirements.dedup();
    let is_harder = |a: &Constraint, b: &Constraint| match (single_bound(a), single_bound(b)) {
        (Some((_, side, a)), Some((_, _, b))) => side.orient(a) < side.orient(b),
        _ => false,
    };
    if is_harder(&old.easiest, &new.easiest) {
        old.easiest = new.easiest;
    }
    if is_harder(&new.hardest, &old.hardest) {
        old.hardest = new.hardest;
    }
}
