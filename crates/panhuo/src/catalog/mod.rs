//! The catalog: an immutable snapshot of an inventory, with columns and indexes.

mod bounds;
mod by_column;
mod columns;
mod grades;
mod names;
mod order;
mod rows;
mod site_columns;
mod spatial;
mod statistics;

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::error::{Error, ErrorKind, Result};
use crate::inventory::Inventory;
use crate::landmark::Landmarks;
use crate::place::{Footprint, Position};
use crate::site::{Jurisdictions, Site, SiteId};
use crate::units::{Dimension, Quantity};

pub(crate) use bounds::FamilyPlaces;
pub use by_column::ByColumn;
pub(crate) use columns::{Column, Columns, Numbers, burden_bit};
pub(crate) use grades::{ASIDE, COARSE, FINEST, Grades, MISSING, PACKED, Span, coarse};
pub(crate) use order::FAN;
pub(crate) use rows::Rows;
pub use site_columns::SiteColumns;
pub use statistics::JurisdictionStatistics;

use names::NameIndex;
use spatial::SpatialIndex;

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
    /// Everything but the sites, if those were given by column.
    inventory: Inventory,
    table: Option<SiteColumns>,
    columns: Columns,
    /// Made when first asked.
    spatial: OnceLock<SpatialIndex>,
    names: OnceLock<NameIndex>,
}

impl Catalog {
    /// Takes a snapshot: orders the sites and builds columns. O(n log n).
    pub fn new(inventory: Inventory) -> Self {
        Self {
            columns: Columns::new(&inventory),
            inventory,
            table: None,
            spatial: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// A catalog of sites given by column, without an inventory behind them. O(n log n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`] for columns of unequal length, repeated ids, or values that an
    /// attribute cannot have; [`ErrorKind::InvalidArgument`] for places out of range.
    pub fn from_columns(columns: SiteColumns) -> Result<Self> {
        let table = columns.checked()?;
        Ok(Self {
            columns: Columns::new(&table),
            inventory: Inventory::default(),
            table: Some(table.without_readings()),
            spatial: OnceLock::new(),
            names: OnceLock::new(),
        })
    }

    /// The same with these jurisdictions.
    #[must_use]
    pub fn with_jurisdictions(self, jurisdictions: Jurisdictions) -> Self {
        Self {
            inventory: self.inventory.with_jurisdictions(jurisdictions),
            ..self
        }
    }

    /// The same with these landmarks.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        Self {
            inventory: self.inventory.with_landmarks(landmarks),
            ..self
        }
    }

