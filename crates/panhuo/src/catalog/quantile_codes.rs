//! Quantile codes: which quantile of its column each number lies in, in a byte or half of one.
//!
//! The vector approximation of Weber, Schek and Blott (VLDB 1998): a search scans codes, and reads the
//! numbers of the few rows that the codes cannot decide. Each row has a fine code a column; a leaf
//! has them coarsened to four bits, so that one shuffle instruction looks up sixteen values at once;
//! each node has the least and the greatest fine code of its rows, the zone map of the column.

use std::collections::BTreeMap;

use super::ids::{NodeId, SegmentRow, SiblingsId};
use super::partition::{FANOUT, LEAF_ROWS, Node, Partition};
use crate::interval::Interval;

/// The code of a missing number: what that means, the kind of the site decides.
pub(crate) const MISSING: u8 = 0;
/// The code of a fact that is neither missing nor one number: the fact itself must be read.
pub(crate) const EXCEPTION: u8 = 1;
/// The lowest code of a number.
const LOWEST: u8 = 2;

/// How many fine codes make a coarse one.
const FINE: u8 = 4;

/// How many coarse codes there are, those of no number included.
pub(crate) const COARSE_CODES: usize = 16;

/// Into how many quantiles the numbers of a column are divided, at most.
const QUANTILES: usize = (COARSE_CODES - LOWEST as usize) * FINE as usize;

/// How many fine codes there are, those of no number included; a power of two above [`QUANTILES`].
pub(crate) const FINE_CODES: usize = COARSE_CODES * FINE as usize;

/// How many bytes the coarse codes of a column of a leaf take: two rows share one.
pub(crate) const PACKED_LEAF: usize = LEAF_ROWS / 2;

/// The coarse code of a fine one.
pub(crate) fn coarse_code(fine: u8) -> u8 {
    if fine < LOWEST {
        fine
    } else {
        LOWEST + (fine - LOWEST) / FINE
    }
}

/// How many numbers are sampled to find quantiles; all of them if few of these are known.
const SAMPLE: usize = 2048;

/// From the least to the greatest of some codes; empty if the first is greater.
pub(crate) type CodeRange = (u8, u8);

const EMPTY: CodeRange = (u8::MAX, 0);

/// The zone map of a column for siblings.
#[derive(Clone, Debug)]
pub(crate) struct SiblingMinMax {
    /// The least code of each node; greater than the greatest if its rows know nothing.
    pub(crate) low: [u8; FANOUT],
    pub(crate) high: [u8; FANOUT],
}

/// Which numbers the codes of a column stand for.
#[derive(Debug)]
pub(crate) struct Quantizer {
    /// How many codes there are.
    count: usize,
    /// Where each code but the lowest begins; then NaN, which no number reaches.
    cuts: [f64; FINE_CODES],
    /// The least and the greatest number of each code, ascending.
    ranges: [(f64, f64); FINE_CODES],
}

impl Quantizer {
    /// Quantiles of a sample of the values that are known.
    fn new(values: &[f64]) -> Self {
        let known = |step: usize| -> Vec<f64> {
            let sampled = values.iter().step_by(step);
            sampled.filter(|value| !value.is_nan()).copied().collect()
        };
        let mut sample = known((values.len() / SAMPLE).max(1));
        if sample.len() < SAMPLE / 8 {
            sample = known(1);
        }
        sample.sort_by(f64::total_cmp);
        let mut cuts = Vec::new();
        if !sample.is_empty() {
            let quantiles = 1..QUANTILES;
            cuts.extend(quantiles.map(|at| sample[at * sample.len() / QUANTILES]));
            cuts.dedup_by(|a, b| a.total_cmp(b).is_eq());
        }
        let mut quantizer = Self {
            count: cuts.len() + 1,
            cuts: [f64::NAN; FINE_CODES],
            ranges: [(f64::INFINITY, f64::NEG_INFINITY); FINE_CODES],
        };
        quantizer.cuts[..cuts.len()].copy_from_slice(&cuts);
        quantizer
    }

