//! The smallest loosenings of a requirement that open more sites.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, BinaryHeap};

use serde::Serialize;

use super::bound::{Side, bounds, change_words, range, scale, with_bound, with_constraints};
use super::order::Place;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::matching::{Candidate, Plan};
use crate::reading::Outcome;
use crate::requirement::{Constraint, Requirement};
use crate::units::Lang;

/// How many combinations of sites are tried before a search for several sites at once gives up.
const EFFORT: usize = 2_000_000;

/// What a loosening should reach, and what it may touch.
///
/// # Example
///
/// ```
/// let options = panhuo::RelaxOptions::new().opening(3).limit(5).firm_too(true);
/// assert_ne!(options, panhuo::RelaxOptions::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RelaxOptions {
    opening: usize,
    limit: usize,
    firm_too: bool,
}

impl Default for RelaxOptions {
    /// Open one site or more, ten loosenings, nothing that the investor never gives up.
    fn default() -> Self {
        Self {
            opening: 1,
            limit: 10,
            firm_too: false,
        }
    }
}

impl RelaxOptions {
    /// The defaults: one site or more, ten loosenings, only of constraints that may be given up.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many sites a loosening must open at least; 0 counts as 1.
    pub fn opening(self, sites: usize) -> Self {
        Self {
            opening: sites.max(1),
            ..self
        }
    }

    /// How many loosenings to return.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Whether to loosen constraints without a place in the investor's order of giving way too,
    /// after all others.
    pub fn firm_too(self, firm_too: bool) -> Self {
        Self { firm_too, ..self }
    }
}

/// One constraint, loosened or given up.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Loosening {
    /// Its position in the requirement.
    pub constraint: usize,
    /// What was required.
    pub was: Constraint,
    /// What is required instead; none if it is given up.
    pub becomes: Option<Constraint>,
    /// By how much the bound moves, in the criterion's canonical unit; none if it is given up.
    pub change: Option<f64>,
    /// The change relative to the bound (dates: in years; given up: 1).
    pub cost: f64,
    /// In Chinese: `价格放宽到 3060 万元（+60 万元）`.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A smallest loosening that opens enough sites.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relaxation {
    /// What is loosened, in the requirement's order.
    pub loosened: Vec<Loosening>,
    /// The sum of the costs.
    pub cost: f64,
    /// How many sites it opens: they failed and fail no more.
    pub opens: usize,
    /// How many of these meet everything; the others hang on unknown facts.
    pub passing: usize,
    /// The best of them, measured against the loosened requirement.
    pub best: Candidate,
    /// The loosened requirement, ready to match.
    pub requirement: Requirement,
}

impl Relaxation {
    /// One line: `价格放宽到 3060 万元（+60 万元）：新增 2 宗`.
    pub fn describe(&self, lang: Lang) -> String {
        let each = self.loosened.iter().map(|l| lang.pick(&l.zh, &l.en));
        let each: Vec<&str> = each.map(String::as_str).collect();
        let (opens, plural) = (self.opens, if self.opens == 1 { "" } else { "s" });
        match lang {
            Lang::Zh => format!("{}：新增 {opens} 宗", each.join("，")),
            Lang::En => format!("{}: opens {opens} site{plural}", each.join(", ")),
        }
    }
}

