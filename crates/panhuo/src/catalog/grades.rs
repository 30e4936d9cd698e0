//! Numbers in grades: where a value stands among the quantiles of its column.
//!
//! A search looks at grades before it looks at values. A row has coarse ones, of which sixteen fit
//! into half a byte: one instruction looks up what many rows lose by them. A node has fine ones, from
//! the least to the greatest of its rows.

use std::collections::BTreeMap;

use super::order::{FANOUT, LEAF_ROWS, Node, Partition};
use crate::interval::Interval;

/// The reading is missing: what that means, the kind of the site says.
pub(crate) const MISSING: u8 = 0;
/// The reading is neither missing nor one value: it is looked at itself.
pub(crate) const EXCEPTION: u8 = 1;
/// The lowest grade of a value.
const LOWEST: u8 = 2;

/// How many fine grades make a coarse one.
const FINE: u8 = 4;

/// How many coarse grades there are, those without a value included.
pub(crate) const COARSE_CODES: usize = 16;

/// Into how many fine grades the values of a column are divided, at most.
const GRADES: usize = (COARSE_CODES - LOWEST as usize) * FINE as usize;

/// How many fine grades there are, those without a value included; a power of two above [`GRADES`].
pub(crate) const FINE_CODES: usize = COARSE_CODES * FINE as usize;

/// How many bytes the coarse grades of a column of a block take: two rows share one.
pub(crate) const PACKED_LEAF: usize = LEAF_ROWS / 2;

/// The coarse grade of a fine one.
pub(crate) fn coarse_code(fine: u8) -> u8 {
    if fine < LOWEST {
        fine
    } else {
        LOWEST + (fine - LOWEST) / FINE
    }
}

/// How many readings are looked at to find quantiles; all of them if few of these are known.
const SAMPLE: usize = 2048;

/// From the least to the greatest grade that a node's rows have; empty if the first is greater.
pub(crate) type CodeRange = (u8, u8);

const NOTHING: CodeRange = (u8::MAX, 0);

/// The grades of a column of a family.
#[derive(Clone, Debug)]
pub(crate) struct SiblingMinMax {
    /// The least of each node; greater than the greatest if its rows know nothing.
    pub(crate) low: [u8; FANOUT],
    pub(crate) high: [u8; FANOUT],
}

/// What values the grades of a column stand for.
#[derive(Debug)]
pub(crate) struct Quantizer {
    /// How many grades there are.
    count: usize,
    /// Where each grade but the lowest begins; then what no value reaches.
    cuts: [f64; FINE_CODES],
    /// The least and the greatest value of each grade, ascending.
    ranges: [(f64, f64); FINE_CODES],
}

impl Quantizer {
    /// Quantiles of a sample of the values that are known.
    fn new(values: &[f64]) -> Self {
        let some = |step: usize| -> Vec<f64> {
            let some = values.iter().step_by(step);
            some.filter(|value| !value.is_nan()).copied().collect()
        };
        let mut sample = some((values.len() / SAMPLE).max(1));
        if sample.len() < SAMPLE / 8 {
            sample = some(1);
        }
        sample.sort_by(f64::total_cmp);
        let cut = |grade: usize| sample[grade * sample.len() / GRADES];
        let mut cuts = Vec::new();
        if !sample.is_empty() {
            cuts.extend((1..GRADES).map(cut));
            cuts.dedup_by(|a, b| a.total_cmp(b).is_eq());
        }
        let mut scale = Self {
            count: cuts.len() + 1,
            cuts: [f64::NAN; FINE_CODES],
            ranges: [(f64::INFINITY, f64::NEG_INFINITY); FINE_CODES],
        };
        scale.cuts[..cuts.len()].copy_from_slice(&cuts);
        scale
    }

    /// The grade of a value.
    fn grade(&self, value: f64) -> u8 {
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

    /// The grade of a value, or of NaN for none; notes that the grade has it.
    fn take(&mut self, value: f64) -> u8 {
        let grade = self.grade(value);
        let (low, high) = &mut self.ranges[usize::from(grade - LOWEST)];
        if value < *low {
            *low = value;
        }
        if value > *high {
            *high = value;
        }
        if value.is_nan() { MISSING } else { grade }
    }

    /// Makes the ranges cover what lies between them: intervals may end there.
    fn close(&mut self) {
        for grade in 0..self.count {
            let below = grade.checked_sub(1).map(|below| self.cuts[below]);
            let above = self.cuts[..self.count - 1].get(grade).copied();
            self.ranges[grade] = (
                below.unwrap_or(f64::NEG_INFINITY),
                above.unwrap_or(f64::INFINITY),
            );
        }
    }

    /// Gives grades without a value a range, so that ranges ascend.
    fn fill(&mut self) {
        let cuts = &self.cuts[..self.count - 1];
        for (grade, range) in self.ranges[..self.count].iter_mut().enumerate() {
            if range.0 > range.1 {
                let cut = cuts.get(grade.saturating_sub(1)).copied();
                *range = (cut.unwrap_or(0.0), cut.unwrap_or(0.0));
            }
        }
    }

    /// Every grade with the least and the greatest value that it stands for, ascending.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (u8, Interval)> {
        let range = |(low, high): &(f64, f64)| Interval::new(*low, *high);
        let ranges = self.ranges[..self.count].iter().map(range);
        (LOWEST..).zip(ranges.map(|range| range.unwrap_or(Interval::EMPTY)))
    }

