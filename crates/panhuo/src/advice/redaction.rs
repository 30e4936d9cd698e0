//! What an audience may read of advice.

use super::{
    Asked, Conflict, ConstraintChange, Dominated, Fit, Lacks, Letter, NearMiss, ParetoFront,
    Question, Relaxation, Similar, SiteAcceptability, Unmet, WeightChange, WhyNot,
};
use super::{Aspect, Likeness};
use crate::catalog::Catalog;
use crate::interval::Outcome;
use crate::lang::Lang;
use crate::matching::{Candidate, Check, redacted_name};
use crate::requirement::{Preference, Requirement};
use crate::schema::Audience;

/// What a withheld shortfall or change counts: as much as any that is no number.
const WITHHELD_COST: f64 = 1.0;

/// The cost to cure a candidate, as an audience may read it: a withheld shortfall counts 1, so that
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
        let loosened = self.loosened.iter();
        let loosened: Vec<_> = loosened.map(|each| each.for_audience(audience)).collect();
        let cost = if loosened.iter().any(ConstraintChange::is_withheld) {
            loosened.iter().map(|each| each.cost).sum()
        } else {
            self.cost
        };
        Self {
            loosened,
            cost,
            opens: self.opens,
            passing: self.passing,
            best: self.best.for_audience(audience, catalog),
            requirement: self.requirement.for_audience(audience),
        }
    }
}

impl Asked {
    /// Who may read it. An encumbrance that a requirement asks about is open.
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
        audience.may_read(self.asked.audience()).then(|| Self {
            name: redacted_name(&self.site, catalog),
            found: self.found.without_cell(),
            ..self.clone()
        })
    }
}

impl Letter {
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
        let by_constraint = self.by_constraint.as_ref();
        let by_constraint = by_constraint.map(|change| change.for_audience(audience));
        let by_weight = self.by_weight.as_ref();
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
            gap: self.gap,
            by_weight: by_weight.filter(is_open).map(|change| WeightChange {
                preference: before(change),
                ..change.clone()
            }),
            by_constraint: by_constraint.filter(|change| !change.is_withheld()),
            by_fact: open_questions(&self.by_fact, audience, catalog),
        }
    }
}

impl SiteAcceptability {
    /// What an audience may read of it: the central weights of preferences of the bureau's own are
    /// added up, behind the others. `requirement` is the one that was asked.
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
        let leads = self.leads.iter().filter(|(at, _)| is_open(at));
        let leads = leads.map(|(at, lead)| ((0..*at).filter(is_open).count(), *lead));
        Self {
            leads: leads.collect(),
            ..self.clone()
        }
    }
}

impl ParetoFront {
    /// What an audience may read of it; `requirement` is the one that was asked.
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

impl Similar {
    /// What an audience may read of it: the aspects that are open, and the mean of their
    /// differences.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let is_open = |each: &&Likeness| match each.aspect {
            Aspect::Attribute(attribute) => audience.may_read(attribute.audience()),
            Aspect::Kind | Aspect::Place => true,
        };
        let likeness: Vec<_> = self.likeness.iter().filter(is_open).cloned().collect();
        let distance = if likeness.len() == self.likeness.len() {
            self.distance
        } else {
            let sum: f64 = likeness.iter().map(|each| each.difference).sum();
            sum / likeness.iter().map(|_| 1.0).sum::<f64>().max(1.0)
        };
        Self {
            site: self.site.clone(),
            name: redacted_name(&self.site, catalog),
            distance,
            likeness,
        }
    }
}

impl Fit {
    /// What an audience may read of it: not whose requirement it is, nor what that is called.
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

impl Lacks {
    /// What an audience may read of it: not whose requirements they are, nor what they are called,
    /// and no demand on an attribute of the bureau's own.
    #[must_use]
    pub fn for_audience(&self, audience: Audience, catalog: &Catalog) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let wants = self.wants.iter();
        let unmet = self.unmet.iter().map(|each| Unmet {
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
            hanging: self.hanging,
            unmet: unmet.collect(),
            wants: wants
                .filter(|want| audience.may_read(want.audience))
                .cloned()
                .collect(),
        }
    }
}
