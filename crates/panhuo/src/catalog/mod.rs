//! The catalog: an immutable snapshot of an inventory, with columns and indexes.

mod bounds;
mod columns;
mod names;
mod order;
mod spatial;
mod statistics;

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Result};
use crate::inventory::Inventory;
use crate::landmark::Landmarks;
use crate::place::{Footprint, Position};
use crate::site::{Jurisdictions, Site, SiteId};
use crate::units::{Dimension, Quantity};

pub(crate) use bounds::NumberBounds;
pub(crate) use columns::{Column, Columns, burden_bit};
pub(crate) use order::Node;
pub use statistics::JurisdictionStatistics;

/// An immutable snapshot of an inventory, ready to be searched and matched.
///
/// `Send + Sync`; making one costs a few microseconds a site.
///
/// # Example
///
/// ```
/// use panhuo::{Catalog, Inventory, Position, Site, SiteKind, kilometres};
///
/// let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原宏达机械有限公司");
/// site.position = Some(Position::new(113.14, 29.44)?);
/// let catalog = Catalog::new(Inventory::new(vec![site])?);
///
/// let port = Position::new(113.15, 29.445)?;
/// assert_eq!(catalog.within_radius(&port, kilometres(5.0))?.len(), 1);
/// assert_eq!(catalog.nearest(&port, 3).len(), 1);
/// assert_eq!(catalog.search("宏达机械", 5)[0].1.id.as_str(), "YYL-0001");
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Debug)]
pub struct Catalog {
    inventory: Inventory,
    columns: Columns,
    spatial: spatial::SpatialIndex,
    names: names::NameIndex,
    by_jurisdiction: BTreeMap<String, Vec<u32>>,
}

impl Catalog {
    /// Takes a snapshot: builds columns and indexes.
    pub fn new(inventory: Inventory) -> Self {
        let sites = inventory.sites();
        let mut by_jurisdiction: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (row, site) in (0_u32..).zip(sites) {
            by_jurisdiction
                .entry(site.jurisdiction.clone())
                .or_default()
                .push(row);
        }
        Self {
            columns: Columns::new(sites),
            spatial: spatial::SpatialIndex::new(sites),
            names: names::NameIndex::new(sites),
            by_jurisdiction,
            inventory,
        }
    }

    /// The inventory that this is a snapshot of.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The sites, by id.
    pub fn sites(&self) -> &[Site] {
        self.inventory.sites()
    }

    /// How many sites there are.
    pub fn len(&self) -> usize {
        self.sites().len()
    }

    /// Whether there are no sites.
    pub fn is_empty(&self) -> bool {
        self.sites().is_empty()
    }

    /// The tree of jurisdictions.
    pub fn jurisdictions(&self) -> &Jurisdictions {
        self.inventory.jurisdictions()
    }

    /// The layers of landmarks.
    pub fn landmarks(&self) -> &Landmarks {
        self.inventory.landmarks()
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The site with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn site(&self, id: &SiteId) -> Result<&Site> {
        self.place_of(id).map(|at| &self.sites()[at])
    }

    /// The position in the list of sites: a binary search.
    fn place_of(&self, id: &SiteId) -> Result<usize> {
        self.sites()
            .binary_search_by(|site| site.id.cmp(id))
            .map_err(|_| Error::new(ErrorKind::NotFound, format!("no site has the id `{id}`")))
    }

    /// The row of the site with this id.
    pub(crate) fn row(&self, id: &SiteId) -> Result<usize> {
        self.place_of(id).map(|at| self.columns.row_of(at))
    }

    /// The site of a row.
    pub(crate) fn site_at(&self, row: usize) -> &Site {
        &self.sites()[self.columns.site(row)]
    }

    fn at(&self, rows: Vec<u32>) -> Vec<&Site> {
        rows.into_iter()
            .map(|row| &self.sites()[row as usize])
            .collect()
    }

    /// The sites whose representative point lies in an area or on its border, by id.
    pub fn within(&self, area: &Footprint) -> Vec<&Site> {
        self.at(self.spatial.within(area))
    }

    /// The sites whose representative point lies between two corners, borders included, by id.
    pub fn within_box(&self, south_west: &Position, north_east: &Position) -> Vec<&Site> {
        self.at(self.spatial.within_box(south_west, north_east))
    }

    /// The sites at most this far from a position, by id; one whose footprint holds the position
    /// is at distance 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] unless the radius is a length that is finite and ≥ 0.
    pub fn within_radius(&self, centre: &Position, radius: Quantity) -> Result<Vec<&Site>> {
        let metres = radius.value();
        let is_length = radius.dimension() == Dimension::Length;
        if !(is_length && metres.is_finite() && metres >= 0.0) {
            let what = format!("radius must be a finite length ≥ 0, got {radius}");
            return Err(Error::new(ErrorKind::InvalidArgument, what));
        }
        Ok(self.at(self.spatial.within_radius(self.sites(), centre, metres)))
    }

    /// The `count` sites nearest to a position with their geodesic distances, nearest first, ties
    /// by id. Sites without a place are left out.
    pub fn nearest(&self, centre: &Position, count: usize) -> Vec<(&Site, Quantity)> {
        self.spatial
            .nearest(self.sites(), centre, count)
            .into_iter()
            .map(|(metres, row)| (&self.sites()[row as usize], crate::metres(metres)))
            .collect()
    }

    /// The sites of a jurisdiction and of those below it, by id.
    pub fn in_jurisdiction(&self, code: &str) -> Vec<&Site> {
        let below = self.by_jurisdiction.iter();
        let mut rows: Vec<u32> = below
            .filter(|(each, _)| self.jurisdictions().is_within(each, code))
            .flat_map(|(_, rows)| rows.iter().copied())
            .collect();
        rows.sort_unstable();
        self.at(rows)
    }

    /// The sites whose name, or a former one, is most like `name`, in spite of typing slips and
    /// legal forms: similarity in (0.5, 1], best first, ties by id. O(n).
    pub fn search(&self, name: &str, limit: usize) -> Vec<(f64, &Site)> {
        self.names
            .search(name, limit)
            .into_iter()
            .map(|(similarity, row)| (similarity, &self.sites()[row as usize]))
            .collect()
    }

    /// Count, area, kinds and completeness of every jurisdiction, each with those below it, by
    /// code; sites of no known jurisdiction come last under their own code.
    pub fn statistics(&self) -> Vec<JurisdictionStatistics> {
        statistics::of(self)
    }
}

impl Inventory {
    /// A snapshot of this inventory; the inventory is copied.
    pub fn catalog(&self) -> Catalog {
        Catalog::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Catalog>();
    }
}
