//! A number with its dimension: making, parsing, printing.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::table::{Dimension, Unit};
use crate::error::{Error, ErrorCode, Result};
use crate::lang::{Bilingual, Lang};
use crate::text::fold;

/// A number with its dimension, kept in the dimension's canonical unit.
///
/// Made by the constructors ([`mu`](crate::units::mu), [`square_metres`](crate::units::square_metres), …) or
/// parsed from what planners write. `Display` prints the canonical unit so that parsing gives the
/// same bits back; [`Quantity::format_for`] rounds for people.
///
/// # Example
///
/// ```
/// use panhuo::{Lang, Quantity};
/// use panhuo::units::{Unit, mu, square_metres};
///
/// let area: Quantity = "12 亩".parse()?;
/// assert_eq!(area, mu(12.0));
/// assert_eq!(area, square_metres(8000.0));
/// assert_eq!(area.to_string(), "8000 ㎡");
/// assert_eq!("３，０００ 万元".parse::<Quantity>()?.to_string(), "30000000 元");
///
/// let unit = Unit::find("亩").unwrap();
/// assert_eq!(area.format_for(unit, Lang::Zh), "12 亩");
/// assert_eq!(area.format_for(unit, Lang::En), "12 mu");
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    value: f64,
    dimension: Dimension,
}

impl Quantity {
    /// A value in a given unit.
    pub fn new(value: f64, unit: &Unit) -> Self {
        Self {
            value: unit.to_canonical(value),
            dimension: unit.dimension(),
        }
    }

    /// A value already in the dimension's canonical unit.
    pub fn canonical(value: f64, dimension: Dimension) -> Self {
        Self { value, dimension }
    }

    /// The value in the dimension's canonical unit (days since 1970-01-01 for a date).
    pub fn value(&self) -> f64 {
        self.value
    }

    /// What is measured.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// The value in `unit`, or `None` when that measures something else.
    pub fn in_unit(&self, unit: &Unit) -> Option<f64> {
        (unit.dimension() == self.dimension).then(|| unit.from_canonical(self.value))
    }

    /// The day, if this is a date within the calendar (years −9999 to 9999).
    pub fn day(&self) -> Option<Date> {
        (self.dimension == Dimension::Date)
            .then(|| day_of(self.value))
            .flatten()
    }

    /// Parses a quantity that must measure `dimension`; `3000万` is then money where money is asked.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Parse`](crate::ErrorKind::Parse) when the number or the unit cannot be parsed, or the unit measures
    /// something else. A bare number is a [`Dimension::Number`] and nothing else.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Quantity;
    /// use panhuo::units::Dimension;
    ///
    /// assert!(Quantity::parse_as("8 m", Dimension::Length).is_ok());
    /// let error = Quantity::parse_as("8 m", Dimension::Area).unwrap_err();
    /// assert_eq!(error.to_string(), "`8 m` has no unit of area; write one such as ㎡");
    /// assert!(Quantity::parse_as("8", Dimension::Length).is_err());
    /// ```
    pub fn parse_as(text: &str, dimension: Dimension) -> Result<Self> {
        if dimension == Dimension::Date {
            return parse_date(text)
                .ok_or_else(|| Error::new(ErrorCode::DAY_EXPECTED).with_given(text.trim()));
        }
        let wrong_unit = || {
            Error::new(ErrorCode::UNIT_EXPECTED)
                .with_what(dimension)
                .with_given(text.trim())
                .with_expected(Unit::canonical(dimension).symbol())
        };
        let (value, rest) = split_number(text)?;
        let (value, unit) = with_unit(value, &rest, |spelling| Unit::find_in(dimension, spelling))
            .ok_or_else(wrong_unit)?;
        finite(Self::new(value, unit), text)
    }

    /// As JSON writes it: in `unit` where that reads back with the same bits, else in the canonical
    /// unit.
    pub(crate) fn write_in(&self, unit: Option<&Unit>) -> String {
        let in_unit = unit.and_then(|unit| {
            let value = self.in_unit(unit)?;
            let same = unit.to_canonical(value).to_bits() == self.value.to_bits();
            same.then(|| join(&value.to_string(), unit.symbol()))
        });
        in_unit.unwrap_or_else(|| self.to_string())
    }

