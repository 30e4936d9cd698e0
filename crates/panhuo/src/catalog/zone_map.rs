//! Zone maps: what the rows below a node of the tree have, at least and at most.
//!
//! Small materialized aggregates (Moerkotte, VLDB 1998), as Parquet and DataFusion keep for row
//! groups and pages. Numbers have theirs in [quantile codes](super::quantile_codes).

use super::ids::SegmentSite;
use super::partition::{FANOUT, Node};
use crate::schema::SiteKind;

/// Where the rows of a node are, in single precision rounded outwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SpatialZoneMap {
    /// The box of the representative points in space, grown by the reach of footprints.
    low: [f32; 3],
    high: [f32; 3],
    /// The box in degrees of positions and footprints: west, south, east, north.
    degrees: [f32; 4],
    /// Whether some row has a position.
    pub(crate) any_located: bool,
    /// Whether some row has none.
    pub(crate) any_unlocated: bool,
}

/// Where the rows of siblings are, coordinate by coordinate.
#[derive(Clone, Debug)]
pub(crate) struct SiblingBoxes {
    /// The boxes in space, by axis.
    pub(crate) low: [[f32; FANOUT]; 3],
    pub(crate) high: [[f32; FANOUT]; 3],
    /// Which nodes have rows with a position, and which have rows without: a bit each.
    pub(crate) any_located: u16,
    pub(crate) any_unlocated: u16,
}

/// The boxes of all siblings.
pub(super) fn sibling_boxes(zone_maps: &[SpatialZoneMap]) -> Vec<SiblingBoxes> {
    let siblings = zone_maps.chunks_exact(FANOUT).map(|nodes| {
        let by_axis = |corner: fn(&SpatialZoneMap) -> [f32; 3]| {
            std::array::from_fn(|axis| std::array::from_fn(|lane| corner(&nodes[lane])[axis]))
        };
        let bits = |is: fn(&SpatialZoneMap) -> bool| {
            let bits = (0..FANOUT).map(|lane| u16::from(is(&nodes[lane])) << lane);
            bits.fold(0, |all, bit| all | bit)
        };
        SiblingBoxes {
            low: by_axis(|node| node.low),
            high: by_axis(|node| node.high),
            any_located: bits(|node| node.any_located),
            any_unlocated: bits(|node| node.any_unlocated),
        }
    });
    siblings.collect()
}

/// Kind, jurisdictions and encumbrances of the rows of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZoneMap {
    pub(crate) kind: SiteKind,
    /// A bit for each jurisdiction, folded into 64.
    pub(crate) jurisdictions: u64,
    /// Encumbrances that some row is free of.
    pub(crate) free: u16,
    /// Encumbrances that every row has.
    pub(crate) encumbered: u16,
    /// The first site by id.
    pub(crate) first: SegmentSite,
}

/// One value a node: of leaves from their rows, of branches from their children.
pub(super) fn fold_up<T: Clone>(
    nodes: &[Node],
    empty: T,
    leaf: impl Fn(&Node) -> T,
    join: impl Fn(T, &T) -> T,
) -> Vec<T> {
    let mut values = vec![empty; nodes.len()];
    // Children come after their branch: from the end, every branch finds its children done.
    for (at, node) in nodes.iter().enumerate().rev() {
        if node.is_leaf() {
            values[at] = leaf(node);
        } else if node.start < node.end {
            let mut children = node.children().map(|child| &values[child.index()]);
            if let Some(first) = children.next().cloned() {
                values[at] = children.fold(first, &join);
            }
        }
    }
    values
}

impl SpatialZoneMap {
    pub(super) const EMPTY: Self = Self {
        low: [f32::INFINITY; 3],
        high: [f32::NEG_INFINITY; 3],
        degrees: [
            f32::INFINITY,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NEG_INFINITY,
        ],
        any_located: false,
        any_unlocated: false,
    };

    /// The two corners of the box in space.
    pub(crate) fn corners(&self) -> ([f64; 3], [f64; 3]) {
        (self.low.map(f64::from), self.high.map(f64::from))
    }

    /// The box in degrees.
    pub(crate) fn rect(&self) -> geo::Rect {
        let [west, south, east, north] = self.degrees.map(f64::from);
        geo::Rect::new((west, south), (east, north))
    }

    pub(super) fn and(self, other: &Self) -> Self {
        let mut both = self;
        for axis in 0..3 {
            both.low[axis] = self.low[axis].min(other.low[axis]);
            both.high[axis] = self.high[axis].max(other.high[axis]);
        }
        both.degrees = join(self.degrees, other.degrees);
        both.any_located |= other.any_located;
        both.any_unlocated |= other.any_unlocated;
        both
    }
}

/// Where the rows of a leaf are, in double precision until all of them are added.
pub(super) struct Extent {
    low: [f64; 3],
    high: [f64; 3],
    degrees: [f64; 4],
    pub(super) any_unlocated: bool,
}

impl Extent {
    pub(super) const EMPTY: Self = Self {
        low: [f64::INFINITY; 3],
        high: [f64::NEG_INFINITY; 3],
        degrees: [
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        ],
        any_unlocated: false,
    };

    /// Adds everything that is no farther than `reach` from a point in space.
    pub(super) fn add(&mut self, point: [f64; 3], reach: f64) {
        for (axis, at) in point.into_iter().enumerate() {
            self.low[axis] = self.low[axis].min(at - reach);
            self.high[axis] = self.high[axis].max(at + reach);
        }
    }

    /// Adds a position in degrees.
    pub(super) fn add_degrees(&mut self, at: geo::Coord) {
        let [west, south, east, north] = &mut self.degrees;
        (*west, *south) = (west.min(at.x), south.min(at.y));
        (*east, *north) = (east.max(at.x), north.max(at.y));
    }

    pub(super) fn zone_map(&self) -> SpatialZoneMap {
        let [west, south, east, north] = self.degrees;
        SpatialZoneMap {
            low: self.low.map(below),
            high: self.high.map(above),
            degrees: [below(west), below(south), above(east), above(north)],
            any_located: self.low[0] <= self.high[0],
            any_unlocated: self.any_unlocated,
        }
    }
}

/// The greatest single that is not above a double.
fn below(value: f64) -> f32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "corrected in the next line"
    )]
    let near = value as f32;
    if f64::from(near) > value {
        near.next_down()
    } else {
        near
    }
}

/// The least single that is not below a double.
fn above(value: f64) -> f32 {
    -below(-value)
}

fn join(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

impl ZoneMap {
    pub(super) const EMPTY: Self = Self {
        kind: SiteKind::VALUES[0],
        jurisdictions: 0,
        free: 0,
        encumbered: u16::MAX,
        first: SegmentSite::new(0),
    };

    pub(super) fn and(self, other: &Self) -> Self {
        Self {
            kind: self.kind,
            jurisdictions: self.jurisdictions | other.jurisdictions,
            free: self.free | other.free,
            encumbered: self.encumbered & other.encumbered,
            first: self.first.min(other.first),
        }
    }
}
