//! Sites: whatever can be offered, with every fact and the cell it was read from.

mod json;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::compact::{SortedMap, Text};
use crate::encumbrance::{Encumbrance, EncumbranceKind};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::interval::{Choices, Interval, Outcome, ReportedValue};
use crate::lang::Bilingual;
use crate::schema::{Attribute, SiteKind};
use crate::source::Source;

/// The stable identifier of a site, such as `YYL-0042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(Text);

impl SiteId {
    /// Makes an id; [`Site::check`] refuses an empty one.
    pub fn new(id: impl Into<Text>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SiteId {
    /// The id with the name behind it: `YYL-0042 旧棉纺厂`; the id where there is no name.
    pub(crate) fn with_name(&self, name: &str) -> String {
        if name.is_empty() {
            self.to_string()
        } else {
            format!("{self} {name}")
        }
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&SiteId> for Bilingual {
    fn from(id: &SiteId) -> Self {
        Self::same(id)
    }
}

impl From<&str> for SiteId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

/// The value of one attribute of a site, what was literally written, and the cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The value as parsed.
    pub value: ReportedValue,
    /// What the cell says; empty if the fact was not read from one.
    pub raw: Text,
    /// The cell it was read from.
    pub source: Option<Source>,
}

impl From<ReportedValue> for Fact {
    fn from(value: ReportedValue) -> Self {
        Self {
            value,
            raw: Text::EMPTY,
            source: None,
        }
    }
}

/// A person or a telephone number: personal data, never in what investors see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// The person.
    pub name: String,
    /// The telephone number.
    pub telephone: String,
}

/// A column that the attribute table does not know, kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// The header.
    pub header: Text,
    /// The cell.
    pub value: Text,
}

/// Anything that can be offered: a parcel, a plant, a stalled building, a closed enterprise's
/// assets, a leisure-farm site.
///
/// Plain data with public fields; every site of a [`Catalog`](crate::Catalog) passed
/// [`Site::check`].
///
/// # Example
///
/// ```
/// use panhuo::{Position, Site, SiteKind};
/// use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA};
/// use panhuo::units::{metres, square_metres};
///
/// let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原岳阳棉纺厂 3#厂房");
/// site.jurisdiction = "430602008".to_owned();
/// site.position = Some(Position::new(113.14, 29.44)?);
/// site.set(FLOOR_AREA, square_metres(8600.0))?;
/// site.set(CEILING_HEIGHT, metres(9.0))?;
/// site.check()?;
/// # Ok::<(), panhuo::Error>(())
/// ```
///
/// # JSON
///
/// Facts are written with units and names; numbers in the canonical unit are read too. What is
/// empty is left out. Reading refuses unknown keys and what [`Site::check`] refuses.
///
/// ```
/// let site: panhuo::Site = serde_json::from_str(r#"{
///     "id": "YYL-0001",
///     "kind": "idle_factory",
///     "name": "原岳阳棉纺厂 3#厂房",
///     "position": {"longitude": 113.14, "latitude": 29.44},
///     "facts": {
///         "floor_area": {"value": "8600 ㎡", "raw": "8600平", "source": {"file": "a.xlsx", "cell": "F7"}},
///         "ceiling_height": {"value": {"low": "8 m", "high": "9 m"}},
///         "structure": {"value": "steel"},
///         "year_built": {"value": "2004-05-01"},
///         "price": {"unknown": "negotiable"},
///         "crane": {"not_applicable": true}
///     },
///     "encumbrances": {"mortgage": {"present": true, "detail": "农商行"}},
///     "as_of": "2024-05-31"
/// }"#).unwrap();
/// let json = serde_json::to_string(&site).unwrap();
/// assert_eq!(serde_json::from_str::<panhuo::Site>(&json).unwrap(), site);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "json::SiteForm")]
pub struct Site {
    /// The stable identifier.
    pub id: SiteId,
    /// The kind of site.
    pub kind: SiteKind,
    /// The present name.
    pub name: String,
    /// Former names, and other names that registers use for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<String>,
    /// The code of the jurisdiction that reports it; empty if not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub jurisdiction: String,
    /// The identifier that its own register gives it; empty if none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Its area on the ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footprint: Option<Footprint>,
    /// What is reported of it, by attribute.
    #[serde(serialize_with = "json::write_facts")]
    pub facts: SortedMap<Attribute, Fact>,
    /// What ledgers state about its encumbrances.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    pub encumbrances: SortedMap<EncumbranceKind, Encumbrance>,
    /// Contact persons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The days on which this was true, as an interval of days since 1970-01-01.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "json::write_days"
    )]
    pub as_of: Option<Interval>,
    /// The rows that it was read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Columns that the attribute table does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
}