    /// Prints for people: rounded to what is worth reading, in `unit`, in a language.
    ///
    /// Falls back to the canonical unit when `unit` measures something else.
    pub fn format_for(&self, unit: &Unit, lang: Lang) -> String {
        if self.dimension == Dimension::Date {
            return self.to_string();
        }
        let unit = if unit.dimension() == self.dimension {
            unit
        } else {
            Unit::canonical(self.dimension)
        };
        let (symbol, scale) = unit.spoken(lang);
        join(
            &human_number(unit.from_canonical(self.value) * scale),
            symbol,
        )
    }
}

/// The day that a canonical date value falls on.
fn day_of(value: f64) -> Option<Date> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounded by the test before it"
    )]
    let days = (value.abs() < 4_000_000.0).then(|| value.floor() as i64)?;
    EPOCH.checked_add(jiff::Span::new().days(days)).ok()
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A number and its unit; a symbol of letters is set off by a space, `%` and `°` are not.
fn join(number: &str, symbol: &str) -> String {
    match symbol {
        "" => number.to_owned(),
        "%" | "°" => format!("{number}{symbol}"),
        _ => format!("{number} {symbol}"),
    }
}

/// Rounds to at most two decimals, or three significant digits below one: a shortfall that is
/// there is never shown as zero.
fn human_number(value: f64) -> String {
    if !value.is_finite() {
        return match value {
            v if v.is_nan() => "?".to_owned(),
            v if v > 0.0 => "∞".to_owned(),
            _ => "-∞".to_owned(),
        };
    }
    let size = value.abs();
    if size >= 1.0 || size == 0.0 {
        let rounded = format!("{value:.2}");
        let trimmed = rounded.trim_end_matches('0').trim_end_matches('.');
        return trimmed.to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent of ten fits")]
    let digits = (2 - size.log10().floor() as i32).clamp(0, 12);
    let rounded = format!("{value:.*}", digits.unsigned_abs() as usize);
    let trimmed = rounded.trim_end_matches('0').trim_end_matches('.');
    if matches!(trimmed, "0" | "-0") {
        format!("{value:e}")
    } else {
        trimmed.to_owned()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.dimension, self.day()) {
            (Dimension::Date, Some(day)) => write!(f, "{day}"),
            _ => f.write_str(&join(
                &format!("{}", self.value),
                Unit::canonical(self.dimension).symbol(),
            )),
        }
    }
}

impl From<Quantity> for Bilingual {
    fn from(quantity: Quantity) -> Self {
        Self::same(quantity)
    }
}

impl PartialOrd for Quantity {
    /// Orders quantities of one dimension; others do not compare.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.dimension == other.dimension)
            .then(|| self.value.partial_cmp(&other.value))
            .flatten()
    }
}

impl FromStr for Quantity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if let Some(day) = parse_date(text) {
            return Ok(day);
        }
        let (value, rest) = split_number(text)?;
        let (value, unit) = with_unit(value, &rest, Unit::find).ok_or_else(|| {
            Error::new(ErrorCode::UNKNOWN_UNIT)
                .with_what(&rest)
                .with_given(text.trim())
        })?;
        finite(Self::new(value, unit), text)
    }
}

fn parse_date(text: &str) -> Option<Quantity> {
    fold(text).parse().ok().map(date)
}

/// Splits folded text into its leading number and what follows.
fn split_number(text: &str) -> Result<(f64, String)> {
    let folded = fold(text);
    let is_number = |(at, c): &(usize, char)| {
        c.is_ascii_digit() || matches!(c, '.' | ',') || (*at == 0 && matches!(c, '-' | '+'))
    };
    let mut end = folded
        .char_indices()
        .take_while(is_number)
        .map(|(at, c)| at + c.len_utf8())
        .last()
        .unwrap_or(0);
    // An exponent, as spreadsheets write it: 1.5e+06.
    if let Some(exponent) = folded[end..].strip_prefix('e') {
        let digits = exponent.trim_start_matches(['+', '-']);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 {
            end = folded.len() - digits.len() + count;
        }
    }
    let number = folded[..end].replace(',', "");
    let value: f64 = number
        .parse()
        .map_err(|_| Error::new(ErrorCode::NUMBER_EXPECTED).with_given(text.trim()))?;
    Ok((value, folded[end..].to_owned()))
}

