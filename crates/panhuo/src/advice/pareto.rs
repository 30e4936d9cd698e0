//! The Pareto front: the sites that no other site dominates.
//!
//! By sorting, as a skyline query: Börzsönyi, Kossmann & Stocker, "The skyline operator", ICDE 2001;
//! best sums first as Chomicki et al., "Skyline with presorting", ICDE 2003.

use serde::{Deserialize, Serialize};

use super::shortlist_key::rank_all;
use crate::catalog::{Catalog, CatalogRow};
use crate::error::Result;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::{Preference, Requirement};
use crate::site::SiteId;

/// A site that another one dominates: it is worth no more in any preference, and less in some.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dominated {
    /// The site.
    pub site: SiteId,
    /// A site on the front that dominates it.
    pub dominated_by: SiteId,
    /// The preferences in which that site is worth more, by position, and by how much in (0, 1].
    pub advantages: Vec<(usize, f64)>,
}

impl Dominated {
    /// One line: `YYL-0107 各项均不优于 YYL-0042，其中不及：…`; `requirement` is the one that the
    /// front was computed for.
    pub fn describe(&self, requirement: &Requirement, lang: Lang) -> String {
        let preferences = requirement.preferences();
        let advantages = self.advantages.iter().filter_map(|(at, advantage)| {
            let preference = preferences.get(*at)?.describe(lang);
            Some(format!("{preference} (+{advantage:.3})"))
        });
        let mut advantages = advantages.collect::<Vec<_>>();
        if advantages.is_empty() {
            // The preferences in which it is worse are withheld from this audience.
            advantages.push(Preference::withheld([]).describe(lang));
        }
        let advantages = advantages.join(lang.pick("；", "; "));
        let (site, by) = (&self.site, &self.dominated_by);
        match lang {
            Lang::Zh => format!("{site} 各项均不优于 {by}，其中不及：{advantages}"),
            Lang::En => {
                format!("{site} is better than {by} in nothing, and worse in: {advantages}")
            }
        }
    }
}

/// The Pareto front, and for each other site one that dominates it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParetoFront {
    /// Sites that no other dominates, in the order of the shortlist.
    pub front: Vec<Candidate>,
    /// The others, in the order of the shortlist.
    pub dominated: Vec<Dominated>,
}

impl Catalog {
    /// The Pareto front of the sites that meet every constraint. A site dominates another if it is
    /// worth at least as much in every preference, and more in some. Values are the guaranteed ones,
    /// before weights, so that for any weights a best site is on the front. Sites of equal values do
    /// not dominate each other.
    ///
    /// Time: O(n log n) for up to two preferences; with more, each site is compared with the front
    /// so far, the greatest sums first.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let hall = |id: &str, area: f64| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(FLOOR_AREA, square_metres(area)).map(|()| site)
    /// };
    /// let catalog = Inventory::new(vec![hall("A", 5000.0)?, hall("B", 9000.0)?])?.catalog();
    /// let requirement = Requirement::new("r")
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    /// let pareto = catalog.pareto(&requirement)?;
    /// assert_eq!(pareto.front[0].site.as_str(), "B");
    /// assert_eq!(
    ///     pareto.dominated[0].describe(&requirement, Lang::En),
    ///     "A is better than B in nothing, and worse in: floor area 0 m² ↗ 10000 m² (+0.400)"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn pareto(&self, requirement: &Requirement) -> Result<ParetoFront> {
        let plan = Plan::new(self, requirement)?;
        let passing = rank_all(&plan).into_iter();
        let passing = passing.filter(|(key, _)| key.outcome == Outcome::Pass);
        let rows: Vec<CatalogRow> = passing.map(|(_, row)| row).collect();
        let values: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| {
                let each = plan.preferences.iter();
                each.map(|preference| plan.value(preference, *row).0)
                    .collect()
            })
            .collect();
        let mut answer = ParetoFront {
            front: Vec::new(),
            dominated: Vec::new(),
        };
        let id = |at: usize| self.id_of_row(rows[at]).clone();
        for (at, by) in dominators(&values).into_iter().enumerate() {
            let Some(by) = by else {
                answer.front.push(plan.candidate(rows[at]));
                continue;
            };
            let pairs = values[by].iter().zip(&values[at]).enumerate();
            let advantages = pairs.map(|(preference, (a, b))| (preference, a - b));
            answer.dominated.push(Dominated {
                site: id(at),
                dominated_by: id(by),
                advantages: advantages.filter(|(_, by)| *by > 0.0).collect(),
            });
        }
        Ok(answer)
    }
}

/// For each vector, one on the front that dominates it, if any.
fn dominators(values: &[Vec<f64>]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let sums: Vec<f64> = values.iter().map(|each| each.iter().sum()).collect();
    // A vector comes after all that dominate it, even where rounding makes sums equal.
    let lexical = |a: &usize, b: &usize| {
        let pairs = values[*a].iter().zip(&values[*b]);
        let differing = pairs.map(|(x, y)| y.total_cmp(x)).find(|o| o.is_ne());
        differing.unwrap_or(a.cmp(b))
    };
    let is_plane = values.first().is_none_or(|each| each.len() <= 2);
    if is_plane {
        order.sort_unstable_by(lexical);
    } else {
        order.sort_unstable_by(|a, b| sums[*b].total_cmp(&sums[*a]).then_with(|| lexical(a, b)));
    }
    let dominates = |a: usize, b: usize| {
        let mut pairs = values[a].iter().zip(&values[b]);
        pairs.all(|(x, y)| x >= y) && values[a] != values[b]
    };
    let mut by = vec![None; values.len()];
    let mut front: Vec<usize> = Vec::new();
    for at in order {
        by[at] = if is_plane {
            // The last of the front has the greatest second value, and equal vectors are adjacent.
            let last = front.last().copied();
            last.filter(|last| dominates(*last, at))
        } else {
            front.iter().copied().find(|other| dominates(*other, at))
        };
        if by[at].is_none() {
            front.push(at);
        }
    }
    by
}
