//! Constraints: what must hold of a site.

use panhuo::Error;
use panhuo::attribute::AVAILABLE_FROM;
use panhuo::encumbrance::EncumbranceKind;
use panhuo::requirement::{Predicate, Region};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::codes;
use crate::convert::{Reduced, from_python, reduce};
use crate::error::BindingResult;
use crate::language;
use crate::quantity::bound;

/// What must hold of a site: made by ``>=``, ``<=`` and the methods of attributes and distances.
///
/// Example:
///     >>> import panhuo as ph
///     >>> tall = ph.ceiling_height >= "8 m"
///     >>> tall.relaxed_at(1).relax
///     1
#[pyclass(frozen, module = "panhuo")]
pub(crate) struct Constraint(pub(crate) panhuo::requirement::Constraint);

impl Constraint {
    /// Refuses what no requirement could hold, so that the mistake is named where it is made.
    pub(crate) fn checked(constraint: panhuo::requirement::Constraint) -> BindingResult<Self> {
        let alone = panhuo::Requirement::new("").must(constraint.clone());
        alone.check()?;
        Ok(Self(constraint))
    }
}

#[pymethods]
impl Constraint {
    /// The position in the investor's order of relaxing: 1 is relaxed first; None is never relaxed.
    #[getter]
    fn relax(&self) -> Option<u32> {
        self.0.relax()
    }

    /// The same constraint, relaxed at this position of the investor's order.
    ///
    /// Args:
    ///     order: 1 for what is relaxed first, 2 for the next, and so on.
    ///
    /// Raises:
    ///     InvalidArgumentError: If it is below 1.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> (ph.price <= "3000 万元").relaxed_at(1)
    ///     价格 ≤ 3000 万元
    fn relaxed_at(&self, order: i64) -> BindingResult<Self> {
        match u32::try_from(order) {
            Ok(order @ 1..) => Ok(Self(self.0.clone().relaxed_at(order))),
            _ => Err(Error::new(codes::RELAXATION_ORDER)
                .with_given(order)
                .with_expected(u32::MAX)
                .into()),
        }
    }

    /// The investor's words.
    ///
    /// Args:
    ///     language: ``"zh"`` or ``"en"``; the display language if left out.
    ///
    /// Raises:
    ///     InvalidArgumentError: For any other language.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> (ph.ceiling_height >= "8 m").describe(language="en")
    ///     'ceiling height ≥ 8 m'
    #[pyo3(signature = (*, language=None))]
    fn describe(&self, language: Option<&str>) -> BindingResult<String> {
        Ok(self.0.describe(language::pick(language)?))
    }

    fn __repr__(&self) -> BindingResult<String> {
        self.describe(None)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, &slf.get().0)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form).map(Self)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().0 == self.0)
    }

    #[expect(clippy::unused_self, reason = "Python calls it on an object")]
    fn __bool__(&self) -> PyResult<bool> {
        let what = language::current().pick(
            "条件没有真假：`low <= x <= high` 请写成 `x.between(low, high)`，多个条件请列在 `must` 中",
            "a constraint is not true or false: write `x.between(low, high)` for `low <= x <= high`, \
             and list constraints in `must`",
        );
        Err(PyTypeError::new_err(what))
    }
}

/// The region that exactly one of the two names.
fn region(layer: Option<String>, polygon: Option<&str>) -> BindingResult<Region> {
    match (layer, polygon) {
        (Some(layer), None) => Ok(Region::Layer(layer)),
        (None, Some(geometry)) => {
            let refuse = |cause| Error::new(codes::POLYGON_UNREADABLE).with_cause(cause);
            let read = || -> serde_json::Result<Region> {
                let geometry: serde_json::Value = serde_json::from_str(geometry)?;
                serde_json::from_value(serde_json::json!({ "polygon": geometry }))
            };
            Ok(read().map_err(refuse)?)
        }
        _ => Err(Error::new(codes::REGION_UNCLEAR).into()),
    }
}

/// The constraint behind ``panhuo.inside``: a layer's name, or a GeoJSON geometry as text.
#[pyfunction]
#[pyo3(signature = (layer=None, polygon=None))]
pub(crate) fn inside(layer: Option<String>, polygon: Option<&str>) -> BindingResult<Constraint> {
    Constraint::checked(Predicate::Inside(region(layer, polygon)?).into())
}

/// The constraint behind ``panhuo.outside``: a layer's name, or a GeoJSON geometry as text.
#[pyfunction]
#[pyo3(signature = (layer=None, polygon=None))]
pub(crate) fn outside(layer: Option<String>, polygon: Option<&str>) -> BindingResult<Constraint> {
    Constraint::checked(Predicate::Outside(region(layer, polygon)?).into())
}

/// Reported by one of these jurisdictions, or by one below them.
///
/// Args:
///     *codes: Codes such as ``"430602201"``.
///
/// Raises:
///     InvalidRequirementError: If no code is given.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.in_jurisdictions("430602201")
///     属地 430602201
#[pyfunction]
#[pyo3(signature = (*codes))]
pub(crate) fn in_jurisdictions(codes: &Bound<'_, PyTuple>) -> BindingResult<Constraint> {
    Constraint::checked(Predicate::In(codes.extract()?).into())
}

/// Free of some encumbrances; a kind of which the ledger says nothing is unknown.
///
/// Args:
///     *kinds: Stable names such as ``"mortgage"``, ``"seizure"``, ``"lease"``.
///
/// Raises:
///     NotFoundError: If there is no such kind; those there are are listed.
///     InvalidRequirementError: If no kind is given.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.free_of("mortgage", "seizure")
///     无抵押、查封
#[pyfunction]
#[pyo3(signature = (*kinds))]
pub(crate) fn free_of(kinds: &Bound<'_, PyTuple>) -> BindingResult<Constraint> {
    let names: Vec<String> = kinds.extract()?;
    let kinds: Result<_, _> = names
        .iter()
        .map(|n| EncumbranceKind::from_name(n))
        .collect();
    Constraint::checked(Predicate::FreeOf(kinds?).into())
}

/// Can be handed over by a day.
///
/// Args:
///     day: ``"2027-06-30"`` or a ``datetime.date``.
///
/// Raises:
///     ParseError: If it is not a day.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.available_by("2027-06-30")
///     2027-06-30 前可交付
#[pyfunction]
pub(crate) fn available_by(day: &Bound<'_, PyAny>) -> BindingResult<Constraint> {
    let day = bound(&AVAILABLE_FROM.into(), day)?;
    Constraint::checked(AVAILABLE_FROM.at_most(day))
}
