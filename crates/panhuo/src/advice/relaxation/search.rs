//! The search for Pareto-minimal relaxations, best first.
//!
//! A relaxation is a vector with one value for every bound or constraint that may be relaxed. Each
//! failing row has a least vector that admits it, its required slack. The relaxations that admit
//! `k` rows are the componentwise maxima of `k` such slacks; the search finds the minimal ones.

use std::cell::RefCell;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use super::super::constraint_change::{Side, cost_scale, finite_bounds};
use crate::catalog::CatalogRow;
use crate::error::{Error, ErrorCode, Result};
use crate::interval::Interval;
use crate::matching::{Measure, NodeView, Plan, ResolvedConstraint};
use crate::requirement::Requirement;

/// How many combinations of slacks a search for several rows at once tries before it gives up.
const MAX_TRIALS: usize = 2_000_000;

/// One thing that may be relaxed: a numeric bound, or a constraint that can only be dropped.
pub(super) struct Axis {
    pub(super) constraint: usize,
    /// None for a constraint that can only be dropped.
    pub(super) side: Option<Side>,
    /// The investor's order of relaxing; the maximum for constraints that are never relaxed.
    order: u64,
    /// The bound as it is, oriented so that more is looser.
    pub(super) base: f64,
    cost_scale: f64,
}

/// A relaxation: a value on each axis, at least the base of the axis.
#[derive(Clone, Debug)]
pub(super) struct Slack {
    /// The latest of the investor's order that is relaxed.
    order: u64,
    pub(super) cost: f64,
    pub(super) values: Vec<f64>,
}

impl Slack {
    fn new(axes: &[Axis], values: Vec<f64>) -> Self {
        let (mut order, mut cost) = (0, 0.0);
        for (axis, value) in axes.iter().zip(&values) {
            if *value > axis.base {
                order = order.max(axis.order);
                cost += (value - axis.base) / axis.cost_scale;
            }
        }
        Self {
            order,
            cost,
            values,
        }
    }

    /// Whether it is at most the other on every axis.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let mut pairs = self.values.iter().zip(&other.values);
        pairs.all(|(a, b)| a <= b)
    }

    /// The least slack that is at least both.
    fn join(&self, axes: &[Axis], other: &Self) -> Self {
        let pairs = self.values.iter().zip(&other.values);
        Self::new(axes, pairs.map(|(a, b)| a.max(*b)).collect())
    }
}

