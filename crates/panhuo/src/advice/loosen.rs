//! The search for smallest loosenings: Pareto-minimal vectors, best first.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use super::bound::{Side, bounds, range, scale, turned};
use crate::error::{Error, ErrorKind, Result};
use crate::matching::Plan;
use crate::reading::Outcome;
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
            let of_bounds = bounds(required.test()).map(move |(of, side, bound)| Axis {
                constraint,
                side: Some(side),
                order,
                base: turned(side, bound),
                scale: scale(of, bound),
            });
            let is_number = range(required.test()).is_some();
            of_bounds.chain((!is_number).then_some(whole))
        })
        .collect()
}

/// The least loosening that opens a row; none if it does not fail, or if nothing opens it.
pub(super) fn need(plan: &Plan<'_>, axes: &[Axis], row: usize) -> Option<Loosened> {
    let mut values: Vec<f64> = axes.iter().map(|axis| axis.base).collect();
    let mut has_failed = false;
    for (at, bound) in plan.constraints.iter().enumerate() {
        if plan.outcome(bound, row) != Outcome::Fail {
            continue;
        }
        has_failed = true;
        let mut cured = false;
        let own = axes.iter().zip(&mut values);
        for (axis, value) in own.filter(|(axis, _)| axis.constraint == at) {
            let Some(side) = axis.side else {
                *value = 1.0;
                cured = true;
                continue;
            };
            let tested = plan.tested(bound, row).filter(|i| !i.is_empty())?;
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
    has_failed.then(|| Loosened::new(axes, values))
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
    needs: &[(Loosened, usize)],
    opening: usize,
    limit: usize,
) -> Result<Vec<Loosened>> {
    let all = || needs.iter().map(|(need, _)| need);
    if opening <= 1 {
        let found = minimal(all(), limit);
        return Ok(found.into_iter().cloned().collect());
    }
    let holds = |way: &Loosened, steps: &[&Loosened]| {
        let held = steps.iter().filter(|step| step.is_within(way));
        held.take(opening).count() == opening
    };
    let mut steps: Vec<&Loosened> = Vec::new();
    for need in all() {
        if !holds(need, &steps) {
            steps.push(need);
        }
    }
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
        if holds(&next, &steps) {
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
        return Err(Error::new(ErrorKind::InvalidArgument, what));
    }
    Ok(found)
}
