//! Registers that nobody here had seen, each as it would come, read with the default settings. What each
//! row means is worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a broken fixture should stop the test, and say what was read"
)]

mod countries;
mod kinds;
mod reading;
