//! The binary workbooks of Excel 97 to 2003 and of WPS (`.xls`, `.et`).
//!
//! calamine spreads the cells of such a sheet out into a rectangle and believes what the file says
//! of itself, so a workbook is looked at first: how far each sheet reaches, how much text its cells
//! show, which rows and columns it hides, whether it has a password. What is not wanted of it
//! is taken out, and calamine gets the rest in a container that we made.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, Xls};
use panhuo::{Error, Result};

use super::container::{self, CfbContent, u16_at, u32_at};
use super::shared_strings::lengths;
use super::{Limits, Region, Sheet, xlsx};
use crate::error;

/// Records of the stream (MS-XLS 2.3).
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const FILEPASS: u16 = 0x002f;
const BOUNDSHEET: u16 = 0x0085;
const SST: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const MULRK: u16 = 0x00bd;
const LABELSST: u16 = 0x00fd;
const FORMULA: u16 = 0x0006;
/// The text that the formula before it gives.
const STRING: u16 = 0x0207;
/// Those that put a cell at a row and a column: numbers, texts, formulas, truths.
const CELLS: [u16; 8] = [
    0x0203, 0x027e, LABELSST, 0x0204, 0x00d6, FORMULA, 0x0205, 0x0201,
];
/// How far a sheet says it reaches, and a name for a formula: not wanted, and believed.
const DIMENSIONS: u16 = 0x0200;
const NAME: u16 = 0x0018;
/// A kind of record that nobody knows.
const UNKNOWN: [u8; 2] = [0xff, 0xff];

/// What the scan of a sheet's records found.
#[derive(Debug, Default)]
struct SheetScan {
    /// How many places the rectangle around its cells has.
    places: u64,
    /// How many bytes its shared texts have, said as often as they are.
    text: u64,
    hidden_rows: BTreeSet<u32>,
    hidden_columns: BTreeSet<u32>,
    /// Where it ends.
    end: usize,
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    let unreadable =
        |cause: std::io::Error| limits.refuse(error::WORKBOOK_DAMAGED).with_cause(cause);
    let mut stream = match container::open(bytes).map_err(unreadable)? {
        CfbContent::Workbook(stream) => stream,
        CfbContent::Encrypted => return Err(limits.refuse(error::WORKBOOK_PASSWORD)),
        CfbContent::OldBook => return Err(limits.refuse(error::EXCEL_95)),
        CfbContent::Other => return Err(limits.refuse(error::OTHER_OFFICE_FILE)),
    };
    let scans = scan(&mut stream, limits)?;
    let container = container::wrap(&stream).map_err(unreadable)?;
    drop(stream);
    // A panic of calamine on a foreign file must not end the caller's program.
    let damaged = |cause: calamine::XlsError| Error::new(error::WORKBOOK_DAMAGED).with_cause(cause);
    let open = || {
        let mut book = Xls::new(Cursor::new(container)).map_err(damaged)?;
        let names = book.sheet_names();
        // calamine knows a sheet by its name: one would be read for all of that name.
        if names.iter().collect::<BTreeSet<_>>().len() < names.len() {
            return Err(Error::new(error::SHEET_REPEATED));
        }
        let mut sheets = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            let range = book.worksheet_range(&name).map_err(damaged)?;
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
            if let Some(scan) = scans.get(at) {
                sheet.hidden_rows.clone_from(&scan.hidden_rows);
                sheet.hidden_columns.clone_from(&scan.hidden_columns);
            }
            sheets.push(sheet);
        }
        Ok(sheets)
    };
    let sheets = catch_unwind(AssertUnwindSafe(open));
    let sheets = sheets.unwrap_or_else(|_| Err(Error::new(error::WORKBOOK_DAMAGED)));
    let sheets: Vec<Sheet> = sheets.map_err(|error| limits.about(error))?;
    let cells = sheets.iter().flat_map(|sheet| sheet.rows.values());
    limits.check_cells(cells.map(Vec::len).sum())?;
    Ok(sheets)
}

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

/// The record that stands here: its kind and what it holds.
fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
    Some((kind, stream.get(at + 4..at + 4 + length)?))
}

