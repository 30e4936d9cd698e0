//! Levels of two names: by their cores, regions and numbers.

use crate::linkage::features::{ParsedName, Word, pronunciation};
use crate::linkage::levels::NameLevel;

/// The most similar level of any spelling of one record and any of the other, and the index of that spelling in
/// `a`; none if one has no name.
pub(in crate::linkage) fn names_level(
    a: &[ParsedName],
    b: &[ParsedName],
) -> Option<(NameLevel, usize)> {
    let mut best: Option<(NameLevel, usize)> = None;
    for (at, left) in a.iter().enumerate() {
        for right in b {
            let level = name_level(left, right);
            if best.is_none_or(|(least, _)| level < least) {
                best = Some((level, at));
            }
            if level == NameLevel::Exact {
                return best;
            }
        }
    }
    best
}

/// How the numbers of two names relate.
#[derive(Clone, Copy, PartialEq)]
enum Numerals {
    Equal,
    /// One name has all numbers of the other and more; whether one of its numbers is that of a part.
    Superset {
        is_part: bool,
    },
    /// Some numbers are common, such as in 38-44 and 38-46.
    Overlapping,
    Disjoint,
}

fn numerals(a: &ParsedName, b: &ParsedName) -> Numerals {
    if a.same_numerals(b) {
        return Numerals::Equal;
    }
    let (fewer, more) = if a.numerals.len() <= b.numerals.len() {
        (a, b)
    } else {
        (b, a)
    };
    let mut common = fewer.numerals.iter().map(|one| more.numerals.contains(one));
    if common.clone().all(|is_common| is_common) {
        Numerals::Superset {
            is_part: more.is_part,
        }
    } else if common.any(|is_common| is_common) {
        Numerals::Overlapping
    } else {
        Numerals::Disjoint
    }
}

/// Whether the names contain different regions of one rank: two towns, or two villages. A region that was
/// recognized without its ending has a rank of its own.
fn regions_conflict(a: &ParsedName, b: &ParsedName) -> bool {
    a.regions.iter().any(|(rank, _)| {
        let mut of_rank = a.regions.iter().filter(|region| region.0 == *rank);
        b.regions.iter().any(|region| region.0 == *rank)
            && !of_rank.any(|region| b.regions.contains(region))
    })
}

fn name_level(a: &ParsedName, b: &ParsedName) -> NameLevel {
    let numerals = numerals(a, b);
    let core_level = if a.core_key == b.core_key {
        NameLevel::Exact
    } else {
        core_level(a, b)
    };
    if core_level == NameLevel::Different {
        return NameLevel::Different;
    }
    if regions_conflict(a, b) {
        return if core_level <= NameLevel::Close {
            NameLevel::Region
        } else {
            NameLevel::Different
        };
    }
    let is_generic = a.is_generic || b.is_generic;
    match (core_level, numerals) {
        (NameLevel::Similar, Numerals::Disjoint) => NameLevel::Different,
        (_, Numerals::Disjoint) => NameLevel::Numeral,
        (_, Numerals::Overlapping) => NameLevel::Similar,
        (NameLevel::Exact, Numerals::Equal) if is_generic => NameLevel::Generic,
        (NameLevel::Exact, Numerals::Superset { .. }) if is_generic => NameLevel::Similar,
        (NameLevel::Exact | NameLevel::Contained, Numerals::Superset { is_part: true }) => {
            NameLevel::Part
        }
        (NameLevel::Exact, Numerals::Superset { is_part: false }) => NameLevel::Contained,
        (level, _) => level,
    }
}

/// The level of two cores that are not equal.
fn core_level(a: &ParsedName, b: &ParsedName) -> NameLevel {
    match (a.chars.is_empty(), b.chars.is_empty()) {
        (false, false) => chinese_level(a, b),
        (true, true) => words_level(a, b),
        _ => NameLevel::Different,
    }
}

