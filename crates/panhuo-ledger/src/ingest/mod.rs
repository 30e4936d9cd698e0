//! SheetReader files: which ones, in which order, into what.

mod builder;
mod files;
pub(crate) mod ledgers;
mod read;
mod suggest;

pub use ledgers::{ColumnMapping, Ledgers, Row, RowRole};
pub use read::{read, read_bytes, read_with};
