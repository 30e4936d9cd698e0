//! What is kept a million times: short texts and small maps, without a piece of memory for each.

mod map;
mod text;

pub use map::SortedMap;
pub use text::Text;
