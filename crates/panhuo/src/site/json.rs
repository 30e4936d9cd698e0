//! A site as JSON writes it: quantities with their units, days and categories by name.

use serde::{Deserialize, Serialize, Serializer};

use super::{Contact, Extra, Fact, Site, SiteId};
use crate::compact::{SortedMap, Text};
use crate::encumbrance::{Encumbrance, EncumbranceKind};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::interval::{Choices, Ends, Interval, MissingReason, ReportedValue};
use crate::schema::{Attribute, SiteKind, ValueType};
use crate::source::Source;
use crate::units::{Dimension, Quantity, Unit, date};

/// The keys of a site that are read; [`Site`] itself says how they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteForm {
    id: SiteId,
    kind: SiteKind,
    name: String,
    #[serde(default)]
    former_names: Vec<String>,
    #[serde(default)]
    jurisdiction: String,
    #[serde(default)]
    reference: String,
    #[serde(default)]
    position: Option<Position>,
    #[serde(default)]
    footprint: Option<Footprint>,
    #[serde(default)]
    facts: SortedMap<Attribute, FactForm>,
    #[serde(default)]
    encumbrances: SortedMap<EncumbranceKind, Encumbrance>,
    #[serde(default)]
    contacts: Vec<Contact>,
    #[serde(default)]
    as_of: Option<ValueForm>,
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    extras: Vec<Extra>,
}

impl TryFrom<SiteForm> for Site {
    type Error = Error;

    fn try_from(form: SiteForm) -> Result<Self> {
        let facts = form.facts.into_iter();
        let facts = facts.map(|(of, fact)| {
            let fact = fact.read(of).map_err(|error| error.within(of.name()))?;
            Ok((of, fact))
        });
        let site = Self {
            facts: facts.collect::<Result<_>>()?,
            as_of: form
                .as_of
                .map(|days| days.interval(Dimension::Date))
                .transpose()?,
            id: form.id,
            kind: form.kind,
            name: form.name,
            former_names: form.former_names,
            jurisdiction: form.jurisdiction,
            reference: form.reference,
            position: form.position,
            footprint: form.footprint,
            encumbrances: form.encumbrances,
            contacts: form.contacts,
            sources: form.sources,
            extras: form.extras,
        };
        site.check()?;
        Ok(site)
    }
}

/// A fact, of which exactly one of the first three keys is given.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FactForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<ValueForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<MissingReason>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    not_applicable: bool,
    #[serde(skip_serializing_if = "is_empty")]
    raw: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
}

fn is_empty(text: &Text) -> bool {
    text.is_empty()
}

/// What an attribute is; the type of the attribute tells how a text is read.
#[derive(Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a value is a number, a text, a list of categories or {\"low\": …, \"high\": …}"
)]
enum ValueForm {
    One(Scalar),
    Categories(Vec<String>),
    Between(Ends<Scalar>),
}

/// A number in the canonical unit; or a quantity, a day, a category or a text.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Number(f64),
    Text(Text),
}

/// The category of which nothing is known.
const ANYTHING: &str = "anything";

impl FactForm {
    fn write(attribute: Attribute, fact: &Fact) -> Self {
        let mut form = Self {
            raw: fact.raw.clone(),
            source: fact.source.clone(),
            ..Self::default()
        };
        match &fact.value {
            ReportedValue::Number(interval) => {
                let dimension = attribute.dimension().unwrap_or(Dimension::Number);
                let value = ValueForm::write(*interval, dimension, attribute.unit());
                form.value = Some(value);
            }
            ReportedValue::Category(choices) => {
                form.value = Some(ValueForm::of_choices(attribute, *choices));
            }
            ReportedValue::Text(text) => {
                form.value = Some(ValueForm::One(Scalar::Text(text.clone())));
            }
            ReportedValue::Unknown(reason) => form.unknown = Some(*reason),
            ReportedValue::NotApplicable => form.not_applicable = true,
        }
        form
    }

