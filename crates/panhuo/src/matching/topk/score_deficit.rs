//! Score deficits: how much of the greatest score each code costs, looked up for all rows of a leaf or
//! for all siblings at once.
//!
//! A row's deficit is the greatest score less an upper bound of its own, quantized to a byte and
//! rounded down; a failed constraint costs more than any budget. A row whose deficit exceeds the
//! budget is not among the best, whatever its exact values are. The block-max indexes of WAND (Ding
//! and Suel, SIGIR 2011) prune so by documents; four-bit codes in a shuffle are those of `PQ Fast
//! Scan` (André, Kermarrec and Le Scouarnec, VLDB 2015).

use fearless_simd::{Level, dispatch, mask8x16, prelude::*, u8x16, u8x64};

use crate::catalog::{
    COARSE_CODES, CodeRange, EXCEPTION, FANOUT, FINE_CODES, MISSING, PACKED_LEAF, QuantileCodes,
    SegmentRow, SiblingsId, coarse_code,
};
use crate::interval::Outcome;
use crate::matching::pruning_plan::{MARGIN, PruningPlan};

/// The budget in quanta when the quantum is chosen. A sum of deficits saturates at `u8::MAX`, and the
/// quantum is kept until a third of this is left.
const QUANTA: f64 = 240.0;

/// The deficit of each code of each column.
pub(super) struct ScoreDeficit {
    level: Level,
    columns: Vec<ColumnDeficit>,
    nodes: Vec<NodeDeficit>,
    /// The slots of the columns that are constrained, with the codes that may pass.
    ranges: Vec<(usize, CodeRange)>,
    outcome: Outcome,
    /// The budget of a node that has everything but the columns of numbers at its best.
    budget: Option<u8>,
    /// What the columns of numbers add to a score at most.
    coded: f64,
    /// What everything else adds at most.
    uncoded: f64,
    /// How much score a quantum is; infinite until there is a threshold.
    quantum: f64,
}

/// The deficits of a row by its coarse code of one column.
struct ColumnDeficit {
    slot: usize,
    /// Whether a row of this code may meet the constraints.
    fits: [bool; COARSE_CODES],
    exact: [f64; COARSE_CODES],
    quantized: [u8; COARSE_CODES],
}

/// The deficits of a node by one preference, by the code of its rows that is nearest to the peak.
struct NodeDeficit {
    slot: usize,
    peak: u8,
    exact: [f64; FINE_CODES],
    quantized: [u8; FINE_CODES],
}

impl ScoreDeficit {
    /// For rows of this outcome.
    pub(super) fn new(pruning: &PruningPlan<'_>, outcome: Outcome) -> Self {
        let mut columns: Vec<ColumnDeficit> = Vec::new();
        for (_, range) in &pruning.coded {
            let column = column(&mut columns, range.slot);
            let mut fits = [false; COARSE_CODES];
            let (from, to) = range.possible;
            if from <= to {
                fits[usize::from(coarse_code(from))..=usize::from(coarse_code(to))].fill(true);
            }
            fits[usize::from(MISSING)] = outcome == Outcome::Unknown;
            fits[usize::from(EXCEPTION)] = true;
            for (all, fits) in column.fits.iter_mut().zip(fits) {
                *all &= fits;
            }
        }
        let tables = || {
            pruning
                .preferences
                .iter()
                .filter_map(|each| each.table.as_deref())
        };
        for table in tables() {
            let column = column(&mut columns, table.slot);
            for (all, deficit) in column.exact.iter_mut().zip(table.deficits()) {
                *all += deficit;
            }
        }
        let nodes = tables().map(|table| NodeDeficit {
            slot: table.slot,
            peak: table.peak,
            exact: table.node_deficits(),
            quantized: [0; FINE_CODES],
        });
        let ranges = pruning.coded.iter();
        let mut deficit = Self {
            level: Level::new(),
            columns,
            nodes: nodes.collect(),
            ranges: ranges
                .map(|(_, range)| (range.slot, range.possible))
                .collect(),
            outcome,
            budget: Some(1),
            coded: tables().map(|table| table.max).sum(),
            uncoded: pruning.uncoded_preferences().map(|each| each.share).sum(),
            quantum: f64::INFINITY,
        };
        deficit.quantize();
        deficit
    }

