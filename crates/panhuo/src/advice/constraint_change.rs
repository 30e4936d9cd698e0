//! One changed constraint of a requirement, and the numeric bounds that can be moved.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;
use crate::requirement::{Constraint, Criterion, Predicate, Preference, Requirement};
use crate::units::{Dimension, Quantity, Unit};

const DAYS_A_YEAR: f64 = 365.25;

/// A numeric bound of a constraint: the one that must be reached, or the one that must not be
/// exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Low,
    High,
}

impl Side {
    /// Maps a bound so that a greater number is a looser bound; applied again it gives the bound
    /// back.
    pub(super) fn orient(self, bound: f64) -> f64 {
        match self {
            Self::Low => -bound,
            Self::High => bound,
        }
    }
}

/// One constraint with a bound moved, or dropped altogether.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstraintChange {
    /// The position of the constraint in the requirement.
    pub constraint: usize,
    /// The constraint before the change.
    pub was: Constraint,
    /// The constraint after the change; none if it is dropped.
    pub becomes: Option<Constraint>,
    /// How far the bound moves, in the criterion's canonical unit; none if the constraint is
    /// dropped.
    pub change: Option<f64>,
    /// The size of the change relative to the bound (dates: in years; dropped: 1).
    pub cost: f64,
    /// In Chinese: `价格放宽到 3060 万元（+60 万元）`.
    pub zh: String,
    /// In English: `asking price relaxed to 30.6 million yuan (+0.6 million yuan)`.
    pub en: String,
}

impl ConstraintChange {
    /// The change in words of a language.
    pub fn describe(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// Moves a bound of the constraint in position `at`.
    pub(super) fn moved(at: usize, was: &Constraint, side: Side, to: f64) -> Self {
        let moved = was
            .predicate()
            .numeric_range()
            .map(|(criterion, low, high)| match side {
                Side::Low => (criterion, low),
                Side::High => (criterion, high),
            });
        let words = |lang: Lang| {
            let Some((criterion, from)) = moved else {
                return String::new();
            };
            let (label, bound) = (criterion.label(lang), criterion.format_for(to, lang));
            let change = change_words(criterion, to - from, lang);
            let is_looser = side.orient(to) > side.orient(from);
            match (lang, is_looser) {
                (Lang::Zh, true) => format!("{label}放宽到 {bound}（{change}）"),
                (Lang::Zh, false) => format!("{label}收紧到 {bound}（{change}）"),
                (Lang::En, true) => format!("{label} relaxed to {bound} ({change})"),
                (Lang::En, false) => format!("{label} tightened to {bound} ({change})"),
            }
        };
        Self {
            constraint: at,
            was: was.clone(),
            becomes: Some(with_bound(was, side, to)),
            change: moved.map(|(_, from)| to - from),
            cost: moved.map_or(0.0, |(criterion, from)| {
                (to - from).abs() / cost_scale(criterion, from)
            }),
            zh: words(Lang::Zh),
            en: words(Lang::En),
        }
    }

    /// Drops the constraint in position `at`.
    pub(super) fn dropped(at: usize, was: &Constraint) -> Self {
        Self {
            constraint: at,
            was: was.clone(),
            becomes: None,
            change: None,
            cost: 1.0,
            zh: format!("不再要求“{}”", was.describe(Lang::Zh)),
            en: format!("`{}` dropped", was.describe(Lang::En)),
        }
    }

    /// The requirement after this change.
    pub(super) fn apply(&self, requirement: &Requirement) -> Requirement {
        let all = requirement.constraints().iter().enumerate();
        let constraints = all.filter_map(|(at, constraint)| {
            if at == self.constraint {
                self.becomes.clone()
            } else {
                Some(constraint.clone())
            }
        });
        with_constraints(requirement, constraints)
    }
}

/// The finite bounds of a numeric predicate.
pub(super) fn finite_bounds(
    predicate: &Predicate,
) -> impl Iterator<Item = (&Criterion, Side, f64)> {
    let (low, high) = match predicate.numeric_range() {
        Some((criterion, low, high)) => (
            Some((criterion, Side::Low, low)),
            Some((criterion, Side::High, high)),
        ),
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
        (Predicate::AtLeast(criterion, low), Side::Low) => {
            Predicate::AtLeast(criterion.clone(), to(low))
        }
        (Predicate::AtMost(criterion, high), Side::High) => {
            Predicate::AtMost(criterion.clone(), to(high))
        }
        (Predicate::Between(criterion, low, high), Side::Low) => {
            Predicate::Between(criterion.clone(), to(low), *high)
        }
        (Predicate::Between(criterion, low, high), Side::High) => {
            Predicate::Between(criterion.clone(), *low, to(high))
        }
        (predicate, _) => predicate.clone(),
    };
    Constraint {
        predicate,
        relax: constraint.relax(),
    }
}

/// The requirement with other constraints and preferences.
pub(super) fn with_parts(
    requirement: &Requirement,
    constraints: impl IntoIterator<Item = Constraint>,
    preferences: impl IntoIterator<Item = Preference>,
) -> Requirement {
    let empty = Requirement::new(requirement.name())
        .investor(requirement.investor_name())
        .kinds(requirement.requested_kinds().iter().copied());
    let constrained = constraints.into_iter().fold(empty, Requirement::must);
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
    with_parts(requirement, constraints, preferences)
}

/// The change of a bound that costs 1: the bound itself, for dates a year. As
/// [`Shortfall::cost`](crate::matching::Shortfall::cost).
pub(super) fn cost_scale(criterion: &Criterion, bound: f64) -> f64 {
    if criterion.dimension() == Ok(Dimension::Date) {
        DAYS_A_YEAR
    } else if bound.abs() > 0.0 {
        bound.abs()
    } else {
        1.0
    }
}

/// A change in words: `+60 万元`, `-12 天`.
fn change_words(criterion: &Criterion, change: f64, lang: Lang) -> String {
    let sign = if change < 0.0 { '-' } else { '+' };
    let amount = change.abs();
    if criterion.dimension() == Ok(Dimension::Date) {
        let days = Quantity::canonical(amount, Dimension::Number);
        let days = days.format_for(Unit::canonical(Dimension::Number), lang);
        return format!("{sign}{days}{}", lang.pick(" 天", " days"));
    }
    format!("{sign}{}", criterion.format_for(amount, lang))
}
