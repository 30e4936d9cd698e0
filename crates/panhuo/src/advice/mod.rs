//! Advice: functions over matching that help when the shortlist is not enough.

mod acceptability;
mod answer;
mod bound;
mod conflict;
mod fit;
mod lack;
mod loosen;
mod near_miss;
mod order;
mod pareto;
mod question;
mod quickxplain;
mod rebound;
mod redaction;
mod relax;
mod reweigh;
mod similar;
mod usual;
mod verify;
mod weights;
mod why_not;

pub use acceptability::{AcceptabilityOptions, SiteAcceptability};
pub use answer::Asked;
pub use bound::ConstraintChange;
pub use conflict::{Conflict, ConflictOptions};
pub use fit::Fit;
pub use lack::{Lacks, Unmet, Want};
pub use near_miss::{NearMiss, NearMissOptions};
pub use pareto::{Dominated, ParetoFront};
pub use question::{Answer, Letter, Question};
pub use relax::{RelaxOptions, Relaxation};
pub use reweigh::WeightChange;
pub use similar::{Aspect, Likeness, Similar};
pub use why_not::WhyNot;
