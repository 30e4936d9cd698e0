//! The one error type of panhuo: a code with fields, worded in Chinese and in English.

#[macro_use]
mod code;
mod render;
mod sentences;
mod table;

use std::fmt;
use std::sync::Arc;

use crate::lang::{Bilingual, Lang};

pub use code::ErrorCode;
#[doc(hidden)]
pub use sentences::faulty_sentences;

/// The category of an [`Error`], for callers that act on it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// An argument is outside what the function accepts.
    InvalidArgument,
    /// A quantity, date or other text could not be parsed.
    Parse,
    /// A site breaks a rule that every site of a catalog keeps.
    InvalidSite,
    /// A requirement contradicts itself or asks for what cannot be tested.
    InvalidRequirement,
    /// No site, attribute, layer or jurisdiction has this name.
    NotFound,
    /// A file or table is not in the expected format, is damaged, or exceeds a limit.
    Format,
    /// A file cannot be opened, read or written.
    Io,
    /// The caller cancelled: see [`CancellationToken`](crate::CancellationToken).
    Cancelled,
}

impl ErrorKind {
    /// Every kind, so that bindings can prove that they map each of them.
    pub const ALL: [Self; 8] = [
        Self::InvalidArgument,
        Self::Parse,
        Self::InvalidSite,
        Self::InvalidRequirement,
        Self::NotFound,
        Self::Format,
        Self::Io,
        Self::Cancelled,
    ];
}

/// The error of every fallible operation in this crate and in those that read ledgers and store
/// inventories, which have codes of their own.
///
/// It is a stable [`code`](Self::code) with fields: what the error is about, where, what was given,
/// what was expected. The code's sentence with the fields filled in is what a person reads, in
/// Chinese or in English ([`describe`](Self::describe)); [`Display`](fmt::Display) writes English.
/// Programs branch on the [`kind`](Self::kind), or on the code where the kind is too coarse.
///
/// An error is one pointer, so a `Result` costs no more than what it holds when all goes well.
///
/// # Example
///
/// ```
/// use panhuo::{ErrorKind, Lang, Quantity};
///
/// let error = "8 bananas".parse::<Quantity>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Parse);
/// assert_eq!(error.describe(Lang::En), error.to_string());
/// println!("{}", error.describe(Lang::Zh));
/// ```
#[derive(Clone)]
pub struct Error(Box<Content>);

#[derive(Clone)]
struct Content {
    code: ErrorCode,
    what: Option<Bilingual>,
    /// From the outermost to the innermost: a file, a row in it, a column of the row.
    location: Vec<Bilingual>,
    given: Option<Bilingual>,
    expected: Option<Bilingual>,
    nearest: Option<Bilingual>,
    allowed: Vec<Bilingual>,
    cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error with this code and no fields yet.
    pub fn new(code: ErrorCode) -> Self {
        Self(Box::new(Content {
            code,
            what: None,
            location: Vec::new(),
            given: None,
            expected: None,
            nearest: None,
            allowed: Vec::new(),
            cause: None,
        }))
    }

    /// Says what the error is about: an attribute, an argument, the sort of thing that a name was
    /// looked up among.
    #[must_use]
    pub fn with_what(mut self, what: impl Into<Bilingual>) -> Self {
        self.0.what = Some(what.into());
        self
    }

    /// Says what was given.
    #[must_use]
    pub fn with_given(mut self, given: impl Into<Bilingual>) -> Self {
        self.0.given = Some(given.into());
        self
    }

    /// Says what was expected instead.
    #[must_use]
    pub fn with_expected(mut self, expected: impl Into<Bilingual>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// Says which name is spelled most like the one that was given.
    #[must_use]
    pub fn with_nearest(mut self, nearest: impl Into<Bilingual>) -> Self {
        self.0.nearest = Some(nearest.into());
        self
    }

    /// Lists what would have been accepted.
    #[must_use]
    pub fn with_allowed<T: Into<Bilingual>>(
        mut self,
        allowed: impl IntoIterator<Item = T>,
    ) -> Self {
        self.0.allowed = allowed.into_iter().map(Into::into).collect();
        self
    }

    /// Chains the error that this one follows from.
    #[must_use]
    pub fn with_cause(
        mut self,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.cause = Some(Arc::from(cause.into()));
        self
    }

    /// Says where: around the location that the error has already, such as the site around its
    /// attribute.
    #[must_use]
    pub fn within(mut self, location: impl Into<Bilingual>) -> Self {
        self.0.location.insert(0, location.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The category that a caller can act on: that of the code.
    pub fn kind(&self) -> ErrorKind {
        self.0.code.kind()
    }

    /// What the error is about.
    pub fn what(&self) -> Option<&Bilingual> {
        self.0.what.as_ref()
    }

    /// Where the error is, from the outermost to the innermost.
    pub fn location(&self) -> &[Bilingual] {
        &self.0.location
    }

    /// What was given.
    pub fn given(&self) -> Option<&Bilingual> {
        self.0.given.as_ref()
    }

    /// What was expected, if the sentence of the code does not say it by itself.
    pub fn expected(&self) -> Option<&Bilingual> {
        self.0.expected.as_ref()
    }

    /// The name spelled most like the one that was given, if one is close.
    pub fn nearest(&self) -> Option<&Bilingual> {
        self.0.nearest.as_ref()
    }

    /// What would have been accepted, if the list is short.
    pub fn allowed(&self) -> &[Bilingual] {
        &self.0.allowed
    }

    /// The whole message in one language.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::Lang;
    /// use panhuo::error::{Error, ErrorCode};
    ///
    /// let error = Error::new(ErrorCode::RADIUS_INVALID).with_given("-3 m");
    /// assert_eq!(error.describe(Lang::Zh), "半径应为不小于 0 的有限长度，给出的是 -3 m");
    /// assert_eq!(error.to_string(), "a radius must be a finite length of at least 0, got -3 m");
    /// ```
    pub fn describe(&self, lang: Lang) -> String {
        render::message(self, lang)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(Lang::En))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.0.code.name())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as _)
    }
}

/// Errors are equal that have the same code and read the same.
impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
            && [Lang::Zh, Lang::En]
                .into_iter()
                .all(|lang| self.describe(lang) == other.describe(lang))
    }
}

impl Eq for Error {}

/// The result of a fallible operation in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        assert_eq!(faulty_sentences(ErrorCode::ALL), [""; 0]);
    }

    #[test]
    fn parts_without_their_field_are_left_out() {
        let error = Error::new(ErrorCode::UNKNOWN_NAME)
            .with_what(Bilingual::new("属性", "attribute"))
            .with_given("层膏");
        assert_eq!(error.describe(Lang::Zh), "没有名为“层膏”的属性");
        let error = error.with_nearest("层高");
        let en = "no attribute is named `层膏`; did you mean `层高`?";
        assert_eq!(error.to_string(), en);
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
