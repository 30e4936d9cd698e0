//! The display language: one switch for the process, and one for a thread that writes a page in
//! another language.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use panhuo::Lang;
use panhuo::lang::Bilingual;
use pyo3::prelude::*;

use crate::error::{BindingResult, not_an_option};

static ENGLISH: AtomicBool = AtomicBool::new(false);

thread_local! {
    static OF_THREAD: Cell<Option<Lang>> = const { Cell::new(None) };
}

/// The language of this thread, if one was set, else the display language.
pub(crate) fn current() -> Lang {
    let of_process = || {
        if ENGLISH.load(Ordering::Relaxed) {
            Lang::En
        } else {
            Lang::Zh
        }
    };
    OF_THREAD.get().unwrap_or_else(of_process)
}

/// The language that was set for this thread alone.
pub(crate) fn of_thread() -> Option<Lang> {
    OF_THREAD.get()
}

/// Sets the language of this thread alone, or none for the display language.
pub(crate) fn set_of_thread(lang: Option<Lang>) {
    OF_THREAD.set(lang);
}

/// The stable name of a language.
fn name(lang: Lang) -> &'static str {
    lang.pick("zh", "en")
}

/// The language with this name, or the current one.
pub(crate) fn pick(name: Option<&str>) -> BindingResult<Lang> {
    match name {
        Some("zh") => Ok(Lang::Zh),
        Some("en") => Ok(Lang::En),
        Some(other) => {
            let what = Bilingual::new("语言", "the language");
            Err(not_an_option(what, other, &["zh", "en"]).into())
        }
        None => Ok(current()),
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
pub(crate) fn set_language(language: &str) -> BindingResult<()> {
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
pub(crate) fn language() -> &'static str {
    name(current())
}

/// A language that is given, else the current one.
#[pyfunction]
#[pyo3(signature = (language=None))]
pub(crate) fn language_or_current(language: Option<&str>) -> BindingResult<&'static str> {
    pick(language).map(name)
}

/// Sets the language of this thread, or none for the display language; returns the one before.
#[pyfunction]
#[pyo3(signature = (language=None))]
pub(crate) fn set_thread_language(language: Option<&str>) -> BindingResult<Option<&'static str>> {
    let lang = language.map(|name| pick(Some(name))).transpose()?;
    Ok(OF_THREAD.replace(lang).map(name))
}
