//! What the rows of a node can reach at best, from the bounds of its columns alone.
//!
//! Every bound is computed by the same operations in the same order as the score of a row, each of
//! them monotone in floating point, so no row scores more than the bound of its node.

use geo::{Intersects, Rect};

use super::plan::{BoundConstraint, BoundPreference, Measure, Plan, Score};
use crate::attribute::Attribute;
use crate::catalog::Column;
use crate::reading::{Choices, Interval, Outcome};
use crate::requirement::{most_over, table_over, value_over};

impl Plan<'_> {
    /// The best scores, guaranteed and potential, of rows of a node whose standing is `standing`
    /// or better; `None` if the node has no such row.
    pub(super) fn node_bound(&self, node: u32, standing: Outcome) -> Option<(f64, f64)> {
        for constraint in &self.constraints {
            if self.node_outcome(constraint, node) > standing {
                return None;
            }
        }
        let bound = self.preferences.iter().fold((0.0, 0.0), |(low, high), p| {
            let (least, most) = self.node_value(p, node);
            (low + p.share * least, high + p.share * most)
        });
        Some(bound)
    }

    /// The best outcome that some row of a node can have, or better.
    fn node_outcome(&self, constraint: &BoundConstraint, node: u32) -> Outcome {
        let columns = self.catalog.columns();
        let or_unknown = |unknown: bool| {
            if unknown {
                Outcome::Unknown
            } else {
                Outcome::Fail
            }
        };
        match constraint {
            BoundConstraint::Range(Measure::Attribute(attribute), low, high) => {
                let bounds = self.catalog.columns().number_bounds(*attribute, node);
                if bounds.known.between(*low, *high) == Outcome::Fail {
                    or_unknown(bounds.unknown)
                } else {
                    Outcome::Pass
                }
            }
            BoundConstraint::Range(Measure::Distance(targets), low, high) => {
                let place = columns.place(node);
                if place.placed {
                    let (least, most) = targets.bounds(&place.low, &place.high);
                    if least <= *high && most >= *low {
                        return Outcome::Pass;
                    }
                }
                or_unknown(place.unplaced)
            }
            BoundConstraint::OneOf(attribute, wanted) => {
                let allowed = self.choice_bounds(*attribute, node);
                if allowed.one_of(*wanted) == Outcome::Fail {
                    Outcome::Fail
                } else {
                    Outcome::Pass
                }
            }
            BoundConstraint::Inside(areas) => {
                let place = columns.place(node);
                let [west, south, east, north] = place.degrees;
                let within = place.placed && {
                    let bounds = Rect::new((west, south), (east, north));
                    areas.iter().any(|area| area.bounds.intersects(&bounds))
                };
                if within {
                    Outcome::Pass
                } else {
                    or_unknown(place.unplaced)
                }
            }
            BoundConstraint::Outside(_) => Outcome::Pass,
            BoundConstraint::In(codes) => {
                let named = columns.others(node).jurisdictions;
                if named & codes.folded != 0 {
                    Outcome::Pass
                } else {
                    or_unknown(named & codes.unnamed != 0)
                }
            }
            BoundConstraint::FreeOf(wanted) => {
                let others = columns.others(node);
                if others.free & wanted == *wanted {
                    Outcome::Pass
                } else {
                    or_unknown(others.burdened & wanted == 0)
                }
            }
        }
    }

    /// The best value, guaranteed and potential, that some row of a node gets from a preference.
    pub(super) fn node_value(&self, preference: &BoundPreference, node: u32) -> (f64, f64) {
        let (known, unknown, knots) = match &preference.score {
            Score::Table(attribute, values) => {
                let most = table_over(values, self.choice_bounds(*attribute, node)).1;
                return (most, most);
            }
            Score::Curve(Measure::Attribute(attribute), knots) => {
                let bounds = self.catalog.columns().number_bounds(*attribute, node);
                (bounds.known, bounds.unknown, knots)
            }
            Score::Curve(Measure::Distance(targets), knots) => {
                let place = self.catalog.columns().place(node);
                let known = place
                    .placed
                    .then(|| targets.bounds(&place.low, &place.high));
                let known = known.and_then(|(least, most)| Interval::new(least, most));
                (known.unwrap_or(Interval::EMPTY), place.unplaced, knots)
            }
        };
        let most = most_over(knots, &known);
        if unknown {
            let (least, potential) = value_over(knots, &Interval::ANYTHING);
            (most.max(least), most.max(potential))
        } else {
            (most, most)
        }
    }

    fn choice_bounds(&self, attribute: Attribute, node: u32) -> Choices {
        let columns = self.catalog.columns();
        match columns.column(attribute) {
            Column::Categories { bounds, .. } => bounds[node as usize],
            _ if attribute.applies_to(columns.others(node).kind) => Choices::ANYTHING,
            _ => Choices::EMPTY,
        }
    }
}
