//! The segments of a catalog, and the order of ids over all of them.

use std::sync::Arc;

use super::{DeletedBitmap, Segment, SegmentColumns};
use crate::catalog::ids::{CatalogRow, CatalogSite, NodeId, SegmentRow, SegmentSite, SiteAddress};
use crate::catalog::storage::SiteRows;
use crate::site::SiteId;

/// A list of segments. Whatever reads it takes any number of them;
/// [`Catalog::updated`](crate::Catalog::updated) makes at most two.
#[derive(Debug)]
pub(in crate::catalog) struct SegmentList {
    segments: Vec<LiveSegment>,
    /// None for one segment without deleted sites, whose own order it is.
    order: Option<IdOrder>,
}

/// A segment in a list.
#[derive(Debug)]
pub(in crate::catalog) struct LiveSegment {
    /// Shared with the snapshots before and after.
    pub(in crate::catalog) segment: Arc<Segment>,
    pub(in crate::catalog) deleted: DeletedBitmap,
    /// How many rows the segments before it have.
    first_row: usize,
}

/// The sites of all segments by id.
#[derive(Debug)]
struct IdOrder {
    /// By site of the catalog: where it is.
    sites: Vec<SiteAddress>,
    /// By segment and site of it: how many sites of the catalog come before it.
    before: Vec<Vec<CatalogSite>>,
}

impl SegmentList {
    pub(in crate::catalog) fn new(segment: Segment) -> Self {
        Self {
            segments: vec![LiveSegment::new(
                Arc::new(segment),
                DeletedBitmap::default(),
                0,
            )],
            order: None,
        }
    }

    /// The base segment without the deleted sites, and one of changed sites.
    pub(in crate::catalog) fn with_changes(
        base: Arc<Segment>,
        deleted: &[SegmentSite],
        changes: Segment,
    ) -> Self {
        let order = IdOrder::new(&base, deleted, &changes);
        let rows = deleted.iter().map(|site| base.columns.row(*site));
        let bitmap = DeletedBitmap::new(base.len(), rows.collect());
        let first_row = base.len();
        Self {
            segments: vec![
                LiveSegment::new(base, bitmap, 0),
                LiveSegment::new(Arc::new(changes), DeletedBitmap::default(), first_row),
            ],
            order: Some(order),
        }
    }

    /// How many sites there are, without the deleted ones.
    pub(in crate::catalog) fn len(&self) -> usize {
        match &self.order {
            Some(order) => order.sites.len(),
            None => self.base().segment.len(),
        }
    }

    /// The first segment, which holds all sites but those changed since it was built.
    pub(in crate::catalog) fn base(&self) -> &LiveSegment {
        &self.segments[0]
    }

    /// The segments after the base.
    pub(in crate::catalog) fn changes(&self) -> &[LiveSegment] {
        &self.segments[1..]
    }

    /// Whether the base is all there is, with none of its sites deleted.
    pub(in crate::catalog) fn is_one(&self) -> bool {
        self.order.is_none()
    }

    pub(in crate::catalog) fn iter(&self) -> std::slice::Iter<'_, LiveSegment> {
        self.segments.iter()
    }

    pub(in crate::catalog) fn readers(&self) -> impl Iterator<Item = SegmentReader<'_>> {
        (0..self.segments.len()).map(|number| self.reader(number))
    }

    fn reader(&self, number: usize) -> SegmentReader<'_> {
        let live = &self.segments[number];
        SegmentReader {
            columns: &live.segment.columns,
            number,
            live,
            list: self,
        }
    }

    /// The segment that has a row, or a site by its address: the last that does not begin after it.
    #[inline]
    fn segment_of(&self, index: usize) -> usize {
        let mut number = self.segments.len() - 1;
        while index < self.segments[number].first_row {
            number -= 1;
        }
        number
    }

    /// The segment that has a row, and the row in it.
    #[inline]
    pub(in crate::catalog) fn locate(&self, row: CatalogRow) -> (SegmentReader<'_>, SegmentRow) {
        let reader = self.reader(self.segment_of(row.index()));
        (reader, SegmentRow::new(row.index() - reader.live.first_row))
    }

    /// The segment that has a site, and the site in it.
    pub(in crate::catalog) fn locate_site(&self, at: CatalogSite) -> (&Segment, SegmentSite) {
        let at = match &self.order {
            Some(order) => order.sites[at.index()].index(),
            None => at.index(),
        };
        let live = &self.segments[self.segment_of(at)];
        (&live.segment, SegmentSite::new(at - live.first_row))
    }

    /// How many sites of the catalog come before a site of a segment: its own position, if it is not
    /// deleted.
    pub(in crate::catalog) fn catalog_site(&self, segment: usize, at: SegmentSite) -> CatalogSite {
        match &self.order {
            Some(order) => order.before[segment][at.index()],
            None => CatalogSite::new(at.index()),
        }
    }

    /// The row of the site with this id: binary searches, the latest segment first.
    pub(in crate::catalog) fn find(&self, id: &SiteId) -> Option<CatalogRow> {
        self.segments.iter().rev().find_map(|live| {
            let site = live.segment.storage.find(id).ok()?;
            let row = live.segment.columns.row(site);
            (!live.deleted.contains(row)).then(|| CatalogRow::new(live.first_row + row.index()))
        })
    }
}

