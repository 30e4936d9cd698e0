//! Estimation of m- and u-probabilities: without labels by expectation maximisation, or from labelled pairs.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::clustering::PairConstraint;
use super::engine::Linkage;
use super::profile::{ComparedField, IdentityProfile};
use super::rows::{RecordPair, RecordRow};
use super::scoring::{FieldLevel, WeightTable};
use crate::error::{Error, ErrorCode, Result};
use crate::lang::{Bilingual, Lang};
use crate::lineage::MatchClass;

/// How many pairs have each combination of levels.
type PatternCounts = BTreeMap<Vec<Option<u8>>, f64>;

/// The probabilities of the profile count like so many observed pairs, so that a level that was not observed keeps
/// a probability.
const PSEUDO_PAIRS: f64 = 20.0;
/// The number of pairs from which u-probabilities are estimated.
const SAMPLED_PAIRS: usize = 200_000;
const ITERATIONS: usize = 50;
/// The fewest matches from which m-probabilities are estimated.
const MIN_MATCHES: f64 = 10.0;

/// The probabilities that are estimated.
#[derive(Clone, Copy)]
enum Probability {
    M,
    U,
}

impl Linkage {
    /// A profile with probabilities estimated from these records without labels, for registers that differ from
    /// those of the shipped profile.
    ///
    /// The u-probabilities come from pairs spread over all records, less those that the present profile holds to
    /// be matches (Linacre et al., "Splink", International Journal of Population Data Science 7, 2022, samples
    /// them at random); then the m-probabilities from the candidates, each weighted by its probability to be a
    /// match, by expectation maximisation (Winkler, "Using the EM Algorithm for Weight Computation in the
    /// Fellegi-Sunter Model of Record Linkage", 1988). The prior becomes the proportion of matches among all
    /// pairs. The probabilities of parts do not change. Deterministic. Costs some ten comparisons of all
    /// candidates.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::TOO_FEW_MATCHES`] if fewer than ten candidates seem to be matches; otherwise as
    /// [`Linkage::candidates`].
    pub fn estimate(&self) -> Result<IdentityProfile> {
        let candidates = self.pattern_counts(&self.candidates(RecordRow(0))?);
        let sample = self.pattern_counts(&spread_pairs(&self.rows()));
        let mut profile = (*self.profile).clone();
        #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
        let all_pairs = (self.len() as f64) * (self.len() as f64 - 1.0) / 2.0;
        let mut matches = 0.0;
        for iteration in 0..ITERATIONS {
            let probability = match_probability(&profile);
            let expected: Vec<f64> = candidates
                .iter()
                .map(|(levels, pairs)| probability(levels) * pairs)
                .collect();
            // From zero on: the sum of nothing would be -0.
            matches = expected.iter().fold(0.0, |sum, pairs| sum + pairs);
            let non_matches = sample
                .iter()
                .map(|(levels, pairs)| (levels, (1.0 - probability(levels)) * pairs));
            // In the first iteration only. Later, matches in the sample would drift to the non-matches, and equal
            // names with them.
            let u_counts = (iteration == 0).then(|| level_counts(&profile, non_matches));
            let m_counts = level_counts(&profile, candidates.keys().zip(expected));
            set_probabilities(&mut profile, &self.profile, &m_counts, Probability::M);
            if let Some(u_counts) = u_counts {
                set_probabilities(&mut profile, &self.profile, &u_counts, Probability::U);
            }
            profile.prior = (matches.max(1.0) / (all_pairs - matches).max(1.0)).log2();
        }
        if matches < MIN_MATCHES {
            return Err(Error::new(ErrorCode::TOO_FEW_MATCHES)
                .with_given(matches.round())
                .with_expected(MIN_MATCHES));
        }
        "estimated from the data by expectation maximisation".clone_into(&mut profile.source);
        Ok(profile)
    }

