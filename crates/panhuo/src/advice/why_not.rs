//! Why a site is not on the list and what would list it; or what would take it off the list.

use serde::{Deserialize, Serialize};

use super::constraint_change::ConstraintChange;
use super::questions::{BestKeys, OpenFact, Question, question, relevant_facts};
use super::sensitivity::{WeightChange, bound, weight};
use super::shortlist_key::{rank_all, rank_best};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Plan};
use crate::requirement::Requirement;
use crate::site::SiteId;

/// Why a site has the rank that it has, and the least changes that would list it or take it off the
/// list.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhyNot {
    /// The site with every check and contribution: what fails, by how much, and what is unknown.
    pub candidate: Candidate,
    /// How long the list is.
    pub top: usize,
    /// Its rank among all sites of the requested kinds that do not fail, from 1; none if it fails.
    pub rank: Option<usize>,
    /// Whether it is on the list.
    pub is_listed: bool,
    /// The last site of a full list that it is not on.
    pub last_listed: Option<SiteId>,
    /// The guaranteed score of that site less its own; below 0 if it is kept off by its outcome.
    pub score_difference: Option<f64>,
    /// The least change of one weight that lists it; if it is listed, that takes it off.
    pub weight_change: Option<WeightChange>,
    /// The least change of one constraint that lists it; if it is listed, that takes it off.
    pub constraint_change: Option<ConstraintChange>,
    /// Missing facts any of which alone could list it; if it is listed, could take it off.
    pub questions: Vec<Question>,
}

impl WhyNot {
    /// Several lines: what fails, which rank the site has, what would change it.
    pub fn describe(&self, lang: Lang) -> String {
        let (site, top) = (&self.candidate.site, self.top);
        let mut lines = vec![match (lang, self.rank, self.is_listed) {
            (Lang::Zh, Some(rank), true) => format!("{site} 在前 {top} 内（第 {rank} 位）"),
            (Lang::Zh, Some(rank), false) => format!("{site} 未进前 {top}（第 {rank} 位）"),
            (Lang::Zh, None, _) => format!("{site} 未进前 {top}：不满足要求"),
            (Lang::En, Some(rank), true) => format!("{site} is in the top {top}, at rank {rank}"),
            (Lang::En, Some(rank), false) => {
                format!("{site} is not in the top {top}: it has rank {rank}")
            }
            (Lang::En, None, _) => {
                format!("{site} is not in the top {top}: it does not meet the requirement")
            }
        }];
        if !self.candidate.kind_requested {
            let kind = self.candidate.kind.label(lang);
            lines.push(match lang {
                Lang::Zh => format!("  ✗ 类型不符：{kind}"),
                Lang::En => format!("  ✗ not a requested kind: {kind}"),
            });
        }
        let checks = self.candidate.checks.iter();
        let checks = checks.filter(|check| check.outcome != Outcome::Pass);
        lines.extend(checks.map(|check| format!("  {}", check.describe(lang))));
        let behind = self.score_difference;
        let behind = behind.filter(|by| *by >= 0.0 && self.rank.is_some());
        if let (Some(last), Some(behind)) = (&self.last_listed, behind) {
            lines.push(match lang {
                Lang::Zh => format!("  比末位 {last} 的得分低 {behind:.3}"),
                Lang::En => format!("  its score is {behind:.3} below that of the last, {last}"),
            });
        }
        let (would, could) = match (lang, self.is_listed) {
            (Lang::Zh, false) => ("可使其入选：", "可能使其入选："),
            (Lang::Zh, true) => ("会使其退出：", "可能使其退出："),
            (Lang::En, false) => ("would list it: ", "could list it: "),
            (Lang::En, true) => (
                "would take it off the list: ",
                "could take it off the list: ",
            ),
        };
        let constraint = self.constraint_change.as_ref();
        let constraint = constraint.map(|change| change.describe(lang).to_owned());
        let weight = self.weight_change.as_ref().map(|each| each.describe(lang));
        let changes = constraint.into_iter().chain(weight);
        lines.extend(changes.map(|words| format!("  {would}{words}")));
        let questions = self.questions.iter();
        lines.extend(questions.map(|each| format!("  {could}{}", each.describe(lang))));
        lines.join("\n")
    }
}

impl Catalog {
    /// Why a site is not among the `top`, and the least single change that would list it; for one
    /// that is listed, what would take it off.
    ///
    /// * The least change of one **weight** is the one by the least factor, at most a thousand,
    ///   rounded outwards to as few digits as possible, at least three. A weight at which scores are
    ///   exactly equal, and that helps only there, is skipped.
    /// * The least change of one **constraint** is the one of least cost, as a
    ///   [`Shortfall`](crate::matching::Shortfall) costs: a bound moved either way, or a constraint
    ///   that is no number dropped, with the requirement otherwise as it is. A bound that must pass
    ///   the value of another site is rounded in the planner's unit; one at 0 moves to a round
    ///   number.
    /// * A **question** is about a fact that alone could do it, as [`Catalog::questions`] defines: a
    ///   fact of the site itself, and for the last on the list also of sites that could come before
    ///   it.
    ///
    /// Each change is verified by matching again. None is returned where no single change does it.
    ///
    /// Time: for each bound, the sites that could come before this one; nodes without such sites are
    /// skipped. If the site does not fail, all m sites that do not fail are ranked, in O(m log m) for
    /// each weight.
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
    /// let requirement = Requirement::new("r")
    ///     .must(PRICE.at_most(wan_yuan(3000.0)))
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    ///
    /// let why = catalog.why_not(&requirement, &"B".into(), 1)?;
    /// assert_eq!(why.rank, None);
    /// let change = why.constraint_change.as_ref().unwrap();
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
            rank_best(&plan, top.saturating_add(1))
        } else {
            rank_all(&plan)
        };
        let rank = ranked.iter().position(|(_, each)| *each == row);
        let rank = rank.map(|before| before + 1);
        let is_listed = rank.is_some_and(|rank| rank <= top);
        let last = top.checked_sub(1).and_then(|last| ranked.get(last));
        let last = last.filter(|_| !is_listed);
        let own = candidate.score.guaranteed;
        let best = BestKeys::new(ranked.iter().copied(), top);
        let facts = relevant_facts(requirement);
        let mut questions = Vec::new();
        for (key, each) in &ranked {
            // Another site matters only if it can push this one, the last, off the list.
            if *each != row && !(is_listed && rank == Some(top)) {
                continue;
            }
            let now = best.rank(*each, key);
            let could = |question: &Question| {
                if *each != row {
                    now.is_none()
                } else if is_listed {
                    let lowered = question.falls.as_ref();
                    lowered.is_some_and(|value| value.rank.is_none())
                } else {
                    question.rises.is_some()
                }
            };
            for fact in &facts {
                let effects = OpenFact::new(&plan, fact, *each).effects(now, &best);
                let question = question(&plan, fact.fact, *each, now, top, effects);
                questions.extend(question.filter(could));
            }
        }
        let onto = !is_listed;
        Ok(WhyNot {
            candidate,
            top,
            rank,
            is_listed,
            last_listed: last.map(|(_, row)| self.id_of_row(*row).clone()),
            score_difference: last.map(|(key, _)| key.score.guaranteed - own),
            weight_change: weight::least_change(self, requirement, site, onto, top, &ranked)?,
            constraint_change: bound::least_change(self, requirement, site, onto, top)?,
            questions,
        })
    }
}