/// What was read, unless it is too much in the canonical unit: `1e305 亿元`.
fn finite(quantity: Quantity, text: &str) -> Result<Quantity> {
    if quantity.value.is_finite() {
        return Ok(quantity);
    }
    Err(Error::new(ErrorCode::NUMBER_TOO_LARGE).with_given(text.trim()))
}

/// Words between a number and its unit that multiply.
const MULTIPLIERS: [(&str, f64); 6] = [
    ("万", 1e4),
    ("亿", 1e8),
    ("千", 1e3),
    ("百", 1e2),
    ("million", 1e6),
    ("thousand", 1e3),
];

/// Finds the unit that `rest` spells, taking off a leading 万, 亿, 千 or "million" if need be.
fn with_unit(
    value: f64,
    rest: &str,
    find: impl Fn(&str) -> Option<&'static Unit>,
) -> Option<(f64, &'static Unit)> {
    if let Some(unit) = find(rest) {
        return Some((value, unit));
    }
    MULTIPLIERS.iter().find_map(|(word, factor)| {
        let unit = find(rest.strip_prefix(word)?)?;
        Some((value * factor, unit))
    })
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $symbol:literal;)*) => {$(
        $(#[$doc])*
        pub fn $name(value: f64) -> Quantity {
            Quantity::new(value, Unit::find($symbol).expect("the unit is in the table"))
        }
    )*};
}

constructors! {
    /// An area in ㎡.
    square_metres => "㎡";
    /// An area in 亩 (2000/3 ㎡).
    ///
    /// ```
    /// assert_eq!(panhuo::units::mu(15.0), panhuo::units::hectares(1.0));
    /// ```
    mu => "亩";
    /// An area in hectares.
    hectares => "公顷";
    /// A length in metres.
    metres => "m";
    /// A length in kilometres.
    kilometres => "km";
    /// Money in 元.
    yuan => "元";
    /// Money in 万元.
    wan_yuan => "万元";
    /// Money per area in 元/㎡.
    yuan_per_square_metre => "元/㎡";
    /// Money per area in 万元/亩; 1 万元/亩 is exactly 15 元/㎡.
    wan_yuan_per_mu => "万元/亩";
    /// Rent in 元/㎡·月.
    yuan_per_square_metre_month => "元/㎡·月";
    /// Money per year in 元/年.
    yuan_per_year => "元/年";
    /// Apparent power in kVA.
    kilovolt_amperes => "kVA";
    /// Load on a floor in t/㎡.
    tonnes_per_square_metre => "t/㎡";
    /// Mass in tonnes.
    tonnes => "t";
    /// Flow of water in t/d, which is ㎥/d.
    cubic_metres_per_day => "t/d";
    /// A span of time in years.
    years => "年";
    /// A share of a whole in percent.
    percent => "%";
    /// A count or a ratio.
    number => "";
    /// A slope in degrees.
    degrees => "°";
}

/// A day of the calendar.
///
/// ```
/// let day = panhuo::units::date(jiff::civil::date(2027, 6, 30));
/// assert_eq!(day, "2027-06-30".parse()?);
/// # Ok::<(), panhuo::Error>(())
/// ```
pub fn date(day: Date) -> Quantity {
    let days = EPOCH
        .until(day)
        .map_or(f64::NAN, |span| f64::from(span.get_days()));
    Quantity::canonical(days, Dimension::Date)
}

impl Dimension {
    /// What is measured, as a noun.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Area => lang.pick("面积", "area"),
            Self::Length => lang.pick("长度", "length"),
            Self::Money => lang.pick("金额", "money"),
            Self::PricePerArea => lang.pick("单价", "money per area"),
            Self::Rent => lang.pick("租金", "rent per area and month"),
            Self::MoneyPerYear => lang.pick("年金额", "money per year"),
            Self::Power => lang.pick("功率", "power"),
            Self::Load => lang.pick("荷载", "load per area"),
            Self::Mass => lang.pick("质量", "mass"),
            Self::Flow => lang.pick("流量", "flow"),
            Self::Duration => lang.pick("年限", "time"),
            Self::Share => lang.pick("比例", "share"),
            Self::Number => lang.pick("数字", "number"),
            Self::Angle => lang.pick("角度", "angle"),
            Self::Date => lang.pick("日期", "date"),
        }
    }
}

