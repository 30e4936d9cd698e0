//! Coordinates in degrees, or in degrees, minutes and seconds; WGS84 and CGCS2000 are one here.

use panhuo::{Position, fold};

use super::numeral::digits_at;

/// What the cells of one row say about a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// A position; whether its axes were exchanged.
    Here {
        position: Position,
        swapped: bool,
    },
    /// Nothing is written.
    Missing,
    /// Written as 0,0.
    Zero,
    /// Understood, but outside the area: `Position` is what was understood.
    Outside(Position),
    /// In a system that is not converted, such as projected metres or a map service's own.
    OtherSystem,
    Illegible,
}

/// The area that positions must lie in: west, south, east, north, in degrees.
pub(crate) type Area = [f64; 4];

/// Positions may miss the area by this much: about 2 km.
const BUFFER: f64 = 0.02;
/// The mainland of China, where no area is given: longitudes and latitudes do not overlap.
const CHINA: Area = [73.0, 3.0, 136.0, 54.0];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Axis {
    East,
    North,
}

#[derive(Clone, Copy, Debug)]
struct Degrees {
    value: f64,
    axis: Option<Axis>,
    /// Whether minutes were given, so that nothing but degrees can be meant.
    sexagesimal: bool,
}

/// Reads one cell with both axes.
pub(crate) fn joint(text: &str, area: Option<Area>) -> Place {
    if super::missing::is_missing(&fold(text)) {
        return Place::Missing;
    }
    match numbers(text).as_slice() {
        [a, b] => decide(*a, *b, area),
        _ => Place::Illegible,
    }
}

/// Reads two cells, longitude first.
pub(crate) fn split(longitude: &str, latitude: &str, area: Option<Area>) -> Place {
    let missing = |text: &str| super::missing::is_missing(&fold(text));
    match (missing(longitude), missing(latitude)) {
        (true, true) => return Place::Missing,
        (true, false) => return joint(latitude, area).or_illegible(),
        (false, true) => return joint(longitude, area).or_illegible(),
        (false, false) => {}
    }
    match (numbers(longitude).as_slice(), numbers(latitude).as_slice()) {
        ([a], [b]) => {
            let named = |d: Degrees, axis| Degrees {
                axis: d.axis.or(Some(axis)),
                ..d
            };
            // A column's header names its axis, unless the value cannot lie on it.
            match decide(named(*a, Axis::East), named(*b, Axis::North), area) {
                found @ (Place::Here { .. } | Place::Zero | Place::OtherSystem) => found,
                other => match decide(*a, *b, area) {
                    found @ Place::Here { .. } => found,
                    _ => other,
                },
            }
        }
        _ => Place::Illegible,
    }
}

/// Whether words beside coordinates name a system that is not converted.
pub(crate) fn is_other_system(words: &str) -> bool {
    const OTHERS: &[&str] = &[
        "百度",
        "bd09",
        "bd-09",
        "高德",
        "腾讯",
        "gcj",
        "火星",
        "北京54",
        "beijing54",
        "西安80",
        "xian80",
        "osgb",
        "27700",
        "britishnationalgrid",
    ];
    let folded = fold(words)
        .replace("非百度", "")
        .replace("百度以外", "")
        .replace("百度除外", "");
    OTHERS.iter().any(|word| folded.contains(word))
}

impl Place {
    fn or_illegible(self) -> Self {
        if matches!(self, Self::Missing) {
            Self::Illegible
        } else {
            self
        }
    }
}

fn decide(a: Degrees, b: Degrees, area: Option<Area>) -> Place {
    let zero = |d: Degrees| d.value.abs() < 1e-9;
    if zero(a) && zero(b) {
        return Place::Zero;
    }
    if (a.value.abs() > 1000.0 || b.value.abs() > 1000.0) && !a.sexagesimal {
        return Place::OtherSystem;
    }
    let orders: &[bool] = match (a.axis, b.axis) {
        (Some(Axis::North), _) | (_, Some(Axis::East)) if a.axis != b.axis => &[true],
        (Some(Axis::East), _) | (_, Some(Axis::North)) if a.axis != b.axis => &[false],
        _ => &[false, true],
    };
    let positions: Vec<(Position, bool)> = orders
        .iter()
        .filter_map(|swapped| {
            let (east, north) = if *swapped { (b, a) } else { (a, b) };
            Some((Position::new(east.value, north.value).ok()?, *swapped))
        })
        .collect();
    // Named axes are not exchanged by saying north first.
    let named = orders.len() == 1;
    let inside = |place: &(Position, bool)| within(place.0, area.unwrap_or(CHINA));
    if let Some((position, swapped)) = positions.iter().find(|place| inside(place)) {
        return Place::Here {
            position: *position,
            swapped: *swapped && !named,
        };
    }
    match (positions.first(), area) {
        (Some((position, _)), None) => Place::Here {
            position: *position,
            swapped: false,
        },
        (Some(_), Some(_)) => {
            let plausible = positions.iter().find(|place| within(place.0, CHINA));
            Place::Outside(plausible.unwrap_or(&positions[0]).0)
        }
        (None, _) => Place::Illegible,
    }
}

