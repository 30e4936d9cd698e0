//! How many sites each constraint excluded.

use panhuo::matching;
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::audience;
use crate::convert::{Reduced, from_python, reduce};
use crate::error::BindingResult;
use crate::language;
use crate::words::Words;

/// How many sites one constraint excluded.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct ConstraintTally(matching::ConstraintTally);

#[pymethods]
impl ConstraintTally {
    /// What was required.
    #[getter]
    fn required(&self) -> Words {
        Words::in_each(|lang| self.0.required.describe(lang))
    }

    /// Sites of the requested kinds that fail it.
    #[getter]
    fn fails(&self) -> usize {
        self.0.fails
    }

    /// Of those, the ones that fail nothing else.
    #[getter]
    fn fails_alone(&self) -> usize {
        self.0.fails_alone
    }

    /// Sites of the requested kinds for which it is unknown.
    #[getter]
    fn unknown(&self) -> usize {
        self.0.unknown
    }

    fn __repr__(&self) -> String {
        let (required, fails) = (self.0.required.describe(language::current()), self.0.fails);
        format!("<panhuo.ConstraintTally: {required} ✗ {fails}>")
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }
}

/// How many sites meet a requirement, and how many each constraint excluded.
#[pyclass(frozen, eq, subclass, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Tally(pub(crate) matching::Tally);

#[pymethods]
impl Tally {
    /// ``panhuo.Tally`` is made of one.
    #[new]
    fn new(tally: &Bound<'_, Self>) -> Self {
        tally.get().clone()
    }

    /// All sites of the catalog.
    #[getter]
    fn sites(&self) -> usize {
        self.0.sites
    }

    /// Sites of kinds that are not requested.
    #[getter]
    fn other_kinds(&self) -> usize {
        self.0.other_kinds
    }

    /// Sites that meet every constraint.
    #[getter]
    fn passing(&self) -> usize {
        self.0.passing
    }

    /// Sites that fail no constraint but depend on unknown facts.
    #[getter]
    fn unknown(&self) -> usize {
        self.0.unknown
    }

    /// Sites of the requested kinds that fail at least one constraint.
    #[getter]
    fn failing(&self) -> usize {
        self.0.failing
    }

    /// By constraint, in the requirement's order.
    #[getter]
    fn by_constraint(&self) -> Vec<ConstraintTally> {
        let rows = self.0.by_constraint.iter();
        rows.cloned().map(ConstraintTally).collect()
    }

    /// What an audience may read of it: ``investor`` or ``bureau``.
    fn for_audience(&self, audience: &str) -> BindingResult<Self> {
        Ok(Self(self.0.for_audience(audience::by_name(audience)?)))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[classmethod]
    fn _restore<'py>(
        class: &Bound<'py, PyType>,
        form: &Bound<'py, PyAny>,
    ) -> BindingResult<Bound<'py, PyAny>> {
        let tally = Self(from_python(form)?);
        Ok(class.call1((tally,))?)
    }

    /// Sentences: all sites, then what excluded them, the harshest constraint first.
    #[pyo3(signature = (*, language=None))]
    fn describe(&self, language: Option<&str>) -> BindingResult<Vec<String>> {
        Ok(self.0.describe(language::pick(language)?))
    }
}