impl From<Dimension> for Bilingual {
    fn from(dimension: Dimension) -> Self {
        Self::new(dimension.label(Lang::Zh), dimension.label(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_numbers_of_mu_come_back_whole() {
        let unit = Unit::find("亩").unwrap();
        for n in 1..=100_000 {
            let n = f64::from(n);
            assert_eq!(mu(n).in_unit(unit).map(f64::to_bits), Some(n.to_bits()));
        }
    }

    #[test]
    fn units_agree_where_the_world_says_so() {
        assert_eq!(mu(1500.0), "1 平方公里".parse().unwrap());
        assert_eq!(wan_yuan_per_mu(1.0), yuan_per_square_metre(15.0));
        assert_eq!("1.2万㎡".parse(), Ok(square_metres(12_000.0)));
        assert_eq!("1.2公顷".parse(), Ok(square_metres(12_000.0)));
        assert_eq!("0.012平方公里".parse(), Ok(square_metres(12_000.0)));
        assert_eq!("12000平方".parse(), Ok(square_metres(12_000.0)));
        assert_eq!("５０亩".parse(), Ok(mu(50.0)));
        assert_eq!("1.5 亿元".parse(), Ok(wan_yuan(15_000.0)));
        assert_eq!("30 million yuan".parse(), Ok(wan_yuan(3000.0)));
        assert_eq!("800 元/亩·年".parse(), Ok(yuan_per_square_metre_month(0.1)));
        assert_eq!("315KVA".parse(), Ok(kilovolt_amperes(315.0)));
        assert_eq!("500 kg/m²".parse(), Ok(tonnes_per_square_metre(0.5)));
    }

    #[test]
    fn a_bare_number_is_not_an_area() {
        assert!(Quantity::parse_as("50", Dimension::Area).is_err());
        assert_eq!(
            Quantity::parse_as("50", Dimension::Number),
            Ok(number(50.0))
        );
    }

    #[test]
    fn an_ambiguous_unit_takes_the_required_dimension() {
        assert_eq!(
            Quantity::parse_as("3000万", Dimension::Money),
            Ok(wan_yuan(3000.0))
        );
        assert_eq!(
            Quantity::parse_as("2万", Dimension::Number),
            Ok(number(20_000.0))
        );
    }

    #[test]
    fn a_small_shortfall_is_not_shown_as_zero() {
        assert_eq!(human_number(0.004_237), "0.00424");
        assert_eq!(human_number(6.200_000_1), "6.2");
        assert_eq!(human_number(100.0), "100");
        assert_eq!(human_number(-0.5), "-0.5");
        assert_ne!(human_number(1e-30), "0");
    }

    #[test]
    fn english_speaks_of_millions() {
        let unit = Unit::find("万元").unwrap();
        assert_eq!(wan_yuan(3000.0).format_for(unit, Lang::Zh), "3000 万元");
        assert_eq!(
            wan_yuan(3000.0).format_for(unit, Lang::En),
            "30 million yuan"
        );
    }

    #[test]
    fn dates_are_days() {
        let epoch: Quantity = "1970-01-01".parse().unwrap();
        assert_eq!(epoch.value().to_bits(), 0.0_f64.to_bits());
        // 39508 days after 1899-12-30, as spreadsheets count, is 2008-03-01.
        let spreadsheet: Quantity = "1899-12-30".parse().unwrap();
        let day = Quantity::canonical(spreadsheet.value() + 39_508.0, Dimension::Date);
        assert_eq!(day.to_string(), "2008-03-01");
    }

    proptest! {
        #[test]
        fn printing_and_parsing_is_identity(value in -1e12_f64..1e12, which in 0_usize..100) {
            let units: Vec<_> = Unit::all().collect();
            let quantity = Quantity::new(value, units[which % units.len()]);
            let back = Quantity::parse_as(&quantity.to_string(), quantity.dimension());
            prop_assert_eq!(back, Ok(quantity));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC{0,24}") {
            let _ = text.parse::<Quantity>();
        }
    }
}
