//! Dates: years, months and days in the forms that clerks write, as intervals of days.

use jiff::civil::{Date, date};
use panhuo::Interval;

use super::locale::{self, DayOrder};
use crate::format::{Cell, CellKind};
use crate::text::fold;

/// The result of parsing a cell as a date.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DateReading {
    Days(Interval),
    /// `1900-01-01` and the like: no date was given.
    Placeholder,
    Illegible,
}

const EPOCH: Date = date(1970, 1, 1);

/// A day of the Gregorian calendar; `None` if there is no such day.
pub(super) fn civil(year: i32, month: u32, day: u32) -> Option<Date> {
    let (year, month, day) = (
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    );
    Date::new(year, month, day).ok()
}

/// Days from 1970-01-01 to a day.
pub(super) fn day_number(day: Date) -> f64 {
    f64::from((day - EPOCH).get_days())
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; `None` if there is no such day.
pub(crate) fn days_from_civil(year: i32, month: u32, day: u32) -> Option<f64> {
    civil(year, month, day).map(day_number)
}

/// The day number of 1899-12-30, from which spreadsheets count days.
const SERIAL_EPOCH: f64 = -25_569.0;
/// The day number of 1900-01-31: days up to it stand for no date.
const LAST_PLACEHOLDER: f64 = -25_537.0;
/// Serial numbers that are parsed as days: 1954-10-03 to 2064-04-08. Smaller numbers are years or amounts.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=60_000.0;

pub(super) type Span = (f64, f64);

/// All days from one year to another.
fn years(first: i32, last: i32) -> Option<Span> {
    Some((
        days_from_civil(first, 1, 1)?,
        days_from_civil(last, 12, 31)?,
    ))
}

/// All days from one month of a year to another.
pub(super) fn months(year: i32, first: u32, last: u32) -> Option<Span> {
    let last = civil(year, last, 1)?.last_of_month();
    Some((days_from_civil(year, first, 1)?, day_number(last)))
}

/// Reads the date of a cell.
pub(crate) fn read(cell: &Cell) -> DateReading {
    read_as(cell, DayOrder::Either)
}

/// Parses the date of a cell whose order of day and month is given.
pub(crate) fn read_as(cell: &Cell, order: DayOrder) -> DateReading {
    let span = match cell.kind {
        CellKind::Date(day) => Some((day, day)),
        CellKind::Number(value) => from_number(value),
        CellKind::Text | CellKind::Error => {
            from_text(&cell.text).or_else(|| locale::days(&cell.text, order))
        }
    };
    match span {
        Some((low, high)) if high <= LAST_PLACEHOLDER && low > f64::NEG_INFINITY => {
            DateReading::Placeholder
        }
        Some((low, high)) => match Interval::new(low, high) {
            Some(interval) => DateReading::Days(interval),
            None => DateReading::Illegible,
        },
        None => DateReading::Illegible,
    }
}

fn from_number(value: f64) -> Option<Span> {
    if value.abs() < 2.0 {
        return years(1900, 1900).map(|(low, _)| (low, low));
    }
    if SERIALS.contains(&value) {
        let day = value.floor() + SERIAL_EPOCH;
        return Some((day, day));
    }
    let text = value.to_string();
    let span = from_text(&text)?;
    // A number cell drops the final zero of 2008.10, so 2008.1 may be January or October.
    if text.ends_with(".1") && text.len() == 6 {
        let october = from_text(&format!("{text}0"))?;
        return Some((span.0, october.1));
    }
    Some(span)
}

/// Reads a date that is written in text.
pub(crate) fn from_text(text: &str) -> Option<Span> {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !word.contains([':', '：']))
        .collect();
    let mut folded = fold(&words.concat());
    if folded.contains('年') || folded.contains('月') {
        folded = with_ascii_digits(&folded);
    }
    for (era, before) in ERAS {
        if let Some(rest) = folded.strip_prefix(era) {
            folded = gregorian_year(rest, before)?;
            break;
        }
    }
    let folded = folded
        .trim_matches(['\'', '(', ')', ',', '。', '`', '’'])
        .to_owned();
    date_or_range(&folded).or_else(|| {
        // 2014年春节后: the words without a number are ignored and the date before them is used.
        let end = folded.rfind(['年', '月', '日'])?;
        let end = end + folded[end..].chars().next()?.len_utf8();
        let (date, words) = folded.split_at(end);
        let bound = |c: char| c.is_ascii_digit() || matches!(c, '至' | '到');
        let harmless = !words.is_empty() && !words.contains(bound);
        harmless.then(|| point(date)).flatten()
    })
}

