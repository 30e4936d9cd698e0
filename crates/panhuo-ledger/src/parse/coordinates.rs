//! The numbers of coordinates: decimal, or with minutes and seconds by sign, word or dashes.

use super::numeral::digits_at;
use crate::lexicon::missing;
use crate::text::fold;

/// The coordinates in the cells of one row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ParsedCoordinates {
    /// Two numbers in the order of the cell. From two columns, the easting or longitude comes first.
    Pair(Pair),
    /// The cells are blank or say that nothing is reported.
    Missing,
    Illegible,
}

/// Two numbers that are coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub(crate) first: Degrees,
    pub(crate) second: Degrees,
    /// Whether headers name the axes, so that `first` is the easting or longitude.
    pub(crate) has_axis_headers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Axis {
    East,
    North,
}

/// One coordinate: degrees, or metres in a projected grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Degrees {
    pub(crate) value: f64,
    pub(crate) axis: Option<Axis>,
    /// Whether the number is written with minutes, so that it cannot be metres.
    pub(crate) sexagesimal: bool,
    /// One unit of the last written digit.
    pub(crate) step: f64,
}

impl ParsedCoordinates {
    /// The same coordinates under a header that names the easting or longitude first.
    pub(crate) fn easting_first(self) -> Self {
        match self {
            Self::Pair(pair) => Self::Pair(Pair {
                has_axis_headers: true,
                ..pair
            }),
            stated => stated,
        }
    }

    /// The same coordinates under a header that names the northing or latitude first: the numbers are exchanged.
    pub(crate) fn northing_first(self) -> Self {
        match self {
            Self::Pair(pair) if pair.first.axis.is_none() && pair.second.axis.is_none() => {
                Self::Pair(Pair {
                    first: pair.second,
                    second: pair.first,
                    has_axis_headers: true,
                })
            }
            stated => stated,
        }
    }
}

impl Pair {
    /// The two numbers of a vertex of a geometry; by convention the easting or longitude comes first.
    pub(crate) fn of_vertex((first, second): (f64, f64)) -> Self {
        let number = |value: f64| Degrees {
            value,
            axis: None,
            sexagesimal: false,
            step: 1.0,
        };
        Self {
            first: number(first),
            second: number(second),
            has_axis_headers: true,
        }
    }
}

/// Parses a cell that holds both coordinates.
pub(crate) fn joint(text: &str) -> ParsedCoordinates {
    if missing::is_missing(&fold(text)) {
        return ParsedCoordinates::Missing;
    }
    if let Some((first, second)) = grid_reference(&fold(text)) {
        return ParsedCoordinates::Pair(Pair {
            first,
            second,
            has_axis_headers: false,
        });
    }
    match numbers(text).as_slice() {
        [a, b] => ParsedCoordinates::Pair(Pair {
            first: *a,
            second: *b,
            has_axis_headers: false,
        }),
        _ => ParsedCoordinates::Illegible,
    }
}

/// Easting and northing of an Ordnance Survey grid reference such as TQ 300 804 (British National Grid).
pub(crate) fn grid_reference(folded: &str) -> Option<(Degrees, Degrees)> {
    let bytes = folded.as_bytes();
    let (letters, digits) = (bytes.get(..2)?, bytes.get(2..)?);
    let even = (4..=10).contains(&digits.len()) && digits.len() % 2 == 0;
    if !even || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // The first letter is one of 5 × 5 squares of 500 km, the second one of 5 × 5 squares of 100 km in it.
    let place = |letter: u8| match letter {
        b'a'..=b'h' => Some(u32::from(letter - b'a')),
        b'j'..=b'z' => Some(u32::from(letter - b'a') - 1),
        _ => None,
    };
    let (large, small) = (place(letters[0])?, place(letters[1])?);
    let east = ((large + 3) % 5) * 5 + small % 5;
    let north = 19_u32.checked_sub((large / 5) * 5 + small / 5)?;
    let half = digits.len() / 2;
    let step = 10_f64.powi(5 - i32::try_from(half).ok()?);
    let axis = |square: u32, digits: &[u8], axis: Axis| {
        let within: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        Some(Degrees {
            value: f64::from(square) * 1e5 + f64::from(within) * step,
            axis: Some(axis),
            sexagesimal: false,
            step,
        })
    };
    // The British grid is 700 km wide and 1300 km high.
    let (first, second) = digits.split_at(half);
    (east < 7 && north < 13).then(|| {
        Some((
            axis(east, first, Axis::East)?,
            axis(north, second, Axis::North)?,
        ))
    })?
}

/// Parses two cells that hold one coordinate each, the easting or longitude first.
pub(crate) fn split(east: &str, north: &str) -> ParsedCoordinates {
    let missing = |text: &str| missing::is_missing(&fold(text));
    match (missing(east), missing(north)) {
        (true, true) => return ParsedCoordinates::Missing,
        (true, false) => return joint(north),
        (false, true) => return joint(east),
        (false, false) => {}
    }
    match (single_number(east), single_number(north)) {
        (Some(first), Some(second)) => ParsedCoordinates::Pair(Pair {
            first,
            second,
            has_axis_headers: true,
        }),
        _ => ParsedCoordinates::Illegible,
    }
}

