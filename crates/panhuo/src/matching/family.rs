//! What the rows of the children of a branch can reach at best, for all of them at once.
//!
//! ScoreDeficit by the columns first, in units and rounded down: most children are left out by those. Of
//! the others every bound is computed by the same operations in the same order as the score of a
//! row, each of them monotone in floating point, so no row scores more than the bound of its node.

use super::losses::ScoreDeficit;
use super::plan::{Measure, ResolvedConstraint, ResolvedPreference, Score};
use super::sieve::PruningPlan;
use super::target::DistanceTargets;
use crate::catalog::FANOUT;
use crate::interval::{Interval, Outcome};
use crate::requirement::{range_over, value_at};

/// Nodes that stand side by side: where they stand, and a bit for each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Family {
    pub(super) number: usize,
    pub(super) nodes: u16,
}

impl Family {
    pub(super) fn is_empty(self) -> bool {
        self.nodes == 0
    }

    pub(super) fn count(self) -> usize {
        self.nodes.count_ones() as usize
    }
}

impl FromIterator<u32> for Family {
    fn from_iter<T: IntoIterator<Item = u32>>(nodes: T) -> Self {
        let with = |family: Self, node: u32| Self {
            number: node as usize / FANOUT,
            nodes: family.nodes | 1 << (node as usize % FANOUT),
        };
        nodes.into_iter().fold(Self::default(), with)
    }
}

/// A node that may have rows among the best.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) node: u32,
    /// The guaranteed score that its rows reach at best.
    pub(super) bound: f64,
    /// What everything but the columns of numbers gives of it.
    pub(super) rest: f64,
}

/// Judges families for one plan and outcome.
pub(super) struct Families<'a> {
    sieve: &'a PruningPlan<'a>,
    outcome: Outcome,
    wishes: Vec<RestWish<'a>>,
    constraints: Vec<(&'a ResolvedConstraint, Option<Within>)>,
    /// What distances are measured to, each with the least to every node of a family.
    nearest: Vec<(&'a DistanceTargets, [f64; FANOUT])>,
    pub(super) judged: Vec<Judged>,
}

/// A wish for what is no column of numbers.
struct RestWish<'a> {
    preference: &'a ResolvedPreference,
    falling: Option<Falling<'a>>,
    /// What a node gets of it.
    given: f64,
}

/// A curve over a distance that never rises: only the near end counts.
struct Falling<'a> {
    nearest: usize,
    breakpoints: &'a [(f64, f64)],
    /// What a row without a place gets.
    unplaced: f64,
}

/// A distance of at most so much.
#[derive(Clone, Copy)]
struct Within {
    nearest: usize,
    most: f64,
}

impl<'a> Families<'a> {
    pub(super) fn new(sieve: &'a PruningPlan<'a>, outcome: Outcome) -> Self {
        let mut nearest: Vec<(&'a DistanceTargets, [f64; FANOUT])> = Vec::new();
        let mut measured = |targets: &'a DistanceTargets| {
            let known = nearest.iter().position(|(known, _)| *known == targets);
            known.unwrap_or_else(|| {
                nearest.push((targets, [0.0; FANOUT]));
                nearest.len() - 1
            })
        };
        let wishes = sieve.rest().map(|preference| RestWish {
            preference,
            given: 0.0,
            falling: match &preference.score {
                Score::Curve(Measure::Distance(targets), breakpoints)
                    if breakpoints.is_sorted_by(|a, b| a.1 >= b.1) =>
                {
                    Some(Falling {
                        nearest: measured(targets),
                        breakpoints,
                        unplaced: range_over(breakpoints, &Interval::ANYTHING).0,
                    })
                }
                _ => None,
            },
        });
        let wishes = wishes.collect();
        let constraints = sieve.others.iter().map(|constraint| {
            let within = match constraint {
                ResolvedConstraint::Range(Measure::Distance(targets), low, most) if *low <= 0.0 => {
                    Some(Within {
                        nearest: measured(targets),
                        most: *most,
                    })
                }
                _ => None,
            };
            (*constraint, within)
        });
        Self {
            constraints: constraints.collect(),
            wishes,
            nearest,
            judged: Vec::with_capacity(FANOUT),
            sieve,
            outcome,
        }
    }

    /// Finds the nodes of a family that have rows of the outcome or better which may reach a score.
    pub(super) fn judge(&mut self, family: Family, losses: &ScoreDeficit, score: f64) {
        let columns = self.sieve.part;
        let (lost, may_stay) = losses.of_family(columns.grades(), family.number);
        let mut lanes = family.nodes & may_stay;
        if lanes == 0 {
            return;
        }
        let places = columns.family(family.number);
        for (targets, least) in &mut self.nearest {
            *least = targets.least_by_node(places);
        }
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            lanes &= lanes - 1;
            let node = u32::try_from(family.number * FANOUT + lane).unwrap_or(u32::MAX);
            let rest = self.give(node, lane);
            let limit = losses.limit(score, rest);
            if limit.is_some_and(|limit| lost[lane] <= limit) && self.fits(node, lane) {
                let bound = self.bound(node);
                self.judged.push(Judged { node, bound, rest });
            }
        }
    }

    /// What a node gets of the wishes for what is no column of numbers.
    fn give(&mut self, node: u32, lane: usize) -> f64 {
        let columns = self.sieve.part;
        let places = columns.columns().family(node as usize / FANOUT);
        let mut rest = 0.0;
        for wish in &mut self.wishes {
            let value = match &wish.falling {
                Some(falling) => {
                    let mut value = 0.0;
                    if places.any_located >> lane & 1 == 1 {
                        value =
                            value_at(falling.breakpoints, self.nearest[falling.nearest].1[lane]);
                    }
                    if places.any_unlocated >> lane & 1 == 1 {
                        value = f64::max(value, falling.unplaced);
                    }
                    value
                }
                None => columns.node_value(wish.preference, node).0,
            };
            wish.given = wish.preference.share * value;
            rest += wish.given;
        }
        rest
    }

    /// Whether a node has rows that meet the constraints on what is no column of numbers.
    fn fits(&self, node: u32, lane: usize) -> bool {
        let columns = self.sieve.part;
        let places = columns.columns().family(node as usize / FANOUT);
        self.constraints.iter().all(|(constraint, within)| {
            let is_within = |within: &Within| {
                places.any_located >> lane & 1 == 1
                    && self.nearest[within.nearest].1[lane] <= within.most
            };
            match within {
                Some(within) if is_within(within) => true,
                Some(_) => {
                    self.outcome == Outcome::Unknown && places.any_unlocated >> lane & 1 == 1
                }
                None => columns.node_outcome(constraint, node) <= self.outcome,
            }
        })
    }

    /// The sum of what a node gets, in the order of the preferences.
    fn bound(&self, node: u32) -> f64 {
        let grades = self.sieve.part.grades();
        let mut rest = self.wishes.iter();
        self.sieve.wishes.iter().fold(0.0, |sum, wish| {
            sum + match &wish.table {
                Some(table) => table.most_in(grades.min_max(node, table.slot)),
                None => rest.next().map_or(0.0, |wish| wish.given),
            }
        })
    }
}
