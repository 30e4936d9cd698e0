//! Advice: functions over matching that help when the shortlist is not enough.

mod answer;
mod bound;
mod conflict;
mod near_miss;
mod order;
mod question;
mod quickxplain;
mod relax;

pub use answer::Asked;
pub use conflict::{Conflict, ConflictOptions};
pub use near_miss::{NearMiss, NearMissOptions};
pub use question::{Answer, Letter, Question};
pub use relax::{Loosening, RelaxOptions, Relaxation};
