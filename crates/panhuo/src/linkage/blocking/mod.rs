//! Blocking: which pairs of records are compared at all.

mod keys;
mod nearby;

use rayon::prelude::*;

use self::keys::KeyIndex;
use self::nearby::nearby_pairs;
use super::csr::{Csr, concatenated};
use super::features::{FeatureColumn, FeatureTable, LocationFeature};
use super::profile::{BlockingRule, IdentityProfile};
use super::rows::{RecordPair, RecordRow, TableRow};
use crate::error::Result;

/// The pairs that one rule yields: rows of blocks, one block after the other, with the size of each block; and
/// pairs that are close to each other.
#[derive(Default)]
struct RulePairs {
    block_rows: Vec<TableRow>,
    block_sizes: Vec<usize>,
    nearby: Vec<(TableRow, TableRow)>,
}

/// The pairs that any rule of a profile yields.
///
/// In a block of more than [`max_block_size`](IdentityProfile::max_block_size) rows, only those pairs are
/// candidates that are also within the distance of the first rule by distance, and none if the profile has no
/// such rule: a key that so many records share is weak evidence, and matches share a rarer one too.
pub(super) struct CandidatePairs<'a> {
    table: &'a FeatureTable,
    /// Only pairs with a record at or after this row are candidates.
    new_from: RecordRow,
    /// The rows of all blocks, one block after the other, in ascending order within each.
    block_rows: Vec<TableRow>,
    /// For each row and each of its blocks, the range in `block_rows` from the next row to the end of the block.
    following: Csr<(usize, usize)>,
    /// For each row, the rows after it that are close to it.
    nearby: Csr<TableRow>,
}

impl<'a> CandidatePairs<'a> {
    /// The pairs of which at least one record is at or after `new_from`.
    pub(super) fn new(
        table: &'a FeatureTable,
        profile: &IdentityProfile,
        new_from: RecordRow,
    ) -> Result<Self> {
        let mut pairs = Self {
            table,
            new_from,
            block_rows: Vec::new(),
            following: Csr::default(),
            nearby: Csr::default(),
        };
        let near = profile.blocking_rules.iter().find_map(|rule| match rule {
            BlockingRule::Distance { field, metres } => {
                Some((pairs.locations(profile, field)?, *metres))
            }
            BlockingRule::Keys { .. } => None,
        });
        let rules = profile.blocking_rules.par_iter();
        let rules: Vec<RulePairs> = rules
            .map(|rule| pairs.of_rule(profile, rule, near))
            .collect();
        let (mut following, mut nearby) = (Vec::new(), Vec::new());
        for rule in rules {
            let offset = pairs.block_rows.len();
            let mut start = 0;
            for size in rule.block_sizes {
                let end = start + size;
                let rows = rule.block_rows[start..end].iter();
                // The last row of a block has no rows after it, and no entry.
                let next = offset + start + 1..offset + end;
                following.extend(
                    rows.zip(next)
                        .map(|(row, next)| (*row, (next, offset + end))),
                );
                start = end;
            }
            pairs.block_rows.extend(rule.block_rows);
            nearby.extend(rule.nearby);
        }
        pairs.following = Csr::from_pairs(table.len(), &following)?;
        pairs.nearby = Csr::from_pairs(table.len(), &nearby)?;
        Ok(pairs)
    }

    /// The pairs of one rule. `near` are the locations and the distance by which large blocks are reduced.
    fn of_rule(
        &self,
        profile: &IdentityProfile,
        rule: &BlockingRule,
        near: Option<(&[Option<LocationFeature>], f64)>,
    ) -> RulePairs {
        let is_new = |row: TableRow| self.is_new(row);
        let mut pairs = RulePairs::default();
        match rule {
            BlockingRule::Distance { field, metres } => {
                if let Some(locations) = self.locations(profile, field) {
                    let rows = (0..).zip(locations);
                    let rows = rows.filter_map(|(row, at)| at.as_ref().map(|_| TableRow(row)));
                    let limit = Some(profile.max_block_size);
                    pairs.nearby = nearby_pairs(locations, rows, *metres, limit, &is_new);
                }
            }
            BlockingRule::Keys { keys, ignore_above } => {
                let index = KeyIndex::new(self.table, profile, keys);
                let ignore_above = ignore_above.unwrap_or(usize::MAX);
                let mut large_blocks: Vec<Vec<TableRow>> = Vec::new();
                for block in index.blocks() {
                    let size = block.len();
                    if size > ignore_above {
                        continue;
                    }
                    let start = pairs.block_rows.len();
                    pairs.block_rows.extend(block);
                    if !pairs.block_rows[start..].iter().any(|row| is_new(*row)) {
                        pairs.block_rows.truncate(start);
                    } else if size > profile.max_block_size {
                        large_blocks.push(pairs.block_rows.split_off(start));
                    } else {
                        pairs.block_sizes.push(size);
                    }
                }
                if let Some((locations, metres)) = near {
                    let nearby = large_blocks.into_par_iter().flat_map_iter(|block| {
                        nearby_pairs(locations, block.into_iter(), metres, None, &is_new)
                    });
                    pairs.nearby = nearby.collect();
                }
            }
        }
        pairs
    }

    /// The locations of a field; none if it has no location.
    fn locations(
        &self,
        profile: &IdentityProfile,
        field: &str,
    ) -> Option<&'a [Option<LocationFeature>]> {
        let table: &'a FeatureTable = self.table;
        match &table.columns[profile.field_index(field).ok()?] {
            FeatureColumn::Locations(all) if !all.is_empty() => Some(all),
            _ => None,
        }
    }

    fn is_new(&self, row: TableRow) -> bool {
        self.new_from == RecordRow(0) || self.table.order.record(row) >= self.new_from
    }

    /// Calls `visit` for every row that has candidates, with the rows after it with which it makes a candidate
    /// pair, in ascending order; `visit` appends to a vector, and the result is all of these in order of rows.
    /// Each thread has a scratch space of its own.
    pub(super) fn visit<S: Send, T: Send>(
        &self,
        scratch: impl Fn() -> S + Sync,
        visit: impl Fn(&mut S, TableRow, &[TableRow], &mut Vec<T>) + Sync,
    ) -> Vec<T> {
        let start = || (scratch(), Vec::new(), Vec::new());
        let rows = self.table.rows().with_min_len(256);
        let results = rows.fold(start, |(mut scratch, mut others, mut results), row| {
            others.clear();
            let blocks = self.following.row(row.index()).iter();
            // One by one: most ranges are too short for a copy of the whole.
            let blocks = blocks.flat_map(|(from, to)| &self.block_rows[*from..*to]);
            for other in blocks.chain(self.nearby.row(row.index())) {
                others.push(*other);
            }
            if !self.is_new(row) {
                others.retain(|other| self.is_new(*other));
            }
            others.sort_unstable();
            others.dedup();
            if !others.is_empty() {
                visit(&mut scratch, row, &others, &mut results);
            }
            (scratch, others, results)
        });
        concatenated(results.map(|(_, _, results)| results).collect())
    }

    /// All pairs. Pairs of records that are adjacent in the feature table are adjacent.
    pub(super) fn pairs(&self) -> Vec<RecordPair> {
        let order = &self.table.order;
        self.visit(
            || (),
            |(), row, others, pairs| {
                let row = order.record(row);
                let others = others.iter().map(|other| order.record(*other));
                pairs.extend(others.map(|other| RecordPair::new(row, other)));
            },
        )
    }
}
