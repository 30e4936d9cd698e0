//! Sensitivity to bounds: the least change of one bound, or of one other constraint dropped, that
//! lists a site or takes it off the list.
//!
//! As one bound gets looser, a row's outcome goes from `Fail` over `Unknown` to `Pass`, each at one
//! value of the bound (its [`Transitions`]), while its score stays the same. So the competitors
//! ahead of the site in question only grow in number, apart from the site's own transitions, and the
//! site is listed from its own transition up to the bound at which `top` competitors are ahead.

use std::cell::RefCell;

use super::super::constraint_change::{ConstraintChange, Side, finite_bounds};
use super::super::rounding::short_decimal_between;
use super::super::shortlist_key::ShortlistKey;
use crate::catalog::{Catalog, CatalogRow};
use crate::error::Result;
use crate::interval::{Interval, Outcome};
use crate::matching::{NodeView, Plan, PruningPlan, ResolvedConstraint, top_rows};
use crate::requirement::{Criterion, Requirement};
use crate::site::SiteId;

/// The least change of one constraint, by its cost, after which the site is among the `top` (`onto`)
/// or not; verified by matching again.
pub(in crate::advice) fn least_change(
    catalog: &Catalog,
    requirement: &Requirement,
    site: &SiteId,
    onto: bool,
    top: usize,
) -> Result<Option<ConstraintChange>> {
    let plan = Plan::new(catalog, requirement)?;
    let row = catalog.row(site)?;
    if top == 0 || !requirement.requests(catalog.site_of_row(row).kind) {
        return Ok(None);
    }
    let mut changes: Vec<ConstraintChange> = Vec::new();
    let pruning_plans = plan.pruning_plans();
    let (listed, _) = top_rows(&plan, top);
    let mut listed: Vec<CatalogRow> = listed.iter().map(|found| found.row).collect();
    listed.sort_unstable();
    for (at, constraint) in requirement.constraints().iter().enumerate() {
        if constraint.predicate().numeric_range().is_none() {
            changes.push(ConstraintChange::dropped(at, constraint));
        }
        for (criterion, side, bound) in finite_bounds(constraint.predicate()) {
            let Some(mut competitors) = Competitors::new(&plan, (at, side), row, top) else {
                continue;
            };
            competitors.add(&listed);
            // If these are ahead wherever the site does not fail, no bound lists it.
            if !(onto && competitors.last() <= competitors.own.unknown_from) {
                competitors.add_others(&listed, &pruning_plans);
            }
            let listed = competitors.listed_ranges();
            let ranges = if onto {
                listed.to_vec()
            } else {
                complement(listed).to_vec()
            };
            for range in ranges {
                let nearest = nearest_bound(criterion, side, bound, range);
                changes.extend(
                    nearest.map(|bound| ConstraintChange::moved(at, constraint, side, bound)),
                );
            }
        }
    }
    changes.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let brings_about = |change: &ConstraintChange| {
        // A contradictory requirement lists nothing.
        let listed = catalog.shortlist(&change.apply(requirement), top);
        listed.is_ok_and(|listed| listed.candidates.iter().any(|each| each.site == *site) == onto)
    };
    Ok(changes.into_iter().find(brings_about))
}

/// The oriented bounds at which a row's outcome changes as one bound gets looser: from the first on
/// it does not fail, from the second on it passes.
#[derive(Clone, Copy)]
struct Transitions {
    unknown_from: f64,
    pass_from: f64,
}

impl Transitions {
    const NEVER: Self = Self {
        unknown_from: f64::INFINITY,
        pass_from: f64::INFINITY,
    };

