//! At which level two names are: cores, regions and numbers.

use crate::linkage::name::{Name, Word};
use crate::linkage::script::sound;

/// Levels of [`crate::linkage::Comparison::Name`].
pub(in crate::linkage) mod named {
    pub(in crate::linkage) const EXACT: u8 = 0;
    pub(in crate::linkage) const GENERIC: u8 = 1;
    pub(in crate::linkage) const PART: u8 = 2;
    pub(in crate::linkage) const CONTAINED: u8 = 3;
    pub(in crate::linkage) const SOUND: u8 = 4;
    pub(in crate::linkage) const CLOSE: u8 = 5;
    pub(in crate::linkage) const ALTERNATE_FIELD: u8 = 6;
    pub(in crate::linkage) const SIMILAR: u8 = 7;
    pub(in crate::linkage) const REGION: u8 = 8;
    pub(in crate::linkage) const NUMERAL: u8 = 9;
    pub(in crate::linkage) const DIFFERENT: u8 = 10;
}

/// The nearest level of any spelling of one and any of the other, and which of the first it was.
pub(in crate::linkage) fn of_names(a: &[Name], b: &[Name]) -> Option<(u8, usize)> {
    let mut best: Option<(u8, usize)> = None;
    for (at, left) in a.iter().enumerate() {
        for right in b {
            let level = of_name(left, right);
            if best.is_none_or(|(found, _)| level < found) {
                best = Some((level, at));
            }
            if level == named::EXACT {
                return best;
            }
        }
    }
    best
}

#[derive(Clone, Copy, PartialEq)]
enum Numerals {
    Equal,
    /// One has all of the other's and more; whether the longer one counts a part with it.
    More {
        part: bool,
    },
    /// Some in common: 38-44 and 38-46.
    Some,
    Conflict,
}

fn numerals(a: &Name, b: &Name) -> Numerals {
    if a.same_numerals(b) {
        return Numerals::Equal;
    }
    let (few, many) = if a.numerals.len() <= b.numerals.len() {
        (a, b)
    } else {
        (b, a)
    };
    if few
        .numerals
        .iter()
        .all(|number| many.numerals.contains(number))
    {
        Numerals::More { part: many.part }
    } else if few
        .numerals
        .iter()
        .any(|number| many.numerals.contains(number))
    {
        Numerals::Some
    } else {
        Numerals::Conflict
    }
}

/// Two towns, or two villages: regions of one rank that differ. Ranks from 10 on were left without
/// their ending and are the rank less 10.
fn regions_conflict(a: &Name, b: &Name) -> bool {
    let of = |name: &Name, rank: u8| name.regions.iter().any(|region| region.0 == rank);
    a.regions.iter().any(|(rank, _)| {
        let same = |region: &&(u8, u64)| region.0 == *rank && b.regions.contains(region);
        of(b, *rank) && !a.regions.iter().any(|region| same(&region))
    })
}

fn of_name(a: &Name, b: &Name) -> u8 {
    let numerals = numerals(a, b);
    let alike = if a.key == b.key {
        named::EXACT
    } else {
        of_cores(a, b)
    };
    if alike == named::DIFFERENT {
        return named::DIFFERENT;
    }
    if regions_conflict(a, b) {
        return if alike <= named::CLOSE {
            named::REGION
        } else {
            named::DIFFERENT
        };
    }
    match (alike, numerals) {
        (named::SIMILAR, Numerals::Conflict) => named::DIFFERENT,
        (_, Numerals::Conflict) => named::NUMERAL,
        (_, Numerals::Some) => named::SIMILAR,
        (named::EXACT, Numerals::Equal) if a.generic || b.generic => named::GENERIC,
        (named::EXACT, Numerals::More { .. }) if a.generic || b.generic => named::SIMILAR,
        (named::EXACT | named::CONTAINED, Numerals::More { part: true }) => named::PART,
        (named::EXACT, Numerals::More { part: false }) => named::CONTAINED,
        (level, _) => level,
    }
}

/// Whether two names with different cores are different for certain, by what is quick to tell.
pub(in crate::linkage) fn have_nothing_in_common(a: &Name, b: &Name) -> bool {
    match (a.chars.is_empty(), b.chars.is_empty()) {
        (false, false) => a.generic || b.generic || !may_be_alike(a, b),
        (true, true) => false,
        _ => true,
    }
}

/// Cores that are not equal.
fn of_cores(a: &Name, b: &Name) -> u8 {
    match (a.chars.is_empty(), b.chars.is_empty()) {
        (false, false) => of_characters(a, b),
        (true, true) => of_words(a, b),
        _ => named::DIFFERENT,
    }
}

