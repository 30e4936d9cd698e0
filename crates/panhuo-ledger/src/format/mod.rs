//! Sheets: the cells of a file, whatever its format.

mod colour;
mod container;
mod csv;
mod features;
mod fixed_width;
mod geojson;
pub(crate) mod geometry;
#[cfg(feature = "geopackage")]
mod geopackage;
mod limits;
mod ods;
mod package;
#[cfg(feature = "geoparquet")]
mod parquet;
mod reflow;
mod shapefile;
mod shared_strings;
mod sheet;
mod survey;
pub(crate) mod wkt;
mod xls;
mod xlsx;

use std::path::Path;

use limits::Limits;
use panhuo::Result;

use crate::error;
use crate::options::ReadOptions;

#[cfg(test)]
pub(crate) use features::system_words;
use sheet::TextInterner;
pub(crate) use sheet::{Cell, CellKind, Region, Sheet};

/// The endings of the files that are taken for ledgers in a folder, without their dots.
pub const EXTENSIONS: &[&str] = &[
    "xlsx",
    "xlsm",
    "xls",
    "et",
    "ods",
    "csv",
    "tsv",
    "txt",
    "geojson",
    "json",
    "shp",
    "zip",
    "gpkg",
    "parquet",
    "geoparquet",
];

/// Gives the file of the same name with another ending, if there is one.
pub(crate) type SiblingFile<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// The sheets of a file, told apart by its first bytes: names lie.
pub(crate) fn read_sheets(
    name: &str,
    bytes: &[u8],
    sibling: &SiblingFile<'_>,
    options: &ReadOptions,
) -> Result<Vec<Sheet>> {
    let limits = Limits::new(name, options);
    limits.check_bytes(bytes.len() as u64)?;
    let sheets = sheets_of(name, bytes, sibling, &limits)?;
    let cells = sheets
        .iter()
        .flat_map(|sheet| sheet.rows.values())
        .flatten();
    limits.check_text(cells.map(|(_, cell)| cell.text.len() as u64).sum())?;
    Ok(sheets)
}

fn sheets_of(
    name: &str,
    bytes: &[u8],
    sibling: &SiblingFile<'_>,
    limits: &Limits,
) -> Result<Vec<Sheet>> {
    if bytes.starts_with(b"PK\x03\x04") {
        return xlsx::read(bytes, limits);
    }
    if bytes.starts_with(shapefile::MARK) {
        let parts = shapefile::ShapefileParts {
            shp: bytes,
            dbf: sibling("dbf"),
            cpg: sibling("cpg"),
            prj: sibling("prj"),
        };
        return shapefile::read(stem(name), &parts, limits).map(|sheet| vec![sheet]);
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return database(bytes, sibling, limits);
    }
    if bytes.starts_with(b"PAR1") {
        return parquet_file(stem(name), bytes, limits).map(|sheet| vec![sheet]);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return xls::read(bytes, limits);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(limits.refuse(error::PDF));
    }
    if looks_like_html(bytes) {
        return Err(limits.refuse(error::WEB_PAGE));
    }
    if looks_like_json(bytes) {
        return geojson::read(stem(name), bytes, limits).map(|sheet| vec![sheet]);
    }
    csv::read(stem(name), bytes, limits).map(|sheet| vec![sheet])
}

/// A zip that is no workbook: the Shapefiles in it.
fn zipped(package: &mut package::Package<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for shp in package.ending(".shp") {
        let Some(bytes) = package.bytes(&shp) else {
            continue;
        };
        let mut sibling = |ending: &str| {
            let required = format!("{}{ending}", &shp[..shp.len() - 3]).to_ascii_lowercase();
            let mut names = package.ending(ending).into_iter();
            let part = names.find(|part| part.to_ascii_lowercase() == required)?;
            package.bytes(&part)
        };
        let parts = shapefile::ShapefileParts {
            dbf: sibling("dbf"),
            cpg: sibling("cpg"),
            prj: sibling("prj"),
            shp: &bytes,
        };
        sheets.push(shapefile::read(stem(&shp), &parts, limits)?);
    }
    if sheets.is_empty() {
        return Err(limits.refuse(error::ZIP_WITHOUT_TABLE));
    }
    Ok(sheets)
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    let stem = Path::new(name).file_stem();
    stem.map_or(name, |stem| stem.to_str().unwrap_or(name))
}

#[cfg(feature = "geopackage")]
fn database(bytes: &[u8], sibling: &SiblingFile<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    if sibling("gpkg-wal").is_some_and(|log| !log.is_empty()) {
        return Err(limits.refuse(error::GEOPACKAGE_IN_USE));
    }
    geopackage::read(bytes, limits)
}

#[cfg(not(feature = "geopackage"))]
fn database(_: &[u8], _: &SiblingFile<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    Err(limits.refuse(error::GEOPACKAGE_LEFT_OUT))
}

#[cfg(feature = "geoparquet")]
fn parquet_file(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    parquet::read(name, bytes, limits)
}

#[cfg(not(feature = "geoparquet"))]
fn parquet_file(_: &str, _: &[u8], limits: &Limits) -> Result<Sheet> {
    Err(limits.refuse(error::GEOPARQUET_LEFT_OUT))
}

/// Whether a file starts as a JSON object.
fn looks_like_json(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    start
        .strip_prefix(b"{")
        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""))
}

/// Whether a file starts as a web page or as XML, which a server sent in place of the file.
fn looks_like_html(bytes: &[u8]) -> bool {
    let head: String = bytes
        .iter()
        .take(1024)
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let head = head.trim_start();
    let marks = [
        "<!doctype",
        "<html",
        "<head",
        "<?xml",
        "<table",
        "<!--",
        "<script",
        "<body",
    ];
    marks.iter().any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_page_is_no_table() {
        let options = ReadOptions::new();
        for page in [
            "<!DOCTYPE html><html>a,b",
            "\u{feff}\r\n <HTML>",
            "<?xml version=\"1.0\"?><a/>",
        ] {
            let error = read_sheets("a.csv", page.as_bytes(), &|_| None, &options).unwrap_err();
            assert!(error.to_string().contains("a.csv: a web page"), "{error}");
        }
        assert!(read_sheets("a.csv", b"<0.1,b\n", &|_| None, &options).is_ok());
    }
}