/// Eras of Taiwan and Japan, each with the Gregorian year before its first year.
const ERAS: [(&str, u16); 6] = [
    ("民国", 1911),
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
];

/// Converts the year of an era to the Gregorian one: 108年5月 of 民国 to 2019年5月, 元年 of 令和 to 2019年.
fn gregorian_year(rest: &str, before: u16) -> Option<String> {
    if let Some(rest) = rest.strip_prefix('元') {
        return Some(format!("{}{rest}", before + 1));
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let year: u16 = rest[..digits].parse().ok().filter(|year| *year < 1000)?;
    Some(format!("{}{}", year + before, &rest[digits..]))
}

fn date_or_range(text: &str) -> Option<Span> {
    if let Some(span) = point(text) {
        return Some(span);
    }
    for sign in ["至", "到", "~", "—", "–", "--", "-"] {
        for (at, _) in text.match_indices(sign) {
            let (from, to) = (&text[..at], text[at + sign.len()..].trim_start_matches('—'));
            let from = if to.contains('年') && !from.contains('年') && from.len() <= 2 {
                format!("{from}年")
            } else {
                from.to_owned()
            };
            if matches!(to, "今" | "现在" | "至今")
                && let Some((low, _)) = point(&from)
            {
                return Some((low, f64::INFINITY));
            }
            if let (Some((low, _)), Some((_, high))) = (point(&from), point(to)) {
                return Some((low.min(high), low.max(high)));
            }
        }
    }
    None
}

/// Parses one date and the words that modify it, such as 以前 or 左右.
fn point(text: &str) -> Option<Span> {
    for (suffix, change) in SUFFIXES {
        let rest = text.strip_suffix(suffix).filter(|rest| !rest.is_empty());
        if let Some(rest) = rest {
            let (low, high) = point(rest)?;
            return match change {
                Change::Before => Some((f64::NEG_INFINITY, high)),
                Change::After => Some((low, f64::INFINITY)),
                Change::About => Some((low - 365.0, high + 365.0)),
                Change::Nothing => Some((low, high)),
            };
        }
    }
    for prefix in ["大约", "约", "circa", "ca.", "ca", "um"] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return point(rest).map(|(low, high)| (low - 365.0, high + 365.0));
        }
    }
    if let Some(decade) = text
        .strip_suffix("年代")
        .or_else(|| text.strip_suffix("年代初"))
    {
        return decade_of(decade);
    }
    let groups = groups(text)?;
    let parts: Vec<(&str, &str)> = groups
        .iter()
        .map(|(digits, word)| (digits.as_str(), word.as_str()))
        .collect();
    match parts.as_slice() {
        [(digits, "" | "年" | "年度")] => one_group(digits, !parts[0].1.is_empty()),
        [(digits, "年初" | "年上半年" | "上半年")] => {
            year_of(digits, true).and_then(|year| months(year, 1, 6))
        }
        [(digits, "年底" | "年末" | "年下半年" | "下半年")] => {
            year_of(digits, true).and_then(|year| months(year, 7, 12))
        }
        [
            (year, sign),
            (month, "" | "月" | "月份" | "月初" | "月底" | "月末"),
        ] if is_sign(sign, "年") => {
            let year = year_of(year, *sign == "年")?;
            let month = month_of(month)?;
            months(year, month, month)
        }
        [(year, sign), (month, second), (day, "" | "日" | "号")]
            if is_sign(sign, "年") && is_sign(second, "月") =>
        {
            let year = year_of(year, *sign == "年")?;
            let (month, day) = (month_of(month)?, day.parse::<u32>().ok()?);
            let day = days_from_civil(year, month, day)?;
            Some((day, day))
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Change {
    Before,
    After,
    About,
    Nothing,
}

#[rustfmt::skip]
const SUFFIXES: &[(&str, Change)] = &[
    ("以前", Change::Before), ("之前", Change::Before), ("前", Change::Before),
    ("以后", Change::After), ("之后", Change::After), ("后", Change::After),
    ("起", Change::After), ("至今", Change::After), ("左右", Change::About),
    ("前后", Change::About), ("止", Change::Nothing), ("建成", Change::Nothing),
    ("建", Change::Nothing), ("停产", Change::Nothing), ("停工", Change::Nothing),
    ("关闭", Change::Nothing), ("竣工", Change::Nothing), ("闲置", Change::Nothing),
    (".", Change::Nothing),
];

fn is_sign(sign: &str, word: &str) -> bool {
    sign == word || matches!(sign, "." | "-" | "/" | "、")
}

/// Splits a text into at most three groups of digits, each with the text that follows it.
fn groups(text: &str) -> Option<Vec<(String, String)>> {
    let mut groups: Vec<(String, String)> = Vec::new();
    let mut in_digits = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            if !in_digits {
                groups.push((String::new(), String::new()));
            }
            in_digits = true;
            groups.last_mut()?.0.push(c);
        } else {
            in_digits = false;
            groups.last_mut()?.1.push(c);
        }
    }
    (groups.len() <= 3).then_some(groups)
}

