//! One site of columns, and columns of sites one by one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::columns::missing;
use super::rows::{SiteRows, encumbrances};
use super::{SegmentColumns, SiteColumns};
use crate::compact::Text;
use crate::encumbrance::{Encumbrance, EncumbranceKind};
use crate::geometry::Position;
use crate::interval::{Choices, Interval, MissingReason, ReportedValue};
use crate::schema::{Attribute, SiteKind};
use crate::site::Site;

impl SiteColumns {
    /// The site at a position, with the readings that columns have of it.
    pub(super) fn site(&self, at: usize, columns: &SegmentColumns) -> Site {
        let kind = self.kinds[at];
        let mut site = Site::new(self.ids[at].as_str(), kind, self.name(at));
        self.jurisdiction(at).clone_into(&mut site.jurisdiction);
        self.reference(at).clone_into(&mut site.reference);
        site.position = self.position(at);
        site.footprint = self.footprint(at).cloned();
        for &kind in EncumbranceKind::VALUES {
            if let Some(present) = self.encumbrance(kind, at) {
                let stated = Encumbrance {
                    present,
                    detail: Text::EMPTY,
                    source: None,
                };
                site.encumbrances.insert(kind, stated);
            }
        }
        for (attribute, texts) in self.texts.iter().filter(|(_, all)| !all[at].is_empty()) {
            let reading = ReportedValue::Text(texts[at].as_str().into());
            site.facts.insert(*attribute, reading.into());
        }
        let row = columns.row_of(at);
        for attribute in columns.attributes() {
            let reading = if attribute.categories().is_empty() {
                let interval = columns.interval(attribute, row);
                (interval != missing(attribute, kind)).then(|| of_number(interval))
            } else {
                let choices = columns.choices(attribute, row);
                (choices != missing_choices(attribute, kind)).then(|| of_category(choices))
            };
            if let Some(reading) = reading {
                site.facts.insert(attribute, reading.into());
            }
        }
        site
    }

    /// SegmentColumns of sites in the order of their ids; what columns cannot say is left out.
    pub(super) fn of<'a>(sites: impl Iterator<Item = Cow<'a, Site>>) -> Self {
        let mut all = Self::default();
        let mut codes = BTreeMap::new();
        for (number, site) in (0_u32..).zip(sites) {
            for (attribute, fact) in &site.facts {
                all.add(*attribute, &fact.value, number, site.kind);
            }
            let next = u32::try_from(codes.len()).unwrap_or(u32::MAX);
            let code = codes.entry(site.jurisdiction.clone()).or_insert(next);
            all.jurisdictions.push(*code);
            let degrees = |of: fn(&Position) -> f64| site.position.as_ref().map_or(f64::NAN, of);
            all.longitudes.push(degrees(Position::longitude));
            all.latitudes.push(degrees(Position::latitude));
            all.encumbrances.push(encumbrances(&site));
            let site = site.into_owned();
            all.ids.push(site.id);
            all.kinds.push(site.kind);
            all.names.push(site.name);
            all.references.push(site.reference);
            all.footprints.push(site.footprint);
        }
        let count = all.ids.len();
        all.numbers
            .values_mut()
            .for_each(|values| values.resize(count, f64::NAN));
        all.texts
            .values_mut()
            .for_each(|texts| texts.resize(count, String::new()));
        for (attribute, choices) in &mut all.categories {
            fill(choices, *attribute, &all.kinds);
        }
        all.codes = vec![String::new(); codes.len()];
        for (code, at) in codes {
            all.codes[at as usize] = code;
        }
        all
    }

    /// Adds a reading of the next site.
    fn add(&mut self, attribute: Attribute, reading: &ReportedValue, number: u32, kind: SiteKind) {
        let at = number as usize;
        if let ReportedValue::Text(text) = reading {
            let texts = self.texts.entry(attribute).or_default();
            texts.resize(at, String::new());
            texts.push(text.as_str().to_owned());
        } else if attribute.dimension().is_some() {
            let interval = reading.interval();
            let values = self.numbers.entry(attribute).or_default();
            values.resize(at, f64::NAN);
            values.push(interval.value().unwrap_or(f64::NAN));
            if interval.value().is_none() && interval != missing(attribute, kind) {
                let intervals = self.intervals.entry(attribute).or_default();
                intervals.push((number, interval));
            }
        } else if !attribute.categories().is_empty() {
            let choices = self.categories.entry(attribute).or_default();
            fill(choices, attribute, &self.kinds);
            choices.push(reading.choices());
        }
    }
}

/// Adds what is missing of a category, up to a choice for each of these sites.
fn fill(choices: &mut Vec<Choices>, attribute: Attribute, kinds: &[SiteKind]) {
    let blank = &kinds[choices.len()..];
    choices.extend(blank.iter().map(|kind| missing_choices(attribute, *kind)));
}

/// What a missing category means for a kind.
fn missing_choices(attribute: Attribute, kind: SiteKind) -> Choices {
    if attribute.applies_to(kind) {
        Choices::ANYTHING
    } else {
        Choices::EMPTY
    }
}

fn of_number(interval: Interval) -> ReportedValue {
    if interval.is_empty() {
        ReportedValue::NotApplicable
    } else if interval.is_anything() {
        ReportedValue::Unknown(MissingReason::NotReported)
    } else {
        ReportedValue::Number(interval)
    }
}

fn of_category(choices: Choices) -> ReportedValue {
    if choices == Choices::EMPTY {
        ReportedValue::NotApplicable
    } else if choices == Choices::ANYTHING {
        ReportedValue::Unknown(MissingReason::NotReported)
    } else {
        ReportedValue::Category(choices)
    }
}
