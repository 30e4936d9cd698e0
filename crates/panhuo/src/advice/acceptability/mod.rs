//! How robust the order is when the weights are uncertain.
//!
//! Stochastic multicriteria acceptability analysis: Lahdelma & Salminen, "SMAA-2", Operations
//! Research 49(3), 2001.

mod weight_sampling;

use serde::{Deserialize, Serialize};

use self::weight_sampling::WeightSampler;
use super::shortlist_key::{ShortlistKey, rank_all};
use crate::cancel::CancellationToken;
use crate::catalog::{Catalog, CatalogRow};
use crate::error::{Error, ErrorCode, Result};
use crate::lang::Lang;
use crate::matching::Plan;
use crate::requirement::Requirement;
use crate::site::SiteId;

/// Which weights are possible, and how many samples to draw.
///
/// # Example
///
/// ```
/// let options = panhuo::advice::AcceptabilityOptions::new().top(5).samples(2000).seed(1).around(1.5);
/// assert_ne!(options, panhuo::advice::AcceptabilityOptions::default());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct AcceptabilityOptions {
    top: usize,
    samples: usize,
    seed: u64,
    around: Option<f64>,
    shares: Vec<(usize, f64, f64)>,
    cancel: Option<CancellationToken>,
}

impl Default for AcceptabilityOptions {
    /// A list of ten, 1000 samples, seed 0, all weights possible.
    fn default() -> Self {
        Self {
            top: 10,
            samples: 1000,
            seed: 0,
            around: None,
            shares: Vec::new(),
            cancel: None,
        }
    }
}

impl AcceptabilityOptions {
    /// The defaults: a list of ten, 1000 samples, seed 0, all weights possible.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long the list is.
    pub fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    /// How many samples of the weights to draw, where they are drawn. A share of samples has a
    /// standard error of at most 1/(2√samples).
    pub fn samples(self, samples: usize) -> Self {
        Self { samples, ..self }
    }

    /// The seed of the random numbers; the same seed gives the same answer.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The share of each preference in all weights is at most `factor` times larger or smaller than
    /// stated; without this and without [`AcceptabilityOptions::share`], any share is possible.
    pub fn around(self, factor: f64) -> Self {
        Self {
            around: Some(factor),
            ..self
        }
    }

    /// The share of the preference in this position lies between `low` and `high`, in [0, 1].
    pub fn share(mut self, preference: usize, low: f64, high: f64) -> Self {
        self.shares.push((preference, low, high));
        self
    }

    /// Ends with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) before the next sample once `cancel` is cancelled.
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self {
            cancel: Some(cancel),
            ..self
        }
    }
}

/// The rank acceptability of a site: how often it has each rank.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteAcceptability {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Its rank with the weights as they are stated; none off the list.
    pub current_rank: Option<usize>,
    /// The rank acceptability indices: the share of the samples in which it is first, second, and so
    /// on.
    pub rank_acceptability: Vec<f64>,
    /// The share of the samples in which it is on the list.
    pub on_list: f64,
    /// The central weight vector: the mean of the weights that put it first, as shares in the order
    /// of the preferences. These are typical of an investor who would choose the site. None if no
    /// sample puts it first.
    pub central_weights: Option<Vec<f64>>,
}

impl SiteAcceptability {
    /// One line: `YYL-0042 旧棉纺厂：居首 62%，前 10 内 98%`.
    pub fn describe(&self, lang: Lang) -> String {
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        let first = percent(self.rank_acceptability.first().copied().unwrap_or(0.0));
        let (top, on) = (self.rank_acceptability.len(), percent(self.on_list));
        let site = self.site.with_name(&self.name);
        match lang {
            Lang::Zh => format!("{site}：居首 {first}，前 {top} 内 {on}"),
            Lang::En => format!("{site}: first in {first} of samples, in the top {top} in {on}"),
        }
    }
}

