//! A catalog read by column, in the order of ids: what frames are made from.

use std::collections::BTreeSet;

use super::Catalog;
use super::part::{Segment, SiteStorage};
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
pub struct ByColumn<'a>(&'a Catalog);

impl Catalog {
    /// The sites by column.
    pub fn by_column(&self) -> ByColumn<'_> {
        ByColumn(self)
    }
}

impl<'a> ByColumn<'a> {
    /// Something of every site, by its part and its position there.
    fn each<T>(self, of: impl Fn(&'a Segment, usize) -> T) -> impl ExactSizeIterator<Item = T> {
        (0..self.0.len()).map(move |at| {
            let (part, at) = self.0.place(at);
            of(part, at)
        })
    }

    /// The ids, ascending.
    pub fn ids(self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        self.each(Segment::id)
    }

    /// What the sites are.
    pub fn kinds(self) -> impl ExactSizeIterator<Item = SiteKind> {
        self.each(|part, at| part.rows().kind(at))
    }

    /// What they are called; may be empty.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|part, at| match &part.given {
            SiteStorage::Columns(table) => table.name(at),
            SiteStorage::Sites(inventory) => inventory.sites()[at].name.as_str(),
        })
    }

    /// The identifiers that registers give them; may be empty.
    pub fn references(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|part, at| match &part.given {
            SiteStorage::Columns(table) => table.reference(at),
            SiteStorage::Sites(inventory) => inventory.sites()[at].reference.as_str(),
        })
    }

    /// The rows that they were first read from; none for sites that were given by column.
    pub fn sources(self) -> impl ExactSizeIterator<Item = Option<&'a Source>> {
        self.each(|part, at| match &part.given {
            SiteStorage::Columns(_) => None,
            SiteStorage::Sites(inventory) => inventory.sites()[at].sources.first(),
        })
    }

    /// The codes of their jurisdictions; empty where not known.
    pub fn jurisdictions(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(|part, at| part.rows().jurisdiction(at))
    }

    /// Where distances start.
    pub fn places(self) -> impl ExactSizeIterator<Item = Option<Position>> {
        self.each(|part, at| part.rows().representative(at))
    }

    /// Their areas on the ground.
    pub fn footprints(self) -> impl ExactSizeIterator<Item = Option<&'a Footprint>> {
        self.each(|part, at| part.rows().footprint(at))
    }

    /// Whether they are encumbered, where a ledger says so or denies it.
    pub fn encumbrances(
        self,
        kind: EncumbranceKind,
    ) -> impl ExactSizeIterator<Item = Option<bool>> {
        self.each(move |part, at| match &part.given {
            SiteStorage::Columns(table) => table.encumbrance(kind, at),
            SiteStorage::Sites(inventory) => {
                let stated = inventory.sites()[at].encumbrances.get(&kind);
                stated.map(|stated| stated.present)
            }
        })
    }

    /// The attributes that some site reports, in the order of the table.
    pub fn reported(self) -> Vec<Attribute> {
        let mut reported = BTreeSet::new();
        for part in self.0.segments() {
            if let SiteStorage::Columns(table) = &part.given {
                reported.extend(table.listed_texts().keys());
                reported.extend(part.columns.attributes());
            }
        }
        let facts = self.each(|part, at| match &part.given {
            SiteStorage::Columns(_) => None,
            SiteStorage::Sites(inventory) => Some(inventory.sites()[at].facts.keys()),
        });
        facts.for_each(|facts| reported.extend(facts.into_iter().flatten()));
        let is_reported = |attribute: &Attribute| reported.contains(attribute);
        Attribute::all().filter(is_reported).collect()
    }

    /// The readings of a number or date: anything where not known, empty where it does not apply.
    pub fn intervals(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Interval> {
        self.each(move |part, at| part.columns.interval(attribute, part.columns.row_of(at)))
    }

    /// The readings of a category: every one where not known, none where it does not apply.
    pub fn choices(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Choices> {
        self.each(move |part, at| part.columns.choices(attribute, part.columns.row_of(at)))
    }

    /// The texts of an attribute; empty where nothing is known.
    pub fn texts(self, attribute: Attribute) -> impl ExactSizeIterator<Item = &'a str> {
        self.each(move |part, at| match &part.given {
            SiteStorage::Columns(table) => {
                let texts = table.listed_texts().get(&attribute);
                texts.map_or("", |texts| texts[at].as_str())
            }
            SiteStorage::Sites(inventory) => match inventory.sites()[at].facts.get(&attribute) {
                Some(fact) => match &fact.value {
                    ReportedValue::Text(text) => text.as_str(),
                    _ => "",
                },
                None => "",
            },
        })
    }
}
