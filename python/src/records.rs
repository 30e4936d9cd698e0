//! Records of a program, such as the rows of a frame, as sites.

use std::collections::BTreeMap;

use panhuo::{
    Attribute, Criterion, Encumbrance, EncumbranceKind, Error, ErrorKind, Interval, Position,
    Reading, Result, Site, SiteKind, ValueType,
};
use serde::Deserialize;
use serde_json::Value;

/// One site as a flat record: what it is, where it is, and a value for each attribute.
#[derive(Deserialize)]
pub(crate) struct Record {
    id: String,
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    jurisdiction: String,
    longitude: Option<f64>,
    latitude: Option<f64>,
    #[serde(default)]
    encumbrances: BTreeMap<String, bool>,
    #[serde(flatten)]
    facts: BTreeMap<String, Value>,
}

impl Record {
    pub(crate) fn into_site(self) -> Result<Site> {
        let mut site = Site::new(self.id, SiteKind::from_name(&self.kind)?, self.name);
        site.jurisdiction = self.jurisdiction;
        site.position = match (self.longitude, self.latitude) {
            (Some(longitude), Some(latitude)) => Some(Position::new(longitude, latitude)?),
            (None, None) => None,
            _ => {
                let what = format!("site `{}` has half a position", site.id);
                return Err(Error::new(ErrorKind::InvalidSite, what));
            }
        };
        for (name, present) in self.encumbrances {
            let stated = Encumbrance {
                present,
                detail: panhuo::Text::EMPTY,
                source: None,
            };
            site.encumbrances
                .insert(EncumbranceKind::from_name(&name)?, stated);
        }
        for (name, value) in self.facts {
            let attribute = Attribute::from_name(&name)?;
            if let Some(reading) = reading(attribute, &value)? {
                site.facts.insert(attribute, reading.into());
            }
        }
        Ok(site)
    }
}

/// What a value says of an attribute: text with a unit, a pair of them, a category, or nothing.
fn reading(attribute: Attribute, value: &Value) -> Result<Option<Reading>> {
    let refuse = || {
        let what = format!("{attribute} cannot be {value}");
        Error::new(ErrorKind::InvalidSite, what)
    };
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
        (ValueType::Text, Value::String(text)) => Reading::Text(text.into()),
        (ValueType::YesNo, Value::Bool(yes)) => {
            Reading::Category(attribute.choice(if *yes { "yes" } else { "no" })?)
        }
        (ValueType::YesNo | ValueType::Category(_), Value::String(name)) => {
            Reading::Category(attribute.choice(name)?)
        }
        (ValueType::Number(_) | ValueType::Date, Value::Array(ends)) => {
            let [low, high] = ends.as_slice() else {
                return Err(refuse());
            };
            Reading::Number(Interval::new(end(low)?, end(high)?).ok_or_else(refuse)?)
        }
        (ValueType::Number(_) | ValueType::Date, value) => {
            Reading::Number(Interval::exact(end(value)?).ok_or_else(refuse)?)
        }
        _ => return Err(refuse()),
    };
    Ok(Some(reading))
}
