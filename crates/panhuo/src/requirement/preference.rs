//! Preferences: value functions that score a site, and their weights.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::criterion::{Criterion, Target};
use super::redaction::{withheld, withheld_preferences};
use crate::error::{Error, ErrorCode, Result};
use crate::interval::{Choices, Interval};
use crate::lang::{Bilingual, Lang};
use crate::schema::Attribute;
use crate::units::Quantity;

/// A piecewise linear curve from a quantity to a value in [0, 1], flat beyond its ends.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub enum Curve {
    /// 0 up to the first quantity, 1 from the second on.
    Rising(Quantity, Quantity),
    /// 1 up to the first quantity, 0 from the second on.
    Falling(Quantity, Quantity),
    /// 1 at the second quantity, 0 up to the first and from the third on.
    BestAt(Quantity, Quantity, Quantity),
    /// 1 from the second to the third quantity, 0 up to the first and from the fourth on.
    Between(Quantity, Quantity, Quantity, Quantity),
    /// Through these pairs of a quantity and a value, in ascending order of quantity.
    Points(Vec<(Quantity, f64)>),
}

impl Curve {
    /// The breakpoints of the curve: quantity in the canonical unit, and value.
    pub(crate) fn breakpoints(&self) -> Vec<(f64, f64)> {
        match self {
            Self::Rising(a, b) => vec![(a.value(), 0.0), (b.value(), 1.0)],
            Self::Falling(a, b) => vec![(a.value(), 1.0), (b.value(), 0.0)],
            Self::BestAt(a, b, c) => vec![(a.value(), 0.0), (b.value(), 1.0), (c.value(), 0.0)],
            Self::Between(a, b, c, d) => vec![
                (a.value(), 0.0),
                (b.value(), 1.0),
                (c.value(), 1.0),
                (d.value(), 0.0),
            ],
            Self::Points(points) => points.iter().map(|(q, v)| (q.value(), *v)).collect(),
        }
    }

    fn quantities(&self) -> Vec<Quantity> {
        match self {
            Self::Rising(a, b) | Self::Falling(a, b) => vec![*a, *b],
            Self::BestAt(a, b, c) => vec![*a, *b, *c],
            Self::Between(a, b, c, d) => vec![*a, *b, *c, *d],
            Self::Points(points) => points.iter().map(|(q, _)| *q).collect(),
        }
    }
}

/// The value of a curve at one point: linear between breakpoints, flat beyond them.
pub(crate) fn value_at(breakpoints: &[(f64, f64)], x: f64) -> f64 {
    // Curves have few breakpoints: a linear search is faster than a binary one.
    let after = breakpoints.iter().position(|(at, _)| *at > x);
    let after = after.unwrap_or(breakpoints.len());
    match (
        after.checked_sub(1).map(|i| breakpoints[i]),
        breakpoints.get(after).copied(),
    ) {
        (Some((x0, y0)), Some((x1, y1))) => {
            // Clamped, so that rounding never leaves the range of the two breakpoints.
            let value = y0 + (y1 - y0) * ((x - x0) / (x1 - x0));
            value.clamp(y0.min(y1), y0.max(y1))
        }
        (Some((_, y)), None) | (None, Some((_, y))) => y,
        (None, None) => 0.0,
    }
}

/// The greatest value of a curve over an interval; 0 for an empty interval.
pub(crate) fn max_over(breakpoints: &[(f64, f64)], interval: &Interval) -> f64 {
    if interval.is_empty() {
        return 0.0;
    }
    let (low, high) = (interval.low(), interval.high());
    let mut most = value_at(breakpoints, low).max(value_at(breakpoints, high));
    for (x, y) in breakpoints {
        if *x > low && *x < high && *y > most {
            most = *y;
        }
    }
    most
}

/// The least and the greatest value of a curve over an interval; 0 for an empty interval.
pub(crate) fn range_over(breakpoints: &[(f64, f64)], interval: &Interval) -> (f64, f64) {
    if interval.is_empty() {
        return (0.0, 0.0);
    }
    if let Some(x) = interval.value() {
        let y = value_at(breakpoints, x);
        return (y, y);
    }
    let (low, high) = (interval.low(), interval.high());
    let ends = [value_at(breakpoints, low), value_at(breakpoints, high)];
    let inside = breakpoints
        .iter()
        .filter(|(x, _)| *x > low && *x < high)
        .map(|(_, y)| *y);
    ends.into_iter()
        .chain(inside)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| {
            (a.min(y), b.max(y))
        })
}

/// How good a value is, in [0, 1] (multi-attribute value theory: a value function per attribute, and the
/// weighted mean of their values as the score).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub enum ValueFunction {
    /// The value of a number, by a curve.
    Curve(Criterion, Curve),
    /// The value of a category, by a table.
    Table {
        /// The category attribute.
        attribute: Attribute,
        /// The value of each listed category, by stable name.
        values: BTreeMap<String, f64>,
        /// The value of categories that are not listed.
        otherwise: f64,
    },
    /// What its audience may not read ([`Requirement::for_audience`]); never matched.
    ///
    /// [`Requirement::for_audience`]: super::Requirement::for_audience
    Withheld,
}

