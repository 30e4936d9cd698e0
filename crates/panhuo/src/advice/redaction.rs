//! What an audience may read of advice.

use super::{
    Conflict, ConstraintChange, DemandGap, Dominated, Feature, FeatureDifference,
    JurisdictionQuestions, MissingFact, NearMiss, ParetoFront, Question, RankedRequirement,
    Relaxation, SimilarSite, SiteAcceptability, UnmetCriterion, UnmetRequirement, WeightChange,
    WhyNot,
};
use crate::catalog::Catalog;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Check, redacted_name};
use crate::requirement::{Preference, Requirement};
use crate::schema::Audience;

/// What a withheld shortfall or change counts: as much as any that is no number.
const WITHHELD_COST: f64 = 1.0;

/// The cost of the shortfalls of a candidate, as an audience may read it: a withheld shortfall counts 1, so that
/// the cost tells nothing about its size.
fn open_cost(cost: f64, candidate: &Candidate) -> f64 {
    let failed = || candidate.checks_that(Outcome::Fail);
    if !failed().any(|check| check.required.is_withheld()) {
        return cost;
    }
    let each = |check: &Check| check.shortfall.as_ref().map_or(WITHHELD_COST, |by| by.cost);
    failed().map(each).sum()
}

impl NearMiss {
    /// What an audience may read of it: as [`Candidate::for_audience`]. A failed check of the
    /// bureau's own counts 1 in the cost.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        let candidate = self.candidate.for_audience(audience, catalog);
        Self {
            cost: open_cost(self.cost, &candidate),
            candidate,
        }
    }
}

impl Conflict {
    /// What an audience may read of it: constraints of the bureau's own are withheld, in their
    /// places.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        let required = self.required.iter();
        Self {
            required: required.map(|each| each.for_audience(audience)).collect(),
            ..self.clone()
        }
    }
}

impl ConstraintChange {
    /// What an audience may read of it: of a constraint of the bureau's own only that it changes.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        let was = self.was.for_audience(audience);
        let becomes = self.becomes.as_ref();
        let becomes = becomes.map(|each| each.for_audience(audience));
        if !was.is_withheld() {
            return Self {
                was,
                becomes,
                ..self.clone()
            };
        }
        Self {
            constraint: self.constraint,
            change: None,
            cost: WITHHELD_COST,
            zh: format!("调整{}", was.describe(Lang::Zh)),
            en: format!("{} changed", was.describe(Lang::En)),
            was,
            becomes,
        }
    }

    fn is_withheld(&self) -> bool {
        self.was.is_withheld()
    }
}

impl Relaxation {
    /// What an audience may read of it. A withheld change counts 1 in the cost, and the requirement
    /// can then not be matched.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        let changes = self.changes.iter();
        let changes: Vec<_> = changes.map(|each| each.for_audience(audience)).collect();
        let cost = if changes.iter().any(ConstraintChange::is_withheld) {
            changes.iter().map(|each| each.cost).sum()
        } else {
            self.cost
        };
        Self {
            changes,
            cost,
            admitted: self.admitted,
            passing: self.passing,
            best: self.best.for_audience(audience, catalog),
            requirement: self.requirement.for_audience(audience),
        }
    }
}

impl MissingFact {
    /// Who may read it. An encumbrance that a requirement depends on is open.
    pub fn audience(&self) -> Audience {
        match self {
            Self::Attribute(attribute) => attribute.audience(),
            Self::Encumbrance(_) => Audience::Investor,
        }
    }
}

impl Question {
    /// What an audience may read of it: without the cell, and nothing of a fact of the bureau's own.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Option<Self> {
        if audience == Audience::Bureau {
            return Some(self.clone());
        }
        audience.may_read(self.fact.audience()).then(|| Self {
            name: redacted_name(&self.site, catalog),
            observed: self.observed.without_cell(),
            ..self.clone()
        })
    }
}

impl JurisdictionQuestions {
    /// What an audience may read of it: the questions that are open to it.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        Self {
            jurisdiction: self.jurisdiction.clone(),
            jurisdiction_name: self.jurisdiction_name.clone(),
            questions: open_questions(&self.questions, audience, catalog),
        }
    }
}

fn open_questions(questions: &[Question], audience: Audience, catalog: &Catalog) -> Vec<Question> {
    let each = questions.iter();
    each.filter_map(|question| question.for_audience(audience, catalog))
        .collect()
}

