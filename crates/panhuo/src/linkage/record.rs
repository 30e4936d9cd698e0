//! What is compared: records of a few typed values, of sites or of anything else.

use std::sync::Arc;

use super::columns::{Given, Rows};
use super::profile::IdentityProfile;
use super::sites::SiteRows;
use crate::geometry::{Footprint, Position};
use crate::site::Site;

/// One value of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RecordValue {
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
    Location {
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
    pub values: Vec<RecordValue>,
}

impl Record {
    /// The record of a site: the profile's fields are `name` (with former names), `kind`,
    /// `jurisdiction`, `reference`, `place`, `telephone`, `facts`, `source` (the sheet), or names of attributes. A field
    /// that sites do not have is unknown.
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
        let rows = SiteRows::new(std::slice::from_ref(site), profile);
        let fields = 0..profile.fields.len();
        Self {
            id: site.id.as_str().to_owned(),
            values: fields.map(|field| rows.value(0, field).into()).collect(),
        }
    }
}

impl From<Given<'_>> for RecordValue {
    fn from(given: Given<'_>) -> Self {
        match given {
            Given::Unknown | Given::Facts([]) => Self::Unknown,
            Given::Number(low, high, step) => Self::Number { low, high, step },
            Given::Location(position, accuracy, footprint) => Self::Location {
                position,
                accuracy,
                footprint: footprint.cloned(),
            },
            Given::Facts(facts) => Self::Facts(facts.to_vec()),
            Given::Text(_) | Given::Texts(_) | Given::Named(..) | Given::Contacts(_) => {
                let texts = given.texts().filter(|text| !text.trim().is_empty());
                match texts.map(str::to_owned).collect::<Vec<_>>() {
                    all if all.is_empty() => Self::Unknown,
                    all => Self::Text(all),
                }
            }
        }
    }
}