fn of_characters(a: &Name, b: &Name) -> u8 {
    if have_nothing_in_common(a, b) {
        return named::DIFFERENT;
    }
    let (short, long) = if a.chars.len() <= b.chars.len() {
        (&a.chars, &b.chars)
    } else {
        (&b.chars, &a.chars)
    };
    let enough = short.len() >= 3 || short.len() == 2 && long.len() <= 4;
    if enough && long.windows(short.len()).any(|window| *window == **short) {
        return named::CONTAINED;
    }
    if short.len() == long.len() && short.len() >= 2 {
        let differ = || short.iter().zip(long.iter()).filter(|(x, y)| x != y);
        let heard = |(x, y): (&char, &char)| sound(*x).is_some() && sound(*x) == sound(*y);
        if differ().count() * 2 <= short.len() && differ().all(heard) {
            return named::SOUND;
        }
    }
    let shared = in_common(short, long);
    let (close, alike) = (
        short.len() >= 5 && shared + 1 >= long.len(),
        at_most(shared, short, long) >= ALIKE,
    );
    if !close && !alike {
        return named::DIFFERENT;
    }
    let (short, long): (String, String) = (short.iter().collect(), long.iter().collect());
    if close && strsim::osa_distance(&short, &long) <= 1 {
        named::CLOSE
    } else if alike && strsim::jaro_winkler(&short, &long) >= ALIKE {
        named::SIMILAR
    } else {
        named::DIFFERENT
    }
}

/// Whether enough characters can be in common.
fn may_be_alike(a: &Name, b: &Name) -> bool {
    Shared::of((a.chars.len(), a.marks), (b.chars.len(), b.marks)).is_enough()
}

/// How long two names are, and how many characters they have in common at most. Two names mostly have
/// so few that their marks tell.
#[derive(Clone, Copy)]
pub(in crate::linkage) struct Shared {
    pub(in crate::linkage) few: usize,
    pub(in crate::linkage) many: usize,
    pub(in crate::linkage) most: usize,
}

impl Shared {
    /// By how many characters each has, and their marks.
    pub(in crate::linkage) fn of(a: (usize, u64), b: (usize, u64)) -> Self {
        let (few, short) = if a.0 <= b.0 { a } else { b };
        let marks = |marks: u64| marks.count_ones() as usize;
        Self {
            few,
            many: a.0.max(b.0),
            // Characters of the shorter that have a mark in common, and those that share one with another.
            most: few - marks(short) + marks(a.1 & b.1),
        }
    }

    /// Whether these are enough: for one name in the other, for half of them at their places, or for
    /// [`ALIKE`], which takes a Jaro of 0.75 where the first four are equal.
    pub(in crate::linkage) fn is_enough(self) -> bool {
        let Self { few, many, most } = self;
        many > 64
            || most == few
            || few == many && 2 * most >= few
            || 4 * most * (few + many) >= 5 * few * many
    }
}

/// From this Jaro-Winkler likeness on two Chinese names are alike.
const ALIKE: f64 = 0.85;

/// How many characters two names have in common, at any place.
fn in_common(short: &[char], long: &[char]) -> usize {
    let mut taken = 0_u64;
    let long = &long[..long.len().min(64)];
    let mut found = 0;
    for c in short {
        let free = (0..)
            .zip(long)
            .find(|(at, d)| c == *d && taken >> at & 1 == 0);
        if let Some((at, _)) = free {
            taken |= 1_u64 << at;
            found += 1;
        }
    }
    found
}