    fn quantize(&mut self) {
        // A division a deficit would cost more than the rest; the budget has a quantum more for
        // what rounding may add.
        let per_score = 1.0 / self.quantum;
        let quantized = |deficit: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a deficit is not negative, and the cast saturates"
            )]
            let quanta = (deficit * per_score) as u8;
            quanta
        };
        for column in &mut self.columns {
            let cells = column.exact.iter().zip(&column.fits);
            for (quanta, (deficit, fits)) in column.quantized.iter_mut().zip(cells) {
                *quanta = if *fits { quantized(*deficit) } else { u8::MAX };
            }
        }
        for node in &mut self.nodes {
            node.quantized = node.exact.map(quantized);
        }
    }

    /// Chooses the quantum and the budget for rows that must reach a score.
    pub(super) fn set_threshold(&mut self, score: f64) {
        if score > f64::NEG_INFINITY {
            // No leaf has a greater budget, and later ones have smaller ones.
            let most = (self.coded + self.uncoded - score).max(0.0) + MARGIN;
            if most < self.quantum * QUANTA / 3.0 {
                self.quantum = most / QUANTA;
                self.quantize();
            }
            self.budget = self.budget(score, self.uncoded);
        }
    }

    /// The greatest deficit of a row that reaches a score when everything but the columns of numbers
    /// adds `uncoded`; none if no row can.
    pub(super) fn budget(&self, score: f64, uncoded: f64) -> Option<u8> {
        let spare = self.coded + uncoded - score + MARGIN;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates"
        )]
        let quanta = (spare / self.quantum) as u8;
        (spare >= 0.0).then(|| quanta.saturating_add(1).min(u8::MAX - 1))
    }

    /// The deficits of siblings by the columns of numbers, and a bit for each that may be opened.
    pub(super) fn prune_siblings(
        &self,
        codes: &QuantileCodes,
        siblings: SiblingsId,
    ) -> ([u8; FANOUT], u16) {
        dispatch!(self.level, simd => prune_siblings(simd, self, codes, siblings))
    }

    /// Clears the bits of the rows whose deficit exceeds the budget. Several leaves in one call, so
    /// that one comes from memory while another is scanned.
    pub(super) fn prune_leaves(&self, leaves: &mut [PendingLeaf<'_>]) {
        dispatch!(self.level, simd => prune_leaves(simd, &self.columns, leaves));
    }
}

/// A leaf whose rows are to be tested.
pub(super) struct PendingLeaf<'a> {
    /// The coarse codes of its rows.
    pub(super) codes: &'a [u8],
    pub(super) budget: u8,
    pub(super) start: SegmentRow,
    /// What everything but the columns of numbers adds to a score at most.
    pub(super) uncoded: f64,
    /// The rows that may be among the best, from the lowest bit.
    pub(super) rows: u128,
}