/// Walks over the records of a workbook without understanding their values, and takes out what
/// nobody needs. Sheets come in the order in which the workbook lists them.
fn scan(stream: &mut [u8], limits: &Limits) -> Result<Vec<SheetScan>> {
    let (mut starts, mut names, mut shared) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    while let Some((kind, data)) = record(stream, at) {
        match kind {
            FILEPASS => return Err(limits.refuse(error::WORKBOOK_PASSWORD)),
            BOUNDSHEET => starts.extend(u32_at(data, 0)),
            NAME => names.push(at),
            SST => {
                let mut pieces = vec![data];
                let mut next = at + 4 + data.len();
                while let Some((CONTINUE, more)) = record(stream, next) {
                    pieces.push(more);
                    next += 4 + more.len();
                }
                shared = lengths(pieces);
            }
            EOF => break,
            _ => {}
        }
        at += 4 + data.len();
    }
    for name in names {
        stream[name..name + 2].copy_from_slice(&UNKNOWN);
    }
    let mut scans = Vec::new();
    let (mut places, mut text, mut walked) = (0_u64, 0_u64, 0);
    for start in starts {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        if start > stream.len() {
            return Err(limits.refuse(error::SHEETS_OVERLAP));
        }
        let scan = scan_sheet(stream, start, &shared);
        // Sheets that lie on one another would be read again and again.
        walked += scan.end - start;
        if walked > stream.len() {
            return Err(limits.refuse(error::SHEETS_OVERLAP));
        }
        places = places.saturating_add(scan.places);
        text = text.saturating_add(scan.text);
        limits.check_places(places)?;
        limits.check_text(text)?;
        scans.push(scan);
    }
    Ok(scans)
}