impl LiveSegment {
    fn new(segment: Arc<Segment>, deleted: DeletedBitmap, first_row: usize) -> Self {
        Self {
            segment,
            deleted,
            first_row,
        }
    }

    pub(in crate::catalog) fn is_live(&self, site: SegmentSite) -> bool {
        !self.deleted.contains(self.segment.columns.row(site))
    }
}

impl IdOrder {
    /// Of two segments. O(n), but beside the binary searches for the ids of the changes only numbers
    /// are written.
    fn new(base: &Segment, deleted: &[SegmentSite], changes: &Segment) -> Self {
        let (count, added) = (base.len(), changes.len());
        let mut order = Self {
            sites: Vec::with_capacity(count + added - deleted.len()),
            before: vec![Vec::with_capacity(count), Vec::with_capacity(added)],
        };
        let mut deleted = deleted.iter().copied().peekable();
        for at in changes.sites() {
            let id = changes.storage.id(at);
            let next = base.storage.find(id).unwrap_or_else(|next| next);
            order.add_base(next.index(), &mut deleted);
            order.before[1].push(CatalogSite::new(order.sites.len()));
            order.sites.push(SiteAddress::new(count + at.index()));
        }
        order.add_base(count, &mut deleted);
        order
    }

    /// Adds the sites of the base segment up to one of them.
    fn add_base(
        &mut self,
        end: usize,
        deleted: &mut std::iter::Peekable<impl Iterator<Item = SegmentSite>>,
    ) {
        while self.before[0].len() < end {
            let start = self.before[0].len();
            let next = deleted.peek().map_or(end, |site| end.min(site.index()));
            let first = self.sites.len();
            let live = first..first + next - start;
            self.before[0].extend(live.map(CatalogSite::new));
            self.sites.extend((start..next).map(SiteAddress::new));
            if next < end {
                deleted.next();
                self.before[0].push(CatalogSite::new(self.sites.len()));
            }
        }
    }
}

/// A segment of a catalog, to be read: its columns by the rows of the segment, and which of them are
/// live.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentReader<'a> {
    pub(crate) columns: &'a SegmentColumns,
    /// Its position in the list.
    pub(crate) number: usize,
    live: &'a LiveSegment,
    list: &'a SegmentList,
}

impl<'a> SegmentReader<'a> {
    /// The row among those of all segments.
    #[inline]
    pub(crate) fn catalog_row(self, row: SegmentRow) -> CatalogRow {
        CatalogRow::new(self.live.first_row + row.index())
    }

    /// The site of a row among those of all segments.
    #[inline]
    pub(crate) fn catalog_site(self, row: SegmentRow) -> CatalogSite {
        self.list.catalog_site(self.number, self.columns.site(row))
    }

    /// The sites of the segment, deleted ones included.
    pub(crate) fn site_rows(self) -> &'a dyn SiteRows {
        self.live.segment.rows()
    }

    /// Whether the site of a row is not deleted.
    #[inline]
    pub(crate) fn is_live(self, row: SegmentRow) -> bool {
        !self.live.deleted.contains(row)
    }

    /// Whether none of the rows below a node is deleted.
    pub(crate) fn is_all_live(self, node: NodeId) -> bool {
        let node = self.columns.node(node);
        !self.live.deleted.meets(node.start, node.end)
    }

    /// The rows below a node that are not deleted.
    pub(crate) fn live_rows(self, node: NodeId) -> impl Iterator<Item = SegmentRow> + use<'a> {
        let rows = self.columns.node(node).rows();
        rows.filter(move |row| self.is_live(*row))
    }

    /// No site below a node comes before this one.
    pub(crate) fn first_site(self, node: NodeId) -> CatalogSite {
        self.list
            .catalog_site(self.number, self.columns.zone_map(node).first)
    }
}
