//! Chinese characters, traditional and simplified.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::is_invisible;

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

/// Whether a character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// A text in one spelling for comparison: compatibility forms folded (NFKC), lower case, simplified characters,
/// and one space for any run of blanks. [`fold`](super::fold) removes blanks altogether.
pub(crate) fn normalized(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_whitespace() {
            if !normalized.ends_with(' ') && !normalized.is_empty() {
                normalized.push(' ');
            }
        } else if !is_invisible(c) {
            normalized.push(simplified(c));
        }
    };
    // NFKC changes neither ASCII nor unified ideographs, and its tables are slow.
    let unchanged = |c: char| c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}');
    if text.chars().all(unchanged) {
        text.chars().map(|c| c.to_ascii_lowercase()).for_each(push);
    } else {
        text.nfkc().flat_map(char::to_lowercase).for_each(&mut push);
    }
    if normalized.ends_with(' ') {
        normalized.pop();
    }
    normalized
}

/// Whether [`normalized`] certainly leaves a text as it is. Most texts are normalized already.
pub(crate) fn is_normalized(text: &str) -> bool {
    text.chars().all(|c| match c {
        '\u{4e00}'..='\u{9fff}' => simplified(c) == c,
        _ => c.is_ascii_graphic() && !c.is_ascii_uppercase(),
    })
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
