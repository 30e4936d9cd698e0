//! Pairs of rows whose locations are close to each other.

use rayon::prelude::*;

use crate::linkage::features::LocationFeature;
use crate::linkage::geo_point::{GeoPoint, METRES_PER_DEGREE, METRES_PER_DEGREE_AT_EQUATOR};
use crate::linkage::rows::TableRow;

/// A row in a band of latitude, by longitude.
struct BandEntry {
    band: i64,
    /// Ordered as the longitude is.
    longitude_key: i64,
    row: TableRow,
    point: GeoPoint,
}

/// The pairs of `rows` within a distance of each other of which at least one is new. With a limit, each row is
/// paired with at most so many rows to its east, the nearest in longitude first.
///
/// A sweep over bands of latitude that are as high as the distance: a row meets the rows east of it in its own
/// band, and those on both sides in the next band.
pub(super) fn nearby_pairs(
    locations: &[Option<LocationFeature>],
    rows: impl Iterator<Item = TableRow>,
    metres: f64,
    limit: Option<usize>,
    is_new: &(impl Fn(TableRow) -> bool + Sync),
) -> Vec<(TableRow, TableRow)> {
    let entries = rows.filter_map(|row| {
        let point = locations[row.index()].as_ref()?.point;
        #[expect(clippy::cast_possible_truncation, reason = "a band of latitude")]
        let band = (point.latitude * METRES_PER_DEGREE / metres).floor() as i64;
        Some(BandEntry {
            band,
            longitude_key: total_order_key(point.longitude),
            row,
            point,
        })
    });
    let mut entries: Vec<BandEntry> = entries.collect();
    entries.par_sort_unstable_by_key(|entry| (entry.band, entry.longitude_key, entry.row));
    let bands: Vec<&[BandEntry]> = entries.chunk_by(|x, y| x.band == y.band).collect();
    let limit = limit.map_or(usize::MAX, |limit| limit.max(1));
    let pairs_of_band = |number: usize| {
        let band = bands[number];
        let next = bands.get(number + 1);
        let next = next.filter(|next| next[0].band == band[0].band + 1);
        let next: &[BandEntry] = next.map_or(&[], |next| next);
        let width = max_degrees(band, metres);
        let mut pairs = Vec::new();
        for (at, entry) in band.iter().enumerate() {
            let longitude = entry.point.longitude;
            let from = next.partition_point(|other| other.point.longitude < longitude - width);
            let up_to_width = |other: &&BandEntry| other.point.longitude - longitude <= width;
            let candidates = band[at + 1..]
                .iter()
                .take_while(up_to_width)
                .chain(next[from..].iter().take_while(up_to_width));
            let close = candidates.filter(|other| entry.point.is_within(&other.point, metres));
            let close = close.take(limit);
            let new = close.filter(|other| is_new(entry.row) || is_new(other.row));
            pairs.extend(new.map(|other| (entry.row.min(other.row), entry.row.max(other.row))));
        }
        pairs
    };
    (0..bands.len())
        .into_par_iter()
        .flat_map_iter(pairs_of_band)
        .collect()
}

/// A number in the order of [`f64::total_cmp`].
fn total_order_key(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The distance in degrees of longitude at the highest latitude of a band and of the one above it.
fn max_degrees(band: &[BandEntry], metres: f64) -> f64 {
    let latitudes = band.iter().map(|entry| entry.point.latitude.abs());
    let highest = latitudes.fold(0.0, f64::max) + 2.0 * metres / METRES_PER_DEGREE;
    let highest = highest.min(89.9);
    metres / (METRES_PER_DEGREE_AT_EQUATOR * highest.to_radians().cos()) * 1.01
}
