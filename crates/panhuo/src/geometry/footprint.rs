//! Areas on the ground.

use geo::{
    BoundingRect, Contains, CoordsIter, InteriorPoint, Intersects, MultiPolygon, Point, Rect,
    Validation,
};

use super::Position;
use crate::error::{Error, ErrorCode, Result};

/// The area of a site on the ground: one or more valid polygons with holes, in WGS84 degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    polygons: MultiPolygon,
    bounds: Rect,
    inside: Point,
}

impl Footprint {
    /// Checks the rings (closed, simple, holes inside, coordinates in range) and keeps them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) naming the first fault.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Footprint;
    /// use panhuo::geo::{MultiPolygon, polygon};
    ///
    /// let lot = polygon![(x: 113.1, y: 29.3), (x: 113.2, y: 29.3), (x: 113.2, y: 29.4)];
    /// assert!(Footprint::new(MultiPolygon::from(lot)).is_ok());
    /// let bow = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0)];
    /// assert!(Footprint::new(MultiPolygon::from(bow)).is_err());
    /// ```
    pub fn new(polygons: MultiPolygon) -> Result<Self> {
        for coord in polygons.coords_iter() {
            Position::new(coord.x, coord.y)?;
        }
        polygons
            .check_validation()
            .map_err(|cause| Error::new(ErrorCode::FOOTPRINT_INVALID).with_cause(cause))?;
        let (Some(bounds), Some(inside)) = (polygons.bounding_rect(), polygons.interior_point())
        else {
            return Err(Error::new(ErrorCode::FOOTPRINT_EMPTY));
        };
        Ok(Self {
            polygons,
            bounds,
            inside,
        })
    }

    /// The polygons, in degrees.
    pub fn polygons(&self) -> &MultiPolygon {
        &self.polygons
    }

    /// A point inside the area: the middle of the longest segment that the horizontal line at half
    /// height has inside.
    pub fn representative(&self) -> Position {
        Position::from_point(self.inside)
    }

    /// The bounding box, in degrees.
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    /// Whether the position lies inside or on the border.
    pub fn covers(&self, position: &Position) -> bool {
        self.bounds.intersects(&position.point()) && self.polygons.intersects(&position.point())
    }

    /// Whether the whole of `other` lies inside.
    pub fn covers_area(&self, other: &Self) -> bool {
        self.polygons.contains(&other.polygons)
    }

    /// Whether the two areas share a point.
    pub fn touches(&self, other: &Self) -> bool {
        self.bounds.intersects(&other.bounds) && self.polygons.intersects(&other.polygons)
    }
}
