//! Preferences: what makes one site better than another.

use std::collections::BTreeMap;

use panhuo::Error;
use panhuo::lang::Bilingual;
use pyo3::prelude::*;
use serde_json::json;

use crate::codes::TABLE_EMPTY;
use crate::convert::{Reduced, from_python, reduce};
use crate::error::BindingResult;
use crate::language;

/// What makes one site better than another: made by the methods of attributes and distances.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.power.rising("315 kVA", "1000 kVA", weight=3).weight
///     3.0
#[pyclass(frozen, module = "panhuo")]
pub(crate) struct Preference(pub(crate) panhuo::requirement::Preference);

impl Preference {
    /// Refuses what no requirement could hold, so that the mistake is named where it is made.
    pub(crate) fn checked(
        preference: panhuo::requirement::Preference,
        weight: f64,
    ) -> BindingResult<Self> {
        let preference = preference.weighing(weight);
        let alone = panhuo::Requirement::new("").prefer(preference.clone());
        alone.check()?;
        Ok(Self(preference))
    }

    pub(crate) fn from_table(
        attribute: panhuo::Attribute,
        values: &BTreeMap<String, f64>,
        otherwise: f64,
        weight: f64,
    ) -> BindingResult<Self> {
        if values.is_empty() {
            let what = Bilingual::in_each(|lang| attribute.label(lang).to_owned());
            return Err(Error::new(TABLE_EMPTY).with_what(what).into());
        }
        let form = json!({ "attribute": attribute, "table": values, "otherwise": otherwise });
        Self::checked(serde_json::from_value(form)?, weight)
    }
}

#[pymethods]
impl Preference {
    /// How much it counts beside the other preferences.
    #[getter]
    fn weight(&self) -> f64 {
        self.0.weight()
    }

    /// The investor's words.
    ///
    /// Args:
    ///     language: ``"zh"`` or ``"en"``; the display language if left out.
    ///
    /// Raises:
    ///     InvalidArgumentError: For any other language.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.storeys.falling(1, 4).describe(language="en")
    ///     'storeys 1 ↘ 4'
    #[pyo3(signature = (*, language=None))]
    fn describe(&self, language: Option<&str>) -> BindingResult<String> {
        Ok(self.0.describe(language::pick(language)?))
    }

    fn __repr__(&self) -> BindingResult<String> {
        self.describe(None)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().0 == self.0)
    }
}
