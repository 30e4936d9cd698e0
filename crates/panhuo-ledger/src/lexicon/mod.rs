//! Word lists: what headers, kinds of site, units and marks for "nothing reported" are called.

pub(crate) mod headers;
pub(crate) mod kinds;
pub(crate) mod missing;
pub(crate) mod units;
