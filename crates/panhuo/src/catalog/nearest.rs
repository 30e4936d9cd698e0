//! The sites nearest to a position: their order by bounds, their distances when somebody asks.
//!
//! A chord bounds the geodesic over it so closely that the order of neighbours is nearly always sure
//! without one. Only where bounds overlap are geodesics computed to tell which is nearer.

use std::borrow::Cow;

use super::Catalog;
use crate::geometry::{Position, ROUNDING, geodesic_metres, longest_geodesic};
use crate::site::{Site, SiteId};
use crate::units::Quantity;

/// The sites nearest to a position, nearest first, with their geodesic distances.
///
/// A distance is computed when it is read, half a microsecond each; [`Nearest::ids`] reads none.
#[derive(Clone, Debug)]
#[must_use]
pub struct Nearest<'a> {
    catalog: &'a Catalog,
    centre: Position,
    found: std::vec::IntoIter<Near>,
}

/// A site, by its position in the order of ids, and what its distance in metres is between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Near {
    pub(super) site: u32,
    place: Position,
    least: f64,
    /// The same as the least where the distance has been computed.
    most: f64,
}

impl Near {
    /// Of a site in whose footprint the position may lie.
    pub(super) fn exact(site: u32, place: Position, metres: f64) -> Self {
        Self {
            site,
            place,
            least: metres,
            most: metres,
        }
    }

    /// Of another one, by the straight distance in space.
    pub(super) fn by_chord(site: u32, place: Position, chord: f64) -> Self {
        Self {
            site,
            place,
            least: chord - ROUNDING,
            most: farthest(chord),
        }
    }

    fn is_exact(&self) -> bool {
        self.least.total_cmp(&self.most).is_eq()
    }

    fn metres(&self, centre: &Position) -> f64 {
        if self.is_exact() {
            self.least
        } else {
            geodesic_metres(self.place.point(), centre.point())
        }
    }
}

/// No geodesic over this chord is longer; infinite for the other side of the earth.
pub(super) fn farthest(chord: f64) -> f64 {
    longest_geodesic(chord + ROUNDING)
}

impl Catalog {
    /// The `count` sites nearest to a position with their geodesic distances, nearest first, ties
    /// by id. Sites without a place are left out.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Position, Site, SiteId, SiteKind};
    ///
    /// let mut pier = Site::new("A", SiteKind::Land, "pier");
    /// pier.position = Some(Position::new(113.15, 29.45)?);
    /// let catalog = Inventory::new(vec![pier])?.catalog();
    /// let mut nearest = catalog.nearest(&Position::new(113.14, 29.44)?, 3);
    /// assert_eq!(nearest.ids().next().map(SiteId::as_str), Some("A"));
    /// let (site, distance) = nearest.next().expect("one site");
    /// assert_eq!(site.name, "pier");
    /// assert!((distance.value() - 1_473.0).abs() < 1.0);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn nearest(&self, centre: &Position, count: usize) -> Nearest<'_> {
        let near = self.in_parts(|part, is_there| {
            let near = part.spatial().near(part.rows(), centre, count, is_there);
            near.into_iter().map(|near| (near, near.site)).collect()
        });
        let placed = near.into_iter().map(|(near, site)| Near { site, ..near });
        let found = in_order(placed.collect(), count, centre);
        Nearest {
            catalog: self,
            centre: *centre,
            found: found.into_iter(),
        }
    }
}

/// The first so many by distance, ties by site.
fn in_order(mut near: Vec<Near>, count: usize, centre: &Position) -> Vec<Near> {
    let by_least = |a: &Near, b: &Near| a.least.total_cmp(&b.least).then(a.site.cmp(&b.site));
    near.sort_unstable_by(by_least);
    let mut start = 0;
    while start < near.len().min(count) {
        // Whatever begins behind all of a run is farther than all of it.
        let (mut end, mut most) = (start + 1, near[start].most);
        while let Some(next) = near.get(end).filter(|next| next.least <= most) {
            most = most.max(next.most);
            end += 1;
        }
        if end - start > 1 {
            let run = &mut near[start..end];
            for each in run.iter_mut() {
                *each = Near::exact(each.site, each.place, each.metres(centre));
            }
            run.sort_unstable_by(by_least);
        }
        start = end;
    }
    near.truncate(count);
    near
}

