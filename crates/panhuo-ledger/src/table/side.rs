//! Tables side by side: the same headers twice in one row are two tables.

use crate::header::words::bare;
use crate::sheet::Sheet;
use crate::table::rows::Tests;

/// Parts a sheet whose first header row says the same headers two or three times.
pub(crate) fn split(sheet: Sheet) -> Vec<Sheet> {
    match cuts(&sheet) {
        Some(cuts) if cuts.len() > 1 => {
            let mut parts = Vec::new();
            for (at, from) in cuts.iter().enumerate() {
                let to = cuts.get(at + 1).map_or(u32::MAX, |next| next - 1);
                // What stands left of the first table belongs to it.
                parts.push(sheet.columns(if at == 0 { 0 } else { *from }, to));
            }
            parts
        }
        _ => vec![sheet],
    }
}

/// Where each of the tables starts.
fn cuts(sheet: &Sheet) -> Option<Vec<u32>> {
    let row = *sheet
        .rows
        .keys()
        .take(20)
        .find(|row| Tests { sheet, row: **row }.is_header())?;
    let cells = sheet.rows.get(&row)?;
    let words: Vec<(u32, String)> = cells
        .iter()
        .take(256)
        .map(|(column, cell)| (*column, bare(&cell.text)))
        .collect();
    let length = words.len();
    let period = (3..=length / 2).find(|period| {
        let same = (0..length - period)
            .filter(|at| words[*at].1 == words[at + period].1)
            .count();
        same >= 3 && same * 10 >= (length - period) * 9 && words[0].1 == words[*period].1
    })?;
    Some(
        words
            .iter()
            .step_by(period)
            .map(|(column, _)| *column)
            .collect(),
    )
}
