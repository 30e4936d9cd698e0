//! The sites that no other is at least as good as in everything.

use serde::Serialize;

use super::order::ranked;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::{Preference, Requirement};
use crate::site::SiteId;

/// A site that another one is at least as good as in every wish, and better in some.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dominated {
    /// The site.
    pub site: SiteId,
    /// One on the front that is better.
    pub by: SiteId,
    /// In which preferences it is better, by position, and by how much value in (0, 1].
    pub leads: Vec<(usize, f64)>,
}

impl Dominated {
    /// One line: `YYL-0107 不如 YYL-0042：…`; `requirement` is the one that was asked.
    pub fn describe(&self, requirement: &Requirement, lang: Lang) -> String {
        let wishes = requirement.preferences();
        let leads = self.leads.iter().filter_map(|(at, lead)| {
            let wish = wishes.get(*at)?.describe(lang);
            Some(format!("{wish} (+{lead:.3})"))
        });
        let mut leads: Vec<_> = leads.collect();
        if leads.is_empty() {
            // What it is worse in is withheld from this audience.
            leads.push(Preference::withheld([]).describe(lang));
        }
        let (site, by) = (&self.site, &self.by);
        match lang {
            Lang::Zh => format!("{site} 处处不优于 {by}，且不及：{}", leads.join("；")),
            Lang::En => format!(
                "{site} is nowhere better than {by}, and worse in: {}",
                leads.join("; ")
            ),
        }
    }
}

/// The best sites whatever the weights, and what is better than the others.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParetoFront {
    /// Sites that no other dominates, in the order of the shortlist.
    pub front: Vec<Candidate>,
    /// The others, in the order of the shortlist.
    pub dominated: Vec<Dominated>,
}

impl Catalog {
    /// The sites that meet every constraint and that no other such site dominates: is worth at
    /// least as much in every preference, and more in some. Values are the guaranteed ones, before
    /// weights, so that whatever the weights are a best site is on the front. Sites of equal values
    /// do not dominate each other.
    ///
    /// Cost: O(n log n) for up to two preferences; with more, each site is compared with the front
    /// so far, the best sums first.
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
    /// let wish = Requirement::new("r")
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    /// let pareto = catalog.pareto(&wish)?;
    /// assert_eq!(pareto.front[0].site.as_str(), "B");
    /// assert_eq!(
    ///     pareto.dominated[0].describe(&wish, Lang::En),
    ///     "A is nowhere better than B, and worse in: floor area 0 m² ↗ 10000 m² (+0.400)"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn pareto(&self, requirement: &Requirement) -> Result<ParetoFront> {
        let plan = Plan::new(self, requirement)?;
        let mut rows: Vec<usize> = Vec::new();
        for (place, row) in ranked(&plan) {
            if place.outcome == Outcome::Pass {
                rows.push(row);
            }
        }
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
        let id = |at: usize| self.id_at(rows[at]).clone();
        for (at, by) in dominators(&values).into_iter().enumerate() {
            let Some(by) = by else {
                answer.front.push(plan.candidate(rows[at]));
                continue;
            };
            let pairs = values[by].iter().zip(&values[at]).enumerate();
            let leads = pairs.map(|(preference, (a, b))| (preference, a - b));
            answer.dominated.push(Dominated {
                site: id(at),
                by: id(by),
                leads: leads.filter(|(_, lead)| *lead > 0.0).collect(),
            });
        }
        Ok(answer)
    }
}

/// For each vector: one on the front that dominates it, if any.
fn dominators(values: &[Vec<f64>]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let sums: Vec<f64> = values.iter().map(|each| each.iter().sum()).collect();
    // What dominates comes first, even where sums are equal by rounding; of equals, the first.
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
            // Of the front so far, the last has the most of the second, and equals come together.
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
