//! The cell that a fact was read from.

use pyo3::prelude::*;

use crate::convert::{Reduced, from_python, reduce};
use crate::error::BindingResult;

/// A cell of a ledger; `str` gives all of it, such as ``03_郭镇乡.xlsx[Sheet1]!F7``.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Source(panhuo::source::Source);

impl From<&panhuo::source::Source> for Source {
    fn from(source: &panhuo::source::Source) -> Self {
        Self(source.clone())
    }
}

#[pymethods]
impl Source {
    /// The file's name, without its folder.
    #[getter]
    fn file(&self) -> &str {
        self.0.file()
    }

    /// The sheet; empty for formats without sheets.
    #[getter]
    fn sheet(&self) -> &str {
        self.0.sheet()
    }

    /// The cell, such as ``F7``, or the row alone.
    #[getter]
    fn cell(&self) -> String {
        self.0.cell()
    }

    /// All of it.
    #[getter]
    fn text(&self) -> String {
        self.0.to_string()
    }

    fn __str__(&self) -> String {
        self.text()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __repr__(&self) -> String {
        format!("<panhuo.Source: {}>", self.0)
    }
}
