//! Who reads what is written.

use panhuo::schema::Audience;
use pyo3::prelude::*;

use crate::error::{Answer, invalid_argument};

/// The audience with this name.
pub(crate) fn by_name(name: &str) -> Answer<Audience> {
    match name {
        "investor" => Ok(Audience::Investor),
        "bureau" => Ok(Audience::Bureau),
        other => Err(invalid_argument(format!(
            "the audience must be investor or bureau, got {other}"
        ))),
    }
}

/// The stable name of an audience.
pub(crate) fn name(audience: Audience) -> &'static str {
    match audience {
        Audience::Investor => "investor",
        Audience::Bureau => "bureau",
    }
}

/// Refuses an audience that there is not, before anything is computed for it.
#[pyfunction]
pub(crate) fn check_audience(audience: &str) -> Answer<()> {
    by_name(audience).map(|_| ())
}
