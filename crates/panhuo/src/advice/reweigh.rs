//! The least change of one weight that moves a site onto the list or off it.
//!
//! With one weight free, every score is a line over a common scale, so that two sites change
//! places at most once; the crossings with the site in question, sorted, tell how many sites lead
//! it at any weight.

use serde::Serialize;

use super::bound::rebuilt;
use super::order::Place;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::lang::Lang;
use crate::matching::Plan;
use crate::requirement::{Preference, Requirement};
use crate::site::SiteId;

/// How many times larger or smaller a weight may become.
const FARTHEST: f64 = 1000.0;

/// How many ranges of a weight are tried where the nearest ones are as narrow as rounding.
const TRIES: usize = 4;

/// One weight changed.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeightChange {
    /// The position of the preference in the requirement.
    pub preference: usize,
    /// The preference as it was.
    pub was: Preference,
    /// The weight that it needs.
    pub weight: f64,
}

impl WeightChange {
    /// One line: `“配电容量 …”的权重由 3 改为 3.29`.
    pub fn describe(&self, lang: Lang) -> String {
        let (wish, from, to) = (self.was.describe(lang), self.was.weight(), self.weight);
        match lang {
            Lang::Zh => format!("“{wish}”的权重由 {from} 改为 {to}"),
            Lang::En => format!("the weight of `{wish}` changed from {from} to {to}"),
        }
    }

    /// The requirement with this change.
    pub(super) fn apply(&self, requirement: &Requirement) -> Requirement {
        let each = requirement.preferences().iter().cloned().enumerate();
        let preferences = each.map(|(at, preference)| {
            if at == self.preference {
                preference.weighing(self.weight)
            } else {
                preference
            }
        });
        rebuilt(
            requirement,
            requirement.constraints().iter().cloned(),
            preferences,
        )
    }
}

/// Every row of the outcome of the site in question.
struct Peers {
    /// By row and preference: guaranteed and potential values less those of the site.
    leads: Vec<Vec<(f64, f64)>>,
    /// Whether the row comes first if all scores are the same.
    first: Vec<bool>,
    weights: Vec<f64>,
}

/// The least change of one weight, by its factor, after which the site is on the list (`onto`) or
/// off it; verified by matching again. None if no open range of one weight, within a factor of a
/// thousand, brings it about.
pub(super) fn least_change(
    catalog: &Catalog,
    requirement: &Requirement,
    site: &SiteId,
    onto: bool,
    top: usize,
    ranked: &[(Place, usize)],
) -> Result<Option<WeightChange>> {
    let plan = Plan::new(catalog, requirement)?;
    let row = catalog.row(site)?;
    let Some((own, _)) = ranked.iter().find(|(_, each)| *each == row) else {
        return Ok(None);
    };
    let better = ranked.iter().filter(|(p, _)| p.outcome < own.outcome);
    let Some(free) = top.checked_sub(better.count()).filter(|free| *free > 0) else {
        return Ok(None);
    };
    let values = |row: usize| -> Vec<(f64, f64)> {
        let each = plan.preferences.iter();
        each.map(|preference| plan.value(preference, row)).collect()
    };
    let of_site = values(row);
    let less = |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0, a.1 - b.1);
    let peers = ranked
        .iter()
        .filter(|(place, each)| *each != row && place.outcome == own.outcome);
    let (leads, first) = peers
        .map(|(place, each)| {
            let pairs = values(*each);
            let lead: Vec<_> = pairs.iter().zip(&of_site).map(less).collect();
            (lead, place.score.site < own.score.site)
        })
        .unzip();
    let peers = Peers {
        leads,
        first,
        weights: requirement
            .preferences()
            .iter()
            .map(Preference::weight)
            .collect(),
    };
    let mut changes: Vec<(f64, WeightChange)> = Vec::new();
    for (preference, was) in requirement.preferences().iter().enumerate() {
        for side in peers.ranges(preference, |ahead| (ahead < free) == onto) {
            let change = |weight: f64| WeightChange {
                preference,
                was: was.clone(),
                weight,
            };
            let tries = side.into_iter().flat_map(|(inner, outer)| {
                [within(inner, outer), inner.midpoint(outer)].map(change)
            });
            let verified = tries.into_iter().find(|change| {
                let listed = catalog.shortlist(&change.apply(requirement), top);
                listed.is_ok_and(|listed| {
                    listed.candidates.iter().any(|each| each.site == *site) == onto
                })
            });
            changes.extend(verified.map(|change| (factor(was.weight(), change.weight), change)));
        }
    }
    let least = changes.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(least.map(|(_, change)| change))
}

fn factor(from: f64, to: f64) -> f64 {
    (from / to).max(to / from)
}

impl Peers {
    /// The nearest ranges of one weight, some above it and some below, open at both ends, in which
    /// so many peers are ahead; each from its inner end, towards the weight as it is, outwards.
    fn ranges(&self, of: usize, wanted: impl Fn(usize) -> bool) -> [Vec<(f64, f64)>; 2] {
        let weight = self.weights[of];
        let lines: Vec<Line> = (0..self.leads.len()).map(|at| self.line(at, of)).collect();
        [weight * FARTHEST, weight / FARTHEST].map(|end| ranges(&lines, weight, end, &wanted))
    }

