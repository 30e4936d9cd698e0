//! Why a site is not on the list, and what would put it there; or how firmly it is.

use serde::Serialize;

use super::answer::{List, Open, asked_of};
use super::bound::ConstraintChange;
use super::order::{first, ranked};
use super::question::{Question, question};
use super::reweigh::WeightChange;
use super::{rebound, reweigh};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::Requirement;
use crate::site::SiteId;

/// Why a site is where it is, and the least that would change it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WhyNot {
    /// The site with every check and contribution: what fails, by how much; what is unknown.
    pub candidate: Candidate,
    /// How long the list is.
    pub top: usize,
    /// Its place among all sites of the wanted kinds that do not fail, from 1; none if it fails.
    pub rank: Option<usize>,
    /// Whether it is on the list.
    pub is_listed: bool,
    /// The last site of a full list that it is not on.
    pub last_listed: Option<SiteId>,
    /// The guaranteed score of that site less its own; below 0 if it is kept off by its outcome.
    pub gap: Option<f64>,
    /// The least change of one weight that puts it on the list; takes it off, if it is on.
    pub by_weight: Option<WeightChange>,
    /// The least change of one constraint that puts it on the list; takes it off, if it is on.
    pub by_constraint: Option<ConstraintChange>,
    /// Unknown facts any of which, alone, could put it on the list; take it off, if it is on.
    pub by_fact: Vec<Question>,
}

impl WhyNot {
    /// Several lines: what fails, where it stands, what would change it.
    pub fn describe(&self, lang: Lang) -> String {
        let (site, top) = (&self.candidate.site, self.top);
        let mut lines = vec![match (lang, self.rank, self.is_listed) {
            (Lang::Zh, Some(rank), true) => format!("{site} 在前 {top} 内（第 {rank} 位）"),
            (Lang::Zh, Some(rank), false) => format!("{site} 未进前 {top}（第 {rank} 位）"),
            (Lang::Zh, None, _) => format!("{site} 未进前 {top}：不满足要求"),
            (Lang::En, Some(rank), true) => format!("{site} is on the top {top}, at {rank}"),
            (Lang::En, Some(rank), false) => format!("{site} is not on the top {top}, at {rank}"),
            (Lang::En, None, _) => format!("{site} is not on the top {top}: it fails"),
        }];
        if !self.candidate.kind_requested {
            let kind = self.candidate.kind.label(lang);
            lines.push(match lang {
                Lang::Zh => format!("  ✗ 类型不符：{kind}"),
                Lang::En => format!("  ✗ not a kind that is asked for: {kind}"),
            });
        }
        let open = self.candidate.checks.iter();
        let open = open.filter(|check| check.outcome != Outcome::Pass);
        lines.extend(open.map(|check| format!("  {}", check.describe(lang))));
        let gap = self.gap.filter(|gap| *gap >= 0.0 && self.rank.is_some());
        if let (Some(last), Some(gap)) = (&self.last_listed, gap) {
            lines.push(match lang {
                Lang::Zh => format!("  与末位 {last} 的得分差 {gap:.3}"),
                Lang::En => format!("  the last on the list, {last}, scores {gap:.3} more"),
            });
        }
        let (would, fact) = if self.is_listed {
            (
                lang.pick("会使其退出", "would take it off"),
                lang.pick("可能使其退出", "could take it off"),
            )
        } else {
            (
                lang.pick("可使其入选", "would put it on"),
                lang.pick("可能使其入选", "could put it on"),
            )
        };
        let colon = lang.pick("：", ": ");
        let constraint = self.by_constraint.as_ref();
        let constraint = constraint.map(|change| change.describe(lang).to_owned());
        let weight = self.by_weight.as_ref().map(|change| change.describe(lang));
        let changes = constraint.into_iter().chain(weight);
        lines.extend(changes.map(|words| format!("  {would}{colon}{words}")));
        let facts = self.by_fact.iter();
        lines.extend(facts.map(|each| format!("  {fact}{colon}{}", each.describe(lang))));
        lines.join("\n")
    }
}

