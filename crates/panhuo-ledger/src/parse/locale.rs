//! Dates as English forms write them: 22.09.2011, 17/12/2017, Dec-17, 1st December 2017,
//! 2017-12-17T00:00:00Z.

use std::borrow::Cow;

use serde::Deserialize;

use super::date::{Span, days_from_civil, months};

/// The order of day and month in dates such as 03/04/2018.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DayOrder {
    /// Unknown: the date covers both readings.
    #[default]
    Either,
    DayFirst,
    MonthFirst,
}

/// Whether the cells use a decimal comma: they hold numbers such as 2,35 or 12.500,50, and hardly any such
/// as 2.35 or 12,500.50.
pub(crate) fn has_decimal_commas<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut commas, mut points) = (0_usize, 0_usize);
    for cell in cells {
        for run in runs(cell).map(|(from, to)| &cell[from..to]) {
            let decimals = |mark: char| {
                let (before, after) = run.rsplit_once(mark)?;
                (!before.contains(mark)).then_some(after.len())
            };
            match (decimals(','), decimals('.'), run.contains('.')) {
                (Some(after), None, false) => commas += usize::from(after != 3),
                (Some(after), _, true) if run.rfind(',') > run.rfind('.') => {
                    commas += usize::from(after != 3);
                }
                (_, Some(after), true) => points += usize::from(after != 3),
                _ => {}
            }
        }
    }
    commas > 0 && commas > 3 * points
}

/// Converts numbers with a decimal comma to a decimal point and removes thousands separators.
pub(crate) fn with_points(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut done = 0;
    for (from, to) in runs(cell) {
        text.push_str(&cell[done..from]);
        text.push_str(&cell[from..to].replace('.', "").replace(',', "."));
        done = to;
    }
    text.push_str(&cell[done..]);
    text
}

/// Converts a pair of numbers with decimal commas, such as 40,6045; -7,7621. Other texts are unchanged.
pub(crate) fn pair_with_points(cell: &str) -> Cow<'_, str> {
    if cell.contains('.') || runs(cell).count() < 2 {
        return cell.into();
    }
    with_points(cell).into()
}

/// Units of money as English forms write them, in folded text: RMB/sqm/month, RMB 10,000, 26 million
/// RMB.
pub(crate) fn chinese_units(folded: &str) -> String {
    const WORDS: [(&str, &str); 12] = [
        ("rmb10,000", "万元"),
        ("rmb10000", "万元"),
        ("rmbmillion", "百万元"),
        ("millionrmb", "百万元"),
        ("millionyuan", "百万元"),
        ("rmb", "元"),
        ("cny", "元"),
        ("yuan", "元"),
        ("sqm", "m2"),
        ("/month", "/月"),
        ("/year", "/年"),
        ("/day", "/天"),
    ];
    let mut text = folded.to_owned();
    for (english, chinese) in WORDS {
        if text.contains(english) {
            text = text.replace(english, chinese);
        }
    }
    // 元26million: a unit before the number is moved behind it.
    for sign in ["元", "¥", "￥"] {
        if let Some(rest) = text.strip_prefix(sign)
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            let by_name = rest.contains('元');
            text = if by_name {
                rest.to_owned()
            } else {
                format!("{rest}元")
            };
        }
    }
    text
}

/// Where a cell has digits with points and commas between them.
fn runs(cell: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = cell.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let mark = |to: usize| {
            matches!(bytes.get(to), Some(b'.' | b','))
                && bytes.get(to + 1).is_some_and(u8::is_ascii_digit)
        };
        let mut to = from;
        while bytes.get(to).is_some_and(u8::is_ascii_digit) || mark(to) {
            to += 1;
        }
        at = to;
        Some((from, to))
    })
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days that a text in such a form means.
pub(super) fn days(text: &str, order: DayOrder) -> Option<Span> {
    let lower = text
        .trim()
        .trim_matches(['"', '\'', '“', '”'])
        .to_lowercase();
    // The time of day is dropped.
    let iso = lower
        .split_once('t')
        .filter(|(day, time)| day.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':'));
    let lower = iso.map_or(lower.as_str(), |(day, _)| day);
    let mut parts = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-' | ','))
        .filter(|part| !part.is_empty() && !part.contains(':') && *part != "of");
    let parts: Vec<&str> = parts.by_ref().take(4).collect();
    let month = parts.iter().position(|part| month_named(part).is_some());
    match (parts.as_slice(), month) {
        // 03/2018: a month and its year.
        ([month, year], None) if month.len() <= 2 && year.len() == 4 => {
            let (year, month) = (year_of(year)?, month.parse().ok()?);
            months(year, month, month)
        }
        ([a, b, c], None) => numbers(a, b, c, order),
        ([_, day, year], Some(0)) | ([day, _, year], Some(1)) => {
            let month = month_named(parts[month?])?;
            let suffixes: &[char] = &['s', 't', 'n', 'd', 'r', 'h'];
            let day = day.trim_end_matches(suffixes).parse().ok()?;
            on(year_of(year)?, month, day)
        }
        ([_, year], Some(0)) => {
            let (year, month) = (year_of(year)?, month_named(parts[0])?);
            months(year, month, month)
        }
        _ => None,
    }
}

