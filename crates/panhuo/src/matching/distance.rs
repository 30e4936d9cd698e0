//! Distances to the nearest of some targets, with bounds that cost a few multiplications.

use geo::{BoundingRect, CoordsIter, Geometry, Point};

use crate::catalog::{FANOUT, SegmentSite, SiblingBoxes, SiteRows};
use crate::geometry::{ROUNDING, chord, ecef, longest_chord, longest_geodesic};

/// Some geometries, each with a point of it in space and how far the rest is from there.
#[derive(Debug, PartialEq)]
pub(crate) struct DistanceTargets {
    pub(crate) geometries: Vec<Geometry>,
    anchors: Vec<Anchor>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Anchor {
    at: [f64; 3],
    reach: f64,
}

impl DistanceTargets {
    pub(crate) fn new(geometries: Vec<Geometry>) -> Self {
        let anchor = |geometry: &Geometry| {
            let corner = Point(geometry.coords_iter().next().unwrap_or_default());
            let reach = match (geometry, geometry.bounding_rect()) {
                (Geometry::Point(_), _) => 0.0,
                (_, Some(bounds)) => longest_chord(corner, &bounds),
                (_, None) => f64::INFINITY,
            };
            Anchor {
                at: ecef(corner),
                reach,
            }
        };
        Self {
            anchors: geometries.iter().map(anchor).collect(),
            geometries,
        }
    }

    /// The exact distance from a site to the nearest of the targets, and which that is; the first
    /// of equals. Geodesics are computed only to targets that may be the nearest.
    pub(crate) fn nearest(&self, sites: &dyn SiteRows, at: SegmentSite) -> Option<(f64, usize)> {
        let from = ecef(sites.representative(at)?.point());
        let limit = if sites.footprint(at).is_some() {
            f64::INFINITY
        } else {
            self.bounds_at(from).1
        };
        let mut best: Option<(f64, usize)> = None;
        for (target, (geometry, anchor)) in self.geometries.iter().zip(&self.anchors).enumerate() {
            let least = chord(from, anchor.at) - anchor.reach - ROUNDING;
            if least <= limit {
                let metres = sites.metres_to(at, geometry)?;
                if best.is_none_or(|(least, _)| metres < least) {
                    best = Some((metres, target));
                }
            }
        }
        best
    }

    /// No point of the box is nearer to a target than this.
    pub(crate) fn least(&self, low: &[f64; 3], high: &[f64; 3]) -> f64 {
        let gap = |anchor: &Anchor| {
            let gap = |axis: usize| {
                let below = low[axis] - anchor.at[axis];
                let above = anchor.at[axis] - high[axis];
                below.max(above).max(0.0)
            };
            let square = |axis: usize| gap(axis) * gap(axis);
            (square(0) + square(1) + square(2)).sqrt() - anchor.reach
        };
        let least = self.anchors.iter().map(gap).fold(f64::INFINITY, f64::min);
        (least - ROUNDING).max(0.0)
    }

    /// The same for the boxes of siblings.
    pub(crate) fn least_of_siblings(&self, boxes: &SiblingBoxes) -> [f64; FANOUT] {
        let mut least = [f64::INFINITY; FANOUT];
        for anchor in &self.anchors {
            let mut squares = [0.0; FANOUT];
            for (axis, at) in anchor.at.iter().enumerate() {
                let sides = boxes.low[axis].iter().zip(&boxes.high[axis]);
                for (square, (low, high)) in squares.iter_mut().zip(sides) {
                    let (below, above) = (f64::from(*low) - at, at - f64::from(*high));
                    let gap = below.max(above).max(0.0);
                    *square += gap * gap;
                }
            }
            for (least, square) in least.iter_mut().zip(squares) {
                *least = least.min(square.sqrt() - anchor.reach);
            }
        }
        least.map(|least| (least - ROUNDING).max(0.0))
    }

    /// No point of the box is nearer to a target than the first, nor farther than the second.
    pub(crate) fn bounds(&self, low: &[f64; 3], high: &[f64; 3]) -> (f64, f64) {
        let (mut least, mut most) = (f64::INFINITY, f64::INFINITY);
        for anchor in &self.anchors {
            let (mut near, mut far) = (0.0, 0.0);
            for axis in 0..3 {
                let below = low[axis] - anchor.at[axis];
                let above = anchor.at[axis] - high[axis];
                let gap = below.max(above).max(0.0);
                let span = (-below).abs().max((-above).abs());
                near += gap * gap;
                far += span * span;
            }
            least = f64::min(least, near.sqrt() - anchor.reach);
            most = f64::min(most, far.sqrt());
        }
        (
            (least - ROUNDING).max(0.0),
            longest_geodesic(most + ROUNDING),
        )
    }

    /// The same for one point.
    pub(crate) fn bounds_at(&self, point: [f64; 3]) -> (f64, f64) {
        let (mut least, mut most) = (f64::INFINITY, f64::INFINITY);
        for anchor in &self.anchors {
            let straight = chord(point, anchor.at);
            least = least.min(straight - anchor.reach);
            most = most.min(straight);
        }
        (
            (least - ROUNDING).max(0.0),
            longest_geodesic(most + ROUNDING),
        )
    }
}

#[cfg(test)]
mod tests {
    use geo::{line_string, polygon};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bounds_hold(
            (x, y) in (-179.0..179.0_f64, -89.0..89.0_f64),
            (dx, dy) in (-40.0..40.0_f64, -40.0..40.0_f64),
            near in 1e-7..1.0_f64,
        ) {
            let point = Point::new(x, y);
            let (x, y) = (x + dx * near, (y + dy * near).clamp(-89.9, 89.9));
            let geometries = [
                Geometry::Point(Point::new(x.clamp(-180.0, 180.0), y)),
                Geometry::LineString(line_string![(x: x, y: y), (x: x + near, y: y * 0.9)]),
                Geometry::Polygon(polygon![(x: x, y: y), (x: x + near, y: y), (x: x, y: y * 0.95)]),
            ];
            for geometry in geometries {
                let position = crate::Position::new(point.x(), point.y()).unwrap();
                let exact = crate::geometry::site_metres(&position, None, &geometry);
                let targets = DistanceTargets::new(vec![geometry]);
                let at = ecef(point);
                let (least, most) = targets.bounds_at(at);
                prop_assert!(least <= exact && exact <= most, "{least} {exact} {most}");
                prop_assert_eq!(targets.bounds(&at, &at), (least, most));
                let grown = (at.map(|v| v - 1000.0), at.map(|v| v + 500.0));
                let (least, most) = targets.bounds(&grown.0, &grown.1);
                prop_assert!(least <= exact && exact <= most, "{least} {exact} {most}");
                prop_assert_eq!(targets.least(&grown.0, &grown.1), least);
            }
        }
    }
}