impl WhyNot {
    /// What an audience may read of it: changes of constraints and weights of the bureau's own, and
    /// questions about its facts, are left out.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        let constraint_change = self.constraint_change.as_ref();
        let constraint_change = constraint_change.map(|change| change.for_audience(audience));
        let weight_change = self.weight_change.as_ref();
        let is_open = |change: &&WeightChange| audience.may_read(change.was.audience());
        let before = |change: &WeightChange| {
            let before = self.candidate.contributions.iter().take(change.preference);
            let before = before.filter(|each| audience.may_read(each.preference.audience()));
            before.count()
        };
        Self {
            candidate: self.candidate.for_audience(audience, catalog),
            top: self.top,
            rank: self.rank,
            is_listed: self.is_listed,
            last_listed: self.last_listed.clone(),
            score_difference: self.score_difference,
            weight_change: weight_change.filter(is_open).map(|change| WeightChange {
                preference: before(change),
                ..change.clone()
            }),
            constraint_change: constraint_change.filter(|change| !change.is_withheld()),
            questions: open_questions(&self.questions, audience, catalog),
        }
    }
}

impl SiteAcceptability {
    /// What an audience may read of it: the central weights of preferences of the bureau's own are
    /// added up, behind the others. `requirement` is the one that it was computed for.
    #[must_use]
    pub fn for_audience(
        &self,
        audience: Audience,
        catalog: &Catalog,
        requirement: &Requirement,
    ) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let weights = self.central_weights.as_ref().map(|weights| {
            let pairs = weights.iter().zip(requirement.preferences());
            let is_open =
                |(_, preference): &(&f64, &Preference)| audience.may_read(preference.audience());
            let (open, own): (Vec<_>, Vec<_>) = pairs.partition(is_open);
            let own = (!own.is_empty()).then(|| own.iter().map(|(weight, _)| *weight).sum());
            open.iter().map(|(weight, _)| **weight).chain(own).collect()
        });
        Self {
            name: redacted_name(&self.site, catalog),
            central_weights: weights,
            ..self.clone()
        }
    }
}

impl Dominated {
    /// What an audience may read of it: where it is worse in preferences that are open. Positions
    /// are those in the requirement as the same audience reads it; `requirement` is the original.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, requirement: &Requirement) -> Self {
        let is_open = |at: &usize| {
            let preference = requirement.preferences().get(*at);
            preference.is_some_and(|each| audience.may_read(each.audience()))
        };
        let open = self.advantages.iter().filter(|(at, _)| is_open(at));
        let open = open.map(|(at, by)| ((0..*at).filter(is_open).count(), *by));
        Self {
            advantages: open.collect(),
            ..self.clone()
        }
    }
}

impl ParetoFront {
    /// What an audience may read of it; `requirement` is the one that it was computed for.
    #[must_use]
    pub fn for_audience(
        &self,
        audience: Audience,
        catalog: &Catalog,
        requirement: &Requirement,
    ) -> Self {
        let (front, dominated) = (self.front.iter(), self.dominated.iter());
        Self {
            front: front
                .map(|each| each.for_audience(audience, catalog))
                .collect(),
            dominated: dominated
                .map(|each| each.for_audience(audience, requirement))
                .collect(),
        }
    }
}

impl SimilarSite {
    /// What an audience may read of it: the features that are open, and the mean of their
    /// differences.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let is_open = |each: &&FeatureDifference| match each.feature {
            Feature::Attribute(attribute) => audience.may_read(attribute.audience()),
            Feature::Kind | Feature::Position => true,
        };
        let differences: Vec<_> = self.differences.iter().filter(is_open).cloned().collect();
        let distance = if differences.len() == self.differences.len() {
            self.distance
        } else {
            let sum: f64 = differences.iter().map(|each| each.difference).sum();
            sum / differences.iter().map(|_| 1.0).sum::<f64>().max(1.0)
        };
        Self {
            site: self.site.clone(),
            name: redacted_name(&self.site, catalog),
            distance,
            differences,
        }
    }
}

impl RankedRequirement {
    /// What an audience may read of it: not the name of the requirement nor of the investor.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let candidate = self.candidate.for_audience(audience, catalog);
        Self {
            requirement: self.requirement,
            name: String::new(),
            investor: String::new(),
            cost: open_cost(self.cost, &candidate),
            candidate,
        }
    }
}

impl DemandGap {
    /// What an audience may read of it: not the names of requirements and investors,
    /// and no criterion on an attribute of the bureau's own.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let criteria = self.unmet_criteria.iter();
        let unmet = self.unmet_requirements.iter();
        let unmet = unmet.map(|each| UnmetRequirement {
            requirement: each.requirement,
            name: String::new(),
            investor: String::new(),
            sites: each.sites,
            conflicts: each
                .conflicts
                .iter()
                .map(|each| each.for_audience(audience))
                .collect(),
            nearest: each
                .nearest
                .as_ref()
                .map(|miss| miss.for_audience(audience, catalog)),
        });
        Self {
            met: self.met,
            undetermined: self.undetermined,
            unmet_requirements: unmet.collect(),
            unmet_criteria: criteria
                .filter(|each| audience.may_read(each.easiest.audience()))
                .map(|each| UnmetCriterion {
                    easiest: each.easiest.for_audience(audience),
                    hardest: each.hardest.for_audience(audience),
                    ..each.clone()
                })
                .collect(),
        }
    }
}
