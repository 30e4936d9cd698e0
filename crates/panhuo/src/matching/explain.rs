//! Explanation of one site: what was required, what was observed, in which cell, and what is missing.

use super::plan::{Measure, Plan, ResolvedConstraint, ResolvedFunction};
use super::shortlist::{Candidate, Check, Contribution, Observed, ScoreRange, Shortfall};
use crate::catalog::CatalogRow;
use crate::interval::{Choices, Interval, MissingReason, Outcome, ReportedValue};
use crate::lang::Lang;
use crate::requirement::{Constraint, Criterion, Predicate, Target, ValueFunction};
use crate::schema::{Attribute, ValueType};
use crate::site::Site;
use crate::source::Source;
use crate::units::{Dimension, Quantity};

const DAYS_A_YEAR: f64 = 365.25;

impl Plan<'_> {
    /// Everything about one row.
    pub(crate) fn candidate(&self, row: CatalogRow) -> Candidate {
        let site = &*self.catalog.site_of_row(row);
        let kind_requested = self.requirement.requests(site.kind);
        let checks: Vec<Check> = self
            .constraints
            .iter()
            .zip(self.requirement.constraints())
            .map(|(bound, constraint)| self.check(bound, constraint, row))
            .collect();
        let outcome = checks
            .iter()
            .map(|check| check.outcome)
            .fold(Outcome::Pass, Outcome::and);
        let contributions = self
            .preferences
            .iter()
            .zip(self.requirement.preferences())
            .map(|(bound, preference)| {
                let (low, high) = self.value(bound, row);
                let observed = match (&bound.function, preference.value_function()) {
                    (ResolvedFunction::Curve(measure, _), ValueFunction::Curve(of, _)) => {
                        self.observed_number(of, measure, row)
                    }
                    (ResolvedFunction::Table(attribute, _), _) => {
                        self.observed_category(*attribute, row)
                    }
                    (ResolvedFunction::Curve(..), _) => Observed::default(),
                };
                Contribution {
                    preference: preference.clone(),
                    share: bound.share,
                    adds: ScoreRange {
                        guaranteed: bound.share * low,
                        potential: bound.share * high,
                    },
                    observed,
                }
            })
            .collect();
        let (guaranteed, potential) = self.score(row);
        let position = site.representative();
        Candidate {
            site: site.id.clone(),
            name: site.name.clone(),
            kind: site.kind,
            jurisdiction: site.jurisdiction.clone(),
            jurisdiction_name: self
                .catalog
                .jurisdictions()
                .name(&site.jurisdiction)
                .to_owned(),
            longitude: position.map(|position| position.longitude()),
            latitude: position.map(|position| position.latitude()),
            kind_requested,
            outcome: if kind_requested {
                outcome
            } else {
                Outcome::Fail
            },
            score: ScoreRange {
                guaranteed,
                potential,
            },
            checks,
            contributions,
        }
    }

    /// One constraint on one row, with its evidence.
    pub(crate) fn check(
        &self,
        bound: &ResolvedConstraint,
        constraint: &Constraint,
        row: CatalogRow,
    ) -> Check {
        let site = &*self.catalog.site_of_row(row);
        let outcome = self.outcome(bound, row);
        let observed = match (bound, constraint.predicate()) {
            (
                ResolvedConstraint::Range(measure, ..),
                Predicate::AtLeast(of, _) | Predicate::AtMost(of, _) | Predicate::Between(of, ..),
            ) => self.observed_number(of, measure, row),
            (ResolvedConstraint::OneOf(attribute, _), _) => self.observed_category(*attribute, row),
            (ResolvedConstraint::Inside(_) | ResolvedConstraint::Outside(_), _) => {
                observed_location(site, constraint.predicate(), outcome)
            }
            (ResolvedConstraint::In(_), _) => {
                let name = self.catalog.jurisdictions().name(&site.jurisdiction);
                same_in_both(if name.is_empty() { "?" } else { name })
            }
            (_, Predicate::FreeOf(kinds)) => observed_encumbrances(site, kinds),
            _ => Observed::default(),
        };
        let shortfall =
            (outcome == Outcome::Fail).then(|| self.shortfall(bound, constraint.predicate(), row));
        Check {
            required: constraint.clone(),
            outcome,
            observed,
            shortfall,
        }
    }

    /// By how much a failed constraint is missed, at least.
    pub(crate) fn shortfall(
        &self,
        bound: &ResolvedConstraint,
        test: &Predicate,
        row: CatalogRow,
    ) -> Shortfall {
        let not_a_number = |zh: &str, en: &str| Shortfall {
            amount: None,
            cost: 1.0,
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let (of, measure, low, high) = match (bound, test) {
            (
                ResolvedConstraint::Range(measure, low, high),
                Predicate::AtLeast(of, _) | Predicate::AtMost(of, _) | Predicate::Between(of, ..),
            ) => (of, measure, *low, *high),
            (ResolvedConstraint::OneOf(..), _) => {
                return not_a_number("类别不符", "another category");
            }
            (ResolvedConstraint::Inside(_), _) => return not_a_number("不在范围内", "not inside"),
            (ResolvedConstraint::Outside(_), _) => return not_a_number("涉及该范围", "inside it"),
            (ResolvedConstraint::In(_), _) => return not_a_number("属地不符", "elsewhere"),
            _ => return not_a_number("须先解除", "must be settled first"),
        };
        let interval = self.interval(measure, row);
        let Some((is_short, amount, limit)) = missed(&interval, low, high) else {
            return not_a_number("不适用", "does not apply");
        };
        let is_date = of.dimension() == Ok(Dimension::Date);
        let words = |lang: Lang| {
            if is_date {
                let days = Quantity::canonical(amount, Dimension::Number);
                let days = days.format_for(crate::units::Unit::canonical(Dimension::Number), lang);
                return format!("{days}{}", lang.pick(" 天", " days"));
            }
            of.format_for(amount, lang)
        };
        let (zh, en) = match (is_short, is_date) {
            (true, true) => ("早", "earlier by"),
            (false, true) => ("晚", "later by"),
            (true, false) => ("差", "short by"),
            (false, false) => ("超", "over by"),
        };
        Shortfall {
            amount: Some(amount),
            cost: cost(of, amount, limit),
            zh: format!("{zh} {}", words(Lang::Zh)),
            en: format!("{en} {}", words(Lang::En)),
        }
    }

    /// The cost of the shortfall of a failed constraint if its measure is this; no greater if the
    /// measure is an interval that holds the failing one.
    pub(crate) fn shortfall_cost(
        bound: &ResolvedConstraint,
        test: &Predicate,
        interval: impl Fn(&Measure) -> Interval,
    ) -> f64 {
        let (
            ResolvedConstraint::Range(measure, low, high),
            Predicate::AtLeast(of, _) | Predicate::AtMost(of, _) | Predicate::Between(of, ..),
        ) = (bound, test)
        else {
            return 1.0;
        };
        let missed = missed(&interval(measure), *low, *high);
        missed.map_or(1.0, |(_, amount, limit)| cost(of, amount.max(0.0), limit))
    }

    /// What a row reports of a number, or its distance.
    fn observed_number(&self, of: &Criterion, measure: &Measure, row: CatalogRow) -> Observed {
        let site = &*self.catalog.site_of_row(row);
        match (of, measure) {
            (Criterion::Attribute(attribute), _) => self.observed_fact(*attribute, row, |lang| {
                describe_interval(of, &site.interval(*attribute), lang)
            }),
            (Criterion::Distance(target), Measure::Distance(targets)) => {
                let (segment, row) = self.catalog.locate(row);
                let at = segment.columns.site(row);
                let Some((metres, at)) = targets.nearest(segment.site_rows(), at) else {
                    return in_both("无坐标", "no position");
                };
                let nearest = match target {
                    Target::Point(_) => None,
                    Target::Layer(layer) => self.catalog.landmarks().layer(layer).ok(),
                };
                let nearest = nearest
                    .and_then(|landmarks| Some(landmarks.get(at)?.name.as_str()))
                    .filter(|name| !name.is_empty());
                let words = |lang: Lang| {
                    let metres = of.format_for(metres, lang);
                    nearest.map_or(metres.clone(), |name| match lang {
                        Lang::Zh => format!("{metres}（{name}）"),
                        Lang::En => format!("{metres} ({name})"),
                    })
                };
                Observed {
                    zh: words(Lang::Zh),
                    en: words(Lang::En),
                    ..Observed::default()
                }
            }
            (Criterion::Distance(_), Measure::Attribute(_)) => Observed::default(),
        }
    }

    fn observed_category(&self, attribute: Attribute, row: CatalogRow) -> Observed {
        let (segment, in_segment) = self.catalog.locate(row);
        let choices = segment.columns.choices(attribute, in_segment);
        self.observed_fact(attribute, row, |lang| {
            describe_choices(attribute, choices, lang)
        })
    }

    /// What a row reports of an attribute, with the cell that it was read from.
    fn observed_fact(
        &self,
        attribute: Attribute,
        row: CatalogRow,
        known: impl Fn(Lang) -> String,
    ) -> Observed {
        let site = &*self.catalog.site_of_row(row);
        let Some(fact) = site.facts.get(&attribute) else {
            return if attribute.applies_to(site.kind) {
                in_both(
                    MissingReason::NotReported.label(Lang::Zh),
                    MissingReason::NotReported.label(Lang::En),
                )
            } else {
                in_both("不适用", "does not apply")
            };
        };
        let words = |lang: Lang| match &fact.value {
            ReportedValue::Unknown(gap) => gap.label(lang).to_owned(),
            ReportedValue::NotApplicable => lang.pick("不适用", "does not apply").to_owned(),
            _ => known(lang),
        };
        Observed {
            zh: words(Lang::Zh),
            en: words(Lang::En),
            raw: fact.raw.to_string(),
            source: fact.source.clone(),
        }
    }
}