fn chinese_level(a: &ParsedName, b: &ParsedName) -> NameLevel {
    if a.is_generic || b.is_generic || CommonChars::at_most(a.into(), b.into()).is_too_few() {
        return NameLevel::Different;
    }
    let (shorter, longer) = if a.chars.len() <= b.chars.len() {
        (&a.chars, &b.chars)
    } else {
        (&b.chars, &a.chars)
    };
    let long_enough = shorter.len() >= 3 || shorter.len() == 2 && longer.len() <= 4;
    if long_enough
        && longer
            .windows(shorter.len())
            .any(|window| *window == **shorter)
    {
        return NameLevel::Contained;
    }
    if shorter.len() == longer.len() && shorter.len() >= 2 {
        let differing = || shorter.iter().zip(longer.iter()).filter(|(x, y)| x != y);
        let is_homophone = |(x, y): (&char, &char)| {
            pronunciation(*x).is_some() && pronunciation(*x) == pronunciation(*y)
        };
        if differing().count() * 2 <= shorter.len() && differing().all(is_homophone) {
            return NameLevel::Sound;
        }
    }
    let common = CommonChars::count(shorter, longer);
    let (may_be_close, may_be_similar) = (
        common.is_nearly_all(),
        jaro_winkler_at_most(common.count, shorter, longer) >= SIMILAR,
    );
    if !may_be_close && !may_be_similar {
        return NameLevel::Different;
    }
    let (shorter, longer): (String, String) = (shorter.iter().collect(), longer.iter().collect());
    if may_be_close && strsim::osa_distance(&shorter, &longer) <= 1 {
        NameLevel::Close
    } else if may_be_similar && strsim::jaro_winkler(&shorter, &longer) >= SIMILAR {
        NameLevel::Similar
    } else {
        NameLevel::Different
    }
}

/// The least Jaro-Winkler similarity of similar Chinese names.
const SIMILAR: f64 = 0.85;

/// Longer names are always compared in full.
const MAX_COUNTED: usize = 64;

/// The number of characters that two cores have in common at any position, or an upper bound of it.
#[derive(Clone, Copy)]
struct CommonChars {
    shorter: usize,
    longer: usize,
    count: usize,
}

impl CommonChars {
    /// The upper bound from the bitmaps of two names. Most pairs of names have so few characters in common that
    /// it proves them different.
    fn at_most(a: NameSketch, b: NameSketch) -> Self {
        let (shorter, longer) = if a.length <= b.length { (a, b) } else { (b, a) };
        let bits = |bitmap: u64| bitmap.count_ones() as usize;
        let length = usize::from(shorter.length);
        Self {
            shorter: length,
            longer: usize::from(longer.length),
            // Characters of the shorter name whose bit is common, and those that share a bit with another.
            count: length - bits(shorter.char_bitmap) + bits(a.char_bitmap & b.char_bitmap),
        }
    }

    /// The exact number, as long as the names are not longer than [`MAX_COUNTED`].
    fn count(shorter: &[char], longer: &[char]) -> Self {
        let counted = &longer[..longer.len().min(MAX_COUNTED)];
        let (mut used, mut count) = (0_u64, 0);
        for c in shorter {
            let unused = (0..)
                .zip(counted)
                .find(|(at, other)| c == *other && used >> at & 1 == 0);
            if let Some((at, _)) = unused {
                used |= 1_u64 << at;
                count += 1;
            }
        }
        Self {
            shorter: shorter.len(),
            longer: longer.len(),
            count,
        }
    }

    fn is_unknown(self) -> bool {
        self.longer > MAX_COUNTED
    }

    /// Whether the shorter name may stand within the longer one.
    fn may_be_contained(self) -> bool {
        self.is_unknown() || self.count == self.shorter
    }

    /// Whether the names may be homophones, of which half of the characters are equal.
    fn may_be_homophones(self) -> bool {
        self.is_unknown() || self.shorter == self.longer && 2 * self.count >= self.shorter
    }

    /// Whether the names may be one edit apart.
    fn may_be_close(self) -> bool {
        self.is_unknown() || self.is_nearly_all()
    }

    /// Whether all characters but one are common, in names that are long enough for one edit to be a typo.
    fn is_nearly_all(self) -> bool {
        self.shorter >= 5 && self.count + 1 >= self.longer
    }

    /// Whether the names are different for certain. [`SIMILAR`] takes a Jaro similarity of 0.75 if the first four
    /// characters are equal.
    fn is_too_few(self) -> bool {
        let Self {
            shorter,
            longer,
            count,
        } = self;
        let may_be_similar = 4 * count * (shorter + longer) >= 5 * shorter * longer;
        !(may_be_similar || self.may_be_contained() || self.may_be_homophones())
    }
}

