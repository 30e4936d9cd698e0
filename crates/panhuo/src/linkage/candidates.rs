//! Which pairs are compared: those that share a key or lie near each other.

use rayon::prelude::*;

use super::keys::Keyed;
use super::lists::{Lists, joined};
use super::near::within;
use super::prepare::{Column, Prepared, Spot};
use super::profile::{BlockingRule, IdentityProfile};

/// A pair of rows, the smaller first.
pub(super) type Pair = (u32, u32);

/// What one rule brings together: rows that share a key, group by group, with the size of each group,
/// and pairs that lie near each other.
#[derive(Default)]
struct Brought {
    grouped: Vec<u32>,
    sizes: Vec<usize>,
    near: Vec<Pair>,
}

/// Every pair that a rule of the profile brings together, by where rows are kept.
///
/// Of rows that share a key with more than `max_block_size` others, only those that also lie within
/// the radius of the block by place, and none where the profile has no such block: a key that so
/// many share tells little, and rows that are one share a rarer one too.
pub(super) struct Candidates<'a> {
    prepared: &'a Prepared,
    new_from: usize,
    /// Rows that share a key, group by group, those of a group in order.
    grouped: Vec<u32>,
    /// Of each row, what stands behind it in each of its groups.
    behind: Lists<(usize, usize)>,
    /// Of each row, others that lie near it.
    near: Lists<u32>,
}

impl<'a> Candidates<'a> {
    /// The pairs of which one is at or behind the row `new_from`; 0 for all.
    pub(super) fn new(prepared: &'a Prepared, profile: &IdentityProfile, new_from: usize) -> Self {
        let mut all = Self {
            prepared,
            new_from,
            grouped: Vec::new(),
            behind: Lists::default(),
            near: Lists::default(),
        };
        let place = profile.blocking_rules.iter().find_map(|block| match block {
            BlockingRule::Distance { field, metres } => {
                Some((places(prepared, profile.field(field).ok()?)?, *metres))
            }
            BlockingRule::Keys { .. } => None,
        });
        // Each rule by itself, then all in their order.
        let each = profile.blocking_rules.par_iter();
        let brought: Vec<Brought> = each
            .map(|block| all.brought(profile, block, place))
            .collect();
        let (mut behind, mut near) = (Vec::new(), Vec::new());
        for of in brought {
            let mut from = all.grouped.len();
            for size in of.sizes {
                let end = from + size;
                let rows = of.grouped[from - all.grouped.len()..].iter();
                behind.extend(
                    rows.zip(from + 1..end)
                        .map(|(row, next)| (*row, (next, end))),
                );
                from = end;
            }
            all.grouped.extend(of.grouped);
            near.extend(of.near);
        }
        all.behind = Lists::dealt(prepared.rows, &behind);
        all.near = Lists::dealt(prepared.rows, &near);
        all
    }

    /// What one rule brings together; keys that many share with this field of places.
    fn brought(
        &self,
        profile: &IdentityProfile,
        block: &BlockingRule,
        place: Option<(&[Option<Spot>], f64)>,
    ) -> Brought {
        let is_new = |row: u32| self.is_new(row);
        let mut brought = Brought::default();
        match block {
            BlockingRule::Distance { field, metres } => {
                let at = profile.field(field).ok();
                if let Some(spots) = at.and_then(|at| places(self.prepared, at)) {
                    let rows = (0..).zip(spots).filter(|(_, spot)| spot.is_some());
                    let rows = rows.map(|(row, _)| row).collect();
                    let limit = Some(profile.max_block_size);
                    brought.near = within(spots, rows, *metres, limit, &is_new);
                }
            }
            BlockingRule::Keys { keys, ignore_above } => {
                let keyed = Keyed::new(self.prepared, profile, keys);
                let most = ignore_above.unwrap_or(usize::MAX);
                let mut large: Vec<Vec<u32>> = Vec::new();
                for same in keyed.groups().filter(|same| same.len() <= most) {
                    let rows = same.iter().map(|entry| keyed.row(*entry));
                    if !rows.clone().any(is_new) {
                        continue;
                    }
                    if same.len() > profile.max_block_size {
                        large.push(rows.collect());
                    } else {
                        brought.grouped.extend(rows);
                        brought.sizes.push(same.len());
                    }
                }
                if let Some((spots, metres)) = place {
                    let pairs = large.into_par_iter().flat_map_iter(|mut rows| {
                        rows.retain(|row| spots[*row as usize].is_some());
                        within(spots, rows, metres, None, &is_new)
                    });
                    brought.near = pairs.collect();
                }
            }
        }
        brought
    }

    fn is_new(&self, row: u32) -> bool {
        self.new_from == 0 || self.prepared.order.rows[row as usize] as usize >= self.new_from
    }

    /// Hands each row over with the rows behind it that it is compared with, each once and in order,
    /// and collects what is found, in the order of rows.
    pub(super) fn each<S, T: Send>(
        &self,
        room: impl Fn() -> S + Sync,
        find: impl Fn(&mut S, u32, &[u32], &mut Vec<T>) + Sync,
    ) -> Vec<T>
    where
        S: Send,
    {
        let rows = (0..u32::try_from(self.prepared.rows).unwrap_or(u32::MAX)).into_par_iter();
        let start = || (room(), Vec::new(), Vec::new());
        let found = rows
            .with_min_len(256)
            .fold(start, |(mut room, mut others, mut found), row| {
                others.clear();
                let at = row as usize;
                let groups = self.behind.of(at).iter();
                // One by one: most stretches are too short for a copy in one go.
                let groups = groups.flat_map(|(from, to)| &self.grouped[*from..*to]);
                for other in groups.chain(self.near.of(at)) {
                    others.push(*other);
                }
                if !self.is_new(row) {
                    others.retain(|other| self.is_new(*other));
                }
                others.sort_unstable();
                others.dedup();
                if !others.is_empty() {
                    find(&mut room, row, &others, &mut found);
                }
                (room, others, found)
            });
        joined(found.map(|(_, _, found)| found).collect())
    }

    /// All pairs, those side by side that lie so.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let order = &self.prepared.order.rows;
        self.each(
            || (),
            |(), row, others, pairs| {
                let row = order[row as usize];
                let others = others.iter().map(|other| order[*other as usize]);
                pairs.extend(others.map(|other| (row.min(other), row.max(other))));
            },
        )
    }
}

fn places(prepared: &Prepared, field: usize) -> Option<&[Option<Spot>]> {
    match &prepared.columns[field] {
        Column::Locations(all) if !all.is_empty() => Some(all),
        _ => None,
    }
}