/// The order of the answers. A slack comes before every other that it is within.
impl Ord for Slack {
    fn cmp(&self, other: &Self) -> Ordering {
        let values = self.values.iter().zip(&other.values);
        let by_values = values.map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
        self.order
            .cmp(&other.order)
            .then(self.cost.total_cmp(&other.cost))
            .then(by_values.unwrap_or(Ordering::Equal))
    }
}
impl PartialOrd for Slack {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Slack {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Slack {}

/// Everything that may be relaxed; with `include_firm` also constraints that the investor did not
/// offer to relax.
pub(super) fn axes(requirement: &Requirement, include_firm: bool) -> Vec<Axis> {
    let constraints = requirement.constraints().iter().enumerate();
    let movable = constraints.filter(|(_, c)| include_firm || c.relax().is_some());
    movable
        .flat_map(|(constraint, required)| {
            let order = required.relax().map_or(u64::MAX, u64::from);
            let whole = Axis {
                constraint,
                side: None,
                order,
                base: 0.0,
                cost_scale: 1.0,
            };
            let bounds = finite_bounds(required.predicate());
            let bounds = bounds.map(move |(criterion, side, bound)| Axis {
                constraint,
                side: Some(side),
                order,
                base: side.orient(bound),
                cost_scale: cost_scale(criterion, bound),
            });
            let is_number = required.predicate().numeric_range().is_some();
            bounds.chain((!is_number).then_some(whole))
        })
        .collect()
}

/// Visits the failing rows that some relaxation may admit, with the constraints that they fail.
/// Nodes are skipped if even the least slack of their rows is excessive.
fn each_failing(
    plan: &Plan<'_>,
    axes: &[Axis],
    is_excessive: impl Fn(&Slack) -> bool,
    mut visit: impl FnMut(CatalogRow, &[usize]),
) {
    let has_axis = |at: usize| axes.iter().any(|axis| axis.constraint == at);
    let skips = |node: &NodeView<'_>| {
        let interval = |measure: &Measure| node.interval(measure);
        let least = required_slack(plan, axes, node.failed, false, &interval);
        least.is_none_or(|least| is_excessive(&least))
    };
    plan.scan_with_skip(usize::MAX, has_axis, &skips, |batch| {
        batch.each_failing(&mut visit);
    });
}

/// The least slack that admits a row that fails these constraints and has these intervals; none if
/// no relaxation admits it. If the intervals only enclose those of the row, the slack is a lower
/// bound of the row's own (`is_exact` is false).
fn required_slack(
    plan: &Plan<'_>,
    axes: &[Axis],
    failed: &[usize],
    is_exact: bool,
    interval: &dyn Fn(&Measure) -> Interval,
) -> Option<Slack> {
    let mut values: Vec<f64> = axes.iter().map(|axis| axis.base).collect();
    for at in failed {
        let mut is_relaxed = !is_exact;
        let own = axes.iter().zip(&mut values);
        for (axis, value) in own.filter(|(axis, _)| axis.constraint == *at) {
            let (Some(side), ResolvedConstraint::Range(measure, ..)) =
                (axis.side, &plan.constraints[*at])
            else {
                *value = 1.0;
                is_relaxed = true;
                continue;
            };
            let observed = interval(measure);
            if observed.is_empty() {
                return None;
            }
            let reached = match side {
                Side::Low => observed.high(),
                Side::High => observed.low(),
            };
            if side.orient(reached) > *value {
                *value = side.orient(reached);
                is_relaxed = true;
            }
        }
        if !is_relaxed {
            return None;
        }
    }
    Some(Slack::new(axes, values))
}

/// The exact slack that a row requires, by way of one that costs no geodesic; none if no relaxation
/// admits the row, or if the slack is excessive.
fn row_slack(
    plan: &Plan<'_>,
    axes: &[Axis],
    row: CatalogRow,
    failed: &[usize],
    is_excessive: impl Fn(&Slack) -> bool,
) -> Option<Slack> {
    let bounded = |measure: &Measure| plan.interval_bounds(measure, row);
    let interval = |measure: &Measure| plan.interval(measure, row);
    let least = required_slack(plan, axes, failed, false, &bounded)?;
    if is_excessive(&least) {
        return None;
    }
    required_slack(plan, axes, failed, true, &interval).filter(|exact| !is_excessive(exact))
}

/// The slacks that the failing rows require, sorted. A slack is left out if at least `admitting`
/// others are within it: then it is part of no minimal relaxation.
pub(super) fn required_slacks(plan: &Plan<'_>, axes: &[Axis], admitting: usize) -> Vec<Slack> {
    let kept: RefCell<Vec<Slack>> = RefCell::default();
    let is_dominated = |slack: &Slack| {
        let mut kept = kept.borrow_mut();
        let mut within = 0;
        for at in 0..kept.len() {
            if kept[at].is_within(slack) {
                // A slack within one is likely to be within the next: it moves to the front.
                kept.swap(within, at);
                within += 1;
                if within == admitting {
                    return true;
                }
            }
        }
        false
    };
    let mut most = 64;
    each_failing(plan, axes, is_dominated, |row, failed| {
        let Some(slack) = row_slack(plan, axes, row, failed, is_dominated) else {
            return;
        };
        let mut kept = kept.borrow_mut();
        kept.push(slack);
        if kept.len() > most {
            kept.sort_unstable();
            *kept = undominated(&kept, admitting).into_iter().cloned().collect();
            most = 2 * kept.len() + 64;
        }
    });
    let mut kept = kept.into_inner();
    kept.sort_unstable();
    kept
}

/// For each relaxation, the rows that it admits.
pub(super) fn admitted_rows(
    plan: &Plan<'_>,
    axes: &[Axis],
    relaxations: &[Slack],
) -> Vec<Vec<CatalogRow>> {
    let mut admitted = vec![Vec::new(); relaxations.len()];
    if relaxations.is_empty() {
        return admitted;
    }
    let exceeds_all = |slack: &Slack| !relaxations.iter().any(|each| slack.is_within(each));
    each_failing(plan, axes, exceeds_all, |row, failed| {
        if let Some(slack) = row_slack(plan, axes, row, failed, exceeds_all) {
            for (rows, relaxation) in admitted.iter_mut().zip(relaxations) {
                if slack.is_within(relaxation) {
                    rows.push(row);
                }
            }
        }
    });
    admitted
}

/// Of sorted slacks, those with fewer than `admitting` others within them.
fn undominated(slacks: &[Slack], admitting: usize) -> Vec<&Slack> {
    let mut kept: Vec<&Slack> = Vec::new();
    for slack in slacks {
        if !admits(slack, &kept, admitting) {
            kept.push(slack);
        }
    }
    kept
}

/// Whether at least `count` of the slacks are within a relaxation.
fn admits(relaxation: &Slack, slacks: &[&Slack], count: usize) -> bool {
    let within = slacks.iter().filter(|slack| slack.is_within(relaxation));
    within.take(count).count() == count
}

/// The minimal elements, at most `limit`; `sorted` is in the order of the answers.
fn minimal<'a>(sorted: impl IntoIterator<Item = &'a Slack>, limit: usize) -> Vec<&'a Slack> {
    let mut kept: Vec<&Slack> = Vec::new();
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