/// Whether an interval that fails lies below, by how much at least it misses, and which bound; none
/// if there is no value.
fn missed(interval: &Interval, low: f64, high: f64) -> Option<(bool, f64, f64)> {
    if interval.is_empty() {
        None
    } else if interval.high() < low {
        Some((true, low - interval.high(), low))
    } else {
        Some((false, interval.low() - high, high))
    }
}

/// What it costs to be so far from a bound: relative to it, of a date in years.
fn cost(of: &Criterion, amount: f64, limit: f64) -> f64 {
    if of.dimension() == Ok(Dimension::Date) {
        amount / DAYS_A_YEAR
    } else if limit.abs() > 0.0 {
        amount / limit.abs()
    } else {
        amount
    }
}

/// An interval in words: `8600 ㎡`, `50 – 60 亩`, `≥ 50 亩`.
fn describe_interval(of: &Criterion, interval: &Interval, lang: Lang) -> String {
    let format_for = |value: f64| of.format_for(value, lang);
    let (low, high) = (interval.low(), interval.high());
    if let Some(period) = whole_period(of, interval, lang) {
        return period;
    }
    match (interval.value(), low.is_finite(), high.is_finite()) {
        (Some(value), ..) => format_for(value),
        (None, true, true) => format!("{} – {}", format_for(low), format_for(high)),
        (None, true, false) => format!("≥ {}", format_for(low)),
        (None, false, true) => format!("≤ {}", format_for(high)),
        (None, false, false) => MissingReason::NotReported.label(lang).to_owned(),
    }
}

