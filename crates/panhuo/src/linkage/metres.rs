//! How far points are from each other that are not far apart.

/// A point in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) longitude: f64,
    pub(super) latitude: f64,
    /// How long a degree of longitude is there, as a share of one at the equator.
    pub(super) narrow: f64,
}

impl Point {
    pub(super) fn new(longitude: f64, latitude: f64) -> Self {
        Self {
            longitude,
            latitude,
            narrow: latitude.to_radians().cos(),
        }
    }

    /// Metres to another, to about half a percent.
    pub(super) fn metres(&self, other: &Self) -> f64 {
        let middle = (self.latitude + other.latitude) * 0.5;
        self.square(other, middle.to_radians().cos()).sqrt()
    }

    /// The square of some 300 m to a side that it lies in.
    pub(super) fn square_key(&self) -> u64 {
        let band = (self.latitude * 370.0).floor();
        let narrow = ((band + 0.5) / 370.0).to_radians().cos();
        let east = (self.longitude * 371.0 * narrow).floor();
        super::name::hash((band.to_bits(), east.to_bits()))
    }

    /// The square of them where a degree of longitude is so much of one at the equator.
    fn square(&self, other: &Self, narrow: f64) -> f64 {
        let north = (self.latitude - other.latitude) * 111_000.0;
        let mut degrees = (self.longitude - other.longitude).abs();
        if degrees > 180.0 {
            degrees = 360.0 - degrees;
        }
        let east = degrees * 111_320.0 * narrow;
        north * north + east * east
    }

    /// The square of the metres to another, from and to, without a cosine or a root: between the
    /// cosines of the two lies that of the middle, but for the rounding. Nothing across the equator.
    pub(super) fn about(&self, other: &Self) -> Option<(f64, f64)> {
        let low = self.square(other, self.narrow.min(other.narrow)) * (1.0 - 1e-9);
        let high = self.square(other, self.narrow.max(other.narrow)) * (1.0 + 1e-9);
        (self.latitude * other.latitude >= 0.0).then_some((low, high))
    }

    /// Whether another is at most so many metres away.
    pub(super) fn is_within(&self, other: &Self, radius: f64) -> bool {
        match self.about(other) {
            Some((low, _)) if low > radius * radius => false,
            Some((_, high)) if high <= radius * radius => true,
            _ => self.metres(other) <= radius,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Point;

    #[test]
    fn what_is_told_without_a_cosine_is_what_the_cosine_tells() {
        let mut undecided = 0;
        for number in 0..20_000_u64 {
            let part = |at: u64| {
                let hash = super::super::name::hash((number, at));
                f64::from(u32::try_from(hash >> 32).unwrap()) / f64::from(u32::MAX)
            };
            let latitude = part(0) * 170.0 - 85.0;
            let a = Point::new(part(1) * 360.0 - 180.0, latitude);
            let b = Point::new(
                a.longitude + part(2) * 0.01,
                latitude + part(3) * 0.01 - 0.005,
            );
            let metres = a.metres(&b);
            if let Some((low, high)) = a.about(&b) {
                assert!(low <= metres * metres && metres * metres <= high);
                undecided += usize::from(low <= 250_000.0 && 250_000.0 < high);
            }
            assert_eq!(a.is_within(&b, 500.0), metres <= 500.0);
        }
        assert!(undecided < 20);
    }
}
