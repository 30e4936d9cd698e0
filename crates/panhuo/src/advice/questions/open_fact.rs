//! What-if analysis of one fact that is not known exactly: the rank of its site for every value that
//! the fact could have.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::super::rounding::short_decimal_between;
use super::super::shortlist_key::ShortlistKey;
use super::MissingFact;
use crate::catalog::CatalogRow;
use crate::catalog::encumbrance_bit;
use crate::interval::{Choices, Interval, Outcome};
use crate::matching::{Plan, RankKey, ResolvedConstraint, ResolvedFunction};
use crate::requirement::{
    Criterion, Predicate, Requirement, ValueFunction, range_over, table_range,
};
use crate::schema::{Attribute, ValueType};

/// One value that a fact could have.
#[derive(Clone, Copy, Debug, PartialEq)]
enum FactValue {
    Number(f64),
    /// The position of a category.
    Category(usize),
    Encumbered(bool),
}

/// A set of values that a fact could have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FactValues {
    /// From the first to the second, ends included; an infinite end is open.
    Range(f64, f64),
    Categories(Choices),
    Encumbered(bool),
}

/// Values that all lift a site or all lower it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::advice) struct RankEffect {
    pub(super) values: FactValues,
    /// The best rank among them if they lift the site, else the worst; none off the list.
    pub(super) rank: Option<usize>,
}

/// The best keys, among which a hypothetical key is ranked.
pub(in crate::advice) struct BestKeys {
    top: usize,
    /// One more than are listed, so that enough are left without the site in question.
    keys: Vec<(ShortlistKey, CatalogRow)>,
}

impl BestKeys {
    /// Of all keys in order, those that matter for a list of `top`.
    pub(in crate::advice) fn new(
        ranked: impl IntoIterator<Item = (ShortlistKey, CatalogRow)>,
        top: usize,
    ) -> Self {
        let keys = ranked.into_iter().take(top.saturating_add(1)).collect();
        Self { top, keys }
    }

    /// The rank on the list, from 1, that a row would have with this key.
    pub(in crate::advice) fn rank(&self, row: CatalogRow, key: &ShortlistKey) -> Option<usize> {
        let others = self.keys.iter().filter(|(_, other)| *other != row);
        let before = others.take_while(|(other, _)| other < key).count();
        (key.outcome != Outcome::Fail && before < self.top).then_some(before + 1)
    }

    /// Whether a row with this key could be on the list.
    pub(super) fn admits(&self, key: &ShortlistKey) -> bool {
        match self.top.checked_sub(1).map(|last| self.keys.get(last)) {
            None => false,
            Some(None) => true,
            Some(Some((worst, _))) => key <= worst,
        }
    }
}

/// Orders ranks, the best first and those off the list last.
pub(super) fn compare_ranks(a: Option<usize>, b: Option<usize>) -> Ordering {
    a.unwrap_or(usize::MAX).cmp(&b.unwrap_or(usize::MAX))
}

/// A fact that a requirement depends on.
pub(in crate::advice) struct RelevantFact {
    pub(in crate::advice) fact: MissingFact,
    /// The positions of the constraints and the preferences that depend on it.
    constraints: Vec<usize>,
    preferences: Vec<usize>,
}

/// The attributes and encumbrances that a requirement depends on, in order.
pub(in crate::advice) fn relevant_facts(requirement: &Requirement) -> Vec<RelevantFact> {
    let mut facts: BTreeMap<MissingFact, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, constraint) in requirement.constraints().iter().enumerate() {
        match constraint.predicate() {
            Predicate::AtLeast(Criterion::Attribute(of), _)
            | Predicate::AtMost(Criterion::Attribute(of), _)
            | Predicate::Between(Criterion::Attribute(of), ..)
            | Predicate::OneOf(of, _) => {
                facts
                    .entry(MissingFact::Attribute(*of))
                    .or_default()
                    .0
                    .push(at);
            }
            Predicate::FreeOf(kinds) => {
                for kind in kinds {
                    let fact = MissingFact::Encumbrance(*kind);
                    facts.entry(fact).or_default().0.push(at);
                }
            }
            _ => {}
        }
    }
    for (at, preference) in requirement.preferences().iter().enumerate() {
        match preference.value_function() {
            ValueFunction::Curve(Criterion::Attribute(of), _)
            | ValueFunction::Table { attribute: of, .. } => {
                facts
                    .entry(MissingFact::Attribute(*of))
                    .or_default()
                    .1
                    .push(at);
            }
            ValueFunction::Curve(Criterion::Distance(_), _) | ValueFunction::Withheld => {}
        }
    }
    let facts = facts.into_iter();
    let facts = facts.map(|(fact, (constraints, preferences))| RelevantFact {
        fact,
        constraints,
        preferences,
    });
    facts.collect()
}

/// A row with one fact that is not known exactly, everything else as it is.
pub(in crate::advice) struct OpenFact<'a> {
    plan: &'a Plan<'a>,
    relevant: &'a RelevantFact,
    row: CatalogRow,
    /// The worst outcome of the constraints that do not depend on the fact.
    others: Outcome,
    /// By preference: its value, used unless it depends on the fact.
    values: Vec<(f64, f64)>,
}

