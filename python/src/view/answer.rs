//! Requirements, candidates and shortlists, in words.

use panhuo::advice::NearMiss;
use panhuo::matching::{Candidate, Check, Contribution, ScoreRange, Tally};
use panhuo::{Lang, Outcome, Requirement};
use serde::Serialize;

use super::{SourceView, Words};
use crate::criterion::audience_name;

/// A requirement in words.
#[derive(Serialize)]
pub(crate) struct RequirementView<'a> {
    name: &'a str,
    investor: &'a str,
    kinds: Vec<Words>,
    must: Vec<MustView>,
    prefer: Vec<PreferView>,
}

#[derive(Serialize)]
struct MustView {
    words: Words,
    relax: Option<u32>,
    audience: &'static str,
}

#[derive(Serialize)]
struct PreferView {
    words: Words,
    weight: f64,
    audience: &'static str,
}

impl<'a> RequirementView<'a> {
    pub(crate) fn of(requirement: &'a Requirement) -> Self {
        let kinds = requirement.requested_kinds().iter();
        let must = requirement.constraints().iter().map(|each| MustView {
            words: Words::of(|lang| each.describe(lang)),
            relax: each.relax(),
            audience: audience_name(each.audience()),
        });
        let prefer = requirement.preferences().iter().map(|each| PreferView {
            words: Words::of(|lang| each.describe(lang)),
            weight: each.weight(),
            audience: audience_name(each.audience()),
        });
        Self {
            name: requirement.name(),
            investor: requirement.investor_name(),
            kinds: kinds
                .map(|kind| Words::of(|lang| kind.label(lang)))
                .collect(),
            must: must.collect(),
            prefer: prefer.collect(),
        }
    }
}

/// One site, measured, in words.
#[derive(Serialize)]
pub(crate) struct CandidateView<'a> {
    site: &'a str,
    name: &'a str,
    kind: &'static str,
    kind_label: Words,
    jurisdiction: &'a str,
    jurisdiction_name: &'a str,
    longitude: Option<f64>,
    latitude: Option<f64>,
    kind_requested: bool,
    outcome: Outcome,
    score: ScoreRange,
    checks: Vec<CheckView<'a>>,
    contributions: Vec<ContributionView<'a>>,
}

#[derive(Serialize)]
struct CheckView<'a> {
    required: Words,
    outcome: Outcome,
    found: Words,
    shortfall: Option<Words>,
    raw: &'a str,
    source: Option<SourceView<'a>>,
    audience: &'static str,
}

#[derive(Serialize)]
struct ContributionView<'a> {
    preference: Words,
    weight: f64,
    share: f64,
    guaranteed: f64,
    potential: f64,
    found: Words,
    raw: &'a str,
    source: Option<SourceView<'a>>,
    audience: &'static str,
}

impl<'a> CandidateView<'a> {
    pub(crate) fn of(candidate: &'a Candidate) -> Self {
        Self {
            site: candidate.site.as_str(),
            name: &candidate.name,
            kind: candidate.kind.name(),
            kind_label: Words::of(|lang| candidate.kind.label(lang)),
            jurisdiction: &candidate.jurisdiction,
            jurisdiction_name: &candidate.jurisdiction_name,
            longitude: candidate.longitude,
            latitude: candidate.latitude,
            kind_requested: candidate.kind_requested,
            outcome: candidate.outcome,
            score: candidate.score,
            checks: candidate.checks.iter().map(check).collect(),
            contributions: candidate.contributions.iter().map(contribution).collect(),
        }
    }
}

fn check(check: &Check) -> CheckView<'_> {
    let shortfall = check.shortfall.as_ref();
    CheckView {
        required: Words::of(|lang| check.required.describe(lang)),
        outcome: check.outcome,
        found: Words::of(|lang| check.observed.describe(lang)),
        shortfall: shortfall.map(|short| Words::of(|lang| short.describe(lang))),
        raw: &check.observed.raw,
        source: check.observed.source.as_ref().map(SourceView::of),
        audience: audience_name(check.required.audience()),
    }
}

fn contribution(contribution: &Contribution) -> ContributionView<'_> {
    ContributionView {
        preference: Words::of(|lang| contribution.preference.describe(lang)),
        weight: contribution.preference.weight(),
        share: contribution.share,
        guaranteed: contribution.adds.guaranteed,
        potential: contribution.adds.potential,
        found: Words::of(|lang| contribution.observed.describe(lang)),
        raw: &contribution.observed.raw,
        source: contribution.observed.source.as_ref().map(SourceView::of),
        audience: audience_name(contribution.preference.audience()),
    }
}

/// A site that fails few constraints, in words.
#[derive(Serialize)]
pub(crate) struct NearMissView<'a> {
    cost: f64,
    candidate: CandidateView<'a>,
}

impl<'a> NearMissView<'a> {
    pub(crate) fn of(miss: &'a NearMiss) -> Self {
        Self {
            cost: miss.cost,
            candidate: CandidateView::of(&miss.candidate),
        }
    }
}

/// What became of all sites, in words.
#[derive(Serialize)]
pub(crate) struct TallyView {
    sites: usize,
    other_kinds: usize,
    passing: usize,
    unknown: usize,
    failing: usize,
    by_constraint: Vec<ConstraintTallyView>,
    zh: Vec<String>,
    en: Vec<String>,
}

#[derive(Serialize)]
struct ConstraintTallyView {
    required: Words,
    audience: &'static str,
    fails: usize,
    fails_alone: usize,
    unknown: usize,
}

impl TallyView {
    pub(crate) fn of(tally: &Tally) -> Self {
        let by_constraint = tally.by_constraint.iter();
        Self {
            sites: tally.sites,
            other_kinds: tally.other_kinds,
            passing: tally.passing,
            unknown: tally.unknown,
            failing: tally.failing,
            by_constraint: by_constraint
                .map(|each| ConstraintTallyView {
                    required: Words::of(|lang| each.required.describe(lang)),
                    audience: audience_name(each.required.audience()),
                    fails: each.fails,
                    fails_alone: each.fails_alone,
                    unknown: each.unknown,
                })
                .collect(),
            zh: tally.describe(Lang::Zh),
            en: tally.describe(Lang::En),
        }
    }
}