fn one_group(digits: &str, is_year: bool) -> Option<Span> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    match digits.len() {
        4 => year_of(digits, is_year).and_then(|year| years(year, year)),
        2 if is_year => year_of(digits, true).and_then(|year| years(year, year)),
        6 if !is_year => {
            let (year, month) = (year_of(&digits[..4], false)?, month_of(&digits[4..])?);
            months(year, month, month)
        }
        8 if !is_year => {
            let (year, month, day) = (
                year_of(&digits[..4], false)?,
                month_of(&digits[4..6])?,
                part(6, 8)?,
            );
            let day = days_from_civil(year, month, day)?;
            Some((day, day))
        }
        5 if !is_year => {
            let serial = f64::from(part(0, 5)?);
            SERIALS
                .contains(&serial)
                .then_some((serial + SERIAL_EPOCH, serial + SERIAL_EPOCH))
        }
        _ => None,
    }
}

/// A year of four digits, or of two digits if 年 follows: 08年 is 2008, 98年 is 1998.
fn year_of(digits: &str, is_year: bool) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    match digits.len() {
        4 if (1800..=2200).contains(&year) => Some(year),
        2 if is_year && year <= 49 => Some(2000 + year),
        2 if is_year => Some(1900 + year),
        _ => None,
    }
}

fn month_of(digits: &str) -> Option<u32> {
    let month: u32 = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    (1..=12).contains(&month).then_some(month)
}

/// The years of a decade: 90年代, 1990年代, 20世纪90年代 (the text before 年代 is passed).
fn decade_of(text: &str) -> Option<Span> {
    let digits = text
        .trim_start_matches("20世纪")
        .trim_start_matches("上世纪");
    let number: i32 = digits.parse().ok()?;
    let first = match digits.len() {
        4 if number % 10 == 0 => number,
        2 if number % 10 == 0 && number >= 40 => 1900 + number,
        2 if number % 10 == 0 => 2000 + number,
        _ => return None,
    };
    years(first, first + 9)
}