    /// The transitions of a row with this interval, whose other constraints have the outcome
    /// `others`.
    fn new(side: Side, observed: &Interval, others: Outcome) -> Self {
        if observed.is_empty() || others == Outcome::Fail {
            return Self::NEVER;
        }
        let (best, worst) = match side {
            Side::Low => (observed.high(), observed.low()),
            Side::High => (observed.low(), observed.high()),
        };
        let pass_from = match others {
            Outcome::Pass => side.orient(worst),
            _ => f64::INFINITY,
        };
        Self {
            unknown_from: side.orient(best),
            pass_from,
        }
    }
}

/// The rows that compete with the site in question as one bound moves.
struct Competitors<'a> {
    plan: &'a Plan<'a>,
    constraint: usize,
    side: Side,
    /// The row of the site in question, its transitions, and its key among rows of one outcome.
    row: CatalogRow,
    own: Transitions,
    score: crate::matching::RankKey,
    /// The bound from which on `top` competitors are ahead of the site while its outcome is unknown,
    /// and once it passes.
    undetermined: Smallest,
    passing: Smallest,
}

impl<'a> Competitors<'a> {
    /// None if the site fails whatever this bound is.
    fn new(
        plan: &'a Plan<'a>,
        (constraint, side): (usize, Side),
        row: CatalogRow,
        top: usize,
    ) -> Option<Self> {
        let mut competitors = Self {
            plan,
            constraint,
            side,
            row,
            own: Transitions::NEVER,
            score: ShortlistKey::for_row(plan, row).score,
            undetermined: Smallest::new(top),
            passing: Smallest::new(top),
        };
        competitors.own = competitors.transitions(row);
        (competitors.own.unknown_from < f64::INFINITY).then_some(competitors)
    }

    fn transitions(&self, row: CatalogRow) -> Transitions {
        let (plan, at, side) = (self.plan, self.constraint, self.side);
        let observed = match &plan.constraints[at] {
            ResolvedConstraint::Range(measure, ..) => plan.interval(measure, row),
            _ => Interval::ANYTHING,
        };
        let mut others = Outcome::Pass;
        for (other, constraint) in plan.constraints.iter().enumerate() {
            if other != at {
                others = others.and(plan.bounded_outcome(constraint, row));
            }
        }
        // The other bound of the same constraint does not move.
        let predicate = plan.requirement.constraints()[at].predicate();
        for (_, other, bound) in finite_bounds(predicate).filter(|(_, other, _)| *other != side) {
            others = others.and(match other {
                Side::Low => observed.at_least(bound),
                Side::High => observed.at_most(bound),
            });
        }
        Transitions::new(side, &observed, others)
    }

    /// Whether the outcome of the site is unknown at some bound, so that it matters who is ahead of
    /// it there.
    fn may_be_undetermined(&self) -> bool {
        self.own.unknown_from < self.own.pass_from
    }

    fn add_one(&mut self, row: CatalogRow) {
        let is_before = self.plan.ranks_before(row, &self.score);
        if row == self.row || !(is_before || self.may_be_undetermined()) {
            return;
        }
        let transitions = self.transitions(row);
        if self.may_be_undetermined() {
            // A row that passes is ahead of one whose outcome is unknown, whatever the scores.
            self.undetermined.add(if is_before {
                transitions.unknown_from
            } else {
                transitions.pass_from
            });
        }
        if is_before {
            self.passing.add(transitions.pass_from);
        }
    }

    /// A row whose first transition is at this bound or later changes nothing.
    fn last(&self) -> f64 {
        let passing = self.passing.threshold;
        if self.may_be_undetermined() {
            self.undetermined.threshold.max(passing)
        } else {
            passing
        }
    }

    /// The ranges of the oriented bound in which the site is listed, first while its outcome is
    /// unknown, then while it passes; the first end is included, the second is not.
    fn listed_ranges(&self) -> [(f64, f64); 2] {
        let undetermined_to = self.undetermined.threshold.min(self.own.pass_from);
        [
            (self.own.unknown_from, undetermined_to),
            (self.own.pass_from, self.passing.threshold),
        ]
    }

