//! The bounds of constraints on numbers: reading them, moving them, and saying so.

use crate::requirement::{Constraint, Criterion, Requirement, Test};
use crate::units::{Dimension, Lang, Quantity, Unit};

const DAYS_A_YEAR: f64 = 365.25;

/// Which bound of a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// What must be reached.
    Low,
    /// What must not be exceeded.
    High,
}

/// The criterion and the bounds of a test of a number; an open end is infinite.
pub(super) fn range(test: &Test) -> Option<(&Criterion, f64, f64)> {
    match test {
        Test::AtLeast(of, low) => Some((of, low.value(), f64::INFINITY)),
        Test::AtMost(of, high) => Some((of, f64::NEG_INFINITY, high.value())),
        Test::Between(of, low, high) => Some((of, low.value(), high.value())),
        _ => None,
    }
}

/// The finite bounds of a test of a number.
pub(super) fn bounds(test: &Test) -> impl Iterator<Item = (&Criterion, Side, f64)> {
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
    let test = match (constraint.test(), side) {
        (Test::AtLeast(of, low), Side::Low) => Test::AtLeast(of.clone(), to(low)),
        (Test::AtMost(of, high), Side::High) => Test::AtMost(of.clone(), to(high)),
        (Test::Between(of, low, high), Side::Low) => Test::Between(of.clone(), to(low), *high),
        (Test::Between(of, low, high), Side::High) => Test::Between(of.clone(), *low, to(high)),
        (test, _) => test.clone(),
    };
    Constraint {
        test,
        relax: constraint.relax(),
    }
}

/// The requirement with other constraints.
pub(super) fn with_constraints(
    requirement: &Requirement,
    constraints: impl IntoIterator<Item = Constraint>,
) -> Requirement {
    let bare = Requirement::new(requirement.name())
        .investor(requirement.investor_name())
        .kinds(requirement.wanted_kinds().iter().copied());
    let preferences = requirement.preferences().iter().cloned();
    let constrained = constraints.into_iter().fold(bare, Requirement::must);
    preferences.fold(constrained, Requirement::prefer)
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

/// A change in words: `+60 万元`, `-12 天`.
pub(super) fn change_words(of: &Criterion, change: f64, lang: Lang) -> String {
    let sign = if change < 0.0 { '-' } else { '+' };
    let amount = change.abs();
    if of.dimension() == Ok(Dimension::Date) {
        let days = Quantity::canonical(amount, Dimension::Number);
        let days = days.human(Unit::canonical(Dimension::Number), lang);
        return format!("{sign}{days}{}", lang.pick(" 天", " days"));
    }
    format!("{sign}{}", of.human(amount, lang))
}
