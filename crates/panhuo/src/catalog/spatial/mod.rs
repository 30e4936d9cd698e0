//! Spatial queries: which sites lie in an area, which near a position.

mod kd_tree;
mod nearest;

use geo::{Intersects, LinesIter};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use kd_tree::{Bounds, KdTree, LocatedSite, square_distance};
use nearest::farthest;
pub(super) use nearest::{Near, sort_nearest};

use super::ids::SegmentSite;
use super::storage::SiteRows;
use crate::geometry::{Footprint, Position, ROUNDING, ecef, sure_chord};

pub use nearest::Nearest;

type FootprintBox = GeomWithData<Rectangle<[f64; 2]>, SegmentSite>;

/// The representative points of sites, and the boxes of their footprints.
#[derive(Debug)]
pub(super) struct SpatialIndex {
    points: KdTree,
    /// In degrees.
    footprints: RTree<FootprintBox>,
    /// How many sites there are, with or without a position.
    count: usize,
}

fn in_degrees(position: &Position) -> [f64; 2] {
    [position.longitude(), position.latitude()]
}

impl SpatialIndex {
    pub(super) fn new(sites: &dyn SiteRows) -> Self {
        let count = sites.count();
        let located = (0..count).map(SegmentSite::new);
        let located: Vec<(SegmentSite, Position)> = located
            .filter_map(|at| Some((at, sites.representative(at)?)))
            .collect();
        let footprints = located.iter().filter_map(|(at, _)| {
            let bounds = sites.footprint(*at)?.bounds();
            let (min, max) = (bounds.min(), bounds.max());
            let envelope = AABB::from_corners([min.x, min.y], [max.x, max.y]);
            Some(FootprintBox::new(envelope.into(), *at))
        });
        let points = located.iter().map(|(site, position)| LocatedSite {
            site: *site,
            space: ecef(position.point()),
            degrees: in_degrees(position),
        });
        Self {
            footprints: RTree::bulk_load(footprints.collect()),
            points: KdTree::new(points.collect()),
            count,
        }
    }

    pub(super) fn within(&self, area: &Footprint) -> Vec<SegmentSite> {
        let polygons = area.polygons();
        let edges: Vec<geo::Line> = polygons.lines_iter().collect();
        let decide = |bounds: &Bounds<2>| {
            let rect = geo::Rect::new(bounds.low, bounds.high);
            if !rect.intersects(&area.bounds()) {
                return Some(false);
            }
            // A box that no edge meets is inside or outside as a whole.
            let is_cut = edges.iter().any(|edge| rect.intersects(edge));
            (!is_cut).then(|| polygons.intersects(&geo::Point::from(bounds.low)))
        };
        let selects = |point: &[f64; 2], _| polygons.intersects(&geo::Point::from(*point));
        let degrees = &self.points.degrees;
        self.sorted(self.points.select(degrees, decide, selects))
    }

    pub(super) fn within_box(
        &self,
        south_west: &Position,
        north_east: &Position,
    ) -> Vec<SegmentSite> {
        let ([west, south], [east, north]) = (in_degrees(south_west), in_degrees(north_east));
        if south > north {
            return Vec::new();
        }
        let band = |west: f64, east: f64| Bounds {
            low: [west, south],
            high: [east, north],
        };
        let mut boxes = if west <= east {
            vec![band(west, east)]
        } else {
            vec![band(west, 180.0), band(-180.0, east)]
        };
        // 180° and −180° are one meridian.
        for meridian in [-180.0, 180.0] {
            let edge = band(meridian, meridian);
            if boxes.iter().any(|each| each.intersects(&edge)) {
                boxes.push(band(-meridian, -meridian));
            }
        }
        let decide = |bounds: &Bounds<2>| {
            if boxes.iter().any(|each| each.contains(bounds)) {
                return Some(true);
            }
            let meets = boxes.iter().any(|each| each.intersects(bounds));
            (!meets).then_some(false)
        };
        let selects = |point: &[f64; 2], _| boxes.iter().any(|each| each.contains_point(point));
        let degrees = &self.points.degrees;
        self.sorted(self.points.select(degrees, decide, selects))
    }

    /// The sites whose footprint may contain the point.
    fn footprints_at(&self, centre: &Position) -> impl Iterator<Item = SegmentSite> {
        self.footprints
            .locate_all_at_point(in_degrees(centre))
            .map(|boxed| boxed.data)
    }

