//! The doubts that a reader has: where, what was written, what was understood.

mod code;

use panhuo::compact::Text;
use panhuo::inventory::Issue;
use panhuo::source::Source;
use panhuo::{Attribute, Lang, SiteId};

pub use code::IssueCode;

/// Where a doubt arose and what was written there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context<'a> {
    pub(crate) source: Source,
    pub(crate) column: &'a str,
    pub(crate) raw: Text,
    pub(crate) site: Option<SiteId>,
    pub(crate) attribute: Option<Attribute>,
}

impl Context<'_> {
    /// A place of which nothing else is known. A default one would make a source of its own first,
    /// for every cell that is read.
    pub(crate) fn of(source: Source) -> Self {
        Self {
            source,
            column: "",
            raw: Text::EMPTY,
            site: None,
            attribute: None,
        }
    }
}

/// Makes an issue: the code's sentence, the column, and what was understood.
pub(crate) fn issue(code: IssueCode, context: &Context<'_>, interpretation: &str) -> Issue {
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
        code: code.name().into(),
        severity: code.severity(),
        source: context.source.clone(),
        column: context.column.into(),
        raw: context.raw.clone(),
        interpretation: interpretation.into(),
        zh: sentence(Lang::Zh).into(),
        en: sentence(Lang::En).into(),
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
