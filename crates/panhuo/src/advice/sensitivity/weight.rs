//! Sensitivity to weights: the least change of one weight that lists a site or takes it off the
//! list.
//!
//! With one weight free, the lead of each row over the site in question is linear in that weight up
//! to a common positive factor, so that it changes its sign at most once. The sorted roots of these
//! lines tell how many rows are ahead of the site at any weight.

use serde::{Deserialize, Serialize};

use super::super::constraint_change::with_parts;
use super::super::rounding::short_decimal_between;
use super::super::shortlist_key::ShortlistKey;
use crate::catalog::{Catalog, CatalogRow};
use crate::error::Result;
use crate::lang::Lang;
use crate::matching::Plan;
use crate::requirement::{Preference, Requirement};
use crate::site::SiteId;

/// How many times larger or smaller a weight may become.
const MAX_FACTOR: f64 = 1000.0;

/// How many ranges of a weight are tried where the nearest ones are as narrow as rounding.
const MAX_RANGES: usize = 4;

/// One preference with another weight.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightChange {
    /// The position of the preference in the requirement.
    pub preference: usize,
    /// The preference before the change.
    pub was: Preference,
    /// The weight after the change.
    pub weight: f64,
}

impl WeightChange {
    /// One line: `“配电容量 …”的权重由 3 改为 3.29`.
    pub fn describe(&self, lang: Lang) -> String {
        let (preference, from, to) = (self.was.describe(lang), self.was.weight(), self.weight);
        match lang {
            Lang::Zh => format!("“{preference}”的权重由 {from} 改为 {to}"),
            Lang::En => format!("the weight of `{preference}` changed from {from} to {to}"),
        }
    }

    /// The requirement after this change.
    fn apply(&self, requirement: &Requirement) -> Requirement {
        let each = requirement.preferences().iter().cloned().enumerate();
        let preferences = each.map(|(at, preference)| {
            if at == self.preference {
                preference.weighing(self.weight)
            } else {
                preference
            }
        });
        let constraints = requirement.constraints().iter().cloned();
        with_parts(requirement, constraints, preferences)
    }
}

/// The rows with the same outcome as the site in question.
struct Peers {
    /// By row and preference: the guaranteed and the potential value less those of the site.
    leads: Vec<Vec<(f64, f64)>>,
    /// By row: whether it comes before the site if all scores are equal.
    wins_ties: Vec<bool>,
    weights: Vec<f64>,
}

