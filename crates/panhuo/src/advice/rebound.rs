//! The least change of one bound, or of one other constraint given up, that lists a site or takes it
//! off the list.
//!
//! As one bound gets looser a site goes from failing over unknown to passing, each at one place.
//! So while the site in question stands as it does, another is ahead of it from one place on, and
//! it is listed from where it may stand so up to where too many others are ahead.

use std::cell::RefCell;

use super::bound::{
    ConstraintChange, Side, bounds, given_up, moved, range, turned, with_constraints,
};
use super::order::Place;
use super::reweigh::within;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::{Interval, Outcome};
use crate::matching::{
    NodeView, Plan, PruningPlan, RankKey as Score, ResolvedConstraint, top_rows,
};
use crate::requirement::{Criterion, Requirement};
use crate::site::SiteId;

/// The requirement with a constraint changed.
pub(super) fn changed(requirement: &Requirement, change: &ConstraintChange) -> Requirement {
    let all = requirement.constraints().iter().enumerate();
    let constraints = all.filter_map(|(at, constraint)| {
        if at == change.constraint {
            change.becomes.clone()
        } else {
            Some(constraint.clone())
        }
    });
    with_constraints(requirement, constraints)
}

/// The least change of one constraint, by its cost, after which the site is among the `top` (`onto`)
/// or not; verified by matching again.
pub(super) fn least_change(
    catalog: &Catalog,
    requirement: &Requirement,
    site: &SiteId,
    onto: bool,
    top: usize,
) -> Result<Option<ConstraintChange>> {
    let plan = Plan::new(catalog, requirement)?;
    let row = catalog.row(site)?;
    if top == 0 || !requirement.requests(catalog.site_at(row).kind) {
        return Ok(None);
    }
    let mut changes: Vec<ConstraintChange> = Vec::new();
    let sieves = plan.pruning_plans();
    let (listed, _) = top_rows(&plan, top);
    let mut listed: Vec<usize> = listed.iter().map(|found| found.row).collect();
    listed.sort_unstable();
    for (at, constraint) in requirement.constraints().iter().enumerate() {
        if range(constraint.predicate()).is_none() {
            changes.push(given_up(at, constraint));
        }
        for (of, side, bound) in bounds(constraint.predicate()) {
            let Some(mut rivals) = Rivals::new(&plan, (at, side), row, top) else {
                continue;
            };
            rivals.add(&listed);
            // If these are ahead wherever the site may stand, nothing brings it onto the list.
            if !(onto && rivals.last() <= rivals.own.holds) {
                rivals.add_others(&listed, &sieves);
            }
            let listed = rivals.ranges();
            let ranges = if onto {
                listed.to_vec()
            } else {
                between(listed).to_vec()
            };
            for range in ranges {
                let found = nearest(of, side, bound, range);
                changes.extend(found.map(|bound| moved(at, constraint, side, bound)));
            }
        }
    }
    changes.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let lists = |change: &ConstraintChange| {
        // A contradiction lists nothing.
        let listed = catalog.shortlist(&changed(requirement, change), top);
        listed.is_ok_and(|listed| listed.candidates.iter().any(|each| each.site == *site) == onto)
    };
    Ok(changes.into_iter().find(lists))
}

/// Where a row changes its outcome as one bound gets looser: from here on it does not fail, and
/// from there on it passes. More is looser.
#[derive(Clone, Copy)]
struct Turns {
    holds: f64,
    passes: f64,
}

impl Turns {
    const NEVER: Self = Self {
        holds: f64::INFINITY,
        passes: f64::INFINITY,
    };

    fn new(side: Side, tested: &Interval, rest: Outcome) -> Self {
        if tested.is_empty() || rest == Outcome::Fail {
            return Self::NEVER;
        }
        let (best, worst) = match side {
            Side::Low => (tested.high(), tested.low()),
            Side::High => (tested.low(), tested.high()),
        };
        let passes = match rest {
            Outcome::Pass => turned(side, worst),
            _ => f64::INFINITY,
        };
        Self {
            holds: turned(side, best),
            passes,
        }
    }
}

/// The site in question and the others, over one bound.
struct Rivals<'a> {
    plan: &'a Plan<'a>,
    constraint: usize,
    side: Side,
    /// The site in question, and where it turns.
    row: usize,
    own: Turns,
    /// The place that the score alone gives the site in question.
    score: Score,
    /// From where on so many others are ahead of it while it hangs on unknown facts, and once it
    /// passes.
    hanging: Least,
    passing: Least,
}

