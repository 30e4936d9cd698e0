//! The footprint of a site, from a column of well-known text.

use std::collections::BTreeMap;

use rayon::prelude::*;

use panhuo::compact::Text;
use panhuo::{Footprint, Position};

use super::location::degrees;
use super::row::{RowDraft, RowReader};
use super::{RowKind, SheetReader};
use crate::columns::Column;
use crate::crs::{CrsCandidate, CrsDecision, CrsHint, CrsInference, DatumShift, to_wgs84};
use crate::format::geometry::area;
use crate::format::wkt::{self, ParsedGeometry, Vertex};
use crate::issue::IssueCode;
use crate::lexicon::headers::ColumnRole;
use crate::lexicon::missing;
use crate::parse::coordinates::Pair;
use crate::text::fold;

/// The geometries of a table and the inference of their reference system.
#[derive(Debug)]
pub(crate) struct GeometryColumns {
    rows: BTreeMap<u32, RowGeometry>,
    inference: CrsInference,
}

/// The geometry of a row, its column and its reference system.
#[derive(Debug)]
struct RowGeometry {
    column: usize,
    parsed: Option<ParsedGeometry>,
    label: CrsHint,
}

/// A position may lie this far outside the footprint of its own row, in metres.
const APART: f64 = 500.0;
/// The number of characters of a geometry that an issue quotes.
const QUOTED: usize = 80;

impl GeometryColumns {
    pub(super) fn find(
        reader: &SheetReader<'_>,
        columns: &[Column],
        rows: &[(u32, &RowKind)],
    ) -> Option<Self> {
        let at = |role: &ColumnRole| columns.iter().position(|column| column.role == *role);
        let parsed = (0..columns.len()).filter(|at| columns[*at].role == ColumnRole::Geometry);
        let parsed: Vec<usize> = parsed.collect();
        let last = *parsed.last()?;
        // A column of systems in a table with coordinate columns belongs to those.
        let numbers = [
            ColumnRole::Longitude,
            ColumnRole::Easting,
            ColumnRole::Coordinates,
        ];
        let alone = numbers.iter().all(|role| at(role).is_none());
        let system = at(&ColumnRole::CoordinateSystem).filter(|_| alone);
        let system = system.map(|at| columns[at].index);
        let text = |row: u32, column: u32| {
            let cell = reader.sheet.cell(row, column);
            cell.map_or("", |cell| cell.text.as_str())
        };
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)));
        let read = |(row, _): &(u32, &RowKind)| {
            // Of several geometry columns, the first that is not blank in this row is used.
            let is_filled =
                |at: &usize| !missing::is_missing(text(*row, columns[*at].index).trim());
            let column = parsed.iter().copied().find(is_filled).unwrap_or(last);
            let written = text(*row, columns[column].index);
            let head = written.split_once(';').map_or("", |(head, _)| head.trim());
            let srid = if head.to_ascii_uppercase().starts_with("SRID") {
                head
            } else {
                ""
            };
            let system = system.map_or("", |column| text(*row, column));
            let outline = RowGeometry {
                column,
                parsed: wkt::read(written),
                label: CrsHint::read(&format!("{srid} {system}")),
            };
            (*row, outline)
        };
        let data: Vec<&(u32, &RowKind)> = data.collect();
        let read: Vec<(u32, RowGeometry)> = data.into_par_iter().map(read).collect();
        let rows: BTreeMap<u32, RowGeometry> = read.into_iter().collect();
        let first = |outline: &RowGeometry| {
            let first = outline.parsed.as_ref()?.first()?;
            Some((Pair::of_vertex(first), outline.label))
        };
        let firsts: Vec<(Pair, CrsHint)> = rows.values().filter_map(first).collect();
        let profile = &reader.options.profile;
        let pairs = firsts.iter().map(|(pair, label)| (pair, *label));
        let inference = CrsInference::new(profile.area(), reader.systems(columns), None, pairs);
        Some(Self { rows, inference })
    }
}

