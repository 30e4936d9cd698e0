//! The least change of one bound, or of one other constraint given up, that lists a site or takes it
//! off the list.
//!
//! As one bound gets looser a site goes from failing over unknown to passing, each at one place.
//! So while the site in question stands as it does, another is ahead of it from one place on, and
//! it is listed from where it may stand so up to where too many others are ahead.

use super::bound::{
    ConstraintChange, Side, bounds, given_up, moved, range, turned, with_constraints,
};
use super::order::Place;
use super::reweigh::within;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::matching::{Plan, ones};
use crate::reading::{Interval, Outcome};
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
    if top == 0 || !requirement.wants(catalog.site_at(row).kind) {
        return Ok(None);
    }
    let mut changes: Vec<ConstraintChange> = Vec::new();
    let near = near(&plan, row);
    for (at, constraint) in requirement.constraints().iter().enumerate() {
        if range(constraint.test()).is_none() {
            changes.push(given_up(at, constraint));
        }
        for (of, side, bound) in bounds(constraint.test()) {
            let Some(rivals) = Rivals::new(&plan, at, side, row, &near) else {
                continue;
            };
            let listed = rivals.ranges(top);
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

/// Where a row changes its standing as one bound gets looser: from here on it does not fail, and
/// from there on it passes. More is looser.
#[derive(Clone, Copy)]
struct Turns {
    holds: f64,
    passes: f64,
}

impl Turns {
    fn new(side: Side, tested: &Interval, rest: Outcome) -> Self {
        if tested.is_empty() || rest == Outcome::Fail {
            return Self {
                holds: f64::INFINITY,
                passes: f64::INFINITY,
            };
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

/// Another site that fails one constraint at most: whoever fails more, no one bound lets in.
struct Near {
    row: usize,
    fails: Option<usize>,
    /// Whether the score alone puts it before the site in question.
    is_first: bool,
}

fn near(plan: &Plan<'_>, row: usize) -> Vec<Near> {
    let mut all = Vec::new();
    let own = Place::of(plan, row).score;
    plan.each_stretch(
        1,
        |_| true,
        |stretch| {
            for bit in ones(stretch.present) {
                let bit = 1 << bit;
                let fails = stretch.outcomes.iter().position(|o| o.fails & bit != 0);
                let others = stretch.rows(bit).filter(|other| *other != row);
                all.extend(others.map(|row| Near {
                    row,
                    fails,
                    is_first: plan.is_before(row, &own),
                }));
            }
        },
    );
    all
}

/// The site in question and the others, over one bound.
struct Rivals {
    own: Turns,
    /// With whether the score alone puts it first.
    others: Vec<(Turns, bool)>,
}

impl Rivals {
    /// None if no change of this bound alone lets the site in question stand.
    fn new(plan: &Plan<'_>, at: usize, side: Side, row: usize, near: &[Near]) -> Option<Self> {
        let turns = |row: usize| {
            let tested = plan
                .tested(&plan.constraints[at], row)
                .unwrap_or(Interval::ANYTHING);
            let mut rest = Outcome::Pass;
            for (other, constraint) in plan.constraints.iter().enumerate() {
                if other != at {
                    rest = rest.and(plan.bounded_outcome(constraint, row));
                }
            }
            // The other bound of the same constraint stays.
            let test = plan.requirement.constraints()[at].test();
            for (_, other, bound) in bounds(test).filter(|(_, other, _)| *other != side) {
                rest = rest.and(match other {
                    Side::Low => tested.at_least(bound),
                    Side::High => tested.at_most(bound),
                });
            }
            Turns::new(side, &tested, rest)
        };
        let own = turns(row);
        if own.holds >= f64::INFINITY {
            return None;
        }
        let others = near
            .iter()
            .filter(|other| other.fails.is_none_or(|fails| fails == at));
        Some(Self {
            own,
            others: others
                .map(|other| (turns(other.row), other.is_first))
                .collect(),
        })
    }

    /// The ranges of the bound, looser to the right, in which the site is among the `top`: the
    /// first end included, the second not.
    fn ranges(&self, top: usize) -> [(f64, f64); 2] {
        let last = |mut from: Vec<f64>| {
            if from.len() < top {
                return f64::INFINITY;
            }
            *from.select_nth_unstable_by(top - 1, f64::total_cmp).1
        };
        let others = || self.others.iter();
        // While it hangs on unknown facts, those that pass are ahead whatever their score.
        let hanging =
            others().map(|(turns, first)| if *first { turns.holds } else { turns.passes });
        let hanging = last(hanging.collect()).min(self.own.passes);
        let passing = others().filter(|(_, first)| *first);
        let passing = last(passing.map(|(turns, _)| turns.passes).collect());
        [(self.own.holds, hanging), (self.own.passes, passing)]
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
