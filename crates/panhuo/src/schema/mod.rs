//! The schema: which attributes a site can have, and which kinds of site there are.
//!
//! Each attribute is declared once, in `schema/builtin.json`: name, labels, type, unit, kinds of
//! site, audience, headers and meaning. The columns of a catalog, the header matching of the ledger
//! reader, the Python names, the columns of a GeoPackage and the reference documentation derive
//! from that declaration.

pub mod attribute;
mod builtin;
mod kind;

use crate::error::Result;
use crate::lang::Lang;
use crate::units::{Dimension, Unit};

pub use attribute::Attribute;
pub use kind::SiteKind;

/// The attributes and the kinds of site that a district works with.
///
/// An [`Attribute`] and a [`SiteKind`] are handles of a schema: names are parsed, printed and
/// (de)serialized through it.
///
/// # Example
///
/// ```
/// use panhuo::schema::{Schema, SiteKind};
///
/// let schema = Schema::builtin();
/// let area = schema.attribute("floor_area")?;
/// assert!(area.applies_to(SiteKind::IdleFactory) && !area.applies_to(SiteKind::Land));
/// assert_eq!(schema.attributes().len(), 119);
/// assert_eq!(schema.kinds().next(), Some(SiteKind::Land));
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Debug)]
pub struct Schema {
    // A definition lives as long as the process: handles are plain numbers without a lifetime.
    // Definitions that are read at run time have to be leaked, once per process.
    kinds: &'static [KindDefinition],
    attributes: &'static [Definition],
}

impl Schema {
    /// The schema that is compiled in, after the forms that districts use: the land-supply register,
    /// the form for low-use land, the lists of idle factories and of stalled buildings.
    pub fn builtin() -> &'static Self {
        &builtin::BUILTIN
    }

    /// Every attribute, in the order of [`Attribute::index`].
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = Attribute> + use<> {
        Attribute::first(self.attributes.len())
    }

    /// The attribute with this stable name, label or other word: see [`Attribute::from_name`].
    ///
    /// # Errors
    ///
    /// As [`Attribute::from_name`].
    pub fn attribute(&self, name: &str) -> Result<Attribute> {
        Attribute::from_name(name)
    }

    /// Every kind of site.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = SiteKind> + use<> {
        SiteKind::VALUES[..self.kinds.len()].iter().copied()
    }
}

/// The names of a kind of site.
#[derive(Debug)]
struct KindDefinition {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// What the schema says of one attribute.
#[derive(Debug)]
struct Definition {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    value_type: ValueType,
    /// The unit in which planners read a number.
    unit: Option<&'static Unit>,
    kinds: &'static [SiteKind],
    audience: Audience,
    /// What ledgers call it, besides its two labels.
    headers: &'static [&'static str],
    meaning_zh: &'static str,
    meaning_en: &'static str,
}

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueType {
    /// A number of this dimension.
    Number(Dimension),
    /// A day, as an interval of days.
    Date,
    /// One of a list of categories.
    Category(&'static [Category]),
    /// Yes or no.
    YesNo,
    /// Free text, which no constraint can test.
    Text,
}

/// One category of an attribute.
#[derive(Debug, PartialEq)]
pub struct Category {
    /// The stable name, as in JSON and Python.
    pub name: &'static str,
    /// The Chinese label.
    pub zh: &'static str,
    /// The English label.
    pub en: &'static str,
    /// Other words that ledgers use for it.
    pub words: &'static [&'static str],
}

impl Category {
    /// The label in a language.
    pub fn label(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Who may read an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everyone, investors included.
    Investor,
    /// The bureau only: personal data, an owner's debts and private matters, valuations, the
    /// settlement of employees, what was paid before, and free text, which may hold any of these.
    Bureau,
}
