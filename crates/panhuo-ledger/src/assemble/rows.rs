//! Parses the rows of a table in parallel and numbers their sites sequentially.

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

/// The result of parsing a row, before its site has an id.
pub(super) enum RowOutcome {
    Site(Box<Site>, Vec<Issue>),
    Rejected(Box<Issue>),
    Note,
}

/// The smallest number of rows in a chunk, which one thread parses.
const CHUNK_ROWS: usize = 4096;
/// The number of chunks per thread that are parsed before their sites are numbered.
const CHUNKS_PER_THREAD: usize = 2;

/// Parses the rows of a table in parallel, in chunks that start at rows independent of earlier ones. Ids are
/// assigned sequentially afterwards, so the result does not depend on the number of threads.
pub(super) fn read(
    reader: &SheetReader<'_>,
    table: &MappedTable<'_>,
    rows: &[(u32, &RowKind)],
    records: &mut Records,
    roles: &mut BTreeMap<u32, RowRole>,
) -> Result<()> {
    let first = RowReader::new(reader, table);
    let mut starts: Vec<usize> = vec![0];
    // Without a township column, group headings assign the rows below them, so the rows cannot be split.
    let has_group_headings = first.column(&ColumnRole::Township).is_none()
        && rows
            .iter()
            .any(|(_, shape)| matches!(shape, RowKind::Section | RowKind::Subtotal));
    let mut at = if has_group_headings {
        rows.len()
    } else {
        CHUNK_ROWS
    };
    while at < rows.len() {
        if first.is_independent(rows[at]) {
            starts.push(at);
            at += CHUNK_ROWS;
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
    // Only a few chunks are parsed at a time, which limits the memory for results that are not yet stored.
    for some in parts.chunks(rayon::current_num_threads().max(1) * CHUNKS_PER_THREAD) {
        let done: Result<Vec<Vec<(u32, RowOutcome)>>> =
            some.par_iter().copied().map(read).collect();
        for (row, outcome) in done?.into_iter().flatten() {
            let role = reader.store(outcome, records);
            roles.insert(row, role);
        }
    }
    Ok(())
}

impl SheetReader<'_> {
    /// Assigns an id to the site of a row and stores the site and its issues.
    fn store(&self, outcome: RowOutcome, records: &mut Records) -> RowRole {
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
    /// Whether a row can be parsed without the rows above it.
    fn is_independent(&self, (row, shape): (u32, &RowKind)) -> bool {
        let cells = self.reader.sheet.rows.get(&row).map(Vec::as_slice);
        let mut cells = cells.unwrap_or_default().iter();
        let township = self
            .column(&ColumnRole::Township)
            .map(|column| column.index);
        let is_filled = |column: u32| {
            let cell = self.reader.sheet.cell(row, column);
            cell.is_some_and(|cell| !missing::is_missing(&fold(&cell.text)))
        };
        matches!(shape, RowKind::Data(_))
            && township.is_none_or(is_filled)
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
                // A subtotal ends its group, so no value is filled down across it.
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
