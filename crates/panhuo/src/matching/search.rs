//! Best first: nodes are opened in the order of what their rows can reach, until no bound can beat
//! the worst of the best so far.
//!
//! Rows that pass come before rows that hang on unknown facts, so those are looked for only if
//! fewer pass than are wanted.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::plan::{BoundConstraint, Measure, Plan, Score};
use crate::catalog::{Column, Node};
use crate::reading::{Interval, Outcome};
use crate::requirement::value_over;

/// A place in the order of one standing: greater is worse. `at` is a position in the order of ids.
#[derive(Clone, Copy, Debug)]
struct Place {
    guaranteed: f64,
    potential: f64,
    at: usize,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .guaranteed
            .total_cmp(&self.guaranteed)
            .then(other.potential.total_cmp(&self.potential))
            .then(self.at.cmp(&other.at))
    }
}
impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Place {}

/// How much work a search did.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SearchStatistics {
    /// Nodes of the tree whose bounds were computed.
    pub nodes: usize,
    /// Blocks whose rows were tested.
    pub blocks: usize,
    /// Rows that were tested.
    pub rows: usize,
    /// Rows whose exact score was computed.
    pub scored: usize,
}

/// The best so far of one standing.
struct Best {
    wanted: usize,
    /// The worst on top.
    rows: BinaryHeap<(Place, usize)>,
}

impl Best {
    /// Whether a place would be among the best.
    fn takes(&self, place: &Place) -> bool {
        match self.rows.peek() {
            Some((worst, _)) if self.rows.len() >= self.wanted => place < worst,
            _ => self.wanted > 0,
        }
    }

    fn offer(&mut self, place: Place, row: usize) {
        if self.takes(&place) {
            self.rows.push((place, row));
            if self.rows.len() > self.wanted {
                self.rows.pop();
            }
        }
    }
}

/// The best `top` rows in the order of the shortlist, and the work that it took.
pub(super) fn best_rows(plan: &Plan<'_>, top: usize) -> (Vec<usize>, SearchStatistics) {
    let mut statistics = SearchStatistics::default();
    let mut rows = of_standing(plan, Outcome::Pass, top, &mut statistics);
    if rows.len() < top {
        let missing = top - rows.len();
        rows.extend(of_standing(
            plan,
            Outcome::Unknown,
            missing,
            &mut statistics,
        ));
    }
    (rows, statistics)
}

fn of_standing(
    plan: &Plan<'_>,
    standing: Outcome,
    wanted: usize,
    statistics: &mut SearchStatistics,
) -> Vec<usize> {
    let columns = plan.catalog.columns();
    let mut best = Best {
        wanted,
        rows: BinaryHeap::new(),
    };
    let mut open: BinaryHeap<Reverse<(Place, u32)>> = BinaryHeap::new();
    let mut consider = |node: u32, best: &Best, open: &mut BinaryHeap<_>| {
        statistics.nodes += 1;
        let Some((guaranteed, potential)) = plan.node_bound(node, standing) else {
            return;
        };
        let place = Place {
            guaranteed,
            potential,
            at: columns.others(node).first as usize,
        };
        if best.takes(&place) {
            open.push(Reverse((place, node)));
        }
    };
    for top in plan.wanted_tops() {
        consider(top, &best, &mut open);
    }
    let mut tester = Tester::default();
    while let Some(Reverse((place, number))) = open.pop() {
        if !best.takes(&place) {
            break;
        }
        let node = columns.node(number);
        if let Some((left, right)) = node.halves {
            consider(left, &best, &mut open);
            consider(right, &best, &mut open);
        } else {
            tester.test(plan, node, standing, &mut best);
        }
    }
    statistics.blocks += tester.statistics.blocks;
    statistics.rows += tester.statistics.rows;
    statistics.scored += tester.statistics.scored;
    let ranked = best.rows.into_sorted_vec();
    ranked.into_iter().map(|(_, row)| row).collect()
}

/// The testing of blocks, with the memory that it uses again.
#[derive(Default)]
struct Tester {
    passing: Vec<bool>,
    statistics: SearchStatistics,
}

impl Tester {
    fn test(&mut self, plan: &Plan<'_>, node: &Node, standing: Outcome, best: &mut Best) {
        let rows = node.start as usize..node.end as usize;
        self.statistics.blocks += 1;
        self.statistics.rows += rows.len();
        if standing == Outcome::Pass {
            self.mark_passing(plan, node);
        }
        for row in rows.clone() {
            let stands = match standing {
                Outcome::Pass => self.passing[row - rows.start] && passes_rest(plan, row),
                _ => hangs(plan, row),
            };
            if !stands {
                continue;
            }
            let at = plan.catalog.columns().site(row);
            let (guaranteed, potential) = upper_bound(plan, row);
            let bound = Place {
                guaranteed,
                potential,
                at,
            };
            if !best.takes(&bound) {
                continue;
            }
            self.statistics.scored += 1;
            let (guaranteed, potential) = plan.score(row);
            let place = Place {
                guaranteed,
                potential,
                at,
            };
            best.offer(place, row);
        }
    }

