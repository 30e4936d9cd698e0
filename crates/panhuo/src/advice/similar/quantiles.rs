//! The median distance from a position over a catalog.
//!
//! It is the value at a known position of the sorted distances. Leaves that surely lie before or behind
//! it are counted by their bounds; only distances that may be at that position are computed.

use crate::catalog::{Catalog, NodeId, SegmentReader, SegmentRow, nth};
use crate::geometry::{Position, ROUNDING, chord, ecef, longest_geodesic};
use crate::matching::DistanceTargets;

/// The median distance from a site with this position to the others, in metres; of an even number
/// the upper one. 0 if there are no others.
pub(super) fn median_distance(catalog: &Catalog, from: &Position) -> f64 {
    let target = DistanceTargets::new(vec![from.point().into()]);
    let leaves = catalog.segments().flat_map(|segment| {
        let leaves = segment.columns.leaves();
        leaves.map(move |leaf| (segment, leaf))
    });
    let leaves: Vec<LeafDistances> = leaves
        .map(|(segment, leaf)| LeafDistances::new(segment, leaf, &target))
        .filter(|leaf| leaf.count > 0)
        .collect();
    // The site itself is the first of all.
    let others = leaves.iter().map(|leaf| leaf.count).sum::<usize>();
    let others = others.saturating_sub(1);
    if others == 0 {
        return 0.0;
    }
    let middle = others / 2 + 1;
    let least = weighted_nth(leaves.iter().map(|leaf| (leaf.least, leaf.count)), middle);
    let most = weighted_nth(leaves.iter().map(|leaf| (leaf.most, leaf.count)), middle);
    let before = leaves.iter().filter(|leaf| leaf.most < least);
    let before: usize = before.map(|leaf| leaf.count).sum();
    let candidates = leaves
        .iter()
        .filter(|leaf| leaf.most >= least && leaf.least <= most);
    let candidates = candidates.flat_map(LeafDistances::located_rows);
    nth_distance(from, candidates, middle - before)
}

/// The distance at a position, from 0, of the sorted ones of some rows. Chords bound the geodesics:
/// only those that may be at that position are computed.
fn nth_distance<'a>(
    from: &Position,
    rows: impl Iterator<Item = (SegmentReader<'a>, SegmentRow)>,
    at: usize,
) -> f64 {
    let centre = ecef(from.point());
    let rows = rows.map(|(segment, row)| {
        let straight = chord(centre, segment.columns.space(row));
        let longest = longest_geodesic(straight + ROUNDING);
        (straight - ROUNDING, longest, (segment, row))
    });
    let rows: Vec<_> = rows.collect();
    let mut lows: Vec<f64> = rows.iter().map(|(low, ..)| *low).collect();
    let mut highs: Vec<f64> = rows.iter().map(|(_, high, _)| *high).collect();
    let (least, most) = (nth(&mut lows, at), nth(&mut highs, at));
    let nearer = rows.iter().filter(|(_, high, _)| *high < least).count();
    let candidates = rows
        .iter()
        .filter(|(low, high, _)| *high >= least && *low <= most);
    let exact = candidates.filter_map(|(.., (segment, row))| {
        let sites = segment.site_rows();
        let position = sites.representative(segment.columns.site(*row))?;
        Some(from.distance(&position).value())
    });
    nth(&mut exact.collect::<Vec<_>>(), at - nearer)
}

/// A leaf, and bounds of the distances of its rows.
struct LeafDistances<'a> {
    segment: SegmentReader<'a>,
    leaf: NodeId,
    least: f64,
    most: f64,
    /// How many live rows have a position.
    count: usize,
}

impl<'a> LeafDistances<'a> {
    fn new(segment: SegmentReader<'a>, leaf: NodeId, target: &DistanceTargets) -> Self {
        let zone_map = segment.columns.spatial_zone_map(leaf);
        let (near, far) = zone_map.corners();
        let (least, most) = target.bounds(&near, &far);
        let mut distances = Self {
            segment,
            leaf,
            least,
            most,
            count: segment.columns.node(leaf).len(),
        };
        if zone_map.any_unlocated || !segment.is_all_live(leaf) {
            distances.count = distances.located_rows().count();
        }
        distances
    }

    /// The live rows that have a position.
    fn located_rows(&self) -> impl Iterator<Item = (SegmentReader<'a>, SegmentRow)> + use<'a> {
        let segment = self.segment;
        let rows = segment.live_rows(self.leaf);
        let located = rows.filter(move |row| !segment.columns.space(*row)[0].is_nan());
        located.map(move |row| (segment, row))
    }
}

/// The value at this position, from 0, of the sorted ones, where each value counts as many times as
/// its number says.
fn weighted_nth(values: impl Iterator<Item = (f64, usize)>, at: usize) -> f64 {
    let mut values: Vec<(f64, usize)> = values.collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = at;
    for (value, count) in values {
        if left < count {
            return value;
        }
        left -= count;
    }
    0.0
}
