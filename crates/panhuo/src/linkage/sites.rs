//! Sites as they are compared: the values of each field, without a record for each site.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{Given, Rows};
use super::lists::Lists;
use super::profile::{Comparison, IdentityProfile};
use crate::geometry::{Footprint, Position};
use crate::interval::ReportedValue;
use crate::schema::{Attribute, ValueType};
use crate::site::{Fact, Site};

/// What of a site a field of a profile is.
#[derive(Clone, Copy)]
enum Of {
    Name,
    Kind,
    Jurisdiction,
    Reference,
    Telephone,
    Register,
    Place,
    Facts,
    Number(Attribute),
    Text(Attribute),
    /// Nothing that sites have.
    Nothing,
}

/// Sites, and what is not as it is compared in them.
pub(super) struct SiteRows<'a> {
    sites: &'a [Site],
    fields: Vec<Of>,
    /// The sheets that sites were read from, as text, and which is whose.
    registers: Vec<String>,
    register_of: Vec<Option<usize>>,
    footprints: Vec<Option<Arc<Footprint>>>,
    facts: Lists<(u16, f64, f64)>,
}

impl<'a> SiteRows<'a> {
    pub(super) fn new(sites: &'a [Site], profile: &IdentityProfile) -> Self {
        let attributes = profile.fields.iter();
        let taken: Vec<Option<Attribute>> = attributes
            .map(|field| Attribute::by_name(&field.name))
            .collect();
        let fields = profile.fields.iter().zip(&taken);
        let fields = fields.map(
            |(field, attribute)| match (field.name.as_str(), attribute) {
                ("name", _) => Of::Name,
                ("kind", _) => Of::Kind,
                ("jurisdiction", _) => Of::Jurisdiction,
                ("reference", _) => Of::Reference,
                ("telephone", _) => Of::Telephone,
                ("source", _) => Of::Register,
                ("place", _) => Of::Place,
                ("facts", _) => Of::Facts,
                (_, Some(attribute)) if field.comparison == Comparison::Number => {
                    Of::Number(*attribute)
                }
                (_, Some(attribute)) => Of::Text(*attribute),
                (_, None) => Of::Nothing,
            },
        );
        let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let register_of = sites.iter().map(|site| match site.sources.as_slice() {
            [only] => {
                let next = numbers.len();
                Some(*numbers.entry((only.file(), only.sheet())).or_insert(next))
            }
            _ => None,
        });
        let register_of = register_of.collect();
        let mut registers = vec![String::new(); numbers.len()];
        for ((file, sheet), number) in numbers {
            registers[number] = format!("{file}[{sheet}]");
        }
        let footprints = sites.par_iter();
        Self {
            sites,
            fields: fields.collect(),
            registers,
            register_of,
            footprints: footprints
                .map(|site| site.footprint.clone().map(Arc::new))
                .collect(),
            facts: Lists::gather(sites.len(), |row, all| add_facts(&sites[row], &taken, all)),
        }
    }
}

impl Rows for SiteRows<'_> {
    fn rows(&self) -> usize {
        self.sites.len()
    }

    fn knows(&self, field: usize) -> bool {
        let any = |is: &(dyn Fn(&Site) -> bool + Sync)| self.sites.par_iter().any(is);
        match self.fields.get(field) {
            None | Some(Of::Nothing) => false,
            Some(Of::Reference) => any(&|site| !site.reference.is_empty()),
            Some(Of::Telephone) => any(&|site| !site.contacts.is_empty()),
            Some(Of::Place) => any(&|site| site.representative().is_some()),
            Some(Of::Facts) => self.facts.known(),
            Some(Of::Number(attribute) | Of::Text(attribute)) => {
                any(&|site| site.facts.get(attribute).is_some())
            }
            Some(Of::Name | Of::Kind | Of::Jurisdiction | Of::Register) => true,
        }
    }

    fn value(&self, row: usize, field: usize) -> Given<'_> {
        let site = &self.sites[row];
        match self.fields.get(field).copied().unwrap_or(Of::Nothing) {
            Of::Name => Given::Named(&site.name, &site.former_names),
            Of::Kind => Given::Text(site.kind.name()),
            Of::Jurisdiction => text(&site.jurisdiction),
            Of::Reference => text(&site.reference),
            Of::Telephone => Given::Contacts(&site.contacts),
            Of::Register => match self.register_of[row] {
                Some(register) => Given::Text(&self.registers[register]),
                None => Given::Unknown,
            },
            Of::Place => place(site, self.footprints[row].as_ref()),
            Of::Facts => Given::Facts(self.facts.of(row)),
            Of::Number(attribute) => site.facts.get(&attribute).map_or(Given::Unknown, number),
            Of::Text(attribute) => match site.facts.get(&attribute).map(|fact| &fact.value) {
                Some(ReportedValue::Text(written)) => text(written),
                Some(ReportedValue::Category(choices)) => {
                    let at = choices.position();
                    let category = at.and_then(|at| attribute.categories().get(at));
                    category.map_or(Given::Unknown, |category| Given::Text(category.name))
                }
                _ => Given::Unknown,
            },
            Of::Nothing => Given::Unknown,
        }
    }
}

