//! The report as a workbook: sheets of texts and numbers, put together in Python. A text is written
//! as a text, and one that begins like a formula is quoted, so that it stays a text when it is edited.

use std::path::PathBuf;

use pyo3::prelude::*;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use serde::Deserialize;

use crate::error::{BindingResult, cannot_write};
use crate::interrupt::run_interruptible;

/// What spreadsheets take for the beginning of a formula, in both widths.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// Whether a text begins like a formula: quoted, it stays a text when somebody edits it.
pub(crate) fn is_like_a_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// In pixels.
const WIDEST: u32 = 420;

/// The first row is the header.
#[derive(Deserialize)]
struct Sheet {
    title: String,
    rows: Vec<Vec<Cell>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Number(f64),
    Text(String),
}

/// Writes sheets, given as JSON.
#[pyfunction]
pub(crate) fn write_sheets(py: Python<'_>, path: PathBuf, sheets: String) -> BindingResult<()> {
    run_interruptible(py, move |cancel| {
        let sheets: Vec<Sheet> = serde_json::from_str(&sheets)?;
        let cannot = |cause: XlsxError| cannot_write(&path, cause);
        let mut book = workbook(&sheets).map_err(cannot)?;
        cancel.check()?;
        Ok(book.save(&path).map_err(cannot)?)
    })
}

fn workbook(sheets: &[Sheet]) -> Result<Workbook, XlsxError> {
    let plain = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    let bold = plain.clone().set_bold();
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet().set_name(&sheet.title)?;
        page.set_freeze_panes(1, 0)?;
        for (line, row) in (0_u32..).zip(&sheet.rows) {
            let format = if line == 0 { &bold } else { &plain };
            for (at, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Number(number) => {
                        page.write_number_with_format(line, at, *number, format)?;
                    }
                    Cell::Text(text) if is_like_a_formula(text) => {
                        let quoted = format.clone().set_quote_prefix();
                        page.write_string_with_format(line, at, text, &quoted)?;
                    }
                    Cell::Text(text) => {
                        page.write_string_with_format(line, at, text, format)?;
                    }
                }
            }
        }
        page.set_autofit_max_width(WIDEST);
        page.autofit();
    }
    Ok(book)
}
