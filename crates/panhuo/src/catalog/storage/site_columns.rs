//! Sites given by column, checked and put in the order of their ids.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::{ReportedNumbers, SiteRows};
use crate::catalog::ids::SegmentSite;
use crate::catalog::segment::encumbrance_bit;
use crate::compact::Text;
use crate::encumbrance::EncumbranceKind;
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::interval::{Choices, Interval};
use crate::inventory::check_count;
use crate::lang::{Bilingual, Lang};
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
///     .positions(vec![113.14, 113.2], vec![29.44, 29.3])
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
    /// By site in the order of ids, where its numbers and categories were given; none if in this
    /// order.
    fact_positions: Option<Vec<SegmentSite>>,
    /// The memory of the column that was taken last, for the next.
    spare: Vec<f64>,
    pub(super) numbers: BTreeMap<Attribute, Vec<f64>>,
    /// The numbers that are intervals and not exact, by site.
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

    /// The same at these positions, in degrees of WGS84; NaN where a site has none.
    pub fn positions(self, longitudes: Vec<f64>, latitudes: Vec<f64>) -> Self {
        Self {
            longitudes,
            latitudes,
            ..self
        }
    }

    /// The same in these jurisdictions: the codes that occur, and for each site the index of its
    /// code among them. The empty code is a jurisdiction that is not known.
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

    /// The same where these sites, by index, have only an interval of a number or date: their
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

    /// The same with one kind of encumbrance: whether each site has it; none where not known.
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
    pub(in crate::catalog) fn checked(mut self) -> Result<Self> {
        let count = self.ids.len();
        check_count(count)?;
        self.check_lengths()?;
        self.check_types()?;
        let codes = self.codes.len();
        let mut jurisdictions = self.jurisdictions.iter();
        if let Some(code) = jurisdictions.find(|code| **code as usize >= codes) {
            let error = Error::new(ErrorCode::COLUMN_JURISDICTION).with_given(*code);
            return Err(error.with_expected(codes));
        }
        for (longitude, latitude) in self.longitudes.iter().zip(&self.latitudes) {
            if !longitude.is_nan() && !latitude.is_nan() {
                Position::new(*longitude, *latitude)?;
            }
        }
        for (attribute, values) in &self.numbers {
            let minimum = attribute.minimum();
            let is_invalid = |value: &&f64| value.is_infinite() || **value < minimum;
            if let Some(value) = values.iter().find(is_invalid) {
                let error = about(ErrorCode::VALUE_OUT_OF_RANGE, *attribute).with_given(*value);
                return Err(if minimum.is_finite() {
                    error.with_expected(minimum)
                } else {
                    error
                });
            }
        }
        for (attribute, intervals) in &mut self.intervals {
            intervals.sort_by_key(|(at, _)| *at);
            if let Some((at, _)) = intervals.last().filter(|(at, _)| *at as usize >= count) {
                let error = about(ErrorCode::COLUMN_ROW, *attribute).with_given(*at);
                return Err(error.with_expected(count));
            }
            let mut intervals = intervals.iter().map(|(_, interval)| *interval);
            if let Some(interval) = intervals.find(|interval| !attribute.allows(*interval)) {
                let (low, high) = (interval.low(), interval.high());
                let error = about(ErrorCode::VALUE_OUT_OF_RANGE, *attribute);
                return Err(error.with_given(format!("{low}–{high}")));
            }
        }
        if !self.ids.is_sorted() {
            self.sort();
        }
        if let Some(pair) = self.ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::new(ErrorCode::DUPLICATE_SITE).with_given(pair[0].as_str()));
        }
        Ok(self)
    }

    /// Every column has one value a site, or none at all where it may be left out.
    fn check_lengths(&self) -> Result<()> {
        let count = self.ids.len();
        let check = |what: Bilingual, length: usize| {
            if length == count {
                return Ok(());
            }
            let error = Error::new(ErrorCode::COLUMN_LENGTH).with_what(what);
            Err(error.with_given(length).with_expected(count))
        };
        check("kinds".into(), self.kinds.len())?;
        let is_located = !(self.longitudes.is_empty() && self.latitudes.is_empty());
        for (column, length, is_given) in [
            ("names", self.names.len(), !self.names.is_empty()),
            ("longitudes", self.longitudes.len(), is_located),
            ("latitudes", self.latitudes.len(), is_located),
            (
                "jurisdictions",
                self.jurisdictions.len(),
                !self.jurisdictions.is_empty(),
            ),
            (
                "references",
                self.references.len(),
                !self.references.is_empty(),
            ),
            (
                "footprints",
                self.footprints.len(),
                !self.footprints.is_empty(),
            ),
            (
                "encumbrances",
                self.encumbrances.len(),
                !self.encumbrances.is_empty(),
            ),
        ] {
            if is_given {
                check(column.into(), length)?;
            }
        }
        let numbers = self.numbers.iter().map(|(of, all)| (of, all.len()));
        let texts = self.texts.iter().map(|(of, all)| (of, all.len()));
        let categories = self.categories.iter().map(|(of, all)| (of, all.len()));
        for (attribute, length) in numbers.chain(texts).chain(categories) {
            check(name(*attribute), length)?;
        }
        Ok(())
    }

    /// Every attribute is of the type that its column has.
    fn check_types(&self) -> Result<()> {
        let numbers = self.numbers.keys().chain(self.intervals.keys());
        let numbers = numbers.map(|of| (*of, ("数值", "numbers"), of.dimension().is_some()));
        let texts = self.texts.keys();
        let texts = texts.map(|of| (*of, ("文字", "texts"), of.value_type() == ValueType::Text));
        let categories = self.categories.keys();
        let categories =
            categories.map(|of| (*of, ("类别", "categories"), !of.categories().is_empty()));
        let mut wrong = numbers.chain(texts).chain(categories);
        let Some((attribute, (zh, en), _)) = wrong.find(|(.., fits)| !fits) else {
            return Ok(());
        };
        let expected = match attribute.value_type() {
            ValueType::Number(_) | ValueType::Date => ("数值", "numbers"),
            ValueType::Category(_) | ValueType::YesNo => ("类别", "categories"),
            ValueType::Text => ("文字", "texts"),
        };
        let error = about(ErrorCode::COLUMN_TYPE, attribute).with_given(Bilingual::new(zh, en));
        Err(error.with_expected(Bilingual::new(expected.0, expected.1)))
    }

    /// Sorts by id all columns that are kept; numbers and categories stay where they were given.
    fn sort(&mut self) {
        let order = sort_by_id(&self.ids);
        permute(&mut self.ids, &order, |id| {
            mem::replace(id, SiteId::new(""))
        });
        permute(&mut self.kinds, &order, |kind| *kind);
        permute(&mut self.names, &order, mem::take);
        permute(&mut self.longitudes, &order, |degrees| *degrees);
        permute(&mut self.latitudes, &order, |degrees| *degrees);
        permute(&mut self.jurisdictions, &order, |code| *code);
        permute(&mut self.references, &order, mem::take);
        permute(&mut self.footprints, &order, mem::take);
        permute(&mut self.encumbrances, &order, |encumbrances| *encumbrances);
        for texts in self.texts.values_mut() {
            permute(texts, &order, mem::take);
        }
        self.fact_positions = Some(order);
    }

    pub(in crate::catalog) fn ids(&self) -> &[SiteId] {
        &self.ids
    }

    /// The names in the order of ids, if they were given.
    pub(in crate::catalog) fn listed_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Without the numbers and categories, once a segment's columns hold them.
    pub(in crate::catalog) fn without_facts(self) -> Self {
        Self {
            numbers: BTreeMap::new(),
            intervals: BTreeMap::new(),
            categories: BTreeMap::new(),
            fact_positions: None,
            spare: Vec::new(),
            ..self
        }
    }

    pub(super) fn position(&self, at: SegmentSite) -> Option<Position> {
        let at = at.index();
        let (longitude, latitude) = (self.longitudes.get(at)?, self.latitudes.get(at)?);
        Position::new(*longitude, *latitude).ok()
    }

    pub(in crate::catalog) fn name(&self, at: SegmentSite) -> &str {
        self.names.get(at.index()).map_or("", String::as_str)
    }

    pub(in crate::catalog) fn reference(&self, at: SegmentSite) -> &str {
        self.references.get(at.index()).map_or("", String::as_str)
    }

    /// The attributes that are texts.
    pub(in crate::catalog) fn text_attributes(&self) -> impl Iterator<Item = Attribute> {
        self.texts.keys().copied()
    }

    /// A text of a site; empty where nothing is known.
    pub(in crate::catalog) fn text(&self, attribute: Attribute, at: SegmentSite) -> &str {
        let texts = self.texts.get(&attribute);
        texts.map_or("", |texts| texts[at.index()].as_str())
    }

    /// Whether a site has a kind of encumbrance; none where not known.
    pub(in crate::catalog) fn encumbrance(
        &self,
        kind: EncumbranceKind,
        at: SegmentSite,
    ) -> Option<bool> {
        let (free, encumbered) = SiteRows::encumbrances(self, at);
        let bit = encumbrance_bit(kind);
        (encumbered & bit != 0)
            .then_some(true)
            .or((free & bit != 0).then_some(false))
    }
}