impl<'a> Rivals<'a> {
    /// None if no change of this bound alone lets the site in question stand.
    fn new(
        plan: &'a Plan<'a>,
        (constraint, side): (usize, Side),
        row: usize,
        top: usize,
    ) -> Option<Self> {
        let mut rivals = Self {
            plan,
            constraint,
            side,
            row,
            own: Turns::NEVER,
            score: Place::of(plan, row).score,
            hanging: Least::new(top),
            passing: Least::new(top),
        };
        rivals.own = rivals.turns(row);
        (rivals.own.holds < f64::INFINITY).then_some(rivals)
    }

    fn turns(&self, row: usize) -> Turns {
        let (plan, at, side) = (self.plan, self.constraint, self.side);
        let tested = plan
            .operand(&plan.constraints[at], row)
            .unwrap_or(Interval::ANYTHING);
        let mut rest = Outcome::Pass;
        for (other, constraint) in plan.constraints.iter().enumerate() {
            if other != at {
                rest = rest.and(plan.bounded_outcome(constraint, row));
            }
        }
        // The other bound of the same constraint stays.
        let test = plan.requirement.constraints()[at].predicate();
        for (_, other, bound) in bounds(test).filter(|(_, other, _)| *other != side) {
            rest = rest.and(match other {
                Side::Low => tested.at_least(bound),
                Side::High => tested.at_most(bound),
            });
        }
        Turns::new(side, &tested, rest)
    }

    /// Whether it matters who is ahead while the site in question hangs: there may be bounds at which
    /// it does.
    fn may_hang(&self) -> bool {
        self.own.holds < self.own.passes
    }

    fn add_one(&mut self, row: usize) {
        let first = self.plan.ranks_before(row, &self.score);
        if row == self.row || !(first || self.may_hang()) {
            return;
        }
        let turns = self.turns(row);
        if self.may_hang() {
            // While it hangs on unknown facts, those that pass are ahead whatever their score.
            self.hanging
                .add(if first { turns.holds } else { turns.passes });
        }
        if first {
            self.passing.add(turns.passes);
        }
    }

    /// No site that turns from here on changes anything.
    fn last(&self) -> f64 {
        let passing = self.passing.last;
        if self.may_hang() {
            self.hanging.last.max(passing)
        } else {
            passing
        }
    }

    /// The ranges of the bound, looser to the right, in which the site is among the listed: the
    /// first end included, the second not.
    fn ranges(&self) -> [(f64, f64); 2] {
        let hanging = self.hanging.last.min(self.own.passes);
        [
            (self.own.holds, hanging),
            (self.own.passes, self.passing.last),
        ]
    }

    /// Takes these sites into account, but for the one in question.
    fn add(&mut self, rows: &[usize]) {
        for row in rows {
            self.add_one(*row);
        }
        self.settle();
    }

    /// Takes all sites but these into account.
    fn add_others(&mut self, but: &[usize], sieves: &[PruningPlan<'_>]) {
        let (plan, constraint, side) = (self.plan, self.constraint, self.side);
        let ResolvedConstraint::Range(measure, ..) = &plan.constraints[constraint] else {
            return;
        };
        let holds = |tested: &Interval| Turns::new(side, tested, Outcome::Unknown).holds;
        let rivals = RefCell::new(&mut *self);
        let skips = |node: &NodeView<'_>| {
            let rivals = rivals.borrow();
            let is_late = || holds(&node.hull(measure)) >= rivals.last();
            if rivals.may_hang() {
                is_late() && !node.may_be_unknown(measure)
            } else {
                is_late() || node.guaranteed_bound(sieves) < rivals.score.guaranteed
            }
        };
        let is_other = |row: &usize| but.binary_search(row).is_err();
        let may_fail = |at| at == constraint;
        plan.scan_with_skip(1, may_fail, &skips, |stretch| {
            let mut rivals = rivals.borrow_mut();
            for row in stretch.rows(stretch.present).filter(is_other) {
                if holds(&plan.interval_bounds(measure, row)) < rivals.last() {
                    rivals.add_one(row);
                }
            }
        });
        self.settle();
    }

    fn settle(&mut self) {
        self.hanging.settle();
        self.passing.settle();
    }
}

