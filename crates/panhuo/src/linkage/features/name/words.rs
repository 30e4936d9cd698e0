//! Names that are written as words with blanks between them.

use super::{LETTERS, ParsedName, Word};
use crate::linkage::hash::hash;
use crate::linkage::name_rules::NameRules;

/// Parses a name; none if nothing is left of it.
pub(super) fn parse_words(text: &str, rules: &NameRules) -> Option<ParsedName> {
    let all: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .collect();
    let mut words: Vec<String> = Vec::with_capacity(all.len());
    let (mut numerals, mut is_part) = (Vec::new(), false);
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
            is_part |= numbered;
        } else if postcode(&all, at) {
            // A postcode says no more than the rest of an address; some registers omit it.
        } else if numbered && let Some(number) = roman(word) {
            numerals.push(number);
            is_part = true;
        } else if numbered && word.len() == 1 {
            numerals.extend(word.bytes().map(|letter| LETTERS + u32::from(letter)));
            is_part = true;
        } else if !(is(&rules.stop_words, word)
            || is(&rules.legal_words, word)
            || is(&rules.part_words, word) && next_numbered)
        {
            let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
            let spelling = rules.abbreviations.get(&letters).cloned();
            let spelling = spelling.unwrap_or(letters);
            if !spelling.is_empty() {
                words.push(spelling);
            }
        }
    }
    let is_generic = words.is_empty();
    if is_generic {
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
    let core_key = hash(spelled.iter().map(|word| word.hash).collect::<Vec<_>>());
    Some(ParsedName {
        core_key,
        full_key: hash((core_key, &numerals)),
        chars: Box::default(),
        char_bitmap: 0,
        words: spelled.into(),
        regions: Box::default(),
        numerals: numerals.into(),
        is_part,
        is_generic,
        core: core.into(),
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