impl<'a> Nearest<'a> {
    /// The ids of those not read yet; no distance is computed for them, and no site put together.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        let id = |near: &Near| self.catalog.id_in_order(near.site as usize);
        self.found.as_slice().iter().map(id)
    }

    /// The ids of those not read yet with their distances; no site is put together for them.
    pub fn distances(&self) -> impl ExactSizeIterator<Item = (&'a SiteId, Quantity)> {
        let found = self.found.as_slice().iter();
        let distances = found.map(|near| crate::units::metres(near.metres(&self.centre)));
        self.ids().zip(distances)
    }
}

impl<'a> Iterator for Nearest<'a> {
    type Item = (Cow<'a, Site>, Quantity);

    fn next(&mut self) -> Option<Self::Item> {
        let near = self.found.next()?;
        let site = self.catalog.listed(near.site as usize);
        Some((site, crate::units::metres(near.metres(&self.centre))))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.found.size_hint()
    }
}

impl ExactSizeIterator for Nearest<'_> {}

#[cfg(test)]
mod tests {
    use geo::{MultiPolygon, polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::{Footprint, site_metres};
    use crate::inventory::Inventory;
    use crate::schema::SiteKind;

    /// Steps of a nanometre to some decimetres: which of two places is nearer, chords cannot tell.
    fn step() -> impl Strategy<Value = f64> {
        (
            prop_oneof![Just(0.0), Just(1e-14), Just(1e-11), Just(1e-9), Just(1e-6)],
            -3..=3_i8,
        )
            .prop_map(|(size, steps)| size * f64::from(steps))
    }

    /// Places that tie: in a few spots, at both poles and on both names of the antimeridian, a few
    /// steps away; or anywhere.
    fn place() -> impl Strategy<Value = (f64, f64)> {
        let spot = prop_oneof![
            Just((113.1, 29.4)),
            Just((113.2, 29.4)),
            Just((113.15, 29.45)),
            Just((180.0, -16.0)),
            Just((-180.0, -16.0)),
            (-180.0..180.0_f64, prop_oneof![Just(-90.0), Just(90.0)]),
            (-180.0..180.0_f64, -90.0..90.0_f64),
        ];
        let bounded = |value: f64, end: f64| value.clamp(-end, end);
        (spot, step(), step())
            .prop_map(move |((x, y), dx, dy)| (bounded(x + dx, 180.0), bounded(y + dy, 90.0)))
    }

    fn site(at: usize, (x, y): (f64, f64)) -> Site {
        let mut site = Site::new(format!("{:04}", at * 7919 % 10_000), SiteKind::Land, "");
        site.position = Position::new(x, y).ok();
        if at % 5 == 2 && x < 179.0 && y.abs() < 89.0 {
            let lot = polygon![(x: x, y: y), (x: x + 0.1, y: y), (x: x, y: y + 0.1)];
            site.footprint = Footprint::new(MultiPolygon::from(lot)).ok();
            // Of some, the place is a point inside.
            site.position = site.position.filter(|_| at.is_multiple_of(2));
        }
        site
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_order_is_that_of_geodesics(
            places in prop::collection::vec(place(), 0..120),
            changed in prop::collection::vec((0..120_usize, place()), 0..6),
            (x, y) in place(),
            count in 0_usize..30,
        ) {
            let sites = places.iter().enumerate().map(|(at, place)| site(at, *place));
            let catalog = Inventory::new(sites.collect()).unwrap().catalog();
            let changed: std::collections::BTreeMap<usize, (f64, f64)> =
                changed.into_iter().collect();
            let changed = changed.into_iter().map(|(at, place)| site(at, place));
            let catalogs = [catalog.updated(changed.collect(), &[]).unwrap(), catalog];
            let centre = Position::new(x, y).unwrap();
            for catalog in &catalogs {
                let metres = |site: &Site| {
                    let place = site.representative()?;
                    let to = centre.point().into();
                    Some(site_metres(&place, site.footprint.as_ref(), &to))
                };
                let each = catalog.sites().filter_map(|site| Some((metres(&site)?, site.id.clone())));
                let mut all: Vec<(f64, SiteId)> = each.collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                all.truncate(count);
                let bits = |metres: f64, id: &SiteId| (metres.to_bits(), id.clone());
                let expected: Vec<_> = all.iter().map(|(metres, id)| bits(*metres, id)).collect();
                let nearest = catalog.nearest(&centre, count);
                let found = nearest.distances().map(|(id, metres)| bits(metres.value(), id));
                prop_assert_eq!(found.collect::<Vec<_>>(), expected.clone());
                prop_assert!(nearest.ids().eq(all.iter().map(|(_, id)| id)));
                let found = nearest.map(|(site, metres)| bits(metres.value(), &site.id));
                prop_assert_eq!(found.collect::<Vec<_>>(), expected);
            }
        }
    }
}
