//! A name taken apart: what it is called, where, which number, and how it sounds.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use unicode_normalization::UnicodeNormalization;

use super::rules::NameRules;
use super::script::{chinese_number, is_chinese_numeral, is_han, simplified, sound};

/// One spelling of a name, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    /// What remains when everything that varies is taken off; words are divided by blanks.
    pub(super) core: String,
    /// The core's characters, if it is Chinese.
    pub(super) chars: Box<[char]>,
    /// The core's words, if it is not, by hash.
    pub(super) words: Box<[Word]>,
    /// Where it is, as the name says: region and rank.
    pub(super) regions: Box<[(u8, u64)]>,
    /// The numbers in it, sorted.
    pub(super) numerals: Box<[u32]>,
    /// Whether a number in it counts parts: 3号厂房, Unit 3.
    pub(super) part: bool,
    /// Whether it only says what the site is.
    pub(super) generic: bool,
    /// Equal for equal cores.
    pub(super) key: u64,
}

/// A word of a core: the bytes `start..end` of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) hash: u64,
    /// How much it tells: more if it is rare.
    pub(super) weight: f32,
    start: u16,
    end: u16,
}

pub(super) fn hash(value: impl Hash) -> u64 {
    // Keyed with constants: the same on every run.
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Letters that number a part (A栋) are counted from here.
const LETTERS: u32 = 1_000_000;

/// Every name that a text gives, the foremost first; none if it gives none.
pub(super) fn names(text: &str, rules: &NameRules, known: &KnownRegions) -> Vec<Name> {
    let (main, inner) = split_brackets(&folded(text));
    let mut names: Vec<Name> = Vec::with_capacity(1);
    let mut main = main;
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
            main.push_str(&piece);
        }
    }
    names.extend(parse(&main, rules, known));
    names.extend(also.iter().filter_map(|text| parse(text, rules, known)));
    names
}

/// Width, case, script and blanks made one.
pub(super) fn folded(text: &str) -> String {
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
    if text.is_ascii() {
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
fn split_brackets(text: &str) -> (String, Vec<String>) {
    if !text.contains(['(', '[', '【', '〔', '<', '《', '"', '“']) {
        return (text.to_owned(), Vec::new());
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
    (main, inner)
}

fn numbered_part(piece: &str, rules: &NameRules) -> bool {
    let chars: Vec<char> = piece.chars().filter(|c| *c != ' ').collect();
    let found = numbers(&chars, rules);
    found.part
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

fn parse_chinese(text: &str, rules: &NameRules, known: &KnownRegions) -> Option<Name> {
    let bare: String = text.chars().filter(|c| *c != ' ').collect();
    let mut rest = strip_front(&bare, rules);
    let mut regions = Vec::new();
    let mut last_region = "";
    while let Some((region, rank, after)) = region_of(rest, rules, known) {
        regions.push((rank, hash(region)));
        last_region = region;
        rest = strip_front(after, rules);
    }
    let chars: Vec<char> = rest.chars().collect();
    let found = numbers(&chars, rules);
    let mut core: &str = &found.rest;
    let mut thing = "";
    loop {
        let lists = [&rules.status, &rules.things, &rules.legal_forms];
        let end = lists
            .into_iter()
            .flatten()
            .find_map(|word| core.strip_suffix(word.as_str()).map(|rest| (rest, word)));
        let Some((shorter, word)) = end else { break };
        if shorter.is_empty() {
            thing = word;
            core = shorter;
            break;
        }
        core = shorter;
    }
    if let Some(shorter) = core.strip_suffix('厂')
        && shorter.chars().count() >= 2
    {
        core = shorter;
    }
    let core = core.trim_matches(|c: char| !c.is_alphanumeric());
    let (core, generic) = match (core.is_empty(), last_region.is_empty()) {
        (false, _) => (core.to_owned(), false),
        // 麻布村12号地块 is called after its village.
        (true, false) => (last_region.to_owned(), found.numerals.is_empty()),
        (true, true) if !thing.is_empty() || !found.numerals.is_empty() => (thing.to_owned(), true),
        (true, true) => return None,
    };
    regions.sort_unstable();
    regions.dedup();
    Some(Name {
        key: hash(&core),
        chars: core.chars().collect(),
        words: Box::default(),
        regions: regions.into(),
        numerals: found.numerals.into(),
        part: found.part,
        generic,
        core,
    })
}

/// A name without 原, 国营 and the like before it.
fn strip_front<'a>(text: &'a str, rules: &NameRules) -> &'a str {
    let mut rest = text;
    while let Some(shorter) = [&rules.former, &rules.ownership]
        .into_iter()
        .flatten()
        .find_map(|word| rest.strip_prefix(word.as_str()))
        .filter(|shorter| shorter.chars().count() >= 2)
    {
        rest = shorter;
    }
    rest
}

/// Names of regions without 市 or 镇 behind them, which registers leave out before a firm's name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KnownRegions(Vec<(String, u8)>);

impl KnownRegions {
    /// The regions that these texts name in full.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>, rules: &NameRules) -> Self {
        let none = Self::default();
        let mut seen: BTreeMap<(String, u8), u32> = BTreeMap::new();
        for text in texts {
            let text: String = folded(text).chars().filter(|c| *c != ' ').collect();
            let mut rest = strip_front(&text, rules);
            while let Some((region, rank, after)) = region_of(rest, rules, &none) {
                let end = rules
                    .regions
                    .iter()
                    .find_map(|(end, _)| region.strip_suffix(end.as_str()));
                if let Some(bare) = end.filter(|bare| rank <= 4 && bare.chars().count() >= 2) {
                    *seen.entry((bare.to_owned(), rank)).or_default() += 1;
                }
                rest = after;
            }
        }
        let mut all: Vec<(String, u8)> = seen
            .into_iter()
            .filter_map(|(region, times)| (times >= 3).then_some(region))
            .collect();
        all.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self(all)
    }
}

/// The region at the start of a name, its rank, and what follows.
fn region_of<'a>(
    text: &'a str,
    rules: &NameRules,
    known: &KnownRegions,
) -> Option<(&'a str, u8, &'a str)> {
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.next();
    for end in ends.take(7) {
        let (head, after) = text.split_at(end);
        if !head.ends_with(|c| {
            matches!(
                c,
                '省' | '市' | '县' | '区' | '州' | '镇' | '乡' | '道' | '处' | '村'
            )
        }) {
            if !head.chars().all(is_han) {
                break;
            }
            continue;
        }
        // 街道 is one word: 五里牌街 is no region, and 区 of 社区 no district.
        let found = rules
            .regions
            .iter()
            .find(|(word, _)| head.len() > word.len() && head.ends_with(word.as_str()));
        let Some((word, rank)) = found else { continue };
        let excepted = rules
            .not_regions
            .iter()
            .any(|not| not.chars().count() > word.chars().count() && head.ends_with(not.as_str()));
        // 郭镇 of 郭镇乡 is not a town.
        let goes_on =
            after.starts_with(['乡', '镇', '市', '县', '区', '村']) || after.starts_with("街道");
        if excepted || goes_on || after.is_empty() {
            continue;
        }
        return Some((head, *rank, after));
    }
    known.0.iter().find_map(|(bare, rank)| {
        let after = text.strip_prefix(bare.as_str())?;
        (after.chars().count() >= 3 && !after.starts_with(['路', '大', '街', '楼'])).then_some((
            &text[..bare.len()],
            rank + 10,
            after,
        ))
    })
}

