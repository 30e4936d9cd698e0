//! Values: of measures, preferences and whole scores, exact for a row, bounded for a row without
//! computing a geodesic, and bounded for the rows below a node.
//!
//! A bound is computed by the operations of the value itself, in the same order. Each of them is
//! monotone in floating point, so that no row exceeds the bound of its node, not even by rounding.

use std::cmp::Ordering;

use super::distance::DistanceTargets;
use super::plan::{Measure, Plan, ResolvedConstraint, ResolvedFunction, ResolvedPreference};
use crate::catalog::{CatalogRow, CatalogSite, NodeId, SegmentReader, SegmentRow};
use crate::interval::{Interval, Outcome};
use crate::requirement::{max_over, range_over, table_range};

impl Measure {
    /// The interval that a row has. A distance is exact, or unknown without a position.
    #[inline]
    pub(crate) fn interval(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Interval {
        match self {
            Self::Attribute(attribute) => segment.columns.interval(*attribute, row),
            Self::Distance(targets) => {
                let at = segment.columns.site(row);
                let nearest = targets.nearest(segment.site_rows(), at);
                let metres = nearest.and_then(|(metres, _)| Interval::exact(metres));
                metres.unwrap_or(Interval::ANYTHING)
            }
        }
    }

    /// The same, or an interval that contains it and costs no geodesic.
    pub(crate) fn interval_bounds(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Interval {
        let bounds = match self {
            Self::Distance(targets) => targets.bounds_of_row(segment, row),
            Self::Attribute(_) => None,
        };
        bounds.unwrap_or_else(|| self.interval(segment, row))
    }

    /// Contains what every row below a node has that knows it; empty if none does.
    pub(crate) fn node_interval(&self, segment: SegmentReader<'_>, node: NodeId) -> Interval {
        let columns = segment.columns;
        match self {
            Self::Attribute(attribute) => match columns.numbers(*attribute) {
                Some(numbers) => {
                    let codes = columns.quantile_codes();
                    let min_max = codes.min_max(node, numbers.slot);
                    codes.quantizer(numbers.slot).decode(min_max)
                }
                None => Interval::EMPTY,
            },
            Self::Distance(targets) => {
                let zone_map = columns.spatial_zone_map(node);
                if !zone_map.any_located {
                    return Interval::EMPTY;
                }
                let (near, far) = zone_map.corners();
                let (least, most) = targets.bounds(&near, &far);
                Interval::new(least, most).unwrap_or(Interval::ANYTHING)
            }
        }
    }

    /// Whether some row below a node may not know it, in whole or in part.
    pub(crate) fn may_be_unknown(&self, segment: SegmentReader<'_>, node: NodeId) -> bool {
        let columns = segment.columns;
        match self {
            Self::Attribute(attribute) => match columns.numbers(*attribute) {
                Some(numbers) => columns.quantile_codes().has_unknown(node, numbers.slot),
                None => attribute.applies_to(columns.zone_map(node).kind),
            },
            Self::Distance(_) => columns.spatial_zone_map(node).any_unlocated,
        }
    }
}

impl DistanceTargets {
    /// Bounds of the distance of a row without a footprint; anything without a position.
    pub(super) fn bounds_of_row(
        &self,
        segment: SegmentReader<'_>,
        row: SegmentRow,
    ) -> Option<Interval> {
        let point = segment.columns.space(row);
        if point[0].is_nan() {
            return Some(Interval::ANYTHING);
        }
        if segment.columns.has_footprint(row) {
            return None;
        }
        let (least, most) = self.bounds_at(point);
        Interval::new(least, most)
    }
}

impl ResolvedPreference {
    /// The least and the greatest value of a row, before the weight.
    #[inline]
    pub(crate) fn value(&self, segment: SegmentReader<'_>, row: SegmentRow) -> (f64, f64) {
        match &self.function {
            ResolvedFunction::Curve(measure, breakpoints) => {
                range_over(breakpoints, &measure.interval(segment, row))
            }
            ResolvedFunction::Table(attribute, values) => {
                table_range(values, segment.columns.choices(*attribute, row))
            }
        }
    }

    /// Bounds of the value without computing a geodesic; none if they would be the value itself.
    fn value_bounds(&self, segment: SegmentReader<'_>, row: SegmentRow) -> Option<(f64, f64)> {
        match &self.function {
            ResolvedFunction::Curve(Measure::Distance(targets), breakpoints) => targets
                .bounds_of_row(segment, row)
                .filter(|distance| !distance.is_anything())
                .map(|distance| range_over(breakpoints, &distance)),
            _ => None,
        }
    }

    /// The best value, guaranteed and potential, that some row below a node may have.
    pub(super) fn node_value(&self, segment: SegmentReader<'_>, node: NodeId) -> (f64, f64) {
        let (measure, breakpoints) = match &self.function {
            ResolvedFunction::Table(attribute, values) => {
                let best = table_range(values, segment.columns.node_choices(*attribute, node)).1;
                return (best, best);
            }
            ResolvedFunction::Curve(measure, breakpoints) => (measure, breakpoints),
        };
        let best = max_over(breakpoints, &measure.node_interval(segment, node));
        if measure.may_be_unknown(segment, node) {
            let (guaranteed, potential) = range_over(breakpoints, &Interval::ANYTHING);
            (best.max(guaranteed), best.max(potential))
        } else {
            (best, best)
        }
    }
}

/// Where a row ranks among those of one outcome: greater is worse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankKey {
    pub(crate) guaranteed: f64,
    pub(crate) potential: f64,
    pub(crate) site: CatalogSite,
}

impl Ord for RankKey {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .guaranteed
            .total_cmp(&self.guaranteed)
            .then(other.potential.total_cmp(&self.potential))
            .then(self.site.cmp(&other.site))
    }
}
impl PartialOrd for RankKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for RankKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for RankKey {}

