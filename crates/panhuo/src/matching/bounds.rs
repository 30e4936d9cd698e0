//! What the rows of a node can reach at best, one criterion at a time.

use geo::Intersects;

use super::plan::{Measure, ResolvedConstraint, ResolvedPreference, Score};
use super::sieve::PruningPlan;
use crate::catalog::{Column, SegmentReader};
use crate::interval::{Choices, Interval, Outcome};
use crate::requirement::{max_over, range_over, table_range};
use crate::schema::Attribute;

impl PruningPlan<'_> {
    /// The best guaranteed score of rows of a node.
    pub(super) fn node_guaranteed(&self, node: u32) -> f64 {
        let grades = self.part.grades();
        self.wishes.iter().fold(0.0, |sum, wish| {
            sum + match &wish.table {
                Some(table) => table.most_in(grades.min_max(node, table.slot)),
                None => wish.preference.share * self.part.node_value(wish.preference, node).0,
            }
        })
    }

    /// The best potential score of rows of a node.
    pub(super) fn node_potential(&self, node: u32) -> f64 {
        let grades = self.part.grades();
        self.wishes.iter().fold(0.0, |sum, wish| {
            sum + match &wish.table {
                Some(table) if grades.has_unknown(node, table.slot) => table.most,
                Some(table) => table.most_in(grades.min_max(node, table.slot)),
                None => wish.preference.share * self.part.node_value(wish.preference, node).1,
            }
        })
    }
}

impl SegmentReader<'_> {
    /// The best outcome that some row of a node can have, or better.
    pub(super) fn node_outcome(self, constraint: &ResolvedConstraint, node: u32) -> Outcome {
        let columns = self;
        let or_unknown = |unknown: bool| {
            if unknown {
                Outcome::Unknown
            } else {
                Outcome::Fail
            }
        };
        match constraint {
            // SegmentColumns of numbers are judged by grade; here only those that no site reports.
            ResolvedConstraint::Range(Measure::Attribute(attribute), ..) => {
                or_unknown(attribute.applies_to(columns.zone_map(node).kind))
            }
            ResolvedConstraint::Range(Measure::Distance(targets), low, high) => {
                let place = columns.place(node);
                if place.any_located {
                    let (near, far) = place.corners();
                    let within = if *low > 0.0 {
                        let (least, most) = targets.bounds(&near, &far);
                        least <= *high && most >= *low
                    } else {
                        targets.least(&near, &far) <= *high
                    };
                    if within {
                        return Outcome::Pass;
                    }
                }
                or_unknown(place.any_unlocated)
            }
            ResolvedConstraint::OneOf(attribute, wanted) => {
                let allowed = self.choice_bounds(*attribute, node);
                if allowed.one_of(*wanted) == Outcome::Fail {
                    Outcome::Fail
                } else {
                    Outcome::Pass
                }
            }
            ResolvedConstraint::Inside(areas) => {
                let place = columns.place(node);
                let within = place.any_located && {
                    let bounds = place.rect();
                    areas.iter().any(|area| area.bounds.intersects(&bounds))
                };
                if within {
                    Outcome::Pass
                } else {
                    or_unknown(place.any_unlocated)
                }
            }
            ResolvedConstraint::Outside(_) => Outcome::Pass,
            ResolvedConstraint::In(codes) => {
                let codes = &codes[columns.number];
                let named = columns.zone_map(node).jurisdictions;
                if named & codes.folded != 0 {
                    Outcome::Pass
                } else {
                    or_unknown(named & codes.unnamed != 0)
                }
            }
            ResolvedConstraint::FreeOf(wanted) => {
                let others = columns.zone_map(node);
                if others.free & wanted == *wanted {
                    Outcome::Pass
                } else {
                    or_unknown(others.encumbered & wanted == 0)
                }
            }
        }
    }

    /// The best value, guaranteed and potential, that some row of a node gets from a preference
    /// that is no curve over a column of numbers.
    pub(super) fn node_value(self, preference: &ResolvedPreference, node: u32) -> (f64, f64) {
        let columns = self;
        let (known, unknown, breakpoints) = match &preference.score {
            Score::Table(attribute, values) => {
                let most = table_range(values, self.choice_bounds(*attribute, node)).1;
                return (most, most);
            }
            Score::Curve(Measure::Attribute(attribute), breakpoints) => {
                let unknown = attribute.applies_to(columns.zone_map(node).kind);
                (Interval::EMPTY, unknown, breakpoints)
            }
            Score::Curve(Measure::Distance(targets), breakpoints) => {
                let place = columns.place(node);
                let (low, high) = place.corners();
                let known = place.any_located.then(|| {
                    // Of a curve that never rises only the near end counts.
                    if breakpoints.is_sorted_by(|a, b| a.1 >= b.1) {
                        (targets.least(&low, &high), f64::INFINITY)
                    } else {
                        targets.bounds(&low, &high)
                    }
                });
                let known = known.and_then(|(least, most)| Interval::new(least, most));
                (
                    known.unwrap_or(Interval::EMPTY),
                    place.any_unlocated,
                    breakpoints,
                )
            }
        };
        let most = max_over(breakpoints, &known);
        if unknown {
            let (least, potential) = range_over(breakpoints, &Interval::ANYTHING);
            (most.max(least), most.max(potential))
        } else {
            (most, most)
        }
    }

    fn choice_bounds(self, attribute: Attribute, node: u32) -> Choices {
        let columns = self;
        match columns.column(attribute) {
            Column::Categories { bounds, .. } => bounds[node as usize],
            _ if attribute.applies_to(columns.zone_map(node).kind) => Choices::ANYTHING,
            _ => Choices::EMPTY,
        }
    }
}