    /// What the values of a span of grades lie between.
    pub(crate) fn hull(&self, span: CodeRange) -> Interval {
        let range = |grade: u8| {
            let at = usize::from(grade.checked_sub(LOWEST)?);
            self.ranges.get(at)
        };
        let (low, high) = match (range(span.0), range(span.1)) {
            (Some((low, _)), Some((_, high))) => (*low, *high),
            _ => return Interval::EMPTY,
        };
        Interval::new(low, high).unwrap_or(Interval::EMPTY)
    }

    /// The grades all of whose values are between two; empty if the first is greater.
    pub(crate) fn inside(&self, low: f64, high: f64) -> CodeRange {
        let below = self.ranges[..self.count].partition_point(|range| range.0 < low);
        let upto = self.ranges[..self.count].partition_point(|range| range.1 <= high);
        span(below, upto)
    }

    /// The grades that have a value between two; empty if the first is greater.
    pub(crate) fn between(&self, low: f64, high: f64) -> CodeRange {
        let below = self.ranges[..self.count].partition_point(|range| range.1 < low);
        let upto = self.ranges[..self.count].partition_point(|range| range.0 <= high);
        span(below, upto)
    }
}

/// The grades from a position up to another.
fn span(from: usize, upto: usize) -> CodeRange {
    match (u8::try_from(from), u8::try_from(upto)) {
        (Ok(from), Ok(upto)) if from < upto => (from + LOWEST, upto + LOWEST - 1),
        _ => NOTHING,
    }
}

/// The grades of all numbers, by row, by block and by node of the tree.
#[derive(Debug)]
pub(crate) struct QuantileCodes {
    slots: usize,
    scales: Vec<Quantizer>,
    /// Fine, by column and row, until they are packed.
    columns: Vec<Vec<u8>>,
    /// Fine, by row and column: all of a row side by side.
    rows: Vec<u8>,
    /// Coarse, by block, column and row of the block: the first half of the rows in the lower
    /// halves of the bytes.
    blocks: Vec<u8>,
    /// By family and column: of the rows that know anything.
    spans: Vec<SiblingMinMax>,
    /// By family and column, a bit a node: whether some row is unknown, in whole or in part.
    unknown: Vec<u16>,
}

impl QuantileCodes {
    /// Room for this many columns.
    pub(super) fn new(order: &Partition, slots: usize) -> Self {
        let nothing = SiblingMinMax {
            low: [NOTHING.0; FANOUT],
            high: [NOTHING.1; FANOUT],
        };
        Self {
            slots,
            scales: Vec::with_capacity(slots),
            columns: Vec::with_capacity(slots),
            rows: Vec::new(),
            blocks: Vec::new(),
            spans: vec![nothing; order.nodes.len() / FANOUT * slots],
            unknown: vec![0; order.nodes.len() / FANOUT * slots],
        }
    }

    /// Adds a column: one value a row, NaN where there is none; by row the readings that are neither
    /// values nor missing; and whether what is missing of a row is unknown. Gives back its slot.
    pub(super) fn add(
        &mut self,
        order: &Partition,
        values: &[f64],
        aside: &BTreeMap<u32, Interval>,
        is_unknown: impl Fn(usize) -> bool,
    ) -> usize {
        let slot = self.scales.len();
        let mut scale = Quantizer::new(values);
        let mut column = vec![MISSING; values.len()];
        // Children come after their branch: from the end, every branch finds its children done.
        for (number, node) in order.nodes.iter().enumerate().rev() {
            let (mut span, mut unknown) = (NOTHING, false);
            if let Some(first) = node.children.clone().next() {
                let below = first as usize / FANOUT * self.slots + slot;
                let all = &self.spans[below];
                let lanes = all.low.iter().zip(&all.high);
                span = lanes.fold(span, |(a, b), (low, high)| (a.min(*low), b.max(*high)));
                unknown = self.unknown[below] != 0;
            } else {
                let grades = &mut column[node.rows()];
                for (grade, value) in grades.iter_mut().zip(&values[node.rows()]) {
                    *grade = scale.take(*value);
                }
                // Missing ones are above all others while the least is looked for.
                let least = grades.iter().map(|grade| grade.wrapping_sub(LOWEST)).min();
                let most = grades.iter().copied().max().unwrap_or(MISSING);
                if let Some(least) = least.filter(|_| most >= LOWEST) {
                    span = (least + LOWEST, most);
                }
                for (row, reading) in aside.range(node.start..node.end) {
                    grades[(row - node.start) as usize] = EXCEPTION;
                    unknown |= !reading.is_empty();
                    if !reading.is_empty() && !reading.is_anything() {
                        for end in [reading.low(), reading.high()] {
                            let grade = scale.grade(end);
                            span = (span.0.min(grade), span.1.max(grade));
                        }
                    }
                }
                // All sites of a node are of one kind.
                unknown |= grades.contains(&MISSING) && is_unknown(node.start as usize);
            }
            let (at, lane) = (number / FANOUT * self.slots + slot, number % FANOUT);
            (self.spans[at].low[lane], self.spans[at].high[lane]) = span;
            self.unknown[at] |= u16::from(unknown) << lane;
        }
        if aside.is_empty() {
            scale.fill();
        } else {
            scale.close();
        }
        self.scales.push(scale);
        self.columns.push(column);
        slot
    }

