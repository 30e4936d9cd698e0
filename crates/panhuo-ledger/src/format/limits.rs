//! How large a file may be, whatever it unpacks to, and whether anybody still waits for it.

use std::path::PathBuf;

use panhuo::CancellationToken;

use crate::error::{Error, Result};
use crate::options::ReadOptions;

/// Rows and columns that a spreadsheet can have; what is repeated beyond them is decoration.
pub(super) const ROWS: u32 = 1 << 20;
pub(super) const COLUMNS: u32 = 1 << 14;

/// What limits a file, and how it is called in errors.
pub(crate) struct Limits {
    path: PathBuf,
    max_cells: usize,
    pub(super) max_bytes: u64,
    cancel: CancellationToken,
}

impl Limits {
    pub(super) fn new(name: &str, options: &ReadOptions) -> Self {
        Self {
            path: PathBuf::from(name),
            max_cells: options.max_cells,
            max_bytes: options.max_bytes,
            cancel: options.cancel.clone(),
        }
    }

    pub(super) fn format(&self, reason: impl Into<String>) -> Error {
        Error::Format {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    pub(super) fn limit(&self, reason: impl Into<String>) -> Error {
        Error::Limit {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    /// Checks how many cells were read so far.
    pub(super) fn check_cells(&self, cells: usize) -> Result<()> {
        self.cancel.check()?;
        if cells > self.max_cells {
            let reason = format!(
                "more than {} cells: split the file, or raise max_cells",
                self.max_cells
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }

    /// Checks the rectangles around the cells of sheets, for a reader that spreads them out: they
    /// may have some blanks, but not only these.
    pub(super) fn check_places(&self, places: u64) -> Result<()> {
        let most = (self.max_cells as u64).saturating_mul(4);
        if places > most {
            let reason = format!(
                "its cells lie too far apart ({places} places, more than {most}): delete what \
                 stands far off, or save it as .xlsx"
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }

    /// Checks how much text all cells hold together: a workbook may say one long text in every
    /// cell and keep it once.
    pub(super) fn check_text(&self, bytes: u64) -> Result<()> {
        let most = self.max_bytes.saturating_mul(4);
        if bytes > most {
            let reason = format!(
                "its cells hold more than {most} bytes of text, most of it again and again: \
                 delete what repeats, or raise max_bytes"
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }

    pub(super) fn check_bytes(&self, bytes: u64) -> Result<()> {
        if bytes > self.max_bytes {
            let reason = format!(
                "more than {} bytes once unpacked: split the file, or raise max_bytes",
                self.max_bytes
            );
            return Err(self.limit(reason));
        }
        Ok(())
    }
}
