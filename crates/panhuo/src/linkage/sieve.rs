//! A line of memory before a comparison: what a pair can score at most.
//!
//! Most pairs are two sites, and the marks of their names, places and sizes say so: only pairs that may
//! reach the score that is asked for are compared in full. Whatever a profile makes of its levels,
//! a pair never scores more than its bound.

use rayon::prelude::*;

use super::likeness::{PLACE_LEVELS, Shared, named};
use super::name::Name;
use super::prepare::{Column, Measure, Prepared, Spot};
use super::profile::{ComparedField, Comparison, IdentityProfile};
use super::weights::{Bits, Weights};

/// The row has one name.
const NAMED: u8 = 1;
/// It has a place.
const PLACED: u8 = 1 << 1;
/// It has the first size; the second is one bit up.
const SIZED: u8 = 1 << 2;
/// It is in one jurisdiction.
const GOVERNED: u8 = 1 << 4;
/// Marks of two rows are compared if both have them.
const COMPARED: u8 = NAMED | PLACED | SIZED | SIZED << 1 | GOVERNED;
/// Its name only says what it is.
const GENERIC: u8 = 1 << 5;
/// There are numbers in its name.
const NUMBERED: u8 = 1 << 6;
/// It has an area, not only a point.
const OUTLINED: u8 = 1 << 7;

/// What two names that differ may be, a bit each.
const CONTAINED: usize = 1;
const SOUND: usize = 1 << 1;
const CLOSE: usize = 1 << 2;
const PART: usize = 1 << 3;
const MAY_BE: [(usize, u8); 4] = [
    (CONTAINED, named::CONTAINED),
    (SOUND, named::SOUND),
    (CLOSE, named::CLOSE),
    (PART, named::PART),
];

/// How many fields of sizes have marks.
const SIZES: usize = 2;

/// A size: from and to with half a unit of the last digit, and the number itself if it is one.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    low: f32,
    high: f32,
    key: u32,
}

/// No key: the bits of what is not a number.
const NO_KEY: u32 = u32::MAX;

/// What is known of a row at a glance.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Mark {
    /// Its fields, as in [`Prepared::known`].
    known: u64,
    /// The marks of its name's characters, and part of the key of its core.
    characters: u64,
    core: u32,
    jurisdiction: u32,
    sizes: [Size; SIZES],
    /// In ten-millionths of a degree.
    longitude: i32,
    latitude: i32,
    /// How long a degree of longitude is there at least, in parts of [`NARROW`].
    narrow: u16,
    /// How far off it may be at most, in decimetres.
    accuracy: u16,
    /// How many characters its name has, up to 255; none if it is of words.
    length: u8,
    has: u8,
}

/// A degree of longitude at the equator.
const NARROW: f64 = 65_535.0;

/// Degrees of a mark: cut off, so that a difference of two is good to two of them.
const UNIT: f64 = 1e-7;

/// The sum of two accuracies that comparing makes use of, in metres.
const MOST_SLACK: f64 = 3_000.0;

/// What two rows have in common decides what the rest of their fields can add; kept from pair to pair.
#[derive(Debug, Default)]
pub(super) struct Rest {
    of: Option<(u64, u8)>,
    most: Bits,
}

/// Marks of all rows, and what follows from them at most.
#[derive(Debug)]
pub(super) struct Sieve {
    marks: Vec<Mark>,
    prior: Bits,
    /// What each field can add at most, nothing if it has no level.
    most: Vec<Bits>,
    /// The fields that have marks, each with its bit.
    marked: Vec<(usize, u8)>,
    /// What two names can add at most: equal ones, those that have nothing in common, and others by
    /// what they may be.
    equal: Bits,
    nothing_in_common: Bits,
    names: [Bits; 16],
    /// By level: what this and all farther ones can add at most.
    place: Vec<Bits>,
    sizes: [Vec<Bits>; SIZES],
    /// Of one jurisdiction, and of two.
    one: Bits,
    two: Bits,
}

