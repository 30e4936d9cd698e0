//! Resolution: one inventory from the rows of many registers. Every merge can be explained and undone.

mod changes;
mod constraints;
mod merge;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::changes::Change;
use self::constraints::{decision_constraints, pair_constraints};
use self::rows::ResolveRows;
use crate::cancel::CancellationToken;
use crate::error::{Error, ErrorCode, Result};
use crate::inventory::Inventory;
use crate::lang::Bilingual;
use crate::lineage::{Decision, Lineage, MatchClass};
use crate::linkage::{
    Clusters, Evidence, IdentityProfile, LinkConflict, Linkage, MatchWeights, PairConstraint,
    RecordPair, RecordRow, ScoredPair,
};
use crate::site::{Site, SiteId};

/// How to resolve an inventory: the profile of the linkage, and whose values a merged site keeps.
///
/// # Example
///
/// ```
/// use panhuo::linkage::ResolveOptions;
///
/// let options = ResolveOptions::new().trusted(["430602".to_owned(), "自然资源分局.xlsx".to_owned()]);
/// assert_eq!(options.trusted.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResolveOptions {
    /// The fields, probabilities, blocking rules and thresholds.
    pub profile: IdentityProfile,
    /// Codes of jurisdictions and names of files, the most trusted first. Of two rows with one as-of date, a
    /// merged site keeps the values of the more trusted one.
    pub trusted: Vec<String>,
    #[serde(skip)]
    cancel: Option<CancellationToken>,
}

impl Default for ResolveOptions {
    fn default() -> Self {
        Self {
            profile: IdentityProfile::site(),
            trusted: Vec::new(),
            cancel: None,
        }
    }
}

impl ResolveOptions {
    /// The shipped profile for sites, and equal trust in all rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the profile.
    #[must_use]
    pub fn profile(self, profile: IdentityProfile) -> Self {
        Self { profile, ..self }
    }

    /// Sets the order of trust.
    #[must_use]
    pub fn trusted(self, trusted: impl IntoIterator<Item = String>) -> Self {
        Self {
            trusted: trusted.into_iter().collect(),
            ..self
        }
    }

    /// Ends with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) soon after `cancel` is cancelled.
    #[must_use]
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self {
            cancel: Some(cancel),
            ..self
        }
    }
}

/// Two rows that may report one site, for clerical review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PossibleMatch {
    /// The id of one row.
    pub a: SiteId,
    /// The id of the other row.
    pub b: SiteId,
    /// The match weights: the sums of the evidence.
    pub weights: MatchWeights,
    /// The evidence, field by field.
    pub evidence: Vec<Evidence>,
}

/// Which rows of an inventory report one site, with the evidence. [`Inventory::resolve`] and
/// [`Inventory::update`] make it, and [`Resolution::inventory`] merges its rows. Cheap to query again after
/// decisions: no pair is scored twice.
///
/// # Example
///
/// ```
/// use panhuo::{Inventory, Site, SiteKind};
/// use panhuo::attribute::FLOOR_AREA;
/// use panhuo::linkage::{ResolveOptions, MatchClass};
/// use panhuo::units::square_metres;
///
/// let mut town = Site::new("A", SiteKind::IdleFactory, "原宏达机械厂");
/// town.set(FLOOR_AREA, square_metres(8600.0))?;
/// let office = Site::new("B", SiteKind::IdleFactory, "临江市宏达机械有限公司");
/// let rows = Inventory::new(vec![town, office])?;
///
/// let resolution = rows.resolve(&ResolveOptions::new())?;
/// let inventory = resolution.inventory()?;
/// let site = &inventory.sites()[0];
/// assert_eq!((site.name.as_str(), inventory.sites().len()), ("临江市宏达机械有限公司", 1));
/// assert_eq!(site.interval(FLOOR_AREA).value(), Some(8600.0));
/// assert_eq!(inventory.split(&site.id)?.sites(), rows.sites());
///
/// // A decision overrides the evidence and is kept.
/// let (a, b) = ("A".into(), "B".into());
/// let resolution = resolution.decide(&a, &b, MatchClass::NonMatch, "the office means the new plant")?;
/// let inventory = resolution.inventory()?;
/// assert_eq!(inventory.sites().len(), 2);
/// assert_eq!(inventory.resolve(&ResolveOptions::new())?.inventory()?.sites().len(), 2);
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resolution {
    base: Inventory,
    options: ResolveOptions,
    rows: ResolveRows,
    linkage: Linkage,
    scored: Vec<ScoredPair>,
    candidates: usize,
    clusters: Clusters,
    decisions: Vec<Decision>,
}

