//! What an audience may read of shortlists and tallies.

use super::shortlist::{
    Candidate, Check, ConstraintTally, Contribution, Observed, ScoreRange, Shortlist, Tally,
};
use crate::catalog::Catalog;
use crate::requirement::Preference;
use crate::schema::Audience;
use crate::site::SiteId;

impl Observed {
    /// The words alone: not what the cell says, nor which cell it is.
    pub(crate) fn without_cell(&self) -> Self {
        Self {
            zh: self.zh.clone(),
            en: self.en.clone(),
            ..Self::default()
        }
    }
}

impl Check {
    /// What an audience may read of it: without its cell, and of a check of the bureau's own the
    /// outcome alone.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let is_open = audience.may_read(self.required.audience());
        Self {
            required: self.required.for_audience(audience),
            outcome: self.outcome,
            observed: if is_open {
                self.observed.without_cell()
            } else {
                Observed::default()
            },
            shortfall: self.shortfall.clone().filter(|_| is_open),
        }
    }
}

impl Contribution {
    /// What an audience may read of the contributions of one candidate: those of open preferences
    /// without their cells, then one for all the others together.
    #[must_use]
    pub fn all_for_audience(contributions: &[Self], audience: Audience) -> Vec<Self> {
        if audience == Audience::Bureau {
            return contributions.to_vec();
        }
        let is_open = |each: &&Self| audience.may_read(each.preference.audience());
        let (open, own): (Vec<_>, Vec<_>) = contributions.iter().partition(is_open);
        let open = open.into_iter().map(|each| Self {
            observed: each.observed.without_cell(),
            ..each.clone()
        });
        let withheld = (!own.is_empty()).then(|| Self {
            preference: Preference::withheld(own.iter().map(|each| &each.preference)),
            share: own.iter().map(|each| each.share).sum(),
            adds: ScoreRange::sum(own.iter().copied()),
            observed: Observed::default(),
        });
        open.chain(withheld).collect()
    }
}

impl ScoreRange {
    /// What contributions add up to, in their order.
    pub(crate) fn sum<'a>(contributions: impl IntoIterator<Item = &'a Contribution>) -> Self {
        let nothing = Self {
            guaranteed: 0.0,
            potential: 0.0,
        };
        let add = |sum: Self, each: &Contribution| Self {
            guaranteed: sum.guaranteed + each.adds.guaranteed,
            potential: sum.potential + each.adds.potential,
        };
        contributions.into_iter().fold(nothing, add)
    }
}

impl Candidate {
    /// What an audience may read of it: the table of [`redaction`](crate::redaction) says what that
    /// is. `catalog` is the one that it comes from, in which the site's own data tell which persons
    /// its name mentions; if the catalog does not have the site, the name is withheld.
    ///
    /// Contributions still add up to the score exactly. Where several are withheld, they are added
    /// to each other first, so the score may differ from the bureau's in its last digits (by some
    /// 1e-16).
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let contributions = Contribution::all_for_audience(&self.contributions, audience);
        let score = if contributions
            .iter()
            .any(|each| each.preference.is_withheld())
        {
            ScoreRange::sum(&contributions)
        } else {
            self.score
        };
        let checks = self.checks.iter();
        // Written out, so that a field that is added is withheld until somebody decides.
        Self {
            site: self.site.clone(),
            name: redacted_name(&self.site, catalog),
            kind: self.kind,
            jurisdiction: self.jurisdiction.clone(),
            jurisdiction_name: self.jurisdiction_name.clone(),
            longitude: self.longitude,
            latitude: self.latitude,
            kind_requested: self.kind_requested,
            outcome: self.outcome,
            score,
            checks: checks.map(|each| each.for_audience(audience)).collect(),
            contributions,
        }
    }
}

/// The name of a site as investors read it; empty if the catalog does not have the site.
pub(crate) fn redacted_name(site: &SiteId, catalog: &Catalog) -> String {
    let site = catalog.site(site);
    site.map_or(String::new(), |site| site.redacted_name())
}

impl Shortlist {
    /// What an audience may read of it; `catalog` is the one that it comes from.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Lang, Requirement, Site, SiteKind};
    /// use panhuo::attribute::{FLOOR_AREA, TOTAL_DEBT};
    /// use panhuo::schema::Audience;
    /// use panhuo::units::{square_metres, wan_yuan};
    ///
    /// let mut tower = Site::new("A", SiteKind::StalledBuilding, "金鹗大厦");
    /// tower.set(FLOOR_AREA, square_metres(21_000.0))?;
    /// tower.set(TOTAL_DEBT, wan_yuan(9000.0))?;
    /// let catalog = Inventory::new(vec![tower])?.catalog();
    /// let requirement = Requirement::new("offices")
    ///     .must(FLOOR_AREA.at_least(square_metres(20_000.0)))
    ///     .must(TOTAL_DEBT.at_most(wan_yuan(10_000.0)));
    ///
    /// let shortlist = catalog.shortlist(&requirement, 10)?;
    /// let shown = shortlist.for_audience(Audience::Investor, &catalog);
    /// let checks = &shown.candidates[0].checks;
    /// assert_eq!(checks[0].describe(Lang::En), "✓ floor area ≥ 20000 m²: 21000 m²");
    /// assert_eq!(checks[1].describe(Lang::En), "✓ a check of the bureau's own");
    /// assert!(!shown.to_json().contains("9000"));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        let candidates = self.candidates.iter();
        Self {
            requirement: self.requirement.for_audience(audience),
            candidates: candidates
                .map(|each| each.for_audience(audience, catalog))
                .collect(),
            statistics: self.statistics,
        }
    }
}

impl Tally {
    /// What an audience may read of it: the counts, and the constraints that are open to it.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        let is_open = |each: &&ConstraintTally| audience.may_read(each.required.audience());
        let open = self.by_constraint.iter().filter(is_open);
        let open = open.map(|each| ConstraintTally {
            required: each.required.for_audience(audience),
            ..each.clone()
        });
        Self {
            by_constraint: open.collect(),
            ..self.clone()
        }
    }
}
