//! Facts by column, in the order of the rows, with the tree over the rows and its bounds.
//!
//! Most facts are exact or not known at all, so a number is one value a row; the few intervals are
//! kept apart.

use std::collections::BTreeMap;

use crate::catalog::ids::{NodeId, SegmentRow, SegmentSite, SiblingsId};
use crate::catalog::partition::{Node, Partition};
use crate::catalog::quantile_codes::QuantileCodes;
use crate::catalog::zone_map::{SiblingBoxes, SpatialZoneMap, ZoneMap};
use crate::encumbrance::EncumbranceKind;
use crate::interval::{Choices, Interval};
use crate::schema::{Attribute, SiteKind};

/// One attribute of every row.
#[derive(Debug)]
pub(crate) enum Column {
    Numbers(NumberColumn),
    Categories {
        choices: Vec<Choices>,
        /// By node: every choice that some row allows.
        zone_map: Vec<Choices>,
    },
    /// No site reports it, or it is text: the kind of the site decides what is known.
    Absent,
}

/// A number of every row.
#[derive(Debug)]
pub(crate) struct NumberColumn {
    /// The exact value, or NaN.
    pub(crate) values: Vec<f64>,
    /// Rows whose fact is an interval that is neither exact nor what a missing fact means for their
    /// kind.
    pub(crate) intervals: BTreeMap<SegmentRow, Interval>,
    /// Its position among the columns that have quantile codes.
    pub(crate) slot: usize,
}

/// The facts of a segment by row, and the tree over the rows.
#[derive(Debug)]
pub(crate) struct SegmentColumns {
    pub(in crate::catalog) partition: Partition,
    /// By site.
    pub(in crate::catalog) rows: Vec<SegmentRow>,
    pub(in crate::catalog) kinds: Vec<SiteKind>,
    pub(in crate::catalog) by_attribute: Vec<Column>,
    /// Representative points in space; NaN without a position.
    pub(in crate::catalog) space: Vec<[f64; 3]>,
    pub(in crate::catalog) footprints: Vec<bool>,
    /// The codes that occur, in order, and by row the index of its own.
    pub(in crate::catalog) jurisdiction_codes: Vec<String>,
    pub(in crate::catalog) jurisdictions: Vec<u32>,
    pub(in crate::catalog) free: Vec<u16>,
    pub(in crate::catalog) encumbered: Vec<u16>,
    pub(in crate::catalog) quantile_codes: QuantileCodes,
    /// By node.
    pub(in crate::catalog) spatial_zone_maps: Vec<SpatialZoneMap>,
    pub(in crate::catalog) zone_maps: Vec<ZoneMap>,
    pub(in crate::catalog) sibling_boxes: Vec<SiblingBoxes>,
}

/// The bit of a kind of encumbrance.
pub(crate) fn encumbrance_bit(kind: EncumbranceKind) -> u16 {
    1 << kind as u16
}

/// What a missing number means for a kind.
pub(in crate::catalog) fn missing(attribute: Attribute, kind: SiteKind) -> Interval {
    if attribute.applies_to(kind) {
        Interval::ANYTHING
    } else {
        Interval::EMPTY
    }
}

/// What a missing category means for a kind.
pub(in crate::catalog) fn missing_choices(attribute: Attribute, kind: SiteKind) -> Choices {
    if attribute.applies_to(kind) {
        Choices::ANYTHING
    } else {
        Choices::EMPTY
    }
}

impl SegmentColumns {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn row(&self, site: SegmentSite) -> SegmentRow {
        self.rows[site.index()]
    }

    pub(crate) fn site(&self, row: SegmentRow) -> SegmentSite {
        self.partition.sites[row.index()]
    }

    /// The attributes that have a column.
    pub(in crate::catalog) fn attributes(&self) -> impl Iterator<Item = Attribute> {
        Attribute::all().filter(|of| !matches!(self.column(*of), Column::Absent))
    }

    /// The roots of the trees, one a kind of site.
    pub(crate) fn roots(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.partition.roots()
    }

    /// The nodes that have rows and no children.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = NodeId> {
        let nodes = self.partition.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| node.is_leaf())
            .map(|(at, _)| NodeId::new(at))
    }

    pub(crate) fn node(&self, node: NodeId) -> &Node {
        &self.partition.nodes[node.index()]
    }

    pub(crate) fn spatial_zone_map(&self, node: NodeId) -> &SpatialZoneMap {
        &self.spatial_zone_maps[node.index()]
    }

    pub(crate) fn zone_map(&self, node: NodeId) -> &ZoneMap {
        &self.zone_maps[node.index()]
    }

    pub(crate) fn sibling_boxes(&self, siblings: SiblingsId) -> &SiblingBoxes {
        &self.sibling_boxes[siblings.index()]
    }

    pub(crate) fn column(&self, attribute: Attribute) -> &Column {
        &self.by_attribute[attribute.index()]
    }

    /// The column of a number that some site reports.
    pub(crate) fn numbers(&self, attribute: Attribute) -> Option<&NumberColumn> {
        match self.column(attribute) {
            Column::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    pub(crate) fn quantile_codes(&self) -> &QuantileCodes {
        &self.quantile_codes
    }

    /// The representative point in space, NaN without a position.
    pub(crate) fn space(&self, row: SegmentRow) -> [f64; 3] {
        self.space[row.index()]
    }

    pub(crate) fn has_footprint(&self, row: SegmentRow) -> bool {
        self.footprints[row.index()]
    }

    /// The codes of jurisdictions that occur, in order; an unknown jurisdiction is the empty code.
    pub(crate) fn jurisdiction_codes(&self) -> &[String] {
        &self.jurisdiction_codes
    }

    /// The jurisdiction of a row, as an index among the codes.
    pub(crate) fn jurisdiction(&self, row: SegmentRow) -> usize {
        self.jurisdictions[row.index()] as usize
    }

    pub(crate) fn kind(&self, row: SegmentRow) -> SiteKind {
        self.kinds[row.index()]
    }

    /// The encumbrances that a row is free of, and those that it has, as bits.
    pub(crate) fn encumbrances(&self, row: SegmentRow) -> (u16, u16) {
        (self.free[row.index()], self.encumbered[row.index()])
    }

    pub(crate) fn interval(&self, attribute: Attribute, row: SegmentRow) -> Interval {
        if let Column::Numbers(numbers) = self.column(attribute) {
            if let Some(interval) = Interval::exact(numbers.values[row.index()]) {
                return interval;
            }
            if let Some(interval) = numbers.intervals.get(&row) {
                return *interval;
            }
        }
        missing(attribute, self.kind(row))
    }

    pub(crate) fn choices(&self, attribute: Attribute, row: SegmentRow) -> Choices {
        match self.column(attribute) {
            Column::Categories { choices, .. } => choices[row.index()],
            _ => missing_choices(attribute, self.kind(row)),
        }
    }

    /// Every choice that some row below a node allows.
    pub(crate) fn node_choices(&self, attribute: Attribute, node: NodeId) -> Choices {
        match self.column(attribute) {
            Column::Categories { zone_map, .. } => zone_map[node.index()],
            _ => missing_choices(attribute, self.zone_map(node).kind),
        }
    }
}