/// A whole year or month by its name: `2010年`, `2023年5月`.
fn whole_period(of: &Criterion, interval: &Interval, lang: Lang) -> Option<String> {
    let is_date = of.dimension() == Ok(Dimension::Date);
    if !is_date || !interval.low().is_finite() || !interval.high().is_finite() {
        return None;
    }
    let day = |days: f64| Quantity::canonical(days, Dimension::Date).to_string();
    // The first day, and the day after the last.
    let (first, next) = (day(interval.low()), day(interval.high() + 1.0));
    let [year, month, "01"] = first.split('-').collect::<Vec<_>>()[..] else {
        return None;
    };
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    let following = (year + month / 12, month % 12 + 1);
    if month == 1 && next == format!("{:04}-01-01", year + 1) {
        return Some(lang.pick(format!("{year}年"), format!("{year}")));
    }
    (next == format!("{:04}-{:02}-01", following.0, following.1))
        .then(|| lang.pick(format!("{year}年{month}月"), format!("{year}-{month:02}")))
}

fn describe_choices(attribute: Attribute, choices: Choices, lang: Lang) -> String {
    if choices == Choices::ANYTHING {
        return MissingReason::NotReported.label(lang).to_owned();
    }
    let categories = attribute.categories();
    let words: Vec<_> = choices
        .positions()
        .filter_map(|at| categories.get(at))
        .map(|category| lang.pick(category.zh, category.en))
        .collect();
    words.join(lang.pick("或", " or "))
}

