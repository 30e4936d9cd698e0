//! What the district lacks: demand that no site meets.

use serde::Serialize;

use super::bound::{Side, bounds, turned};
use super::conflict::{Conflict, ConflictOptions};
use super::fit::requirement_name;
use super::near_miss::{NearMiss, NearMissOptions};
use crate::catalog::Catalog;
use crate::error::Result;
use crate::interval::{Interval, Outcome};
use crate::lang::Lang;
use crate::matching::{Plan, ResolvedConstraint};
use crate::requirement::{Criterion, Requirement};
use crate::schema::{Audience, SiteKind};

/// A requirement that no site can meet.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unmet {
    /// Its position in the list that was given.
    pub requirement: usize,
    /// What it is called.
    pub name: String,
    /// Who asks; may be empty.
    pub investor: String,
    /// How many sites there are of the kinds that it asks for.
    pub sites: usize,
    /// Which of its constraints cannot hold together; up to ten.
    pub conflicts: Vec<Conflict>,
    /// The site that is the cheapest to cure, whatever it fails.
    pub nearest: Option<NearMiss>,
}

/// A demand that alone no site of its kinds meets, of one or more requirements.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Want {
    /// What is asked for, in Chinese: `层高 ≥`, or the whole constraint if it is no number.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Of which kinds of site; none means all.
    pub kinds: Vec<SiteKind>,
    /// The requirements that ask for it, by position.
    pub requirements: Vec<usize>,
    /// The easiest and the hardest bound that is asked for, in the canonical unit; none for what
    /// is no number.
    pub asked: Option<(f64, f64)>,
    /// The nearest to it that a site of these kinds offers, at best.
    pub offered: Option<f64>,
    /// Who may read it.
    pub audience: Audience,
    #[serde(skip)]
    criterion: Option<(Criterion, Side)>,
}

impl Want {
    /// One line: `闲置厂房：层高 ≥ 10 m – 12 m，2 项需求，现有至多 9 m`.
    pub fn describe(&self, lang: Lang) -> String {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| kind.label(lang)).collect();
        let kinds = match kinds.as_slice() {
            [] => lang.pick("所有类型", "all kinds").to_owned(),
            kinds => kinds.join(lang.pick("、", ", ")),
        };
        let (mut words, count) = (
            lang.pick(&self.zh, &self.en).clone(),
            self.requirements.len(),
        );
        let mut offered = String::new();
        if let (Some((of, _)), Some((easy, hard))) = (&self.criterion, self.asked) {
            let (easy_words, hard_words) = (of.format_for(easy, lang), of.format_for(hard, lang));
            words = if easy_words == hard_words {
                format!("{words} {easy_words}")
            } else {
                format!("{words} {easy_words} – {hard_words}")
            };
            offered = match self.offered.map(|best| of.format_for(best, lang)) {
                Some(best) => lang.pick(
                    format!("，现有最好 {best}"),
                    format!(", at best {best} offered"),
                ),
                None => lang
                    .pick("，现有均不适用", ", which applies to none")
                    .to_owned(),
            };
        }
        let plural = if count == 1 { "" } else { "s" };
        match lang {
            Lang::Zh => format!("{kinds}：{words}，{count} 项需求{offered}"),
            Lang::En => format!("{kinds}: {words}, {count} requirement{plural}{offered}"),
        }
    }
}

/// What becomes of some requirements, and what is lacking.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lacks {
    /// How many requirements some site meets.
    pub met: usize,
    /// How many no site meets for certain, but some could: the facts are to be asked for.
    pub hanging: usize,
    /// Those that no site can meet, in the order given.
    pub unmet: Vec<Unmet>,
    /// What is asked for alone in vain, the most frequent first.
    pub wants: Vec<Want>,
}