    /// A profile with probabilities estimated from labelled pairs: m from the matches, u from the non-matches. The
    /// probabilities of the present profile count like twenty pairs. The prior does not change.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::NO_REVIEWED_PAIR`] if there are no matches or no non-matches.
    pub fn estimate_from_labels(&self, labels: &[PairConstraint]) -> Result<IdentityProfile> {
        let mut profile = (*self.profile).clone();
        for (match_class, probability) in [
            (MatchClass::Match, Probability::M),
            (MatchClass::NonMatch, Probability::U),
        ] {
            let pairs = labels
                .iter()
                .filter(|label| label.match_class == match_class && label.a != label.b)
                .map(PairConstraint::pair)
                .filter(|pair| pair.b.index() < self.len());
            let pairs: Vec<RecordPair> = pairs.collect();
            if pairs.is_empty() {
                let label = [Lang::Zh, Lang::En].map(|lang| match_class.label(lang));
                return Err(Error::new(ErrorCode::NO_REVIEWED_PAIR)
                    .with_given(Bilingual::new(label[0], label[1])));
            }
            let patterns = self.pattern_counts(&pairs);
            let patterns = patterns.iter().map(|(levels, pairs)| (levels, *pairs));
            let counts = level_counts(&profile, patterns);
            set_probabilities(&mut profile, &self.profile, &counts, probability);
        }
        "estimated from labelled pairs".clone_into(&mut profile.source);
        Ok(profile)
    }

    fn pattern_counts(&self, pairs: &[RecordPair]) -> PatternCounts {
        let scorer = self.scorer();
        let levels: Vec<Vec<Option<u8>>> =
            pairs.par_iter().map(|pair| scorer.levels(*pair)).collect();
        let mut counts = PatternCounts::new();
        for each in levels {
            *counts.entry(each).or_default() += 1.0;
        }
        counts
    }
}

/// Pairs of rows at distances that are spread over all of them: a deterministic sample, in which adjacent rows,
/// which are more often matches, are no more frequent than others.
fn spread_pairs(rows: &[RecordRow]) -> Vec<RecordPair> {
    let count = rows.len();
    let rounds = (SAMPLED_PAIRS / count.max(1)).clamp(1, count.max(2) - 1);
    let mut pairs = Vec::with_capacity(rounds * count);
    let mut state = 1_u64;
    for _ in 0..rounds {
        // Knuth's multiplier, "The Art of Computer Programming" 2, 3.3.4.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let distance = 1 + usize::try_from(state >> 33).unwrap_or(0) % (count.max(2) - 1);
        let others = rows.iter().cycle().skip(distance % count.max(1));
        let more = rows.iter().zip(others).filter(|(a, b)| a != b);
        pairs.extend(more.map(|(a, b)| RecordPair::new(*a, *b)));
    }
    pairs.truncate(SAMPLED_PAIRS.max(count));
    pairs
}

/// The probability that a pair with these levels is a match.
fn match_probability(profile: &IdentityProfile) -> impl Fn(&[Option<u8>]) -> f64 + use<> {
    let (weights, prior) = (WeightTable::new(profile, 1), profile.prior);
    move |levels| {
        let level = |at: usize| levels[at].map(FieldLevel::from);
        let nearby = (0..levels.len()).any(|at| weights.is_nearby(at, level(at)));
        let bits = (0..levels.len()).map(|at| weights.weights(at, level(at), nearby).match_weight);
        1.0 / (1.0 + (-prior - bits.sum::<f64>()).exp2())
    }
}

/// How many pairs are at each level of each field.
fn level_counts<'p>(
    profile: &IdentityProfile,
    patterns: impl Iterator<Item = (&'p Vec<Option<u8>>, f64)>,
) -> Vec<Vec<f64>> {
    let zeros = |field: &ComparedField| vec![0.0; field.comparison.levels().len()];
    let mut counts: Vec<Vec<f64>> = profile.fields.iter().map(zeros).collect();
    for (levels, pairs) in patterns {
        for (field, level) in counts.iter_mut().zip(levels) {
            if let Some(count) = level.and_then(|level| field.get_mut(usize::from(level))) {
                *count += pairs;
            }
        }
    }
    counts
}

/// Sets probabilities from counts of levels and the probabilities of a prior profile.
fn set_probabilities(
    profile: &mut IdentityProfile,
    prior: &IdentityProfile,
    counts: &[Vec<f64>],
    probability: Probability,
) {
    let fields = profile.fields.iter_mut().zip(&prior.fields).zip(counts);
    for ((field, prior), counts) in fields {
        let total: f64 = counts.iter().sum::<f64>() + PSEUDO_PAIRS;
        for (before, count) in prior.levels_in_order().into_iter().zip(counts) {
            let mut levels = field.levels.iter_mut();
            let Some(level) = levels.find(|level| level.name == before.name) else {
                continue;
            };
            let (estimate, before) = match probability {
                Probability::M => (&mut level.m_probability, before.m_probability),
                Probability::U => (&mut level.u_probability, before.u_probability),
            };
            *estimate = ((count + PSEUDO_PAIRS * before) / total).min(1.0);
        }
    }
}
