//! Finds header blocks of several rows with merged cells and converts them to one path of levels per column.

use super::rows::{is_known_header, is_number};
use crate::format::{Cell, Sheet};
use crate::text::fold;

/// A column of a header block.
#[derive(Clone, Debug)]
pub(crate) struct HeaderColumn {
    pub(crate) index: u32,
    /// The levels from the top; empty for a column without a header.
    pub(crate) path: Vec<String>,
}

pub(super) struct HeaderBlock {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) columns: Vec<HeaderColumn>,
}

/// A header block ends at most this many rows below its first row.
const DEEPEST: u32 = 6;
/// A table has at most this many columns.
const WIDEST: u32 = 1024;

/// Finds the block that starts with the header row `row`. The row `above` it may hold group names.
pub(super) fn find(sheet: &Sheet, row: u32, above: Option<u32>) -> HeaderBlock {
    let first = match above {
        Some(above) if above + 1 == row && is_group_row(sheet, above) => above,
        _ => row,
    };
    let mut last = bottom(sheet, first).max(bottom(sheet, row)).max(row);
    let mut next = row;
    while next < last {
        next += 1;
        last = last.max(bottom(sheet, next)).min(first + DEEPEST);
    }
    while last < first + DEEPEST && continues(sheet, row, last + 1) {
        last = bottom(sheet, last + 1).max(last + 1);
    }
    HeaderBlock {
        first,
        last,
        columns: columns(sheet, first, last),
    }
}

/// The last row that a merged cell of this row extends to.
fn bottom(sheet: &Sheet, row: u32) -> u32 {
    let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
    let reach = |(column, _): &(u32, Cell)| {
        let region = sheet.region(row, *column)?;
        // A merged region that extends far down the sheet is not a header.
        (region.bottom - region.top < DEEPEST).then_some(region.bottom)
    };
    cells.iter().filter_map(reach).max().unwrap_or(row)
}

/// Whether the row above a header row names groups of columns: several cells merged across.
fn is_group_row(sheet: &Sheet, row: u32) -> bool {
    let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
    let wide = cells.iter().filter(|(column, _)| {
        sheet
            .region(row, *column)
            .is_some_and(|region| region.right > region.left)
    });
    cells.len() >= 2 && wide.count() >= 2
}

/// Whether the row below continues a header without merged cells: it has words or units under the groups
/// and nothing under the first column.
fn continues(sheet: &Sheet, header: u32, row: u32) -> bool {
    let Some(cells) = sheet.rows.get(&row) else {
        return false;
    };
    let first = sheet
        .rows
        .get(&header)
        .and_then(|cells| cells.first())
        .map(|(column, _)| *column);
    let starts_later = cells
        .first()
        .is_some_and(|(column, _)| Some(*column) > first);
    let words = cells.iter().all(|(_, cell)| !is_number(cell));
    let is_unit = |cell: &Cell| {
        crate::parse::scan::unit_by_spelling(&fold(&cell.text), None)
            .is_some_and(|found| found.unit.is_some())
    };
    // 其中 alone is not a header; the row below it must complete it.
    let above = |column: u32| {
        row.checked_sub(1)
            .and_then(|above| sheet.cell(above, column))
    };
    let is_part = |column: u32| above(column).is_some_and(|cell| fold(&cell.text) == "其中");
    if starts_later && words && cells.iter().any(|(column, _)| is_part(*column)) {
        return true;
    }
    let known = cells
        .iter()
        .filter(|(_, cell)| is_known_header(&cell.text) || is_unit(cell))
        .count();
    starts_later && words && known * 2 >= cells.len() && known > 0
}

fn columns(sheet: &Sheet, first: u32, last: u32) -> Vec<HeaderColumn> {
    let merged = (first..=last).any(|row| {
        let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
        cells
            .iter()
            .any(|(column, _)| sheet.region(row, *column).is_some())
    });
    let mut widest = 0;
    for (row, cells) in sheet.rows.range(first..) {
        let header_row = *row <= last;
        let reach = cells.last().map_or(0, |(column, _)| {
            let region = if header_row {
                sheet.region(*row, *column)
            } else {
                None
            };
            region.map_or(*column, |region| region.right)
        });
        widest = widest.max(reach.min(WIDEST));
    }
    let left = (first..=last)
        .filter_map(|row| sheet.rows.get(&row)?.first().map(|(column, _)| *column))
        .min()
        .unwrap_or(0);
    (left..=widest)
        .map(|index| HeaderColumn {
            index,
            path: path(sheet, first, last, index, merged),
        })
        .filter(|column| !column.path.is_empty() || has_data(sheet, last, column.index))
        .collect()
}

fn has_data(sheet: &Sheet, last: u32, column: u32) -> bool {
    sheet
        .rows
        .range(last + 1..)
        .take(200)
        .any(|(row, _)| sheet.cell(*row, column).is_some())
}

fn path(sheet: &Sheet, first: u32, last: u32, column: u32, merged: bool) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let mut origin = None;
    for row in first..=last {
        let here = sheet
            .region(row, column)
            .map_or((row, column), |region| (region.top, region.left));
        let mut cell = sheet.cell_or_merged(row, column);
        if cell.is_none() && !merged && row < last {
            // A text file keeps a group's name in its first column only.
            let named_below = (row + 1..=last).any(|below| sheet.cell(below, column).is_some());
            let before = sheet
                .rows
                .get(&row)
                .and_then(|cells| cells.iter().rev().find(|(at, _)| *at < column));
            let group = before
                .filter(|(at, _)| (row + 1..=last).any(|below| sheet.cell(below, *at).is_some()));
            cell = group.filter(|_| named_below).map(|(_, cell)| cell);
        }
        let Some(cell) = cell.filter(|_| origin != Some(here)) else {
            continue;
        };
        origin = Some(here);
        let text = cell.text.trim().to_owned();
        if path.last() != Some(&text) {
            path.push(text);
        }
    }
    path
}
