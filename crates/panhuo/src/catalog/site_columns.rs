//! Sites by column, checked and in the order of their ids.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::columns::encumbrance_bit;
use super::rows::{Readings, SiteRows};
use crate::compact::Text;
use crate::encumbrance::EncumbranceKind;
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::interval::{Choices, Interval};
use crate::lang::Bilingual;
use crate::schema::{Attribute, SiteKind, ValueType};
use crate::site::SiteId;

/// Sites by column: for a catalog of many sites of which only what matching needs is known.
///
/// Numbers are in the canonical unit of their attribute, NaN where nothing is known; every column
/// has one value a site. [`Catalog::from_columns`](crate::Catalog::from_columns) checks all of it.
///
/// # Example
///
/// ```
/// use panhuo::{Catalog, Requirement, SiteKind};
/// use panhuo::attribute::FLOOR_AREA;
/// use panhuo::catalog::SiteColumns;
/// use panhuo::units::square_metres;
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
    pub(super) ids: Vec<SiteId>,
    pub(super) kinds: Vec<SiteKind>,
    pub(super) names: Vec<String>,
    pub(super) longitudes: Vec<f64>,
    pub(super) latitudes: Vec<f64>,
    /// The codes that occur, and which of them each site has.
    pub(super) codes: Vec<String>,
    pub(super) jurisdictions: Vec<u32>,
    /// By place in the order of ids, where its readings were given; none if in this order.
    sorted: Option<Vec<u32>>,
    /// The memory of the column that was taken last.
    spare: Vec<f64>,
    pub(super) numbers: BTreeMap<Attribute, Vec<f64>>,
    /// The few true intervals, by site.
    pub(super) intervals: BTreeMap<Attribute, Vec<(u32, Interval)>>,
    pub(super) categories: BTreeMap<Attribute, Vec<Choices>>,
    pub(super) texts: BTreeMap<Attribute, Vec<String>>,
    pub(super) references: Vec<String>,
    pub(super) footprints: Vec<Option<Footprint>>,
    /// Encumbrances that each site is free of, and those that it has, as bits.
    pub(super) encumbrances: Vec<(u16, u16)>,
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

    /// The same with what is said of one kind of encumbrance: whether each site is encumbered.
    pub fn encumbrances(
        mut self,
        kind: EncumbranceKind,
        present: impl IntoIterator<Item = Option<bool>>,
    ) -> Self {
        for (at, present) in present.into_iter().enumerate() {
            if at >= self.encumbrances.len() {
                self.encumbrances.push((0, 0));
            }
            let (free, encumbered) = &mut self.encumbrances[at];
            match present {
                None => {}
                Some(true) => *encumbered |= encumbrance_bit(kind),
                Some(false) => *free |= encumbrance_bit(kind),
            }
        }
        self
    }

    /// Checks lengths and values, and sorts by id.
    pub(super) fn checked(mut self) -> Result<Self> {
        let count = self.ids.len();
        one_per_site("kinds", self.kinds.len(), count)?;
        // A column that is not given is empty.
        let optional = [
            ("names", self.names.len()),
            ("longitudes", self.longitudes.len()),
            ("latitudes", self.latitudes.len()),
            ("jurisdictions", self.jurisdictions.len()),
            ("references", self.references.len()),
            ("footprints", self.footprints.len()),
            ("encumbrances", self.encumbrances.len()),
        ];
        for (column, length) in optional {
            if length > 0 {
                one_per_site(column, length, count)?;
            }
        }
        match (self.longitudes.len(), self.latitudes.len()) {
            (given, latitudes) if given < latitudes => one_per_site("longitudes", given, count)?,
            (longitudes, given) if given < longitudes => one_per_site("latitudes", given, count)?,
            _ => {}
        }
        let codes = self.codes.len();
        let mut jurisdictions = self.jurisdictions.iter();
        if let Some(code) = jurisdictions.find(|code| **code as usize >= codes) {
            return Err(Error::new(ErrorCode::COLUMN_JURISDICTION)
                .with_given(*code)
                .with_expected(codes));
        }
        for (longitude, latitude) in self.longitudes.iter().zip(&self.latitudes) {
            if !longitude.is_nan() && !latitude.is_nan() {
                Position::new(*longitude, *latitude)?;
            }
        }
        for (attribute, values) in &self.numbers {
            let numbers = Bilingual::new("数字", "numbers");
            takes(*attribute, attribute.dimension().is_some(), numbers)?;
            one_per_site(*attribute, values.len(), count)?;
            let least = attribute.minimum();
            let wrong = |value: &&f64| value.is_infinite() || **value < least;
            if let Some(value) = values.iter().find(wrong) {
                return Err(out_of_range(*attribute, *value));
            }
        }
        for (attribute, intervals) in &mut self.intervals {
            intervals.sort_by_key(|(at, _)| *at);
            let last = intervals.last().map_or(0, |(at, _)| *at as usize);
            let numbers = Bilingual::new("区间", "intervals");
            takes(*attribute, attribute.dimension().is_some(), numbers)?;
            if last >= count.max(1) {
                return Err(Error::new(ErrorCode::COLUMN_ROW)
                    .with_what(*attribute)
                    .with_given(last)
                    .with_expected(count));
            }
            let mut each = intervals.iter().map(|(_, interval)| *interval);
            if let Some(interval) = each.find(|interval| !attribute.allows(*interval)) {
                let given = format!("{}–{}", interval.low(), interval.high());
                return Err(out_of_range(*attribute, given));
            }
        }
        for (attribute, texts) in &self.texts {
            let is_text = attribute.value_type() == ValueType::Text;
            takes(*attribute, is_text, Bilingual::new("文字", "texts"))?;
            one_per_site(*attribute, texts.len(), count)?;
        }
        for (attribute, choices) in &self.categories {
            let has_categories = !attribute.categories().is_empty();
            takes(
                *attribute,
                has_categories,
                Bilingual::new("类别", "categories"),
            )?;
            one_per_site(*attribute, choices.len(), count)?;
        }
        if !self.ids.is_sorted() {
            self.sort();
        }
        let twins = self.ids.iter().zip(self.ids.iter().skip(1));
        if let Some((id, _)) = twins.into_iter().find(|(a, b)| a == b) {
            return Err(Error::new(ErrorCode::DUPLICATE_SITE).with_given(id));
        }
        Ok(self)
    }

    /// Sorts what is kept; readings stay where they were given.
    fn sort(&mut self) {
        let order = order_of(&self.ids);
        sorted(&mut self.ids, &order, |id| {
            mem::replace(id, SiteId::new(""))
        });
        sorted(&mut self.kinds, &order, |kind| *kind);
        sorted(&mut self.names, &order, mem::take);
        sorted(&mut self.longitudes, &order, |degrees| *degrees);
        sorted(&mut self.latitudes, &order, |degrees| *degrees);
        sorted(&mut self.jurisdictions, &order, |code| *code);
        sorted(&mut self.references, &order, mem::take);
        sorted(&mut self.footprints, &order, mem::take);
        sorted(&mut self.encumbrances, &order, |encumbrances| *encumbrances);
        for texts in self.texts.values_mut() {
            sorted(texts, &order, mem::take);
        }
        self.sorted = Some(order);
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
            sorted: None,
            spare: Vec::new(),
            ..self
        }
    }

    pub(super) fn position(&self, at: usize) -> Option<Position> {
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
    pub(super) fn encumbrance(&self, kind: EncumbranceKind, at: usize) -> Option<bool> {
        let (free, encumbered) = self.encumbrances.get(at).copied().unwrap_or_default();
        let bit = encumbrance_bit(kind);
        (encumbered & bit != 0)
            .then_some(true)
            .or((free & bit != 0).then_some(false))
    }
}

