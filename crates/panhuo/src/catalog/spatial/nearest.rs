//! The sites nearest to a position: ordered by bounds of their distances, which are computed when read.
//!
//! A chord bounds its geodesic so closely that the order of sites is nearly always certain from chords.
//! Geodesics are computed only where bounds overlap, to decide which site is nearer.

use std::borrow::Cow;

use crate::catalog::Catalog;
use crate::catalog::ids::CatalogSite;
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
    found: std::vec::IntoIter<Near<CatalogSite>>,
}

/// A site of a segment or of a catalog, and bounds of its distance in metres.
#[derive(Clone, Copy, Debug)]
pub(in crate::catalog) struct Near<S> {
    pub(in crate::catalog) site: S,
    position: Position,
    least: f64,
    /// The same as the least where the distance has been computed.
    most: f64,
}

impl<S> Near<S> {
    /// A site in whose footprint the centre may lie.
    pub(super) fn exact(site: S, position: Position, metres: f64) -> Self {
        Self {
            site,
            position,
            least: metres,
            most: metres,
        }
    }

    /// Any other site, by the straight distance in space.
    pub(super) fn by_chord(site: S, position: Position, chord: f64) -> Self {
        Self {
            site,
            position,
            least: chord - ROUNDING,
            most: farthest(chord),
        }
    }

    /// The same with another name for the site.
    pub(in crate::catalog) fn with_site<T>(self, site: T) -> Near<T> {
        Near {
            site,
            position: self.position,
            least: self.least,
            most: self.most,
        }
    }

    fn is_exact(&self) -> bool {
        self.least.total_cmp(&self.most).is_eq()
    }

    fn metres(&self, centre: &Position) -> f64 {
        if self.is_exact() {
            self.least
        } else {
            geodesic_metres(self.position.point(), centre.point())
        }
    }
}

/// No geodesic over this chord is longer; infinite for the other side of the earth.
pub(super) fn farthest(chord: f64) -> f64 {
    longest_geodesic(chord + ROUNDING)
}

/// The first `count` by distance, ties by id.
pub(in crate::catalog) fn sort_nearest(
    mut near: Vec<Near<CatalogSite>>,
    count: usize,
    centre: &Position,
) -> Vec<Near<CatalogSite>> {
    let by_least = |a: &Near<CatalogSite>, b: &Near<CatalogSite>| {
        a.least.total_cmp(&b.least).then(a.site.cmp(&b.site))
    };
    near.sort_unstable_by(by_least);
    let mut start = 0;
    while start < near.len().min(count) {
        // A site whose bounds begin behind those of a whole run is farther than all of the run.
        let (mut end, mut most) = (start + 1, near[start].most);
        while let Some(next) = near.get(end).filter(|next| next.least <= most) {
            most = most.max(next.most);
            end += 1;
        }
        if end - start > 1 {
            let run = &mut near[start..end];
            for each in run.iter_mut() {
                *each = Near::exact(each.site, each.position, each.metres(centre));
            }
            run.sort_unstable_by(by_least);
        }
        start = end;
    }
    near.truncate(count);
    near
}

impl<'a> Nearest<'a> {
    pub(in crate::catalog) fn new(
        catalog: &'a Catalog,
        centre: Position,
        sorted: Vec<Near<CatalogSite>>,
    ) -> Self {
        Self {
            catalog,
            centre,
            found: sorted.into_iter(),
        }
    }

    /// The ids of those not read yet, without computing their distances.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        let near = self.found.as_slice().iter();
        near.map(|near| self.catalog.id_at(near.site))
    }

    /// The ids of those not read yet, with their distances.
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
        let site = self.catalog.site_at(near.site);
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

    /// Steps of a nanometre to some decimetres: chords do not decide which of two positions is nearer.
    fn step() -> impl Strategy<Value = f64> {
        (
            prop_oneof![Just(0.0), Just(1e-14), Just(1e-11), Just(1e-9), Just(1e-6)],
            -3..=3_i8,
        )
            .prop_map(|(size, steps)| size * f64::from(steps))
    }

    /// Positions that tie: in a few spots, at both poles and on the antimeridian by both of its
    /// longitudes, a few steps away; or anywhere.
    fn position() -> impl Strategy<Value = (f64, f64)> {
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
            // Some have only the representative point of their footprint.
            site.position = site.position.filter(|_| at.is_multiple_of(2));
        }
        site
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_order_is_that_of_geodesics(
            positions in prop::collection::vec(position(), 0..120),
            changed in prop::collection::vec((0..120_usize, position()), 0..6),
            (x, y) in position(),
            count in 0_usize..30,
        ) {
            let sites = positions.iter().enumerate().map(|(at, position)| site(at, *position));
            let catalog = Inventory::new(sites.collect()).unwrap().catalog();
            let changed: std::collections::BTreeMap<usize, (f64, f64)> =
                changed.into_iter().collect();
            let changed = changed.into_iter().map(|(at, position)| site(at, position));
            let catalogs = [catalog.updated(changed.collect(), &[]).unwrap(), catalog];
            let centre = Position::new(x, y).unwrap();
            for catalog in &catalogs {
                let metres = |site: &Site| {
                    let position = site.representative()?;
                    let to = centre.point().into();
                    Some(site_metres(&position, site.footprint.as_ref(), &to))
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
