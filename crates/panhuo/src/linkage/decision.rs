//! What people decided of two rows, in words that still mean the same rows next month.

use serde::{Deserialize, Serialize};

use super::cluster::PairConstraint;
use super::judge::MatchClass;
use super::name::folded;
use crate::error::{Error, ErrorCode, Result};
use crate::site::Site;
use crate::source::Source;

/// A row of a ledger, by what stays when it is filed again: ids and rows change every month.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordKey {
    /// The name, as written.
    pub name: String,
    /// The code of the jurisdiction that reports it.
    pub jurisdiction: String,
    /// The identifier in its own register.
    pub reference: String,
    /// Where it was read when the decision was taken: tells rows apart that are equal otherwise.
    pub source: Source,
}

impl RecordKey {
    /// The subject that a row is.
    pub fn of(site: &Site) -> Self {
        Self {
            name: site.name.clone(),
            jurisdiction: site.jurisdiction.clone(),
            reference: site.reference.clone(),
            source: site.sources.first().cloned().unwrap_or_default(),
        }
    }

    /// How well a row fits: not at all, by name, by name and register, or the very cell.
    fn fits(&self, site: &Site) -> u8 {
        let alike = self.jurisdiction == site.jurisdiction
            && self.reference == site.reference
            && folded(&self.name) == folded(&site.name);
        let own = site.sources.first();
        let register = |source: &Source| (register(source.file()), source.sheet().to_owned());
        match own {
            _ if !alike => 0,
            Some(own) if *own == self.source => 3,
            Some(own) if register(own) == register(&self.source) => 2,
            _ => 1,
        }
    }

    fn rows(&self, sites: &[Site]) -> Vec<usize> {
        let fits: Vec<u8> = sites.iter().map(|site| self.fits(site)).collect();
        let best = fits.iter().copied().max().unwrap_or(0);
        let rows = (0..sites.len()).filter(|row| best > 0 && fits[*row] == best);
        rows.collect()
    }
}

/// The name of a register whose file changes its date every month: without digits.
pub(crate) fn register(file: &str) -> String {
    file.chars().filter(|c| !c.is_numeric()).collect()
}

/// What somebody decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The one row; the part, if the match_class is `part_of`.
    pub record: RecordKey,
    /// The other row; the whole, if the match_class is `part_of`.
    pub other: RecordKey,
    /// What they are.
    pub match_class: MatchClass,
    /// Why, or who said so.
    #[serde(default)]
    pub note: String,
}

impl Decision {
    /// A decision on two rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for [`MatchClass::Possible`], which decides nothing.
    pub fn new(
        site: &Site,
        other: &Site,
        match_class: MatchClass,
        note: impl Into<String>,
    ) -> Result<Self> {
        if match_class == MatchClass::Possible {
            let allowed = [MatchClass::Match, MatchClass::PartOf, MatchClass::NonMatch];
            return Err(Error::new(ErrorCode::DECISION_CLASS)
                .with_given(match_class.name())
                .with_allowed(allowed.map(MatchClass::name)));
        }
        Ok(Self {
            record: RecordKey::of(site),
            other: RecordKey::of(other),
            match_class,
            note: note.into(),
        })
    }

    /// Whether both are about the same two rows.
    pub fn concerns(&self, other: &Self) -> bool {
        let straight = self.record == other.record && self.other == other.other;
        straight || self.record == other.other && self.other == other.record
    }

    /// The decision for the rows that it is about.
    pub(crate) fn constraints(&self, sites: &[Site]) -> Vec<PairConstraint> {
        let (ones, others) = (self.record.rows(sites), self.other.rows(sites));
        let pairs = ones
            .iter()
            .flat_map(|a| others.iter().map(move |b| (*a, *b)));
        pairs
            .filter(|(a, b)| a != b)
            .map(|(a, b)| PairConstraint {
                a,
                b,
                match_class: self.match_class,
            })
            .collect()
    }
}