impl Catalog {
    /// The rank acceptability of each site when the weights are drawn at random: first the sites of
    /// the list in order, then the others that are on it in some sample, in theirs.
    ///
    /// Weights are shares that sum to 1, uniformly distributed over all such shares that the options
    /// allow. Outcomes do not depend on weights: sites that pass stay before those that depend on
    /// unknown facts. Within each group scores are compared as in [`Catalog::shortlist`]: guaranteed,
    /// then potential, then id. The same options give the same answer on every machine. With two
    /// preferences the answer is exact and needs no samples, unless the order changes more than ten
    /// thousand times.
    ///
    /// Time: O(n) scores; then the sites that fewer than `top` others always beat are compared in
    /// pairs once, and sorted in each sample.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for shares that cannot sum to 1,
    /// leave almost no room, or belong to no preference, and for a factor below 1.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::advice::AcceptabilityOptions;
    /// use panhuo::attribute::{FLOOR_AREA, POWER};
    /// use panhuo::units::{kilovolt_amperes, square_metres};
    ///
    /// let hall = |id: &str, area: f64, power: f64| -> panhuo::Result<Site> {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(FLOOR_AREA, square_metres(area))?;
    ///     site.set(POWER, kilovolt_amperes(power))?;
    ///     Ok(site)
    /// };
    /// let sites = vec![hall("large", 9000.0, 100.0)?, hall("strong", 3000.0, 900.0)?];
    /// let catalog = Inventory::new(sites)?.catalog();
    /// let requirement = Requirement::new("r")
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)).weighing(3.0))
    ///     .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(1000.0)));
    ///
    /// // "strong" is first if power has more than 3/7 of the weight.
    /// let all = catalog.rank_acceptability(&requirement, &AcceptabilityOptions::new())?;
    /// assert!((all[0].rank_acceptability[0] - 3.0 / 7.0).abs() < 1e-9);
    /// assert!((all[1].rank_acceptability[0] - 4.0 / 7.0).abs() < 1e-9);
    /// // Near the stated weights "large" is first for all samples.
    /// let near = AcceptabilityOptions::new().around(1.5);
    /// let all = catalog.rank_acceptability(&requirement, &near)?;
    /// assert_eq!(
    ///     all[0].describe(Lang::En),
    ///     "large 厂房: first in 100% of samples, in the top 2 in 100%"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn rank_acceptability(
        &self,
        requirement: &Requirement,
        options: &AcceptabilityOptions,
    ) -> Result<Vec<SiteAcceptability>> {
        let plan = Plan::new(self, requirement)?;
        let ranked = rank_all(&plan);
        let top = options.top.min(ranked.len());
        let alternatives = alternatives(&plan, &ranked, top);
        let intervals = intervals(&plan, options)?;
        let mut sampler = WeightSampler::new(intervals.clone(), options.seed, options.samples)?;
        let mut counts = vec![RankCounts::new(top, plan.preferences.len()); alternatives.len()];
        let mut count = |weights: &[f64], share: f64| {
            let order = order(&alternatives, weights);
            for (rank, at) in order.into_iter().take(top).enumerate() {
                counts[at].add(rank, weights, share);
            }
            options
                .cancel
                .as_ref()
                .map_or(Ok(()), CancellationToken::check)
        };
        if let Some(pieces) = constant_order_pieces(&alternatives, &intervals) {
            for (first, share) in pieces {
                count(&[first, 1.0 - first], share)?;
            }
        } else {
            let total = f64::from(u32::try_from(options.samples.max(1)).unwrap_or(u32::MAX));
            for _ in 0..options.samples {
                count(&sampler.sample()?, 1.0 / total)?;
            }
        }
        let all = alternatives.iter().zip(counts);
        let relevant = all.filter(|(alternative, counts)| {
            alternative.position < top || counts.by_rank.iter().any(|share| *share > 0.0)
        });
        let answers = relevant.map(|(alternative, counts)| {
            let site = self.site_of_row(alternative.row);
            let rank = (alternative.position < top).then_some(alternative.position + 1);
            counts.into_answer(site.id.clone(), site.name.clone(), rank)
        });
        Ok(answers.collect())
    }
}

/// A site that could be on the list.
struct Alternative {
    row: CatalogRow,
    /// Its position in the present order.
    position: usize,
    key: ShortlistKey,
    /// By preference: its guaranteed and its potential value.
    values: Vec<(f64, f64)>,
}

impl Alternative {
    /// Whether it comes before the other whatever the weights.
    fn always_beats(&self, other: &Self) -> bool {
        if self.key.outcome != other.key.outcome {
            return self.key.outcome < other.key.outcome;
        }
        let mut pairs = self.values.iter().zip(&other.values);
        pairs.all(|(a, b)| a.0 >= b.0 && a.1 >= b.1) && self.key.score.site < other.key.score.site
            || self
                .values
                .iter()
                .zip(&other.values)
                .all(|(a, b)| a.0 > b.0)
    }

    fn score(&self, weights: &[f64]) -> (f64, f64) {
        let pairs = self.values.iter().zip(weights);
        pairs.fold((0.0, 0.0), |(low, high), ((least, most), weight)| {
            (low + weight * least, high + weight * most)
        })
    }
}

/// The sites that fewer than `top` others always beat, in order. No other site is ever on the list:
/// each of the `top` that always beat it would come before it.
fn alternatives(
    plan: &Plan<'_>,
    ranked: &[(ShortlistKey, CatalogRow)],
    top: usize,
) -> Vec<Alternative> {
    let mut kept: Vec<Alternative> = Vec::new();
    for (position, (key, row)) in ranked.iter().enumerate() {
        let values = plan.preferences.iter().map(|p| plan.value(p, *row));
        let alternative = Alternative {
            row: *row,
            position,
            key: *key,
            values: values.collect(),
        };
        let beaten_by = kept.iter().filter(|other| other.always_beats(&alternative));
        if beaten_by.take(top).count() < top {
            kept.push(alternative);
        }
    }
    kept
}

