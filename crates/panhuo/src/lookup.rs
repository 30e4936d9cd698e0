//! Finding what somebody calls by name: a stable name, a label in either language, or another word.

use crate::error::{Error, ErrorCode, Result};
use crate::lang::Bilingual;
use crate::text::fold;

/// The most names that an error lists.
const LISTED: usize = 15;

/// Something that can be called by name, with every way to spell it.
#[derive(Clone, Debug)]
pub struct NameEntry<'a, T> {
    value: T,
    /// How errors list it; by its label in Chinese and its stable name in English if not given.
    listed: Option<Bilingual>,
    /// The stable name; the labels, the Chinese one first; other words.
    spellings: [Vec<&'a str>; 3],
}

impl<'a, T> NameEntry<'a, T> {
    /// A value with its stable name.
    pub fn new(value: T, name: &'a str) -> Self {
        Self {
            value,
            listed: None,
            spellings: [vec![name], Vec::new(), Vec::new()],
        }
    }

    /// The same with its labels, the Chinese one first.
    #[must_use]
    pub fn labels(mut self, labels: impl IntoIterator<Item = &'a str>) -> Self {
        self.spellings[1].extend(labels);
        self
    }

    /// The same with other words for it.
    #[must_use]
    pub fn synonyms(mut self, synonyms: impl IntoIterator<Item = &'a str>) -> Self {
        self.spellings[2].extend(synonyms);
        self
    }

    /// The same, listed so by errors instead of by its label in Chinese and its stable name in
    /// English.
    #[must_use]
    pub fn listed(self, listed: impl Into<Bilingual>) -> Self {
        let listed = Some(listed.into());
        Self { listed, ..self }
    }

    fn as_listed(&self) -> Bilingual {
        self.listed.clone().unwrap_or_else(|| {
            let [name, labels, _] = &self.spellings;
            let zh = labels.iter().chain(name).next().copied();
            Bilingual::new(zh.unwrap_or_default().to_owned(), name.concat())
        })
    }
}

/// The value that a text names: by its stable name, else by a label, else by another word for it.
/// Case, width and blanks do not matter. `what` is the sort of thing, such as 属性 and
/// `attribute`.
///
/// # Errors
///
/// [`ErrorCode::UNKNOWN_NAME`], with the spelling most like the given one if it is close, in the same
/// script and of one thing only, and with all names where they are few;
/// [`ErrorCode::AMBIGUOUS_NAME`] for a word that several things share.
///
/// # Example
///
/// ```
/// use panhuo::lang::Bilingual;
/// use panhuo::lookup::{NameEntry, find};
///
/// let colour = |given: &str| {
///     let entries = vec![
///         NameEntry::new(1, "red").labels(["红色", "red"]).synonyms(["朱红"]),
///         NameEntry::new(2, "green").labels(["绿色", "green"]),
///     ];
///     find(Bilingual::new("颜色", "colour"), given, entries)
/// };
/// assert_eq!((colour("Red")?, colour("绿色")?), (1, 2));
/// let error = colour("gren").unwrap_err();
/// assert_eq!(error.nearest().unwrap().text(panhuo::Lang::En), "green");
/// # Ok::<(), panhuo::Error>(())
/// ```
pub fn find<T>(what: Bilingual, given: &str, mut entries: Vec<NameEntry<'_, T>>) -> Result<T> {
    let required = fold(given);
    for tier in 0..3 {
        let is_meant = |at: &usize| {
            let spellings = &entries[*at].spellings[tier];
            spellings.iter().any(|text| fold(text) == required)
        };
        let meant: Vec<usize> = (0..entries.len()).filter(is_meant).collect();
        match meant[..] {
            [] => {}
            [at] => return Ok(entries.swap_remove(at).value),
            _ => {
                return Err(Error::new(ErrorCode::AMBIGUOUS_NAME)
                    .with_what(what)
                    .with_given(given)
                    .with_allowed(meant.iter().map(|at| entries[*at].as_listed())));
            }
        }
    }
    let mut error = Error::new(ErrorCode::UNKNOWN_NAME)
        .with_what(what)
        .with_given(given);
    if let Some(nearest) = nearest(&required, &entries) {
        error = error.with_nearest(nearest);
    }
    if entries.len() <= LISTED {
        error = error.with_allowed(entries.iter().map(NameEntry::as_listed));
    }
    Err(error)
}

/// The spelling with the fewest edits from the wanted one: at most a third of its characters, and
/// none if two things are equally near.
fn nearest<'a, T>(required: &str, entries: &[NameEntry<'a, T>]) -> Option<&'a str> {
    let length = required.chars().count();
    if length < 2 {
        return None;
    }
    let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut best = ((length / 3).max(1) + 1, None);
    for entry in entries {
        let nearest_spelling = entry
            .spellings
            .iter()
            .flatten()
            .filter(|text| is_chinese(text) == is_chinese(required))
            .map(|text| (strsim::damerau_levenshtein(&fold(text), required), *text))
            .min_by_key(|(edits, _)| *edits);
        if let Some((edits, text)) = nearest_spelling {
            if edits < best.0 {
                best = (edits, Some(text));
            } else if edits == best.0 {
                best.1 = None;
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn attempt(given: &str) -> Result<u8> {
        let entries = vec![
            NameEntry::new(1, "floor_area")
                .labels(["建筑面积", "floor area"])
                .synonyms(["总建面", "面积"]),
            NameEntry::new(2, "site_area")
                .labels(["占地面积", "site area"])
                .synonyms(["面积"]),
        ];
        find(Bilingual::new("属性", "attribute"), given, entries)
    }

    #[test]
    fn names_labels_and_synonyms_are_found_however_they_are_written() {
        for given in [
            "floor_area",
            "Floor Area",
            "ｆｌｏｏｒ_area",
            " 建筑面积 ",
            "总建面",
        ] {
            assert_eq!(attempt(given), Ok(1), "{given}");
        }
    }

    #[test]
    fn a_shared_word_is_no_guess() {
        let error = attempt("面积").unwrap_err();
        assert_eq!(error.code(), ErrorCode::AMBIGUOUS_NAME);
        assert_eq!(
            error.describe(Lang::Zh),
            "“面积”可以指多个属性，请写明其中一个：建筑面积、占地面积"
        );
    }

    #[test]
    fn the_nearest_spelling_is_of_the_same_script_and_close() {
        let nearest = |given: &str| {
            let error = attempt(given).unwrap_err();
            error.nearest().map(|name| name.text(Lang::En).to_owned())
        };
        assert_eq!(nearest("flor_area").as_deref(), Some("floor_area"));
        assert_eq!(nearest("建筑面机").as_deref(), Some("建筑面积"));
        for given in ["gas", "层高", "", "面", "xx"] {
            assert_eq!(nearest(given), None, "{given}");
        }
    }
}
