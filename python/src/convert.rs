//! Rust values as plain Python objects: dictionaries, lists, texts and numbers.

use pyo3::prelude::*;
use serde::Serialize;

use crate::error::Answer;

/// A value as plain Python objects, by its serde form.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &impl Serialize) -> Answer<Bound<'py, PyAny>> {
    Ok(pythonize::pythonize(py, value).map_err(PyErr::from)?)
}
