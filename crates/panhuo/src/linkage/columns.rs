//! Records by column, and the one way to read them and records that come one by one.

use std::sync::Arc;

use rayon::prelude::*;

use super::order::{Order, Ordered};
use super::profile::{Comparison, IdentityProfile, find_field};
use super::record::{Record, RecordValue};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::lang::Bilingual;
use crate::site::Contact;

/// One field of many records; which of them are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RecordColumn {
    /// Nothing is known of any.
    #[default]
    Unknown,
    /// Names, words, codes, dates or categories.
    Texts(TextColumn),
    /// Quantities; what is not finite is not known.
    Numbers(Vec<f64>),
    /// Positions, each good to so many metres.
    Locations {
        /// The points.
        positions: Vec<Option<Position>>,
        /// How far off each may be, in metres.
        accuracy: f64,
    },
}

impl RecordColumn {
    fn content(&self) -> Bilingual {
        match self {
            Self::Unknown => Bilingual::new("空值", "nothing"),
            Self::Texts(_) => Bilingual::new("文字", "texts"),
            Self::Numbers(_) => Bilingual::new("数值", "numbers"),
            Self::Locations { .. } => Bilingual::new("位置", "positions"),
        }
    }
}

/// What the column of a field must hold that is compared like this.
fn content_of(comparison: Comparison) -> Bilingual {
    match comparison {
        Comparison::Number => Bilingual::new("数值", "numbers"),
        Comparison::Location => Bilingual::new("位置", "positions"),
        Comparison::Facts => Bilingual::new(
            "空值（由其他资料得出）",
            "nothing (it derives from other facts)",
        ),
        _ => Bilingual::new("文字", "texts"),
    }
}

/// Texts one behind the other, without a string for each. An empty one is not known.
///
/// ```
/// let texts: panhuo::linkage::TextColumn = [Some("宏达机械"), None].into_iter().collect();
/// assert_eq!((texts.len(), texts.get(0), texts.get(1)), (2, "宏达机械", ""));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextColumn {
    all: String,
    ends: Vec<usize>,
}

impl TextColumn {
    /// Adds one behind the others.
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row; empty if there is none.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(row);
        end.and_then(|end| self.all.get(start.copied().unwrap_or(0)..*end))
            .unwrap_or("")
    }

    fn in_order(&self, rows: &[u32]) -> Self {
        let mut texts = Self {
            all: String::with_capacity(self.all.len()),
            ends: Vec::with_capacity(rows.len()),
        };
        for row in rows {
            texts.push(self.get(*row as usize));
        }
        texts
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.push(text.as_ref().map_or("", AsRef::as_ref));
        }
        all
    }
}

/// Many records by column: for [`Linkage::from_columns`](super::Linkage::from_columns), without an
/// object a record.
#[derive(Clone, Debug)]
pub struct RecordColumns {
    rows: usize,
    /// In the order of the profile's fields.
    columns: Vec<RecordColumn>,
    fields: Vec<(String, Comparison)>,
}

impl RecordColumns {
    /// So many records of which nothing is known yet.
    pub fn new(rows: usize, profile: &IdentityProfile) -> Self {
        let fields = profile
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.comparison));
        Self {
            rows,
            columns: vec![RecordColumn::Unknown; profile.fields.len()],
            fields: fields.collect(),
        }
    }

    /// Sets a field.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if the profile has no such field, [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if
    /// there are more or fewer values than records, or the field compares values of another kind.
    pub fn set(&mut self, field: &str, column: RecordColumn) -> Result<()> {
        let names = self.fields.iter().enumerate();
        let at = find_field(field, names.map(|(at, (name, _))| (at, &**name)))?;
        let (given, fits) = match (&column, self.fields[at].1) {
            (RecordColumn::Unknown, _) => (self.rows, true),
            (RecordColumn::Numbers(all), comparison) => {
                (all.len(), comparison == Comparison::Number)
            }
            (RecordColumn::Locations { positions, .. }, comparison) => {
                (positions.len(), comparison == Comparison::Location)
            }
            (RecordColumn::Texts(all), comparison) => (
                all.len(),
                !matches!(
                    comparison,
                    Comparison::Number | Comparison::Location | Comparison::Facts
                ),
            ),
        };
        if !fits {
            return Err(Error::new(ErrorCode::RECORD_COLUMN_TYPE)
                .with_what(field)
                .with_given(column.content())
                .with_expected(content_of(self.fields[at].1)));
        }
        if given != self.rows {
            return Err(Error::new(ErrorCode::RECORD_COLUMN_LENGTH)
                .with_what(field)
                .with_given(given)
                .with_expected(self.rows));
        }
        self.columns[at] = column;
        Ok(())
    }
}

