//! Sites with their facts and encumbrances.

use std::collections::BTreeMap;

use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::ReportedValue;
use panhuo::jurisdiction::Jurisdictions;
use panhuo::site::{Contact, Extra};
use panhuo::units::Dimension;
use panhuo::{Attribute, Interval, Quantity, SiteKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::{Deserialize, Serialize};

use crate::audience;
use crate::codes::FACT_MISSING;
use crate::convert::{Reduced, from_python, reduce, to_python};
use crate::error::BindingResult;
use crate::source::Source;
use crate::words::Words;

/// What a ledger reports of one attribute.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq)]
pub(crate) struct Fact {
    attribute: Attribute,
    fact: panhuo::site::Fact,
}

#[pymethods]
impl Fact {
    /// What a planner calls the attribute.
    #[getter]
    fn label(&self) -> Words {
        Words::in_each(|lang| self.attribute.label(lang))
    }

    /// What is known, rounded, with the planner's unit.
    #[getter]
    fn words(&self) -> Words {
        Words::in_each(|lang| self.fact.value.describe(self.attribute, lang))
    }

    /// Whether something is known, if only in part.
    #[getter]
    fn known(&self) -> bool {
        self.fact.value.is_known()
    }

    /// The lower end in the canonical unit; None if open or not a number.
    #[getter]
    fn low(&self) -> Option<f64> {
        self.end(Interval::low)
    }

    /// The upper end.
    #[getter]
    fn high(&self) -> Option<f64> {
        self.end(Interval::high)
    }

    /// What the cell says. May hold personal data.
    #[getter]
    fn raw(&self) -> &str {
        &self.fact.raw
    }

    /// The cell; None if the fact was not read from one.
    #[getter]
    fn source(&self) -> Option<Source> {
        self.fact.source.as_ref().map(Source::from)
    }

    /// A fact is written as a part of a site: its attribute says how.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        let Self { attribute, fact } = slf.get();
        let mut kinds = SiteKind::VALUES.iter();
        let kind = kinds.find(|kind| attribute.applies_to(**kind));
        let mut site = panhuo::Site::new("fact", kind.copied().unwrap_or(SiteKind::Land), "");
        site.facts.insert(*attribute, fact.clone());
        reduce(slf, &site)
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        let site: panhuo::Site = from_python(form)?;
        let fact = site.facts.into_iter().next();
        let (attribute, fact) = fact.ok_or_else(|| panhuo::Error::new(FACT_MISSING))?;
        Ok(Self { attribute, fact })
    }

    fn __repr__(&self) -> String {
        let (label, words) = (self.label(), self.words());
        let (label, words) = (label.in_current_language(), words.in_current_language());
        format!("<panhuo.Fact: {label} {words}>")
    }
}

impl Fact {
    fn end(&self, of: impl Fn(&Interval) -> f64) -> Option<f64> {
        match &self.fact.value {
            ReportedValue::Number(interval) => Some(of(interval)).filter(|end| end.is_finite()),
            _ => None,
        }
    }
}

/// What a ledger says about one kind of encumbrance.
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Encumbrance {
    kind: EncumbranceKind,
    stated: panhuo::encumbrance::Encumbrance,
}

#[pymethods]
impl Encumbrance {
    /// What planners call it.
    #[getter]
    fn label(&self) -> Words {
        Words::in_each(|lang| self.kind.label(lang))
    }

    /// Whether the site is encumbered; False is a statement too.
    #[getter]
    fn present(&self) -> bool {
        self.stated.present
    }

    /// Creditor, court, amount, term, as written. May hold personal data.
    #[getter]
    fn detail(&self) -> &str {
        &self.stated.detail
    }

    /// The cell; None if it was not read from one.
    #[getter]
    fn source(&self) -> Option<Source> {
        self.stated.source.as_ref().map(Source::from)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, slf.get())
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form)
    }

    fn __repr__(&self) -> String {
        let label = self.label();
        let present = if self.stated.present { "+" } else { "−" };
        format!(
            "<panhuo.Encumbrance: {present}{}>",
            label.in_current_language()
        )
    }
}

/// Anything that can be offered, with what is known of it and where that was read.
///
/// Example:
///     >>> import panhuo as ph
///     >>> catalog = ph.Inventory.from_records(
///     ...     [{"id": "A", "kind": "idle_factory", "name": "3#厂房", "floor_area": "8600 ㎡"}]
///     ... ).catalog()
///     >>> site = catalog.site("A")
///     >>> site.name, str(site.facts["floor_area"].words), site.facts["floor_area"].low
///     ('3#厂房', '8600 ㎡', 8600.0)
#[pyclass(frozen, eq, module = "panhuo._native")]
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Site {
    site: panhuo::Site,
    jurisdiction_name: String,
}