impl Lacks {
    /// Several lines: the counts, what is asked for alone in vain, and why the other requirements
    /// that no site can meet are not.
    pub fn describe(&self, lang: Lang) -> String {
        let (met, hanging, unmet) = (self.met, self.hanging, self.unmet.len());
        let head = match lang {
            Lang::Zh => format!("需求：{met} 项可满足，{hanging} 项待核实，{unmet} 项无法满足"),
            Lang::En => format!("requirements: {met} met, {hanging} to be verified, {unmet} unmet"),
        };
        let wants = self.wants.iter().map(|want| want.describe(lang));
        let is_told = |at: &usize| self.wants.iter().any(|w| w.requirements.contains(at));
        let others = self.unmet.iter().filter(|each| !is_told(&each.requirement));
        let others = others.filter_map(|each| {
            let why = each.conflicts.first()?.describe(lang);
            let name = requirement_name(&each.name, each.requirement, lang);
            Some(format!("{name}{}{why}", lang.pick("：", ": ")))
        });
        let lines = std::iter::once(head).chain(wants).chain(others);
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Catalog {
    /// What some requirements ask for in vain: which of them no site can meet, why, what comes
    /// nearest, and which single demands no site of the wanted kinds meets, by constraint, kind and
    /// size.
    ///
    /// A requirement is unmet if every site of its kinds fails at least one constraint. Demands on
    /// the same criterion in the same direction for the same kinds are counted together.
    ///
    /// Cost: [`Catalog::rank`] for each requirement; for those that are unmet [`Catalog::tally`],
    /// [`Catalog::conflicts`] and [`Catalog::near_misses`].
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`], for any of the requirements.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::CEILING_HEIGHT;
    /// use panhuo::units::metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "厂房");
    /// hall.set(CEILING_HEIGHT, metres(9.0))?;
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let high = |name: &str, height: f64| {
    ///     let requirement = Requirement::new(name).kinds([SiteKind::IdleFactory]);
    ///     requirement.must(CEILING_HEIGHT.at_least(metres(height)))
    /// };
    /// let asked = [high("castings", 10.0), high("assembly", 6.0), high("turbines", 12.0)];
    /// let lacks = catalog.lacks(&asked)?;
    /// assert_eq!(
    ///     lacks.describe(Lang::Zh),
    ///     "需求：1 项可满足，0 项待核实，2 项无法满足\n\
    ///      闲置厂房：层高 ≥ 10 m – 12 m，2 项需求，现有最好 9 m"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn lacks(&self, requirements: &[Requirement]) -> Result<Lacks> {
        let mut lacks = Lacks::default();
        for (at, requirement) in requirements.iter().enumerate() {
            let best = self.rank(requirement, 1)?.sites;
            match best.first().map(|best| best.outcome) {
                Some(Outcome::Pass) => {
                    lacks.met += 1;
                    continue;
                }
                Some(_) => {
                    lacks.hanging += 1;
                    continue;
                }
                None => {}
            }
            let tally = self.tally(requirement)?;
            let conflicts = self.conflicts(requirement, ConflictOptions::new())?;
            let whatever = NearMissOptions::new()
                .failing_at_most(requirement.constraints().len())
                .limit(1);
            let nearest = self.near_misses(requirement, whatever)?;
            lacks.unmet.push(Unmet {
                requirement: at,
                name: requirement.name().to_owned(),
                investor: requirement.investor_name().to_owned(),
                sites: tally.sites - tally.other_kinds,
                conflicts,
                nearest: nearest.into_iter().next(),
            });
            let plan = Plan::new(self, requirement)?;
            for (constraint, counts) in tally.by_constraint.iter().enumerate() {
                if counts.fails == tally.failing && tally.failing > 0 {
                    for want in wants(&plan, constraint, at) {
                        add(&mut lacks.wants, want);
                    }
                }
            }
        }
        // The sort is stable: of equals, what was asked for first.
        let count = |want: &Want| std::cmp::Reverse(want.requirements.len());
        lacks.wants.sort_by_key(count);
        Ok(lacks)
    }
}

/// What a constraint asks for that every site of the wanted kinds fails.
fn wants(plan: &Plan<'_>, at: usize, requirement: usize) -> Vec<Want> {
    let constraint = &plan.requirement.constraints()[at];
    let mut kinds = plan.requirement.requested_kinds().to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let want = |zh: String, en: String| Want {
        zh,
        en,
        kinds: kinds.clone(),
        requirements: vec![requirement],
        asked: None,
        offered: None,
        audience: constraint.audience(),
        criterion: None,
    };
    let each = bounds(constraint.predicate()).filter_map(|(of, side, bound)| {
        let sign = match side {
            Side::Low => '≥',
            Side::High => '≤',
        };
        let ResolvedConstraint::Range(measure, ..) = &plan.constraints[at] else {
            return None;
        };
        let best_end = |interval: &Interval| match side {
            Side::Low => interval.high(),
            Side::High => interval.low(),
        };
        let mut offered: Option<f64> = None;
        for row in plan.requested_rows() {
            let beats = |interval: &Interval| {
                let end = turned(side, best_end(interval));
                !interval.is_empty() && offered.is_none_or(|best| end < turned(side, best))
            };
            // Without a geodesic first.
            if beats(&plan.interval_bounds(measure, row)) {
                let exact = plan.interval(measure, row);
                if beats(&exact) {
                    offered = Some(best_end(&exact));
                }
            }
        }
        // Of a range, one end may be met by some.
        if offered.is_some_and(|best| turned(side, best) <= turned(side, bound)) {
            return None;
        }
        let words = |lang: Lang| format!("{} {sign}", of.label(lang));
        Some(Want {
            asked: Some((bound, bound)),
            offered,
            criterion: Some((of.clone(), side)),
            ..want(words(Lang::Zh), words(Lang::En))
        })
    });
    let all: Vec<Want> = each.collect();
    if all.is_empty() {
        vec![want(
            constraint.describe(Lang::Zh),
            constraint.describe(Lang::En),
        )]
    } else {
        all
    }
}

/// Adds a want to those like it.
fn add(wants: &mut Vec<Want>, new: Want) {
    let alike = |want: &&mut Want| {
        want.en == new.en && want.kinds == new.kinds && want.criterion == new.criterion
    };
    let Some(old) = wants.iter_mut().find(alike) else {
        wants.push(new);
        return;
    };
    old.requirements.extend(new.requirements);
    old.requirements.dedup();
    if let (Some((_, side)), Some((easy, hard)), Some((bound, _))) =
        (&old.criterion, old.asked, new.asked)
    {
        let harder = |a: f64, b: f64| turned(*side, a) < turned(*side, b);
        old.asked = Some((
            if harder(easy, bound) { bound } else { easy },
            if harder(bound, hard) { bound } else { hard },
        ));
    }
}
