//! What answers mean: ids, bits of numbers, positions, order and what files say, never the names and
//! words of the program.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::num::NonZeroU32;

use panhuo::advice::{
    Conflict, ConstraintChange, DemandGap, Dominated, Feature, FeatureDifference,
    HypotheticalValue, MissingFact, NearMiss, ParetoFront, Question, RankedRequirement, Relaxation,
    SimilarSite, SiteAcceptability, UnmetCriterion, UnmetRequirement, WeightChange, WhyNot,
};
use panhuo::catalog::JurisdictionStatistics;
use panhuo::compact::Text;
use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::CoordsIter;
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::linkage::{
    Change, Evidence, LinkConflict, MatchClass, MatchWeights, PossibleMatch, ScoredPair,
};
use panhuo::matching::{
    Candidate, Check, ConstraintTally, Contribution, Observed, Ranked, ScoreRange,
    SearchStatistics, Shortfall, Tally,
};
use panhuo::requirement::{Constraint, Predicate};
use panhuo::schema::{Category, ValueType};
use panhuo::site::{Contact, Extra, Fact};
use panhuo::source::Source;
use panhuo::{Attribute, Footprint, Interval, Outcome, Position, Quantity, SiteId, SiteKind};

/// The hashes by data set and kind of answer.
#[derive(Default)]
pub(crate) struct Answers {
    /// The data set that the next answers are about.
    pub(crate) set: String,
    hashes: BTreeMap<String, Hash>,
}

impl Answers {
    /// Takes in one more answer of a kind.
    pub(crate) fn add(&mut self, kind: impl Display, answer: impl Meaning) {
        let name = format!("{} {kind}", self.set);
        answer.put(self.hashes.entry(name).or_default());
    }

    /// An answer of many parts.
    pub(crate) fn add_all<M: Meaning>(&mut self, kind: &str, parts: impl IntoIterator<Item = M>) {
        let parts: Vec<M> = parts.into_iter().collect();
        self.add(kind, parts);
    }

    /// One line each.
    pub(crate) fn print(&self) {
        for (name, Hash { bits, values }) in &self.hashes {
            println!("{name} {bits:016x} (n={values})");
        }
    }
}

/// FNV-1a, and how many values went in.
pub(crate) struct Hash {
    bits: u64,
    values: usize,
}

impl Default for Hash {
    fn default() -> Self {
        let (bits, values) = (0xcbf2_9ce4_8422_2325, 0);
        Self { bits, values }
    }
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        self.values += 1;
        for byte in bytes {
            self.bits = (self.bits ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// What can be hashed.
pub(crate) trait Meaning {
    fn put(&self, to: &mut Hash);
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Meaning for $type {
            fn put(&self, to: &mut Hash) {
                to.add(&self.to_le_bytes());
            }
        }
    )*};
}

macro_rules! tuples {
    ($($($part:ident)*;)*) => {$(
        impl<$($part: Meaning),*> Meaning for ($($part,)*) {
            fn put(&self, to: &mut Hash) {
                #[allow(non_snake_case, reason = "a part is called as its type")]
                let ($($part,)*) = self;
                $($part.put(to);)*
            }
        }
    )*};
}

/// Types by what their values hold.
macro_rules! means {
    ($($type:ty: $of:ident => $parts:expr;)*) => {$(
        impl Meaning for $type {
            fn put(&self, to: &mut Hash) {
                let $of = self;
                $parts.put(to);
            }
        }
    )*};
}

numbers! { u16 u32 u64 usize f64 }
tuples! { A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; }

impl<T: Meaning + ?Sized> Meaning for &T {
    fn put(&self, to: &mut Hash) {
        (*self).put(to);
    }
}

impl Meaning for str {
    fn put(&self, to: &mut Hash) {
        to.add(self.as_bytes());
        to.add(&[0xff]);
    }
}

impl<T: Meaning> Meaning for [T] {
    fn put(&self, to: &mut Hash) {
        self.len().put(to);
        self.iter().for_each(|each| each.put(to));
    }
}

impl<T: Meaning> Meaning for Vec<T> {
    fn put(&self, to: &mut Hash) {
        self.as_slice().put(to);
    }
}

impl<T: Meaning> Meaning for Option<T> {
    fn put(&self, to: &mut Hash) {
        self.as_slice().put(to);
    }
}

/// Where something stands in a list of all.
pub(crate) fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter()
        .position(|each| each == one)
        .unwrap_or(usize::MAX)
}

