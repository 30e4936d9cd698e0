//! Outcomes of constraints: the exact one of a row, the same without computing a geodesic where bounds
//! decide, and the possible ones of the rows below a node.
//!
//! The search prunes nodes whose best possible outcome is too bad, and scans count a node as a whole
//! where only one outcome is possible; both ask [`ResolvedConstraint::node_outcomes`].

use geo::{Contains, Intersects};

use super::plan::{Area, Measure, ResolvedConstraint};
use crate::catalog::{CodeRange, NodeId, SegmentReader, SegmentRow};
use crate::interval::{Interval, Outcome};

/// Which quantile codes pass a range of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodedRange {
    pub(super) slot: usize,
    /// The codes of which some number passes.
    pub(super) possible: CodeRange,
    /// The codes of which every number passes.
    pub(super) certain: CodeRange,
}

/// The outcomes that rows below a node may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct PossibleOutcomes {
    pass: bool,
    unknown: bool,
    fail: bool,
}

impl CodedRange {
    /// Of a constraint on a number that some site of the segment reports.
    pub(super) fn new(segment: SegmentReader<'_>, constraint: &ResolvedConstraint) -> Option<Self> {
        let ResolvedConstraint::Range(Measure::Attribute(attribute), low, high) = constraint else {
            return None;
        };
        let slot = segment.columns.numbers(*attribute)?.slot;
        let quantizer = segment.columns.quantile_codes().quantizer(slot);
        Some(Self {
            slot,
            possible: quantizer.codes_between(*low, *high),
            certain: quantizer.codes_inside(*low, *high),
        })
    }
}

impl PossibleOutcomes {
    const ANY: Self = Self {
        pass: true,
        unknown: true,
        fail: true,
    };

    fn only(outcome: Outcome) -> Self {
        Self {
            pass: outcome == Outcome::Pass,
            unknown: outcome == Outcome::Unknown,
            fail: outcome == Outcome::Fail,
        }
    }

    /// Of rows with a position and rows without.
    fn spatial(located: Option<(bool, bool)>, any_unlocated: bool) -> Self {
        let (pass, fail) = located.unwrap_or((false, false));
        Self {
            pass,
            unknown: any_unlocated,
            fail,
        }
    }

    /// The best outcome that some row may have.
    #[inline]
    pub(super) fn best(self) -> Outcome {
        match self {
            Self { pass: true, .. } => Outcome::Pass,
            Self { unknown: true, .. } => Outcome::Unknown,
            _ => Outcome::Fail,
        }
    }

    /// The outcome of all rows, if only one is possible.
    pub(super) fn decided(self) -> Option<Outcome> {
        match (self.pass, self.unknown, self.fail) {
            (true, false, false) => Some(Outcome::Pass),
            (false, true, false) => Some(Outcome::Unknown),
            (false, false, true) => Some(Outcome::Fail),
            _ => None,
        }
    }
}

/// The outcome of a range for a fact that is missing.
pub(super) fn missing_outcome(applies: bool, low: f64, high: f64) -> Outcome {
    if applies {
        Interval::ANYTHING.between(low, high)
    } else {
        Outcome::Fail
    }
}

