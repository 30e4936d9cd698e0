//! Which blanks are worth asking about: those whose answer could change the list.

use std::cmp::Ordering;

use serde::Serialize;

use super::answer::{Asked, Effect, List, Open, Values, asked_of, compare_ranks};
use super::bound::bounds;
use super::order::{Place, first};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::{MissingReason, Outcome};
use crate::lang::Lang;
use crate::matching::{Observed, Plan};
use crate::requirement::{Criterion, Requirement};
use crate::site::SiteId;

/// Answers to a question, and where they lead.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The answers in Chinese: `≥ 8 m`.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The least such number, in the canonical unit; none if there is no lower end.
    pub low: Option<f64>,
    /// The greatest such number.
    pub high: Option<f64>,
    /// Such categories by their stable names; `yes` or `no` for an encumbrance.
    pub categories: Vec<&'static str>,
    /// The place on the list that they lead to, at best or at worst; none off the list.
    pub rank: Option<usize>,
}

/// A fact that is not known for certain, and whose answer could change the list.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    pub asked: Asked,
    /// What is known of it so far, and where it was read.
    pub found: Observed,
    /// How long the list is.
    pub top: usize,
    /// The place of the site now; none off the list.
    pub now: Option<usize>,
    /// The answers that lift the site, if any.
    pub rises: Option<Answer>,
    /// The answers that lower it, if any.
    pub falls: Option<Answer>,
    /// By how many places of the list the answer could move the site.
    pub gain: usize,
}

impl Question {
    /// What is asked, as a planner calls it.
    pub fn subject(&self, lang: Lang) -> &'static str {
        match self.asked {
            Asked::Attribute(attribute) => attribute.label(lang),
            Asked::Encumbrance(kind) => kind.label(lang),
        }
    }

    /// One line: `请郭镇乡核实 YYL-0042 旧棉纺厂的层高：若 ≥ 8 m，可进前 10（第 3 位）`.
    pub fn describe(&self, lang: Lang) -> String {
        let (subject, top) = (self.subject(lang), self.top);
        let site = self.site.with_name(&self.name);
        let whom = match (lang, self.jurisdiction_name.as_str()) {
            (Lang::Zh, whom) => format!("请{whom}核实"),
            (Lang::En, "") => "find out".to_owned(),
            (Lang::En, whom) => format!("ask {whom} for"),
        };
        let rises = self.rises.as_ref().map(|answer| {
            let (when, rank) = (lang.pick(&answer.zh, &answer.en), answer.rank.unwrap_or(0));
            match (lang, self.now) {
                (Lang::Zh, None) => format!("若{when}，可进前 {top}（第 {rank} 位）"),
                (Lang::Zh, Some(_)) => format!("若{when}，可升至第 {rank} 位"),
                (Lang::En, None) => format!("if {when}, it enters the top {top} at {rank}"),
                (Lang::En, Some(_)) => format!("if {when}, it rises to {rank}"),
            }
        });
        let falls = self.falls.as_ref().map(|answer| {
            let when = lang.pick(&answer.zh, &answer.en);
            match (lang, answer.rank) {
                (Lang::Zh, None) => format!("若{when}，则退出前 {top}"),
                (Lang::Zh, Some(rank)) => format!("若{when}，则降至第 {rank} 位"),
                (Lang::En, None) => format!("if {when}, it leaves the top {top}"),
                (Lang::En, Some(rank)) => format!("if {when}, it falls to {rank}"),
            }
        });
        let effects: Vec<_> = rises.into_iter().chain(falls).collect();
        let effects = effects.join(lang.pick("；", "; "));
        let of = if self.name.is_empty() { " 的" } else { "的" };
        match lang {
            Lang::Zh => format!("{whom} {site}{of}{subject}：{effects}"),
            Lang::En => format!("{whom} the {subject} of {site}: {effects}"),
        }
    }
}

/// The questions for one jurisdiction.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Letter {
    /// The code of the jurisdiction; empty for sites that name none.
    pub jurisdiction: String,
    /// Its name.
    pub jurisdiction_name: String,
    /// What to ask it, what matters most first.
    pub questions: Vec<Question>,
}

