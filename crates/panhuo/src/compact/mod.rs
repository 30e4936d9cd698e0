//! Compact collections for values that exist a million times: short texts and small maps that avoid an
//! allocation each.

mod map;
mod text;

pub use map::SortedMap;
pub use text::Text;