impl Site {
    pub(crate) fn new(site: panhuo::Site, jurisdictions: &Jurisdictions) -> Self {
        let jurisdiction_name = jurisdictions.name(&site.jurisdiction).to_owned();
        Self {
            site,
            jurisdiction_name,
        }
    }
}

#[pymethods]
impl Site {
    /// The name that never changes, such as ``YYL-0042``.
    #[getter]
    fn id(&self) -> &str {
        self.site.id.as_str()
    }

    /// What it is called.
    #[getter]
    fn name(&self) -> &str {
        &self.site.name
    }

    /// What it is, such as ``idle_factory``.
    #[getter]
    fn kind(&self) -> &'static str {
        self.site.kind.name()
    }

    /// What planners call its kind.
    #[getter]
    fn kind_label(&self) -> Words {
        Words::in_each(|lang| self.site.kind.label(lang))
    }

    /// What it was called before, and what other registers call it.
    #[getter]
    fn former_names(&self) -> Vec<&str> {
        self.site.former_names.iter().map(String::as_str).collect()
    }

    /// The code of the jurisdiction that reports it; empty if not known.
    #[getter]
    fn jurisdiction(&self) -> &str {
        &self.site.jurisdiction
    }

    /// The name of that jurisdiction.
    #[getter]
    fn jurisdiction_name(&self) -> &str {
        &self.jurisdiction_name
    }

    /// Degrees east of its representative point, WGS84; None without a position.
    #[getter]
    fn longitude(&self) -> Option<f64> {
        Some(self.site.representative()?.longitude())
    }

    /// Degrees north.
    #[getter]
    fn latitude(&self) -> Option<f64> {
        Some(self.site.representative()?.latitude())
    }

    /// Its area as a GeoJSON geometry, WGS84; None if not known.
    #[getter]
    fn footprint<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        to_python(py, &footprint(&self.site))
    }

    /// What is known, by the stable name of the attribute, in the order of the schema.
    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let facts = PyDict::new(py);
        for (attribute, fact) in &self.site.facts {
            let (attribute, fact) = (*attribute, fact.clone());
            facts.set_item(attribute.name(), Fact { attribute, fact })?;
        }
        Ok(facts)
    }

    /// What ledgers say about its encumbrances, by stable name.
    #[getter]
    fn encumbrances<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let encumbrances = PyDict::new(py);
        for (kind, stated) in &self.site.encumbrances {
            let (kind, stated) = (*kind, stated.clone());
            encumbrances.set_item(kind.name(), Encumbrance { kind, stated })?;
        }
        Ok(encumbrances)
    }

    /// Persons to call: names and telephone numbers.
    #[getter]
    fn contacts(&self) -> Vec<(&str, &str)> {
        let contacts = self.site.contacts.iter();
        contacts
            .map(|each| (each.name.as_str(), each.telephone.as_str()))
            .collect()
    }

    /// The day, or days, of which its ledgers speak, such as ``2024-05-31``; None if not known.
    #[getter]
    fn as_of(&self) -> Option<String> {
        self.site.as_of.as_ref().map(days)
    }

    /// The rows that it was read from.
    #[getter]
    fn sources(&self) -> Vec<Source> {
        self.site.sources.iter().map(Source::from).collect()
    }

    /// The share of the attributes of its kind that are known, in [0, 1].
    #[getter]
    fn completeness(&self) -> f64 {
        self.site.completeness()
    }

    /// What an audience may read of it.
    ///
    /// Args:
    ///     audience: ``"investor"``: open attributes without their cells, names and addresses
    ///         without persons and telephone numbers; or ``"bureau"``: everything.
    ///
    /// Raises:
    ///     InvalidArgumentError: For another audience.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> lot = {"id": "A", "kind": "land", "name": "鱼塘 13800000123", "owner": "李秀英"}
    ///     >>> site = ph.Inventory.from_records([lot]).catalog().site("A").for_audience("investor")
    ///     >>> site.name, "owner" in site.facts
    ///     ('鱼塘 …', False)
    fn for_audience(&self, audience: &str) -> BindingResult<Self> {
        Ok(Self {
            site: self.site.for_audience(audience::by_name(audience)?),
            jurisdiction_name: self.jurisdiction_name.clone(),
        })
    }

    /// Everything that is known, as plain data; contacts are personal data.
    ///
    /// Example:
    ///     >>> import panhuo as ph
    ///     >>> records = [{"id": "A", "kind": "land", "encumbrances": {"mortgage": False}}]
    ///     >>> site = ph.Inventory.from_records(records).catalog().site("A")
    ///     >>> site.encumbrances["mortgage"].present, site.to_dict().get("contacts")
    ///     (False, [])
    fn to_dict<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        to_python(py, &SiteForm::new(&self.site, &self.jurisdiction_name))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<Reduced<'py>> {
        reduce(slf, slf.get())
    }

    #[staticmethod]
    fn _restore(form: &Bound<'_, PyAny>) -> BindingResult<Self> {
        from_python(form)
    }

    fn __repr__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let render = slf.py().import("panhuo._render")?;
        render.call_method1("site_text", (slf,))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let render = slf.py().import("panhuo._render")?;
        render.call_method1("site_html", (slf,))
    }
}