/// The only number of a cell. A comma in it separates thousands.
fn single_number(text: &str) -> Option<Degrees> {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().take(60).collect();
    let sign = usize::from(matches!(chars.first(), Some('-' | '+' | '−')));
    if let Some(whole) =
        digits_at(&chars[sign..]).filter(|found| found.length + sign == chars.len())
    {
        let negative = sign == 1 && chars[0] != '+';
        return Some(Degrees {
            value: if negative { -whole.value } else { whole.value },
            axis: None,
            sexagesimal: false,
            step: whole.step,
        });
    }
    match numbers(text).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Folded names of reference systems, removed so that their digits are not parsed as coordinates. A name that
/// contains another one comes before it.
const SYSTEMS: &[&str] = &[
    "cgcs2000",
    "cgcs-2000",
    "2000国家大地",
    "国家2000",
    "wgs1984",
    "wgs-84",
    "wgs84",
    "wgs 84",
    "bd-09",
    "bd09",
    "gcj-02",
    "gcj02",
    "西安1980",
    "西安80",
    "北京1954",
    "北京54",
    "xian80",
    "beijing54",
    "osgb1936",
    "osgb36",
    "etrs89",
    "epsg:4326",
    "epsg:4490",
    "epsg:27700",
];

/// The coordinates in a text, in order, at most five.
fn numbers(text: &str) -> Vec<Degrees> {
    let mut folded = fold(&comma_separated(text));
    for name in SYSTEMS {
        folded = folded.replace(name, "");
    }
    let folded = folded
        .replace("latitude", "纬")
        .replace("longitude", "经")
        .replace("northing", "北")
        .replace("easting", "东")
        .replace("lat", "纬")
        .replace("long", "经")
        .replace("lon", "经")
        .replace("lng", "经")
        .replace("′′", "″")
        .replace("''", "″")
        .replace(['’', '‘', '\''], "′")
        .replace(['“', '”', '"'], "″");
    let chars: Vec<char> = folded.chars().take(200).collect();
    let mut found: Vec<Degrees> = Vec::new();
    // In a text that starts with a number, each letter follows its number: 113.87E34.31N.
    let behind = chars
        .first()
        .is_some_and(|c| c.is_ascii_digit() || *c == '-');
    let (mut axis, mut below) = (None, false);
    let mut at = 0;
    while at < chars.len() && found.len() < 5 {
        let c = chars[at];
        // A letter inside a word names no axis, such as the N of POINT.
        let letter = |at: Option<&char>| at.is_some_and(char::is_ascii_alphabetic);
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let in_word = letter(Some(&c)) && (letter(before) || letter(chars.get(at + 1)));
        if let Some(by_name) = axis_of(c).filter(|_| !in_word) {
            // A letter right after a number names the axis of that number: 113°52′E.
            match found
                .last_mut()
                .filter(|d| d.axis.is_none() && ends_number(&chars, at, behind))
            {
                Some(last) if matches!(c, 'e' | 'n' | 'w' | 's') => {
                    last.axis = Some(by_name);
                    if matches!(c, 'w' | 's') {
                        last.value = -last.value.abs();
                    }
                }
                _ => {
                    axis = Some(by_name);
                    below = matches!(c, 'w' | 's' | '西' | '南');
                }
            }
            at += 1;
            continue;
        }
        let Some((value, length, sexagesimal, step)) = degrees_at(&chars[at..]) else {
            at += 1;
            continue;
        };
        let west_or_south = at > 0
            && chars[at - 1] == '-'
            && !at.checked_sub(2).is_some_and(|b| chars[b].is_ascii_digit());
        let value = if west_or_south || below {
            -value
        } else {
            value
        };
        below = false;
        found.push(Degrees {
            value,
            axis: axis.take(),
            sexagesimal,
            step,
        });
        at += length;
    }
    found
}

/// Replaces a blank between two numbers by a comma.
fn comma_separated(text: &str) -> String {
    let chars: Vec<char> = text.chars().take(300).collect();
    let part = |at: usize| {
        let before = chars[..at].iter().rev().find(|c| !c.is_whitespace());
        let after = chars[at..].iter().find(|c| !c.is_whitespace());
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        chars[at].is_whitespace() && digit(before) && (digit(after) || after == Some(&'-'))
    };
    let each = chars.iter().enumerate();
    each.map(|(at, c)| if part(at) { ',' } else { *c })
        .collect()
}

/// Whether the letter at `at` names the axis of the number before it.
fn ends_number(chars: &[char], at: usize, behind: bool) -> bool {
    let before = at.checked_sub(1).and_then(|b| chars.get(b));
    let after = chars.get(at + 1);
    before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '°' | '度' | '′' | '分' | '″' | '秒'))
        && (behind || !after.is_some_and(char::is_ascii_digit))
        || (before.is_some_and(|c| matches!(c, '″' | '秒' | '′' | '分' | '°' | '度')))
}

