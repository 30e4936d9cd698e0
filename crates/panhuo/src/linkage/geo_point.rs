//! Distances between points that are close to each other.

use super::hash::hash;

/// The length of a degree of latitude, in metres.
pub(super) const METRES_PER_DEGREE: f64 = 111_000.0;

/// The length of a degree of longitude at the equator, in metres.
pub(super) const METRES_PER_DEGREE_AT_EQUATOR: f64 = 111_320.0;

/// A point in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeoPoint {
    pub(super) longitude: f64,
    pub(super) latitude: f64,
    /// The cosine of the latitude: the length of a degree of longitude relative to one at the equator.
    pub(super) cos_latitude: f64,
}

impl GeoPoint {
    pub(super) fn new(longitude: f64, latitude: f64) -> Self {
        Self {
            longitude,
            latitude,
            cos_latitude: latitude.to_radians().cos(),
        }
    }

    /// The distance to another point in metres, with an error of about half a percent.
    pub(super) fn metres(&self, other: &Self) -> f64 {
        let middle = (self.latitude + other.latitude) * 0.5;
        self.squared_metres(other, middle.to_radians().cos()).sqrt()
    }

    /// The key of the grid cell that contains the point. Cells measure about 300 m each way.
    pub(super) fn grid_cell(&self) -> u64 {
        let band = (self.latitude * 370.0).floor();
        let cos_latitude = ((band + 0.5) / 370.0).to_radians().cos();
        let east = (self.longitude * 371.0 * cos_latitude).floor();
        hash((band.to_bits(), east.to_bits()))
    }

    /// The squared distance, for a given cosine of the latitude.
    fn squared_metres(&self, other: &Self, cos_latitude: f64) -> f64 {
        let north = (self.latitude - other.latitude) * METRES_PER_DEGREE;
        let mut degrees = (self.longitude - other.longitude).abs();
        if degrees > 180.0 {
            degrees = 360.0 - degrees;
        }
        let east = degrees * METRES_PER_DEGREE_AT_EQUATOR * cos_latitude;
        north * north + east * east
    }

    /// Lower and upper bounds of the squared distance, without a cosine or a root: up to rounding, the cosine of
    /// the mean latitude lies between the cosines of the two latitudes. None across the equator.
    pub(super) fn squared_metres_bounds(&self, other: &Self) -> Option<(f64, f64)> {
        let (low, high) = (
            self.cos_latitude.min(other.cos_latitude),
            self.cos_latitude.max(other.cos_latitude),
        );
        (self.latitude * other.latitude >= 0.0).then(|| {
            (
                self.squared_metres(other, low) * (1.0 - 1e-9),
                self.squared_metres(other, high) * (1.0 + 1e-9),
            )
        })
    }

    /// Whether another point lies within a distance in metres.
    pub(super) fn is_within(&self, other: &Self, radius: f64) -> bool {
        match self.squared_metres_bounds(other) {
            Some((low, _)) if low > radius * radius => false,
            Some((_, high)) if high <= radius * radius => true,
            _ => self.metres(other) <= radius,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_bounds_hold_and_decide_most_pairs() {
        let mut undecided = 0;
        for number in 0..20_000_u64 {
            let fraction = |at: u64| {
                let hash = hash((number, at));
                f64::from(u32::try_from(hash >> 32).unwrap()) / f64::from(u32::MAX)
            };
            let latitude = fraction(0) * 170.0 - 85.0;
            let a = GeoPoint::new(fraction(1) * 360.0 - 180.0, latitude);
            let b = GeoPoint::new(
                a.longitude + fraction(2) * 0.01,
                latitude + fraction(3) * 0.01 - 0.005,
            );
            let metres = a.metres(&b);
            if let Some((low, high)) = a.squared_metres_bounds(&b) {
                assert!(low <= metres * metres && metres * metres <= high);
                undecided += usize::from(low <= 250_000.0 && 250_000.0 < high);
            }
            assert_eq!(a.is_within(&b, 500.0), metres <= 500.0);
        }
        assert!(undecided < 20);
    }
}