impl Letter {
    /// Sorts questions into letters, in the order of each jurisdiction's first question.
    pub fn sort(questions: impl IntoIterator<Item = Question>) -> Vec<Self> {
        let mut letters: Vec<Self> = Vec::new();
        for question in questions {
            let to = |letter: &&mut Self| letter.jurisdiction == question.jurisdiction;
            if let Some(letter) = letters.iter_mut().find(to) {
                letter.questions.push(question);
            } else {
                letters.push(Self {
                    jurisdiction: question.jurisdiction.clone(),
                    jurisdiction_name: question.jurisdiction_name.clone(),
                    questions: vec![question],
                });
            }
        }
        letters
    }

    /// Several lines: whom it goes to, and the questions.
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
    /// The facts worth asking for: those whose answer alone would change which sites are on the
    /// list of `top`, or their order.
    ///
    /// A fact is the reading of an attribute, or of an encumbrance, that a constraint or a
    /// preference looks at and that is not exact. It is returned if and only if some exact value
    /// within the reading, everything else staying as it is, changes the list; values are taken at
    /// the bounds of constraints and next to them, at the corners of curves and at the ends of the
    /// reading, between which the place of the site moves one way only. Where a site lies and who
    /// reports it are no readings, and are not asked for.
    ///
    /// The answers that are named are those around the best one and the worst one; ends at which
    /// scores are level are rounded inwards in the planner's unit, so that what is said holds.
    ///
    /// What could move its site by the most places comes first, then what leads higher, then by
    /// site. [`Letter::sort`] puts the questions of each township together.
    ///
    /// Cost: the list as [`Catalog::rank`], then every site that fails nothing by its bounds, and
    /// each open fact of those that could reach the list.
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
    /// let wish = Requirement::new("castings")
    ///     .must(CEILING_HEIGHT.at_least(metres(8.0)))
    ///     .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    ///
    /// let questions = catalog.questions(&wish, 1)?;
    /// assert_eq!(
    ///     questions[0].describe(Lang::Zh),
    ///     "请郭镇乡核实 YYL-0042 厂房的层高：若 ≥ 8 m，可进前 1（第 1 位）"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn questions(&self, requirement: &Requirement, top: usize) -> Result<Vec<Question>> {
        let plan = Plan::new(self, requirement)?;
        let list = List::new(first(&plan, top.saturating_add(1)), top);
        let asked = asked_of(requirement.constraints(), requirement.preferences());
        let mut questions = Vec::new();
        for (row, outcome) in plan.rows_not_failing() {
            // At best everything open is answered well. Without a geodesic first.
            let hoped = |mut score: crate::matching::RankKey| {
                score.guaranteed = score.potential;
                let outcome = Outcome::Pass;
                Place { outcome, score }
            };
            if !list.admits(&hoped(plan.score_bounds(row).best)) {
                continue;
            }
            let place = Place::new(&plan, row, outcome);
            if !list.admits(&hoped(place.score)) {
                continue;
            }
            let now = list.rank(row, &place);
            for asked in &asked {
                let effects = Open::new(&plan, *asked, row).effects(row, now, &list);
                questions.extend(question(&plan, *asked, row, now, top, effects));
            }
        }
        let best = |question: &Question| {
            let rise = question.rises.as_ref();
            rise.map_or(question.now, |answer| answer.rank)
        };
        questions.sort_by(|a, b| {
            b.gain
                .cmp(&a.gain)
                .then(compare_ranks(best(a), best(b)))
                .then(a.site.cmp(&b.site))
                .then(a.asked.cmp(&b.asked))
        });
        Ok(questions)
    }
}

/// The question, if some answer changes the list.
pub(super) fn question(
    plan: &Plan<'_>,
    asked: Asked,
    row: usize,
    now: Option<usize>,
    top: usize,
    effects: [Option<Effect>; 2],
) -> Option<Question> {
    if effects.iter().all(Option::is_none) {
        return None;
    }
    let place = |rank: Option<usize>| rank.unwrap_or(top + 1);
    let moved = |effect: &Effect| place(effect.rank).abs_diff(place(now));
    let gain = effects.iter().flatten().map(moved).max().unwrap_or(0);
    let [rises, falls] =
        effects.map(|effect| effect.map(|effect| answer(plan.requirement, asked, effect)));
    let site = plan.catalog.site_at(row);
    Some(Question {
        site: site.id.clone(),
        name: site.name.clone(),
        jurisdiction: site.jurisdiction.clone(),
        jurisdiction_name: plan
            .catalog
            .jurisdictions()
            .name(&site.jurisdiction)
            .to_owned(),
        asked,
        found: found(plan, asked, row),
        top,
        now,
        rises,
        falls,
        gain,
    })
}

