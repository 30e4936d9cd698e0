//! Inventories: what a store keeps and a catalog is made from.

use std::path::PathBuf;
use std::sync::Arc;

use panhuo::{Landmarks, SiteId};
use pyo3::prelude::*;

use crate::catalog::Catalog;
use crate::error::Answer;
use crate::records::Record;
use crate::view::{self, ChangeView, IssueView, LineageView, SiteView};

/// All sites with their doubts; ``panhuo.Inventory`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Inventory(pub(crate) Arc<panhuo::Inventory>);

impl From<panhuo::Inventory> for Inventory {
    fn from(inventory: panhuo::Inventory) -> Self {
        Self(Arc::new(inventory))
    }
}

#[pymethods]
impl Inventory {
    /// Makes one of JSON records, and of GeoJSON landmarks.
    #[staticmethod]
    fn from_records(py: Python<'_>, records: &str, landmarks: Option<&str>) -> Answer<Self> {
        py.detach(|| {
            let records: Vec<Record> = serde_json::from_str(records)?;
            let sites: Result<_, _> = records.into_iter().map(Record::into_site).collect();
            let inventory = panhuo::Inventory::new(sites?)?;
            Ok(match landmarks {
                Some(text) => inventory.with_landmarks(Landmarks::from_geojson(text)?),
                None => inventory,
            }
            .into())
        })
    }

    /// Reads the GeoPackage that `save` wrote.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf) -> Answer<Self> {
        Ok(py.detach(|| panhuo_store::open(path))?.into())
    }

    /// Writes a GeoPackage, beside the file that is there, and puts it in its place.
    fn save(&self, py: Python<'_>, path: PathBuf) -> Answer<()> {
        Ok(py.detach(|| panhuo_store::save(&self.0, path))?)
    }

    /// A snapshot that can be searched and matched.
    fn catalog(&self, py: Python<'_>) -> Catalog {
        py.detach(|| self.0.catalog()).into()
    }

    /// The same, of what is different from an earlier one.
    fn catalog_since(&self, py: Python<'_>, earlier: &Catalog) -> Catalog {
        py.detach(|| self.0.catalog_since(&earlier.0)).into()
    }

    fn __len__(&self) -> usize {
        self.0.sites().len()
    }

    /// The sites as JSON, by id.
    fn sites(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| {
            let each = self.0.sites().iter();
            let views: Vec<_> = each
                .map(|s| SiteView::of(s, self.0.jurisdictions()))
                .collect();
            view::json(&views)
        })
    }

    /// The doubts as JSON, in the order in which they were found.
    fn issues(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| {
            view::json(
                &self
                    .0
                    .issues()
                    .iter()
                    .map(|issue| IssueView::of(issue, self.0.lineage()))
                    .collect::<Vec<_>>(),
            )
        })
    }

    /// Undoes a merge.
    fn split(&self, py: Python<'_>, site: &str) -> Answer<Self> {
        py.detach(|| Ok(self.0.split(&SiteId::new(site))?.into()))
    }

    /// What is different from an earlier inventory, as JSON.
    fn changes(&self, py: Python<'_>, before: &Self) -> Answer<String> {
        let before = Arc::clone(&before.0);
        py.detach(|| {
            let changes = self.0.changes(&before);
            let views = changes
                .iter()
                .map(|change| ChangeView::of(change, &self.0, &before));
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// Where merged sites come from and what is part of what, as JSON.
    fn lineage(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| view::json(&LineageView::of(&self.0)))
    }
}
