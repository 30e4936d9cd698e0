//! The order of the rows, and the tree over them: a k-d partition by position and sizes.
//!
//! The sites of a kind are halved again and again, each time across the widest of a few dimensions
//! (position counts most), until a leaf holds at most [`LEAF_ROWS`] rows. Widths are relative to the
//! spread of all sites, and sizes are logarithms, so that no unit outweighs another. Four halvings make
//! one level of the tree: a branch has up to [`FANOUT`] children, whose bounds are compared together.

use std::ops::Range;

use super::ids::{LeafId, NodeId, SegmentRow, SegmentSite, SiblingsId};
use super::storage::SiteRows;
use crate::schema::attribute::{FLOOR_AREA, PRICE, SITE_AREA};
use crate::schema::{Attribute, SiteKind};

/// How many rows a leaf holds at most.
pub(crate) const LEAF_ROWS: usize = 128;

/// How many children a branch has at most.
pub(crate) const FANOUT: usize = 16;

/// How much a spread in longitude or latitude counts.
const POSITION_WEIGHT: f64 = 6.0;

/// The sizes that requirements constrain most, and how much a spread in each counts. Weights are
/// measured (`benches/`): half or twice of any opens up to a quarter more leaves.
const SIZES: [(Attribute, f64); 3] = [(SITE_AREA, 1.0), (PRICE, 1.5), (FLOOR_AREA, 0.5)];

const DIMENSIONS: usize = 2 + SIZES.len();

/// How many rows are sampled to find the widest dimension.
const SAMPLE: usize = 128;

/// A branch or a leaf of the tree: rows `start..end`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) start: SegmentRow,
    pub(crate) end: SegmentRow,
    /// Of a branch: a multiple of [`FANOUT`], so that the bounds of siblings stand side by side.
    first_child: NodeId,
    /// None for a leaf.
    child_count: u16,
    /// Of a leaf.
    pub(crate) leaf: LeafId,
}

/// The sites of a segment in the order of the rows, and the tree over them.
#[derive(Debug)]
pub(crate) struct Partition {
    /// By row.
    pub(super) sites: Vec<SegmentSite>,
    /// Branches before their children; siblings are filled up with nodes without rows.
    pub(super) nodes: Vec<Node>,
    /// The first siblings are the roots of the trees, one a kind of site.
    roots: usize,
    pub(super) leaves: usize,
}

/// A site with its coordinate in every dimension.
type Point = (SegmentSite, [f32; DIMENSIONS]);

impl Partition {
    pub(super) fn new<R: SiteRows + ?Sized>(sites: &R) -> Self {
        let all: Vec<SegmentSite> = (0..sites.count()).map(SegmentSite::new).collect();
        let facts = sites.fact_positions(&all);
        let mut points: Vec<Point> = all.iter().map(|at| (*at, [f32::MAX; DIMENSIONS])).collect();
        for (dimension, (attribute, weight)) in (2..).zip(SIZES) {
            let mut logarithms = sites.numbers(attribute, &facts);
            for (at, interval) in &logarithms.intervals {
                logarithms.values[*at as usize] = interval.low();
            }
            for value in &mut logarithms.values {
                *value = if *value > 0.0 && value.is_finite() {
                    value.ln()
                } else {
                    f64::NAN
                };
            }
            set_dimension(&mut points, dimension, weight, &logarithms.values);
        }
        let positions = all.iter().map(|at| sites.representative(*at));
        let (longitudes, latitudes): (Vec<f64>, Vec<f64>) = positions
            .map(|position| {
                position.map_or((f64::NAN, f64::NAN), |position| {
                    (position.longitude(), position.latitude())
                })
            })
            .unzip();
        set_dimension(&mut points, 0, POSITION_WEIGHT, &longitudes);
        set_dimension(&mut points, 1, POSITION_WEIGHT, &latitudes);

        let mut partition = Self {
            sites: Vec::with_capacity(sites.count()),
            nodes: vec![Node::default(); FANOUT],
            roots: 0,
            leaves: 0,
        };
        for &kind in SiteKind::VALUES {
            let of_kind = points.iter().filter(|point| sites.kind(point.0) == kind);
            let mut of_kind: Vec<Point> = of_kind.copied().collect();
            if !of_kind.is_empty() {
                let root = partition.roots;
                partition.roots += 1;
                partition.nodes[root] = Node::over(partition.sites.len(), of_kind.len());
                divide(&mut of_kind, root, &mut partition.nodes);
                partition.sites.extend(of_kind.iter().map(|(at, _)| *at));
            }
        }
        for node in partition.nodes.iter_mut().filter(|node| node.is_leaf()) {
            node.leaf = LeafId::new(partition.leaves);
            partition.leaves += 1;
        }
        partition
    }

