//! A table in, one row a site: columns are known by their names, units by their fields.

use std::collections::{BTreeMap, HashMap};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use panhuo::catalog::SiteColumns;
use panhuo::compact::Text;
use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::Choices;
use panhuo::lang::Bilingual;
use panhuo::schema::{Schema, ValueType};
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Error, ErrorKind, Footprint, Interval, Position, SiteKind};

use super::cells::{self, ReadResult};
use super::geometry::{self, RowGeometry};
use crate::arrow::Chunks;
use crate::codes;
use crate::error::{BindingResult, Raised};

/// How a table is read.
pub(crate) struct Options {
    /// The coordinate system of a geometry that states none.
    pub(crate) crs: Option<String>,
    /// Whether a number that is not one (NaN) is a blank.
    pub(crate) nan_is_unknown: bool,
}

/// Columns that `to_arrow` adds: computed from others, or about the cells of a ledger.
const DERIVED: [&str; 5] = [
    "jurisdiction_name",
    "completeness",
    "source_file",
    "source_sheet",
    "source_row",
];

/// A table while it is read.
struct TableReader<'a> {
    options: &'a Options,
    chunks: &'a Chunks,
    count: usize,
}

/// The sites of a table, and the names of the columns that are nothing of a site.
///
/// # Errors
///
/// The column, and the row where there is one, that is not what it must be.
pub(crate) fn sites(
    chunks: &Chunks,
    options: &Options,
) -> BindingResult<(SiteColumns, Vec<String>)> {
    let count = chunks
        .batches
        .iter()
        .map(arrow_array::RecordBatch::num_rows)
        .sum();
    let reading = TableReader {
        options,
        chunks,
        count,
    };
    let names: Vec<&str> = chunks
        .schema
        .fields()
        .iter()
        .map(|f| f.name().as_str())
        .collect();
    if let Some(twice) = (1..names.len()).find(|at| names[..*at].contains(&names[*at])) {
        let repeated = Error::new(codes::COLUMN_REPEATED).with_given(names[twice]);
        return Err(repeated.into());
    }
    let kinds = reading.kinds()?;
    let mut columns = SiteColumns::new(reading.ids()?, kinds.iter().copied());
    columns = reading.locations(columns)?;
    let mut ends: BTreeMap<Attribute, [Option<usize>; 2]> = BTreeMap::new();
    let mut ignored = Vec::new();
    for (at, field) in chunks.schema.fields().iter().enumerate() {
        let name = field.name().as_str();
        let wrong = |error: Error| invalid_column(name, error);
        columns = match name {
            "id" | "kind" | "longitude" | "latitude" => columns,
            "name" => columns.names(reading.words(at).map_err(wrong)?),
            "reference" => columns.references(reading.words(at).map_err(wrong)?),
            "jurisdiction" => {
                let (codes, of_sites) = reading.codes(at).map_err(wrong)?;
                columns.jurisdictions(codes, of_sites)
            }
            _ if geometry::is_geometry(field) || DERIVED.contains(&name) => columns,
            _ => match meaning(name) {
                Some(ColumnTarget::Whole(attribute)) => reading
                    .attribute(columns, attribute, at, &kinds)
                    .map_err(wrong)?,
                Some(ColumnTarget::End(attribute, end)) => {
                    ends.entry(attribute).or_default()[end] = Some(at);
                    columns
                }
                Some(ColumnTarget::Encumbrance(kind)) => {
                    columns.encumbrances(kind, reading.flags(at).map_err(wrong)?)
                }
                None => {
                    ignored.push(name.to_owned());
                    columns
                }
            },
        };
    }
    for (attribute, [low, high]) in ends {
        let wrong = |error: Error| invalid_column(attribute.name(), error);
        let intervals = reading.intervals(attribute, low, high).map_err(wrong)?;
        columns = columns.intervals(attribute, intervals);
    }
    Ok((columns, ignored))
}

/// Whatever is wrong in a column makes a site that cannot be.
fn invalid_column(name: &str, error: Error) -> Raised {
    let error = match error.kind() {
        ErrorKind::InvalidSite => error,
        _ => Error::new(codes::COLUMN_VALUE).with_cause(error),
    };
    error.within(codes::column(name)).into()
}

fn blank(row: usize) -> Error {
    Error::new(codes::BLANK).within(codes::row(row))
}

/// What the name of a column means.
enum ColumnTarget {
    Whole(Attribute),
    /// The lower (0) or upper (1) end of a number or date.
    End(Attribute, usize),
    Encumbrance(EncumbranceKind),
}

