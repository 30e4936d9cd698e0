//! Which rows lie near each other.

use rayon::prelude::*;

use super::candidates::Pair;
use super::metres::Point;
use super::prepare::Spot;

/// Pairs of these places at most so far from each other, of which one is new. With a limit, a row
/// that has more neighbours than that is paired with the nearest in longitude only.
pub(super) fn within(
    spots: &[Option<Spot>],
    rows: Vec<u32>,
    radius: f64,
    limit: Option<usize>,
    is_new: &(impl Fn(u32) -> bool + Sync),
) -> Vec<Pair> {
    let mut at: Vec<(i64, i64, u32, Point)> = rows
        .into_iter()
        .filter_map(|row| {
            let point = spots[row as usize].as_ref()?.point;
            #[expect(clippy::cast_possible_truncation, reason = "a band of latitude")]
            let band = (point.latitude * 111_000.0 / radius).floor() as i64;
            Some((band, in_order(point.longitude), row, point))
        })
        .collect();
    at.par_sort_unstable_by_key(|(band, east, row, _)| (*band, *east, *row));
    let bands: Vec<&[(i64, i64, u32, Point)]> = at.chunk_by(|x, y| x.0 == y.0).collect();
    let limit = limit.unwrap_or(usize::MAX);
    let each = |number: usize| {
        let band = bands[number];
        let above = bands
            .get(number + 1)
            .filter(|next| next[0].0 == band[0].0 + 1);
        let mut found: Vec<Pair> = Vec::new();
        let width = window(band, radius);
        for (i, (_, _, row, point)) in band.iter().enumerate() {
            let mut taken = 0_usize;
            let mut take = |other: &(i64, i64, u32, Point)| {
                if point.is_within(&other.3, radius) {
                    if is_new(*row) || is_new(other.2) {
                        found.push((*row.min(&other.2), *row.max(&other.2)));
                    }
                    taken += 1;
                }
                taken < limit
            };
            let east = band[i + 1..].iter();
            let mut more = true;
            for other in east.take_while(|other| other.3.longitude - point.longitude <= width) {
                more = take(other);
                if !more {
                    break;
                }
            }
            if let (true, Some(above)) = (more, above) {
                let from =
                    above.partition_point(|other| other.3.longitude < point.longitude - width);
                let east = above[from..].iter();
                for other in east.take_while(|other| other.3.longitude - point.longitude <= width) {
                    if !take(other) {
                        break;
                    }
                }
            }
        }
        found
    };
    (0..bands.len())
        .into_par_iter()
        .flat_map_iter(each)
        .collect()
}

/// A number that is ordered as [`f64::total_cmp`] orders.
fn in_order(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// How many degrees of longitude the radius is at most, from a point of this band to one of the next.
fn window(band: &[(i64, i64, u32, Point)], radius: f64) -> f64 {
    let latitudes = band.iter().map(|(.., point)| point.latitude.abs());
    let farthest = latitudes.fold(0.0, f64::max) + 2.0 * radius / 111_000.0;
    let farthest = farthest.min(89.9);
    radius / (111_320.0 * farthest.to_radians().cos()) * 1.01
}