fn higher(a: Bits, b: Bits) -> Bits {
    (a.0.max(b.0), a.1.max(b.1))
}

/// The most that each level and all farther ones can weigh.
fn from_level_on(mut levels: Vec<Bits>) -> Vec<Bits> {
    for at in (1..levels.len()).rev() {
        levels[at - 1] = higher(levels[at - 1], levels[at]);
    }
    levels
}

impl Sieve {
    pub(super) fn new(prepared: &Prepared, profile: &IdentityProfile) -> Self {
        let fields = || profile.fields.iter().zip(&prepared.columns).enumerate();
        let known = |at: &usize| prepared.columns[*at].known();
        let of = |is: &dyn Fn(&ComparedField, &Column) -> bool| -> Vec<usize> {
            let found = fields().filter(|(_, (field, column))| is(field, column));
            found.map(|(at, _)| at).filter(known).collect()
        };
        let name = of(&|_, column| matches!(column, Column::Names(_)));
        let place = of(&|_, column| matches!(column, Column::Locations(_)));
        let sizes = of(&|_, column| matches!(column, Column::Numbers(_)));
        let governed = of(&|field, _| field.comparison == Comparison::Jurisdiction);
        let both = sizes.iter().zip([SIZED, SIZED << 1]);
        let mut marked: Vec<(usize, u8)> = both.map(|(at, bit)| (*at, bit)).collect();
        for (fields, bit) in [(&name, NAMED), (&place, PLACED), (&governed, GOVERNED)] {
            marked.extend(fields.first().map(|at| (*at, bit)));
        }
        let weights = Weights::new(profile, prepared.rows);
        let levels = (0..profile.fields.len()).map(|at| weights.most(at));
        let levels: Vec<Vec<Bits>> = levels.collect();
        let from_on = |at: Option<&usize>| {
            let levels = at.map(|at| levels[*at].clone());
            from_level_on(levels.unwrap_or_default())
        };
        let most = levels.iter().map(|levels| {
            let all = levels.iter().copied();
            all.fold((0.0, 0.0), higher)
        });
        let level = |fields: &[usize], level: u8| -> Bits {
            let levels = fields.first().map(|at| levels[*at].as_slice());
            let found = levels.and_then(|levels| levels.get(usize::from(level)));
            found.copied().unwrap_or_default()
        };
        let alternate_field = name.first().and_then(|at| {
            let alternate_field = profile.fields[*at].alternate_field.as_ref()?;
            profile.field(alternate_field).ok().filter(known)
        });
        let mut nothing_in_common = level(&name, named::DIFFERENT);
        if alternate_field.is_some() {
            nothing_in_common = higher(nothing_in_common, level(&name, named::ALTERNATE_FIELD));
        }
        let equal = (0..=named::DIFFERENT).map(|at| level(&name, at));
        let others = [named::SIMILAR, named::REGION, named::NUMERAL];
        let others = others.map(|at| level(&name, at)).into_iter();
        let others = others.fold(nothing_in_common, higher);
        let names = std::array::from_fn(|may_be| {
            let possible = MAY_BE.iter().filter(|(bit, _)| may_be & bit != 0);
            possible.fold(others, |most, (_, at)| higher(most, level(&name, *at)))
        });
        Self {
            marks: marks(prepared, &marked),
            prior: (
                profile.prior,
                profile.part_prior.unwrap_or(f64::NEG_INFINITY),
            ),
            most: most.collect(),
            equal: equal.reduce(higher).unwrap_or_default(),
            names,
            place: from_on(place.first()),
            sizes: [from_on(sizes.first()), from_on(sizes.get(1))],
            nothing_in_common,
            one: level(&governed, 0),
            // One may lie in the other, which weighs nothing.
            two: higher((0.0, 0.0), level(&governed, 1)),
            marked,
        }
    }

