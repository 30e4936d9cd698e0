//! How sure the order is when the weights are not.
//!
//! Stochastic multicriteria acceptability: Lahdelma & Salminen, "SMAA-2", Operations Research
//! 49(3), 2001.

use std::cmp::Ordering;

use serde::Serialize;

use super::order::{Place, ranked};
use super::weights::Shares;
use crate::cancel::CancellationToken;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::matching::Plan;
use crate::requirement::Requirement;
use crate::site::SiteId;

/// What is known of the weights, and how many samples to draw.
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
    /// A list of ten, 1000 samples, seed 0, nothing known of the weights.
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
    /// The defaults: a list of ten, 1000 samples, seed 0, nothing known of the weights.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long the list is.
    pub fn top(self, top: usize) -> Self {
        Self { top, ..self }
    }

    /// How many weightings to draw, where they are drawn. A share of samples is sure to about
    /// ±1/√samples.
    pub fn samples(self, samples: usize) -> Self {
        Self { samples, ..self }
    }

    /// Where the random numbers start; the same seed gives the same answer.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The share of each preference in all weights is at most so many times larger or smaller than
    /// stated; without this, and without [`AcceptabilityOptions::share`], it is anything.
    pub fn around(self, factor: f64) -> Self {
        Self {
            around: Some(factor),
            ..self
        }
    }

    /// The share of the preference in this position lies between these, in [0, 1].
    pub fn share(mut self, preference: usize, low: f64, high: f64) -> Self {
        self.shares.push((preference, low, high));
        self
    }

    /// Ends with [`ErrorKind::Cancelled`] before the next sample once this is wished.
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self {
            cancel: Some(cancel),
            ..self
        }
    }
}

/// How often a site takes each place.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteAcceptability {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Its place with the weights as they are stated; none off the list.
    pub now: Option<usize>,
    /// The share of the samples in which it takes the first place, the second, and so on.
    pub at_rank: Vec<f64>,
    /// The share of the samples in which it is on the list.
    pub on_list: f64,
    /// The mean of the weightings that put it first, as shares in the order of the preferences:
    /// the taste of an investor who would choose it. None if nothing does.
    pub central_weights: Option<Vec<f64>>,
}

impl SiteAcceptability {
    /// One line: `YYL-0042 旧棉纺厂：居首 62%，前 10 内 98%`.
    pub fn describe(&self, lang: Lang) -> String {
        let percent = |share: f64| format!("{:.0}%", share * 100.0);
        let first = percent(self.at_rank.first().copied().unwrap_or(0.0));
        let (top, on) = (self.at_rank.len(), percent(self.on_list));
        let site = self.site.with_name(&self.name);
        match lang {
            Lang::Zh => format!("{site}：居首 {first}，前 {top} 内 {on}"),
            Lang::En => format!("{site}: first in {first}, in the top {top} in {on}"),
        }
    }
}

