//! What the schema says of kinds and attributes.

use std::collections::BTreeMap;

use panhuo::{Attribute, SiteKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::BindingResult;
use crate::language;
use crate::words::Words;

/// What each attribute means, by its stable name.
#[pyfunction]
pub(crate) fn meanings() -> BTreeMap<&'static str, Words> {
    let each = Attribute::all().map(|a| (a.name(), Words::in_each(|lang| a.meaning(lang))));
    each.collect()
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
pub(crate) fn kinds<'py>(
    py: Python<'py>,
    language: Option<&str>,
) -> BindingResult<Bound<'py, PyDict>> {
    let lang = language::pick(language)?;
    let labels = PyDict::new(py);
    for &kind in SiteKind::VALUES {
        labels.set_item(kind.name(), kind.label(lang))?;
    }
    Ok(labels)
}
