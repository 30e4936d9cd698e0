//! One interface to records, however they are stored.

use std::sync::Arc;

use super::{Record, RecordValue};
use crate::geometry::{Footprint, Position};
use crate::linkage::rows::RecordRow;
use crate::site::Contact;

/// A borrowed value of a field.
#[derive(Clone, Copy)]
pub(in crate::linkage) enum FieldValue<'a> {
    Unknown,
    Text(&'a str),
    Texts(&'a [String]),
    /// The present name and the former ones.
    Names(&'a str, &'a [String]),
    /// The value is the contacts' telephone numbers.
    Contacts(&'a [Contact]),
    Number {
        low: f64,
        high: f64,
        step: f64,
    },
    Location {
        position: Position,
        accuracy: f64,
        footprint: Option<&'a Arc<Footprint>>,
    },
    Facts(&'a [(u16, f64, f64)]),
}

impl<'a> FieldValue<'a> {
    /// The texts of the value; none for numbers, locations and facts.
    pub(in crate::linkage) fn texts(self) -> impl Iterator<Item = &'a str> {
        let (one, many, contacts) = match self {
            Self::Text(text) => (Some(text), &[][..], &[][..]),
            Self::Texts(all) => (None, all, &[][..]),
            Self::Names(name, former) => (Some(name), former, &[][..]),
            Self::Contacts(contacts) => (None, &[][..], contacts),
            _ => (None, &[][..], &[][..]),
        };
        let many = many.iter().map(String::as_str);
        let contacts = contacts.iter().map(|contact| contact.telephone.as_str());
        one.into_iter().chain(many).chain(contacts)
    }
}

/// Records that can be read row by row.
pub(in crate::linkage) trait RecordRows: Sync {
    fn row_count(&self) -> usize;

    /// Whether any row may have a value in this field.
    fn has_values(&self, field: usize) -> bool;

    fn value(&self, row: usize, field: usize) -> FieldValue<'_>;

    /// The same records in another order.
    fn reordered<'a>(&'a self, order: &'a [RecordRow]) -> impl RecordRows + 'a
    where
        Self: Sized,
    {
        Reordered { rows: self, order }
    }
}

struct Reordered<'a, R> {
    rows: &'a R,
    order: &'a [RecordRow],
}

impl<R: RecordRows> RecordRows for Reordered<'_, R> {
    fn row_count(&self) -> usize {
        self.order.len()
    }

    fn has_values(&self, field: usize) -> bool {
        self.rows.has_values(field)
    }

    fn value(&self, row: usize, field: usize) -> FieldValue<'_> {
        self.rows.value(self.order[row].index(), field)
    }
}

/// Records one by one.
pub(in crate::linkage) struct RecordSlice<'a> {
    records: &'a [Record],
    /// For each field, whether any record has a value.
    has_values: Vec<bool>,
}

impl<'a> RecordSlice<'a> {
    pub(in crate::linkage) fn new(records: &'a [Record], fields: usize) -> Self {
        let mut has_values = vec![false; fields];
        for record in records {
            for (has, value) in has_values.iter_mut().zip(&record.values) {
                *has |= !matches!(value, RecordValue::Unknown);
            }
        }
        Self {
            records,
            has_values,
        }
    }
}

impl RecordRows for RecordSlice<'_> {
    fn row_count(&self) -> usize {
        self.records.len()
    }

    fn has_values(&self, field: usize) -> bool {
        self.has_values.get(field).is_some_and(|has| *has)
    }

    fn value(&self, row: usize, field: usize) -> FieldValue<'_> {
        match self.records[row].values.get(field) {
            None | Some(RecordValue::Unknown) => FieldValue::Unknown,
            Some(RecordValue::Text(all)) => FieldValue::Texts(all),
            Some(&RecordValue::Number { low, high, step }) => {
                FieldValue::Number { low, high, step }
            }
            Some(RecordValue::Location {
                position,
                accuracy,
                footprint,
            }) => FieldValue::Location {
                position: *position,
                accuracy: *accuracy,
                footprint: footprint.as_ref(),
            },
            Some(RecordValue::Facts(all)) => FieldValue::Facts(all),
        }
    }
}