impl ResolvedConstraint {
    /// Whether a row meets it.
    #[inline]
    pub(super) fn outcome(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Outcome {
        let columns = segment.columns;
        match self {
            Self::Range(measure, low, high) => measure.interval(segment, row).between(*low, *high),
            Self::OneOf(attribute, required) => columns.choices(*attribute, row).one_of(*required),
            Self::Inside(areas) => spatial_outcome(segment, row, |place| match place {
                SpatialOperand::Footprint(area) => {
                    areas.iter().any(|each| each.geometry.contains(area))
                }
                SpatialOperand::Point(point) => areas.iter().any(|each| each.contains(point)),
            }),
            Self::Outside(areas) => spatial_outcome(segment, row, |place| match place {
                SpatialOperand::Footprint(area) => {
                    !areas.iter().any(|each| each.geometry.intersects(area))
                }
                SpatialOperand::Point(point) => !areas.iter().any(|each| each.contains(point)),
            }),
            Self::In(sets) => sets[segment.number].outcome(columns.jurisdiction(row)),
            Self::FreeOf(kinds) => {
                let (free, encumbered) = columns.encumbrances(row);
                if encumbered & kinds != 0 {
                    Outcome::Fail
                } else if free & kinds == *kinds {
                    Outcome::Pass
                } else {
                    Outcome::Unknown
                }
            }
        }
    }

    /// The same; a distance is bounded first and computed only if its bounds do not decide.
    #[inline]
    pub(super) fn bounded_outcome(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Outcome {
        if let Self::Range(Measure::Distance(targets), low, high) = self
            && let Some(distance) = targets.bounds_of_row(segment, row)
        {
            let outcome = distance.between(*low, *high);
            if outcome != Outcome::Unknown || distance.is_anything() {
                return outcome;
            }
        }
        self.outcome(segment, row)
    }

    /// The outcomes that rows below a node may have, by its zone maps; `coded` is
    /// [`CodedRange::new`] of this constraint.
    pub(super) fn node_outcomes(
        &self,
        coded: Option<&CodedRange>,
        segment: SegmentReader<'_>,
        node: NodeId,
    ) -> PossibleOutcomes {
        let columns = segment.columns;
        let (zone_map, spatial) = (columns.zone_map(node), columns.spatial_zone_map(node));
        let bounds_meet = |areas: &[Area]| {
            let rect = spatial.rect();
            areas.iter().any(|area| area.bounds.intersects(&rect))
        };
        match self {
            Self::Range(Measure::Attribute(attribute), low, high) => {
                let applies = attribute.applies_to(zone_map.kind);
                let (Some(coded), Some(numbers)) = (coded, columns.numbers(*attribute)) else {
                    return PossibleOutcomes::only(missing_outcome(applies, *low, *high));
                };
                let quantiles = columns.quantile_codes();
                let (least, most) = quantiles.min_max(node, coded.slot);
                let (possible, certain) = (coded.possible, coded.certain);
                let none_fails = least > most || certain.0 <= least && most <= certain.1;
                // An exception may be any interval, and may say that the attribute does not apply.
                let has_exceptions = || {
                    let node = columns.node(node);
                    let mut exceptions = numbers.intervals.range(node.start..node.end);
                    exceptions.next().is_some()
                };
                PossibleOutcomes {
                    pass: least.max(possible.0) <= most.min(possible.1),
                    unknown: quantiles.has_unknown(node, coded.slot),
                    fail: !none_fails || !applies || has_exceptions(),
                }
            }
            Self::Range(Measure::Distance(targets), low, high) => {
                let located = spatial.any_located.then(|| {
                    let (near, far) = spatial.corners();
                    let (least, most) = targets.bounds(&near, &far);
                    let distance = Interval::new(least, most).unwrap_or(Interval::ANYTHING);
                    match distance.between(*low, *high) {
                        Outcome::Pass => (true, false),
                        Outcome::Unknown => (true, true),
                        Outcome::Fail => (false, true),
                    }
                });
                PossibleOutcomes::spatial(located, spatial.any_unlocated)
            }
            Self::OneOf(attribute, required) => {
                match columns.node_choices(*attribute, node).one_of(*required) {
                    Outcome::Fail => PossibleOutcomes::only(Outcome::Fail),
                    _ => PossibleOutcomes::ANY,
                }
            }
            Self::Inside(areas) => {
                let located = spatial.any_located.then(|| (bounds_meet(areas), true));
                PossibleOutcomes::spatial(located, spatial.any_unlocated)
            }
            Self::Outside(areas) => {
                let located = spatial.any_located.then(|| (true, bounds_meet(areas)));
                PossibleOutcomes::spatial(located, spatial.any_unlocated)
            }
            Self::In(sets) => {
                let set = &sets[segment.number];
                PossibleOutcomes {
                    pass: zone_map.jurisdictions & set.folded != 0,
                    unknown: zone_map.jurisdictions & set.unknown != 0,
                    fail: true,
                }
            }
            Self::FreeOf(kinds) => PossibleOutcomes {
                pass: zone_map.free & kinds == *kinds,
                unknown: zone_map.encumbered & kinds == 0,
                fail: true,
            },
        }
    }
}

/// What a region is compared with.
enum SpatialOperand<'a> {
    Footprint(&'a geo::MultiPolygon),
    Point(geo::Point),
}

/// Whether something holds of the footprint of a row, or of its position if it has none.
fn spatial_outcome(
    segment: SegmentReader<'_>,
    row: SegmentRow,
    holds: impl Fn(SpatialOperand<'_>) -> bool,
) -> Outcome {
    let (sites, at) = (segment.site_rows(), segment.columns.site(row));
    let operand = match (sites.footprint(at), sites.representative(at)) {
        (Some(footprint), _) => SpatialOperand::Footprint(footprint.polygons()),
        (None, Some(position)) => SpatialOperand::Point(position.point()),
        (None, None) => return Outcome::Unknown,
    };
    if holds(operand) {
        Outcome::Pass
    } else {
        Outcome::Fail
    }
}
