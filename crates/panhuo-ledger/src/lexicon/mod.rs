//! Word lists: how ledgers write headers, kinds of site, units and "not reported".

pub(crate) mod headers;
pub(crate) mod kinds;
pub(crate) mod missing;
pub(crate) mod units;
