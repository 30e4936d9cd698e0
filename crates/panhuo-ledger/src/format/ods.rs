//! OpenDocument spreadsheets, streamed: repetitions are counted, never spread out, so that a
//! small file that repeats a cell a million times stays small.

use panhuo::Result;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::limits::{COLUMNS, ROWS};
use super::package::Package;
use super::{Cell, CellKind, Limits, Region, Sheet};
use crate::error;
use crate::parse::date::from_text;

/// Where the reading stands.
#[derive(Default)]
struct Cursor {
    row: u32,
    column: u32,
    /// How often the row and the cell that are being read repeat.
    rows: u32,
    columns: u32,
    /// Cells of the row, to be repeated with it.
    cells: Vec<(u32, Cell)>,
    text: String,
    kind: CellKind,
    in_cell: bool,
    in_text: usize,
    aside: usize,
}

pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    let broken = || limits.refuse(error::WORKBOOK_DAMAGED);
    let content = package.part("content.xml").ok_or_else(broken)?;
    let mut reader = Reader::from_str(&content);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut at = Cursor::default();
    let mut count = 0_usize;
    loop {
        let event = reader.read_event();
        let event =
            event.map_err(|cause| limits.refuse(error::WORKBOOK_DAMAGED).with_cause(cause))?;
        match event {
            Event::Eof => break,
            Event::Start(tag) => start(&tag, &mut sheets, &mut at, limits)?,
            Event::Empty(tag) => {
                start(&tag, &mut sheets, &mut at, limits)?;
                end(
                    tag.name().as_ref(),
                    &mut sheets,
                    &mut at,
                    &mut count,
                    limits,
                )?;
            }
            Event::Text(text) if at.in_cell && at.in_text > 0 && at.aside == 0 => {
                at.text.push_str(&text);
            }
            Event::GeneralRef(name) if at.in_cell && at.in_text > 0 && at.aside == 0 => {
                at.text.push_str(&entity(&name));
            }
            Event::End(tag) => {
                end(
                    tag.name().as_ref(),
                    &mut sheets,
                    &mut at,
                    &mut count,
                    limits,
                )?;
            }
            _ => {}
        }
    }
    Ok(sheets)
}

fn start(
    tag: &BytesStart<'_>,
    sheets: &mut Vec<Sheet>,
    at: &mut Cursor,
    limits: &Limits,
) -> Result<()> {
    match tag.name().as_ref() {
        "table:table" => {
            let name = value(tag, "table:name").unwrap_or_default();
            sheets.push(Sheet::new(name));
            *at = Cursor::default();
        }
        "table:table-column" => {
            let hidden = value(tag, "table:visibility").is_some_and(|v| v == "collapse");
            let repeat = repeated(tag, "table:number-columns-repeated", COLUMNS);
            let to = at.column.saturating_add(repeat).min(COLUMNS);
            if let Some(sheet) = sheets.last_mut().filter(|_| hidden) {
                sheet.hidden_columns.extend(at.column..to);
            }
            at.column = to;
        }
        "table:table-row" => {
            at.column = 0;
            at.cells.clear();
            at.rows = repeated(tag, "table:number-rows-repeated", ROWS);
            let hidden = value(tag, "table:visibility")
                .is_some_and(|v| matches!(v.as_str(), "collapse" | "filter"));
            if let Some(sheet) = sheets.last_mut().filter(|_| hidden && at.rows <= 10_000) {
                sheet
                    .hidden_rows
                    .extend(at.row..at.row.saturating_add(at.rows));
            }
        }
        "table:table-cell" | "table:covered-table-cell" => cell(tag, sheets, at),
        // Comments are no part of the text.
        "office:annotation" => at.aside += 1,
        "text:p" | "text:h" if at.in_cell && at.aside == 0 => {
            if !at.text.is_empty() {
                at.text.push('\n');
            }
            at.in_text += 1;
        }
        "text:s" | "text:tab" if at.in_text > 0 => at.text.push(' '),
        "text:line-break" if at.in_text > 0 => at.text.push('\n'),
        _ => {}
    }
    limits.check_cells(sheets.len())
}

