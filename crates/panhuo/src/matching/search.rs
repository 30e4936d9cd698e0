//! Best first: nodes are opened in the order of what their rows can reach, until no bound can beat
//! the worst of the best so far.
//!
//! SiteRows that pass come before rows that hang on unknown facts, so those are looked for only if
//! fewer pass than are wanted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::block::Tester;
use super::family::{Families, Family, Judged};
use super::losses::ScoreDeficit;
use super::plan::Plan;
use super::sieve::PruningPlan;
use crate::interval::Outcome;

/// A place in the order of one outcome: greater is worse. `site` is a position in the order of ids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RankKey {
    pub(crate) guaranteed: f64,
    pub(crate) potential: f64,
    pub(crate) site: usize,
}

impl Ord for RankKey {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .guaranteed
            .total_cmp(&self.guaranteed)
            .then(other.potential.total_cmp(&self.potential))
            .then(self.site.cmp(&other.site))
    }
}
impl PartialOrd for RankKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for RankKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for RankKey {}

/// How much work a search did.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchStatistics {
    /// Nodes of the tree whose bounds were computed.
    pub nodes: usize,
    /// Leaves whose rows were tested.
    pub leaves: usize,
    /// SiteRows that were tested.
    pub rows: usize,
    /// SiteRows whose exact score was computed.
    pub scored: usize,
}

/// One of the best rows.
pub(crate) struct RankedRow {
    pub(crate) row: usize,
    pub(crate) outcome: Outcome,
    pub(crate) guaranteed: f64,
    pub(crate) potential: f64,
}

/// A row with the worst and the best place that it may turn out to have.
pub(crate) struct ScoreBounds {
    pub(crate) row: usize,
    pub(crate) worst: RankKey,
    pub(crate) best: RankKey,
}

/// The best so far of one outcome.
pub(super) struct Best {
    wanted: usize,
    /// The worst places of the best contenders, the worst of all on top.
    sure: BinaryHeap<RankKey>,
    contenders: Vec<ScoreBounds>,
}

impl Best {
    fn new(wanted: usize) -> Self {
        Self {
            wanted,
            sure: BinaryHeap::new(),
            contenders: Vec::new(),
        }
    }

    /// The place that a row must beat or share, if enough are found.
    fn worst(&self) -> Option<&RankKey> {
        self.sure.peek().filter(|_| self.sure.len() >= self.wanted)
    }

    /// The guaranteed score below which no row is taken.
    pub(super) fn threshold(&self) -> f64 {
        let worst = self.worst().map(|worst| worst.guaranteed);
        worst.unwrap_or(f64::NEG_INFINITY)
    }

    pub(super) fn offer(&mut self, contender: ScoreBounds) {
        if self.worst().is_some_and(|worst| contender.best > *worst) {
            return;
        }
        self.sure.push(contender.worst);
        if self.sure.len() > self.wanted {
            self.sure.pop();
        }
        self.contenders.push(contender);
    }

    /// The best rows in order: the places that are not sure are computed now.
    fn ranked(self, plan: &Plan<'_>) -> Vec<(RankKey, usize)> {
        let worst = self.worst().copied();
        let may_stay = |each: &ScoreBounds| worst.is_none_or(|worst| each.best <= worst);
        let staying = self.contenders.into_iter().filter(may_stay);
        let place = |each: ScoreBounds| {
            if each.worst == each.best {
                return (each.worst, each.row);
            }
            let (guaranteed, potential) = plan.score(each.row);
            let place = RankKey {
                guaranteed,
                potential,
                site: each.worst.site,
            };
            (place, each.row)
        };
        let mut places: Vec<_> = staying.map(place).collect();
        places.sort();
        places.truncate(self.wanted);
        places
    }
}

