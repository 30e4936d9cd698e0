//! The one table of units: symbol, dimension, exact factor, spellings.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::lang::Lang;
use crate::text::fold;

/// What a quantity measures; quantities compare only within one dimension.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Surface, in ㎡.
    Area,
    /// Length or distance, in metres.
    Length,
    /// Money, in 元.
    Money,
    /// Money per area, in 元/㎡.
    PricePerArea,
    /// Rent per area and month, in 元/㎡·月.
    Rent,
    /// Money per year, in 元/年.
    MoneyPerYear,
    /// Apparent electrical power (what a transformer is rated for), in kVA.
    Power,
    /// Load on a floor, in t/㎡.
    Load,
    /// Mass, in tonnes.
    Mass,
    /// Flow of water, in t/d.
    Flow,
    /// A span of time, in years.
    Duration,
    /// A share of a whole, in %.
    Share,
    /// A count or a ratio: a pure number.
    Number,
    /// A slope, in degrees.
    Angle,
    /// A day of the calendar, as days since 1970-01-01.
    Date,
}

/// One entry of the unit table: a symbol, its dimension and its exact factor.
///
/// # Example
///
/// ```
/// use panhuo::units::{Dimension, Unit};
///
/// let mu = Unit::find("亩").unwrap();
/// assert_eq!(mu.dimension(), Dimension::Area);
/// assert_eq!(mu.to_canonical(15.0), 10_000.0);
/// assert_eq!(Unit::find("平方米"), Unit::find("m2"));
/// ```
#[derive(Debug)]
pub struct Unit {
    symbol: &'static str,
    english: &'static str,
    /// How many English units make one of this (万元 is printed in million yuan).
    english_scale: f64,
    dimension: Dimension,
    numerator: f64,
    denominator: f64,
    /// Other spellings; case, width and blanks do not matter.
    aliases: &'static [&'static str],
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.symbol == other.symbol && self.dimension == other.dimension
    }
}
impl Eq for Unit {}

const fn unit(
    symbol: &'static str,
    english: (&'static str, f64),
    dimension: Dimension,
    factor: (f64, f64),
    aliases: &'static [&'static str],
) -> Unit {
    Unit {
        symbol,
        english: english.0,
        english_scale: english.1,
        dimension,
        numerator: factor.0,
        denominator: factor.1,
        aliases,
    }
}

/// Days of a year in leases: a rent per day is converted to months of 365 / 12 days.
const DAYS: f64 = 365.0;

use Dimension::{
    Angle, Area, Duration, Flow, Length, Load, Mass, Money, MoneyPerYear, Number, Power,
    PricePerArea, Rent, Share,
};