fn meaning(name: &str) -> Option<ColumnTarget> {
    let attribute = |name: &str| Attribute::all().find(|attribute| attribute.name() == name);
    if let Some(attribute) = attribute(name) {
        return Some(ColumnTarget::Whole(attribute));
    }
    for (end, suffix) in ["_low", "_high"].into_iter().enumerate() {
        let of = name.strip_suffix(suffix).and_then(attribute);
        if let Some(attribute) = of.filter(|attribute| attribute.dimension().is_some()) {
            return Some(ColumnTarget::End(attribute, end));
        }
    }
    let mut kinds = EncumbranceKind::VALUES.iter().copied();
    kinds
        .find(|kind| kind.name() == name)
        .map(ColumnTarget::Encumbrance)
}

fn from_to(low: f64, high: f64) -> Bilingual {
    Bilingual::new(format!("{low} 到 {high}"), format!("{low} to {high}"))
}

impl TableReader<'_> {
    /// The pieces of a column, each with its first row.
    fn pieces(&self, at: usize) -> impl Iterator<Item = (usize, &ArrayRef)> {
        let mut first = 0;
        self.chunks.batches.iter().map(move |batch| {
            let here = first;
            first += batch.num_rows();
            (here, batch.column(at))
        })
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.chunks
            .schema
            .fields()
            .iter()
            .position(|field| field.name() == name)
    }

    fn field(&self, at: usize) -> &Field {
        self.chunks.schema.field(at)
    }

    fn texts<T: Clone>(
        &self,
        at: usize,
        mut of: impl FnMut(&str) -> ReadResult<T>,
    ) -> ReadResult<Vec<Option<T>>> {
        let mut all = Vec::with_capacity(self.count);
        for (first, piece) in self.pieces(at) {
            cells::texts(piece, first, &mut of, &mut all)?;
        }
        Ok(all)
    }

    /// Texts, empty where there is none.
    fn words(&self, at: usize) -> ReadResult<Vec<String>> {
        let all = self.texts(at, |text| Ok(text.to_owned()))?;
        Ok(all.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The ids, or the numbers of the rows, from 0.
    fn ids(&self) -> BindingResult<Vec<Text>> {
        let Some(at) = self.position("id") else {
            return Ok((0..self.count).map(Text::from_display).collect());
        };
        let ids = self.texts(at, |text| Ok(Text::from(text)));
        let ids = ids.map_err(|error| invalid_column("id", error))?;
        let given = ids.into_iter().enumerate().map(|(row, id)| {
            let id = id.filter(|id| !id.trim().is_empty());
            id.ok_or_else(|| invalid_column("id", blank(row)))
        });
        given.collect()
    }

    fn kinds(&self) -> BindingResult<Vec<SiteKind>> {
        let Some(at) = self.position("kind") else {
            let missing = Error::new(codes::KIND_COLUMN_MISSING);
            let names = Schema::builtin().kinds().map(SiteKind::name);
            return Err(missing.with_allowed(names).into());
        };
        let kinds = self.texts(at, SiteKind::from_name);
        let kinds = kinds.map_err(|error| invalid_column("kind", error))?;
        let given = kinds
            .into_iter()
            .enumerate()
            .map(|(row, kind)| kind.ok_or_else(|| invalid_column("kind", blank(row))));
        given.collect()
    }

    /// The codes that occur, and each site's position among them.
    fn codes(&self, at: usize) -> ReadResult<(Vec<String>, Vec<u32>)> {
        let mut codes = vec![String::new()];
        let mut places = HashMap::from([(String::new(), 0)]);
        let of_sites = self.texts(at, |code| {
            if let Some(place) = places.get(code) {
                return Ok(*place);
            }
            let next = u32::try_from(codes.len()).unwrap_or(u32::MAX);
            codes.push(code.to_owned());
            places.insert(code.to_owned(), next);
            Ok(next)
        })?;
        let of_sites = of_sites.into_iter().map(Option::unwrap_or_default);
        Ok((codes, of_sites.collect()))
    }

    fn flags(&self, at: usize) -> ReadResult<Vec<Option<bool>>> {
        let mut all = Vec::with_capacity(self.count);
        for (_, piece) in self.pieces(at) {
            cells::flags(piece, &mut |_, value| {
                all.push(value);
                Ok(())
            })?;
        }
        Ok(all)
    }

    /// Numbers or days in the canonical unit, NaN where nothing is known; none may be below `least`,
    /// in any unit.
    fn values(&self, at: usize, dimension: Dimension, least: f64) -> ReadResult<Vec<f64>> {
        let unit = self.unit(at, dimension)?;
        let mut all = Vec::with_capacity(self.count);
        for (first, piece) in self.pieces(at) {
            if dimension == Dimension::Date {
                cells::days(piece, &mut all)?;
            } else {
                cells::numbers(piece, &mut all)?;
            }
            // Nulls are NaN: as many that are no values as of those, and nothing is unclear.
            let is_value = |value: &f64| value.is_finite() && *value >= least;
            let blanks = all[first..].iter().filter(|value| !is_value(value));
            if blanks.count() == piece.logical_null_count() {
                continue;
            }
            let nulls = piece.logical_nulls();
            let is_null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
            let is_unclear = |(row, value): (usize, &f64)| {
                let may_be_unknown = value.is_nan() && self.options.nan_is_unknown;
                !(is_value(value) || is_null(row) || may_be_unknown)
            };
            if let Some(row) = all[first..].iter().enumerate().position(is_unclear) {
                let error = match all[first + row] {
                    value if value.is_nan() => Error::new(codes::VALUE_IS_NAN),
                    value if value.is_infinite() => {
                        Error::new(codes::VALUE_INFINITE).with_given(value)
                    }
                    value => {
                        let below = Error::new(codes::VALUE_BELOW).with_given(value);
                        below.with_expected(least)
                    }
                };
                return Err(error.within(codes::row(first + row)));
            }
        }
        if let Some(unit) = unit {
            for value in &mut all {
                *value = unit.to_canonical(*value);
            }
        }
        Ok(all)
    }

    /// The unit of a column that is not in the canonical one.
    fn unit(&self, at: usize, dimension: Dimension) -> ReadResult<Option<&'static Unit>> {
        let metadata = self.field(at).metadata();
        let Some(stated) = metadata.get("unit").or_else(|| metadata.get("units")) else {
            return Ok(None);
        };
        if let Some(unit) = Unit::find_in(dimension, stated) {
            return Ok(Some(unit).filter(|unit| *unit != Unit::canonical(dimension)));
        }
        let canonical = Unit::canonical(dimension).symbol();
        let label =
            |dimension: Dimension| Bilingual::in_each(|lang| dimension.label(lang).to_owned());
        let found = Unit::find(stated).map(|unit| label(unit.dimension()));
        Err(Error::new(codes::COLUMN_UNIT)
            .with_given(stated)
            .with_what(found.unwrap_or_else(|| Bilingual::new("不是单位", "not a unit")))
            .with_expected(label(dimension))
            .with_allowed([canonical]))
    }

    /// Adds the readings of an attribute.
    fn attribute(
        &self,
        columns: SiteColumns,
        attribute: Attribute,
        at: usize,
        kinds: &[SiteKind],
    ) -> ReadResult<SiteColumns> {
        if let Some(dimension) = attribute.dimension() {
            let values = self.values(at, dimension, attribute.minimum())?;
            return Ok(columns.numbers(attribute, values));
        }
        if attribute.value_type() == ValueType::Text {
            return Ok(columns.texts(attribute, self.words(at)?));
        }
        let choices = if *self.field(at).data_type() == DataType::Boolean {
            let yes_no = ["no", "yes"].map(|name| attribute.choice(name));
            let [no, yes] = yes_no;
            let (no, yes) = (no?, yes?);
            let flags = self.flags(at)?.into_iter();
            flags
                .map(|flag| flag.map(|flag| if flag { yes } else { no }))
                .collect()
        } else {
            self.texts(at, |names| {
                let each = names.split('|').map(|name| attribute.choice(name));
                let all = each.reduce(|all, one| Ok(all?.or(one?)));
                all.unwrap_or(Ok(Choices::ANYTHING))
            })?
        };
        let known = choices
            .into_iter()
            .zip(kinds)
            .map(|(choice, kind)| match choice {
                Some(choice) => choice,
                None if attribute.applies_to(*kind) => Choices::ANYTHING,
                None => Choices::EMPTY,
            });
        Ok(columns.categories(attribute, known.collect()))
    }

    /// The sites that have only an interval; a missing end is open.
    fn intervals(
        &self,
        attribute: Attribute,
        low: Option<usize>,
        high: Option<usize>,
    ) -> ReadResult<Vec<(u32, Interval)>> {
        let dimension = attribute.dimension().unwrap_or(Dimension::Number);
        let values = |at: Option<usize>| {
            let values = at.map(|at| self.values(at, dimension, attribute.minimum()));
            values.transpose()
        };
        let (lows, highs, exact) = (
            values(low)?,
            values(high)?,
            values(self.position(attribute.name()))?,
        );
        let value =
            |of: &Option<Vec<f64>>, row: usize| of.as_ref().map_or(f64::NAN, |all| all[row]);
        let mut intervals = Vec::new();
        for row in 0..self.count {
            let (low, high, exact) = (value(&lows, row), value(&highs, row), value(&exact, row));
            if low.is_nan() && high.is_nan() {
                continue;
            }
            let low = if low.is_nan() { f64::NEG_INFINITY } else { low };
            let high = if high.is_nan() { f64::INFINITY } else { high };
            let interval = Interval::new(low, high).ok_or_else(|| {
                let reversed = Error::new(codes::ENDS_REVERSED);
                reversed
                    .with_given(from_to(low, high))
                    .within(codes::row(row))
            })?;
            if exact.is_nan() {
                let site = u32::try_from(row).map_err(|_| Error::new(codes::TOO_MANY_ROWS))?;
                intervals.push((site, interval));
            } else if interval != Interval::exact(exact).unwrap_or(Interval::ANYTHING) {
                let differ = Error::new(codes::ENDS_AND_VALUE).with_given(exact);
                let differ = differ.with_expected(from_to(low, high));
                return Err(differ.within(codes::row(row)));
            }
        }
        Ok(intervals)
    }

    /// Adds where the sites are: by longitude and latitude, by geometry, or both.
    fn locations(&self, columns: SiteColumns) -> BindingResult<SiteColumns> {
        let degrees = |name: &str| {
            let column = self
                .position(name)
                .map(|at| self.values(at, Dimension::Angle, f64::NEG_INFINITY));
            column
                .transpose()
                .map_err(|error| invalid_column(name, error))
        };
        let (longitudes, latitudes) = (degrees("longitude")?, degrees("latitude")?);
        if longitudes.is_some() != latitudes.is_some() {
            return Err(Error::new(codes::HALF_A_POSITION).into());
        }
        let (mut longitudes, mut latitudes) = match (longitudes, latitudes) {
            (Some(longitudes), Some(latitudes)) => (longitudes, latitudes),
            _ => (vec![f64::NAN; self.count], vec![f64::NAN; self.count]),
        };
        for (row, (x, y)) in longitudes.iter().zip(&latitudes).enumerate() {
            if x.is_nan() != y.is_nan() {
                let half = Error::new(codes::HALF_A_POSITION);
                return Err(half.within(codes::row(row)).into());
            }
            if !x.is_nan() {
                Position::new(*x, *y).map_err(|cause| {
                    let refused = Error::new(codes::COLUMN_VALUE).with_cause(cause);
                    refused.within(codes::row(row))
                })?;
            }
        }
        let mut geometries = (0..self.chunks.schema.fields().len())
            .filter(|at| geometry::is_geometry(self.field(*at)));
        let Some(at) = geometries.next() else {
            return Ok(columns.positions(longitudes, latitudes));
        };
        if let Some(other) = geometries.next() {
            let (one, other) = (self.field(at).name(), self.field(other).name());
            let both = Error::new(codes::GEOMETRY_REPEATED);
            return Err(both.with_given(one).with_what(other).into());
        }
        let wrong = |error: Error| invalid_column(self.field(at).name(), error);
        geometry::check_system(self.field(at), self.options.crs.as_deref()).map_err(wrong)?;
        let mut places: Vec<RowGeometry> = Vec::with_capacity(self.count);
        for (first, piece) in self.pieces(at) {
            geometry::places(piece, first, &mut places).map_err(wrong)?;
        }
        for (row, place) in places.iter().enumerate() {
            let Some(point) = place.point else { continue };
            if longitudes[row].is_nan() {
                (longitudes[row], latitudes[row]) = (point.longitude(), point.latitude());
            } else if !is_near(&point, longitudes[row], latitudes[row]) {
                return Err(wrong(
                    Error::new(codes::POSITIONS_DIFFER).within(codes::row(row)),
                ));
            }
        }
        let footprints: Vec<Option<Footprint>> =
            places.into_iter().map(|place| place.area).collect();
        let columns = columns.positions(longitudes, latitudes);
        Ok(if footprints.iter().all(Option::is_none) {
            columns
        } else {
            columns.footprints(footprints)
        })
    }
}

/// Whether a point is at these degrees, to the tenth of a metre that rounding may take.
fn is_near(point: &Position, longitude: f64, latitude: f64) -> bool {
    (point.longitude() - longitude).abs() < 1e-6 && (point.latitude() - latitude).abs() < 1e-6
}
