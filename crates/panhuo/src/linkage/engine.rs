//! The steps of a linkage over records, each callable alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::blocking::CandidatePairs;
use super::clustering::{Clusters, PairConstraint, cluster};
use super::features::FeatureTable;
use super::profile::IdentityProfile;
use super::record::{Record, RecordColumns, RecordRows, RecordSlice, SiteRows};
use super::rows::{RecordPair, RecordRow, TableRow, checked_count};
use super::scoring::{
    Evidence, MatchWeights, OtherFieldsBound, PairScorer, PairUpperBound, ScoreScratch, ScoredPair,
};
use crate::cancel::CancellationToken;
use crate::error::{Error, ErrorCode, Result};
use crate::site::Site;

/// The rank of each record by id.
fn id_ranks<'a>(records: usize, id: impl Fn(RecordRow) -> &'a str + Sync) -> Result<Vec<u32>> {
    let mut by_id: Vec<RecordRow> = (0..checked_count(records)?).map(RecordRow).collect();
    by_id.par_sort_unstable_by_key(|row| id(*row));
    if let Some(two) = by_id.windows(2).find(|two| id(two[0]) == id(two[1])) {
        return Err(Error::new(ErrorCode::DUPLICATE_RECORD).with_given(id(two[0])));
    }
    let mut ranks = vec![0; records];
    for (rank, row) in (0..).zip(by_id) {
        ranks[row.index()] = rank;
    }
    Ok(ranks)
}

/// Records whose features are computed, ready to be linked. Cheap to clone.
///
/// # Example
///
/// ```
/// use panhuo::{Site, SiteKind};
/// use panhuo::linkage::{IdentityProfile, Linkage, MatchClass, Record, RecordRow};
///
/// let profile = IdentityProfile::site();
/// let names = ["临江市宏达机械有限公司", "原宏达机械厂", "临江市鸿达机械有限公司", "宏达机械3#厂房"];
/// let records: Vec<Record> = (0..)
///     .zip(names)
///     .map(|(at, name)| Record::from_site(&Site::new(format!("{at}"), SiteKind::IdleFactory, name), &profile))
///     .collect();
/// let linkage = Linkage::new(&records, &profile)?;
/// let class = |other| linkage.score(RecordRow(0), RecordRow(other)).match_class;
/// assert_eq!(class(1), MatchClass::Match);
/// assert_eq!(class(2), MatchClass::NonMatch);
/// assert_eq!(class(3), MatchClass::PartOf);
///
/// let evidence = linkage.evidence(RecordRow(0), RecordRow(1));
/// let sum: f64 = evidence.iter().map(|line| line.match_weight).sum();
/// assert_eq!(sum, linkage.score(RecordRow(0), RecordRow(1)).weights.match_weight);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Linkage {
    pub(super) profile: Arc<IdentityProfile>,
    table: Arc<FeatureTable>,
    cancel: CancellationToken,
}

impl Linkage {
    /// Computes the features of records. O(n log n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the profile is invalid
    /// ([`IdentityProfile::check`]), two records have one id, or there are 2³² records or more.
    pub fn new(records: &[Record], profile: &IdentityProfile) -> Result<Self> {
        let ranks = id_ranks(records.len(), |row| records[row.index()].id.as_str())?;
        let rows = RecordSlice::new(records, profile.fields.len());
        Self::from_rows(&rows, ranks, profile)
    }

    /// Computes the features of sites, without a [`Record`] for each.
    pub(crate) fn from_sites(sites: &[Site], profile: &IdentityProfile) -> Result<Self> {
        let ranks = id_ranks(sites.len(), |row| sites[row.index()].id.as_str())?;
        Self::from_rows(&SiteRows::new(sites, profile)?, ranks, profile)
    }