/// The best `top` rows in the order of the shortlist, and the work that it took.
pub(crate) fn top_rows(plan: &Plan<'_>, top: usize) -> (Vec<RankedRow>, SearchStatistics) {
    let mut statistics = SearchStatistics::default();
    if top == 0 {
        return (Vec::new(), statistics);
    }
    let sieves = plan.pruning_plans();
    let mut rows = Vec::new();
    for outcome in [Outcome::Pass, Outcome::Unknown] {
        if rows.len() < top {
            let mut best = Best::new(top - rows.len());
            for sieve in &sieves {
                search(sieve, outcome, &mut best, &mut statistics);
            }
            let found = |(place, row): (RankKey, usize)| RankedRow {
                row,
                outcome,
                guaranteed: place.guaranteed,
                potential: place.potential,
            };
            rows.extend(best.ranked(plan).into_iter().map(found));
        }
    }
    (rows, statistics)
}

/// Nodes to be opened, by the guaranteed score that their rows reach at best: in steps, which is
/// near enough to best first and costs no comparisons.
struct Open {
    /// By step, the latest of its nodes and where the ones before it are.
    steps: [u32; Self::STEPS],
    nodes: Vec<Waiting>,
    highest: usize,
}

#[derive(Clone, Copy)]
struct Waiting {
    judged: Judged,
    before: u32,
}

impl Open {
    const STEPS: usize = 1024;
    const NONE: u32 = u32::MAX;

    fn new() -> Self {
        Self {
            steps: [Self::NONE; Self::STEPS],
            nodes: Vec::new(),
            highest: 0,
        }
    }

    fn push(&mut self, judged: Judged) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a bound is not negative, and the cast saturates"
        )]
        let step = (judged.bound * (Self::STEPS - 1) as f64) as usize;
        let step = step.min(Self::STEPS - 1);
        self.highest = self.highest.max(step);
        let before = self.steps[step];
        self.steps[step] = u32::try_from(self.nodes.len()).unwrap_or(Self::NONE);
        self.nodes.push(Waiting { judged, before });
    }

    /// One of the nodes of the highest step.
    fn pop(&mut self) -> Option<Judged> {
        loop {
            let latest = self.steps[self.highest];
            if latest == Self::NONE {
                self.highest = self.highest.checked_sub(1)?;
                continue;
            }
            let waiting = self.nodes[latest as usize];
            self.steps[self.highest] = waiting.before;
            return Some(waiting.judged);
        }
    }
}

/// Offers the rows of one part of a catalog that may be among the best.
fn search(
    sieve: &PruningPlan<'_>,
    outcome: Outcome,
    best: &mut Best,
    statistics: &mut SearchStatistics,
) {
    let columns = sieve.part;
    let mut open = Open::new();
    let mut losses = ScoreDeficit::new(sieve, outcome);
    let mut families = Families::new(sieve, outcome);
    let mut tester = Tester::new(sieve, outcome);
    // SiteRows of a node that can only share the worst score may still go before the worst.
    let may_stay = |judged: &Judged, best: &Best| match judged.bound.total_cmp(&best.threshold()) {
        Ordering::Less => false,
        Ordering::Equal => best.worst().is_none_or(|worst| {
            let place = RankKey {
                guaranteed: worst.guaranteed,
                potential: sieve.node_potential(judged.node),
                site: columns.first_place(judged.node),
            };
            place < *worst
        }),
        Ordering::Greater => true,
    };
    let mut family: Family = sieve.plan.requested_roots(columns).collect();
    while !family.is_empty() {
        statistics.nodes += family.count();
        families.judge(family, &losses, best.threshold());
        for judged in families.judged.drain(..) {
            if may_stay(&judged, best) {
                open.push(judged);
            }
        }
        family = Family::default();
        while let Some(judged) = open.pop() {
            if !may_stay(&judged, best) {
                continue;
            }
            let node = columns.node(judged.node);
            if node.is_leaf() {
                tester.take(&judged, &mut losses, best);
            } else {
                family = node.children.clone().collect();
                break;
            }
        }
    }
    tester.test(&mut losses, best);
    statistics.leaves += tester.statistics.leaves;
    statistics.rows += tester.statistics.rows;
    statistics.scored += tester.statistics.scored;
}
