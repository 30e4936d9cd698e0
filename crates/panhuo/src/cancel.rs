//! Cancellation of long computations.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, ErrorCode, Result};

/// A token shared between a long computation and whoever may cancel it: a signal handler, a dialog
/// that was closed, a timer. Clones share one state; a cancelled token stays cancelled.
///
/// # Example
///
/// ```
/// use panhuo::{CancellationToken, ErrorKind};
///
/// let cancel = CancellationToken::new();
/// let given_to_the_computation = cancel.clone();
/// assert!(given_to_the_computation.check().is_ok());
/// cancel.cancel();
/// assert_eq!(given_to_the_computation.check().unwrap_err().kind(), ErrorKind::Cancelled);
/// ```
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// A token that nobody has cancelled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Cancels: the computation returns [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) at its next check.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Succeeds as long as the token is not cancelled.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled) after [`CancellationToken::cancel`].
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(ErrorCode::CANCELLED));
        }
        Ok(())
    }
}

/// Tokens are equal when they share their state.
impl PartialEq for CancellationToken {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
