//! A segment: sites that were put in order and indexed together.
//!
//! A catalog is a list of segments, as an index of Lucene or tantivy is: the base segment, and after
//! an [update](crate::Catalog::updated) a small one of changed sites. A segment never changes and is
//! shared between snapshots; which of its sites a later segment deleted or replaced is a bitmap
//! beside it.

mod columns;
mod list;

use std::borrow::Cow;
use std::sync::OnceLock;

pub(crate) use columns::encumbrance_bit;
pub(crate) use columns::{Column, NumberColumn, SegmentColumns};
pub(super) use columns::{missing, missing_choices};
pub(super) use list::SegmentList;
pub(crate) use list::SegmentReader;

use super::ids::{SegmentRow, SegmentSite};
use super::names::NameIndex;
use super::spatial::SpatialIndex;
use super::storage::{SiteColumns, SiteRows, SiteStorage};
use crate::inventory::Inventory;
use crate::site::Site;

/// Sites with their columns and indexes.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) storage: SiteStorage,
    pub(super) columns: SegmentColumns,
    /// Built by the first search.
    spatial: OnceLock<SpatialIndex>,
    names: OnceLock<NameIndex>,
}

impl Segment {
    pub(super) fn from_sites(mut inventory: Inventory) -> Self {
        let columns = SegmentColumns::build(&mut inventory);
        Self::new(columns, SiteStorage::Sites(inventory))
    }

    pub(super) fn from_columns(mut checked: SiteColumns) -> Self {
        let columns = SegmentColumns::build(&mut checked);
        Self::new(
            columns,
            SiteStorage::Columns(Box::new(checked.without_facts())),
        )
    }

    fn new(columns: SegmentColumns, storage: SiteStorage) -> Self {
        Self {
            storage,
            columns,
            spatial: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    pub(super) fn rows(&self) -> &dyn SiteRows {
        self.storage.rows()
    }

    /// How many sites there are, deleted ones included.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn sites(&self) -> impl ExactSizeIterator<Item = SegmentSite> + Clone + use<> {
        (0..self.len()).map(SegmentSite::new)
    }

    pub(super) fn site(&self, at: SegmentSite) -> Cow<'_, Site> {
        self.storage.site(at, &self.columns)
    }

    pub(super) fn spatial(&self) -> &SpatialIndex {
        self.spatial.get_or_init(|| SpatialIndex::new(self.rows()))
    }

    pub(super) fn names(&self) -> &NameIndex {
        self.names.get_or_init(|| match &self.storage {
            SiteStorage::Columns(table) => NameIndex::new(self.sites().zip(table.listed_names())),
            SiteStorage::Sites(inventory) => {
                let sites = self.sites().zip(inventory.sites());
                NameIndex::new(sites.flat_map(|(at, site)| {
                    let former = site.former_names.iter().map(String::as_str);
                    let names = former.chain([site.name.as_str()]);
                    names.map(move |name| (at, name))
                }))
            }
        })
    }
}

/// Which rows of a segment later segments deleted or replaced: Lucene's live documents, inverted.
#[derive(Clone, Debug, Default)]
pub(super) struct DeletedBitmap {
    /// A bit a row; empty if none is deleted.
    words: Vec<u64>,
    /// The same rows, ascending: they are few.
    rows: Vec<SegmentRow>,
}

impl DeletedBitmap {
    /// Of a segment of this many rows.
    pub(super) fn new(len: usize, mut rows: Vec<SegmentRow>) -> Self {
        rows.sort_unstable();
        let mut words = vec![0; if rows.is_empty() { 0 } else { len.div_ceil(64) }];
        for row in &rows {
            words[row.index() / 64] |= 1 << (row.index() % 64);
        }
        Self { words, rows }
    }

    pub(super) fn rows(&self) -> &[SegmentRow] {
        &self.rows
    }

    #[inline]
    fn contains(&self, row: SegmentRow) -> bool {
        let word = self.words.get(row.index() / 64);
        word.is_some_and(|word| word & 1 << (row.index() % 64) != 0)
    }

    /// Whether some row of `start..end` is deleted.
    fn meets(&self, start: SegmentRow, end: SegmentRow) -> bool {
        let next = self.rows.partition_point(|row| *row < start);
        self.rows.get(next).is_some_and(|row| *row < end)
    }
}