impl Inventory {
    /// Finds out which rows of this inventory report one site. Rows that were merged before stay merged unless
    /// a decision separates them, and decisions are kept.
    ///
    /// O(n log n) for the blocking of n rows, and about a microsecond for each candidate pair.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the profile is invalid
    /// ([`IdentityProfile::check`]) or there are too many rows; [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled)
    /// as said at [`ResolveOptions::cancel`].
    pub fn resolve(&self, options: &ResolveOptions) -> Result<Resolution> {
        Resolution::new(
            self.clone(),
            options,
            ResolveRows::new(self),
            self.lineage().decisions.clone(),
        )
    }

    /// Resolves the rows of a new month against this inventory. Sites keep their ids. A row with the content of
    /// an old one takes its place without a comparison. If a register is filed again (a file of the same name but
    /// for its digits, the same sheet), its old rows that the new file does not contain are removed. A row without
    /// a source replaces the row without a source that has its id, if the two match. [`Inventory::changes`] lists
    /// the differences.
    ///
    /// # Errors
    ///
    /// As [`Inventory::resolve`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    /// use panhuo::linkage::ResolveOptions;
    /// use panhuo::source::Source;
    ///
    /// let row = |id: &str, name: &str, file: &str| {
    ///     let mut site = Site::new(id, SiteKind::IdleFactory, name);
    ///     site.sources.push(Source::new(file, ""));
    ///     site
    /// };
    /// let options = ResolveOptions::new();
    /// let october = Inventory::new(vec![row("1", "宏远机械厂", "台账2026-10.xlsx"), row("2", "恒立包装厂", "台账2026-10.xlsx")])?;
    /// let november = Inventory::new(vec![row("1", "恒立包装厂", "台账2026-11.xlsx"), row("2", "湘北粮油仓库", "台账2026-11.xlsx")])?;
    /// let now = october.update(&november, &options)?.inventory()?;
    /// let changes: Vec<_> = now.changes(&october).iter().map(|c| (c.name(), c.site().as_str().to_owned())).collect();
    /// assert_eq!(changes, [("disappeared", "1".to_owned()), ("appeared", "3".to_owned())]);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn update(&self, new: &Self, options: &ResolveOptions) -> Result<Resolution> {
        let rows = ResolveRows::updated(self, new)?;
        let mut decisions = self.lineage().decisions.clone();
        for decision in &new.lineage().decisions {
            let is_known = decisions.iter().any(|own| own.concerns_rows_of(decision));
            decisions.extend((!is_known).then(|| decision.clone()));
        }
        let issues = self.issues().iter().chain(new.issues()).cloned().collect();
        let base = self.clone().with_issues(issues);
        Resolution::new(base, options, rows, decisions)
    }

    /// Undoes a merge: the rows of the site become sites again, as they were.
    ///
    /// The next [`Inventory::resolve`] may merge them again, unless a decision ([`Resolution::decide`]) separates
    /// them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such site or it was not merged.
    pub fn split(&self, id: &SiteId) -> Result<Self> {
        let mut lineage = self.lineage().clone();
        let Some(rows) = lineage.members.remove(id) else {
            return Err(Error::new(ErrorCode::NOT_MERGED).with_given(id));
        };
        if !rows.iter().any(|row| row.id == *id) {
            lineage
                .part_of
                .retain(|part, whole| part != id && whole != id);
        }
        let others = self.sites().iter().filter(|site| site.id != *id).cloned();
        self.with_sites(others.chain(rows).collect())?
            .with_lineage(lineage)
    }
}

