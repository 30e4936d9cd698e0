//! Traditional Chinese characters and their simplified forms.

use std::sync::LazyLock;

/// Traditional characters with their simplified forms, in the order of their code points.
const SIMPLIFIED: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/simplified.rs"));

/// The first of the CJK unified ideographs.
pub(crate) const FIRST_IDEOGRAPH: u32 = 0x4e00;

/// The simplified form of every CJK unified ideograph, by its code point.
static BY_CODE_POINT: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = ('\u{4e00}'..='\u{9fff}').collect();
    for (traditional, simplified) in SIMPLIFIED {
        if let Some(entry) = all.get_mut((u32::from(*traditional) - FIRST_IDEOGRAPH) as usize) {
            *entry = *simplified;
        }
    }
    all
});

/// The simplified form of one character: 廠 becomes 厂. Characters are converted one by one, so the few whose
/// form depends on the word (乾) get their most common form.
///
/// ```
/// let words: String = "閒置廠房 A".chars().map(panhuo::text::simplified).collect();
/// assert_eq!(words, "闲置厂房 A");
/// ```
pub fn simplified(c: char) -> char {
    let index = u32::from(c).wrapping_sub(FIRST_IDEOGRAPH) as usize;
    BY_CODE_POINT.get(index).copied().unwrap_or(c)
}

/// A character, and every traditional character whose simplified form it is.
pub(crate) fn with_traditional(simple: char) -> impl Iterator<Item = char> {
    let all = SIMPLIFIED.iter().filter(move |(_, one)| *one == simple);
    std::iter::once(simple).chain(all.map(|(traditional, _)| *traditional))
}

#[cfg(test)]
mod tests {
    use super::simplified;

    #[test]
    fn traditional_characters_become_simplified() {
        let text: String = "機械廠國營紡織".chars().map(simplified).collect();
        assert_eq!(text, "机械厂国营纺织");
        assert_eq!(simplified('a'), 'a');
    }
}
