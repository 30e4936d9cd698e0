//! Positions on the ellipsoid.

use geo::Point;

use super::geodesic::geodesic_metres;
use crate::error::{Error, ErrorCode, Result};
use crate::lang::Bilingual;
use crate::units::{Quantity, metres};

/// A point in WGS84 (the same as CGCS2000 within a metre), in degrees.
///
/// # Example
///
/// ```
/// use panhuo::Position;
///
/// let port = Position::new(113.14, 29.44)?;
/// let tower = Position::new(113.0927, 29.3833)?;
/// assert!((port.distance(&tower).value() - 7_780.0).abs() < 20.0);
/// assert!(Position::new(29.44, 113.14).is_err());
/// # Ok::<(), panhuo::Error>(())
/// ```
///
/// In JSON `{"longitude": 113.14, "latitude": 29.44}`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(
    try_from = "super::json::PositionForm",
    into = "super::json::PositionForm"
)]
pub struct Position {
    longitude: f64,
    latitude: f64,
}

impl Position {
    /// The position at a longitude (−180 to 180) and a latitude (−90 to 90), in that order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for anything else, NaN included.
    pub fn new(longitude: f64, latitude: f64) -> Result<Self> {
        let refuse = |what: Bilingual, value: f64, bound: f64| {
            Err(Error::new(ErrorCode::DEGREES_OUT_OF_RANGE)
                .with_what(what)
                .with_given(value)
                .with_expected(Bilingual::new(
                    format!("-{bound} 到 {bound}"),
                    format!("-{bound} and {bound}"),
                )))
        };
        if !(-180.0..=180.0).contains(&longitude) {
            return refuse(Bilingual::new("经度", "longitude"), longitude, 180.0);
        }
        if !(-90.0..=90.0).contains(&latitude) {
            return refuse(Bilingual::new("纬度", "latitude"), latitude, 90.0);
        }
        Ok(Self {
            longitude,
            latitude,
        })
    }

    /// Degrees east.
    pub fn longitude(&self) -> f64 {
        self.longitude
    }

    /// Degrees north.
    pub fn latitude(&self) -> f64 {
        self.latitude
    }

    /// The geodesic distance to another position, in metres.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Position;
    ///
    /// // JFK to LHR, an example of GeographicLib: 5551.759 km.
    /// let (jfk, lhr) = (Position::new(-73.8, 40.6)?, Position::new(-0.5, 51.6)?);
    /// assert!((jfk.distance(&lhr).value() - 5_551_759.4).abs() < 0.1);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn distance(&self, other: &Self) -> Quantity {
        metres(geodesic_metres(self.point(), other.point()))
    }

    pub(crate) fn point(self) -> Point {
        Point::new(self.longitude, self.latitude)
    }

    pub(crate) fn from_point(point: Point) -> Self {
        Self {
            longitude: point.x(),
            latitude: point.y(),
        }
    }
}