    /// The code of a number.
    fn code(&self, value: f64) -> u8 {
        // The cuts that are not above the value are counted by halving without branches.
        let mut below = 0;
        let mut step = FINE_CODES / 2;
        while step > 0 {
            let is_below = self.cuts[below + step - 1] <= value;
            below += if is_below { step } else { 0 };
            step /= 2;
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than `FINE_CODES`")]
        let below = below as u8;
        LOWEST + below
    }

    /// The code of a number, or of NaN for none; widens the range of the code to hold it.
    fn encode(&mut self, value: f64) -> u8 {
        let code = self.code(value);
        let (low, high) = &mut self.ranges[usize::from(code - LOWEST)];
        if value < *low {
            *low = value;
        }
        if value > *high {
            *high = value;
        }
        if value.is_nan() { MISSING } else { code }
    }

    /// Makes the ranges cover what lies between them: intervals may end there.
    fn close_gaps(&mut self) {
        for code in 0..self.count {
            let below = code.checked_sub(1).map(|below| self.cuts[below]);
            let above = self.cuts[..self.count - 1].get(code).copied();
            self.ranges[code] = (
                below.unwrap_or(f64::NEG_INFINITY),
                above.unwrap_or(f64::INFINITY),
            );
        }
    }

    /// Gives codes without a number a range, so that ranges ascend.
    fn fill_empty(&mut self) {
        let cuts = &self.cuts[..self.count - 1];
        for (code, range) in self.ranges[..self.count].iter_mut().enumerate() {
            if range.0 > range.1 {
                let cut = cuts.get(code.saturating_sub(1)).copied();
                *range = (cut.unwrap_or(0.0), cut.unwrap_or(0.0));
            }
        }
    }

    /// Every code with the least and the greatest number that it stands for, ascending.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (u8, Interval)> {
        let ranges = self.ranges[..self.count].iter();
        let intervals = ranges.map(|(low, high)| Interval::new(*low, *high));
        (LOWEST..).zip(intervals.map(|range| range.unwrap_or(Interval::EMPTY)))
    }

    /// The numbers of a range of codes lie within this.
    pub(crate) fn decode(&self, codes: CodeRange) -> Interval {
        let range = |code: u8| {
            let at = usize::from(code.checked_sub(LOWEST)?);
            self.ranges.get(at)
        };
        let (low, high) = match (range(codes.0), range(codes.1)) {
            (Some((low, _)), Some((_, high))) => (*low, *high),
            _ => return Interval::EMPTY,
        };
        Interval::new(low, high).unwrap_or(Interval::EMPTY)
    }

    /// The codes all of whose numbers lie between two.
    pub(crate) fn codes_inside(&self, low: f64, high: f64) -> CodeRange {
        let below = self.ranges[..self.count].partition_point(|range| range.0 < low);
        let upto = self.ranges[..self.count].partition_point(|range| range.1 <= high);
        code_range(below, upto)
    }

    /// The codes that have a number between two.
    pub(crate) fn codes_between(&self, low: f64, high: f64) -> CodeRange {
        let below = self.ranges[..self.count].partition_point(|range| range.1 < low);
        let upto = self.ranges[..self.count].partition_point(|range| range.0 <= high);
        code_range(below, upto)
    }
}

/// The codes of the quantiles from one up to another.
fn code_range(from: usize, upto: usize) -> CodeRange {
    match (u8::try_from(from), u8::try_from(upto)) {
        (Ok(from), Ok(upto)) if from < upto => (from + LOWEST, upto + LOWEST - 1),
        _ => EMPTY,
    }
}

/// The codes of all columns of numbers: by row, by leaf and by node of the tree.
#[derive(Debug)]
pub(crate) struct QuantileCodes {
    slots: usize,
    quantizers: Vec<Quantizer>,
    /// Fine, by column and row, until they are packed.
    columns: Vec<Vec<u8>>,
    /// Fine, by row and column: those of a row side by side.
    rows: Vec<u8>,
    /// Coarse, by leaf, column and row of the leaf: the first half of the rows in the lower halves of
    /// the bytes.
    leaves: Vec<u8>,
    /// By siblings and column: of the rows that know anything.
    min_max: Vec<SiblingMinMax>,
    /// By siblings and column, a bit a node: whether some row is unknown, in whole or in part.
    unknown: Vec<u16>,
}

