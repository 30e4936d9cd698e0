//! The order of the feature table.

use rayon::prelude::*;

use crate::linkage::hash::hash;
use crate::linkage::profile::{Comparison, IdentityProfile};
use crate::linkage::record::{FieldValue, RecordRows};
use crate::linkage::rows::{RecordRow, TableRow};

/// The permutation between the rows of the input and those of the feature table. Records that are likely to be
/// compared with each other are adjacent in the table, so that their features are in the cache together.
#[derive(Debug, Default)]
pub(in crate::linkage) struct TableOrder {
    records: Vec<RecordRow>,
    table_rows: Vec<TableRow>,
}

impl TableOrder {
    /// Orders records by jurisdiction, then by squares of a twentieth of a degree, then by id. The order does
    /// not depend on that of the input.
    pub(super) fn new(rows: &impl RecordRows, id_rank: &[u32], profile: &IdentityProfile) -> Self {
        let field = |comparison: Comparison| {
            let mut fields = profile.fields.iter();
            fields.position(|field| field.comparison == comparison)
        };
        let jurisdiction = field(Comparison::Jurisdiction);
        let location = field(Comparison::Location);
        let key = |(row, rank): (usize, &u32)| {
            let text = jurisdiction.and_then(|at| rows.value(row, at).texts().next());
            let square = location.map_or((0, 0), |at| match rows.value(row, at) {
                #[expect(clippy::cast_possible_truncation, reason = "a square of degrees")]
                FieldValue::Location { position, .. } => (
                    (position.latitude() * 20.0).floor() as i16,
                    (position.longitude() * 20.0).floor() as i16,
                ),
                _ => (0, 0),
            });
            (text.map_or(0, hash), square, *rank)
        };
        let keys = id_rank.par_iter().enumerate().map(key);
        let records = (0..).zip(keys.collect::<Vec<_>>());
        let mut records: Vec<_> = records.map(|(row, key)| (key, RecordRow(row))).collect();
        records.par_sort_unstable();
        let records: Vec<RecordRow> = records.into_iter().map(|(_, row)| row).collect();
        let mut table_rows = vec![TableRow(0); records.len()];
        for (table_row, record) in (0..).zip(&records) {
            table_rows[record.index()] = TableRow(table_row);
        }
        Self {
            records,
            table_rows,
        }
    }

    /// The records in the order of the table.
    pub(in crate::linkage) fn records(&self) -> &[RecordRow] {
        &self.records
    }

    /// The record at a row of the table.
    pub(in crate::linkage) fn record(&self, row: TableRow) -> RecordRow {
        self.records[row.index()]
    }

    /// The row of a record in the table.
    pub(in crate::linkage) fn table_row(&self, record: RecordRow) -> TableRow {
        self.table_rows[record.index()]
    }

    /// The rows of two records in the table, the smaller first.
    pub(in crate::linkage) fn table_rows(
        &self,
        a: RecordRow,
        b: RecordRow,
    ) -> (TableRow, TableRow) {
        let (a, b) = (self.table_row(a), self.table_row(b));
        (a.min(b), a.max(b))
    }
}