    /// Tests the columns of numbers and categories, each in one loop over the block.
    fn mark_passing(&mut self, plan: &Plan<'_>, node: &Node) {
        let rows = node.start as usize..node.end as usize;
        let columns = plan.catalog.columns();
        self.passing.clear();
        self.passing.resize(rows.len(), true);
        for constraint in &plan.constraints {
            match constraint {
                BoundConstraint::Range(Measure::Attribute(attribute), low, high) => {
                    let Column::Numbers(numbers) = columns.column(*attribute) else {
                        self.passing.fill(false);
                        return;
                    };
                    let values = &numbers.values[rows.clone()];
                    // A value that is not exact is NaN and compares false.
                    for (passing, value) in self.passing.iter_mut().zip(values) {
                        *passing &= (*low..=*high).contains(value);
                    }
                    let aside = numbers.intervals.range(node.start..node.end);
                    for (row, interval) in aside {
                        let others = || {
                            let is_other = |c: &&BoundConstraint| !std::ptr::eq(*c, constraint);
                            plan.constraints.iter().filter(is_other)
                        };
                        self.passing[*row as usize - rows.start] = interval.between(*low, *high)
                            == Outcome::Pass
                            && others().all(|c| plan.outcome(c, *row as usize) == Outcome::Pass);
                    }
                }
                BoundConstraint::OneOf(attribute, wanted) => {
                    if let Column::Categories { choices, .. } = columns.column(*attribute) {
                        let choices = &choices[rows.clone()];
                        for (passing, choices) in self.passing.iter_mut().zip(choices) {
                            *passing &= choices.one_of(*wanted) == Outcome::Pass;
                        }
                    } else {
                        for (passing, row) in self.passing.iter_mut().zip(rows.clone()) {
                            *passing &= plan.outcome(constraint, row) == Outcome::Pass;
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a row passes the constraints that are not columns.
fn passes_rest(plan: &Plan<'_>, row: usize) -> bool {
    plan.constraints.iter().all(|constraint| match constraint {
        BoundConstraint::Range(Measure::Attribute(_), ..) | BoundConstraint::OneOf(..) => true,
        _ => outcome(plan, constraint, row) == Outcome::Pass,
    })
}

/// Whether a row fails nothing but does not pass either.
fn hangs(plan: &Plan<'_>, row: usize) -> bool {
    let mut worst = Outcome::Pass;
    for constraint in &plan.constraints {
        worst = worst.and(outcome(plan, constraint, row));
        if worst == Outcome::Fail {
            return false;
        }
    }
    worst == Outcome::Unknown
}

/// The outcome of a constraint; distances are bounded first and computed only if that is not enough.
fn outcome(plan: &Plan<'_>, constraint: &BoundConstraint, row: usize) -> Outcome {
    if let BoundConstraint::Range(Measure::Distance(targets), low, high) = constraint {
        let columns = plan.catalog.columns();
        let place = columns.space(row);
        if place[0].is_nan() {
            return Outcome::Unknown;
        }
        if !columns.has_footprint(row) {
            let (least, most) = targets.bounds_at(place);
            let bounds = Interval::new(least, most).unwrap_or(Interval::ANYTHING);
            let outcome = bounds.between(*low, *high);
            if outcome != Outcome::Unknown {
                return outcome;
            }
        }
    }
    plan.outcome(constraint, row)
}

/// The score, but with distances at their best.
fn upper_bound(plan: &Plan<'_>, row: usize) -> (f64, f64) {
    let columns = plan.catalog.columns();
    plan.preferences.iter().fold((0.0, 0.0), |(low, high), p| {
        let (least, most) = match &p.score {
            Score::Curve(Measure::Distance(targets), knots) => {
                let place = columns.space(row);
                if place[0].is_nan() {
                    value_over(knots, &Interval::ANYTHING)
                } else if columns.has_footprint(row) {
                    let most = value_over(knots, &Interval::ANYTHING).1;
                    (most, most)
                } else {
                    let (least, most) = targets.bounds_at(place);
                    let bounds = Interval::new(least, most).unwrap_or(Interval::ANYTHING);
                    let most = value_over(knots, &bounds).1;
                    (most, most)
                }
            }
            _ => plan.value(p, row),
        };
        (low + p.share * least, high + p.share * most)
    })
}
