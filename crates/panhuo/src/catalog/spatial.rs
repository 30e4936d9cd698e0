//! Where sites are: boxes in degrees for areas, points in space for distances.

use std::collections::BinaryHeap;

use geo::{BoundingRect, Intersects};
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree};

use super::rows::Rows;
use crate::place::{Footprint, Position, ROUNDING, in_space};

type Boxed = GeomWithData<rstar::primitives::Rectangle<[f64; 2]>, u32>;
type InSpace = GeomWithData<[f64; 3], u32>;

/// Two R-trees over the sites that have a place.
#[derive(Debug)]
pub(super) struct SpatialIndex {
    /// Representative points, in degrees.
    points: RTree<GeomWithData<[f64; 2], u32>>,
    /// Bounding boxes of footprints, in degrees.
    footprints: RTree<Boxed>,
    /// Representative points in metres from the centre of the earth: a straight line is never
    /// longer than the geodesic between its ends, so a search by chord misses nothing.
    space: RTree<InSpace>,
}

fn in_degrees(position: &Position) -> [f64; 2] {
    [position.longitude(), position.latitude()]
}

impl SpatialIndex {
    pub(super) fn new(sites: &dyn Rows) -> Self {
        let count = u32::try_from(sites.count()).unwrap_or(u32::MAX);
        let placed: Vec<(u32, Position)> = (0..count)
            .filter_map(|at| Some((at, sites.representative(at as usize)?)))
            .collect();
        let footprint = |(at, _): &(u32, Position)| {
            let bounds = sites.footprint(*at as usize)?.bounds();
            let corner = |at: geo::Coord| [at.x, at.y];
            let envelope = AABB::from_corners(corner(bounds.min()), corner(bounds.max()));
            Some(Boxed::new(envelope.into(), *at))
        };
        let point = |(at, place): &(u32, Position)| GeomWithData::new(in_degrees(place), *at);
        let space = |(at, place): &(u32, Position)| InSpace::new(in_space(place.point()), *at);
        Self {
            points: RTree::bulk_load(placed.iter().map(point).collect()),
            footprints: RTree::bulk_load(placed.iter().filter_map(footprint).collect()),
            space: RTree::bulk_load(placed.iter().map(space).collect()),
        }
    }

    pub(super) fn within(&self, area: &Footprint) -> Vec<u32> {
        let Some(bounds) = area.polygons().bounding_rect() else {
            return Vec::new();
        };
        let envelope = AABB::from_corners(
            [bounds.min().x, bounds.min().y],
            [bounds.max().x, bounds.max().y],
        );
        let candidates = self.points.locate_in_envelope(envelope);
        sorted(
            candidates
                .filter(|at| area.polygons().intersects(&geo::Point::from(*at.geom())))
                .map(|at| at.data)
                .collect(),
        )
    }

    pub(super) fn within_box(&self, south_west: &Position, north_east: &Position) -> Vec<u32> {
        let (low, high) = (in_degrees(south_west), in_degrees(north_east));
        if low[0] > high[0] || low[1] > high[1] {
            return Vec::new();
        }
        let found = self
            .points
            .locate_in_envelope(AABB::from_corners(low, high));
        sorted(found.map(|at| at.data).collect())
    }

    /// The rows whose footprint may hold the point.
    fn footprints_at(&self, centre: &Position) -> impl Iterator<Item = u32> {
        self.footprints
            .locate_all_at_point(in_degrees(centre))
            .map(|boxed| boxed.data)
    }

    pub(super) fn within_radius(&self, sites: &dyn Rows, at: &Position, radius: f64) -> Vec<u32> {
        let reach = radius + ROUNDING;
        let near = self
            .space
            .locate_within_distance(in_space(at.point()), reach * reach)
            .map(|point| point.data);
        let is_near = |row: &u32| distance(sites, *row, at) <= radius;
        sorted(near.chain(self.footprints_at(at)).filter(is_near).collect())
    }

    /// The nearest of the rows that are there.
    pub(super) fn nearest(
        &self,
        sites: &dyn Rows,
        at: &Position,
        count: usize,
        is_there: &dyn Fn(u32) -> bool,
    ) -> Vec<(f64, u32)> {
        if count == 0 {
            return Vec::new();
        }
        let centre = in_space(at.point());
        // The worst of the best so far is on top.
        let mut best: BinaryHeap<Ranked> = BinaryHeap::new();
        let mut offer = |row: u32| {
            best.push(Ranked(distance(sites, row, at), row));
            if best.len() > count {
                best.pop();
            }
            match best.peek() {
                Some(worst) if best.len() == count => worst.0,
                _ => f64::INFINITY,
            }
        };
        let holding: Vec<u32> = self
            .footprints_at(at)
            .filter(|row| is_there(*row) && distance(sites, *row, at) <= 0.0)
            .collect();
        let mut reach = f64::INFINITY;
        for row in &holding {
            reach = offer(*row);
        }
        for point in self.space.nearest_neighbor_iter(centre) {
            let chord = point.geom().distance_2(&centre).sqrt();
            if chord > reach + ROUNDING {
                break;
            }
            if is_there(point.data) && !holding.contains(&point.data) {
                reach = offer(point.data);
            }
        }
        let found = best.into_sorted_vec();
        found.into_iter().map(|Ranked(d, row)| (d, row)).collect()
    }
}

/// A distance and a row, ordered by both.
struct Ranked(f64, u32);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}
impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Ranked {}

fn distance(sites: &dyn Rows, at: u32, to: &Position) -> f64 {
    let target = geo::Geometry::Point(to.point());
    let metres = sites.metres_to(at as usize, &target);
    metres.unwrap_or(f64::INFINITY)
}

fn sorted(mut rows: Vec<u32>) -> Vec<u32> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::attribute::SiteKind;
    use crate::site::Site;

    fn sites(places: &[(f64, f64)]) -> Vec<Site> {
        let site = |(i, (lon, lat)): (usize, &(f64, f64))| {
            let mut site = Site::new(format!("{i:04}"), SiteKind::Land, "");
            if i % 7 == 3 {
                let lot =
                    polygon![(x: *lon, y: *lat), (x: lon + 0.3, y: *lat), (x: *lon, y: lat + 0.2)];
                site.footprint = Footprint::new(MultiPolygon::from(lot)).ok();
            } else if i % 11 != 5 {
                site.position = Position::new(*lon, *lat).ok();
            }
            site
        };
        places.iter().enumerate().map(site).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn queries_equal_a_scan(
            places in prop::collection::vec((-180.0..179.0_f64, -89.0..89.0_f64), 0..60),
            centre in (-180.0..180.0_f64, -90.0..90.0_f64),
            radius in 0.0..9e6_f64,
            count in 0_usize..12,
        ) {
            let sites = sites(&places);
            let inventory = crate::Inventory::new(sites).unwrap();
            let sites: &dyn Rows = &inventory;
            let index = SpatialIndex::new(sites);
            let centre = Position::new(centre.0, centre.1).unwrap();
            let mut all: Vec<(f64, u32)> = (0_u32..)
                .take(sites.count())
                .filter(|row| sites.representative(*row as usize).is_some())
                .map(|row| (distance(sites, row, &centre), row))
                .collect();
            let near: Vec<u32> = all.iter().filter(|(d, _)| *d <= radius).map(|(_, r)| *r).collect();
            prop_assert_eq!(index.within_radius(sites, &centre, radius), near);
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            all.truncate(count);
            prop_assert_eq!(index.nearest(sites, &centre, count, &|_| true), all);
        }
    }
}
