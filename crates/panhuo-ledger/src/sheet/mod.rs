//! Sheets: the cells of a file, whatever its format.

mod colour;
mod csv;
mod features;
mod geojson;
#[cfg(feature = "geopackage")]
mod geopackage;
mod layout;
mod ods;
mod ole;
mod package;
#[cfg(feature = "geoparquet")]
mod parquet;
mod reflow;
mod shapefile;
mod survey;
mod xls;
mod xlsx;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::options::ReadOptions;

/// What a cell holds besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum CellKind {
    /// Text, as typed.
    #[default]
    Text,
    /// A number that the format knows as one.
    Number(f64),
    /// A date that the format knows as one, in days since 1970-01-01.
    Date(f64),
    /// A formula's failure, such as `#N/A`.
    Error,
}

/// One cell that is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    /// What it says, as a reader of the file would see it.
    pub(crate) text: String,
    /// What the format knows about it.
    pub(crate) kind: CellKind,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            kind: CellKind::Text,
        }
    }

    fn is_blank(&self) -> bool {
        self.text
            .chars()
            .all(|c| c.is_whitespace() || c == '\u{feff}')
    }
}

/// A merged region; rows and columns from 0, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

/// Merged regions are remembered column by column, up to this many entries a sheet.
const REGION_ENTRIES: usize = 400_000;
/// A region wider than this is a decoration, not a header.
const REGION_WIDTH: u32 = 256;

/// A sheet: its cells by row and column, from 0; blank cells are not kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: BTreeMap<u32, Vec<(u32, Cell)>>,
    pub(crate) hidden_rows: BTreeSet<u32>,
    pub(crate) hidden_columns: BTreeSet<u32>,
    /// Rows whose cells went into the row of the record that they continue.
    pub(crate) continued: BTreeSet<u32>,
    /// Whether the whole sheet is hidden.
    pub(crate) hidden: bool,
    /// Rows that are filled with a colour, and which.
    pub(crate) colours: BTreeMap<u32, String>,
    /// The row that is a header by the file's own format.
    pub(crate) header: Option<u32>,
    /// What stands above the tables, if this is one of several side by side.
    pub(crate) heading: String,
    /// (column, top) to the region, for each of its columns.
    regions: BTreeMap<(u32, u32), Region>,
}

impl Sheet {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Puts a cell in; cells of a row must come from left to right.
    fn push(&mut self, row: u32, column: u32, cell: Cell) {
        if cell.is_blank() {
            return;
        }
        // Cells come row by row: the row is nearly always the last one.
        let last = self.rows.last_entry().filter(|last| *last.key() == row);
        let cells = match last {
            Some(last) => last.into_mut(),
            None => self.rows.entry(row).or_default(),
        };
        match cells.last() {
            Some((last, _)) if *last >= column => {
                match cells.binary_search_by_key(&column, |(at, _)| *at) {
                    Ok(at) => cells[at].1 = cell,
                    Err(at) => cells.insert(at, (column, cell)),
                }
            }
            _ => cells.push((column, cell)),
        }
    }

    fn merge(&mut self, region: Region) {
        let single = region.top == region.bottom && region.left == region.right;
        let wide = region.right.saturating_sub(region.left) > REGION_WIDTH;
        if single || wide || self.regions.len() > REGION_ENTRIES {
            return;
        }
        for column in region.left..=region.right {
            self.regions.insert((column, region.top), region);
        }
    }

    /// The cell that stands exactly here.
    pub(crate) fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        let cells = self.rows.get(&row)?;
        let at = cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        Some(&cells[at].1)
    }

    /// The merged region that covers this place.
    pub(crate) fn region(&self, row: u32, column: u32) -> Option<Region> {
        let (_, region) = self
            .regions
            .range((column, 0)..=(column, row))
            .next_back()?;
        (region.bottom >= row && region.left <= column && column <= region.right).then_some(*region)
    }

    /// Every merged region, once.
    pub(crate) fn all_regions(&self) -> impl Iterator<Item = Region> {
        let own = |((column, _), region): (&(u32, u32), &Region)| {
            (*column == region.left).then_some(*region)
        };
        self.regions.iter().filter_map(own)
    }

    /// The cell that shows here: its own, or that of the merged region around it.
    pub(crate) fn shown(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cell(row, column).or_else(|| {
            let region = self.region(row, column)?;
            self.cell(region.top, region.left)
        })
    }

    /// The same sheet with only some of its columns.
    pub(crate) fn columns(&self, from: u32, to: u32) -> Self {
        let rows = self.rows.iter().filter_map(|(row, cells)| {
            let kept: Vec<_> = cells
                .iter()
                .filter(|(column, _)| (from..=to).contains(column))
                .cloned()
                .collect();
            (!kept.is_empty()).then_some((*row, kept))
        });
        Self {
            name: self.name.clone(),
            rows: rows.collect(),
            hidden_rows: self.hidden_rows.clone(),
            hidden_columns: self.hidden_columns.clone(),
            continued: self.continued.clone(),
            hidden: self.hidden,
            colours: self.colours.clone(),
            header: self.header,
            heading: self.heading.clone(),
            regions: self.regions.clone(),
        }
    }
}

/// The letters of a column, `A` for 0.
pub(crate) fn column_letters(column: u32) -> String {
    let mut letters = String::with_capacity(12);
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters
}

/// The column that the letters of a cell's name mean, from 0; none for a whole row.
pub(crate) fn column_of(cell: &str) -> Option<u32> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).take(6);
    let number = letters.fold(0, |number, letter| {
        number * 26 + u32::from(letter - b'A') + 1
    });
    number.checked_sub(1)
}