impl Catalog {
    /// The smallest loosenings of the requirement that open sites: bounds of numbers, dates and
    /// distances moved just far enough, constraints of other kinds given up.
    ///
    /// A site is opened if it is of a wanted kind, failed, and fails no more. A loosening is
    /// returned if it opens at least as many sites as [`RelaxOptions::opening`] says and no other
    /// that does so loosens nothing more and something less. Constraints without
    /// [`Constraint::relax`] stay as they are unless [`RelaxOptions::firm_too`]. A site to which a
    /// number does not apply is opened by no bound.
    ///
    /// Sorted by the latest place in the investor's order that is touched, then by cost: what may
    /// be given up first comes first. Cost: O(n) tests, then O(n log n); to open several at once
    /// the sites that fewer than so many others undercut are combined, the cheapest first, in at
    /// most two million trials: after that the answers so far are returned, which are the first.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`] if so many sites are to be opened
    /// at once that not even the first answer was found within two million trials.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{
    ///     Inventory, Lang, PRICE, RelaxOptions, Requirement, Site, SiteKind, wan_yuan,
    /// };
    ///
    /// let priced = |id: &str, price: f64| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, "厂房");
    ///     site.set(PRICE, wan_yuan(price)).map(|()| site)
    /// };
    /// let sites = vec![priced("A", 3060.0)?, priced("B", 3060.0)?, priced("C", 5000.0)?];
    /// let catalog = Inventory::new(sites)?.catalog();
    /// let thrifty = Requirement::new("r").must(PRICE.at_most(wan_yuan(3000.0)).relaxed_at(1));
    ///
    /// let ways = catalog.relax(&thrifty, RelaxOptions::new())?;
    /// assert_eq!(ways[0].describe(Lang::Zh), "价格放宽到 3060 万元（+60 万元）：新增 2 宗");
    /// assert_eq!(catalog.shortlist(&ways[0].requirement, 10)?.candidates.len(), 2);
    /// let ways = catalog.relax(&thrifty, RelaxOptions::new().opening(3))?;
    /// assert_eq!(ways[0].describe(Lang::Zh), "价格放宽到 5000 万元（+2000 万元）：新增 3 宗");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn relax(
        &self,
        requirement: &Requirement,
        options: RelaxOptions,
    ) -> Result<Vec<Relaxation>> {
        let plan = Plan::new(self, requirement)?;
        let axes = axes(requirement, options.firm_too);
        let mut needs: Vec<(Loosened, usize)> = plan
            .wanted_rows()
            .filter_map(|row| Some((need(&plan, &axes, row)?, row)))
            .collect();
        needs.sort_unstable();
        let ways = smallest(&axes, &needs, options)?;
        ways.iter()
            .map(|way| relaxation(self, requirement, &axes, way, &needs))
            .collect()
    }
}

/// Something that can be loosened: a bound, or a whole constraint where `side` is none.
struct Axis {
    constraint: usize,
    side: Option<Side>,
    /// The place in the investor's order; those that are never given up come last.
    order: u64,
    /// The bound, turned so that more is looser.
    base: f64,
    scale: f64,
}

/// A loosening: a value on each axis, at least the axis' base.
#[derive(Clone, Debug)]
struct Loosened {
    /// The latest place in the investor's order that is touched.
    order: u64,
    cost: f64,
    values: Vec<f64>,
}

impl Loosened {
    fn new(axes: &[Axis], values: Vec<f64>) -> Self {
        let (mut order, mut cost) = (0, 0.0);
        for (axis, value) in axes.iter().zip(&values) {
            if *value > axis.base {
                order = order.max(axis.order);
                cost += (value - axis.base) / axis.scale;
            }
        }
        Self {
            order,
            cost,
            values,
        }
    }

    /// Whether it loosens nothing more than the other.
    fn is_within(&self, other: &Self) -> bool {
        let mut pairs = self.values.iter().zip(&other.values);
        pairs.all(|(a, b)| a <= b)
    }

    fn join(&self, axes: &[Axis], other: &Self) -> Self {
        let pairs = self.values.iter().zip(&other.values);
        Self::new(axes, pairs.map(|(a, b)| a.max(*b)).collect())
    }
}

