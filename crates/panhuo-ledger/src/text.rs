//! Words of ledgers, folded.

use panhuo::text::simplified;

/// Folds what ledgers vary without meaning: width, case, blanks, and traditional characters, so that
/// 閒置廠房 is known where 闲置厂房 is.
pub(crate) fn fold(text: &str) -> String {
    let folded = panhuo::text::fold(text);
    if folded.chars().all(|c| simplified(c) == c) {
        return folded;
    }
    folded.chars().map(simplified).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_ledgers_are_simplified_already() {
        assert_eq!(fold("　廠房面積（㎡）"), "厂房面积(m2)");
        // The tables of words are compared with folded ones.
        for attribute in panhuo::Attribute::all() {
            for word in attribute.headers().chain(
                attribute
                    .categories()
                    .iter()
                    .flat_map(|c| c.words.iter().copied()),
            ) {
                assert_eq!(fold(word), panhuo::text::fold(word), "{attribute}");
            }
        }
    }
}