impl ReportedValue {
    /// The value in words: rounded, with the planner's unit.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Interval, Lang};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::interval::ReportedValue;
    ///
    /// let value = ReportedValue::Number(Interval::new(8000.0, 8600.0).unwrap());
    /// assert_eq!(value.describe(FLOOR_AREA, Lang::Zh), "8000 ㎡ – 8600 ㎡");
    /// ```
    pub fn describe(&self, attribute: Attribute, lang: Lang) -> String {
        match (self, attribute.value_type()) {
            (Self::Number(interval), ValueType::Number(_) | ValueType::Date) => {
                describe_interval(&Criterion::Attribute(attribute), interval, lang)
            }
            (Self::Number(interval), _) => format!("{} – {}", interval.low(), interval.high()),
            (Self::Category(choices), _) => describe_choices(attribute, *choices, lang),
            (Self::Text(text), _) => text.to_string(),
            (Self::Unknown(gap), _) => gap.label(lang).to_owned(),
            (Self::NotApplicable, _) => lang.pick("不适用", "does not apply").to_owned(),
        }
    }
}

fn in_both(zh: &str, en: &str) -> Observed {
    Observed {
        zh: zh.to_owned(),
        en: en.to_owned(),
        ..Observed::default()
    }
}

fn same_in_both(text: &str) -> Observed {
    in_both(text, text)
}

fn observed_location(site: &Site, test: &Predicate, outcome: Outcome) -> Observed {
    let (Predicate::Inside(region) | Predicate::Outside(region)) = test else {
        return Observed::default();
    };
    let is_inside = match (test, outcome) {
        (_, Outcome::Unknown) => return in_both("无坐标", "no position"),
        (Predicate::Inside(_), outcome) => outcome == Outcome::Pass,
        (_, outcome) => outcome == Outcome::Fail,
    };
    let by = if site.footprint.is_some() {
        ("按范围", "by its footprint")
    } else {
        ("按点位", "by its position")
    };
    let words = |lang: Lang| match (is_inside, lang) {
        (true, Lang::Zh) => format!("在{}内（{}）", region.label(lang), by.0),
        (false, Lang::Zh) => format!("在{}外（{}）", region.label(lang), by.0),
        (true, Lang::En) => format!("in {} ({})", region.label(lang), by.1),
        (false, Lang::En) => format!("not in {} ({})", region.label(lang), by.1),
    };
    in_both(&words(Lang::Zh), &words(Lang::En))
}

fn observed_encumbrances(site: &Site, kinds: &[crate::encumbrance::EncumbranceKind]) -> Observed {
    let words = |lang: Lang| {
        let each = kinds.iter().map(|kind| {
            let label = kind.label(lang);
            match site.free_of(*kind) {
                Outcome::Pass => format!("{}{label}", lang.pick("无", "no ")),
                Outcome::Fail => format!("{}{label}", lang.pick("有", "")),
                Outcome::Unknown => format!("{label}{}", lang.pick("未报", " not reported")),
            }
        });
        each.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let stated: Vec<_> = kinds
        .iter()
        .filter_map(|kind| site.encumbrances.get(kind))
        .collect();
    let source: Option<Source> = stated.iter().find_map(|each| each.source.clone());
    Observed {
        zh: words(Lang::Zh),
        en: words(Lang::En),
        raw: stated
            .iter()
            .map(|each| each.detail.as_str())
            .filter(|detail| !detail.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::attribute::IDLE_SINCE;

    #[test]
    fn whole_years_and_months_are_named_and_other_days_are_not_rounded() {
        let day = |text: &str| text.parse::<Quantity>().unwrap().value();
        let described = |first: &str, last: &str, lang| {
            let interval = Interval::new(day(first), day(last)).unwrap();
            ReportedValue::Number(interval).describe(IDLE_SINCE, lang)
        };
        for (first, last, zh, en) in [
            ("2010-01-01", "2010-12-31", "2010年", "2010"),
            ("2023-12-01", "2023-12-31", "2023年12月", "2023-12"),
            ("2024-02-01", "2024-02-29", "2024年2月", "2024-02"),
            (
                "2024-02-01",
                "2024-02-28",
                "2024-02-01 – 2024-02-28",
                "2024-02-01 – 2024-02-28",
            ),
            (
                "2024-02-02",
                "2024-02-29",
                "2024-02-02 – 2024-02-29",
                "2024-02-02 – 2024-02-29",
            ),
            (
                "2010-01-01",
                "2011-12-31",
                "2010-01-01 – 2011-12-31",
                "2010-01-01 – 2011-12-31",
            ),
            ("2024-02-01", "2024-02-01", "2024-02-01", "2024-02-01"),
        ] {
            assert_eq!(described(first, last, Lang::Zh), zh);
            assert_eq!(described(first, last, Lang::En), en);
        }
    }
}
