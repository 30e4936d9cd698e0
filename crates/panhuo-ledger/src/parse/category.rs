//! Parses categories and yes/no answers: finds the attribute's category words in a cell.

use std::sync::LazyLock;

use crate::text::fold;

use panhuo::Attribute;
use panhuo::attribute::{PROGRESS, TRANSFER_MODE};
use panhuo::interval::Choices;
use panhuo::schema::ValueType;

/// The categories that a cell allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CategoryMatch {
    pub(crate) choices: Choices,
    /// Whether the cell is exactly a known word.
    pub(crate) exact: bool,
}

/// For each attribute, the normalized words of its categories and the index of the category of each word.
static WORDS: LazyLock<Vec<Vec<(String, usize)>>> = LazyLock::new(|| {
    let words_of = |attribute: Attribute| {
        let categories = attribute.categories().iter().enumerate();
        let words = categories.flat_map(|(position, category)| {
            let names = [category.name, category.zh, category.en].into_iter();
            names
                .chain(category.words.iter().copied())
                .map(move |word| (normalized(word), position))
        });
        words.filter(|(word, _)| !word.is_empty()).collect()
    };
    Attribute::all().map(words_of).collect()
});

/// The categories that a cell allows; `None` if it names none.
pub(crate) fn read(attribute: Attribute, text: &str) -> Option<CategoryMatch> {
    let core = normalized(text);
    let only = |position: usize, exact: bool| {
        Choices::only(position).map(|choices| CategoryMatch { choices, exact })
    };
    if core.is_empty() {
        // The cell holds only a tick or a cross.
        let mark = text.trim();
        let yes = ["√", "✓", "✔", "○", "●"].contains(&mark);
        let no = ["×", "✗", "✘", "╳"].contains(&mark);
        let answers = attribute.value_type() == ValueType::YesNo && (yes || no);
        return answers.then(|| only(usize::from(yes), false)).flatten();
    }
    let words = &WORDS[attribute.index()];
    if let Some((_, position)) = words.iter().find(|(word, _)| *word == core) {
        return only(*position, true);
    }
    if attribute.value_type() == ValueType::YesNo {
        return yes_or_no(&core).and_then(|yes| only(usize::from(yes), false));
    }
    let (found, denied) = contained(words, text, &core);
    match found.as_slice() {
        [] if denied.is_empty() => None,
        // 非国有 allows every category except the negated one.
        [] => {
            let rest =
                (0..attribute.categories().len()).filter(|position| !denied.contains(position));
            let choices = rest.filter_map(Choices::only).reduce(Choices::or)?;
            Some(CategoryMatch {
                choices,
                exact: false,
            })
        }
        [position] => only(*position, false),
        // A cell that names several stages of construction means the latest of them.
        [.., last] if attribute == PROGRESS => only(*last, false),
        _ => {
            let choices = both_ways(attribute, &found).or_else(|| {
                let each = found.iter().filter_map(|position| Choices::only(*position));
                each.reduce(Choices::or)
            })?;
            Some(CategoryMatch {
                choices,
                exact: false,
            })
        }
    }
}

/// Folded text without punctuation and blanks.
fn normalized(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '±' | '√' | '✓' | '%'))
        .collect()
}

/// The category `sale_or_lease`, if the cell offers sale and lease, as in 出租或出售.
fn both_ways(attribute: Attribute, found: &[usize]) -> Option<Choices> {
    if attribute != TRANSFER_MODE {
        return None;
    }
    let names: Vec<_> = found
        .iter()
        .filter_map(|p| attribute.categories().get(*p))
        .map(|c| c.name)
        .collect();
    let either = names
        .iter()
        .all(|name| matches!(*name, "sale" | "lease" | "sale_or_lease"));
    either
        .then(|| attribute.choice("sale_or_lease").ok())
        .flatten()
}

/// The categories whose words occur in the text: first the asserted ones, then the negated ones. A word
/// inside a longer matching word is ignored.
fn contained(words: &[(String, usize)], text: &str, core: &str) -> (Vec<usize>, Vec<usize>) {
    let latin_words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(fold)
        .filter(|word| word.is_ascii() && !word.is_empty())
        .collect();
    let mut hits: Vec<(usize, usize, usize)> = Vec::new();
    for (word, position) in words {
        // A short Latin word must be a whole word, or the `b` of `brick` would match class B.
        let short = word.is_ascii() && word.len() <= 3;
        if short && !latin_words.contains(word) {
            continue;
        }
        hits.extend(
            core.match_indices(word.as_str())
                .map(|(at, _)| (at, at + word.len(), *position)),
        );
    }
    let hidden = |hit: &&(usize, usize, usize)| {
        hits.iter()
            .any(|other| other.0 <= hit.0 && other.1 >= hit.1 && other.1 - other.0 > hit.1 - hit.0)
    };
    let (mut found, mut not) = (Vec::new(), Vec::new());
    for hit in hits.iter().filter(|hit| !hidden(hit)) {
        if denied(&core[..hit.0]) {
            not.push(hit.2);
        } else {
            found.push(hit.2);
        }
    }
    found.sort_unstable();
    found.dedup();
    (found, not)
}

