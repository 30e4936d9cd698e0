//! Splits tables that stand side by side: the same headers repeat in one row, or an unused column is
//! followed by another serial number or name column.

use crate::format::Sheet;
use crate::layout::rows::{RowClassifier, row_text};
use crate::lexicon::headers::{ColumnRole, normalized, role_by_name, role_by_pattern};
use crate::profile::Profile;

/// The number of rows that are examined to find out whether a column is used.
const SAMPLE_ROWS: usize = 60;

/// Splits a sheet that holds several tables side by side into one sheet per table.
pub(crate) fn split(sheet: Sheet, profile: &Profile) -> Vec<Sheet> {
    let Some((header, cuts)) = cuts(&sheet, profile).filter(|(_, cuts)| cuts.len() > 1) else {
        return vec![sheet];
    };
    let above = sheet
        .rows
        .range(..header)
        .map(|(row, _)| row_text(&sheet, *row));
    let heading = above.collect::<Vec<_>>().join(" ");
    let parts = cuts.iter().enumerate().map(|(at, from)| {
        let to = cuts.get(at + 1).map_or(u32::MAX, |next| next - 1);
        // Cells left of the first table belong to it.
        let mut part = sheet.columns(if at == 0 { 0 } else { *from }, to);
        part.heading.clone_from(&heading);
        part
    });
    parts.collect()
}

/// The header row, and the first column of each table.
fn cuts(sheet: &Sheet, profile: &Profile) -> Option<(u32, Vec<u32>)> {
    let is_header = |row: &&u32| {
        RowClassifier {
            sheet,
            row: **row,
            profile,
        }
        .is_header()
    };
    let row = *sheet.rows.keys().take(20).find(is_header)?;
    let cells = sheet.rows.get(&row)?.iter().take(256);
    let words: Vec<(u32, String)> = cells
        .map(|(column, cell)| (*column, normalized(&cell.text)))
        .collect();
    let length = words.len();
    let period = (3..=length / 2).find(|period| {
        let same = (0..length - period)
            .filter(|at| words[*at].1 == words[at + period].1)
            .count();
        same >= 3 && same * 10 >= (length - period) * 9 && words[0].1 == words[*period].1
    });
    let Some(period) = period else {
        return Some((row, table_starts(sheet, row, &words)));
    };
    let starts = words.iter().step_by(period).map(|(column, _)| *column);
    Some((row, starts.collect()))
}

/// The first column of each table, where tables with different headers are separated by an unused column and
/// each has its own serial number or name.
fn table_starts(sheet: &Sheet, header: u32, words: &[(u32, String)]) -> Vec<u32> {
    let roles = [ColumnRole::Serial, ColumnRole::Name];
    let says = |word: &str, role: &ColumnRole| {
        role_by_name(word)
            .or_else(|| role_by_pattern(word))
            .as_ref()
            == Some(role)
    };
    let used = |column: u32| {
        let mut below = sheet.rows.range(header..).take(SAMPLE_ROWS);
        below.any(|(row, _)| sheet.cell(*row, column).is_some())
    };
    let mut starts: Vec<u32> = words
        .first()
        .map(|(column, _)| *column)
        .into_iter()
        .collect();
    for pair in words.windows(2) {
        let [(before, _), (column, word)] = pair else {
            continue;
        };
        let gap = *column > before + 1 && (before + 1..*column).all(|between| !used(between));
        let from = starts.last().copied().unwrap_or(0);
        let again = roles.iter().any(|role| {
            let mut earlier = words.iter().filter(|(at, _)| (from..*column).contains(at));
            says(word, role) && earlier.any(|(_, word)| says(word, role))
        });
        // A table has at least three columns, such as a serial number, a name and one attribute.
        let columns = words.iter().filter(|(at, _)| at >= column).count();
        if again && columns >= 3 && (gap || says(word, &ColumnRole::Serial)) {
            starts.push(*column);
        }
    }
    starts
}
