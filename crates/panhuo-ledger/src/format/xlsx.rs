//! Workbooks: streamed cell by cell, never as a dense range, which hostile files make unbounded.

use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};
use panhuo::compact::Text;
use panhuo::{Error, Result};

use super::colour::Styles;
use super::limits::{COLUMNS, ROWS};
use super::package::Package;
use super::{Cell, CellKind, Limits, Region, Sheet};
use crate::error;
use crate::parse::date::days_from_civil;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    let mut package = Package::open(bytes, limits)?;
    if !package.is_workbook() {
        return super::zipped(&mut package, limits);
    }
    if package.is_open_document() {
        return super::ods::read(&mut package, limits);
    }
    // calamine adds up the digits of a cell's name without looking whether the sum still fits: then it
    // panics, or where overflow is not checked, takes another cell.
    let sheets = AssertUnwindSafe(|| sheets(bytes, &mut package, limits));
    catch_unwind(sheets).unwrap_or_else(|_| Err(limits.refuse(error::WORKBOOK_DAMAGED)))
}

fn sheets(bytes: &[u8], package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|cause: calamine::XlsxError| {
            limits.refuse(error::WORKBOOK_DAMAGED).with_cause(cause)
        })?;
    let names = book.sheet_names();
    // calamine knows a sheet by its name.
    let distinct = names.iter().collect::<BTreeSet<_>>().len() == names.len();
    if package.shares_parts() || !distinct {
        return Err(limits.refuse(error::SHEET_REPEATED));
    }
    let concealed: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let styles = Styles::read(package);
    let (mut cells, mut shared) = (0_usize, SharedStrings::default());
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = Sheet::new(name.clone());
        // Chart sheets have no cells; a broken sheet must not hide the others.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        let within_sheet = |error: Error| limits.about(error.within(error::sheet(&name)));
        loop {
            let cell = reader.next_cell().map_err(|cause| {
                within_sheet(Error::new(error::WORKBOOK_DAMAGED).with_cause(cause))
            })?;
            let Some(cell) = cell else { break };
            cells += 1;
            limits.check_cells(cells)?;
            let (row, column) = cell.get_position();
            if row >= ROWS || column >= COLUMNS {
                let outside = Error::new(error::CELL_OUTSIDE_SHEET);
                return Err(within_sheet(outside.with_expected("A1:XFD1048576")));
            }
            let cell = match cell.get_value() {
                DataRef::SharedString(text) => Some(Cell::text(shared.get(text))),
                other => convert(other),
            };
            if let Some(cell) = cell {
                sheet.push(row, column, cell);
            }
        }
        drop(reader);
        // Asking unpacks and reads the sheet a second time.
        let merged = if package.merges(&name) {
            book.merge_cells_by_sheet_name(&name).unwrap_or_default()
        } else {
            Vec::new()
        };
        for merged in merged {
            sheet.merge(Region {
                top: merged.start.0,
                left: merged.start.1,
                bottom: merged.end.0,
                right: merged.end.1,
            });
        }
        let hidden = package.hidden(&name);
        (sheet.hidden_rows, sheet.hidden_columns) = (hidden.rows, hidden.columns);
        sheet.colours = styles.rows(package, &name);
        sheet.hidden = concealed.contains(&name);
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// The long ones of the workbook's shared strings, by where they lie there.
#[derive(Default)]
struct SharedStrings(HashMap<(usize, usize), Text>);

impl SharedStrings {
    fn get(&mut self, text: &str) -> Text {
        if text.len() <= Text::IN_PLACE {
            return text.into();
        }
        let place = (text.as_ptr() as usize, text.len());
        self.0.entry(place).or_insert_with(|| text.into()).clone()
    }
}

pub(super) fn convert(data: &DataRef<'_>) -> Option<Cell> {
    let cell = match data {
        DataRef::Empty => return None,
        DataRef::Int(value) => Cell::text(value.to_string()),
        DataRef::Float(value) => Cell::number(*value),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Bool(true) => Cell::text("是"),
        DataRef::Bool(false) => Cell::text("否"),
        DataRef::DateTime(value) => date(value),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::text(text.as_str())
        }
        DataRef::Error(error) => Cell {
            text: error.to_string().into(),
            kind: CellKind::Error,
        },
    };
    Some(cell)
}

fn date(value: &ExcelDateTime) -> Cell {
    if value.is_duration() {
        return Cell::number(value.as_f64());
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    let Some(number) = days_from_civil(year.into(), month.into(), day.into()) else {
        return Cell::number(value.as_f64());
    };
    Cell {
        text: format!("{year:04}-{month:02}-{day:02}").into(),
        kind: CellKind::Date(number),
    }
}
