//! Sites by column, checked and in the order of their ids.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{burden_bit, missing};
use super::rows::Rows;
use crate::attribute::{Attribute, SiteKind, ValueType};
use crate::compact::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::place::{Footprint, Position};
use crate::reading::{Choices, Interval, Reading};
use crate::site::{Encumbrance, EncumbranceKind, Site, SiteId};

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
    /// The few true intervals, by site.
    intervals: BTreeMap<Attribute, Vec<(u32, Interval)>>,
    categories: BTreeMap<Attribute, Vec<Choices>>,
    texts: BTreeMap<Attribute, Vec<String>>,
    references: Vec<String>,
    footprints: Vec<Option<Footprint>>,
    /// Burdens that each site is free of, and those that it has, as bits.
    burdens: Vec<(u16, u16)>,
}

impl SiteColumns {
    /// Sites with these ids and kinds, of which nothing else is known.
    pub fn new(
        ids: impl IntoIterator<Item = impl Into<Text>>,
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

    /// The same where these sites, by position, have only an interval of a number or date: their
    /// value in [`SiteColumns::numbers`] is NaN.
    pub fn intervals(mut self, attribute: Attribute, of_sites: Vec<(u32, Interval)>) -> Self {
        self.intervals.insert(attribute, of_sites);
        self
    }

    /// The same with the texts of an attribute; empty where nothing is known.
    pub fn texts(mut self, attribute: Attribute, texts: Vec<String>) -> Self {
        self.texts.insert(attribute, texts);
        self
    }

    /// The same with the identifiers that registers give the sites; empty where there is none.
    pub fn references(self, references: Vec<String>) -> Self {
        Self { references, ..self }
    }

    /// The same with these areas on the ground.
    pub fn footprints(self, footprints: Vec<Option<Footprint>>) -> Self {
        Self { footprints, ..self }
    }

    /// The same with what is said of one kind of encumbrance: whether each site is burdened.
    pub fn encumbrances(
        mut self,
        kind: EncumbranceKind,
        present: impl IntoIterator<Item = Option<bool>>,
    ) -> Self {
        for (at, present) in present.into_iter().enumerate() {
            if at >= self.burdens.len() {
                self.burdens.push((0, 0));
            }
            let (free, burdened) = &mut self.burdens[at];
            match present {
                None => {}
                Some(true) => *burdened |= burden_bit(kind),
                Some(false) => *free |= burden_bit(kind),
            }
        }
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
            ("references", optional(self.references.len())),
            ("footprints", optional(self.footprints.len())),
            ("encumbrances", optional(self.burdens.len())),
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
        for (attribute, intervals) in &mut self.intervals {
            intervals.sort_by_key(|(at, _)| *at);
            let last = intervals.last().map_or(0, |(at, _)| *at as usize);
            if attribute.dimension().is_none() || last >= count.max(1) {
                return refuse(format!("{attribute} has an interval of no site"));
            }
        }
        for (attribute, texts) in &self.texts {
            if attribute.value_type() != ValueType::Text || texts.len() != count {
                return refuse(format!("the column of {attribute} has not one text a site"));
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
        let order = order_of(&self.ids);
        sorted(&mut self.ids, &order);
        sorted(&mut self.kinds, &order);
        sorted(&mut self.names, &order);
        sorted(&mut self.longitudes, &order);
        sorted(&mut self.latitudes, &order);
        sorted(&mut self.jurisdictions, &order);
        sorted(&mut self.references, &order);
        sorted(&mut self.footprints, &order);
        sorted(&mut self.burdens, &order);
        for texts in self.texts.values_mut() {
            sorted(texts, &order);
        }
        if !self.intervals.is_empty() {
            let mut places = vec![0; order.len()];
            for (at, from) in (0_u32..).zip(&order) {
                places[*from] = at;
            }
            for (at, _) in self.intervals.values_mut().flatten() {
                *at = places[*at as usize];
            }
            for intervals in self.intervals.values_mut() {
                intervals.sort_by_key(|(at, _)| *at);
            }
        }
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

    /// Gives the numbers and categories back to memory once columns are made from them.
    pub(super) fn without_readings(self) -> Self {
        Self {
            numbers: BTreeMap::new(),
            intervals: BTreeMap::new(),
            categories: BTreeMap::new(),
            ..self
        }
    }

    fn position(&self, at: usize) -> Option<Position> {
        let (longitude, latitude) = (self.longitudes.get(at)?, self.latitudes.get(at)?);
        Position::new(*longitude, *latitude).ok()
    }

    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    pub(super) fn reference(&self, at: usize) -> &str {
        self.references.get(at).map_or("", String::as_str)
    }

    /// The attributes that are texts, with one a site.
    pub(super) fn listed_texts(&self) -> &BTreeMap<Attribute, Vec<String>> {
        &self.texts
    }

    /// What is said of one kind of encumbrance.
    pub(super) fn burden(&self, kind: EncumbranceKind, at: usize) -> Option<bool> {
        let (free, burdened) = self.burdens.get(at).copied().unwrap_or_default();
        let bit = burden_bit(kind);
        (burdened & bit != 0)
            .then_some(true)
            .or((free & bit != 0).then_some(false))
    }

    /// The site at a position, with the readings that columns have of it.
    pub(super) fn site(&self, at: usize, columns: &super::Columns) -> Site {
        let mut site = Site::new(self.ids[at].as_str(), self.kinds[at], self.name(at));
        self.jurisdiction(at).clone_into(&mut site.jurisdiction);
        self.reference(at).clone_into(&mut site.reference);
        site.position = self.position(at);
        site.footprint = self.footprint(at).cloned();
        for kind in EncumbranceKind::ALL {
            if let Some(present) = self.burden(kind, at) {
                let stated = Encumbrance {
                    present,
                    detail: Text::EMPTY,
                    source: None,
                };
                site.encumbrances.insert(kind, stated);
            }
        }
        for (attribute, texts) in self.texts.iter().filter(|(_, all)| !all[at].is_empty()) {
            let reading = Reading::Text(texts[at].as_str().into());
            site.facts.insert(*attribute, reading.into());
        }
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

/// The positions of ids in their order. Eight bytes behind what all begin with are compared as one
/// number; only where those are equal, the ids themselves.
fn order_of(ids: &[SiteId]) -> Vec<usize> {
    let first = ids.first().map_or(&[][..], |id| id.as_str().as_bytes());
    let common = ids.iter().fold(first.len(), |common, id| {
        let pairs = first[..common].iter().zip(id.as_str().as_bytes());
        pairs.take_while(|(a, b)| a == b).count()
    });
    let key = |id: &SiteId| {
        let mut bytes = [0; 8];
        let rest = id.as_str().as_bytes().iter().skip(common);
        bytes
            .iter_mut()
            .zip(rest)
            .for_each(|(to, from)| *to = *from);
        u64::from_be_bytes(bytes)
    };
    let mut order: Vec<(u64, usize)> = ids.iter().map(key).zip(0..).collect();
    order.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| ids[*x].cmp(&ids[*y])));
    order.into_iter().map(|(_, at)| at).collect()
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
        self.position(at)
            .or_else(|| Some(self.footprint(at)?.representative()))
    }

    fn footprint(&self, at: usize) -> Option<&Footprint> {
        self.footprints.get(at)?.as_ref()
    }

    fn jurisdiction(&self, at: usize) -> &str {
        let code = self.jurisdictions.get(at).map(|code| *code as usize);
        code.map_or("", |code| self.codes[code].as_str())
    }

    fn burdens(&self, at: usize) -> (u16, u16) {
        self.burdens.get(at).copied().unwrap_or_default()
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.numbers
            .keys()
            .chain(self.intervals.keys())
            .chain(self.categories.keys())
            .copied()
            .collect()
    }

    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>) {
        let values = self.numbers.get(&attribute);
        let aside = self
            .intervals
            .get(&attribute)
            .map_or(&[][..], Vec::as_slice);
        let of_aside = |at: u32| {
            let found = aside.binary_search_by_key(&at, |(at, _)| *at).ok()?;
            Some(aside[found].1)
        };
        let of = |at: &u32| {
            let exact = values.and_then(|values| Interval::exact(values[*at as usize]));
            exact
                .or_else(|| of_aside(*at))
                .unwrap_or_else(|| missing(attribute, self.kinds[*at as usize]))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalog, FLOOR_AREA, REMARKS, Requirement, square_metres};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_are_ordered_as_texts(ids in prop::collection::vec("(YYL-)?[a-c0]{0,12}", 0..40)) {
            let ids: Vec<SiteId> = ids.into_iter().map(SiteId::new).collect();
            let mut sorted: Vec<&SiteId> = ids.iter().collect();
            sorted.sort();
            let ours: Vec<&SiteId> = order_of(&ids).into_iter().map(|at| &ids[at]).collect();
            prop_assert_eq!(ours, sorted);
        }
    }

    #[test]
    fn everything_stays_with_its_site_when_ids_are_sorted() {
        let interval = Interval::new(5000.0, 6000.0).unwrap();
        let columns = SiteColumns::new(["B", "A"], [SiteKind::IdleFactory; 2])
            .numbers(FLOOR_AREA, vec![f64::NAN, 9000.0])
            .intervals(FLOOR_AREA, vec![(0, interval)])
            .texts(REMARKS, vec!["临湖".to_owned(), String::new()])
            .references(vec!["r1".to_owned(), String::new()])
            .encumbrances(EncumbranceKind::Mortgage, [Some(true), Some(false)]);
        let catalog = Catalog::from_columns(columns).unwrap();
        let site = catalog.site(&SiteId::new("B")).unwrap();
        assert_eq!(site.interval(FLOOR_AREA), interval);
        assert_eq!(site.facts[&REMARKS].reading, Reading::Text("临湖".into()));
        assert_eq!(site.reference, "r1");
        assert!(site.encumbrances[&EncumbranceKind::Mortgage].present);
        let large = Requirement::new("x").must(FLOOR_AREA.at_least(square_metres(5500.0)));
        let found = catalog.shortlist(&large, 9).unwrap();
        let ids: Vec<_> = found.candidates.iter().map(|c| c.site.as_str()).collect();
        assert_eq!(ids, ["A", "B"]);
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let one = || SiteColumns::new(["A"], [SiteKind::Land]);
        let interval = Interval::new(1.0, 2.0).unwrap();
        for columns in [
            one().intervals(FLOOR_AREA, vec![(1, interval)]),
            one().intervals(REMARKS, vec![(0, interval)]),
            one().texts(FLOOR_AREA, vec![String::new()]),
            one().texts(REMARKS, Vec::new()),
            one().references(vec![String::new(); 2]),
            one().footprints(vec![None, None]),
            one().encumbrances(EncumbranceKind::Lease, [None, None]),
        ] {
            assert!(Catalog::from_columns(columns).is_err());
        }
    }
}
