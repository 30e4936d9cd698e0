//! Parsing of names: what a site is called, where it is, and which number it has.

mod chinese;
mod numerals;
mod pronunciation;
mod words;

use std::borrow::Cow;

use self::chinese::parse_chinese;
use self::numerals::numerals;
use self::words::parse_words;
use crate::linkage::hash::hash;
use crate::linkage::name_rules::NameRules;
use crate::text::script::{is_han, is_normalized, normalized};

pub(in crate::linkage) use self::chinese::KnownRegions;
pub(in crate::linkage) use self::pronunciation::pronunciation;

/// One spelling of a name, parsed. Its core is what is left when legal form, region, numbers and other words
/// that vary between registers are removed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::linkage) struct ParsedName {
    /// The words of the core, divided by blanks; empty if the core is Chinese.
    pub(in crate::linkage) core: Box<str>,
    /// The characters of a Chinese core.
    pub(in crate::linkage) chars: Box<[char]>,
    /// A bitmap of these characters, by the last six bits of each.
    pub(in crate::linkage) char_bitmap: u64,
    /// The words of a core that is not Chinese, by hash.
    pub(in crate::linkage) words: Box<[Word]>,
    /// The regions in the name: rank and hash.
    pub(in crate::linkage) regions: Box<[(u8, u64)]>,
    /// The numbers in the name, in ascending order.
    pub(in crate::linkage) numerals: Box<[u32]>,
    /// Whether one of these is the number of a part: 3号厂房, Unit 3.
    pub(in crate::linkage) is_part: bool,
    /// Whether the name only says what kind of site it is.
    pub(in crate::linkage) is_generic: bool,
    /// A hash of the core.
    pub(in crate::linkage) core_key: u64,
    /// A hash of the core and the numbers.
    pub(in crate::linkage) full_key: u64,
}

/// A word of a core: the bytes `start..end` of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::linkage) struct Word {
    pub(in crate::linkage) hash: u64,
    /// Its weight: rare words weigh more.
    pub(in crate::linkage) weight: f32,
    start: u16,
    end: u16,
}

/// Letters that number a part (A栋) are numbers from here on.
const LETTERS: u32 = 1_000_000;

/// Parses a text and adds the names that it contains, the main one first: 宏达机械（原红旗厂） contains two.
pub(in crate::linkage) fn parse_names(
    text: &str,
    rules: &NameRules,
    known: &KnownRegions,
    names: &mut Vec<ParsedName>,
) {
    let text = if is_normalized(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(normalized(text))
    };
    let (mut main, inner) = split_brackets(text);
    let mut also = Vec::new();
    for piece in inner {
        let former = rules
            .former
            .iter()
            .find_map(|former| piece.strip_prefix(former.as_str()));
        let han = piece.chars().filter(|c| is_han(*c)).count();
        if let Some(rest) = former.filter(|rest| rest.chars().count() >= 2) {
            also.push(rest.to_owned());
        } else if han >= 2 && !main.chars().any(is_han) {
            also.push(piece);
        } else if numbers_part(&piece, rules) {
            main.to_mut().push_str(&piece);
        }
    }
    names.extend(parse(&main, rules, known));
    names.extend(also.iter().filter_map(|text| parse(text, rules, known)));
}

/// The text outside brackets, and the text inside each pair of brackets.
fn split_brackets(text: Cow<'_, str>) -> (Cow<'_, str>, Vec<String>) {
    let opens = |c| matches!(c, '(' | '[' | '【' | '〔' | '<' | '《' | '"' | '“');
    if !text.contains(opens) {
        return (text, Vec::new());
    }
    let (mut main, mut inner) = (String::with_capacity(text.len()), Vec::new());
    let mut open: Vec<String> = Vec::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' => open.push(String::new()),
            ')' | ']' | '】' | '〕' => inner.extend(open.pop()),
            '"' | '“' | '”' | '《' | '》' => {}
            _ => open.last_mut().unwrap_or(&mut main).push(c),
        }
    }
    inner.extend(open);
    inner.retain(|piece| !piece.trim().is_empty());
    if main.trim().is_empty() && !inner.is_empty() {
        main = inner.remove(0);
    }
    (Cow::Owned(main), inner)
}

/// Whether a text in brackets numbers a part of the site.
fn numbers_part(piece: &str, rules: &NameRules) -> bool {
    numerals(&piece.replace(' ', ""), rules).is_part
        || piece
            .split(' ')
            .any(|word| rules.part_words.iter().any(|p| p == word))
}

fn parse(text: &str, rules: &NameRules, known: &KnownRegions) -> Option<ParsedName> {
    let (mut han, mut letters) = (0_usize, 0_usize);
    for c in text.chars() {
        if is_han(c) {
            han += 1;
        } else if c.is_alphabetic() {
            letters += 1;
        }
    }
    if han > 0 && han * 3 >= letters {
        parse_chinese(text, rules, known)
    } else {
        parse_words(text, rules)
    }
}

impl ParsedName {
    /// The spelling of a word of the core.
    pub(in crate::linkage) fn spelling(&self, word: &Word) -> &str {
        self.core
            .get(usize::from(word.start)..usize::from(word.end))
            .unwrap_or_default()
    }

    /// Whether both have the same numbers.
    pub(in crate::linkage) fn same_numerals(&self, other: &Self) -> bool {
        // Most names have none, and the comparison of two empty slices would still call `memcmp`.
        let (own, others) = (&self.numerals, &other.numerals);
        own.len() == others.len() && (own.is_empty() || own == others)
    }

    /// The first characters of the core.
    pub(in crate::linkage) fn prefix(&self, count: usize) -> String {
        let characters = self.chars.iter().copied();
        characters.chain(self.core.chars()).take(count).collect()
    }

    /// A hash of the pronunciation of a Chinese core.
    pub(in crate::linkage) fn pronunciation_key(&self) -> u64 {
        let syllables = self.chars.iter().filter_map(|c| pronunciation(*c));
        syllables.fold(0, |before, syllable| hash((before, syllable)))
    }
}
