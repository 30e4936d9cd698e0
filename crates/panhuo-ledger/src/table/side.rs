//! Tables side by side: the same headers twice in one row are two tables.

use crate::header::words::bare;
use crate::profile::Profile;
use crate::sheet::Sheet;
use crate::table::rows::{Tests, row_text};

/// Parts a sheet whose first header row says the same headers two or three times.
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
        // What stands left of the first table belongs to it.
        let mut part = sheet.columns(if at == 0 { 0 } else { *from }, to);
        part.heading.clone_from(&heading);
        part
    });
    parts.collect()
}

/// The header row, and where each of the tables starts.
fn cuts(sheet: &Sheet, profile: &Profile) -> Option<(u32, Vec<u32>)> {
    let is_header = |row: &&u32| {
        Tests {
            sheet,
            row: **row,
            profile,
        }
        .is_header()
    };
    let row = *sheet.rows.keys().take(20).find(is_header)?;
    let cells = sheet.rows.get(&row)?.iter().take(256);
    let words: Vec<(u32, String)> = cells
        .map(|(column, cell)| (*column, bare(&cell.text)))
        .collect();
    let length = words.len();
    let period = (3..=length / 2).find(|period| {
        let same = (0..length - period)
            .filter(|at| words[*at].1 == words[at + period].1)
            .count();
        same >= 3 && same * 10 >= (length - period) * 9 && words[0].1 == words[*period].1
    })?;
    let starts = words.iter().step_by(period).map(|(column, _)| *column);
    Some((row, starts.collect()))
}
