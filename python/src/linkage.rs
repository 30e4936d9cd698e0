//! Linking the records of a program: any columns, by a profile.

use std::sync::Arc;

use arrow_array::ArrayRef;
use panhuo::Position;
use panhuo::error::{Error, ErrorCode};
use panhuo::lang::Bilingual;
use panhuo::linkage::{
    Clusters, ComparedField, Comparison, IdentityProfile, Linkage, RecordColumn, RecordColumns,
    RecordPair, RecordRow, ScoredPair, TextColumn,
};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::arrow;
use crate::codes;
use crate::convert::to_python;
use crate::error::BindingResult;
use crate::frame;
use crate::interrupt::run_interruptible;
use crate::view::{self, EvidenceView};

/// Linked records; ``panhuo.link`` makes them.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Links(Arc<Linked>);

struct Linked {
    linkage: Linkage,
    clusters: Clusters,
    scored: Vec<ScoredPair>,
    candidates: usize,
}

/// A column of a program, in the form in which its field is compared.
enum FieldColumn {
    Texts(TextColumn),
    Numbers(Vec<f64>),
}

/// A shipped profile by its name, or one as JSON.
pub(crate) fn profile_of(text: &str) -> panhuo::Result<IdentityProfile> {
    match text {
        "site" => Ok(IdentityProfile::site()),
        "person" => Ok(IdentityProfile::person()),
        text if text.trim_start().starts_with('{') => IdentityProfile::from_json(text),
        name => Err(Error::new(ErrorCode::UNKNOWN_NAME)
            .with_what(Bilingual::new("配置", "profile"))
            .with_given(name)
            .with_allowed(["site", "person"])),
    }
}

/// A shipped profile as a dictionary; a profile as JSON is checked and given back.
#[pyfunction]
pub(crate) fn identity_profile<'py>(
    py: Python<'py>,
    profile: &str,
) -> BindingResult<Bound<'py, PyAny>> {
    to_python(py, &profile_of(profile)?)
}

/// Whether a field of a profile, or one of the two columns of its location, holds numbers; nothing if
/// there is no such field.
fn holds_numbers(profile: &IdentityProfile, name: &str) -> Option<bool> {
    let field = |of: &dyn Fn(&ComparedField) -> bool| profile.fields.iter().find(|field| of(field));
    if let Some(field) = field(&|field| field.name == name) {
        return match field.comparison {
            Comparison::Location | Comparison::Facts => None,
            comparison => Some(comparison == Comparison::Number),
        };
    }
    let coordinate = matches!(name, "longitude" | "latitude");
    field(&|field| field.comparison == Comparison::Location).and(coordinate.then_some(true))
}

/// The values of a list, without an object for each.
fn of_list(list: &Bound<'_, PyList>, name: &str, numbers: bool) -> BindingResult<FieldColumn> {
    let refuse = |row: usize, value: &Bound<'_, PyAny>| -> crate::error::Raised {
        let expected = if numbers {
            Bilingual::new("数", "a number")
        } else {
            Bilingual::new("文本", "a text")
        };
        let error = Error::new(codes::LISTED_VALUE)
            .with_expected(expected)
            .with_given(value.get_type().to_string());
        error
            .within(codes::row(row))
            .within(codes::column(name))
            .into()
    };
    if numbers {
        let number = |(row, value): (usize, Bound<'_, PyAny>)| {
            if value.is_none() {
                return Ok(f64::NAN);
            }
            value.extract().map_err(|_| refuse(row, &value))
        };
        let all: BindingResult<Vec<f64>> = list.iter().enumerate().map(number).collect();
        return Ok(FieldColumn::Numbers(all?));
    }
    let mut texts = TextColumn::default();
    for (row, value) in list.iter().enumerate() {
        if let Ok(text) = value.cast::<PyString>() {
            texts.push(text.to_str()?);
        } else if value.is_none() || value.extract::<f64>().is_ok_and(f64::is_nan) {
            // Frames write NaN for what is missing, in columns of texts too.
            texts.push("");
        } else {
            return Err(refuse(row, &value));
        }
    }
    Ok(FieldColumn::Texts(texts))
}