impl<'a> OpenFact<'a> {
    pub(in crate::advice) fn new(
        plan: &'a Plan<'a>,
        relevant: &'a RelevantFact,
        row: CatalogRow,
    ) -> Self {
        let mut others = Outcome::Pass;
        for (at, constraint) in plan.constraints.iter().enumerate() {
            if !relevant.constraints.contains(&at) {
                others = others.and(plan.bounded_outcome(constraint, row));
            }
        }
        let values = plan.preferences.iter().enumerate().map(|(at, preference)| {
            if relevant.preferences.contains(&at) {
                (0.0, 0.0)
            } else {
                plan.value(preference, row)
            }
        });
        Self {
            plan,
            relevant,
            row,
            others,
            values: values.collect(),
        }
    }

    /// The key of the row if the fact has this value.
    fn key(&self, value: FactValue) -> ShortlistKey {
        let outcomes = self.constraints().map(|each| self.outcome(each, value));
        let outcome = outcomes.fold(self.others, Outcome::and);
        let pairs = self.plan.preferences.iter().zip(&self.values).enumerate();
        let (guaranteed, potential) = pairs.fold((0.0, 0.0), |(low, high), (at, (p, values))| {
            let (least, most) = if self.relevant.preferences.contains(&at) {
                preference_value(&p.function, value)
            } else {
                *values
            };
            (low + p.share * least, high + p.share * most)
        });
        let score = RankKey {
            guaranteed,
            potential,
            site: self.plan.catalog.catalog_site(self.row),
        };
        ShortlistKey { outcome, score }
    }

    /// The constraints that depend on the fact.
    fn constraints(&self) -> impl Iterator<Item = &'a ResolvedConstraint> {
        let at = self.relevant.constraints.iter();
        at.map(|at| &self.plan.constraints[*at])
    }

    fn outcome(&self, constraint: &ResolvedConstraint, value: FactValue) -> Outcome {
        match (constraint, value) {
            (ResolvedConstraint::Range(_, low, high), FactValue::Number(value)) => {
                let exact = Interval::exact(value);
                exact.map_or(Outcome::Unknown, |exact| exact.between(*low, *high))
            }
            (ResolvedConstraint::OneOf(_, required), FactValue::Category(at)) => {
                category(at).one_of(*required)
            }
            (ResolvedConstraint::FreeOf(required), FactValue::Encumbered(present)) => {
                let (segment, row) = self.plan.catalog.locate(self.row);
                let (free, encumbered) = segment.columns.encumbrances(row);
                let own = match self.relevant.fact {
                    MissingFact::Encumbrance(kind) => encumbrance_bit(kind),
                    MissingFact::Attribute(_) => 0,
                };
                if encumbered & required != 0 || present {
                    Outcome::Fail
                } else if (free | own) & required == *required {
                    Outcome::Pass
                } else {
                    Outcome::Unknown
                }
            }
            _ => Outcome::Unknown,
        }
    }

    /// The values at which the rank can change, in order; none if the fact is known.
    ///
    /// Between two neighbours the outcome is constant and the score is linear, so that the rank
    /// moves in one direction only: if no sample changes the list, no value does.
    fn samples(&self) -> Vec<FactValue> {
        let (segment, row) = self.plan.catalog.locate(self.row);
        let columns = segment.columns;
        let attribute = match self.relevant.fact {
            MissingFact::Attribute(attribute) => attribute,
            MissingFact::Encumbrance(kind) => {
                let (free, encumbered) = columns.encumbrances(row);
                let is_known = (free | encumbered) & encumbrance_bit(kind) != 0;
                let values = [FactValue::Encumbered(false), FactValue::Encumbered(true)];
                return values.into_iter().filter(|_| !is_known).collect();
            }
        };
        if !matches!(
            attribute.value_type(),
            ValueType::Number(_) | ValueType::Date
        ) {
            let possible = columns.choices(attribute, row).positions();
            let possible = possible.filter(|at| *at < attribute.categories().len());
            let all: Vec<_> = possible.map(FactValue::Category).collect();
            return if all.len() > 1 { all } else { Vec::new() };
        }
        let reported = columns.interval(attribute, row);
        if reported.is_empty() || reported.value().is_some() {
            return Vec::new();
        }
        let low = reported.low().max(attribute.minimum());
        let mut samples = vec![low, reported.high()];
        for constraint in self.constraints() {
            if let ResolvedConstraint::Range(_, low, high) = constraint {
                for bound in [*low, *high].into_iter().filter(|bound| bound.is_finite()) {
                    samples.extend([bound.next_down(), bound, bound.next_up()]);
                }
            }
        }
        for at in &self.relevant.preferences {
            if let ResolvedFunction::Curve(_, breakpoints) = &self.plan.preferences[*at].function {
                samples.extend(breakpoints.iter().map(|(x, _)| *x));
            }
        }
        samples.retain(|x| x.is_finite() && *x >= low && *x <= reported.high());
        samples.sort_unstable_by(f64::total_cmp);
        samples.dedup();
        samples.into_iter().map(FactValue::Number).collect()
    }

    /// The values that lift the row on the list or onto it, and those that lower it or take it off:
    /// the range around the best and the worst, its ends rounded inwards. `now` is the present rank.
    pub(in crate::advice) fn effects(
        &self,
        now: Option<usize>,
        best: &BestKeys,
    ) -> [Option<RankEffect>; 2] {
        let samples = self.samples();
        let rank = |value: FactValue| best.rank(self.row, &self.key(value));
        let ranks: Vec<_> = samples.iter().map(|value| rank(*value)).collect();
        [Ordering::Less, Ordering::Greater].map(|direction| {
            let moves = |rank: Option<usize>| compare_ranks(rank, now) == direction;
            let that_move = (0..samples.len()).filter(|at| moves(ranks[*at]));
            let extreme = match direction {
                Ordering::Less => that_move.min_by(|a, b| compare_ranks(ranks[*a], ranks[*b])),
                _ => that_move.max_by(|a, b| compare_ranks(ranks[*a], ranks[*b])),
            }?;
            let values = match samples[extreme] {
                FactValue::Encumbered(present) => FactValues::Encumbered(present),
                FactValue::Category(_) => {
                    let all = samples.iter().zip(&ranks);
                    let each = all.map(|(value, rank)| match value {
                        FactValue::Category(at) if moves(*rank) => category(*at),
                        _ => Choices::EMPTY,
                    });
                    FactValues::Categories(each.fold(Choices::EMPTY, Choices::or))
                }
                FactValue::Number(_) => {
                    self.range_around(&samples, extreme, |value| moves(rank(value)))
                }
            };
            Some(RankEffect {
                values,
                rank: ranks[extreme],
            })
        })
    }

    /// The range of numbers around a sample in which `holds` holds of all.
    fn range_around(
        &self,
        samples: &[FactValue],
        around: usize,
        holds: impl Fn(FactValue) -> bool,
    ) -> FactValues {
        let number = |at: usize| match samples[at] {
            FactValue::Number(value) => value,
            _ => f64::NAN,
        };
        let MissingFact::Attribute(attribute) = self.relevant.fact else {
            return FactValues::Range(f64::NEG_INFINITY, f64::INFINITY);
        };
        let (segment, row) = self.plan.catalog.locate(self.row);
        let reported = segment.columns.interval(attribute, row);
        let (mut first, mut last) = (around, around);
        while first > 0 && holds(samples[first - 1]) {
            first -= 1;
        }
        while last + 1 < samples.len() && holds(samples[last + 1]) {
            last += 1;
        }
        let end = |inside: usize, beyond: usize| {
            let end = last_that_holds(number(inside), number(beyond), &holds);
            rounded_inwards(attribute, end, number(inside))
        };
        let low = match first.checked_sub(1) {
            None => reported.low(),
            Some(before) => end(first, before),
        };
        let high = if last + 1 == samples.len() {
            reported.high()
        } else {
            end(last, last + 1)
        };
        FactValues::Range(low, high)
    }
}

