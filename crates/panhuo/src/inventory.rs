//! The inventory: sites, the issues about them, and the places that both refer to.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::compact::Text;
use crate::error::{Error, ErrorCode, Result};
use crate::jurisdiction::Jurisdictions;
use crate::landmark::Landmarks;
use crate::lang::Lang;
use crate::lineage::Lineage;
use crate::schema::Attribute;
use crate::site::{Site, SiteId};
use crate::source::Source;

/// The most sites that an inventory or a catalog can have.
pub const MAX_SITES: usize = 1 << 30;

/// Refuses more sites than [`MAX_SITES`].
pub(crate) fn check_count(sites: usize) -> Result<()> {
    if sites > MAX_SITES {
        let error = Error::new(ErrorCode::TOO_MANY_SITES).with_given(sites);
        return Err(error.with_expected(MAX_SITES));
    }
    Ok(())
}

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Interpreted with certainty; recorded for information.
    Info,
    /// Interpreted, but somebody should check it.
    Warning,
    /// Unreadable or contradictory: the fact is not used as it stands.
    Error,
}

impl Severity {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What a planner reads.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Info => lang.pick("提示", "note"),
            Self::Warning => lang.pick("疑点", "warning"),
            Self::Error => lang.pick("错误", "error"),
        }
    }
}

/// One issue about what a ledger says, in words that a township clerk can act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// A stable code such as `unit-conflict`.
    pub code: Text,
    /// How much it matters.
    pub severity: Severity,
    /// File, sheet and cell.
    pub source: Source,
    /// The header of the column; empty if the whole row is meant.
    pub column: Text,
    /// What is written.
    pub raw: Text,
    /// How it was interpreted; empty if it was not.
    pub interpretation: Text,
    /// The sentence in Chinese.
    pub zh: Text,
    /// The sentence in English.
    pub en: Text,
    /// The site, if the row became one.
    pub site: Option<SiteId>,
    /// The attribute, if the issue is about one.
    pub attribute: Option<Attribute>,
}

impl Issue {
    /// The sentence in a language.
    pub fn sentence(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// Everything that a district knows: what a store keeps and a [`Catalog`](crate::Catalog) is made
/// from. Copies share what they hold: to clone one costs nothing.
///
/// In JSON an object of `sites`, `jurisdictions`, `landmarks`, `issues` and `lineage`; reading it
/// checks what [`Inventory::new`] and [`Inventory::with_lineage`] check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form")]
pub struct Inventory {
    sites: Arc<Vec<Site>>,
    jurisdictions: Arc<Jurisdictions>,
    landmarks: Arc<Landmarks>,
    issues: Arc<Vec<Issue>>,
    lineage: Arc<Lineage>,
}

/// An inventory as it is read from JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    sites: Vec<Site>,
    #[serde(default)]
    jurisdictions: Jurisdictions,
    #[serde(default)]
    landmarks: Landmarks,
    #[serde(default)]
    issues: Vec<Issue>,
    #[serde(default)]
    lineage: Lineage,
}

impl TryFrom<Form> for Inventory {
    type Error = Error;

    fn try_from(form: Form) -> Result<Self> {
        Self::new(form.sites)?
            .with_jurisdictions(form.jurisdictions)
            .with_landmarks(form.landmarks)
            .with_issues(form.issues)
            .with_lineage(form.lineage)
    }
}

impl Inventory {
    /// An inventory of these sites, sorted by id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`](crate::ErrorKind::InvalidSite) if a site breaks [`Site::check`] or two
    /// have one id; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for more than
    /// [`MAX_SITES`].
    pub fn new(mut sites: Vec<Site>) -> Result<Self> {
        check_count(sites.len())?;
        let mut ids = BTreeSet::new();
        for site in &sites {
            site.check()?;
            if !ids.insert(&site.id) {
                return Err(Error::new(ErrorCode::DUPLICATE_SITE).with_given(&site.id));
            }
        }
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self::of_checked(sites))
    }

    /// The same with these jurisdictions.
    #[must_use]
    pub fn with_jurisdictions(self, jurisdictions: Jurisdictions) -> Self {
        Self {
            jurisdictions: Arc::new(jurisdictions),
            ..self
        }
    }

    /// The same with these landmarks.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        Self {
            landmarks: Arc::new(landmarks),
            ..self
        }
    }

    /// The same with these issues.
    #[must_use]
    pub fn with_issues(self, issues: Vec<Issue>) -> Self {
        Self {
            issues: Arc::new(issues),
            ..self
        }
    }

    /// The same with these sites, and no lineage.
    pub(crate) fn with_sites(&self, sites: Vec<Site>) -> Result<Self> {
        Ok(Self {
            lineage: Arc::default(),
            sites: Self::new(sites)?.sites,
            ..self.clone()
        })
    }

    /// The sites alone, which are checked and in the order of their ids.
    pub(crate) fn of_checked(sites: Vec<Site>) -> Self {
        Self {
            sites: Arc::new(sites),
            ..Self::default()
        }
    }

    /// Everything but the sites.
    pub(crate) fn without_sites(&self) -> Self {
        self.with_sites_of(&Self::default())
    }

    /// Its jurisdictions and landmarks alone.
    pub(crate) fn places(&self) -> Self {
        Self {
            jurisdictions: Arc::clone(&self.jurisdictions),
            landmarks: Arc::clone(&self.landmarks),
            ..Self::default()
        }
    }

    /// The same with the sites of another.
    pub(crate) fn with_sites_of(&self, other: &Self) -> Self {
        Self {
            sites: Arc::clone(&other.sites),
            ..self.clone()
        }
    }

    /// The same with this lineage.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it tells of a site that there is not, of one row twice,
    /// or of a site that is part of itself.
    pub fn with_lineage(self, lineage: Lineage) -> Result<Self> {
        let ids: BTreeSet<&SiteId> = self.sites.iter().map(|site| &site.id).collect();
        let refuse = |code, id: &SiteId| Err(Error::new(code).with_given(id));
        let referenced = lineage.members.keys();
        let referenced = referenced.chain(
            lineage
                .part_of
                .iter()
                .flat_map(|(part, whole)| [part, whole]),
        );
        if let Some(id) = referenced.into_iter().find(|id| !ids.contains(id)) {
            return refuse(ErrorCode::LINEAGE_UNKNOWN_SITE, id);
        }
        let rows = lineage.members.values().flatten();
        let mut seen = BTreeSet::new();
        if let Some(row) = rows.into_iter().find(|row| !seen.insert(&row.id)) {
            return refuse(ErrorCode::LINEAGE_DUPLICATE_ROW, &row.id);
        }
        for part in lineage.part_of.keys() {
            let above =
                std::iter::successors(lineage.part_of.get(part), |id| lineage.part_of.get(*id));
            if above.take(lineage.part_of.len() + 1).any(|id| id == part) {
                return refuse(ErrorCode::LINEAGE_CYCLE, part);
            }
        }
        Ok(Self {
            lineage: Arc::new(lineage),
            ..self
        })
    }

    /// Where merged sites come from, what is part of what, and what people decided.
    pub fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    /// The sites, by id.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The tree of jurisdictions.
    pub fn jurisdictions(&self) -> &Jurisdictions {
        &self.jurisdictions
    }

    /// The layers of landmarks.
    pub fn landmarks(&self) -> &Landmarks {
        &self.landmarks
    }

    /// The issues, in the order in which they were found.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
}
