//! The answer: candidates in order, with every check and contribution, and what excluded the rest.

use serde::{Deserialize, Serialize};

use super::topk::SearchStatistics;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::requirement::{Constraint, Preference, Requirement};
use crate::schema::SiteKind;
use crate::site::SiteId;
use crate::source::Source;

/// A score as an interval: what is certain, and what is possible if the unknown turns out well.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRange {
    /// The score if everything unknown turns out badly, in [0, 1].
    pub guaranteed: f64,
    /// The score if everything unknown turns out well, in [0, 1].
    pub potential: f64,
}

impl ScoreRange {
    /// To three decimals: `0.612`, or `0.412–0.612` where something is unknown.
    pub fn describe(self) -> String {
        let [low, high] = [self.guaranteed, self.potential].map(|score| format!("{score:.3}"));
        if low == high {
            low
        } else {
            format!("{low}–{high}")
        }
    }
}

/// What a site reports of a fact, and in which cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// In Chinese, with the planner's unit.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The text of the cell, if the fact was read from one. May hold personal data.
    pub raw: String,
    /// The cell that it was read from.
    pub source: Option<Source>,
}

impl Observed {
    /// The cell and what it says, behind an arrow: `  ← a.xlsx!F7 “约8600平”`; empty if not read
    /// from one.
    fn cell(&self) -> String {
        let quoted = match self.raw.as_str() {
            "" => String::new(),
            raw => format!(" “{raw}”"),
        };
        match &self.source {
            Some(source) => format!("  ← {source}{quoted}"),
            None if quoted.is_empty() => quoted,
            None => format!("  ←{quoted}"),
        }
    }

    /// In a language.
    pub fn describe(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// By how much a constraint is missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortfall {
    /// The least amount missing, in the criterion's canonical unit; none for what is not a number.
    pub amount: Option<f64>,
    /// The amount relative to the bound (dates: in years; what is not a number: 1), to compare
    /// unlike shortfalls.
    pub cost: f64,
    /// In Chinese: `差 6.2 亩`.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Shortfall {
    /// In a language.
    pub fn describe(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// One constraint, tested on one site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What was required.
    pub required: Constraint,
    /// Whether it holds.
    pub outcome: Outcome,
    /// What the site reports.
    pub observed: Observed,
    /// By how much it was missed, if it failed.
    pub shortfall: Option<Shortfall>,
}

impl Check {
    /// One line: `✓ 层高 ≥ 8 m：9 m`.
    pub fn describe(&self, lang: Lang) -> String {
        let mark = self.outcome.mark();
        let required = self.required.describe(lang);
        let observed = self.observed.describe(lang);
        if observed.is_empty() {
            return format!("{mark} {required}");
        }
        let miss = self.shortfall.as_ref().map(|by| by.describe(lang));
        let miss = miss.filter(|miss| *miss != observed);
        let miss = miss.map_or(String::new(), |miss| format!(" ({miss})"));
        format!("{mark} {required}{}{observed}{miss}", lang.pick("：", ": "))
    }
}

/// What one preference adds to the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The preference.
    pub preference: Preference,
    /// The share of all weights, in [0, 1].
    pub share: f64,
    /// What it adds, at least and at most; the contributions add up to the score, in order.
    pub adds: ScoreRange,
    /// What the site reports.
    pub observed: Observed,
}

impl Contribution {
    /// One line: `配电容量 315 kVA ↗ 1000 kVA：630 kVA → +0.276`.
    pub fn describe(&self, lang: Lang) -> String {
        let (low, high) = (self.adds.guaranteed, self.adds.potential);
        let adds = if high > low {
            format!("+{low:.3} … +{high:.3}")
        } else {
            format!("+{low:.3}")
        };
        let preference = self.preference.describe(lang);
        match self.observed.describe(lang) {
            "" => format!("{preference} → {adds}"),
            observed => format!("{preference}{}{observed} → {adds}", lang.pick("：", ": ")),
        }
    }
}

/// One site, measured against a requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: SiteKind,
    /// Its jurisdiction's code.
    pub jurisdiction: String,
    /// Its jurisdiction's name.
    pub jurisdiction_name: String,
    /// Degrees east of its representative point.
    pub longitude: Option<f64>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Whether its kind is requested.
    pub kind_requested: bool,
    /// Passes, depends on unknown facts, or fails: the worst of the checks, and `Fail` for a kind
    /// that is not requested.
    pub outcome: Outcome,
    /// The score.
    pub score: ScoreRange,
    /// Every constraint, in the requirement's order.
    pub checks: Vec<Check>,
    /// Every preference, in the requirement's order.
    pub contributions: Vec<Contribution>,
}

