//! What Python shows, as JSON: the answers of the core with their words in both languages, so that
//! an object that was made in one language can be shown in the other.

mod answer;
mod ledger;
mod resolution;
mod site;

use std::collections::BTreeMap;

use panhuo::source::Source;
use panhuo::{Attribute, Lang, Outcome, SiteKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;

use crate::error::Answer;
use crate::language;

pub(crate) use answer::{CandidateView, NearMissView, RequirementView, TallyView};
pub(crate) use ledger::{CodeView, ColumnView, ScorecardView};
pub(crate) use resolution::{
    ChangeView, ConflictView, DecisionView, DoubtView, EvidenceView, LineageView, RowsById,
};
pub(crate) use site::{IssueView, LandmarkView, SiteView};

/// The JSON of a view; serde writes each float so that it reads back with the same bits.
pub(crate) fn json(view: &impl Serialize) -> Answer<String> {
    Ok(serde_json::to_string(view)?)
}

/// How many views stand in one page.
const PAGE: usize = 256;

/// The JSON of many views, a list at a time: Python looks for signals only between two of them.
pub(crate) fn pages<T: Serialize>(views: impl Iterator<Item = T>) -> Answer<Vec<String>> {
    let mut views = views.peekable();
    let mut pages = Vec::new();
    while views.peek().is_some() {
        pages.push(json(&views.by_ref().take(PAGE).collect::<Vec<_>>())?);
    }
    Ok(pages)
}

/// A standing in one word, as JSON has it.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Unknown => "unknown",
        Outcome::Fail => "fail",
    }
}

/// The same said twice.
#[derive(Serialize)]
struct Words {
    zh: String,
    en: String,
}

impl Words {
    fn of<W: Into<String>>(describe: impl Fn(Lang) -> W) -> Self {
        Self {
            zh: describe(Lang::Zh).into(),
            en: describe(Lang::En).into(),
        }
    }
}

/// A piece of advice: what it says, and the record behind it.
#[derive(Serialize)]
pub(crate) struct AdviceView<'a, T: Serialize> {
    words: Words,
    record: &'a T,
}

impl<'a, T: Serialize> AdviceView<'a, T> {
    pub(crate) fn of(record: &'a T, describe: impl Fn(&T, Lang) -> String) -> Self {
        Self {
            words: Words::of(|lang| describe(record, lang)),
            record,
        }
    }
}

/// A cell of a ledger: its parts, and all of it as one says it.
#[derive(Serialize)]
struct SourceView<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: String,
    text: String,
}

impl<'a> SourceView<'a> {
    fn of(source: &'a Source) -> Self {
        Self {
            file: source.file(),
            sheet: source.sheet(),
            cell: source.cell(),
            text: source.to_string(),
        }
    }
}

/// What each attribute means in both languages, by its stable name, as JSON.
#[pyfunction]
pub(crate) fn meanings() -> Answer<String> {
    let each = Attribute::all().map(|a| (a.name(), Words::of(|lang| a.meaning(lang))));
    json(&each.collect::<BTreeMap<_, _>>())
}

/// The kinds of site: stable name to label.
///
/// Args:
///     language: ``"zh"`` or ``"en"``; the display language if not given.
///
/// Raises:
///     InvalidArgumentError: For any other language.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.kinds().get("idle_factory")
///     '闲置厂房'
#[pyfunction]
#[pyo3(signature = (*, language=None))]
pub(crate) fn kinds<'py>(py: Python<'py>, language: Option<&str>) -> Answer<Bound<'py, PyDict>> {
    let lang = language::pick(language)?;
    let labels = PyDict::new(py);
    for &kind in SiteKind::VALUES {
        labels.set_item(kind.name(), kind.label(lang))?;
    }
    Ok(labels)
}
