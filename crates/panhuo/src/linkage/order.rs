//! The order in which records are kept: those that are compared with each other lie side by side, so
//! that memory is read where it was read a moment ago.

use rayon::prelude::*;

use super::columns::{Given, Rows};
use super::name::hash;
use super::profile::{Comparison, IdentityProfile};

/// Which row is kept at each place, and where each row is kept.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) rows: Vec<u32>,
    places: Vec<u32>,
}

impl Order {
    /// By jurisdiction, then by squares of some five kilometres, then by rank: what the records say
    /// decides, not how they were sorted.
    pub(super) fn new(rows: &impl Rows, rank: &[u32], profile: &IdentityProfile) -> Self {
        let of = |comparison: Comparison| {
            profile
                .fields
                .iter()
                .position(|field| field.comparison == comparison)
        };
        let (jurisdiction, place) = (of(Comparison::Jurisdiction), of(Comparison::Location));
        let key = |row: usize| {
            let text = jurisdiction.and_then(|at| rows.value(row, at).texts().next());
            let square = place.map_or((0, 0), |at| match rows.value(row, at) {
                #[expect(clippy::cast_possible_truncation, reason = "a square of degrees")]
                Given::Location(position, ..) => (
                    (position.latitude() * 20.0).floor() as i16,
                    (position.longitude() * 20.0).floor() as i16,
                ),
                _ => (0, 0),
            });
            (text.map_or(0, hash), square, rank[row])
        };
        let count = u32::try_from(rank.len()).unwrap_or(u32::MAX);
        let all = (0..count).into_par_iter();
        let mut keyed: Vec<_> = all.map(|row| (key(row as usize), row)).collect();
        keyed.par_sort_unstable();
        let rows: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        let mut places = vec![0; rows.len()];
        for (place, row) in (0..).zip(&rows) {
            places[*row as usize] = place;
        }
        Self { rows, places }
    }

    /// Where a row is kept.
    pub(super) fn place(&self, row: usize) -> usize {
        self.places[row] as usize
    }

    /// Where two rows are kept, the first place first.
    pub(super) fn places(&self, a: usize, b: usize) -> (usize, usize) {
        let (a, b) = (self.place(a), self.place(b));
        (a.min(b), a.max(b))
    }
}

/// Records in another order.
pub(super) struct Ordered<'a, R> {
    pub(super) all: &'a R,
    pub(super) order: &'a Order,
}

impl<R: Rows> Rows for Ordered<'_, R> {
    fn rows(&self) -> usize {
        self.order.rows.len()
    }

    fn knows(&self, field: usize) -> bool {
        self.all.knows(field)
    }

    fn value(&self, row: usize, field: usize) -> Given<'_> {
        self.all.value(self.order.rows[row] as usize, field)
    }
}