fn about(code: ErrorCode, attribute: Attribute) -> Error {
    Error::new(code).with_what(name(attribute))
}

fn name(attribute: Attribute) -> Bilingual {
    Bilingual::new(attribute.label(Lang::Zh), attribute.name())
}

/// The positions of ids in their order. The eight bytes behind the prefix that all share are
/// compared as one number, and the ids themselves only where those are equal.
fn sort_by_id(ids: &[SiteId]) -> Vec<SegmentSite> {
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
    let mut order: Vec<(u64, SegmentSite)> = (0..)
        .zip(ids)
        .map(|(at, id)| (key(id), SegmentSite::new(at)))
        .collect();
    order.sort_unstable_by(|(a, x), (b, y)| {
        a.cmp(b).then_with(|| ids[x.index()].cmp(&ids[y.index()]))
    });
    order.into_iter().map(|(_, at)| at).collect()
}

/// Puts values in another order; a column that was not given stays empty.
fn permute<T>(values: &mut Vec<T>, order: &[SegmentSite], take: impl Fn(&mut T) -> T) {
    if !values.is_empty() {
        *values = order
            .iter()
            .map(|at| take(&mut values[at.index()]))
            .collect();
    }
}

impl SiteRows for SiteColumns {
    fn count(&self) -> usize {
        self.ids.len()
    }

