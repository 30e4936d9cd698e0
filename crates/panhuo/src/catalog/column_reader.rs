//! A catalog read by column, in the order of ids: what data frames are made from.

use std::collections::BTreeSet;

use super::Catalog;
use super::ids::{CatalogSite, SegmentSite};
use super::segment::Segment;
use super::storage::SiteStorage;
use crate::encumbrance::EncumbranceKind;
use crate::geometry::{Footprint, Position};
use crate::interval::{Choices, Interval, ReportedValue};
use crate::schema::{Attribute, SiteKind};
use crate::site::SiteId;
use crate::source::Source;

/// The sites of a catalog by column: every iterator gives one value a site, by id.
///
/// # Example
///
/// ```
/// use panhuo::{Inventory, Site, SiteKind};
/// use panhuo::attribute::FLOOR_AREA;
/// use panhuo::units::square_metres;
///
/// let mut hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
/// hall.set(FLOOR_AREA, square_metres(8600.0))?;
/// let catalog = Inventory::new(vec![hall, Site::new("B", SiteKind::Land, "地块")])?.catalog();
/// let columns = catalog.by_column();
/// assert_eq!(columns.reported(), [FLOOR_AREA]);
/// let areas: Vec<_> = columns.intervals(FLOOR_AREA).map(|area| area.value()).collect();
/// assert_eq!(areas, [Some(8600.0), None]);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ColumnReader<'a>(&'a Catalog);

impl<'a> ColumnReader<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self(catalog)
    }

    /// One value a site, read from its segment.
    fn each<T>(
        self,
        read: impl Fn(&'a Segment, SegmentSite) -> T,
    ) -> impl ExactSizeIterator<Item = T> {
        (0..self.0.len()).map(move |at| {
            let (segment, at) = self.0.segments.locate_site(CatalogSite::new(at));
            read(segment, at)
        })
    }

    /// The ids, ascending.
    pub fn ids(self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        self.each(|segment, at| segment.storage.id(at))
    }

    /// What the sites are.
    pub fn kinds(self) -> impl ExactSizeIterator<Item = SiteKind> {
        self.each(|segment, at| segment.rows().kind(at))
    }

    /// What they are called; may be empty.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|segment, at| match &segment.storage {
            SiteStorage::Columns(table) => table.name(at),
            SiteStorage::Sites(inventory) => inventory.sites()[at.index()].name.as_str(),
        })
    }

    /// The identifiers that registers give them; may be empty.
    pub fn references(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|segment, at| match &segment.storage {
            SiteStorage::Columns(table) => table.reference(at),
            SiteStorage::Sites(inventory) => inventory.sites()[at.index()].reference.as_str(),
        })
    }

    /// The rows that they were first read from; none for sites that were given by column.
    pub fn sources(self) -> impl ExactSizeIterator<Item = Option<&'a Source>> {
        self.each(|segment, at| match &segment.storage {
            SiteStorage::Columns(_) => None,
            SiteStorage::Sites(inventory) => inventory.sites()[at.index()].sources.first(),
        })
    }

    /// The codes of their jurisdictions; empty where not known.
    pub fn jurisdictions(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|segment, at| segment.rows().jurisdiction(at))
    }

    /// Their representative points, from which distances are measured.
    pub fn positions(self) -> impl ExactSizeIterator<Item = Option<Position>> {
        self.each(|segment, at| segment.rows().representative(at))
    }

    /// Their areas on the ground.
    pub fn footprints(self) -> impl ExactSizeIterator<Item = Option<&'a Footprint>> {
        self.each(|segment, at| segment.rows().footprint(at))
    }

    /// Whether they have a kind of encumbrance; none where not known.
    pub fn encumbrances(
        self,
        kind: EncumbranceKind,
    ) -> impl ExactSizeIterator<Item = Option<bool>> {
        self.each(move |segment, at| match &segment.storage {
            SiteStorage::Columns(table) => table.encumbrance(kind, at),
            SiteStorage::Sites(inventory) => {
                let stated = inventory.sites()[at.index()].encumbrances.get(&kind);
                stated.map(|stated| stated.present)
            }
        })
    }

    /// The attributes that some site reports, in the order of the table.
    pub fn reported(self) -> Vec<Attribute> {
        let mut reported = BTreeSet::new();
        for live in self.0.segments.iter() {
            if let SiteStorage::Columns(table) = &live.segment.storage {
                reported.extend(table.text_attributes());
                reported.extend(live.segment.columns.attributes());
            }
        }
        let facts = self.each(|segment, at| match &segment.storage {
            SiteStorage::Columns(_) => None,
            SiteStorage::Sites(inventory) => Some(inventory.sites()[at.index()].facts.keys()),
        });
        facts.for_each(|facts| reported.extend(facts.into_iter().flatten()));
        Attribute::all()
            .filter(|of| reported.contains(of))
            .collect()
    }

    /// The values of a number or date: anything where not known, empty where it does not apply.
    pub fn intervals(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Interval> {
        self.each(move |segment, at| segment.columns.interval(attribute, segment.columns.row(at)))
    }

    /// The values of a category: every one where not known, none where it does not apply.
    pub fn choices(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Choices> {
        self.each(move |segment, at| segment.columns.choices(attribute, segment.columns.row(at)))
    }

    /// The texts of an attribute; empty where nothing is known.
    pub fn texts(self, attribute: Attribute) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(move |segment, at| match &segment.storage {
            SiteStorage::Columns(table) => table.text(attribute, at),
            SiteStorage::Sites(inventory) => {
                match inventory.sites()[at.index()].facts.get(&attribute) {
                    Some(fact) => match &fact.value {
                        ReportedValue::Text(text) => text.as_str(),
                        _ => "",
                    },
                    None => "",
                }
            }
        })
    }
}