/// What Jaro-Winkler is at most with so many characters in common: as if they were all in order.
fn at_most(shared: usize, short: &[char], long: &[char]) -> f64 {
    if long.len() > 64 {
        return 1.0;
    }
    let mut prefix = 0;
    while prefix < short.len().min(4) && short[prefix] == long[prefix] {
        prefix += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths below 65")]
    let (shared, short, long, prefix) = (
        shared as f64,
        short.len() as f64,
        long.len() as f64,
        prefix as f64,
    );
    let jaro = (shared / short + shared / long + 1.0) / 3.0;
    jaro + 0.1 * prefix * (1.0 - jaro)
}

/// Words that both have weigh by how rare they are; a word that is a slip of another counts for
/// nine tenths.
fn of_words(left: &Name, right: &Name) -> u8 {
    let (mut rest_left, mut rest_right) = (Vec::new(), Vec::new());
    let (mut both, mut matched) = (0.0_f32, 0_usize);
    let (mut at_left, mut at_right) = (0, 0);
    loop {
        match (left.words.get(at_left), right.words.get(at_right)) {
            (Some(word), Some(other)) if word.hash == other.hash => {
                both += word.weight;
                matched += 1;
                at_left += 1;
                at_right += 1;
            }
            (Some(word), other) if other.is_none_or(|other| word.hash < other.hash) => {
                rest_left.push(word);
                at_left += 1;
            }
            (_, Some(other)) => {
                rest_right.push(other);
                at_right += 1;
            }
            (_, None) => break,
        }
    }
    let total = |rest: &[&Word]| both + rest.iter().map(|word| word.weight).sum::<f32>();
    let (total_left, total_right) = (total(&rest_left), total(&rest_right));
    if rest_left.len().max(rest_right.len()) <= 6 {
        for word in &rest_left {
            let slip = |other: &&Word| slips(left.spelling(word), right.spelling(other));
            if let Some(at) = rest_right.iter().position(slip) {
                both += 0.9 * word.weight.min(rest_right.swap_remove(at).weight);
                matched += 1;
            }
        }
    }
    let likeness = 2.0 * both / (total_left + total_right).max(f32::MIN_POSITIVE);
    if likeness >= 0.85 || joined(left, right) {
        return named::CLOSE;
    }
    let inside = both / total_left.min(total_right).max(f32::MIN_POSITIVE);
    if inside >= 0.95 && matched >= 2 {
        named::CONTAINED
    } else if likeness >= 0.6 || inside >= 0.95 && matched == 1 {
        // A village, or the rest of a road: less than the other says, but nothing against it.
        named::SIMILAR
    } else {
        named::DIFFERENT
    }
}

fn slips(x: &str, y: &str) -> bool {
    x.len().min(y.len()) >= 4 && x.len().abs_diff(y.len()) <= 1 && strsim::osa_distance(x, y) <= 1
}

/// The same letters but for one, wherever the blanks are.
fn joined(a: &Name, b: &Name) -> bool {
    if a.core.len().min(b.core.len()) < 6 || a.core.len().abs_diff(b.core.len()) > 2 {
        return false;
    }
    let solid = |name: &Name| name.core.replace(' ', "");
    strsim::osa_distance(&solid(a), &solid(b)) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::name::{KnownRegions, hash, names};
    use crate::linkage::rules::NameRules;

    /// Chinese cores that are not equal, compared in full.
    fn in_full(a: &Name, b: &Name) -> u8 {
        let (short, long) = if a.chars.len() <= b.chars.len() {
            (&a.chars, &b.chars)
        } else {
            (&b.chars, &a.chars)
        };
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let (few, many) = (text(short), text(long));
        let enough = short.len() >= 3 || short.len() == 2 && long.len() <= 4;
        let heard = |(x, y): &(&char, &char)| sound(**x).is_some() && sound(**x) == sound(**y);
        let both = || short.iter().zip(long.iter()).filter(|(x, y)| x != y);
        let equally_long = short.len() == long.len() && short.len() >= 2;
        if enough && many.contains(&few) {
            named::CONTAINED
        } else if equally_long && both().count() * 2 <= short.len() && both().all(|two| heard(&two))
        {
            named::SOUND
        } else if short.len() >= 5 && strsim::osa_distance(&few, &many) <= 1 {
            named::CLOSE
        } else if strsim::jaro_winkler(&few, &many) >= ALIKE {
            named::SIMILAR
        } else {
            named::DIFFERENT
        }
    }

    #[test]
    fn names_that_are_told_apart_at_once_are_different_in_full() {
        // Few enough to be shared often; two of them sound alike.
        let letters: Vec<char> = "宏鸿达迾远恒纺織岳".chars().collect();
        let (mut pairs, mut found) = (0, [0; 11]);
        let name = |text: &[char]| {
            let (text, mut all) = (text.iter().collect::<String>(), Vec::new());
            let rules = NameRules::default();
            names(&text, &rules, &KnownRegions::default(), &mut all);
            all.pop()
        };
        for number in 0..60_000_u64 {
            let mut state = hash(number);
            let mut below = |count: usize| {
                state = hash(state);
                usize::try_from(state >> 32).unwrap() % count
            };
            let length = 1 + below(7);
            let one: Vec<char> = (0..length).map(|_| letters[below(9)]).collect();
            let mut other = one.clone();
            for _ in 0..=below(3) {
                let (at, letter) = (below(other.len()), letters[below(9)]);
                match below(3) {
                    0 if other.len() > 1 => drop(other.remove(at)),
                    1 => other.insert(at, letter),
                    _ => other[at] = letter,
                }
            }
            let (Some(a), Some(b)) = (name(&one), name(&other)) else {
                continue;
            };
            if a.key == b.key || a.chars.is_empty() || b.chars.is_empty() {
                continue;
            }
            let level = of_characters(&a, &b);
            assert_eq!(level, in_full(&a, &b), "{:?} {:?}", a.chars, b.chars);
            pairs += 1;
            found[usize::from(level)] += 1;
        }
        let levels = [named::CONTAINED, named::SOUND, named::CLOSE, named::SIMILAR];
        assert!(
            levels.iter().all(|level| found[usize::from(*level)] > 20),
            "{found:?}"
        );
        assert!(pairs > 30_000 && found[usize::from(named::DIFFERENT)] > 3_000);
    }
}
