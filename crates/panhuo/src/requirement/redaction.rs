//! What an audience may read of a requirement.

use super::{Constraint, Criterion, Predicate, Preference, Requirement, ValueFunction};
use crate::error::{Error, ErrorCode};
use crate::lang::Lang;
use crate::schema::Audience;

/// What is said instead of a withheld constraint.
pub(super) fn withheld_constraint(lang: Lang) -> &'static str {
    lang.pick("内部核查项", "a check of the bureau's own")
}

/// What is said instead of withheld preferences.
pub(super) fn withheld_preferences(lang: Lang) -> &'static str {
    lang.pick("其他因素", "other factors")
}

/// Why a redacted requirement is not matched.
pub(crate) fn withheld() -> Error {
    Error::new(ErrorCode::REQUIREMENT_WITHHELD)
}

impl Criterion {
    /// Who may read what is measured: distances are open, attributes as the schema says.
    pub fn audience(&self) -> Audience {
        match self {
            Self::Attribute(attribute) => attribute.audience(),
            Self::Distance(_) => Audience::Investor,
        }
    }
}

impl Constraint {
    /// Who may read what is tested. An encumbrance that a requirement asks about is open.
    pub fn audience(&self) -> Audience {
        match &self.predicate {
            Predicate::AtLeast(criterion, _)
            | Predicate::AtMost(criterion, _)
            | Predicate::Between(criterion, ..) => criterion.audience(),
            Predicate::OneOf(attribute, _) => attribute.audience(),
            Predicate::Inside(_)
            | Predicate::Outside(_)
            | Predicate::In(_)
            | Predicate::FreeOf(_)
            | Predicate::Withheld => Audience::Investor,
        }
    }

    /// Whether it stands for a constraint that its audience may not read.
    pub fn is_withheld(&self) -> bool {
        self.predicate == Predicate::Withheld
    }

    /// What an audience may read of it: never, but for the bureau, when it may be relaxed.
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        match audience {
            Audience::Bureau => self.clone(),
            Audience::Investor if self.audience() == Audience::Investor => {
                self.predicate.clone().into()
            }
            Audience::Investor => Predicate::Withheld.into(),
        }
    }
}

impl Preference {
    /// Who may read what is scored.
    pub fn audience(&self) -> Audience {
        match &self.value_function {
            ValueFunction::Curve(criterion, _) => criterion.audience(),
            ValueFunction::Table { attribute, .. } => attribute.audience(),
            ValueFunction::Withheld => Audience::Investor,
        }
    }

    /// Whether it stands for preferences that its audience may not read.
    pub fn is_withheld(&self) -> bool {
        self.value_function == ValueFunction::Withheld
    }

    /// What stands for several preferences that an audience may not read, with their whole weight.
    pub(crate) fn withheld<'a>(preferences: impl IntoIterator<Item = &'a Self>) -> Self {
        Self {
            value_function: ValueFunction::Withheld,
            weight: preferences.into_iter().map(Self::weight).sum(),
        }
    }
}

impl Requirement {
    /// What an audience may read of it.
    ///
    /// For investors, constraints on attributes of the bureau's own become
    /// [`Predicate::Withheld`], in their places; preferences on such attributes become one
    /// [`ValueFunction::Withheld`] with the sum of their weights, behind the others; and nothing
    /// tells which constraints may be relaxed. A requirement of which something is withheld cannot
    /// be matched: [`Requirement::check`] refuses it.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Lang, Requirement};
    /// use panhuo::attribute::{FLOOR_AREA, TOTAL_DEBT};
    /// use panhuo::schema::Audience;
    /// use panhuo::units::{square_metres, wan_yuan};
    ///
    /// let foundry = Requirement::new("castings")
    ///     .must(FLOOR_AREA.at_least(square_metres(8000.0)).relaxed_at(1))
    ///     .must(TOTAL_DEBT.at_most(wan_yuan(500.0)));
    /// let shown = foundry.for_audience(Audience::Investor);
    /// assert_eq!(shown.constraints()[0].relax(), None);
    /// assert_eq!(shown.constraints()[1].describe(Lang::En), "a check of the bureau's own");
    /// assert!(shown.check().is_err());
    /// ```
    #[must_use]
    pub fn for_audience(&self, audience: Audience) -> Self {
        if audience == Audience::Bureau {
            return self.clone();
        }
        let constraints = self.must.iter();
        let is_open = |each: &&Preference| audience.may_read(each.audience());
        let (open, own): (Vec<_>, Vec<_>) = self.prefer.iter().partition(is_open);
        let withheld = (!own.is_empty()).then(|| Preference::withheld(own));
        Self {
            name: self.name.clone(),
            investor: self.investor.clone(),
            kinds: self.kinds.clone(),
            must: constraints
                .map(|each| each.for_audience(audience))
                .collect(),
            prefer: open.into_iter().cloned().chain(withheld).collect(),
        }
    }
}