    /// Adds these rows, but for the one in question.
    fn add(&mut self, rows: &[CatalogRow]) {
        for row in rows {
            self.add_one(*row);
        }
        self.truncate();
    }

    /// Adds all rows but those in `added`, which is sorted. Nodes are skipped if none of their rows
    /// can change the ranges.
    fn add_others(&mut self, added: &[CatalogRow], pruning_plans: &[PruningPlan<'_>]) {
        let (plan, constraint, side) = (self.plan, self.constraint, self.side);
        let ResolvedConstraint::Range(measure, ..) = &plan.constraints[constraint] else {
            return;
        };
        let unknown_from =
            |observed: &Interval| Transitions::new(side, observed, Outcome::Unknown).unknown_from;
        let competitors = RefCell::new(&mut *self);
        let skips = |node: &NodeView<'_>| {
            let competitors = competitors.borrow();
            let is_late = || unknown_from(&node.interval(measure)) >= competitors.last();
            if competitors.may_be_undetermined() {
                is_late() && !node.may_be_unknown(measure)
            } else {
                is_late() || node.guaranteed_bound(pruning_plans) < competitors.score.guaranteed
            }
        };
        let is_other = |row: &CatalogRow| added.binary_search(row).is_err();
        let may_fail = |at| at == constraint;
        plan.scan_with_skip(1, may_fail, &skips, |batch| {
            let mut competitors = competitors.borrow_mut();
            for row in batch.rows(batch.present).filter(is_other) {
                if unknown_from(&plan.interval_bounds(measure, row)) < competitors.last() {
                    competitors.add_one(row);
                }
            }
        });
        self.truncate();
    }

    fn truncate(&mut self) {
        self.undetermined.truncate();
        self.passing.truncate();
    }
}

/// The `count` smallest of the numbers that were added.
struct Smallest {
    count: usize,
    values: Vec<f64>,
    /// The greatest of the smallest at the last truncation; infinite while there are fewer.
    threshold: f64,
}

impl Smallest {
    fn new(count: usize) -> Self {
        Self {
            count,
            values: Vec::new(),
            threshold: f64::INFINITY,
        }
    }

    fn add(&mut self, value: f64) {
        if value < self.threshold {
            self.values.push(value);
            if self.values.len() / 2 >= self.count {
                self.truncate();
            }
        }
    }

    fn truncate(&mut self) {
        if let Some(at) = self.count.checked_sub(1)
            && at < self.values.len()
        {
            self.threshold = *self.values.select_nth_unstable_by(at, f64::total_cmp).1;
            self.values.truncate(self.count);
        }
    }
}

/// What two ranges, the first before the second, leave of the line.
fn complement([first, second]: [(f64, f64); 2]) -> [(f64, f64); 3] {
    let end = first.0.max(first.1);
    [
        (f64::NEG_INFINITY, first.0),
        (end, second.0),
        (second.0.max(second.1).max(end), f64::INFINITY),
    ]
}