/// A constraint by its bounds, as far as they are numbers.
fn bounds(of: &Constraint) -> (Option<f64>, Option<f64>, Option<u32>) {
    let (low, high) = match of.predicate() {
        Predicate::AtLeast(_, low) => (Some(low), None),
        Predicate::AtMost(_, high) => (None, Some(high)),
        Predicate::Between(_, low, high) => (Some(low), Some(high)),
        _ => (None, None),
    };
    (
        low.map(Quantity::value),
        high.map(Quantity::value),
        of.relax(),
    )
}

/// The bound of a constraint with a single numeric bound.
fn single_bound(constraint: &Constraint) -> Option<f64> {
    match constraint.predicate() {
        Predicate::AtLeast(_, bound) | Predicate::AtMost(_, bound) => Some(bound.value()),
        _ => None,
    }
}

/// The fact, and the categories that it can have.
fn missing_fact(of: MissingFact) -> ((usize, usize), &'static [Category]) {
    match of {
        MissingFact::Attribute(attribute) => ((0, attribute.index()), attribute.categories()),
        MissingFact::Encumbrance(kind) => {
            let yes_no = Attribute::all().find(|of| of.value_type() == ValueType::YesNo);
            let categories = yes_no.map_or(&[][..], Attribute::categories);
            ((1, position(EncumbranceKind::VALUES, &kind)), categories)
        }
        _ => ((2, 0), &[]),
    }
}

fn hypothetical_value(of: &HypotheticalValue, all: &[Category]) -> impl Meaning + use<> {
    let place = |name: &String| all.iter().position(|each| each.name == *name);
    let categories: Vec<_> = of.categories.iter().map(place).collect();
    (of.low, of.high, categories, of.rank)
}

