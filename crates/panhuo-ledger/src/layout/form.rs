//! Detects forms of one site, such as 一企一表: labels with their values to the right of them.

use std::collections::BTreeMap;

use super::rows::is_known_header;
use crate::format::{Cell, Sheet};

/// The most rows of a form, and the fewest labels with values.
const ROWS: usize = 60;
const LABELS: usize = 5;

/// Converts a form to a table of one row whose cells keep their original sources. Other sheets are unchanged.
pub(crate) fn unfold(sheet: Sheet) -> Sheet {
    let Some(pairs) = pairs(&sheet) else {
        return sheet;
    };
    let rows = || pairs.iter().map(|(label, _)| label.0);
    let (Some(first), Some(last)) = (rows().min(), rows().max()) else {
        return sheet;
    };
    if first == last {
        return sheet;
    }
    let mut form = Sheet::new(sheet.name.clone());
    form.header = Some(first);
    form.hidden = sheet.hidden;
    for (row, cells) in &sheet.rows {
        match row {
            row if *row < first || *row > last => {
                form.rows.insert(*row, cells.clone());
            }
            // The last row becomes the row of the site, and the values of the others move into it.
            row if *row == first || *row == last => {}
            row => {
                form.continued.insert(*row);
            }
        }
    }
    for (column, (label, value)) in (0_u32..).zip(&pairs) {
        let cell = |at: &(u32, u32)| sheet.cell(at.0, at.1).cloned().unwrap_or_default();
        form.push(first, column, cell(label));
        form.push(last, column, cell(value));
        form.origins.insert(column, *value);
    }
    form
}

type CellPosition = (u32, u32);

/// The cell of each label of a form and the cell of its value; `None` if the sheet is not a form.
fn pairs(sheet: &Sheet) -> Option<Vec<(CellPosition, CellPosition)>> {
    if sheet.rows.len() > ROWS || sheet.rows.len() < 3 {
        return None;
    }
    let mut pairs: Vec<(CellPosition, CellPosition)> = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut labels, mut others) = (0_usize, 0_usize);
    for (row, cells) in &sheet.rows {
        if cells.len() < 2 {
            continue;
        }
        let mut cells = cells.iter().peekable();
        while let Some((column, cell)) = cells.next() {
            if !is_label(cell) {
                others += 1;
                continue;
            }
            labels += 1;
            *seen.entry(cell.text.trim()).or_default() += 1;
            // If two labels are neighbours, the first has no value, or the row is the header of a table.
            if let Some((at, value)) = cells.peek()
                && !is_label(value)
            {
                pairs.push(((*row, *column), (*row, *at)));
                cells.next();
            }
        }
    }
    let rows = sheet.rows.values().filter(|cells| cells.len() > 1).count();
    let is_form = pairs.len() >= LABELS
        && pairs.len() * 10 >= labels * 7
        && others * 4 <= labels
        && pairs.len() >= rows
        && seen.values().all(|count| *count == 1);
    is_form.then_some(pairs)
}

/// Whether a cell is a label, that is, a known header.
fn is_label(cell: &Cell) -> bool {
    let text = cell.text.trim().trim_end_matches([':', '：']);
    // 有抵押 is an answer, 抵押情况 a label.
    !text.starts_with(['有', '无', '未', '已', '是', '否']) && is_known_header(text)
}