impl Site {
    /// A site of which nothing else is known.
    pub fn new(id: impl Into<Text>, kind: SiteKind, name: impl Into<String>) -> Self {
        Self {
            id: SiteId::new(id),
            kind,
            name: name.into(),
            former_names: Vec::new(),
            jurisdiction: String::new(),
            reference: String::new(),
            position: None,
            footprint: None,
            facts: SortedMap::new(),
            encumbrances: SortedMap::new(),
            contacts: Vec::new(),
            as_of: None,
            sources: Vec::new(),
            extras: Vec::new(),
        }
    }

    /// Sets an attribute to one exact quantity.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the quantity measures something else, is not finite, or is
    /// [less than the attribute can be](Attribute::minimum).
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::attribute::SITE_AREA;
    /// use panhuo::units::{metres, mu};
    ///
    /// let mut lot = Site::new("A", SiteKind::Land, "麻布村1号地块");
    /// lot.set(SITE_AREA, mu(30.0))?;
    /// assert_eq!(lot.interval(SITE_AREA).value(), Some(20_000.0)); // ㎡
    /// assert!(lot.set(SITE_AREA, metres(30.0)).is_err());
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn set(&mut self, attribute: Attribute, quantity: crate::Quantity) -> Result<()> {
        let fits = attribute.dimension() == Some(quantity.dimension());
        let interval = Interval::exact(quantity.value());
        let interval = interval.filter(|interval| fits && attribute.allows(*interval));
        let interval = interval.ok_or_else(|| {
            let error = Error::new(ErrorCode::VALUE_NOT_ALLOWED)
                .with_what(attribute)
                .with_given(quantity);
            error.with_expected(attribute.expected())
        })?;
        self.facts
            .insert(attribute, ReportedValue::Number(interval).into());
        Ok(())
    }

    /// Sets a category or yes/no attribute by the category's stable name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the attribute has no such category.
    pub fn choose(&mut self, attribute: Attribute, category: &str) -> Result<()> {
        let choice = attribute.choice(category)?;
        self.facts
            .insert(attribute, ReportedValue::Category(choice).into());
        Ok(())
    }

    /// The interval of a number or date: anything if not reported, empty if the attribute does not
    /// apply to this kind of site and is not reported all the same.
    pub fn interval(&self, attribute: Attribute) -> Interval {
        match self.facts.get(&attribute) {
            Some(fact) => fact.value.interval(),
            None if attribute.applies_to(self.kind) => Interval::ANYTHING,
            None => Interval::EMPTY,
        }
    }

    /// The choices of a category; as [`Site::interval`] otherwise.
    pub fn choices(&self, attribute: Attribute) -> Choices {
        match self.facts.get(&attribute) {
            Some(fact) => fact.value.choices(),
            None if attribute.applies_to(self.kind) => Choices::ANYTHING,
            None => Choices::EMPTY,
        }
    }

    /// Where distances start: the position, else a point inside the footprint.
    pub fn representative(&self) -> Option<Position> {
        self.position
            .or_else(|| Some(self.footprint.as_ref()?.representative()))
    }

