//! A k-d tree over the positions of sites, with a bounding box for every node.
//!
//! Complete and packed: the halves of node `n` are `2 n + 1` and `2 n + 2`, and the positions below a
//! node are one run. A query takes or leaves a whole branch by its box where the box decides.

use std::collections::BinaryHeap;

use crate::catalog::ids::SegmentSite;

/// How many positions a leaf holds at most: measured (`benches/spatial.rs`), half or twice is slower.
const LEAF: usize = 32;

/// From how many levels on the two halves are sorted in parallel.
const PARALLEL: u32 = 8;

/// A box around positions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds<const D: usize> {
    pub(super) low: [f64; D],
    pub(super) high: [f64; D],
}

impl<const D: usize> Bounds<D> {
    const EMPTY: Self = Self {
        low: [f64::INFINITY; D],
        high: [f64::NEG_INFINITY; D],
    };

    fn around<'a>(points: impl Iterator<Item = &'a [f64; D]>) -> Self {
        let point = |point: &[f64; D]| Self {
            low: *point,
            high: *point,
        };
        points.map(point).fold(Self::EMPTY, Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self {
            low: std::array::from_fn(|axis| self.low[axis].min(other.low[axis])),
            high: std::array::from_fn(|axis| self.high[axis].max(other.high[axis])),
        }
    }

    /// The square of the distance from a point to the nearest of the box.
    pub(super) fn nearest(&self, to: &[f64; D]) -> f64 {
        let gaps = (0..D).map(|axis| {
            let (below, above) = (self.low[axis] - to[axis], to[axis] - self.high[axis]);
            below.max(above).max(0.0)
        });
        gaps.map(|gap| gap * gap).sum()
    }

    /// The square of the distance from a point to the farthest of the box.
    pub(super) fn farthest(&self, to: &[f64; D]) -> f64 {
        let spans = (0..D).map(|axis| {
            let (low, high) = (self.low[axis] - to[axis], to[axis] - self.high[axis]);
            low.abs().max(high.abs())
        });
        spans.map(|span| span * span).sum()
    }

    pub(super) fn intersects(&self, other: &Self) -> bool {
        (0..D).all(|axis| self.low[axis] <= other.high[axis] && other.low[axis] <= self.high[axis])
    }

    pub(super) fn contains(&self, other: &Self) -> bool {
        (0..D).all(|axis| self.low[axis] <= other.low[axis] && other.high[axis] <= self.high[axis])
    }

    pub(super) fn contains_point(&self, point: &[f64; D]) -> bool {
        (0..D).all(|axis| self.low[axis] <= point[axis] && point[axis] <= self.high[axis])
    }
}

/// The square of the distance between two points in space.
pub(super) fn square_distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let square = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
    square(0) + square(1) + square(2)
}

/// A site with its position.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocatedSite {
    pub(super) site: SegmentSite,
    /// In metres from the centre of the earth.
    pub(super) space: [f64; 3],
    /// Longitude and latitude.
    pub(super) degrees: [f64; 2],
}

/// Points in the order of a tree, and the bounds of its nodes.
#[derive(Debug)]
pub(super) struct TreeLevel<const D: usize> {
    points: Vec<[f64; D]>,
    bounds: Vec<Bounds<D>>,
}

impl<const D: usize> TreeLevel<D> {
    fn new(points: Vec<[f64; D]>, leaves: usize) -> Self {
        let nodes = 2 * leaves - 1;
        let mut layer = Self {
            bounds: vec![Bounds::EMPTY; nodes],
            points,
        };
        layer.fit(Run::root(layer.points.len()), nodes);
        layer
    }

    /// Computes the boxes of a node and those below it.
    fn fit(&mut self, at: Run, nodes: usize) -> Bounds<D> {
        let [first, second] = at.halves();
        let bounds = if first.node < nodes {
            self.fit(first, nodes).and(self.fit(second, nodes))
        } else {
            Bounds::around(self.points[at.start..at.end].iter())
        };
        self.bounds[at.node] = bounds;
        bounds
    }
}

/// Sites in the order of the tree, with their positions in space and in degrees.
#[derive(Debug)]
pub(super) struct KdTree {
    sites: Vec<SegmentSite>,
    pub(super) space: TreeLevel<3>,
    pub(super) degrees: TreeLevel<2>,
}

/// A node and the positions below it.
#[derive(Clone, Copy)]
struct Run {
    node: usize,
    start: usize,
    end: usize,
}

impl Run {
    fn root(end: usize) -> Self {
        Self {
            node: 0,
            start: 0,
            end,
        }
    }

    fn halves(self) -> [Self; 2] {
        let middle = self.start.midpoint(self.end);
        let (first, start, end) = (2 * self.node + 1, self.start, self.end);
        [
            Self {
                node: first,
                start,
                end: middle,
            },
            Self {
                node: first + 1,
                start: middle,
                end,
            },
        ]
    }
}