impl RowReader<'_> {
    /// Sets the footprint of the row's site, or its position if the geometry is a point.
    pub(super) fn outline(&self, draft: &mut RowDraft) {
        let Some(outlines) = &self.table.outlines else {
            return;
        };
        let Some(outline) = outlines.rows.get(&draft.row) else {
            return;
        };
        let (parsed, label) = (&outline.parsed, &outline.label);
        let column = &self.table.columns[outline.column];
        let cell = self.reader.sheet.cell(draft.row, column.index);
        let written = cell.map_or("", |cell| cell.text.trim());
        if missing::is_missing(&fold(written)) {
            return;
        }
        let raw: Text = written.chars().take(QUOTED).collect();
        let context = self.context(draft.row, column, &raw);
        let first = parsed
            .as_ref()
            .and_then(|parsed| Some((parsed, parsed.first()?)));
        let Some((parsed, first)) = first else {
            draft.report(IssueCode::GeometryIllegible, &context, "");
            return;
        };
        match outlines
            .inference
            .decide(&Pair::of_vertex(first), *label, |_| true)
        {
            CrsDecision::Located {
                chosen,
                alternatives,
            } => {
                if !alternatives.is_empty() {
                    let interpretation =
                        format!("{} {}", chosen.system.name(), degrees(chosen.position));
                    draft.report(IssueCode::CoordinatesAmbiguous, &context, interpretation);
                }
                if chosen.swapped {
                    draft.report(
                        IssueCode::CoordinatesSwapped,
                        &context,
                        degrees(chosen.position),
                    );
                }
                if label.contradicts(chosen.system) {
                    draft.report(IssueCode::CoordinatesLabel, &context, chosen.system.name());
                } else if !label.fits(chosen.system) && !outlines.inference.expects(chosen.system) {
                    draft.report(
                        IssueCode::CoordinatesInferred,
                        &context,
                        chosen.system.name(),
                    );
                }
                let place = |vertex: Vertex| self.vertex(vertex, outlines, &chosen, *label);
                let Some(at) = place(first) else {
                    draft.report(IssueCode::CoordinatesSystem, &context, "");
                    return;
                };
                if parsed.point.is_some() {
                    draft.site.position = draft.site.position.or(Some(at));
                    return;
                }
                let Some(footprint) = area(&parsed.polygons, place) else {
                    draft.report(IssueCode::GeometryInvalid, &context, "");
                    return;
                };
                if let Some(apart) = draft.site.position.and_then(|at| outside(&footprint, at)) {
                    draft.report(
                        IssueCode::CoordinatesDisagree,
                        &context,
                        format!("{apart:.0} m"),
                    );
                }
                draft.site.footprint = Some(footprint);
            }
            CrsDecision::Zero => draft.report(IssueCode::CoordinatesZero, &context, ""),
            CrsDecision::Outside(at) => {
                draft.report(
                    IssueCode::CoordinatesOutside,
                    &context,
                    degrees(at.position),
                );
            }
            CrsDecision::UnknownSystem => draft.report(IssueCode::CoordinatesSystem, &context, ""),
            CrsDecision::Illegible => draft.report(IssueCode::GeometryIllegible, &context, ""),
        }
    }

    /// Converts a vertex, in the system of the first vertex, to WGS84.
    fn vertex(
        &self,
        at: Vertex,
        outlines: &GeometryColumns,
        chosen: &CrsCandidate,
        label: CrsHint,
    ) -> Option<Position> {
        let options = self.reader.options;
        let nearest = outlines.inference.vertex(at, chosen, label)?;
        match label.datum_shift {
            None => Some(nearest),
            Some(from @ DatumShift::Old(datum)) => to_wgs84(nearest, from, options.shift(datum)),
            Some(from) if options.map_services => to_wgs84(nearest, from, None),
            Some(_) => None,
        }
    }
}

/// The distance of a position outside its site's own footprint, if it exceeds the tolerance.
fn outside(footprint: &Footprint, at: Position) -> Option<f64> {
    if footprint.covers(&at) {
        return None;
    }
    let bounds = footprint.bounds();
    let corner = |x: f64, y: f64| Position::new(x, y).ok();
    let (low, high) = (
        corner(bounds.min().x, bounds.min().y)?,
        corner(bounds.max().x, bounds.max().y)?,
    );
    let apart = at.distance(&footprint.representative()).value();
    (apart > low.distance(&high).value() + APART).then_some(apart)
}