impl Catalog {
    /// Why a site is not among the `top`, and the least single change that would put it there; for
    /// one that is, what could take it off.
    ///
    /// * The least change of one **weight** is the one by the least factor, at most a thousand,
    ///   rounded outwards to as few digits as do, at least three. A weight at which sites are
    ///   exactly level and that helps only there is passed over.
    /// * The least change of one **constraint** is the cheapest as a
    ///   [`Shortfall`](crate::matching::Shortfall) costs: a bound moved either way, with the requirement
    ///   otherwise as it is, or a constraint that is no number given up. A bound that must pass
    ///   another site's reading is rounded in the planner's unit; one at 0, where every digit is a
    ///   leading one, moves to a round number.
    /// * A **fact** is one whose answer alone does it, as [`Catalog::questions`] defines: the
    ///   site's own, and for the last on the list also those of sites that could come before it.
    ///
    /// Each change was verified by matching again. None is returned where no single change does.
    ///
    /// Cost: for each bound, the sites that could come before this one; blocks that cannot are left
    /// out. If the site does not fail, every site that does not is ranked: O(m log m) for each weight.
    ///
    /// # Errors
    ///
    /// As [`Catalog::explain`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::{FLOOR_AREA, PRICE};
    /// use panhuo::units::{square_metres, wan_yuan};
    ///
    /// let hall = |id: &str, area: f64, price: f64| -> panhuo::Result<Site> {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(FLOOR_AREA, square_metres(area))?;
    ///     site.set(PRICE, wan_yuan(price))?;
    ///     Ok(site)
    /// };
    /// let sites = vec![hall("A", 5000.0, 2900.0)?, hall("B", 9000.0, 3060.0)?];
    /// let catalog = Inventory::new(sites)?.catalog();
    /// let wish = Requirement::new("r")
    ///     .must(PRICE.at_most(wan_yuan(3000.0)))
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    ///
    /// let why = catalog.why_not(&wish, &"B".into(), 1)?;
    /// assert_eq!(why.rank, None);
    /// let change = why.by_constraint.as_ref().unwrap();
    /// assert_eq!(change.describe(Lang::Zh), "价格放宽到 3060 万元（+60 万元）");
    /// assert_eq!(why.describe(Lang::Zh).lines().nth(1), Some("  ✗ 价格 ≤ 3000 万元：3060 万元 (超 60 万元)"));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn why_not(&self, requirement: &Requirement, site: &SiteId, top: usize) -> Result<WhyNot> {
        let plan = Plan::new(self, requirement)?;
        let row = self.row(site)?;
        let candidate = plan.candidate(row);
        let fails = !candidate.kind_requested || candidate.outcome == Outcome::Fail;
        let ranked = if fails {
            first(&plan, top.saturating_add(1))
        } else {
            ranked(&plan)
        };
        let rank = ranked.iter().position(|(_, each)| *each == row);
        let rank = rank.map(|before| before + 1);
        let is_listed = rank.is_some_and(|rank| rank <= top);
        let worst = top.checked_sub(1).and_then(|last| ranked.get(last));
        let worst = worst.filter(|_| !is_listed);
        let own = candidate.score.guaranteed;
        let list = List::new(ranked.iter().copied(), top);
        let mut by_fact = Vec::new();
        for (place, each) in &ranked {
            let asks = *each == row || (is_listed && rank == Some(top));
            if !asks {
                continue;
            }
            let now = list.rank(*each, place);
            let could = |question: &Question| {
                if *each != row {
                    // Another that comes onto the list pushes the last one off.
                    now.is_none()
                } else if is_listed {
                    question
                        .falls
                        .as_ref()
                        .is_some_and(|falls| falls.rank.is_none())
                } else {
                    question.rises.is_some()
                }
            };
            for asked in asked_of(requirement.constraints(), requirement.preferences()) {
                let effects = Open::new(&plan, asked, *each).effects(*each, now, &list);
                by_fact.extend(question(&plan, asked, *each, now, top, effects).filter(could));
            }
        }
        Ok(WhyNot {
            candidate,
            top,
            rank,
            is_listed,
            last_listed: worst.map(|(_, row)| self.id_at(*row).clone()),
            gap: worst.map(|(place, _)| place.score.guaranteed - own),
            by_weight: reweigh::least_change(self, requirement, site, !is_listed, top, &ranked)?,
            by_constraint: rebound::least_change(self, requirement, site, !is_listed, top)?,
            by_fact,
        })
    }
}