/// What is known of a fact so far.
fn found(plan: &Plan<'_>, asked: Asked, row: usize) -> Observed {
    let nothing = |lang: Lang| MissingReason::NotReported.label(lang).to_owned();
    let site = plan.catalog.site_at(row);
    let fact = match asked {
        Asked::Attribute(attribute) => {
            let fact = site.facts.get(&attribute);
            fact.map(|fact| (attribute, fact))
        }
        Asked::Encumbrance(_) => None,
    };
    let words = |lang: Lang| {
        fact.map_or(nothing(lang), |(attribute, fact)| {
            fact.value.describe(attribute, lang)
        })
    };
    Observed {
        zh: words(Lang::Zh),
        en: words(Lang::En),
        raw: fact.map_or(String::new(), |(_, fact)| fact.raw.to_string()),
        source: fact.and_then(|(_, fact)| fact.source.clone()),
    }
}

fn answer(requirement: &Requirement, asked: Asked, effect: Effect) -> Answer {
    let finite = |end: f64| end.is_finite().then_some(end);
    let (mut low, mut high, mut categories) = (None, None, Vec::new());
    match effect.values {
        Values::Between(least, most) => (low, high) = (finite(least), finite(most)),
        Values::Categories(allowed) => {
            if let Asked::Attribute(attribute) = asked {
                let all = attribute.categories();
                let each = allowed.positions().filter_map(|at| all.get(at));
                categories.extend(each.map(|category| category.name));
            }
        }
        Values::Burdened(present) => categories.push(if present { "yes" } else { "no" }),
    }
    Answer {
        zh: answer_words(requirement, asked, effect.values, Lang::Zh),
        en: answer_words(requirement, asked, effect.values, Lang::En),
        low,
        high,
        categories,
        rank: effect.rank,
    }
}

/// The answers in words: `≥ 8 m`, `< 8 m`, `钢结构或砖混`.
fn answer_words(requirement: &Requirement, asked: Asked, values: Values, lang: Lang) -> String {
    let attribute = match asked {
        Asked::Attribute(attribute) => attribute,
        Asked::Encumbrance(_) => {
            let has = values == Values::Burdened(true);
            return match lang {
                Lang::Zh => if has { "有" } else { "无" }.to_owned(),
                Lang::En => if has { "there is one" } else { "there is none" }.to_owned(),
            };
        }
    };
    let (low, high) = match values {
        Values::Between(low, high) => (low, high),
        Values::Categories(allowed) => {
            let words = crate::interval::ReportedValue::Category(allowed).describe(attribute, lang);
            return lang.pick(format!("为{words}"), words);
        }
        Values::Burdened(_) => return String::new(),
    };
    let of = Criterion::Attribute(attribute);
    // The number next to a bound is told by the bound.
    let is_bound = |value: f64| {
        let all = requirement.constraints().iter();
        let mut all = all.flat_map(|c| bounds(c.predicate()));
        all.any(|(other, _, bound)| *other == of && bound.total_cmp(&value) == Ordering::Equal)
    };
    let least = if is_bound(low.next_down()) && !is_bound(low) {
        format!("> {}", of.format_for(low.next_down(), lang))
    } else {
        format!("≥ {}", of.format_for(low, lang))
    };
    let most = if is_bound(high.next_up()) && !is_bound(high) {
        format!("< {}", of.format_for(high.next_up(), lang))
    } else {
        format!("≤ {}", of.format_for(high, lang))
    };
    let exact = low.to_bits() == high.to_bits();
    let words = match (low.is_finite(), high.is_finite()) {
        (true, true) if exact => format!("= {}", of.format_for(low, lang)),
        (true, true) => format!("{least} {} {most}", lang.pick("且", "and")),
        (true, false) => least,
        (false, true) => most,
        (false, false) => return lang.pick("已知", "it is known").to_owned(),
    };
    lang.pick(format!(" {words}"), words)
}