/// What limits a file, and how it is called in errors.
pub(crate) struct Limits {
    path: PathBuf,
    max_cells: usize,
    max_bytes: u64,
}

impl Limits {
    fn format(&self, reason: impl Into<String>) -> Error {
        Error::Format {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    fn limit(&self, reason: impl Into<String>) -> Error {
        Error::Limit {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    fn check_cells(&self, cells: usize) -> Result<()> {
        if cells > self.max_cells {
            let reason = format!(
                "more than {} cells: split the file, or raise max_cells",
                self.max_cells
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }

    /// Checks the rectangles around the cells of sheets, for a reader that spreads them out: they
    /// may have some blanks, but not only these.
    fn check_places(&self, places: u64) -> Result<()> {
        let most = (self.max_cells as u64).saturating_mul(4);
        if places > most {
            let reason = format!(
                "its cells lie too far apart ({places} places, more than {most}): delete what \
                 stands far off, or save it as .xlsx"
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }

    fn check_bytes(&self, bytes: u64) -> Result<()> {
        if bytes > self.max_bytes {
            let reason = format!(
                "more than {} bytes once unpacked: split the file, or raise max_bytes",
                self.max_bytes
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }
}

/// The endings of the files that are taken for ledgers in a folder, without their dots.
pub const ENDINGS: &[&str] = &[
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
pub(crate) type Beside<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

/// The sheets of a file, told apart by its first bytes: names lie.
pub(crate) fn read_sheets(
    name: &str,
    bytes: &[u8],
    beside: &Beside<'_>,
    options: &ReadOptions,
) -> Result<Vec<Sheet>> {
    let limits = Limits {
        path: PathBuf::from(name),
        max_cells: options.max_cells,
        max_bytes: options.max_bytes,
    };
    limits.check_bytes(bytes.len() as u64)?;
    if bytes.starts_with(b"PK\x03\x04") {
        return xlsx::read(bytes, &limits);
    }
    if bytes.starts_with(shapefile::MARK) {
        let parts = shapefile::Parts {
            shp: bytes,
            dbf: beside("dbf"),
            cpg: beside("cpg"),
            prj: beside("prj"),
        };
        return shapefile::read(stem(name), &parts, &limits).map(|sheet| vec![sheet]);
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return database(bytes, beside, &limits);
    }
    if bytes.starts_with(b"PAR1") {
        return parquet_file(stem(name), bytes, &limits).map(|sheet| vec![sheet]);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return xls::read(bytes, &limits);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(limits.format("a PDF is not read: ask for the spreadsheet"));
    }
    if looks_like_html(bytes) {
        return Err(limits.format("a web page, whatever its name: ask for the table itself"));
    }
    if looks_like_json(bytes) {
        return geojson::read(stem(name), bytes, &limits).map(|sheet| vec![sheet]);
    }
    csv::read(stem(name), bytes, &limits).map(|sheet| vec![sheet])
}

/// A zip that is no workbook: the Shapefiles in it.
fn zipped(package: &mut package::Package<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    let mut sheets = Vec::new();
    for shp in package.ending(".shp") {
        let Some(bytes) = package.bytes(&shp) else {
            continue;
        };
        let mut beside = |ending: &str| {
            let wanted = format!("{}{ending}", &shp[..shp.len() - 3]).to_ascii_lowercase();
            let mut names = package.ending(ending).into_iter();
            let part = names.find(|part| part.to_ascii_lowercase() == wanted)?;
            package.bytes(&part)
        };
        let parts = shapefile::Parts {
            dbf: beside("dbf"),
            cpg: beside("cpg"),
            prj: beside("prj"),
            shp: &bytes,
        };
        sheets.push(shapefile::read(stem(&shp), &parts, limits)?);
    }
    if sheets.is_empty() {
        let reason = "a zip without a workbook or a Shapefile: unpack it and read the files in it";
        return Err(limits.format(reason));
    }
    Ok(sheets)
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    let stem = Path::new(name).file_stem();
    stem.map_or(name, |stem| stem.to_str().unwrap_or(name))
}

#[cfg(feature = "geopackage")]
fn database(bytes: &[u8], beside: &Beside<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    if beside("gpkg-wal").is_some_and(|log| !log.is_empty()) {
        let reason =
            "another program has it open and keeps changes beside it: close it there first";
        return Err(limits.format(reason));
    }
    geopackage::read(bytes, limits)
}

#[cfg(not(feature = "geopackage"))]
fn database(_: &[u8], _: &Beside<'_>, limits: &Limits) -> Result<Vec<Sheet>> {
    Err(limits.format("a GeoPackage is not read: this build leaves out the feature `geopackage`"))
}

#[cfg(feature = "geoparquet")]
fn parquet_file(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    parquet::read(name, bytes, limits)
}

#[cfg(not(feature = "geoparquet"))]
fn parquet_file(_: &str, _: &[u8], limits: &Limits) -> Result<Sheet> {
    let reason = "GeoParquet is not read: this build leaves out the feature `geoparquet`; save it as \
                  GeoPackage";
    Err(limits.format(reason))
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

    #[test]
    fn columns_have_letters() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(16_383), "XFD");
    }

    #[test]
    fn a_merged_cell_shows_everywhere_in_its_region() {
        let mut sheet = Sheet::new("a");
        sheet.push(1, 1, Cell::text("x"));
        sheet.merge(Region {
            top: 1,
            left: 1,
            bottom: 3,
            right: 2,
        });
        assert_eq!(sheet.shown(3, 2).map(|c| c.text.as_str()), Some("x"));
        assert_eq!(sheet.shown(4, 2), None);
        assert_eq!(sheet.cell(3, 2), None);
    }
}
