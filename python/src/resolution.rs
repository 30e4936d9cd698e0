//! Resolutions: which rows are one site, what people have to decide, and what they decided.

use std::path::PathBuf;
use std::sync::Arc;

use panhuo::linkage::{Decision, MatchClass, ResolveOptions};
use panhuo::{CancellationToken, SiteId};
use pyo3::prelude::*;

use crate::convert::{from_python, to_python};
use crate::error::BindingResult;
use crate::interrupt::run_interruptible;
use crate::inventory::Inventory;
use crate::language;
use crate::linkage::profile_of;
use crate::view::{ConflictView, DecisionView, EvidenceView, PossibleMatchView, RowsById};

/// Which rows of an inventory are one site; ``panhuo.Resolution`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Resolution {
    input: Arc<Input>,
    resolution: Arc<panhuo::linkage::Resolution>,
}

/// What is resolved: an inventory, or the rows of a new month against one.
struct Input {
    inventory: Arc<panhuo::Inventory>,
    new: Option<Arc<panhuo::Inventory>>,
    profile: Option<String>,
    trusted: Vec<String>,
}

impl Input {
    fn resolve(self, cancel: CancellationToken) -> BindingResult<Resolution> {
        let options = options(self.profile.clone(), self.trusted.clone())?.cancel(cancel);
        let resolution = match &self.new {
            Some(new) => self.inventory.update(new, &options)?,
            None => self.inventory.resolve(&options)?,
        };
        Ok(Resolution {
            input: Arc::new(self),
            resolution: Arc::new(resolution),
        })
    }
}

impl Resolution {
    /// The same input, resolved with more decisions.
    fn with(&self, resolution: panhuo::linkage::Resolution) -> Self {
        Self {
            input: Arc::clone(&self.input),
            resolution: Arc::new(resolution),
        }
    }

    fn share(&self) -> Self {
        Self {
            input: Arc::clone(&self.input),
            resolution: Arc::clone(&self.resolution),
        }
    }
}

/// A pickled resolution: its input and what people decided.
type Parts<'py> = (
    Inventory,
    Option<Inventory>,
    Option<String>,
    Vec<String>,
    Bound<'py, PyAny>,
);

/// The options of a resolution: weights as JSON, and who is trusted.
fn options(profile: Option<String>, trusted: Vec<String>) -> BindingResult<ResolveOptions> {
    let options = ResolveOptions::new().trusted(trusted);
    Ok(match profile {
        Some(text) => options.profile(profile_of(&text)?),
        None => options,
    })
}