impl QuantileCodes {
    /// Room for this many columns.
    pub(super) fn new(partition: &Partition, slots: usize) -> Self {
        let empty = SiblingMinMax {
            low: [EMPTY.0; FANOUT],
            high: [EMPTY.1; FANOUT],
        };
        Self {
            slots,
            quantizers: Vec::with_capacity(slots),
            columns: Vec::with_capacity(slots),
            rows: Vec::new(),
            leaves: Vec::new(),
            min_max: vec![empty; partition.siblings() * slots],
            unknown: vec![0; partition.siblings() * slots],
        }
    }

    /// Adds a column and gives back its slot: one value a row, NaN where there is none; the facts
    /// that are neither numbers nor missing; and whether the attribute applies to a row, so that a
    /// missing fact is an unknown one.
    pub(super) fn add(
        &mut self,
        partition: &Partition,
        values: &[f64],
        exceptions: &BTreeMap<SegmentRow, Interval>,
        applies: impl Fn(SegmentRow) -> bool,
    ) -> usize {
        let slot = self.quantizers.len();
        let mut quantizer = Quantizer::new(values);
        let mut column = vec![MISSING; values.len()];
        // Children come after their branch: from the end, every branch finds its children done.
        for (id, node) in partition.nodes.iter().enumerate().rev() {
            let (mut min_max, mut unknown) = (EMPTY, false);
            if let Some(first) = node.children().next() {
                let below = first.siblings().index() * self.slots + slot;
                let all = &self.min_max[below];
                let lanes = all.low.iter().zip(&all.high);
                min_max = lanes.fold(EMPTY, |(a, b), (low, high)| (a.min(*low), b.max(*high)));
                unknown = self.unknown[below] != 0;
            } else {
                let codes = &mut column[node.range()];
                for (code, value) in codes.iter_mut().zip(&values[node.range()]) {
                    *code = quantizer.encode(*value);
                }
                // Less `LOWEST`, the codes of missing numbers wrap around to above all others.
                let least = codes.iter().map(|code| code.wrapping_sub(LOWEST)).min();
                let most = codes.iter().copied().max().unwrap_or(MISSING);
                if let Some(least) = least.filter(|_| most >= LOWEST) {
                    min_max = (least + LOWEST, most);
                }
                for (row, fact) in exceptions.range(node.start..node.end) {
                    codes[row.index() - node.start.index()] = EXCEPTION;
                    unknown |= !fact.is_empty();
                    if !fact.is_empty() && !fact.is_anything() {
                        for end in [fact.low(), fact.high()] {
                            let code = quantizer.code(end);
                            min_max = (min_max.0.min(code), min_max.1.max(code));
                        }
                    }
                }
                // All sites of a node are of one kind.
                unknown |= codes.contains(&MISSING) && applies(node.start);
            }
            let id = NodeId::new(id);
            let (at, lane) = (id.siblings().index() * self.slots + slot, id.lane());
            (self.min_max[at].low[lane], self.min_max[at].high[lane]) = min_max;
            self.unknown[at] |= u16::from(unknown) << lane;
        }
        if exceptions.is_empty() {
            quantizer.fill_empty();
        } else {
            quantizer.close_gaps();
        }
        self.quantizers.push(quantizer);
        self.columns.push(column);
        slot
    }

