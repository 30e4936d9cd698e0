//! A sheet of drawn places: a column for the geometry, then one for each field.

use panhuo::Result;
use panhuo::geo::Geometry;

use super::geometry::from_geo;
use super::wkt::ParsedGeometry;
use super::{Cell, Limits, Sheet, TextInterner};
use crate::text::fold;

/// The column that is made here; a field of the same name keeps its own.
const GEOMETRY: &str = "geometry";

pub(super) struct FeatureSheet {
    sheet: Sheet,
    row: u32,
    cells: usize,
    /// A file may keep one long text, or one geometry, for all of its rows.
    texts: TextInterner,
    text: u64,
}

impl FeatureSheet {
    /// A sheet whose first row names the fields.
    pub(super) fn new(name: &str, fields: impl IntoIterator<Item = String>) -> Self {
        let mut sheet = Sheet::new(name);
        sheet.header = Some(0);
        let headers = std::iter::once(GEOMETRY.to_owned()).chain(fields);
        for (column, header) in (0_u32..).zip(headers) {
            sheet.push(0, column, Cell::text(header));
        }
        Self {
            sheet,
            row: 0,
            cells: 0,
            texts: TextInterner::default(),
            text: 0,
        }
    }

    /// Adds a row: what is drawn, and a cell for each field that is not blank, by its position.
    pub(super) fn push(
        &mut self,
        geometry: Option<Cell>,
        fields: impl IntoIterator<Item = (usize, Cell)>,
        limits: &Limits,
    ) -> Result<()> {
        self.row = self.row.saturating_add(1);
        let geometry = geometry.map(|cell| (0, cell));
        let column = |field| u32::try_from(field).unwrap_or(u32::MAX).saturating_add(1);
        let fields = fields
            .into_iter()
            .map(|(field, cell)| (column(field), cell));
        for (column, mut cell) in geometry.into_iter().chain(fields) {
            self.cells += 1;
            self.text += cell.text.len() as u64;
            cell.text = self.texts.shared(cell.text);
            self.sheet.push(self.row, column, cell);
        }
        self.cells += 1;
        limits.check_cells(self.cells)?;
        limits.check_text(self.text)
    }

    pub(super) fn done(self) -> Sheet {
        self.sheet
    }
}

/// What is drawn as a cell, with what the file says about its system.
pub(super) fn outline_cell(outline: &ParsedGeometry, system: Option<&str>) -> Cell {
    let text = outline.text();
    Cell::text(match system.filter(|system| !system.is_empty()) {
        Some(system) => format!("SRID={};{text}", system.replace(';', " ")),
        None => text,
    })
}

/// The words of a system's name that a label understands: `WGS_1984_UTM_Zone_49N` is no system of
/// degrees, whatever datum it starts with.
pub(crate) fn system_words(name: &str) -> String {
    let plain = name.replace('_', " ");
    let folded = fold(&plain);
    let projected = ["utm", "gauss", "kruger", "gk", "zone", "degree"];
    let is_projected = projected.iter().any(|word| folded.contains(word));
    if !folded.contains("mercatoraux") && is_projected {
        return [
            "WGS 1984",
            "WGS1984",
            "WGS 84",
            "WGS84",
            "ETRS89",
            "ETRS 1989",
        ]
        .iter()
        .fold(plain, |plain, datum| plain.replace(datum, ""));
    }
    plain
}

/// Yes or no, as a person writes it in a ledger.
pub(super) fn yes_no_cell(value: bool) -> Cell {
    Cell::text(if value { "是" } else { "否" })
}

/// A geometry as a cell; of what is no place, the name.
pub(super) fn geometry_cell(
    geometry: std::result::Result<Geometry, &'static str>,
    system: Option<&str>,
) -> Cell {
    match geometry {
        Ok(geometry) => from_geo(&geometry).map_or_else(
            || Cell::text("a geometry that is no point or polygon"),
            |outline| outline_cell(&outline, system),
        ),
        Err(why) => Cell::text(format!("a damaged geometry: {why}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ReadOptions;

    #[test]
    fn one_long_text_in_every_row_is_kept_once_and_refused() {
        let limits = Limits::new("a.parquet", &ReadOptions::new().max_bytes(1 << 20));
        let mut features = FeatureSheet::new("a", ["name".to_owned()]);
        let long = "x".repeat(1 << 16);
        let mut push = || features.push(None, [(0, Cell::text(long.as_str()))], &limits);
        // Four mebibytes are 64 rows.
        let error = (0..65).find_map(|_| push().err()).unwrap();
        assert_eq!(error.code(), crate::error::TOO_MUCH_TEXT, "{error}");
        let sheet = features.done();
        let place = |row| sheet.cell(row, 1).unwrap().text.as_ptr();
        assert_eq!(place(1), place(64));
    }
}