/// The so many least of some numbers.
struct Least {
    count: usize,
    values: Vec<f64>,
    /// The last of them when they were settled; infinite as long as there are fewer.
    last: f64,
}

impl Least {
    fn new(count: usize) -> Self {
        Self {
            count,
            values: Vec::new(),
            last: f64::INFINITY,
        }
    }

    fn add(&mut self, value: f64) {
        if value < self.last {
            self.values.push(value);
            if self.values.len() / 2 >= self.count {
                self.settle();
            }
        }
    }

    fn settle(&mut self) {
        if let Some(at) = self.count.checked_sub(1)
            && at < self.values.len()
        {
            self.last = *self.values.select_nth_unstable_by(at, f64::total_cmp).1;
            self.values.truncate(self.count);
        }
    }
}

/// What two ranges, the first before the second, leave.
fn between([first, second]: [(f64, f64); 2]) -> [(f64, f64); 3] {
    let end = first.0.max(first.1);
    [
        (f64::NEG_INFINITY, first.0),
        (end, second.0),
        (second.0.max(second.1).max(end), f64::INFINITY),
    ]
}

/// The bound nearest to the present one in a range of turned bounds; rounded in the planner's unit
/// where the range has no nearest one.
fn nearest(of: &Criterion, side: Side, bound: f64, (from, to): (f64, f64)) -> Option<f64> {
    let now = turned(side, bound);
    if from >= to {
        return None;
    }
    if now < from {
        return Some(turned(side, from)).filter(|bound| bound.is_finite());
    }
    if now < to {
        return None;
    }
    let (near, far) = (turned(side, to), turned(side, from));
    let rounded = match of.unit() {
        Some(unit) => {
            let far = if far.is_finite() {
                far
            } else {
                near + (near.abs() + 1.0) * (far - near).signum()
            };
            unit.to_canonical(within(unit.from_canonical(near), unit.from_canonical(far)))
        }
        None if far > near => near.floor() + 1.0,
        None => near.ceil() - 1.0,
    };
    let is_inside = |bound: f64| (from..to).contains(&turned(side, bound));
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

    /// A value, an interval, nothing that is known, nothing that applies.
    fn reading() -> impl Strategy<Value = ReportedValue> {
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
        let place = prop::option::weighted(0.9, (113.0..113.5_f64, 29.0..29.5_f64));
        let facts = [FLOOR_AREA, POWER, SITE_AREA].map(|of| (Just(of), reading()));
        (0..2_usize, place, facts).prop_map(|(kind, place, facts)| {
            let mut site = Site::new("", SiteKind::VALUES[kind], "");
            site.position = place.and_then(|(x, y)| Position::new(x, y).ok());
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
        fn nodes_that_are_left_out_change_nothing(
            sites in prop::collection::vec(site(), 1..900),
            which in prop::collection::vec(any::<prop::sample::Index>(), 6),
            (low, high, top) in (0.0..60.0_f64, 20.0..100.0_f64, 1..20_usize),
        ) {
            let named = sites.into_iter().enumerate().map(|(at, mut site)| {
                site.id = SiteId::new(format!("{:04}", at * 7919 % 10_000));
                site
            });
            let catalog = Inventory::new(named.collect()).unwrap().catalog();
            let centre = Position::new(113.2, 29.2).unwrap();
            let requirement = Requirement::new("r")
                .must(FLOOR_AREA.at_least(square_metres(low)))
                .must(SITE_AREA.between(square_metres(low / 2.0), square_metres(low / 2.0 + high)))
                .must(distance_to(centre).at_most(kilometres(high)))
                .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(100.0)))
                .prefer(distance_to(centre).falling(kilometres(1.0), kilometres(60.0)));
            let plan = Plan::new(&catalog, &requirement).unwrap();
            let sieves = plan.pruning_plans();
            let all: Vec<usize> = (0..catalog.len()).collect();
            for row in which.iter().map(|which| which.index(all.len())) {
                for (at, constraint) in requirement.constraints().iter().enumerate() {
                    for (_, side, _) in bounds(constraint.predicate()) {
                        let rivals = || Rivals::new(&plan, (at, side), row, top);
                        let (Some(mut scanned), Some(mut left)) = (rivals(), rivals()) else {
                            continue;
                        };
                        scanned.add(&all);
                        left.add_others(&[], &sieves);
                        prop_assert_eq!(left.ranges(), scanned.ranges());
                    }
                }
            }
        }
    }
}
