//! Pruning of the children of a branch, all at once.
//!
//! Score deficits by the columns of numbers come first, quantized and rounded down: they prune most
//! children. Only the others get a bound of their score.

use std::vec::Drain;

use super::score_deficit::ScoreDeficit;
use crate::catalog::{FANOUT, NodeId, SiblingBoxes, SiblingsId};
use crate::interval::{Interval, Outcome};
use crate::matching::distance::DistanceTargets;
use crate::matching::plan::{Measure, ResolvedConstraint, ResolvedFunction, ResolvedPreference};
use crate::matching::pruning_plan::PruningPlan;
use crate::requirement::{range_over, value_at};

/// Some nodes with one parent: a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SiblingSet {
    siblings: SiblingsId,
    lanes: u16,
}

impl SiblingSet {
    pub(super) fn is_empty(self) -> bool {
        self.lanes == 0
    }

    pub(super) fn len(self) -> usize {
        self.lanes.count_ones() as usize
    }
}

impl FromIterator<NodeId> for SiblingSet {
    fn from_iter<T: IntoIterator<Item = NodeId>>(nodes: T) -> Self {
        nodes.into_iter().fold(Self::default(), |set, node| Self {
            siblings: node.siblings(),
            lanes: set.lanes | 1 << node.lane(),
        })
    }
}

/// A node that may have rows among the best.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeBound {
    pub(super) node: NodeId,
    /// No row below it has a greater guaranteed score.
    pub(super) bound: f64,
    /// How much of the bound does not come from columns of numbers.
    pub(super) uncoded: f64,
}

/// Prunes siblings for one plan and outcome.
pub(super) struct SiblingPruner<'a> {
    pruning: &'a PruningPlan<'a>,
    outcome: Outcome,
    preferences: Vec<UncodedPreference<'a>>,
    constraints: Vec<(&'a ResolvedConstraint, Option<DistanceLimit>)>,
    /// With the least distance of each of the present siblings.
    distances: Vec<(&'a DistanceTargets, [f64; FANOUT])>,
    kept: Vec<NodeBound>,
}

/// A preference that is no curve over a column of numbers.
struct UncodedPreference<'a> {
    preference: &'a ResolvedPreference,
    falling: Option<FallingCurve<'a>>,
    /// What it adds to the score of the present node at most.
    bound: f64,
}

/// A curve over a distance that never rises, so that only the least distance counts.
struct FallingCurve<'a> {
    /// Its position among the distances.
    distance: usize,
    breakpoints: &'a [(f64, f64)],
    /// The value of a row without a position.
    unlocated: f64,
}

/// A constraint that a distance is at most this.
#[derive(Clone, Copy)]
struct DistanceLimit {
    /// Its position among the distances.
    distance: usize,
    most: f64,
}

impl<'a> SiblingPruner<'a> {
    pub(super) fn new(pruning: &'a PruningPlan<'a>, outcome: Outcome) -> Self {
        let mut distances: Vec<(&'a DistanceTargets, [f64; FANOUT])> = Vec::new();
        let mut position = |targets: &'a DistanceTargets| {
            let known = distances.iter().position(|(known, _)| *known == targets);
            known.unwrap_or_else(|| {
                distances.push((targets, [0.0; FANOUT]));
                distances.len() - 1
            })
        };
        let preferences = pruning.uncoded_preferences().map(|preference| {
            let falling = match &preference.function {
                ResolvedFunction::Curve(Measure::Distance(targets), breakpoints)
                    if breakpoints.is_sorted_by(|a, b| a.1 >= b.1) =>
                {
                    Some(FallingCurve {
                        distance: position(targets),
                        breakpoints,
                        unlocated: range_over(breakpoints, &Interval::ANYTHING).0,
                    })
                }
                _ => None,
            };
            UncodedPreference {
                preference,
                falling,
                bound: 0.0,
            }
        });
        let preferences = preferences.collect();
        let constraints = pruning.uncoded.iter().map(|constraint| {
            let limit = match constraint {
                ResolvedConstraint::Range(Measure::Distance(targets), low, most) if *low <= 0.0 => {
                    Some(DistanceLimit {
                        distance: position(targets),
                        most: *most,
                    })
                }
                _ => None,
            };
            (*constraint, limit)
        });
        Self {
            constraints: constraints.collect(),
            preferences,
            distances,
            kept: Vec::with_capacity(FANOUT),
            pruning,
            outcome,
        }
    }

    /// The nodes that may have rows of the outcome or better that reach a score.
    pub(super) fn prune(
        &mut self,
        set: SiblingSet,
        deficit: &ScoreDeficit,
        score: f64,
    ) -> Drain<'_, NodeBound> {
        let columns = self.pruning.segment.columns;
        let (deficits, may_stay) = deficit.prune_siblings(columns.quantile_codes(), set.siblings);
        let mut lanes = set.lanes & may_stay;
        if lanes != 0 {
            let boxes = columns.sibling_boxes(set.siblings);
            for (targets, least) in &mut self.distances {
                *least = targets.least_of_siblings(boxes);
            }
            while lanes != 0 {
                let lane = lanes.trailing_zeros() as usize;
                lanes &= lanes - 1;
                let node = NodeId::in_lane(set.siblings, lane);
                let uncoded = self.bound_uncoded(node, boxes);
                let budget = deficit.budget(score, uncoded);
                if budget.is_some_and(|budget| deficits[lane] <= budget) && self.fits(node, boxes) {
                    let bound = self.bound(node);
                    self.kept.push(NodeBound {
                        node,
                        bound,
                        uncoded,
                    });
                }
            }
        }
        self.kept.drain(..)
    }

    /// Bounds what each preference without a table adds to the score of a node, and gives back the
    /// sum.
    fn bound_uncoded(&mut self, node: NodeId, boxes: &SiblingBoxes) -> f64 {
        let lane = node.lane();
        let mut sum = 0.0;
        for each in &mut self.preferences {
            let value = match &each.falling {
                Some(falling) => {
                    let mut value = 0.0;
                    if boxes.any_located >> lane & 1 == 1 {
                        let least = self.distances[falling.distance].1[lane];
                        value = value_at(falling.breakpoints, least);
                    }
                    if boxes.any_unlocated >> lane & 1 == 1 {
                        value = f64::max(value, falling.unlocated);
                    }
                    value
                }
                None => each.preference.node_value(self.pruning.segment, node).0,
            };
            each.bound = each.preference.share * value;
            sum += each.bound;
        }
        sum
    }

    /// Whether rows below a node may meet the constraints that are not on columns of numbers.
    fn fits(&self, node: NodeId, boxes: &SiblingBoxes) -> bool {
        let lane = node.lane();
        self.constraints.iter().all(|(constraint, limit)| {
            let Some(limit) = limit else {
                let outcomes = constraint.node_outcomes(None, self.pruning.segment, node);
                return outcomes.best() <= self.outcome;
            };
            boxes.any_located >> lane & 1 == 1
                && self.distances[limit.distance].1[lane] <= limit.most
                || self.outcome == Outcome::Unknown && boxes.any_unlocated >> lane & 1 == 1
        })
    }

    fn bound(&self, node: NodeId) -> f64 {
        let mut uncoded = self.preferences.iter();
        self.pruning
            .guaranteed_bound(node, |_| uncoded.next().map_or(0.0, |each| each.bound))
    }
}
