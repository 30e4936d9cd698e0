//! The places of sites in a tree of halvings: neighbours share a leaf, and every branch has its bounds.
//!
//! Complete and packed: the halves of node `n` are `2 n + 1` and `2 n + 2`, and what lies below a
//! node is one stretch of the places. A whole branch is taken or left by its bounds.

use std::collections::BinaryHeap;

/// How many places a leaf holds at most: measured (`benches/spatial.rs`), half or twice is slower.
const LEAF: usize = 32;

/// From how many levels on halves are ordered side by side.
const APART: u32 = 8;

/// The place of a site, or a box around some.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds<const D: usize> {
    pub(super) low: [f64; D],
    pub(super) high: [f64; D],
}

impl<const D: usize> Bounds<D> {
    const NOTHING: Self = Self {
        low: [f64::INFINITY; D],
        high: [f64::NEG_INFINITY; D],
    };

    fn around<'a>(points: impl Iterator<Item = &'a [f64; D]>) -> Self {
        let point = |point: &[f64; D]| Self {
            low: *point,
            high: *point,
        };
        points.map(point).fold(Self::NOTHING, Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self {
            low: std::array::from_fn(|axis| self.low[axis].min(other.low[axis])),
            high: std::array::from_fn(|axis| self.high[axis].max(other.high[axis])),
        }
    }

    /// The square of the distance from a point to the nearest of the box.
    pub(super) fn nearest(&self, to: &[f64; D]) -> f64 {
        let gap = |axis: usize| {
            let (below, above) = (self.low[axis] - to[axis], to[axis] - self.high[axis]);
            below.max(above).max(0.0)
        };
        (0..D).map(|axis| gap(axis) * gap(axis)).sum()
    }

    /// The square of the distance from a point to the farthest of the box.
    pub(super) fn farthest(&self, to: &[f64; D]) -> f64 {
        let span = |axis: usize| {
            let (low, high) = (self.low[axis] - to[axis], to[axis] - self.high[axis]);
            low.abs().max(high.abs())
        };
        (0..D).map(|axis| span(axis) * span(axis)).sum()
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        (0..D).all(|axis| self.low[axis] <= other.high[axis] && other.low[axis] <= self.high[axis])
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        (0..D).all(|axis| self.low[axis] <= other.low[axis] && other.high[axis] <= self.high[axis])
    }

    pub(super) fn holds_point(&self, point: &[f64; D]) -> bool {
        (0..D).all(|axis| self.low[axis] <= point[axis] && point[axis] <= self.high[axis])
    }
}

/// The square of the distance between two points in space.
pub(super) fn square(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let square = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
    square(0) + square(1) + square(2)
}

/// A site with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) site: u32,
    /// In metres from the centre of the earth.
    pub(super) space: [f64; 3],
    /// Longitude and latitude.
    pub(super) degrees: [f64; 2],
}

/// Points in the order of a tree, and the bounds of its nodes.
#[derive(Debug)]
pub(super) struct Layer<const D: usize> {
    points: Vec<[f64; D]>,
    bounds: Vec<Bounds<D>>,
}

impl<const D: usize> Layer<D> {
    fn new(points: Vec<[f64; D]>, leaves: usize) -> Self {
        let nodes = 2 * leaves - 1;
        let mut layer = Self {
            bounds: vec![Bounds::NOTHING; nodes],
            points,
        };
        layer.bound(Stretch::top(layer.points.len()), nodes);
        layer
    }

    fn bound(&mut self, at: Stretch, nodes: usize) -> Bounds<D> {
        let [first, second] = at.halves();
        let bounds = if first.node < nodes {
            self.bound(first, nodes).and(self.bound(second, nodes))
        } else {
            Bounds::around(self.points[at.start..at.end].iter())
        };
        self.bounds[at.node] = bounds;
        bounds
    }
}

/// Places in the order of a tree.
#[derive(Debug)]
pub(super) struct Places {
    sites: Vec<u32>,
    pub(super) space: Layer<3>,
    pub(super) degrees: Layer<2>,
}

/// A node and the places below it.
#[derive(Clone, Copy)]
struct Stretch {
    node: usize,
    start: usize,
    end: usize,
}

