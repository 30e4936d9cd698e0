//! Requirements: what one investor needs.

use panhuo::lang::Bilingual;
use panhuo::{Lang, SiteKind};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::audience;
use crate::constraint::Constraint;
use crate::error::BindingResult;
use crate::language;
use crate::preference::Preference;

/// What one investor needs; ``panhuo.Requirement`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Requirement(pub(crate) panhuo::Requirement);

/// The items of a list that must all be of one class.
fn each<'py, T: pyo3::PyClass>(
    list: &[Bound<'py, PyAny>],
    whose: &str,
    what: &Bilingual,
) -> PyResult<Vec<Bound<'py, T>>> {
    let refused = |item: &Bound<'py, PyAny>| {
        let kind = item.get_type();
        PyTypeError::new_err(language::current().pick(
            format!("`{whose}` 应列出{}，不能含有 {kind}", what.text(Lang::Zh)),
            format!("`{whose}` takes {}, not {kind}", what.text(Lang::En)),
        ))
    };
    let item = |item: &Bound<'py, PyAny>| item.cast::<T>().cloned().map_err(|_| refused(item));
    list.iter().map(item).collect()
}

#[pymethods]
impl Requirement {
    #[new]
    fn new(
        name: &str,
        investor: &str,
        kinds: Vec<String>,
        must: Vec<Bound<'_, PyAny>>,
        prefer: Vec<Bound<'_, PyAny>>,
    ) -> BindingResult<Self> {
        let kinds: Result<Vec<_>, _> = kinds.iter().map(|k| SiteKind::from_name(k)).collect();
        let mut requirement = panhuo::Requirement::new(name)
            .investor(investor)
            .kinds(kinds?);
        let constraints = Bilingual::new(
            "条件，例如 `ph.floor_area >= '8000 ㎡'`",
            "constraints such as `ph.floor_area >= '8000 ㎡'`",
        );
        for constraint in each::<Constraint>(&must, "must", &constraints)? {
            requirement = requirement.must(constraint.get().0.clone());
        }
        let preferences = Bilingual::new(
            "优先条件，例如 `ph.power.rising('315 kVA', '1000 kVA')`",
            "preferences such as `ph.power.rising('315 kVA', '1000 kVA')`",
        );
        for preference in each::<Preference>(&prefer, "prefer", &preferences)? {
            requirement = requirement.prefer(preference.get().0.clone());
        }
        Ok(Self(requirement))
    }

    /// Reads the JSON form.
    #[staticmethod]
    fn from_json(text: &str) -> BindingResult<Self> {
        Ok(Self(panhuo::Requirement::from_json(text)?))
    }

    /// Writes the JSON form.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// Finds contradictions.
    fn check(&self) -> BindingResult<()> {
        Ok(self.0.check()?)
    }

    /// What it is called.
    #[getter]
    fn name(&self) -> &str {
        self.0.name()
    }

    /// Who asks.
    #[getter]
    fn investor(&self) -> &str {
        self.0.investor_name()
    }

    /// The kinds of site that it asks for; none means all.
    #[getter]
    fn kinds(&self) -> Vec<&'static str> {
        self.0
            .requested_kinds()
            .iter()
            .map(|kind| kind.name())
            .collect()
    }

    /// What must hold, in order.
    #[getter]
    fn must(&self) -> Vec<Constraint> {
        self.0
            .constraints()
            .iter()
            .cloned()
            .map(Constraint)
            .collect()
    }

    /// What scores, in order.
    #[getter]
    fn prefer(&self) -> Vec<Preference> {
        self.0
            .preferences()
            .iter()
            .cloned()
            .map(Preference)
            .collect()
    }

    /// What an audience may read of it: ``investor`` or ``bureau``.
    fn for_audience(&self, audience: &str) -> BindingResult<Self> {
        Ok(Self(self.0.for_audience(audience::by_name(audience)?)))
    }

    fn __reduce__(slf: &Bound<'_, Self>) -> PyResult<(Py<PyAny>, (String,))> {
        let rebuild = slf.get_type().getattr("from_json")?.unbind();
        Ok((rebuild, (slf.get().to_json(),)))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().0 == self.0)
    }
}