/// Every unit; the first of each dimension is its canonical one.
#[rustfmt::skip]
static TABLE: &[Unit] = &[
    unit("㎡", ("m²", 1.0), Area, (1.0, 1.0), &["m2", "m^2", "平方米", "平米", "平方", "平", "sqm", "sq m", "sq.m", "qm", "mq", "平方公尺", "square metres", "square metre", "square meters", "square meter"]),
    unit("亩", ("mu", 1.0), Area, (2000.0, 3.0), &["畝", "市亩", "mu"]),
    unit("公顷", ("ha", 1.0), Area, (10_000.0, 1.0), &["ha", "hectare", "hectares", "hm2"]),
    unit("平方公里", ("km²", 1.0), Area, (1_000_000.0, 1.0), &["km2", "平方千米", "sq km"]),
    unit("万㎡", ("m²", 10_000.0), Area, (10_000.0, 1.0), &["万m2", "万平方米", "万平米", "万平方", "万平", "万方", "万m²"]),
    unit("acre", ("acre", 1.0), Area, (4_046.856_422_4, 1.0), &["acres", "英亩", "ac"]),
    unit("sq ft", ("sq ft", 1.0), Area, (0.092_903_04, 1.0), &["sqft", "sf", "ft2", "sq.ft", "sq. ft.", "square feet", "square foot", "平方英尺"]),
    unit("坪", ("ping", 1.0), Area, (400.0, 121.0), &["pyeong"]),
    unit("顷", ("mu", 100.0), Area, (200_000.0, 3.0), &["市顷"]),
    unit("m", ("m", 1.0), Length, (1.0, 1.0), &["米", "公尺", "metre", "metres", "meter", "meters"]),
    unit("km", ("km", 1.0), Length, (1000.0, 1.0), &["公里", "千米", "kilometre", "kilometres", "kilometer", "kilometers"]),
    unit("cm", ("cm", 1.0), Length, (1.0, 100.0), &["厘米", "公分"]),
    unit("mm", ("mm", 1.0), Length, (1.0, 1000.0), &["毫米"]),
    unit("ft", ("ft", 1.0), Length, (0.3048, 1.0), &["feet", "foot", "英尺"]),
    unit("mile", ("mile", 1.0), Length, (1609.344, 1.0), &["miles", "英里", "mi"]),
    unit("元", ("yuan", 1.0), Money, (1.0, 1.0), &["yuan", "rmb", "cny", "元人民币", "人民币", "块"]),
    unit("万元", ("million yuan", 0.01), Money, (10_000.0, 1.0), &["万", "万人民币", "wan yuan", "wan"]),
    unit("亿元", ("million yuan", 100.0), Money, (100_000_000.0, 1.0), &["亿", "yi yuan"]),
    unit("million yuan", ("million yuan", 1.0), Money, (1_000_000.0, 1.0), &["m yuan", "million rmb", "million cny", "百万元"]),
    unit("元/㎡", ("yuan/m²", 1.0), PricePerArea, (1.0, 1.0), &["元/m2", "元/平方米", "元/平米", "元/平方", "元/平", "元每平方米", "yuan/m2"]),
    unit("万元/亩", ("thousand yuan/mu", 10.0), PricePerArea, (15.0, 1.0), &["万/亩", "万元每亩", "wan yuan/mu"]),
    unit("元/亩", ("yuan/mu", 1.0), PricePerArea, (3.0, 2000.0), &["yuan/mu"]),
    unit("万元/㎡", ("thousand yuan/m²", 10.0), PricePerArea, (10_000.0, 1.0), &["万元/m2", "万元/平方米", "万/m2", "万/平方米"]),
    unit("万元/公顷", ("thousand yuan/ha", 10.0), PricePerArea, (1.0, 1.0), &["万元/ha", "万/公顷"]),
    unit("元/㎡·月", ("yuan/m²·month", 1.0), Rent, (1.0, 1.0), &["元/m2/月", "元/m2.月", "元/平方米/月", "元/平方米·月", "元/平米/月", "元/平米·月", "元/平方/月", "元/平/月", "元/月/m2", "元/月·m2", "元/月/平方米", "元/月/平方", "元/月/平米", "元/月/平", "元/月·平方米", "元/月·平米", "元/(㎡·月)", "元/(平方米·月)", "元/平米.月", "元/平方米.月", "元每平方米每月", "yuan/m2/month", "yuan/m2 month", "元每平方米每月"]),
    unit("元/㎡·天", ("yuan/m²·day", 1.0), Rent, (DAYS, 12.0), &["元/m2/天", "元/m2/日", "元/m2·日", "元/平方米/天", "元/平方米·天", "元/平米/天", "元/天/m2", "yuan/m2/day"]),
    unit("元/㎡·年", ("yuan/m²·year", 1.0), Rent, (1.0, 12.0), &["元/m2/年", "元/平方米/年", "元/平方米·年", "元/平米/年", "元/年/m2", "yuan/m2/year"]),
    unit("元/亩·年", ("yuan/mu·year", 1.0), Rent, (1.0, 8000.0), &["元/亩/年", "元/年/亩", "元/年·亩", "yuan/mu/year"]),
    unit("万元/亩·年", ("thousand yuan/mu·year", 10.0), Rent, (5.0, 4.0), &["万元/亩/年", "万/亩/年", "万/亩·年", "万元/年/亩"]),
    unit("元/坪·月", ("yuan/ping·month", 1.0), Rent, (121.0, 400.0), &["元/坪/月", "元/月/坪"]),
    unit("元/年", ("yuan/year", 1.0), MoneyPerYear, (1.0, 1.0), &["元每年", "yuan/year", "yuan/yr"]),
    unit("万元/年", ("thousand yuan/year", 10.0), MoneyPerYear, (10_000.0, 1.0), &["万/年", "万元每年", "wan yuan/year"]),
    unit("元/月", ("yuan/month", 1.0), MoneyPerYear, (12.0, 1.0), &["yuan/month", "元每月"]),
    unit("万元/月", ("thousand yuan/month", 10.0), MoneyPerYear, (120_000.0, 1.0), &["万/月"]),
    unit("kVA", ("kVA", 1.0), Power, (1.0, 1.0), &["千伏安"]),
    unit("MVA", ("MVA", 1.0), Power, (1000.0, 1.0), &["兆伏安"]),
    unit("t/㎡", ("t/m²", 1.0), Load, (1.0, 1.0), &["t/m2", "吨/m2", "吨/平方米", "吨/平米", "吨/平方"]),
    unit("kg/㎡", ("kg/m²", 1.0), Load, (1.0, 1000.0), &["kg/m2", "公斤/m2", "公斤/平方米", "千克/平方米"]),
    unit("kN/㎡", ("kN/m²", 1.0), Load, (1.0, 9.806_65), &["kn/m2", "千牛/m2", "千牛/平方米", "kpa"]),
    unit("t", ("t", 1.0), Mass, (1.0, 1.0), &["吨", "tonne", "tonnes", "ton", "tons"]),
    unit("kg", ("kg", 1.0), Mass, (1.0, 1000.0), &["公斤", "千克"]),
    unit("t/d", ("t/d", 1.0), Flow, (1.0, 1.0), &["吨/天", "吨/日", "m3/d", "m3/天", "m3/日", "立方米/天", "立方米/日", "方/天", "t/天", "t/日"]),
    unit("年", ("years", 1.0), Duration, (1.0, 1.0), &["year", "years", "yr", "yrs", "a"]),
    unit("个月", ("months", 1.0), Duration, (1.0, 12.0), &["月", "month", "months"]),
    unit("%", ("%", 1.0), Share, (1.0, 1.0), &["percent", "百分之"]),
    unit("", ("", 1.0), Number, (1.0, 1.0), &["层", "个", "栋", "幢", "座", "床", "张", "人", "人次", "次", "台", "部", "套", "户", "间", "家", "名", "口", "处", "级", "辆", "people", "storeys", "beds", "units", "space", "spaces"]),
    unit("万", ("thousand", 10.0), Number, (10_000.0, 1.0), &["万人", "万人次", "万次"]),
    unit("°", ("°", 1.0), Angle, (1.0, 1.0), &["度", "deg", "degree", "degrees"]),
];

