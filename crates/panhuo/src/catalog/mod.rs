//! The catalog: an immutable snapshot of an inventory, with columns and indexes.

mod builder;
mod column_reader;
mod ids;
mod names;
mod partition;
mod quantile_codes;
mod search;
mod segment;
mod spatial;
mod spread;
mod statistics;
mod storage;
mod update;
mod zone_map;

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::error::{Error, ErrorCode, Result};
use crate::inventory::Inventory;
use crate::jurisdiction::Jurisdictions;
use crate::landmark::Landmarks;
use crate::lang::Bilingual;
use crate::site::{Site, SiteId};

pub use column_reader::ColumnReader;
pub(crate) use ids::{CatalogRow, CatalogSite, NodeId, SegmentRow, SegmentSite, SiblingsId};
pub(crate) use partition::FANOUT;
pub(crate) use quantile_codes::{
    COARSE_CODES, CodeRange, EXCEPTION, FINE_CODES, MISSING, PACKED_LEAF, QuantileCodes,
    coarse_code,
};
pub use search::SiteSelection;
pub(crate) use segment::{NumberColumn, SegmentReader, encumbrance_bit};
pub use spatial::Nearest;
pub(crate) use spread::nth;
pub use statistics::JurisdictionStatistics;
pub use storage::SiteColumns;
pub(crate) use storage::SiteRows;
pub(crate) use zone_map::SiblingBoxes;

use segment::{Segment, SegmentList};
use spread::Spreads;
use storage::SiteStorage;

/// An immutable snapshot of an inventory, ready to be searched and matched.
///
/// `Send + Sync`; a build costs a few microseconds a site. After a few changes,
/// [`Catalog::updated`] gives the next snapshot without building everything again.
///
/// # Example
///
/// ```
/// use panhuo::{Catalog, Inventory, Position, Site, SiteKind};
/// use panhuo::units::kilometres;
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
    /// Jurisdictions, landmarks, issues and lineage: everything of the inventory but the sites.
    context: Inventory,
    /// With the sites that were given one by one; assembled when first asked for.
    inventory: OnceLock<Inventory>,
    segments: SegmentList,
    spreads: Spreads,
}

/// # Building
impl Catalog {
    /// Takes a snapshot: partitions the sites and builds columns. O(n log n).
    pub fn new(inventory: Inventory) -> Self {
        let context = inventory.without_sites();
        let segment = Segment::from_sites(inventory);
        Self::with_segments(SegmentList::new(segment), context)
    }

    /// A catalog of sites given by column, without an inventory behind them. O(n log n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`](crate::ErrorKind::InvalidSite) for columns of unequal length, repeated ids, or values that an
    /// attribute cannot have; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for positions out of range, and for more
    /// than [`MAX_SITES`](crate::inventory::MAX_SITES) sites.
    pub fn from_columns(columns: SiteColumns) -> Result<Self> {
        let segment = Segment::from_columns(columns.checked()?);
        Ok(Self::with_segments(
            SegmentList::new(segment),
            Inventory::default(),
        ))
    }

    /// The same with these jurisdictions.
    #[must_use]
    pub fn with_jurisdictions(self, jurisdictions: Jurisdictions) -> Self {
        let context = self.context.with_jurisdictions(jurisdictions);
        Self::with_segments(self.segments, context)
    }

    /// The same with these landmarks.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        let context = self.context.with_landmarks(landmarks);
        Self::with_segments(self.segments, context)
    }

    fn with_segments(segments: SegmentList, context: Inventory) -> Self {
        Self {
            context,
            inventory: OnceLock::new(),
            segments,
            spreads: Spreads::default(),
        }
    }
}

