//! The one table of exceptions. They are defined in Python, so that each has two bases: a caller
//! catches `ValueError` or `PanhuoError`, as it likes.

use std::io;
use std::path::Path;

use panhuo::error::ErrorCode;
use panhuo::lang::Bilingual;
use panhuo::{Error, ErrorKind};
use pyo3::prelude::*;

use crate::{codes, language};

/// The classes of `panhuo.errors`.
mod python {
    pyo3::import_exception!(panhuo.errors, PanhuoError);
    pyo3::import_exception!(panhuo.errors, InvalidArgumentError);
    pyo3::import_exception!(panhuo.errors, ParseError);
    pyo3::import_exception!(panhuo.errors, InvalidSiteError);
    pyo3::import_exception!(panhuo.errors, InvalidRequirementError);
    pyo3::import_exception!(panhuo.errors, NotFoundError);
    pyo3::import_exception!(panhuo.errors, StoppedError);
    pyo3::import_exception!(panhuo.errors, SourceError);
    pyo3::import_exception!(panhuo.errors, SourceNotFoundError);
    pyo3::import_exception!(panhuo.errors, FormatError);
}

/// An error of panhuo on its way to Python; `?` makes one, PyO3 raises it.
pub(crate) struct Raised(PyErr);

impl From<Raised> for PyErr {
    fn from(raised: Raised) -> Self {
        raised.0
    }
}

impl From<PyErr> for Raised {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl From<Error> for Raised {
    fn from(error: Error) -> Self {
        let message = error.describe(language::current());
        Self(match error.kind() {
            ErrorKind::InvalidArgument => python::InvalidArgumentError::new_err(message),
            ErrorKind::Parse => python::ParseError::new_err(message),
            ErrorKind::InvalidSite => python::InvalidSiteError::new_err(message),
            ErrorKind::InvalidRequirement => python::InvalidRequirementError::new_err(message),
            ErrorKind::NotFound => python::NotFoundError::new_err(message),
            ErrorKind::Cancelled => python::StoppedError::new_err(message),
            ErrorKind::Format => python::FormatError::new_err(message),
            ErrorKind::Io if is_missing(&error) => python::SourceNotFoundError::new_err(message),
            ErrorKind::Io => python::SourceError::new_err(message),
            _ => python::PanhuoError::new_err(message),
        })
    }
}

/// Whether the operating system says that a file is not there.
fn is_missing(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    cause.is_some_and(|cause: &io::Error| cause.kind() == io::ErrorKind::NotFound)
}

impl From<serde_json::Error> for Raised {
    fn from(error: serde_json::Error) -> Self {
        Error::new(codes::JSON_UNREADABLE).with_cause(error).into()
    }
}

/// What a binding returns.
pub(crate) type BindingResult<T> = Result<T, Raised>;

/// An argument that is none of a few words.
pub(crate) fn not_an_option(what: Bilingual, given: &str, allowed: &[&str]) -> Error {
    Error::new(codes::NOT_AN_OPTION)
        .with_what(what)
        .with_given(given)
        .with_allowed(allowed.iter().copied())
}

/// A file that cannot be written.
pub(crate) fn cannot_write(
    path: &Path,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    let error = Error::new(ErrorCode::CANNOT_WRITE).with_cause(cause);
    error.within(Bilingual::same(path.display()))
}

/// Each kind of error of the core with the exception that it becomes, for the test of this table.
#[pyfunction]
#[pyo3(name = "_errors_by_kind")]
pub(crate) fn errors_by_kind(py: Python<'_>) -> Vec<(String, Py<PyAny>)> {
    let raised = |kind: ErrorKind| {
        let code = ErrorCode::new("of-a-kind", kind, "{given}", "{given}");
        let error: PyErr = Raised::from(Error::new(code).with_given("what")).into();
        (format!("{kind:?}"), error.into_value(py).into_any())
    };
    ErrorKind::ALL.into_iter().map(raised).collect()
}
