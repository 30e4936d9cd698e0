//! Registers whose formats the reader was not written for, each as it would arrive, read with the default
//! settings. The expected values are worked out by hand.

#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a broken fixture should stop the test, and say what was read"
)]

mod countries;
mod kinds;
mod reading;
