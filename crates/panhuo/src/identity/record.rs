//! What is compared: records of a few typed values, of sites or of anything else.

use std::sync::Arc;

use rayon::prelude::*;

use super::profile::{Comparer, IdentityProfile};
use crate::attribute::{Attribute, ValueType};
use crate::place::{Footprint, Position};
use crate::reading::Reading;
use crate::site::{Fact, Site};

/// One value of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing is known.
    #[default]
    Unknown,
    /// A name, word, code, date or category; several if there are several spellings.
    Text(Vec<String>),
    /// A quantity, from `low` to `high`, written to within `step`.
    Number {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// One unit of the last digit that was written.
        step: f64,
    },
    /// Where it is.
    Place {
        /// The point.
        position: Position,
        /// How far off it may be, in metres.
        accuracy: f64,
        /// The area on the ground, if known.
        footprint: Option<Arc<Footprint>>,
    },
    /// Facts by number, each an interval.
    Facts(Vec<(u16, f64, f64)>),
}

/// Something that may be the same as something else: values in the order of the profile's fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its name, by which results refer to it and ties are broken.
    pub id: String,
    /// One value a field; fewer are taken as unknown.
    pub values: Vec<Value>,
}

impl Record {
    /// The record of a site: the profile's fields are `name` (with former names), `kind`,
    /// `jurisdiction`, `reference`, `place`, `telephone`, `facts`, `source` (the sheet), or names of attributes. A field
    /// that sites do not have is unknown.
    ///
    /// ```
    /// use panhuo::{IdentityProfile, Record, Site, SiteKind};
    ///
    /// let site = Site::new("A", SiteKind::IdleFactory, "宏达机械有限公司");
    /// let record = Record::of(&site, &IdentityProfile::site());
    /// assert_eq!(record.id, "A");
    /// ```
    pub fn of(site: &Site, profile: &IdentityProfile) -> Self {
        Self::of_fields(site, profile, &attributes(profile))
    }

    /// The records of many sites: what the fields are is found out once.
    pub(crate) fn of_all(sites: &[Site], profile: &IdentityProfile) -> Vec<Self> {
        let taken = attributes(profile);
        let each = |site| Self::of_fields(site, profile, &taken);
        sites.par_iter().map(each).collect()
    }

    fn of_fields(site: &Site, profile: &IdentityProfile, taken: &[Option<Attribute>]) -> Self {
        let fields = profile.fields.iter().zip(taken);
        let values = fields.map(
            |(field, attribute)| match (field.name.as_str(), attribute) {
                ("name", _) => texts(std::iter::once(&site.name).chain(&site.former_names)),
                ("kind", _) => Value::Text(vec![site.kind.name().to_owned()]),
                ("jurisdiction", _) => texts(std::iter::once(&site.jurisdiction)),
                ("reference", _) => texts(std::iter::once(&site.reference)),
                ("telephone", _) => texts(site.contacts.iter().map(|contact| &contact.telephone)),
                ("source", _) => match site.sources.as_slice() {
                    [only] => Value::Text(vec![format!("{}[{}]", only.file(), only.sheet())]),
                    _ => Value::Unknown,
                },
                ("place", _) => place(site),
                ("facts", _) => facts(site, taken),
                (_, Some(attribute)) => match (site.facts.get(attribute), field.compare) {
                    (Some(fact), Comparer::Number) => number(fact),
                    (Some(fact), _) => text(fact, *attribute),
                    (None, _) => Value::Unknown,
                },
                (_, None) => Value::Unknown,
            },
        );
        Self {
            id: site.id.as_str().to_owned(),
            values: values.collect(),
        }
    }
}

/// The attribute that each field of a profile is, if it is one.
fn attributes(profile: &IdentityProfile) -> Vec<Option<Attribute>> {
    let fields = profile.fields.iter();
    fields
        .map(|field| Attribute::from_name(&field.name).ok())
        .collect()
}

fn texts(all: impl Iterator<Item = impl AsRef<str>>) -> Value {
    let all: Vec<String> = all
        .filter(|text| !text.as_ref().trim().is_empty())
        .map(|text| text.as_ref().to_owned())
        .collect();
    if all.is_empty() {
        Value::Unknown
    } else {
        Value::Text(all)
    }
}