fn match_class(name: &str) -> BindingResult<MatchClass> {
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
    ) -> BindingResult<Self> {
        let input = Input {
            inventory: Arc::clone(&inventory.0),
            new: None,
            profile,
            trusted,
        };
        run_interruptible(py, move |cancel| input.resolve(cancel))
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
    ) -> BindingResult<Self> {
        let input = Input {
            inventory: Arc::clone(&inventory.0),
            new: Some(Arc::clone(&new.0)),
            profile,
            trusted,
        };
        run_interruptible(py, move |cancel| input.resolve(cancel))
    }

    /// How many rows there are.
    #[getter]
    fn rows(&self) -> usize {
        self.resolution.rows().len()
    }

    /// How many pairs were compared.
    #[getter]
    fn candidates(&self) -> usize {
        self.resolution.candidates()
    }

    /// The merged inventory.
    fn inventory(&self, py: Python<'_>) -> BindingResult<Inventory> {
        let resolution = Arc::clone(&self.resolution);
        run_interruptible(py, move |_| Ok(resolution.inventory()?.into()))
    }

    /// The pairs for clerical review, as a list of dictionaries.
    fn possible_matches<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        let resolution = Arc::clone(&self.resolution);
        let pairs = run_interruptible(py, move |_| Ok(resolution.possible_matches()))?;
        let rows = self.resolution.rows().iter();
        let rows: RowsById<'_> = rows.map(|row| (row.id.as_str(), row)).collect();
        let views = pairs.iter().map(|pair| PossibleMatchView::new(pair, &rows));
        to_python(py, &views.collect::<Vec<_>>())
    }

    /// Links that were not followed because they would have joined a non-match, as a list of
    /// dictionaries.
    fn conflicts<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        let conflicts = self.resolution.conflicts().iter();
        let rows = self.resolution.rows();
        let views = conflicts.map(|conflict| ConflictView::new(conflict, rows));
        to_python(py, &views.collect::<Vec<_>>())
    }

    /// The evidence about two rows, as a dictionary.
    fn evidence<'py>(&self, py: Python<'py>, a: &str, b: &str) -> BindingResult<Bound<'py, PyAny>> {
        let (a, b) = (SiteId::new(a), SiteId::new(b));
        let pair = self.resolution.score(&a, &b)?;
        let evidence = self.resolution.evidence(&a, &b)?;
        let view = EvidenceView::new(pair.match_class, pair.weights, &evidence);
        to_python(py, &view)
    }

    /// The resolution after a decision.
    fn decide(
        &self,
        py: Python<'_>,
        a: &str,
        b: &str,
        what: &str,
        note: String,
    ) -> BindingResult<Self> {
        let (before, what) = (self.share(), match_class(what)?);
        let (a, b) = (SiteId::new(a), SiteId::new(b));
        run_interruptible(py, move |_| {
            Ok(before.with(before.resolution.decide(&a, &b, what, &note)?))
        })
    }

    /// What people decided, as a list of dictionaries.
    fn decisions<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        let decisions = self.resolution.decisions().iter();
        to_python(py, &decisions.map(DecisionView::new).collect::<Vec<_>>())
    }

    /// A pickle holds what was resolved and what people decided; it is resolved again.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<(Bound<'py, PyAny>, Parts<'py>)> {
        let Self { input, resolution } = slf.get();
        let parts = (
            Inventory(Arc::clone(&input.inventory)),
            input.new.clone().map(Inventory),
            input.profile.clone(),
            input.trusted.clone(),
            to_python(slf.py(), &resolution.decisions())?,
        );
        Ok((slf.get_type().getattr("_restore")?, parts))
    }

    #[staticmethod]
    fn _restore(
        py: Python<'_>,
        inventory: &Bound<'_, Inventory>,
        new: Option<&Bound<'_, Inventory>>,
        profile: Option<String>,
        trusted: Vec<String>,
        decisions: &Bound<'_, PyAny>,
    ) -> BindingResult<Self> {
        let decisions: Vec<Decision> = from_python(decisions)?;
        let input = Input {
            inventory: Arc::clone(&inventory.get().0),
            new: new.map(|new| Arc::clone(&new.get().0)),
            profile,
            trusted,
        };
        run_interruptible(py, move |cancel| {
            let resolved = input.resolve(cancel)?;
            let known = resolved.resolution.decisions();
            let more = decisions.into_iter().filter(|each| !known.contains(each));
            Ok(resolved.with(resolved.resolution.with_decisions(more)))
        })
    }

    /// Writes the workbook in which people decide.
    fn write_review(&self, py: Python<'_>, path: PathBuf) -> BindingResult<()> {
        let lang = language::pick(None)?;
        let resolution = Arc::clone(&self.resolution);
        run_interruptible(py, move |_| {
            Ok(panhuo_ledger::write_review(path, &resolution, lang)?)
        })
    }

    /// The resolution with the decisions of such a workbook.
    fn read_decisions(&self, py: Python<'_>, path: PathBuf) -> BindingResult<Self> {
        let before = self.share();
        run_interruptible(py, move |_| {
            let decisions = panhuo_ledger::read_decisions(path)?;
            Ok(before.with(before.resolution.with_decisions(decisions)))
        })
    }
}