/// Converts Chinese digits: 二〇〇八年十二月 to 2008年12月.
fn with_ascii_digits(text: &str) -> String {
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c || (c == '零' && d == '〇'))
    };
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| digit(*c).is_some() || c.is_ascii_digit())
    };
    let mut ascii = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        match (digit(*c), *c) {
            (Some(value), _) => ascii.push_str(&value.to_string()),
            (None, '十') => match (is_digit(at.checked_sub(1)), is_digit(Some(at + 1))) {
                (true, true) => {}
                (true, false) => ascii.push('0'),
                (false, true) => ascii.push('1'),
                (false, false) => ascii.push_str("10"),
            },
            (None, c) => ascii.push(c),
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> f64 {
        days_from_civil(year, month, day).unwrap()
    }

    fn days(text: &str) -> Option<(f64, f64)> {
        match read(&Cell::text(text)) {
            DateReading::Days(interval) => Some((interval.low(), interval.high())),
            _ => None,
        }
    }

    // 2008-03-01 is day 13,939 since 1970-01-01: 38 years of 365 days, 9 leap days (72 to 04),
    // and the 31 + 29 days of January and February of 2008; 13,870 + 9 + 60.
    const MARCH: f64 = 13_939.0;

    #[test]
    fn every_form_of_a_month_is_the_month() {
        for text in [
            "2008.3",
            "2008年3月",
            "2008/3",
            "2008-03",
            "200803",
            "08年3月",
            "２００８．３",
            "二〇〇八年三月",
            "2008年3月份",
        ] {
            assert_eq!(days(text), Some((MARCH, MARCH + 30.0)), "{text}");
        }
    }

    #[test]
    fn days_are_exact() {
        for text in [
            "2008-03-01",
            "2008年3月1日",
            "2008.3.1",
            "2008/3/1",
            "20080301",
            "39508",
            "2008-03-01 00:00:00",
        ] {
            assert_eq!(days(text), Some((MARCH, MARCH)), "{text}");
        }
        let serial = Cell {
            text: "39508".into(),
            kind: CellKind::Number(39_508.0),
        };
        assert_eq!(
            read(&serial),
            DateReading::Days(Interval::exact(MARCH).unwrap())
        );
    }

    #[test]
    fn a_year_is_all_its_days() {
        // 1 January 2008 is day 13,879; 2008 has 366 days. 2012-12-31 is day 15,705.
        for text in ["2008", "2008年", "08年"] {
            assert_eq!(days(text), Some((13_879.0, 14_244.0)), "{text}");
        }
        for text in [
            "2008-2012",
            "2008—2012年",
            "2008至2012",
            "2008年-2012年",
            "08-12年",
        ] {
            assert_eq!(days(text), Some((13_879.0, 15_705.0)), "{text}");
        }
        assert_eq!(days("98年").map(|d| d.0), Some(day(1998, 1, 1)));
        assert_eq!(days("90年代"), Some((day(1990, 1, 1), day(1999, 12, 31))));
    }

    #[test]
    fn placeholders_are_no_dates() {
        for text in ["1900-01-01", "1900/1/1", "1899-12-30", "1900年1月1日"] {
            assert_eq!(read(&Cell::text(text)), DateReading::Placeholder, "{text}");
        }
        let zero = Cell {
            text: "0".into(),
            kind: CellKind::Number(0.0),
        };
        assert_eq!(read(&zero), DateReading::Placeholder);
        for text in ["多年", "2008-13", "2008-02-30", "闲置三年"] {
            assert_eq!(read(&Cell::text(text)), DateReading::Illegible, "{text}");
        }
    }

    #[test]
    fn a_number_cell_has_lost_its_final_zero() {
        let cell = Cell {
            text: "2008.1".into(),
            kind: CellKind::Number(2008.1),
        };
        let DateReading::Days(interval) = read(&cell) else {
            panic!("a date")
        };
        assert_eq!(interval.low(), day(2008, 1, 1));
        assert_eq!(interval.high(), day(2008, 10, 31));
    }

    #[test]
    fn words_after_a_date_stay_inside_it() {
        assert_eq!(days("2014年春节后").map(|d| d.0), Some(day(2014, 1, 1)));
        let month = days("2013年12月法院裁定破产").map(|d| d.0);
        assert_eq!(month, Some(day(2013, 12, 1)));
        assert_eq!(days("2014年第3期"), None);
    }

    #[test]
    fn open_ends_stay_open() {
        assert_eq!(
            days("2010年以前"),
            Some((f64::NEG_INFINITY, day(2010, 12, 31)))
        );
        assert_eq!(days("2015年至今"), Some((day(2015, 1, 1), f64::INFINITY)));
    }
}