    /// The inventory that this is a snapshot of; without sites if those were given by column.
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// The sites, by id. Those given by column are put together one by one.
    pub fn sites(&self) -> impl ExactSizeIterator<Item = Cow<'_, Site>> {
        (0..self.len()).map(|at| self.listed(at))
    }

    /// How many sites there are.
    pub fn len(&self) -> usize {
        self.rows().count()
    }

    /// Whether there are no sites.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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

    /// The sites by their positions in the order of ids.
    pub(crate) fn rows(&self) -> &dyn Rows {
        match &self.table {
            Some(table) => table,
            None => &self.inventory,
        }
    }

    /// The site at a position in the order of ids.
    fn listed(&self, at: usize) -> Cow<'_, Site> {
        match &self.table {
            Some(table) => Cow::Owned(table.site(at, &self.columns)),
            None => Cow::Borrowed(&self.inventory.sites()[at]),
        }
    }

    /// The site with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`].
    pub fn site(&self, id: &SiteId) -> Result<Cow<'_, Site>> {
        self.position_of(id).map(|at| self.listed(at))
    }

    /// The position in the order of ids: a binary search.
    fn position_of(&self, id: &SiteId) -> Result<usize> {
        let found = match &self.table {
            Some(table) => table.ids().binary_search(id),
            None => self
                .inventory
                .sites()
                .binary_search_by(|site| site.id.cmp(id)),
        };
        found.map_err(|_| Error::new(ErrorKind::NotFound, format!("no site has the id `{id}`")))
    }

    /// The row of the site with this id.
    pub(crate) fn row(&self, id: &SiteId) -> Result<usize> {
        self.position_of(id).map(|at| self.columns.row_of(at))
    }

    /// The site of a row.
    pub(crate) fn site_at(&self, row: usize) -> Cow<'_, Site> {
        self.listed(self.columns.site(row))
    }

    /// The id of the site of a row.
    pub(crate) fn id_at(&self, row: usize) -> &SiteId {
        self.id_in_order(self.columns.site(row))
    }

    /// The id at a position in the order of ids.
    fn id_in_order(&self, at: usize) -> &SiteId {
        match &self.table {
            Some(table) => &table.ids()[at],
            None => &self.inventory.sites()[at].id,
        }
    }

    fn at(&self, positions: Vec<u32>) -> Vec<Cow<'_, Site>> {
        let listed = |at| self.listed(at as usize);
        positions.into_iter().map(listed).collect()
    }

    fn spatial(&self) -> &SpatialIndex {
        self.spatial.get_or_init(|| SpatialIndex::new(self.rows()))
    }

    fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| {
            if let Some(table) = &self.table {
                return NameIndex::new((0..).zip(table.listed_names()));
            }
            let sites = (0_u32..).zip(self.inventory.sites());
            NameIndex::new(sites.flat_map(|(at, site)| {
                let former = site.former_names.iter().map(String::as_str);
                let names = former.chain([site.name.as_str()]);
                names.map(move |name| (at, name))
            }))
        })
    }

    /// The sites whose representative point lies in an area or on its border, by id.
    pub fn within(&self, area: &Footprint) -> Vec<Cow<'_, Site>> {
        self.at(self.spatial().within(area))
    }

    /// The sites whose representative point lies between two corners, borders included, by id.
    pub fn within_box(&self, south_west: &Position, north_east: &Position) -> Vec<Cow<'_, Site>> {
        self.at(self.spatial().within_box(south_west, north_east))
    }

    /// The sites at most this far from a position, by id; one whose footprint holds the position
    /// is at distance 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] unless the radius is a length that is finite and ≥ 0.
    pub fn within_radius(&self, centre: &Position, radius: Quantity) -> Result<Vec<Cow<'_, Site>>> {
        let metres = radius.value();
        let is_length = radius.dimension() == Dimension::Length;
        if !(is_length && metres.is_finite() && metres >= 0.0) {
            let what = format!("radius must be a finite length ≥ 0, got {radius}");
            return Err(Error::new(ErrorKind::InvalidArgument, what));
        }
        let found = self.spatial().within_radius(self.rows(), centre, metres);
        Ok(self.at(found))
    }

    /// The `count` sites nearest to a position with their geodesic distances, nearest first, ties
    /// by id. Sites without a place are left out.
    pub fn nearest(&self, centre: &Position, count: usize) -> Vec<(Cow<'_, Site>, Quantity)> {
        self.spatial()
            .nearest(self.rows(), centre, count)
            .into_iter()
            .map(|(metres, at)| (self.listed(at as usize), crate::metres(metres)))
            .collect()
    }

    /// The positions of the sites of a jurisdiction and of those below it.
    fn positions_in(&self, code: &str) -> Vec<u32> {
        let tree = self.jurisdictions();
        let codes = self.columns.codes().iter();
        let is_within: Vec<bool> = codes.map(|each| tree.is_within(each, code)).collect();
        let row = |at: &u32| self.columns.row_of(*at as usize);
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        (0..count)
            .filter(|at| is_within[self.columns.jurisdiction(row(at))])
            .collect()
    }

    /// The sites of a jurisdiction and of those below it, by id. O(n).
    pub fn in_jurisdiction(&self, code: &str) -> Vec<Cow<'_, Site>> {
        self.at(self.positions_in(code))
    }

    /// The sites whose name, or a former one, is most like `name`, in spite of typing slips and
    /// legal forms: similarity in (0.5, 1], best first, ties by id. O(n).
    pub fn search(&self, name: &str, limit: usize) -> Vec<(f64, Cow<'_, Site>)> {
        self.names()
            .search(name, limit)
            .into_iter()
            .map(|(similarity, at)| (similarity, self.listed(at as usize)))
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
