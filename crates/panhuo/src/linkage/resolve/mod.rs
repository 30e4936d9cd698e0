//! One true inventory of many lists: every merge explained and reversible.

mod changes;
mod merge;
mod rows;
mod settled;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use changes::Change;

use crate::error::{Error, ErrorCode, Result};
use crate::inventory::Inventory;
use crate::lang::Bilingual;
use crate::lineage::Lineage;
use crate::linkage::{
    Clusters, Decision, Evidence, IdentityProfile, LinkConflict, Linkage, MatchClass, MatchWeights,
    ScoredPair,
};
use crate::site::{Site, SiteId};
use rows::Rows;
use settled::constraints;

/// How to resolve an inventory: what weighs how much, and whom to trust.
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
    /// Fields, weights, blocks and thresholds.
    pub profile: IdentityProfile,
    /// Codes of jurisdictions and names of files, the most trusted first: between rows of one date
    /// theirs survive.
    pub trusted: Vec<String>,
}

impl Default for ResolveOptions {
    fn default() -> Self {
        Self {
            profile: IdentityProfile::site(),
            trusted: Vec::new(),
        }
    }
}

impl ResolveOptions {
    /// The shipped weights; nobody is trusted more.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with other weights.
    #[must_use]
    pub fn profile(self, profile: IdentityProfile) -> Self {
        Self { profile, ..self }
    }

    /// The same with this order of trust.
    #[must_use]
    pub fn trusted(self, trusted: impl IntoIterator<Item = String>) -> Self {
        Self {
            trusted: trusted.into_iter().collect(),
            ..self
        }
    }
}

/// Two rows that somebody has to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PossibleMatch {
    /// The one row, by its id.
    pub a: SiteId,
    /// The other.
    pub b: SiteId,
    /// The sums of the evidence.
    pub weights: MatchWeights,
    /// The evidence, line by line.
    pub evidence: Vec<Evidence>,
}

/// Which rows of an inventory are one site, with the reasons: made by [`Inventory::resolve`] and
/// [`Inventory::update`], turned into an inventory by [`Resolution::inventory`].
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
/// // Somebody knows better, and that stays.
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
    rows: Rows,
    linkage: Linkage,
    judged: Vec<ScoredPair>,
    candidates: usize,
    clusters: Clusters,
    decisions: Vec<Decision>,
}

impl Inventory {
    /// Finds out which rows of this inventory are one site. Sites that were merged before stay so,
    /// unless somebody decided otherwise; decisions are kept and honoured.
    ///
    /// Cost: O(n log n) for the candidates, about a microsecond for each.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the profile is not sound.
    pub fn resolve(&self, options: &ResolveOptions) -> Result<Resolution> {
        Resolution::new(
            self.clone(),
            options,
            Rows::of(self),
            self.lineage().decisions.clone(),
        )
    }

