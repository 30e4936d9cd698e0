//! What the rows of a node of the tree have, at least and at most.

use super::order::Node;
use crate::attribute::SiteKind;
use crate::reading::Interval;

/// What the rows of a node have of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberBounds {
    /// From the least to the greatest value of the rows that know any; empty if none does.
    pub(crate) known: Interval,
    /// Whether some row is unknown, in whole or in part.
    pub(crate) unknown: bool,
}

/// Where the rows of a node are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceBounds {
    /// The box of the representative points in space, grown by the reach of footprints.
    pub(crate) low: [f64; 3],
    pub(crate) high: [f64; 3],
    /// The box in degrees of positions and footprints: west, south, east, north.
    pub(crate) degrees: [f64; 4],
    /// Whether some row has a place.
    pub(crate) placed: bool,
    /// Whether some row has none.
    pub(crate) unplaced: bool,
}

/// Who reports the rows of a node, and what burdens them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OtherBounds {
    pub(crate) kind: SiteKind,
    /// A bit for each jurisdiction, folded into 64.
    pub(crate) jurisdictions: u64,
    /// Burdens that some row is free of.
    pub(crate) free: u16,
    /// Burdens that every row has.
    pub(crate) burdened: u16,
    /// The least position in the list of sites.
    pub(crate) first: u32,
}

/// One value a node: of blocks from their rows, of branches from their halves.
pub(super) fn fold_up<T: Clone>(
    nodes: &[Node],
    leaf: impl Fn(&Node) -> T,
    join: impl Fn(&T, &T) -> T,
) -> Vec<T> {
    // Halves come after their branch, so the last node is a block: fill from the end.
    let mut reversed: Vec<T> = Vec::with_capacity(nodes.len());
    for node in nodes.iter().rev() {
        let at = |half: u32| nodes.len() - 1 - half as usize;
        let value = match node.halves {
            Some((left, right)) => join(&reversed[at(left)], &reversed[at(right)]),
            None => leaf(node),
        };
        reversed.push(value);
    }
    reversed.reverse();
    reversed
}

/// The bounds of all numbers of a node side by side, in single precision, rounded outwards: opening
/// a node touches little memory.
#[derive(Debug)]
pub(super) struct NodeNumbers {
    columns: usize,
    filled: usize,
    ranges: Vec<(f32, f32)>,
    /// By node and column, whether some row is unknown.
    unknown: Vec<bool>,
}

impl NodeNumbers {
    pub(super) fn new(nodes: usize, columns: usize) -> Self {
        Self {
            columns,
            filled: 0,
            ranges: vec![(f32::INFINITY, f32::NEG_INFINITY); nodes * columns],
            unknown: vec![false; nodes * columns],
        }
    }

    /// Adds a column, one value a node; gives back its slot.
    pub(super) fn add(&mut self, bounds: &[NumberBounds]) -> usize {
        let slot = self.filled;
        self.filled += 1;
        for (node, bounds) in bounds.iter().enumerate() {
            let at = node * self.columns + slot;
            self.ranges[at] = (down(bounds.known.low()), -down(-bounds.known.high()));
            self.unknown[at] = bounds.unknown;
        }
        slot
    }

    pub(super) fn get(&self, node: u32, slot: usize) -> NumberBounds {
        let at = node as usize * self.columns + slot;
        let (low, high) = self.ranges[at];
        NumberBounds {
            known: Interval::new(f64::from(low), f64::from(high)).unwrap_or(Interval::EMPTY),
            unknown: self.unknown[at],
        }
    }
}

/// The greatest single that is not above a double.
fn down(value: f64) -> f32 {
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

impl NumberBounds {
    pub(super) const NOTHING: Self = Self {
        known: Interval::EMPTY,
        unknown: false,
    };

    pub(super) fn of(interval: Interval) -> Self {
        let unknown = !interval.is_empty() && interval.value().is_none();
        let known = if interval.is_anything() {
            Interval::EMPTY
        } else {
            interval
        };
        Self { known, unknown }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            known: self.known.hull(&other.known),
            unknown: self.unknown || other.unknown,
        }
    }
}

impl PlaceBounds {
    pub(super) const NOWHERE: Self = Self {
        low: [f64::INFINITY; 3],
        high: [f64::NEG_INFINITY; 3],
        degrees: [
            f64::INFINITY,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NEG_INFINITY,
        ],
        placed: false,
        unplaced: false,
    };

    pub(super) fn and(&self, other: &Self) -> Self {
        let mut both = *self;
        for axis in 0..3 {
            both.low[axis] = self.low[axis].min(other.low[axis]);
            both.high[axis] = self.high[axis].max(other.high[axis]);
        }
        both.degrees = join(self.degrees, other.degrees);
        both.placed |= other.placed;
        both.unplaced |= other.unplaced;
        both
    }
}

fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

impl OtherBounds {
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            kind: self.kind,
            jurisdictions: self.jurisdictions | other.jurisdictions,
            free: self.free | other.free,
            burdened: self.burdened & other.burdened,
            first: self.first.min(other.first),
        }
    }
}