/// The numbers of a name, whether they count parts, and the name without them.
struct Numbers {
    rest: String,
    numerals: Vec<u32>,
    part: bool,
}

fn numbers(chars: &[char], rules: &NameRules) -> Numbers {
    let mut found = Numbers {
        rest: String::with_capacity(chars.len() * 3),
        numerals: Vec::new(),
        part: false,
    };
    let starts = |at: usize, words: &[String]| {
        words
            .iter()
            .find(|word| {
                word.chars()
                    .enumerate()
                    .all(|(i, c)| chars.get(at + i) == Some(&c))
            })
            .map(|word| word.chars().count())
    };
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let ordinal = usize::from(c == '第');
        let from = at + ordinal;
        let run = |is: &dyn Fn(char) -> bool| chars[from..].iter().take_while(|c| is(**c)).count();
        let arabic = run(&|c| c.is_ascii_digit());
        let chinese = if arabic == 0 {
            run(&is_chinese_numeral)
        } else {
            0
        };
        let mut end = from + arabic + chinese;
        let sign = matches!(chars.get(end), Some('#' | '号'));
        let value = if arabic > 0 {
            // Longer runs are codes; their last digits tell them apart well enough.
            let digits: String = chars[from.max(end.saturating_sub(9))..end].iter().collect();
            digits.parse().ok()
        } else if chinese > 0 && (ordinal > 0 || sign || starts(end, &rules.counters).is_some()) {
            chinese_number(&chars[from..end])
        } else if c.is_ascii_lowercase()
            && !at
                .checked_sub(1)
                .is_some_and(|b| chars[b].is_ascii_alphabetic())
            && (matches!(chars.get(at + 1), Some('#')) || starts(at + 1, &rules.parts).is_some())
        {
            end = at + 1;
            Some(LETTERS + u32::from(c))
        } else {
            None
        };
        let Some(value) = value else {
            found.rest.push(c);
            at += 1;
            continue;
        };
        found.numerals.push(value);
        if matches!(chars.get(end), Some('#')) {
            end += 1;
            found.part |= starts(end, &rules.things).is_some() || end == chars.len();
            if chars.get(end) == Some(&'楼') {
                end += 1;
                found.part = true;
            }
        } else if let Some(length) = starts(end, &rules.parts) {
            let house = length == 1 && chars.get(end) == Some(&'号');
            // 解放路12号 is an address; 3号厂房 is a part.
            found.part |= !house || end + 1 == chars.len() && found.rest.is_empty();
            end += if house || chars.get(end) != Some(&'号') {
                length
            } else {
                1
            };
        }
        at = end;
    }
    found.numerals.sort_unstable();
    found.numerals.dedup();
    found
}