    /// Whether the scores of two rows may be above `floor`: false only if they certainly are not. The
    /// rows by where they are kept, in the order in which they are compared.
    pub(super) fn may_reach(&self, a: usize, b: usize, floor: f64, rest: &mut Rest) -> bool {
        let (x, y) = (&self.marks[a], &self.marks[b]);
        let has = x.has & y.has & COMPARED;
        let both = (x.known & y.known, has);
        if rest.of != Some(both) {
            *rest = self.rest(both);
        }
        let (mut same, mut part) = rest.most;
        let mut add = |bits: Bits| {
            same += bits.0;
            part += bits.1;
        };
        if has & PLACED != 0 {
            add(self.place[place_level(x, y)]);
        }
        for (at, size) in self.sizes.iter().enumerate() {
            if has & SIZED << at != 0 {
                add(size[size_level(&x.sizes[at], &y.sizes[at])]);
            }
        }
        if has & NAMED != 0 {
            add(self.of_names(x, y));
        }
        if has & GOVERNED != 0 {
            let one = x.jurisdiction == y.jurisdiction;
            add(if one { self.one } else { self.two });
        }
        // Sums of floating point: a millionth of a bit is more than they can be off.
        same.max(part) + 1e-6 > floor
    }

    /// What all fields that both know can add at most, but those whose marks are compared.
    fn rest(&self, both: (u64, u8)) -> Rest {
        let (known, has) = both;
        let marked = self.marked.iter().filter(|(_, bit)| has & bit != 0);
        let known = marked.fold(known, |known, (at, _)| known & !(1 << at));
        let rest = self.most.iter().enumerate();
        let rest = rest.filter(|(at, _)| known >> at & 1 == 1);
        let most = rest.fold(self.prior, |sum, (_, most)| {
            (sum.0 + most.0, sum.1 + most.1)
        });
        Rest {
            of: Some(both),
            most,
        }
    }

    fn of_names(&self, x: &Mark, y: &Mark) -> Bits {
        if x.core == y.core {
            return self.equal;
        }
        let (numbered, generic) = (
            (x.has | y.has) & NUMBERED != 0,
            (x.has | y.has) & GENERIC != 0,
        );
        let part = if numbered { PART } else { 0 };
        if x.length == 0 && y.length == 0 {
            return self.names[CONTAINED | CLOSE | part];
        }
        let of = |mark: &Mark| (usize::from(mark.length), mark.characters);
        let shared = Shared::of(of(x), of(y));
        if shared.few == 0 || generic || !shared.is_enough() {
            return self.nothing_in_common;
        }
        let Shared { few, many, most } = shared;
        if many > 64 {
            return self.names[CONTAINED | SOUND | CLOSE | part];
        }
        let contained = if most == few { CONTAINED | part } else { 0 };
        let sound = if few == many && 2 * most >= few {
            SOUND
        } else {
            0
        };
        let close = if few >= 5 && most + 1 >= many {
            CLOSE
        } else {
            0
        };
        self.names[contained | sound | close]
    }
}

/// The nearest level that two places can be at.
fn place_level(x: &Mark, y: &Mark) -> usize {
    if x.has & y.has & OUTLINED != 0 {
        return 0;
    }
    let degrees = |one: i32, other: i32| f64::from(one.abs_diff(other).saturating_sub(2)) * UNIT;
    let north = degrees(x.latitude, y.latitude) * 111_000.0;
    let east = degrees(x.longitude, y.longitude);
    let east = if east > 180.0 {
        360.0 - east - 4.0 * UNIT
    } else {
        east
    };
    let narrow = f64::from(x.narrow.min(y.narrow)) / NARROW;
    let east = east.max(0.0) * 111_320.0 * narrow;
    let square = (north * north + east * east) * (1.0 - 1e-6);
    let decimetres = f64::from(x.accuracy) + f64::from(y.accuracy);
    let slack = (decimetres * 0.1).min(MOST_SLACK);
    let level = PLACE_LEVELS
        .iter()
        .find(|(metres, _)| square <= (metres + slack) * (metres + slack));
    let level = level.map_or(6, |(_, level)| *level);
    // Two that may be so far off are not on one spot; decimetres were rounded up.
    let level = if slack > 300.5 { level.max(3) } else { level };
    usize::from(level)
}

