//! A name taken apart: what it is called, where, which number, and how it sounds.

mod chinese;
mod numbers;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

use self::chinese::parse_chinese;
use self::numbers::numbers;
use self::words::parse_words;
use super::rules::NameRules;
use super::script::{is_han, sound};
use crate::text::simplified;

pub(in crate::linkage) use self::chinese::KnownRegions;

/// One spelling of a name, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::linkage) struct Name {
    /// What remains when everything that varies is taken off: its words, divided by blanks; empty if
    /// it is Chinese.
    pub(in crate::linkage) core: Box<str>,
    /// The core's characters, if it is Chinese.
    pub(in crate::linkage) chars: Box<[char]>,
    /// A bit for each of these characters.
    pub(in crate::linkage) marks: u64,
    /// The core's words, if it is not, by hash.
    pub(in crate::linkage) words: Box<[Word]>,
    /// Where it is, as the name says: region and rank.
    pub(in crate::linkage) regions: Box<[(u8, u64)]>,
    /// The numbers in it, sorted.
    pub(in crate::linkage) numerals: Box<[u32]>,
    /// Whether a number in it counts parts: 3号厂房, Unit 3.
    pub(in crate::linkage) part: bool,
    /// Whether it only says what the site is.
    pub(in crate::linkage) generic: bool,
    /// Equal for equal cores.
    pub(in crate::linkage) key: u64,
    /// Equal for names that are the same, numbers included.
    pub(in crate::linkage) full_key: u64,
}

/// A word of a core: the bytes `start..end` of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::linkage) struct Word {
    pub(in crate::linkage) hash: u64,
    /// How much it tells: more if it is rare.
    pub(in crate::linkage) weight: f32,
    start: u16,
    end: u16,
}

pub(in crate::linkage) fn hash(value: impl Hash) -> u64 {
    let mut hasher = Mixer::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A multiplicative hash: the same on every machine and with every compiler, and quick for the short
/// texts that are hashed here.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::linkage) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.try_into().unwrap_or_else(|_| {
                let mut padded = [0; 8];
                padded[..chunk.len()].copy_from_slice(chunk);
                padded
            });
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // Two rounds of a multiply and a shift, as in splitmix64.
        let mut mixed = (self.0.rotate_left(23) ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 29;
        self.0 = mixed.wrapping_mul(0x94d0_49bb_1331_11eb);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// A table of hashes, which need not be hashed again with a secret.
pub(in crate::linkage) type Table<V> = HashMap<u64, V, BuildHasherDefault<Mixer>>;

/// Letters that number a part (A栋) are counted from here.
const LETTERS: u32 = 1_000_000;

/// Adds every name that a text gives, the foremost first; none if it gives none.
pub(in crate::linkage) fn names(
    text: &str,
    rules: &NameRules,
    known: &KnownRegions,
    found: &mut Vec<Name>,
) {
    let text = if is_folded(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(folded(text))
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
        } else if numbered_part(&piece, rules) {
            main.to_mut().push_str(&piece);
        }
    }
    found.extend(parse(&main, rules, known));
    found.extend(also.iter().filter_map(|text| parse(text, rules, known)));
}

/// Whether folding would change nothing, as it mostly would not.
fn is_folded(text: &str) -> bool {
    text.chars().all(|c| match c {
        '\u{4e00}'..='\u{9fff}' => simplified(c) == c,
        _ => c.is_ascii_graphic() && !c.is_ascii_uppercase(),
    })
}

/// Width, case, script and blanks made one.
pub(in crate::linkage) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_whitespace() {
            if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
        } else if !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}') {
            folded.push(simplified(c));
        }
    };
    // Common characters stand for themselves; tables are for the others.
    let plain = |c: char| c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}');
    if text.chars().all(plain) {
        text.chars().map(|c| c.to_ascii_lowercase()).for_each(push);
    } else {
        text.nfkc().flat_map(char::to_lowercase).for_each(&mut push);
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// What stands outside of brackets, and what inside.
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

fn numbered_part(piece: &str, rules: &NameRules) -> bool {
    numbers(&piece.replace(' ', ""), rules).part
        || piece
            .split(' ')
            .any(|word| rules.part_words.iter().any(|p| p == word))
}

fn parse(text: &str, rules: &NameRules, known: &KnownRegions) -> Option<Name> {
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

impl Name {
    /// How a word of the core is spelled.
    pub(in crate::linkage) fn spelling(&self, word: &Word) -> &str {
        self.core
            .get(usize::from(word.start)..usize::from(word.end))
            .unwrap_or_default()
    }

    /// Whether both have the same numbers.
    pub(in crate::linkage) fn same_numerals(&self, other: &Self) -> bool {
        // Most names have none, and comparing two empty slices calls for what is not there.
        let (own, others) = (&self.numerals, &other.numerals);
        own.len() == others.len() && (own.is_empty() || own == others)
    }

    /// The first characters of the core.
    pub(in crate::linkage) fn start(&self, count: usize) -> String {
        let characters = self.chars.iter().copied();
        characters.chain(self.core.chars()).take(count).collect()
    }

    /// How the name sounds: equal for homophones.
    pub(in crate::linkage) fn sound_key(&self) -> u64 {
        if self.chars.is_empty() {
            return self.key;
        }
        let sounds = self.chars.iter().filter_map(|c| sound(*c));
        sounds.fold(0, |before, sound| hash((before, sound)))
    }
}