    /// What does not fit the attribute is left to [`Site::check`].
    fn read(self, attribute: Attribute) -> Result<Fact> {
        let value = match (self.value, self.unknown, self.not_applicable) {
            (Some(value), None, false) => value.read(attribute)?,
            (None, Some(reason), false) => ReportedValue::Unknown(reason),
            (None, None, true) => ReportedValue::NotApplicable,
            _ => return Err(Error::new(ErrorCode::FACT_FORM)),
        };
        Ok(Fact {
            value,
            raw: self.raw,
            source: self.source,
        })
    }
}

impl ValueForm {
    fn write(interval: Interval, dimension: Dimension, unit: Option<&Unit>) -> Self {
        let end = |end: f64| Scalar::write(end, dimension, unit);
        match interval.value() {
            Some(value) => Self::One(end(value)),
            None => Self::Between(Ends {
                low: interval.low().is_finite().then(|| end(interval.low())),
                high: interval.high().is_finite().then(|| end(interval.high())),
            }),
        }
    }

    fn of_choices(attribute: Attribute, choices: Choices) -> Self {
        if choices == Choices::ANYTHING {
            return Self::One(Scalar::Text(ANYTHING.into()));
        }
        let categories = attribute.categories();
        let names = choices.positions().filter_map(|at| categories.get(at));
        let names: Vec<&str> = names.map(|category| category.name).collect();
        match names[..] {
            [name] => Self::One(Scalar::Text(name.into())),
            _ => Self::Categories(names.into_iter().map(str::to_owned).collect()),
        }
    }

    fn read(self, attribute: Attribute) -> Result<ReportedValue> {
        let is_category = matches!(
            attribute.value_type(),
            ValueType::Category(_) | ValueType::YesNo
        );
        let dimension = attribute.dimension();
        Ok(match (self, dimension) {
            (Self::One(Scalar::Text(name)), None) if is_category => {
                ReportedValue::Category(match name.as_str() {
                    ANYTHING => Choices::ANYTHING,
                    name => attribute.choice(name)?,
                })
            }
            (Self::One(Scalar::Text(text)), None) => ReportedValue::Text(text),
            (Self::Categories(names), _) => {
                let mut names = names.iter();
                let add = |all: Choices, name: &String| Ok(all.or(attribute.choice(name)?));
                ReportedValue::Category(names.try_fold(Choices::EMPTY, add)?)
            }
            (value, dimension) => {
                ReportedValue::Number(value.interval(dimension.unwrap_or(Dimension::Number))?)
            }
        })
    }

    fn interval(&self, dimension: Dimension) -> Result<Interval> {
        let end = |end: Option<&Scalar>, open: f64| end.map_or(Ok(open), |end| end.read(dimension));
        let (low, high) = match self {
            Self::One(value) => (Some(value), Some(value)),
            Self::Between(ends) => (ends.low.as_ref(), ends.high.as_ref()),
            Self::Categories(_) => return Err(Error::new(ErrorCode::FACT_FORM)),
        };
        let (low, high) = (end(low, f64::NEG_INFINITY)?, end(high, f64::INFINITY)?);
        Interval::new(low, high).ok_or_else(|| {
            Error::new(ErrorCode::INTERVAL_INVALID)
                .with_given(low)
                .with_expected(high)
        })
    }
}

impl Scalar {
    fn write(value: f64, dimension: Dimension, unit: Option<&Unit>) -> Self {
        let quantity = Quantity::canonical(value, dimension);
        // Only whole days of the calendar have a name.
        let is_named = dimension != Dimension::Date
            || quantity
                .day()
                .is_some_and(|day| date(day).value().to_bits() == value.to_bits());
        if is_named {
            Self::Text(quantity.write_in(unit).into())
        } else {
            Self::Number(value)
        }
    }

    fn read(&self, dimension: Dimension) -> Result<f64> {
        match self {
            Self::Number(value) => Ok(*value),
            Self::Text(text) => Ok(Quantity::parse_as(text, dimension)?.value()),
        }
    }
}

pub(super) fn write_facts<S: Serializer>(
    facts: &SortedMap<Attribute, Fact>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let each = facts.iter();
    serializer.collect_map(each.map(|(of, fact)| (of, FactForm::write(*of, fact))))
}

#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
pub(super) fn write_days<S: Serializer>(
    days: &Option<Interval>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let days = days.map(|days| ValueForm::write(days, Dimension::Date, None));
    days.serialize(serializer)
}
