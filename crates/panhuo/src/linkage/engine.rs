//! The four steps over records, each callable alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::candidates::{Candidates, Pair};
use super::cluster::{self, Clusters, PairConstraint};
use super::columns::{RecordColumns, Records, Rows};
use super::judge::{Evidence, Lines, MatchClass, MatchWeights, PairScorer};
use super::prepare::Prepared;
use super::profile::IdentityProfile;
use super::record::Record;
use super::sieve::{Rest, Sieve};
use super::sites::SiteRows;
use crate::error::{Error, ErrorCode, Result};
use crate::site::Site;

/// A pair that was compared: rows, the smaller first, and what they are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoredPair {
    /// The one row.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// The sums of the evidence.
    pub weights: MatchWeights,
    /// What follows from them.
    pub match_class: MatchClass,
}

fn few_enough(rows: usize) -> Result<u32> {
    u32::try_from(rows).map_err(|_| {
        Error::new(ErrorCode::TOO_MANY_RECORDS)
            .with_given(rows)
            .with_expected(u32::MAX)
    })
}

/// The place of each row in the order of ids.
fn ranks<'a>(rows: usize, id: impl Fn(usize) -> &'a str + Sync) -> Result<Vec<u32>> {
    let mut by_id: Vec<u32> = (0..few_enough(rows)?).collect();
    let id = |row: u32| id(row as usize);
    by_id.par_sort_unstable_by_key(|row| id(*row));
    let twice = by_id.windows(2).find(|two| id(two[0]) == id(two[1]));
    if let Some(two) = twice {
        return Err(Error::new(ErrorCode::DUPLICATE_RECORD).with_given(id(two[0])));
    }
    let mut rank = vec![0; rows];
    for (place, row) in (0..).zip(by_id) {
        rank[row as usize] = place;
    }
    Ok(rank)
}

/// Records made ready to be linked.
///
/// # Example
///
/// ```
/// use panhuo::{Site, SiteKind};
/// use panhuo::linkage::{IdentityProfile, Linkage, Record, MatchClass};
///
/// let profile = IdentityProfile::site();
/// let names = ["临江市宏达机械有限公司", "原宏达机械厂", "临江市鸿达机械有限公司", "宏达机械3#厂房"];
/// let records: Vec<Record> = (0..)
///     .zip(names)
///     .map(|(at, name)| Record::from_site(&Site::new(format!("{at}"), SiteKind::IdleFactory, name), &profile))
///     .collect();
/// let linkage = Linkage::new(&records, &profile)?;
/// assert_eq!(linkage.score(0, 1).match_class, MatchClass::Match);
/// assert_eq!(linkage.score(0, 2).match_class, MatchClass::NonMatch);
/// assert_eq!(linkage.score(0, 3).match_class, MatchClass::PartOf);
///
/// let evidence = linkage.evidence(0, 1);
/// let sum: f64 = evidence.iter().map(|line| line.match_weight).sum();
/// assert_eq!(sum, linkage.score(0, 1).weights.match_weight);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Linkage {
    pub(super) profile: Arc<IdentityProfile>,
    pub(super) prepared: Arc<Prepared>,
}

impl Linkage {
    /// Takes every value apart once. O(n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the profile is not sound, two records have one id, or
    /// there are more than 2³² of them.
    pub fn new(records: &[Record], profile: &IdentityProfile) -> Result<Self> {
        let rank = ranks(records.len(), |row| records[row].id.as_str())?;
        Self::of(&Records::new(records, profile.fields.len()), rank, profile)
    }

    /// The same for sites, without a record for each.
    pub(crate) fn from_sites(sites: &[Site], profile: &IdentityProfile) -> Result<Self> {
        let rank = ranks(sites.len(), |row| sites[row].id.as_str())?;
        Self::of(&SiteRows::new(sites, profile), rank, profile)
    }

