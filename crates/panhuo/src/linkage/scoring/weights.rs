//! Match weights: the probabilities of a profile in bits, adjusted for the frequency of a value.

use std::ops::{Add, AddAssign, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use crate::linkage::levels::{LocationLevel, NameLevel};
use crate::linkage::profile::{
    ComparedField, Comparison, IdentityProfile, TermFrequencyAdjustment,
};

/// Match weights in bits, of a pair or of the evidence of one field: log2 of m / u for each of the two
/// hypotheses that a pair is not a non-match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchWeights {
    /// The weight for "match".
    pub match_weight: f64,
    /// The weight for "part of"; minus infinity if the profile does not look for parts.
    pub part_weight: f64,
}

impl MatchWeights {
    pub(super) fn new(match_weight: f64, part_weight: f64) -> Self {
        Self {
            match_weight,
            part_weight,
        }
    }

    /// The greater of the two weights.
    pub(in crate::linkage) fn best(self) -> f64 {
        self.match_weight.max(self.part_weight)
    }

    fn zip_with(self, other: Self, combine: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            match_weight: combine(self.match_weight, other.match_weight),
            part_weight: combine(self.part_weight, other.part_weight),
        }
    }

    /// The greater weight for each hypothesis.
    pub(super) fn max(self, other: Self) -> Self {
        self.zip_with(other, f64::max)
    }

    /// The smaller weight for each hypothesis.
    pub(super) fn min(self, other: Self) -> Self {
        self.zip_with(other, f64::min)
    }
}

impl Add for MatchWeights {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.zip_with(other, |one, other| one + other)
    }
}

impl AddAssign for MatchWeights {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for MatchWeights {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.zip_with(other, |one, other| one - other)
    }
}

impl SubAssign for MatchWeights {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// The level of a field of a pair, as an index into [`Comparison::levels`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::linkage) struct FieldLevel {
    pub(in crate::linkage) level: u8,
    /// How many records share the value, if the weight depends on that.
    pub(in crate::linkage) shared_by: Option<u32>,
}

impl<L: Into<u8>> From<L> for FieldLevel {
    fn from(level: L) -> Self {
        Self {
            level: level.into(),
            shared_by: None,
        }
    }
}

/// One site is seldom filed more often than this: a value that so many records share has the frequency that the
/// probabilities of the profile assume.
const RECORDS_PER_SITE: u32 = 5;

/// The u-probability of a level counts like an observation in so many records when the frequency of a value is
/// estimated.
const PSEUDO_RECORDS: f64 = 100.0;

/// The most bits that a rare value adds. The prior does not fall with the number of records either.
const MAX_RARITY_BITS: f64 = 3.0;

/// Up to this level, two locations are nearby.
const NEARBY: LocationLevel = LocationLevel::Near;

/// The weights of all levels of all fields.
#[derive(Debug)]
pub(in crate::linkage) struct WeightTable {
    fields: Vec<FieldWeights>,
    records: f64,
}

#[derive(Debug)]
struct FieldWeights {
    comparison: Comparison,
    /// By level, for any two records and for two that are nearby.
    levels: [Vec<LevelWeight>; 2],
}

#[derive(Clone, Copy, Debug)]
struct LevelWeight {
    weights: MatchWeights,
    u_probability: f64,
    /// Whether a rare value is stronger evidence, and not only a common one weaker.
    rarity_adds: bool,
}

impl WeightTable {
    pub(in crate::linkage) fn new(profile: &IdentityProfile, records: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let records = records.max(1) as f64;
        Self {
            fields: profile.fields.iter().map(FieldWeights::new).collect(),
            records,
        }
    }

    /// For each level of a field the greatest weights that it can have, nearby or not and however rare the
    /// value.
    pub(super) fn upper_bounds(&self, field: usize) -> Vec<MatchWeights> {
        let upper_bound = |level: &LevelWeight| {
            let rarity = if level.rarity_adds {
                MAX_RARITY_BITS
            } else {
                0.0
            };
            level.weights + MatchWeights::new(rarity, rarity)
        };
        let [any, nearby] = &self.fields[field].levels;
        let levels = any.iter().zip(nearby);
        levels
            .map(|(any, nearby)| upper_bound(any).max(upper_bound(nearby)))
            .collect()
    }

    /// The weights of a level of a field; 0 if a value is unknown.
    pub(in crate::linkage) fn weights(
        &self,
        field: usize,
        level: Option<FieldLevel>,
        nearby: bool,
    ) -> MatchWeights {
        let Some(FieldLevel { level, shared_by }) = level else {
            return MatchWeights::default();
        };
        let field = &self.fields[field];
        let level = field.levels[usize::from(nearby)][usize::from(level)];
        let Some(count) = shared_by else {
            return level.weights;
        };
        let reduction = if field.comparison == Comparison::Location {
            density_adjustment(count)
        } else {
            let bits = self.term_frequency_adjustment(count, level.u_probability);
            if level.rarity_adds {
                bits
            } else {
                bits.max(0.0)
            }
        };
        // Frequency makes evidence for a hypothesis weaker, but never evidence against it.
        let least = level.weights.min(MatchWeights::default());
        (level.weights - MatchWeights::new(reduction, reduction)).max(least)
    }

