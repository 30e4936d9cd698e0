//! Advice: what a catalog says when a shortlist is not enough.

use std::sync::Arc;

use panhuo::advice::{
    AcceptabilityOptions, DemandGap, Dominated, RankedRequirement, SimilarSite, SiteAcceptability,
};
use panhuo::{Lang, SiteId};
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::candidate::Candidate;
use crate::catalog::Catalog;
use crate::convert::{Reduced, from_python, reduce, to_python};
use crate::error::BindingResult;
use crate::interrupt::run_interruptible;
use crate::requirement::Requirement;
use crate::words::Words;

/// One piece of advice.
///
/// ``words`` is what it says, ``record`` everything behind it, as plain values in canonical units.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Advice {
    words: Words,
    record: serde_json::Value,
}

impl Advice {
    pub(crate) fn new<T: Serialize>(
        record: &T,
        describe: impl Fn(&T, Lang) -> String,
    ) -> BindingResult<Self> {
        Ok(Self {
            words: Words::in_each(|lang| describe(record, lang)),
            record: serde_json::to_value(record)?,
        })
    }

    /// One for each record.
    pub(crate) fn each<T: Serialize>(
        records: &[T],
        describe: impl Fn(&T, Lang) -> String,
    ) -> BindingResult<Vec<Self>> {
        let advice = records.iter().map(|record| Self::new(record, &describe));
        advice.collect()
    }
}

#[pymethods]
impl Advice {
    /// What it says; `str` gives the display language.
    #[getter]
    fn words(&self) -> Words {
        self.words.clone()
    }

    /// Everything behind it, as plain values in canonical units.
    #[getter]
    fn record<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        to_python(py, &self.record)
    }

    fn __str__(&self) -> &str {
        self.words.in_current_language()
    }

    fn __repr__(&self) -> String {
        format!("<panhuo.Advice: {}>", self.__str__())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let render = slf.py().import("panhuo._render")?;
        render.call_method1("advice_html", (slf,))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, slf.get())
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form)
    }
}

fn all(requirements: &[Bound<'_, Requirement>]) -> Vec<panhuo::Requirement> {
    let each = requirements.iter();
    each.map(|requirement| requirement.get().0.clone())
        .collect()
}

/// The rank acceptability of each site when the weights are drawn at random.
#[pyfunction]
#[expect(
    clippy::too_many_arguments,
    reason = "Python's options are keyword arguments"
)]
pub(crate) fn rank_acceptability(
    py: Python<'_>,
    catalog: &Catalog,
    requirement: &Requirement,
    top: usize,
    samples: usize,
    seed: u64,
    around: Option<f64>,
    shares: Vec<(usize, f64, f64)>,
) -> BindingResult<Vec<Advice>> {
    let (catalog, requirement) = (Arc::clone(&catalog.0), requirement.0.clone());
    run_interruptible(py, move |cancel| {
        let mut options = AcceptabilityOptions::new().top(top).samples(samples);
        options = options.seed(seed).cancel(cancel);
        if let Some(factor) = around {
            options = options.around(factor);
        }
        for (preference, low, high) in shares {
            options = options.share(preference, low, high);
        }
        let found = catalog.rank_acceptability(&requirement, &options)?;
        Advice::each(&found, SiteAcceptability::describe)
    })
}

/// The Pareto front, and the dominated sites.
#[pyfunction]
pub(crate) fn pareto(
    py: Python<'_>,
    catalog: &Catalog,
    requirement: &Requirement,
) -> BindingResult<(Vec<Candidate>, Vec<Advice>)> {
    catalog.ask(py, requirement, |catalog, requirement| {
        let found = catalog.pareto(requirement)?;
        let describe = |each: &Dominated, lang| each.describe(requirement, lang);
        let dominated = Advice::each(&found.dominated, describe)?;
        Ok((found.front.into_iter().map(Candidate).collect(), dominated))
    })
}

/// The sites most like one of them.
#[pyfunction]
pub(crate) fn similar(
    py: Python<'_>,
    catalog: &Catalog,
    site_id: &str,
    limit: usize,
) -> BindingResult<Vec<Advice>> {
    let (catalog, site) = (Arc::clone(&catalog.0), SiteId::new(site_id));
    run_interruptible(py, move |_| {
        Advice::each(&catalog.similar(&site, limit)?, SimilarSite::describe)
    })
}

/// Ranks requirements by how well a site meets them.
#[pyfunction]
pub(crate) fn rank_requirements(
    py: Python<'_>,
    catalog: &Catalog,
    requirements: Vec<Bound<'_, Requirement>>,
    site_id: &str,
) -> BindingResult<Vec<Advice>> {
    let (requirements, site) = (all(&requirements), SiteId::new(site_id));
    let catalog = Arc::clone(&catalog.0);
    run_interruptible(py, move |_| {
        Advice::each(
            &catalog.rank_requirements(&requirements, &site)?,
            RankedRequirement::describe,
        )
    })
}

/// Which requirements, and which single criteria, no site meets.
#[pyfunction]
pub(crate) fn demand_gap(
    py: Python<'_>,
    catalog: &Catalog,
    requirements: Vec<Bound<'_, Requirement>>,
) -> BindingResult<Advice> {
    let (catalog, requirements) = (Arc::clone(&catalog.0), all(&requirements));
    run_interruptible(py, move |cancel| {
        Advice::new(
            &catalog.demand_gap(&requirements, &cancel)?,
            DemandGap::describe,
        )
    })
}

/// Whether a shortlist that was written as JSON still holds.
#[pyfunction]
pub(crate) fn verify(py: Python<'_>, catalog: &Catalog, json: String) -> BindingResult<()> {
    let catalog = Arc::clone(&catalog.0);
    run_interruptible(py, move |_| Ok(catalog.verify(&json)?))
}
