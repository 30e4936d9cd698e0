//! Which files are read, in which order, and the [`Ledgers`] that come out.

mod builder;
mod files;
pub(crate) mod ledgers;
mod read;
mod suggest;

pub use ledgers::{ColumnMapping, Ledgers, Row, RowRole};
pub use read::{read, read_bytes, read_with};
