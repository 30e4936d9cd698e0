//! Minimal conflicts: constraints that no site meets together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod quickxplain;

use crate::catalog::Catalog;
use crate::error::Result;
use crate::lang::Lang;
use crate::matching::{Plan, top_rows};
use crate::requirement::{Constraint, Requirement};
use quickxplain::minimal_conflicts;

/// How many conflicts to return.
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

/// A minimal conflict: constraints that no site of the requested kinds meets together, while any
/// proper subset of them is met by some site.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The positions of the constraints in the requirement, ascending; empty if there is no site of
    /// the requested kinds.
    pub constraints: Vec<usize>,
    /// The constraints themselves.
    pub required: Vec<Constraint>,
    /// For each of them: how many sites fail none of the others, and so remain once it is dropped.
    pub left_without: Vec<usize>,
}

impl Conflict {
    /// One line: `互相矛盾：建筑面积 ≥ 8000 ㎡；价格 ≤ 3000 万元（不要求…）`.
    pub fn describe(&self, lang: Lang) -> String {
        let required: Vec<_> = self.required.iter().map(|c| c.describe(lang)).collect();
        match (required.as_slice(), self.left_without.as_slice()) {
            ([only], [left]) => match lang {
                Lang::Zh => format!("没有一宗满足：{only}（不要求此项时有 {left} 宗）"),
                Lang::En => format!("no site meets {only} ({left} without it)"),
            },
            ([], _) => lang
                .pick(
                    "没有所需类型的资源",
                    "there is no site of the requested kinds",
                )
                .to_owned(),
            (all, left) => {
                let left = all.iter().zip(left).map(|(constraint, count)| match lang {
                    Lang::Zh => format!("不要求“{constraint}”时有 {count} 宗"),
                    Lang::En => format!("{count} without `{constraint}`"),
                });
                let left = left.collect::<Vec<_>>().join(lang.pick("，", ", "));
                match lang {
                    Lang::Zh => format!("互相矛盾：{}（{left}）", all.join("；")),
                    Lang::En => format!("no site meets all of: {} ({left})", all.join("; ")),
                }
            }
        }
    }
}

impl Catalog {
    /// The minimal conflicts of a requirement: the minimal sets of constraints of which every site of
    /// the requested kinds fails at least one. Empty if some site fails nothing.
    ///
    /// The first conflict is the one that an investor resolves most easily
    /// ([`Constraint::relaxed_at`]): it avoids constraints that may never be relaxed, then those
    /// that may be relaxed last, as far as any conflict does. The others follow in the same
    /// preference. If there are more than the options' limit, some are left out, never the first.
    ///
    /// Method: QuickXplain (Junker 2004) finds the first, a hitting-set tree (Reiter 1987) the
    /// others.
    ///
    /// Time: that of [`Catalog::rank`] if some site fails nothing; else the leaves on the boundary of
    /// a constraint are read once, as for [`Catalog::tally`]. The search then works on the distinct
    /// sets of failed constraints; it is exponential in the number of constraints only if they
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
    /// let requirement = Requirement::new("both")
    ///     .must(FLOOR_AREA.at_least(square_metres(8000.0)))
    ///     .must(PRICE.at_most(wan_yuan(3000.0)).relaxed_at(1));
    /// let conflicts = catalog.conflicts(&requirement, ConflictOptions::new())?;
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
        let conflicts = minimal_conflicts(&relaxation_order(requirement), options.limit, holds);
        let conflict = |constraints: Vec<usize>| {
            let left_without = |without: &usize| {
                let others = constraints.iter().copied().filter(|each| each != without);
                let others: Vec<usize> = others.collect();
                let fail_none = failures.iter().filter(|(f, _)| are_disjoint(f, &others));
                fail_none.map(|(_, count)| count).sum()
            };
            let required = constraints.iter().map(|at| &requirement.constraints()[*at]);
            Conflict {
                required: required.cloned().collect(),
                left_without: constraints.iter().map(left_without).collect(),
                constraints,
            }
        };
        Ok(conflicts.into_iter().map(conflict).collect())
    }
}

/// The distinct sets of constraints that sites of the requested kinds fail, ascending, each with the
/// number of sites that fail exactly these.
fn failures(plan: &Plan<'_>) -> BTreeMap<Vec<usize>, usize> {
    let mut sets = vec![FailedSet::default()];
    // Rows, as bits, that fail the same of the constraints so far, and the position of that set.
    let (mut groups, mut split): (Vec<(u128, usize)>, Vec<_>) = (Vec::new(), Vec::new());
    plan.scan(
        usize::MAX,
        |_| true,
        |batch| {
            groups.push((batch.present, 0));
            for (at, bits) in batch.outcomes.iter().enumerate() {
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
                sets[set].count += batch.count(rows);
            }
        },
    );
    let counted = sets.into_iter().filter(|set| set.count > 0);
    counted.map(|set| (set.failed, set.count)).collect()
}

/// A node of the tree of all sets of failed constraints.
#[derive(Default)]
struct FailedSet {
    failed: Vec<usize>,
    count: usize,
    /// The sets with one later constraint more: the constraint, and the position of the set.
    children: Vec<(usize, usize)>,
}

/// The position of the set that has one constraint more.
fn with(sets: &mut Vec<FailedSet>, set: usize, constraint: usize) -> usize {
    let known = sets[set].children.iter().find(|(at, _)| *at == constraint);
    if let Some((_, larger)) = known {
        return *larger;
    }
    let larger = sets.len();
    let mut failed = sets[set].failed.clone();
    failed.push(constraint);
    sets[set].children.push((constraint, larger));
    sets.push(FailedSet {
        failed,
        ..FailedSet::default()
    });
    larger
}

/// The sets that contain no other.
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

/// The positions of the constraints, those that the investor relaxes first at the front and those
/// never relaxed at the end.
fn relaxation_order(requirement: &Requirement) -> Vec<usize> {
    let constraints = requirement.constraints();
    let mut order: Vec<usize> = (0..constraints.len()).collect();
    order.sort_by_key(|at| {
        let relax = constraints[*at].relax();
        (relax.is_none(), relax)
    });
    order
}
