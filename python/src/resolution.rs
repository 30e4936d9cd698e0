//! Resolutions: which rows are one site, what people have to decide, and what they decided.

use std::path::PathBuf;
use std::sync::Arc;

use panhuo::SiteId;
use panhuo::linkage::{MatchClass, ResolveOptions};
use pyo3::prelude::*;

use crate::error::Answer;
use crate::interrupt::run_interruptible;
use crate::inventory::Inventory;
use crate::language;
use crate::linkage::profile_of;
use crate::view::{self, ConflictView, DecisionView, EvidenceView, PossibleMatchView, RowsById};

/// Which rows of an inventory are one site; ``panhuo.Resolution`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Resolution(Arc<panhuo::linkage::Resolution>);

impl From<panhuo::linkage::Resolution> for Resolution {
    fn from(resolution: panhuo::linkage::Resolution) -> Self {
        Self(Arc::new(resolution))
    }
}

/// The options of a resolution: weights as JSON, and who is trusted.
fn options(profile: Option<String>, trusted: Vec<String>) -> Answer<ResolveOptions> {
    let options = ResolveOptions::new().trusted(trusted);
    Ok(match profile {
        Some(text) => options.profile(profile_of(&text)?),
        None => options,
    })
}

fn match_class(name: &str) -> Answer<MatchClass> {
    Ok(serde_json::from_value(name.into())?)
}

#[pymethods]
impl Resolution {
    /// Finds out which rows of an inventory are one site.
    #[staticmethod]
    #[pyo3(signature = (inventory, *, profile=None, trusted=Vec::new()))]
    fn of(
        py: Python<'_>,
        inventory: &Inventory,
        profile: Option<String>,
        trusted: Vec<String>,
    ) -> Answer<Self> {
        let rows = Arc::clone(&inventory.0);
        run_interruptible(py, move |_| {
            Ok(rows.resolve(&options(profile, trusted)?)?.into())
        })
    }

    /// Resolves the rows of a new month against an inventory.
    #[staticmethod]
    #[pyo3(signature = (inventory, new, *, profile=None, trusted=Vec::new()))]
    fn update(
        py: Python<'_>,
        inventory: &Inventory,
        new: &Inventory,
        profile: Option<String>,
        trusted: Vec<String>,
    ) -> Answer<Self> {
        let (old, new) = (Arc::clone(&inventory.0), Arc::clone(&new.0));
        run_interruptible(py, move |_| {
            Ok(old.update(&new, &options(profile, trusted)?)?.into())
        })
    }

    /// How many rows there are.
    #[getter]
    fn rows(&self) -> usize {
        self.0.rows().len()
    }

    /// How many pairs were compared.
    #[getter]
    fn candidates(&self) -> usize {
        self.0.candidates()
    }

    /// The merged inventory.
    fn inventory(&self, py: Python<'_>) -> Answer<Inventory> {
        let resolution = Arc::clone(&self.0);
        run_interruptible(py, move |_| Ok(resolution.inventory()?.into()))
    }

    /// The pairs for clerical review, as JSON.
    fn possible_matches(&self, py: Python<'_>) -> Answer<String> {
        let resolution = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let pairs = resolution.possible_matches();
            let rows = resolution.rows().iter();
            let rows: RowsById<'_> = rows.map(|row| (row.id.as_str(), row)).collect();
            let views = pairs.iter().map(|pair| PossibleMatchView::of(pair, &rows));
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// Links that were not followed because they would have joined a non-match, as JSON.
    fn conflicts(&self, py: Python<'_>) -> Answer<String> {
        let resolution = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let conflicts = resolution.conflicts().iter();
            let views = conflicts.map(|conflict| ConflictView::of(conflict, resolution.rows()));
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// The evidence about two rows, as JSON.
    fn evidence(&self, py: Python<'_>, a: &str, b: &str) -> Answer<String> {
        py.detach(|| {
            let (a, b) = (SiteId::new(a), SiteId::new(b));
            let pair = self.0.score(&a, &b)?;
            let evidence = self.0.evidence(&a, &b)?;
            view::json(&EvidenceView::of(pair.match_class, pair.weights, &evidence))
        })
    }

    /// The resolution after a decision.
    fn decide(&self, py: Python<'_>, a: &str, b: &str, what: &str, note: String) -> Answer<Self> {
        let (resolution, what) = (Arc::clone(&self.0), match_class(what)?);
        let (a, b) = (SiteId::new(a), SiteId::new(b));
        run_interruptible(py, move |_| {
            Ok(resolution.decide(&a, &b, what, &note)?.into())
        })
    }

    /// What people decided, as JSON.
    fn decisions(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| {
            let each = self.0.decisions().iter().map(DecisionView::of);
            view::json(&each.collect::<Vec<_>>())
        })
    }

    /// Writes the workbook in which people decide.
    fn write_review(&self, py: Python<'_>, path: PathBuf) -> Answer<()> {
        let lang = language::pick(None)?;
        let resolution = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            Ok(panhuo_ledger::write_review(path, &resolution, lang)?)
        })
    }

    /// The resolution with the decisions of such a workbook.
    fn read_decisions(&self, py: Python<'_>, path: PathBuf) -> Answer<Self> {
        let resolution = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let decisions = panhuo_ledger::read_decisions(path)?;
            Ok(resolution.with_decisions(decisions).into())
        })
    }
}