/// The values of an Arrow column, chunk by chunk.
fn of_arrow(chunks: &[&ArrayRef], name: &str, numbers: bool) -> BindingResult<FieldColumn> {
    let refuse = |cause: Error| {
        let error = Error::new(codes::LINK_COLUMN).with_cause(cause);
        error.within(codes::column(name))
    };
    if numbers {
        let mut all = Vec::new();
        for chunk in chunks {
            frame::numbers(chunk, &mut all).map_err(refuse)?;
        }
        return Ok(FieldColumn::Numbers(all));
    }
    let mut all: Vec<Option<String>> = Vec::new();
    for chunk in chunks {
        let first = all.len();
        let own = &mut |text: &str| Ok(text.to_owned());
        frame::texts(chunk, first, own, &mut all).map_err(refuse)?;
    }
    Ok(FieldColumn::Texts(all.into_iter().collect()))
}

/// Every column that is given, in order.
fn given(
    columns: &Bound<'_, PyAny>,
    profile: &IdentityProfile,
) -> BindingResult<Vec<(String, FieldColumn)>> {
    let kind = |name: &str| {
        holds_numbers(profile, name).ok_or_else(|| {
            let unknown = Error::new(codes::FIELD_UNKNOWN).with_given(name);
            unknown.with_what(&profile.name)
        })
    };
    let mut all = Vec::new();
    if let Ok(lists) = columns.cast::<PyDict>() {
        for (name, list) in lists {
            let name: String = name.extract()?;
            let list = list.cast::<PyList>().map_err(PyErr::from)?;
            let column = of_list(list, &name, kind(&name)?)?;
            all.push((name, column));
        }
    } else {
        let table = arrow::take(columns)?;
        for (at, field) in table.schema.fields().iter().enumerate() {
            let chunks: Vec<&ArrayRef> =
                table.batches.iter().map(|batch| batch.column(at)).collect();
            let column = of_arrow(&chunks, field.name(), kind(field.name())?)?;
            all.push((field.name().clone(), column));
        }
    }
    Ok(all)
}

fn records(
    given: Vec<(String, FieldColumn)>,
    profile: &IdentityProfile,
) -> panhuo::Result<RecordColumns> {
    let length = |column: &FieldColumn| match column {
        FieldColumn::Texts(all) => all.len(),
        FieldColumn::Numbers(all) => all.len(),
    };
    let rows = given.first().map_or(0, |(_, column)| length(column));
    let mut columns = RecordColumns::new(rows, profile);
    let (mut longitudes, mut latitudes) = (None, None);
    for (name, column) in given {
        if length(&column) != rows {
            return Err(Error::new(ErrorCode::RECORD_COLUMN_LENGTH)
                .with_what(name)
                .with_given(length(&column))
                .with_expected(rows));
        }
        match (name.as_str(), column) {
            ("longitude", FieldColumn::Numbers(all)) => longitudes = Some(all),
            ("latitude", FieldColumn::Numbers(all)) => latitudes = Some(all),
            (_, FieldColumn::Numbers(all)) => columns.set(&name, RecordColumn::Numbers(all))?,
            (_, FieldColumn::Texts(all)) => columns.set(&name, RecordColumn::Texts(all))?,
        }
    }
    let location = profile
        .fields
        .iter()
        .find(|field| field.comparison == Comparison::Location);
    if let (Some(field), Some(longitudes), Some(latitudes)) = (location, longitudes, latitudes) {
        let position = |(x, y): (f64, f64)| {
            let known = x.is_finite() && y.is_finite();
            known.then(|| Position::new(x, y)).transpose()
        };
        let positions: panhuo::Result<Vec<_>> = longitudes
            .into_iter()
            .zip(latitudes)
            .map(position)
            .collect();
        let positions = positions?;
        let locations = RecordColumn::Locations {
            positions,
            accuracy: 10.0,
        };
        columns.set(&field.name, locations)?;
    }
    Ok(columns)
}

