//! Where sites are: which lie in an area, which near a position.

use std::borrow::Cow;

use geo::{Intersects, LinesIter};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::Catalog;
use super::nearest::{Near, farthest};
use super::part::Segment;
use super::places::{Bounds, Placed, Places, square};
use super::rows::SiteRows;
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position, ROUNDING, ecef, sure_chord};
use crate::site::{Site, SiteId};
use crate::units::{Dimension, Quantity};

type Boxed = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// The places of the sites that have one, and the boxes of footprints.
#[derive(Debug)]
pub(super) struct SpatialIndex {
    /// Representative points.
    places: Places,
    /// Bounding boxes of footprints, in degrees.
    footprints: RTree<Boxed>,
    /// How many sites there are, with or without a place.
    count: u32,
}

/// Sites that a query found, by id. Those of a catalog that was given by column are put together one
/// by one as they are read.
#[derive(Clone, Debug)]
#[must_use]
pub struct SitesFound<'a> {
    catalog: &'a Catalog,
    positions: std::vec::IntoIter<u32>,
}

impl<'a> SitesFound<'a> {
    /// By their positions in the order of ids, ascending.
    pub(super) fn new(catalog: &'a Catalog, positions: Vec<u32>) -> Self {
        Self {
            catalog,
            positions: positions.into_iter(),
        }
    }

    /// The ids of those not read yet; no site is put together for them.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        let id = |at: &u32| self.catalog.id_in_order(*at as usize);
        self.positions.as_slice().iter().map(id)
    }
}

impl<'a> Iterator for SitesFound<'a> {
    type Item = Cow<'a, Site>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.positions.next()?;
        Some(self.catalog.listed(at as usize))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
}

impl ExactSizeIterator for SitesFound<'_> {}

impl Catalog {
    /// The sites whose representative point lies in an area or on its border, by id.
    ///
    /// Cost: what lies near the border is tested, the rest is taken or left by whole branches of a
    /// tree that the first such question makes, O(n log n).
    pub fn within(&self, area: &Footprint) -> SitesFound<'_> {
        self.found(|part| part.spatial().within(area))
    }

    /// The sites whose representative point lies between two corners, borders included, by id.
    ///
    /// A box whose west is east of its east goes over the antimeridian (RFC 7946, 5.2); 180° and
    /// −180° are one meridian. Costs as [`Catalog::within`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Position, Site, SiteKind};
    ///
    /// let mut pier = Site::new("A", SiteKind::Land, "pier");
    /// pier.position = Some(Position::new(-179.9, -16.8)?);
    /// let catalog = Inventory::new(vec![pier])?.catalog();
    /// let (west, east) = (Position::new(177.0, -20.0)?, Position::new(-178.0, -12.0)?);
    /// assert_eq!(catalog.within_box(&west, &east).len(), 1);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn within_box(&self, south_west: &Position, north_east: &Position) -> SitesFound<'_> {
        self.found(|part| part.spatial().within_box(south_west, north_east))
    }

    /// The sites at most this far from a position, by id; one whose footprint holds the position
    /// is at distance 0.
    ///
    /// Distances are geodesics; only those within a millimetre or so of the radius are computed.
    /// Costs as [`Catalog::within`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) unless the radius is a length that is finite and ≥ 0.
    pub fn within_radius(&self, centre: &Position, radius: Quantity) -> Result<SitesFound<'_>> {
        let metres = radius.value();
        let is_length = radius.dimension() == Dimension::Length;
        if !(is_length && metres.is_finite() && metres >= 0.0) {
            return Err(Error::new(ErrorCode::RADIUS_INVALID).with_given(radius));
        }
        let within = |part: &Segment| {
            let sites = part.rows();
            part.spatial().within_radius(sites, centre, metres)
        };
        Ok(self.found(within))
    }
}

fn in_degrees(position: &Position) -> [f64; 2] {
    [position.longitude(), position.latitude()]
}

impl SpatialIndex {
    pub(super) fn new(sites: &dyn SiteRows) -> Self {
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
        let place = |(site, place): &(u32, Position)| Placed {
            site: *site,
            space: ecef(place.point()),
            degrees: in_degrees(place),
        };
        Self {
            footprints: RTree::bulk_load(placed.iter().filter_map(footprint).collect()),
            places: Places::new(placed.iter().map(place).collect()),
            count,
        }
    }