fn within(position: Position, area: Area) -> bool {
    let [west, south, east, north] = area;
    (west - BUFFER..=east + BUFFER).contains(&position.longitude())
        && (south - BUFFER..=north + BUFFER).contains(&position.latitude())
}

/// The degrees of a text, in order; at most a handful.
fn numbers(text: &str) -> Vec<Degrees> {
    let folded = fold(text)
        .replace("′′", "″")
        .replace("''", "″")
        .replace(['’', '‘', '\''], "′")
        .replace(['“', '”', '"'], "″");
    let chars: Vec<char> = folded.chars().take(200).collect();
    let mut found: Vec<Degrees> = Vec::new();
    let mut axis = None;
    let mut at = 0;
    while at < chars.len() && found.len() < 5 {
        let c = chars[at];
        if let Some(named) = axis_of(c) {
            // After a number, a letter names that number: 113°52′E.
            match found
                .last_mut()
                .filter(|d| d.axis.is_none() && ends_number(&chars, at))
            {
                Some(last) if matches!(c, 'e' | 'n' | 'w' | 's') => last.axis = Some(named),
                _ => axis = Some(named),
            }
            at += 1;
            continue;
        }
        let Some((value, length, sexagesimal)) = degrees_at(&chars[at..]) else {
            at += 1;
            continue;
        };
        let west_or_south = at > 0
            && chars[at - 1] == '-'
            && !at.checked_sub(2).is_some_and(|b| chars[b].is_ascii_digit());
        let value = if west_or_south { -value } else { value };
        found.push(Degrees {
            value,
            axis: axis.take(),
            sexagesimal,
        });
        at += length;
    }
    found
}

/// Whether the letter at `at` stands right after a number and not before one.
fn ends_number(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|b| chars.get(b));
    let after = chars.get(at + 1);
    before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '°' | '度' | '′' | '分' | '″' | '秒'))
        && !after.is_some_and(char::is_ascii_digit)
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
fn degrees_at(text: &[char]) -> Option<(f64, usize, bool)> {
    let number = |from: usize| {
        let rest = text.get(from..)?;
        // A comma parts the axes here, never thousands.
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
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Option<Area> = Some([113.5, 34.0, 114.2, 34.6]);

    fn here(text: &str) -> Option<(f64, f64, bool)> {
        match joint(text, AREA) {
            Place::Here { position, swapped } => {
                Some((position.longitude(), position.latitude(), swapped))
            }
            _ => None,
        }
    }

    #[test]
    fn degrees_are_read_in_every_form() {
        assert_eq!(here("113.8701,34.3112"), Some((113.8701, 34.3112, false)));
        assert_eq!(here("34.3112，113.8701"), Some((113.8701, 34.3112, true)));
        assert_eq!(here("E113.87 N34.31"), Some((113.87, 34.31, false)));
        assert_eq!(here("N34.31 E113.87"), Some((113.87, 34.31, false)));
        assert_eq!(
            here("东经113.87度，北纬34.31度"),
            Some((113.87, 34.31, false))
        );
    }

    #[test]
    fn minutes_and_seconds_are_read() {
        // 113 + 52/60 + 12.36/3600 = 113.8701; 34 + 18/60 + 40.3/3600 = 34.31119444…
        let near = |found: Option<(f64, f64, bool)>, lon: f64, lat: f64| {
            let (x, y, _) = found.expect("a position");
            assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9, "{x} {y}");
        };
        let (lon, lat) = (113.8701, 34.0 + 18.0 / 60.0 + 40.3 / 3600.0);
        near(here("东经113°52′12.36″ 北纬34°18′40.3″"), lon, lat);
        near(here("113°52'12.36\"E，34°18'40.3\"N"), lon, lat);
        near(here("113度52分12.36秒\n34度18分40.3秒"), lon, lat);
        near(
            here("113-52-12, 34-18-40"),
            113.0 + 52.0 / 60.0 + 12.0 / 3600.0,
            34.0 + 18.0 / 60.0 + 40.0 / 3600.0,
        );
    }

    #[test]
    fn what_is_no_place_here_is_told_apart() {
        assert_eq!(joint("0,0", AREA), Place::Zero);
        assert_eq!(joint("暂无", AREA), Place::Missing);
        assert!(matches!(joint("112.9388,28.2282", AREA), Place::Outside(_)));
        assert_eq!(joint("X=3798123.45 Y=38580123.4", AREA), Place::OtherSystem);
        assert_eq!(joint("580123.4,3798123.4", AREA), Place::OtherSystem);
        assert_eq!(joint("厂门口", AREA), Place::Illegible);
    }

    #[test]
    fn two_columns_may_be_exchanged() {
        let Place::Here { position, swapped } = split("34.3112", "113.8701", AREA) else {
            panic!("a place")
        };
        assert!(swapped && position.longitude() > 113.0);
        assert_eq!(split("0", "0", AREA), Place::Zero);
        assert!(matches!(
            split("东经113°52′12.36″", "北纬34°18′40.3″", AREA),
            Place::Here { swapped: false, .. }
        ));
        assert_eq!(split("", "/", AREA), Place::Missing);
    }
}
