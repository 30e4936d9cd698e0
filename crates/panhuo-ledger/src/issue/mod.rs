//! The doubts that a reader has: where, what was written, what was understood.

mod code;

use panhuo::{Attribute, Issue, Lang, SiteId, Source};

pub use code::IssueCode;

/// Where a doubt arose and what was written there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) source: Source,
    pub(crate) column: String,
    pub(crate) raw: String,
    pub(crate) site: Option<SiteId>,
    pub(crate) attribute: Option<Attribute>,
}

/// Makes an issue: the code's sentence, the column, and what was understood.
pub(crate) fn issue(code: IssueCode, context: &Context, meaning: &str) -> Issue {
    let sentence = |lang: Lang| {
        let mut sentence = String::new();
        if !context.column.is_empty() {
            sentence.push_str(&lang.pick(
                format!("“{}”：", context.column),
                format!("{}: ", context.column),
            ));
        }
        sentence.push_str(code.sentence(lang));
        if !context.raw.is_empty() {
            sentence.push_str(&lang.pick(
                format!("（原文：{}）", context.raw),
                format!(" (written: {})", context.raw),
            ));
        }
        sentence
    };
    Issue {
        code: code.name().to_owned(),
        severity: code.severity(),
        source: context.source.clone(),
        column: context.column.clone(),
        raw: context.raw.clone(),
        meaning: meaning.to_owned(),
        zh: sentence(Lang::Zh),
        en: sentence(Lang::En),
        site: context.site.clone(),
        attribute: context.attribute,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_stable_names() {
        let names: BTreeSet<_> = IssueCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), IssueCode::ALL.len());
        assert!(
            names
                .iter()
                .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        );
    }
}
