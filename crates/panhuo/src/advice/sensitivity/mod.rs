//! The least change of one parameter of a requirement that lists a site, or takes it off the list.

pub(super) mod bound;
pub(super) mod weight;

pub use weight::WeightChange;