    fn within(&self, area: &Footprint) -> Vec<u32> {
        let polygons = area.polygons();
        let edges: Vec<geo::Line> = polygons.lines_iter().collect();
        let branch = |bounds: &Bounds<2>| {
            let rect = geo::Rect::new(bounds.low, bounds.high);
            if !rect.intersects(&area.bounds()) {
                return Some(false);
            }
            // A box that no edge meets is inside or outside as a whole.
            let is_cut = edges.iter().any(|edge| rect.intersects(edge));
            (!is_cut).then(|| polygons.intersects(&geo::Point::from(bounds.low)))
        };
        let takes = |point: &[f64; 2], _| polygons.intersects(&geo::Point::from(*point));
        let degrees = &self.places.degrees;
        self.sorted(self.places.select(degrees, branch, takes))
    }

    fn within_box(&self, south_west: &Position, north_east: &Position) -> Vec<u32> {
        let ([west, south], [east, north]) = (in_degrees(south_west), in_degrees(north_east));
        if south > north {
            return Vec::new();
        }
        let stripe = |west: f64, east: f64| Bounds {
            low: [west, south],
            high: [east, north],
        };
        let mut boxes = if west <= east {
            vec![stripe(west, east)]
        } else {
            vec![stripe(west, 180.0), stripe(-180.0, east)]
        };
        // The antimeridian has two names.
        for meridian in [-180.0, 180.0] {
            let edge = stripe(meridian, meridian);
            if boxes.iter().any(|each| each.meets(&edge)) {
                boxes.push(stripe(-meridian, -meridian));
            }
        }
        let branch = |bounds: &Bounds<2>| {
            if boxes.iter().any(|each| each.holds(bounds)) {
                return Some(true);
            }
            let meets = boxes.iter().any(|each| each.meets(bounds));
            (!meets).then_some(false)
        };
        let takes = |point: &[f64; 2], _| boxes.iter().any(|each| each.holds_point(point));
        let degrees = &self.places.degrees;
        self.sorted(self.places.select(degrees, branch, takes))
    }

    /// The sites whose footprint may hold the point.
    fn footprints_at(&self, centre: &Position) -> impl Iterator<Item = u32> {
        self.footprints
            .locate_all_at_point(in_degrees(centre))
            .map(|boxed| boxed.data)
    }

    /// The sites whose chord is at most `sure`, or at most `possible` and that are taken.
    fn around(
        &self,
        centre: &[f64; 3],
        sure: f64,
        possible: f64,
        takes: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        // A negative length stays so.
        let (sure, possible) = (sure * sure.abs(), possible * possible);
        let branch = |bounds: &Bounds<3>| {
            if bounds.nearest(centre) > possible {
                return Some(false);
            }
            (bounds.farthest(centre) <= sure).then_some(true)
        };
        let takes = |point: &[f64; 3], site: u32| {
            let chord = square(point, centre);
            chord <= sure || (chord <= possible && takes(site))
        };
        self.places.select(&self.places.space, branch, takes)
    }

    fn within_radius(&self, sites: &dyn SiteRows, at: &Position, radius: f64) -> Vec<u32> {
        let is_near = |site: u32| distance(sites, site, at) <= radius;
        let centre = ecef(at.point());
        let mut found = self.around(&centre, sure_chord(radius), radius + ROUNDING, is_near);
        found.extend(self.footprints_at(at).filter(|site| is_near(*site)));
        self.sorted(found)
    }

    /// The sites that are there and may be among the nearest so many; in no order.
    pub(super) fn near(
        &self,
        sites: &dyn SiteRows,
        at: &Position,
        count: usize,
        is_there: &dyn Fn(u32) -> bool,
    ) -> Vec<Near> {
        if count == 0 {
            return Vec::new();
        }
        let mut inside: Vec<u32> = self.footprints_at(at).filter(|at| is_there(*at)).collect();
        inside.sort_unstable();
        // Whatever is as near as the farthest of so many has no longer chord.
        let reach = |chord: f64| farthest(chord) + ROUNDING;
        let centre = ecef(at.point());
        let by_chord = self.places.nearest(&centre, count, reach, is_there);
        let outside = by_chord
            .into_iter()
            .filter(|(_, site, _)| inside.binary_search(site).is_err());
        let outside = outside.map(|(chord, site, [longitude, latitude])| {
            let place = Position::from_point(geo::Point::new(longitude, latitude));
            Near::by_chord(site, place, chord)
        });
        let exact = |site: &u32| {
            let place = sites.representative(*site as usize)?;
            Some(Near::exact(*site, place, distance(sites, *site, at)))
        };
        inside.iter().filter_map(exact).chain(outside).collect()
    }

