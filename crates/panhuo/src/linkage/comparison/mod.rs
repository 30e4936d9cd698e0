//! Comparison: the level of two values of a field.
//!
//! Names, quantities and locations also have sketches of a few bytes, from which the most similar level that a
//! pair can be at follows without a full comparison. Level and bound use the same thresholds.

mod location;
mod names;
mod number;

pub(super) use self::location::{LocationSketch, location_level};
pub(super) use self::names::{NameSketch, PossibleNameLevels, names_level};
pub(super) use self::number::{NumberSketch, number_level};
use super::levels::{CategoryLevel, CodeLevel, DateLevel, FactsLevel, WordLevel};

/// The level of two words, by Jaro-Winkler similarity.
pub(super) fn word_level(a: &str, b: &str) -> WordLevel {
    if a == b {
        return WordLevel::Exact;
    }
    let similarity = strsim::jaro_winkler(a, b);
    if similarity >= 0.92 {
        WordLevel::Close
    } else if similarity >= 0.85 {
        WordLevel::Similar
    } else {
        WordLevel::Different
    }
}

/// The level of two codes; none for two codes of one series that differ only in their last two characters, which
/// are a typo or the next parcel.
pub(super) fn code_level(a: &str, b: &str) -> Option<CodeLevel> {
    if a == b {
        return Some(CodeLevel::Exact);
    }
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter < 3 || longer - shorter > 1 || strsim::osa_distance(a, b) > 1 {
        return Some(CodeLevel::Different);
    }
    let stem = |code: &str| code.chars().rev().skip(2).collect::<String>();
    (shorter < 6 || stem(a) != stem(b)).then_some(CodeLevel::Typo)
}

/// The level of two jurisdictions; none if one may lie within the other.
pub(super) fn jurisdiction_level(a: &str, b: &str) -> Option<CategoryLevel> {
    if a == b {
        Some(CategoryLevel::Exact)
    } else if a.starts_with(b) || b.starts_with(a) {
        None
    } else {
        Some(CategoryLevel::Different)
    }
}

/// The level of two days.
pub(super) fn date_level(a: [u8; 8], b: [u8; 8]) -> DateLevel {
    if a == b {
        return DateLevel::Exact;
    }
    let differing: Vec<usize> = (0..8).filter(|at| a[*at] != b[*at]).collect();
    let one_edit = match differing.as_slice() {
        [_] => true,
        [x, y] => y - x == 1 && a[*x] == b[*y] && a[*y] == b[*x],
        _ => false,
    };
    let day_and_month_swapped = a[..4] == b[..4] && a[4..6] == b[6..] && a[6..] == b[4..6];
    if one_edit || day_and_month_swapped {
        DateLevel::Typo
    } else if a[..4] == b[..4] || a[4..] == b[4..] {
        DateLevel::Year
    } else {
        DateLevel::Different
    }
}

/// The level of the facts that both records have; none if there are none. A number that agrees or differs counts
/// twice, a category once, because categories often agree by chance.
pub(super) fn facts_level(
    left: &[(u16, f64, f64)],
    right: &[(u16, f64, f64)],
) -> Option<FactsLevel> {
    let (mut agree, mut differ) = (0_u32, 0_u32);
    for (fact, low, high) in left {
        let Ok(at) = right.binary_search_by_key(fact, |other| other.0) else {
            continue;
        };
        let (_, other_low, other_high) = right[at];
        let ends = [*low, *high, other_low, other_high];
        if !ends.iter().all(|end| end.is_finite()) {
            continue;
        }
        let size = high.abs().max(other_high.abs());
        // Categories are stored as small whole numbers.
        let is_category = size < 64.0 && low.to_bits() == high.to_bits();
        let gap = (low - other_high).max(other_low - high);
        let agrees = if is_category {
            gap <= 0.0
        } else {
            gap <= size * 0.01
        };
        *(if agrees { &mut agree } else { &mut differ }) += if is_category { 1 } else { 2 };
    }
    match (agree, differ) {
        (0, 0) => None,
        _ if differ > agree => Some(FactsLevel::Contradict),
        _ if agree >= 5 && differ * 4 <= agree => Some(FactsLevel::Agree),
        _ if differ * 2 <= agree => Some(FactsLevel::Some),
        _ => Some(FactsLevel::Mixed),
    }
}
