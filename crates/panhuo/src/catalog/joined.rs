//! The parts of a catalog as one: rows of the first part, then rows of the later one.

use std::iter;
use std::ops::{Deref, Range};

use super::part::Segment;
use super::rows::SiteRows;
use super::{Catalog, SegmentColumns};
use crate::interval::{Choices, Interval};
use crate::schema::{Attribute, SiteKind};

/// The columns of all parts, by row.
#[derive(Clone, Copy)]
pub(crate) struct CatalogColumns<'a>(&'a Catalog);

/// The columns of one part, by the rows of that part, and where these are among the rows of all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentReader<'a> {
    catalog: &'a Catalog,
    columns: &'a SegmentColumns,
    /// Which part it is.
    pub(crate) number: usize,
    /// How many rows come before its first.
    pub(crate) first_row: usize,
}

impl Catalog {
    /// The first part, and the later one if there is one.
    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment> {
        let later = self.later.as_ref().map(|later| &later.part);
        iter::once(&*self.first).chain(later)
    }

    /// The part that has the site at a position in the order of ids, and its position there.
    pub(super) fn place(&self, at: usize) -> (&Segment, usize) {
        let Some(later) = &self.later else {
            return (&self.first, at);
        };
        let at = later.site(at);
        match at.checked_sub(self.first.count()) {
            None => (&self.first, at),
            Some(at) => (&later.part, at),
        }
    }

    /// The position in the order of ids of a site of a part.
    pub(super) fn place_of(&self, part: usize, at: u32) -> u32 {
        let later = self.later.as_ref();
        later.map_or(at, |later| later.place(part, at))
    }

    /// The number of the part that has a row, the part, and the row in it.
    fn locate(&self, row: usize) -> (usize, &Segment, usize) {
        match &self.later {
            Some(later) if row >= self.first.count() => (1, &later.part, row - self.first.count()),
            _ => (0, &self.first, row),
        }
    }

    /// The sites of the part that has a row, and the position in it of the row's site.
    pub(crate) fn rows_at(&self, row: usize) -> (&dyn SiteRows, usize) {
        let (_, part, row) = self.locate(row);
        (part.rows(), part.columns.site(row))
    }

    /// The part that has a row's site, and its position there.
    pub(super) fn part_at(&self, row: usize) -> (&Segment, usize) {
        let (_, part, row) = self.locate(row);
        (part, part.columns.site(row))
    }

    /// The readings by row.
    pub(crate) fn columns(&self) -> CatalogColumns<'_> {
        CatalogColumns(self)
    }
}

impl<'a> CatalogColumns<'a> {
    /// The columns of each part.
    pub(crate) fn segments(self) -> impl Iterator<Item = SegmentReader<'a>> {
        let catalog = self.0;
        let mut first_row = 0;
        catalog.segments().enumerate().map(move |(number, part)| {
            let columns = &part.columns;
            let each = SegmentReader {
                catalog,
                columns,
                number,
                first_row,
            };
            first_row += part.count();
            each
        })
    }

    /// The position of a row's site in the order of ids.
    pub(crate) fn site(self, row: usize) -> usize {
        let (number, part, row) = self.0.locate(row);
        let at = u32::try_from(part.columns.site(row)).unwrap_or(u32::MAX);
        self.0.place_of(number, at) as usize
    }

    pub(crate) fn kind(self, row: usize) -> SiteKind {
        let (_, part, row) = self.0.locate(row);
        part.columns.kind(row)
    }

    pub(crate) fn interval(self, attribute: Attribute, row: usize) -> Interval {
        let (_, part, row) = self.0.locate(row);
        part.columns.interval(attribute, row)
    }

    pub(crate) fn choices(self, attribute: Attribute, row: usize) -> Choices {
        let (_, part, row) = self.0.locate(row);
        part.columns.choices(attribute, row)
    }

    /// The representative point in space, NaN without a place.
    pub(crate) fn space(self, row: usize) -> [f64; 3] {
        let (_, part, row) = self.0.locate(row);
        part.columns.space(row)
    }

    pub(crate) fn has_footprint(self, row: usize) -> bool {
        let (_, part, row) = self.0.locate(row);
        part.columns.has_footprint(row)
    }

    /// The number of the part, and the jurisdiction as a position among its codes.
    pub(crate) fn jurisdiction(self, row: usize) -> (usize, usize) {
        let (number, part, row) = self.0.locate(row);
        (number, part.columns.jurisdiction(row))
    }

    /// The encumbrances that a row is free of, and those that it has.
    pub(crate) fn encumbrances(self, row: usize) -> (u16, u16) {
        let (_, part, row) = self.0.locate(row);
        part.columns.encumbrances(row)
    }
}

impl<'a> SegmentReader<'a> {
    /// The rows of all parts whose sites are there, of some of this part.
    pub(crate) fn live_rows(self, rows: Range<usize>) -> impl Iterator<Item = usize> + 'a {
        let there = rows.filter(move |row| self.is_live(*row));
        there.map(move |row| self.first_row + row)
    }

    /// Whether the site of a row is there: a later part may have taken it away.
    pub(crate) fn is_live(self, row: usize) -> bool {
        let later = self.catalog.later.as_ref();
        self.number > 0 || later.is_none_or(|later| later.has_row(row))
    }

    /// The same of all of some rows.
    pub(crate) fn all_live(self, rows: Range<usize>) -> bool {
        let later = self.catalog.later.as_ref();
        self.number > 0 || later.is_none_or(|later| later.has_rows(rows))
    }

    /// No site below a node comes before this position in the order of ids.
    pub(crate) fn first_place(self, node: u32) -> usize {
        let first = self.columns.zone_map(node).first;
        self.catalog.place_of(self.number, first) as usize
    }
}

impl<'a> SegmentReader<'a> {
    /// The columns, for as long as the catalog is there.
    pub(crate) fn columns(self) -> &'a SegmentColumns {
        self.columns
    }
}

impl Deref for SegmentReader<'_> {
    type Target = SegmentColumns;

    fn deref(&self) -> &SegmentColumns {
        self.columns
    }
}