/// The bound nearest to the present one whose oriented value is in the range; rounded in the
/// planner's unit where the range has no nearest one. None if the range is empty or holds the
/// present bound.
fn nearest_bound(
    criterion: &Criterion,
    side: Side,
    bound: f64,
    (from, to): (f64, f64),
) -> Option<f64> {
    let now = side.orient(bound);
    if from >= to {
        return None;
    }
    if now < from {
        return Some(side.orient(from)).filter(|bound| bound.is_finite());
    }
    if now < to {
        return None;
    }
    let (near, far) = (side.orient(to), side.orient(from));
    let rounded = match criterion.unit() {
        Some(unit) => {
            let far = if far.is_finite() {
                far
            } else {
                near + (near.abs() + 1.0) * (far - near).signum()
            };
            let (near, far) = (unit.from_canonical(near), unit.from_canonical(far));
            unit.to_canonical(short_decimal_between(near, far))
        }
        None if far > near => near.floor() + 1.0,
        None => near.ceil() - 1.0,
    };
    let is_inside = |bound: f64| (from..to).contains(&side.orient(bound));
    let next = match side {
        Side::Low => near.next_up(),
        Side::High => near.next_down(),
    };
    [rounded, next].into_iter().find(|bound| is_inside(*bound))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::Position;
    use crate::interval::ReportedValue;
    use crate::inventory::Inventory;
    use crate::requirement::distance_to;
    use crate::schema::SiteKind;
    use crate::schema::attribute::{FLOOR_AREA, POWER, SITE_AREA};
    use crate::site::Site;
    use crate::units::{kilometres, kilovolt_amperes, square_metres};

    /// A value, an interval, an unknown number, or one that does not apply.
    fn reported_value() -> impl Strategy<Value = ReportedValue> {
        let interval =
            |low: f64, high: f64| ReportedValue::Number(Interval::new(low, high).unwrap());
        prop_oneof![
            12 => (0.0..100.0_f64).prop_map(move |at| interval(at, at)),
            1 => (0.0..50.0_f64, 50.0..100.0_f64).prop_map(move |(a, b)| interval(a, b)),
            2 => Just(ReportedValue::Number(Interval::ANYTHING)),
            1 => Just(ReportedValue::NotApplicable),
        ]
    }

    fn site() -> impl Strategy<Value = Site> {
        let position = prop::option::weighted(0.9, (113.0..113.5_f64, 29.0..29.5_f64));
        let facts = [FLOOR_AREA, POWER, SITE_AREA].map(|of| (Just(of), reported_value()));
        (0..2_usize, position, facts).prop_map(|(kind, position, facts)| {
            let mut site = Site::new("", SiteKind::VALUES[kind], "");
            site.position = position.and_then(|(x, y)| Position::new(x, y).ok());
            for (attribute, fact) in facts {
                if fact != ReportedValue::Number(Interval::ANYTHING) {
                    site.facts.insert(attribute, fact.into());
                }
            }
            site
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn skipped_nodes_change_nothing(
            sites in prop::collection::vec(site(), 1..900),
            which in prop::collection::vec(any::<prop::sample::Index>(), 6),
            (low, high, top) in (0.0..60.0_f64, 20.0..100.0_f64, 1..20_usize),
        ) {
            let with_ids = sites.into_iter().enumerate().map(|(at, mut site)| {
                site.id = SiteId::new(format!("{:04}", at * 7919 % 10_000));
                site
            });
            let catalog = Inventory::new(with_ids.collect()).unwrap().catalog();
            let centre = Position::new(113.2, 29.2).unwrap();
            let requirement = Requirement::new("r")
                .must(FLOOR_AREA.at_least(square_metres(low)))
                .must(SITE_AREA.between(square_metres(low / 2.0), square_metres(low / 2.0 + high)))
                .must(distance_to(centre).at_most(kilometres(high)))
                .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(100.0)))
                .prefer(distance_to(centre).falling(kilometres(1.0), kilometres(60.0)));
            let plan = Plan::new(&catalog, &requirement).unwrap();
            let pruning_plans = plan.pruning_plans();
            let all = (0..catalog.len()).map(CatalogRow::new);
            let all: Vec<CatalogRow> = all.collect();
            for row in which.iter().map(|which| all[which.index(all.len())]) {
                for (at, constraint) in requirement.constraints().iter().enumerate() {
                    for (_, side, _) in finite_bounds(constraint.predicate()) {
                        let competitors = || Competitors::new(&plan, (at, side), row, top);
                        let (Some(mut scanned), Some(mut pruned)) = (competitors(), competitors())
                        else {
                            continue;
                        };
                        scanned.add(&all);
                        pruned.add_others(&[], &pruning_plans);
                        prop_assert_eq!(pruned.listed_ranges(), scanned.listed_ranges());
                    }
                }
            }
        }
    }
}
