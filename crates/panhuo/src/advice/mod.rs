//! Advice: functions over matching that help when the shortlist is not enough.

mod bound;
mod conflict;
mod near_miss;
mod order;
mod quickxplain;
mod relax;

pub use conflict::{Conflict, ConflictOptions};
pub use near_miss::{NearMiss, NearMissOptions};
pub use relax::{Loosening, RelaxOptions, Relaxation};
