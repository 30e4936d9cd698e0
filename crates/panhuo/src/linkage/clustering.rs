//! Clustering: which records are one, from scored pairs and from what people decided.
//!
//! Links are followed from the greatest match weight down, and a link is left out if its two clusters contain a
//! non-match: single linkage with cannot-link constraints (Wagstaff et al., "Constrained K-means Clustering with
//! Background Knowledge", ICML 2001, has the terms *must-link* and *cannot-link*). So no chain of links joins two
//! records that clearly differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::features::{FeatureColumn, FeatureTable};
use super::rows::{RecordPair, RecordRow};
use super::scoring::{PairScorer, ScoreScratch, ScoredPair};
use crate::lineage::MatchClass;

/// What is known about two rows regardless of the evidence: a match is a must-link constraint, a non-match or a
/// part is a cannot-link constraint. [`MatchClass::Possible`] constrains nothing.
///
/// If constraints contradict each other, cannot-link constraints hold, and of the must-link constraints the first
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairConstraint {
    /// One row; the part, if the class is `PartOf`.
    pub a: RecordRow,
    /// The other row; the whole, if the class is `PartOf`.
    pub b: RecordRow,
    /// What the two are to each other.
    pub match_class: MatchClass,
}

impl PairConstraint {
    /// The two rows, the smaller first.
    pub fn pair(&self) -> RecordPair {
        RecordPair::new(self.a, self.b)
    }
}

/// A link that was not followed, because the two clusters contain a non-match; or a must-link constraint that
/// contradicts others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkConflict {
    /// The two rows of the link.
    pub link: RecordPair,
    /// The match weight of the link in bits; infinity for a constraint.
    pub match_weight: f64,
    /// The non-match: one row of each cluster.
    pub non_match: RecordPair,
    /// The match weight of the non-match in bits; minus infinity for a constraint.
    pub non_match_weight: f64,
}

/// The clusters of all records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The cluster of each row, as the row in it with the first id.
    pub cluster_of: Vec<RecordRow>,
    /// The whole of each cluster that is a part of another.
    pub part_of: BTreeMap<RecordRow, RecordRow>,
    /// Links that were not followed.
    pub conflicts: Vec<LinkConflict>,
    /// Pairs for clerical review, the greatest weight first: at most one for two clusters.
    pub possible_matches: Vec<ScoredPair>,
}

/// Clusters as they grow. Each is a linked list of its rows, named after the smallest one.
struct ClusterBuilder<'a> {
    scorer: &'a PairScorer<'a>,
    scratch: ScoreScratch,
    cluster_of: Vec<RecordRow>,
    next_in_cluster: Vec<Option<RecordRow>>,
    /// The last row of each cluster, by its first.
    last_in_cluster: Vec<RecordRow>,
    /// The clusters that must not be joined, both ways, with a non-match between them: no pair of rows is scored
    /// twice.
    cannot_link: BTreeMap<RecordRow, BTreeMap<RecordRow, NonMatch>>,
}

/// Two rows that must not be in one cluster, and their match weight.
#[derive(Clone, Copy)]
struct NonMatch {
    pair: RecordPair,
    weight: f64,
}

