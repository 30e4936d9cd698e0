//! Quantiles over a catalog: the median distance from a position, the interquartile range of a
//! number, and the midpoints of reported intervals.
//!
//! A quantile is the value at a known position of the sorted values. Leaves that surely lie before
//! or behind it are counted by their bounds, and values by their quantile codes; only the values that
//! may be at that position are read.

use crate::catalog::{COARSE_CODES, Catalog, Column, EXCEPTION, MISSING, Numbers, SegmentReader};
use crate::geometry::{Position, ROUNDING, chord, ecef, longest_geodesic};
use crate::matching::DistanceTargets;
use crate::schema::Attribute;

/// The median distance from a site with this position to the others, in metres; of an even number
/// the upper one. 0 if there are no others.
pub(super) fn median_distance(catalog: &Catalog, from: &Position) -> f64 {
    let target = DistanceTargets::new(vec![from.point().into()]);
    let segments = catalog.columns().segments();
    let leaves = segments.flat_map(|segment| {
        let leaves = segment.columns().leaves();
        leaves.map(move |leaf| (segment, leaf))
    });
    let leaves: Vec<LeafDistances> = leaves
        .map(|(segment, leaf)| LeafDistances::new(segment, leaf, &target))
        .filter(|leaf| leaf.count > 0)
        .collect();
    // The site itself is the first of all.
    let others = leaves.iter().map(|leaf| leaf.count).sum::<usize>();
    let others = others.saturating_sub(1);
    if others == 0 {
        return 0.0;
    }
    let middle = others / 2 + 1;
    let least = weighted_nth(leaves.iter().map(|leaf| (leaf.least, leaf.count)), middle);
    let most = weighted_nth(leaves.iter().map(|leaf| (leaf.most, leaf.count)), middle);
    let before = leaves.iter().filter(|leaf| leaf.most < least);
    let before: usize = before.map(|leaf| leaf.count).sum();
    let candidates = leaves
        .iter()
        .filter(|leaf| leaf.most >= least && leaf.least <= most);
    let candidates = candidates.flat_map(LeafDistances::located_rows);
    nth_distance(catalog, from, candidates, middle - before)
}

/// The distance at a position, from 0, of the sorted ones of some rows. Chords bound the geodesics:
/// only those that may be at that position are computed.
fn nth_distance(
    catalog: &Catalog,
    from: &Position,
    rows: impl Iterator<Item = usize>,
    at: usize,
) -> f64 {
    let centre = ecef(from.point());
    let bounds = |row: usize| {
        let straight = chord(centre, catalog.columns().space(row));
        let longest = longest_geodesic(straight + ROUNDING);
        (straight - ROUNDING, longest, row)
    };
    let rows: Vec<(f64, f64, usize)> = rows.map(bounds).collect();
    let mut lows: Vec<f64> = rows.iter().map(|(low, ..)| *low).collect();
    let mut highs: Vec<f64> = rows.iter().map(|(_, high, _)| *high).collect();
    let (least, most) = (nth(&mut lows, at), nth(&mut highs, at));
    let nearer = rows.iter().filter(|(_, high, _)| *high < least).count();
    let candidates = rows
        .iter()
        .filter(|(low, high, _)| *high >= least && *low <= most);
    let exact = candidates.filter_map(|(.., row)| {
        let (sites, at) = catalog.rows_at(*row);
        let position = sites.representative(at)?;
        Some(from.distance(&position).value())
    });
    nth(&mut exact.collect::<Vec<_>>(), at - nearer)
}

/// The midpoint of the interval of a number that is bounded at both ends.
pub(super) fn midpoint(catalog: &Catalog, attribute: Attribute, row: usize) -> Option<f64> {
    attribute.dimension()?;
    let reported = catalog.columns().interval(attribute, row);
    let midpoint = reported.low().midpoint(reported.high());
    (!reported.is_empty() && midpoint.is_finite()).then_some(midpoint)
}

/// The interquartile range of the midpoints of a number; their range if the quartiles are equal. Each
/// quartile is the value of some site, the outer one of two.
pub(super) fn iqr_or_range(catalog: &Catalog, attribute: Attribute) -> f64 {
    let midpoints = Midpoints::new(catalog, attribute);
    let last = midpoints.count().saturating_sub(1);
    let difference = |low: usize, high: usize| {
        let [low, high] = midpoints.nth([low, high]);
        high - low
    };
    let iqr = difference(last / 4, (last * 3).div_ceil(4));
    if iqr > 0.0 { iqr } else { difference(0, last) }
}

/// A leaf, and bounds of the distances of its rows.
struct LeafDistances<'a> {
    segment: SegmentReader<'a>,
    number: u32,
    least: f64,
    most: f64,
    /// How many live rows have a position.
    count: usize,
}

