//! A sheet of drawn places: a column for the geometry, then one for each field.

use panhuo::geo::Geometry;

use super::{Cell, Limits, Sheet};
use crate::error::Result;
use crate::place::{Drawn, drawn_of};

/// The column that is made here; a field of the same name keeps its own.
const GEOMETRY: &str = "geometry";

pub(super) struct Features {
    sheet: Sheet,
    row: u32,
    cells: usize,
}

impl Features {
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
        if let Some(cell) = geometry {
            self.cells += 1;
            self.sheet.push(self.row, 0, cell);
        }
        for (field, cell) in fields {
            self.cells += 1;
            let column = u32::try_from(field).unwrap_or(u32::MAX).saturating_add(1);
            self.sheet.push(self.row, column, cell);
        }
        self.cells += 1;
        limits.check_cells(self.cells)
    }

    pub(super) fn done(self) -> Sheet {
        self.sheet
    }
}

/// What is drawn as a cell, with what the file says about its system.
pub(super) fn outline(drawn: &Drawn, system: Option<&str>) -> Cell {
    let text = drawn.text();
    Cell::text(match system.filter(|system| !system.is_empty()) {
        Some(system) => format!("SRID={};{text}", system.replace(';', " ")),
        None => text,
    })
}

/// Yes or no, as a person writes it in a ledger.
pub(super) fn truth(value: bool) -> Cell {
    Cell::text(if value { "是" } else { "否" })
}

/// A geometry as a cell; of what is no place, the name.
pub(super) fn shown(
    geometry: std::result::Result<Geometry, &'static str>,
    system: Option<&str>,
) -> Cell {
    match geometry {
        Ok(geometry) => drawn_of(&geometry).map_or_else(
            || Cell::text("a geometry that is no point or polygon"),
            |drawn| outline(&drawn, system),
        ),
        Err(why) => Cell::text(format!("a damaged geometry: {why}")),
    }
}
