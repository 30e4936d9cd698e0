//! Which missing facts are worth asking for: those whose value could change the shortlist.

mod open_fact;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub(super) use self::open_fact::{BestKeys, OpenFact, relevant_facts};
use self::open_fact::{FactValues, RankEffect, compare_ranks};
use super::constraint_change::finite_bounds;
use super::shortlist_key::{ShortlistKey, rank_best};
use crate::catalog::{Catalog, CatalogRow};
use crate::encumbrance::EncumbranceKind;
use crate::error::Result;
use crate::interval::{MissingReason, Outcome, ReportedValue};
use crate::lang::Lang;
use crate::matching::{Observed, Plan};
use crate::requirement::{Criterion, Requirement};
use crate::schema::Attribute;
use crate::site::SiteId;

/// A fact that is not known exactly, and that a jurisdiction can be asked for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingFact {
    /// The value of an attribute.
    Attribute(Attribute),
    /// Whether there is such an encumbrance.
    Encumbrance(EncumbranceKind),
}

/// Values that a missing fact could turn out to have, and the rank that they lead to.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HypotheticalValue {
    /// The values in Chinese: `≥ 8 m`.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The least such number, in the canonical unit; none if there is no lower end.
    pub low: Option<f64>,
    /// The greatest such number.
    pub high: Option<f64>,
    /// Such categories by their stable names; `yes` or `no` for an encumbrance.
    pub categories: Vec<String>,
    /// The rank of the site with such a value: the best of them if they lift it, else the worst;
    /// none off the list.
    pub rank: Option<usize>,
}

/// A missing fact whose value could change the shortlist.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The code of the jurisdiction to ask; empty if not known.
    pub jurisdiction: String,
    /// The name of that jurisdiction.
    pub jurisdiction_name: String,
    /// What to ask for.
    pub fact: MissingFact,
    /// What is known of the fact so far, and the cell that it was read from.
    pub observed: Observed,
    /// How long the list is.
    pub top: usize,
    /// The rank of the site now; none off the list.
    pub current_rank: Option<usize>,
    /// The values that lift the site, if any.
    pub rises: Option<HypotheticalValue>,
    /// The values that lower it, if any.
    pub falls: Option<HypotheticalValue>,
    /// By how many ranks the fact could move the site at most; off the list counts as one rank below
    /// the last.
    pub max_rank_change: usize,
}

impl Question {
    /// What is asked for, as a planner calls it.
    pub fn subject(&self, lang: Lang) -> &'static str {
        match self.fact {
            MissingFact::Attribute(attribute) => attribute.label(lang),
            MissingFact::Encumbrance(kind) => kind.label(lang),
        }
    }

    /// One line: `请郭镇乡核实 YYL-0042 旧棉纺厂的层高：若 ≥ 8 m，可进前 10（第 3 位）`.
    pub fn describe(&self, lang: Lang) -> String {
        let (subject, top) = (self.subject(lang), self.top);
        let site = self.site.with_name(&self.name);
        let rises = self.rises.as_ref().map(|value| {
            let (when, rank) = (lang.pick(&value.zh, &value.en), value.rank.unwrap_or(0));
            match (lang, self.current_rank) {
                (Lang::Zh, None) => format!("若{when}，可进前 {top}（第 {rank} 位）"),
                (Lang::Zh, Some(_)) => format!("若{when}，可升至第 {rank} 位"),
                (Lang::En, None) => format!("if {when}, it enters the top {top} at rank {rank}"),
                (Lang::En, Some(_)) => format!("if {when}, it rises to rank {rank}"),
            }
        });
        let falls = self.falls.as_ref().map(|value| {
            let when = lang.pick(&value.zh, &value.en);
            match (lang, value.rank) {
                (Lang::Zh, None) => format!("若{when}，则退出前 {top}"),
                (Lang::Zh, Some(rank)) => format!("若{when}，则降至第 {rank} 位"),
                (Lang::En, None) => format!("if {when}, it leaves the top {top}"),
                (Lang::En, Some(rank)) => format!("if {when}, it falls to rank {rank}"),
            }
        });
        let effects: Vec<_> = rises.into_iter().chain(falls).collect();
        let effects = effects.join(lang.pick("；", "; "));
        // Chinese text is set off from an id, and not from a name.
        let gap = if self.name.is_empty() { " " } else { "" };
        let is_encumbrance = matches!(self.fact, MissingFact::Encumbrance(_));
        let who = self.jurisdiction_name.as_str();
        match (lang, is_encumbrance) {
            (Lang::Zh, false) => format!("请{who}核实 {site}{gap}的{subject}：{effects}"),
            (Lang::Zh, true) => format!("请{who}核实 {site}{gap}有无{subject}：{effects}"),
            (Lang::En, false) if who.is_empty() => {
                format!("find out the {subject} of {site}: {effects}")
            }
            (Lang::En, false) => format!("ask {who} for the {subject} of {site}: {effects}"),
            (Lang::En, true) if who.is_empty() => {
                format!("find out whether {site} has an encumbrance ({subject}): {effects}")
            }
            (Lang::En, true) => {
                format!("ask {who} whether {site} has an encumbrance ({subject}): {effects}")
            }
        }
    }
}

