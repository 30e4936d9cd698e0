//! How Chinese characters are pronounced.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use pinyin::{Pinyin, ToPinyin};

use crate::linkage::hash::hash;
use crate::text::script::FIRST_IDEOGRAPH;

/// The pronunciation of every CJK unified ideograph, by its code point.
static BY_CODE_POINT: LazyLock<Vec<u32>> =
    LazyLock::new(|| ('\u{4e00}'..='\u{9fff}').map(syllable).collect());

/// The syllable of a character as a number; 0 if it has none.
fn syllable(c: char) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash")]
    c.to_pinyin()
        .map_or(0, |pinyin| hash(Pinyin::plain(pinyin)) as u32)
}

/// The pronunciation of a character without its tone: one number for each syllable.
pub(in crate::linkage) fn pronunciation(c: char) -> Option<NonZeroU32> {
    let index = u32::from(c).wrapping_sub(FIRST_IDEOGRAPH) as usize;
    let known = BY_CODE_POINT.get(index).copied();
    NonZeroU32::new(known.unwrap_or_else(|| syllable(c)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn homophones_have_one_pronunciation() {
        assert_eq!(pronunciation('宏'), pronunciation('鸿'));
        assert_ne!(pronunciation('宏'), pronunciation('恒'));
        assert_eq!((pronunciation('A'), pronunciation('#')), (None, None));
    }

    #[test]
    fn every_syllable_has_a_number_of_its_own() {
        let mut syllables: BTreeMap<u32, &str> = BTreeMap::new();
        for c in '\u{3400}'..='\u{9fff}' {
            let Some(pinyin) = c.to_pinyin() else {
                continue;
            };
            let number = pronunciation(c).unwrap().get();
            let first = *syllables.entry(number).or_insert(pinyin.plain());
            assert_eq!(first, pinyin.plain());
        }
        assert!(syllables.len() > 400);
    }
}
