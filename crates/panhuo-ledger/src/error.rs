//! What can go wrong before a row is read, or where a workbook is written.

use std::path::PathBuf;

/// The error of reading ledgers and of writing about them: only for what stops it, never for a bad cell.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// What was asked for.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file is not in a format that is read, or is broken.
    #[error("{}: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file is larger than the limits of the [`ReadOptions`](crate::ReadOptions).
    #[error("{}: {reason}", path.display())]
    Limit {
        /// The file.
        path: PathBuf,
        /// Which limit it broke.
        reason: String,
    },
    /// The core refuses what was read, or somebody wished to stop.
    #[error(transparent)]
    Core(#[from] panhuo::Error),
}

/// The result of reading ledgers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
