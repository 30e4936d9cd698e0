//! What a segment keeps of its sites beside columns: the sites one by one, or what was given by column.

mod convert;
mod site_columns;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub use site_columns::SiteColumns;

use super::ids::SegmentSite;
use super::segment::{SegmentColumns, encumbrance_bit, missing};
use crate::geometry::{Footprint, Position, site_metres};
use crate::interval::{Choices, Interval};
use crate::inventory::Inventory;
use crate::schema::{Attribute, SiteKind};
use crate::site::{Site, SiteId};

/// The sites of a segment as they were given.
#[derive(Debug)]
pub(super) enum SiteStorage {
    /// One by one: the sites of an inventory.
    Sites(Inventory),
    /// By column, checked, without the numbers and categories: the segment's columns hold those.
    Columns(Box<SiteColumns>),
}

impl SiteStorage {
    pub(super) fn rows(&self) -> &dyn SiteRows {
        match self {
            Self::Sites(inventory) => inventory,
            Self::Columns(table) => &**table,
        }
    }

    pub(super) fn site(&self, at: SegmentSite, columns: &SegmentColumns) -> Cow<'_, Site> {
        match self {
            Self::Sites(inventory) => Cow::Borrowed(&inventory.sites()[at.index()]),
            Self::Columns(table) => Cow::Owned(table.site(at, columns)),
        }
    }

    pub(super) fn id(&self, at: SegmentSite) -> &SiteId {
        match self {
            Self::Sites(inventory) => &inventory.sites()[at.index()].id,
            Self::Columns(table) => &table.ids()[at.index()],
        }
    }

    /// The site with an id, or the one that it would come before.
    pub(super) fn find(&self, id: &SiteId) -> Result<SegmentSite, SegmentSite> {
        let found = match self {
            Self::Sites(inventory) => inventory.sites().binary_search_by(|site| site.id.cmp(id)),
            Self::Columns(table) => table.ids().binary_search(id),
        };
        found.map(SegmentSite::new).map_err(SegmentSite::new)
    }
}

/// A number of some sites.
pub(crate) struct ReportedNumbers {
    /// The values, NaN where there is none.
    pub(crate) values: Vec<f64>,
    /// By index among the values: intervals that are neither exact nor what a missing fact means
    /// for the kind of the site.
    pub(crate) intervals: BTreeMap<u32, Interval>,
}

/// Sites that a segment can be built from, in the order of their ids.
pub(crate) trait SiteRows: Sync {
    fn count(&self) -> usize;
    fn kind(&self, at: SegmentSite) -> SiteKind;
    fn representative(&self, at: SegmentSite) -> Option<Position>;
    fn footprint(&self, at: SegmentSite) -> Option<&Footprint>;
    fn jurisdiction(&self, at: SegmentSite) -> &str;
    /// The codes of jurisdictions that occur, in order, and for each of these sites the index of its
    /// code among them.
    fn jurisdictions(&self, sites: &[SegmentSite]) -> (Vec<String>, Vec<u32>) {
        index_codes(sites.iter().map(|at| self.jurisdiction(*at)))
    }
    /// The geodesic distance to a geometry, 0 inside it or where it meets the footprint; none
    /// without a position.
    fn metres_to(&self, at: SegmentSite, geometry: &geo::Geometry) -> Option<f64> {
        let position = self.representative(at)?;
        Some(site_metres(&position, self.footprint(at), geometry))
    }
    /// Encumbrances that the site is free of, and those that it has, as bits.
    fn encumbrances(&self, at: SegmentSite) -> (u16, u16);
    /// The attributes that some site reports.
    fn reported(&self) -> BTreeSet<Attribute>;
    /// Where the numbers and categories of these sites are kept: what [`SiteRows::numbers`] and
    /// [`SiteRows::choices`] take.
    fn fact_positions<'a>(&self, sites: &'a [SegmentSite]) -> Cow<'a, [SegmentSite]> {
        Cow::Borrowed(sites)
    }
    fn numbers(&self, attribute: Attribute, facts: &[SegmentSite]) -> ReportedNumbers;
    /// The same for the last time: the rows may reuse the memory for the next attribute.
    fn take_numbers(&mut self, attribute: Attribute, facts: &[SegmentSite]) -> ReportedNumbers {
        self.numbers(attribute, facts)
    }
    fn choices(&self, attribute: Attribute, facts: &[SegmentSite]) -> Vec<Choices>;
}

impl SiteRows for Inventory {
    fn count(&self) -> usize {
        self.sites().len()
    }

    fn kind(&self, at: SegmentSite) -> SiteKind {
        self.sites()[at.index()].kind
    }

    fn representative(&self, at: SegmentSite) -> Option<Position> {
        self.sites()[at.index()].representative()
    }

    fn footprint(&self, at: SegmentSite) -> Option<&Footprint> {
        self.sites()[at.index()].footprint.as_ref()
    }

    fn jurisdiction(&self, at: SegmentSite) -> &str {
        &self.sites()[at.index()].jurisdiction
    }

    fn encumbrances(&self, at: SegmentSite) -> (u16, u16) {
        encumbrance_bits(&self.sites()[at.index()])
    }

    fn reported(&self) -> BTreeSet<Attribute> {
        self.sites()
            .iter()
            .flat_map(|site| site.facts.keys().copied())
            .collect()
    }

    fn numbers(&self, attribute: Attribute, facts: &[SegmentSite]) -> ReportedNumbers {
        let mut intervals = BTreeMap::new();
        let values = (0..).zip(facts).map(|(index, at)| {
            let site = &self.sites()[at.index()];
            let interval = site.interval(attribute);
            if interval.value().is_none() && interval != missing(attribute, site.kind) {
                intervals.insert(index, interval);
            }
            interval.value().unwrap_or(f64::NAN)
        });
        ReportedNumbers {
            values: values.collect(),
            intervals,
        }
    }

    fn choices(&self, attribute: Attribute, facts: &[SegmentSite]) -> Vec<Choices> {
        let sites = facts.iter().map(|at| &self.sites()[at.index()]);
        sites.map(|site| site.choices(attribute)).collect()
    }
}

/// Encumbrances that a site is free of, and those that it has, as bits.
fn encumbrance_bits(site: &Site) -> (u16, u16) {
    site.encumbrances
        .iter()
        .fold((0, 0), |(free, encumbered), (kind, stated)| {
            let bit = encumbrance_bit(*kind);
            if stated.present {
                (free, encumbered | bit)
            } else {
                (free | bit, encumbered)
            }
        })
}

/// The codes that occur, in order, and for each site the index of its own. Sites that follow each
/// other mostly have the same.
fn index_codes<'a>(of_sites: impl Iterator<Item = &'a str> + Clone) -> (Vec<String>, Vec<u32>) {
    let mut occurring = BTreeSet::new();
    let mut last = None;
    for code in of_sites.clone() {
        if last != Some(code) {
            occurring.insert(code);
            last = Some(code);
        }
    }
    let indexes: BTreeMap<&str, u32> = occurring.iter().copied().zip(0..).collect();
    let mut last = ("", indexes.get("").copied().unwrap_or_default());
    let of_sites = of_sites.map(|code| {
        if last.0 != code {
            last = (code, indexes[code]);
        }
        last.1
    });
    let of_sites = of_sites.collect();
    (occurring.into_iter().map(str::to_owned).collect(), of_sites)
}
