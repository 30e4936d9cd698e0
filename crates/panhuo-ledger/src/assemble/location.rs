//! Where a site lies: the township that reports it, and its position.

use std::collections::BTreeMap;

use rayon::prelude::*;

use panhuo::Position;
use panhuo::attribute::ADDRESS;
use panhuo::compact::Text;
use panhuo::site::Extra;

use super::row::{Cells, Line, Rows};
use super::{Reading, Shape};
use crate::columns::Column;
use crate::crs::{Bounds, Candidate, Label, Moved, Referee, Verdict, around, coarseness, to_wgs84};
use crate::issue::{Context, IssueCode};
use crate::layout::ditto;
use crate::lexicon::headers::Role;
use crate::lexicon::missing;
use crate::parse::coordinates::{self, Pair, Said};
use crate::parse::locale::{pair_with_points, with_points};
use crate::parse::words;
use crate::profile::Profile;
use crate::text::fold;

/// The coordinates of a table: one pair of columns, and how its numbers are read.
#[derive(Debug)]
pub(crate) struct Places {
    /// The column that issues name, by its position among the columns.
    pub(super) column: usize,
    rows: BTreeMap<u32, Written>,
    referee: Referee,
}

#[derive(Debug)]
struct Written {
    said: Said,
    label: Label,
    raw: Text,
}

/// A pair of columns, and what is known of it.
struct Given {
    /// The positions of both among the columns; the same one for a cell with both axes.
    pair: (usize, usize),
    /// The column of the sheet that names their system.
    system: Option<u32>,
    /// Where the sites lie, by another pair.
    rest: Option<Bounds>,
    decimal_commas: bool,
}

/// Coordinates that cannot be farther off than this, in metres, are no doubt.
const COARSE: f64 = 40.0;

impl Places {
    /// The coordinates of a table, and a second pair of columns if it has one.
    pub(super) fn find(
        reading: &Reading<'_>,
        columns: &[Column],
        rows: &[(u32, &Shape)],
        decimal_commas: bool,
    ) -> (Option<Self>, Option<Self>) {
        let at = |role: &Role| columns.iter().position(|column| column.role == *role);
        let degrees = at(&Role::Longitude).zip(at(&Role::Latitude));
        let grid = at(&Role::Easting).zip(at(&Role::Northing));
        // Lat/Long: one column of an axis holds both, or says nothing.
        let alone = [
            Role::Longitude,
            Role::Latitude,
            Role::Easting,
            Role::Northing,
        ];
        let alone = || {
            alone
                .iter()
                .find_map(&at)
                .filter(|_| degrees.or(grid).is_none())
        };
        let one = at(&Role::Coordinates)
            .or_else(alone)
            .map(|column| (column, column));
        let mut pairs = [degrees, grid, one].into_iter().flatten();
        let system = at(&Role::CoordinateSystem).map(|at| columns[at].index);
        let first = pairs.next();
        let second = pairs.next();
        let place = |pair: Option<(usize, usize)>, system: Option<u32>, rest: Option<Bounds>| {
            let given = Given {
                pair: pair?,
                system,
                rest,
                decimal_commas,
            };
            Some(Self::of(reading, columns, rows, &given))
        };
        let first = place(first, system, None);
        let rest = second.and(first.as_ref()).and_then(Self::around);
        (first, place(second, None, rest))
    }

