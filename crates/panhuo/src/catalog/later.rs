//! Sites that changed after a catalog was put in order: they stand in a part of their own, and the
//! ones that are gone stay where they were, unseen.

use std::ops::Range;

use super::part::Segment;

/// The changes to the first part of a catalog, and the order of ids over both.
#[derive(Debug)]
pub(super) struct Later {
    /// The sites that are new or told otherwise; all of them are there.
    pub(super) part: Segment,
    /// The sites of the first part that are gone or told otherwise: positions, ascending.
    pub(super) gone: Vec<u32>,
    /// Their rows, ascending, and the same as bits.
    gone_rows: Vec<u32>,
    gone_bits: Vec<u64>,
    /// By position in the catalog: the position in the first part, or behind those in the second.
    order: Vec<u32>,
    /// By position in each part: how many sites of the catalog come before it.
    places: [Vec<u32>; 2],
}

impl Later {
    /// Puts the ids of both parts in order: O(n), but only two runs of numbers are written.
    pub(super) fn new(first: &Segment, part: Segment, gone: Vec<u32>) -> Self {
        let (count, added) = (first.count(), part.count());
        let mut order = Vec::with_capacity(count + added - gone.len());
        let mut places = [Vec::with_capacity(count), Vec::with_capacity(added)];
        let mut left = &gone[..];
        // Takes the sites of the first part up to a position.
        let mut take = |upto: usize, order: &mut Vec<u32>, places: &mut Vec<u32>| {
            while places.len() < upto {
                let from = places.len();
                let end = left.first().map_or(upto, |gone| upto.min(*gone as usize));
                places.extend((number(order.len())..).take(end - from));
                order.extend(number(from)..number(end));
                if end < upto {
                    left = &left[1..];
                    places.push(number(order.len()));
                }
            }
        };
        let [of_first, of_later] = &mut places;
        for at in 0..added {
            let before = first.find(part.id(at)).unwrap_or_else(|before| before);
            take(before, &mut order, of_first);
            of_later.push(number(order.len()));
            order.push(number(count + at));
        }
        take(count, &mut order, of_first);
        let rows = gone.iter().map(|at| first.columns.row_of(*at as usize));
        let mut gone_rows: Vec<u32> = rows.map(number).collect();
        gone_rows.sort_unstable();
        let mut gone_bits = vec![0; count.div_ceil(64)];
        for row in &gone_rows {
            gone_bits[*row as usize / 64] |= 1 << (row % 64);
        }
        Self {
            part,
            gone,
            gone_rows,
            gone_bits,
            order,
            places,
        }
    }

    /// How many sites there are.
    pub(super) fn count(&self) -> usize {
        self.order.len()
    }

    /// The position in the first part, or behind those in the second, of the site at a position.
    pub(super) fn site(&self, at: usize) -> usize {
        self.order[at] as usize
    }

    /// How many sites of the catalog come before one of the first or the second part: its position,
    /// if it is there.
    pub(super) fn place(&self, part: usize, at: u32) -> u32 {
        self.places[part][at as usize]
    }

    /// Whether a site of the first part is there, by its position in it.
    pub(super) fn has(&self, at: u32) -> bool {
        self.gone.binary_search(&at).is_err()
    }

    /// The same by its row.
    pub(super) fn has_row(&self, row: usize) -> bool {
        self.gone_bits[row / 64] & 1 << (row % 64) == 0
    }

    /// Whether all of some rows of the first part are there.
    pub(super) fn has_rows(&self, rows: Range<usize>) -> bool {
        let next = self
            .gone_rows
            .partition_point(|row| (*row as usize) < rows.start);
        let next = self.gone_rows.get(next);
        next.is_none_or(|row| rows.end <= *row as usize)
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
