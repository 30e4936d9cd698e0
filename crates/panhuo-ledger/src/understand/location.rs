//! Where a site lies: the township that reports it, and its position.

use std::collections::BTreeMap;

use panhuo::{ADDRESS, Extra, fold};

use super::row::{Line, Rows};
use crate::header::{Column, Role};
use crate::issue::{Context, IssueCode};
use crate::sheet::Cell;
use crate::table::ditto;
use crate::value::coordinates::{self, Place};
use crate::value::{missing, words};

impl Rows<'_, '_> {
    /// Finds the township: as written, as filled down, or as the sheet, title or address says.
    pub(super) fn township(
        &mut self,
        cells: &BTreeMap<u32, Cell>,
        line: &mut Line,
        whole: &Context,
    ) {
        let profile = &self.reading.options.profile;
        let column = self.column(&Role::Township);
        let written = column
            .and_then(|column| cells.get(&column.index))
            .map(|cell| words(&cell.text));
        let written = written.filter(|text| !text.is_empty() && !missing::is_missing(&fold(text)));
        let written = match written {
            Some(text) if ditto(&text) => self.township.clone(),
            Some(text) => {
                self.township = Some(text.clone());
                Some(text)
            }
            None => self.township.clone(),
        };
        if let Some(text) = &written {
            if let Some(code) = profile.township(text) {
                code.clone_into(&mut line.site.jurisdiction);
                return;
            }
            if profile.knows_townships() {
                let context = column.map_or_else(
                    || whole.clone(),
                    |column| self.context(line.row, column, text),
                );
                line.doubt(IssueCode::TownshipUnknown, &context, "");
            }
            line.site.extras.push(Extra {
                header: column.map_or_else(|| "township".to_owned(), Column::header),
                value: text.clone(),
            });
        }
        let address = self
            .column(&Role::Attribute(ADDRESS))
            .and_then(|column| cells.get(&column.index));
        let name = self
            .column(&Role::Name)
            .and_then(|column| cells.get(&column.index));
        let assumed = self.table.township.as_deref().or_else(|| {
            let mut texts = [address, name].into_iter().flatten();
            texts.find_map(|cell| profile.township_inside(&cell.text))
        });
        if let Some(code) = assumed {
            code.clone_into(&mut line.site.jurisdiction);
            // A sheet of one township says so once, in its title: that is no doubt.
            if self.table.township.is_none() || column.is_some() {
                line.doubt(IssueCode::TownshipAssumed, whole, code.to_owned());
            }
        }
    }

    /// The position from one column or two.
    pub(super) fn position(&self, cells: &BTreeMap<u32, Cell>, line: &mut Line) {
        let get = |role: &Role| {
            let column = self.column(role)?;
            Some((
                column,
                cells
                    .get(&column.index)
                    .map_or("", |cell| cell.text.as_str()),
            ))
        };
        let area = self.reading.options.profile.area();
        let (column, raw, mut place) = match (
            get(&Role::Longitude),
            get(&Role::Latitude),
            get(&Role::Coordinates),
        ) {
            (Some((column, east)), Some((_, north)), _) => {
                let raw = format!("{east} {north}").trim().to_owned();
                (column, raw, coordinates::split(east, north, area))
            }
            (_, _, Some((column, both))) => {
                (column, both.to_owned(), coordinates::joint(both, area))
            }
            _ => return,
        };
        let system = get(&Role::CoordinateSystem).map_or("", |(_, text)| text);
        let said = format!("{} {system} {raw}", column.path.join(" "));
        if coordinates::is_other_system(&said) && !matches!(place, Place::Missing | Place::Zero) {
            place = Place::OtherSystem;
        }
        let context = self.context(line.row, column, &raw);
        match place {
            Place::Here { position, swapped } => {
                line.site.position = Some(position);
                if swapped {
                    let meaning = format!("{},{}", position.longitude(), position.latitude());
                    line.doubt(IssueCode::CoordinatesSwapped, &context, meaning);
                }
            }
            Place::Missing => {}
            Place::Zero => line.doubt(IssueCode::CoordinatesZero, &context, ""),
            Place::Outside(at) => {
                let meaning = format!("{},{}", at.longitude(), at.latitude());
                line.doubt(IssueCode::CoordinatesOutside, &context, meaning);
            }
            Place::OtherSystem => line.doubt(IssueCode::CoordinatesSystem, &context, ""),
            Place::Illegible => line.doubt(IssueCode::CoordinatesIllegible, &context, ""),
        }
    }
}
