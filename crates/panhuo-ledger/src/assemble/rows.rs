//! The rows of a table: read in parallel, numbered one after the other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use panhuo::Site;
use panhuo::inventory::Issue;

use super::row::{Cells, Rows};
use super::{Reading, Taken, Understood, id};
use crate::error::Result;
use crate::ingest::ledgers::RowRole;
use crate::layout::{Shape, ditto, row_text};
use crate::lexicon::headers::Role;
use crate::lexicon::missing;
use crate::text::fold;

/// What became of a row, before its site has a number.
pub(super) enum Outcome {
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
    reading: &Reading<'_>,
    table: &Understood<'_>,
    rows: &[(u32, &Shape)],
    taken: &mut Taken,
    roles: &mut BTreeMap<u32, RowRole>,
) -> Result<()> {
    let first = Rows::new(reading, table);
    let mut starts: Vec<usize> = vec![0];
    // Without a column of townships, the headings of groups say whose the rows below are.
    let headed = first.column(&Role::Township).is_none()
        && rows
            .iter()
            .any(|(_, shape)| matches!(shape, Shape::Section | Shape::Subtotal));
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
        reading.options.cancel.check()?;
        Ok(Rows::new(reading, table).read(&rows[from..to]))
    };
    // A few parts at a time: what is read is not held twice.
    for some in parts.chunks(rayon::current_num_threads().max(1) * PARTS) {
        let done: Result<Vec<Vec<(u32, Outcome)>>> = some.par_iter().copied().map(read).collect();
        for (row, outcome) in done?.into_iter().flatten() {
            let role = reading.take(outcome, taken);
            roles.insert(row, role);
        }
    }
    Ok(())
}

impl Reading<'_> {
    /// Numbers the site of a row and takes its doubts.
    fn take(&self, outcome: Outcome, taken: &mut Taken) -> RowRole {
        match outcome {
            Outcome::Site(mut site, doubts) => {
                let number = self.before + taken.sites.len() + 1;
                let id = id(self.options.profile.id_prefix(), number);
                site.id = id.clone();
                for mut doubt in doubts {
                    doubt.site = Some(id.clone());
                    taken.issues.push(doubt);
                }
                taken.sites.push(*site);
                RowRole::Site(id)
            }
            Outcome::Rejected(doubt) => {
                taken.issues.push(*doubt);
                RowRole::Rejected
            }
            Outcome::Note => RowRole::Note,
        }
    }
}

impl Rows<'_> {
    /// Whether a row means the same whatever stands above it.
    fn stands_alone(&self, (row, shape): (u32, &Shape)) -> bool {
        let cells = self.reading.sheet.rows.get(&row).map(Vec::as_slice);
        let mut cells = cells.unwrap_or_default().iter();
        let township = self.column(&Role::Township).map(|column| column.index);
        let says = |column: u32| {
            let cell = self.reading.sheet.cell(row, column);
            cell.is_some_and(|cell| !missing::is_missing(&fold(&cell.text)))
        };
        matches!(shape, Shape::Data(_))
            && township.is_none_or(says)
            && !cells.any(|(_, cell)| ditto(&cell.text))
    }

    fn read(mut self, rows: &[(u32, &Shape)]) -> Vec<(u32, Outcome)> {
        let mut done = Vec::with_capacity(rows.len());
        for (row, shape) in rows {
            match shape {
                Shape::Data(_) => {
                    let outcome = self.row(*row);
                    done.push((*row, outcome));
                }
                Shape::Section => {
                    let text = row_text(self.reading.sheet, *row);
                    if self.reading.options.profile.township(&text).is_some() {
                        self.township = Some(text);
                    }
                    self.above = Cells::default();
                }
                // A sum ends its group: nothing is filled down across it.
                Shape::Subtotal => {
                    self.township = None;
                    self.above = Cells::default();
                }
                _ => {}
            }
        }
        done
    }
}