/// The positions of ids in their order. Eight bytes behind what all begin with are compared as one
/// number; only where those are equal, the ids themselves.
fn one_per_site(column: impl Into<Bilingual>, given: usize, sites: usize) -> Result<()> {
    if given == sites {
        return Ok(());
    }
    Err(Error::new(ErrorCode::COLUMN_LENGTH)
        .with_what(column)
        .with_given(given)
        .with_expected(sites))
}

/// Checks that an attribute has values of the type of its column.
fn takes(attribute: Attribute, fits: bool, given: Bilingual) -> Result<()> {
    if fits {
        return Ok(());
    }
    Err(Error::new(ErrorCode::COLUMN_TYPE)
        .with_what(attribute)
        .with_given(given)
        .with_expected(attribute.expected()))
}

fn out_of_range(attribute: Attribute, given: impl Into<Bilingual>) -> Error {
    let error = Error::new(ErrorCode::VALUE_OUT_OF_RANGE)
        .with_what(attribute)
        .with_given(given);
    if attribute.minimum().is_finite() {
        error.with_expected(attribute.minimum())
    } else {
        error
    }
}

fn order_of(ids: &[SiteId]) -> Vec<u32> {
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
    let mut order: Vec<(u64, u32)> = ids.iter().map(key).zip(0..).collect();
    order.sort_unstable_by(|(a, x), (b, y)| {
        let id = |at: &u32| &ids[*at as usize];
        a.cmp(b).then_with(|| id(x).cmp(id(y)))
    });
    order.into_iter().map(|(_, at)| at).collect()
}

