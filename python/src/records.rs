//! Records of a program, such as the rows of a frame, as sites.

use std::collections::BTreeMap;

use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::interval::ReportedValue;
use panhuo::lang::Bilingual;
use panhuo::requirement::Criterion;
use panhuo::schema::ValueType;
use panhuo::{Attribute, Error, Interval, Position, Result, Site, SiteKind};
use serde::Deserialize;
use serde_json::Value;

use crate::codes;

/// One site as a flat record: what it is, where it is, and a value for each attribute.
#[derive(Deserialize)]
struct Record {
    id: Code,
    kind: String,
    name: Option<String>,
    jurisdiction: Option<Code>,
    longitude: Option<f64>,
    latitude: Option<f64>,
    encumbrances: Option<BTreeMap<String, bool>>,
    #[serde(flatten)]
    facts: BTreeMap<String, Value>,
}

/// What names a site or a jurisdiction: text, or a whole number, as in frames.
#[derive(Deserialize)]
#[serde(untagged, expecting = "an id or a code must be text or a whole number")]
enum Code {
    Text(String),
    Number(i64),
}

impl Code {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The site of a record.
///
/// # Errors
///
/// What is wrong, with the number of the record from 0 and its id.
pub(crate) fn site(record: Value, number: usize) -> Result<Site> {
    let id = record.get("id").map(|id| match id {
        Value::String(id) => id.clone(),
        id => id.to_string(),
    });
    let location = id.map_or_else(
        || {
            Bilingual::new(
                format!("第 {number} 条记录（从 0 数起）"),
                format!("record {number}"),
            )
        },
        |id| {
            Bilingual::new(
                format!("第 {number} 条记录（从 0 数起，“{id}”）"),
                format!("record {number} (`{id}`)"),
            )
        },
    );
    let record = serde_json::from_value(record)
        .map_err(|cause| Error::new(codes::RECORD_UNREADABLE).with_cause(cause));
    record
        .and_then(Record::into_site)
        .map_err(|error| error.within(location))
}

impl Record {
    fn into_site(self) -> Result<Site> {
        let (kind, name) = (SiteKind::from_name(&self.kind)?, self.name);
        let mut site = Site::new(self.id.text(), kind, name.unwrap_or_default());
        site.jurisdiction = self.jurisdiction.map_or(String::new(), Code::text);
        site.position = match (self.longitude, self.latitude) {
            (Some(longitude), Some(latitude)) => Some(Position::new(longitude, latitude)?),
            (None, None) => None,
            _ => return Err(Error::new(codes::HALF_A_POSITION)),
        };
        for (name, present) in self.encumbrances.unwrap_or_default() {
            let stated = Encumbrance {
                present,
                detail: panhuo::compact::Text::EMPTY,
                source: None,
            };
            site.encumbrances
                .insert(EncumbranceKind::from_name(&name)?, stated);
        }
        for (name, value) in self.facts {
            let attribute = Attribute::from_name(&name)?;
            let by_name = |error: Error| {
                error.within(Bilingual::in_each(|lang| {
                    lang.pick(
                        format!("“{}”", attribute.label(lang)),
                        format!("`{attribute}`"),
                    )
                }))
            };
            if let Some(reading) = reading(attribute, &value).map_err(by_name)? {
                attribute.check(&reading)?;
                site.facts.insert(attribute, reading.into());
            }
        }
        Ok(site)
    }
}

/// What a value says of an attribute: text with a unit, a pair of them, a category, or nothing.
fn reading(attribute: Attribute, value: &Value) -> Result<Option<ReportedValue>> {
    let refuse = || Error::new(codes::VALUE_FORM).with_given(value.to_string());
    let criterion = Criterion::from(attribute);
    let end = |value: &Value| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Err(refuse()),
        };
        Ok(criterion.parse(&text)?.value())
    };
    let reading = match (attribute.value_type(), value) {
        (_, Value::Null) => return Ok(None),
        (ValueType::Text, Value::String(text)) => ReportedValue::Text(text.into()),
        (ValueType::YesNo, Value::Bool(yes)) => {
            ReportedValue::Category(attribute.choice(if *yes { "yes" } else { "no" })?)
        }
        (ValueType::YesNo | ValueType::Category(_), Value::String(name)) => {
            ReportedValue::Category(attribute.choice(name)?)
        }
        (ValueType::Number(_) | ValueType::Date, Value::Array(ends)) => {
            let [low, high] = ends.as_slice() else {
                return Err(refuse());
            };
            ReportedValue::Number(Interval::new(end(low)?, end(high)?).ok_or_else(refuse)?)
        }
        (ValueType::Number(_) | ValueType::Date, value) => {
            ReportedValue::Number(Interval::exact(end(value)?).ok_or_else(refuse)?)
        }
        _ => return Err(refuse()),
    };
    Ok(Some(reading))
}