/// Links records given by column: clusters and pairs.
#[pyfunction]
pub(crate) fn link(
    py: Python<'_>,
    columns: &Bound<'_, PyAny>,
    profile: &str,
) -> BindingResult<Links> {
    let profile = profile_of(profile)?;
    let given = given(columns, &profile)?;
    run_interruptible(py, move |cancel| {
        let records = records(given, &profile)?;
        cancel.check()?;
        let linkage = Linkage::from_columns(&records, &profile)?.cancel(cancel);
        let (scored, candidates) = linkage.score_candidates(RecordRow(0))?;
        let clusters = linkage.clusters(&scored, &[]);
        Ok(Links(Arc::new(Linked {
            linkage,
            clusters,
            scored,
            candidates,
        })))
    })
}

/// How many pairs `link` would compare.
#[pyfunction]
pub(crate) fn count_candidates(
    py: Python<'_>,
    columns: &Bound<'_, PyAny>,
    profile: &str,
) -> BindingResult<usize> {
    let profile = profile_of(profile)?;
    let given = given(columns, &profile)?;
    run_interruptible(py, move |_| {
        let linkage = Linkage::from_columns(&records(given, &profile)?, &profile)?;
        Ok(linkage.count_candidates()?)
    })
}

fn rows(pair: RecordPair) -> (u32, u32) {
    (pair.a.0, pair.b.0)
}

#[pymethods]
impl Links {
    /// How many pairs were compared.
    #[getter]
    fn candidates(&self) -> usize {
        self.0.candidates
    }

    /// The first row of each row's cluster.
    fn clusters(&self) -> Vec<u32> {
        let clusters = self.0.clusters.cluster_of.iter();
        clusters.map(|cluster| cluster.0).collect()
    }

    /// The pairs for clerical review, the greatest match weight first.
    fn possible_matches(&self) -> Vec<(u32, u32)> {
        let pairs = self.0.clusters.possible_matches.iter();
        pairs.map(|each| rows(each.pair())).collect()
    }

    /// Links that were not followed: the rows of each, and the two rows of the non-match it would have joined.
    fn conflicts(&self) -> Vec<((u32, u32), (u32, u32))> {
        let conflicts = self.0.clusters.conflicts.iter();
        conflicts
            .map(|each| (rows(each.link), rows(each.non_match)))
            .collect()
    }

    /// Pairs of rows that are no non-matches: the two rows, their class, the two match weights.
    fn pairs(&self) -> Vec<(u32, u32, &'static str, f64, Option<f64>)> {
        let finite = |bits: f64| bits.is_finite().then_some(bits);
        let pair = |scored: &ScoredPair| {
            let (a, b) = rows(scored.pair());
            let (class, weights) = (scored.match_class.name(), scored.weights);
            (
                a,
                b,
                class,
                weights.match_weight,
                finite(weights.part_weight),
            )
        };
        self.0.scored.iter().map(pair).collect()
    }

    /// The evidence about two rows, as a dictionary.
    fn evidence<'py>(&self, py: Python<'py>, a: u32, b: u32) -> BindingResult<Bound<'py, PyAny>> {
        let linkage = &self.0.linkage;
        let rows = linkage.len();
        let (a, b) = (RecordRow(a), RecordRow(b));
        if a == b || a.max(b).index() >= rows {
            let (a, b) = (a.0, b.0);
            let refused = Error::new(codes::NOT_A_PAIR).with_given(Bilingual::new(
                format!("{a} 和 {b}"),
                format!("{a} and {b}"),
            ));
            return Err(refused.with_expected(rows.saturating_sub(1)).into());
        }
        let (pair, lines) = py.detach(|| (linkage.score(a, b), linkage.evidence(a, b)));
        let view = EvidenceView::new(pair.match_class, pair.weights, &lines);
        to_python(py, &view)
    }

    /// The profile with weights estimated from these records, as JSON.
    fn estimate(&self, py: Python<'_>) -> BindingResult<String> {
        let linked = Arc::clone(&self.0);
        run_interruptible(py, move |_| view::json(&linked.linkage.estimate()?))
    }
}
