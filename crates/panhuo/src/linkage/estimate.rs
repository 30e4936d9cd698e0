//! Weights from data: without labels by expectation maximisation, or from pairs that people judged.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cluster::PairConstraint;
use super::engine::Linkage;
use super::judge::MatchClass;
use super::profile::IdentityProfile;
use super::weights::Weights;
use crate::error::{Error, ErrorCode, Result};

/// The levels of a pair, field by field, and how many pairs have them.
type Patterns = BTreeMap<Vec<Option<u8>>, f64>;

/// Shipped shares count as much as so many pairs, so that a level that was never seen keeps some.
const SHIPPED_PAIRS: f64 = 20.0;
/// Pairs of strangers that are looked at.
const STRANGERS: usize = 200_000;
const ROUNDS: usize = 50;

impl Linkage {
    /// Weights for registers that differ from those the shipped ones were made for, without labels.
    ///
    /// Shares among strangers come from pairs spread over all rows, those that the present weights
    /// hold to be one left out; then shares among pairs of one site from the candidates, each weighed
    /// by how likely it is to be one, again and again: expectation maximisation (Winkler, "Using the EM Algorithm for Weight Computation in
    /// the Fellegi-Sunter Model of Record Linkage", 1988; strangers from random pairs: Linacre et
    /// al., "Splink", International Journal of Population Data Science 7, 2022). The prior becomes the share of all pairs that are one. Shares of parts stay as they are.
    /// Deterministic; cost: some ten comparisons of all candidates.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if fewer than ten candidates seem to be one: there is nothing
    /// to learn from.
    pub fn estimate(&self) -> Result<IdentityProfile> {
        let candidates = self.candidates(0);
        let strangers = self.patterns(&spread(self.rows()));
        let patterns = self.patterns(&candidates);
        let mut profile = (*self.profile).clone();
        #[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
        let all = (self.rows() as f64) * (self.rows() as f64 - 1.0) / 2.0;
        let mut total = 0.0;
        for round in 0..ROUNDS {
            let one = likelihood(&profile);
            let shares: Vec<f64> = patterns
                .iter()
                .map(|(levels, pairs)| one(levels) * pairs)
                .collect();
            // From zero on: the sum of nothing would be -0.
            total = shares.iter().fold(0.0, |sum, share| sum + share);
            let strangers = strangers
                .iter()
                .map(|(levels, pairs)| (levels, (1.0 - one(levels)) * pairs));
            // Learnt anew each round, pairs of one site among the random ones would drift to the
            // strangers, and identical names with them.
            let different = (round == 0).then(|| counts(&profile, strangers));
            let same = counts(&profile, patterns.keys().zip(shares));
            set(&mut profile, &self.profile, &same, true);
            if let Some(different) = different {
                set(&mut profile, &self.profile, &different, false);
            }
            profile.prior = (total.max(1.0) / (all - total).max(1.0)).log2();
        }
        if total < 10.0 {
            return Err(Error::new(ErrorCode::TOO_FEW_MATCHES)
                .with_given(total.round())
                .with_expected("10"));
        }
        "estimated from the data by expectation maximisation".clone_into(&mut profile.source);
        Ok(profile)
    }

    /// Weights from pairs that people judged: shares of levels among those that are the same and
    /// among those that are different, the shipped ones counting as twenty pairs. The prior stays.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if there is no pair of either kind.
    pub fn estimate_from_labels(&self, judged: &[PairConstraint]) -> Result<IdentityProfile> {
        let mut profile = (*self.profile).clone();
        for (match_class, same) in [(MatchClass::Match, true), (MatchClass::NonMatch, false)] {
            let rows = self.rows();
            let pairs: Vec<(u32, u32)> = judged
                .iter()
                .filter(|r| r.match_class == match_class && r.a != r.b && r.a.max(r.b) < rows)
                .filter_map(|r| {
                    Some((
                        u32::try_from(r.a.min(r.b)).ok()?,
                        u32::try_from(r.a.max(r.b)).ok()?,
                    ))
                })
                .collect();
            if pairs.is_empty() {
                return Err(Error::new(ErrorCode::NO_REVIEWED_PAIR).with_given(match_class.name()));
            }
            let patterns = self.patterns(&pairs);
            let seen = counts(
                &profile,
                patterns.iter().map(|(levels, pairs)| (levels, *pairs)),
            );
            set(&mut profile, &self.profile, &seen, same);
        }
        "estimated from pairs that people judged".clone_into(&mut profile.source);
        Ok(profile)
    }

