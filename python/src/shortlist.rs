//! Shortlists: the ranked answer.

use pyo3::prelude::*;

use crate::error::Answer;
use crate::view::{self, CandidateView};

/// The ranked answer to a requirement; ``panhuo.Shortlist`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Shortlist(pub(crate) panhuo::Shortlist);

#[pymethods]
impl Shortlist {
    /// The answer as JSON, the same as the Rust library writes.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_json())
    }

    /// The candidates in both languages, as JSON.
    fn view(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| {
            let each = self.0.candidates.iter().map(CandidateView::of);
            view::json(&each.collect::<Vec<_>>())
        })
    }
}
