//! What the rows of a block, or the nodes of a family, lose: looked up for all of them at once.
//!
//! A row that has everything wished for loses nothing. Each of its coarse grades costs it something:
//! all that may be lost if a constraint fails, else what a wish gives less than it could. ScoreDeficit are
//! counted in small whole units, rounded down, so that a row whose losses exceed what may be lost is
//! not among the best, whatever its exact values are.

use fearless_simd::{Level, dispatch, mask8x16, prelude::*, u8x16, u8x64};

use super::sieve::PruningPlan;
use crate::catalog::{
    COARSE_CODES, CodeRange, FANOUT, FINE_CODES, MISSING, PACKED_LEAF, QuantileCodes, coarse_code,
};
use crate::interval::Outcome;

/// How many units may be lost when the unit is chosen. A sum of losses never passes `u8::MAX`, and
/// the unit is kept until a third of this is left.
const UNITS: f64 = 240.0;

/// More than the sums of a score can differ by when their terms are added in another order.
pub(super) const MARGIN: f64 = 1e-12;

/// What each grade of each column costs, in units.
pub(super) struct ScoreDeficit {
    level: Level,
    columns: Vec<ColumnLosses>,
    wishes: Vec<WishLosses>,
    /// The slots of the columns that are constrained, with the grades that are wanted.
    ranges: Vec<(usize, CodeRange)>,
    outcome: Outcome,
    /// What may be lost by the columns when nothing else is, in units.
    limit: Option<u8>,
    /// What the columns give to a row that loses nothing.
    best: f64,
    /// What everything else gives at most.
    rest: f64,
    /// How much score a unit is; infinite as long as anything may be lost.
    unit: f64,
}

struct ColumnLosses {
    slot: usize,
    /// Whether a row of this grade may meet the constraints.
    fits: [bool; COARSE_CODES],
    losses: [f64; COARSE_CODES],
    units: [u8; COARSE_CODES],
}

/// What a node loses by a wish: as its grade that is nearest to the peak.
struct WishLosses {
    slot: usize,
    peak: u8,
    losses: [f64; FINE_CODES],
    units: [u8; FINE_CODES],
}

impl ScoreDeficit {
    /// For rows of this outcome.
    pub(super) fn new(sieve: &PruningPlan<'_>, outcome: Outcome) -> Self {
        let mut columns: Vec<ColumnLosses> = Vec::new();
        for range in &sieve.ranges {
            let column = column(&mut columns, range.slot);
            let mut fits = [false; COARSE_CODES];
            let (from, to) = range.wanted;
            if from <= to {
                fits[usize::from(coarse_code(from))..=usize::from(coarse_code(to))].fill(true);
            }
            fits[usize::from(MISSING)] = outcome == Outcome::Unknown;
            fits[usize::from(crate::catalog::EXCEPTION)] = true;
            for (all, fits) in column.fits.iter_mut().zip(fits) {
                *all &= fits;
            }
        }
        let tables = || sieve.wishes.iter().filter_map(|wish| wish.table.as_deref());
        for table in tables() {
            let column = column(&mut columns, table.slot);
            for (all, loss) in column.losses.iter_mut().zip(table.losses()) {
                *all += loss;
            }
        }
        let wishes = tables().map(|table| WishLosses {
            slot: table.slot,
            peak: table.peak,
            losses: table.losses_of_nodes(),
            units: [0; FINE_CODES],
        });
        let mut losses = Self {
            level: Level::new(),
            columns,
            wishes: wishes.collect(),
            ranges: sieve.ranges.iter().map(|r| (r.slot, r.wanted)).collect(),
            outcome,
            limit: Some(1),
            best: tables().map(|table| table.most).sum(),
            rest: sieve.rest().map(|wish| wish.share).sum(),
            unit: f64::INFINITY,
        };
        losses.count();
        losses
    }