/// Whether the text ends with a negation, such as the 非 of 非国有.
fn denied(before: &str) -> bool {
    before.ends_with(['非', '不', '未', '无']) || before.ends_with("not")
}

/// Yes or no, by the first word of the text that means either.
pub(crate) fn yes_or_no(core: &str) -> Option<bool> {
    #[rustfmt::skip]
    const NO: &[&str] = &[
        "无", "未", "没", "不", "否", "非", "尚未", "暂未", "暂无", "缺", "no", "not", "none", "false",
        "×", "✗",
    ];
    #[rustfmt::skip]
    const YES: &[&str] = &[
        "是", "有", "已", "可", "能", "在", "通", "具备", "涉及", "占用", "完成", "办理", "正常", "接", "入网",
        "齐全", "均", "部分", "全部", "市政", "自来水", "yes", "true", "√", "✓",
    ];
    if NO.iter().any(|word| core.starts_with(word)) {
        return Some(false);
    }
    YES.iter()
        .any(|word| core.starts_with(word))
        .then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use panhuo::attribute::{
        CERTIFICATE, FIRE_CLASS, GAS, LAKE_MANAGEMENT, OWNER_CLASS, STRUCTURE,
    };

    fn name(attribute: Attribute, text: &str) -> Option<&'static str> {
        let position = read(attribute, text)?.choices.position()?;
        Some(attribute.categories()[position].name)
    }

    #[test]
    fn certificates_have_four_states() {
        assert_eq!(name(CERTIFICATE, "有证"), Some("full"));
        assert_eq!(name(CERTIFICATE, "无证"), Some("none"));
        assert_eq!(name(CERTIFICATE, "无"), Some("none"));
        assert_eq!(name(CERTIFICATE, "土地有证房产无证"), Some("land_only"));
        assert_eq!(name(CERTIFICATE, "有土地证，无房产证"), Some("land_only"));
        assert_eq!(name(CERTIFICATE, "正在办理"), Some("in_progress"));
    }

    #[test]
    fn progress_is_a_class() {
        assert_eq!(name(PROGRESS, "主体封顶"), Some("topped_out"));
        assert_eq!(name(PROGRESS, "主体已封顶"), Some("topped_out"));
        assert_eq!(name(PROGRESS, "±0"), Some("ground"));
        assert_eq!(name(PROGRESS, "三层框架"), Some("frame"));
        assert_eq!(name(PROGRESS, "已完工未验收"), Some("completed_unaccepted"));
    }

    #[test]
    fn what_is_denied_leaves_the_rest() {
        let stated = read(OWNER_CLASS, "非国有").unwrap().choices;
        let state = OWNER_CLASS.choice("state").unwrap();
        assert_eq!(stated.one_of(state), panhuo::Outcome::Fail);
        assert_eq!(
            stated.positions().count(),
            OWNER_CLASS.categories().len() - 1
        );
    }

    #[test]
    fn longer_words_hide_shorter_ones() {
        assert_eq!(name(STRUCTURE, "轻钢结构"), Some("steel"));
        assert_eq!(name(STRUCTURE, "钢筋混凝土框架"), Some("concrete"));
        assert_eq!(name(STRUCTURE, "Brick and timber"), Some("brick_timber"));
        assert_eq!(name(FIRE_CLASS, "Class C"), Some("c"));
        assert_eq!(name(TRANSFER_MODE, "出租或出售"), Some("sale_or_lease"));
    }

    #[test]
    fn questions_are_answered_by_their_first_word() {
        assert_eq!(name(GAS, "已通气"), Some("yes"));
        assert_eq!(name(GAS, "未通气"), Some("no"));
        assert_eq!(name(LAKE_MANAGEMENT, "不在范围内"), Some("no"));
        assert_eq!(name(LAKE_MANAGEMENT, "在范围内"), Some("yes"));
        assert_eq!(name(GAS, "柴油"), None);
    }
}
