//! Quantities: a number with its unit.

use std::hash::{DefaultHasher, Hash, Hasher};

use panhuo::error::{Error, ErrorCode};
use panhuo::lang::Bilingual;
use panhuo::requirement::Criterion;
use panhuo::units::Unit;
use pyo3::basic::CompareOp;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::codes;
use crate::error::BindingResult;
use crate::language::current;

/// A number with its unit, as planners write it.
///
/// Kept in the canonical unit of what it measures; 1 亩 is exactly 2000/3 ㎡. Quantities of one
/// dimension compare with each other.
///
/// Args:
///     text: A number and a unit, or a day: ``"8000 ㎡"``, ``"12 亩"``, ``"3000 万元"``,
///         ``"2027-06-30"``.
///
/// Raises:
///     ParseError: If the number or the unit cannot be parsed.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.Quantity("12 亩")
///     Quantity('8000 ㎡')
///     >>> ph.Quantity("8000 ㎡").to("亩")
///     12.0
///     >>> ph.Quantity("12 亩") == ph.Quantity("0.8 公顷")
///     True
#[pyclass(frozen, module = "panhuo")]
pub(crate) struct Quantity(pub(crate) panhuo::Quantity);

#[pymethods]
impl Quantity {
    #[new]
    fn new(text: &str) -> BindingResult<Self> {
        Ok(Self(text.parse()?))
    }

    /// The number in the canonical unit; days since 1970-01-01 for a day.
    #[getter]
    fn value(&self) -> f64 {
        self.0.value()
    }

    /// The symbol of the canonical unit; empty for counts and days.
    #[getter]
    fn unit(&self) -> &'static str {
        Unit::canonical(self.0.dimension()).symbol()
    }

    /// What is measured, such as ``"area"``.
    #[getter]
    fn dimension(&self) -> &'static str {
        self.0.dimension().label(panhuo::Lang::En)
    }

    /// The number in another unit.
    ///
    /// Args:
    ///     unit: Any spelling of a unit of the same dimension: ``"亩"``, ``"mu"``, ``"ha"``.
    ///
    /// Raises:
    ///     NotFoundError: If there is no such unit.
    ///     InvalidArgumentError: If the unit measures something else.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.Quantity("3000 万元").to("元")
    ///     30000000.0
    fn to(&self, unit: &str) -> BindingResult<f64> {
        let dimension = self.0.dimension();
        let found = Unit::find_in(dimension, unit);
        if let Some(value) = found.and_then(|unit| self.0.in_unit(unit)) {
            return Ok(value);
        }
        let refused = match Unit::find(unit) {
            Some(_) => Error::new(codes::UNIT_OF_OTHER_DIMENSION)
                .with_given(Bilingual::same(self.0))
                .with_what(Bilingual::in_each(|lang| dimension.label(lang).to_owned()))
                .with_expected(unit),
            None => Error::new(ErrorCode::UNKNOWN_NAME)
                .with_what(Bilingual::new("单位", "unit"))
                .with_given(unit),
        };
        Err(refused.into())
    }

    fn __getnewargs__(&self) -> (String,) {
        (self.0.to_string(),)
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("Quantity('{}')", self.0)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        // 0.0 and -0.0 are equal, so they must hash alike.
        ((self.0.value() + 0.0).to_bits(), self.dimension()).hash(&mut hasher);
        hasher.finish()
    }

    fn __richcmp__(&self, other: &Self, operation: CompareOp) -> PyResult<bool> {
        match (self.0.partial_cmp(&other.0), operation) {
            (Some(order), operation) => Ok(operation.matches(order)),
            (None, CompareOp::Eq) => Ok(false),
            (None, CompareOp::Ne) => Ok(true),
            (None, _) => {
                let what = current().pick(
                    format!("{} 与 {} 不能比较", self.0, other.0),
                    format!("{} and {} do not compare", self.0, other.0),
                );
                Err(PyTypeError::new_err(what))
            }
        }
    }
}

impl From<panhuo::Quantity> for Quantity {
    fn from(quantity: panhuo::Quantity) -> Self {
        Self(quantity)
    }
}

/// What a planner wrote for a bound: a quantity, text, a day, or a bare number where it is a count.
pub(crate) fn bound(of: &Criterion, value: &Bound<'_, PyAny>) -> BindingResult<panhuo::Quantity> {
    if let Ok(quantity) = value.cast::<Quantity>() {
        return Ok(quantity.get().0);
    }
    if let Ok(text) = value.extract::<&str>() {
        return Ok(of.parse(text)?);
    }
    // A moment is a day where it was written, whatever its zone.
    let day = if value.hasattr("date")? {
        value.call_method0("date")?
    } else {
        value.clone()
    };
    let value = &day;
    let is_plain = value.extract::<f64>().is_ok() || value.hasattr("isoformat")?;
    if is_plain && !value.is_instance_of::<pyo3::types::PyBool>() {
        return Ok(of.parse(&value.str()?.to_cow()?)?);
    }
    let kind = value.get_type();
    let what = current().pick(
        format!("界限应写成 '8000 ㎡' 这样的文本，或 Quantity，不能是 {kind}"),
        format!("a bound is text such as '8000 ㎡' or a Quantity, not {kind}"),
    );
    Err(PyTypeError::new_err(what).into())
}