/// A row with the worst and the best rank that it may turn out to have.
pub(crate) struct ScoreBounds {
    pub(crate) row: CatalogRow,
    pub(crate) worst: RankKey,
    pub(crate) best: RankKey,
}

impl Plan<'_> {
    /// Whether a row meets a constraint.
    pub(crate) fn outcome(&self, constraint: &ResolvedConstraint, row: CatalogRow) -> Outcome {
        let (segment, row) = self.catalog.locate(row);
        constraint.outcome(segment, row)
    }

    /// The same; a distance is bounded first and computed only if its bounds do not decide.
    pub(crate) fn bounded_outcome(
        &self,
        constraint: &ResolvedConstraint,
        row: CatalogRow,
    ) -> Outcome {
        let (segment, row) = self.catalog.locate(row);
        constraint.bounded_outcome(segment, row)
    }

    /// The interval that a row has of a measure.
    pub(crate) fn interval(&self, measure: &Measure, row: CatalogRow) -> Interval {
        let (segment, row) = self.catalog.locate(row);
        measure.interval(segment, row)
    }

    /// The same, or an interval that contains it and costs no geodesic.
    pub(crate) fn interval_bounds(&self, measure: &Measure, row: CatalogRow) -> Interval {
        let (segment, row) = self.catalog.locate(row);
        measure.interval_bounds(segment, row)
    }

    /// The least and the greatest value of a preference, before its weight.
    pub(crate) fn value(&self, preference: &ResolvedPreference, row: CatalogRow) -> (f64, f64) {
        let (segment, row) = self.catalog.locate(row);
        preference.value(segment, row)
    }

    /// The guaranteed and the potential score: the sums, in order, of the contributions.
    pub(crate) fn score(&self, row: CatalogRow) -> (f64, f64) {
        let (segment, row) = self.catalog.locate(row);
        self.preferences.iter().fold((0.0, 0.0), |(low, high), p| {
            let (least, most) = p.value(segment, row);
            (low + p.share * least, high + p.share * most)
        })
    }

    /// The score as far as it is known without computing a geodesic.
    pub(crate) fn score_bounds(&self, segment: SegmentReader<'_>, row: SegmentRow) -> ScoreBounds {
        let [mut worst, mut best] = [RankKey {
            guaranteed: 0.0,
            potential: 0.0,
            site: segment.catalog_site(row),
        }; 2];
        for preference in &self.preferences {
            let bounds = preference.value_bounds(segment, row);
            let (least, most) = if let Some((least, most)) = bounds {
                ((least, least), (most, most))
            } else {
                let value = preference.value(segment, row);
                (value, value)
            };
            worst.guaranteed += preference.share * least.0;
            worst.potential += preference.share * least.1;
            best.guaranteed += preference.share * most.0;
            best.potential += preference.share * most.1;
        }
        ScoreBounds {
            row: segment.catalog_row(row),
            worst,
            best,
        }
    }

    /// The rank of a row by its exact score.
    pub(crate) fn rank_key(&self, row: CatalogRow) -> RankKey {
        let (guaranteed, potential) = self.score(row);
        RankKey {
            guaranteed,
            potential,
            site: self.catalog.catalog_site(row),
        }
    }

    /// Whether the score of a row ranks it before a key; a geodesic is computed only if the bounds do
    /// not decide.
    pub(crate) fn ranks_before(&self, row: CatalogRow, key: &RankKey) -> bool {
        let (segment, in_segment) = self.catalog.locate(row);
        let bounds = self.score_bounds(segment, in_segment);
        if bounds.worst < *key || bounds.best >= *key {
            return bounds.worst < *key;
        }
        self.rank_key(row) < *key
    }
}
