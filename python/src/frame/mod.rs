//! Tables that go out to frames, and the reading of those that come in.

mod cells;
mod geometry;
mod lists;
mod read;
mod workbook;
mod write;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;
use panhuo::Catalog;
use panhuo::lang::Bilingual;
use panhuo::schema::Audience;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::arrow;
use crate::error::{BindingResult, not_an_option};
use crate::interrupt::run_interruptible;

pub(crate) use cells::{numbers, texts};
pub(crate) use read::{Options, sites as read_sites};

use geometry::GeometryEncoding;

/// A table that any reader of Arrow takes; ``to_arrow`` and its like are made of it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Frame(RecordBatch);

fn form(geometry: Option<&str>) -> BindingResult<GeometryEncoding> {
    match geometry {
        None => Ok(GeometryEncoding::None),
        Some("wkb") => Ok(GeometryEncoding::Wkb),
        Some("point") => Ok(GeometryEncoding::Point),
        Some(other) => {
            let what = Bilingual::new("`geometry`", "`geometry`");
            Err(not_an_option(what, other, &["wkb", "point", "None"]).into())
        }
    }
}

impl Frame {
    /// The sites of a catalog.
    pub(crate) fn of_sites(
        py: Python<'_>,
        catalog: Arc<Catalog>,
        geometry: Option<&str>,
        audience: Audience,
    ) -> BindingResult<Self> {
        let form = form(geometry)?;
        run_interruptible(py, move |_| write::sites(&catalog, form, audience)).map(Self)
    }
}

#[pymethods]
impl Frame {
    #[new]
    fn new(
        columns: &Bound<'_, PyDict>,
        units: HashMap<String, String>,
        geometry: Option<&str>,
    ) -> BindingResult<Self> {
        lists::batch(columns, &units, form(geometry)?).map(Self)
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    /// The rows as a stream of Arrow.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may leave the wish for another schema aside.
        let _ = requested_schema;
        arrow::give(py, &self.0)
    }

    /// Writes a workbook for Excel.
    fn write_xlsx(&self, py: Python<'_>, path: PathBuf) -> BindingResult<()> {
        let batch = self.0.clone();
        run_interruptible(py, move |cancel| workbook::write(&batch, &path, &cancel))
    }
}