/// The order of the answer; what is within another comes before it.
impl Ord for Loosened {
    fn cmp(&self, other: &Self) -> Ordering {
        let values = self.values.iter().zip(&other.values);
        let by_values = values.map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
        self.order
            .cmp(&other.order)
            .then(self.cost.total_cmp(&other.cost))
            .then(by_values.unwrap_or(Ordering::Equal))
    }
}
impl PartialOrd for Loosened {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Loosened {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Loosened {}

/// More is looser.
fn turned(side: Side, bound: f64) -> f64 {
    match side {
        Side::Low => -bound,
        Side::High => bound,
    }
}

fn axes(requirement: &Requirement, firm_too: bool) -> Vec<Axis> {
    let constraints = requirement.constraints().iter().enumerate();
    let movable = constraints.filter(|(_, c)| firm_too || c.relax().is_some());
    movable
        .flat_map(|(constraint, required)| {
            let order = required.relax().map_or(u64::MAX, u64::from);
            let whole = Axis {
                constraint,
                side: None,
                order,
                base: 0.0,
                scale: 1.0,
            };
            let of_bounds = bounds(required.test()).map(move |(of, side, bound)| Axis {
                constraint,
                side: Some(side),
                order,
                base: turned(side, bound),
                scale: scale(of, bound),
            });
            let is_number = range(required.test()).is_some();
            of_bounds.chain((!is_number).then_some(whole))
        })
        .collect()
}

/// The least loosening that opens a row; none if it does not fail, or if nothing opens it.
fn need(plan: &Plan<'_>, axes: &[Axis], row: usize) -> Option<Loosened> {
    let mut values: Vec<f64> = axes.iter().map(|axis| axis.base).collect();
    let mut has_failed = false;
    for (at, bound) in plan.constraints.iter().enumerate() {
        if plan.outcome(bound, row) != Outcome::Fail {
            continue;
        }
        has_failed = true;
        let mut cured = false;
        let own = axes.iter().zip(&mut values);
        for (axis, value) in own.filter(|(axis, _)| axis.constraint == at) {
            let Some(side) = axis.side else {
                *value = 1.0;
                cured = true;
                continue;
            };
            let tested = plan.tested(bound, row).filter(|i| !i.is_empty())?;
            let reached = match side {
                Side::Low => tested.high(),
                Side::High => tested.low(),
            };
            if turned(side, reached) > *value {
                *value = turned(side, reached);
                cured = true;
            }
        }
        if !cured {
            return None;
        }
    }
    has_failed.then(|| Loosened::new(axes, values))
}

/// Those that hold no other, at most `limit`; `sorted` in the order of the answer.
fn minimal<'a>(sorted: impl IntoIterator<Item = &'a Loosened>, limit: usize) -> Vec<&'a Loosened> {
    let mut kept: Vec<&Loosened> = Vec::new();
    for each in sorted {
        if kept.len() >= limit {
            break;
        }
        if !kept.iter().any(|other| other.is_within(each)) {
            kept.push(each);
        }
    }
    kept
}

/// The smallest loosenings that open enough rows, in order. `needs` are sorted.
///
/// Best first: a loosening is taken up before all that hold it, so whatever opens enough and holds
/// no earlier answer is smallest. A step adds one need, and only such that no other step lies
/// within: whatever holds the one holds the other. Needs that `opening` others lie within are no
/// steps: those others come before.
fn smallest(
    axes: &[Axis],
    needs: &[(Loosened, usize)],
    options: RelaxOptions,
) -> Result<Vec<Loosened>> {
    let all = || needs.iter().map(|(need, _)| need);
    if options.opening <= 1 {
        let found = minimal(all(), options.limit);
        return Ok(found.into_iter().cloned().collect());
    }
    let holds = |way: &Loosened, steps: &[&Loosened]| {
        let held = steps.iter().filter(|step| step.is_within(way));
        held.take(options.opening).count() == options.opening
    };
    let mut steps: Vec<&Loosened> = Vec::new();
    for need in all() {
        if !holds(need, &steps) {
            steps.push(need);
        }
    }
    let first = minimal(steps.iter().copied(), usize::MAX);
    let mut open: BinaryHeap<_> = first.into_iter().cloned().map(Reverse).collect();
    let mut seen: BTreeSet<Loosened> = BTreeSet::new();
    let mut found: Vec<Loosened> = Vec::new();
    let mut effort = 0;
    while found.len() < options.limit
        && let Some(Reverse(next)) = open.pop()
    {
        if found.iter().any(|answer| answer.is_within(&next)) {
            continue;
        }
        if holds(&next, &steps) {
            found.push(next);
            continue;
        }
        let farther = steps.iter().filter(|step| !step.is_within(&next));
        let mut joined: Vec<_> = farther.map(|step| next.join(axes, step)).collect();
        effort += joined.len();
        if effort > EFFORT {
            break;
        }
        joined.sort_unstable();
        for way in minimal(&joined, usize::MAX) {
            if seen.insert(way.clone()) {
                open.push(Reverse(way.clone()));
            }
        }
    }
    if found.is_empty() && effort > EFFORT {
        let what = format!(
            "no loosening that opens {} sites was found in {EFFORT} trials: ask for fewer",
            options.opening
        );
        return Err(Error::new(ErrorKind::InvalidArgument, what));
    }
    Ok(found)
}

