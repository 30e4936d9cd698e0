//! Advice: functions over matching that help when the shortlist is not enough.

mod near_miss;

pub use near_miss::{NearMiss, NearMissOptions};