fn text(fact: &Fact, attribute: Attribute) -> Value {
    match &fact.reading {
        Reading::Text(text) => texts(std::iter::once(text)),
        Reading::Category(choices) => {
            let name = choices
                .position()
                .and_then(|at| attribute.categories().get(at));
            name.map_or(Value::Unknown, |category| {
                Value::Text(vec![category.name.to_owned()])
            })
        }
        _ => Value::Unknown,
    }
}

fn number(fact: &Fact) -> Value {
    match &fact.reading {
        Reading::Number(interval) if interval.low().is_finite() && interval.high().is_finite() => {
            Value::Number {
                low: interval.low(),
                high: interval.high(),
                step: step_of(&fact.raw) * interval.high().abs(),
            }
        }
        _ => Value::Unknown,
    }
}

/// One unit of the last digit of the first number in a text, as a share of that number: a 30th
/// for `30亩`, nothing if there is no number.
fn step_of(raw: &str) -> f64 {
    let mut digits = String::new();
    let mut decimals: Option<i32> = None;
    for c in super::name::folded(raw).chars() {
        match c {
            '0'..='9' => {
                digits.push(c);
                decimals = decimals.map(|count| count + 1);
            }
            '.' if decimals.is_none() && !digits.is_empty() => {
                digits.push(c);
                decimals = Some(0);
            }
            ',' if !digits.is_empty() => {}
            _ if digits.is_empty() => {}
            _ => break,
        }
    }
    match digits.trim_end_matches('.').parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => {
            10_f64.powi(-decimals.unwrap_or(0)) / value
        }
        _ => 0.0,
    }
}

fn place(site: &Site) -> Value {
    let Some(position) = site.representative() else {
        return Value::Unknown;
    };
    let exact = site.position.is_none();
    Value::Place {
        accuracy: if exact { 1.0 } else { accuracy(&position) },
        position,
        footprint: site.footprint.clone().map(Arc::new),
    }
}

/// How far off a position may be that is written with so few decimals: half a unit of the last, in
/// metres of latitude; at least ten metres, which is what hand-held receivers and clicks on maps give.
pub(crate) fn accuracy(position: &Position) -> f64 {
    let exact = |value: f64, scale: f64| ((value * scale).round() / scale - value).abs() < 1e-9;
    let mut scale = 1.0;
    for _ in 0..5 {
        if exact(position.longitude(), scale) && exact(position.latitude(), scale) {
            break;
        }
        scale *= 10.0;
    }
    (111_000.0 * 0.5 / scale).max(10.0)
}

/// Every number, date, category and yes or no that the profile does not compare by itself.
fn facts(site: &Site, taken: &[Option<Attribute>]) -> Value {
    let mut facts = Vec::new();
    for (attribute, fact) in &site.facts {
        let own = taken.contains(&Some(*attribute));
        let Ok(index) = u16::try_from(attribute.index()) else {
            continue;
        };
        match (&fact.reading, attribute.value_type()) {
            (Reading::Number(interval), _) if !own => {
                let slack = step_of(&fact.raw) * interval.high().abs() * 0.5;
                facts.push((index, interval.low() - slack, interval.high() + slack));
            }
            (Reading::Category(choices), ValueType::Category(_)) if !own => {
                #[expect(clippy::cast_precision_loss, reason = "a position below 64")]
                if let Some(at) = choices.position() {
                    facts.push((index, at as f64, at as f64));
                }
            }
            _ => {}
        }
    }
    if facts.is_empty() {
        Value::Unknown
    } else {
        Value::Facts(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_what_was_written() {
        assert!((step_of("约30亩") - 1.0 / 30.0).abs() < 1e-12);
        assert!((step_of("1,200.5㎡") - 0.1 / 1200.5).abs() < 1e-12);
        assert!(step_of("面议") == 0.0 && step_of("") == 0.0);
    }

    #[test]
    fn few_decimals_are_a_coarse_position() {
        let at = |lon, lat| accuracy(&Position::new(lon, lat).unwrap());
        assert!((at(113.14, 29.44) - 555.0).abs() < 1.0);
        assert!((at(113.141_234_5, 29.441_234_5) - 10.0).abs() < 1e-9);
    }
}
