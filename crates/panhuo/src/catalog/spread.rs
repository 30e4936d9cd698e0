//! The spread of a number over a catalog, computed once a snapshot.

use std::sync::OnceLock;

use super::Catalog;
use super::ids::SegmentRow;
use super::quantile_codes::{COARSE_CODES, EXCEPTION, MISSING};
use super::segment::{NumberColumn, SegmentColumns, SegmentReader};
use crate::schema::Attribute;

/// By attribute, the spread if somebody asked for it.
#[derive(Debug)]
pub(super) struct Spreads(Vec<OnceLock<f64>>);

impl Default for Spreads {
    fn default() -> Self {
        Self(Attribute::all().map(|_| OnceLock::new()).collect())
    }
}

impl Catalog {
    /// The interquartile range of the midpoints of a number; their range if the quartiles are equal.
    /// Each quartile is the value of some site, the outer one of two.
    pub(crate) fn iqr_or_range(&self, attribute: Attribute) -> f64 {
        *self.spreads.0[attribute.index()].get_or_init(|| {
            let midpoints = Midpoints::new(self, attribute);
            let last = midpoints.count().saturating_sub(1);
            let difference = |low: usize, high: usize| {
                let [low, high] = midpoints.nth([low, high]);
                high - low
            };
            let iqr = difference(last / 4, (last * 3).div_ceil(4));
            if iqr > 0.0 { iqr } else { difference(0, last) }
        })
    }
}

impl SegmentColumns {
    /// The midpoint of the interval of a number that is bounded at both ends.
    pub(crate) fn midpoint(&self, attribute: Attribute, row: SegmentRow) -> Option<f64> {
        attribute.dimension()?;
        let reported = self.interval(attribute, row);
        let midpoint = reported.low().midpoint(reported.high());
        (!reported.is_empty() && midpoint.is_finite()).then_some(midpoint)
    }
}

/// The midpoints of a number over a catalog: those of the base segment by their quantile codes, so
/// that only the values near a quantile are read.
struct Midpoints<'a> {
    base: Option<(SegmentReader<'a>, &'a NumberColumn)>,
    /// By coarse code: how many live rows of the base segment have it.
    counts: [usize; COARSE_CODES],
    /// The values without such a code: exceptions, and those of the other segments.
    uncoded: Vec<f64>,
}

impl<'a> Midpoints<'a> {
    fn new(catalog: &'a Catalog, attribute: Attribute) -> Self {
        let mut all = Self {
            base: None,
            counts: [0; COARSE_CODES],
            uncoded: Vec::new(),
        };
        let mut segments = catalog.segments();
        if let Some(base) = segments.next()
            && let Some(numbers) = base.columns.numbers(attribute)
        {
            all.base = Some((base, numbers));
            each_code(base, numbers, |row, code| match code {
                EXCEPTION => all.uncoded.extend(base.columns.midpoint(attribute, row)),
                code => all.counts[usize::from(code)] += 1,
            });
        }
        for segment in segments {
            for root in segment.columns.roots() {
                let rows = segment.live_rows(root);
                let midpoints = rows.filter_map(|row| segment.columns.midpoint(attribute, row));
                all.uncoded.extend(midpoints);
            }
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
        if let Some((base, numbers)) = self.base {
            each_code(base, numbers, |row, code| {
                for (values, codes) in values.iter_mut().zip(&codes) {
                    if codes.contains(&code) {
                        values.push(numbers.values[row.index()]);
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
fn each_code(
    segment: SegmentReader<'_>,
    numbers: &NumberColumn,
    mut visit: impl FnMut(SegmentRow, u8),
) {
    for leaf in segment.columns.leaves() {
        let node = segment.columns.node(leaf);
        let is_all_live = segment.is_all_live(leaf);
        let codes = segment
            .columns
            .quantile_codes()
            .leaf_column(node, numbers.slot);
        for (row, code) in node.rows().zip(codes) {
            if code != MISSING && (is_all_live || segment.is_live(row)) {
                visit(row, code);
            }
        }
    }
}

/// The value at this position, from 0, of the sorted ones; 0 if there is none.
pub(crate) fn nth(values: &mut [f64], at: usize) -> f64 {
    if at >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}