/// A site as plain data.
#[derive(Serialize)]
pub(crate) struct SiteForm<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    kind_label: Words,
    former_names: &'a [String],
    jurisdiction: &'a str,
    jurisdiction_name: &'a str,
    reference: &'a str,
    longitude: Option<f64>,
    latitude: Option<f64>,
    footprint: Option<geojson::Geometry>,
    facts: BTreeMap<&'static str, FactForm<'a>>,
    encumbrances: BTreeMap<&'static str, EncumbranceForm<'a>>,
    contacts: &'a [Contact],
    extras: &'a [Extra],
    as_of: Option<String>,
    sources: &'a [panhuo::source::Source],
    completeness: f64,
}

#[derive(Serialize)]
struct FactForm<'a> {
    label: Words,
    words: Words,
    known: bool,
    low: Option<f64>,
    high: Option<f64>,
    raw: &'a str,
    source: Option<&'a panhuo::source::Source>,
}

#[derive(Serialize)]
struct EncumbranceForm<'a> {
    label: Words,
    present: bool,
    detail: &'a str,
    source: Option<&'a panhuo::source::Source>,
}

impl<'a> SiteForm<'a> {
    pub(crate) fn new(site: &'a panhuo::Site, jurisdiction_name: &'a str) -> Self {
        let position = site.representative();
        let facts = site.facts.iter();
        let encumbrances = site.encumbrances.iter();
        Self {
            id: site.id.as_str(),
            name: &site.name,
            kind: site.kind.name(),
            kind_label: Words::in_each(|lang| site.kind.label(lang)),
            former_names: &site.former_names,
            jurisdiction: &site.jurisdiction,
            jurisdiction_name,
            reference: &site.reference,
            longitude: position.map(|at| at.longitude()),
            latitude: position.map(|at| at.latitude()),
            footprint: footprint(site),
            facts: facts
                .map(|(of, fact)| (of.name(), fact_form(*of, fact)))
                .collect(),
            encumbrances: encumbrances
                .map(|(kind, stated)| {
                    let form = EncumbranceForm {
                        label: Words::in_each(|lang| kind.label(lang)),
                        present: stated.present,
                        detail: &stated.detail,
                        source: stated.source.as_ref(),
                    };
                    (kind.name(), form)
                })
                .collect(),
            contacts: &site.contacts,
            extras: &site.extras,
            as_of: site.as_of.as_ref().map(days),
            sources: &site.sources,
            completeness: site.completeness(),
        }
    }
}

fn fact_form(attribute: Attribute, fact: &panhuo::site::Fact) -> FactForm<'_> {
    let ends = match &fact.value {
        ReportedValue::Number(interval) => [interval.low(), interval.high()],
        _ => [f64::NAN; 2],
    };
    let [low, high] = ends.map(|end| end.is_finite().then_some(end));
    FactForm {
        label: Words::in_each(|lang| attribute.label(lang)),
        words: Words::in_each(|lang| fact.value.describe(attribute, lang)),
        known: fact.value.is_known(),
        low,
        high,
        raw: &fact.raw,
        source: fact.source.as_ref(),
    }
}

fn footprint(site: &panhuo::Site) -> Option<geojson::Geometry> {
    let footprint = site.footprint.as_ref()?;
    Some(geojson::Geometry::from(footprint.polygons()))
}

/// An interval of days: `2024-05-01 – 2024-05-31`.
fn days(interval: &Interval) -> String {
    let day = |days: f64| Quantity::canonical(days, Dimension::Date).to_string();
    let (first, last) = (day(interval.low()), day(interval.high()));
    if first == last {
        first
    } else {
        format!("{first} – {last}")
    }
}
