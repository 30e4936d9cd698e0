//! From pairs to clusters, without chains that join strangers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::engine::{Linkage, ScoredPair};
use super::judge::{Lines, MatchClass, PairScorer};
use super::prepare::{Column, Prepared};

/// What somebody decided of two rows; `Ask` decides nothing. Where constraints contradict each other, what
/// was set apart stays apart, and of those that join rows the first ones hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairConstraint {
    /// The one row; the part, if the match_class is `PartOf`.
    pub a: usize,
    /// The other row; the whole, if the match_class is `PartOf`.
    pub b: usize,
    /// What they are.
    pub match_class: MatchClass,
}

/// A link that was not followed, because the merged cluster would contain a non-match; a decision, too, if
/// others contradict it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkConflict {
    /// The two rows of the link.
    pub link: (usize, usize),
    /// The match weight of the link; infinity if somebody decided that the two match.
    pub match_weight: f64,
    /// The two rows of the non-match, one from each cluster.
    pub non_match: (usize, usize),
    /// Their match weight; minus infinity if somebody decided that they do not match.
    pub non_match_weight: f64,
}

/// The clusters of a linkage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The cluster of each row, as the row in it with the smallest id.
    pub cluster_of: Vec<usize>,
    /// For a cluster that is part of another: the first row of the whole by the first row of the part.
    pub part_of: BTreeMap<usize, usize>,
    /// Links that were not followed.
    pub conflicts: Vec<LinkConflict>,
    /// Pairs for clerical review, the greatest weight first.
    pub possible_matches: Vec<ScoredPair>,
}

/// How much further below zero than `reject` plus the prior two rows must be to be strangers: the
/// evidence itself, without the odds before, speaks against them.
fn strangers_below(linkage: &Linkage) -> f64 {
    linkage.profile.reject + linkage.profile.prior
}

struct Joined<'a> {
    judge: PairScorer<'a>,
    linkage: &'a Linkage,
    /// The first row of each row's cluster.
    cluster: Vec<usize>,
    /// The next row of the same cluster.
    next: Vec<Option<usize>>,
    /// The last row of each cluster, by its first.
    last: Vec<usize>,
    /// Which clusters stay apart, both ways, with two rows that are why: no two rows are compared twice.
    apart: BTreeMap<usize, BTreeMap<usize, Strangers>>,
}

/// Two rows, and their score.
type Strangers = ((usize, usize), f64);

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

