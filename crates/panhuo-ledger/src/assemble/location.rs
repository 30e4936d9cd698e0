//! Finds the township that reports a site and the site's position.

use std::collections::BTreeMap;

use rayon::prelude::*;

use panhuo::Position;
use panhuo::attribute::ADDRESS;
use panhuo::compact::Text;
use panhuo::site::Extra;

use super::row::{Cells, RowDraft, RowReader};
use super::{RowKind, SheetReader};
use crate::columns::Column;
use crate::crs::{
    Bounds, CrsCandidate, CrsDecision, CrsHint, CrsInference, DatumShift, around, coarseness,
    to_wgs84,
};
use crate::issue::{Context, IssueCode};
use crate::layout::ditto;
use crate::lexicon::headers::ColumnRole;
use crate::lexicon::missing;
use crate::parse::coordinates::{self, Pair, ParsedCoordinates};
use crate::parse::locale::{pair_with_points, with_points};
use crate::parse::words;
use crate::profile::Profile;
use crate::text::fold;

/// The coordinates of a table: the numbers of one pair of columns and the inference of their system.
#[derive(Debug)]
pub(crate) struct CoordinateColumns {
    /// The index of the column that issues name.
    pub(super) column: usize,
    rows: BTreeMap<u32, WrittenCoordinates>,
    inference: CrsInference,
}

#[derive(Debug)]
struct WrittenCoordinates {
    stated: ParsedCoordinates,
    label: CrsHint,
    raw: Text,
}

/// A pair of coordinate columns and what is known about its reference system.
struct CoordinateSource {
    /// The indices of both columns; equal if one column holds both coordinates.
    pair: (usize, usize),
    /// The column of the sheet that names the reference system.
    system: Option<u32>,
    /// The extent of the sites according to another coordinate pair.
    rest: Option<Bounds>,
    decimal_commas: bool,
}

/// Coordinates are reported as coarse above this rounding error, in metres.
const COARSE: f64 = 40.0;

impl CoordinateColumns {
    /// The coordinates of a table, and a second pair of columns if it has one.
    pub(super) fn find(
        reader: &SheetReader<'_>,
        columns: &[Column],
        rows: &[(u32, &RowKind)],
        decimal_commas: bool,
    ) -> (Option<Self>, Option<Self>) {
        let at = |role: &ColumnRole| columns.iter().position(|column| column.role == *role);
        let degrees = at(&ColumnRole::Longitude).zip(at(&ColumnRole::Latitude));
        let grid = at(&ColumnRole::Easting).zip(at(&ColumnRole::Northing));
        // A single column of one axis, such as Lat/Long, may hold both coordinates.
        let alone = [
            ColumnRole::Longitude,
            ColumnRole::Latitude,
            ColumnRole::Easting,
            ColumnRole::Northing,
        ];
        let alone = || {
            alone
                .iter()
                .find_map(&at)
                .filter(|_| degrees.or(grid).is_none())
        };
        let one = at(&ColumnRole::Coordinates)
            .or_else(alone)
            .map(|column| (column, column));
        let mut pairs = [degrees, grid, one].into_iter().flatten();
        let system = at(&ColumnRole::CoordinateSystem).map(|at| columns[at].index);
        let first = pairs.next();
        let second = pairs.next();
        let place = |pair: Option<(usize, usize)>, system: Option<u32>, rest: Option<Bounds>| {
            let given = CoordinateSource {
                pair: pair?,
                system,
                rest,
                decimal_commas,
            };
            Some(Self::from_columns(reader, columns, rows, &given))
        };
        let first = place(first, system, None);
        let rest = second.and(first.as_ref()).and_then(Self::around);
        (first, place(second, None, rest))
    }