    /// The same for records by column; where records have ids, these have the numbers of their rows.
    ///
    /// # Errors
    ///
    /// As [`Linkage::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::linkage::{IdentityProfile, Linkage, RecordColumn, RecordColumns};
    ///
    /// let profile = IdentityProfile::site();
    /// let names = [Some("临江市宏达机械有限公司"), Some("原宏达机械厂"), None];
    /// let mut columns = RecordColumns::new(3, &profile);
    /// columns.set("name", RecordColumn::Texts(names.into_iter().collect()))?;
    /// let linkage = Linkage::from_columns(&columns, &profile)?;
    /// let judged = linkage.score_pairs(&linkage.candidates(0));
    /// assert_eq!(linkage.clusters(&judged, &[]).cluster_of, [0, 0, 2]);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn from_columns(columns: &RecordColumns, profile: &IdentityProfile) -> Result<Self> {
        let rank = (0..few_enough(columns.rows())?).collect();
        Self::of(columns, rank, profile)
    }

    fn of(rows: &impl Rows, rank: Vec<u32>, profile: &IdentityProfile) -> Result<Self> {
        profile.check()?;
        Ok(Self {
            prepared: Arc::new(Prepared::new(rows, rank, profile)?),
            profile: Arc::new(profile.clone()),
        })
    }

    /// How many records there are.
    pub fn rows(&self) -> usize {
        self.prepared.rows
    }

    pub(super) fn judge_of(&self) -> PairScorer<'_> {
        PairScorer::new(&self.profile, &self.prepared)
    }

    /// How many pairs would be compared: what the next step costs, some tenths of a microsecond
    /// each.
    pub fn count_candidates(&self) -> usize {
        self.candidates(0).len()
    }

    /// The first step: the pairs that share a key or lie near each other, each once, the smaller row
    /// first. Only pairs of which one is at or behind the row `new_from`; 0 for all.
    pub fn candidates(&self, new_from: usize) -> Vec<Pair> {
        self.candidates_of(new_from).pairs()
    }

    fn candidates_of(&self, new_from: usize) -> Candidates<'_> {
        Candidates::new(&self.prepared, &self.profile, new_from)
    }

    /// The second step: the level of every field of two rows with its bits; the lines add up to the
    /// scores. Empty if a row does not exist.
    pub fn evidence(&self, a: usize, b: usize) -> Vec<Evidence> {
        if a.max(b) >= self.rows() {
            return Vec::new();
        }
        self.judge_of().evidence(a.min(b), a.max(b))
    }

    /// The third step: what two rows are to each other.
    pub fn score(&self, a: usize, b: usize) -> ScoredPair {
        let (a, b) = (a.min(b), a.max(b));
        let judge = self.judge_of();
        let scores = if b < self.rows() {
            judge.scores(a, b, f64::NEG_INFINITY, &mut Lines::default())
        } else {
            None
        };
        let scores = scores.unwrap_or_default();
        ScoredPair {
            a,
            b,
            weights: scores,
            match_class: judge.match_class(scores),
        }
    }

    /// The third step for many pairs: those that are not different, in the order given. Pairs of rows
    /// that do not exist are different.
    pub fn score_pairs(&self, pairs: &[Pair]) -> Vec<ScoredPair> {
        let judge = self.judge_of();
        // Marks are made of every row: for a few pairs that is not worth it.
        let many = pairs.len() >= self.rows();
        let sieve = many.then(|| Sieve::new(&self.prepared, &self.profile));
        let floor = self.profile.reject;
        let each = |(lines, rest): &mut (Lines, Rest), pair: &Pair| {
            let (a, b) = (pair.0 as usize, pair.1 as usize);
            if a == b || a.max(b) >= self.rows() {
                return None;
            }
            let (x, y) = self.prepared.order.places(a, b);
            if !sieve
                .as_ref()
                .is_none_or(|sieve| sieve.may_reach(x, y, floor, rest))
            {
                return None;
            }
            let scores = judge.scores_at(x, y, floor, lines)?;
            Some(ScoredPair {
                a,
                b,
                weights: scores,
                match_class: judge.match_class(scores),
            })
        };
        let judged = pairs.par_iter().map_init(Default::default, each);
        judged.flatten_iter().collect()
    }

    /// The first and the third step in one: what [`Linkage::score_pairs`] makes of
    /// [`Linkage::candidates`], and how many those are, without a list of them. This is quicker.
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::linkage::{IdentityProfile, Linkage, Record};
    ///
    /// let profile = IdentityProfile::site();
    /// let records: Vec<Record> = ["宏达机械有限公司", "原宏达机械厂", "恒立包装厂"]
    ///     .map(|name| Record::from_site(&Site::new(name, SiteKind::IdleFactory, name), &profile))
    ///     .into();
    /// let linkage = Linkage::new(&records, &profile)?;
    /// let (judged, candidates) = linkage.score_candidates(0);
    /// assert_eq!((judged.len(), candidates), (1, 1));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn score_candidates(&self, new_from: usize) -> (Vec<ScoredPair>, usize) {
        if new_from >= self.rows() {
            return (Vec::new(), 0);
        }
        let judge = self.judge_of();
        let order = &self.prepared.order.rows;
        let count = AtomicUsize::new(0);
        let (candidates, sieve) = rayon::join(
            || self.candidates_of(new_from),
            || Sieve::new(&self.prepared, &self.profile),
        );
        let floor = self.profile.reject;
        let find = |room: &mut (Lines, Rest), row: u32, others: &[u32], found: &mut Vec<_>| {
            let (lines, rest) = room;
            count.fetch_add(others.len(), Ordering::Relaxed);
            for other in others {
                let (x, y) = (row as usize, *other as usize);
                if !sieve.may_reach(x, y, floor, rest) {
                    continue;
                }
                if let Some(scores) = judge.scores_at(x, y, floor, lines) {
                    let (x, y) = (order[x] as usize, order[y] as usize);
                    found.push(ScoredPair {
                        a: x.min(y),
                        b: x.max(y),
                        weights: scores,
                        match_class: judge.match_class(scores),
                    });
                }
            }
        };
        let judged = candidates.each(Default::default, find);
        (judged, count.into_inner())
    }

    /// The fourth step: who is one with whom, after what people decided.
    pub fn clusters(&self, judged: &[ScoredPair], constraints: &[PairConstraint]) -> Clusters {
        cluster::clusters(self, judged, constraints)
    }
}