    /// Puts the codes of a row, and the coarse ones of a leaf, side by side.
    pub(super) fn pack(&mut self, partition: &Partition) {
        let count = self.columns.first().map_or(0, Vec::len);
        self.rows = vec![MISSING; count * self.slots];
        self.leaves = vec![MISSING; partition.leaves * self.slots * PACKED_LEAF];
        for node in partition.nodes.iter().filter(|node| node.is_leaf()) {
            for (slot, column) in self.columns.iter().enumerate() {
                let start = (node.leaf.index() * self.slots + slot) * PACKED_LEAF;
                let packed = &mut self.leaves[start..start + PACKED_LEAF];
                for (at, row) in node.range().enumerate() {
                    self.rows[row * self.slots + slot] = column[row];
                    let half = if at < PACKED_LEAF { 0 } else { 4 };
                    packed[at % PACKED_LEAF] |= coarse_code(column[row]) << half;
                }
            }
        }
        self.columns = Vec::new();
    }

    pub(crate) fn quantizer(&self, slot: usize) -> &Quantizer {
        &self.quantizers[slot]
    }

    /// The coarse codes of the rows of a leaf: [`PACKED_LEAF`] bytes a column, by slot.
    pub(crate) fn leaf(&self, node: &Node) -> &[u8] {
        let len = self.slots * PACKED_LEAF;
        let start = node.leaf.index() * len;
        &self.leaves[start..start + len]
    }

    /// The coarse codes of a column of a leaf, by row; [`MISSING`] for rows that it does not have.
    pub(crate) fn leaf_column(&self, node: &Node, slot: usize) -> [u8; LEAF_ROWS] {
        let packed = &self.leaf(node)[slot * PACKED_LEAF..(slot + 1) * PACKED_LEAF];
        let mut codes = [MISSING; LEAF_ROWS];
        let (first, second) = codes.split_at_mut(PACKED_LEAF);
        for ((first, second), pair) in first.iter_mut().zip(second).zip(packed) {
            (*first, *second) = (pair & 15, pair >> 4);
        }
        codes
    }

    /// The fine codes of a row, by slot.
    pub(crate) fn row(&self, row: SegmentRow) -> &[u8] {
        let start = row.index() * self.slots;
        &self.rows[start..start + self.slots]
    }

    /// The least and the greatest code of the rows below a node that know anything.
    pub(crate) fn min_max(&self, node: NodeId, slot: usize) -> CodeRange {
        let siblings = self.sibling_min_max(node.siblings(), slot);
        (siblings.low[node.lane()], siblings.high[node.lane()])
    }

    /// The same of all siblings.
    pub(crate) fn sibling_min_max(&self, siblings: SiblingsId, slot: usize) -> &SiblingMinMax {
        &self.min_max[siblings.index() * self.slots + slot]
    }

    /// Which siblings have rows that are unknown, in whole or in part: a bit each.
    pub(crate) fn unknown_siblings(&self, siblings: SiblingsId, slot: usize) -> u16 {
        self.unknown[siblings.index() * self.slots + slot]
    }

    /// Whether some row below a node is unknown, in whole or in part.
    pub(crate) fn has_unknown(&self, node: NodeId, slot: usize) -> bool {
        self.unknown_siblings(node.siblings(), slot) >> node.lane() & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_stands_for_its_numbers(
            values in prop::collection::vec(prop_oneof![-50.0..50.0_f64, Just(0.0), Just(7.5)], 1..400),
            (low, high) in (-60.0..60.0_f64, -60.0..60.0_f64),
        ) {
            let mut quantizer = Quantizer::new(&values);
            for value in &values {
                prop_assert_eq!(quantizer.encode(*value), quantizer.code(*value));
            }
            prop_assert_eq!(quantizer.encode(f64::NAN), MISSING);
            quantizer.fill_empty();
            let ranges: Vec<_> = quantizer.ranges().collect();
            prop_assert!(ranges.len() <= QUANTILES);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].1.high() <= pair[1].1.low()));
            let (possible, certain) = (quantizer.codes_between(low, high), quantizer.codes_inside(low, high));
            for value in values {
                let code = quantizer.code(value);
                let (_, range) = ranges[usize::from(code - LOWEST)];
                prop_assert!(range.low() <= value && value <= range.high());
                let is_between = low <= value && value <= high;
                prop_assert!(!is_between || possible.0 <= code && code <= possible.1);
                prop_assert!(is_between || code < certain.0 || certain.1 < code);
            }
        }
    }
}