    fn from_columns(
        reader: &SheetReader<'_>,
        columns: &[Column],
        rows: &[(u32, &RowKind)],
        given: &CoordinateSource,
    ) -> Self {
        let ((east, north), system) = (given.pair, given.system);
        let sheet = reader.sheet;
        let header = match (east == north, &columns[north]) {
            (false, north) => format!("{} {}", columns[east].path.join(" "), north.path.join(" ")),
            (true, _) => columns[east].path.join(" "),
        };
        let told_once = CrsHint::read(&header);
        // A header such as Lat/Long states the order of the two numbers in a cell.
        let folded = fold(&header);
        let axes = folded.find("lat").zip(folded.find("lon"));
        let text = |row: u32, column: u32| {
            sheet
                .cell_or_merged(row, column)
                .map_or("", |cell| cell.text.as_str())
        };
        let of_row = |row: u32| {
            let first = text(row, columns[east].index);
            let (stated, raw) = if east == north {
                let stated = if given.decimal_commas {
                    coordinates::joint(&pair_with_points(first))
                } else {
                    coordinates::joint(first)
                };
                let stated = match axes {
                    Some((lat, lon)) if lat < lon => stated.northing_first(),
                    Some(_) => stated.easting_first(),
                    None => stated,
                };
                (stated, first.into())
            } else {
                let second = text(row, columns[north].index);
                let raw = format!("{first} {second}").trim().into();
                let stated = if given.decimal_commas {
                    coordinates::split(&with_points(first), &with_points(second))
                } else {
                    coordinates::split(first, second)
                };
                (stated, raw)
            };
            let system = system.map_or("", |column| text(row, column));
            let sibling = if east == north { first } else { "" };
            let label = if coordinates::grid_reference(&fold(sibling)).is_some() {
                CrsHint::british()
            } else if system.is_empty() && sibling.is_empty() {
                told_once
            } else {
                CrsHint::read(&format!("{header} {system} {sibling}"))
            };
            (row, WrittenCoordinates { stated, label, raw })
        };
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)));
        let data: Vec<u32> = data.map(|(row, _)| *row).collect();
        let written: Vec<(u32, WrittenCoordinates)> =
            data.par_iter().map(|row| of_row(*row)).collect();
        let written: BTreeMap<u32, WrittenCoordinates> = written.into_iter().collect();
        let pairs = written
            .values()
            .filter_map(|written| match &written.stated {
                ParsedCoordinates::Pair(pair) => Some((pair, written.label)),
                _ => None,
            });
        let profile = &reader.options.profile;
        let inference =
            CrsInference::new(profile.area(), reader.systems(columns), given.rest, pairs);
        Self {
            column: east,
            rows: written,
            inference,
        }
    }

    /// The extent of the rows whose positions are certain.
    fn around(&self) -> Option<Bounds> {
        let rows = self.rows.keys();
        around(rows.filter_map(|row| self.unambiguous(*row).map(|(at, _)| at)))
    }

    /// The position of a row's pair and its rounding error in metres, if the position is unambiguous.
    pub(super) fn unambiguous(&self, row: u32) -> Option<(Position, f64)> {
        let written = self.rows.get(&row)?;
        let ParsedCoordinates::Pair(pair) = &written.stated else {
            return None;
        };
        match self.inference.decide(pair, written.label, |_| true) {
            CrsDecision::Located {
                chosen,
                alternatives,
            } if alternatives.is_empty() && written.label.datum_shift.is_none() => {
                Some((chosen.position, coarseness(pair, &chosen)))
            }
            _ => None,
        }
    }

    /// The coordinates of a row as written, for issues.
    pub(super) fn raw(&self, row: u32) -> &str {
        self.rows
            .get(&row)
            .map_or("", |written| written.raw.as_str())
    }
}

