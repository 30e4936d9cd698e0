//! Records by column.

use rayon::prelude::*;

use super::values::{FieldValue, RecordRows};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::Position;
use crate::lang::Bilingual;
use crate::linkage::profile::{Comparison, IdentityProfile, find_field};
use crate::linkage::rows::RecordRow;

/// The values of one field for many records.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RecordColumn {
    /// No value is known.
    #[default]
    Unknown,
    /// Names, words, codes, dates or categories.
    Texts(TextColumn),
    /// Quantities; one that is not finite is unknown.
    Numbers(Vec<f64>),
    /// Positions of one accuracy.
    Locations {
        /// The positions.
        positions: Vec<Option<Position>>,
        /// The error of each position, in metres.
        accuracy: f64,
    },
}

/// A column of texts in one buffer, without a `String` for each. An empty text is unknown.
///
/// ```
/// let texts: panhuo::linkage::TextColumn = [Some("宏达机械"), None].into_iter().collect();
/// assert_eq!((texts.len(), texts.get(0), texts.get(1)), (2, "宏达机械", ""));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextColumn {
    buffer: String,
    ends: Vec<usize>,
}

impl TextColumn {
    /// Appends a text.
    pub fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the column has no texts.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row; empty if there is no such row.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(row);
        end.and_then(|end| self.buffer.get(start.copied().unwrap_or(0)..*end))
            .unwrap_or("")
    }

    fn reordered(&self, order: &[RecordRow]) -> Self {
        let mut texts = Self {
            buffer: String::with_capacity(self.buffer.len()),
            ends: Vec::with_capacity(order.len()),
        };
        for row in order {
            texts.push(self.get(row.index()));
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

/// Many records by column, for [`Linkage::from_columns`](crate::linkage::Linkage::from_columns): without an
/// object for each record.
#[derive(Clone, Debug)]
pub struct RecordColumns {
    rows: usize,
    /// In the order of the profile's fields.
    columns: Vec<RecordColumn>,
    fields: Vec<(String, Comparison)>,
}

impl RecordColumns {
    /// `rows` records of which nothing is known yet.
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

    /// Sets the column of a field.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`] if the profile has no such field, [`ErrorCode::RECORD_COLUMN_TYPE`] if the
    /// field compares values of another type, [`ErrorCode::RECORD_COLUMN_LENGTH`] if the column does not have
    /// one value for each record.
    pub fn set(&mut self, field: &str, column: RecordColumn) -> Result<()> {
        let index = find_field(field, self.fields.iter().map(|(name, _)| &**name))?;
        let comparison = self.fields[index].1;
        let (length, kind, fits) = match &column {
            RecordColumn::Unknown => (self.rows, Bilingual::new("空值", "nothing"), true),
            RecordColumn::Numbers(all) => (
                all.len(),
                Bilingual::new("数字", "numbers"),
                comparison == Comparison::Number,
            ),
            RecordColumn::Locations { positions, .. } => (
                positions.len(),
                Bilingual::new("位置", "positions"),
                comparison == Comparison::Location,
            ),
            RecordColumn::Texts(all) => (
                all.len(),
                Bilingual::new("文本", "texts"),
                !matches!(
                    comparison,
                    Comparison::Number | Comparison::Location | Comparison::Facts
                ),
            ),
        };
        if !fits {
            return Err(Error::new(ErrorCode::RECORD_COLUMN_TYPE)
                .with_what(field)
                .with_given(kind)
                .with_expected(comparison.label()));
        }
        if length != self.rows {
            return Err(Error::new(ErrorCode::RECORD_COLUMN_LENGTH)
                .with_what(field)
                .with_given(length)
                .with_expected(self.rows));
        }
        self.columns[index] = column;
        Ok(())
    }
}

impl RecordColumn {
    fn reordered(&self, order: &[RecordRow]) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::Texts(all) => Self::Texts(all.reordered(order)),
            Self::Numbers(all) => Self::Numbers(order.iter().map(|row| all[row.index()]).collect()),
            Self::Locations {
                positions,
                accuracy,
            } => Self::Locations {
                positions: order.iter().map(|row| positions[row.index()]).collect(),
                accuracy: *accuracy,
            },
        }
    }
}

impl RecordRows for RecordColumns {
    /// A copy: reordered column by column, many cache misses overlap.
    fn reordered<'a>(&'a self, order: &'a [RecordRow]) -> impl RecordRows + 'a {
        let columns = self.columns.par_iter();
        Self {
            rows: self.rows,
            columns: columns.map(|column| column.reordered(order)).collect(),
            fields: self.fields.clone(),
        }
    }

    fn row_count(&self) -> usize {
        self.rows
    }

    fn has_values(&self, field: usize) -> bool {
        !matches!(self.columns.get(field), None | Some(RecordColumn::Unknown))
    }

    fn value(&self, row: usize, field: usize) -> FieldValue<'_> {
        match self.columns.get(field) {
            None | Some(RecordColumn::Unknown) => FieldValue::Unknown,
            Some(RecordColumn::Texts(all)) => match all.get(row) {
                text if text.starts_with(|c: char| !c.is_whitespace()) => FieldValue::Text(text),
                text if text.trim().is_empty() => FieldValue::Unknown,
                text => FieldValue::Text(text),
            },
            Some(RecordColumn::Numbers(all)) => FieldValue::Number {
                low: all[row],
                high: all[row],
                step: 0.0,
            },
            Some(RecordColumn::Locations {
                positions,
                accuracy,
            }) => match positions[row] {
                Some(position) => FieldValue::Location {
                    position,
                    accuracy: *accuracy,
                    footprint: None,
                },
                None => FieldValue::Unknown,
            },
        }
    }
}
