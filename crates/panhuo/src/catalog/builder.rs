//! Builds the columns of a segment: the order of the rows, then a column at a time with its codes, then
//! the bounds of the nodes.

use super::ids::SegmentRow;
use super::partition::{Node, Partition};
use super::quantile_codes::QuantileCodes;
use super::segment::{Column, NumberColumn, SegmentColumns};
use super::storage::{ReportedNumbers, SiteRows};
use super::zone_map::{Extent, SpatialZoneMap, ZoneMap, fold_up, sibling_boxes};
use crate::geometry::{Position, ecef, longest_chord};
use crate::interval::Choices;
use crate::schema::{Attribute, SiteKind, ValueType};

impl SegmentColumns {
    /// Numbers that `sites` keep by column are moved out of there.
    pub(super) fn build<R: SiteRows>(sites: &mut R) -> Self {
        let partition = Partition::new(sites);
        let order = &partition.sites;
        let mut rows = vec![SegmentRow::default(); order.len()];
        for (row, site) in order.iter().enumerate() {
            rows[site.index()] = SegmentRow::new(row);
        }
        let (jurisdiction_codes, jurisdictions) = sites.jurisdictions(order);
        let (free, encumbered) = order.iter().map(|at| sites.encumbrances(*at)).unzip();
        let kinds: Vec<SiteKind> = order.iter().map(|at| sites.kind(*at)).collect();
        let positions: Vec<Option<Position>> =
            order.iter().map(|at| sites.representative(*at)).collect();
        let footprints: Vec<bool> = order
            .iter()
            .map(|at| sites.footprint(*at).is_some())
            .collect();
        let space = positions.iter().map(|position| match position {
            Some(position) => ecef(position.point()),
            None => [f64::NAN; 3],
        });
        let space: Vec<[f64; 3]> = space.collect();
        let (by_attribute, quantile_codes) = columns(sites, &partition, &kinds);
        let spatial = |node: &Node| {
            let mut extent = Extent::EMPTY;
            for row in node.rows() {
                let Some(position) = &positions[row.index()] else {
                    extent.any_unlocated = true;
                    continue;
                };
                let (point, mut radius) = (position.point(), 0.0);
                extent.add_degrees(point.into());
                if footprints[row.index()]
                    && let Some(footprint) = sites.footprint(order[row.index()])
                {
                    let area = footprint.bounds();
                    extent.add_degrees(area.min());
                    extent.add_degrees(area.max());
                    radius = longest_chord(point, &area);
                }
                extent.add(space[row.index()], radius);
            }
            extent.zone_map()
        };
        let nodes = &partition.nodes;
        let spatial_zone_maps = fold_up(nodes, SpatialZoneMap::EMPTY, spatial, SpatialZoneMap::and);
        let mut columns = Self {
            rows,
            kinds,
            by_attribute,
            space,
            footprints,
            jurisdiction_codes,
            jurisdictions,
            free,
            encumbered,
            quantile_codes,
            sibling_boxes: sibling_boxes(&spatial_zone_maps),
            spatial_zone_maps,
            zone_maps: Vec::new(),
            partition,
        };
        let leaf = |node: &Node| {
            let rows = node.rows().map(|row| columns.zone_map_of_row(row));
            rows.reduce(|all, row| all.and(&row))
                .unwrap_or(ZoneMap::EMPTY)
        };
        columns.zone_maps = fold_up(&columns.partition.nodes, ZoneMap::EMPTY, leaf, ZoneMap::and);
        columns
    }

    fn zone_map_of_row(&self, row: SegmentRow) -> ZoneMap {
        let (free, encumbered) = self.encumbrances(row);
        ZoneMap {
            kind: self.kind(row),
            jurisdictions: 1 << (self.jurisdiction(row) % 64),
            free,
            encumbered,
            first: self.site(row),
        }
    }
}

/// The columns of all attributes, and the codes of the numbers.
fn columns<R: SiteRows>(
    sites: &mut R,
    partition: &Partition,
    kinds: &[SiteKind],
) -> (Vec<Column>, QuantileCodes) {
    let reported = sites.reported();
    let numbers = reported.iter().filter(|of| of.dimension().is_some());
    let mut codes = QuantileCodes::new(partition, numbers.count());
    let facts = sites.fact_positions(&partition.sites);
    let column = |attribute: Attribute| match attribute.value_type() {
        _ if !reported.contains(&attribute) => Column::Absent,
        ValueType::Number(_) | ValueType::Date => {
            let ReportedNumbers { values, intervals } = sites.take_numbers(attribute, &facts);
            let intervals = intervals.into_iter();
            let intervals = intervals.map(|(at, each)| (SegmentRow::new(at as usize), each));
            let intervals = intervals.collect();
            let applies = |row: SegmentRow| attribute.applies_to(kinds[row.index()]);
            Column::Numbers(NumberColumn {
                slot: codes.add(partition, &values, &intervals, applies),
                values,
                intervals,
            })
        }
        ValueType::Category(_) | ValueType::YesNo => {
            let choices = sites.choices(attribute, &facts);
            let leaf = |node: &Node| {
                let rows = choices[node.range()].iter();
                rows.fold(Choices::EMPTY, |all, each| all.or(*each))
            };
            let zone_map = fold_up(&partition.nodes, Choices::EMPTY, leaf, |a, b| a.or(*b));
            Column::Categories { choices, zone_map }
        }
        ValueType::Text => Column::Absent,
    };
    let by_attribute = Attribute::all().map(column).collect();
    codes.pack(partition);
    (by_attribute, codes)
}