/// The values in another order; a column that is not given stays so.
fn sorted<T>(values: &mut Vec<T>, order: &[u32], take: impl Fn(&mut T) -> T) {
    if !values.is_empty() {
        *values = order
            .iter()
            .map(|at| take(&mut values[*at as usize]))
            .collect();
    }
}

impl SiteRows for SiteColumns {
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

    fn jurisdictions(&self, order: &[u32]) -> (Vec<String>, Vec<u32>) {
        if self.jurisdictions.is_empty() {
            let unknown = order.first().map(|_| String::new());
            return (unknown.into_iter().collect(), vec![0; order.len()]);
        }
        let mut occurs = vec![false; self.codes.len()];
        for code in &self.jurisdictions {
            occurs[*code as usize] = true;
        }
        let occurring = self.codes.iter().zip(occurs).filter(|(_, occurs)| *occurs);
        let named: BTreeSet<&String> = occurring.map(|(code, _)| code).collect();
        let places: BTreeMap<&String, u32> = named.iter().copied().zip(0..).collect();
        let place = |code: &String| places.get(code).copied().unwrap_or_default();
        let places: Vec<u32> = self.codes.iter().map(place).collect();
        let of_site = |at: &u32| places[self.jurisdictions[*at as usize] as usize];
        (
            named.into_iter().cloned().collect(),
            order.iter().map(of_site).collect(),
        )
    }

    fn encumbrances(&self, at: usize) -> (u16, u16) {
        self.encumbrances.get(at).copied().unwrap_or_default()
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.numbers
            .keys()
            .chain(self.intervals.keys())
            .chain(self.categories.keys())
            .copied()
            .collect()
    }

    fn given<'a>(&self, order: &'a [u32]) -> Cow<'a, [u32]> {
        match &self.sorted {
            None => Cow::Borrowed(order),
            Some(sorted) => order.iter().map(|at| sorted[*at as usize]).collect(),
        }
    }

    fn numbers(&self, attribute: Attribute, given: &[u32]) -> Readings {
        self.readings(attribute, given, Vec::new())
    }

    fn take_numbers(&mut self, attribute: Attribute, given: &[u32]) -> Readings {
        let memory = mem::take(&mut self.spare);
        let readings = self.readings(attribute, given, memory);
        self.spare = self.numbers.remove(&attribute).unwrap_or_default();
        readings
    }

    fn choices(&self, attribute: Attribute, given: &[u32]) -> Vec<Choices> {
        let choices = self.categories.get(&attribute);
        let of = |at: &u32| choices.map_or(Choices::ANYTHING, |all| all[*at as usize]);
        given.iter().map(of).collect()
    }
}

impl SiteColumns {
    /// A number of the sites whose readings are given in this order, its values in this memory.
    fn readings(&self, attribute: Attribute, given: &[u32], mut values: Vec<f64>) -> Readings {
        values.clear();
        match self.numbers.get(&attribute) {
            Some(all) => values.extend(given.iter().map(|at| all[*at as usize])),
            None => values.resize(given.len(), f64::NAN),
        }
        let mut intervals = BTreeMap::new();
        if let Some(aside) = self.intervals.get(&attribute) {
            for (place, (at, value)) in (0..).zip(given.iter().zip(&values)) {
                if value.is_nan()
                    && let Ok(found) = aside.binary_search_by_key(at, |(at, _)| *at)
                {
                    intervals.insert(place, aside[found].1);
                }
            }
        }
        Readings { values, intervals }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::interval::ReportedValue;
    use crate::requirement::Requirement;
    use crate::schema::attribute::{FLOOR_AREA, REMARKS};
    use crate::units::square_metres;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_are_ordered_as_texts(ids in prop::collection::vec("(YYL-)?[a-c0]{0,12}", 0..40)) {
            let ids: Vec<SiteId> = ids.into_iter().map(SiteId::new).collect();
            let mut sorted: Vec<&SiteId> = ids.iter().collect();
            sorted.sort();
            let ours: Vec<&SiteId> = order_of(&ids).iter().map(|at| &ids[*at as usize]).collect();
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
        assert_eq!(
            site.facts[&REMARKS].value,
            ReportedValue::Text("临湖".into())
        );
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
