//! Finds the tables of a sheet and classifies every row that is not blank: titles, unit notes, header
//! blocks, data rows, subtotals and signatures.

mod form;
mod header_block;
mod records;
mod rows;
mod side_by_side;

use std::collections::BTreeMap;

use panhuo::units::Unit;

use crate::format::Sheet;
use crate::lexicon::headers::normalized;
use crate::lexicon::units::units_in_note;
use crate::profile::Profile;
use rows::RowClassifier;

pub(crate) use form::unfold;
pub(crate) use header_block::HeaderColumn;
pub(crate) use records::header as records;
pub(crate) use rows::{ditto, row_text};
pub(crate) use side_by_side::split;

/// The role of a row in the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    Title,
    Unit,
    Header,
    /// A data row of the table with this index.
    Data(usize),
    Subtotal,
    Footer,
    Note,
    /// A line inside a table that names the group below it.
    Section,
}

/// One table: a header block and the title and notes above it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<HeaderColumn>,
    pub(crate) title: String,
    pub(crate) units: Vec<&'static Unit>,
    /// The first and last row of the header block.
    pub(crate) header: (u32, u32),
    /// The normalized texts of each header row by column, to recognise the header when a page repeats it.
    words: Vec<Vec<(u32, String)>>,
}

/// The tables of a sheet and the kind of each row that is not blank.
#[derive(Clone, Debug, Default)]
pub(crate) struct SheetLayout {
    pub(crate) tables: Vec<Table>,
    pub(crate) rows: BTreeMap<u32, RowKind>,
}

/// Finds the tables of a sheet.
pub(crate) fn find(sheet: &Sheet, profile: &Profile) -> SheetLayout {
    let mut layout = SheetLayout::default();
    let numbers: Vec<u32> = sheet.rows.keys().copied().collect();
    let mut above: Vec<u32> = Vec::new();
    let mut at = 0;
    while let Some(&row) = numbers.get(at) {
        let tests = RowClassifier {
            sheet,
            row,
            profile,
        };
        let current = layout.tables.len().checked_sub(1);
        if let Some(table) = current.and_then(|index| layout.tables.get(index))
            && tests.repeats(table)
        {
            layout.rows.insert(row, RowKind::Header);
            at += 1;
            continue;
        }
        if tests.is_header() {
            let block = header_block::find(sheet, row, above.last().copied());
            for row in numbers
                .iter()
                .filter(|row| (block.first..=block.last).contains(row))
            {
                layout.rows.insert(*row, RowKind::Header);
            }
            above.retain(|row| *row < block.first);
            let mut table = Table {
                columns: block.columns,
                header: (block.first, block.last),
                words: words(sheet, block.first, block.last),
                ..Table::default()
            };
            head(sheet, &mut layout, &mut table, &above);
            if table.title.is_empty() {
                table.title.clone_from(&sheet.heading);
                table.units.extend(units_in_note(&sheet.heading));
            }
            above.clear();
            layout.tables.push(table);
            at = numbers.partition_point(|row| *row <= block.last);
            continue;
        }
        let shape = current.map_or(RowKind::Note, |index| {
            let table = &layout.tables[index];
            let shape = tests.shape(table, index);
            // A lone cell right above another header is that table's title, not a name.
            let next = numbers.get(at + 1).map(|next| RowClassifier {
                sheet,
                row: *next,
                profile,
            });
            let before_table = next.is_some_and(|next| next.is_header() && !next.repeats(table));
            if tests.is_lone() && before_table {
                RowKind::Note
            } else {
                shape
            }
        });
        // A note or heading under a table may be the title of the next table.
        if matches!(shape, RowKind::Note | RowKind::Section) {
            above.push(row);
        } else {
            above.clear();
        }
        layout.rows.insert(row, shape);
        at += 1;
    }
    layout
}

/// The normalized texts of the cells of header rows.
fn words(sheet: &Sheet, first: u32, last: u32) -> Vec<Vec<(u32, String)>> {
    let rows = sheet.rows.range(first..=last).map(|(_, cells)| cells);
    let stated = rows.map(|cells| {
        let words = cells
            .iter()
            .map(|(column, cell)| (*column, normalized(&cell.text)));
        words.collect()
    });
    stated.collect()
}

/// Classifies the rows above a table as title, unit note or other notes.
fn head(sheet: &Sheet, layout: &mut SheetLayout, table: &mut Table, above: &[u32]) {
    const TITLES: &[&str] = &[
        "表", "台账", "清单", "清册", "汇总", "统计", "摸底", "survey", "register", "list",
    ];
    let is_titled = |row: &&u32| {
        let text = row_text(sheet, **row).to_lowercase();
        !text.contains([':', '：']) && TITLES.iter().any(|word| text.contains(word))
    };
    // A line such as 附件2: comes before the title.
    let title = above.iter().find(is_titled).or(above.first());
    for row in above {
        let text = row_text(sheet, *row);
        let units = units_in_note(&text);
        let rest = if units.is_empty() {
            text.as_str()
        } else {
            text.split("单位").next().unwrap_or_default()
        };
        let rest = rest.trim_end_matches(['（', '(']).trim();
        let shape = match (units.is_empty(), Some(row) == title) {
            (false, _) if rest.is_empty() => RowKind::Unit,
            (_, true) => RowKind::Title,
            (false, false) => RowKind::Unit,
            (true, false) => RowKind::Note,
        };
        table.units.extend(units);
        if !table.title.is_empty() && !rest.is_empty() {
            table.title.push(' ');
        }
        table.title.push_str(rest);
        layout.rows.insert(*row, shape);
    }
}