fn scan_sheet(stream: &mut [u8], start: usize, shared: &[u32]) -> SheetScan {
    let mut scan = SheetScan::default();
    let (mut top, mut bottom, mut left, mut right) = (u16::MAX, 0, u16::MAX, 0);
    let (mut depth, mut calculated) = (0_usize, false);
    // A range for each of them may be said again and again.
    let mut hidden_columns = [false; 256];
    let mut at = start;
    while let Some((kind, data)) = record(stream, at) {
        let next = at + 4 + data.len();
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            ROW => {
                let hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                let row = u16_at(data, 0).filter(|_| hidden);
                scan.hidden_rows.extend(row.map(u32::from));
            }
            COLINFO => {
                let hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0);
                let ends = u16_at(data, 0).zip(u16_at(data, 2)).filter(|_| hidden);
                let columns = ends.map(|(from, to)| usize::from(from)..=usize::from(to.min(255)));
                if let Some(columns) = columns.and_then(|these| hidden_columns.get_mut(these)) {
                    columns.fill(true);
                }
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
                if kind == LABELSST {
                    let string = u32_at(data, 6).and_then(|string| usize::try_from(string).ok());
                    let length = string.and_then(|string| shared.get(string));
                    scan.text += u64::from(*length.unwrap_or(&0));
                }
                // What is calculated is known; how, calamine would write out.
                if kind == FORMULA {
                    calculated = true;
                    stream[(at + 24).min(next)..(at + 26).min(next)].fill(0);
                }
            }
            // Of no formula: calamine puts it into the first cell.
            STRING if !calculated => stream[at..at + 2].copy_from_slice(&UNKNOWN),
            DIMENSIONS => stream[at..at + 2].copy_from_slice(&UNKNOWN),
            _ => {}
        }
        at = next;
    }
    let columns = (0_u32..).zip(hidden_columns);
    scan.hidden_columns = columns
        .filter_map(|(at, hidden)| hidden.then_some(at))
        .collect();
    let reach = |from: u16, to: u16| u64::from(to.saturating_sub(from)) + 1;
    scan.places = reach(top, bottom) * reach(left, right);
    scan.end = at;
    scan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ReadOptions;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    /// A record at a row and a column, in the first format.
    fn cell(kind: u16, row: u16, column: u16, data: &[u8]) -> Vec<u8> {
        let place = [row, column, 0].map(u16::to_le_bytes).concat();
        record(kind, &[&place, data].concat())
    }

    /// A workbook that lists a sheet of these records so many times, and these shared strings.
    fn book(listed: usize, strings: &[&str], sheet: &[Vec<u8>]) -> Vec<u8> {
        let bof = |kind: u16| {
            record(
                BOF,
                &[0x0600, kind, 0, 0, 0, 0, 0, 0]
                    .map(u16::to_le_bytes)
                    .concat(),
            )
        };
        let string = |text: &&str| {
            let length = u16::try_from(text.len()).unwrap().to_le_bytes();
            [&length[..], &[0], text.as_bytes()].concat()
        };
        let strings: Vec<u8> = strings.iter().flat_map(string).collect();
        let tail = [
            record(SST, &[&[0; 8], &strings[..]].concat()),
            record(EOF, &[]),
        ]
        .concat();
        let head = bof(5);
        let start = u32::try_from(head.len() + listed * 13 + tail.len()).unwrap();
        let sheets = (0..listed).flat_map(|_| {
            record(
                BOUNDSHEET,
                &[&start.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat(),
            )
        });
        let globals = head.into_iter().chain(sheets).chain(tail);
        let sheet = [bof(0x10), sheet.concat(), record(EOF, &[])].concat();
        container::wrap(&globals.chain(sheet).collect::<Vec<u8>>()).unwrap()
    }

    fn read(book: &[u8]) -> Result<Vec<Sheet>> {
        super::read(book, &Limits::new("a.xls", &ReadOptions::new()))
    }

    fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
        cell(0x0203, row, column, &value.to_le_bytes())
    }

    #[test]
    fn a_sheet_is_as_large_as_its_cells_whatever_it_says() {
        // 2^32 rows of 2^16 columns, were it believed.
        let reported = record(
            DIMENSIONS,
            &[0, 0, 0xffff, 0xffff, 0, 0xffff, 0]
                .map(u16::to_le_bytes)
                .concat(),
        );
        // A text of no formula, which would stand in the first cell, 4 billion places from the only one.
        let stray = record(STRING, &[1, 0, 0, b'x']);
        let far = number(0xffff, 0xffff, 7.0);
        let sheets = read(&book(1, &[], &[reported, stray, far])).unwrap();
        assert_eq!(sheets[0].rows.len(), 1);
        assert_eq!(sheets[0].cell(0xffff, 0xffff).unwrap().text.as_str(), "7");
    }

    #[test]
    fn what_a_formula_gave_is_read_and_how_is_not() {
        let result = [0, 0, 0, 0, 0, 0, 0xff, 0xff];
        // Three tokens of a name that no workbook has.
        let formula = [
            &result[..],
            &[0; 6],
            &[15, 0],
            &[0x23, 9, 0, 0, 0].repeat(3),
        ]
        .concat();
        let sheets = read(&book(
            1,
            &[],
            &[
                cell(FORMULA, 1, 1, &formula),
                record(STRING, &[2, 0, 0, b'o', b'k']),
            ],
        ));
        assert_eq!(sheets.unwrap()[0].cell(1, 1).unwrap().text.as_str(), "ok");
    }

    #[test]
    fn one_long_string_in_every_cell_is_refused() {
        let long = "x".repeat(8000);
        let shown = |row| cell(LABELSST, row, 0, &[0; 4]);
        let few: Vec<_> = (0..100).map(shown).collect();
        assert_eq!(read(&book(1, &[&long], &few)).unwrap()[0].rows.len(), 100);
        let many: Vec<_> = (0..60_000).map(shown).collect();
        let error = read(&book(1, &[&long], &many)).unwrap_err();
        assert_eq!(error.code(), error::TOO_MUCH_TEXT, "{error}");
    }

    #[test]
    fn sheets_that_lie_on_one_another_are_refused() {
        let cells: Vec<_> = (0..2000).map(|row| number(row, 0, 1.0)).collect();
        assert!(read(&book(1, &[], &cells)).is_ok());
        let error = read(&book(2000, &[], &cells)).unwrap_err();
        assert!(error.to_string().contains("overlap"), "{error}");
        // So small that the workbook has room for them, but read by their one name.
        let error = read(&book(2, &[], &[])).unwrap_err();
        assert!(error.to_string().contains("the same name"), "{error}");
    }

    #[test]
    fn columns_that_are_hidden_again_and_again_are_cheap() {
        let hidden = |from: u16, to: u16| {
            let words = [from, to, 0, 0, 1, 0].map(u16::to_le_bytes);
            record(COLINFO, &words.concat())
        };
        let mut records = vec![number(0, 300, 1.0); 1];
        records.extend((0..100_000).map(|_| hidden(1, 254)));
        records.extend([hidden(7, 3), hidden(300, 400), hidden(2, 0xffff)]);
        let sheets = read(&book(1, &[], &records)).unwrap();
        let all: BTreeSet<u32> = (1..=255).collect();
        assert_eq!(sheets[0].hidden_columns, all);
    }
}