fn parse_words(text: &str, rules: &NameRules) -> Option<Name> {
    let all: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .collect();
    let mut words: Vec<String> = Vec::with_capacity(all.len());
    let (mut numerals, mut part) = (Vec::new(), false);
    let is = |list: &[String], word: &str| list.iter().any(|each| each == word);
    for (at, word) in all.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |b| all[b]);
        let numbered = is(&rules.part_words, before);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let next_numbered = all.get(at + 1).is_some_and(|next| {
            next.starts_with(|c: char| c.is_ascii_digit())
                || next.len() == 1
                || roman(next).is_some()
        });
        if !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && digits.len() + 2 > word.len()
        {
            let from = digits.len().saturating_sub(9);
            numerals.extend(digits[from..].parse::<u32>());
            if digits.len() < word.len() {
                words.push(word[digits.len()..].to_owned());
            }
            part |= numbered;
        } else if postcode(&all, at) {
            // A postcode says no more than the place; registers leave it out.
        } else if numbered && let Some(number) = roman(word) {
            numerals.push(number);
            part = true;
        } else if numbered && word.len() == 1 {
            numerals.extend(word.bytes().map(|letter| LETTERS + u32::from(letter)));
            part = true;
        } else if !(is(&rules.stop_words, word)
            || is(&rules.legal_words, word)
            || is(&rules.part_words, word) && next_numbered)
        {
            let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
            let one = rules.abbreviations.get(&plain).cloned().unwrap_or(plain);
            if !one.is_empty() {
                words.push(one);
            }
        }
    }
    let generic = words.is_empty();
    if generic {
        words.extend(
            all.iter()
                .filter(|word| !word.bytes().all(|b| b.is_ascii_digit()))
                .map(|w| (*w).to_owned()),
        );
    }
    if words.is_empty() && numerals.is_empty() {
        return None;
    }
    let core = words.join(" ");
    let mut spelled: Vec<Word> = Vec::with_capacity(words.len());
    let mut start = 0_usize;
    for word in &words {
        let end = start + word.len();
        let (Ok(from), Ok(to)) = (u16::try_from(start), u16::try_from(end)) else {
            break;
        };
        spelled.push(Word {
            hash: hash(word),
            weight: 1.0,
            start: from,
            end: to,
        });
        start = end + 1;
    }
    spelled.sort_unstable_by_key(|word| word.hash);
    spelled.dedup_by_key(|word| word.hash);
    numerals.sort_unstable();
    numerals.dedup();
    Some(Name {
        key: hash(spelled.iter().map(|word| word.hash).collect::<Vec<_>>()),
        chars: Box::default(),
        words: spelled.into(),
        regions: Box::default(),
        numerals: numerals.into(),
        part,
        generic,
        core,
    })
}

fn roman(word: &str) -> Option<u32> {
    const NUMERALS: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    let at = NUMERALS.iter().position(|each| *each == word)?;
    u32::try_from(at + 1).ok()
}

/// Whether the word at `at` is one of the two halves of a British postcode.
fn postcode(words: &[&str], at: usize) -> bool {
    let outward = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        (1..=2).contains(&letters)
            && word.len() <= 4
            && word.as_bytes().get(letters).is_some_and(u8::is_ascii_digit)
    };
    let inward = |word: &str| {
        let b = word.as_bytes();
        b.len() == 3
            && b[0].is_ascii_digit()
            && b[1].is_ascii_alphabetic()
            && b[2].is_ascii_alphabetic()
    };
    let pair = |first: usize| {
        words.get(first).is_some_and(|w| outward(w))
            && words.get(first + 1).is_some_and(|w| inward(w))
    };
    pair(at) || at.checked_sub(1).is_some_and(pair)
}

impl Name {
    /// How a word of the core is spelled.
    pub(super) fn spelling(&self, word: &Word) -> &str {
        self.core
            .get(usize::from(word.start)..usize::from(word.end))
            .unwrap_or_default()
    }

    /// Equal for names that are the same, numbers included.
    pub(super) fn full_key(&self) -> u64 {
        hash((self.key, &self.numerals))
    }

    /// How the name sounds: equal for homophones.
    pub(super) fn sound_key(&self) -> u64 {
        if self.chars.is_empty() {
            return self.key;
        }
        let sounds: Vec<&str> = self.chars.iter().filter_map(|c| sound(*c)).collect();
        hash(sounds)
    }
}