/// The choice of one category.
fn category(at: usize) -> Choices {
    Choices::only(at).unwrap_or(Choices::EMPTY)
}

/// The value of a preference, at least and at most, if the fact that it depends on has this value.
fn preference_value(function: &ResolvedFunction, value: FactValue) -> (f64, f64) {
    match (function, value) {
        (ResolvedFunction::Curve(_, breakpoints), FactValue::Number(value)) => {
            let exact = Interval::exact(value).unwrap_or(Interval::ANYTHING);
            range_over(breakpoints, &exact)
        }
        (ResolvedFunction::Table(_, values), FactValue::Category(at)) => {
            table_range(values, category(at))
        }
        _ => (0.0, 0.0),
    }
}

/// An end of a range moved inwards, towards `inside`, to few digits of the planner's unit, so that
/// the rounded range still holds only values that were verified.
fn rounded_inwards(attribute: Attribute, end: f64, inside: f64) -> f64 {
    let rounded = match attribute.unit() {
        Some(unit) => {
            let (near, far) = (unit.from_canonical(end), unit.from_canonical(inside));
            unit.to_canonical(short_decimal_between(near, far))
        }
        None if inside > end => end.ceil(),
        None => end.floor(),
    };
    let is_inside = (rounded - end) * (inside - rounded) > 0.0;
    if is_inside { rounded } else { end }
}

/// The number farthest from `yes` towards `no` of which `holds` is true, by bisection.
fn last_that_holds(mut yes: f64, mut no: f64, holds: &impl Fn(FactValue) -> bool) -> f64 {
    for _ in 0..100 {
        let middle = yes.midpoint(no);
        if middle.to_bits() == yes.to_bits() || middle.to_bits() == no.to_bits() {
            break;
        }
        if holds(FactValue::Number(middle)) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}
