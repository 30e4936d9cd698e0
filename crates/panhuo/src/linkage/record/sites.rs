//! Sites as records, without a [`Record`](super::Record) for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::RecordValue;
use super::values::{FieldValue, RecordRows};
use crate::error::Result;
use crate::geometry::{Footprint, Position};
use crate::interval::ReportedValue;
use crate::linkage::csr::Csr;
use crate::linkage::geo_point::METRES_PER_DEGREE;
use crate::linkage::profile::{Comparison, IdentityProfile};
use crate::schema::{Attribute, ValueType};
use crate::site::{Fact, Site};
use crate::text::script::normalized;

/// The property of a site that a field of a profile compares.
#[derive(Clone, Copy)]
enum SiteField {
    Name,
    Kind,
    Jurisdiction,
    Reference,
    Telephone,
    /// The file and sheet that the site was read from.
    Register,
    Location,
    Facts,
    Number(Attribute),
    Text(Attribute),
    /// Sites have no such property.
    Missing,
}

/// The fields of a profile as properties of sites.
struct SiteFields {
    fields: Vec<SiteField>,
    /// The attributes that are fields of their own; the others are compared together, as facts.
    own_attributes: Vec<Attribute>,
}

impl SiteFields {
    fn new(profile: &IdentityProfile) -> Self {
        let fields = profile.fields.iter().map(|field| {
            let attribute = Attribute::by_name(&field.name);
            match (field.name.as_str(), attribute) {
                ("name", _) => SiteField::Name,
                ("kind", _) => SiteField::Kind,
                ("jurisdiction", _) => SiteField::Jurisdiction,
                ("reference", _) => SiteField::Reference,
                ("telephone", _) => SiteField::Telephone,
                ("source", _) => SiteField::Register,
                ("location", _) => SiteField::Location,
                ("facts", _) => SiteField::Facts,
                (_, Some(attribute)) if field.comparison == Comparison::Number => {
                    SiteField::Number(attribute)
                }
                (_, Some(attribute)) => SiteField::Text(attribute),
                (_, None) => SiteField::Missing,
            }
        });
        let fields: Vec<SiteField> = fields.collect();
        let own_attributes = fields.iter().filter_map(|field| match field {
            SiteField::Number(attribute) | SiteField::Text(attribute) => Some(*attribute),
            _ => None,
        });
        Self {
            own_attributes: own_attributes.collect(),
            fields,
        }
    }

    /// Adds every number, date, category and yes or no that is no field of the profile.
    fn add_facts(&self, site: &Site, facts: &mut Vec<(u16, f64, f64)>) {
        for (attribute, fact) in &site.facts {
            let Ok(index) = u16::try_from(attribute.index()) else {
                continue;
            };
            if self.own_attributes.contains(attribute) {
                continue;
            }
            match (&fact.value, attribute.value_type()) {
                (ReportedValue::Number(interval), _) => {
                    let slack = relative_step(&fact.raw) * interval.high().abs() * 0.5;
                    facts.push((index, interval.low() - slack, interval.high() + slack));
                }
                (ReportedValue::Category(choices), ValueType::Category(_)) => {
                    #[expect(clippy::cast_precision_loss, reason = "a position below 64")]
                    if let Some(at) = choices.position() {
                        facts.push((index, at as f64, at as f64));
                    }
                }
                _ => {}
            }
        }
    }
}

/// A site, with those of its properties that are not stored in the form in which they are compared.
struct SiteView<'a> {
    site: &'a Site,
    register: Option<&'a str>,
    footprint: Option<&'a Arc<Footprint>>,
    facts: &'a [(u16, f64, f64)],
}