    /// Counts the losses in units.
    fn count(&mut self) {
        // A division a loss would cost more than the rest; a unit too many by rounding is what the
        // limit has one more for.
        let units_a_score = 1.0 / self.unit;
        let in_units = |loss: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a loss is not negative, and the cast saturates"
            )]
            let units = (loss * units_a_score) as u8;
            units
        };
        for column in &mut self.columns {
            let cells = column.losses.iter().zip(&column.fits);
            for (units, (loss, fits)) in column.units.iter_mut().zip(cells) {
                *units = if *fits { in_units(*loss) } else { u8::MAX };
            }
        }
        for wish in &mut self.wishes {
            wish.units = wish.losses.map(in_units);
        }
    }

    /// Chooses the unit for rows that must reach a score.
    pub(super) fn aim(&mut self, score: f64) {
        if score > f64::NEG_INFINITY {
            // No block can spare more than this, and later ones can spare less.
            let most = (self.best + self.rest - score).max(0.0) + MARGIN;
            if most < self.unit * UNITS / 3.0 {
                self.unit = most / UNITS;
                self.count();
            }
            self.limit = self.limit(score, self.rest);
        }
    }

    /// How many units a row may lose and still reach a score if everything but the columns gives it
    /// this much; none if it cannot.
    pub(super) fn limit(&self, score: f64, rest: f64) -> Option<u8> {
        let spare = self.best + rest - score + MARGIN;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates"
        )]
        let units = (spare / self.unit) as u8;
        (spare >= 0.0).then(|| units.saturating_add(1).min(u8::MAX - 1))
    }

    /// What the nodes of a family lose by the columns, and a bit for each that may be opened.
    pub(super) fn of_family(&self, grades: &QuantileCodes, family: usize) -> ([u8; FANOUT], u16) {
        dispatch!(self.level, simd => of_family(simd, self, grades, family))
    }

    /// Marks the rows of some blocks that lose no more than a limit, from the lowest bit. Several
    /// blocks at once, so that one is read from memory while another is counted.
    pub(super) fn mark(&self, blocks: &mut [Marked<'_>]) {
        dispatch!(self.level, simd => mark(simd, &self.columns, blocks));
    }
}

/// A block with the rows that may be among the best.
pub(super) struct Marked<'a> {
    /// The coarse grades of its rows.
    pub(super) grades: &'a [u8],
    pub(super) limit: u8,
    /// The first row.
    pub(super) start: u32,
    /// What everything but the columns gives at most.
    pub(super) rest: f64,
    pub(super) rows: u128,
}

