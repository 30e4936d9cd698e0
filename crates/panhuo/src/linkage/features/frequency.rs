//! How often values occur.

/// Removes most numbers that occur fewer than `least` times, and none that occur as often: in one pass over a
/// table of counters, by the upper bits of each number, which must be those of a hash.
pub(in crate::linkage) fn remove_rare(all: &mut Vec<u64>, least: u8) {
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
    use super::remove_rare;
    use crate::linkage::hash::hash;

    #[test]
    fn frequent_numbers_stay() {
        for count in [0, 1, 5, 3_000_u64] {
            // Every third number five times, the others once.
            let copies =
                |at: u64| std::iter::repeat_n(hash(at), if at.is_multiple_of(3) { 5 } else { 1 });
            let mut all: Vec<u64> = (0..count).flat_map(copies).collect();
            let before = all.len();
            remove_rare(&mut all, 5);
            for at in 0..count {
                let left = all.iter().filter(|left| **left == hash(at)).count();
                assert!(if at.is_multiple_of(3) {
                    left == 5
                } else {
                    left <= 1
                });
            }
            assert!(count < 100 || all.len() * 10 < before * 9);
        }
    }
}
