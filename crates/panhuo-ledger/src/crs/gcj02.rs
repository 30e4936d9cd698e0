//! The offsets that Chinese map services add to WGS84: GCJ-02, and BD-09 on top of it.
//!
//! The forward formulas are the commonly published ones. The inverse is computed by fixed-point iteration,
//! which converges to less than a millimetre in a few steps.

use std::f64::consts::PI;

/// Longitude and latitude in degrees.
type Degrees = (f64, f64);

/// The semi-major axis, in metres, of the Krasovsky ellipsoid, which the GCJ-02 formula uses.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// The angle factor of the BD-09 formula.
const TURN: f64 = PI * 3000.0 / 180.0;

/// The periodic term that the offsets of both coordinates share.
fn waves(x: f64) -> f64 {
    (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
}

/// WGS84 to GCJ-02, as used inside China.
fn wgs_to_gcj((longitude, latitude): Degrees) -> Degrees {
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let root = 0.1 * x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 2.0 * root
        + waves(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + root
        + waves(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let angle = latitude.to_radians();
    let curve = 1.0 - ECCENTRICITY_SQUARED * angle.sin().powi(2);
    let along = AXIS * (1.0 - ECCENTRICITY_SQUARED) / (curve * curve.sqrt());
    let across = AXIS / curve.sqrt() * angle.cos();
    (
        longitude + (east / across).to_degrees(),
        latitude + (north / along).to_degrees(),
    )
}

/// GCJ-02 to WGS84, by fixed-point iteration.
pub(super) fn gcj_to_wgs(target: Degrees) -> Degrees {
    let mut at = target;
    for _ in 0..12 {
        let there = wgs_to_gcj(at);
        let miss = (target.0 - there.0, target.1 - there.1);
        at = (at.0 + miss.0, at.1 + miss.1);
        if miss.0.abs().max(miss.1.abs()) < 1e-11 {
            break;
        }
    }
    at
}

/// BD-09 to GCJ-02.
pub(super) fn bd_to_gcj((longitude, latitude): Degrees) -> Degrees {
    let (x, y) = (longitude - 0.0065, latitude - 0.006);
    let length = x.hypot(y) - 0.000_02 * (y * TURN).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * TURN).cos();
    (length * angle.cos(), length * angle.sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_point_goes_through_both() {
        // coordtransform issue 38; its inverse is one step, hence a few centimetres.
        let gcj = bd_to_gcj((115.475_216, 38.879_741));
        assert!((gcj.0 - 115.468_729_935_781_51).abs() < 1e-12, "{gcj:?}");
        assert!((gcj.1 - 38.873_719_782_667_57).abs() < 1e-12, "{gcj:?}");
        let wgs = gcj_to_wgs(gcj);
        assert!((wgs.0 - 115.462_425_465_591_61).abs() < 5e-5, "{wgs:?}");
        assert!((wgs.1 - 38.872_830_362_458_24).abs() < 5e-5, "{wgs:?}");
    }

    proptest::proptest! {
        #[test]
        fn the_inverse_leads_back(longitude in 73.7..135.0_f64, latitude in 18.0..53.5_f64) {
            let (x, y) = gcj_to_wgs(wgs_to_gcj((longitude, latitude)));
            proptest::prop_assert!((x - longitude).abs() < 1e-9 && (y - latitude).abs() < 1e-9);
        }
    }
}
