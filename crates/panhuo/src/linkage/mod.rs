//! The same site, reported twice: which records are one, which are parts, and why.
//!
//! Four steps, each callable alone on [`Linkage`]: candidates (what shares a key or lies near),
//! evidence (levels of each field, in bits that add up), verdicts (same, part of, different, or
//! ask), clusters (no chain of links joins two strangers). What is compared and how much it weighs
//! is data: an [`IdentityProfile`]. [`Resolution`] does all of it for sites, with merges that can
//! be undone.

mod candidates;
mod cluster;
mod columns;
mod decision;
mod engine;
mod estimate;
mod judge;
mod keys;
mod likeness;
mod lists;
mod metres;
mod name;
mod near;
mod order;
mod prepare;
mod profile;
mod record;
mod resolve;
mod rules;
mod script;
mod sieve;
mod sites;
mod sorting;
mod weights;

pub use cluster::{Clusters, LinkConflict, PairConstraint};
pub use columns::{RecordColumn, RecordColumns, TextColumn};
pub(crate) use decision::register;
pub use decision::{Decision, RecordKey};
pub use engine::{Linkage, ScoredPair};
pub use judge::{Evidence, MatchClass, MatchWeights};
pub use profile::{
    BlockingKey, BlockingRule, ComparedField, Comparison, ComparisonLevel, IdentityProfile,
    KeyTransform, TermFrequencyAdjustment,
};
pub use record::{Record, RecordValue};
pub use resolve::{Change, PossibleMatch, Resolution, ResolveOptions};
pub use rules::{NameRules, NameWords};
pub(crate) use sites::accuracy;