    /// Whether the site is free of one kind of encumbrance.
    pub fn free_of(&self, kind: EncumbranceKind) -> Outcome {
        match self.encumbrances.get(&kind) {
            None => Outcome::Unknown,
            Some(encumbrance) if encumbrance.present => Outcome::Fail,
            Some(_) => Outcome::Pass,
        }
    }

    /// The share of the attributes of its kind that are known, in [0, 1].
    pub fn completeness(&self) -> f64 {
        let applicable = Attribute::all().filter(|a| a.applies_to(self.kind));
        let (mut known, mut all) = (0_u32, 0_u32);
        for attribute in applicable {
            all += 1;
            let fact = self.facts.get(&attribute);
            known += u32::from(fact.is_some_and(|fact| fact.value.is_known()));
        }
        f64::from(known) / f64::from(all.max(1))
    }

    /// Checks what every site of a catalog keeps: an id, and readings that
    /// [their attributes allow](Attribute::check). (Positions, footprints and intervals are checked when they are made.)
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`](crate::ErrorKind::InvalidSite), naming site, attribute and fault.
    pub fn check(&self) -> Result<()> {
        if self.id.as_str().trim().is_empty() {
            return Err(Error::new(ErrorCode::SITE_ID_EMPTY));
        }
        let checks = self.facts.iter();
        let mut checks = checks.map(|(attribute, fact)| attribute.check(&fact.value));
        checks.try_for_each(|check| check).map_err(|error| {
            let id = &self.id;
            error.within(Bilingual::new(
                format!("资源“{id}”"),
                format!("site `{id}`"),
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::schema::attribute::{FLOOR_AREA, SITE_AREA, STRUCTURE, SUPPLIED_ON};
    use crate::units::{metres, square_metres};

    #[test]
    fn a_reading_of_the_wrong_shape_is_refused() {
        let mut site = Site::new("A", SiteKind::IdleFactory, "a");
        assert!(site.set(FLOOR_AREA, metres(8.0)).is_err());
        assert!(site.set(FLOOR_AREA, square_metres(f64::NAN)).is_err());
        assert!(site.set(FLOOR_AREA, square_metres(-1.0)).is_err());
        assert!(site.choose(STRUCTURE, "paper").is_err());
        site.facts
            .insert(FLOOR_AREA, ReportedValue::Text("many".into()).into());
        assert_eq!(site.check().unwrap_err().kind(), ErrorKind::InvalidSite);
        let beyond = ReportedValue::Category(Choices::only(60).unwrap());
        site.facts.clear();
        site.facts.insert(STRUCTURE, beyond.into());
        assert!(site.check().is_err());
    }

    #[test]
    fn a_size_below_zero_is_refused() {
        let check = |attribute, low, high| {
            let mut site = Site::new("A", SiteKind::Land, "a");
            let reading = ReportedValue::Number(Interval::new(low, high).unwrap());
            site.facts.insert(attribute, reading.into());
            site.check().map_err(|error| error.to_string())
        };
        for (low, high) in [(-5.0, -5.0), (-5.0, 3.0), (f64::NEG_INFINITY, -5.0)] {
            let error = check(SITE_AREA, low, high).unwrap_err();
            assert_eq!(
                error,
                "site `A`: `site_area` cannot be -5 ㎡; expected at least 0"
            );
        }
        for (low, high) in [(0.0, 0.0), (-0.0, 1.0), (f64::NEG_INFINITY, 5.0)] {
            assert_eq!(check(SITE_AREA, low, high), Ok(()));
        }
        // The moon landing.
        assert_eq!(check(SUPPLIED_ON, -165.0, -165.0), Ok(()));
    }

    #[test]
    fn what_does_not_apply_is_not_unknown() {
        let land = Site::new("A", SiteKind::Land, "a");
        assert!(land.interval(FLOOR_AREA).is_empty());
        let plant = Site::new("B", SiteKind::IdleFactory, "b");
        assert!(plant.interval(FLOOR_AREA).is_anything());
    }
}
