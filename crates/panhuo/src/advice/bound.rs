//! The bounds of constraints on numbers: reading them, moving them, and saying so.

use serde::Serialize;

use crate::lang::Lang;
use crate::requirement::{Constraint, Criterion, Predicate, Preference, Requirement, Target};
use crate::units::{Dimension, Quantity, Unit};

const DAYS_A_YEAR: f64 = 365.25;

/// Which bound of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// What must be reached.
    Low,
    /// What must not be exceeded.
    High,
}

/// One constraint with a bound moved, or given up.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConstraintChange {
    /// Its position in the requirement.
    pub constraint: usize,
    /// What was required.
    pub was: Constraint,
    /// What is required instead; none if it is given up.
    pub becomes: Option<Constraint>,
    /// By how much the bound moves, in the criterion's canonical unit; none if it is given up.
    pub change: Option<f64>,
    /// The size of the change relative to the bound (dates: in years; given up: 1).
    pub cost: f64,
    /// In Chinese: `价格放宽到 3060 万元（+60 万元）`.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl ConstraintChange {
    /// In a language.
    pub fn describe(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// The change that moves a bound of the constraint in this position.
pub(super) fn moved(at: usize, was: &Constraint, side: Side, to: f64) -> ConstraintChange {
    let of = range(was.predicate()).map(|(of, low, high)| match side {
        Side::Low => (of, low),
        Side::High => (of, high),
    });
    let words = |lang: Lang| {
        let Some((of, from)) = of else {
            return String::new();
        };
        let (label, format_for) = (of.label(lang), of.format_for(to, lang));
        let change = change_words(of, to - from, lang);
        let looser = turned(side, to) > turned(side, from);
        match (lang, looser) {
            (Lang::Zh, true) => format!("{label}放宽到 {format_for}（{change}）"),
            (Lang::Zh, false) => format!("{label}收紧到 {format_for}（{change}）"),
            (Lang::En, true) => format!("{label} loosened to {format_for} ({change})"),
            (Lang::En, false) => format!("{label} tightened to {format_for} ({change})"),
        }
    };
    ConstraintChange {
        constraint: at,
        was: was.clone(),
        becomes: Some(with_bound(was, side, to)),
        change: of.map(|(_, from)| to - from),
        cost: of.map_or(0.0, |(of, from)| (to - from).abs() / scale(of, from)),
        zh: words(Lang::Zh),
        en: words(Lang::En),
    }
}

/// The change that gives up the constraint in this position.
pub(super) fn given_up(at: usize, was: &Constraint) -> ConstraintChange {
    ConstraintChange {
        constraint: at,
        was: was.clone(),
        becomes: None,
        change: None,
        cost: 1.0,
        zh: format!("不再要求“{}”", was.describe(Lang::Zh)),
        en: format!("`{}` given up", was.describe(Lang::En)),
    }
}

/// A bound, turned so that more is looser; turned again it is the bound.
pub(super) fn turned(side: Side, bound: f64) -> f64 {
    match side {
        Side::Low => -bound,
        Side::High => bound,
    }
}

/// The criterion and the bounds of a test of a number; an open end is infinite.
pub(super) fn range(test: &Predicate) -> Option<(&Criterion, f64, f64)> {
    match test {
        Predicate::AtLeast(of, low) => Some((of, low.value(), f64::INFINITY)),
        Predicate::AtMost(of, high) => Some((of, f64::NEG_INFINITY, high.value())),
        Predicate::Between(of, low, high) => Some((of, low.value(), high.value())),
        _ => None,
    }
}

/// The finite bounds of a test of a number.
pub(super) fn bounds(test: &Predicate) -> impl Iterator<Item = (&Criterion, Side, f64)> {
    let (low, high) = match range(test) {
        Some((of, low, high)) => (Some((of, Side::Low, low)), Some((of, Side::High, high))),
        None => (None, None),
    };
    low.into_iter()
        .chain(high)
        .filter(|(_, _, bound)| bound.is_finite())
}

/// The constraint with one bound moved; unchanged if it has no such bound.
pub(super) fn with_bound(constraint: &Constraint, side: Side, bound: f64) -> Constraint {
    let to = |old: &Quantity| Quantity::canonical(bound, old.dimension());
    let predicate = match (constraint.predicate(), side) {
        (Predicate::AtLeast(of, low), Side::Low) => Predicate::AtLeast(of.clone(), to(low)),
        (Predicate::AtMost(of, high), Side::High) => Predicate::AtMost(of.clone(), to(high)),
        (Predicate::Between(of, low, high), Side::Low) => {
            Predicate::Between(of.clone(), to(low), *high)
        }
        (Predicate::Between(of, low, high), Side::High) => {
            Predicate::Between(of.clone(), *low, to(high))
        }
        (predicate, _) => predicate.clone(),
    };
    Constraint {
        predicate,
        relax: constraint.relax(),
    }
}

/// The requirement with other constraints and preferences.
pub(super) fn rebuilt(
    requirement: &Requirement,
    constraints: impl IntoIterator<Item = Constraint>,
    preferences: impl IntoIterator<Item = Preference>,
) -> Requirement {
    let bare = Requirement::new(requirement.name())
        .investor(requirement.investor_name())
        .kinds(requirement.requested_kinds().iter().copied());
    let constrained = constraints.into_iter().fold(bare, Requirement::must);
    preferences
        .into_iter()
        .fold(constrained, Requirement::prefer)
}

/// The requirement with other constraints.
pub(super) fn with_constraints(
    requirement: &Requirement,
    constraints: impl IntoIterator<Item = Constraint>,
) -> Requirement {
    let preferences = requirement.preferences().iter().cloned();
    rebuilt(requirement, constraints, preferences)
}

/// What one unit of a change costs: relative to the bound, dates in years, as a shortfall costs.
pub(super) fn scale(of: &Criterion, bound: f64) -> f64 {
    if of.dimension() == Ok(Dimension::Date) {
        DAYS_A_YEAR
    } else if bound.abs() > 0.0 {
        bound.abs()
    } else {
        1.0
    }
}

/// A distance in words.
pub(super) fn distance_words(metres: f64, lang: Lang) -> String {
    Criterion::Distance(Target::Layer(String::new())).format_for(metres, lang)
}

/// A change in words: `+60 万元`, `-12 天`.
fn change_words(of: &Criterion, change: f64, lang: Lang) -> String {
    let sign = if change < 0.0 { '-' } else { '+' };
    let amount = change.abs();
    if of.dimension() == Ok(Dimension::Date) {
        let days = Quantity::canonical(amount, Dimension::Number);
        let days = days.format_for(Unit::canonical(Dimension::Number), lang);
        return format!("{sign}{days}{}", lang.pick(" 天", " days"));
    }
    format!("{sign}{}", of.format_for(amount, lang))
}