/// A value function that scores sites, and its weight in the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Preference {
    pub(crate) value_function: ValueFunction,
    pub(crate) weight: f64,
}

impl Preference {
    /// The value function.
    pub fn value_function(&self) -> &ValueFunction {
        &self.value_function
    }

    /// The weight in the score, relative to those of the other preferences.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The same preference with this weight. Weights need not sum to anything.
    #[must_use]
    pub fn weighing(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    /// The preference in words, such as `配电容量 315 kVA ↗ 1000 kVA`.
    pub fn describe(&self, lang: Lang) -> String {
        match &self.value_function {
            ValueFunction::Curve(criterion, curve) => {
                let words: Vec<_> = curve
                    .quantities()
                    .iter()
                    .map(|q| criterion.format_for(q.value(), lang))
                    .collect();
                let joined = match curve {
                    Curve::Rising(..) => words.join(" ↗ "),
                    Curve::Falling(..) => words.join(" ↘ "),
                    Curve::BestAt(..) => format!("{} ↗ {} ↘ {}", words[0], words[1], words[2]),
                    Curve::Between(..) => {
                        format!("{} ↗ {} – {} ↘ {}", words[0], words[1], words[2], words[3])
                    }
                    Curve::Points(_) => words.join(" · "),
                };
                format!("{} {joined}", criterion.label(lang))
            }
            ValueFunction::Table {
                attribute, values, ..
            } => {
                let words: Vec<_> = attribute
                    .categories()
                    .iter()
                    .filter_map(|category| Some((category.label(lang), values.get(category.name)?)))
                    .map(|(word, value)| format!("{word} {value}"))
                    .collect();
                format!("{}: {}", attribute.label(lang), words.join(" / "))
            }
            ValueFunction::Withheld => withheld_preferences(lang).to_owned(),
        }
    }

    /// Checks the preference by itself: its weight, its quantities and its values.
    pub(super) fn validate(&self) -> Result<()> {
        if !(self.weight.is_finite() && self.weight > 0.0) {
            return Err(Error::new(ErrorCode::WEIGHT_INVALID).with_given(self.weight));
        }
        let validate_value = |value: f64| {
            if (0.0..=1.0).contains(&value) {
                return Ok(());
            }
            Err(Error::new(ErrorCode::VALUE_OUTSIDE_UNIT).with_given(value))
        };
        match &self.value_function {
            ValueFunction::Curve(criterion, curve) => {
                criterion.validate(&curve.quantities())?;
                let breakpoints = curve.breakpoints();
                if breakpoints.is_empty() || !breakpoints.is_sorted_by(|a, b| a.0 < b.0) {
                    let given = Bilingual::in_each(|lang| self.describe(lang));
                    return Err(Error::new(ErrorCode::BREAKPOINTS_UNSORTED).with_given(given));
                }
                let mut values = breakpoints.iter().map(|(_, value)| *value);
                values.try_for_each(validate_value)
            }
            ValueFunction::Table {
                attribute,
                values,
                otherwise,
            } => {
                for (name, value) in values {
                    attribute.choice(name)?;
                    validate_value(*value)?;
                }
                validate_value(*otherwise)
            }
            ValueFunction::Withheld => Err(withheld()),
        }
    }
}

/// The value of each category of a table, by position.
pub(crate) fn table_values(
    attribute: Attribute,
    values: &BTreeMap<String, f64>,
    otherwise: f64,
) -> Vec<f64> {
    attribute
        .categories()
        .iter()
        .map(|category| values.get(category.name).copied().unwrap_or(otherwise))
        .collect()
}

/// The least and the greatest value over the categories that are possible.
pub(crate) fn table_range(values: &[f64], choices: Choices) -> (f64, f64) {
    let (low, high) = choices
        .positions()
        .filter_map(|position| values.get(position))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), y| {
            (a.min(*y), b.max(*y))
        });
    if low > high { (0.0, 0.0) } else { (low, high) }
}

macro_rules! preference_builders {
    ($type:ty) => {
        impl $type {
            /// The more the better: 0 up to `worst`, 1 from `best` on.
            pub fn rising(self, worst: Quantity, best: Quantity) -> Preference {
                self.scored(Curve::Rising(worst, best))
            }

            /// The less the better: 1 up to `best`, 0 from `worst` on.
            pub fn falling(self, best: Quantity, worst: Quantity) -> Preference {
                self.scored(Curve::Falling(best, worst))
            }

            /// 1 at `best`, 0 up to `below` and from `above` on.
            pub fn best_at(self, below: Quantity, best: Quantity, above: Quantity) -> Preference {
                self.scored(Curve::BestAt(below, best, above))
            }

            /// Scored by a curve, with weight 1.
            pub fn scored(self, curve: Curve) -> Preference {
                Preference {
                    value_function: ValueFunction::Curve(self.into(), curve),
                    weight: 1.0,
                }
            }
        }
    };
}

