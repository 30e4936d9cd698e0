//! Issues: what a reader could not be sure of, where it is written, and how it was interpreted.

mod code;

use panhuo::compact::Text;
use panhuo::inventory::Issue;
use panhuo::source::Source;
use panhuo::{Attribute, Lang, SiteId};

pub use code::IssueCode;

/// Where an issue arose and what is written there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context<'a> {
    pub(crate) source: Source,
    pub(crate) column: &'a str,
    pub(crate) raw: Text,
    pub(crate) site: Option<SiteId>,
    pub(crate) attribute: Option<Attribute>,
}

impl Context<'_> {
    /// A context of which only the source is known. `Default` would first make an empty source, for
    /// every cell that is read.
    pub(crate) fn at(source: Source) -> Self {
        Self {
            source,
            column: "",
            raw: Text::EMPTY,
            site: None,
            attribute: None,
        }
    }
}

/// Makes an issue: the column, the code's sentence, the raw text, and how it was interpreted.
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
    fn every_code_has_its_sentences_in_both_languages() {
        let han = |text: &str| text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for code in IssueCode::ALL {
            for text in [code.sentence(Lang::Zh), code.advice(Lang::Zh)] {
                assert!(han(text), "{code:?}: {text}");
            }
            for text in [code.sentence(Lang::En), code.advice(Lang::En)] {
                let is_sentence = text.starts_with(char::is_uppercase) && text.ends_with('.');
                assert!(
                    is_sentence && !han(&text.replace('无', "")),
                    "{code:?}: {text}"
                );
            }
        }
    }

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