/// The losses of a column, none yet if it is new.
fn column(columns: &mut Vec<ColumnLosses>, slot: usize) -> &mut ColumnLosses {
    let known = columns.iter().position(|column| column.slot == slot);
    let at = known.unwrap_or(columns.len());
    if known.is_none() {
        columns.push(ColumnLosses {
            slot,
            fits: [true; COARSE_CODES],
            losses: [0.0; COARSE_CODES],
            units: [0; COARSE_CODES],
        });
    }
    &mut columns[at]
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "code for an instruction set must be inlined into the function that is compiled for it"
)]
fn mark<S: Simd>(simd: S, columns: &[ColumnLosses], blocks: &mut [Marked<'_>]) {
    let lower_half = u8x64::splat(simd, 0x0F);
    for block in blocks {
        let mut first = u8x64::splat(simd, 0);
        let mut second = first;
        for column in columns {
            let units = u8x64::block_splat(u8x16::from_slice(simd, &column.units));
            let start = column.slot * PACKED_LEAF;
            let packed = u8x64::from_slice(simd, &block.grades[start..start + PACKED_LEAF]);
            let (low, high) = (packed & lower_half, (packed >> 4) & lower_half);
            first = first.saturating_add(units.swizzle_dyn_within_blocks(low));
            second = second.saturating_add(units.swizzle_dyn_within_blocks(high));
        }
        let limit = u8x64::splat(simd, block.limit);
        let bits = |lost: u8x64<S>| u128::from(lost.simd_le(limit).to_bitmask());
        block.rows &= bits(first) | bits(second) << PACKED_LEAF;
    }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "code for an instruction set must be inlined into the function that is compiled for it"
)]
fn of_family<S: Simd>(
    simd: S,
    losses: &ScoreDeficit,
    grades: &QuantileCodes,
    family: usize,
) -> ([u8; FANOUT], u16) {
    let Some(limit) = losses.limit else {
        return ([0; FANOUT], 0);
    };
    let mut lanes = u16::MAX;
    for (slot, (from, to)) in &losses.ranges {
        let spans = grades.of_family(family, *slot);
        let low = u8x16::from_slice(simd, &spans.low).simd_le(u8x16::splat(simd, *to));
        let high = u8x16::from_slice(simd, &spans.high).simd_ge(u8x16::splat(simd, *from));
        let mut meet = bits(low) & bits(high);
        if losses.outcome == Outcome::Unknown {
            meet |= grades.unknown(family, *slot);
        }
        lanes &= meet;
    }
    let mut lost = u8x16::splat(simd, 0);
    for wish in &losses.wishes {
        let spans = grades.of_family(family, wish.slot);
        let nearest = u8x16::splat(simd, wish.peak).max(u8x16::from_slice(simd, &spans.low));
        let nearest = nearest.min(u8x16::from_slice(simd, &spans.high));
        let (part, at) = (nearest >> 4, nearest & 0x0F);
        let table = |part: usize| {
            let table = &wish.units[part * COARSE_CODES..(part + 1) * COARSE_CODES];
            u8x16::from_slice(simd, table).swizzle_dyn(at)
        };
        let mut units = table(0);
        for number in 1..FINE_CODES / COARSE_CODES {
            let is = part.simd_eq(u8x16::splat(simd, u8::try_from(number).unwrap_or(0)));
            units = is.select(table(number), units);
        }
        lost = lost.saturating_add(units);
    }
    lanes &= bits(lost.simd_le(u8x16::splat(simd, limit)));
    (lost.into(), lanes)
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
    use crate::catalog::Node;
    use crate::catalog::{Catalog, SiteColumns};
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

    fn marked_one_by_one(
        losses: &ScoreDeficit,
        grades: &QuantileCodes,
        block: &Node,
        limit: u8,
    ) -> u128 {
        let mut lost = vec![0_u8; block.rows().len()];
        for column in &losses.columns {
            for (lost, grade) in lost.iter_mut().zip(grades.leaf_column(block, column.slot)) {
                *lost = lost.saturating_add(column.units[usize::from(grade)]);
            }
        }
        let each = lost.iter().enumerate().filter(|(_, lost)| **lost <= limit);
        each.fold(0, |rows, (at, _)| rows | 1 << at)
    }

    fn lost_one_by_one(
        losses: &ScoreDeficit,
        grades: &QuantileCodes,
        family: usize,
        lane: usize,
    ) -> u8 {
        let lost = losses.wishes.iter().map(|wish| {
            let spans = grades.of_family(family, wish.slot);
            let nearest = wish.peak.max(spans.low[lane]).min(spans.high[lane]);
            wish.units[usize::from(nearest)]
        });
        lost.fold(0, u8::saturating_add)
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
        let sieve = &plan.pruning_plans()[0];
        let grades = sieve.part.columns().grades();
        let blocks: Vec<u32> = sieve.part.columns().leaves().collect();
        for outcome in [Outcome::Pass, Outcome::Unknown] {
            let mut losses = ScoreDeficit::new(sieve, outcome);
            for score in [0.1, 0.5, 0.8, 0.95] {
                losses.aim(score);
                let limit = losses.limit(score, 0.0).unwrap_or(0);
                let mut families = Vec::new();
                for level in levels() {
                    losses.level = level;
                    let (mut marked, mut judged) = (Vec::new(), Vec::new());
                    for block in &blocks {
                        let node = sieve.part.node(*block);
                        marked.push(Marked {
                            grades: grades.leaf(node),
                            limit,
                            start: node.start,
                            rest: 0.0,
                            rows: u128::MAX >> (128 - node.rows().len()),
                        });
                        judged.push(losses.of_family(grades, *block as usize / FANOUT));
                    }
                    losses.mark(&mut marked);
                    for (marked, block) in marked.iter().zip(&blocks) {
                        let node = sieve.part.node(*block);
                        let expected = marked_one_by_one(&losses, grades, node, limit);
                        assert_eq!(marked.rows, expected, "{level:?}");
                    }
                    for ((lost, _), block) in judged.iter().zip(&blocks) {
                        let family = *block as usize / FANOUT;
                        let lane = |lane| lost_one_by_one(&losses, grades, family, lane);
                        assert_eq!(*lost, std::array::from_fn(lane), "{level:?}");
                    }
                    families.push(judged);
                }
                assert!(families.iter().all(|each| *each == families[0]));
            }
        }
    }
}
