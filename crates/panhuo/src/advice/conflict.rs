//! Constraints that no site meets together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::quickxplain::minimal_conflicts;
use crate::catalog::Catalog;
use crate::error::Result;
use crate::lang::Lang;
use crate::matching::{Plan, top_rows};
use crate::requirement::{Constraint, Requirement};

/// How many conflicts to look for.
///
/// # Example
///
/// ```
/// let options = panhuo::advice::ConflictOptions::new().limit(3);
/// assert_ne!(options, panhuo::advice::ConflictOptions::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct ConflictOptions {
    limit: usize,
}

impl Default for ConflictOptions {
    /// Ten conflicts.
    fn default() -> Self {
        Self { limit: 10 }
    }
}

impl ConflictOptions {
    /// The defaults: ten conflicts.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many conflicts to return.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit }
    }
}

/// Constraints that no site of the wanted kinds meets together, though some site meets them as
/// soon as any one of them is given up.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Conflict {
    /// Their positions in the requirement, ascending; none if there is no site of the wanted kinds.
    pub constraints: Vec<usize>,
    /// The constraints themselves.
    pub required: Vec<Constraint>,
    /// For each: how many sites fail none of the others here, and so are left without it.
    pub left_without: Vec<usize>,
}

impl Conflict {
    /// One line: `没有一宗同时满足：建筑面积 ≥ 8000 ㎡；价格 ≤ 3000 万元（不计…）`.
    pub fn describe(&self, lang: Lang) -> String {
        if self.required.is_empty() {
            let none = lang.pick("没有所需类型的资源", "there is no site of the wanted kinds");
            return none.to_owned();
        }
        let words: Vec<_> = self.required.iter().map(|c| c.describe(lang)).collect();
        let left = words.iter().zip(&self.left_without);
        let left: Vec<_> = left
            .map(|(words, count)| match lang {
                Lang::Zh => format!("不计“{words}”有 {count} 宗"),
                Lang::En => format!("{count} without `{words}`"),
            })
            .collect();
        match lang {
            Lang::Zh => format!(
                "没有一宗同时满足：{}（{}）",
                words.join("；"),
                left.join("，")
            ),
            Lang::En => format!(
                "no site meets all of: {} ({})",
                words.join("; "),
                left.join(", ")
            ),
        }
    }
}

impl Catalog {
    /// The minimal sets of constraints that cannot hold together: no site of the wanted kinds
    /// fails none of them. Empty if some site fails nothing.
    ///
    /// The first one blames what the investor gives up first ([`Constraint::relaxed_at`]): it does
    /// without constraints that are never given up, then without those that are given up last, as
    /// far as any conflict does; the others follow in the same preference. If there are more than
    /// the options' limit, some are left out, never the first.
    ///
    /// Cost: that of [`Catalog::rank`] if some site fails nothing; else blocks on the boundary of a
    /// constraint are read once, as for [`Catalog::tally`]. The search then works on the distinct
    /// sets of failed constraints and is exponential in the number of constraints only if they
    /// conflict in that many ways.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; constraints that contradict each other whatever the sites are
    /// make an error that names them.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::advice::ConflictOptions;
    /// use panhuo::attribute::{FLOOR_AREA, PRICE};
    /// use panhuo::units::{square_metres, wan_yuan};
    ///
    /// let mut large = Site::new("A", SiteKind::IdleFactory, "大厂房");
    /// large.set(FLOOR_AREA, square_metres(9000.0))?;
    /// large.set(PRICE, wan_yuan(4000.0))?;
    /// let mut cheap = Site::new("B", SiteKind::IdleFactory, "小厂房");
    /// cheap.set(FLOOR_AREA, square_metres(3000.0))?;
    /// cheap.set(PRICE, wan_yuan(900.0))?;
    /// let catalog = Inventory::new(vec![large, cheap])?.catalog();
    ///
    /// let wish = Requirement::new("both")
    ///     .must(FLOOR_AREA.at_least(square_metres(8000.0)))
    ///     .must(PRICE.at_most(wan_yuan(3000.0)).relaxed_at(1));
    /// let conflicts = catalog.conflicts(&wish, ConflictOptions::new())?;
    /// assert_eq!(conflicts[0].constraints, [0, 1]);
    /// assert_eq!(
    ///     conflicts[0].describe(Lang::En),
    ///     "no site meets all of: floor area ≥ 8000 m²; asking price ≤ 30 million yuan \
    ///      (1 without `floor area ≥ 8000 m²`, 1 without `asking price ≤ 30 million yuan`)"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn conflicts(
        &self,
        requirement: &Requirement,
        options: ConflictOptions,
    ) -> Result<Vec<Conflict>> {
        let plan = Plan::new(self, requirement)?;
        if !top_rows(&plan, 1).0.is_empty() {
            return Ok(Vec::new());
        }
        let failures = failures(&plan);
        let minimal = minimal_sets(&failures);
        let holds = |set: &[usize]| minimal.iter().any(|failed| are_disjoint(failed, set));
        let found = minimal_conflicts(&blame_order(requirement), options.limit, holds);
        let conflict = |constraints: Vec<usize>| {
            let left = |without: &usize| {
                let others = constraints.iter().copied().filter(|each| each != without);
                let others: Vec<usize> = others.collect();
                let fail_none = failures.iter().filter(|(f, _)| are_disjoint(f, &others));
                fail_none.map(|(_, count)| count).sum()
            };
            let required = constraints.iter().map(|at| &requirement.constraints()[*at]);
            Conflict {
                required: required.cloned().collect(),
                left_without: constraints.iter().map(left).collect(),
                constraints,
            }
        };
        Ok(found.into_iter().map(conflict).collect())
    }
}

