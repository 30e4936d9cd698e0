//! What one reading would change if it were known: the place of its site for every answer.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::bound::{bounds, range};
use super::order::Place;
use super::reweigh::within;
use crate::encumbrance::EncumbranceKind;
use crate::interval::{Choices, Interval, Outcome};
use crate::matching::Plan;
use crate::requirement::{Constraint, Criterion, Predicate, Preference, ValueFunction};
use crate::requirement::{choices, table_over, table_values, value_over};
use crate::schema::{Attribute, ValueType};
use crate::site::Site;

/// A fact that a township can be asked for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// The reading of an attribute.
    Attribute(Attribute),
    /// Whether there is such an encumbrance.
    Encumbrance(EncumbranceKind),
}

/// One possible answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    Number(f64),
    /// The position of a category.
    Category(usize),
    Burdened(bool),
}

/// All answers that bring about one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Values {
    /// From the first to the second, ends included; an infinite end is open.
    Between(f64, f64),
    Categories(Choices),
    Burdened(bool),
}

/// The best places, against which an answer is measured.
pub(super) struct List {
    top: usize,
    /// One more than are listed, so that enough are left without the site in question.
    places: Vec<(Place, usize)>,
}

/// Where answers lead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Effect {
    pub(super) values: Values,
    /// The best place among them if they lift the site, else the worst; none off the list.
    pub(super) rank: Option<usize>,
}

impl List {
    /// Of all places in order, those that matter.
    pub(super) fn new(ranked: impl IntoIterator<Item = (Place, usize)>, top: usize) -> Self {
        let places = ranked.into_iter().take(top.saturating_add(1)).collect();
        Self { top, places }
    }

    /// The place on the list that a site would take, from 1.
    pub(super) fn rank(&self, row: usize, place: &Place) -> Option<usize> {
        let others = self.places.iter().filter(|(_, other)| *other != row);
        let before = others.take_while(|(other, _)| other < place).count();
        (place.outcome != Outcome::Fail && before < self.top).then_some(before + 1)
    }

    /// Whether the worst listed place can be beaten by this one.
    pub(super) fn admits(&self, place: &Place) -> bool {
        match self.top.checked_sub(1).map(|last| self.places.get(last)) {
            None => false,
            Some(None) => true,
            Some(Some((worst, _))) => place <= worst,
        }
    }
}

/// Orders ranks, the best first and those off the list last.
pub(super) fn compare_ranks(a: Option<usize>, b: Option<usize>) -> Ordering {
    a.unwrap_or(usize::MAX).cmp(&b.unwrap_or(usize::MAX))
}

