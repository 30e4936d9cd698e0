//! Ledgers: reading what townships send.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use panhuo::{Landmarks, SiteKind};
use panhuo_ledger::{Profile, Progress, ReadOptions, RowRole};
use pyo3::prelude::*;
use serde::Serialize;

use crate::error::Answer;
use crate::inventory::Inventory;
use crate::view;

/// What was read, with an account of every row; ``panhuo.Ledgers`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Ledgers {
    ledgers: panhuo_ledger::Ledgers,
    inventory: Arc<panhuo::Inventory>,
}

#[pymethods]
impl Ledgers {
    /// How many rows hold anything.
    #[getter]
    fn rows_read(&self) -> usize {
        self.ledgers.rows_read()
    }

    /// How many of them are no sites.
    #[getter]
    fn rows_explained(&self) -> usize {
        self.ledgers.rows_explained()
    }

    /// The names of the files, in the order in which they were read.
    #[getter]
    fn files(&self) -> Vec<String> {
        self.ledgers.files().to_vec()
    }

    /// The inventory of what was read.
    fn inventory(&self) -> Inventory {
        Inventory(Arc::clone(&self.inventory))
    }

    /// Every row that holds anything and what it was for, as JSON.
    fn rows(&self, py: Python<'_>) -> Answer<String> {
        py.detach(|| {
            let rows = self.ledgers.rows().iter().map(RowView::of);
            view::json(&rows.collect::<Vec<_>>())
        })
    }
}

#[derive(Serialize)]
struct RowView<'a> {
    file: &'a str,
    sheet: &'a str,
    row: u32,
    role: &'static str,
    site: Option<&'a str>,
}

impl<'a> RowView<'a> {
    fn of(row: &'a panhuo_ledger::Row) -> Self {
        Self {
            file: &row.file,
            sheet: &row.sheet,
            row: row.row,
            role: row.role.name(),
            site: match &row.role {
                RowRole::Site(id) => Some(id.as_str()),
                _ => None,
            },
        }
    }
}

/// The endings of the files that are ledgers, without their dots.
#[pyfunction]
pub(crate) fn ledger_endings() -> Vec<&'static str> {
    panhuo_ledger::ENDINGS.to_vec()
}

/// Reads ledgers: a profile by name or as JSON, landmarks as GeoJSON, a callable for progress.
#[pyfunction]
#[pyo3(signature = (paths, *, profile=None, profile_json=None, default_kind=None, landmarks=None, progress=None))]
pub(crate) fn read_ledgers(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    profile: Option<&str>,
    profile_json: Option<&str>,
    default_kind: Option<&str>,
    landmarks: Option<&str>,
    progress: Option<Py<PyAny>>,
) -> Answer<Ledgers> {
    let mut options = ReadOptions::new();
    if let Some(name) = profile {
        options = options.profile(Profile::bundled(name)?);
    }
    if let Some(text) = profile_json {
        options = options.profile(Profile::from_json(text)?);
    }
    if let Some(kind) = default_kind {
        options = options.default_kind(SiteKind::from_name(kind)?);
    }
    let told = Told::new(progress);
    let read = py.detach(|| -> Answer<_> {
        let landmarks = landmarks.map(Landmarks::from_geojson).transpose()?;
        let ledgers = panhuo_ledger::read_with(&paths, &options, &|now| told.tell(now))?;
        let inventory = ledgers.inventory()?;
        let inventory = Arc::new(inventory.with_landmarks(landmarks.unwrap_or_default()));
        Ok(Ledgers { ledgers, inventory })
    });
    told.raise()?;
    read
}

/// A caller's wish to know how far the reading has come, and what went wrong when it was told.
struct Told {
    callable: Option<Py<PyAny>>,
    failure: Mutex<Option<PyErr>>,
}

impl Told {
    fn new(callable: Option<Py<PyAny>>) -> Self {
        Self {
            callable,
            failure: Mutex::new(None),
        }
    }

    /// Calls the callable; what it raises, or an interruption from the keyboard, stops the reading.
    fn tell(&self, now: Progress<'_>) -> ControlFlow<()> {
        let told = Python::attach(|py| {
            py.check_signals()?;
            let arguments = (now.file, now.done, now.total);
            let callable = self.callable.as_ref();
            callable
                .map(|callable| callable.call1(py, arguments))
                .transpose()
        });
        let Err(error) = told else {
            return ControlFlow::Continue(());
        };
        if let Ok(mut failure) = self.failure.lock() {
            *failure = Some(error);
        }
        ControlFlow::Break(())
    }

    fn raise(self) -> PyResult<()> {
        match self.failure.into_inner() {
            Ok(Some(error)) => Err(error),
            _ => Ok(()),
        }
    }
}