    /// Whether the level of a field says that the two records are nearby.
    pub(in crate::linkage) fn is_nearby(&self, field: usize, level: Option<FieldLevel>) -> bool {
        self.fields[field].comparison == Comparison::Location
            && level.is_some_and(|level| level.level <= NEARBY as u8)
    }

    /// How many bits less a value weighs that `count` records share: log2 of its frequency among non-matches over
    /// the u-probability; negative for a rare value.
    ///
    /// Of the records that share a common value, [`RECORDS_PER_SITE`] may be of one site and do not count. A rare
    /// value is estimated from all records but one, and [`PSEUDO_RECORDS`] with the u-probability.
    fn term_frequency_adjustment(&self, count: u32, u_probability: f64) -> f64 {
        let common = f64::from(count.saturating_sub(RECORDS_PER_SITE)) / self.records;
        if common > u_probability {
            return (common / u_probability).log2();
        }
        let others = f64::from(count.saturating_sub(1));
        let rare = (others + PSEUDO_RECORDS * u_probability) / (self.records + PSEUDO_RECORDS);
        (rare / u_probability).log2().clamp(-MAX_RARITY_BITS, 0.0)
    }
}

impl FieldWeights {
    fn new(field: &ComparedField) -> Self {
        let levels = field.levels_in_order();
        // The last level that rarity makes stronger. A rare size says nothing about two sizes that are not equal,
        // and names are counted only where they are equal.
        let last_rarity_level = match field.comparison {
            Comparison::Location => None,
            Comparison::Name => Some(NameLevel::Generic as usize),
            _ => Some(0),
        };
        let last_rarity_level = last_rarity_level
            .filter(|_| field.term_frequency_adjustment == TermFrequencyAdjustment::CommonAndRare);
        let weights = |nearby: bool| {
            let each = levels.iter().enumerate().map(|(at, level)| {
                let u_nearby = level.u_probability_nearby.filter(|_| nearby);
                let u_probability = u_nearby.unwrap_or(level.u_probability);
                let m_part = level.m_probability_part.unwrap_or(level.m_probability);
                LevelWeight {
                    weights: MatchWeights::new(
                        (level.m_probability / u_probability).log2(),
                        (m_part / u_probability).log2(),
                    ),
                    u_probability,
                    // How few sites an owner has says nothing about two of them that are nearby.
                    rarity_adds: u_nearby.is_none()
                        && last_rarity_level.is_some_and(|last| at <= last),
                }
            });
            each.collect()
        };
        Self {
            comparison: field.comparison,
            levels: [weights(false), weights(true)],
        }
    }
}

/// Whether the weight of two locations at this level depends on how many records lie around them.
pub(super) fn depends_on_density(level: LocationLevel) -> bool {
    (LocationLevel::Spot..=NEARBY).contains(&level)
}

/// Bits taken off for proximity in dense areas: log2((n − 5) / 5) for n records in the grid cell, at least 0.
fn density_adjustment(count: u32) -> f64 {
    (f64::from(count.saturating_sub(RECORDS_PER_SITE)) / f64::from(RECORDS_PER_SITE))
        .max(1.0)
        .log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (IdentityProfile, WeightTable) {
        let profile = IdentityProfile::site();
        let weights = WeightTable::new(&profile, 10_000);
        (profile, weights)
    }

    fn level(level: u8, count: u32) -> FieldLevel {
        let shared_by = Some(count);
        FieldLevel { level, shared_by }
    }

    #[test]
    fn proximity_is_no_proof() {
        let (profile, weights) = site();
        let bits = |name: &str, at: u8, count: u32, nearby: bool| {
            let field = profile.field_index(name).unwrap();
            let weights = weights.weights(field, Some(level(at, count)), nearby);
            weights.match_weight
        };
        let spot = LocationLevel::Spot as u8;
        // Adjoining lots of one owner in one town are for clerical review.
        let adjoining = profile.prior
            + bits("location", spot, 5, false)
            + bits("owner", 0, 2, true)
            + bits("jurisdiction", 0, 500, true);
        assert!(profile.reject < adjoining && adjoining < profile.accept);
        // A typo in the owner's name is as frequent among adjoining lots.
        assert!(bits("owner", 5, 1, true) < 1.0 && bits("owner", 5, 1, false) > 3.0);
        // 45 records in a cell, of which five may be one site: eight times as many as assumed.
        let reduction = bits("location", spot, 5, false) - bits("location", spot, 45, false);
        assert!((reduction - 3.0).abs() < 1e-12);
        // Footprints that overlap do not depend on the density.
        assert!(!depends_on_density(LocationLevel::Overlap));
        assert!(!depends_on_density(LocationLevel::Around));
    }

    #[test]
    fn no_weight_exceeds_its_upper_bound() {
        let (profile, weights) = site();
        for field in 0..profile.fields.len() {
            for (at, bound) in (0_u8..).zip(weights.upper_bounds(field)) {
                for (count, nearby) in [(1, false), (1, true), (9_000, false), (9_000, true)] {
                    let weights = weights.weights(field, Some(level(at, count)), nearby);
                    assert_eq!(weights.max(bound), bound, "{}", profile.fields[field].name);
                }
            }
        }
    }
}