    /// Computes the features of records by column. The ids of the records are their rows.
    ///
    /// # Errors
    ///
    /// As [`Linkage::new`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::linkage::{IdentityProfile, Linkage, RecordColumn, RecordColumns, RecordRow};
    ///
    /// let profile = IdentityProfile::site();
    /// let names = [Some("临江市宏达机械有限公司"), Some("原宏达机械厂"), None];
    /// let mut columns = RecordColumns::new(3, &profile);
    /// columns.set("name", RecordColumn::Texts(names.into_iter().collect()))?;
    /// let linkage = Linkage::from_columns(&columns, &profile)?;
    /// let scored = linkage.score_pairs(&linkage.candidates(RecordRow(0))?);
    /// let clusters = linkage.clusters(&scored, &[]);
    /// assert_eq!(clusters.cluster_of, [0, 0, 2].map(RecordRow));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn from_columns(columns: &RecordColumns, profile: &IdentityProfile) -> Result<Self> {
        let ranks = (0..checked_count(columns.row_count())?).collect();
        Self::from_rows(columns, ranks, profile)
    }

    fn from_rows(
        rows: &impl RecordRows,
        id_ranks: Vec<u32>,
        profile: &IdentityProfile,
    ) -> Result<Self> {
        profile.check()?;
        Ok(Self {
            table: Arc::new(FeatureTable::new(rows, id_ranks, profile)?),
            profile: Arc::new(profile.clone()),
            cancel: CancellationToken::new(),
        })
    }

    /// [`Linkage::score_candidates`] ends with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) soon after
    /// `cancel` is cancelled.
    #[must_use]
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self { cancel, ..self }
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn rows(&self) -> Vec<RecordRow> {
        self.table.records().collect()
    }

    pub(super) fn scorer(&self) -> PairScorer<'_> {
        PairScorer::new(&self.profile, &self.table)
    }

    /// The number of candidate pairs: the cost of scoring them, at some tenths of a microsecond each.
    ///
    /// # Errors
    ///
    /// As [`Linkage::candidates`].
    pub fn count_candidates(&self) -> Result<usize> {
        Ok(self.candidates(RecordRow(0))?.len())
    }

    /// Blocking: the pairs that are worth comparing, each once. Only pairs of which one record is at or after
    /// `new_from`; `RecordRow(0)` for all.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::TOO_MANY_RECORDS`] if the blocks of the rules together have 2³² entries or more.
    pub fn candidates(&self, new_from: RecordRow) -> Result<Vec<RecordPair>> {
        Ok(self.candidate_pairs(new_from)?.pairs())
    }

    fn candidate_pairs(&self, new_from: RecordRow) -> Result<CandidatePairs<'_>> {
        CandidatePairs::new(&self.table, &self.profile, new_from)
    }

    /// Scoring, explained: the level of every field of two records and its weights, which add up to those of the
    /// pair. Empty if a row does not exist.
    pub fn evidence(&self, a: RecordRow, b: RecordRow) -> Vec<Evidence> {
        if a.max(b).index() >= self.len() {
            return Vec::new();
        }
        self.scorer().evidence(RecordPair::new(a, b))
    }

    /// Scoring: the match weights of two records and their class. If a row does not exist, both weights are 0.
    pub fn score(&self, a: RecordRow, b: RecordRow) -> ScoredPair {
        let (pair, scorer) = (RecordPair::new(a, b), self.scorer());
        let weights = if pair.b.index() < self.len() {
            scorer.weights(pair, &mut ScoreScratch::default())
        } else {
            MatchWeights::default()
        };
        scorer.scored(pair, weights)
    }

    /// Scoring of many pairs: those that are no non-matches, in the order of `pairs`. Pairs with a row that does
    /// not exist, and pairs of a record with itself, are left out.
    pub fn score_pairs(&self, pairs: &[RecordPair]) -> Vec<ScoredPair> {
        let scorer = self.scorer();
        // Sketches are computed for all records, which does not pay for a few pairs.
        let is_worth_sketches = pairs.len() >= self.len();
        let bound = is_worth_sketches.then(|| PairUpperBound::new(&self.table, &self.profile));
        let threshold = self.profile.reject;
        let score = |(scratch, others): &mut (ScoreScratch, OtherFieldsBound),
                     pair: &RecordPair| {
            if pair.a == pair.b || pair.a.max(pair.b).index() >= self.len() {
                return None;
            }
            let (x, y) = self.table.order.table_rows(pair.a, pair.b);
            let may_match = bound
                .as_ref()
                .is_none_or(|bound| bound.may_exceed(x, y, threshold, others));
            let weights = may_match.then(|| scorer.weights_above(x, y, threshold, scratch));
            Some(scorer.scored(*pair, weights.flatten()?))
        };
        let results = pairs.par_iter().map_init(Default::default, score);
        results.flatten_iter().collect()
    }

    /// Blocking and scoring in one: what [`Linkage::score_pairs`] makes of [`Linkage::candidates`], and the number
    /// of these. Faster, because the candidates are never stored.
    ///
    /// # Errors
    ///
    /// As [`Linkage::candidates`]; [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) as said at
    /// [`Linkage::cancel`].
    ///
    /// ```
    /// use panhuo::{Site, SiteKind};
    /// use panhuo::linkage::{IdentityProfile, Linkage, Record, RecordRow};
    ///
    /// let profile = IdentityProfile::site();
    /// let records: Vec<Record> = ["宏达机械有限公司", "原宏达机械厂", "恒立包装厂"]
    ///     .map(|name| Record::from_site(&Site::new(name, SiteKind::IdleFactory, name), &profile))
    ///     .into();
    /// let linkage = Linkage::new(&records, &profile)?;
    /// let (scored, candidates) = linkage.score_candidates(RecordRow(0))?;
    /// assert_eq!((scored.len(), candidates), (1, 1));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn score_candidates(&self, new_from: RecordRow) -> Result<(Vec<ScoredPair>, usize)> {
        if new_from.index() >= self.len() {
            return Ok((Vec::new(), 0));
        }
        let scorer = self.scorer();
        let order = &self.table.order;
        let count = AtomicUsize::new(0);
        let (candidates, bound) = rayon::join(
            || self.candidate_pairs(new_from),
            || PairUpperBound::new(&self.table, &self.profile),
        );
        let threshold = self.profile.reject;
        let score = |(scratch, others): &mut (ScoreScratch, OtherFieldsBound),
                     row: TableRow,
                     candidates: &[TableRow],
                     results: &mut Vec<_>| {
            count.fetch_add(candidates.len(), Ordering::Relaxed);
            for other in candidates {
                if self.cancel.is_cancelled() {
                    return;
                }
                if !bound.may_exceed(row, *other, threshold, others) {
                    continue;
                }
                if let Some(weights) = scorer.weights_above(row, *other, threshold, scratch) {
                    let pair = RecordPair::new(order.record(row), order.record(*other));
                    results.push(scorer.scored(pair, weights));
                }
            }
        };
        let candidates = candidates?;
        self.cancel.check()?;
        let results = candidates.visit(Default::default, score);
        self.cancel.check()?;
        Ok((results, count.into_inner()))
    }

    /// Clustering: which records are one, from scored pairs and what is known otherwise.
    pub fn clusters(&self, scored: &[ScoredPair], constraints: &[PairConstraint]) -> Clusters {
        cluster(&self.scorer(), scored, constraints)
    }
}
