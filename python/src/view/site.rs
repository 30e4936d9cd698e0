//! Sites and doubts, in words.

use std::collections::BTreeMap;

use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::ReportedValue;
use panhuo::inventory::Issue;
use panhuo::jurisdiction::Jurisdictions;
use panhuo::landmark::{Landmark, layer_label};
use panhuo::lineage::Lineage;
use panhuo::site::{Contact, Extra, Fact};
use panhuo::units::Dimension;
use panhuo::{Attribute, Interval, Quantity, Site};
use serde::Serialize;

use super::{SourceView, Words};
use crate::criterion::audience_name;

/// A site in words.
#[derive(Serialize)]
pub(crate) struct SiteView<'a> {
    id: &'a str,
    name: &'a str,
    /// The texts that investors read otherwise, or not at all if empty: the name, and attributes by
    /// name.
    for_investors: BTreeMap<&'static str, String>,
    kind: &'static str,
    kind_label: Words,
    former_names: &'a [String],
    jurisdiction: &'a str,
    jurisdiction_name: &'a str,
    reference: &'a str,
    longitude: Option<f64>,
    latitude: Option<f64>,
    footprint: Option<geojson::Geometry>,
    facts: BTreeMap<&'static str, FactView<'a>>,
    encumbrances: BTreeMap<&'static str, EncumbranceView<'a>>,
    contacts: &'a [Contact],
    extras: &'a [Extra],
    as_of: Option<String>,
    sources: Vec<SourceView<'a>>,
    completeness: f64,
}

#[derive(Serialize)]
struct FactView<'a> {
    label: Words,
    words: Words,
    known: bool,
    low: Option<f64>,
    high: Option<f64>,
    raw: &'a str,
    source: Option<SourceView<'a>>,
    audience: &'static str,
}

#[derive(Serialize)]
struct EncumbranceView<'a> {
    label: Words,
    present: bool,
    detail: &'a str,
    source: Option<SourceView<'a>>,
}

impl<'a> SiteView<'a> {
    pub(crate) fn of(site: &'a Site, jurisdictions: &'a Jurisdictions) -> Self {
        let place = site.representative();
        let footprint = site.footprint.as_ref();
        Self {
            id: site.id.as_str(),
            name: &site.name,
            for_investors: for_investors(site),
            kind: site.kind.name(),
            kind_label: Words::of(|lang| site.kind.label(lang)),
            former_names: &site.former_names,
            jurisdiction: &site.jurisdiction,
            jurisdiction_name: jurisdictions.name(&site.jurisdiction),
            reference: &site.reference,
            longitude: place.map(|place| place.longitude()),
            latitude: place.map(|place| place.latitude()),
            footprint: footprint.map(|area| geojson::Geometry::from(area.polygons())),
            facts: (site
                .facts
                .iter()
                .map(|(a, fact)| (a.name(), of_fact(*a, fact))))
            .collect(),
            encumbrances: encumbrances(site).collect(),
            contacts: &site.contacts,
            extras: &site.extras,
            as_of: site.as_of.as_ref().map(days),
            sources: site.sources.iter().map(SourceView::of).collect(),
            completeness: site.completeness(),
        }
    }
}

fn for_investors(site: &Site) -> BTreeMap<&'static str, String> {
    let texts = site.facts.iter().filter_map(|(attribute, fact)| {
        let told = site.redacted_text(*attribute).unwrap_or_default();
        let is_other = matches!(&fact.value, ReportedValue::Text(text) if *text != told);
        is_other.then_some((attribute.name(), told))
    });
    let told = site.redacted_name();
    let name = (told != site.name).then_some(("name", told));
    texts.chain(name).collect()
}

fn of_fact(attribute: Attribute, fact: &Fact) -> FactView<'_> {
    let ends = match &fact.value {
        ReportedValue::Number(interval) => [interval.low(), interval.high()],
        _ => [f64::NAN; 2],
    };
    let [low, high] = ends.map(|end| end.is_finite().then_some(end));
    FactView {
        label: Words::of(|lang| attribute.label(lang)),
        words: Words::of(|lang| fact.value.describe(attribute, lang)),
        known: fact.value.is_known(),
        low,
        high,
        raw: &fact.raw,
        source: fact.source.as_ref().map(SourceView::of),
        audience: audience_name(attribute.audience()),
    }
}

fn encumbrances(site: &Site) -> impl Iterator<Item = (&'static str, EncumbranceView<'_>)> {
    let of = |kind: &EncumbranceKind| Words::of(|lang| kind.label(lang));
    site.encumbrances.iter().map(move |(kind, stated)| {
        let view = EncumbranceView {
            label: of(kind),
            present: stated.present,
            detail: &stated.detail,
            source: stated.source.as_ref().map(SourceView::of),
        };
        (kind.name(), view)
    })
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

/// A landmark, and what planners call its layer.
#[derive(Serialize)]
pub(crate) struct LandmarkView<'a> {
    layer: &'a str,
    label: Words,
    name: &'a str,
    geometry: geojson::Geometry,
}

impl<'a> LandmarkView<'a> {
    pub(crate) fn of(layer: &'a str, landmark: &'a Landmark) -> Self {
        Self {
            layer,
            label: Words::of(|lang| layer_label(layer, lang)),
            name: &landmark.name,
            geometry: geojson::Geometry::from(&landmark.geometry),
        }
    }
}

/// A doubt in words.
#[derive(Serialize)]
pub(crate) struct IssueView<'a> {
    severity: &'static str,
    severity_label: Words,
    code: &'a str,
    file: &'a str,
    sheet: &'a str,
    row: Option<u32>,
    cell: String,
    column: &'a str,
    raw: &'a str,
    meaning: &'a str,
    zh: &'a str,
    en: &'a str,
    site: Option<&'a str>,
    attribute: Option<&'static str>,
}

impl<'a> IssueView<'a> {
    /// A doubt about a row names the site that the row became.
    pub(crate) fn of(issue: &'a Issue, lineage: &'a Lineage) -> Self {
        Self {
            severity: issue.severity.name(),
            severity_label: Words::of(|lang| issue.severity.label(lang)),
            code: &issue.code,
            file: issue.source.file(),
            sheet: issue.source.sheet(),
            row: issue.source.row(),
            cell: issue.source.cell(),
            column: &issue.column,
            raw: &issue.raw,
            meaning: &issue.meaning,
            zh: &issue.zh,
            en: &issue.en,
            site: issue.site.as_ref().map(|row| lineage.site_of(row).as_str()),
            attribute: issue.attribute.map(Attribute::name),
        }
    }
}