pub(super) fn clusters(
    linkage: &Linkage,
    judged: &[ScoredPair],
    constraints: &[PairConstraint],
) -> Clusters {
    let rows = linkage.rows();
    let rank = |row: usize| linkage.prepared.rank[row];
    let inside = |each: &&ScoredPair| each.a.max(each.b) < rows;
    let judged: Vec<&ScoredPair> = judged.iter().filter(inside).collect();
    let constraints: Vec<&PairConstraint> = constraints
        .iter()
        .filter(|r| r.a != r.b && r.a.max(r.b) < rows && r.match_class != MatchClass::Possible)
        .collect();
    let ruled: BTreeSet<(usize, usize)> = constraints.iter().map(|r| pair(r.a, r.b)).collect();
    let mut joined = Joined {
        judge: linkage.judge_of(),
        linkage,
        cluster: (0..rows).collect(),
        next: vec![None; rows],
        last: (0..rows).collect(),
        apart: BTreeMap::new(),
    };
    for constraint in constraints
        .iter()
        .filter(|r| r.match_class != MatchClass::Match)
    {
        joined.set_apart(
            constraint.a,
            constraint.b,
            (pair(constraint.a, constraint.b), f64::NEG_INFINITY),
        );
    }
    let mut conflicts = Vec::new();
    for constraint in constraints
        .iter()
        .filter(|r| r.match_class == MatchClass::Match)
    {
        match joined.known_strangers(constraint.a, constraint.b) {
            None => joined.join(constraint.a, constraint.b),
            Some((non_match, non_match_weight)) => conflicts.push(LinkConflict {
                link: pair(constraint.a, constraint.b),
                match_weight: f64::INFINITY,
                non_match,
                non_match_weight,
            }),
        }
    }
    let mut links: Vec<&ScoredPair> = judged
        .iter()
        .copied()
        .filter(|each| each.match_class == MatchClass::Match && !ruled.contains(&(each.a, each.b)))
        .collect();
    let names = |each: &ScoredPair| {
        let (x, y) = (rank(each.a), rank(each.b));
        (x.min(y), x.max(y))
    };
    links.sort_by(|x, y| {
        y.weights
            .match_weight
            .total_cmp(&x.weights.match_weight)
            .then_with(|| names(x).cmp(&names(y)))
    });
    let mut room = Lines::default();
    for link in links {
        if joined.cluster[link.a] == joined.cluster[link.b] {
            continue;
        }
        match joined.strangers(link.a, link.b, &mut room) {
            None => joined.join(link.a, link.b),
            Some((non_match, non_match_weight)) => conflicts.push(LinkConflict {
                link: (link.a, link.b),
                match_weight: link.weights.match_weight,
                non_match,
                non_match_weight,
            }),
        }
    }
    let of = joined.first_by_id();
    let part_of = parts(linkage, &judged, &constraints, &ruled, &of);
    let related = |a: usize, b: usize| part_of.get(&a) == Some(&b) || part_of.get(&b) == Some(&a);
    let conflicting: BTreeSet<(usize, usize)> = conflicts.iter().map(|c| c.link).collect();
    let mut possible_matches: Vec<ScoredPair> = judged
        .iter()
        .filter(|each| {
            each.match_class == MatchClass::Possible || conflicting.contains(&(each.a, each.b))
        })
        .filter(|each| of[each.a] != of[each.b] && !ruled.contains(&(each.a, each.b)))
        .filter(|each| !related(of[each.a], of[each.b]))
        .map(|each| **each)
        .collect();
    possible_matches.sort_by(|x, y| {
        let best = |each: &ScoredPair| each.weights.match_weight.max(each.weights.part_weight);
        best(y)
            .total_cmp(&best(x))
            .then_with(|| names(x).cmp(&names(y)))
    });
    // One question for two clusters is enough: the likeliest.
    let mut asked = BTreeSet::new();
    possible_matches.retain(|each| asked.insert(pair(of[each.a], of[each.b])));
    Clusters {
        cluster_of: of,
        part_of,
        conflicts,
        possible_matches,
    }
}

impl Joined<'_> {
    /// The rows of a row's cluster.
    fn members(&self, row: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.cluster[row]), |row| self.next[*row])
    }

    /// Two rows that are why the clusters of two others stay apart, if they do.
    fn known_strangers(&self, a: usize, b: usize) -> Option<Strangers> {
        let others = self.apart.get(&self.cluster[a])?;
        others.get(&self.cluster[b]).copied()
    }

    fn set_apart(&mut self, a: usize, b: usize, why: Strangers) {
        let (a, b) = (self.cluster[a], self.cluster[b]);
        for (one, other) in [(a, b), (b, a)] {
            let others = self.apart.entry(one).or_default();
            others.entry(other).or_insert(why);
        }
    }

    /// Two rows that a link would join against a decision or the evidence.
    fn strangers(&mut self, a: usize, b: usize, lines: &mut Lines) -> Option<Strangers> {
        let known = self.known_strangers(a, b);
        let found = match known {
            Some((two, _)) if two != pair(a, b) => return known,
            _ => self.find_non_match(a, b, lines)?,
        };
        self.set_apart(a, b, found);
        Some(found)
    }

    /// The first two rows that a link would join against the evidence.
    fn find_non_match(&self, a: usize, b: usize, lines: &mut Lines) -> Option<Strangers> {
        let below = strangers_below(self.linkage);
        for x in self.members(a) {
            for y in self.members(b) {
                let two = pair(x, y);
                if two == pair(a, b) {
                    continue;
                }
                let scores = self.judge.scores(two.0, two.1, f64::NEG_INFINITY, lines)?;
                if scores.match_weight <= below {
                    return Some((two, scores.match_weight));
                }
            }
        }
        None
    }

    fn join(&mut self, a: usize, b: usize) {
        let (keep, gone) = pair(self.cluster[a], self.cluster[b]);
        if keep == gone {
            return;
        }
        for (other, why) in self.apart.remove(&gone).unwrap_or_default() {
            if let Some(others) = self.apart.get_mut(&other) {
                others.remove(&gone);
            }
            self.set_apart(keep, other, why);
        }
        self.next[self.last[keep]] = Some(gone);
        self.last[keep] = self.last[gone];
        let mut row = Some(gone);
        while let Some(moved) = row {
            self.cluster[moved] = keep;
            row = self.next[moved];
        }
    }

    /// Names every cluster after the row with the first id, whatever the order of the input.
    fn first_by_id(&self) -> Vec<usize> {
        let rank = |row: usize| self.linkage.prepared.rank[row];
        let mut first: Vec<usize> = (0..self.cluster.len()).collect();
        for (row, cluster) in self.cluster.iter().enumerate() {
            if rank(row) < rank(first[*cluster]) {
                first[*cluster] = row;
            }
        }
        self.cluster.iter().map(|cluster| first[*cluster]).collect()
    }
}