fn relaxation(
    catalog: &Catalog,
    requirement: &Requirement,
    axes: &[Axis],
    way: &Loosened,
    needs: &[(Loosened, usize)],
) -> Result<Relaxation> {
    let mut constraints: Vec<Option<Constraint>> = requirement
        .constraints()
        .iter()
        .cloned()
        .map(Some)
        .collect();
    let mut loosened = Vec::new();
    for (axis, value) in axes.iter().zip(&way.values) {
        if *value > axis.base {
            let was = &requirement.constraints()[axis.constraint];
            let becomes = axis.side.and_then(|side| {
                let before = constraints[axis.constraint].as_ref()?;
                Some(with_bound(before, side, turned(side, *value)))
            });
            constraints[axis.constraint].clone_from(&becomes);
            let cost = (value - axis.base) / axis.scale;
            loosened.push(loosening(axis, was, becomes, *value, cost));
        }
    }
    let requirement = with_constraints(requirement, constraints.into_iter().flatten());
    let plan = Plan::new(catalog, &requirement)?;
    let opened = needs.iter().filter(|(need, _)| need.is_within(way));
    let places: Vec<_> = opened
        .map(|(_, row)| (Place::of(&plan, *row), *row))
        .collect();
    let best = places.iter().min().map(|(_, row)| plan.candidate(*row));
    let best = best.ok_or_else(|| Error::new(ErrorKind::NotFound, "no site is opened"))?;
    let passing = places.iter().filter(|(p, _)| p.standing == Outcome::Pass);
    Ok(Relaxation {
        loosened,
        cost: way.cost,
        opens: places.len(),
        passing: passing.count(),
        best,
        requirement,
    })
}

fn loosening(
    axis: &Axis,
    was: &Constraint,
    becomes: Option<Constraint>,
    value: f64,
    cost: f64,
) -> Loosening {
    let moved = axis.side.zip(range(was.test())).map(|(side, (of, ..))| {
        let (before, after) = (turned(side, axis.base), turned(side, value));
        (of, after, after - before)
    });
    let words = |lang: Lang| match (moved, lang) {
        (None, Lang::Zh) => format!("不再要求“{}”", was.describe(lang)),
        (None, Lang::En) => format!("`{}` given up", was.describe(lang)),
        (Some((of, to, change)), _) => {
            let (label, to) = (of.label(lang), of.human(to, lang));
            let change = change_words(of, change, lang);
            match lang {
                Lang::Zh => format!("{label}放宽到 {to}（{change}）"),
                Lang::En => format!("{label} loosened to {to} ({change})"),
            }
        }
    };
    Loosening {
        constraint: axis.constraint,
        zh: words(Lang::Zh),
        en: words(Lang::En),
        change: moved.map(|(.., change)| change),
        was: was.clone(),
        becomes,
        cost,
    }
}
