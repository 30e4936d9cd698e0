//! A site made from columns, and columns made from sites.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{SiteColumns, SiteRows, encumbrance_bits};
use crate::catalog::ids::SegmentSite;
use crate::catalog::segment::{SegmentColumns, missing, missing_choices};
use crate::compact::Text;
use crate::encumbrance::{Encumbrance, EncumbranceKind};
use crate::geometry::Position;
use crate::interval::{Choices, Interval, MissingReason, ReportedValue};
use crate::schema::{Attribute, SiteKind};
use crate::site::Site;

impl SiteColumns {
    /// A site, with the numbers and categories that a segment's columns have of it.
    pub(super) fn site(&self, at: SegmentSite, columns: &SegmentColumns) -> Site {
        let kind = self.kind(at);
        let mut site = Site::new(self.ids[at.index()].as_str(), kind, self.name(at));
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
        for attribute in self.text_attributes() {
            let text = self.text(attribute, at);
            if !text.is_empty() {
                let value = ReportedValue::Text(text.into());
                site.facts.insert(attribute, value.into());
            }
        }
        let row = columns.row(at);
        for attribute in columns.attributes() {
            let value = if attribute.categories().is_empty() {
                let interval = columns.interval(attribute, row);
                (interval != missing(attribute, kind)).then(|| number(interval))
            } else {
                let choices = columns.choices(attribute, row);
                (choices != missing_choices(attribute, kind)).then(|| category(choices))
            };
            if let Some(value) = value {
                site.facts.insert(attribute, value.into());
            }
        }
        site
    }

    /// Columns of sites in the order of their ids; what columns cannot hold is left out.
    pub(in crate::catalog) fn from_sites<'a>(sites: impl Iterator<Item = Cow<'a, Site>>) -> Self {
        let mut all = Self::default();
        let (mut codes, mut next) = (BTreeMap::new(), 0);
        for (at, site) in (0_u32..).zip(sites) {
            for (attribute, fact) in &site.facts {
                all.add(*attribute, &fact.value, at, site.kind);
            }
            let code = *codes.entry(site.jurisdiction.clone()).or_insert(next);
            next = next.max(code + 1);
            all.jurisdictions.push(code);
            let position = site.position.as_ref();
            all.longitudes
                .push(position.map_or(f64::NAN, Position::longitude));
            all.latitudes
                .push(position.map_or(f64::NAN, Position::latitude));
            all.encumbrances.push(encumbrance_bits(&site));
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

    /// Adds a value of the site that is next to be added.
    fn add(&mut self, attribute: Attribute, value: &ReportedValue, at: u32, kind: SiteKind) {
        if let ReportedValue::Text(text) = value {
            let texts = self.texts.entry(attribute).or_default();
            texts.resize(at as usize, String::new());
            texts.push(text.as_str().to_owned());
        } else if attribute.dimension().is_some() {
            let interval = value.interval();
            let values = self.numbers.entry(attribute).or_default();
            values.resize(at as usize, f64::NAN);
            values.push(interval.value().unwrap_or(f64::NAN));
            if interval.value().is_none() && interval != missing(attribute, kind) {
                let intervals = self.intervals.entry(attribute).or_default();
                intervals.push((at, interval));
            }
        } else if !attribute.categories().is_empty() {
            let choices = self.categories.entry(attribute).or_default();
            fill(choices, attribute, &self.kinds);
            choices.push(value.choices());
        }
    }
}

/// Fills up a column of a category with missing ones, to one for each of these sites.
fn fill(choices: &mut Vec<Choices>, attribute: Attribute, kinds: &[SiteKind]) {
    let blank = &kinds[choices.len()..];
    choices.extend(blank.iter().map(|kind| missing_choices(attribute, *kind)));
}

fn number(interval: Interval) -> ReportedValue {
    if interval.is_empty() {
        ReportedValue::NotApplicable
    } else if interval.is_anything() {
        ReportedValue::Unknown(MissingReason::NotReported)
    } else {
        ReportedValue::Number(interval)
    }
}

fn category(choices: Choices) -> ReportedValue {
    if choices == Choices::EMPTY {
        ReportedValue::NotApplicable
    } else if choices == Choices::ANYTHING {
        ReportedValue::Unknown(MissingReason::NotReported)
    } else {
        ReportedValue::Category(choices)
    }
}