/// The questions for one jurisdiction.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionQuestions {
    /// The code of the jurisdiction; empty for sites whose jurisdiction is not known.
    pub jurisdiction: String,
    /// Its name.
    pub jurisdiction_name: String,
    /// What to ask it, what could change the list most first.
    pub questions: Vec<Question>,
}

impl JurisdictionQuestions {
    /// Groups questions by jurisdiction, in the order of each jurisdiction's first question.
    pub fn group(questions: impl IntoIterator<Item = Question>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for question in questions {
            let same = |group: &&mut Self| group.jurisdiction == question.jurisdiction;
            if let Some(group) = groups.iter_mut().find(same) {
                group.questions.push(question);
            } else {
                groups.push(Self {
                    jurisdiction: question.jurisdiction.clone(),
                    jurisdiction_name: question.jurisdiction_name.clone(),
                    questions: vec![question],
                });
            }
        }
        groups
    }

    /// Several lines: the jurisdiction, and the numbered questions.
    pub fn describe(&self, lang: Lang) -> String {
        let name = match self.jurisdiction_name.as_str() {
            "" => lang.pick("属地不明", "jurisdiction not known"),
            name => name,
        };
        let questions = self.questions.iter().enumerate();
        let lines = questions.map(|(at, each)| format!("{}. {}", at + 1, each.describe(lang)));
        let head = format!("{name}{}", lang.pick("：", ":"));
        std::iter::once(head)
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl Catalog {
    /// The missing facts worth asking for: those whose value alone could change which sites are on
    /// the list of `top`, or their order.
    ///
    /// A fact is the value of an attribute, or an encumbrance, that a constraint or a preference
    /// depends on and that is not known exactly. It is returned if and only if some exact value
    /// within what is reported, everything else staying as it is, changes the list. Values are tried
    /// at the bounds of constraints and next to them, at the breakpoints of value functions and at
    /// the ends of the reported interval; between these the rank of the site moves in one direction
    /// only. Positions and jurisdictions are not asked for.
    ///
    /// The values in an answer are those around the best one and around the worst one. Where such a
    /// range ends at a value with equal scores, the end is rounded inwards in the planner's unit, so
    /// that what the answer says holds.
    ///
    /// What could move its site by the most ranks comes first, then what leads to the better rank,
    /// then by site. [`JurisdictionQuestions::group`] puts the questions of each jurisdiction
    /// together.
    ///
    /// Time: the list as [`Catalog::rank`], then every site that fails nothing by its bounds, and
    /// each missing fact of those that could be on the list.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA};
    /// use panhuo::units::{metres, square_metres};
    ///
    /// let hall = |id: &str, area: f64| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.jurisdiction = "郭镇乡".to_owned();
    ///     site.set(FLOOR_AREA, square_metres(area)).map(|()| site)
    /// };
    /// let mut known = hall("YYL-0001", 5000.0)?;
    /// known.set(CEILING_HEIGHT, metres(9.0))?;
    /// let catalog = Inventory::new(vec![known, hall("YYL-0042", 9000.0)?])?.catalog();
    /// let castings = Requirement::new("castings")
    ///     .must(CEILING_HEIGHT.at_least(metres(8.0)))
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    ///
    /// let questions = catalog.questions(&castings, 1)?;
    /// assert_eq!(
    ///     questions[0].describe(Lang::Zh),
    ///     "请郭镇乡核实 YYL-0042 厂房的层高：若 ≥ 8 m，可进前 1（第 1 位）"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn questions(&self, requirement: &Requirement, top: usize) -> Result<Vec<Question>> {
        let plan = Plan::new(self, requirement)?;
        let best = BestKeys::new(rank_best(&plan, top.saturating_add(1)), top);
        let facts = relevant_facts(requirement);
        let mut questions = Vec::new();
        for (row, outcome) in plan.rows_not_failing() {
            // The best that the row could be if all its missing facts turn out well.
            let optimistic = |mut score: crate::matching::RankKey| {
                score.guaranteed = score.potential;
                let outcome = Outcome::Pass;
                ShortlistKey { outcome, score }
            };
            // The bounds of the score cost no geodesic: they are tried first.
            let (segment, in_segment) = self.locate(row);
            let bounds = plan.score_bounds(segment, in_segment);
            if !best.admits(&optimistic(bounds.best)) {
                continue;
            }
            let key = ShortlistKey::with_outcome(&plan, row, outcome);
            if !best.admits(&optimistic(key.score)) {
                continue;
            }
            let now = best.rank(row, &key);
            for fact in &facts {
                let effects = OpenFact::new(&plan, fact, row).effects(now, &best);
                questions.extend(question(&plan, fact.fact, row, now, top, effects));
            }
        }
        let best_rank = |question: &Question| {
            let rise = question.rises.as_ref();
            rise.map_or(question.current_rank, |value| value.rank)
        };
        questions.sort_by(|a, b| {
            b.max_rank_change
                .cmp(&a.max_rank_change)
                .then(compare_ranks(best_rank(a), best_rank(b)))
                .then(a.site.cmp(&b.site))
                .then(a.fact.cmp(&b.fact))
        });
        Ok(questions)
    }
}

/// The question about a fact; none if no value of it changes the list.
pub(super) fn question(
    plan: &Plan<'_>,
    fact: MissingFact,
    row: CatalogRow,
    now: Option<usize>,
    top: usize,
    effects: [Option<RankEffect>; 2],
) -> Option<Question> {
    if effects.iter().all(Option::is_none) {
        return None;
    }
    let position = |rank: Option<usize>| rank.unwrap_or(top + 1);
    let changes = effects.iter().flatten();
    let changes = changes.map(|effect| position(effect.rank).abs_diff(position(now)));
    let max_rank_change = changes.max().unwrap_or(0);
    let [rises, falls] = effects
        .map(|effect| effect.map(|effect| hypothetical_value(plan.requirement, fact, effect)));
    let site = plan.catalog.site_of_row(row);
    let jurisdiction_name = plan.catalog.jurisdictions().name(&site.jurisdiction);
    Some(Question {
        site: site.id.clone(),
        name: site.name.clone(),
        jurisdiction: site.jurisdiction.clone(),
        jurisdiction_name: jurisdiction_name.to_owned(),
        fact,
        observed: observed(plan, fact, row),
        top,
        current_rank: now,
        rises,
        falls,
        max_rank_change,
    })
}

/// What is known of a fact so far.
fn observed(plan: &Plan<'_>, fact: MissingFact, row: CatalogRow) -> Observed {
    let site = plan.catalog.site_of_row(row);
    let reported = match fact {
        MissingFact::Attribute(attribute) => {
            let fact = site.facts.get(&attribute);
            fact.map(|fact| (attribute, fact))
        }
        MissingFact::Encumbrance(_) => None,
    };
    let words = |lang: Lang| match reported {
        Some((attribute, fact)) => fact.value.describe(attribute, lang),
        None => MissingReason::NotReported.label(lang).to_owned(),
    };
    Observed {
        zh: words(Lang::Zh),
        en: words(Lang::En),
        raw: reported.map_or(String::new(), |(_, fact)| fact.raw.to_string()),
        source: reported.and_then(|(_, fact)| fact.source.clone()),
    }
}

fn hypothetical_value(
    requirement: &Requirement,
    fact: MissingFact,
    effect: RankEffect,
) -> HypotheticalValue {
    let finite = |end: f64| end.is_finite().then_some(end);
    let (mut low, mut high, mut categories) = (None, None, Vec::new());
    match effect.values {
        FactValues::Range(least, most) => (low, high) = (finite(least), finite(most)),
        FactValues::Categories(choices) => {
            if let MissingFact::Attribute(attribute) = fact {
                let all = attribute.categories();
                let each = choices.positions().filter_map(|at| all.get(at));
                categories.extend(each.map(|category| category.name.to_owned()));
            }
        }
        FactValues::Encumbered(present) => {
            categories.push(if present { "yes" } else { "no" }.to_owned());
        }
    }
    HypotheticalValue {
        zh: values_in_words(requirement, fact, effect.values, Lang::Zh),
        en: values_in_words(requirement, fact, effect.values, Lang::En),
        low,
        high,
        categories,
        rank: effect.rank,
    }
}

/// Values in words: `≥ 8 m`, `< 8 m`, `为钢结构或砖混`.
fn values_in_words(
    requirement: &Requirement,
    fact: MissingFact,
    values: FactValues,
    lang: Lang,
) -> String {
    match (fact, values) {
        (_, FactValues::Encumbered(true)) => lang.pick("有", "there is one").to_owned(),
        (_, FactValues::Encumbered(false)) => lang.pick("无", "there is none").to_owned(),
        (MissingFact::Attribute(attribute), FactValues::Categories(choices)) => {
            let words = ReportedValue::Category(choices).describe(attribute, lang);
            lang.pick(format!("为{words}"), words)
        }
        (MissingFact::Attribute(attribute), FactValues::Range(low, high)) => {
            range_in_words(requirement, attribute, low, high, lang)
        }
        (MissingFact::Encumbrance(_), _) => String::new(),
    }
}

/// A range of numbers in words, with the bounds of the requirement's constraints where it ends next
/// to one.
fn range_in_words(
    requirement: &Requirement,
    attribute: Attribute,
    low: f64,
    high: f64,
    lang: Lang,
) -> String {
    let criterion = Criterion::Attribute(attribute);
    let is_bound = |value: f64| {
        let all = requirement.constraints().iter();
        let mut all = all.flat_map(|c| finite_bounds(c.predicate()));
        all.any(|(other, _, bound)| {
            *other == criterion && bound.total_cmp(&value) == Ordering::Equal
        })
    };
    let least = if is_bound(low.next_down()) && !is_bound(low) {
        format!("> {}", criterion.format_for(low.next_down(), lang))
    } else {
        format!("≥ {}", criterion.format_for(low, lang))
    };
    let most = if is_bound(high.next_up()) && !is_bound(high) {
        format!("< {}", criterion.format_for(high.next_up(), lang))
    } else {
        format!("≤ {}", criterion.format_for(high, lang))
    };
    let is_exact = low.to_bits() == high.to_bits();
    let words = match (low.is_finite(), high.is_finite()) {
        (true, true) if is_exact => format!("= {}", criterion.format_for(low, lang)),
        (true, true) => format!("{least} {} {most}", lang.pick("且", "and")),
        (true, false) => least,
        (false, true) => most,
        (false, false) => return lang.pick("已知", "it is known").to_owned(),
    };
    lang.pick(format!(" {words}"), words)
}