impl<'a> LeafDistances<'a> {
    fn new(segment: SegmentReader<'a>, number: u32, target: &DistanceTargets) -> Self {
        let place = segment.place(number);
        let (near, far) = place.corners();
        let (least, most) = target.bounds(&near, &far);
        let rows = segment.node(number).rows();
        let mut leaf = Self {
            segment,
            number,
            least,
            most,
            count: rows.len(),
        };
        if place.any_unlocated || !segment.all_live(rows) {
            leaf.count = leaf.located_rows().count();
        }
        leaf
    }

    /// The live rows that have a position.
    fn located_rows(&self) -> impl Iterator<Item = usize> + use<'a> {
        let segment = self.segment;
        let rows = segment.live_rows(segment.node(self.number).rows());
        rows.filter(move |row| !segment.space(*row - segment.first_row)[0].is_nan())
    }
}

/// The midpoints of a number over a catalog: those of the base segment by their quantile codes.
struct Midpoints<'a> {
    base: Option<(SegmentReader<'a>, &'a Numbers)>,
    /// By coarse code: how many live rows of the base segment have it.
    counts: [usize; COARSE_CODES],
    /// The values without a code: exceptions, and those of later segments.
    uncoded: Vec<f64>,
}

impl<'a> Midpoints<'a> {
    fn new(catalog: &'a Catalog, attribute: Attribute) -> Self {
        let mut all = Self {
            base: None,
            counts: [0; COARSE_CODES],
            uncoded: Vec::new(),
        };
        for segment in catalog.columns().segments() {
            let midpoint = |row: usize| midpoint(catalog, attribute, row);
            let Column::Numbers(numbers) = segment.columns().column(attribute) else {
                continue;
            };
            if segment.number > 0 {
                let rows = segment.live_rows(0..segment.len());
                all.uncoded.extend(rows.filter_map(midpoint));
                continue;
            }
            all.base = Some((segment, numbers));
            each_code(segment, numbers, |row, code| match code {
                EXCEPTION => all.uncoded.extend(midpoint(segment.first_row + row)),
                code => all.counts[usize::from(code)] += 1,
            });
        }
        all
    }

    fn count(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.uncoded.len()
    }

    /// The values at these positions, from 0, of the sorted ones; 0 if there is none.
    fn nth(&self, positions: [usize; 2]) -> [f64; 2] {
        // The values without a code move a coded value by at most their number of positions.
        let uncoded = self.uncoded.len();
        let codes = positions.map(|at| self.code(at.saturating_sub(uncoded))..=self.code(at));
        let mut values = [self.uncoded.clone(), self.uncoded.clone()];
        if let Some((segment, numbers)) = self.base {
            each_code(segment, numbers, |row, code| {
                for (values, codes) in values.iter_mut().zip(&codes) {
                    if codes.contains(&code) {
                        values.push(numbers.values[row]);
                    }
                }
            });
        }
        std::array::from_fn(|which| {
            let first = usize::from(*codes[which].start());
            let before: usize = self.counts[..first].iter().sum();
            nth(&mut values[which], positions[which] - before)
        })
    }

    /// The code of the coded value at this position, or of the last one.
    fn code(&self, at: usize) -> u8 {
        let mut left = at;
        let mut last = EXCEPTION + 1;
        for (code, count) in (0..).zip(self.counts) {
            if count > 0 {
                last = code;
                if left < count {
                    break;
                }
                left -= count;
            }
        }
        last
    }
}

/// Visits the live rows of a segment whose value is not missing, with their coarse codes.
fn each_code(segment: SegmentReader<'_>, numbers: &Numbers, mut visit: impl FnMut(usize, u8)) {
    for leaf in segment.columns().leaves() {
        let node = segment.node(leaf);
        let all_live = segment.all_live(node.rows());
        let codes = segment.grades().leaf_column(node, numbers.slot);
        for (row, code) in node.rows().zip(codes) {
            if code != MISSING && (all_live || segment.is_live(row)) {
                visit(row, code);
            }
        }
    }
}

/// The value at this position, from 0, of the sorted ones, where each value counts as many times as
/// its number says.
fn weighted_nth(values: impl Iterator<Item = (f64, usize)>, at: usize) -> f64 {
    let mut values: Vec<(f64, usize)> = values.collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut left = at;
    for (value, count) in values {
        if left < count {
            return value;
        }
        left -= count;
    }
    0.0
}

/// The value at this position, from 0, of the sorted ones; 0 if there is none.
fn nth(values: &mut [f64], at: usize) -> f64 {
    if at >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}
