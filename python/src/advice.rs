//! Advice of which a catalog has more to say than a list: each a function of a catalog, as JSON.

use std::sync::Arc;

use panhuo::advice::{
    AcceptabilityOptions, DemandGap, Dominated, RankedRequirement, SimilarSite, SiteAcceptability,
};
use panhuo::{Lang, SiteId};
use pyo3::prelude::*;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::error::Answer;
use crate::interrupt::run_interruptible;
use crate::requirement::Requirement;
use crate::view::{self, AdviceView, CandidateView};

/// Pieces of advice with their words in both languages, as JSON.
pub(crate) fn told<T: Serialize>(
    found: &[T],
    describe: impl Fn(&T, Lang) -> String,
) -> Answer<String> {
    let each = found.iter().map(|each| AdviceView::of(each, &describe));
    view::json(&each.collect::<Vec<_>>())
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
) -> Answer<String> {
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
        told(&found, SiteAcceptability::describe)
    })
}

#[derive(Serialize)]
struct ParetoView<'a> {
    front: Vec<CandidateView<'a>>,
    dominated: Vec<AdviceView<'a, Dominated>>,
}

/// The Pareto front, and the dominated sites.
#[pyfunction]
pub(crate) fn pareto(
    py: Python<'_>,
    catalog: &Catalog,
    requirement: &Requirement,
) -> Answer<String> {
    catalog.ask(py, requirement, |catalog, requirement| {
        let found = catalog.pareto(requirement)?;
        let describe = |each: &Dominated, lang| each.describe(requirement, lang);
        let dominated = found.dominated.iter();
        view::json(&ParetoView {
            front: found.front.iter().map(CandidateView::of).collect(),
            dominated: dominated
                .map(|each| AdviceView::of(each, describe))
                .collect(),
        })
    })
}

/// The sites most like one of them.
#[pyfunction]
pub(crate) fn similar(
    py: Python<'_>,
    catalog: &Catalog,
    site_id: &str,
    limit: usize,
) -> Answer<String> {
    let (catalog, site) = (Arc::clone(&catalog.0), SiteId::new(site_id));
    run_interruptible(py, move |_| {
        told(&catalog.similar(&site, limit)?, SimilarSite::describe)
    })
}

/// Ranks requirements by how well a site meets them.
#[pyfunction]
pub(crate) fn rank_requirements(
    py: Python<'_>,
    catalog: &Catalog,
    requirements: Vec<Bound<'_, Requirement>>,
    site_id: &str,
) -> Answer<String> {
    let (requirements, site) = (all(&requirements), SiteId::new(site_id));
    let catalog = Arc::clone(&catalog.0);
    run_interruptible(py, move |_| {
        told(
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
) -> Answer<String> {
    let (catalog, requirements) = (Arc::clone(&catalog.0), all(&requirements));
    run_interruptible(py, move |_| {
        told(&[catalog.demand_gap(&requirements)?], DemandGap::describe)
    })
}

/// Whether a shortlist that was written as JSON still holds.
#[pyfunction]
pub(crate) fn verify(py: Python<'_>, catalog: &Catalog, json: String) -> Answer<()> {
    let catalog = Arc::clone(&catalog.0);
    run_interruptible(py, move |_| Ok(catalog.verify(&json)?))
}
