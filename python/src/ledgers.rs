//! Ledgers: reading what townships send.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use panhuo::landmark::Landmarks;
use panhuo::lang::Bilingual;
use panhuo::{CancellationToken, SiteKind};
use panhuo_ledger::{IssueCode, OldDatum, Profile, Progress, ReadOptions, RowRole};
use pyo3::prelude::*;
use serde::Serialize;

use crate::error::{BindingResult, cannot_write, not_an_option};
use crate::interrupt::run_interruptible;
use crate::inventory::Inventory;
use crate::view::{self, CodeView, ColumnView, ScorecardView};

/// What was read, with an account of every row; ``panhuo.Ledgers`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Ledgers(Arc<panhuo_ledger::Ledgers>);

#[pymethods]
impl Ledgers {
    /// How many rows hold anything.
    #[getter]
    fn rows_read(&self) -> usize {
        self.0.rows_read()
    }

    /// How many of them are no sites.
    #[getter]
    fn rows_explained(&self) -> usize {
        self.0.rows_explained()
    }

    /// The names of the files, in the order in which they were read.
    #[getter]
    fn files(&self) -> Vec<String> {
        self.0.files().to_vec()
    }

    /// The inventory of what was read.
    fn inventory(&self) -> Inventory {
        Inventory(Arc::clone(self.0.inventory()))
    }

    /// Every column of every table and how it was interpreted, as pages of JSON.
    fn columns(&self, py: Python<'_>) -> BindingResult<Vec<String>> {
        let ledgers = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            view::pages(ledgers.columns().iter().map(ColumnView::new))
        })
    }

    /// The figures of each jurisdiction, as JSON.
    fn scorecards(&self, py: Python<'_>) -> BindingResult<String> {
        let ledgers = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let cards = ledgers.scorecards();
            let tree = ledgers.inventory().jurisdictions();
            let each = cards.iter().map(|card| ScorecardView::new(card, tree));
            view::json(&each.collect::<Vec<_>>())
        })
    }

    /// A draft of a profile for ledgers like these, as JSON.
    fn suggest_profile(&self, py: Python<'_>, name: String) -> BindingResult<String> {
        let ledgers = Arc::clone(&self.0);
        run_interruptible(py, move |_| Ok(ledgers.suggest_profile(&name)))
    }

    /// Writes the workbook of issues that goes back to those who filled in the ledgers.
    fn write_issues(
        &self,
        py: Python<'_>,
        path: PathBuf,
        jurisdiction: Option<String>,
    ) -> BindingResult<()> {
        let ledgers = Arc::clone(&self.0);
        run_interruptible(py, move |cancel| {
            let bytes = ledgers.issues_workbook(jurisdiction.as_deref())?;
            cancel.check()?;
            std::fs::write(&path, bytes).map_err(|cause| cannot_write(&path, cause))?;
            Ok(())
        })
    }

    /// Every row that holds anything and what it was for, as pages of JSON.
    fn rows(&self, py: Python<'_>) -> BindingResult<Vec<String>> {
        let ledgers = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            view::pages(ledgers.rows().iter().map(RowView::new))
        })
    }
}

#[derive(Serialize)]
struct RowView<'a> {
    file: &'a str,
    sheet: &'a str,
    row: Option<u32>,
    role: &'static str,
    site: Option<&'a str>,
}

