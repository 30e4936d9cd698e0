//! The search for smallest loosenings: Pareto-minimal vectors, best first.

use std::cell::RefCell;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use super::bound::{Side, bounds, range, scale, turned};
use crate::error::{Error, ErrorKind, Result};
use crate::interval::Interval;
use crate::matching::{Measure, NodeView, Plan, ResolvedConstraint};
use crate::requirement::Requirement;

/// How many combinations of sites are tried before a search for several sites at once gives up.
const EFFORT: usize = 2_000_000;

/// Something that can be loosened: a bound, or a whole constraint.
pub(super) struct Axis {
    pub(super) constraint: usize,
    /// None for a whole constraint.
    pub(super) side: Option<Side>,
    /// The place in the investor's order; those that are never given up come last.
    order: u64,
    /// The bound, turned so that more is looser.
    pub(super) base: f64,
    scale: f64,
}

/// A loosening: a value on each axis, at least the axis' base.
#[derive(Clone, Debug)]
pub(super) struct Loosened {
    /// The latest place in the investor's order that is touched.
    order: u64,
    pub(super) cost: f64,
    pub(super) values: Vec<f64>,
}

impl Loosened {
    fn new(axes: &[Axis], values: Vec<f64>) -> Self {
        let (mut order, mut cost) = (0, 0.0);
        for (axis, value) in axes.iter().zip(&values) {
            if *value > axis.base {
                order = order.max(axis.order);
                cost += (value - axis.base) / axis.scale;
            }
        }
        Self {
            order,
            cost,
            values,
        }
    }

    /// Whether it loosens nothing more than the other.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let mut pairs = self.values.iter().zip(&other.values);
        pairs.all(|(a, b)| a <= b)
    }

    fn join(&self, axes: &[Axis], other: &Self) -> Self {
        let pairs = self.values.iter().zip(&other.values);
        Self::new(axes, pairs.map(|(a, b)| a.max(*b)).collect())
    }
}

/// The order of the answer; what is within another comes before it.
impl Ord for Loosened {
    fn cmp(&self, other: &Self) -> Ordering {
        let values = self.values.iter().zip(&other.values);
        let by_values = values.map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
        self.order
            .cmp(&other.order)
            .then(self.cost.total_cmp(&other.cost))
            .then(by_values.unwrap_or(Ordering::Equal))
    }
}
impl PartialOrd for Loosened {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Loosened {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Loosened {}

pub(super) fn axes(requirement: &Requirement, firm_too: bool) -> Vec<Axis> {
    let constraints = requirement.constraints().iter().enumerate();
    let movable = constraints.filter(|(_, c)| firm_too || c.relax().is_some());
    movable
        .flat_map(|(constraint, required)| {
            let order = required.relax().map_or(u64::MAX, u64::from);
            let whole = Axis {
                constraint,
                side: None,
                order,
                base: 0.0,
                scale: 1.0,
            };
            let of_bounds = bounds(required.predicate()).map(move |(of, side, bound)| Axis {
                constraint,
                side: Some(side),
                order,
                base: turned(side, bound),
                scale: scale(of, bound),
            });
            let is_number = range(required.predicate()).is_some();
            of_bounds.chain((!is_number).then_some(whole))
        })
        .collect()
}

/// Visits the rows that fail, and nothing that no axis cures, with what they fail; but for nodes all
/// of whose rows need at least so much.
fn each_failing(
    plan: &Plan<'_>,
    axes: &[Axis],
    is_too_much: impl Fn(&Loosened) -> bool,
    mut visit: impl FnMut(usize, &[usize]),
) {
    let has_axis = |at: usize| axes.iter().any(|axis| axis.constraint == at);
    let skips = |node: &NodeView<'_>| {
        let least = need(plan, axes, node.failed, false, &|measure| {
            node.hull(measure)
        });
        least.is_none_or(|least| is_too_much(&least))
    };
    plan.scan_with_skip(usize::MAX, has_axis, &skips, |stretch| {
        stretch.each_failing(&mut visit);
    });
}

/// The least loosening that opens a row that fails these and measures this, none if nothing opens it;
/// one that lies within it if the measures are intervals that hold those of the row.
fn need(
    plan: &Plan<'_>,
    axes: &[Axis],
    failed: &[usize],
    is_exact: bool,
    interval: &dyn Fn(&Measure) -> Interval,
) -> Option<Loosened> {
    let mut values: Vec<f64> = axes.iter().map(|axis| axis.base).collect();
    for at in failed {
        let mut cured = !is_exact;
        let own = axes.iter().zip(&mut values);
        for (axis, value) in own.filter(|(axis, _)| axis.constraint == *at) {
            let (Some(side), ResolvedConstraint::Range(measure, ..)) =
                (axis.side, &plan.constraints[*at])
            else {
                *value = 1.0;
                cured = true;
                continue;
            };
            let tested = interval(measure);
            if tested.is_empty() {
                return None;
            }
            let reached = match side {
                Side::Low => tested.high(),
                Side::High => tested.low(),
            };
            if turned(side, reached) > *value {
                *value = turned(side, reached);
                cured = true;
            }
        }
        if !cured {
            return None;
        }
    }
    Some(Loosened::new(axes, values))
}

/// What rows need to be opened, sorted, but for needs that `opening` others lie within: they are in
/// no smallest loosening.
pub(super) fn needs(plan: &Plan<'_>, axes: &[Axis], opening: usize) -> Vec<Loosened> {
    let kept: RefCell<Vec<Loosened>> = RefCell::default();
    let is_beyond = |need: &Loosened| {
        let mut kept = kept.borrow_mut();
        let mut within = 0;
        for at in 0..kept.len() {
            if kept[at].is_within(need) {
                // What lies within one is likely to lie within the next.
                kept.swap(within, at);
                within += 1;
                if within == opening {
                    return true;
                }
            }
        }
        false
    };
    let mut most = 64;
    each_failing(plan, axes, is_beyond, |row, failed| {
        let bounded = |measure: &Measure| plan.interval_bounds(measure, row);
        let interval = |measure: &Measure| plan.interval(measure, row);
        let least = need(plan, axes, failed, false, &bounded);
        if least.is_none_or(|least| is_beyond(&least)) {
            return;
        }
        let exact = need(plan, axes, failed, true, &interval);
        let Some(exact) = exact.filter(|exact| !is_beyond(exact)) else {
            return;
        };
        let mut kept = kept.borrow_mut();
        kept.push(exact);
        if kept.len() > most {
            kept.sort_unstable();
            *kept = steps(&kept, opening).into_iter().cloned().collect();
            most = 2 * kept.len() + 64;
        }
    });
    let mut kept = kept.into_inner();
    kept.sort_unstable();
    kept
}

/// By loosening: the rows that it opens.
pub(super) fn opened(plan: &Plan<'_>, axes: &[Axis], ways: &[Loosened]) -> Vec<Vec<usize>> {
    let mut opened = vec![Vec::new(); ways.len()];
    if ways.is_empty() {
        return opened;
    }
    let opens_none = |need: &Loosened| !ways.iter().any(|way| need.is_within(way));
    each_failing(plan, axes, opens_none, |row, failed| {
        let bounded = |measure: &Measure| plan.interval_bounds(measure, row);
        let interval = |measure: &Measure| plan.interval(measure, row);
        let least = need(plan, axes, failed, false, &bounded);
        if least.is_none_or(|least| opens_none(&least)) {
            return;
        }
        if let Some(exact) = need(plan, axes, failed, true, &interval) {
            for (rows, way) in opened.iter_mut().zip(ways) {
                if exact.is_within(way) {
                    rows.push(row);
                }
            }
        }
    });
    opened
}

/// Of sorted needs, those that fewer than `opening` others lie within.
fn steps(needs: &[Loosened], opening: usize) -> Vec<&Loosened> {
    let mut steps: Vec<&Loosened> = Vec::new();
    for need in needs {
        if !holds(need, &steps, opening) {
            steps.push(need);
        }
    }
    steps
}

/// Whether so many lie within a loosening.
fn holds(way: &Loosened, steps: &[&Loosened], opening: usize) -> bool {
    let held = steps.iter().filter(|step| step.is_within(way));
    held.take(opening).count() == opening
}

/// Those that hold no other, at most `limit`; `sorted` in the order of the answer.
fn minimal<'a>(sorted: impl IntoIterator<Item = &'a Loosened>, limit: usize) -> Vec<&'a Loosened> {
    let mut kept: Vec<&Loosened> = Vec::new();
    for each in sorted {
        if kept.len() >= limit {
            break;
        }
        if !kept.iter().any(|other| other.is_within(each)) {
            kept.push(each);
        }
    }
    kept
}