    /// By how much a peer leads, up to a common factor, over one weight.
    fn line(&self, peer: usize, of: usize) -> Line {
        let leads = &self.leads[peer];
        let total: f64 = self.weights.iter().sum();
        let sum = |part: fn(&(f64, f64)) -> f64| {
            let pairs = leads.iter().zip(&self.weights).enumerate();
            let others = pairs.filter(|(at, _)| *at != of);
            let sum: f64 = others.map(|(_, (lead, weight))| weight * part(lead)).sum();
            // What is left of equal sums by rounding is no lead.
            let is_noise = sum.abs() <= 1e-12 * total;
            (if is_noise { 0.0 } else { sum }, part(&leads[of]))
        };
        let is_flat = |line: (f64, f64)| line.0.abs() + line.1.abs() <= 0.0;
        let (guaranteed, potential) = (sum(|lead| lead.0), sum(|lead| lead.1));
        let (offset, slope) = if is_flat(guaranteed) {
            potential
        } else {
            guaranteed
        };
        if is_flat((offset, slope)) {
            let sign = if self.first[peer] { 1.0 } else { -1.0 };
            return Line {
                offset: sign,
                slope: 0.0,
            };
        }
        Line { offset, slope }
    }
}

/// The nearest ranges of a weight from `start` to `end` in which so many lines are ahead.
fn ranges(
    lines: &[Line],
    start: f64,
    end: f64,
    wanted: &impl Fn(usize) -> bool,
) -> Vec<(f64, f64)> {
    let outwards = (end - start).signum();
    // A line is ahead on one side of its root, so that one count goes all the way. Lines that turn
    // are counted by how they turn, not by their sign near the start, where rounding may decide.
    let turn = |line: &Line| {
        let root = line.root()?;
        let is_between = (root - start) * (root - end) < 0.0;
        is_between.then_some((root, line.slope * outwards > 0.0))
    };
    let mut turns: Vec<(f64, bool)> = lines.iter().filter_map(turn).collect();
    turns.sort_unstable_by(|a, b| (a.0 * outwards).total_cmp(&(b.0 * outwards)));
    let middle = start.midpoint(turns.first().map_or(end, |(root, _)| *root));
    let is_ahead =
        |line: &&Line| turn(line).map_or(line.is_ahead(middle), |(_, overtakes)| !overtakes);
    let mut ahead = lines.iter().filter(is_ahead).count();
    let mut found = Vec::new();
    let (mut from, mut turns) = (start, turns.into_iter().peekable());
    while found.len() < TRIES {
        let to = turns.peek().map_or(end, |(root, _)| *root);
        if wanted(ahead) {
            found.push((from, to));
        }
        if turns.peek().is_none() {
            break;
        }
        from = to;
        while let Some((_, overtakes)) =
            turns.next_if(|(root, _)| *root * outwards <= to * outwards)
        {
            ahead = if overtakes { ahead + 1 } else { ahead - 1 };
        }
    }
    found
}

struct Line {
    offset: f64,
    slope: f64,
}

impl Line {
    fn is_ahead(&self, weight: f64) -> bool {
        self.offset + weight * self.slope > 0.0
    }

    /// The weight > 0 at which the lead changes hands.
    fn root(&self) -> Option<f64> {
        let root = -self.offset / self.slope;
        (root.is_finite() && root > 0.0).then_some(root)
    }
}

/// A number strictly between the two, near the first, with few digits, at least three.
///
/// By way of decimal text, which is the same on every machine; logarithms and powers are not.
pub(super) fn within(near: f64, far: f64) -> f64 {
    let size = if near.abs() > 0.0 { near } else { far };
    let text = format!("{size:e}");
    let exponent = text
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok());
    let exponent: i32 = exponent.unwrap_or(0);
    for digits in 2..17 {
        let step: f64 = format!("1e{}", exponent - digits).parse().unwrap_or(0.0);
        let outwards = (far - near).signum();
        // The division may round up to a whole number: the next one is tried too.
        let first = (near / step * outwards).floor() + 1.0;
        for steps in [first, first + 1.0] {
            let rounded = format!("{}e{}", steps * outwards, exponent - digits);
            let rounded = rounded.parse().unwrap_or(near);
            let (from_near, to_far) = (rounded - near, far - rounded);
            if from_near * outwards > 0.0 && to_far * outwards > 0.0 {
                return rounded;
            }
        }
    }
    near.midpoint(far)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Line, ranges, within};

    #[test]
    fn numbers_between_are_short() {
        assert_eq!(within(3.284_6, 5.0), 3.29);
        assert_eq!(within(3.284_6, 1.0), 3.28);
        assert_eq!(within(8.0, 9.0), 8.01);
        assert_eq!(within(0.0, 5000.0), 10.0);
        assert_eq!(within(-20.5, -30.0), -20.6);
        assert_eq!(within(1.0, 1.0 + 1e-9), 1.000_000_000_1);
        assert_eq!(within(1e-7, 1.0), 1.01e-7);
    }

    proptest! {
        #[test]
        fn they_lie_between(near in -1e9..1e9_f64, far in -1e9..1e9_f64) {
            prop_assume!((near - far).abs() > 1e-6);
            let between = within(near, far);
            prop_assert!((between - near) * (far - between) > 0.0, "{between}");
        }

        /// Roots so near the start that rounding decides the sign there.
        #[test]
        fn counts_never_go_below_nothing(
            lines in prop::collection::vec((0.5..2.0_f64, any::<bool>(), -4_i32..4), 0..12),
            outwards in any::<bool>(),
        ) {
            let line = |(slope, falls, steps): (f64, bool, i32)| {
                let slope = if falls { -slope } else { slope };
                let root = 1.0 + f64::from(steps) * f64::EPSILON;
                Line { offset: -slope * root, slope }
            };
            let lines: Vec<Line> = lines.into_iter().map(line).collect();
            let end = if outwards { 1000.0 } else { 0.001 };
            for wanted in 0..=lines.len() {
                for (from, to) in ranges(&lines, 1.0, end, &|ahead| ahead == wanted) {
                    prop_assert!((to - from) * (end - 1.0) >= 0.0);
                }
            }
        }
    }
}