    /// Puts the grades of a row, and the coarse ones of a block, side by side.
    pub(super) fn pack(&mut self, order: &Partition) {
        let count = self.columns.first().map_or(0, Vec::len);
        self.rows = vec![MISSING; count * self.slots];
        self.blocks = vec![MISSING; order.blocks * self.slots * PACKED_LEAF];
        for node in order.nodes.iter().filter(|node| node.is_leaf()) {
            for (slot, column) in self.columns.iter().enumerate() {
                let start = (node.block as usize * self.slots + slot) * PACKED_LEAF;
                let packed = &mut self.blocks[start..start + PACKED_LEAF];
                for (at, row) in node.rows().enumerate() {
                    self.rows[row * self.slots + slot] = column[row];
                    let half = if at < PACKED_LEAF { 0 } else { 4 };
                    packed[at % PACKED_LEAF] |= coarse_code(column[row]) << half;
                }
            }
        }
        self.columns = Vec::new();
    }

    pub(crate) fn quantizer(&self, slot: usize) -> &Quantizer {
        &self.scales[slot]
    }

    /// The coarse grades of the rows of a block: [`PACKED_LEAF`] bytes a column, by slot.
    pub(crate) fn leaf(&self, node: &Node) -> &[u8] {
        let length = self.slots * PACKED_LEAF;
        let start = node.block as usize * length;
        &self.blocks[start..start + length]
    }

    /// The coarse grades of a column of a block, by row; of rows that it has not, [`MISSING`].
    pub(crate) fn leaf_column(&self, node: &Node, slot: usize) -> [u8; LEAF_ROWS] {
        let packed = &self.leaf(node)[slot * PACKED_LEAF..(slot + 1) * PACKED_LEAF];
        let mut grades = [MISSING; LEAF_ROWS];
        let (first, second) = grades.split_at_mut(PACKED_LEAF);
        for ((first, second), pair) in first.iter_mut().zip(second).zip(packed) {
            (*first, *second) = (pair & 15, pair >> 4);
        }
        grades
    }

    /// The grades of a row, by slot.
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        let start = row * self.slots;
        &self.rows[start..start + self.slots]
    }

    /// The grades of a node's rows that know anything.
    pub(crate) fn min_max(&self, node: u32, slot: usize) -> CodeRange {
        let lane = node as usize % FANOUT;
        let spans = self.of_family(node as usize / FANOUT, slot);
        (spans.low[lane], spans.high[lane])
    }

    /// The same of all nodes of a family.
    pub(crate) fn of_family(&self, family: usize, slot: usize) -> &SiblingMinMax {
        &self.spans[family * self.slots + slot]
    }

    /// Which nodes of a family have rows that are unknown, in whole or in part: a bit each.
    pub(crate) fn unknown(&self, family: usize, slot: usize) -> u16 {
        self.unknown[family * self.slots + slot]
    }

    /// Whether some row of a node is unknown, in whole or in part.
    pub(crate) fn has_unknown(&self, node: u32, slot: usize) -> bool {
        self.unknown(node as usize / FANOUT, slot) >> (node as usize % FANOUT) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_grade_stands_for_its_values(
            values in prop::collection::vec(prop_oneof![-50.0..50.0_f64, Just(0.0), Just(7.5)], 1..400),
            (low, high) in (-60.0..60.0_f64, -60.0..60.0_f64),
        ) {
            let mut scale = Quantizer::new(&values);
            for value in &values {
                prop_assert_eq!(scale.take(*value), scale.grade(*value));
            }
            prop_assert_eq!(scale.take(f64::NAN), MISSING);
            scale.fill();
            let ranges: Vec<_> = scale.ranges().collect();
            prop_assert!(ranges.len() <= GRADES);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].1.high() <= pair[1].1.low()));
            let (wanted, sure) = (scale.between(low, high), scale.inside(low, high));
            for value in values {
                let grade = scale.grade(value);
                let (_, range) = ranges[usize::from(grade - LOWEST)];
                prop_assert!(range.low() <= value && value <= range.high());
                let is_between = low <= value && value <= high;
                prop_assert!(!is_between || wanted.0 <= grade && grade <= wanted.1);
                prop_assert!(is_between || grade < sure.0 || sure.1 < grade);
            }
        }
    }
}