/// A value as it is read.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    Unknown,
    Text(&'a str),
    Texts(&'a [String]),
    /// A name, and former ones.
    Named(&'a str, &'a [String]),
    /// Their telephone numbers.
    Contacts(&'a [Contact]),
    Number(f64, f64, f64),
    Location(Position, f64, Option<&'a Arc<Footprint>>),
    Facts(&'a [(u16, f64, f64)]),
}

impl<'a> Given<'a> {
    /// The texts, if it is text.
    pub(super) fn texts(self) -> impl Iterator<Item = &'a str> {
        let (one, many, contacts) = match self {
            Self::Text(text) => (Some(text), &[][..], &[][..]),
            Self::Texts(all) => (None, all, &[][..]),
            Self::Named(name, former) => (Some(name), former, &[][..]),
            Self::Contacts(contacts) => (None, &[][..], contacts),
            _ => (None, &[][..], &[][..]),
        };
        let many = many.iter().map(String::as_str);
        let contacts = contacts.iter().map(|contact| contact.telephone.as_str());
        one.into_iter().chain(many).chain(contacts)
    }
}

/// Records of either kind.
pub(super) trait Rows: Sync {
    fn rows(&self) -> usize;
    /// Whether any row may have a value in this field.
    fn knows(&self, field: usize) -> bool;
    fn value(&self, row: usize, field: usize) -> Given<'_>;
    /// The same records in the order in which they are kept.
    fn in_order<'a>(&'a self, order: &'a Order) -> impl Rows + 'a
    where
        Self: Sized,
    {
        Ordered { all: self, order }
    }
}

/// Records one by one.
pub(super) struct Records<'a> {
    all: &'a [Record],
    /// Of each field, whether any record has a value.
    known: Vec<bool>,
}

impl<'a> Records<'a> {
    pub(super) fn new(all: &'a [Record], fields: usize) -> Self {
        let mut known = vec![false; fields];
        for record in all {
            for (known, value) in known.iter_mut().zip(&record.values) {
                *known |= !matches!(value, RecordValue::Unknown);
            }
        }
        Self { all, known }
    }
}

impl Rows for Records<'_> {
    fn rows(&self) -> usize {
        self.all.len()
    }

    fn knows(&self, field: usize) -> bool {
        self.known.get(field).is_some_and(|known| *known)
    }

    fn value(&self, row: usize, field: usize) -> Given<'_> {
        match self.all[row].values.get(field) {
            None | Some(RecordValue::Unknown) => Given::Unknown,
            Some(RecordValue::Text(all)) => Given::Texts(all),
            Some(RecordValue::Number { low, high, step }) => Given::Number(*low, *high, *step),
            Some(RecordValue::Location {
                position,
                accuracy,
                footprint,
            }) => Given::Location(*position, *accuracy, footprint.as_ref()),
            Some(RecordValue::Facts(all)) => Given::Facts(all),
        }
    }
}

impl RecordColumn {
    fn in_order(&self, rows: &[u32]) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Texts(all) => Self::Texts(all.in_order(rows)),
            Self::Numbers(all) => {
                let each = rows.iter().map(|row| all[*row as usize]);
                Self::Numbers(each.collect())
            }
            Self::Locations {
                positions,
                accuracy,
            } => {
                let each = rows.iter().map(|row| positions[*row as usize]);
                Self::Locations {
                    positions: each.collect(),
                    accuracy: *accuracy,
                }
            }
        }
    }
}

impl Rows for RecordColumns {
    /// A copy: column by column, memory is waited for many rows at a time, not one.
    fn in_order<'a>(&'a self, order: &'a Order) -> impl Rows + 'a {
        let each = self.columns.par_iter();
        Self {
            rows: self.rows,
            columns: each.map(|column| column.in_order(&order.rows)).collect(),
            fields: self.fields.clone(),
        }
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn knows(&self, field: usize) -> bool {
        !matches!(self.columns.get(field), None | Some(RecordColumn::Unknown))
    }

    fn value(&self, row: usize, field: usize) -> Given<'_> {
        match self.columns.get(field) {
            None | Some(RecordColumn::Unknown) => Given::Unknown,
            Some(RecordColumn::Texts(all)) => match all.get(row) {
                text if text.starts_with(|c: char| !c.is_whitespace()) => Given::Text(text),
                text if text.trim().is_empty() => Given::Unknown,
                text => Given::Text(text),
            },
            Some(RecordColumn::Numbers(all)) => Given::Number(all[row], all[row], 0.0),
            Some(RecordColumn::Locations {
                positions,
                accuracy,
            }) => match positions[row] {
                Some(position) => Given::Location(position, *accuracy, None),
                None => Given::Unknown,
            },
        }
    }
}