/// The Jaro-Winkler similarity for a number of common characters, as if they were all in order.
fn jaro_winkler_at_most(common: usize, shorter: &[char], longer: &[char]) -> f64 {
    if longer.len() > MAX_COUNTED {
        return 1.0;
    }
    let mut prefix = 0;
    while prefix < shorter.len().min(4) && shorter[prefix] == longer[prefix] {
        prefix += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths below 65")]
    let (common, shorter, longer, prefix) = (
        common as f64,
        shorter.len() as f64,
        longer.len() as f64,
        prefix as f64,
    );
    let jaro = (common / shorter + common / longer + 1.0) / 3.0;
    jaro + 0.1 * prefix * (1.0 - jaro)
}

/// What an upper bound of the level needs of a name.
#[derive(Clone, Copy, Debug)]
pub(in crate::linkage) struct NameSketch {
    pub(in crate::linkage) char_bitmap: u64,
    /// Half of the hash of the core.
    pub(in crate::linkage) core_key: u32,
    /// The number of characters of a Chinese core, up to 255; 0 for other cores.
    pub(in crate::linkage) length: u8,
    pub(in crate::linkage) is_generic: bool,
    pub(in crate::linkage) has_numerals: bool,
}

impl From<&ParsedName> for NameSketch {
    fn from(name: &ParsedName) -> Self {
        Self {
            char_bitmap: name.char_bitmap,
            #[expect(clippy::cast_possible_truncation, reason = "half of a hash")]
            core_key: (name.core_key ^ name.core_key >> 32) as u32,
            length: u8::try_from(name.chars.len()).unwrap_or(u8::MAX),
            is_generic: name.is_generic,
            has_numerals: !name.numerals.is_empty(),
        }
    }
}

/// The levels that two names can be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::linkage) enum PossibleNameLevels {
    /// Every level: the cores may be equal.
    All,
    /// [`NameLevel::Different`], or [`NameLevel::AlternateField`].
    Different,
    /// These, [`NameLevel::Similar`], [`NameLevel::Region`] and [`NameLevel::Numeral`], and some of
    /// [`PossibleNameLevels::OPTIONAL`]: a bit for each.
    Unequal(u8),
}

impl PossibleNameLevels {
    /// The levels of the bits of [`PossibleNameLevels::Unequal`], from the lowest.
    pub(in crate::linkage) const OPTIONAL: [NameLevel; 4] = [
        NameLevel::Contained,
        NameLevel::Sound,
        NameLevel::Close,
        NameLevel::Part,
    ];

    /// The levels that are possible for two sketches.
    pub(in crate::linkage) fn new(a: NameSketch, b: NameSketch) -> Self {
        const CONTAINED: u8 = 1;
        const SOUND: u8 = 1 << 1;
        const CLOSE: u8 = 1 << 2;
        const PART: u8 = 1 << 3;
        let with = |is_possible: bool, bits: u8| if is_possible { bits } else { 0 };
        if a.core_key == b.core_key {
            return Self::All;
        }
        let part = with(a.has_numerals || b.has_numerals, PART);
        if a.length == 0 && b.length == 0 {
            return Self::Unequal(CONTAINED | CLOSE | part);
        }
        let common = CommonChars::at_most(a, b);
        let is_generic = a.is_generic || b.is_generic;
        if common.shorter == 0 || is_generic || common.is_too_few() {
            return Self::Different;
        }
        Self::Unequal(
            with(common.may_be_contained(), CONTAINED | part)
                | with(common.may_be_homophones(), SOUND)
                | with(common.may_be_close(), CLOSE),
        )
    }
}

