//! Readings by column, in the order of the rows, and their bounds by node of the tree.
//!
//! Most readings are exact or wholly unknown, so a number is one value a cell; the few true
//! intervals stand aside.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bounds::{Extent, SiblingBoxes, SpatialZoneMap, ZoneMap, by_family, fold_up};
use super::grades::QuantileCodes;
use super::order::{Node, Partition};
use super::rows::{Readings, SiteRows};
use crate::encumbrance::EncumbranceKind;
use crate::geometry::{Position, ecef};
use crate::interval::{Choices, Interval};
use crate::schema::{Attribute, SiteKind, ValueType};

/// One attribute of every site.
#[derive(Debug)]
pub(crate) enum Column {
    Numbers(Numbers),
    Categories {
        choices: Vec<Choices>,
        /// By node: every choice that some row allows.
        bounds: Vec<Choices>,
    },
    /// No site reports it, or it is text: the kind of the site decides.
    Absent,
}

/// A number of every site.
#[derive(Debug)]
pub(crate) struct Numbers {
    /// The exact value, or NaN.
    pub(crate) values: Vec<f64>,
    /// SiteRows whose reading is neither exact nor what their kind says of a missing one.
    pub(crate) intervals: BTreeMap<u32, Interval>,
    /// Its place among the grades.
    pub(crate) slot: usize,
}

/// The readings of every site by row, and the tree over the rows.
#[derive(Debug)]
pub(crate) struct SegmentColumns {
    order: Partition,
    rows: Vec<u32>,
    kinds: Vec<SiteKind>,
    by_attribute: Vec<Column>,
    /// Representative points in space; NaN without a place.
    space: Vec<[f64; 3]>,
    footprints: Vec<bool>,
    codes: Vec<String>,
    jurisdictions: Vec<u32>,
    free: Vec<u16>,
    encumbered: Vec<u16>,
    grades: QuantileCodes,
    places: Vec<SpatialZoneMap>,
    families: Vec<SiblingBoxes>,
    others: Vec<ZoneMap>,
}

/// The bit of a kind of encumbrance.
pub(crate) fn encumbrance_bit(kind: EncumbranceKind) -> u16 {
    1 << kind as u16
}

impl SegmentColumns {
    /// Readings that `sites` gives away are gone from there.
    pub(super) fn new<R: SiteRows>(sites: &mut R) -> Self {
        let order = Partition::new(sites);
        let mut rows = vec![0; sites.count()];
        for (row, site) in (0_u32..).zip(&order.sites) {
            rows[*site as usize] = row;
        }
        let in_order = || order.sites.iter().map(|at| *at as usize);
        let (codes, jurisdictions) = sites.jurisdictions(&order.sites);
        let (free, encumbered) = in_order().map(|at| sites.encumbrances(at)).unzip();
        let positions: Vec<Option<Position>> =
            in_order().map(|at| sites.representative(at)).collect();
        let ecef =
            |place: &Option<Position>| place.map_or([f64::NAN; 3], |place| ecef(place.point()));
        let reported = sites.reported();
        let is_number = |attribute: &&Attribute| attribute.dimension().is_some();
        let count = reported.iter().filter(is_number).count();
        let kinds: Vec<SiteKind> = in_order().map(|at| sites.kind(at)).collect();
        let given = sites.given(&order.sites);
        let mut grades = QuantileCodes::new(&order, count);
        let column = |attribute: Attribute| match attribute.value_type() {
            _ if !reported.contains(&attribute) => Column::Absent,
            ValueType::Number(_) | ValueType::Date => {
                let Readings { values, intervals } = sites.take_numbers(attribute, &given);
                let is_unknown = |row: usize| attribute.applies_to(kinds[row]);
                Column::Numbers(Numbers {
                    slot: grades.add(&order, &values, &intervals, is_unknown),
                    values,
                    intervals,
                })
            }
            ValueType::Category(_) | ValueType::YesNo => {
                let choices = sites.choices(attribute, &given);
                let leaf = |node: &Node| {
                    let rows = choices[node.rows()].iter();
                    rows.fold(Choices::EMPTY, |all, each| all.or(*each))
                };
                let or = |a: Choices, b: &Choices| a.or(*b);
                let bounds = fold_up(&order.nodes, Choices::EMPTY, leaf, or);
                Column::Categories { choices, bounds }
            }
            ValueType::Text => Column::Absent,
        };
        let by_attribute = Attribute::all().map(column).collect();
        let mut columns = Self {
            kinds,
            space: positions.iter().map(ecef).collect(),
            footprints: in_order().map(|at| sites.footprint(at).is_some()).collect(),
            jurisdictions,
            free,
            encumbered,
            by_attribute,
            grades,
            places: Vec::new(),
            families: Vec::new(),
            others: Vec::new(),
            rows,
            codes,
            order,
        };
        columns.grades.pack(&columns.order);
        let nodes = &columns.order.nodes;
        let sites = &*sites;
        let places = |node: &Node| columns.place_bounds(node, sites, &positions);
        let places = fold_up(nodes, SpatialZoneMap::NOWHERE, places, SpatialZoneMap::and);
        let others = |node: &Node| columns.other_bounds(node);
        columns.others = fold_up(nodes, ZoneMap::NOBODY, others, ZoneMap::and);
        columns.families = by_family(&places);
        columns.places = places;
        columns
    }

