//! The one table of exceptions. They are defined in Python, so that each has two bases: a caller
//! catches `ValueError` or `PanhuoError`, as it likes.

use std::io;

use panhuo::{Error, ErrorKind};
use pyo3::prelude::*;

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

/// An error of one of the crates on its way to Python; `?` makes one, PyO3 raises it.
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
        let message = error.to_string();
        Self(match error.kind() {
            ErrorKind::InvalidArgument => python::InvalidArgumentError::new_err(message),
            ErrorKind::Parse => python::ParseError::new_err(message),
            ErrorKind::InvalidSite => python::InvalidSiteError::new_err(message),
            ErrorKind::InvalidRequirement => python::InvalidRequirementError::new_err(message),
            ErrorKind::NotFound => python::NotFoundError::new_err(message),
            ErrorKind::Cancelled => python::StoppedError::new_err(message),
            ErrorKind::Format => python::FormatError::new_err(message),
            ErrorKind::Io => python::SourceError::new_err(message),
            _ => python::PanhuoError::new_err(message),
        })
    }
}

impl From<panhuo_store::Error> for Raised {
    fn from(error: panhuo_store::Error) -> Self {
        use panhuo_store::Error as Store;
        let message = error.to_string();
        match error {
            Store::Core(error) => error.into(),
            Store::Format { .. } => Self(python::FormatError::new_err(message)),
            Store::Open { source, .. } | Store::Write { source, .. } => of_file(&source, message),
            _ => Self(python::SourceError::new_err(message)),
        }
    }
}

impl From<panhuo_ledger::Error> for Raised {
    fn from(error: panhuo_ledger::Error) -> Self {
        use panhuo_ledger::Error as Ledger;
        let message = error.to_string();
        match error {
            Ledger::Core(error) => error.into(),
            Ledger::Format { .. } | Ledger::Limit { .. } => {
                Self(python::FormatError::new_err(message))
            }
            Ledger::Open { source, .. } => of_file(&source, message),
            Ledger::Write { .. } => Self(python::SourceError::new_err(message)),
            _ => Self(python::PanhuoError::new_err(message)),
        }
    }
}

/// A file that is not there is told from one that cannot be read.
fn of_file(source: &io::Error, message: String) -> Raised {
    Raised(if source.kind() == io::ErrorKind::NotFound {
        python::SourceNotFoundError::new_err(message)
    } else {
        python::SourceError::new_err(message)
    })
}

impl From<serde_json::Error> for Raised {
    fn from(error: serde_json::Error) -> Self {
        Self(python::ParseError::new_err(error.to_string()))
    }
}

/// What a binding returns.
pub(crate) type Answer<T> = Result<T, Raised>;

/// An argument that the core has no say in.
pub(crate) fn invalid_argument(message: impl Into<String>) -> Raised {
    Error::untranslated(ErrorKind::InvalidArgument, message).into()
}

/// A table or file that is not what it should be.
pub(crate) fn format_error(message: impl Into<String>) -> Raised {
    Raised(python::FormatError::new_err(message.into()))
}

/// A site that is not what it must be.
pub(crate) fn invalid_site(message: impl Into<String>) -> Raised {
    Error::untranslated(ErrorKind::InvalidSite, message).into()
}

/// A file that cannot be written.
pub(crate) fn source_error(message: impl Into<String>) -> Raised {
    Raised(python::SourceError::new_err(message.into()))
}

/// Each kind of error of the core with the exception that it becomes, for the test of this table.
#[pyfunction]
#[pyo3(name = "_errors_by_kind")]
pub(crate) fn errors_by_kind(py: Python<'_>) -> Vec<(String, Py<PyAny>)> {
    let raised = |kind: ErrorKind| {
        let error: PyErr = Raised::from(Error::untranslated(kind, "what")).into();
        (format!("{kind:?}"), error.into_value(py).into_any())
    };
    ErrorKind::ALL.into_iter().map(raised).collect()
}
