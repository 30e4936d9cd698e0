//! The binary workbooks of Excel 97 to 2003 and of WPS (`.xls`, `.et`).
//!
//! calamine spreads the cells of such a sheet out into a rectangle, so a workbook is looked at
//! first: how far each sheet reaches, which rows and columns it hides, whether it has a password.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, Xls};

use super::ole::{self, Held, u16_at, u32_at};
use super::{Limits, Region, Sheet, xlsx};
use crate::error::Result;

/// Records of the stream (MS-XLS 2.3).
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const FILEPASS: u16 = 0x002f;
const BOUNDSHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const MULRK: u16 = 0x00bd;
/// Those that put a cell at a row and a column: numbers, texts, formulas, truths.
const CELLS: [u16; 8] = [
    0x0203, 0x027e, 0x00fd, 0x0204, 0x00d6, 0x0006, 0x0205, 0x0201,
];

/// What a look at a sheet tells.
#[derive(Debug, Default)]
struct Look {
    /// How many places the rectangle around its cells has.
    places: u64,
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u32>,
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    let broken = |why: String| limits.format(format!("broken workbook: {why}"));
    let stream = match ole::open(bytes) {
        Some(Held::Workbook(stream)) => stream,
        Some(Held::Encrypted) => return Err(limits.format(PASSWORD)),
        Some(Held::OldBook) => {
            return Err(limits.format("a workbook of Excel 95 or before: save it as .xlsx"));
        }
        Some(Held::Other) => {
            return Err(limits.format("an Office file, but no workbook: save it as .xlsx"));
        }
        None => return Err(broken("its container is damaged".to_owned())),
    };
    let looks = look(&stream, limits)?;
    // What a stranger's file makes calamine do must not end the caller's program.
    let open = || {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        let mut sheets = Vec::new();
        for (at, name) in book.sheet_names().into_iter().enumerate() {
            let range = book.worksheet_range(&name).map_err(|e| e.to_string())?;
            let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            let mut sheet = Sheet::new(name);
            fill(&mut sheet, &range);
            for merged in merged {
                sheet.merge(Region {
                    top: merged.start.0,
                    left: merged.start.1,
                    bottom: merged.end.0,
                    right: merged.end.1,
                });
            }
            if let Some(look) = looks.get(at) {
                sheet.hidden_rows.extend(&look.hidden_rows);
                sheet.hidden_columns.extend(&look.hidden_columns);
            }
            sheets.push(sheet);
        }
        Ok(sheets)
    };
    let sheets: std::thread::Result<Result<_, String>> = catch_unwind(AssertUnwindSafe(open));
    let sheets = sheets.unwrap_or_else(|_| Err("it is damaged".to_owned()));
    let sheets: Vec<Sheet> = sheets.map_err(broken)?;
    let cells = sheets.iter().flat_map(|sheet| sheet.rows.values());
    limits.check_cells(cells.map(Vec::len).sum())?;
    Ok(sheets)
}

/// What to do about a workbook with a password.
const PASSWORD: &str = "the workbook has a password: open it, save it without one, or ask for that";

fn fill(sheet: &mut Sheet, range: &calamine::Range<Data>) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
            continue;
        };
        if let Some(cell) = xlsx::convert(&borrowed(data)) {
            sheet.push(top + row, left + column, cell);
        }
    }
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            DataRef::SharedString(text)
        }
        Data::Empty => DataRef::Empty,
    }
}

/// Walks over the records of a workbook without understanding their values. Sheets come in the
/// order in which the workbook lists them.
fn look(stream: &[u8], limits: &Limits) -> Result<Vec<Look>> {
    let record = |at: usize| {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        Some((kind, stream.get(at + 4..at + 4 + length)?))
    };
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some((kind, data)) = record(at) {
        match kind {
            FILEPASS => return Err(limits.format(PASSWORD)),
            BOUNDSHEET => starts.extend(u32_at(data, 0)),
            EOF => break,
            _ => {}
        }
        at += 4 + data.len();
    }
    let mut looks = Vec::new();
    let mut places = 0_u64;
    for start in starts {
        let mut look = Look::default();
        let (mut top, mut bottom, mut left, mut right) = (u16::MAX, 0, u16::MAX, 0);
        let mut depth = 0_usize;
        let mut at = usize::try_from(start).unwrap_or(usize::MAX);
        while let Some((kind, data)) = record(at) {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                ROW => {
                    let hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                    let row = u16_at(data, 0).filter(|_| hidden);
                    look.hidden_rows.extend(row.map(u32::from));
                }
                COLINFO => {
                    let hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0);
                    let ends = u16_at(data, 0).zip(u16_at(data, 2)).filter(|_| hidden);
                    let columns = ends.map(|(from, to)| u32::from(from)..=u32::from(to.min(255)));
                    look.hidden_columns.extend(columns.into_iter().flatten());
                }
                _ if CELLS.contains(&kind) || kind == MULRK => {
                    let end = if kind == MULRK {
                        u16_at(data, data.len().saturating_sub(2))
                    } else {
                        u16_at(data, 2)
                    };
                    if let (Some(row), Some(column), Some(end)) =
                        (u16_at(data, 0), u16_at(data, 2), end)
                    {
                        (top, bottom) = (top.min(row), bottom.max(row));
                        (left, right) = (left.min(column), right.max(end));
                    }
                }
                _ => {}
            }
            at += 4 + data.len();
        }
        let reach = |from: u16, to: u16| u64::from(to.saturating_sub(from)) + 1;
        look.places = reach(top, bottom) * reach(left, right);
        places = places.saturating_add(look.places);
        limits.check_places(places)?;
        looks.push(look);
    }
    Ok(looks)
}
