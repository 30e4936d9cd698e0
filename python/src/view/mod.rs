//! Long lists as JSON, with their words in both languages, so that a table that was made in one
//! language can be shown in the other.

mod issue;
mod ledger;
mod resolution;

use serde::Serialize;

use crate::error::BindingResult;

pub(crate) use issue::IssueView;
pub(crate) use ledger::{CodeView, ColumnView, ScorecardView};
pub(crate) use resolution::{
    ChangeView, ConflictView, DecisionView, EvidenceView, LineageView, PossibleMatchView, RowsById,
};

/// The JSON of a view; serde writes each float so that it reads back with the same bits.
pub(crate) fn json(view: &impl Serialize) -> BindingResult<String> {
    Ok(serde_json::to_string(view)?)
}

/// How many views stand in one page.
const PAGE: usize = 256;

/// The JSON of many views, a list at a time: Python looks for signals only between two of them.
pub(crate) fn pages<T: Serialize>(views: impl Iterator<Item = T>) -> BindingResult<Vec<String>> {
    let mut views = views.peekable();
    let mut pages = Vec::new();
    while views.peek().is_some() {
        pages.push(json(&views.by_ref().take(PAGE).collect::<Vec<_>>())?);
    }
    Ok(pages)
}