impl Stretch {
    fn top(end: usize) -> Self {
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

impl Places {
    /// O(n log n), on all processors.
    pub(super) fn new(mut placed: Vec<Placed>) -> Self {
        let leaves = placed.len().div_ceil(LEAF).max(1).next_power_of_two();
        halve(&mut placed, leaves.ilog2());
        let space = placed.iter().map(|each| each.space).collect();
        let degrees = placed.iter().map(|each| each.degrees).collect();
        Self {
            sites: placed.iter().map(|each| each.site).collect(),
            space: Layer::new(space, leaves),
            degrees: Layer::new(degrees, leaves),
        }
    }

    /// The sites that a question takes: of a branch all or none, or, where its bounds cannot tell,
    /// those of its leaves that it takes one by one.
    pub(super) fn select<const D: usize>(
        &self,
        layer: &Layer<D>,
        branch: impl Fn(&Bounds<D>) -> Option<bool>,
        takes: impl Fn(&[f64; D], u32) -> bool,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        let mut open = vec![Stretch::top(self.sites.len())];
        while let Some(at) = open.pop() {
            let sites = &self.sites[at.start..at.end];
            let [first, second] = at.halves();
            match branch(&layer.bounds[at.node]) {
                Some(false) => {}
                Some(true) => found.extend_from_slice(sites),
                None if first.node < layer.bounds.len() => open.extend([second, first]),
                None => {
                    let pairs = sites.iter().zip(&layer.points[at.start..at.end]);
                    let chosen = pairs.filter(|(site, point)| takes(point, **site));
                    found.extend(chosen.map(|(site, _)| site));
                }
            }
        }
        found
    }

    /// The distances in space of the sites that are there, as far as `reach` of the farthest of the
    /// nearest so many, with the sites and their places in degrees; in no order.
    pub(super) fn nearest(
        &self,
        centre: &[f64; 3],
        count: usize,
        reach: impl Fn(f64) -> f64,
        is_there: &dyn Fn(u32) -> bool,
    ) -> Vec<(f64, u32, [f64; 2])> {
        // Distances are not negative: their bits stand in their order. The farthest is on top.
        let mut best: BinaryHeap<u64> = BinaryHeap::new();
        let (mut worst, mut limit) = (u64::MAX, f64::INFINITY);
        let mut found: Vec<(f64, usize)> = Vec::with_capacity(2 * LEAF);
        let mut open = Vec::with_capacity(2 * LEAF);
        open.push((0.0, Stretch::top(self.sites.len())));
        while let Some((least, at)) = open.pop() {
            if least > limit {
                continue;
            }
            let [a, b] = at.halves();
            if a.node < self.space.bounds.len() {
                let near = |half: Stretch| self.space.bounds[half.node].nearest(centre);
                let (a, b) = ((near(a), a), (near(b), b));
                open.extend(if a.0 < b.0 { [b, a] } else { [a, b] });
                continue;
            }
            for (place, point) in (at.start..).zip(&self.space.points[at.start..at.end]) {
                let far = square(point, centre);
                if far > limit || !is_there(self.sites[place]) {
                    continue;
                }
                found.push((far, place));
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
        let place = |(far, at): (f64, usize)| (far.sqrt(), self.sites[at], self.degrees.points[at]);
        found.into_iter().map(place).collect()
    }
}

/// Orders places so that every half of so many levels is one stretch, across the widest axis.
fn halve(placed: &mut [Placed], levels: u32) {
    if levels == 0 {
        return;
    }
    let bounds = Bounds::around(placed.iter().map(|each| &each.space));
    let width = |axis: &usize| bounds.high[*axis] - bounds.low[*axis];
    let widest = (0..3).max_by(|a, b| width(a).total_cmp(&width(b)));
    let axis = widest.unwrap_or(0);
    let middle = placed.len() / 2;
    if middle > 0 {
        placed.select_nth_unstable_by(middle, |a, b| {
            let by_place = a.space[axis].total_cmp(&b.space[axis]);
            by_place.then(a.site.cmp(&b.site))
        });
    }
    let (left, right) = placed.split_at_mut(middle);
    if levels > APART {
        rayon::join(|| halve(left, levels - 1), || halve(right, levels - 1));
    } else {
        halve(left, levels - 1);
        halve(right, levels - 1);
    }
}
