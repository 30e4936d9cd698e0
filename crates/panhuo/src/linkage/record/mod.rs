//! The records that are linked: one by one, by column, or sites of an inventory.

mod columns;
mod sites;
mod values;

use std::sync::Arc;

use super::profile::IdentityProfile;
use crate::geometry::{Footprint, Position};
use crate::site::Site;

pub use columns::{RecordColumn, RecordColumns, TextColumn};
pub(super) use sites::SiteRows;
pub(crate) use sites::accuracy;
pub(super) use values::{FieldValue, RecordRows, RecordSlice};

/// The value of one field of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RecordValue {
    /// The value is not known.
    #[default]
    Unknown,
    /// A name, word, code, date or category; several if the record has several spellings.
    Text(Vec<String>),
    /// A quantity between `low` and `high`.
    Number {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// One unit of the last digit with which the quantity is written.
        step: f64,
    },
    /// A position, with or without a footprint.
    Location {
        /// The position.
        position: Position,
        /// The error of the position, in metres.
        accuracy: f64,
        /// The area on the ground, if known.
        footprint: Option<Arc<Footprint>>,
    },
    /// Facts, each as its number and the lower and upper end of an interval.
    Facts(Vec<(u16, f64, f64)>),
}

/// A record: an id, and one value for each field of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The id. Ids are unique; ties are broken by them.
    pub id: String,
    /// The values in the order of the profile's fields; values that are missing at the end are unknown.
    pub values: Vec<RecordValue>,
}

impl Record {
    /// The record of a site. The fields `name` (with former names), `kind`, `jurisdiction`, `reference`,
    /// `location`, `telephone`, `facts` and `source` (file and sheet) are those of the site; every other
    /// field is an attribute of its name. Fields that sites do not have are unknown.
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::linkage::{IdentityProfile, Record};
    ///
    /// let site = Site::new("A", SiteKind::IdleFactory, "宏达机械有限公司");
    /// let record = Record::from_site(&site, &IdentityProfile::site());
    /// assert_eq!(record.id, "A");
    /// ```
    pub fn from_site(site: &Site, profile: &IdentityProfile) -> Self {
        Self {
            id: site.id.as_str().to_owned(),
            values: sites::values_of(site, profile),
        }
    }
}

impl From<FieldValue<'_>> for RecordValue {
    fn from(value: FieldValue<'_>) -> Self {
        match value {
            FieldValue::Unknown | FieldValue::Facts([]) => Self::Unknown,
            FieldValue::Number { low, high, step } => Self::Number { low, high, step },
            FieldValue::Location {
                position,
                accuracy,
                footprint,
            } => Self::Location {
                position,
                accuracy,
                footprint: footprint.cloned(),
            },
            FieldValue::Facts(facts) => Self::Facts(facts.to_vec()),
            FieldValue::Text(_)
            | FieldValue::Texts(_)
            | FieldValue::Names(..)
            | FieldValue::Contacts(_) => {
                let texts = value.texts().filter(|text| !text.trim().is_empty());
                match texts.map(str::to_owned).collect::<Vec<_>>() {
                    all if all.is_empty() => Self::Unknown,
                    all => Self::Text(all),
                }
            }
        }
    }
}