/// The least change of one weight, by its factor, after which the site is on the list (`onto`) or
/// off it; verified by matching again. None if no open range of one weight, within a factor of a
/// thousand, brings it about.
pub(in crate::advice) fn least_change(
    catalog: &Catalog,
    requirement: &Requirement,
    site: &SiteId,
    onto: bool,
    top: usize,
    ranked: &[(ShortlistKey, CatalogRow)],
) -> Result<Option<WeightChange>> {
    let plan = Plan::new(catalog, requirement)?;
    let row = catalog.row(site)?;
    let Some((own, _)) = ranked.iter().find(|(_, each)| *each == row) else {
        return Ok(None);
    };
    // Weights do not change outcomes: rows of a better outcome stay ahead.
    let better = ranked.iter().filter(|(key, _)| key.outcome < own.outcome);
    let Some(free) = top.checked_sub(better.count()).filter(|free| *free > 0) else {
        return Ok(None);
    };
    let peers = Peers::new(&plan, row, own, ranked);
    let mut changes: Vec<(f64, WeightChange)> = Vec::new();
    for (preference, was) in requirement.preferences().iter().enumerate() {
        for ranges in peers.ranges(preference, |ahead| (ahead < free) == onto) {
            let change = |weight: f64| WeightChange {
                preference,
                was: was.clone(),
                weight,
            };
            let tries = ranges.into_iter().flat_map(|(inner, outer)| {
                [short_decimal_between(inner, outer), inner.midpoint(outer)].map(change)
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
    fn new(
        plan: &Plan<'_>,
        row: CatalogRow,
        own: &ShortlistKey,
        ranked: &[(ShortlistKey, CatalogRow)],
    ) -> Self {
        let values = |row: CatalogRow| -> Vec<(f64, f64)> {
            let each = plan.preferences.iter();
            each.map(|preference| plan.value(preference, row)).collect()
        };
        let own_values = values(row);
        let (leads, wins_ties) = ranked
            .iter()
            .filter(|(key, each)| *each != row && key.outcome == own.outcome)
            .map(|(key, each)| {
                let pairs = values(*each).into_iter().zip(&own_values);
                let lead: Vec<_> = pairs.map(|(a, b)| (a.0 - b.0, a.1 - b.1)).collect();
                (lead, key.score.site < own.score.site)
            })
            .unzip();
        let preferences = plan.requirement.preferences().iter();
        Self {
            leads,
            wins_ties,
            weights: preferences.map(Preference::weight).collect(),
        }
    }

    /// The nearest ranges of one weight in which `is_sought` holds of the number of peers ahead:
    /// some above the present weight and some below. They are open at both ends, and each goes from
    /// its inner end, towards the present weight, to its outer end.
    fn ranges(&self, preference: usize, is_sought: impl Fn(usize) -> bool) -> [Vec<(f64, f64)>; 2] {
        let weight = self.weights[preference];
        let peers = 0..self.leads.len();
        let lines: Vec<ScoreLine> = peers.map(|at| self.line(at, preference)).collect();
        [weight * MAX_FACTOR, weight / MAX_FACTOR]
            .map(|end| ranges(&lines, weight, end, &is_sought))
    }

    /// The lead of a peer over one weight, up to a common factor.
    fn line(&self, peer: usize, preference: usize) -> ScoreLine {
        let leads = &self.leads[peer];
        let total: f64 = self.weights.iter().sum();
        let sum = |part: fn(&(f64, f64)) -> f64| {
            let pairs = leads.iter().zip(&self.weights).enumerate();
            let others = pairs.filter(|(at, _)| *at != preference);
            let sum: f64 = others.map(|(_, (lead, weight))| weight * part(lead)).sum();
            // What rounding leaves of equal sums is no lead.
            let is_noise = sum.abs() <= 1e-12 * total;
            (if is_noise { 0.0 } else { sum }, part(&leads[preference]))
        };
        let is_flat = |line: (f64, f64)| line.0.abs() + line.1.abs() <= 0.0;
        let (guaranteed, potential) = (sum(|lead| lead.0), sum(|lead| lead.1));
        let (offset, slope) = if is_flat(guaranteed) {
            potential
        } else {
            guaranteed
        };
        if is_flat((offset, slope)) {
            let sign = if self.wins_ties[peer] { 1.0 } else { -1.0 };
            return ScoreLine {
                offset: sign,
                slope: 0.0,
            };
        }
        ScoreLine { offset, slope }
    }
}

/// The nearest ranges of a weight from `start` to `end` in which `is_sought` holds of the number of
/// lines ahead.
fn ranges(
    lines: &[ScoreLine],
    start: f64,
    end: f64,
    is_sought: &impl Fn(usize) -> bool,
) -> Vec<(f64, f64)> {
    let outwards = (end - start).signum();
    // A line is ahead on one side of its root. Lines with a root in between are counted by the sign
    // of their slope, not by their sign near the start, where rounding may decide: so the count
    // never goes below zero.
    let crossing = |line: &ScoreLine| {
        let root = line.root()?;
        let is_between = (root - start) * (root - end) < 0.0;
        is_between.then_some((root, line.slope * outwards > 0.0))
    };
    let mut crossings: Vec<(f64, bool)> = lines.iter().filter_map(crossing).collect();
    crossings.sort_unstable_by(|a, b| (a.0 * outwards).total_cmp(&(b.0 * outwards)));
    let middle = start.midpoint(crossings.first().map_or(end, |(root, _)| *root));
    let is_ahead = |line: &&ScoreLine| {
        crossing(line).map_or(line.is_ahead(middle), |(_, overtakes)| !overtakes)
    };
    let mut ahead = lines.iter().filter(is_ahead).count();
    let mut sought = Vec::new();
    let (mut from, mut crossings) = (start, crossings.into_iter().peekable());
    while sought.len() < MAX_RANGES {
        let to = crossings.peek().map_or(end, |(root, _)| *root);
        if is_sought(ahead) {
            sought.push((from, to));
        }
        if crossings.peek().is_none() {
            break;
        }
        from = to;
        while let Some((_, overtakes)) =
            crossings.next_if(|(root, _)| *root * outwards <= to * outwards)
        {
            ahead = if overtakes { ahead + 1 } else { ahead - 1 };
        }
    }
    sought
}

/// A lead that is linear in one weight.
struct ScoreLine {
    offset: f64,
    slope: f64,
}

impl ScoreLine {
    fn is_ahead(&self, weight: f64) -> bool {
        self.offset + weight * self.slope > 0.0
    }

    /// The weight > 0 at which the lead is 0.
    fn root(&self) -> Option<f64> {
        let root = -self.offset / self.slope;
        (root.is_finite() && root > 0.0).then_some(root)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ScoreLine, ranges};

    proptest! {
        /// Roots so near the start that rounding decides the sign there.
        #[test]
        fn counts_never_go_below_zero(
            lines in prop::collection::vec((0.5..2.0_f64, any::<bool>(), -4_i32..4), 0..12),
            outwards in any::<bool>(),
        ) {
            let line = |(slope, falls, steps): (f64, bool, i32)| {
                let slope = if falls { -slope } else { slope };
                let root = 1.0 + f64::from(steps) * f64::EPSILON;
                ScoreLine { offset: -slope * root, slope }
            };
            let lines: Vec<ScoreLine> = lines.into_iter().map(line).collect();
            let end = if outwards { 1000.0 } else { 0.001 };
            for sought in 0..=lines.len() {
                for (from, to) in ranges(&lines, 1.0, end, &|ahead| ahead == sought) {
                    prop_assert!((to - from) * (end - 1.0) >= 0.0);
                }
            }
        }
    }
}