/// # Reading
impl Catalog {
    /// How many sites there are.
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there are no sites.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sites, by id. Those given by column are assembled one by one.
    pub fn sites(&self) -> impl ExactSizeIterator<Item = Cow<'_, Site>> {
        (0..self.len()).map(|at| self.site_at(CatalogSite::new(at)))
    }

    /// The site with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    ///
    /// let catalog = Inventory::new(vec![Site::new("YYL-0042", SiteKind::IdleFactory, "3#厂房")])?.catalog();
    /// assert_eq!(catalog.site(&"YYL-0042".into())?.name, "3#厂房");
    /// assert!(catalog.site(&"YYL-0043".into()).is_err());
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn site(&self, id: &SiteId) -> Result<Cow<'_, Site>> {
        Ok(self.site_of_row(self.row(id)?))
    }

    /// The sites by column.
    pub fn by_column(&self) -> ColumnReader<'_> {
        ColumnReader::new(self)
    }

    /// The inventory that this is a snapshot of; without sites if those were given by column. After
    /// [`Catalog::updated`], it is assembled when first asked for. O(n).
    pub fn inventory(&self) -> &Inventory {
        self.inventory
            .get_or_init(|| match &self.segments.base().segment.storage {
                SiteStorage::Columns(_) => self.context.clone(),
                SiteStorage::Sites(sites) if self.segments.is_one() => {
                    self.context.with_sites_of(sites)
                }
                SiteStorage::Sites(_) => {
                    let sites = self.sites().map(Cow::into_owned).collect();
                    self.context.with_sites_of(&Inventory::of_checked(sites))
                }
            })
    }

    /// The tree of jurisdictions.
    pub fn jurisdictions(&self) -> &Jurisdictions {
        self.context.jurisdictions()
    }

    /// The layers of landmarks.
    pub fn landmarks(&self) -> &Landmarks {
        self.context.landmarks()
    }

    /// Count, area, kinds and completeness of every jurisdiction, each with those below it, by
    /// code; sites of no known jurisdiction come last under their own code.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    /// use panhuo::attribute::SITE_AREA;
    /// use panhuo::units::mu;
    ///
    /// let mut lot = Site::new("A", SiteKind::Land, "麻布村1号地块");
    /// lot.set(SITE_AREA, mu(30.0))?;
    /// let statistics = Inventory::new(vec![lot])?.catalog().statistics();
    /// assert_eq!((statistics[0].code.as_str(), statistics[0].count), ("", 1));
    /// assert_eq!(statistics[0].site_area.value(), Some(20_000.0)); // ㎡
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn statistics(&self) -> Vec<JurisdictionStatistics> {
        statistics::statistics(self)
    }
}

/// Rows and sites by position, for matching and advice.
impl Catalog {
    /// The segments, each with its columns.
    pub(crate) fn segments(&self) -> impl Iterator<Item = SegmentReader<'_>> {
        self.segments.readers()
    }

    /// The segment that has a row, and the row in it.
    #[inline]
    pub(crate) fn locate(&self, row: CatalogRow) -> (SegmentReader<'_>, SegmentRow) {
        self.segments.locate(row)
    }

    /// The row of the site with this id.
    pub(crate) fn row(&self, id: &SiteId) -> Result<CatalogRow> {
        self.segments.find(id).ok_or_else(|| {
            let error = Error::new(ErrorCode::UNKNOWN_ID).with_given(id.as_str());
            error.with_what(Bilingual::new("资源", "site"))
        })
    }

    /// The position of a row's site in the order of ids.
    pub(crate) fn catalog_site(&self, row: CatalogRow) -> CatalogSite {
        let (segment, row) = self.locate(row);
        segment.catalog_site(row)
    }

    pub(crate) fn site_of_row(&self, row: CatalogRow) -> Cow<'_, Site> {
        self.site_at(self.catalog_site(row))
    }

    pub(crate) fn id_of_row(&self, row: CatalogRow) -> &SiteId {
        self.id_at(self.catalog_site(row))
    }

    fn site_at(&self, at: CatalogSite) -> Cow<'_, Site> {
        let (segment, at) = self.segments.locate_site(at);
        segment.site(at)
    }

    fn id_at(&self, at: CatalogSite) -> &SiteId {
        let (segment, at) = self.segments.locate_site(at);
        segment.storage.id(at)
    }
}

impl Inventory {
    /// A snapshot of this inventory, whose sites are shared with it.
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