/// Clusters the records of a table.
pub(super) fn cluster(
    scorer: &PairScorer<'_>,
    pairs: &[ScoredPair],
    constraints: &[PairConstraint],
) -> Clusters {
    let table = scorer.table();
    let records = table.len();
    let pairs = pairs.iter().filter(|each| each.pair().b.index() < records);
    let pairs: Vec<&ScoredPair> = pairs.collect();
    let constraints: Vec<&PairConstraint> = constraints
        .iter()
        .filter(|each| each.a != each.b && each.pair().b.index() < records)
        .filter(|each| each.match_class != MatchClass::Possible)
        .collect();
    let constrained: BTreeSet<RecordPair> = constraints.iter().map(|each| each.pair()).collect();
    let by_id = |pair: RecordPair| {
        let (x, y) = (table.id_rank(pair.a), table.id_rank(pair.b));
        (x.min(y), x.max(y))
    };
    let mut builder = ClusterBuilder::new(scorer);
    let is_must_link = |each: &&PairConstraint| each.match_class == MatchClass::Match;
    let (must_link, cannot_link): (Vec<&PairConstraint>, Vec<&PairConstraint>) =
        constraints.iter().copied().partition(is_must_link);
    for constraint in cannot_link {
        let pair = constraint.pair();
        let weight = f64::NEG_INFINITY;
        builder.forbid(pair, NonMatch { pair, weight });
    }
    let mut conflicts = Vec::new();
    for constraint in must_link {
        let link = constraint.pair();
        match builder.known_non_match(link) {
            None => builder.join(link),
            Some(non_match) => conflicts.push(non_match.conflict(link, f64::INFINITY)),
        }
    }
    let links = pairs.iter().copied();
    let mut links: Vec<&ScoredPair> = links
        .filter(|each| each.match_class == MatchClass::Match)
        .filter(|each| !constrained.contains(&each.pair()))
        .collect();
    links.sort_by(|x, y| {
        let (x_weight, y_weight) = (x.weights.match_weight, y.weights.match_weight);
        y_weight
            .total_cmp(&x_weight)
            .then_with(|| by_id(x.pair()).cmp(&by_id(y.pair())))
    });
    for link in links {
        let (pair, weight) = (link.pair(), link.weights.match_weight);
        if builder.cluster(pair.a) == builder.cluster(pair.b) {
            continue;
        }
        match builder.find_non_match(pair) {
            None => builder.join(pair),
            Some(non_match) => conflicts.push(non_match.conflict(pair, weight)),
        }
    }
    let cluster_of = builder.named_by_id();
    let of = |row: RecordRow| cluster_of[row.index()];
    let part_of = parts(table, &pairs, &constraints, &constrained, &cluster_of);
    let is_part = |pair: RecordPair| {
        let (a, b) = (of(pair.a), of(pair.b));
        part_of.get(&a) == Some(&b) || part_of.get(&b) == Some(&a)
    };
    let conflicting: BTreeSet<RecordPair> = conflicts.iter().map(|each| each.link).collect();
    let possible = pairs.iter().filter(|each| {
        each.match_class == MatchClass::Possible || conflicting.contains(&each.pair())
    });
    let open = possible.filter(|each| {
        let pair = each.pair();
        of(pair.a) != of(pair.b) && !constrained.contains(&pair) && !is_part(pair)
    });
    let mut possible_matches: Vec<ScoredPair> = open.map(|each| **each).collect();
    possible_matches.sort_by(|x, y| {
        let (x_weight, y_weight) = (x.weights.best(), y.weights.best());
        y_weight
            .total_cmp(&x_weight)
            .then_with(|| by_id(x.pair()).cmp(&by_id(y.pair())))
    });
    // One question about two clusters is enough: the one with the greatest weight.
    let mut reviewed = BTreeSet::new();
    possible_matches.retain(|each| reviewed.insert(RecordPair::new(of(each.a), of(each.b))));
    Clusters {
        cluster_of,
        part_of,
        conflicts,
        possible_matches,
    }
}

impl NonMatch {
    fn conflict(self, link: RecordPair, match_weight: f64) -> LinkConflict {
        LinkConflict {
            link,
            match_weight,
            non_match: self.pair,
            non_match_weight: self.weight,
        }
    }
}

impl<'a> ClusterBuilder<'a> {
    fn new(scorer: &'a PairScorer<'a>) -> Self {
        let rows: Vec<RecordRow> = scorer.table().records().collect();
        Self {
            scorer,
            scratch: ScoreScratch::default(),
            next_in_cluster: vec![None; rows.len()],
            last_in_cluster: rows.clone(),
            cluster_of: rows,
            cannot_link: BTreeMap::new(),
        }
    }

    fn cluster(&self, row: RecordRow) -> RecordRow {
        self.cluster_of[row.index()]
    }

    /// The rows of a row's cluster.
    fn members(&self, row: RecordRow) -> impl Iterator<Item = RecordRow> {
        let first = Some(self.cluster(row));
        std::iter::successors(first, |row| self.next_in_cluster[row.index()])
    }

    /// The non-match that is already known between the clusters of two rows.
    fn known_non_match(&self, pair: RecordPair) -> Option<NonMatch> {
        let others = self.cannot_link.get(&self.cluster(pair.a))?;
        others.get(&self.cluster(pair.b)).copied()
    }

    /// Forbids to join the clusters of two rows.
    fn forbid(&mut self, pair: RecordPair, non_match: NonMatch) {
        let (a, b) = (self.cluster(pair.a), self.cluster(pair.b));
        for (one, other) in [(a, b), (b, a)] {
            let others = self.cannot_link.entry(one).or_default();
            others.entry(other).or_insert(non_match);
        }
    }

    /// A non-match between the clusters of a link: one that is known, otherwise by the evidence.
    fn find_non_match(&mut self, link: RecordPair) -> Option<NonMatch> {
        let known = self.known_non_match(link);
        if known.is_some_and(|known| known.pair != link) {
            return known;
        }
        let non_match = self.find_non_match_by_evidence(link)?;
        self.forbid(link, non_match);
        Some(non_match)
    }

    /// The first two rows, other than the link itself, whose evidence without the prior is below the lower
    /// threshold.
    fn find_non_match_by_evidence(&mut self, link: RecordPair) -> Option<NonMatch> {
        let threshold = self.scorer.non_match_weight();
        let mut scratch = std::mem::take(&mut self.scratch);
        let pairs = self
            .members(link.a)
            .flat_map(|x| self.members(link.b).map(move |y| RecordPair::new(x, y)));
        let non_match = pairs.filter(|pair| *pair != link).find_map(|pair| {
            let weights = self.scorer.weights(pair, &mut scratch);
            (weights.match_weight <= threshold).then_some(NonMatch {
                pair,
                weight: weights.match_weight,
            })
        });
        self.scratch = scratch;
        non_match
    }

