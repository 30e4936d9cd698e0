//! Shortlists: the ranked answer.

use std::sync::{Arc, OnceLock};

use panhuo::matching::Ranking;
use pyo3::prelude::*;

use crate::candidate::{Candidate, outcome};
use crate::error::BindingResult;
use crate::interrupt::run_interruptible;

/// The ranked answer to a requirement; ``panhuo.Shortlist`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Shortlist(Arc<Ranked>);

/// A ranking, whose reasons are put together when somebody first reads them: the catalog never
/// changes.
struct Ranked {
    catalog: Arc<panhuo::Catalog>,
    requirement: panhuo::Requirement,
    ranking: Ranking,
    reasons: OnceLock<panhuo::Shortlist>,
}

impl Ranked {
    fn reasons(&self) -> BindingResult<&panhuo::Shortlist> {
        if let Some(reasons) = self.reasons.get() {
            return Ok(reasons);
        }
        let reasons = self
            .catalog
            .explain_ranking(&self.requirement, &self.ranking)?;
        Ok(self.reasons.get_or_init(|| reasons))
    }
}

impl Shortlist {
    pub(crate) fn new(
        catalog: &Arc<panhuo::Catalog>,
        requirement: &panhuo::Requirement,
        ranking: Ranking,
    ) -> Self {
        Self(Arc::new(Ranked {
            catalog: Arc::clone(catalog),
            requirement: requirement.clone(),
            ranking,
            reasons: OnceLock::new(),
        }))
    }

    /// Reads the reasons, while this thread listens for Ctrl-C.
    fn read<T: Send + 'static>(
        &self,
        py: Python<'_>,
        read: impl FnOnce(&panhuo::Shortlist) -> BindingResult<T> + Send + 'static,
    ) -> BindingResult<T> {
        let ranked = Arc::clone(&self.0);
        run_interruptible(py, move |_| read(ranked.reasons()?))
    }
}

/// The sites of a ranking: id, outcome, guaranteed and potential score.
pub(crate) fn ranked(ranking: &Ranking) -> Vec<(&str, &'static str, f64, f64)> {
    let each = ranking.sites.iter().map(|ranked| {
        let (outcome, score) = (outcome(ranked.outcome), ranked.score);
        (
            ranked.site.as_str(),
            outcome,
            score.guaranteed,
            score.potential,
        )
    });
    each.collect()
}

#[pymethods]
impl Shortlist {
    fn __len__(&self) -> usize {
        self.0.ranking.sites.len()
    }

    /// The sites without their reasons: id, outcome, guaranteed and potential score.
    fn ranked(&self) -> Vec<(&str, &'static str, f64, f64)> {
        ranked(&self.0.ranking)
    }

    /// The work that finding them took: nodes, blocks, rows tested, rows scored.
    fn statistics(&self) -> (usize, usize, usize, usize) {
        let work = self.0.ranking.statistics;
        (work.nodes, work.leaves, work.rows, work.scored)
    }

    /// The answer as JSON, the same as the Rust library writes.
    fn to_json(&self, py: Python<'_>) -> BindingResult<String> {
        self.read(py, |reasons| Ok(reasons.to_json()))
    }

    /// The candidates, best first.
    fn candidates(&self, py: Python<'_>) -> BindingResult<Vec<Candidate>> {
        self.read(py, |reasons| {
            Ok(reasons.candidates.iter().cloned().map(Candidate).collect())
        })
    }
}
