//! How large a file may be, whatever it unpacks to, and whether anybody still waits for it.

use panhuo::CancellationToken;
use panhuo::error::ErrorCode;
use panhuo::{Error, Result};

use crate::error;
use crate::options::ReadOptions;

/// Rows and columns that a spreadsheet can have; what is repeated beyond them is decoration.
pub(super) const ROWS: u32 = 1 << 20;
pub(super) const COLUMNS: u32 = 1 << 14;

/// What limits a file, and how it is called in errors.
pub(crate) struct Limits {
    name: String,
    max_cells: usize,
    pub(super) max_bytes: u64,
    cancel: CancellationToken,
}

impl Limits {
    pub(super) fn new(name: &str, options: &ReadOptions) -> Self {
        Self {
            name: name.to_owned(),
            max_cells: options.max_cells,
            max_bytes: options.max_bytes,
            cancel: options.cancel.clone(),
        }
    }

    /// An error with this code about the file.
    pub(super) fn refuse(&self, code: ErrorCode) -> Error {
        self.about(Error::new(code))
    }

    /// The error, about the file.
    pub(super) fn about(&self, error: Error) -> Error {
        error.within(&self.name)
    }

    /// Checks how many cells were read so far.
    pub(super) fn check_cells(&self, cells: usize) -> Result<()> {
        self.cancel.check()?;
        if cells > self.max_cells {
            let refused = self.refuse(error::TOO_MANY_CELLS);
            return Err(refused.with_expected(self.max_cells));
        }
        Ok(())
    }

    /// Checks the rectangles around the cells of sheets, for a reader that spreads them out: they
    /// may have some blanks, but not only these.
    pub(super) fn check_places(&self, places: u64) -> Result<()> {
        let most = (self.max_cells as u64).saturating_mul(4);
        if places > most {
            let refused = self.refuse(error::CELLS_FAR_APART);
            return Err(refused.with_given(places).with_expected(most));
        }
        Ok(())
    }

    /// Checks how much text all cells hold together: a workbook may say one long text in every
    /// cell and keep it once.
    pub(super) fn check_text(&self, bytes: u64) -> Result<()> {
        let most = self.max_bytes.saturating_mul(4);
        if bytes > most {
            return Err(self.refuse(error::TOO_MUCH_TEXT).with_expected(most));
        }
        Ok(())
    }

    pub(super) fn check_bytes(&self, bytes: u64) -> Result<()> {
        if bytes > self.max_bytes {
            let refused = self.refuse(error::UNPACKED_TOO_LARGE);
            return Err(refused.with_expected(self.max_bytes));
        }
        Ok(())
    }
}