/// The deficits of a column, zero if it is new.
fn column(columns: &mut Vec<ColumnDeficit>, slot: usize) -> &mut ColumnDeficit {
    let known = columns.iter().position(|column| column.slot == slot);
    let at = known.unwrap_or(columns.len());
    if known.is_none() {
        columns.push(ColumnDeficit {
            slot,
            fits: [true; COARSE_CODES],
            exact: [0.0; COARSE_CODES],
            quantized: [0; COARSE_CODES],
        });
    }
    &mut columns[at]
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "code for an instruction set must be inlined into the function that is compiled for it"
)]
fn prune_leaves<S: Simd>(simd: S, columns: &[ColumnDeficit], leaves: &mut [PendingLeaf<'_>]) {
    let lower_half = u8x64::splat(simd, 0x0F);
    for leaf in leaves {
        let mut first = u8x64::splat(simd, 0);
        let mut second = first;
        for column in columns {
            let quantized = u8x64::block_splat(u8x16::from_slice(simd, &column.quantized));
            let start = column.slot * PACKED_LEAF;
            let packed = u8x64::from_slice(simd, &leaf.codes[start..start + PACKED_LEAF]);
            let (low, high) = (packed & lower_half, (packed >> 4) & lower_half);
            first = first.saturating_add(quantized.swizzle_dyn_within_blocks(low));
            second = second.saturating_add(quantized.swizzle_dyn_within_blocks(high));
        }
        let budget = u8x64::splat(simd, leaf.budget);
        let within = |deficit: u8x64<S>| u128::from(deficit.simd_le(budget).to_bitmask());
        leaf.rows &= within(first) | within(second) << PACKED_LEAF;
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "code for an instruction set must be inlined into the function that is compiled for it"
)]
fn prune_siblings<S: Simd>(
    simd: S,
    deficit: &ScoreDeficit,
    codes: &QuantileCodes,
    siblings: SiblingsId,
) -> ([u8; FANOUT], u16) {
    let Some(budget) = deficit.budget else {
        return ([0; FANOUT], 0);
    };
    let mut lanes = u16::MAX;
    for (slot, (from, to)) in &deficit.ranges {
        let min_max = codes.sibling_min_max(siblings, *slot);
        let low = u8x16::from_slice(simd, &min_max.low).simd_le(u8x16::splat(simd, *to));
        let high = u8x16::from_slice(simd, &min_max.high).simd_ge(u8x16::splat(simd, *from));
        let mut may_pass = bits(low) & bits(high);
        if deficit.outcome == Outcome::Unknown {
            may_pass |= codes.unknown_siblings(siblings, *slot);
        }
        lanes &= may_pass;
    }
    let mut sum = u8x16::splat(simd, 0);
    for node in &deficit.nodes {
        let min_max = codes.sibling_min_max(siblings, node.slot);
        let nearest = u8x16::splat(simd, node.peak).max(u8x16::from_slice(simd, &min_max.low));
        let nearest = nearest.min(u8x16::from_slice(simd, &min_max.high));
        let (part, at) = (nearest >> 4, nearest & 0x0F);
        let look_up = |part: usize| {
            let table = &node.quantized[part * COARSE_CODES..(part + 1) * COARSE_CODES];
            u8x16::from_slice(simd, table).swizzle_dyn(at)
        };
        let mut quanta = look_up(0);
        for number in 1..FINE_CODES / COARSE_CODES {
            let is = part.simd_eq(u8x16::splat(simd, u8::try_from(number).unwrap_or(0)));
            quanta = is.select(look_up(number), quanta);
        }
        sum = sum.saturating_add(quanta);
    }
    lanes &= bits(sum.simd_le(u8x16::splat(simd, budget)));
    (sum.into(), lanes)
}

/// A bit for each lane of a mask.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn bits<S: Simd>(mask: mask8x16<S>) -> u16 {
    u16::try_from(mask.to_bitmask()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, NodeId, SiteColumns};
    use crate::matching::Plan;
    use crate::requirement::Requirement;
    use crate::schema::SiteKind;
    use crate::schema::attribute::{FLOOR_AREA, PRICE, SITE_AREA};
    use crate::units::{square_metres, wan_yuan};

    /// The instruction sets of this machine, from what every processor of its kind has.
    fn levels() -> Vec<Level> {
        let best = Level::new();
        let mut levels = vec![Level::baseline(), best];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(best.as_sse4_2().map(Simd::level));
            levels.extend(best.as_avx2().map(Simd::level));
        }
        levels
    }

    /// Numbers that spread, one in seven unknown; the same on any machine.
    fn numbers(seed: u64, count: usize) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            state >> 40
        };
        let number = |_| match next() % 7 {
            0 => f64::NAN,
            _ => f64::from(u32::try_from(next() % 10_000).unwrap()),
        };
        (0..count).map(number).collect()
    }

    fn scan_leaf(
        deficit: &ScoreDeficit,
        pruning: &PruningPlan<'_>,
        leaf: NodeId,
        budget: u8,
    ) -> u128 {
        let columns = pruning.segment.columns;
        let (codes, leaf) = (columns.quantile_codes(), columns.node(leaf));
        let mut sums = vec![0_u8; leaf.len()];
        for column in &deficit.columns {
            for (sum, code) in sums.iter_mut().zip(codes.leaf_column(leaf, column.slot)) {
                *sum = sum.saturating_add(column.quantized[usize::from(code)]);
            }
        }
        let within = sums.iter().enumerate().filter(|(_, sum)| **sum <= budget);
        within.fold(0, |rows, (at, _)| rows | 1 << at)
    }

    fn node_deficit(deficit: &ScoreDeficit, codes: &QuantileCodes, node: NodeId) -> u8 {
        let each = deficit.nodes.iter().map(|of| {
            let (low, high) = codes.min_max(node, of.slot);
            of.quantized[usize::from(of.peak.max(low).min(high))]
        });
        each.fold(0, u8::saturating_add)
    }

    #[test]
    fn every_instruction_set_finds_the_same() {
        const COUNT: usize = 5_000;
        let ids = (0..COUNT).map(|at| format!("{at:04}"));
        let columns = SiteColumns::new(ids, [SiteKind::IdleFactory; COUNT])
            .numbers(SITE_AREA, numbers(1, COUNT))
            .numbers(FLOOR_AREA, numbers(2, COUNT))
            .numbers(PRICE, numbers(3, COUNT));
        let catalog = Catalog::from_columns(columns).unwrap();
        let area = square_metres;
        let requirement = Requirement::new("r")
            .must(SITE_AREA.at_least(area(2_000.0)))
            .prefer(SITE_AREA.best_at(area(1_000.0), area(4_000.0), area(9_000.0)))
            .prefer(FLOOR_AREA.rising(area(500.0), area(9_500.0)))
            .prefer(PRICE.falling(wan_yuan(0.0), wan_yuan(1.0)));
        let plan = Plan::new(&catalog, &requirement).unwrap();
        let pruning = &plan.pruning_plans()[0];
        let columns = pruning.segment.columns;
        let codes = columns.quantile_codes();
        let leaves: Vec<NodeId> = columns.leaves().collect();
        for outcome in [Outcome::Pass, Outcome::Unknown] {
            let mut deficit = ScoreDeficit::new(pruning, outcome);
            for score in [0.1, 0.5, 0.8, 0.95] {
                deficit.set_threshold(score);
                let budget = deficit.budget(score, 0.0).unwrap_or(0);
                let mut of_levels = Vec::new();
                for level in levels() {
                    deficit.level = level;
                    let mut pending = Vec::new();
                    let mut siblings = Vec::new();
                    for leaf in &leaves {
                        let node = columns.node(*leaf);
                        pending.push(PendingLeaf {
                            codes: codes.leaf(node),
                            budget,
                            start: node.start,
                            uncoded: 0.0,
                            rows: u128::MAX >> (128 - node.len()),
                        });
                        siblings.push(deficit.prune_siblings(codes, leaf.siblings()));
                    }
                    deficit.prune_leaves(&mut pending);
                    for (pending, leaf) in pending.iter().zip(&leaves) {
                        let expected = scan_leaf(&deficit, pruning, *leaf, budget);
                        assert_eq!(pending.rows, expected, "{level:?}");
                    }
                    for ((deficits, _), leaf) in siblings.iter().zip(&leaves) {
                        let siblings = leaf.siblings();
                        let lane =
                            |lane| node_deficit(&deficit, codes, NodeId::in_lane(siblings, lane));
                        assert_eq!(*deficits, std::array::from_fn(lane), "{level:?}");
                    }
                    of_levels.push(siblings);
                }
                assert!(of_levels.iter().all(|each| *each == of_levels[0]));
            }
        }
    }
}