fn numbers(a: &str, b: &str, c: &str, order: DayOrder) -> Option<Span> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    if a.len() == 4 {
        return on(year_of(a)?, number(b)?, number(c)?);
    }
    let (a, b, year) = (number(a)?, number(b)?, year_of(c).filter(|_| c.len() == 4)?);
    let (day_first, month_first) = (on(year, b, a), on(year, a, b));
    match (order, day_first, month_first) {
        (DayOrder::DayFirst, Some(day), _) | (DayOrder::MonthFirst, _, Some(day)) => Some(day),
        (_, Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (_, one, other) => one.or(other),
    }
}

fn on(year: i32, month: u32, day: u32) -> Option<Span> {
    let day = days_from_civil(year, month, day)?;
    Some((day, day))
}

/// A year of four digits, or of two digits. The latter is in this century unless that is in the future.
fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 if (1800..=2200).contains(&year) => Some(year),
        2 if year < 50 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn month_named(text: &str) -> Option<u32> {
    let long_enough = text.len() >= 3 && text.is_ascii();
    let by_name = |month: &str| month.starts_with(text) || (text == "sept" && month == "september");
    let at = MONTHS
        .iter()
        .position(|month| by_name(month))
        .filter(|_| long_enough)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_of(year: i32, month: u32, day: u32) -> f64 {
        days_from_civil(year, month, day).unwrap()
    }

    #[test]
    fn decimal_commas_are_inferred_from_the_column() {
        let reported = |cells: &[&str]| has_decimal_commas(cells.iter().copied());
        assert!(reported(&["2,35", "12.500", "0,8"]));
        assert!(reported(&["12 500,5 m²", "8500"]));
        assert!(!reported(&["12,500", "1,200.5", "2.35"]));
        assert!(!reported(&["12,500", "4,300"]));
        assert_eq!(with_points("1.250.000,50 €"), "1250000.50 €");
        assert_eq!(with_points("48,3774"), "48.3774");
        assert_eq!(pair_with_points("40,6045; -7,7621"), "40.6045; -7.7621");
        assert_eq!(pair_with_points("40.6045,-7.7621"), "40.6045,-7.7621");
        assert_eq!(pair_with_points("2600000,1200000"), "2600000,1200000");
    }

    #[test]
    fn forms_of_english_dates() {
        let day =
            |year, month, day| Some((number_of(year, month, day), number_of(year, month, day)));
        let read = |text: &str| days(text, DayOrder::DayFirst);
        assert_eq!(read("22.09.2011"), day(2011, 9, 22));
        assert_eq!(read("05/12/2017"), day(2017, 12, 5));
        assert_eq!(read("12/25/2017"), day(2017, 12, 25));
        assert_eq!(read("\"2017-12-17\""), day(2017, 12, 17));
        assert_eq!(read("2017-12-17T00:00:00.000Z"), day(2017, 12, 17));
        assert_eq!(read("Dec 15, 2017"), day(2017, 12, 15));
        assert_eq!(read("1st December 2017"), day(2017, 12, 1));
        assert_eq!(read("3rd of Sept 2018"), day(2018, 9, 3));
        let december = Some((number_of(2017, 12, 1), number_of(2017, 12, 31)));
        assert_eq!(read("Dec-17"), december);
        assert_eq!(read("2-17-12-17"), None);
        assert_eq!(read("N/A"), None);
        assert_eq!(read("31/02/2017"), None);
        let either = days("05/12/2017", DayOrder::Either).unwrap();
        assert_eq!(either, (number_of(2017, 5, 12), number_of(2017, 12, 5)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,30}|[0-9./ -]{0,14}") {
            if let Some((low, high)) = days(&text, DayOrder::Either) {
                proptest::prop_assert!(low <= high);
            }
        }

        #[test]
        fn a_written_day_reads_as_itself(year in 1900..2100_i32, month in 1..=12_u32, day in 1..=28_u32) {
            let meant = number_of(year, month, day);
            let text = format!("{day:02}/{month:02}/{year}");
            proptest::prop_assert_eq!(days(&text, DayOrder::DayFirst), Some((meant, meant)));
            let text = format!("{month:02}.{day:02}.{year}");
            proptest::prop_assert_eq!(days(&text, DayOrder::MonthFirst), Some((meant, meant)));
        }
    }
}
