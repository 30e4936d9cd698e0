//! What a catalog is made from: sites one by one, or sites by column.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{burden_bit, missing};
use crate::attribute::{Attribute, SiteKind, ValueType};
use crate::error::{Error, ErrorKind, Result};
use crate::inventory::Inventory;
use crate::place::{Footprint, Position, metres_from};
use crate::reading::{Choices, Interval, Reading};
use crate::site::{Site, SiteId};

/// Sites that columns can be made from, each by its position in the order of ids.
pub(crate) trait Rows: Sync {
    fn count(&self) -> usize;
    fn kind(&self, at: usize) -> SiteKind;
    fn representative(&self, at: usize) -> Option<Position>;
    fn footprint(&self, at: usize) -> Option<&Footprint>;
    fn jurisdiction(&self, at: usize) -> &str;
    /// The geodesic distance to a geometry, 0 inside it or where it meets the footprint; none
    /// without a place.
    fn metres_to(&self, at: usize, geometry: &geo::Geometry) -> Option<f64> {
        let place = self.representative(at)?;
        Some(metres_from(&place, self.footprint(at), geometry))
    }
    /// Burdens that the site is free of, and those that it has, as bits.
    fn burdens(&self, at: usize) -> (u16, u16);
    /// The attributes that some site reports.
    fn reported(&self) -> BTreeSet<Attribute>;
    /// Replaces what is in `all` by a number of the sites in this order.
    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>);
    /// A category of the sites in this order.
    fn choices(&self, attribute: Attribute, order: &[u32]) -> Vec<Choices>;
}

impl Rows for Inventory {
    fn count(&self) -> usize {
        self.sites().len()
    }

    fn kind(&self, at: usize) -> SiteKind {
        self.sites()[at].kind
    }

    fn representative(&self, at: usize) -> Option<Position> {
        self.sites()[at].representative()
    }

    fn footprint(&self, at: usize) -> Option<&Footprint> {
        self.sites()[at].footprint.as_ref()
    }

    fn jurisdiction(&self, at: usize) -> &str {
        &self.sites()[at].jurisdiction
    }

    fn burdens(&self, at: usize) -> (u16, u16) {
        let stated = |present: bool| {
            let all = self.sites()[at].encumbrances.iter();
            let of = all.filter(|(_, burden)| burden.present == present);
            of.fold(0, |bits, (kind, _)| bits | burden_bit(*kind))
        };
        (stated(false), stated(true))
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.sites()
            .iter()
            .flat_map(|site| site.facts.keys().copied())
            .collect()
    }

    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>) {
        let of = |at: &u32| self.sites()[*at as usize].interval(attribute);
        all.clear();
        all.extend(order.iter().map(of));
    }

    fn choices(&self, attribute: Attribute, order: &[u32]) -> Vec<Choices> {
        let of = |at: &u32| self.sites()[*at as usize].choices(attribute);
        order.iter().map(of).collect()
    }
}

/// Sites by column: for a catalog of many sites of which only what matching needs is known.
///
/// Numbers are in the canonical unit of their attribute, NaN where nothing is known; every column
/// has one value a site. [`Catalog::from_columns`](crate::Catalog::from_columns) checks all of it.
///
/// # Example
///
/// ```
/// use panhuo::{Catalog, FLOOR_AREA, Requirement, SiteColumns, SiteKind, square_metres};
///
/// let columns = SiteColumns::new(["A", "B"], [SiteKind::IdleFactory; 2])
///     .places(vec![113.14, 113.2], vec![29.44, 29.3])
///     .numbers(FLOOR_AREA, vec![8600.0, f64::NAN]);
/// let catalog = Catalog::from_columns(columns)?;
/// let large = Requirement::new("large").must(FLOOR_AREA.at_least(square_metres(8000.0)));
/// assert_eq!(catalog.shortlist(&large, 10)?.candidates.len(), 2);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SiteColumns {
    ids: Vec<SiteId>,
    kinds: Vec<SiteKind>,
    names: Vec<String>,
    longitudes: Vec<f64>,
    latitudes: Vec<f64>,
    /// The codes that occur, and which of them each site has.
    codes: Vec<String>,
    jurisdictions: Vec<u32>,
    numbers: BTreeMap<Attribute, Vec<f64>>,
    categories: BTreeMap<Attribute, Vec<Choices>>,
}

impl SiteColumns {
    /// Sites with these ids and kinds, of which nothing else is known.
    pub fn new(
        ids: impl IntoIterator<Item = impl Into<String>>,
        kinds: impl IntoIterator<Item = SiteKind>,
    ) -> Self {
        Self {
            ids: ids.into_iter().map(SiteId::new).collect(),
            kinds: kinds.into_iter().collect(),
            ..Self::default()
        }
    }

    /// The same with these names.
    pub fn names(self, names: Vec<String>) -> Self {
        Self { names, ..self }
    }

    /// The same at these places, in degrees of WGS84; NaN where a site has none.
    pub fn places(self, longitudes: Vec<f64>, latitudes: Vec<f64>) -> Self {
        Self {
            longitudes,
            latitudes,
            ..self
        }
    }

    /// The same in these jurisdictions: the codes that occur, and for each site its position
    /// among them. The empty code is a jurisdiction that is not known.
    pub fn jurisdictions(self, codes: Vec<String>, of_sites: Vec<u32>) -> Self {
        Self {
            codes,
            jurisdictions: of_sites,
            ..self
        }
    }

    /// The same with the values of a number or date.
    pub fn numbers(mut self, attribute: Attribute, values: Vec<f64>) -> Self {
        self.numbers.insert(attribute, values);
        self
    }

    /// The same with the choices of a category.
    pub fn categories(mut self, attribute: Attribute, choices: Vec<Choices>) -> Self {
        self.categories.insert(attribute, choices);
        self
    }

