//! Levels of two quantities.

use crate::linkage::features::Measurement;
use crate::linkage::levels::NumberLevel;

/// Quantities agree up to this difference beyond their written precision. This and the next two limits are
/// relative to the larger quantity.
const AGREE: f64 = 0.005;
/// Quantities are close up to this difference beyond what agrees.
const CLOSE: f64 = 0.05;
/// Quantities are near up to this difference.
const NEAR: f64 = 0.2;
/// A quantity with a greater uncertainty than this is written coarsely.
const COARSE: f64 = 0.03;

/// The level of two quantities. They are equal if they are one number of three digits or more. They agree if
/// they may be one number within half a unit of the last digit of each and half a percent; if that is much, as
/// for 0.2 ha, they only agree when rounded.
pub(in crate::linkage) fn number_level(a: &Measurement, b: &Measurement) -> NumberLevel {
    if a.exact_key.is_some() && a.exact_key == b.exact_key {
        return NumberLevel::Equal;
    }
    let size = a.high.max(b.high);
    let slack = (a.step + b.step) * 0.5 + size * AGREE;
    let gap = (a.low - b.high).max(b.low - a.high);
    let coarse = (a.high - a.low).max(b.high - b.low) + slack > size * COARSE;
    if gap <= slack {
        if coarse {
            NumberLevel::Rounded
        } else {
            NumberLevel::Agree
        }
    } else if gap <= slack + size * CLOSE && !coarse {
        NumberLevel::Close
    } else if gap <= slack + size * CLOSE || gap <= size * NEAR {
        NumberLevel::Near
    } else {
        NumberLevel::Apart
    }
}

/// A quantity in 12 bytes: its ends, widened by half a step and by the rounding to `f32`, and its exact key.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::linkage) struct NumberSketch {
    low: f32,
    high: f32,
    exact_key: u32,
}

/// The exact key of a quantity that has none: the bits of a NaN.
const NO_KEY: u32 = u32::MAX;

impl NumberSketch {
    /// The sketch of a quantity; none if the ends are not in order or outside the range of `f32`.
    pub(in crate::linkage) fn new(number: &Measurement) -> Option<Self> {
        let half = number.step * 0.5;
        let (low, high) = (number.low - half, number.high + half);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "widened by more than the rounding"
        )]
        let (low, high) = (
            (low - low.abs() * 1e-6) as f32,
            (high + high.abs() * 1e-6) as f32,
        );
        let is_ordinary = half >= 0.0
            && number.low <= number.high
            && low.is_finite()
            && (1e-30..1e30).contains(&high);
        is_ordinary.then_some(Self {
            low,
            high,
            exact_key: number.exact_key.unwrap_or(NO_KEY),
        })
    }

    /// The most similar level that two quantities can be at.
    pub(in crate::linkage) fn most_similar_level(&self, other: &Self) -> NumberLevel {
        // The limits of `number_level`, raised by more than the rounding of the differences.
        #[expect(clippy::cast_possible_truncation, reason = "constants")]
        const LIMITS: [f32; 3] = [
            (AGREE + 1e-5) as f32,
            (AGREE + CLOSE + 1e-5) as f32,
            (NEAR + 1e-5) as f32,
        ];
        if self.exact_key == other.exact_key && self.exact_key != NO_KEY {
            return NumberLevel::Equal;
        }
        let size = self.high.max(other.high);
        let gap = (self.low - other.high).max(other.low - self.high);
        if gap <= size * LIMITS[0] {
            NumberLevel::Agree
        } else if gap <= size * LIMITS[1] {
            NumberLevel::Close
        } else if gap <= size * LIMITS[2] {
            NumberLevel::Near
        } else {
            NumberLevel::Apart
        }
    }
}