    fn kind(&self, at: SegmentSite) -> SiteKind {
        self.kinds[at.index()]
    }

    fn representative(&self, at: SegmentSite) -> Option<Position> {
        self.position(at)
            .or_else(|| Some(self.footprint(at)?.representative()))
    }

    fn footprint(&self, at: SegmentSite) -> Option<&Footprint> {
        self.footprints.get(at.index())?.as_ref()
    }

    fn jurisdiction(&self, at: SegmentSite) -> &str {
        let code = self.jurisdictions.get(at.index());
        code.map_or("", |code| self.codes[*code as usize].as_str())
    }

    fn jurisdictions(&self, sites: &[SegmentSite]) -> (Vec<String>, Vec<u32>) {
        if self.jurisdictions.is_empty() {
            let unknown = sites.first().map(|_| String::new());
            return (unknown.into_iter().collect(), vec![0; sites.len()]);
        }
        let mut occurs = vec![false; self.codes.len()];
        for code in &self.jurisdictions {
            occurs[*code as usize] = true;
        }
        let occurring = self.codes.iter().zip(occurs).filter(|(_, occurs)| *occurs);
        let occurring: BTreeSet<&String> = occurring.map(|(code, _)| code).collect();
        let indexes: BTreeMap<&String, u32> = occurring.iter().copied().zip(0..).collect();
        let index = |code: &String| indexes.get(code).copied().unwrap_or_default();
        let indexes: Vec<u32> = self.codes.iter().map(index).collect();
        let of_sites = sites.iter().map(|at| self.jurisdictions[at.index()]);
        let of_sites = of_sites.map(|code| indexes[code as usize]).collect();
        (occurring.into_iter().cloned().collect(), of_sites)
    }

    fn encumbrances(&self, at: SegmentSite) -> (u16, u16) {
        let bits = self.encumbrances.get(at.index());
        bits.copied().unwrap_or_default()
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.numbers
            .keys()
            .chain(self.intervals.keys())
            .chain(self.categories.keys())
            .copied()
            .collect()
    }

    fn fact_positions<'a>(&self, sites: &'a [SegmentSite]) -> Cow<'a, [SegmentSite]> {
        match &self.fact_positions {
            None => Cow::Borrowed(sites),
            Some(positions) => sites.iter().map(|at| positions[at.index()]).collect(),
        }
    }

    fn numbers(&self, attribute: Attribute, facts: &[SegmentSite]) -> ReportedNumbers {
        self.numbers_in(attribute, facts, Vec::new())
    }

    fn take_numbers(&mut self, attribute: Attribute, facts: &[SegmentSite]) -> ReportedNumbers {
        let memory = mem::take(&mut self.spare);
        let numbers = self.numbers_in(attribute, facts, memory);
        self.spare = self.numbers.remove(&attribute).unwrap_or_default();
        numbers
    }

    fn choices(&self, attribute: Attribute, facts: &[SegmentSite]) -> Vec<Choices> {
        match self.categories.get(&attribute) {
            Some(all) => facts.iter().map(|at| all[at.index()]).collect(),
            None => vec![Choices::ANYTHING; facts.len()],
        }
    }
}

impl SiteColumns {
    /// A number of the sites whose facts are at these positions, its values in this memory.
    fn numbers_in(
        &self,
        attribute: Attribute,
        facts: &[SegmentSite],
        mut values: Vec<f64>,
    ) -> ReportedNumbers {
        values.clear();
        match self.numbers.get(&attribute) {
            Some(all) => values.extend(facts.iter().map(|at| all[at.index()])),
            None => values.resize(facts.len(), f64::NAN),
        }
        let mut intervals = BTreeMap::new();
        if let Some(given) = self.intervals.get(&attribute) {
            for (index, (at, value)) in (0..).zip(facts.iter().zip(&values)) {
                if value.is_nan()
                    && let Ok(found) =
                        given.binary_search_by_key(&at.index(), |(at, _)| *at as usize)
                {
                    intervals.insert(index, given[found].1);
                }
            }
        }
        ReportedNumbers { values, intervals }
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
            let ordered: Vec<&SiteId> = sort_by_id(&ids).iter().map(|at| &ids[at.index()]).collect();
            prop_assert_eq!(ordered, sorted);
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