impl Catalog {
    /// How often each site takes each place of the list when weights are drawn at random: those of
    /// the list first, in order, then others that come onto it in some sample, in theirs.
    ///
    /// Weights are shares that sum to 1, uniformly distributed over all such shares that the
    /// options allow: over the whole simplex if nothing is known. Standing is not a matter of
    /// weights: sites that pass stay before those that hang on unknown facts; inside each, scores
    /// are compared as in [`Catalog::shortlist`], guaranteed, then potential, then id. The same
    /// options give the same answer on every machine. With two preferences the shares of weightings
    /// are exact, without samples, unless the order changes more than ten thousand times.
    ///
    /// Cost: O(n) scores, then the sites that fewer than `top` others beat at every weighting,
    /// compared in pairs once and sorted in each sample.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`] for shares that cannot sum to 1,
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
    /// let wish = Requirement::new("r")
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)).weighing(3.0))
    ///     .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(1000.0)));
    ///
    /// // "strong" is first if power has more than 3/7 of the weight.
    /// let all = catalog.rank_acceptability(&wish, &AcceptabilityOptions::new())?;
    /// assert!((all[0].at_rank[0] - 3.0 / 7.0).abs() < 1e-9);
    /// assert!((all[1].at_rank[0] - 4.0 / 7.0).abs() < 1e-9);
    /// // Nobody doubts it near the stated weights.
    /// let near = AcceptabilityOptions::new().around(1.5);
    /// let all = catalog.rank_acceptability(&wish, &near)?;
    /// assert_eq!(all[0].describe(Lang::En), "large 厂房: first in 100%, in the top 2 in 100%");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn rank_acceptability(
        &self,
        requirement: &Requirement,
        options: &AcceptabilityOptions,
    ) -> Result<Vec<SiteAcceptability>> {
        let plan = Plan::new(self, requirement)?;
        let ranked = ranked(&plan);
        let top = options.top.min(ranked.len());
        let rivals = rivals(&plan, &ranked, top);
        let intervals = intervals(&plan, options)?;
        let mut shares = Shares::new(intervals.clone(), options.seed, options.samples)?;
        let mut tallies = vec![Tally::new(top, plan.preferences.len()); rivals.len()];
        let mut count = |weights: &[f64], size: f64| {
            for (rank, at) in order(&rivals, weights).into_iter().take(top).enumerate() {
                tallies[at].count(rank, weights, size);
            }
            options
                .cancel
                .as_ref()
                .map_or(Ok(()), CancellationToken::check)
        };
        if let Some(pieces) = pieces(&rivals, &intervals) {
            for (share, size) in pieces {
                count(&[share, 1.0 - share], size)?;
            }
        } else {
            let samples = f64::from(u32::try_from(options.samples.max(1)).unwrap_or(u32::MAX));
            for _ in 0..options.samples {
                count(&shares.sample()?, 1.0 / samples)?;
            }
        }
        let counted = rivals.iter().zip(tallies);
        let mentioned = counted.filter(|(rival, tally)| {
            rival.now < top || tally.at_rank.iter().any(|count| *count > 0.0)
        });
        let told = mentioned.map(|(rival, tally)| {
            let site = self.site_at(rival.row);
            let now = (rival.now < top).then_some(rival.now + 1);
            tally.told(site.id.clone(), site.name.clone(), now)
        });
        Ok(told.collect())
    }
}

/// A site that could come onto the list.
struct Rival {
    row: usize,
    /// Its position in the present order.
    now: usize,
    place: Place,
    /// By preference: its guaranteed and its potential value.
    values: Vec<(f64, f64)>,
}