fn axis_of(c: char) -> Option<Axis> {
    match c {
        'e' | '东' | '经' | 'w' | '西' => Some(Axis::East),
        'n' | '北' | '纬' | 's' | '南' => Some(Axis::North),
        _ => None,
    }
}

/// Degrees at the start: decimal, or with minutes and seconds by sign, by word or by dashes.
fn degrees_at(text: &[char]) -> Option<(f64, usize, bool, f64)> {
    let number = |from: usize| {
        let rest = text.get(from..)?;
        // A comma separates the two coordinates here, never thousands.
        let end = rest
            .iter()
            .position(|c| *c == ',' || *c == 'e')
            .unwrap_or(rest.len());
        digits_at(&rest[..end])
    };
    let first = number(0)?;
    let mut length = first.length;
    let sign = |at: usize, signs: [char; 2]| text.get(at).is_some_and(|c| signs.contains(c));
    let (mut minutes, mut seconds, mut sexagesimal) = (0.0, 0.0, false);
    if sign(length, ['°', '度']) || sign(length, ['º', '˚']) {
        length += 1;
        if let Some(found) = number(length).filter(|found| sign(length + found.length, ['′', '分']))
        {
            (minutes, sexagesimal) = (found.value, true);
            length += found.length + 1;
            if let Some(found) = number(length).filter(|found| {
                sign(length + found.length, ['″', '秒']) || text.len() == length + found.length
            }) {
                seconds = found.value;
                length = (length + found.length + 1).min(text.len());
            }
        }
    } else if sign(length, ['-', '-']) && first.step >= 1.0 {
        let second = number(length + 1)?;
        let after = length + 1 + second.length;
        if sign(after, ['-', '-'])
            && let Some(third) = number(after + 1)
        {
            (minutes, seconds, sexagesimal) = (second.value, third.value, true);
            length = after + 1 + third.length;
        }
    }
    if minutes >= 60.0 || seconds > 60.0 {
        return None;
    }
    Some((
        first.value + minutes / 60.0 + seconds / 3600.0,
        length,
        sexagesimal,
        if sexagesimal {
            1.0 / 3600.0
        } else {
            first.step
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (f64, f64) {
        match joint(text) {
            ParsedCoordinates::Pair(pair) => (pair.first.value, pair.second.value),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for text in [
            "113.8701,34.3112",
            "113.8701 34.3112",
            "E113.8701 N34.3112",
            "东经113.8701度，北纬34.3112度",
            "113.8701,34.3112(BD09)",
            "WGS-84：113.8701，34.3112",
            "CGCS2000 113.8701,34.3112",
        ] {
            assert_eq!(both(text), (113.8701, 34.3112), "{text}");
        }
        assert_eq!(both("34.3112，113.8701"), (34.3112, 113.8701));
        assert_eq!(
            both("X=3798123.45 Y=38580123.4"),
            (3_798_123.45, 38_580_123.4)
        );
        assert_eq!(
            both("Latitude: 50.72131 Longitude: -3.53389"),
            (50.72131, -3.53389)
        );
        assert_eq!(both("POINT(113.8701 34.3112)"), (113.8701, 34.3112));
        assert_eq!(both("113.8701W 34.3112N"), (-113.8701, 34.3112));
        assert_eq!(joint("暂无"), ParsedCoordinates::Missing);
        assert_eq!(joint("厂门口"), ParsedCoordinates::Illegible);
    }

    #[test]
    fn minutes_and_seconds_are_read() {
        // 113 + 52/60 + 12.36/3600 = 113.8701; 34 + 18/60 + 40.3/3600 = 34.31119444…
        let near = |(x, y): (f64, f64), lon: f64, lat: f64| {
            assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9, "{x} {y}");
        };
        let (lon, lat) = (113.8701, 34.0 + 18.0 / 60.0 + 40.3 / 3600.0);
        near(both("东经113°52′12.36″ 北纬34°18′40.3″"), lon, lat);
        near(both("113°52'12.36\"E，34°18'40.3\"N"), lon, lat);
        near(both("113度52分12.36秒\n34度18分40.3秒"), lon, lat);
        near(
            both("113-52-12, 34-18-40"),
            113.0 + 52.0 / 60.0 + 12.0 / 3600.0,
            34.0 + 18.0 / 60.0 + 40.0 / 3600.0,
        );
    }

    #[test]
    fn two_columns_hold_a_number_each() {
        let ParsedCoordinates::Pair(pair) = split("360,690.3", "3.79812E+06") else {
            panic!("a pair")
        };
        assert_eq!(pair.first.value, 360_690.3);
        assert_eq!((pair.second.value, pair.second.step), (3_798_120.0, 10.0));
        assert!(matches!(
            split("东经113°52′12.36″", "北纬34°18′40.3″"),
            ParsedCoordinates::Pair(_)
        ));
        assert!(
            matches!(split("-0.5", "51.5"), ParsedCoordinates::Pair(pair) if pair.first.value < 0.0)
        );
        assert_eq!(split("", "/"), ParsedCoordinates::Missing);
        assert_eq!(split("0..5", "51.5"), ParsedCoordinates::Illegible);
    }
}