/// The level of two cores of words, by the weight of the common words: rare words weigh more, and a word that is
/// one edit from another counts for nine tenths.
fn words_level(left: &ParsedName, right: &ParsedName) -> NameLevel {
    let (mut rest_left, mut rest_right) = (Vec::new(), Vec::new());
    let (mut common, mut matched) = (0.0_f32, 0_usize);
    let (mut at_left, mut at_right) = (0, 0);
    loop {
        match (left.words.get(at_left), right.words.get(at_right)) {
            (Some(word), Some(other)) if word.hash == other.hash => {
                common += word.weight;
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
    let total = |rest: &[&Word]| common + rest.iter().map(|word| word.weight).sum::<f32>();
    let (total_left, total_right) = (total(&rest_left), total(&rest_right));
    if rest_left.len().max(rest_right.len()) <= 6 {
        for word in &rest_left {
            let is_typo = |other: &&Word| is_one_edit(left.spelling(word), right.spelling(other));
            if let Some(at) = rest_right.iter().position(is_typo) {
                common += 0.9 * word.weight.min(rest_right.swap_remove(at).weight);
                matched += 1;
            }
        }
    }
    let similarity = 2.0 * common / (total_left + total_right).max(f32::MIN_POSITIVE);
    if similarity >= 0.85 || is_one_edit_without_blanks(left, right) {
        return NameLevel::Close;
    }
    let contained = common / total_left.min(total_right).max(f32::MIN_POSITIVE);
    if contained >= 0.95 && matched >= 2 {
        NameLevel::Contained
    } else if similarity >= 0.6 || contained >= 0.95 && matched == 1 {
        // The one common word may be a village, or the rest of a road: weak evidence, but none against a match.
        NameLevel::Similar
    } else {
        NameLevel::Different
    }
}

fn is_one_edit(x: &str, y: &str) -> bool {
    x.len().min(y.len()) >= 4 && x.len().abs_diff(y.len()) <= 1 && strsim::osa_distance(x, y) <= 1
}

/// Whether the cores are one edit apart when their blanks are removed.
fn is_one_edit_without_blanks(a: &ParsedName, b: &ParsedName) -> bool {
    if a.core.len().min(b.core.len()) < 6 || a.core.len().abs_diff(b.core.len()) > 2 {
        return false;
    }
    let solid = |name: &ParsedName| name.core.replace(' ', "");
    strsim::osa_distance(&solid(a), &solid(b)) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::features::{KnownRegions, parse_names};
    use crate::linkage::hash::hash;
    use crate::linkage::name_rules::NameRules;

    /// The level of Chinese cores that are not equal, without any shortcut.
    fn full_level(a: &ParsedName, b: &ParsedName) -> NameLevel {
        let (short, long) = if a.chars.len() <= b.chars.len() {
            (&a.chars, &b.chars)
        } else {
            (&b.chars, &a.chars)
        };
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let (few, many) = (text(short), text(long));
        let enough = short.len() >= 3 || short.len() == 2 && long.len() <= 4;
        let is_homophone = |(x, y): &(&char, &char)| {
            pronunciation(**x).is_some() && pronunciation(**x) == pronunciation(**y)
        };
        let both = || short.iter().zip(long.iter()).filter(|(x, y)| x != y);
        let equally_long = short.len() == long.len() && short.len() >= 2;
        if enough && many.contains(&few) {
            NameLevel::Contained
        } else if equally_long
            && both().count() * 2 <= short.len()
            && both().all(|two| is_homophone(&two))
        {
            NameLevel::Sound
        } else if short.len() >= 5 && strsim::osa_distance(&few, &many) <= 1 {
            NameLevel::Close
        } else if strsim::jaro_winkler(&few, &many) >= SIMILAR {
            NameLevel::Similar
        } else {
            NameLevel::Different
        }
    }

    #[test]
    fn shortcuts_do_not_change_the_level() {
        // Few enough to be shared often; two of them sound alike.
        let letters: Vec<char> = "宏鸿达迾远恒纺織岳".chars().collect();
        let (mut pairs, mut counts) = (0, [0; 11]);
        let name = |text: &[char]| {
            let (text, mut all) = (text.iter().collect::<String>(), Vec::new());
            let rules = NameRules::default();
            parse_names(&text, &rules, &KnownRegions::default(), &mut all);
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
            if a.core_key == b.core_key || a.chars.is_empty() || b.chars.is_empty() {
                continue;
            }
            let level = chinese_level(&a, &b);
            assert_eq!(level, full_level(&a, &b), "{:?} {:?}", a.chars, b.chars);
            pairs += 1;
            counts[level as usize] += 1;
        }
        let levels = [
            NameLevel::Contained,
            NameLevel::Sound,
            NameLevel::Close,
            NameLevel::Similar,
        ];
        assert!(
            levels.iter().all(|level| counts[*level as usize] > 20),
            "{counts:?}"
        );
        assert!(pairs > 30_000 && counts[NameLevel::Different as usize] > 3_000);
    }
}