fn cell(tag: &BytesStart<'_>, sheets: &mut [Sheet], at: &mut Cursor) {
    at.in_cell = true;
    at.in_text = 0;
    at.text.clear();
    at.columns = repeated(tag, "table:number-columns-repeated", COLUMNS);
    let written = value(tag, "office:value-type").unwrap_or_default();
    let number = || {
        value(tag, "office:value")?
            .parse::<f64>()
            .ok()
            .filter(|v| v.is_finite())
    };
    at.kind = match written.as_str() {
        "float" | "currency" => number().map_or(CellKind::Text, CellKind::Number),
        "date" => {
            let day = value(tag, "office:date-value");
            let day = day.and_then(|day| from_text(day.split('T').next().unwrap_or_default()));
            day.map_or(CellKind::Text, |(day, _)| CellKind::Date(day))
        }
        _ => CellKind::Text,
    };
    let spans = |key: &str, most: u32| repeated(tag, key, most) - 1;
    let (right, down) = (
        spans("table:number-columns-spanned", COLUMNS),
        spans("table:number-rows-spanned", ROWS),
    );
    if let Some(sheet) = sheets.last_mut().filter(|_| right + down > 0) {
        sheet.merge(Region {
            top: at.row,
            left: at.column,
            bottom: at.row.saturating_add(down),
            right: at.column.saturating_add(right),
        });
    }
}

fn end(
    name: &str,
    sheets: &mut [Sheet],
    at: &mut Cursor,
    count: &mut usize,
    limits: &Limits,
) -> Result<()> {
    match name {
        "table:table-cell" | "table:covered-table-cell" => {
            at.in_cell = false;
            let text = std::mem::take(&mut at.text);
            let text = match at.kind {
                // A number is shown rounded; what it is counts.
                CellKind::Number(value) => value.to_string(),
                _ => text,
            };
            let failed = text.starts_with('#') && text.ends_with(['!', '?', 'A']) && text.len() < 9;
            let kind = if failed { CellKind::Error } else { at.kind };
            let cell = Cell {
                text: text.into(),
                kind,
            };
            if cell.is_blank() {
                at.column = at.column.saturating_add(at.columns);
                return Ok(());
            }
            for _ in 0..at.columns {
                *count += 1;
                limits.check_cells(*count)?;
                at.cells.push((at.column, cell.clone()));
                at.column = at.column.saturating_add(1);
            }
        }
        "table:table-row" => {
            let cells = std::mem::take(&mut at.cells);
            let Some(sheet) = sheets.last_mut().filter(|_| !cells.is_empty()) else {
                at.row = at.row.saturating_add(at.rows);
                return Ok(());
            };
            for _ in 0..at.rows {
                *count += cells.len();
                limits.check_cells(*count)?;
                for (column, cell) in &cells {
                    sheet.push(at.row, *column, cell.clone());
                }
                at.row = at.row.saturating_add(1);
            }
        }
        "text:p" | "text:h" => at.in_text = at.in_text.saturating_sub(1),
        "office:annotation" => at.aside = at.aside.saturating_sub(1),
        _ => {}
    }
    Ok(())
}

fn value(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = tag.try_get_attribute(key).ok()??;
    let text = found.value.into_owned();
    Some(super::package::unescape(&text))
}

/// A count that an attribute gives, at least 1.
fn repeated(tag: &BytesStart<'_>, key: &str, most: u32) -> u32 {
    let count = value(tag, key).and_then(|count| count.parse::<u32>().ok());
    count.unwrap_or(1).clamp(1, most)
}

/// The character that a reference such as `&amp;` or `&#160;` stands for.
fn entity(name: &str) -> String {
    let code = name
        .strip_prefix('#')
        .and_then(|code| match code.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
    match (code.and_then(char::from_u32), name) {
        (Some(c), _) => c.to_string(),
        (None, "amp") => "&".to_owned(),
        (None, "lt") => "<".to_owned(),
        (None, "gt") => ">".to_owned(),
        (None, "quot") => "\"".to_owned(),
        (None, "apos") => "'".to_owned(),
        _ => String::new(),
    }
}
