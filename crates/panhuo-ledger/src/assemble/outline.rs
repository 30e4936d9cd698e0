//! The footprint of a site, from a column of well-known text.

use std::collections::BTreeMap;

use rayon::prelude::*;

use panhuo::compact::Text;
use panhuo::{Footprint, Position};

use super::location::degrees;
use super::row::{Line, Rows};
use super::{Reading, Shape};
use crate::columns::Column;
use crate::crs::{Candidate, Label, Moved, Referee, Verdict, to_wgs84};
use crate::format::geometry::area;
use crate::format::wkt::{self, Drawn, Vertex};
use crate::issue::IssueCode;
use crate::lexicon::headers::Role;
use crate::lexicon::missing;
use crate::parse::coordinates::Pair;
use crate::text::fold;

/// The geometries of a table, and how their numbers are read.
#[derive(Debug)]
pub(crate) struct Outlines {
    rows: BTreeMap<u32, Outline>,
    referee: Referee,
}

/// What a row has: where among the columns, what it draws, and in which system.
#[derive(Debug)]
struct Outline {
    column: usize,
    drawn: Option<Drawn>,
    label: Label,
}

/// A position may lie this far outside the footprint of its own row, in metres.
const APART: f64 = 500.0;
/// How much of a geometry an issue quotes.
const QUOTED: usize = 80;

impl Outlines {
    pub(super) fn find(
        reading: &Reading<'_>,
        columns: &[Column],
        rows: &[(u32, &Shape)],
    ) -> Option<Self> {
        let at = |role: &Role| columns.iter().position(|column| column.role == *role);
        let drawn = (0..columns.len()).filter(|at| columns[*at].role == Role::Geometry);
        let drawn: Vec<usize> = drawn.collect();
        let last = *drawn.last()?;
        // A system that stands beside numbers is theirs.
        let numbers = [Role::Longitude, Role::Easting, Role::Coordinates];
        let alone = numbers.iter().all(|role| at(role).is_none());
        let system = at(&Role::CoordinateSystem).filter(|_| alone);
        let system = system.map(|at| columns[at].index);
        let text = |row: u32, column: u32| {
            let cell = reading.sheet.cell(row, column);
            cell.map_or("", |cell| cell.text.as_str())
        };
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, Shape::Data(_)));
        let read = |(row, _): &(u32, &Shape)| {
            // Of a polygon and a point, the first that is there.
            let drawn_here =
                |at: &usize| !missing::is_missing(text(*row, columns[*at].index).trim());
            let column = drawn.iter().copied().find(drawn_here).unwrap_or(last);
            let written = text(*row, columns[column].index);
            let head = written.split_once(';').map_or("", |(head, _)| head.trim());
            let srid = if head.to_ascii_uppercase().starts_with("SRID") {
                head
            } else {
                ""
            };
            let system = system.map_or("", |column| text(*row, column));
            let outline = Outline {
                column,
                drawn: wkt::read(written),
                label: Label::read(&format!("{srid} {system}")),
            };
            (*row, outline)
        };
        let data: Vec<&(u32, &Shape)> = data.collect();
        let read: Vec<(u32, Outline)> = data.into_par_iter().map(read).collect();
        let rows: BTreeMap<u32, Outline> = read.into_iter().collect();
        let first = |outline: &Outline| {
            let first = outline.drawn.as_ref()?.first()?;
            Some((Pair::of_vertex(first), outline.label))
        };
        let firsts: Vec<(Pair, Label)> = rows.values().filter_map(first).collect();
        let profile = &reading.options.profile;
        let pairs = firsts.iter().map(|(pair, label)| (pair, *label));
        let referee = Referee::new(profile.area(), reading.systems(columns), None, pairs);
        Some(Self { rows, referee })
    }
}

impl Rows<'_> {
    /// The footprint of the row, or its position if only a point is drawn.
    pub(super) fn outline(&self, line: &mut Line) {
        let Some(outlines) = &self.table.outlines else {
            return;
        };
        let Some(outline) = outlines.rows.get(&line.row) else {
            return;
        };
        let (drawn, label) = (&outline.drawn, &outline.label);
        let column = &self.table.columns[outline.column];
        let cell = self.reading.sheet.cell(line.row, column.index);
        let written = cell.map_or("", |cell| cell.text.trim());
        if missing::is_missing(&fold(written)) {
            return;
        }
        let raw: Text = written.chars().take(QUOTED).collect();
        let context = self.context(line.row, column, &raw);
        let first = drawn
            .as_ref()
            .and_then(|drawn| Some((drawn, drawn.first()?)));
        let Some((drawn, first)) = first else {
            line.doubt(IssueCode::GeometryIllegible, &context, "");
            return;
        };
        match outlines
            .referee
            .decide(&Pair::of_vertex(first), *label, |_| true)
        {
            Verdict::Here { chosen, rivals } => {
                if !rivals.is_empty() {
                    let meaning = format!("{} {}", chosen.system.name(), degrees(chosen.position));
                    line.doubt(IssueCode::CoordinatesAmbiguous, &context, meaning);
                }
                if chosen.swapped {
                    line.doubt(
                        IssueCode::CoordinatesSwapped,
                        &context,
                        degrees(chosen.position),
                    );
                }
                if label.contradicts(chosen.system) {
                    line.doubt(IssueCode::CoordinatesLabel, &context, chosen.system.name());
                } else if !label.fits(chosen.system) && !outlines.referee.expects(chosen.system) {
                    line.doubt(
                        IssueCode::CoordinatesInferred,
                        &context,
                        chosen.system.name(),
                    );
                }
                let place = |vertex: Vertex| self.vertex(vertex, outlines, &chosen, *label);
                let Some(at) = place(first) else {
                    line.doubt(IssueCode::CoordinatesSystem, &context, "");
                    return;
                };
                if drawn.point.is_some() {
                    line.site.position = line.site.position.or(Some(at));
                    return;
                }
                let Some(footprint) = area(&drawn.polygons, place) else {
                    line.doubt(IssueCode::GeometryInvalid, &context, "");
                    return;
                };
                if let Some(apart) = line.site.position.and_then(|at| outside(&footprint, at)) {
                    line.doubt(
                        IssueCode::CoordinatesDisagree,
                        &context,
                        format!("{apart:.0} m"),
                    );
                }
                line.site.footprint = Some(footprint);
            }
            Verdict::Zero => line.doubt(IssueCode::CoordinatesZero, &context, ""),
            Verdict::Outside(at) => {
                line.doubt(
                    IssueCode::CoordinatesOutside,
                    &context,
                    degrees(at.position),
                );
            }
            Verdict::OtherSystem => line.doubt(IssueCode::CoordinatesSystem, &context, ""),
            Verdict::Illegible => line.doubt(IssueCode::GeometryIllegible, &context, ""),
        }
    }

    /// A vertex in the system of the first one, moved to WGS84.
    fn vertex(
        &self,
        at: Vertex,
        outlines: &Outlines,
        chosen: &Candidate,
        label: Label,
    ) -> Option<Position> {
        let options = self.reading.options;
        let nearest = outlines.referee.vertex(at, chosen, label)?;
        match label.moved {
            None => Some(nearest),
            Some(from @ Moved::Old(datum)) => to_wgs84(nearest, from, options.shift(datum)),
            Some(from) if options.map_services => to_wgs84(nearest, from, None),
            Some(_) => None,
        }
    }
}

/// How far a position lies outside the footprint of its own site, if that is past belief.
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
