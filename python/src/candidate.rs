//! Candidates: sites measured against a requirement, with every check and contribution.

use panhuo::Outcome;
use panhuo::matching;
use pyo3::prelude::*;

use crate::audience;
use crate::catalog::Catalog;
use crate::convert::{Reduced, from_python, reduce};
use crate::error::BindingResult;
use crate::language;
use crate::source::Source;
use crate::words::Words;

/// The stable name of an outcome, as in JSON.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Unknown => "unknown",
        Outcome::Fail => "fail",
    }
}

/// One constraint, tested on one site.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Check(matching::Check);

#[pymethods]
impl Check {
    /// What was required.
    #[getter]
    fn required(&self) -> Words {
        Words::in_each(|lang| self.0.required.describe(lang))
    }

    /// ``pass``, ``unknown`` or ``fail``.
    #[getter]
    fn outcome(&self) -> &'static str {
        outcome(self.0.outcome)
    }

    /// What was observed.
    #[getter]
    fn observed(&self) -> Words {
        Words::in_each(|lang| self.0.observed.describe(lang))
    }

    /// By how much it was missed, if it failed.
    #[getter]
    fn shortfall(&self) -> Option<Words> {
        let shortfall = self.0.shortfall.as_ref()?;
        Some(Words::in_each(|lang| shortfall.describe(lang)))
    }

    /// What the cell says. May hold personal data.
    #[getter]
    fn raw(&self) -> &str {
        &self.0.observed.raw
    }

    /// The cell; None if the fact was not read from one.
    #[getter]
    fn source(&self) -> Option<Source> {
        self.0.observed.source.as_ref().map(Source::from)
    }

    /// One line: ``✓ 层高 ≥ 8 m：9 m``.
    #[pyo3(signature = (*, language=None))]
    fn describe(&self, language: Option<&str>) -> BindingResult<String> {
        Ok(self.0.describe(language::pick(language)?))
    }

    fn __str__(&self) -> String {
        self.0.describe(language::current())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __repr__(&self) -> String {
        format!("<panhuo.Check: {}>", self.__str__())
    }
}

/// What one preference adds to the score.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Contribution(matching::Contribution);

#[pymethods]
impl Contribution {
    /// What is preferred.
    #[getter]
    fn preference(&self) -> Words {
        Words::in_each(|lang| self.0.preference.describe(lang))
    }

    /// How much the preference counts beside the others.
    #[getter]
    fn weight(&self) -> f64 {
        self.0.preference.weight()
    }

    /// Its share of all weights.
    #[getter]
    fn share(&self) -> f64 {
        self.0.share
    }

    /// What it adds at least; these add up to the guaranteed score, in order.
    #[getter]
    fn guaranteed(&self) -> f64 {
        self.0.adds.guaranteed
    }

    /// What it adds at most; these add up to the potential score, in order.
    #[getter]
    fn potential(&self) -> f64 {
        self.0.adds.potential
    }

    /// What was observed.
    #[getter]
    fn observed(&self) -> Words {
        Words::in_each(|lang| self.0.observed.describe(lang))
    }

    /// What the cell says. May hold personal data.
    #[getter]
    fn raw(&self) -> &str {
        &self.0.observed.raw
    }

    /// The cell; None if the fact was not read from one.
    #[getter]
    fn source(&self) -> Option<Source> {
        self.0.observed.source.as_ref().map(Source::from)
    }

    fn __str__(&self) -> String {
        self.0.describe(language::current())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __repr__(&self) -> String {
        format!("<panhuo.Contribution: {}>", self.__str__())
    }
}

/// One site, measured against a requirement.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Candidate(pub(crate) matching::Candidate);

#[pymethods]
impl Candidate {
    /// The site's id.
    #[getter]
    fn site(&self) -> &str {
        self.0.site.as_str()
    }

    /// The site's name.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is, such as ``idle_factory``.
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind.name()
    }

    /// What planners call its kind.
    #[getter]
    fn kind_label(&self) -> Words {
        Words::in_each(|lang| self.0.kind.label(lang))
    }

    /// The code of its jurisdiction.
    #[getter]
    fn jurisdiction(&self) -> &str {
        &self.0.jurisdiction
    }

    /// The name of its jurisdiction.
    #[getter]
    fn jurisdiction_name(&self) -> &str {
        &self.0.jurisdiction_name
    }

    /// Degrees east of its representative point, WGS84; None without a position.
    #[getter]
    fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }

    /// Degrees north.
    #[getter]
    fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Whether its kind is requested.
    #[getter]
    fn kind_requested(&self) -> bool {
        self.0.kind_requested
    }

    /// ``pass``, ``unknown`` (depends on unknown facts) or ``fail``.
    #[getter]
    fn outcome(&self) -> &'static str {
        outcome(self.0.outcome)
    }

    /// The score if everything unknown turns out badly, in [0, 1].
    #[getter]
    fn guaranteed(&self) -> f64 {
        self.0.score.guaranteed
    }

    /// The score if everything unknown turns out well, in [0, 1].
    #[getter]
    fn potential(&self) -> f64 {
        self.0.score.potential
    }

    /// Every constraint, in the requirement's order.
    #[getter]
    fn checks(&self) -> Vec<Check> {
        self.0.checks.iter().cloned().map(Check).collect()
    }

    /// Every preference, in the requirement's order.
    #[getter]
    fn contributions(&self) -> Vec<Contribution> {
        let contributions = self.0.contributions.iter();
        contributions.cloned().map(Contribution).collect()
    }

    /// What an audience may read of it, in the catalog that it comes from.
    fn _for_audience(&self, audience: &str, catalog: &Catalog) -> BindingResult<Self> {
        let audience = audience::by_name(audience)?;
        Ok(Self(self.0.for_audience(audience, &catalog.0)))
    }

    /// By how much the failed constraints are missed.
    #[getter]
    fn shortfalls(&self) -> Vec<Words> {
        self.checks().iter().filter_map(Check::shortfall).collect()
    }

    /// Outcome, score, checks and contributions with their cells, in several lines.
    ///
    /// Args:
    ///     language: ``"zh"`` or ``"en"``; the display language if not given.
    #[pyo3(signature = (*, language=None))]
    fn describe(&self, language: Option<&str>) -> BindingResult<String> {
        Ok(self.0.describe(language::pick(language)?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __repr__(&self) -> String {
        let text = self.0.describe(language::current());
        format!(
            "<panhuo.Candidate: {}>",
            text.lines().next().unwrap_or_default()
        )
    }
}

/// A site that fails few constraints.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct NearMiss(pub(crate) panhuo::advice::NearMiss);

#[pymethods]
impl NearMiss {
    /// What it takes to cure it: its shortfalls relative to their bounds, added up.
    #[getter]
    fn cost(&self) -> f64 {
        self.0.cost
    }

    /// The site with every check; those that failed have their shortfall.
    #[getter]
    fn candidate(&self) -> Candidate {
        Candidate(self.0.candidate.clone())
    }

    /// By how much the failed constraints are missed.
    #[getter]
    fn shortfalls(&self) -> Vec<Words> {
        self.candidate().shortfalls()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __repr__(&self) -> String {
        self.candidate().__repr__()
    }
}