impl KdTree {
    /// O(n log n), on all processors.
    pub(super) fn new(mut sites: Vec<LocatedSite>) -> Self {
        let leaves = sites.len().div_ceil(LEAF).max(1).next_power_of_two();
        halve(&mut sites, leaves.ilog2());
        let space = sites.iter().map(|each| each.space).collect();
        let degrees = sites.iter().map(|each| each.degrees).collect();
        Self {
            sites: sites.iter().map(|each| each.site).collect(),
            space: TreeLevel::new(space, leaves),
            degrees: TreeLevel::new(degrees, leaves),
        }
    }

    /// The sites that a query selects: all or none below a node where its box decides that, else
    /// those of its leaves whose points it selects one by one.
    pub(super) fn select<const D: usize>(
        &self,
        layer: &TreeLevel<D>,
        decide: impl Fn(&Bounds<D>) -> Option<bool>,
        selects: impl Fn(&[f64; D], SegmentSite) -> bool,
    ) -> Vec<SegmentSite> {
        let mut selected = Vec::new();
        let mut open = vec![Run::root(self.sites.len())];
        while let Some(at) = open.pop() {
            let sites = &self.sites[at.start..at.end];
            let [first, second] = at.halves();
            match decide(&layer.bounds[at.node]) {
                Some(false) => {}
                Some(true) => selected.extend_from_slice(sites),
                None if first.node < layer.bounds.len() => open.extend([second, first]),
                None => {
                    let pairs = sites.iter().zip(&layer.points[at.start..at.end]);
                    let pairs = pairs.filter(|(site, point)| selects(point, **site));
                    selected.extend(pairs.map(|(site, _)| site));
                }
            }
        }
        selected
    }

    /// The live sites not farther than `reach` of the distance of the `count`-th nearest of them:
    /// distances in space, sites, positions in degrees; in no order.
    pub(super) fn nearest(
        &self,
        centre: &[f64; 3],
        count: usize,
        reach: impl Fn(f64) -> f64,
        is_live: &dyn Fn(SegmentSite) -> bool,
    ) -> Vec<(f64, SegmentSite, [f64; 2])> {
        // Distances are not negative, so that their bits compare like them. The farthest is on top.
        let mut best: BinaryHeap<u64> = BinaryHeap::new();
        let (mut worst, mut limit) = (u64::MAX, f64::INFINITY);
        let mut found: Vec<(f64, usize)> = Vec::with_capacity(2 * LEAF);
        let mut open = Vec::with_capacity(2 * LEAF);
        open.push((0.0, Run::root(self.sites.len())));
        while let Some((least, at)) = open.pop() {
            if least > limit {
                continue;
            }
            let [a, b] = at.halves();
            if a.node < self.space.bounds.len() {
                let near = |half: Run| self.space.bounds[half.node].nearest(centre);
                let (a, b) = ((near(a), a), (near(b), b));
                open.extend(if a.0 < b.0 { [b, a] } else { [a, b] });
                continue;
            }
            for (at, point) in (at.start..).zip(&self.space.points[at.start..at.end]) {
                let far = square_distance(point, centre);
                if far > limit || !is_live(self.sites[at]) {
                    continue;
                }
                found.push((far, at));
                if best.len() < count {
                    best.push(far.to_bits());
                } else if far.to_bits() < worst {
                    best.pop();
                    best.push(far.to_bits());
                }
                if best.len() == count && best.peek().is_some_and(|top| *top < worst) {
                    worst = best.peek().copied().unwrap_or(worst);
                    limit = reach(f64::from_bits(worst).sqrt()).powi(2);
                }
            }
        }
        found.retain(|(far, _)| *far <= limit);
        let found = found.into_iter();
        found
            .map(|(far, at)| (far.sqrt(), self.sites[at], self.degrees.points[at]))
            .collect()
    }
}

/// Sorts sites so that all nodes of this many levels are runs, halved across the widest axis.
fn halve(sites: &mut [LocatedSite], levels: u32) {
    if levels == 0 {
        return;
    }
    let bounds = Bounds::around(sites.iter().map(|each| &each.space));
    let width = |axis: &usize| bounds.high[*axis] - bounds.low[*axis];
    let widest = (0..3).max_by(|a, b| width(a).total_cmp(&width(b)));
    let axis = widest.unwrap_or(0);
    let middle = sites.len() / 2;
    if middle > 0 {
        sites.select_nth_unstable_by(middle, |a, b| {
            let by_axis = a.space[axis].total_cmp(&b.space[axis]);
            by_axis.then(a.site.cmp(&b.site))
        });
    }
    let (left, right) = sites.split_at_mut(middle);
    if levels > PARALLEL {
        rayon::join(|| halve(left, levels - 1), || halve(right, levels - 1));
    } else {
        halve(left, levels - 1);
        halve(right, levels - 1);
    }
}