/// The minimal relaxations that admit at least `admitting` rows, in order, at most `limit`. `slacks`
/// are sorted.
///
/// Best-first search: a relaxation is expanded by one slack at a time, and taken from the queue
/// before all that it is within. So one that admits enough rows is minimal unless an earlier answer
/// is within it. An expansion that dominates another expansion is skipped: it is reached from the
/// smaller one. So are slacks that at least `admitting` others are within.
pub(super) fn minimal_relaxations(
    axes: &[Axis],
    slacks: &[Slack],
    admitting: usize,
    limit: usize,
) -> Result<Vec<Slack>> {
    if admitting <= 1 {
        let minimal = minimal(slacks, limit);
        return Ok(minimal.into_iter().cloned().collect());
    }
    let slacks = undominated(slacks, admitting);
    let first = minimal(slacks.iter().copied(), usize::MAX);
    let mut queue: BinaryHeap<_> = first.into_iter().cloned().map(Reverse).collect();
    let mut seen: BTreeSet<Slack> = BTreeSet::new();
    let mut answers: Vec<Slack> = Vec::new();
    let mut trials = 0;
    while answers.len() < limit
        && let Some(Reverse(next)) = queue.pop()
    {
        if answers.iter().any(|answer| answer.is_within(&next)) {
            continue;
        }
        if admits(&next, &slacks, admitting) {
            answers.push(next);
            continue;
        }
        let beyond = slacks.iter().filter(|slack| !slack.is_within(&next));
        let mut joined: Vec<_> = beyond.map(|slack| next.join(axes, slack)).collect();
        trials += joined.len();
        if trials > MAX_TRIALS {
            break;
        }
        joined.sort_unstable();
        for expanded in minimal(&joined, usize::MAX) {
            if seen.insert(expanded.clone()) {
                queue.push(Reverse(expanded.clone()));
            }
        }
    }
    if answers.is_empty() && trials > MAX_TRIALS {
        return Err(Error::new(ErrorCode::RELAXATION_NOT_FOUND)
            .with_given(admitting)
            .with_expected(MAX_TRIALS));
    }
    Ok(answers)
}
