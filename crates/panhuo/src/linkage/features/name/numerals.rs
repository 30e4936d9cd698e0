//! The numbers in Chinese names: 3#, 三号, 第二, 2期, A栋.

use std::borrow::Cow;

use super::LETTERS;
use crate::linkage::name_rules::NameRules;
use crate::text::{chinese_digit, chinese_place};

/// The numbers of a name, whether they number parts of a site, and the name without them.
pub(super) struct Numerals<'a> {
    pub(super) rest: Cow<'a, str>,
    pub(super) values: Vec<u32>,
    pub(super) is_part: bool,
}

pub(super) fn numerals<'a>(text: &'a str, rules: &NameRules) -> Numerals<'a> {
    let may_number = |c: char| c == '第' || c.is_ascii_alphanumeric() || is_chinese_numeral(c);
    if !text.contains(may_number) {
        return Numerals {
            rest: Cow::Borrowed(text),
            values: Vec::new(),
            is_part: false,
        };
    }
    let chars: Vec<char> = text.chars().collect();
    let mut rest = String::with_capacity(text.len());
    let (mut values, mut is_part) = (Vec::new(), false);
    // The length of the first of the words that stands at this index.
    let word_at = |at: usize, words: &[String]| {
        let stands = |word: &&String| {
            let mut chars_of = word.chars().enumerate();
            chars_of.all(|(i, c)| chars.get(at + i) == Some(&c))
        };
        words.iter().find(stands).map(|word| word.chars().count())
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
            // Longer runs are codes; their last nine digits distinguish them well enough.
            let digits: String = chars[from.max(end.saturating_sub(9))..end].iter().collect();
            digits.parse().ok()
        } else if chinese > 0 && (ordinal > 0 || sign || word_at(end, &rules.counters).is_some()) {
            chinese_number(&chars[from..end])
        } else if c.is_ascii_lowercase()
            && !at
                .checked_sub(1)
                .is_some_and(|b| chars[b].is_ascii_alphabetic())
            && (matches!(chars.get(at + 1), Some('#')) || word_at(at + 1, &rules.parts).is_some())
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
        values.push(value);
        if matches!(chars.get(end), Some('#')) {
            end += 1;
            is_part |= word_at(end, &rules.things).is_some() || end == chars.len();
            if chars.get(end) == Some(&'楼') {
                end += 1;
                is_part = true;
            }
        } else if let Some(length) = word_at(end, &rules.parts) {
            let number_sign = length == 1 && chars.get(end) == Some(&'号');
            // 解放路12号 is an address; 3号厂房 is a part.
            is_part |= !number_sign || end + 1 == chars.len() && rest.is_empty();
            end += if number_sign || chars.get(end) != Some(&'号') {
                length
            } else {
                1
            };
        }
        at = end;
    }
    values.sort_unstable();
    values.dedup();
    Numerals {
        rest: Cow::Owned(rest),
        values,
        is_part,
    }
}

/// The value of a digit, Arabic or Chinese.
fn digit(c: char) -> Option<u32> {
    chinese_digit(c).or_else(|| c.to_digit(10))
}

/// Ten or a hundred; numbers in names stay below a thousand.
fn multiplier(c: char) -> Option<u32> {
    chinese_place(c).filter(|value| *value <= 100)
}

/// Whether a character belongs to a Chinese numeral.
fn is_chinese_numeral(c: char) -> bool {
    // A bitmap of the last six bits rejects two characters in three at once.
    const BITMAP: u64 = {
        let all = [
            '〇', '○', '零', '一', '壹', '二', '贰', '两', '三', '叁', '四', '肆', '五', '伍',
            '六', '陆', '七', '柒', '八', '捌', '九', '玖', '十', '拾', '百', '佰',
        ];
        let (mut bitmap, mut at) = (0, 0);
        while at < all.len() {
            bitmap |= 1 << (all[at] as u32 % 64);
            at += 1;
        }
        bitmap
    };
    BITMAP >> (u32::from(c) % 64) & 1 == 1
        && !c.is_ascii_digit()
        && (digit(c).is_some() || multiplier(c).is_some())
}

/// The number of a Chinese numeral below a thousand: 十二 is 12, 二〇 is 20.
fn chinese_number(numeral: &[char]) -> Option<u32> {
    let mut total = 0_u32;
    let mut last: Option<u32> = None;
    let mut multiplied = false;
    for c in numeral {
        if let Some(multiplier) = multiplier(*c) {
            total = total.checked_add(last.take().unwrap_or(1).checked_mul(multiplier)?)?;
            multiplied = true;
        } else {
            let value = digit(*c)?;
            last = match last {
                Some(before) if !multiplied => Some(before.checked_mul(10)?.checked_add(value)?),
                _ => Some(value),
            };
        }
    }
    total.checked_add(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_are_numbers() {
        let number = |text: &str| chinese_number(&text.chars().collect::<Vec<_>>());
        assert_eq!(number("十二"), Some(12));
        assert_eq!(number("二十"), Some(20));
        assert_eq!(number("一百零三"), Some(103));
        assert_eq!(number("二〇"), Some(20));
        assert_eq!(number("五"), Some(5));
    }
}
