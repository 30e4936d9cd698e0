//! The order of the rows: neighbours in place and in size share a block, blocks share a branch.
//!
//! The sites of a kind are halved again and again, each time across the widest of a few dimensions
//! (place counts most), until a block holds at most [`LEAF_ROWS`] rows. Widths are relative to the spread
//! of the whole, sizes are logarithms, so that no unit outweighs another. Four halvings make the
//! branches of the tree: [`FANOUT`] children, which are judged together.

use std::ops::Range;

use super::rows::SiteRows;
use crate::schema::attribute::{FLOOR_AREA, PRICE, SITE_AREA};
use crate::schema::{Attribute, SiteKind};

/// How many rows a block holds at most.
pub(crate) const LEAF_ROWS: usize = 128;

/// How many children a branch has at most.
pub(crate) const FANOUT: usize = 16;

/// How much a spread in longitude or latitude counts.
const PLACE: f64 = 6.0;

/// The sizes that requirements constrain most, and how much a spread in each counts. Weights are
/// measured (`benches/`): half or twice of any opens up to a quarter more blocks.
const SIZES: [(Attribute, f64); 3] = [(SITE_AREA, 1.0), (PRICE, 1.5), (FLOOR_AREA, 0.5)];

const DIMENSIONS: usize = 2 + SIZES.len();

/// How many rows are looked at to find the widest dimension.
const SAMPLE: usize = 128;

/// A branch or a block of the tree: rows `start..end`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The numbers of the children of a branch; none for a block. The first is a multiple of
    /// [`FANOUT`]: children are a family, whose bounds stand side by side.
    pub(crate) children: Range<u32>,
    /// The number of a block among the blocks.
    pub(crate) block: u32,
}

/// The sites in the order of the rows, and the tree over them.
#[derive(Debug)]
pub(super) struct Partition {
    /// The position in the list of sites, by row.
    pub(super) sites: Vec<u32>,
    /// Branches before their children; families are filled up with nodes without rows.
    pub(super) nodes: Vec<Node>,
    /// The tops of the trees, one a kind: the first family.
    pub(super) tops: Range<u32>,
    /// How many of the nodes are blocks.
    pub(super) blocks: usize,
}

/// A site with its place in every dimension.
type Point = (u32, [f32; DIMENSIONS]);

impl Partition {
    pub(super) fn new<R: SiteRows + ?Sized>(sites: &R) -> Self {
        let count = u32::try_from(sites.count()).unwrap_or(u32::MAX);
        let all: Vec<u32> = (0..count).collect();
        let given = sites.given(&all);
        let mut points: Vec<Point> = all.iter().map(|at| (*at, [f32::MAX; DIMENSIONS])).collect();
        for (dimension, (attribute, weight)) in (2..).zip(SIZES) {
            let mut logarithms = sites.numbers(attribute, &given);
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
            place(&mut points, dimension, weight, &logarithms.values);
        }
        let places = (0..sites.count()).map(|at| sites.representative(at));
        let (longitudes, latitudes): (Vec<f64>, Vec<f64>) = places
            .map(|place| {
                place.map_or((f64::NAN, f64::NAN), |place| {
                    (place.longitude(), place.latitude())
                })
            })
            .unzip();
        place(&mut points, 0, PLACE, &longitudes);
        place(&mut points, 1, PLACE, &latitudes);

        let mut order = Self {
            sites: Vec::with_capacity(sites.count()),
            nodes: vec![Node::default(); FANOUT],
            tops: 0..0,
            blocks: 0,
        };
        for &kind in SiteKind::VALUES {
            let is_of_kind = |point: &&Point| sites.kind(point.0 as usize) == kind;
            let mut of_kind: Vec<Point> = points.iter().filter(is_of_kind).copied().collect();
            if !of_kind.is_empty() {
                let top = order.tops.end as usize;
                order.tops.end += 1;
                order.nodes[top] = Node::over(order.sites.len(), of_kind.len());
                divide(&mut of_kind, top, &mut order.nodes);
                order.sites.extend(of_kind.iter().map(|(at, _)| *at));
            }
        }
        let is_leaf = |node: &&mut Node| node.is_leaf();
        for (number, block) in (0..).zip(order.nodes.iter_mut().filter(is_leaf)) {
            block.block = number;
            order.blocks += 1;
        }
        order
    }
}

/// Sets one dimension of every point: values in units of their spread, times a weight. What is not
/// known stays far from everything.
fn place(points: &mut [Point], dimension: usize, weight: f64, values: &[f64]) {
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
    // Every child but the last is a full tree, so that few blocks and families are half full.
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
    let mut start = nodes[node].start as usize;
    nodes[node].children = number(first)..number(first + points.len().div_ceil(rows));
    for (child, points) in (first..).zip(points.chunks_mut(rows)) {
        nodes[child] = Node::over(start, points.len());
        start += points.len();
        divide(points, child, nodes);
    }
}

/// Orders points so that every so many rows are neighbours.
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
    fn over(start: usize, length: usize) -> Self {
        Self {
            start: number(start),
            end: number(start + length),
            ..Self::default()
        }
    }

    /// Whether it has rows and no children.
    pub(crate) fn is_leaf(&self) -> bool {
        self.children.is_empty() && self.start < self.end
    }

    pub(crate) fn rows(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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
