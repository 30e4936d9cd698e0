//! Where merged sites come from, so that a merge can be undone, and what people decided about rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::lang::Lang;
use crate::schema::Attribute;
use crate::site::{Fact, Site, SiteId};
use crate::source::Source;

/// The rows of merged sites, the sites that are parts of others, and the decisions of people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lineage {
    /// The rows that each merged site was made from, in the order of their ids. A site that is not listed is
    /// its own only row.
    pub members: BTreeMap<SiteId, Vec<Site>>,
    /// The site that each part is a part of.
    pub part_of: BTreeMap<SiteId, SiteId>,
    /// What people decided, oldest first.
    pub decisions: Vec<Decision>,
}

impl Lineage {
    /// The site that contains a row; the row itself if it was not merged.
    pub fn site_of<'a>(&'a self, row: &'a SiteId) -> &'a SiteId {
        let mut merged = self.members.iter();
        merged
            .find(|(_, rows)| rows.iter().any(|each| each.id == *row))
            .map_or(row, |(site, _)| site)
    }

    /// What each row of a merged site reports for an attribute, in the order of the rows' ids; empty for a
    /// site that was not merged.
    pub fn reported(&self, site: &SiteId, attribute: Attribute) -> Vec<(&SiteId, &Fact)> {
        let rows = self.members.get(site).into_iter().flatten();
        rows.filter_map(|row| Some((&row.id, row.facts.get(&attribute)?)))
            .collect()
    }
}

/// What two rows are to each other: the three classes of Fellegi and Sunter, and "part of".
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchClass {
    /// Both rows report one site.
    Match,
    /// The site of one row is a part of the other's.
    PartOf,
    /// The evidence decides neither way: the pair is for clerical review.
    Possible,
    /// The rows report two sites.
    NonMatch,
}

impl MatchClass {
    /// The stable name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::PartOf => "part_of",
            Self::Possible => "possible",
            Self::NonMatch => "non_match",
        }
    }

    /// The label that a planner reads.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Match => lang.pick("同一处", "match"),
            Self::PartOf => lang.pick("属于其中一部分", "part of"),
            Self::Possible => lang.pick("待核实", "possible match"),
            Self::NonMatch => lang.pick("不是同一处", "non-match"),
        }
    }
}

/// What a row of a ledger is recognized by when the ledger is filed again: ids and row numbers change every
/// month, these do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecordKey {
    /// The name, as written.
    pub name: String,
    /// The code of the jurisdiction that reports the row.
    pub jurisdiction: String,
    /// The identifier in its own register.
    pub reference: String,
    /// The cell that the row was read from when the decision was made; it distinguishes rows that are equal
    /// otherwise.
    pub source: Source,
}

impl RecordKey {
    /// The key of a row.
    pub fn from_site(site: &Site) -> Self {
        Self {
            name: site.name.clone(),
            jurisdiction: site.jurisdiction.clone(),
            reference: site.reference.clone(),
            source: site.sources.first().cloned().unwrap_or_default(),
        }
    }
}

/// What somebody decided about two rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// One of the rows; the part, if the class is `part_of`.
    pub record: RecordKey,
    /// The other row; the whole, if the class is `part_of`.
    pub other: RecordKey,
    /// What the two are to each other.
    pub match_class: MatchClass,
    /// The reason, or who decided.
    #[serde(default)]
    pub note: String,
}

impl Decision {
    /// A decision about two rows.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::DECISION_CLASS`] for [`MatchClass::Possible`], which decides nothing.
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
            record: RecordKey::from_site(site),
            other: RecordKey::from_site(other),
            match_class,
            note: note.into(),
        })
    }

    /// Whether both decisions are about the same two rows, in either order.
    pub fn concerns_rows_of(&self, other: &Self) -> bool {
        let straight = self.record == other.record && self.other == other.other;
        straight || self.record == other.other && self.other == other.record
    }
}