    pub(super) fn roots(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.roots).map(NodeId::new)
    }

    /// How many siblings there are.
    pub(super) fn siblings(&self) -> usize {
        self.nodes.len() / FANOUT
    }
}

/// Sets one dimension of every point: values in units of their standard deviation, times a weight.
/// Unknown values stay at the greatest coordinate.
fn set_dimension(points: &mut [Point], dimension: usize, weight: f64, values: &[f64]) {
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values.iter().filter(|value| !value.is_nan()) {
        count += 1.0;
        sum += value;
        squares += value * value;
    }
    let mean = sum / f64::max(count, 1.0);
    let spread = (squares / f64::max(count, 1.0) - mean * mean)
        .max(0.0)
        .sqrt();
    if spread > 0.0 {
        for (point, value) in points.iter_mut().zip(values) {
            if !value.is_nan() {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "only an order is made of it"
                )]
                let at = ((value - mean) / spread * weight) as f32;
                point.1[dimension] = at;
            }
        }
    }
}

/// Orders the rows of a node and adds the tree below it.
fn divide(points: &mut [Point], node: usize, nodes: &mut Vec<Node>) {
    // Every child but the last is a full tree, so that few leaves and siblings are half full.
    let mut rows = LEAF_ROWS;
    while rows * FANOUT < points.len() {
        rows *= FANOUT;
    }
    if points.len() <= LEAF_ROWS {
        return;
    }
    halve(points, rows);
    let first = nodes.len();
    nodes.resize(first + FANOUT, Node::default());
    let mut start = nodes[node].start.index();
    nodes[node].first_child = NodeId::new(first);
    for (child, points) in (first..).zip(points.chunks_mut(rows)) {
        nodes[node].child_count += 1;
        nodes[child] = Node::over(start, points.len());
        start += points.len();
        divide(points, child, nodes);
    }
}

/// Orders points so that each run of this many rows is one cell of the partition.
fn halve(points: &mut [Point], rows: usize) {
    if points.len() > rows {
        let widest = widest(points);
        let middle = points.len().div_ceil(rows) / 2 * rows;
        points.select_nth_unstable_by(middle, |a, b| {
            a.1[widest].total_cmp(&b.1[widest]).then(a.0.cmp(&b.0))
        });
        let (left, right) = points.split_at_mut(middle);
        halve(left, rows);
        halve(right, rows);
    }
}

impl Node {
    fn over(start: usize, len: usize) -> Self {
        Self {
            start: SegmentRow::new(start),
            end: SegmentRow::new(start + len),
            ..Self::default()
        }
    }

    /// Whether it has rows and no children.
    pub(crate) fn is_leaf(&self) -> bool {
        self.child_count == 0 && self.start < self.end
    }

    /// The children of a branch, in the order of the rows.
    pub(crate) fn children(&self) -> impl ExactSizeIterator<Item = NodeId> + use<> {
        let first = self.first_child.index();
        (first..first + usize::from(self.child_count)).map(NodeId::new)
    }

    pub(crate) fn len(&self) -> usize {
        self.range().len()
    }

    /// The rows as indexes into a column.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start.index()..self.end.index()
    }

    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = SegmentRow> + use<> {
        self.range().map(SegmentRow::new)
    }
}

impl NodeId {
    /// The siblings that it is one of.
    #[inline]
    pub(crate) fn siblings(self) -> SiblingsId {
        SiblingsId::new(self.index() / FANOUT)
    }

    /// Its position among its siblings.
    #[inline]
    pub(crate) fn lane(self) -> usize {
        self.index() % FANOUT
    }

    #[inline]
    pub(crate) fn in_lane(siblings: SiblingsId, lane: usize) -> Self {
        Self::new(siblings.index() * FANOUT + lane)
    }
}

/// The dimension in which a sample of the points spreads most, by its mean distance from the mean.
fn widest(points: &[Point]) -> usize {
    let step = (points.len() / SAMPLE).max(1);
    let sample = || points.iter().step_by(step).map(|(_, at)| at);
    let width = |dimension: usize| {
        let known = || {
            let values = sample().map(move |at| f64::from(at[dimension]));
            values.filter(|value| *value < f64::from(f32::MAX))
        };
        let (count, sum) = known().fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
        let mean = sum / f64::max(count, 1.0);
        known().map(|value| (value - mean).abs()).sum::<f64>()
    };
    (0..DIMENSIONS)
        .map(|dimension| (width(dimension), dimension))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map_or(0, |(_, dimension)| dimension)
}