fn text(text: &str) -> Given<'_> {
    if text.trim().is_empty() {
        Given::Unknown
    } else {
        Given::Text(text)
    }
}

fn number(fact: &Fact) -> Given<'static> {
    match &fact.value {
        ReportedValue::Number(interval)
            if interval.low().is_finite() && interval.high().is_finite() =>
        {
            let step = step_of(&fact.raw) * interval.high().abs();
            Given::Number(interval.low(), interval.high(), step)
        }
        _ => Given::Unknown,
    }
}

fn place<'a>(site: &Site, footprint: Option<&'a Arc<Footprint>>) -> Given<'a> {
    let Some(position) = site.representative() else {
        return Given::Unknown;
    };
    let exact = site.position.is_none();
    let accuracy = if exact { 1.0 } else { accuracy(&position) };
    Given::Location(position, accuracy, footprint)
}

/// One unit of the last digit of the first number in a text, as a share of that number: a 30th
/// for `30亩`, nothing if there is no number.
fn step_of(raw: &str) -> f64 {
    let mut digits = String::new();
    let mut decimals: Option<i32> = None;
    for c in super::name::folded(raw).chars() {
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

/// How far off a position may be that is written with so few decimals: half a unit of the last, in
/// metres of latitude; at least ten metres, which is what hand-held receivers and clicks on maps give.
pub(crate) fn accuracy(position: &Position) -> f64 {
    let exact = |value: f64, scale: f64| ((value * scale).round() / scale - value).abs() < 1e-9;
    let mut scale = 1.0;
    for _ in 0..5 {
        if exact(position.longitude(), scale) && exact(position.latitude(), scale) {
            break;
        }
        scale *= 10.0;
    }
    (111_000.0 * 0.5 / scale).max(10.0)
}

/// Adds every number, date, category and yes or no that the profile does not comparison by itself.
fn add_facts(site: &Site, taken: &[Option<Attribute>], facts: &mut Vec<(u16, f64, f64)>) {
    for (attribute, fact) in &site.facts {
        let own = taken.contains(&Some(*attribute));
        let Ok(index) = u16::try_from(attribute.index()) else {
            continue;
        };
        match (&fact.value, attribute.value_type()) {
            (ReportedValue::Number(interval), _) if !own => {
                let slack = step_of(&fact.raw) * interval.high().abs() * 0.5;
                facts.push((index, interval.low() - slack, interval.high() + slack));
            }
            (ReportedValue::Category(choices), ValueType::Category(_)) if !own => {
                #[expect(clippy::cast_precision_loss, reason = "a position below 64")]
                if let Some(at) = choices.position() {
                    facts.push((index, at as f64, at as f64));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_what_was_written() {
        assert!((step_of("约30亩") - 1.0 / 30.0).abs() < 1e-12);
        assert!((step_of("1,200.5㎡") - 0.1 / 1200.5).abs() < 1e-12);
        assert!(step_of("面议") == 0.0 && step_of("") == 0.0);
    }

    #[test]
    fn few_decimals_are_a_coarse_position() {
        let at = |lon, lat| accuracy(&Position::new(lon, lat).unwrap());
        assert!((at(113.14, 29.44) - 555.0).abs() < 1.0);
        assert!((at(113.141_234_5, 29.441_234_5) - 10.0).abs() < 1e-9);
    }
}
