//! Linking the records of a program: any columns, by a profile.

use std::sync::Arc;

use panhuo::{IdentityProfile, Position, Record, Value, Verdict};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::Answer;
use crate::interrupt::listening;
use crate::view::{self, EvidenceView};

/// Records made ready to be linked; ``panhuo.link`` makes them.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Links(Arc<Linked>);

struct Linked {
    records: Vec<Record>,
    profile: IdentityProfile,
    clusters: panhuo::Clusters,
    judged: Vec<panhuo::Judged>,
    candidates: usize,
}

/// A column of a program: words or numbers, some of them missing.
#[derive(FromPyObject)]
enum Given {
    Texts(Vec<Option<String>>),
    Numbers(Vec<Option<f64>>),
}

impl Given {
    fn len(&self) -> usize {
        match self {
            Self::Texts(all) => all.len(),
            Self::Numbers(all) => all.len(),
        }
    }

    fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Numbers(all) => all
                .get(row)
                .copied()
                .flatten()
                .filter(|value| value.is_finite()),
            Self::Texts(_) => None,
        }
    }

    /// The value of a row; texts are moved out.
    fn take(&mut self, row: usize) -> Value {
        match self {
            Self::Texts(all) => match all.get_mut(row).and_then(Option::take) {
                Some(text) if !text.trim().is_empty() => Value::Text(vec![text]),
                _ => Value::Unknown,
            },
            Self::Numbers(_) => match self.number(row) {
                Some(value) => Value::Number {
                    low: value,
                    high: value,
                    step: 0.0,
                },
                None => Value::Unknown,
            },
        }
    }
}

fn invalid(message: String) -> panhuo::Error {
    panhuo::Error::new(panhuo::ErrorKind::InvalidArgument, message)
}

/// Links records given by column: clusters and pairs.
#[pyfunction]
pub(crate) fn link(py: Python<'_>, columns: &Bound<'_, PyDict>, profile: &str) -> Answer<Links> {
    let profile = match profile {
        "site" => IdentityProfile::site(),
        "person" => IdentityProfile::person(),
        text => IdentityProfile::from_json(text)?,
    };
    let mut given: Vec<(String, Given)> = Vec::new();
    for (name, column) in columns {
        py.check_signals()?;
        given.push((name.extract()?, column.extract()?));
    }
    listening(py, move |stop| {
        let records = records(given, &profile)?;
        stop.check()?;
        let linkage = panhuo::Linkage::new(&records, &profile)?;
        stop.check()?;
        let pairs = linkage.candidates(0);
        stop.check()?;
        let judged = linkage.judge_all(&pairs);
        stop.check()?;
        let clusters = linkage.clusters(&judged, &[]);
        Ok(Links(Arc::new(Linked {
            candidates: pairs.len(),
            records,
            profile,
            clusters,
            judged,
        })))
    })
}

fn records(
    mut given: Vec<(String, Given)>,
    profile: &IdentityProfile,
) -> panhuo::Result<Vec<Record>> {
    let rows = given.first().map_or(0, |(_, column)| column.len());
    if let Some((name, column)) = given.iter().find(|(_, column)| column.len() != rows) {
        let message = format!("column `{name}` has {} values, others {rows}", column.len());
        return Err(invalid(message));
    }
    let place = |name: &str| given.iter().position(|(own, _)| own == name);
    let position = [place("longitude"), place("latitude")];
    let fields: Vec<Option<usize>> = profile
        .fields
        .iter()
        .map(|field| place(&field.name))
        .collect();
    let known = |at: usize| fields.contains(&Some(at)) || position.contains(&Some(at));
    if let Some((name, _)) = (0..given.len())
        .find(|at| !known(*at))
        .and_then(|at| given.get(at))
    {
        return Err(invalid(format!(
            "the profile `{}` has no field `{name}`",
            profile.name
        )));
    }
    let mut records = Vec::with_capacity(rows);
    for row in 0..rows {
        let coordinate = |at: Option<usize>| given.get(at?)?.1.number(row);
        let here = match (coordinate(position[0]), coordinate(position[1])) {
            (Some(longitude), Some(latitude)) => Some(Position::new(longitude, latitude)?),
            _ => None,
        };
        let values = profile.fields.iter().zip(&fields).map(|(field, at)| {
            match (field.compare, here, at.and_then(|at| given.get_mut(at))) {
                (panhuo::Comparer::Place, Some(position), _) => Value::Place {
                    position,
                    accuracy: 10.0,
                    footprint: None,
                },
                (_, _, Some((_, column))) => column.take(row),
                _ => Value::Unknown,
            }
        });
        let values = values.collect();
        // Fixed width, so that ids are in the order of rows.
        records.push(Record {
            id: format!("{row:010}"),
            values,
        });
    }
    Ok(records)
}

#[pymethods]
impl Links {
    /// How many pairs were compared.
    #[getter]
    fn candidates(&self) -> usize {
        self.0.candidates
    }

    /// Of each row, the first row of its cluster.
    fn clusters(&self) -> Vec<usize> {
        self.0.clusters.of.clone()
    }

    /// Pairs of rows that are not different: rows, what they are, the two scores.
    fn pairs(&self) -> Vec<(usize, usize, &'static str, f64, Option<f64>)> {
        let part = |bits: f64| bits.is_finite().then_some(bits);
        let pair = |j: &panhuo::Judged| {
            (
                j.a,
                j.b,
                j.verdict.name(),
                j.scores.same,
                part(j.scores.part),
            )
        };
        self.0.judged.iter().map(pair).collect()
    }

    /// The evidence about two rows, as JSON.
    fn evidence(&self, py: Python<'_>, a: usize, b: usize) -> Answer<String> {
        let linked = Arc::clone(&self.0);
        listening(py, move |_| {
            let rows = linked.records.len();
            if a == b || a.max(b) >= rows {
                return Err(invalid(format!("rows {a} and {b} are no pair of {rows} rows")).into());
            }
            let linkage = panhuo::Linkage::new(&linked.records, &linked.profile)?;
            let judged = linkage.judge(a, b);
            let verdict: Verdict = judged.verdict;
            view::json(&EvidenceView::of(
                verdict,
                judged.scores,
                &linkage.evidence(a, b),
            ))
        })
    }

    /// The profile with weights estimated from these records, as JSON.
    fn estimate(&self, py: Python<'_>) -> Answer<String> {
        let linked = Arc::clone(&self.0);
        listening(py, move |_| {
            let linkage = panhuo::Linkage::new(&linked.records, &linked.profile)?;
            view::json(&linkage.estimate()?)
        })
    }
}
