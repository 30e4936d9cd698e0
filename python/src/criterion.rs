//! What requirements measure: attributes and distances.

use std::collections::BTreeMap;

use panhuo::Lang;
use panhuo::requirement::Target;
use panhuo::schema::ValueType;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::audience;
use crate::codes::TARGET_UNCLEAR;
use crate::constraint::Constraint;
use crate::error::BindingResult;
use crate::language;
use crate::preference::Preference;
use crate::quantity::bound;

/// A number that a site has: an attribute's reading, or its distance to a place.
///
/// ``>=``, ``<=`` and the methods make constraints and preferences of it.
#[pyclass(frozen, subclass, module = "panhuo")]
pub(crate) struct Criterion(pub(crate) panhuo::requirement::Criterion);

type Any<'py> = Bound<'py, PyAny>;
/// A layer, or a longitude and a latitude.
type TargetParts = (Option<String>, Option<f64>, Option<f64>);

#[pymethods]
impl Criterion {
    /// What a planner calls it, in the display language.
    #[getter]
    fn label(&self) -> BindingResult<String> {
        Ok(self.0.label(language::pick(None)?))
    }

    fn __ge__(&self, low: &Any<'_>) -> BindingResult<Constraint> {
        Constraint::checked(self.0.clone().at_least(bound(&self.0, low)?))
    }

    fn __le__(&self, high: &Any<'_>) -> BindingResult<Constraint> {
        Constraint::checked(self.0.clone().at_most(bound(&self.0, high)?))
    }

