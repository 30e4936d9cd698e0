//! Copies of the sheets that have issues, with the cells marked.

use std::collections::{BTreeMap, BTreeSet};

use panhuo::Lang;
use panhuo::inventory::{Issue, Severity};
use rust_xlsxwriter::{Format, Note, Workbook, Worksheet, XlsxError};

use super::{Selection, fill, text};
use crate::format::{CellKind, Sheet};
use crate::issue::IssueCode;

/// A note on a cell is no longer than this many characters.
const LONGEST_NOTE: usize = 1500;
/// A worksheet has no more rows or columns.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// The issues about one cell.
#[derive(Default)]
struct CellMark {
    severity: Option<Severity>,
    note: String,
}

/// The sheets to copy.
pub(super) struct MarkedCopies<'a> {
    choice: &'a Selection<'a>,
    issues: &'a [&'a Issue],
    found: Vec<(String, Sheet)>,
}

impl<'a> MarkedCopies<'a> {
    pub(super) fn new(choice: &'a Selection<'a>, issues: &'a [&'a Issue]) -> Self {
        Self {
            choice,
            issues,
            found: Vec::new(),
        }
    }

    /// Reads the files again; a sentence for each whose sheets cannot be copied.
    pub(super) fn find(&mut self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut required: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for issue in self
            .issues
            .iter()
            .filter(|issue| !issue.source.sheet().is_empty())
        {
            let sheets = required.entry(issue.source.file()).or_default();
            sheets.insert(issue.source.sheet());
        }
        for (file, names) in required {
            let Some(sheets) = self.choice.ledgers.sheets_again(file) else {
                notes.push(format!(
                    "{file}：原文件不在或已改动，未附标注 The file is gone or has changed: no marked copy."
                ));
                continue;
            };
            let kept = sheets
                .into_iter()
                .filter(|sheet| names.contains(sheet.name.as_str()));
            self.found
                .extend(kept.map(|sheet| (file.to_owned(), sheet)));
        }
        notes
    }

    /// Writes a marked copy of each.
    pub(super) fn write(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let mut names = BTreeSet::new();
        for (file, sheet) in &self.found {
            let mut name = plain(&sheet.name);
            // Sheet1 of three files are three sheets, and names ignore case.
            for number in 2_u32.. {
                if names.insert(name.to_lowercase()) {
                    break;
                }
                let short: String = plain(&sheet.name).chars().take(25).collect();
                name = format!("{short} ({number})");
            }
            let copy = workbook.add_worksheet();
            copy.set_name(&name)?;
            self.copy(copy, file, sheet)?;
        }
        Ok(())
    }

    fn copy(&self, copy: &mut Worksheet, file: &str, sheet: &Sheet) -> Result<(), XlsxError> {
        let plain = Format::new().set_text_wrap();
        let marks = self.marks(file, sheet);
        let keeps = |row: u32| row < ROWS && self.choice.keeps(file, &sheet.name, row + 1);
        for region in sheet.all_regions() {
            let fits = region.bottom < ROWS && region.right < COLUMNS;
            if let (true, Ok(left), Ok(right)) = (
                fits && keeps(region.top),
                u16::try_from(region.left),
                u16::try_from(region.right),
            ) {
                // Of regions that overlap, the first is kept.
                let _ = copy.merge_range(region.top, left, region.bottom, right, "", &plain);
            }
        }
        for (row, cells) in sheet.rows.iter().filter(|(row, _)| keeps(**row)) {
            for (column, cell) in cells {
                let Ok(at) = u16::try_from(*column) else {
                    continue;
                };
                if *column >= COLUMNS {
                    continue;
                }
                let severity = marks.get(&(*row, *column)).and_then(|mark| mark.severity);
                let format =
                    severity.map_or(plain.clone(), |severity| fill(severity).set_text_wrap());
                match cell.kind {
                    CellKind::Number(value) if value.is_finite() => {
                        copy.write_number_with_format(*row, at, value, &format)?;
                    }
                    _ => text(copy, *row, at, &cell.text, &format)?,
                }
            }
            if sheet.hidden_rows.contains(row) {
                copy.set_row_hidden(*row)?;
            }
        }
        for ((row, column), mark) in &marks {
            let (Ok(at), true) = (u16::try_from(*column), *column < COLUMNS && keeps(*row)) else {
                continue;
            };
            if sheet.cell(*row, *column).is_none()
                && let Some(severity) = mark.severity
            {
                copy.write_blank(*row, at, &fill(severity))?;
            }
            let short: String = mark.note.chars().take(LONGEST_NOTE).collect();
            copy.insert_note(*row, at, &Note::new(short).set_author("panhuo"))?;
        }
        Ok(())
    }

    /// The issues of each cell; an issue about a whole row is on its first cell.
    fn marks(&self, file: &str, sheet: &Sheet) -> BTreeMap<(u32, u32), CellMark> {
        let mut marks: BTreeMap<(u32, u32), CellMark> = BTreeMap::new();
        for issue in self.issues {
            let source = &issue.source;
            if source.file() != file || source.sheet() != sheet.name {
                continue;
            }
            let Some(row) = source.row().and_then(|row| row.checked_sub(1)) else {
                continue;
            };
            let first = || {
                sheet
                    .rows
                    .get(&row)
                    .and_then(|cells| Some(cells.first()?.0))
            };
            let column = source
                .column()
                .map(|column| column - 1)
                .or_else(first)
                .unwrap_or(0);
            let mark = marks.entry((row, column)).or_default();
            mark.severity = mark.severity.max(Some(issue.severity));
            if !mark.note.is_empty() {
                mark.note.push('\n');
            }
            let code = IssueCode::from_name(&issue.code);
            for lang in [Lang::Zh, Lang::En] {
                let parts = code.map(|code| [code.sentence(lang), code.advice(lang)]);
                mark.note
                    .push_str(&parts.unwrap_or_default().join(lang.pick("；", " ")));
                mark.note.push('\n');
            }
            if !issue.interpretation.is_empty() {
                mark.note.push_str("→ ");
                mark.note.push_str(&issue.interpretation);
                mark.note.push('\n');
            }
        }
        marks
    }
}

/// A name that a sheet may have.
fn plain(name: &str) -> String {
    let allowed =
        |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let kept: String = name.chars().filter(|c| allowed(*c)).take(31).collect();
    let kept = kept.trim_matches('\'').trim();
    if kept.is_empty() {
        "Sheet".to_owned()
    } else {
        kept.to_owned()
    }
}
