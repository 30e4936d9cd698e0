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
mod estimate;
mod judge;
mod keys;
mod likeness;
mod linkage;
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

pub use cluster::{Clusters, LinkConflict, Ruling};
pub use columns::{RecordColumn, RecordColumns, Texts};
pub(crate) use decision::register;
pub use decision::{Decision, Subject};
pub use judge::{Evidence, Scores, Verdict};
pub use linkage::{Judged, Linkage};
pub use profile::{Block, Comparer, Field, Frequency, IdentityProfile, Key, KeyOf, Level};
pub use record::{Record, Value};
pub use resolve::{Change, Doubt, Resolution, ResolveOptions};
pub use rules::{NameRules, NameWords};
pub use script::simplified;
pub(crate) use sites::accuracy;