    /// The sites whose chord is at most `certain`, and those up to `possible` that pass the test.
    fn around(
        &self,
        centre: &[f64; 3],
        certain: f64,
        possible: f64,
        test: impl Fn(SegmentSite) -> bool,
    ) -> Vec<SegmentSite> {
        // A negative length stays negative: no chord is certain.
        let (certain, possible) = (certain * certain.abs(), possible * possible);
        let decide = |bounds: &Bounds<3>| {
            if bounds.nearest(centre) > possible {
                return Some(false);
            }
            (bounds.farthest(centre) <= certain).then_some(true)
        };
        let selects = |point: &[f64; 3], site: SegmentSite| {
            let chord = square_distance(point, centre);
            chord <= certain || (chord <= possible && test(site))
        };
        self.points.select(&self.points.space, decide, selects)
    }

    pub(super) fn within_radius(
        &self,
        sites: &dyn SiteRows,
        at: &Position,
        radius: f64,
    ) -> Vec<SegmentSite> {
        let is_near = |site: SegmentSite| distance(sites, site, at) <= radius;
        let centre = ecef(at.point());
        let mut selected = self.around(&centre, sure_chord(radius), radius + ROUNDING, is_near);
        selected.extend(self.footprints_at(at).filter(|site| is_near(*site)));
        self.sorted(selected)
    }

    /// The live sites that may be among the `count` nearest; in no order.
    pub(super) fn near(
        &self,
        sites: &dyn SiteRows,
        at: &Position,
        count: usize,
        is_live: &dyn Fn(SegmentSite) -> bool,
    ) -> Vec<Near<SegmentSite>> {
        if count == 0 {
            return Vec::new();
        }
        let inside = self.footprints_at(at).filter(|site| is_live(*site));
        let mut inside: Vec<SegmentSite> = inside.collect();
        inside.sort_unstable();
        // A site that is as near as the `count`-th nearest has no longer chord than this.
        let reach = |chord: f64| farthest(chord) + ROUNDING;
        let by_chord = self
            .points
            .nearest(&ecef(at.point()), count, reach, is_live);
        let outside = by_chord
            .into_iter()
            .filter(|(_, site, _)| inside.binary_search(site).is_err());
        let outside = outside.map(|(chord, site, [longitude, latitude])| {
            let position = Position::from_point(geo::Point::new(longitude, latitude));
            Near::by_chord(site, position, chord)
        });
        let exact = inside.iter().filter_map(|site| {
            let position = sites.representative(*site)?;
            Some(Near::exact(*site, position, distance(sites, *site, at)))
        });
        exact.chain(outside).collect()
    }

    /// In the order of ids, each once.
    fn sorted(&self, mut sites: Vec<SegmentSite>) -> Vec<SegmentSite> {
        sort(&mut sites, self.count);
        sites.dedup();
        sites
    }
}

fn distance(sites: &dyn SiteRows, at: SegmentSite, to: &Position) -> f64 {
    let target = geo::Geometry::Point(to.point());
    let metres = sites.metres_to(at, &target);
    metres.unwrap_or(f64::INFINITY)
}