/// The nearest level that two sizes can be at.
fn size_level(x: &Size, y: &Size) -> usize {
    if x.key == y.key && x.key != NO_KEY {
        return 0;
    }
    let size = x.high.max(y.high);
    let gap = (x.low - y.high).max(y.low - x.high);
    if gap <= size * 0.005_01 {
        1
    } else if gap <= size * 0.055_01 {
        3
    } else if gap <= size * 0.200_1 {
        4
    } else {
        5
    }
}

fn marks(prepared: &Prepared, marked: &[(usize, u8)]) -> Vec<Mark> {
    let columns: Vec<(&Column, u8)> = marked
        .iter()
        .map(|(at, bit)| (&prepared.columns[*at], *bit))
        .collect();
    let of = |row: usize| {
        let mut mark = Mark {
            known: prepared.known[row],
            ..Mark::default()
        };
        for (column, bit) in &columns {
            let marked = match column {
                Column::Names(all) => match all.of(row) {
                    [name] => mark.name(name),
                    _ => false,
                },
                Column::Locations(all) => all[row].as_ref().is_some_and(|spot| mark.place(spot)),
                Column::Numbers(all) => {
                    let size = all[row].as_ref().and_then(Size::new);
                    mark.sizes[usize::from(*bit != SIZED)] = size.unwrap_or_default();
                    size.is_some()
                }
                Column::Words(all) => match all.of(row) {
                    [word] => {
                        mark.jurisdiction = *word;
                        true
                    }
                    _ => false,
                },
                Column::Dates(_) | Column::Facts(_) => false,
            };
            mark.has |= if marked { *bit } else { 0 };
        }
        mark
    };
    (0..prepared.rows).into_par_iter().map(of).collect()
}

impl Mark {
    #[expect(clippy::cast_possible_truncation, reason = "part of a hash")]
    fn name(&mut self, name: &Name) -> bool {
        self.core = (name.key ^ name.key >> 32) as u32;
        self.characters = name.marks;
        self.length = u8::try_from(name.chars.len()).unwrap_or(u8::MAX);
        self.has |= if name.generic { GENERIC } else { 0 };
        self.has |= if name.numerals.is_empty() {
            0
        } else {
            NUMBERED
        };
        true
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "degrees of a position, and metres between 0 and 3000"
    )]
    fn place(&mut self, spot: &Spot) -> bool {
        let point = &spot.point;
        self.longitude = (point.longitude / UNIT) as i32;
        self.latitude = (point.latitude / UNIT) as i32;
        self.narrow = (point.narrow * NARROW - 1.0).max(0.0) as u16;
        self.accuracy = (spot.accuracy.min(MOST_SLACK) * 10.0).ceil() as u16;
        self.has |= if spot.footprint.is_some() {
            OUTLINED
        } else {
            0
        };
        // What is not a number, or below zero, is left to the comparison.
        spot.accuracy >= 0.0
    }
}

impl Size {
    fn new(measure: &Measure) -> Option<Self> {
        let half = measure.step * 0.5;
        let (low, high) = (measure.low - half, measure.high + half);
        // Outwards by more than the rounding.
        #[expect(clippy::cast_possible_truncation, reason = "the bounds are outside")]
        let (low, high) = (
            (low - low.abs() * 1e-6) as f32,
            (high + high.abs() * 1e-6) as f32,
        );
        let usual = half >= 0.0
            && measure.low <= measure.high
            && low.is_finite()
            && (1e-30..1e30).contains(&high);
        usual.then_some(Self {
            low,
            high,
            key: measure.key.unwrap_or(NO_KEY),
        })
    }
}

#[cfg(test)]
mod tests;