/// The smallest loosenings that open enough rows, in order. `needs` are sorted.
///
/// Best first: a loosening is taken up before all that hold it, so whatever opens enough and holds
/// no earlier answer is smallest. A step adds one need, and only such that no other step lies
/// within: whatever holds the one holds the other. Needs that `opening` others lie within are no
/// steps: those others come before.
pub(super) fn smallest(
    axes: &[Axis],
    needs: &[Loosened],
    opening: usize,
    limit: usize,
) -> Result<Vec<Loosened>> {
    if opening <= 1 {
        let found = minimal(needs, limit);
        return Ok(found.into_iter().cloned().collect());
    }
    let steps = steps(needs, opening);
    let first = minimal(steps.iter().copied(), usize::MAX);
    let mut open: BinaryHeap<_> = first.into_iter().cloned().map(Reverse).collect();
    let mut seen: BTreeSet<Loosened> = BTreeSet::new();
    let mut found: Vec<Loosened> = Vec::new();
    let mut effort = 0;
    while found.len() < limit
        && let Some(Reverse(next)) = open.pop()
    {
        if found.iter().any(|answer| answer.is_within(&next)) {
            continue;
        }
        if holds(&next, &steps, opening) {
            found.push(next);
            continue;
        }
        let farther = steps.iter().filter(|step| !step.is_within(&next));
        let mut joined: Vec<_> = farther.map(|step| next.join(axes, step)).collect();
        effort += joined.len();
        if effort > EFFORT {
            break;
        }
        joined.sort_unstable();
        for way in minimal(&joined, usize::MAX) {
            if seen.insert(way.clone()) {
                open.push(Reverse(way.clone()));
            }
        }
    }
    if found.is_empty() && effort > EFFORT {
        let what = format!(
            "no loosening that opens {opening} sites was found in {EFFORT} trials: ask for fewer"
        );
        return Err(Error::untranslated(ErrorKind::InvalidArgument, what));
    }
    Ok(found)
}
