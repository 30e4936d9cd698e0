//! What to do when a shortlist is not enough: near misses, conflicts, relaxations, open questions.
//!
//! Advice is pure, as matching is: methods of [`Catalog`](crate::Catalog), and of a shortlist for its
//! verification. The modules, each of which uses only those before it:
//!
//! | module | what it answers | algorithm |
//! |---|---|---|
//! | `near_miss` | which sites fail few constraints, and by how much | branch and bound on the cost |
//! | `conflict` | which constraints no site meets together | QuickXplain (Junker 2004), hitting sets (Reiter 1987) |
//! | `relaxation` | how little must be relaxed to admit more sites | best-first search of Pareto-minimal relaxations |
//! | `sensitivity` | which least change of one bound or weight lists a site or delists it | breakpoints of the order along one parameter |
//! | `questions` | which missing facts could change the shortlist | what-if analysis at the breakpoints of the score |
//! | `why_not` | why a site is not listed | sensitivity and questions, for one site |
//! | `acceptability` | how often each site takes each rank when the weights are uncertain | SMAA-2 (Lahdelma & Salminen 2001) |
//! | `pareto` | which sites are best for some weights | skyline by sorting |
//! | `similar` | which sites resemble a given one | mean dissimilarity (after Gower 1971), branch and bound |
//! | `rank_requirements` | which requirements a site meets | matching, for one site |
//! | `demand_gap` | which demand no site meets | the modules above, for many requirements |
//! | `verify` | whether a shortlist still holds | matching again |
//!
//! Shared by them: `constraint_change` (a constraint and the bound that it would get), `rounding` (bounds that
//! a person would write), `shortlist_key` (the key by which a shortlist is sorted) and `redaction` (what
//! investors may read of advice).
//!
//! Answers are plain data: all fields are public, and the structs are `#[non_exhaustive]`, so that
//! later versions may add fields. Each has a `describe` that renders it in Chinese or English.

mod constraint_change;
mod rounding;
mod shortlist_key;

mod near_miss;

mod conflict;

mod relaxation;

mod sensitivity;

mod questions;
mod why_not;

mod acceptability;
mod pareto;

mod similar;

mod demand_gap;
mod rank_requirements;

mod redaction;
mod verify;

pub use acceptability::{AcceptabilityOptions, SiteAcceptability};
pub use conflict::{Conflict, ConflictOptions};
pub use constraint_change::ConstraintChange;
pub use demand_gap::{DemandGap, UnmetCriterion, UnmetRequirement};
pub use near_miss::{NearMiss, NearMissOptions};
pub use pareto::{Dominated, ParetoFront};
pub use questions::{HypotheticalValue, JurisdictionQuestions, MissingFact, Question};
pub use rank_requirements::RankedRequirement;
pub use relaxation::{RelaxOptions, Relaxation};
pub use sensitivity::WeightChange;
pub use similar::{Feature, FeatureDifference, SimilarSite};
pub use why_not::WhyNot;