impl Resolution {
    fn new(
        base: Inventory,
        options: &ResolveOptions,
        rows: ResolveRows,
        decisions: Vec<Decision>,
    ) -> Result<Self> {
        let linkage = Linkage::from_sites(&rows.sites, &options.profile)?
            .cancel(options.cancel.clone().unwrap_or_default());
        let (scored, candidates) = linkage.score_candidates(rows.new_from)?;
        let clusters = linkage.clusters(&scored, &pair_constraints(&rows, &decisions));
        Ok(Self {
            base,
            options: options.clone(),
            candidates,
            scored,
            clusters,
            decisions,
            rows,
            linkage,
        })
    }

    /// The rows. A [`RecordRow`] is an index into them.
    pub fn rows(&self) -> &[Site] {
        &self.rows.sites
    }

    /// The number of candidate pairs that were compared.
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// The candidate pairs that are no non-matches.
    pub fn scored_pairs(&self) -> &[ScoredPair] {
        &self.scored
    }

    /// Links that were not followed, because they would have joined a non-match, and decisions that contradict
    /// others.
    pub fn conflicts(&self) -> &[LinkConflict] {
        &self.clusters.conflicts
    }

    /// What people decided, oldest first.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The pairs for clerical review, the greatest match weight first. Their evidence is computed by each call.
    pub fn possible_matches(&self) -> Vec<PossibleMatch> {
        let id = |row: RecordRow| self.rows.sites[row.index()].id.clone();
        let pairs = self.clusters.possible_matches.iter();
        let pairs = pairs.map(|pair| PossibleMatch {
            a: id(pair.a),
            b: id(pair.b),
            weights: pair.weights,
            evidence: self.linkage.evidence(pair.a, pair.b),
        });
        pairs.collect()
    }

    fn row(&self, id: &SiteId) -> Result<RecordRow> {
        let index = self.rows.sites.iter().position(|row| row.id == *id);
        let index = index.ok_or_else(|| {
            Error::new(ErrorCode::UNKNOWN_ID)
                .with_what(Bilingual::new("行", "row"))
                .with_given(id)
        })?;
        RecordRow::from_index(index)
    }

    /// The evidence about two rows, which adds up to their match weights.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row.
    pub fn evidence(&self, a: &SiteId, b: &SiteId) -> Result<Vec<Evidence>> {
        let linkage = &self.linkage;
        Ok(linkage.evidence(self.row(a)?, self.row(b)?))
    }

    /// The match weights of two rows and their class by the evidence alone, without decisions.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row.
    pub fn score(&self, a: &SiteId, b: &SiteId) -> Result<ScoredPair> {
        Ok(self.linkage.score(self.row(a)?, self.row(b)?))
    }

    /// The resolution with a decision about two rows: `a` is the part and `b` the whole if `match_class` is
    /// [`MatchClass::PartOf`]. No pair is scored again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row,
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for [`MatchClass::Possible`] and for a
    /// row and itself.
    pub fn decide(
        &self,
        a: &SiteId,
        b: &SiteId,
        match_class: MatchClass,
        note: &str,
    ) -> Result<Self> {
        let (one, other) = (self.row(a)?, self.row(b)?);
        if one == other {
            return Err(Error::new(ErrorCode::DECISION_SAME_ROW).with_given(a));
        }
        let sites = &self.rows.sites;
        let (one, other) = (&sites[one.index()], &sites[other.index()]);
        Ok(self.with_decisions([Decision::new(one, other, match_class, note)?]))
    }