impl<'a> SiteView<'a> {
    fn value(&self, field: SiteField) -> FieldValue<'a> {
        let site = self.site;
        match field {
            SiteField::Name => FieldValue::Names(&site.name, &site.former_names),
            SiteField::Kind => FieldValue::Text(site.kind.name()),
            SiteField::Jurisdiction => text(&site.jurisdiction),
            SiteField::Reference => text(&site.reference),
            SiteField::Telephone => FieldValue::Contacts(&site.contacts),
            SiteField::Register => self.register.map_or(FieldValue::Unknown, FieldValue::Text),
            SiteField::Location => location(site, self.footprint),
            SiteField::Facts => FieldValue::Facts(self.facts),
            SiteField::Number(attribute) => {
                let fact = site.facts.get(&attribute);
                fact.map_or(FieldValue::Unknown, number)
            }
            SiteField::Text(attribute) => {
                match site.facts.get(&attribute).map(|fact| &fact.value) {
                    Some(ReportedValue::Text(written)) => text(written),
                    Some(ReportedValue::Category(choices)) => {
                        let at = choices.position();
                        let category = at.and_then(|at| attribute.categories().get(at));
                        category.map_or(FieldValue::Unknown, |one| FieldValue::Text(one.name))
                    }
                    _ => FieldValue::Unknown,
                }
            }
            SiteField::Missing => FieldValue::Unknown,
        }
    }
}

/// The values of one site, in the order of the profile's fields.
pub(super) fn values_of(site: &Site, profile: &IdentityProfile) -> Vec<RecordValue> {
    let fields = SiteFields::new(profile);
    let register = register_of(site).map(register_name);
    let footprint = site.footprint.clone().map(Arc::new);
    let mut facts = Vec::new();
    fields.add_facts(site, &mut facts);
    let view = SiteView {
        site,
        register: register.as_deref(),
        footprint: footprint.as_ref(),
        facts: &facts,
    };
    let values = fields.fields.iter().map(|field| view.value(*field).into());
    values.collect()
}

/// The file and sheet of a site with one source; none for a site of several sources.
fn register_of(site: &Site) -> Option<(&str, &str)> {
    match site.sources.as_slice() {
        [only] => Some((only.file(), only.sheet())),
        _ => None,
    }
}

fn register_name((file, sheet): (&str, &str)) -> String {
    format!("{file}[{sheet}]")
}

/// Sites as records.
pub(in crate::linkage) struct SiteRows<'a> {
    sites: &'a [Site],
    fields: SiteFields,
    /// The names of the registers, and for each site the index of its register.
    registers: Vec<String>,
    register_of: Vec<Option<usize>>,
    footprints: Vec<Option<Arc<Footprint>>>,
    facts: Csr<(u16, f64, f64)>,
}

impl<'a> SiteRows<'a> {
    pub(in crate::linkage) fn new(sites: &'a [Site], profile: &IdentityProfile) -> Result<Self> {
        let fields = SiteFields::new(profile);
        let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let register_of = sites.iter().map(|site| {
            let next = numbers.len();
            Some(*numbers.entry(register_of(site)?).or_insert(next))
        });
        let register_of = register_of.collect();
        let mut registers = vec![String::new(); numbers.len()];
        for (register, number) in numbers {
            registers[number] = register_name(register);
        }
        let footprints = sites.par_iter();
        Ok(Self {
            sites,
            registers,
            register_of,
            footprints: footprints
                .map(|site| site.footprint.clone().map(Arc::new))
                .collect(),
            facts: Csr::from_rows(sites.len(), |row, facts| {
                fields.add_facts(&sites[row], facts);
            })?,
            fields,
        })
    }
}

