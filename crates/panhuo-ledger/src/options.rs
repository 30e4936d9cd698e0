//! What to read with: a profile and limits.

use panhuo::{CancellationToken, SiteKind};

use crate::crs::OldDatum;
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
    pub(crate) map_services: bool,
    pub(crate) shifts: Vec<(OldDatum, [f64; 7])>,
    pub(crate) cancel: CancellationToken,
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
            map_services: false,
            shifts: Vec::new(),
            cancel: CancellationToken::new(),
        }
    }

    /// Whose ledgers they are: townships, area, words of their own.
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Ends with [`ErrorKind::Cancelled`](panhuo::ErrorKind::Cancelled) soon after `cancel` is
    /// cancelled: a file that is being read is not read to its end.
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self { cancel, ..self }
    }

    /// The kind of sites whose ledger does not say what they are; without it such rows are
    /// rejected, with an issue.
    pub fn default_kind(self, kind: SiteKind) -> Self {
        Self {
            default_kind: Some(kind),
            ..self
        }
    }

    /// Whether coordinates that are labelled as a map service's own (百度 BD-09, 高德 GCJ-02) are
    /// converted. Off by default: in China the law restricts such conversion, so it is for the
    /// caller to say that it may be done.
    pub fn convert_map_services(self, convert: bool) -> Self {
        Self {
            map_services: convert,
            ..self
        }
    }

    /// The seven parameters (metres, arc seconds, parts per million; position vector convention,
    /// as `+towgs84` of PROJ) that take an old datum to WGS84 here. None are published; without
    /// them coordinates in that datum are reported and not used.
    ///
    /// ```
    /// use panhuo_ledger::{OldDatum, ReadOptions};
    ///
    /// let options = ReadOptions::new()
    ///     .datum_shift(OldDatum::Beijing54, [15.8, -154.4, -82.3, 0.0, 0.0, 0.0, 0.0]);
    /// # let _ = options;
    /// ```
    pub fn datum_shift(mut self, datum: OldDatum, parameters: [f64; 7]) -> Self {
        self.shifts.retain(|(known, _)| *known != datum);
        self.shifts.push((datum, parameters));
        self
    }

    pub(crate) fn shift(&self, datum: OldDatum) -> Option<[f64; 7]> {
        let known = self.shifts.iter().find(|(known, _)| *known == datum);
        known.map(|(_, parameters)| *parameters)
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
    /// How many rows were read so far. Files are read a few at a time: it grows in steps.
    pub rows: usize,
}
