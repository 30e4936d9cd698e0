//! Record linkage: which records report the same site, which report parts of it, and why.
//!
//! [`Linkage`] computes the features of records and then takes four steps, each of which can be
//! called alone:
//!
//! 1. *Blocking* ([`Linkage::candidates`]) lists the pairs that share a key or lie close to each other.
//! 2. *Comparison* ([`Linkage::evidence`]) finds the level of each field of a pair.
//! 3. *Scoring* ([`Linkage::score_pairs`]) adds up the weights of the levels, in bits, and gives each pair a
//!    [`MatchClass`].
//! 4. *Clustering* ([`Linkage::clusters`]) follows the links and joins no two records that clearly differ.
//!
//! [`Linkage::score_candidates`] takes the first three at once: it streams the pairs and discards most of
//! them by an upper bound of their weight.
//!
//! The fields, their probabilities and the blocking rules are data, in an [`IdentityProfile`].
//! [`Inventory::resolve`](crate::Inventory::resolve) takes all steps for sites, with merges that can be undone.

mod blocking;
mod clustering;
mod comparison;
mod csr;
mod engine;
mod estimate;
mod features;
mod geo_point;
mod hash;
mod levels;
mod name_rules;
mod profile;
mod record;
mod resolve;
mod rows;
mod scoring;

pub use clustering::{Clusters, LinkConflict, PairConstraint};
pub use engine::Linkage;
pub use name_rules::{NameRuleChanges, NameRules};
pub use profile::{
    BlockingKey, BlockingRule, ComparedField, Comparison, ComparisonLevel, IdentityProfile,
    KeyTransform, TermFrequencyAdjustment,
};
pub(crate) use record::accuracy;
pub use record::{Record, RecordColumn, RecordColumns, RecordValue, TextColumn};
pub use resolve::{Change, PossibleMatch, Resolution, ResolveOptions};
pub use rows::{RecordPair, RecordRow};
pub use scoring::{Evidence, MatchWeights, ScoredPair};

pub use crate::lineage::{Decision, MatchClass, RecordKey};