    /// Checks lengths and values, and sorts by id.
    pub(super) fn checked(mut self) -> Result<Self> {
        let refuse = |what: String| Err(Error::new(ErrorKind::InvalidSite, what));
        let count = self.ids.len();
        let optional = |length: usize| length == 0 || length == count;
        let lengths = [
            ("kinds", self.kinds.len() == count),
            ("names", optional(self.names.len())),
            ("longitudes", optional(self.longitudes.len())),
            ("latitudes", self.latitudes.len() == self.longitudes.len()),
            ("jurisdictions", optional(self.jurisdictions.len())),
        ];
        if let Some((column, _)) = lengths.iter().find(|(_, fits)| !fits) {
            return refuse(format!("the column of {column} has not one value a site"));
        }
        let codes = self.codes.len();
        if self
            .jurisdictions
            .iter()
            .any(|code| *code as usize >= codes)
        {
            return refuse(format!("a jurisdiction is not among the {codes} codes"));
        }
        for (longitude, latitude) in self.longitudes.iter().zip(&self.latitudes) {
            if !longitude.is_nan() && !latitude.is_nan() {
                Position::new(*longitude, *latitude)?;
            }
        }
        for (attribute, values) in &self.numbers {
            if attribute.dimension().is_none() || values.len() != count {
                return refuse(format!(
                    "the column of {attribute} has not one number a site"
                ));
            }
            if let Some(value) = values.iter().find(|value| value.is_infinite()) {
                return refuse(format!("{attribute} cannot be {value}"));
            }
        }
        for (attribute, choices) in &self.categories {
            if attribute.categories().is_empty() || choices.len() != count {
                return refuse(format!(
                    "the column of {attribute} has not one category a site"
                ));
            }
        }
        if !self.ids.is_sorted() {
            self.sort();
        }
        let twins = self.ids.iter().zip(self.ids.iter().skip(1));
        if let Some((id, _)) = twins.into_iter().find(|(a, b)| a == b) {
            return refuse(format!("two sites have the id `{id}`"));
        }
        Ok(self)
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_by(|a, b| self.ids[*a].cmp(&self.ids[*b]));
        sorted(&mut self.ids, &order);
        sorted(&mut self.kinds, &order);
        sorted(&mut self.names, &order);
        sorted(&mut self.longitudes, &order);
        sorted(&mut self.latitudes, &order);
        sorted(&mut self.jurisdictions, &order);
        for values in self.numbers.values_mut() {
            sorted(values, &order);
        }
        for choices in self.categories.values_mut() {
            sorted(choices, &order);
        }
    }

    pub(super) fn ids(&self) -> &[SiteId] {
        &self.ids
    }

    /// The names, if there are any.
    pub(super) fn listed_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// Gives the numbers and categories back to memory once columns are made from them.
    pub(super) fn without_readings(self) -> Self {
        Self {
            numbers: BTreeMap::new(),
            categories: BTreeMap::new(),
            ..self
        }
    }

    /// The site at a position, with the readings that columns have of it.
    pub(super) fn site(&self, at: usize, columns: &super::Columns) -> Site {
        let mut site = Site::new(self.ids[at].as_str(), self.kinds[at], self.name(at));
        self.jurisdiction(at).clone_into(&mut site.jurisdiction);
        site.position = self.representative(at);
        let row = columns.row_of(at);
        for attribute in columns.attributes() {
            let reading = match attribute.value_type() {
                ValueType::Category(_) | ValueType::YesNo => {
                    let choices = columns.choices(attribute, row);
                    (choices.bits() != 0 && choices != Choices::ANYTHING)
                        .then_some(Reading::Category(choices))
                }
                _ => {
                    let interval = columns.interval(attribute, row);
                    (!interval.is_empty() && !interval.is_anything())
                        .then_some(Reading::Number(interval))
                }
            };
            if let Some(reading) = reading {
                site.facts.insert(attribute, reading.into());
            }
        }
        site
    }
}

/// The values in another order; a column that is not given stays so.
fn sorted<T: Clone>(values: &mut Vec<T>, order: &[usize]) {
    if !values.is_empty() {
        *values = order.iter().map(|at| values[*at].clone()).collect();
    }
}

impl Rows for SiteColumns {
    fn count(&self) -> usize {
        self.ids.len()
    }

    fn kind(&self, at: usize) -> SiteKind {
        self.kinds[at]
    }

    fn representative(&self, at: usize) -> Option<Position> {
        let (longitude, latitude) = (self.longitudes.get(at)?, self.latitudes.get(at)?);
        Position::new(*longitude, *latitude).ok()
    }

    fn footprint(&self, _: usize) -> Option<&Footprint> {
        None
    }

    fn jurisdiction(&self, at: usize) -> &str {
        let code = self.jurisdictions.get(at).map(|code| *code as usize);
        code.map_or("", |code| self.codes[code].as_str())
    }

    fn burdens(&self, _: usize) -> (u16, u16) {
        (0, 0)
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.numbers
            .keys()
            .chain(self.categories.keys())
            .copied()
            .collect()
    }

    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>) {
        let values = self.numbers.get(&attribute);
        let of = |at: &u32| {
            let at = *at as usize;
            values
                .and_then(|values| Interval::exact(values[at]))
                .unwrap_or_else(|| missing(attribute, self.kinds[at]))
        };
        all.clear();
        all.extend(order.iter().map(of));
    }

    fn choices(&self, attribute: Attribute, order: &[u32]) -> Vec<Choices> {
        let choices = self.categories.get(&attribute);
        let of = |at: &u32| choices.map_or(Choices::ANYTHING, |all| all[*at as usize]);
        order.iter().map(of).collect()
    }
}