    /// Resolves a new month's rows against this inventory. Rows that say what they said before are
    /// recognised and not compared; sites keep their ids; rows of a register that was filed again
    /// (a file of the same name but for its digits, the same sheet) and that are not in it any more
    /// are gone. A row without a source takes the place of the one that has its id and no source, if
    /// the two are one site. [`Inventory::changes`] tells what became different.
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
        let rows = Rows::updated(self, new);
        let mut decisions = self.lineage().decisions.clone();
        for decision in &new.lineage().decisions {
            let known = decisions.iter().any(|own| own.concerns(decision));
            decisions.extend((!known).then(|| decision.clone()));
        }
        let issues = self.issues().iter().chain(new.issues()).cloned().collect();
        let base = self.clone().with_issues(issues);
        Resolution::new(base, options, rows, decisions)
    }

    /// Undoes a merge: the site's rows become sites again, as they were.
    ///
    /// The next [`Inventory::resolve`] would merge them again; [`Resolution::decide`] makes it last.
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
        rows: Rows,
        decisions: Vec<Decision>,
    ) -> Result<Self> {
        let linkage = Linkage::from_sites(&rows.sites, &options.profile)?;
        let (judged, candidates) = linkage.score_candidates(rows.new_from);
        let clusters = linkage.clusters(&judged, &constraints(&rows, &decisions));
        Ok(Self {
            base,
            options: options.clone(),
            candidates,
            judged,
            clusters,
            decisions,
            rows,
            linkage,
        })
    }

    /// The rows, in the order of the pairs' numbers.
    pub fn rows(&self) -> &[Site] {
        &self.rows.sites
    }

    /// How many pairs were compared.
    pub fn candidates(&self) -> usize {
        self.candidates
    }

    /// Every pair that is not different, by number of rows.
    pub fn scored_pairs(&self) -> &[ScoredPair] {
        &self.judged
    }

    /// Links that were not followed, because they would have joined two strangers; decisions, too, that
    /// others contradict.
    pub fn conflicts(&self) -> &[LinkConflict] {
        &self.clusters.conflicts
    }

    /// What people decided, oldest first.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The pairs that somebody has to look at, the likeliest first.
    ///
    /// The evidence of each is computed anew.
    pub fn possible_matches(&self) -> Vec<PossibleMatch> {
        let linkage = &self.linkage;
        let pairs = self
            .clusters
            .possible_matches
            .iter()
            .map(|each| PossibleMatch {
                a: self.rows.sites[each.a].id.clone(),
                b: self.rows.sites[each.b].id.clone(),
                weights: each.weights,
                evidence: linkage.evidence(each.a, each.b),
            });
        pairs.collect()
    }

    fn row(&self, id: &SiteId) -> Result<usize> {
        let found = self.rows.sites.iter().position(|row| row.id == *id);
        found.ok_or_else(|| {
            Error::new(ErrorCode::UNKNOWN_ID)
                .with_what(Bilingual::new("行", "row"))
                .with_given(id)
        })
    }

    /// The evidence for and against two rows being one, which adds up to their scores.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row.
    pub fn evidence(&self, a: &SiteId, b: &SiteId) -> Result<Vec<Evidence>> {
        let linkage = &self.linkage;
        Ok(linkage.evidence(self.row(a)?, self.row(b)?))
    }

    /// The match weights of two rows, and their classification by the evidence alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row.
    pub fn score(&self, a: &SiteId, b: &SiteId) -> Result<ScoredPair> {
        Ok(self.linkage.score(self.row(a)?, self.row(b)?))
    }

    /// The resolution after somebody decided what two rows are; `a` is the part of `b` if the
    /// match_class is [`MatchClass::PartOf`]. Pairs are not compared anew.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such row, [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for
    /// [`MatchClass::Possible`] and for a row and itself.
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
        let (one, other) = (&self.rows.sites[one], &self.rows.sites[other]);
        Ok(self.with_decisions([Decision::new(one, other, match_class, note)?]))
    }

    /// The resolution with more decisions. A decision replaces earlier ones about the same two rows.
    #[must_use]
    pub fn with_decisions(&self, more: impl IntoIterator<Item = Decision>) -> Self {
        let pairs = |decision: &Decision| -> BTreeSet<(usize, usize)> {
            let constraints = decision.constraints(&self.rows.sites).into_iter();
            constraints.map(|r| (r.a.min(r.b), r.a.max(r.b))).collect()
        };
        let mut decisions = self.decisions.clone();
        for decision in more {
            let about = pairs(&decision);
            decisions.retain(|old| {
                let old = pairs(old);
                old.is_empty() || !old.is_subset(&about)
            });
            decisions.push(decision);
        }
        let linkage = &self.linkage;
        let constraints = constraints(&self.rows, &decisions);
        let clusters = linkage.clusters(&self.judged, &constraints);
        Self {
            clusters,
            decisions,
            ..self.clone()
        }
    }

    /// The inventory of merged sites, with the rows behind each, parts, and decisions. Issues keep
    /// naming the row that they are about ([`Lineage::site_of`]).
    ///
    /// # Errors
    ///
    /// As [`Inventory::new`], which would be a fault of this crate.
    pub fn inventory(&self) -> Result<Inventory> {
        let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, cluster) in self.clusters.cluster_of.iter().enumerate() {
            clusters.entry(*cluster).or_default().push(row);
        }
        let mut lineage = Lineage {
            decisions: self.decisions.clone(),
            ..Lineage::default()
        };
        let mut names: BTreeMap<usize, SiteId> = BTreeMap::new();
        let mut sites: Vec<Site> = Vec::new();
        let mut taken: BTreeSet<SiteId> = BTreeSet::new();
        let of = &self.clusters.cluster_of;
        let one = self
            .rows
            .renewed
            .iter()
            .filter(|(old, new)| of[*old] == of[*new]);
        let renews: BTreeMap<usize, usize> = one.map(|(old, new)| (*new, *old)).collect();
        let renewed: BTreeSet<&usize> = renews.values().collect();
        for (cluster, members) in &clusters {
            let (rows, site_of) = (&self.rows.sites, &self.rows.site_of);
            // The id of a site never changes: that of rows that were there before comes first.
            let known = members
                .iter()
                .filter_map(|row| site_of[*row].as_ref())
                .min();
            let free = |id: &&SiteId| !taken.contains(*id);
            let own = members.iter().map(|row| &rows[*row].id).min();
            let Some(id) = known.filter(free).or(own).cloned() else {
                continue;
            };
            let mut present: Vec<Site> = members
                .iter()
                .filter(|row| !self.rows.gone[**row] && !renewed.contains(row))
                .map(|row| Site {
                    id: rows[*renews.get(row).unwrap_or(row)].id.clone(),
                    ..rows[*row].clone()
                })
                .collect();
            present.sort_by(|a, b| a.id.cmp(&b.id));
            let Some(site) = merge::merge(id.clone(), &present, &self.options.trusted) else {
                continue;
            };
            taken.insert(id.clone());
            if present.len() > 1 || present.iter().any(|row| row.id != id) {
                lineage.members.insert(id.clone(), present);
            }
            names.insert(*cluster, id);
            sites.push(site);
        }
        for (part, whole) in &self.clusters.part_of {
            if let (Some(part), Some(whole)) = (names.get(part), names.get(whole)) {
                lineage.part_of.insert(part.clone(), whole.clone());
            }
        }
        self.base.with_sites(sites)?.with_lineage(lineage)
    }
}
