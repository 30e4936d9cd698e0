//! The attributes of the built-in schema, one constant each.

use std::fmt;

use super::{Audience, Category, Definition, Schema, SiteKind, ValueType};
use crate::error::{Error, ErrorCode, Result};
use crate::interval::{Choices, Interval, ReportedValue};
use crate::lang::{Bilingual, Lang};
use crate::lookup::{NameEntry, find};
use crate::units::{Dimension, Quantity, Unit};

include!(concat!(env!("OUT_DIR"), "/attributes.rs"));

/// An attribute of a site: a handle of the [`Schema`], two bytes to copy.
///
/// # Example
///
/// ```
/// use panhuo::{Attribute, SiteKind};
/// use panhuo::attribute::FLOOR_AREA;
///
/// let attribute = Attribute::from_name("floor_area")?;
/// assert_eq!(attribute, FLOOR_AREA);
/// assert_eq!(attribute.unit().unwrap().symbol(), "㎡");
/// assert!(attribute.headers().any(|header| header == "建筑面积"));
/// assert!(!attribute.applies_to(SiteKind::Land));
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute(u16);

impl Attribute {
    fn definition(self) -> &'static Definition {
        &Schema::builtin().attributes[usize::from(self.0)]
    }

    /// The handles of the first `count` definitions of a schema.
    pub(super) fn first(count: usize) -> impl ExactSizeIterator<Item = Self> + use<> {
        (0..u16::try_from(count).unwrap_or(u16::MAX)).map(Self)
    }

    /// Every attribute of the built-in schema, in the order of [`Attribute::index`].
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        Schema::builtin().attributes()
    }

    /// The attribute with exactly this stable name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::all().find(|attribute| attribute.name() == name)
    }

    /// The attribute that somebody calls so: by its stable name, by a label such as 层高, or by
    /// another word that headers use for it.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`], with the nearest spelling if one is close;
    /// [`ErrorCode::AMBIGUOUS_NAME`] for a word that means one attribute for some kinds of site and
    /// another for others.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Attribute;
    /// use panhuo::attribute::CEILING_HEIGHT;
    ///
    /// assert_eq!(Attribute::from_name("层高")?, CEILING_HEIGHT);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn from_name(name: &str) -> Result<Self> {
        if let Some(attribute) = Self::by_name(name) {
            return Ok(attribute);
        }
        let entry = |attribute: Self| {
            let definition = attribute.definition();
            NameEntry::new(attribute, definition.name)
                .labels([definition.zh, definition.en])
                .synonyms(definition.headers.iter().copied())
        };
        let what = Bilingual::new("属性", "attribute");
        find(what, name, Self::all().map(entry).collect())
    }

    /// The position in the schema, which is also the number of its column.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The stable name, as in JSON, Python and the GeoPackage.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The label in a language.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.definition().zh, self.definition().en)
    }

    /// The type of its values.
    pub fn value_type(self) -> ValueType {
        self.definition().value_type
    }

    /// The dimension of its numbers; dates have their own, categories and texts none.
    pub fn dimension(self) -> Option<Dimension> {
        match self.value_type() {
            ValueType::Number(dimension) => Some(dimension),
            ValueType::Date => Some(Dimension::Date),
            ValueType::Category(_) | ValueType::YesNo | ValueType::Text => None,
        }
    }

    /// The unit in which planners read it; `None` for what is not a number.
    pub fn unit(self) -> Option<&'static Unit> {
        self.definition().unit
    }

    /// The categories of a category or yes/no attribute, else none.
    pub fn categories(self) -> &'static [Category] {
        match self.value_type() {
            ValueType::Category(categories) => categories,
            ValueType::YesNo => super::builtin::YES_NO,
            _ => &[],
        }
    }

    /// The choice of exactly the category with this name: the stable one, a label, or another word
    /// that ledgers use for it.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`], listing the names there are where they are few.
    pub fn choice(self, name: &str) -> Result<Choices> {
        let name = self.category(name)?.name;
        let position = self.categories().iter().position(|each| each.name == name);
        Ok(position.and_then(Choices::only).unwrap_or(Choices::EMPTY))
    }

    /// The category with this name, as [`Attribute::choice`].
    pub(crate) fn category(self, name: &str) -> Result<&'static Category> {
        let categories = self.categories();
        if let Some(category) = categories.iter().find(|each| each.name == name) {
            return Ok(category);
        }
        let entries = categories.iter().map(|category| {
            NameEntry::new(category, category.name)
                .labels([category.zh, category.en])
                .synonyms(category.words.iter().copied())
        });
        let what = Bilingual::new(
            format!("“{}”类别", self.label(Lang::Zh)),
            format!("category of `{self}`"),
        );
        find(what, name, entries.collect())
    }

    /// The stable name of the category that a name means; the name itself if it means none.
    pub(crate) fn category_name(self, name: String) -> String {
        let category = self.category(&name).map(|category| category.name);
        category.map_or(name, str::to_owned)
    }

    /// The kinds of site that it applies to.
    pub fn kinds(self) -> &'static [SiteKind] {
        self.definition().kinds
    }

    /// Whether it applies to sites of this kind.
    pub fn applies_to(self, kind: SiteKind) -> bool {
        self.kinds().contains(&kind)
    }

    /// Who may read its values.
    pub fn audience(self) -> Audience {
        self.definition().audience
    }

    /// The smallest possible value, in the canonical unit: 0 for sizes, counts and prices, minus
    /// infinity for dates.
    ///
    /// ```
    /// use panhuo::attribute::{SITE_AREA, TERM_END};
    ///
    /// assert_eq!(SITE_AREA.minimum(), 0.0);
    /// assert_eq!(TERM_END.minimum(), f64::NEG_INFINITY);
    /// ```
    pub fn minimum(self) -> f64 {
        match self.value_type() {
            ValueType::Number(_) => 0.0,
            _ => f64::NEG_INFINITY,
        }
    }

    /// Whether an interval can be a value: it is not empty and has no finite end below
    /// [`Attribute::minimum`]. An unknown end may be infinite.
    pub fn allows(self, interval: Interval) -> bool {
        let (low, high) = (interval.low(), interval.high());
        let open = low.is_infinite() || low >= self.minimum();
        !interval.is_empty() && open && high >= self.minimum()
    }

    /// Checks that a reported value fits the attribute's type and range.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::VALUE_TYPE`] and [`ErrorCode::VALUE_OUT_OF_RANGE`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Interval, Lang};
    /// use panhuo::attribute::SITE_AREA;
    /// use panhuo::interval::{MissingReason, ReportedValue};
    ///
    /// let area = |value| ReportedValue::Number(Interval::exact(value).unwrap());
    /// assert!(SITE_AREA.check(&area(5.0)).is_ok());
    /// assert!(SITE_AREA.check(&ReportedValue::Unknown(MissingReason::NotReported)).is_ok());
    /// let error = SITE_AREA.check(&area(-5.0)).unwrap_err();
    /// assert_eq!(error.to_string(), "`site_area` cannot be -5 ㎡; expected at least 0");
    /// assert_eq!(error.describe(Lang::Zh), "“占地面积”不能是 -5 ㎡，应不小于 0");
    /// ```
    pub fn check(self, reading: &ReportedValue) -> Result<()> {
        let fits = match (reading, self.value_type()) {
            (ReportedValue::Unknown(_) | ReportedValue::NotApplicable, _)
            | (ReportedValue::Text(_), ValueType::Text) => true,
            (ReportedValue::Number(interval), ValueType::Number(dimension))
                if !interval.is_empty() =>
            {
                if !self.allows(*interval) {
                    let (low, high) = (interval.low(), interval.high());
                    let below = if low.is_finite() { low } else { high };
                    return Err(Error::new(ErrorCode::VALUE_OUT_OF_RANGE)
                        .with_what(self)
                        .with_given(Quantity::canonical(below, dimension))
                        .with_expected(self.minimum()));
                }
                true
            }
            (ReportedValue::Number(interval), ValueType::Number(_) | ValueType::Date) => {
                !interval.is_empty()
            }
            (ReportedValue::Category(choices), ValueType::Category(_) | ValueType::YesNo) => {
                let known = 64 - u32::try_from(self.categories().len()).unwrap_or(64);
                choices.bits() != 0
                    && (*choices == Choices::ANYTHING
                        || choices.bits() <= u64::MAX.unbounded_shr(known))
            }
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let given = match reading {
            ReportedValue::Number(interval) if interval.is_empty() => {
                Bilingual::new("空区间", "an empty interval")
            }
            ReportedValue::Number(_) => Bilingual::new("数字", "a number"),
            ReportedValue::Category(_) => Bilingual::new(
                "类别（或不存在的类别）",
                "a category (or one that does not exist)",
            ),
            ReportedValue::Text(text) => {
                Bilingual::new(format!("文字“{text}”"), format!("the text `{text}`"))
            }
            ReportedValue::Unknown(_) | ReportedValue::NotApplicable => {
                Bilingual::new("空值", "a missing value")
            }
        };
        Err(Error::new(ErrorCode::VALUE_TYPE)
            .with_what(self)
            .with_given(given)
            .with_expected(self.expected()))
    }

    /// What its values are, for errors.
    pub(crate) fn expected(self) -> Bilingual {
        match self.value_type() {
            ValueType::Number(dimension) => {
                let [zh, en] = [Lang::Zh, Lang::En].map(|lang| dimension.label(lang));
                Bilingual::new(format!("不小于 0 的{zh}"), format!("{en} of at least 0"))
            }
            ValueType::Date => Bilingual::new("日期", "a day"),
            ValueType::Category(_) => Bilingual::new("它的类别之一", "one of its categories"),
            ValueType::YesNo => Bilingual::new("是或否", "yes or no"),
            ValueType::Text => Bilingual::new("文字", "text"),
        }
    }

    /// The headers that ledgers use for it: the labels, then the synonyms.
    pub fn headers(self) -> impl Iterator<Item = &'static str> {
        let definition = self.definition();
        [definition.zh, definition.en]
            .into_iter()
            .chain(definition.headers.iter().copied())
    }

    /// What it means, in a sentence.
    pub fn meaning(self, lang: Lang) -> &'static str {
        lang.pick(self.definition().meaning_zh, self.definition().meaning_en)
    }

    /// A value in words: rounded, with the planner's unit.
    pub fn format_for(self, quantity: &Quantity, lang: Lang) -> String {
        let canonical = Unit::canonical(quantity.dimension());
        quantity.format_for(self.unit().unwrap_or(canonical), lang)
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By its label in Chinese, by its stable name in English.
impl From<Attribute> for Bilingual {
    fn from(attribute: Attribute) -> Self {
        Self::new(attribute.label(Lang::Zh), attribute.name())
    }
}

impl serde::Serialize for Attribute {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> serde::Deserialize<'de> for Attribute {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::text::fold;

    #[test]
    fn every_entry_is_whole() {
        for attribute in Attribute::all() {
            assert_eq!(Attribute::from_name(attribute.name()), Ok(attribute));
            assert!(attribute.meaning(Lang::Zh).ends_with('。'), "{attribute}");
            assert!(attribute.meaning(Lang::En).ends_with('.'), "{attribute}");
            assert!(!attribute.kinds().is_empty(), "{attribute}");
            assert!(attribute.categories().len() <= Choices::LIMIT);
            if let ValueType::Number(_) = attribute.value_type() {
                assert!(attribute.unit().is_some(), "{attribute} has no such unit");
            }
        }
    }

    #[test]
    fn debts_valuations_and_settlements_are_the_bureaus_own() {
        for attribute in Attribute::all() {
            let name = attribute.name();
            let is_internal = attribute.value_type() == ValueType::Number(Dimension::Money)
                && !["price", "needed_to_finish", "wanted_investment"].contains(&name)
                || [
                    "assessed_on",
                    "depreciation",
                    "employees",
                    "workers_congress",
                ]
                .contains(&name);
            if is_internal {
                assert_eq!(attribute.audience(), Audience::Bureau, "{attribute}");
            }
        }
    }

    #[test]
    fn no_header_means_two_things_for_one_kind() {
        let mut seen: BTreeMap<(String, SiteKind), Attribute> = BTreeMap::new();
        for attribute in Attribute::all() {
            for header in attribute.headers() {
                for kind in attribute.kinds() {
                    let earlier = seen.insert((fold(header), *kind), attribute);
                    assert!(
                        earlier.is_none_or(|other| other == attribute),
                        "`{header}` of {kind} names both {attribute} and {earlier:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn labels_name_one_attribute_each() {
        for attribute in Attribute::all() {
            for lang in [Lang::Zh, Lang::En] {
                let label = attribute.label(lang);
                assert_eq!(Attribute::from_name(label), Ok(attribute), "{label}");
            }
            for (at, category) in attribute.categories().iter().enumerate() {
                for label in [category.name, category.zh, category.en] {
                    assert_eq!(attribute.choice(label).ok(), Choices::only(at), "{label}");
                }
            }
        }
        for kind in SiteKind::VALUES {
            assert_eq!(SiteKind::from_name(kind.label(Lang::Zh)), Ok(*kind));
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_or_none() {
        let error = Attribute::from_name("flor_area").unwrap_err();
        assert!(error.to_string().contains("`floor_area`"), "{error}");
        // Once answered with `gas`, the name with the fewest edits in any script.
        let error = Attribute::from_name("梁高度数").unwrap_err();
        assert_eq!(error.nearest(), None);
    }
}
