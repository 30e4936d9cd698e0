//! What a catalog is made from: sites one by one, or sites by column.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::{encumbrance_bit, missing};
use crate::geometry::{Footprint, Position, site_metres};
use crate::interval::{Choices, Interval};
use crate::inventory::Inventory;
use crate::schema::{Attribute, SiteKind};
use crate::site::Site;

/// A number of some sites.
pub(crate) struct Readings {
    /// The values, NaN where there is none.
    pub(crate) values: Vec<f64>,
    /// By place among the values: readings that are neither values nor what their kind says of a
    /// missing one.
    pub(crate) intervals: BTreeMap<u32, Interval>,
}

/// Sites that columns can be made from, each by its position in the order of ids.
pub(crate) trait SiteRows: Sync {
    fn count(&self) -> usize;
    fn kind(&self, at: usize) -> SiteKind;
    fn representative(&self, at: usize) -> Option<Position>;
    fn footprint(&self, at: usize) -> Option<&Footprint>;
    fn jurisdiction(&self, at: usize) -> &str;
    /// The codes of jurisdictions that occur, in order, and for each of the sites in this order the
    /// position of its code among them.
    fn jurisdictions(&self, order: &[u32]) -> (Vec<String>, Vec<u32>) {
        codes(order.iter().map(|at| self.jurisdiction(*at as usize)))
    }
    /// The geodesic distance to a geometry, 0 inside it or where it meets the footprint; none
    /// without a place.
    fn metres_to(&self, at: usize, geometry: &geo::Geometry) -> Option<f64> {
        let place = self.representative(at)?;
        Some(site_metres(&place, self.footprint(at), geometry))
    }
    /// Encumbrances that the site is free of, and those that it has, as bits.
    fn encumbrances(&self, at: usize) -> (u16, u16);
    /// The attributes that some site reports.
    fn reported(&self) -> BTreeSet<Attribute>;
    /// Where the readings of the sites in this order are.
    fn given<'a>(&self, order: &'a [u32]) -> Cow<'a, [u32]> {
        Cow::Borrowed(order)
    }
    /// A number of the sites whose readings are given in this order.
    fn numbers(&self, attribute: Attribute, given: &[u32]) -> Readings;
    /// The same, when the rows need it no more: a column may give its memory to the next.
    fn take_numbers(&mut self, attribute: Attribute, given: &[u32]) -> Readings {
        self.numbers(attribute, given)
    }
    /// A category of the same.
    fn choices(&self, attribute: Attribute, given: &[u32]) -> Vec<Choices>;
}

impl SiteRows for Inventory {
    fn count(&self) -> usize {
        self.sites().len()
    }

    fn kind(&self, at: usize) -> SiteKind {
        self.sites()[at].kind
    }

    fn representative(&self, at: usize) -> Option<Position> {
        self.sites()[at].representative()
    }

    fn footprint(&self, at: usize) -> Option<&Footprint> {
        self.sites()[at].footprint.as_ref()
    }

    fn jurisdiction(&self, at: usize) -> &str {
        &self.sites()[at].jurisdiction
    }

    fn encumbrances(&self, at: usize) -> (u16, u16) {
        encumbrances(&self.sites()[at])
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.sites()
            .iter()
            .flat_map(|site| site.facts.keys().copied())
            .collect()
    }

    fn numbers(&self, attribute: Attribute, given: &[u32]) -> Readings {
        let mut intervals = BTreeMap::new();
        let mut value = |(place, at): (u32, &u32)| {
            let site = &self.sites()[*at as usize];
            let interval = site.interval(attribute);
            if interval.value().is_none() && interval != missing(attribute, site.kind) {
                intervals.insert(place, interval);
            }
            interval.value().unwrap_or(f64::NAN)
        };
        Readings {
            values: (0..).zip(given).map(&mut value).collect(),
            intervals,
        }
    }

    fn choices(&self, attribute: Attribute, given: &[u32]) -> Vec<Choices> {
        let of = |at: &u32| self.sites()[*at as usize].choices(attribute);
        given.iter().map(of).collect()
    }
}

/// Encumbrances that a site is free of, and those that it has, as bits.
pub(super) fn encumbrances(site: &Site) -> (u16, u16) {
    let stated = |present: bool| {
        let all = site.encumbrances.iter();
        let of = all.filter(|(_, encumbrance)| encumbrance.present == present);
        of.fold(0, |bits, (kind, _)| bits | encumbrance_bit(*kind))
    };
    (stated(false), stated(true))
}

/// The codes that occur, in order, and the position of each site's among them. Neighbours mostly have
/// the same.
fn codes<'a>(of_sites: impl Iterator<Item = &'a str> + Clone) -> (Vec<String>, Vec<u32>) {
    let mut named = BTreeSet::new();
    let mut last = None;
    for code in of_sites.clone() {
        if last != Some(code) {
            named.insert(code);
            last = Some(code);
        }
    }
    let positions: BTreeMap<&str, u32> = named.iter().copied().zip(0..).collect();
    let mut last = ("", positions.get("").copied().unwrap_or_default());
    let position = |code: &'a str| {
        if last.0 != code {
            last = (code, positions[code]);
        }
        last.1
    };
    let positions = of_sites.map(position).collect();
    (named.into_iter().map(str::to_owned).collect(), positions)
}