/// The positions of the alternatives with these weights, the best first.
fn order(alternatives: &[Alternative], weights: &[f64]) -> Vec<usize> {
    let scores: Vec<_> = alternatives
        .iter()
        .map(|each| each.score(weights))
        .collect();
    let mut order: Vec<usize> = (0..alternatives.len()).collect();
    order.sort_unstable_by(|a, b| {
        let (x, y) = (&alternatives[*a].key, &alternatives[*b].key);
        x.outcome
            .cmp(&y.outcome)
            .then(scores[*b].0.total_cmp(&scores[*a].0))
            .then(scores[*b].1.total_cmp(&scores[*a].1))
            .then(x.score.site.cmp(&y.score.site))
    });
    order
}

/// How many pieces of the line of all weights are looked at, at most.
const MAX_PIECES: usize = 10_000;

/// With two preferences all weights lie on a line. Cuts it where two scores are equal, so that the
/// order is constant on each piece. For each piece: the weight of the first preference in its
/// middle, and its share of the line. None if there are too many pieces or not two preferences.
fn constant_order_pieces(
    alternatives: &[Alternative],
    intervals: &[(f64, f64)],
) -> Option<Vec<(f64, f64)>> {
    let [first, second] = intervals else {
        return None;
    };
    let (low, high) = (first.0.max(1.0 - second.1), first.1.min(1.0 - second.0));
    if high - low < 1e-9 {
        return None;
    }
    let mut cuts = vec![low, high];
    for (at, a) in alternatives.iter().enumerate() {
        for b in &alternatives[..at] {
            for part in [|v: &(f64, f64)| v.0, |v: &(f64, f64)| v.1] {
                let lead =
                    |preference: usize| part(&a.values[preference]) - part(&b.values[preference]);
                let (first, second) = (lead(0), lead(1));
                let cut = second / (second - first);
                if low < cut && cut < high {
                    cuts.push(cut);
                }
            }
        }
        if cuts.len() > MAX_PIECES {
            return None;
        }
    }
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup();
    let pieces = cuts.windows(2).map(|ends| {
        (
            ends[0].midpoint(ends[1]),
            (ends[1] - ends[0]) / (high - low),
        )
    });
    Some(pieces.collect())
}

/// The interval of each preference's share.
fn intervals(plan: &Plan<'_>, options: &AcceptabilityOptions) -> Result<Vec<(f64, f64)>> {
    let factor = options.around.unwrap_or(f64::INFINITY);
    if factor.is_nan() || factor < 1.0 {
        return Err(Error::new(ErrorCode::WEIGHT_FACTOR).with_given(factor));
    }
    let around = |share: f64| (share / factor, (share * factor).min(1.0));
    let each = plan.preferences.iter();
    let mut intervals: Vec<_> = each.map(|preference| around(preference.share)).collect();
    let count = intervals.len();
    for (at, low, high) in &options.shares {
        let Some(interval) = intervals.get_mut(*at) else {
            return Err(Error::new(ErrorCode::UNKNOWN_PREFERENCE)
                .with_given(*at)
                .with_expected(count));
        };
        *interval = (*low, *high);
    }
    Ok(intervals)
}

/// The ranks of one site, counted over all weights.
#[derive(Clone)]
struct RankCounts {
    by_rank: Vec<f64>,
    /// The sum of the weights that put it first.
    first_weights: Vec<f64>,
}

impl RankCounts {
    fn new(top: usize, preferences: usize) -> Self {
        Self {
            by_rank: vec![0.0; top],
            first_weights: vec![0.0; preferences],
        }
    }

    /// Adds the rank that the site has with these weights, which represent a share of all.
    fn add(&mut self, rank: usize, weights: &[f64], share: f64) {
        self.by_rank[rank] += share;
        if rank == 0 {
            for (sum, weight) in self.first_weights.iter_mut().zip(weights) {
                *sum += weight * share;
            }
        }
    }

    fn into_answer(
        self,
        site: SiteId,
        name: String,
        current_rank: Option<usize>,
    ) -> SiteAcceptability {
        let first = self.by_rank.first().copied().unwrap_or(0.0);
        let means = self.first_weights.iter().map(|sum| sum / first);
        SiteAcceptability {
            site,
            name,
            current_rank,
            on_list: self.by_rank.iter().sum(),
            central_weights: (first > 0.0).then(|| means.collect()),
            rank_acceptability: self.by_rank,
        }
    }
}
