//! What to read with: a profile and limits.

use panhuo::SiteKind;

use crate::profile::Profile;

/// How ledgers are read: whose they are, and how large they may be.
///
/// # Example
///
/// ```
/// use panhuo_ledger::{Profile, ReadOptions};
///
/// let options = ReadOptions::new()
///     .profile(Profile::bundled("yueyanglou")?)
///     .max_cells(100_000);
/// # let _ = options;
/// # Ok::<(), panhuo_ledger::Error>(())
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct ReadOptions {
    pub(crate) profile: Profile,
    pub(crate) default_kind: Option<SiteKind>,
    pub(crate) max_cells: usize,
    pub(crate) max_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl ReadOptions {
    /// No profile, at most 5 million cells and 256 MiB (uncompressed) a file.
    pub fn new() -> Self {
        Self {
            profile: Profile::default(),
            default_kind: None,
            max_cells: 5_000_000,
            max_bytes: 256 << 20,
        }
    }

    /// Whose ledgers they are: townships, area, words of their own.
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The kind of sites whose ledger does not say what they are; without it such rows are
    /// rejected, with an issue.
    pub fn default_kind(self, kind: SiteKind) -> Self {
        Self {
            default_kind: Some(kind),
            ..self
        }
    }

    /// How many cells a file may hold.
    pub fn max_cells(self, max_cells: usize) -> Self {
        Self { max_cells, ..self }
    }

    /// How many bytes a file may hold once it is unpacked.
    pub fn max_bytes(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }
}

/// How far the reading has come: told before each file.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file that is read now.
    pub file: &'a str,
    /// How many files were read before it.
    pub done: usize,
    /// How many files there are.
    pub total: usize,
}