impl Rival {
    /// Whether it comes before the other at every weighting.
    fn always_beats(&self, other: &Self) -> bool {
        if self.place.outcome != other.place.outcome {
            return self.place.outcome < other.place.outcome;
        }
        let mut pairs = self.values.iter().zip(&other.values);
        pairs.all(|(a, b)| a.0 >= b.0 && a.1 >= b.1)
            && self.place.score.site < other.place.score.site
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

/// The sites that fewer than `top` others always beat, in order: no other is ever on the list. For
/// if one was, each of those that always beat it would come before it.
fn rivals(plan: &Plan<'_>, ranked: &[(Place, usize)], top: usize) -> Vec<Rival> {
    let mut kept: Vec<Rival> = Vec::new();
    for (now, (place, row)) in ranked.iter().enumerate() {
        let values = plan.preferences.iter().map(|p| plan.value(p, *row));
        let rival = Rival {
            row: *row,
            now,
            place: *place,
            values: values.collect(),
        };
        let beaten = kept.iter().filter(|other| other.always_beats(&rival));
        if beaten.take(top).count() < top {
            kept.push(rival);
        }
    }
    kept
}

/// The positions of the rivals, the best first, at one weighting.
fn order(rivals: &[Rival], weights: &[f64]) -> Vec<usize> {
    let scores: Vec<_> = rivals.iter().map(|rival| rival.score(weights)).collect();
    let mut order: Vec<usize> = (0..rivals.len()).collect();
    let compare = |a: &usize, b: &usize| -> Ordering {
        let (x, y) = (&rivals[*a].place, &rivals[*b].place);
        x.outcome
            .cmp(&y.outcome)
            .then(scores[*b].0.total_cmp(&scores[*a].0))
            .then(scores[*b].1.total_cmp(&scores[*a].1))
            .then(x.score.site.cmp(&y.score.site))
    };
    order.sort_unstable_by(compare);
    order
}

/// How many pieces of a line of weightings are looked at, at most.
const PIECES: usize = 10_000;

/// With two preferences all weightings lie on a line. The pieces of it on each of which the order does
/// not change: the share of the first preference in the middle, and the part of the whole; none if
/// there are too many, or if there is no line.
fn pieces(rivals: &[Rival], intervals: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let [first, second] = intervals else {
        return None;
    };
    let (low, high) = (first.0.max(1.0 - second.1), first.1.min(1.0 - second.0));
    if high - low < 1e-9 {
        return None;
    }
    let mut cuts = vec![low, high];
    for (at, a) in rivals.iter().enumerate() {
        for b in &rivals[..at] {
            let lead =
                |of: usize, part: fn(&(f64, f64)) -> f64| part(&a.values[of]) - part(&b.values[of]);
            for part in [|v: &(f64, f64)| v.0, |v: &(f64, f64)| v.1] {
                let (of_first, of_second) = (lead(0, part), lead(1, part));
                let cut = of_second / (of_second - of_first);
                if low < cut && cut < high {
                    cuts.push(cut);
                }
            }
        }
        if cuts.len() > PIECES {
            return None;
        }
    }
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup();
    let piece = |ends: &[f64]| {
        (
            ends[0].midpoint(ends[1]),
            (ends[1] - ends[0]) / (high - low),
        )
    };
    Some(cuts.windows(2).map(piece).collect())
}

/// Between what each share may lie.
fn intervals(plan: &Plan<'_>, options: &AcceptabilityOptions) -> Result<Vec<(f64, f64)>> {
    let refuse = |what: String| Err(Error::untranslated(ErrorKind::InvalidArgument, what));
    let factor = options.around.unwrap_or(f64::INFINITY);
    if factor.is_nan() || factor < 1.0 {
        return refuse(format!(
            "a factor around the weights must be ≥ 1, got {factor}"
        ));
    }
    let around = |share: f64| (share / factor, (share * factor).min(1.0));
    let each = plan.preferences.iter();
    let mut intervals: Vec<_> = each.map(|preference| around(preference.share)).collect();
    let count = intervals.len();
    for (at, low, high) in &options.shares {
        let Some(interval) = intervals.get_mut(*at) else {
            return refuse(format!("there is no preference {at}: there are {count}"));
        };
        *interval = (*low, *high);
    }
    Ok(intervals)
}

/// What was counted of one site.
#[derive(Clone)]
struct Tally {
    at_rank: Vec<f64>,
    /// The sum of the weightings that put it first.
    first: Vec<f64>,
}

impl Tally {
    fn new(top: usize, preferences: usize) -> Self {
        Self {
            at_rank: vec![0.0; top],
            first: vec![0.0; preferences],
        }
    }

    /// One place at one weighting, which stands for a part of all.
    fn count(&mut self, rank: usize, weights: &[f64], size: f64) {
        self.at_rank[rank] += size;
        if rank == 0 {
            for (sum, weight) in self.first.iter_mut().zip(weights) {
                *sum += weight * size;
            }
        }
    }

    fn told(self, site: SiteId, name: String, now: Option<usize>) -> SiteAcceptability {
        let first = self.at_rank.first().copied().unwrap_or(0.0);
        let mean = |sum: &f64| sum / first;
        SiteAcceptability {
            site,
            name,
            now,
            on_list: self.at_rank.iter().sum(),
            at_rank: self.at_rank,
            central_weights: (first > 0.0).then(|| self.first.iter().map(mean).collect()),
        }
    }
}
