//! The numbers in Chinese names: 3#, 三号, 第二, 2期, A栋.

use std::borrow::Cow;

use super::LETTERS;
use crate::linkage::rules::NameRules;
use crate::linkage::script::{chinese_number, is_chinese_numeral};

/// The numbers of a name, whether they count parts, and the name without them.
pub(super) struct Numbers<'a> {
    pub(super) rest: Cow<'a, str>,
    pub(super) numerals: Vec<u32>,
    pub(super) part: bool,
}

pub(super) fn numbers<'a>(text: &'a str, rules: &NameRules) -> Numbers<'a> {
    let may_number = |c: char| c == '第' || c.is_ascii_alphanumeric() || is_chinese_numeral(c);
    if !text.contains(may_number) {
        return Numbers {
            rest: Cow::Borrowed(text),
            numerals: Vec::new(),
            part: false,
        };
    }
    let chars: Vec<char> = text.chars().collect();
    let mut rest = String::with_capacity(text.len());
    let (mut numerals, mut part) = (Vec::new(), false);
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
            rest.push(c);
            at += 1;
            continue;
        };
        numerals.push(value);
        if matches!(chars.get(end), Some('#')) {
            end += 1;
            part |= starts(end, &rules.things).is_some() || end == chars.len();
            if chars.get(end) == Some(&'楼') {
                end += 1;
                part = true;
            }
        } else if let Some(length) = starts(end, &rules.parts) {
            let house = length == 1 && chars.get(end) == Some(&'号');
            // 解放路12号 is an address; 3号厂房 is a part.
            part |= !house || end + 1 == chars.len() && rest.is_empty();
            end += if house || chars.get(end) != Some(&'号') {
                length
            } else {
                1
            };
        }
        at = end;
    }
    numerals.sort_unstable();
    numerals.dedup();
    Numbers {
        rest: Cow::Owned(rest),
        numerals,
        part,
    }
}
