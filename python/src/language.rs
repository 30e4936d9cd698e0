//! The display language: one switch for the process.

use std::sync::atomic::{AtomicBool, Ordering};

use panhuo::Lang;
use pyo3::prelude::*;

use crate::error::{Answer, invalid_argument};

static ENGLISH: AtomicBool = AtomicBool::new(false);

/// The language with this name, or the one that is switched on.
pub(crate) fn pick(name: Option<&str>) -> Answer<Lang> {
    match name {
        Some("zh") => Ok(Lang::Zh),
        Some("en") => Ok(Lang::En),
        Some(other) => Err(invalid_argument(format!(
            "the language must be zh or en, got {other}"
        ))),
        None if ENGLISH.load(Ordering::Relaxed) => Ok(Lang::En),
        None => Ok(Lang::Zh),
    }
}

/// Sets the language of everything that is shown.
///
/// Args:
///     language: ``"zh"`` (the default) or ``"en"``.
///
/// Raises:
///     InvalidArgumentError: For any other language.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.set_language("en")
///     >>> ph.ceiling_height >= "8 m"
///     ceiling height ≥ 8 m
///     >>> ph.set_language("zh")
///     >>> ph.ceiling_height >= "8 m"
///     层高 ≥ 8 m
#[pyfunction]
pub(crate) fn set_language(language: &str) -> Answer<()> {
    ENGLISH.store(pick(Some(language))? == Lang::En, Ordering::Relaxed);
    Ok(())
}

/// The language of everything that is shown: ``"zh"`` or ``"en"``.
///
/// Example:
///     >>> import panhuo as ph
///     >>> ph.language()
///     'zh'
#[pyfunction]
pub(crate) fn language() -> Answer<&'static str> {
    Ok(match pick(None)? {
        Lang::Zh => "zh",
        Lang::En => "en",
    })
}
