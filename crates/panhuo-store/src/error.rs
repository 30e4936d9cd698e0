//! The errors of the store, with the file that they are about.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The error of every fallible operation in this crate.
///
/// # Example
///
/// ```
/// use panhuo_store::Error;
///
/// let error = panhuo_store::open("no such file.gpkg").unwrap_err();
/// assert!(matches!(error, Error::Open { .. }));
/// assert!(error.to_string().starts_with("cannot open no such file.gpkg: "));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened: it is not there, or may not be read.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is not an inventory, is one of a newer version, or holds what no inventory can.
    #[error("{}: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The core refuses what was asked.
    #[error(transparent)]
    Core(#[from] panhuo::Error),
    /// The database fails: disk full, locked by another program, damaged.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The result of a fallible operation in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure inside the crate, before it is told which file it is about.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Core(#[from] panhuo::Error),
    #[error("{0}")]
    Content(String),
}

impl Cause {
    /// The public error, about this file.
    pub(crate) fn at(self, path: &Path) -> Error {
        let path = path.to_owned();
        match self {
            Self::Sqlite(e) if e.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                let reason = "is not a GeoPackage: not an SQLite file".to_owned();
                Error::Format { path, reason }
            }
            Self::Sqlite(e) if e.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
                let source = io::Error::other(e);
                Error::Open { path, source }
            }
            Self::Sqlite(source) => Error::Sqlite {
                path,
                source: Box::new(source),
            },
            Self::Core(error) => Error::Core(error),
            Self::Content(reason) => Error::Format { path, reason },
        }
    }

    /// The same about what a file holds: there a refusal of the core is the file's fault.
    pub(crate) fn of_content(self) -> Self {
        match self {
            Self::Core(error) => Self::Content(error.to_string()),
            other => other,
        }
    }
}