    fn patterns(&self, pairs: &[(u32, u32)]) -> Patterns {
        let judge = self.judge_of();
        let levels: Vec<Vec<Option<u8>>> = pairs
            .par_iter()
            .map(|(a, b)| judge.levels(*a as usize, *b as usize))
            .collect();
        let mut patterns = Patterns::new();
        for each in levels {
            *patterns.entry(each).or_default() += 1.0;
        }
        patterns
    }
}

/// Pairs of rows at distances that are spread over all of them: a sample without chance, in which
/// neighbours, which may well be one site, are no more frequent than others.
fn spread(rows: usize) -> Vec<(u32, u32)> {
    let rounds = (STRANGERS / rows.max(1)).clamp(1, rows.max(2) - 1);
    let mut pairs = Vec::with_capacity(rounds * rows);
    let mut state = 1_u64;
    for _ in 0..rounds {
        // Knuth's multiplier, "The Art of Computer Programming" 2, 3.3.4.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let apart = 1 + usize::try_from(state >> 33).unwrap_or(0) % rows.max(2).saturating_sub(1);
        let more = (0..rows).map(|row| (row, (row + apart) % rows));
        let small = |row: usize| u32::try_from(row).ok();
        pairs.extend(
            more.filter(|(a, b)| a != b)
                .filter_map(|(a, b)| Some((small(a)?, small(b)?))),
        );
    }
    pairs.truncate(STRANGERS.max(rows));
    pairs
}

/// How likely a pair with these levels is one, by the weights of a profile.
fn likelihood(profile: &IdentityProfile) -> impl Fn(&[Option<u8>]) -> f64 + use<> {
    let (weights, prior) = (Weights::new(profile, 1), profile.prior);
    move |levels| {
        let found = |at: usize| levels[at].map(|level| (level, None));
        let beside = (0..levels.len()).any(|at| weights.lie_beside(at, found(at)));
        let bits = (0..levels.len()).map(|at| weights.of(at, found(at), beside).0);
        1.0 / (1.0 + (-prior - bits.sum::<f64>()).exp2())
    }
}

/// How many pairs are at each level of each field.
fn counts<'p>(
    profile: &IdentityProfile,
    patterns: impl Iterator<Item = (&'p Vec<Option<u8>>, f64)>,
) -> Vec<Vec<f64>> {
    let empty = |field: &super::profile::ComparedField| vec![0.0; field.comparison.levels().len()];
    let mut counts: Vec<Vec<f64>> = profile.fields.iter().map(empty).collect();
    for (levels, pairs) in patterns {
        for (field, level) in counts.iter_mut().zip(levels) {
            if let Some(count) = level.and_then(|level| field.get_mut(usize::from(level))) {
                *count += pairs;
            }
        }
    }
    counts
}

/// Takes the counted shares of one side, with the shipped ones as some pairs more.
fn set(profile: &mut IdentityProfile, shipped: &IdentityProfile, counts: &[Vec<f64>], same: bool) {
    let fields = profile.fields.iter_mut().zip(&shipped.fields).zip(counts);
    for ((field, shipped), counts) in fields {
        let total: f64 = counts.iter().sum::<f64>() + SHIPPED_PAIRS;
        for (before, count) in shipped.levels_in_order().into_iter().zip(counts) {
            let level = field
                .levels
                .iter_mut()
                .find(|level| level.name == before.name);
            let Some(level) = level else { continue };
            let (share, before) = if same {
                (&mut level.m_probability, before.m_probability)
            } else {
                (&mut level.u_probability, before.u_probability)
            };
            *share = ((count + SHIPPED_PAIRS * before) / total).min(1.0);
        }
    }
}
