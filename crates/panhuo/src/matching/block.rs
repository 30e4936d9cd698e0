//! The testing of one block: columns first, each in one loop; then, for the rows that are left, wish
//! by wish, until the best that the rest could add is not enough; exact scores at the very end.

use super::plan::{BoundConstraint, BoundPreference, Measure, Plan, Score};
use super::search::{Best, Place, SearchStatistics};
use crate::catalog::{Column, Node};
use crate::reading::{Interval, Outcome};
use crate::requirement::{most_over, value_at, value_over};

/// More than the sums of a score can differ by when their terms are added in another order.
const REORDERING: f64 = 1e-12;

/// Tests blocks for one plan, with memory that it uses again.
pub(super) struct Tester<'a> {
    plan: &'a Plan<'a>,
    /// The preferences, the heaviest first.
    heaviest: Vec<&'a BoundPreference>,
    passing: Vec<bool>,
    /// Rows that may still be among the best, with the sum of the wishes looked at.
    left: Vec<(usize, f64)>,
    /// What each of the heaviest wishes adds at most.
    most: Vec<f64>,
    pub(super) statistics: SearchStatistics,
}

impl<'a> Tester<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let mut heaviest: Vec<_> = plan.preferences.iter().collect();
        heaviest.sort_by(|a, b| b.share.total_cmp(&a.share));
        Self {
            plan,
            heaviest,
            passing: Vec::new(),
            left: Vec::new(),
            most: Vec::new(),
            statistics: SearchStatistics::default(),
        }
    }

    /// Offers the rows of a block that have this standing.
    pub(super) fn test(&mut self, number: u32, standing: Outcome, best: &mut Best) {
        let plan = self.plan;
        let node = plan.catalog.columns().node(number);
        let rows = node.start as usize..node.end as usize;
        self.statistics.blocks += 1;
        self.statistics.rows += rows.len();
        self.left.clear();
        if standing == Outcome::Pass {
            self.mark_passing(node);
            let passing = rows.zip(&self.passing).filter(|(_, passing)| **passing);
            self.left.extend(passing.map(|(row, _)| (row, 0.0)));
        } else {
            let hanging = rows.filter(|row| hangs(plan, *row));
            self.left.extend(hanging.map(|row| (row, 0.0)));
        }
        self.drop_hopeless(number, best.threshold());
        for (row, _) in &self.left {
            let row = *row;
            if standing == Outcome::Pass && !passes_rest(plan, row) {
                continue;
            }
            self.statistics.scored += 1;
            let (guaranteed, potential) = plan.score(row);
            let at = plan.catalog.columns().site(row);
            let place = Place {
                guaranteed,
                potential,
                at,
            };
            best.offer(place, row);
        }
    }

    /// Drops the rows that cannot reach the threshold, the heaviest wish first.
    fn drop_hopeless(&mut self, number: u32, threshold: f64) {
        if self.left.is_empty() || threshold == f64::NEG_INFINITY {
            return;
        }
        let plan = self.plan;
        // What each wish adds at most, for any row of the block.
        let most = |wish: &&BoundPreference| wish.share * plan.node_value(wish, number).0;
        self.most.clear();
        self.most.extend(self.heaviest.iter().map(most));
        let mut rest: f64 = self.most.iter().sum();
        for (wish, most) in self.heaviest.iter().zip(&self.most) {
            rest -= most;
            let needed = threshold - rest - REORDERING;
            let add = |row: usize| wish.share * at_best(plan, wish, row);
            self.left.retain_mut(|(row, sum)| {
                *sum += add(*row);
                *sum >= needed
            });
            if self.left.is_empty() {
                return;
            }
        }
    }

    /// Tests the columns of numbers and categories, each in one loop over the block.
    fn mark_passing(&mut self, node: &Node) {
        let plan = self.plan;
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

/// The value that a row is guaranteed of a preference, or more: distances are only bounded.
fn at_best(plan: &Plan<'_>, preference: &BoundPreference, row: usize) -> f64 {
    let columns = plan.catalog.columns();
    match &preference.score {
        Score::Curve(Measure::Attribute(attribute), knots) => {
            if let Column::Numbers(numbers) = columns.column(*attribute) {
                let value = numbers.values[row];
                if !value.is_nan() {
                    return value_at(knots, value);
                }
            }
            plan.value(preference, row).0
        }
        Score::Curve(Measure::Distance(targets), knots) => {
            let place = columns.space(row);
            if place[0].is_nan() {
                return value_over(knots, &Interval::ANYTHING).0;
            }
            let bounds = if columns.has_footprint(row) {
                None
            } else {
                let (least, most) = targets.bounds_at(place);
                Interval::new(least, most)
            };
            most_over(knots, &bounds.unwrap_or(Interval::ANYTHING))
        }
        Score::Table(..) => plan.value(preference, row).0,
    }
}
