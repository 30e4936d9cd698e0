//! The rows of a table: read in parallel, numbered one after the other.

use std::collections::BTreeMap;

use panhuo::Result;
use panhuo::Site;
use panhuo::inventory::Issue;
use rayon::prelude::*;

use super::row::{Cells, RowReader};
use super::{MappedTable, Records, SheetReader, id};
use crate::ingest::ledgers::RowRole;
use crate::layout::{RowKind, ditto, row_text};
use crate::lexicon::headers::ColumnRole;
use crate::lexicon::missing;
use crate::text::fold;

/// What became of a row, before its site has a number.
pub(super) enum RowOutcome {
    Site(Box<Site>, Vec<Issue>),
    Rejected(Box<Issue>),
    Note,
}

/// So many rows are read by one thread before it takes others.
const CHUNK: usize = 4096;
/// So many such parts for each thread are read before their sites are numbered.
const PARTS: usize = 2;

/// Reads the rows of a table. They are read in parallel, from rows on that need nothing of what
/// stands above them; numbered they are one after the other, so that the result is the same.
pub(super) fn read(
    reader: &SheetReader<'_>,
    table: &MappedTable<'_>,
    rows: &[(u32, &RowKind)],
    records: &mut Records,
    roles: &mut BTreeMap<u32, RowRole>,
) -> Result<()> {
    let first = RowReader::new(reader, table);
    let mut starts: Vec<usize> = vec![0];
    // Without a column of townships, the headings of groups say whose the rows below are.
    let headed = first.column(&ColumnRole::Township).is_none()
        && rows
            .iter()
            .any(|(_, shape)| matches!(shape, RowKind::Section | RowKind::Subtotal));
    let mut at = if headed { rows.len() } else { CHUNK };
    while at < rows.len() {
        if first.stands_alone(rows[at]) {
            starts.push(at);
            at += CHUNK;
        } else {
            at += 1;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let parts: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    let read = |(from, to)| {
        reader.options.cancel.check()?;
        Ok(RowReader::new(reader, table).read(&rows[from..to]))
    };
    // A few parts at a time: what is read is not held twice.
    for some in parts.chunks(rayon::current_num_threads().max(1) * PARTS) {
        let done: Result<Vec<Vec<(u32, RowOutcome)>>> =
            some.par_iter().copied().map(read).collect();
        for (row, outcome) in done?.into_iter().flatten() {
            let role = reader.take(outcome, records);
            roles.insert(row, role);
        }
    }
    Ok(())
}

impl SheetReader<'_> {
    /// Numbers the site of a row and takes its issues.
    fn take(&self, outcome: RowOutcome, records: &mut Records) -> RowRole {
        match outcome {
            RowOutcome::Site(mut site, issues) => {
                let number = self.before + records.sites.len() + 1;
                let id = id(self.options.profile.id_prefix(), number);
                site.id = id.clone();
                for mut issue in issues {
                    issue.site = Some(id.clone());
                    records.issues.push(issue);
                }
                records.sites.push(*site);
                RowRole::Site(id)
            }
            RowOutcome::Rejected(issue) => {
                records.issues.push(*issue);
                RowRole::Rejected
            }
            RowOutcome::Note => RowRole::Note,
        }
    }
}

impl RowReader<'_> {
    /// Whether a row means the same whatever stands above it.
    fn stands_alone(&self, (row, shape): (u32, &RowKind)) -> bool {
        let cells = self.reader.sheet.rows.get(&row).map(Vec::as_slice);
        let mut cells = cells.unwrap_or_default().iter();
        let township = self
            .column(&ColumnRole::Township)
            .map(|column| column.index);
        let says = |column: u32| {
            let cell = self.reader.sheet.cell(row, column);
            cell.is_some_and(|cell| !missing::is_missing(&fold(&cell.text)))
        };
        matches!(shape, RowKind::Data(_))
            && township.is_none_or(says)
            && !cells.any(|(_, cell)| ditto(&cell.text))
    }

    fn read(mut self, rows: &[(u32, &RowKind)]) -> Vec<(u32, RowOutcome)> {
        let mut done = Vec::with_capacity(rows.len());
        for (row, shape) in rows {
            match shape {
                RowKind::Data(_) => {
                    let outcome = self.row(*row);
                    done.push((*row, outcome));
                }
                RowKind::Section => {
                    let text = row_text(self.reader.sheet, *row);
                    if self.reader.options.profile.township(&text).is_some() {
                        self.township = Some(text);
                    }
                    self.above = Cells::default();
                }
                // A sum ends its group: nothing is filled down across it.
                RowKind::Subtotal => {
                    self.township = None;
                    self.above = Cells::default();
                }
                _ => {}
            }
        }
        done
    }
}
