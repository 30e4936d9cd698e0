//! The one error of the core, with a kind that a caller can act on.

/// The category of an [`Error`], for callers that act on it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// An argument is outside what the function accepts.
    InvalidArgument,
    /// A quantity, date or other text could not be understood.
    Parse,
    /// A site breaks a rule that every site of a catalog keeps.
    InvalidSite,
    /// A requirement contradicts itself or asks for what cannot be tested.
    InvalidRequirement,
    /// No site, attribute, layer or jurisdiction has this name.
    NotFound,
    /// Somebody wished to stop: see [`CancellationToken`](crate::CancellationToken).
    Cancelled,
}

impl ErrorKind {
    /// Every kind, so that bindings can prove that they map each of them.
    pub const ALL: [Self; 6] = [
        Self::InvalidArgument,
        Self::Parse,
        Self::InvalidSite,
        Self::InvalidRequirement,
        Self::NotFound,
        Self::Cancelled,
    ];
}

/// The error of every fallible operation in this crate.
///
/// The message says what was asked, the value, and the bound that it broke.
///
/// # Example
///
/// ```
/// use panhuo::{ErrorKind, Quantity};
///
/// let error = "8 bananas".parse::<Quantity>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Parse);
/// assert!(error.to_string().contains("bananas"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

impl Error {
    /// Makes an error of `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// The category that a caller can act on.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

/// The result of a fallible operation in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