impl Candidate {
    /// The checks with this outcome.
    pub fn checks_that(&self, outcome: Outcome) -> impl Iterator<Item = &Check> {
        self.checks
            .iter()
            .filter(move |check| check.outcome == outcome)
    }

    /// One line: id, name, kind, jurisdiction, outcome and score.
    pub fn heading(&self, lang: Lang) -> String {
        let score = format!("{} {}", lang.pick("得分", "score"), self.score.describe());
        let parts = [
            self.site.as_str(),
            &self.name,
            self.kind.label(lang),
            &self.jurisdiction_name,
            self.outcome.label(lang),
            &score,
        ];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    /// Several lines: the heading, then checks and contributions with the cells that they were read
    /// from and what these say, and the score that the contributions add up to.
    pub fn describe(&self, lang: Lang) -> String {
        let mut lines = vec![self.heading(lang)];
        if !self.kind_requested {
            let kind = self.kind.label(lang);
            lines.push(match lang {
                Lang::Zh => format!("  ✗ 类型不符：{kind}"),
                Lang::En => format!("  ✗ not a requested kind: {kind}"),
            });
        }
        let checks = self.checks.iter();
        lines.extend(checks.map(|c| format!("  {}{}", c.describe(lang), c.observed.cell())));
        let adds = self.contributions.iter();
        lines.extend(adds.map(|c| format!("  + {}{}", c.describe(lang), c.observed.cell())));
        if !self.contributions.is_empty() {
            lines.push(format!("  = {}", self.score.describe()));
        }
        lines.join("\n")
    }
}

/// How many sites one constraint excluded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintTally {
    /// What was required.
    pub required: Constraint,
    /// Sites of the requested kinds that fail it.
    pub fails: usize,
    /// Of those, the ones that fail nothing else.
    pub fails_alone: usize,
    /// Sites of the requested kinds of which it is not known.
    pub unknown: usize,
}

/// How many sites have each outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// All sites of the catalog.
    pub sites: usize,
    /// Sites of kinds that are not requested.
    pub other_kinds: usize,
    /// Sites that meet every constraint.
    pub passing: usize,
    /// Sites that fail none but depend on unknown facts.
    pub unknown: usize,
    /// Sites of the requested kinds that fail at least one.
    pub failing: usize,
    /// By constraint, in the requirement's order.
    pub by_constraint: Vec<ConstraintTally>,
}

impl Tally {
    /// Sentences: how many sites meet the requirement, then what excluded the others, the
    /// constraint that excludes most first.
    pub fn describe(&self, lang: Lang) -> Vec<String> {
        let (sites, others) = (self.sites, self.other_kinds);
        let (passing, unknown, failing) = (self.passing, self.unknown, self.failing);
        let mut lines = vec![match lang {
            Lang::Zh => format!(
                "共 {sites} 宗：满足 {passing}，待核实 {unknown}，不满足 {failing}，类型不符 {others}"
            ),
            Lang::En => format!(
                "{sites} sites: {passing} meet everything, {unknown} depend on unknown facts, \
                 {failing} fail, {others} are of other kinds"
            ),
        }];
        let mut rows: Vec<_> = self.by_constraint.iter().collect();
        rows.sort_by_key(|tally| std::cmp::Reverse(tally.fails));
        lines.extend(rows.into_iter().map(|tally| {
            let words = tally.required.describe(lang);
            let (fails, alone, unknown) = (tally.fails, tally.fails_alone, tally.unknown);
            match lang {
                Lang::Zh => {
                    format!("{words}：排除 {fails} 宗（其中 {alone} 宗仅因此项），{unknown} 宗不明")
                }
                Lang::En => format!(
                    "{words}: excludes {fails} ({alone} by this alone), unknown for {unknown}"
                ),
            }
        }));
        lines
    }
}

/// One site of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// The site.
    pub site: SiteId,
    /// Whether it meets everything or depends on unknown facts.
    pub outcome: Outcome,
    /// The score.
    pub score: ScoreRange,
}

/// A shortlist without its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// The best sites, in order.
    pub sites: Vec<Ranked>,
    /// The work that finding them took.
    #[serde(skip)]
    pub statistics: SearchStatistics,
}

/// The ranked answer to a requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortlist {
    /// The question.
    pub requirement: Requirement,
    /// The best sites: those that meet everything, then those that depend on unknown facts; inside
    /// each by guaranteed score, then potential, then id.
    pub candidates: Vec<Candidate>,
    /// The work that finding them took; not part of the answer.
    #[serde(skip)]
    pub statistics: SearchStatistics,
}

impl Shortlist {
    /// The answer as JSON, indented; the same in every language that binds this library.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
