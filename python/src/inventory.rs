//! Inventories: what a store keeps and a catalog is made from.

use std::path::PathBuf;
use std::sync::Arc;

use panhuo::SiteId;
use panhuo::landmark::Landmarks;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::Value;

use crate::audience;
use crate::catalog::Catalog;
use crate::convert::to_python;
use crate::error::{BindingResult, cannot_write};
use crate::interrupt::run_interruptible;
use crate::records;
use crate::site::SiteForm;
use crate::view::{self, ChangeView, IssueView, LineageView};

/// All sites with their issues; ``panhuo.Inventory`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Inventory(pub(crate) Arc<panhuo::Inventory>);

impl From<panhuo::Inventory> for Inventory {
    fn from(inventory: panhuo::Inventory) -> Self {
        Self(Arc::new(inventory))
    }
}

#[pymethods]
impl Inventory {
    /// Makes one of pages of JSON records, and of GeoJSON landmarks.
    #[staticmethod]
    fn from_records(
        py: Python<'_>,
        pages: Vec<String>,
        landmarks: Option<String>,
    ) -> BindingResult<Self> {
        run_interruptible(py, move |cancel| {
            let mut sites = Vec::new();
            for page in pages {
                cancel.check()?;
                let records: Vec<Value> = serde_json::from_str(&page)?;
                for record in records {
                    let site = records::site(record, sites.len())?;
                    sites.push(site);
                }
            }
            let inventory = panhuo::Inventory::new(sites)?;
            Ok(match landmarks {
                Some(text) => inventory.with_landmarks(Landmarks::from_geojson(&text)?),
                None => inventory,
            }
            .into())
        })
    }

    /// Reads the GeoPackage that `save` wrote.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf) -> BindingResult<Self> {
        run_interruptible(py, move |_| Ok(panhuo_store::open(path)?.into()))
    }

    /// Writes a GeoPackage, beside the file that is there, and puts it in its place unless Ctrl-C
    /// comes first.
    fn save(&self, py: Python<'_>, path: PathBuf) -> BindingResult<()> {
        let inventory = Arc::clone(&self.0);
        run_interruptible(py, move |cancel| {
            Ok(panhuo_store::SaveOptions::new()
                .cancel(cancel)
                .save(&inventory, path)?)
        })
    }

    /// Writes the sites as GeoJSON, with what an audience may read.
    fn write_geojson(&self, py: Python<'_>, path: PathBuf, audience: &str) -> BindingResult<()> {
        let audience = audience::by_name(audience)?;
        let inventory = Arc::clone(&self.0);
        run_interruptible(py, move |cancel| {
            let text = panhuo_store::to_geojson(&inventory, audience);
            cancel.check()?;
            Ok(std::fs::write(&path, text).map_err(|cause| cannot_write(&path, cause))?)
        })
    }

    /// A snapshot that can be searched and matched.
    pub(crate) fn catalog(&self, py: Python<'_>) -> BindingResult<Catalog> {
        let inventory = Arc::clone(&self.0);
        run_interruptible(py, move |_| Ok(inventory.catalog().into()))
    }

    /// The same, of what is different from an earlier one.
    fn catalog_since(&self, py: Python<'_>, earlier: &Catalog) -> BindingResult<Catalog> {
        let (inventory, earlier) = (Arc::clone(&self.0), Arc::clone(&earlier.0));
        run_interruptible(py, move |_| Ok(inventory.catalog_since(&earlier).into()))
    }

    fn __len__(&self) -> usize {
        self.0.sites().len()
    }

    /// The sites as pages of JSON, by id.
    fn sites(&self, py: Python<'_>) -> BindingResult<Vec<String>> {
        let inventory = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let jurisdictions = inventory.jurisdictions();
            let forms = inventory
                .sites()
                .iter()
                .map(|site| SiteForm::new(site, jurisdictions.name(&site.jurisdiction)));
            view::pages(forms)
        })
    }

    /// The issues as pages of JSON, in the order in which they were found.
    fn issues(&self, py: Python<'_>) -> BindingResult<Vec<String>> {
        let inventory = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let view = |issue| IssueView::new(issue, inventory.lineage());
            view::pages(inventory.issues().iter().map(view))
        })
    }

    /// Undoes a merge.
    fn split(&self, py: Python<'_>, site: &str) -> BindingResult<Self> {
        let (inventory, site) = (Arc::clone(&self.0), SiteId::new(site));
        run_interruptible(py, move |_| Ok(inventory.split(&site)?.into()))
    }

    /// What is different from an earlier inventory, as a list of dictionaries.
    fn changes<'py>(&self, py: Python<'py>, before: &Self) -> BindingResult<Bound<'py, PyAny>> {
        let (now, then) = (Arc::clone(&self.0), Arc::clone(&before.0));
        let changes = run_interruptible(py, move |_| Ok(now.changes(&then)))?;
        let view = |change| ChangeView::new(change, &self.0, &before.0);
        to_python(py, &changes.iter().map(view).collect::<Vec<_>>())
    }

    /// A pickle holds everything as JSON.
    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> BindingResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let inventory = Arc::clone(&slf.get().0);
        let json = run_interruptible(slf.py(), move |_| Ok(serde_json::to_vec(&*inventory)?))?;
        let restore = slf.get_type().getattr("_restore")?;
        Ok((restore, (PyBytes::new(slf.py(), &json),)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, json: Vec<u8>) -> BindingResult<Self> {
        run_interruptible(py, move |_| {
            let inventory: panhuo::Inventory = serde_json::from_slice(&json)?;
            Ok(inventory.into())
        })
    }

    /// Where merged sites come from and what is part of what, as a dictionary.
    fn lineage<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        to_python(py, &LineageView::new(&self.0))
    }
}