/// The distinct sets of constraints that sites of the wanted kinds fail, ascending, with how many
/// sites fail exactly these.
fn failures(plan: &Plan<'_>) -> BTreeMap<Vec<usize>, usize> {
    let mut sets = vec![FailedSet::default()];
    // SiteRows that fail the same so far, as bits, and what that is.
    let (mut groups, mut split): (Vec<(u128, usize)>, Vec<_>) = (Vec::new(), Vec::new());
    plan.scan(
        usize::MAX,
        |_| true,
        |stretch| {
            groups.push((stretch.present, 0));
            for (at, bits) in stretch.outcomes.iter().enumerate() {
                if bits.fails == 0 {
                    continue;
                }
                for (rows, set) in groups.drain(..) {
                    if rows & bits.fails != 0 {
                        split.push((rows & bits.fails, with(&mut sets, set, at)));
                    }
                    if rows & !bits.fails != 0 {
                        split.push((rows & !bits.fails, set));
                    }
                }
                std::mem::swap(&mut groups, &mut split);
            }
            for (rows, set) in groups.drain(..) {
                sets[set].count += stretch.count(rows);
            }
        },
    );
    let counted = sets.into_iter().filter(|set| set.count > 0);
    counted.map(|set| (set.failed, set.count)).collect()
}

/// A set of failed constraints, with the sets that have one later constraint more.
#[derive(Default)]
struct FailedSet {
    failed: Vec<usize>,
    count: usize,
    with: Vec<(usize, usize)>,
}

/// Where the set is that has one more.
fn with(sets: &mut Vec<FailedSet>, set: usize, constraint: usize) -> usize {
    let known = sets[set].with.iter().find(|(at, _)| *at == constraint);
    if let Some((_, larger)) = known {
        return *larger;
    }
    let larger = sets.len();
    let mut failed = sets[set].failed.clone();
    failed.push(constraint);
    sets[set].with.push((constraint, larger));
    sets.push(FailedSet {
        failed,
        ..FailedSet::default()
    });
    larger
}

/// The sets that hold no other.
fn minimal_sets(failures: &BTreeMap<Vec<usize>, usize>) -> Vec<&Vec<usize>> {
    let mut by_length: Vec<_> = failures.keys().collect();
    by_length.sort_by_key(|set| set.len());
    let mut minimal: Vec<&Vec<usize>> = Vec::new();
    for set in by_length {
        let holds = |inner: &&Vec<usize>| inner.iter().all(|each| set.contains(each));
        if !minimal.iter().any(holds) {
            minimal.push(set);
        }
    }
    minimal
}

fn are_disjoint(a: &[usize], b: &[usize]) -> bool {
    a.iter().all(|each| !b.contains(each))
}

/// The positions of the constraints, what the investor gives up first foremost.
fn blame_order(requirement: &Requirement) -> Vec<usize> {
    let constraints = requirement.constraints();
    let mut order: Vec<usize> = (0..constraints.len()).collect();
    let never = |at: &usize| {
        let relax = constraints[*at].relax();
        (relax.is_none(), relax)
    };
    order.sort_by_key(never);
    order
}
