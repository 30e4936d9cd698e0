//! A table as a workbook for Excel. Texts are written as texts: one that begins like a formula is
//! quoted, so that it stays what it is when somebody edits it.

use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use panhuo::CancellationToken;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::geometry::is_geometry;
use crate::error::{BindingResult, cannot_write};
use crate::sheets::is_like_a_formula;

/// Days from Excel's day 0 to 1970-01-01.
const EPOCH: f64 = 25_569.0;

/// Writes a table with a header; geometry is left out. A wish to stop leaves no file.
pub(crate) fn write(
    batch: &RecordBatch,
    path: &Path,
    cancel: &CancellationToken,
) -> BindingResult<()> {
    let cannot = |cause: XlsxError| cannot_write(path, cause);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_low_memory().map_err(cannot)?;
    let bold = Format::new().set_bold();
    let formats = Formats {
        date: Format::new().set_num_format("yyyy-mm-dd"),
        quoted: Format::new().set_quote_prefix(),
    };
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let columns: Vec<_> = columns.filter(|(field, _)| !is_geometry(field)).collect();
    for (at, (field, _)) in (0_u16..).zip(&columns) {
        let unit = field.metadata().get("unit");
        let title = unit.map_or(field.name().clone(), |unit| {
            format!("{} ({unit})", field.name())
        });
        sheet
            .write_string_with_format(0, at, title, &bold)
            .map_err(cannot)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(cannot)?;
    for row in 0..batch.num_rows() {
        cancel.check()?;
        let line = u32::try_from(row + 1).unwrap_or(u32::MAX);
        for (at, (_, array)) in (0_u16..).zip(&columns) {
            cell(sheet, (line, at), array, row, &formats).map_err(cannot)?;
        }
    }
    Ok(workbook.save(path).map_err(cannot)?)
}

struct Formats {
    date: Format,
    quoted: Format,
}

fn text(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    if is_like_a_formula(text) {
        sheet.write_string_with_format(line, at, text, &formats.quoted)?;
    } else {
        sheet.write_string(line, at, text)?;
    }
    Ok(())
}

fn cell(
    sheet: &mut Worksheet,
    (line, at): (u32, u16),
    array: &dyn Array,
    row: usize,
    formats: &Formats,
) -> Result<(), XlsxError> {
    if array.is_null(row) {
        return Ok(());
    }
    match array.data_type() {
        DataType::Float64 => {
            sheet.write_number(line, at, array.as_primitive::<Float64Type>().value(row))?;
        }
        DataType::Int64 => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a workbook has no other numbers"
            )]
            let number = array.as_primitive::<Int64Type>().value(row) as f64;
            sheet.write_number(line, at, number)?;
        }
        DataType::UInt32 => {
            let number = f64::from(array.as_primitive::<UInt32Type>().value(row));
            sheet.write_number(line, at, number)?;
        }
        DataType::Date32 => {
            let day = f64::from(array.as_primitive::<Date32Type>().value(row)) + EPOCH;
            sheet.write_number_with_format(line, at, day, &formats.date)?;
        }
        DataType::Boolean => {
            sheet.write_boolean(line, at, array.as_boolean().value(row))?;
        }
        DataType::Utf8 => {
            text(
                sheet,
                (line, at),
                array.as_string::<i32>().value(row),
                formats,
            )?;
        }
        DataType::LargeUtf8 => {
            text(
                sheet,
                (line, at),
                array.as_string::<i64>().value(row),
                formats,
            )?;
        }
        DataType::Dictionary(..) => {
            // Every dictionary of ours has keys of 32 bits.
            let Some(coded) = array.as_dictionary_opt::<Int32Type>() else {
                return Ok(());
            };
            if let Some(code) = coded.key(row) {
                cell(sheet, (line, at), coded.values(), code, formats)?;
            }
        }
        _ => {}
    }
    Ok(())
}