    /// In the order of ids, each once.
    fn sorted(&self, mut sites: Vec<u32>) -> Vec<u32> {
        sort(&mut sites, self.count);
        sites.dedup();
        sites
    }
}

fn distance(sites: &dyn SiteRows, at: u32, to: &Position) -> f64 {
    let target = geo::Geometry::Point(to.point());
    let metres = sites.metres_to(at as usize, &target);
    metres.unwrap_or(f64::INFINITY)
}

/// Sorts numbers below a bound; many of them by two digits, the lower one first (Knuth, The Art of
/// Computer Programming 3, 5.2.5): a few nanoseconds each.
fn sort(numbers: &mut Vec<u32>, below: u32) {
    let bits = (u32::BITS - below.leading_zeros()).div_ceil(2);
    if numbers.len() < 1 << bits {
        return numbers.sort_unstable();
    }
    let mut sorted = vec![0; numbers.len()];
    for shift in [0, bits] {
        let digit = |number: u32| (number >> shift) as usize & ((1 << bits) - 1);
        let mut starts = vec![0; 1 << bits];
        for number in numbers.iter() {
            starts[digit(*number)] += 1;
        }
        let mut start = 0;
        for count in &mut starts {
            start += std::mem::replace(count, start);
        }
        for number in numbers.iter() {
            let start = &mut starts[digit(*number)];
            sorted[*start] = *number;
            *start += 1;
        }
        std::mem::swap(numbers, &mut sorted);
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::inventory::Inventory;
    use crate::schema::SiteKind;

    /// Places anywhere, at the poles and the antimeridian, in a town, and often the same.
    fn place() -> impl Strategy<Value = (f64, f64)> {
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

    fn inventory(places: &[(f64, f64)]) -> Inventory {
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
        Inventory::new(places.iter().enumerate().map(site).collect()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn queries_equal_a_scan(
            places in prop::collection::vec(place(), 0..300),
            centre in place(),
            radius in prop_oneof![0.0..9e6_f64, 0.0..3e4_f64, Just(0.0), Just(2.1e7)],
            (width, height) in (0.0..0.5_f64, 0.0..1.0_f64),
        ) {
            let inventory = inventory(&places);
            let sites: &dyn SiteRows = &inventory;
            let index = SpatialIndex::new(sites);
            let centre = Position::new(centre.0, centre.1).unwrap();
            let placed = || (0_u32..).take(sites.count()).filter_map(|row| {
                Some((row, sites.representative(row as usize)?))
            });
            let all: Vec<(f64, u32)> =
                placed().map(|(row, _)| (distance(sites, row, &centre), row)).collect();
            let near: Vec<u32> = all.iter().filter(|(d, _)| *d <= radius).map(|(_, r)| *r).collect();
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
            let in_box = |place: &Position| {
                let lon = place.longitude();
                let is_seam = lon.abs() == 180.0;
                let within = between(lon) || is_seam && (between(180.0) || between(-180.0));
                within && y <= place.latitude() && place.latitude() <= north
            };
            let inside: Vec<u32> =
                placed().filter(|(_, place)| in_box(place)).map(|(row, _)| row).collect();
            prop_assert_eq!(index.within_box(&centre, &corner), inside);

            if east < 180.0 && width > 1e-3 && height > 1e-3 && y < 89.0 {
                let area = polygon![(x: x, y: y), (x: east, y: y), (x: x + width / 3.0, y: north)];
                let area = Footprint::new(MultiPolygon::from(area)).unwrap();
                let inside: Vec<u32> = placed()
                    .filter(|(_, place)| area.polygons().intersects(&place.point()))
                    .map(|(row, _)| row)
                    .collect();
                prop_assert_eq!(index.within(&area), inside);
            }
        }

        #[test]
        fn numbers_are_sorted(numbers in prop::collection::vec(0..70_000_u32, 0..3000)) {
            let mut sorted = numbers.clone();
            sort(&mut sorted, 70_000);
            let mut expected = numbers;
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }

        #[test]
        fn a_sure_chord_is_sure(a in place(), b in place(), near in 1e-6..1.0_f64) {
            let between = |x: f64, y: f64| x + (y - x) * near;
            let b = geo::Point::new(between(a.0, b.0), between(a.1, b.1));
            let a = geo::Point::from(a);
            let metres = crate::geometry::geodesic_metres(a, b);
            let chord = square(&ecef(a), &ecef(b)).sqrt();
            prop_assert!(chord > sure_chord(metres.next_down()), "{chord} {metres}");
            prop_assert!(metres > 1e7 || sure_chord(metres) > chord * 0.98 - 1.0);
        }
    }
}