means! {
    bool: it => u16::from(*it);
    NonZeroU32: it => it.get();
    String: it => it.as_str();
    Text: it => it.as_str();
    SiteId: it => it.as_str();
    SiteKind: it => position(SiteKind::VALUES, it);
    EncumbranceKind: it => position(EncumbranceKind::VALUES, it);
    Attribute: it => it.index();
    Outcome: it => match it { Outcome::Pass => 0_u16, Outcome::Unknown => 1, Outcome::Fail => 2 };
    MatchClass: it => match it {
        MatchClass::Match => 0_u16, MatchClass::PartOf => 1, MatchClass::Possible => 2,
        MatchClass::NonMatch => 3, _ => 4,
    };
    Position: it => (it.longitude(), it.latitude());
    Footprint: it => {
        let corners = it.polygons().coords_iter().map(|at| (at.x, at.y));
        (it.representative(), corners.collect::<Vec<_>>())
    };
    Interval: it => (it.low(), it.high());
    Choices: it => it.bits();
    ReportedValue: it => match it {
        ReportedValue::Number(interval) => (0_u16, Some(*interval), 0, ""),
        ReportedValue::Category(choices) => (1, None, choices.bits(), ""),
        ReportedValue::Text(text) => (2, None, 0, text.as_str()),
        ReportedValue::Unknown(MissingReason::NotReported) => (3, None, 0, ""),
        ReportedValue::Unknown(MissingReason::Negotiable) => (4, None, 0, ""),
        ReportedValue::Unknown(MissingReason::Illegible) => (5, None, 0, ""),
        _ => (6, None, 0, ""),
    };
    Source: it => (it.file(), it.sheet(), it.row(), it.column());
    Fact: it => (&it.value, &it.raw, &it.source);
    Encumbrance: it => (it.present, &it.detail, &it.source);
    Extra: it => (&it.header, &it.value);
    Contact: it => (&it.name, &it.telephone);
    JurisdictionStatistics: it => (
        &it.code, it.count, it.by_kind.iter().collect::<Vec<_>>(), it.site_area,
        it.area_unknown, it.without_position, it.completeness
    );
    ScoreRange: it => (it.guaranteed, it.potential);
    Ranked: it => (&it.site, it.outcome, it.score);
    SearchStatistics: it => (it.nodes, it.leaves, it.rows, it.scored);
    Observed: it => (&it.raw, &it.source);
    Shortfall: it => (it.amount, it.cost);
    Check: it => (it.outcome, &it.observed, &it.shortfall, bounds(&it.required));
    Contribution: it => (it.share, it.adds, &it.observed, it.preference.weight());
    Candidate: it => (
        (&it.site, &it.name, it.kind, &it.jurisdiction, it.longitude, it.latitude),
        it.kind_requested, it.outcome, it.score, &it.checks, &it.contributions
    );
    ConstraintTally: it => (it.fails, it.fails_alone, it.unknown);
    Tally: it => (it.sites, it.other_kinds, it.passing, it.unknown, it.failing, &it.by_constraint);
    NearMiss: it => (it.cost, &it.candidate);
    Conflict: it => (&it.constraints, &it.left_without);
    ConstraintChange: it => (it.constraint, it.becomes.as_ref().map(bounds), it.change, it.cost);
    Relaxation: it => (&it.changes, it.cost, it.admitted, it.passing, &it.best);
    WeightChange: it => (it.preference, it.weight);
    Question: it => {
        let (fact, all) = missing_fact(it.fact);
        let [rises, falls] = [&it.rises, &it.falls]
            .map(|value| value.as_ref().map(|value| hypothetical_value(value, all)));
        (&it.site, fact, &it.observed, it.top, it.current_rank, rises, falls, it.max_rank_change)
    };
    WhyNot: it => (
        (it.top, it.rank, it.is_listed, &it.last_listed, it.score_difference),
        &it.candidate, &it.weight_change, &it.constraint_change, &it.questions
    );
    SiteAcceptability: it => (
        &it.site, it.current_rank, &it.rank_acceptability, it.on_list, &it.central_weights
    );
    Dominated: it => (&it.site, &it.dominated_by, &it.advantages);
    ParetoFront: it => (&it.front, &it.dominated);
    RankedRequirement: it => (it.requirement, it.cost, &it.candidate);
    UnmetRequirement: it => (it.requirement, it.sites, &it.conflicts, &it.nearest);
    UnmetCriterion: it => {
        let required = single_bound(&it.easiest).zip(single_bound(&it.hardest));
        (&it.kinds, &it.requirements, required, it.offered)
    };
    DemandGap: it => (it.met, it.undetermined, &it.unmet_requirements, &it.unmet_criteria);
    FeatureDifference: it => match it.feature {
        Feature::Kind => (0, it.difference),
        Feature::Position => (1, it.difference),
        Feature::Attribute(attribute) => (2 + attribute.index(), it.difference),
        _ => (usize::MAX, it.difference),
    };
    SimilarSite: it => (&it.site, it.distance, &it.differences);
    MatchWeights: it => (it.match_weight, it.part_weight);
    ScoredPair: it => (it.a, it.b, it.weights, it.match_class);
    Evidence: it => (it.shared_by, it.match_weight, it.part_weight);
    LinkConflict: it => (it.link, it.match_weight, it.non_match, it.non_match_weight);
    PossibleMatch: it => (&it.a, &it.b, it.weights, &it.evidence);
    Change: it => match it {
        Change::Appeared(site) => (0_u16, site),
        Change::Disappeared(site) => (1, site),
        _ => (2, it.site()),
    };
}