/// What of a requirement looks at an attribute or an encumbrance.
pub(super) fn asked_of(constraints: &[Constraint], preferences: &[Preference]) -> Vec<Asked> {
    let mut all = Vec::new();
    for constraint in constraints {
        match constraint.predicate() {
            Predicate::AtLeast(Criterion::Attribute(of), _)
            | Predicate::AtMost(Criterion::Attribute(of), _)
            | Predicate::Between(Criterion::Attribute(of), ..)
            | Predicate::OneOf(of, _) => all.push(Asked::Attribute(*of)),
            Predicate::FreeOf(kinds) => {
                all.extend(kinds.iter().map(|kind| Asked::Encumbrance(*kind)))
            }
            _ => {}
        }
    }
    for preference in preferences {
        match preference.value_function() {
            ValueFunction::Curve(Criterion::Attribute(of), _)
            | ValueFunction::Table { attribute: of, .. } => {
                all.push(Asked::Attribute(*of));
            }
            ValueFunction::Curve(Criterion::Distance(_), _) | ValueFunction::Withheld => {}
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A row, with one of its facts open.
pub(super) struct Open<'a> {
    plan: &'a Plan<'a>,
    site: Cow<'a, Site>,
    asked: Asked,
    /// The worst outcome of the constraints that the fact does not touch.
    rest: Outcome,
    touched: Vec<&'a Predicate>,
    /// By preference: its wish if the fact touches it, else its values.
    wishes: Vec<Result<&'a ValueFunction, (f64, f64)>>,
    site_position: usize,
}

impl<'a> Open<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, asked: Asked, row: usize) -> Self {
        let requirement = plan.requirement;
        let (mut rest, mut touched) = (Outcome::Pass, Vec::new());
        for (bound, constraint) in plan.constraints.iter().zip(requirement.constraints()) {
            if asked_of(std::slice::from_ref(constraint), &[]).contains(&asked) {
                touched.push(constraint.predicate());
            } else {
                rest = rest.and(plan.bounded_outcome(bound, row));
            }
        }
        let pairs = plan.preferences.iter().zip(requirement.preferences());
        let wishes = pairs.map(|(bound, preference)| {
            if asked_of(&[], std::slice::from_ref(preference)).contains(&asked) {
                Ok(preference.value_function())
            } else {
                Err(plan.value(bound, row))
            }
        });
        Self {
            plan,
            site: plan.catalog.site_at(row),
            asked,
            rest,
            touched,
            wishes: wishes.collect(),
            site_position: plan.catalog.columns().site(row),
        }
    }

    /// The place of the row if this is the answer.
    pub(super) fn place(&self, answer: Value) -> Place {
        let outcomes = self.touched.iter().map(|test| self.outcome(test, answer));
        let outcome = outcomes.fold(self.rest, Outcome::and);
        let pairs = self.plan.preferences.iter().zip(&self.wishes);
        let (guaranteed, potential) = pairs.fold((0.0, 0.0), |(low, high), (p, wish)| {
            let (least, most) = match wish {
                Ok(wish) => value_of(wish, answer),
                Err(values) => *values,
            };
            (low + p.share * least, high + p.share * most)
        });
        let score = crate::matching::RankKey {
            guaranteed,
            potential,
            site: self.site_position,
        };
        Place { outcome, score }
    }

    fn outcome(&self, test: &Predicate, answer: Value) -> Outcome {
        match (test, answer) {
            (Predicate::OneOf(attribute, names), Value::Category(at)) => {
                let wanted = choices(*attribute, names).unwrap_or(Choices::EMPTY);
                Choices::only(at).unwrap_or(Choices::EMPTY).one_of(wanted)
            }
            (Predicate::FreeOf(kinds), Value::Burdened(present)) => {
                let outcome = |kind: &EncumbranceKind| match (self.asked, present) {
                    (Asked::Encumbrance(asked), true) if asked == *kind => Outcome::Fail,
                    (Asked::Encumbrance(asked), false) if asked == *kind => Outcome::Pass,
                    _ => self.site.free_of(*kind),
                };
                kinds.iter().map(outcome).fold(Outcome::Pass, Outcome::and)
            }
            (test, Value::Number(value)) => match (range(test), Interval::exact(value)) {
                (Some((_, low, high)), Some(exact)) => exact.between(low, high),
                _ => Outcome::Unknown,
            },
            _ => Outcome::Unknown,
        }
    }

    /// The answers at which something can change, in order; none if the fact is known.
    ///
    /// Between two neighbours the outcome does not change and the score is linear, so that the
    /// place moves one way only: what no sample changes, no answer changes.
    fn samples(&self) -> Vec<Value> {
        let attribute = match self.asked {
            Asked::Attribute(attribute) => attribute,
            Asked::Encumbrance(kind) => {
                let is_open = self.site.free_of(kind) == Outcome::Unknown;
                let answers = [Value::Burdened(false), Value::Burdened(true)];
                return answers.into_iter().filter(|_| is_open).collect();
            }
        };
        if !matches!(
            attribute.value_type(),
            ValueType::Number(_) | ValueType::Date
        ) {
            let possible = self.site.choices(attribute);
            let known = possible.positions();
            let known = known.filter(|at| *at < attribute.categories().len());
            let all: Vec<_> = known.map(Value::Category).collect();
            return if all.len() > 1 { all } else { Vec::new() };
        }
        let reading = self.site.interval(attribute);
        if reading.is_empty() || reading.value().is_some() {
            return Vec::new();
        }
        // No answer is less than the attribute can be.
        let low = reading.low().max(attribute.minimum());
        let mut samples = vec![low, reading.high()];
        for (.., bound) in self.touched.iter().flat_map(|test| bounds(test)) {
            samples.extend([bound.next_down(), bound, bound.next_up()]);
        }
        for wish in self.wishes.iter().flatten() {
            if let ValueFunction::Curve(_, curve) = wish {
                samples.extend(curve.breakpoints().iter().map(|(x, _)| *x));
            }
        }
        samples.retain(|x| x.is_finite() && *x >= low && *x <= reading.high());
        samples.sort_unstable_by(f64::total_cmp);
        samples.dedup();
        samples.into_iter().map(Value::Number).collect()
    }

    /// The answers that lift the row on the list or onto it, and those that lower it or take it
    /// off; the range around the best and the worst, its ends rounded inwards.
    pub(super) fn effects(
        &self,
        row: usize,
        now: Option<usize>,
        list: &List,
    ) -> [Option<Effect>; 2] {
        let samples = self.samples();
        let rank = |value: Value| list.rank(row, &self.place(value));
        let ranks: Vec<_> = samples.iter().map(|value| rank(*value)).collect();
        [Ordering::Less, Ordering::Greater].map(|way| {
            let goes = |rank: Option<usize>| compare_ranks(rank, now) == way;
            let moved = (0..samples.len()).filter(|at| goes(ranks[*at]));
            let extreme = match way {
                Ordering::Less => moved.min_by(|a, b| compare_ranks(ranks[*a], ranks[*b])),
                _ => moved.max_by(|a, b| compare_ranks(ranks[*a], ranks[*b])),
            }?;
            let values = match samples[extreme] {
                Value::Burdened(present) => Values::Burdened(present),
                Value::Category(_) => {
                    let all = samples.iter().zip(&ranks).filter(|(_, rank)| goes(**rank));
                    let only = |value: &Value| match value {
                        Value::Category(at) => Choices::only(*at).unwrap_or(Choices::EMPTY),
                        _ => Choices::EMPTY,
                    };
                    let each = all.map(|(value, _)| only(value));
                    Values::Categories(each.fold(Choices::EMPTY, Choices::or))
                }
                Value::Number(_) => self.range_around(&samples, extreme, |value| goes(rank(value))),
            };
            Some(Effect {
                values,
                rank: ranks[extreme],
            })
        })
    }

    /// The range of numbers around a sample of which all do.
    fn range_around(
        &self,
        samples: &[Value],
        around: usize,
        does: impl Fn(Value) -> bool,
    ) -> Values {
        let number = |at: usize| match samples[at] {
            Value::Number(value) => value,
            _ => f64::NAN,
        };
        let Asked::Attribute(attribute) = self.asked else {
            return Values::Between(f64::NEG_INFINITY, f64::INFINITY);
        };
        let reading = self.site.interval(attribute);
        let (mut first, mut last) = (around, around);
        while first > 0 && does(samples[first - 1]) {
            first -= 1;
        }
        while last + 1 < samples.len() && does(samples[last + 1]) {
            last += 1;
        }
        let end = |last: usize, beyond: usize| {
            let end = last_that_does(number(last), number(beyond), &does);
            rounded(attribute, end, number(last))
        };
        let low = match first.checked_sub(1) {
            None => reading.low(),
            Some(before) => end(first, before),
        };
        let high = if last + 1 == samples.len() {
            reading.high()
        } else {
            end(last, last + 1)
        };
        Values::Between(low, high)
    }
}

