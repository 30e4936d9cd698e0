//! Minimal conflicts of a monotone predicate over sets: if a set holds, so do its subsets.
//!
//! One conflict by Junker, "QuickXplain: preferred explanations and relaxations for
//! over-constrained problems", AAAI 2004; all of them by the hitting-set tree of Reiter, "A theory
//! of diagnosis from first principles", Artificial Intelligence 32 (1987).

use std::collections::{BTreeSet, VecDeque};

/// The preferred minimal subset of `order` that does not hold. It avoids the last member of `order` if
/// any minimal subset does, then the one before it, and so on. `None` if all hold together.
///
/// `holds` must be monotone: every subset of a set that holds must hold. It is called
/// O(k log(n/k) + k) times for a conflict of k out of n members.
pub(super) fn preferred_conflict(
    order: &[usize],
    holds: &impl Fn(&[usize]) -> bool,
) -> Option<Vec<usize>> {
    if holds(order) {
        return None;
    }
    if !holds(&[]) {
        return Some(Vec::new());
    }
    let mut conflict = explain(&mut Vec::new(), false, order, holds);
    conflict.sort_unstable();
    Some(conflict)
}

/// The minimal members of `rest` that do not hold together with `background`.
fn explain(
    background: &mut Vec<usize>,
    has_grown: bool,
    rest: &[usize],
    holds: &impl Fn(&[usize]) -> bool,
) -> Vec<usize> {
    if has_grown && !holds(background) {
        return Vec::new();
    }
    if rest.len() <= 1 {
        return rest.to_vec();
    }
    let (first, second) = rest.split_at(rest.len() / 2);
    let length = background.len();
    background.extend_from_slice(first);
    let mut conflict = explain(background, true, second, holds);
    background.truncate(length);
    background.extend_from_slice(&conflict);
    let of_first = explain(background, !conflict.is_empty(), first, holds);
    background.truncate(length);
    conflict.extend(of_first);
    conflict
}

/// The minimal subsets of `order` that do not hold, at most `limit` of them, the preferred one first:
/// the one whose last member comes earliest in `order`, then the one before it, and so on.
///
/// All are found if there are no more than `limit`. The time is exponential in their number and
/// size at worst.
pub(super) fn minimal_conflicts(
    order: &[usize],
    limit: usize,
    holds: impl Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    let mut conflicts: Vec<Vec<usize>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([BTreeSet::new()]);
    // No conflict is missed: each label on the way to it has a member outside of it, and the branch
    // that removes that member still contains the whole conflict.
    while conflicts.len() < limit
        && let Some(without) = open.pop_front()
    {
        let avoids = |set: &&Vec<usize>| set.iter().all(|member| !without.contains(member));
        let known = conflicts.iter().find(avoids).cloned();
        let label = known.or_else(|| {
            let left = order.iter().copied().filter(|each| !without.contains(each));
            let new = preferred_conflict(&left.collect::<Vec<_>>(), &holds)?;
            conflicts.push(new.clone());
            Some(new)
        });
        for member in label.into_iter().flatten() {
            let mut next = without.clone();
            next.insert(member);
            if seen.insert(next.clone()) {
                open.push_back(next);
            }
        }
    }
    let rank = |member: &usize| order.iter().position(|each| each == member);
    conflicts.sort_by_cached_key(|set| {
        let mut ranks: Vec<_> = set.iter().map(rank).collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        ranks
    });
    conflicts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_published_conflicts_are_found() {
        // Junker (2004), tables 1 and 2.
        let costs = [500, 500, 800, 500, 2600];
        let holds = |set: &[usize]| set.iter().map(|at| costs[*at]).sum::<i32>() <= 3000;
        let order = [0, 1, 2, 3, 4];
        let found = minimal_conflicts(&order, 10, holds);
        assert_eq!(found, [[0, 4], [1, 4], [2, 4], [3, 4]]);
        assert_eq!(preferred_conflict(&order, &holds), Some(vec![0, 4]));
        let other = [3, 2, 1, 0, 4];
        assert_eq!(preferred_conflict(&other, &holds), Some(vec![3, 4]));
        assert_eq!(minimal_conflicts(&order, 2, holds).len(), 2);
        assert_eq!(minimal_conflicts(&order[..4], 10, holds).len(), 0);
    }

    #[test]
    fn the_empty_set_is_the_conflict_of_what_never_holds() {
        assert_eq!(minimal_conflicts(&[0, 1], 10, |_| false), [[0_usize; 0]]);
        assert_eq!(minimal_conflicts(&[], 10, |_| true).len(), 0);
    }

    proptest! {
        #[test]
        fn all_minimal_conflicts_are_found(
            failures in prop::collection::vec(0_u32..128, 0..20),
            order in Just(vec![0_usize, 1, 2, 3, 4, 5, 6]).prop_shuffle(),
        ) {
            let holds_bits = |bits: u32| failures.iter().any(|failed| failed & bits == 0);
            let bits = |set: &[usize]| set.iter().fold(0, |all, at| all | 1 << at);
            let found = minimal_conflicts(&order, 1000, |set| holds_bits(bits(set)));
            let minimal = |set: &u32| {
                let member = |at: &usize| set >> at & 1 == 1;
                let less = |at: usize| holds_bits(set & !(1 << at));
                !holds_bits(*set) && (0..7).filter(member).all(less)
            };
            let mut expected: Vec<u32> = (0..128).filter(minimal).collect();
            let mut listed: Vec<u32> = found.iter().map(|set| bits(set)).collect();
            if let Some(first) = found.first() {
                prop_assert_eq!(
                    Some(first.clone()),
                    preferred_conflict(&order, &|set: &[usize]| holds_bits(bits(set)))
                );
            }
            listed.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(listed, expected);
        }
    }
}
