//! A catalog read by column, in the order of ids: what frames are made from.

use std::collections::BTreeSet;

use super::{Catalog, Column};
use crate::attribute::{Attribute, SiteKind, ValueType};
use crate::place::{Footprint, Position};
use crate::reading::{Choices, Interval, Reading};
use crate::site::{EncumbranceKind, SiteId};
use crate::source::Source;

/// The sites of a catalog by column: every iterator gives one value a site, by id.
///
/// # Example
///
/// ```
/// use panhuo::{FLOOR_AREA, Inventory, Site, SiteKind, square_metres};
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
    fn each(self) -> std::ops::Range<usize> {
        0..self.0.len()
    }

    /// The ids, ascending.
    pub fn ids(self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        self.each().map(move |at| self.0.id_in_order(at))
    }

    /// What the sites are.
    pub fn kinds(self) -> impl ExactSizeIterator<Item = SiteKind> {
        self.each().map(move |at| self.0.rows().kind(at))
    }

    /// What they are called; may be empty.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each().map(move |at| match &self.0.table {
            Some(table) => table.name(at),
            None => self.0.inventory.sites()[at].name.as_str(),
        })
    }

    /// The identifiers that registers give them; may be empty.
    pub fn references(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each().map(move |at| match &self.0.table {
            Some(table) => table.reference(at),
            None => self.0.inventory.sites()[at].reference.as_str(),
        })
    }

    /// The rows that they were first read from; none for sites that were given by column.
    pub fn sources(self) -> impl ExactSizeIterator<Item = Option<&'a Source>> {
        self.each().map(move |at| match &self.0.table {
            Some(_) => None,
            None => self.0.inventory.sites()[at].sources.first(),
        })
    }

    /// The codes of their jurisdictions; empty where not known.
    pub fn jurisdictions(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.each().map(move |at| self.0.rows().jurisdiction(at))
    }

    /// Where distances start.
    pub fn places(self) -> impl ExactSizeIterator<Item = Option<Position>> {
        self.each().map(move |at| self.0.rows().representative(at))
    }

    /// Their areas on the ground.
    pub fn footprints(self) -> impl ExactSizeIterator<Item = Option<&'a Footprint>> {
        self.each().map(move |at| self.0.rows().footprint(at))
    }

    /// Whether they are burdened, where a ledger says so or denies it.
    pub fn encumbrances(
        self,
        kind: EncumbranceKind,
    ) -> impl ExactSizeIterator<Item = Option<bool>> {
        self.each().map(move |at| {
            if let Some(table) = &self.0.table {
                return table.burden(kind, at);
            }
            let stated = self.0.inventory.sites()[at].encumbrances.get(&kind);
            stated.map(|stated| stated.present)
        })
    }

    /// The attributes that some site reports, in the order of the table.
    pub fn reported(self) -> Vec<Attribute> {
        let texts: BTreeSet<Attribute> = if let Some(table) = &self.0.table {
            table.listed_texts().keys().copied().collect()
        } else {
            let facts = self.0.inventory.sites().iter().flat_map(|s| s.facts.iter());
            facts.map(|(attribute, _)| *attribute).collect()
        };
        let has = |attribute: &Attribute| match attribute.value_type() {
            ValueType::Text => texts.contains(attribute),
            _ => !matches!(self.0.columns().column(*attribute), Column::Absent),
        };
        Attribute::all().filter(has).collect()
    }

    /// The readings of a number or date: anything where not known, empty where it does not apply.
    pub fn intervals(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Interval> {
        let columns = self.0.columns();
        self.each()
            .map(move |at| columns.interval(attribute, columns.row_of(at)))
    }

    /// The readings of a category: every one where not known, none where it does not apply.
    pub fn choices(self, attribute: Attribute) -> impl ExactSizeIterator<Item = Choices> {
        let columns = self.0.columns();
        self.each()
            .map(move |at| columns.choices(attribute, columns.row_of(at)))
    }

    /// The texts of an attribute; empty where nothing is known.
    pub fn texts(self, attribute: Attribute) -> impl ExactSizeIterator<Item = &'a str> {
        self.each().map(move |at| match &self.0.table {
            Some(table) => {
                let texts = table.listed_texts().get(&attribute);
                texts.map_or("", |texts| texts[at].as_str())
            }
            None => match self.0.inventory.sites()[at].facts.get(&attribute) {
                Some(fact) => match &fact.reading {
                    Reading::Text(text) => text.as_str(),
                    _ => "",
                },
                None => "",
            },
        })
    }
}
