//! Many numbers in order.

use rayon::prelude::*;

/// How many bits numbers are dealt out by.
const BITS: u32 = 12;

/// Sorts numbers: dealt out by their upper bits in one pass, then each heap by itself. Keys and pairs
/// of rows are spread evenly enough that heaps stay small.
pub(super) fn sort(all: &mut Vec<u64>) {
    if all.len() < 1 << (BITS + 2) {
        all.sort_unstable();
        return;
    }
    let most = all.iter().copied().max().unwrap_or(0);
    let shift = (u64::BITS - most.leading_zeros()).saturating_sub(BITS);
    #[expect(clippy::cast_possible_truncation, reason = "so many bits are left")]
    let heap = |number: u64| (number >> shift) as usize;
    let mut sizes = vec![0_usize; 1 << BITS];
    for number in &*all {
        sizes[heap(*number)] += 1;
    }
    let starts = sizes.iter().scan(0, |next, size| {
        let start = *next;
        *next += size;
        Some(start)
    });
    let mut next: Vec<usize> = starts.collect();
    let mut dealt = vec![0; all.len()];
    for number in &*all {
        let place = &mut next[heap(*number)];
        dealt[*place] = *number;
        *place += 1;
    }
    let mut rest = dealt.as_mut_slice();
    let mut heaps = Vec::with_capacity(sizes.len());
    for size in sizes {
        let (heap, others) = rest.split_at_mut(size);
        heaps.push(heap);
        rest = others;
    }
    heaps.into_par_iter().for_each(<[u64]>::sort_unstable);
    *all = dealt;
}

/// Leaves out numbers whose upper bits fewer than `least` have, in one pass over a few counters: most
/// of them, and none that as many share. Their upper bits must be spread evenly.
pub(super) fn leave_out_rare(all: &mut Vec<u64>, least: u8) {
    let bits = (all.len().next_power_of_two().trailing_zeros() + 1).clamp(1, 24);
    #[expect(clippy::cast_possible_truncation, reason = "so many bits are left")]
    let counter = |number: u64| (number >> (u64::BITS - bits)) as usize;
    let mut counts = vec![0_u8; 1 << bits];
    for number in &*all {
        let count = &mut counts[counter(*number)];
        *count = count.saturating_add(1);
    }
    all.retain(|number| counts[counter(*number)] >= least);
}

#[cfg(test)]
mod tests {
    use super::{leave_out_rare, sort};

    #[test]
    fn numbers_that_many_have_stay() {
        let number = |at: u64| super::super::name::hash(at);
        for count in [0, 1, 5, 3_000] {
            // Every third number five times, the others once.
            let each = |at| std::iter::repeat_n(number(at), if at % 3 == 0 { 5 } else { 1 });
            let mut all: Vec<u64> = (0..count).flat_map(each).collect();
            let before = all.len();
            leave_out_rare(&mut all, 5);
            for at in 0..count {
                let left = all.iter().filter(|left| **left == number(at)).count();
                assert!(if at % 3 == 0 { left == 5 } else { left <= 1 });
            }
            assert!(count < 100 || all.len() * 10 < before * 9);
        }
    }

    #[test]
    fn numbers_are_sorted_as_the_standard_library_sorts_them() {
        for (count, bits) in [(0, 64), (100, 64), (40_000, 64), (40_000, 49), (40_000, 3)] {
            let number = |at: u64| super::super::name::hash(at) >> (64 - bits);
            let mut all: Vec<u64> = (0..count).map(number).collect();
            let mut expected = all.clone();
            expected.sort_unstable();
            sort(&mut all);
            assert_eq!(all, expected);
        }
    }
}
