//! What levels weigh: the shares of a profile as bits, and how often a value occurs.

use super::likeness::named;
use super::profile::{Comparison, IdentityProfile, TermFrequencyAdjustment};

/// Bits for "same" and for "part of".
pub(super) type Bits = (f64, f64);

/// A level of a field, and how many records share the value if that matters.
pub(super) type FieldComparison = Option<(u8, Option<u32>)>;

/// A value that so many records have is as rare as weights assume; a site is seldom filed more often.
const FEW: u32 = 5;

/// Weights count as what was seen in so many records, when values are weighed by their frequency.
const EXPECTED_ROWS: f64 = 100.0;

/// A value that is rarer than the weights assume adds so many bits at most: the odds before anything
/// is compared do not fall with the number of records either.
const RAREST: f64 = 3.0;

/// Up to this level of places, two lie beside each other: near.
const BESIDE: u8 = 3;
/// From this level of places on, it is only points that lie so near: spot.
const POINTS: u8 = 2;

/// Fellegi-Sunter weights ready to be added.
#[derive(Debug)]
pub(super) struct Weights {
    fields: Vec<Field>,
    rows: f64,
}

#[derive(Debug)]
struct Field {
    comparison: Comparison,
    /// The levels among any two, and where the two lie beside each other.
    levels: [Vec<Weight>; 2],
}

#[derive(Clone, Copy, Debug)]
struct Weight {
    bits: Bits,
    /// The share of pairs of strangers.
    strangers: f64,
    /// Whether a value is stronger evidence where it is rare, not only weaker where it is common.
    rare_is_more: bool,
}

impl Weights {
    pub(super) fn new(profile: &IdentityProfile, rows: usize) -> Self {
        let fields = profile.fields.iter().map(|field| {
            let levels = field.levels_in_order();
            // How few are about as large says nothing of two sizes that are not equal, and names are
            // counted where they are equal.
            let by_value = match field.comparison {
                Comparison::Location => None,
                Comparison::Name => Some(usize::from(named::GENERIC)),
                _ => Some(0),
            };
            let by_value = by_value.filter(|_| {
                field.term_frequency_adjustment == TermFrequencyAdjustment::CommonAndRare
            });
            let of = |beside: bool| {
                let each = levels.iter().enumerate().map(|(at, level)| {
                    let neighbours = level.u_probability_nearby.filter(|_| beside);
                    let strangers = neighbours.unwrap_or(level.u_probability);
                    let part = level.m_probability_part.unwrap_or(level.m_probability);
                    Weight {
                        bits: (
                            (level.m_probability / strangers).log2(),
                            (part / strangers).log2(),
                        ),
                        strangers,
                        // How few sites an owner has says nothing of two beside each other.
                        rare_is_more: neighbours.is_none()
                            && by_value.is_some_and(|last| at <= last),
                    }
                });
                each.collect()
            };
            Field {
                comparison: field.comparison,
                levels: [of(false), of(true)],
            }
        });
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let rows = rows.max(1) as f64;
        Self {
            fields: fields.collect(),
            rows,
        }
    }

    /// What each level of a field adds at most, whatever the place and however rare the value.
    pub(super) fn most(&self, field: usize) -> Vec<Bits> {
        let [any, beside] = &self.fields[field].levels;
        let most = |weight: &Weight| {
            let more = if weight.rare_is_more { RAREST } else { 0.0 };
            (weight.bits.0 + more, weight.bits.1 + more)
        };
        let most = any.iter().zip(beside).map(|(any, beside)| {
            let (any, beside) = (most(any), most(beside));
            (any.0.max(beside.0), any.1.max(beside.1))
        });
        most.collect()
    }

    /// The bits of what was found.
    pub(super) fn of(&self, field: usize, found: FieldComparison, beside: bool) -> Bits {
        let Some((level, shared)) = found else {
            return (0.0, 0.0);
        };
        let field = &self.fields[field];
        let weight = field.levels[usize::from(beside)][usize::from(level)];
        let (same, part) = weight.bits;
        let Some(times) = shared else {
            return (same, part);
        };
        let less = if field.comparison == Comparison::Location {
            crowd(times)
        } else {
            let less = self.commoner(times, weight.strangers);
            if weight.rare_is_more {
                less
            } else {
                less.max(0.0)
            }
        };
        (
            (same - less).max(same.min(0.0)),
            (part - less).max(part.min(0.0)),
        )
    }

    /// Whether a field tells that the two lie beside each other.
    pub(super) fn lie_beside(&self, field: usize, found: FieldComparison) -> bool {
        self.fields[field].comparison == Comparison::Location
            && found.is_some_and(|(level, _)| level <= BESIDE)
    }

    /// How many bits commoner than `expected` a value is among strangers that so many records have.
    ///
    /// A few of them may be one site; what is left tells that it is common. That it is rare is told
    /// by all but one of them, among all records and a hundred more of the expected kind.
    fn commoner(&self, times: u32, expected: f64) -> f64 {
        let common = f64::from(times.saturating_sub(FEW)) / self.rows;
        if common > expected {
            return (common / expected).log2();
        }
        let others = f64::from(times.saturating_sub(1));
        let rare = (others + EXPECTED_ROWS * expected) / (self.rows + EXPECTED_ROWS);
        (rare / expected).log2().clamp(-RAREST, 0.0)
    }
}

/// Whether two places at this level are points in a neighbourhood, which weigh by how many others lie there.
pub(super) fn are_neighbours(level: u8) -> bool {
    (POINTS..=BESIDE).contains(&level)
}

/// How many bits less it tells that two lie beside each other where so many do: that a given one of
/// them is the same is as much less likely as there are more than the few that weights assume.
fn crowd(times: u32) -> f64 {
    (f64::from(times.saturating_sub(FEW)) / f64::from(FEW))
        .max(1.0)
        .log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> (IdentityProfile, Weights) {
        let profile = IdentityProfile::site();
        let weights = Weights::new(&profile, 10_000);
        (profile, weights)
    }

    #[test]
    fn a_neighbour_is_no_proof() {
        let (profile, weights) = site();
        let at = |name: &str| profile.field(name).unwrap();
        let bits = |name: &str, level: u8, times: u32, beside: bool| {
            weights.of(at(name), Some((level, Some(times))), beside).0
        };
        // Two lots side by side of one owner in one town: somebody has to look.
        let side_by_side = profile.prior
            + bits("place", POINTS, 5, false)
            + bits("owner", 0, 2, true)
            + bits("jurisdiction", 0, 500, true);
        assert!(profile.reject < side_by_side && side_by_side < profile.accept);
        // A slip in the owner's name is as common among neighbours.
        assert!(bits("owner", 5, 1, true) < 1.0 && bits("owner", 5, 1, false) > 3.0);
        // Forty-five in a square, of which five may be one: eight times as many as assumed.
        let crowded = bits("place", POINTS, 5, false) - bits("place", POINTS, 45, false);
        assert!((crowded - 3.0).abs() < 1e-12);
        // Areas that overlap are not weighed by how many lie around.
        assert!(!are_neighbours(0) && !are_neighbours(4));
    }

    #[test]
    fn nothing_weighs_more_than_the_most() {
        let (profile, weights) = site();
        for field in 0..profile.fields.len() {
            let most = weights.most(field);
            for (level, most) in (0_u8..).zip(&most) {
                for (times, beside) in [(1, false), (1, true), (9_000, false), (9_000, true)] {
                    let (same, part) = weights.of(field, Some((level, Some(times))), beside);
                    assert!(
                        same <= most.0 && part <= most.1,
                        "{}",
                        profile.fields[field].name
                    );
                }
            }
        }
    }
}