    fn __eq__(&self, other: &Any<'_>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().0 == self.0)
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.0.label(Lang::En).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> BindingResult<String> {
        self.label()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Any<'py>, TargetParts)> {
        let restore = slf.get_type().getattr("_restore")?;
        let parts = match &slf.get().0 {
            panhuo::requirement::Criterion::Distance(Target::Point(at)) => {
                (None, Some(at.longitude), Some(at.latitude))
            }
            panhuo::requirement::Criterion::Distance(Target::Layer(layer)) => {
                (Some(layer.clone()), None, None)
            }
            // An attribute has a `__reduce__` of its own.
            panhuo::requirement::Criterion::Attribute(_) => (None, None, None),
        };
        Ok((restore, parts))
    }

    #[staticmethod]
    fn _restore(
        layer: Option<&str>,
        longitude: Option<f64>,
        latitude: Option<f64>,
    ) -> BindingResult<Self> {
        distance_to(layer, longitude, latitude)
    }

    /// Must lie between two bounds, both included.
    ///
    /// Args:
    ///     low: The least that will do, such as ``"45 亩"``.
    ///     high: The most that will do.
    ///
    /// Raises:
    ///     ParseError: If a bound cannot be parsed or measures something else.
    ///     InvalidRequirementError: If nothing lies between them.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.site_area.between("45 亩", "90 亩")
    ///     占地面积 45 亩 – 90 亩
    fn between(&self, low: &Any<'_>, high: &Any<'_>) -> BindingResult<Constraint> {
        let (low, high) = (bound(&self.0, low)?, bound(&self.0, high)?);
        Constraint::checked(self.0.clone().between(low, high))
    }

    /// The more the better.
    ///
    /// Args:
    ///     nothing: Worth nothing up to here.
    ///     full: Worth everything from here on.
    ///     weight: How much it counts beside the other preferences; > 0.
    ///
    /// Raises:
    ///     ParseError: If a bound cannot be parsed or measures something else.
    ///     InvalidRequirementError: If the bounds do not ascend or the weight is not > 0.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.power.rising("315 kVA", "1000 kVA", weight=3)
    ///     配电容量 315 kVA ↗ 1000 kVA
    #[pyo3(signature = (nothing, full, *, weight=1.0))]
    fn rising(&self, nothing: &Any<'_>, full: &Any<'_>, weight: f64) -> BindingResult<Preference> {
        let (nothing, full) = (bound(&self.0, nothing)?, bound(&self.0, full)?);
        Preference::checked(self.0.clone().rising(nothing, full), weight)
    }

    /// The less the better.
    ///
    /// Args:
    ///     full: Worth everything up to here.
    ///     nothing: Worth nothing from here on.
    ///     weight: How much it counts beside the other preferences; > 0.
    ///
    /// Raises:
    ///     ParseError: If a bound cannot be parsed or measures something else.
    ///     InvalidRequirementError: If the bounds do not ascend or the weight is not > 0.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.distance_to("port").falling("1 km", "10 km", weight=2)
    ///     距港口 1 km ↘ 10 km
    #[pyo3(signature = (full, nothing, *, weight=1.0))]
    fn falling(&self, full: &Any<'_>, nothing: &Any<'_>, weight: f64) -> BindingResult<Preference> {
        let (full, nothing) = (bound(&self.0, full)?, bound(&self.0, nothing)?);
        Preference::checked(self.0.clone().falling(full, nothing), weight)
    }

    /// Best at one value.
    ///
    /// Args:
    ///     below: Worth nothing up to here.
    ///     best: Worth everything here.
    ///     above: Worth nothing from here on.
    ///     weight: How much it counts beside the other preferences; > 0.
    ///
    /// Raises:
    ///     ParseError: If a bound cannot be parsed or measures something else.
    ///     InvalidRequirementError: If the bounds do not ascend or the weight is not > 0.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.site_area.best_at("30 亩", "60 亩", "90 亩")
    ///     占地面积 30 亩 ↗ 60 亩 ↘ 90 亩
    #[pyo3(signature = (below, best, above, *, weight=1.0))]
    fn best_at(
        &self,
        below: &Any<'_>,
        best: &Any<'_>,
        above: &Any<'_>,
        weight: f64,
    ) -> BindingResult<Preference> {
        let at = |value| bound(&self.0, value);
        let curve = self.0.clone().best_at(at(below)?, at(best)?, at(above)?);
        Preference::checked(curve, weight)
    }

    /// Best anywhere between two values.
    ///
    /// Args:
    ///     below: Worth nothing up to here.
    ///     low: Worth everything from here on.
    ///     high: Worth everything up to here.
    ///     above: Worth nothing from here on.
    ///     weight: How much it counts beside the other preferences; > 0.
    ///
    /// Raises:
    ///     ParseError: If a bound cannot be parsed or measures something else.
    ///     InvalidRequirementError: If the bounds do not ascend or the weight is not > 0.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.site_area.plateau("20 亩", "60 亩", "150 亩", "300 亩")
    ///     占地面积 20 亩 ↗ 60 亩 – 150 亩 ↘ 300 亩
    #[pyo3(signature = (below, low, high, above, *, weight=1.0))]
    fn plateau(
        &self,
        below: &Any<'_>,
        low: &Any<'_>,
        high: &Any<'_>,
        above: &Any<'_>,
        weight: f64,
    ) -> BindingResult<Preference> {
        let at = |value| bound(&self.0, value);
        let curve =
            panhuo::requirement::Curve::Between(at(below)?, at(low)?, at(high)?, at(above)?);
        Preference::checked(self.0.clone().scored(curve), weight)
    }
}

/// The distance from a site to the nearest landmark of a layer, or to a position.
///
/// Geodesic on the WGS84 ellipsoid, from the site's representative point; 0 inside its footprint.
///
/// Args:
///     layer: The name of a layer of landmarks, such as ``"port"``.
///     longitude: Degrees east, if no layer is named.
///     latitude: Degrees north, if no layer is named.
///
/// Raises:
///     InvalidArgumentError: Unless a layer or a whole position within range is given.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.distance_to("port") <= "15 km"
///     距港口 ≤ 15 km
///     >>> ph.distance_to(longitude=113.14, latitude=29.44) <= "500 m"
///     距(113.14000, 29.44000) ≤ 500 m
#[pyfunction]
#[pyo3(signature = (layer=None, *, longitude=None, latitude=None))]
pub(crate) fn distance_to(
    layer: Option<&str>,
    longitude: Option<f64>,
    latitude: Option<f64>,
) -> BindingResult<Criterion> {
    let target = match (layer, longitude, latitude) {
        (Some(layer), None, None) => Target::from(layer),
        (None, Some(longitude), Some(latitude)) => {
            panhuo::Position::new(longitude, latitude)?.into()
        }
        _ => {
            return Err(panhuo::Error::new(TARGET_UNCLEAR).into());
        }
    };
    Ok(Criterion(panhuo::requirement::distance_to(target)))
}

/// One entry of the table of attributes, such as ``panhuo.floor_area``.
///
/// Args:
///     name: The stable name, such as ``"floor_area"``.
///
/// Raises:
///     NotFoundError: If no attribute has this name; the nearest one is named.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.floor_area.name, ph.floor_area.label, ph.floor_area.unit
///     ('floor_area', '建筑面积', '㎡')
///     >>> ph.floor_area >= "8000 ㎡"
///     建筑面积 ≥ 8000 ㎡
#[pyclass(frozen, extends = Criterion, module = "panhuo")]
pub(crate) struct Attribute(panhuo::Attribute);

fn made(attribute: panhuo::Attribute) -> PyClassInitializer<Attribute> {
    PyClassInitializer::from(Criterion(attribute.into())).add_subclass(Attribute(attribute))
}

#[pymethods]
impl Attribute {
    #[new]
    fn new(name: &str) -> BindingResult<PyClassInitializer<Self>> {
        Ok(made(panhuo::Attribute::from_name(name)?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Any<'py>, (&'static str,)) {
        (slf.get_type().into_any(), (slf.get().0.name(),))
    }

    /// The stable name, as in JSON and in the GeoPackage.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The symbol of the unit in which planners read it; empty for what is not a number.
    #[getter]
    fn unit(&self) -> &'static str {
        self.0.unit().map_or("", |unit| unit.symbol())
    }