    /// The resolution with more decisions. A decision replaces earlier ones about the same two rows.
    #[must_use]
    pub fn with_decisions(&self, more: impl IntoIterator<Item = Decision>) -> Self {
        let pairs = |decision: &Decision| -> BTreeSet<RecordPair> {
            let constraints = decision_constraints(decision, &self.rows.sites);
            constraints.iter().map(PairConstraint::pair).collect()
        };
        let mut decisions = self.decisions.clone();
        for decision in more {
            let decided = pairs(&decision);
            decisions.retain(|old| {
                let old = pairs(old);
                old.is_empty() || !old.is_subset(&decided)
            });
            decisions.push(decision);
        }
        let constraints = pair_constraints(&self.rows, &decisions);
        let clusters = self.linkage.clusters(&self.scored, &constraints);
        Self {
            clusters,
            decisions,
            ..self.clone()
        }
    }

    /// The inventory of merged sites, with the rows that each was merged from, parts, and decisions. Issues keep
    /// naming the row that they are about ([`Lineage::site_of`]).
    ///
    /// # Errors
    ///
    /// As [`Inventory::new`]; such an error would be a bug of this crate.
    pub fn inventory(&self) -> Result<Inventory> {
        let mut clusters: BTreeMap<RecordRow, Vec<RecordRow>> = BTreeMap::new();
        for (row, cluster) in (0..).map(RecordRow).zip(&self.clusters.cluster_of) {
            clusters.entry(*cluster).or_default().push(row);
        }
        let mut lineage = Lineage {
            decisions: self.decisions.clone(),
            ..Lineage::default()
        };
        let replaced_by = self.replacements();
        let replaced: BTreeSet<&RecordRow> = replaced_by.values().collect();
        let mut ids: BTreeMap<RecordRow, SiteId> = BTreeMap::new();
        let mut used_ids: BTreeSet<SiteId> = BTreeSet::new();
        let mut sites: Vec<Site> = Vec::new();
        for (cluster, rows) in &clusters {
            let Some(id) = self.id_of_cluster(rows, &used_ids) else {
                continue;
            };
            let row_site = |row: RecordRow| &self.rows.sites[row.index()];
            let present = rows
                .iter()
                .filter(|row| !self.rows.is_removed[row.index()] && !replaced.contains(row));
            let present = present.map(|row| Site {
                id: row_site(*replaced_by.get(row).unwrap_or(row)).id.clone(),
                ..row_site(*row).clone()
            });
            let mut present: Vec<Site> = present.collect();
            present.sort_by(|a, b| a.id.cmp(&b.id));
            let Some(site) = merge::merge(id.clone(), &present, &self.options.trusted) else {
                continue;
            };
            used_ids.insert(id.clone());
            if present.len() > 1 || present.iter().any(|row| row.id != id) {
                lineage.members.insert(id.clone(), present);
            }
            ids.insert(*cluster, id);
            sites.push(site);
        }
        for (part, whole) in &self.clusters.part_of {
            if let (Some(part), Some(whole)) = (ids.get(part), ids.get(whole)) {
                lineage.part_of.insert(part.clone(), whole.clone());
            }
        }
        self.base.with_sites(sites)?.with_lineage(lineage)
    }

    /// The old row that each new row replaces, by the new row: those pairs that are in one cluster.
    fn replacements(&self) -> BTreeMap<RecordRow, RecordRow> {
        let cluster = |row: &RecordRow| self.clusters.cluster_of[row.index()];
        let replacements = self.rows.replacements.iter();
        let matching = replacements.filter(|(old, new)| cluster(old) == cluster(new));
        matching.map(|(old, new)| (*new, *old)).collect()
    }

    /// The id of the site of a cluster. The id of a site never changes, so the id of a site that its rows belonged
    /// to before comes first, unless another cluster already has it; then the first id of its rows.
    fn id_of_cluster(&self, rows: &[RecordRow], used_ids: &BTreeSet<SiteId>) -> Option<SiteId> {
        let sites = rows
            .iter()
            .filter_map(|row| self.rows.site_of[row.index()].as_ref());
        let known = sites.min().filter(|id| !used_ids.contains(*id));
        let row_ids = rows.iter().map(|row| &self.rows.sites[row.index()].id);
        known.or(row_ids.min()).cloned()
    }
}
