//! Who reads what is written.

use panhuo::lang::Bilingual;
use panhuo::schema::Audience;
use pyo3::prelude::*;

use crate::error::{BindingResult, not_an_option};

/// The audience with this name.
pub(crate) fn by_name(name: &str) -> BindingResult<Audience> {
    match name {
        "investor" => Ok(Audience::Investor),
        "bureau" => Ok(Audience::Bureau),
        other => {
            let what = Bilingual::new("受众", "the audience");
            Err(not_an_option(what, other, &["investor", "bureau"]).into())
        }
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
pub(crate) fn check_audience(audience: &str) -> BindingResult<()> {
    by_name(audience).map(|_| ())
}
