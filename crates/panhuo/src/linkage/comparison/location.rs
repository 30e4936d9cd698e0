//! Levels of two locations.

use geo::{Area, BooleanOps, Intersects};

use crate::linkage::features::LocationFeature;
use crate::linkage::geo_point::{METRES_PER_DEGREE, METRES_PER_DEGREE_AT_EQUATOR};
use crate::linkage::levels::LocationLevel;

/// The greatest distance of each level, in metres, the nearest first.
const DISTANCES: [(f64, LocationLevel); 4] = [
    (50.0, LocationLevel::Spot),
    (300.0, LocationLevel::Near),
    (1_500.0, LocationLevel::Around),
    (5_000.0, LocationLevel::Far),
];

/// The two errors of a pair reduce its distance by at most so many metres.
const MAX_SLACK: f64 = 3_000.0;

/// Two locations with greater errors than this, in metres, are never on one spot.
const MAX_SPOT_SLACK: f64 = 300.0;

/// The level of a pair by its distance; `is_within` tells whether that is at most so many metres.
fn level_by_distance(slack: f64, is_within: impl Fn(f64) -> bool) -> LocationLevel {
    let level = DISTANCES.iter().find(|(metres, _)| is_within(*metres));
    let level = level.map_or(LocationLevel::Elsewhere, |(_, level)| *level);
    if slack > MAX_SPOT_SLACK {
        level.max(LocationLevel::Near)
    } else {
        level
    }
}

/// The level of two locations: by their footprints if these share enough area, otherwise by the distance of
/// their positions less the errors of both.
pub(in crate::linkage) fn location_level(
    a: &LocationFeature,
    b: &LocationFeature,
) -> LocationLevel {
    if let (Some(x), Some(y)) = (&a.footprint, &b.footprint)
        && x.bounds().intersects(&y.bounds())
    {
        let (left, right) = (x.polygons(), y.polygons());
        let shared = left.intersection(right).unsigned_area();
        let (one, other) = (left.unsigned_area(), right.unsigned_area());
        let smaller = one.min(other).max(f64::MIN_POSITIVE);
        if shared >= 0.5 * (one + other - shared) {
            return LocationLevel::Overlap;
        }
        if shared >= 0.9 * smaller {
            return LocationLevel::Inside;
        }
    }
    let slack = (a.accuracy + b.accuracy).min(MAX_SLACK);
    // The distance in latitude alone needs no cosine.
    let north = (a.point.latitude - b.point.latitude).abs() * METRES_PER_DEGREE;
    if north - slack > DISTANCES[DISTANCES.len() - 1].0 {
        return LocationLevel::Elsewhere;
    }
    if let Some((low, high)) = a.point.squared_metres_bounds(&b.point) {
        let level = |squared: f64| {
            level_by_distance(slack, |metres| {
                squared <= (metres + slack) * (metres + slack)
            })
        };
        let most_similar = level(low);
        if most_similar == level(high) {
            return most_similar;
        }
    }
    let distance = (a.point.metres(&b.point) - slack).max(0.0);
    level_by_distance(slack, |metres| distance <= metres)
}

/// A location in 12 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::linkage) struct LocationSketch {
    /// In units of [`DEGREES`], truncated.
    longitude: i32,
    latitude: i32,
    /// In units of 1 / [`COS_SCALE`], rounded down.
    cos_latitude: u16,
    /// In decimetres, rounded up, at most [`MAX_SLACK`].
    accuracy: u16,
}

/// The unit of the coordinates of a sketch. Coordinates are truncated, so that a difference of two is exact to
/// two units.
const DEGREES: f64 = 1e-7;

const COS_SCALE: f64 = 65_535.0;

impl LocationSketch {
    /// The sketch of a location; none if its accuracy is negative or no number.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "degrees of a position, and metres between 0 and 3000"
    )]
    pub(in crate::linkage) fn new(location: &LocationFeature) -> Option<Self> {
        let point = &location.point;
        (location.accuracy >= 0.0).then(|| Self {
            longitude: (point.longitude / DEGREES) as i32,
            latitude: (point.latitude / DEGREES) as i32,
            cos_latitude: (point.cos_latitude * COS_SCALE - 1.0).max(0.0) as u16,
            accuracy: (location.accuracy.min(MAX_SLACK) * 10.0).ceil() as u16,
        })
    }

    /// The most similar level that two locations can be at, unless both have footprints: their least distance
    /// and greatest errors, by the limits of `location_level`.
    pub(in crate::linkage) fn most_similar_level(&self, other: &Self) -> LocationLevel {
        let degrees =
            |one: i32, other: i32| f64::from(one.abs_diff(other).saturating_sub(2)) * DEGREES;
        let north = degrees(self.latitude, other.latitude) * METRES_PER_DEGREE;
        let east = degrees(self.longitude, other.longitude);
        let east = if east > 180.0 {
            360.0 - east - 4.0 * DEGREES
        } else {
            east
        };
        let cos_latitude = f64::from(self.cos_latitude.min(other.cos_latitude)) / COS_SCALE;
        let east = east.max(0.0) * METRES_PER_DEGREE_AT_EQUATOR * cos_latitude;
        let squared = (north * north + east * east) * (1.0 - 1e-6);
        let decimetres = f64::from(self.accuracy) + f64::from(other.accuracy);
        let slack = (decimetres * 0.1).min(MAX_SLACK);
        // The errors were rounded up by less than half a metre together.
        level_by_distance(slack - 0.5, |metres| {
            squared <= (metres + slack) * (metres + slack)
        })
    }
}