    /// What its readings are: ``number``, ``date``, ``category``, ``yes_no`` or ``text``.
    #[getter]
    fn type_name(&self) -> &'static str {
        match self.0.value_type() {
            ValueType::Number(_) => "number",
            ValueType::Date => "date",
            ValueType::Category(_) => "category",
            ValueType::YesNo => "yes_no",
            ValueType::Text => "text",
        }
    }

    /// The kinds of site that it applies to.
    #[getter]
    fn kinds(&self) -> Vec<&'static str> {
        self.0.kinds().iter().map(|kind| kind.name()).collect()
    }

    /// The categories: stable name to label in the display language.
    #[getter]
    fn categories(&self) -> BindingResult<BTreeMap<&'static str, &'static str>> {
        let lang = language::pick(None)?;
        let each = self.0.categories().iter();
        Ok(each.map(|c| (c.name, lang.pick(c.zh, c.en))).collect())
    }

    /// Who may read its values: ``investor`` (everyone) or ``bureau``.
    #[getter]
    fn audience(&self) -> &'static str {
        audience::name(self.0.audience())
    }

    /// What it means, in the display language.
    #[getter]
    fn meaning(&self) -> BindingResult<&'static str> {
        Ok(self.0.meaning(language::pick(None)?))
    }

    /// What headers of ledgers call it.
    #[getter]
    fn headers(&self) -> Vec<&'static str> {
        self.0.headers().collect()
    }

    /// Must be one of some categories, by their stable names.
    ///
    /// Args:
    ///     *names: The categories; ``"yes"`` or ``"no"`` where the attribute is a yes or no.
    ///
    /// Raises:
    ///     NotFoundError: If the attribute has no such category; those it has are listed.
    ///     InvalidRequirementError: If no category is named.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.structure.one_of("steel", "concrete")
    ///     结构: 钢结构、钢筋混凝土
    #[pyo3(signature = (*names))]
    fn one_of(&self, names: &Bound<'_, PyTuple>) -> BindingResult<Constraint> {
        let names: Vec<String> = names.extract()?;
        Constraint::checked(self.0.one_of(names))
    }

    /// Scored by a table of categories.
    ///
    /// Args:
    ///     values: Stable name to value in [0, 1].
    ///     otherwise: What the categories that are not listed are worth.
    ///     weight: How much it counts beside the other preferences; > 0.
    ///
    /// Raises:
    ///     NotFoundError: If the attribute has no such category; those it has are listed.
    ///     InvalidRequirementError: If a value is not in [0, 1] or the weight is not > 0.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> ph.structure.table({"steel": 1.0, "concrete": 0.7}, weight=2)
    ///     结构: 钢结构 1 / 钢筋混凝土 0.7
    #[pyo3(signature = (values, *, otherwise=0.0, weight=1.0))]
    fn table(
        &self,
        values: BTreeMap<String, f64>,
        otherwise: f64,
        weight: f64,
    ) -> BindingResult<Preference> {
        Preference::from_table(self.0, &values, otherwise, weight)
    }
}

/// Every attribute, by its stable name, in the order of the table.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.attributes().get("floor_area").unit
///     '㎡'
#[pyfunction]
pub(crate) fn attributes(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyDict>> {
    use pyo3::types::{PyDict, PyDictMethods};
    let all = PyDict::new(py);
    for attribute in panhuo::Attribute::all() {
        all.set_item(attribute.name(), Bound::new(py, made(attribute))?)?;
    }
    Ok(all)
}