impl<'a> RowReader<'a> {
    /// Finds the township from its column, the row above, the sheet's name, the title or the address.
    pub(super) fn township(
        &mut self,
        cells: &Cells<'_>,
        draft: &mut RowDraft,
        whole: &Context<'_>,
    ) {
        let profile: &'a Profile = &self.reader.options.profile;
        let column = self.column(&ColumnRole::Township);
        let written = column
            .and_then(|column| cells.get(column.index))
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
            let known = self.townships.get(text).copied();
            let code = known.unwrap_or_else(|| {
                let code = profile.township(text);
                self.townships.insert(text.clone(), code);
                code
            });
            if let Some(code) = code {
                code.clone_into(&mut draft.site.jurisdiction);
                return;
            }
            if profile.knows_townships() {
                let context = column.map_or_else(
                    || whole.clone(),
                    |column| self.context(draft.row, column, &text.as_str().into()),
                );
                draft.report(IssueCode::TownshipUnknown, &context, "");
            }
            draft.site.extras.push(Extra {
                header: column.map_or("township", |column| &column.title).into(),
                value: text.as_str().into(),
            });
        }
        let address = self
            .column(&ColumnRole::Attribute(ADDRESS))
            .and_then(|column| cells.get(column.index));
        let name = self
            .column(&ColumnRole::Name)
            .and_then(|column| cells.get(column.index));
        let assumed = self.table.township.as_deref().or_else(|| {
            let mut texts = [address, name].into_iter().flatten();
            texts.find_map(|cell| profile.township_inside(&cell.text))
        });
        if let Some(code) = assumed {
            code.clone_into(&mut draft.site.jurisdiction);
            // A sheet of a single township names it only once, in its title, which is no issue.
            if self.table.township.is_none() || column.is_some() {
                draft.report(IssueCode::TownshipAssumed, whole, code);
            }
        }
    }

    /// Sets the position of the row's site, by the inference of the table.
    pub(super) fn position(&self, draft: &mut RowDraft) {
        // If the first pair is blank, the second one is used.
        let of_row = |places: &'a CoordinateColumns| Some((places, places.rows.get(&draft.row)?));
        let both = [&self.table.places, &self.table.second];
        let mut reported = both.into_iter().flatten().filter_map(of_row);
        let Some((places, written)) =
            reported.find(|(_, written)| !matches!(written.stated, ParsedCoordinates::Missing))
        else {
            return;
        };
        let context = self.context(draft.row, &self.table.columns[places.column], &written.raw);
        let pair = match &written.stated {
            ParsedCoordinates::Pair(pair) => pair,
            ParsedCoordinates::Missing => return,
            ParsedCoordinates::Illegible => {
                draft.report(IssueCode::CoordinatesIllegible, &context, "");
                return;
            }
        };
        let profile = &self.reader.options.profile;
        let boundary = profile.boundary(&draft.site.jurisdiction);
        let in_jurisdiction =
            |at: Position| boundary.is_none_or(|boundary| near_area(boundary, at));
        match places
            .inference
            .decide(pair, written.label, in_jurisdiction)
        {
            CrsDecision::Located {
                chosen,
                alternatives,
            } => {
                let found = ChosenPosition {
                    chosen: &chosen,
                    alternatives: &alternatives,
                    is_home: in_jurisdiction(chosen.position),
                    is_expected: written.label.fits(chosen.system)
                        || places.inference.expects(chosen.system),
                };
                self.place(draft, pair, written.label, &found, &context);
            }
            CrsDecision::Zero => draft.report(IssueCode::CoordinatesZero, &context, ""),
            CrsDecision::Outside(at) => {
                draft.report(
                    IssueCode::CoordinatesOutside,
                    &context,
                    degrees(at.position),
                );
                if written.label.contradicts(at.system) {
                    draft.report(IssueCode::CoordinatesLabel, &context, at.system.name());
                }
            }
            CrsDecision::UnknownSystem => {
                draft.report(IssueCode::CoordinatesSystem, &context, "");
                if written.label.system.is_some() {
                    draft.report(IssueCode::CoordinatesLabel, &context, "");
                }
            }
            CrsDecision::Illegible => draft.report(IssueCode::CoordinatesIllegible, &context, ""),
        }
    }

    /// Converts the inferred position to WGS84 and stores it with every issue about it.
    fn place(
        &self,
        draft: &mut RowDraft,
        pair: &Pair,
        label: CrsHint,
        found: &ChosenPosition<'_>,
        context: &Context<'_>,
    ) {
        let chosen = found.chosen;
        let options = self.reader.options;
        let moved = match label.datum_shift {
            None => Some(chosen.position),
            Some(from @ DatumShift::Old(datum)) => {
                to_wgs84(chosen.position, from, options.shift(datum))
            }
            Some(from) if options.map_services => to_wgs84(chosen.position, from, None),
            Some(_) => None,
        };
        let Some(position) = moved else {
            draft.report(IssueCode::CoordinatesSystem, context, "");
            return;
        };
        draft.site.position = Some(position);
        let interpretation = degrees(position);
        if label.datum_shift.is_some() {
            draft.report(
                IssueCode::CoordinatesConverted,
                context,
                interpretation.clone(),
            );
        }
        if !found.alternatives.is_empty() {
            let each = std::iter::once(chosen).chain(found.alternatives);
            let each = each.map(|c| format!("{} {}", c.system.name(), degrees(c.position)));
            let all = each.collect::<Vec<_>>().join("; ");
            draft.report(IssueCode::CoordinatesAmbiguous, context, all);
        }
        // In Chinese grids X is the northing by convention, so northing first is no exchange of axes.
        if chosen.swapped && !pair.is_named() && !chosen.system.is_gauss() {
            draft.report(
                IssueCode::CoordinatesSwapped,
                context,
                interpretation.clone(),
            );
        }
        if label.contradicts(chosen.system) {
            draft.report(IssueCode::CoordinatesLabel, context, chosen.system.name());
        } else if !found.is_expected {
            draft.report(
                IssueCode::CoordinatesInferred,
                context,
                chosen.system.name(),
            );
        }
        if chosen.system == crate::crs::Crs::PackedDegrees {
            draft.report(IssueCode::CoordinatesPacked, context, interpretation);
        }
        let coarse = coarseness(pair, chosen);
        if coarse > COARSE {
            draft.report(
                IssueCode::CoordinatesCoarse,
                context,
                format!("±{coarse:.0} m"),
            );
        }
        if !found.is_home {
            draft.report(
                IssueCode::CoordinatesElsewhere,
                context,
                draft.site.jurisdiction.clone(),
            );
        }
    }
}

/// The inferred position and the numbers it was inferred from.
struct ChosenPosition<'a> {
    chosen: &'a CrsCandidate,
    alternatives: &'a [CrsCandidate],
    is_home: bool,
    /// Whether the profile, the default systems or a label name the reference system.
    is_expected: bool,
}

/// Longitude and latitude as text, rounded to 1e-7 degrees.
pub(super) fn degrees(at: Position) -> String {
    let round = |value: f64| (value * 1e7).round() / 1e7;
    format!("{},{}", round(at.longitude()), round(at.latitude()))
}

/// Whether an area covers the position or one of eight points about 2 km around it.
fn near_area(area: &panhuo::Footprint, at: Position) -> bool {
    let far = 0.018;
    let across = far / at.latitude().to_radians().cos().max(0.01);
    let around = [
        (0.0, 0.0),
        (across, 0.0),
        (-across, 0.0),
        (0.0, far),
        (0.0, -far),
        (0.7 * across, 0.7 * far),
        (0.7 * across, -0.7 * far),
        (-0.7 * across, 0.7 * far),
        (-0.7 * across, -0.7 * far),
    ];
    around.iter().any(|(x, y)| {
        Position::new(at.longitude() + x, at.latitude() + y).is_ok_and(|near| area.covers(&near))
    })
}
