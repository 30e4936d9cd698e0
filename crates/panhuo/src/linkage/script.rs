//! Chinese characters: traditional ones, how they sound, and the numbers that they write.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use pinyin::{Pinyin, ToPinyin};

use super::name::hash;
use crate::text::script::FIRST_IDEOGRAPH;
use crate::text::{chinese_digit, chinese_place};

/// Whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// How every unified ideograph is pronounced, looked up by its place.
static SOUNDS: LazyLock<Vec<u32>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').map(syllable).collect());

/// The syllable of a character as a number, 0 for none.
fn syllable(c: char) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash")]
    c.to_pinyin()
        .map_or(0, |pinyin| hash(Pinyin::plain(pinyin)) as u32)
}

/// How a character is pronounced, without its tone: a number for each syllable.
pub(super) fn sound(c: char) -> Option<NonZeroU32> {
    let place = u32::from(c).wrapping_sub(FIRST_IDEOGRAPH) as usize;
    NonZeroU32::new(SOUNDS.get(place).copied().unwrap_or_else(|| syllable(c)))
}

/// The value of a digit, Arabic or Chinese.
fn digit(c: char) -> Option<u32> {
    chinese_digit(c).or_else(|| c.to_digit(10))
}

/// Ten or a hundred; names are not numbered by thousands.
fn place(c: char) -> Option<u32> {
    chinese_place(c).filter(|value| *value <= 100)
}

/// Whether a character belongs to a Chinese numeral.
pub(super) fn is_chinese_numeral(c: char) -> bool {
    // Two characters in three are told by their last six bits.
    const MARKS: u64 = {
        let all = [
            '〇', '○', '零', '一', '壹', '二', '贰', '两', '三', '叁', '四', '肆', '五', '伍',
            '六', '陆', '七', '柒', '八', '捌', '九', '玖', '十', '拾', '百', '佰',
        ];
        let (mut marks, mut at) = (0, 0);
        while at < all.len() {
            marks |= 1 << (all[at] as u32 % 64);
            at += 1;
        }
        marks
    };
    MARKS >> (u32::from(c) % 64) & 1 == 1
        && !c.is_ascii_digit()
        && (digit(c).is_some() || place(c).is_some())
}

/// The number that a Chinese numeral below a thousand writes: 十二 is 12, 二〇 is 20.
pub(super) fn chinese_number(numeral: &[char]) -> Option<u32> {
    let mut total = 0_u32;
    let mut last: Option<u32> = None;
    let mut placed = false;
    for c in numeral {
        if let Some(place) = place(*c) {
            total = total.checked_add(last.take().unwrap_or(1).checked_mul(place)?)?;
            placed = true;
        } else {
            let value = digit(*c)?;
            last = match last {
                Some(before) if !placed => Some(before.checked_mul(10)?.checked_add(value)?),
                _ => Some(value),
            };
        }
    }
    total.checked_add(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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

    #[test]
    fn homophones_sound_alike() {
        assert_eq!(sound('宏'), sound('鸿'));
        assert_ne!(sound('宏'), sound('恒'));
        assert_eq!((sound('A'), sound('#')), (None, None));
    }

    #[test]
    fn every_syllable_has_a_number_of_its_own() {
        let mut spelled: BTreeMap<u32, &str> = BTreeMap::new();
        for c in '\u{3400}'..='\u{9fff}' {
            let Some(pinyin) = c.to_pinyin() else {
                continue;
            };
            let number = sound(c).unwrap().get();
            assert_eq!(
                *spelled.entry(number).or_insert(pinyin.plain()),
                pinyin.plain()
            );
        }
        assert!(spelled.len() > 400);
    }
}
