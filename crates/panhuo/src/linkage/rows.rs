//! Numbers of records, and the limit on them.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};

/// A record by its row in the input, from 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RecordRow(pub u32);

/// A record by its row in the feature table, which keeps records that are compared with each other side by
/// side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TableRow(pub(super) u32);

impl RecordRow {
    /// The row at an index.
    pub(super) fn from_index(index: usize) -> Result<Self> {
        checked_count(index).map(Self)
    }

    /// The row as an index into the records.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl TableRow {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Two records, the smaller row first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPair {
    /// The smaller row.
    pub a: RecordRow,
    /// The larger row.
    pub b: RecordRow,
}

impl RecordPair {
    /// The pair of two rows in either order.
    pub fn new(one: RecordRow, other: RecordRow) -> Self {
        Self {
            a: one.min(other),
            b: one.max(other),
        }
    }
}

/// How many records, or values of one field of all records, can be numbered.
const LIMIT: usize = u32::MAX as usize;

/// The number of records, of the values of a field, or of entries of an index, as a `u32`. This is the one
/// place where the limit is checked.
pub(super) fn checked_count(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| {
        Error::new(ErrorCode::TOO_MANY_RECORDS)
            .with_given(count)
            .with_expected(LIMIT)
    })
}