    fn of(
        reading: &Reading<'_>,
        columns: &[Column],
        rows: &[(u32, &Shape)],
        given: &Given,
    ) -> Self {
        let ((east, north), system) = (given.pair, given.system);
        let sheet = reading.sheet;
        let header = match (east == north, &columns[north]) {
            (false, north) => format!("{} {}", columns[east].path.join(" "), north.path.join(" ")),
            (true, _) => columns[east].path.join(" "),
        };
        let told_once = Label::read(&header);
        // Lat/Long names the order of the two numbers of a cell.
        let folded = fold(&header);
        let axes = folded.find("lat").zip(folded.find("lon"));
        let text = |row: u32, column: u32| {
            sheet
                .shown(row, column)
                .map_or("", |cell| cell.text.as_str())
        };
        let of_row = |row: u32| {
            let first = text(row, columns[east].index);
            let (said, raw) = if east == north {
                let said = if given.decimal_commas {
                    coordinates::joint(&pair_with_points(first))
                } else {
                    coordinates::joint(first)
                };
                let said = match axes {
                    Some((lat, lon)) if lat < lon => said.turned(),
                    Some(_) => said.in_order(),
                    None => said,
                };
                (said, first.into())
            } else {
                let second = text(row, columns[north].index);
                let raw = format!("{first} {second}").trim().into();
                let said = if given.decimal_commas {
                    coordinates::split(&with_points(first), &with_points(second))
                } else {
                    coordinates::split(first, second)
                };
                (said, raw)
            };
            let system = system.map_or("", |column| text(row, column));
            let beside = if east == north { first } else { "" };
            let label = if coordinates::grid_reference(&fold(beside)).is_some() {
                Label::british()
            } else if system.is_empty() && beside.is_empty() {
                told_once
            } else {
                Label::read(&format!("{header} {system} {beside}"))
            };
            (row, Written { said, label, raw })
        };
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, Shape::Data(_)));
        let data: Vec<u32> = data.map(|(row, _)| *row).collect();
        let written: Vec<(u32, Written)> = data.par_iter().map(|row| of_row(*row)).collect();
        let written: BTreeMap<u32, Written> = written.into_iter().collect();
        let pairs = written.values().filter_map(|written| match &written.said {
            Said::Pair(pair) => Some((pair, written.label)),
            _ => None,
        });
        let profile = &reading.options.profile;
        let referee = Referee::new(profile.area(), reading.systems(columns), given.rest, pairs);
        Self {
            column: east,
            rows: written,
            referee,
        }
    }

    /// Where the rows lie whose places are beyond doubt.
    fn around(&self) -> Option<Bounds> {
        let rows = self.rows.keys();
        around(rows.filter_map(|row| self.plain(*row).map(|(at, _)| at)))
    }

    /// Where the pair of a row lies, if nothing speaks against it, and how coarse it is.
    pub(super) fn plain(&self, row: u32) -> Option<(Position, f64)> {
        let written = self.rows.get(&row)?;
        let Said::Pair(pair) = &written.said else {
            return None;
        };
        match self.referee.decide(pair, written.label, |_| true) {
            Verdict::Here { chosen, rivals }
                if rivals.is_empty() && written.label.moved.is_none() =>
            {
                Some((chosen.position, coarseness(pair, &chosen)))
            }
            _ => None,
        }
    }

    /// What is written in a row, for issues.
    pub(super) fn raw(&self, row: u32) -> &str {
        self.rows
            .get(&row)
            .map_or("", |written| written.raw.as_str())
    }
}

