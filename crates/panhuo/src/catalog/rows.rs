//! What a catalog is made from: sites one by one, or sites by column.

use std::collections::BTreeSet;

use super::columns::burden_bit;
use crate::attribute::{Attribute, SiteKind};
use crate::inventory::Inventory;
use crate::place::{Footprint, Position, metres_from};
use crate::reading::{Choices, Interval};
use crate::site::Site;

/// Sites that columns can be made from, each by its position in the order of ids.
pub(crate) trait Rows: Sync {
    fn count(&self) -> usize;
    fn kind(&self, at: usize) -> SiteKind;
    fn representative(&self, at: usize) -> Option<Position>;
    fn footprint(&self, at: usize) -> Option<&Footprint>;
    fn jurisdiction(&self, at: usize) -> &str;
    /// The geodesic distance to a geometry, 0 inside it or where it meets the footprint; none
    /// without a place.
    fn metres_to(&self, at: usize, geometry: &geo::Geometry) -> Option<f64> {
        let place = self.representative(at)?;
        Some(metres_from(&place, self.footprint(at), geometry))
    }
    /// Burdens that the site is free of, and those that it has, as bits.
    fn burdens(&self, at: usize) -> (u16, u16);
    /// The attributes that some site reports.
    fn reported(&self) -> BTreeSet<Attribute>;
    /// Replaces what is in `all` by a number of the sites in this order.
    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>);
    /// A category of the sites in this order.
    fn choices(&self, attribute: Attribute, order: &[u32]) -> Vec<Choices>;
}

impl Rows for Inventory {
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

    fn burdens(&self, at: usize) -> (u16, u16) {
        burdens(&self.sites()[at])
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.sites()
            .iter()
            .flat_map(|site| site.facts.keys().copied())
            .collect()
    }

    fn intervals(&self, attribute: Attribute, order: &[u32], all: &mut Vec<Interval>) {
        let of = |at: &u32| self.sites()[*at as usize].interval(attribute);
        all.clear();
        all.extend(order.iter().map(of));
    }

    fn choices(&self, attribute: Attribute, order: &[u32]) -> Vec<Choices> {
        let of = |at: &u32| self.sites()[*at as usize].choices(attribute);
        order.iter().map(of).collect()
    }
}

/// Burdens that a site is free of, and those that it has, as bits.
pub(super) fn burdens(site: &Site) -> (u16, u16) {
    let stated = |present: bool| {
        let all = site.encumbrances.iter();
        let of = all.filter(|(_, burden)| burden.present == present);
        of.fold(0, |bits, (kind, _)| bits | burden_bit(*kind))
    };
    (stated(false), stated(true))
}