    /// The attributes that have a column.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute> {
        let is_there = |attribute: &Attribute| !matches!(self.column(*attribute), Column::Absent);
        Attribute::all().filter(is_there)
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of a site, by its position in the list.
    pub(super) fn row_of(&self, site: usize) -> usize {
        self.rows[site] as usize
    }

    /// The position in the list of sites: the order of ids.
    pub(crate) fn site(&self, row: usize) -> usize {
        self.order.sites[row] as usize
    }

    pub(crate) fn roots(&self) -> Range<u32> {
        self.order.tops.clone()
    }

    /// The nodes that have rows and no children.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = u32> {
        let nodes = (0..).zip(&self.order.nodes);
        nodes
            .filter(|(_, node)| node.is_leaf())
            .map(|(number, _)| number)
    }

    pub(crate) fn node(&self, node: u32) -> &Node {
        &self.order.nodes[node as usize]
    }

    pub(crate) fn place(&self, node: u32) -> &SpatialZoneMap {
        &self.places[node as usize]
    }

    /// The places of the nodes that stand side by side.
    pub(crate) fn family(&self, family: usize) -> &SiblingBoxes {
        &self.families[family]
    }

    pub(crate) fn zone_map(&self, node: u32) -> &ZoneMap {
        &self.others[node as usize]
    }

    pub(crate) fn column(&self, attribute: Attribute) -> &Column {
        &self.by_attribute[attribute.index()]
    }

    pub(crate) fn grades(&self) -> &QuantileCodes {
        &self.grades
    }

    /// The representative point in space, NaN without a place.
    pub(crate) fn space(&self, row: usize) -> [f64; 3] {
        self.space[row]
    }

    pub(crate) fn has_footprint(&self, row: usize) -> bool {
        self.footprints[row]
    }

    /// The codes of jurisdictions that sites name, in order; rows hold positions in it.
    pub(crate) fn codes(&self) -> &[String] {
        &self.codes
    }

    pub(crate) fn kind(&self, row: usize) -> SiteKind {
        self.kinds[row]
    }

    pub(crate) fn jurisdiction(&self, row: usize) -> usize {
        self.jurisdictions[row] as usize
    }

    /// The encumbrances that a row is free of, and those that it has.
    pub(crate) fn encumbrances(&self, row: usize) -> (u16, u16) {
        (self.free[row], self.encumbered[row])
    }

    pub(crate) fn interval(&self, attribute: Attribute, row: usize) -> Interval {
        if let Column::Numbers(numbers) = &self.by_attribute[attribute.index()] {
            if let Some(interval) = Interval::exact(numbers.values[row]) {
                return interval;
            }
            let key = u32::try_from(row).unwrap_or(u32::MAX);
            if let Some(interval) = numbers.intervals.get(&key) {
                return *interval;
            }
        }
        missing(attribute, self.kinds[row])
    }

    pub(crate) fn choices(&self, attribute: Attribute, row: usize) -> Choices {
        match &self.by_attribute[attribute.index()] {
            Column::Categories { choices, .. } => choices[row],
            _ if attribute.applies_to(self.kinds[row]) => Choices::ANYTHING,
            _ => Choices::EMPTY,
        }
    }

    fn place_bounds<R: SiteRows>(
        &self,
        node: &Node,
        sites: &R,
        positions: &[Option<Position>],
    ) -> SpatialZoneMap {
        let mut extent = Extent::NOWHERE;
        let rows = node.rows();
        for (row, place) in rows.clone().zip(&positions[rows]) {
            let Some(place) = place else {
                extent.any_unlocated = true;
                continue;
            };
            let (point, mut reach) = (place.point(), 0.0);
            extent.hold_degrees(point.into());
            if self.footprints[row]
                && let Some(footprint) = sites.footprint(self.site(row))
            {
                let area = footprint.bounds();
                extent.hold_degrees(area.min());
                extent.hold_degrees(area.max());
                reach = crate::geometry::longest_chord(point, &area);
            }
            extent.hold(self.space[row], reach);
        }
        extent.bounds()
    }

    fn other_bounds(&self, node: &Node) -> ZoneMap {
        let rows = node.start as usize..node.end as usize;
        let of = |row: usize| ZoneMap {
            kind: self.kinds[row],
            jurisdictions: 1 << (self.jurisdictions[row] % 64),
            free: self.free[row],
            encumbered: self.encumbered[row],
            first: self.order.sites[row],
        };
        let first = of(node.start as usize);
        rows.map(of).fold(first, |a, b| a.and(&b))
    }
}

/// What a missing number means for a kind.
pub(crate) fn missing(attribute: Attribute, kind: SiteKind) -> Interval {
    if attribute.applies_to(kind) {
        Interval::ANYTHING
    } else {
        Interval::EMPTY
    }
}
