//! What the rows of a block lose, looked up for all of them at once.
//!
//! A row that has everything wished for loses nothing. Each of its coarse grades costs it something:
//! all that may be lost if a constraint fails, else what a wish gives less than it could. Losses are
//! counted in small whole units, rounded down, so that a row whose losses exceed what may be lost is
//! not among the best, whatever its exact values are.

use fearless_simd::{Level, dispatch, prelude::*, u8x16, u8x64};

use super::sieve::Sieve;
use crate::catalog::{COARSE, MISSING, PACKED, coarse};
use crate::reading::Outcome;

/// How many units may be lost when the unit is chosen. A sum of losses never passes `u8::MAX`, and
/// the unit is kept until a third of this is left.
const UNITS: f64 = 240.0;

/// More than the sums of a score can differ by when their terms are added in another order.
pub(super) const MARGIN: f64 = 1e-12;

/// What each grade of each column costs, in units.
pub(super) struct Losses {
    level: Level,
    columns: Vec<ColumnLosses>,
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
    fits: [bool; COARSE],
    losses: [f64; COARSE],
    units: [u8; COARSE],
}

impl Losses {
    /// For rows of this standing.
    pub(super) fn new(sieve: &Sieve<'_>, standing: Outcome) -> Self {
        let mut columns: Vec<ColumnLosses> = Vec::new();
        for range in &sieve.ranges {
            let column = column(&mut columns, range.slot);
            let mut fits = [false; COARSE];
            let (from, to) = range.wanted;
            if from <= to {
                fits[usize::from(coarse(from))..=usize::from(coarse(to))].fill(true);
            }
            fits[usize::from(MISSING)] = standing == Outcome::Unknown;
            fits[usize::from(crate::catalog::ASIDE)] = true;
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
        let mut losses = Self {
            level: Level::new(),
            columns,
            best: tables().map(|table| table.most).sum(),
            rest: sieve.rest().map(|wish| wish.share).sum(),
            unit: f64::INFINITY,
        };
        losses.count();
        losses
    }

    /// Counts the losses in units.
    fn count(&mut self) {
        for column in &mut self.columns {
            let cells = column.losses.iter().zip(&column.fits);
            for (units, (loss, fits)) in column.units.iter_mut().zip(cells) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a loss is not negative, and the cast saturates"
                )]
                let lost = (loss / self.unit) as u8;
                *units = if *fits { lost } else { u8::MAX };
            }
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
            fits: [true; COARSE],
            losses: [0.0; COARSE],
            units: [0; COARSE],
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
            let start = column.slot * PACKED;
            let packed = u8x64::from_slice(simd, &block.grades[start..start + PACKED]);
            let (low, high) = (packed & lower_half, (packed >> 4) & lower_half);
            first = first.saturating_add(units.swizzle_dyn_within_blocks(low));
            second = second.saturating_add(units.swizzle_dyn_within_blocks(high));
        }
        let limit = u8x64::splat(simd, block.limit);
        let bits = |lost: u8x64<S>| u128::from(lost.simd_le(limit).to_bitmask());
        block.rows &= bits(first) | bits(second) << PACKED;
    }
}
