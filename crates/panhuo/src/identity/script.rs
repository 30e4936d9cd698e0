//! Chinese characters: traditional ones, how they sound, and the numbers that they write.

use std::sync::LazyLock;

use pinyin::{Pinyin, ToPinyin};

/// Traditional characters that have a simplified form, in order.
const SIMPLIFIED: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/simplified.rs"));

const FIRST: u32 = 0x4e00;

/// The simplified form of every unified ideograph, looked up by its place.
static BY_PLACE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = ('\u{4e00}'..='\u{9fff}').collect();
    for (traditional, simplified) in SIMPLIFIED {
        if let Some(place) = all.get_mut((u32::from(*traditional) - FIRST) as usize) {
            *place = *simplified;
        }
    }
    all
});

/// Whether a character is a Chinese one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The simplified form of one character: 廠 becomes 厂. Characters are taken one by one, so the few
/// that depend on the word (乾) keep their commonest form.
///
/// ```
/// let words: String = "閒置廠房 A".chars().map(panhuo::simplified).collect();
/// assert_eq!(words, "闲置厂房 A");
/// ```
pub fn simplified(c: char) -> char {
    let place = u32::from(c).wrapping_sub(FIRST) as usize;
    BY_PLACE.get(place).copied().unwrap_or(c)
}

/// How a character is pronounced, without its tone.
pub(super) fn sound(c: char) -> Option<&'static str> {
    c.to_pinyin().map(Pinyin::plain)
}

/// The value of a digit, Arabic or Chinese.
pub(super) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return c.to_digit(10),
    })
}

/// Whether a character belongs to a Chinese numeral.
pub(super) fn is_chinese_numeral(c: char) -> bool {
    !c.is_ascii_digit() && (digit(c).is_some() || matches!(c, '十' | '拾' | '百' | '佰'))
}

/// The number that a Chinese numeral below a thousand writes: 十二 is 12, 二〇 is 20.
pub(super) fn chinese_number(numeral: &[char]) -> Option<u32> {
    let mut total = 0_u32;
    let mut last: Option<u32> = None;
    let mut placed = false;
    for c in numeral {
        let unit = match c {
            '十' | '拾' => Some(10),
            '百' | '佰' => Some(100),
            _ => None,
        };
        if let Some(unit) = unit {
            total = total.checked_add(last.take().unwrap_or(1).checked_mul(unit)?)?;
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
    use super::*;

    #[test]
    fn traditional_characters_become_simplified() {
        let text: String = "機械廠國營紡織".chars().map(simplified).collect();
        assert_eq!(text, "机械厂国营纺织");
        assert_eq!(simplified('a'), 'a');
    }

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
    }
}