/// Folded spelling to the units that are written so, in the order of the table.
static SPELLINGS: LazyLock<BTreeMap<String, Vec<&'static Unit>>> = LazyLock::new(|| {
    let mut spellings: BTreeMap<String, Vec<&'static Unit>> = BTreeMap::new();
    for unit in TABLE {
        for spelling in unit.spellings() {
            let units = spellings.entry(fold(spelling)).or_default();
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    spellings
});

impl Unit {
    /// Finds a unit by any of its spellings, in any dimension.
    ///
    /// A spelling that two dimensions share (`万` of money, `万` of people) gives the first in the
    /// order of the table; [`Unit::find_in`] looks in one dimension only.
    pub fn find(spelling: &str) -> Option<&'static Self> {
        SPELLINGS.get(&fold(spelling))?.first().copied()
    }

    /// Finds a unit of `dimension` by any of its spellings.
    pub fn find_in(dimension: Dimension, spelling: &str) -> Option<&'static Self> {
        let units = SPELLINGS.get(&fold(spelling))?;
        units
            .iter()
            .copied()
            .find(|unit| unit.dimension == dimension)
    }

    /// The unit with exactly this symbol, looked up at compile time: another symbol is an error of
    /// the compiler.
    pub(crate) const fn with_symbol(symbol: &str) -> &'static Self {
        let mut at = 0;
        while at < TABLE.len() {
            if is_same(TABLE[at].symbol.as_bytes(), symbol.as_bytes()) {
                return &TABLE[at];
            }
            at += 1;
        }
        panic!("no unit has this symbol")
    }

    /// The canonical unit of a dimension, in which its quantities are kept.
    ///
    /// Days of the calendar have none in the table and answer with the pure number.
    pub fn canonical(dimension: Dimension) -> &'static Self {
        let of = |required| TABLE.iter().find(move |unit| unit.dimension == required);
        of(dimension).or_else(|| of(Number)).unwrap_or(&TABLE[0])
    }

    /// Every unit of the table, canonical ones first within their dimension.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        TABLE.iter()
    }

    /// The symbol as a Chinese planner writes it.
    pub fn symbol(&self) -> &'static str {
        self.symbol
    }

    /// Every accepted spelling: the symbol, then the others.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.symbol).chain(self.aliases.iter().copied())
    }

    /// What the unit measures.
    pub const fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// Converts from this unit to the dimension's canonical one: one multiplication and one
    /// division, so that whole numbers of 亩 come back whole.
    pub fn to_canonical(&self, value: f64) -> f64 {
        value * self.numerator / self.denominator
    }

    /// Converts from the dimension's canonical unit to this one.
    pub fn from_canonical(&self, value: f64) -> f64 {
        value * self.denominator / self.numerator
    }

    /// The symbol in a language, and how many of that symbol's units make one of this.
    pub(crate) fn spoken(&self, lang: Lang) -> (&'static str, f64) {
        match lang {
            Lang::Zh => (self.symbol, 1.0),
            Lang::En => (self.english, self.english_scale),
        }
    }
}

/// Equality of bytes, at compile time.
const fn is_same(left: &[u8], right: &[u8]) -> bool {
    match (left.split_first(), right.split_first()) {
        (Some((a, left)), Some((b, right))) => *a == *b && is_same(left, right),
        (None, None) => true,
        _ => false,
    }
}
