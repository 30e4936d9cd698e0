//! What the tests of every table of codes check of its sentences.

use super::{Error, ErrorCode};
use crate::lang::Lang;

const FIELDS: [&str; 6] = [
    "<what>",
    "<given>",
    "<expected>",
    "<nearest>",
    "<allowed>",
    "<cause>",
];

/// The codes whose two sentences do not name the same fields, are not in their language, or have a
/// bracket too many, and names that two codes share. A table without a fault gives none.
#[doc(hidden)]
pub fn faulty_sentences(codes: &[ErrorCode]) -> Vec<String> {
    let mut faults = Vec::new();
    for code in codes {
        let error = Error::new(*code)
            .with_what(FIELDS[0])
            .with_given(FIELDS[1])
            .with_expected(FIELDS[2])
            .with_nearest(FIELDS[3])
            .with_allowed([FIELDS[4]])
            .with_cause(FIELDS[5])
            .within("where");
        let (zh, en) = (error.describe(Lang::Zh), error.describe(Lang::En));
        let has_a_bracket = |message: &str| message.contains(['{', '}', '[', ']']);
        let is_good = FIELDS
            .iter()
            .all(|field| zh.contains(field) == en.contains(field))
            && zh.starts_with("where：")
            && en.starts_with("where: ")
            && zh.contains(is_chinese)
            && !en.contains(is_chinese)
            && !has_a_bracket(&zh)
            && !has_a_bracket(&en);
        if !is_good {
            faults.push(format!("{}: {zh} / {en}", code.name()));
        }
    }
    let mut names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
    names.sort_unstable();
    let twice = names.windows(2).filter(|two| two[0] == two[1]);
    faults.extend(twice.map(|two| format!("two codes are named {}", two[0])));
    faults
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
