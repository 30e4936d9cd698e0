//! Sites that were put in order and indexed together: all of a catalog, or its later changes.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::columns::SegmentColumns;
use super::names::NameIndex;
use super::rows::SiteRows;
use super::site_columns::SiteColumns;
use super::spatial::SpatialIndex;
use crate::inventory::Inventory;
use crate::site::{Site, SiteId};

/// Sites with their columns and indexes; they are named by their position in the order of ids.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) given: SiteStorage,
    pub(super) columns: SegmentColumns,
    /// Made when first asked.
    spatial: OnceLock<SpatialIndex>,
    names: OnceLock<NameIndex>,
}

/// How sites are given.
#[derive(Debug)]
pub(super) enum SiteStorage {
    /// One by one: the sites of an inventory.
    Sites(Inventory),
    /// By column, checked, without the readings that columns hold.
    Columns(Box<SiteColumns>),
}

impl Segment {
    pub(super) fn of_sites(mut inventory: Inventory) -> Self {
        let columns = SegmentColumns::new(&mut inventory);
        Self::new(columns, SiteStorage::Sites(inventory))
    }

    pub(super) fn of_columns(mut checked: SiteColumns) -> Self {
        let columns = SegmentColumns::new(&mut checked);
        Self::new(
            columns,
            SiteStorage::Columns(Box::new(checked.without_readings())),
        )
    }

    fn new(columns: SegmentColumns, given: SiteStorage) -> Self {
        Self {
            given,
            columns,
            spatial: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    pub(super) fn rows(&self) -> &dyn SiteRows {
        match &self.given {
            SiteStorage::Sites(inventory) => inventory,
            SiteStorage::Columns(table) => &**table,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.rows().count()
    }

    /// The site at a position.
    pub(super) fn site(&self, at: usize) -> Cow<'_, Site> {
        match &self.given {
            SiteStorage::Sites(inventory) => Cow::Borrowed(&inventory.sites()[at]),
            SiteStorage::Columns(table) => Cow::Owned(table.site(at, &self.columns)),
        }
    }

    /// The id at a position.
    pub(super) fn id(&self, at: usize) -> &SiteId {
        match &self.given {
            SiteStorage::Sites(inventory) => &inventory.sites()[at].id,
            SiteStorage::Columns(table) => &table.ids()[at],
        }
    }

    /// The position of an id, or the one that it would have.
    pub(super) fn find(&self, id: &SiteId) -> Result<usize, usize> {
        match &self.given {
            SiteStorage::Sites(inventory) => {
                inventory.sites().binary_search_by(|site| site.id.cmp(id))
            }
            SiteStorage::Columns(table) => table.ids().binary_search(id),
        }
    }

    pub(super) fn spatial(&self) -> &SpatialIndex {
        self.spatial.get_or_init(|| SpatialIndex::new(self.rows()))
    }

    pub(super) fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| match &self.given {
            SiteStorage::Columns(table) => NameIndex::new((0..).zip(table.listed_names())),
            SiteStorage::Sites(inventory) => {
                let sites = (0_u32..).zip(inventory.sites());
                NameIndex::new(sites.flat_map(|(at, site)| {
                    let former = site.former_names.iter().map(String::as_str);
                    let names = former.chain([site.name.as_str()]);
                    names.map(move |name| (at, name))
                }))
            }
        })
    }
}