impl<'a> RowView<'a> {
    fn new(row: &'a panhuo_ledger::Row) -> Self {
        Self {
            file: row.source.file(),
            sheet: row.source.sheet(),
            row: row.source.row(),
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
    panhuo_ledger::EXTENSIONS.to_vec()
}

/// Reads ledgers: a profile by name or as JSON, landmarks as GeoJSON, a callable for progress.
#[pyfunction]
#[pyo3(signature = (paths, *, profile=None, profile_json=None, default_kind=None, landmarks=None, progress=None, convert_map_services=false, datum_shifts=None, max_cells=None, max_bytes=None))]
#[expect(
    clippy::too_many_arguments,
    reason = "keyword arguments are the options"
)]
pub(crate) fn read_ledgers(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    profile: Option<&str>,
    profile_json: Option<&str>,
    default_kind: Option<&str>,
    landmarks: Option<String>,
    progress: Option<Py<PyAny>>,
    convert_map_services: bool,
    datum_shifts: Option<BTreeMap<String, [f64; 7]>>,
    max_cells: Option<usize>,
    max_bytes: Option<u64>,
) -> BindingResult<Ledgers> {
    let mut options = ReadOptions::new().convert_map_services(convert_map_services);
    if let Some(limit) = max_cells {
        options = options.max_cells(limit);
    }
    if let Some(limit) = max_bytes {
        options = options.max_bytes(limit);
    }
    for (datum, parameters) in datum_shifts.unwrap_or_default() {
        options = options.datum_shift(old_datum(&datum)?, parameters);
    }
    if let Some(profile) = self::profile(profile, profile_json)? {
        options = options.profile(profile);
    }
    if let Some(kind) = default_kind {
        options = options.default_kind(SiteKind::from_name(kind)?);
    }
    let reported = Arc::new(ProgressCall::new(progress));
    let teller = Arc::clone(&reported);
    let read = run_interruptible(py, move |cancel| {
        let landmarks = landmarks.as_deref().map(Landmarks::from_geojson);
        let landmarks = landmarks.transpose()?;
        let options = options.cancel(cancel.clone());
        let tell = |now: Progress<'_>| teller.tell(now, &cancel);
        let ledgers = panhuo_ledger::read_with(&paths, &options, &tell)?;
        let ledgers = ledgers.with_landmarks(landmarks.unwrap_or_default());
        Ok(Ledgers(Arc::new(ledgers)))
    });
    reported.raise()?;
    read
}

/// A profile by its name, or of its JSON.
pub(crate) fn profile(name: Option<&str>, json: Option<&str>) -> BindingResult<Option<Profile>> {
    let bundled = name.map(Profile::bundled);
    let given = json.map(Profile::from_json);
    Ok(given.or(bundled).transpose()?)
}

/// A datum by the name that Python gives it.
fn old_datum(name: &str) -> BindingResult<OldDatum> {
    match name {
        "beijing54" => Ok(OldDatum::Beijing54),
        "xian80" => Ok(OldDatum::Xian80),
        _ => {
            let what = Bilingual::new("基准", "a datum");
            Err(not_an_option(what, name, &["beijing54", "xian80"]).into())
        }
    }
}

/// The table of issues as JSON: each code with its severity, what it means and what to do.
#[pyfunction]
pub(crate) fn issue_codes() -> BindingResult<String> {
    let codes = IssueCode::ALL.iter().map(|code| CodeView::new(*code));
    view::json(&codes.collect::<Vec<_>>())
}

/// The progress callback of a caller, and the exception that it raised.
struct ProgressCall {
    callable: Option<Py<PyAny>>,
    failure: Mutex<Option<PyErr>>,
}

impl ProgressCall {
    fn new(callable: Option<Py<PyAny>>) -> Self {
        Self {
            callable,
            failure: Mutex::new(None),
        }
    }

    /// Calls the callable; what it raises, or an interruption from the keyboard, stops the reading.
    fn tell(&self, now: Progress<'_>, cancel: &CancellationToken) {
        let reported = Python::attach(|py| {
            py.check_signals()?;
            let arguments = (now.file, now.done, now.total);
            let callable = self.callable.as_ref();
            callable
                .map(|callable| callable.call1(py, arguments))
                .transpose()
        });
        let Err(error) = reported else { return };
        if let Ok(mut failure) = self.failure.lock() {
            *failure = Some(error);
        }
        cancel.cancel();
    }

    fn raise(&self) -> PyResult<()> {
        let failure = self
            .failure
            .lock()
            .ok()
            .and_then(|mut failure| failure.take());
        failure.map_or(Ok(()), Err)
    }
}
