//! The four steps over records, each callable alone.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::candidates::{self, Pair};
use super::cluster::{self, Clusters, Ruling};
use super::judge::{Evidence, Judge, Scores, Verdict};
use super::prepare::Prepared;
use super::profile::IdentityProfile;
use super::record::Record;
use crate::error::{Error, ErrorKind, Result};

/// A pair that was compared: rows, the smaller first, and what they are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// The one row.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// The sums of the evidence.
    pub scores: Scores,
    /// What follows from them.
    pub verdict: Verdict,
}

/// Records made ready to be linked.
///
/// # Example
///
/// ```
/// use panhuo::{IdentityProfile, Linkage, Record, Site, SiteKind, Verdict};
///
/// let profile = IdentityProfile::site();
/// let names = ["临江市宏达机械有限公司", "原宏达机械厂", "临江市鸿达机械有限公司", "宏达机械3#厂房"];
/// let records: Vec<Record> = (0..)
///     .zip(names)
///     .map(|(at, name)| Record::of(&Site::new(format!("{at}"), SiteKind::IdleFactory, name), &profile))
///     .collect();
/// let linkage = Linkage::new(&records, &profile)?;
/// assert_eq!(linkage.judge(0, 1).verdict, Verdict::Same);
/// assert_eq!(linkage.judge(0, 2).verdict, Verdict::Different);
/// assert_eq!(linkage.judge(0, 3).verdict, Verdict::PartOf);
///
/// let evidence = linkage.evidence(0, 1);
/// let sum: f64 = evidence.iter().map(|line| line.same).sum();
/// assert_eq!(sum, linkage.judge(0, 1).scores.same);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Debug)]
pub struct Linkage<'a> {
    pub(super) records: &'a [Record],
    pub(super) profile: &'a IdentityProfile,
    pub(super) prepared: Arc<Prepared>,
}

impl<'a> Linkage<'a> {
    /// Takes every value apart once. O(n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`] if the profile is not sound, two records have one id, or
    /// there are more than 2³² of them.
    pub fn new(records: &'a [Record], profile: &'a IdentityProfile) -> Result<Self> {
        profile.check()?;
        let refuse = |message: String| Err(Error::new(ErrorKind::InvalidArgument, message));
        if u32::try_from(records.len()).is_err() {
            return refuse(format!(
                "{} records are more than can be linked",
                records.len()
            ));
        }
        let mut ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        ids.par_sort_unstable();
        let twice = ids
            .iter()
            .zip(ids.iter().skip(1))
            .find(|(id, next)| id == next);
        if let Some((id, _)) = twice {
            return refuse(format!("two records have the id `{id}`"));
        }
        Ok(Self {
            records,
            profile,
            prepared: Arc::new(Prepared::new(records, profile)),
        })
    }

    /// The same records made ready once before.
    pub(crate) fn again(
        records: &'a [Record],
        profile: &'a IdentityProfile,
        prepared: &Arc<Prepared>,
    ) -> Self {
        Self {
            records,
            profile,
            prepared: Arc::clone(prepared),
        }
    }

    pub(crate) fn prepared(&self) -> Arc<Prepared> {
        Arc::clone(&self.prepared)
    }

    pub(super) fn judge_of(&self) -> Judge<'_> {
        Judge::new(self.profile, &self.prepared)
    }

    /// How many pairs would be compared: what the next step costs, some tenths of a microsecond
    /// each.
    pub fn count_candidates(&self) -> usize {
        self.candidates(0).len()
    }

    /// The first step: the pairs that share a key or lie near each other, in order. Only pairs of
    /// which one is at or behind the row `new_from`; 0 for all.
    pub fn candidates(&self, new_from: usize) -> Vec<Pair> {
        candidates::pairs(&self.prepared, self.profile, new_from)
    }

    /// The second step: the level of every field of two rows with its bits; the lines add up to the
    /// scores. Empty if a row does not exist.
    pub fn evidence(&self, a: usize, b: usize) -> Vec<Evidence> {
        if a.max(b) >= self.records.len() {
            return Vec::new();
        }
        self.judge_of().evidence(a.min(b), a.max(b))
    }

    /// The third step: what two rows are to each other.
    pub fn judge(&self, a: usize, b: usize) -> Judged {
        let (a, b) = (a.min(b), a.max(b));
        let judge = self.judge_of();
        let inside = b < self.records.len();
        let scores = if inside {
            judge.scores(a, b, f64::NEG_INFINITY)
        } else {
            None
        };
        let scores = scores.unwrap_or_default();
        Judged {
            a,
            b,
            scores,
            verdict: judge.verdict(scores),
        }
    }

    /// The third step for many pairs: those that are not different, in the order given.
    pub fn judge_all(&self, pairs: &[Pair]) -> Vec<Judged> {
        let judge = self.judge_of();
        let each = |pair: &Pair| {
            let (a, b) = (pair.0 as usize, pair.1 as usize);
            let scores = judge.scores(a, b, self.profile.reject)?;
            Some(Judged {
                a,
                b,
                scores,
                verdict: judge.verdict(scores),
            })
        };
        pairs.par_iter().filter_map(each).collect()
    }

    /// The fourth step: who is one with whom, after what people decided.
    pub fn clusters(&self, judged: &[Judged], rulings: &[Ruling]) -> Clusters {
        cluster::clusters(self, judged, rulings)
    }
}