/// Sorts sites below a bound; many of them by radix: two digits, the lower one first (Knuth, The Art
/// of Computer Programming 3, 5.2.5). Thousands of a million sites take a third of the time of
/// `sort_unstable`.
fn sort(sites: &mut Vec<SegmentSite>, below: usize) {
    let bits = (usize::BITS - below.leading_zeros()).div_ceil(2);
    if sites.len() < 1 << bits {
        return sites.sort_unstable();
    }
    let mut sorted = vec![SegmentSite::default(); sites.len()];
    for shift in [0, bits] {
        let digit = |site: SegmentSite| site.index() >> shift & ((1 << bits) - 1);
        let mut starts = vec![0; 1 << bits];
        for site in sites.iter() {
            starts[digit(*site)] += 1;
        }
        let mut start = 0;
        for count in &mut starts {
            start += std::mem::replace(count, start);
        }
        for site in sites.iter() {
            let start = &mut starts[digit(*site)];
            sorted[*start] = *site;
            *start += 1;
        }
        std::mem::swap(sites, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::inventory::Inventory;
    use crate::schema::SiteKind;
    use crate::site::Site;

    /// Positions anywhere, at the poles and the antimeridian, in a town, and often the same.
    fn position() -> impl Strategy<Value = (f64, f64)> {
        prop_oneof![
            (-180.0..179.0_f64, -89.0..89.0_f64),
            (
                prop_oneof![Just(-180.0), Just(180.0), Just(179.99)],
                -1.0..1.0_f64
            ),
            (
                -180.0..180.0_f64,
                prop_oneof![Just(-90.0), Just(90.0), Just(89.99)]
            ),
            (113.0..113.2_f64, 29.3..29.5_f64),
            (0..3_u8, 0..3_u8).prop_map(|(x, y)| (113.0 + f64::from(x) * 0.1, f64::from(y))),
        ]
    }

    fn inventory(positions: &[(f64, f64)]) -> Inventory {
        let site = |(i, (lon, lat)): (usize, &(f64, f64))| {
            let mut site = Site::new(format!("{i:04}"), SiteKind::Land, "");
            if i % 7 == 3 && *lon < 179.0 && *lat < 89.0 {
                let lot =
                    polygon![(x: *lon, y: *lat), (x: lon + 0.3, y: *lat), (x: *lon, y: lat + 0.2)];
                site.footprint = Footprint::new(MultiPolygon::from(lot)).ok();
            } else if i % 11 != 5 {
                site.position = Position::new(*lon, *lat).ok();
            }
            site
        };
        Inventory::new(positions.iter().enumerate().map(site).collect()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn queries_equal_a_scan(
            positions in prop::collection::vec(position(), 0..300),
            centre in position(),
            radius in prop_oneof![0.0..9e6_f64, 0.0..3e4_f64, Just(0.0), Just(2.1e7)],
            (width, height) in (0.0..0.5_f64, 0.0..1.0_f64),
        ) {
            let inventory = inventory(&positions);
            let sites: &dyn SiteRows = &inventory;
            let index = SpatialIndex::new(sites);
            let centre = Position::new(centre.0, centre.1).unwrap();
            let located = || (0..sites.count()).map(SegmentSite::new).filter_map(|site| {
                Some((site, sites.representative(site)?))
            });
            let all: Vec<(f64, SegmentSite)> =
                located().map(|(row, _)| (distance(sites, row, &centre), row)).collect();
            let near: Vec<SegmentSite> = all.iter().filter(|(d, _)| *d <= radius).map(|(_, r)| *r).collect();
            prop_assert_eq!(index.within_radius(sites, &centre, radius), near);
            // A radius that is some site's distance is within it.
            if let Some((exact, row)) = all.first().copied() {
                prop_assert!(index.within_radius(sites, &centre, exact).contains(&row));
            }
            // A box to the east and the north, perhaps over the antimeridian.
            let (x, y) = (centre.longitude(), centre.latitude());
            let (east, north) = (x + width, (y + height).min(90.0));
            let turned = if east > 180.0 { east - 360.0 } else { east };
            let corner = Position::new(turned, north).unwrap();
            let between = |lon: f64| if x <= turned {
                x <= lon && lon <= turned
            } else {
                x <= lon || lon <= turned
            };
            let in_box = |position: &Position| {
                let lon = position.longitude();
                let is_seam = lon.abs() == 180.0;
                let within = between(lon) || is_seam && (between(180.0) || between(-180.0));
                within && y <= position.latitude() && position.latitude() <= north
            };
            let inside: Vec<SegmentSite> =
                located().filter(|(_, position)| in_box(position)).map(|(row, _)| row).collect();
            prop_assert_eq!(index.within_box(&centre, &corner), inside);

            if east < 180.0 && width > 1e-3 && height > 1e-3 && y < 89.0 {
                let area = polygon![(x: x, y: y), (x: east, y: y), (x: x + width / 3.0, y: north)];
                let area = Footprint::new(MultiPolygon::from(area)).unwrap();
                let inside: Vec<SegmentSite> = located()
                    .filter(|(_, position)| area.polygons().intersects(&position.point()))
                    .map(|(row, _)| row)
                    .collect();
                prop_assert_eq!(index.within(&area), inside);
            }
        }

        #[test]
        fn sites_are_sorted(sites in prop::collection::vec(0..70_000_usize, 0..3000)) {
            let sites: Vec<SegmentSite> = sites.into_iter().map(SegmentSite::new).collect();
            let mut sorted = sites.clone();
            sort(&mut sorted, 70_000);
            let mut expected = sites;
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }

        #[test]
        fn a_sure_chord_is_sure(a in position(), b in position(), near in 1e-6..1.0_f64) {
            let between = |x: f64, y: f64| x + (y - x) * near;
            let b = geo::Point::new(between(a.0, b.0), between(a.1, b.1));
            let a = geo::Point::from(a);
            let metres = crate::geometry::geodesic_metres(a, b);
            let chord = square_distance(&ecef(a), &ecef(b)).sqrt();
            prop_assert!(chord > sure_chord(metres.next_down()), "{chord} {metres}");
            prop_assert!(metres > 1e7 || sure_chord(metres) > chord * 0.98 - 1.0);
        }
    }
}
