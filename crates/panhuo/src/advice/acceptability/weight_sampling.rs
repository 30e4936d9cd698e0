//! Random weights: uniform over all shares that the intervals allow, from a seed.

use crate::error::{Error, ErrorCode, Result};

/// How many tries a sample may take on average before the intervals are refused.
const MAX_TRIES_PER_SAMPLE: usize = 10_000;

/// How far rounding may put a share beyond its interval.
const ROUNDING: f64 = 1e-12;

/// A pseudorandom number generator: Steele, Lea & Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Draws shares that sum to 1, each within its interval.
///
/// The samples are uniform over the part of the simplex that the intervals allow, by rejection
/// sampling: either from the whole simplex (the gaps between sorted uniform numbers), or from the
/// box of all intervals but the widest, whose share is 1 less the others; whichever is smaller.
/// Only + − × ÷ are used, so that the samples are the same on every machine.
pub(super) struct WeightSampler {
    intervals: Vec<(f64, f64)>,
    /// The share that is 1 less the others; none to sample from the whole simplex.
    remainder: Option<usize>,
    random: SplitMix64,
    tries: usize,
}

impl WeightSampler {
    pub(super) fn new(intervals: Vec<(f64, f64)>, seed: u64, samples: usize) -> Result<Self> {
        for (low, high) in &intervals {
            if !(0.0 <= *low && low <= high && *high <= 1.0) {
                let given = format!("{low}–{high}");
                return Err(Error::new(ErrorCode::WEIGHT_SHARE).with_given(given));
            }
        }
        let least: f64 = intervals.iter().map(|(low, _)| low).sum();
        let most: f64 = intervals.iter().map(|(_, high)| high).sum();
        if !intervals.is_empty() && (least > 1.0 + ROUNDING || most < 1.0 - ROUNDING) {
            let given = format!("{least}–{most}");
            return Err(Error::new(ErrorCode::WEIGHT_SHARES_SUM).with_given(given));
        }
        let width = |at: &usize| intervals[*at].1 - intervals[*at].0;
        let widest = (0..intervals.len()).max_by(|a, b| width(a).total_cmp(&width(b)));
        let others = (0..intervals.len()).filter(|at| Some(*at) != widest);
        // The simplex of n shares has 1 / (n - 1)! of the volume of the unit box of n - 1.
        let (mut box_volume, mut simplex_volume, mut count) = (1.0, 1.0, 0.0);
        for at in others {
            count += 1.0;
            box_volume *= width(&at);
            simplex_volume /= count;
        }
        Ok(Self {
            remainder: widest.filter(|_| box_volume <= simplex_volume),
            intervals,
            random: SplitMix64(seed),
            tries: samples.saturating_mul(MAX_TRIES_PER_SAMPLE),
        })
    }

    /// One more sample.
    pub(super) fn sample(&mut self) -> Result<Vec<f64>> {
        while self.tries > 0 {
            self.tries -= 1;
            let shares = match self.remainder {
                Some(remainder) => self.sample_box(remainder),
                None => self.sample_simplex(),
            };
            let mut pairs = shares.iter().zip(&self.intervals);
            if pairs
                .all(|(share, (low, high))| *share >= low - ROUNDING && *share <= high + ROUNDING)
            {
                // Clamped so that a share with a known value has exactly that value.
                let pairs = shares.iter().zip(&self.intervals);
                let kept = pairs.map(|(share, (low, high))| share.clamp(*low, *high));
                return Ok(kept.collect());
            }
        }
        Err(Error::new(ErrorCode::WEIGHT_SHARES_NARROW))
    }

    fn sample_simplex(&mut self) -> Vec<f64> {
        let count = self.intervals.len();
        let mut cuts: Vec<f64> = (1..count).map(|_| self.random.unit()).collect();
        cuts.extend([0.0, 1.0]);
        cuts.sort_unstable_by(f64::total_cmp);
        let gaps = cuts.windows(2).map(|pair| pair[1] - pair[0]);
        gaps.take(count).collect()
    }

    fn sample_box(&mut self, remainder: usize) -> Vec<f64> {
        let mut shares = vec![0.0; self.intervals.len()];
        let mut sum = 0.0;
        for (at, (low, high)) in self.intervals.iter().enumerate() {
            if at != remainder {
                shares[at] = low + (high - low) * self.random.unit();
                sum += shares[at];
            }
        }
        shares[remainder] = 1.0 - sum;
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(intervals: &[(f64, f64)], count: usize) -> Vec<Vec<f64>> {
        let mut sampler = WeightSampler::new(intervals.to_vec(), 7, count).unwrap();
        (0..count).map(|_| sampler.sample().unwrap()).collect()
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs for the seed 1234567, as the reference implementation prints them.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn shares_are_uniform_on_the_simplex() {
        // Of n uniform shares, one exceeds t with probability (1 - t)^(n - 1).
        for count in [2_usize, 3, 5] {
            let all = draw(&vec![(0.0, 1.0); count], 20_000);
            for at in 0..count {
                for t in [0.1_f64, 0.3, 0.6] {
                    let more = all.iter().filter(|shares| shares[at] > t).count();
                    let share = f64::from(u32::try_from(more).unwrap()) / 20_000.0;
                    let power = i32::try_from(count).unwrap() - 1;
                    assert!((share - (1.0 - t).powi(power)).abs() < 0.015);
                }
            }
        }
    }

    #[test]
    fn both_ways_of_sampling_agree() {
        let intervals = [(0.1, 0.5), (0.2, 0.9), (0.0, 0.4), (0.05, 0.3)];
        let mean = |remainder: Option<usize>| {
            let mut sampler = WeightSampler::new(intervals.to_vec(), 3, 20_000).unwrap();
            sampler.remainder = remainder;
            let mut sums = [0.0; 4];
            for _ in 0..20_000 {
                for (sum, share) in sums.iter_mut().zip(sampler.sample().unwrap()) {
                    *sum += share / 20_000.0;
                }
            }
            sums
        };
        let (a, b) = (mean(None), mean(Some(1)));
        assert!(
            a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.005),
            "{a:?} {b:?}"
        );
    }

    #[test]
    fn intervals_hold_and_impossible_ones_are_refused() {
        let intervals = [(0.3, 0.31), (0.2, 0.7), (0.1, 0.1)];
        for shares in draw(&intervals, 500) {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (share, (low, high)) in shares.iter().zip(intervals) {
                assert!(*share >= low - 1e-9 && *share <= high + 1e-9);
            }
        }
        assert!(WeightSampler::new(vec![(0.0, 0.3), (0.0, 0.3)], 0, 10).is_err());
        assert!(WeightSampler::new(vec![(0.6, 1.0), (0.6, 1.0)], 0, 10).is_err());
        assert!(WeightSampler::new(vec![(f64::NAN, 1.0)], 0, 10).is_err());
        assert_eq!(draw(&[(0.0, 1.0)], 2), [[1.0], [1.0]]);
        assert_eq!(draw(&[], 1), [[0.0; 0]]);
    }
}