    fn join(&mut self, link: RecordPair) {
        let clusters = RecordPair::new(self.cluster(link.a), self.cluster(link.b));
        let (kept, merged) = (clusters.a, clusters.b);
        if kept == merged {
            return;
        }
        for (other, non_match) in self.cannot_link.remove(&merged).unwrap_or_default() {
            if let Some(others) = self.cannot_link.get_mut(&other) {
                others.remove(&merged);
            }
            self.forbid(RecordPair::new(kept, other), non_match);
        }
        let last = self.last_in_cluster[kept.index()];
        self.next_in_cluster[last.index()] = Some(merged);
        self.last_in_cluster[kept.index()] = self.last_in_cluster[merged.index()];
        let mut row = Some(merged);
        while let Some(moved) = row {
            self.cluster_of[moved.index()] = kept;
            row = self.next_in_cluster[moved.index()];
        }
    }

    /// The cluster of each row, named after its row with the first id: the same for any order of the input.
    fn named_by_id(&self) -> Vec<RecordRow> {
        let table = self.scorer.table();
        let mut first: Vec<RecordRow> = table.records().collect();
        for (row, cluster) in table.records().zip(&self.cluster_of) {
            let first = &mut first[cluster.index()];
            if table.id_rank(row) < table.id_rank(*first) {
                *first = row;
            }
        }
        let clusters = self.cluster_of.iter();
        clusters.map(|cluster| first[cluster.index()]).collect()
    }
}

/// The whole of each part: by constraint, otherwise by the pair with the greatest weight.
fn parts(
    table: &FeatureTable,
    scored: &[&ScoredPair],
    constraints: &[&PairConstraint],
    constrained: &BTreeSet<RecordPair>,
    cluster_of: &[RecordRow],
) -> BTreeMap<RecordRow, RecordRow> {
    let of = |row: RecordRow| cluster_of[row.index()];
    let decided = constraints.iter();
    let decided = decided.filter(|each| each.match_class == MatchClass::PartOf);
    let decided = decided.map(|each| (f64::INFINITY, of(each.a), of(each.b)));
    let by_evidence = scored.iter().filter(|each| {
        each.match_class == MatchClass::PartOf && !constrained.contains(&each.pair())
    });
    let by_evidence = by_evidence.map(|each| {
        let (part, whole) = part_and_whole(table, each.pair());
        (each.weights.part_weight, of(part), of(whole))
    });
    let mut candidates: Vec<(f64, RecordRow, RecordRow)> = decided.chain(by_evidence).collect();
    candidates.sort_by(|x, y| {
        let by_id = |part: RecordRow, whole: RecordRow| (table.id_rank(part), table.id_rank(whole));
        y.0.total_cmp(&x.0)
            .then_with(|| by_id(x.1, x.2).cmp(&by_id(y.1, y.2)))
    });
    let mut part_of = BTreeMap::new();
    for (_, part, whole) in candidates {
        let mut wholes = std::iter::successors(Some(whole), |row| part_of.get(row).copied());
        if part != whole && !part_of.contains_key(&part) && wholes.all(|row| row != part) {
            part_of.insert(part, whole);
        }
    }
    part_of
}

/// Which of two records is the part: the one with a number where the other has none (3号厂房 of a plant), the one
/// with fewer numbers (7号地块 of 7、10号地块), otherwise the smaller one, otherwise the one with the later id.
fn part_and_whole(table: &FeatureTable, pair: RecordPair) -> (RecordRow, RecordRow) {
    let RecordPair { a, b } = pair;
    let (at_a, at_b) = (
        table.order.table_row(a).index(),
        table.order.table_row(b).index(),
    );
    for column in &table.columns {
        if let FeatureColumn::Names(all) = column
            && let (Some(x), Some(y)) = (all.row(at_a).first(), all.row(at_b).first())
            && x.numerals.len() != y.numerals.len()
        {
            let (fewer, more) = if x.numerals.len() < y.numerals.len() {
                ((a, x), (b, y))
            } else {
                ((b, y), (a, x))
            };
            if !fewer.1.numerals.is_empty() {
                return (fewer.0, more.0);
            }
            if more.1.is_part {
                return (more.0, fewer.0);
            }
        }
    }
    for column in &table.columns {
        if let FeatureColumn::Numbers(all) = column
            && let (Some(Some(x)), Some(Some(y))) = (all.get(at_a), all.get(at_b))
            && (x.high < y.low || y.high < x.low)
        {
            return if x.high < y.low { (a, b) } else { (b, a) };
        }
    }
    if table.id_rank(a) > table.id_rank(b) {
        (a, b)
    } else {
        (b, a)
    }
}