/// An end of a range moved inwards, towards `inside`, to few digits of the planner's unit, so that
/// what is said of it holds.
fn rounded(attribute: Attribute, end: f64, inside: f64) -> f64 {
    let rounded = match attribute.unit() {
        Some(unit) => {
            let (near, far) = (unit.from_canonical(end), unit.from_canonical(inside));
            unit.to_canonical(within(near, far))
        }
        None if inside > end => end.ceil(),
        None => end.floor(),
    };
    let is_inside = (rounded - end) * (inside - rounded) > 0.0;
    if is_inside { rounded } else { end }
}

/// The value farthest from `yes` towards `no` of which it still holds that it does: bisection.
fn last_that_does(mut yes: f64, mut no: f64, does: &impl Fn(Value) -> bool) -> f64 {
    for _ in 0..100 {
        let middle = yes.midpoint(no);
        if middle.to_bits() == yes.to_bits() || middle.to_bits() == no.to_bits() {
            break;
        }
        if does(Value::Number(middle)) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}

fn value_of(wish: &ValueFunction, answer: Value) -> (f64, f64) {
    match (wish, answer) {
        (ValueFunction::Curve(_, curve), Value::Number(value)) => {
            let exact = Interval::exact(value).unwrap_or(Interval::ANYTHING);
            value_over(&curve.breakpoints(), &exact)
        }
        (
            ValueFunction::Table {
                attribute,
                values,
                otherwise,
            },
            Value::Category(at),
        ) => {
            let values = table_values(*attribute, values, *otherwise);
            table_over(&values, Choices::only(at).unwrap_or(Choices::EMPTY))
        }
        _ => (0.0, 0.0),
    }
}
