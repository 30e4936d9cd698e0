//! A wish to stop, for computations that somebody may not want to wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, ErrorKind, Result};

/// A wish to stop, shared between a long computation and whoever waits for it: a program that was
/// interrupted, a dialog that was closed. Clones share the wish.
///
/// # Example
///
/// ```
/// use panhuo::{ErrorKind, Stop};
///
/// let stop = Stop::new();
/// let of_the_computation = stop.clone();
/// assert!(of_the_computation.check().is_ok());
/// stop.wish();
/// assert_eq!(of_the_computation.check().unwrap_err().kind(), ErrorKind::Stopped);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Nobody wishes to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Wishes to stop; the computation ends with an error when it next looks.
    pub fn wish(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether to go on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Stopped`] once somebody wishes to stop.
    pub fn check(&self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) {
            return Err(Error::new(
                ErrorKind::Stopped,
                "the computation was stopped",
            ));
        }
        Ok(())
    }
}

/// The same wish, not another one like it.
impl PartialEq for Stop {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