/// The whole of each part: what people said, else the pair with the highest score.
fn parts(
    linkage: &Linkage,
    judged: &[&ScoredPair],
    constraints: &[&PairConstraint],
    ruled: &BTreeSet<(usize, usize)>,
    of: &[usize],
) -> BTreeMap<usize, usize> {
    let rank = |row: usize| linkage.prepared.rank[row];
    let said = constraints
        .iter()
        .filter(|r| r.match_class == MatchClass::PartOf);
    let mut found: Vec<(f64, usize, usize)> =
        said.map(|r| (f64::INFINITY, of[r.a], of[r.b])).collect();
    let own = judged.iter().filter(|each| {
        each.match_class == MatchClass::PartOf && !ruled.contains(&(each.a, each.b))
    });
    found.extend(own.map(|each| {
        let (part, whole) = part_first(&linkage.prepared, each.a, each.b);
        (each.weights.part_weight, of[part], of[whole])
    }));
    found.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then_with(|| (rank(x.1), rank(x.2)).cmp(&(rank(y.1), rank(y.2))))
    });
    let mut part_of = BTreeMap::new();
    for (_, part, whole) in found {
        let mut above = std::iter::successors(Some(whole), |row| part_of.get(row).copied());
        if part != whole && !part_of.contains_key(&part) && above.all(|row| row != part) {
            part_of.insert(part, whole);
        }
    }
    part_of
}

/// Which of two is the part: the one that has a number where the other has none (3号厂房 of a plant),
/// the one with fewer numbers (7号地块 of 7、10号地块), else the smaller one, else the
/// one with the later id.
fn part_first(prepared: &Prepared, a: usize, b: usize) -> (usize, usize) {
    let at = |row: usize| prepared.order.place(row);
    for column in &prepared.columns {
        if let Column::Names(all) = column
            && let (Some(x), Some(y)) = (all.of(at(a)).first(), all.of(at(b)).first())
            && x.numerals.len() != y.numerals.len()
        {
            let (few, many) = if x.numerals.len() < y.numerals.len() {
                ((a, x), (b, y))
            } else {
                ((b, y), (a, x))
            };
            if !few.1.numerals.is_empty() {
                return (few.0, many.0);
            }
            if many.1.part {
                return (many.0, few.0);
            }
        }
    }
    for column in &prepared.columns {
        if let Column::Numbers(all) = column
            && let (Some(Some(x)), Some(Some(y))) = (all.get(at(a)), all.get(at(b)))
            && (x.high < y.low || y.high < x.low)
        {
            return if x.high < y.low { (a, b) } else { (b, a) };
        }
    }
    if prepared.rank[a] > prepared.rank[b] {
        (a, b)
    } else {
        (b, a)
    }
}