impl RecordRows for SiteRows<'_> {
    fn row_count(&self) -> usize {
        self.sites.len()
    }

    fn has_values(&self, field: usize) -> bool {
        let any = |has: &(dyn Fn(&Site) -> bool + Sync)| self.sites.par_iter().any(has);
        match self.fields.fields.get(field) {
            None | Some(SiteField::Missing) => false,
            Some(SiteField::Reference) => any(&|site| !site.reference.is_empty()),
            Some(SiteField::Telephone) => any(&|site| !site.contacts.is_empty()),
            Some(SiteField::Location) => any(&|site| site.representative().is_some()),
            Some(SiteField::Facts) => !self.facts.is_empty(),
            Some(SiteField::Number(attribute) | SiteField::Text(attribute)) => {
                any(&|site| site.facts.get(attribute).is_some())
            }
            Some(
                SiteField::Name | SiteField::Kind | SiteField::Jurisdiction | SiteField::Register,
            ) => true,
        }
    }

    fn value(&self, row: usize, field: usize) -> FieldValue<'_> {
        let view = SiteView {
            site: &self.sites[row],
            register: self.register_of[row].map(|register| self.registers[register].as_str()),
            footprint: self.footprints[row].as_ref(),
            facts: self.facts.row(row),
        };
        let field = self.fields.fields.get(field);
        field.map_or(FieldValue::Unknown, |field| view.value(*field))
    }
}

fn text(text: &str) -> FieldValue<'_> {
    if text.trim().is_empty() {
        FieldValue::Unknown
    } else {
        FieldValue::Text(text)
    }
}

fn number(fact: &Fact) -> FieldValue<'static> {
    match &fact.value {
        ReportedValue::Number(interval)
            if interval.low().is_finite() && interval.high().is_finite() =>
        {
            FieldValue::Number {
                low: interval.low(),
                high: interval.high(),
                step: relative_step(&fact.raw) * interval.high().abs(),
            }
        }
        _ => FieldValue::Unknown,
    }
}

fn location<'a>(site: &Site, footprint: Option<&'a Arc<Footprint>>) -> FieldValue<'a> {
    let Some(position) = site.representative() else {
        return FieldValue::Unknown;
    };
    // Without a position of its own, the site has that of its footprint, which was surveyed.
    let surveyed = site.position.is_none();
    FieldValue::Location {
        position,
        accuracy: if surveyed { 1.0 } else { accuracy(&position) },
        footprint,
    }
}

/// One unit of the last digit of the first number in a text, relative to that number: 1/30 for `30亩`, 0 if there
/// is no number.
fn relative_step(raw: &str) -> f64 {
    let mut digits = String::new();
    let mut decimals: Option<i32> = None;
    for c in normalized(raw).chars() {
        match c {
            '0'..='9' => {
                digits.push(c);
                decimals = decimals.map(|count| count + 1);
            }
            '.' if decimals.is_none() && !digits.is_empty() => {
                digits.push(c);
                decimals = Some(0);
            }
            ',' if !digits.is_empty() => {}
            _ if digits.is_empty() => {}
            _ => break,
        }
    }
    match digits.trim_end_matches('.').parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => {
            10_f64.powi(-decimals.unwrap_or(0)) / value
        }
        _ => 0.0,
    }
}

/// The error of a position in metres, by the decimals with which it is written: half a unit of the last
/// one, as degrees of latitude, but at least the ten metres of hand-held receivers and of clicks on maps.
pub(crate) fn accuracy(position: &Position) -> f64 {
    let exact = |value: f64, scale: f64| ((value * scale).round() / scale - value).abs() < 1e-9;
    let mut scale = 1.0;
    for _ in 0..5 {
        if exact(position.longitude(), scale) && exact(position.latitude(), scale) {
            break;
        }
        scale *= 10.0;
    }
    (METRES_PER_DEGREE * 0.5 / scale).max(10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_follows_from_the_written_digits() {
        assert!((relative_step("约30亩") - 1.0 / 30.0).abs() < 1e-12);
        assert!((relative_step("1,200.5㎡") - 0.1 / 1200.5).abs() < 1e-12);
        assert!(relative_step("面议") == 0.0 && relative_step("") == 0.0);
    }

    #[test]
    fn few_decimals_are_a_coarse_position() {
        let at = |lon, lat| accuracy(&Position::new(lon, lat).unwrap());
        assert!((at(113.14, 29.44) - 555.0).abs() < 1.0);
        assert!((at(113.141_234_5, 29.441_234_5) - 10.0).abs() < 1e-9);
    }
}