preference_builders!(Attribute);
preference_builders!(Criterion);

impl Attribute {
    /// Scored by a table of categories, with weight 1; categories that are not listed are worth 0.
    pub fn table<S: Into<String>>(self, values: impl IntoIterator<Item = (S, f64)>) -> Preference {
        let values = values.into_iter().map(|(name, value)| (name.into(), value));
        Preference {
            value_function: ValueFunction::Table {
                attribute: self,
                values: by_category(self, values),
                otherwise: 0.0,
            },
            weight: 1.0,
        }
    }
}

/// The values of a table by the stable names of the categories.
fn by_category(
    attribute: Attribute,
    values: impl IntoIterator<Item = (String, f64)>,
) -> BTreeMap<String, f64> {
    let values = values.into_iter();
    values
        .map(|(name, value)| (attribute.category_name(name), value))
        .collect()
}

/// The keys of JSON of which a preference has exactly one.
const FUNCTIONS: [&str; 6] = ["rising", "falling", "best_at", "between", "points", "table"];

/// A preference as JSON writes it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_to: Option<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rising: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    falling: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best_at: Option<[String; 3]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    between: Option<[String; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<(String, f64)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<BTreeMap<String, f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withheld: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<f64>,
}

impl From<Preference> for Form {
    fn from(preference: Preference) -> Self {
        let mut form = Self {
            weight: Some(preference.weight),
            ..Self::default()
        };
        match preference.value_function {
            ValueFunction::Curve(criterion, curve) => {
                let text = |quantity: &Quantity| criterion.write(quantity);
                match &curve {
                    Curve::Rising(a, b) => form.rising = Some([text(a), text(b)]),
                    Curve::Falling(a, b) => form.falling = Some([text(a), text(b)]),
                    Curve::BestAt(a, b, c) => form.best_at = Some([text(a), text(b), text(c)]),
                    Curve::Between(a, b, c, d) => form.between = Some([a, b, c, d].map(text)),
                    Curve::Points(points) => {
                        form.points = Some(points.iter().map(|(q, v)| (text(q), *v)).collect());
                    }
                }
                (form.attribute, form.distance_to) = criterion.into_keys();
            }
            ValueFunction::Table {
                attribute,
                values,
                otherwise,
            } => {
                form.attribute = Some(attribute.name().to_owned());
                form.table = Some(values);
                form.otherwise = Some(otherwise);
            }
            ValueFunction::Withheld => form.withheld = true,
        }
        form
    }
}

impl TryFrom<Form> for Preference {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        let weight = form.weight.unwrap_or(1.0);
        if form.withheld {
            let withheld = Form {
                withheld: true,
                weight: form.weight,
                ..Form::default()
            };
            return if form == withheld {
                Ok(Self {
                    value_function: ValueFunction::Withheld,
                    weight,
                })
            } else {
                Err(Error::new(ErrorCode::WITHHELD_PREFERENCE))
            };
        }
        let criterion = Criterion::from_keys(form.attribute.as_deref(), form.distance_to)?
            .ok_or_else(|| Error::new(ErrorCode::SUBJECT_MISSING))?;
        let mut curves = Vec::new();
        if let Some([a, b]) = form.rising {
            curves.push(Curve::Rising(criterion.parse(&a)?, criterion.parse(&b)?));
        }
        if let Some([a, b]) = form.falling {
            curves.push(Curve::Falling(criterion.parse(&a)?, criterion.parse(&b)?));
        }
        if let Some([a, b, c]) = form.best_at {
            curves.push(Curve::BestAt(
                criterion.parse(&a)?,
                criterion.parse(&b)?,
                criterion.parse(&c)?,
            ));
        }
        if let Some([a, b, c, d]) = form.between {
            let [a, b, c, d] = [
                criterion.parse(&a)?,
                criterion.parse(&b)?,
                criterion.parse(&c)?,
                criterion.parse(&d)?,
            ];
            curves.push(Curve::Between(a, b, c, d));
        }
        if let Some(points) = form.points {
            let parse = |(q, v): (String, f64)| Ok((criterion.parse(&q)?, v));
            let points: Result<Vec<_>> = points.into_iter().map(parse).collect();
            curves.push(Curve::Points(points?));
        }
        let value_function = match (curves.pop(), form.table, form.otherwise) {
            (Some(curve), None, None) if curves.is_empty() => {
                ValueFunction::Curve(criterion, curve)
            }
            (None, Some(values), otherwise) => match criterion {
                Criterion::Attribute(attribute) => ValueFunction::Table {
                    attribute,
                    values: by_category(attribute, values),
                    otherwise: otherwise.unwrap_or(0.0),
                },
                Criterion::Distance(_) => {
                    return Err(Error::new(ErrorCode::DISTANCE_WITHOUT_CATEGORIES));
                }
            },
            _ => return Err(Error::new(ErrorCode::PREFERENCE_FUNCTION).with_allowed(FUNCTIONS)),
        };
        Ok(Self {
            value_function,
            weight,
        })
    }
}
