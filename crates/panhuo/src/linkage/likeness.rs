//! At which level two values of a field are.
//!
//! Each function returns the place of a level in [`Comparison::levels`](super::Comparison::levels).

mod names;

use geo::{Area, BooleanOps, Intersects};

use super::prepare::{Measure, Spot};

pub(super) use self::names::{Shared, have_nothing_in_common, named, of_names};

/// Levels of `Word`: same, close, alike, (alternate_field), different.
pub(super) fn of_word(a: &str, b: &str) -> u8 {
    if a == b {
        return 0;
    }
    let likeness = strsim::jaro_winkler(a, b);
    if likeness >= 0.92 {
        1
    } else if likeness >= 0.85 {
        2
    } else {
        4
    }
}

/// Levels of `Code`: same, slip, different; nothing for two of one series that differ in their last two
/// characters alone: a slip, or the next parcel.
pub(super) fn of_code(a: &str, b: &str) -> Option<u8> {
    if a == b {
        return Some(0);
    }
    let (short, length) = (a.len().min(b.len()), a.len().max(b.len()));
    if short < 3 || length - short > 1 || strsim::osa_distance(a, b) > 1 {
        return Some(2);
    }
    let stem = |code: &str| code.chars().rev().skip(2).collect::<String>();
    (short < 6 || stem(a) != stem(b)).then_some(1)
}

/// Levels of `Jurisdiction`: same, different; nothing if one may lie in the other.
pub(super) fn of_jurisdiction(a: &str, b: &str) -> Option<u8> {
    if a == b {
        Some(0)
    } else if a.starts_with(b) || b.starts_with(a) {
        None
    } else {
        Some(1)
    }
}

/// Levels of `Number`: equal, agree, rounded, close, near, apart. Quantities are equal if they are one
/// number of three digits or more. They agree if they may be one number within half a unit of the
/// last digit that each is written with, and half a percent; where that is much, as for 0.2 ha, they
/// only agree when rounded.
pub(super) fn of_number(a: &Measure, b: &Measure) -> u8 {
    if a.key.is_some() && a.key == b.key {
        return 0;
    }
    let size = a.high.max(b.high);
    let slack = (a.step + b.step) * 0.5 + size * 0.005;
    let gap = (a.low - b.high).max(b.low - a.high);
    let wide = (a.high - a.low).max(b.high - b.low) + slack > size * 0.03;
    if gap <= slack {
        1 + u8::from(wide)
    } else if gap <= slack + size * 0.05 {
        if wide { 4 } else { 3 }
    } else if gap <= size * 0.2 {
        4
    } else {
        5
    }
}

/// Levels of `Date`: same, slip, year, different. A slip is one wrong digit, two digits exchanged,
/// or the day and the month.
pub(super) fn of_date(a: [u8; 8], b: [u8; 8]) -> u8 {
    if a == b {
        return 0;
    }
    let differ: Vec<usize> = (0..8).filter(|at| a[*at] != b[*at]).collect();
    let exchanged = |x: usize, y: usize| a[x] == b[y] && a[y] == b[x];
    let slip = match differ.as_slice() {
        [_] => true,
        [x, y] => y - x == 1 && exchanged(*x, *y),
        _ => false,
    };
    if slip || a[..4] == b[..4] && a[4..6] == b[6..] && a[6..] == b[4..6] {
        1
    } else if a[..4] == b[..4] || a[4..] == b[4..] {
        2
    } else {
        3
    }
}

/// Up to so many metres two places are at so near a level.
pub(super) const PLACE_LEVELS: [(f64, u8); 4] = [(50.0, 2), (300.0, 3), (1_500.0, 4), (5_000.0, 5)];

/// Levels of `Place`: overlap, inside, spot, near, around, far, elsewhere.
pub(super) fn of_place(a: &Spot, b: &Spot) -> u8 {
    if let (Some(x), Some(y)) = (&a.footprint, &b.footprint)
        && x.bounds().intersects(&y.bounds())
    {
        let (left, right) = (x.polygons(), y.polygons());
        let shared = left.intersection(right).unsigned_area();
        let (one, other) = (left.unsigned_area(), right.unsigned_area());
        let smaller = one.min(other).max(f64::MIN_POSITIVE);
        if shared >= 0.5 * (one + other - shared) {
            return 0;
        }
        if shared >= 0.9 * smaller {
            return 1;
        }
    }
    let slack = (a.accuracy + b.accuracy).min(3_000.0);
    // Farther to the north alone: no cosine needed.
    if (a.point.latitude - b.point.latitude).abs() * 111_000.0 - slack > 5_000.0 {
        return 6;
    }
    let level = |within: &dyn Fn(f64) -> bool| {
        let level = PLACE_LEVELS.iter().find(|(metres, _)| within(*metres));
        // Two that may be so far off are not on one spot.
        level.map_or(
            6,
            |(_, level)| if slack > 300.0 { 3.max(*level) } else { *level },
        )
    };
    if let Some((low, high)) = a.point.about(&b.point) {
        let of_square =
            |square: f64| level(&|metres| square <= (metres + slack) * (metres + slack));
        let nearest = of_square(low);
        if nearest == of_square(high) {
            return nearest;
        }
    }
    let apart = (a.point.metres(&b.point) - slack).max(0.0);
    level(&|metres| apart <= metres)
}

/// Levels of `Facts`: agree, some, mixed, contradict. A number that agrees counts for two, a
/// category for one, since categories often agree by chance.
pub(super) fn of_facts(left: &[(u16, f64, f64)], right: &[(u16, f64, f64)]) -> Option<u8> {
    let (mut agree, mut differ) = (0_u32, 0_u32);
    for (attribute, low, high) in left {
        let Ok(at) = right.binary_search_by_key(attribute, |fact| fact.0) else {
            continue;
        };
        let (_, other_low, other_high) = right[at];
        let ends = [*low, *high, other_low, other_high];
        if !ends.iter().all(|end| end.is_finite()) {
            continue;
        }
        let size = high.abs().max(other_high.abs());
        // Categories are small whole numbers without width.
        let category = size < 64.0 && low.to_bits() == high.to_bits();
        let gap = (low - other_high).max(other_low - high);
        let meets = if category {
            gap <= 0.0
        } else {
            gap <= size * 0.01
        };
        *(if meets { &mut agree } else { &mut differ }) += if category { 1 } else { 2 };
    }
    match (agree, differ) {
        (0, 0) => None,
        _ if differ > agree => Some(3),
        _ if agree >= 5 && differ * 4 <= agree => Some(0),
        _ if differ * 2 <= agree => Some(1),
        _ => Some(2),
    }
}