impl<'a> Rows<'a> {
    /// Finds the township: as written, as filled down, or as the sheet, title or address says.
    pub(super) fn township(&mut self, cells: &Cells<'_>, line: &mut Line, whole: &Context<'_>) {
        let profile: &'a Profile = &self.reading.options.profile;
        let column = self.column(&Role::Township);
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
                code.clone_into(&mut line.site.jurisdiction);
                return;
            }
            if profile.knows_townships() {
                let context = column.map_or_else(
                    || whole.clone(),
                    |column| self.context(line.row, column, &text.as_str().into()),
                );
                line.doubt(IssueCode::TownshipUnknown, &context, "");
            }
            line.site.extras.push(Extra {
                header: column.map_or("township", |column| &column.title).into(),
                value: text.as_str().into(),
            });
        }
        let address = self
            .column(&Role::Attribute(ADDRESS))
            .and_then(|column| cells.get(column.index));
        let name = self
            .column(&Role::Name)
            .and_then(|column| cells.get(column.index));
        let assumed = self.table.township.as_deref().or_else(|| {
            let mut texts = [address, name].into_iter().flatten();
            texts.find_map(|cell| profile.township_inside(&cell.text))
        });
        if let Some(code) = assumed {
            code.clone_into(&mut line.site.jurisdiction);
            // A sheet of one township says so once, in its title: that is no doubt.
            if self.table.township.is_none() || column.is_some() {
                line.doubt(IssueCode::TownshipAssumed, whole, code);
            }
        }
    }

    /// The position, by the referee of the table.
    pub(super) fn position(&self, line: &mut Line) {
        // Where the first pair is blank, the second is all there is.
        let of_row = |places: &'a Places| Some((places, places.rows.get(&line.row)?));
        let both = [&self.table.places, &self.table.second];
        let mut told = both.into_iter().flatten().filter_map(of_row);
        let Some((places, written)) =
            told.find(|(_, written)| !matches!(written.said, Said::Missing))
        else {
            return;
        };
        let context = self.context(line.row, &self.table.columns[places.column], &written.raw);
        let pair = match &written.said {
            Said::Pair(pair) => pair,
            Said::Missing => return,
            Said::Illegible => {
                line.doubt(IssueCode::CoordinatesIllegible, &context, "");
                return;
            }
        };
        let profile = &self.reading.options.profile;
        let boundary = profile.boundary(&line.site.jurisdiction);
        let home = |at: Position| boundary.is_none_or(|boundary| near_area(boundary, at));
        match places.referee.decide(pair, written.label, home) {
            Verdict::Here { chosen, rivals } => {
                let found = Found {
                    chosen: &chosen,
                    rivals: &rivals,
                    is_home: home(chosen.position),
                    is_expected: written.label.fits(chosen.system)
                        || places.referee.expects(chosen.system),
                };
                self.place(line, pair, written.label, &found, &context);
            }
            Verdict::Zero => line.doubt(IssueCode::CoordinatesZero, &context, ""),
            Verdict::Outside(at) => {
                line.doubt(
                    IssueCode::CoordinatesOutside,
                    &context,
                    degrees(at.position),
                );
                if written.label.contradicts(at.system) {
                    line.doubt(IssueCode::CoordinatesLabel, &context, at.system.name());
                }
            }
            Verdict::OtherSystem => {
                line.doubt(IssueCode::CoordinatesSystem, &context, "");
                if written.label.system.is_some() {
                    line.doubt(IssueCode::CoordinatesLabel, &context, "");
                }
            }
            Verdict::Illegible => line.doubt(IssueCode::CoordinatesIllegible, &context, ""),
        }
    }

    /// Takes what the referee found, moved to WGS84, with every doubt about it.
    fn place(
        &self,
        line: &mut Line,
        pair: &Pair,
        label: Label,
        found: &Found<'_>,
        context: &Context<'_>,
    ) {
        let chosen = found.chosen;
        let options = self.reading.options;
        let moved = match label.moved {
            None => Some(chosen.position),
            Some(from @ Moved::Old(datum)) => to_wgs84(chosen.position, from, options.shift(datum)),
            Some(from) if options.map_services => to_wgs84(chosen.position, from, None),
            Some(_) => None,
        };
        let Some(position) = moved else {
            line.doubt(IssueCode::CoordinatesSystem, context, "");
            return;
        };
        line.site.position = Some(position);
        let meaning = degrees(position);
        if label.moved.is_some() {
            line.doubt(IssueCode::CoordinatesConverted, context, meaning.clone());
        }
        if !found.rivals.is_empty() {
            let each = std::iter::once(chosen).chain(found.rivals);
            let each = each.map(|c| format!("{} {}", c.system.name(), degrees(c.position)));
            let all = each.collect::<Vec<_>>().join("; ");
            line.doubt(IssueCode::CoordinatesAmbiguous, context, all);
        }
        // In Chinese grids X is the northing: that is no exchange.
        if chosen.swapped && !pair.is_named() && !chosen.system.is_gauss() {
            line.doubt(IssueCode::CoordinatesSwapped, context, meaning.clone());
        }
        if label.contradicts(chosen.system) {
            line.doubt(IssueCode::CoordinatesLabel, context, chosen.system.name());
        } else if !found.is_expected {
            line.doubt(
                IssueCode::CoordinatesInferred,
                context,
                chosen.system.name(),
            );
        }
        if chosen.system == crate::crs::System::Packed {
            line.doubt(IssueCode::CoordinatesPacked, context, meaning);
        }
        let coarse = coarseness(pair, chosen);
        if coarse > COARSE {
            line.doubt(
                IssueCode::CoordinatesCoarse,
                context,
                format!("±{coarse:.0} m"),
            );
        }
        if !found.is_home {
            line.doubt(
                IssueCode::CoordinatesElsewhere,
                context,
                line.site.jurisdiction.clone(),
            );
        }
    }
}

/// What the referee found, and how it was written.
struct Found<'a> {
    chosen: &'a Candidate,
    rivals: &'a [Candidate],
    is_home: bool,
    /// Whether profile, custom or label name its system.
    is_expected: bool,
}

/// Longitude and latitude, as people write them.
pub(super) fn degrees(at: Position) -> String {
    let round = |value: f64| (value * 1e7).round() / 1e7;
    format!("{},{}", round(at.longitude()), round(at.latitude()))
}

/// Whether an area covers a position or a place within 2 km of it.
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
