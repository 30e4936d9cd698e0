//! Texts in Chinese and in English, shown in the language of the moment.

use panhuo::Lang;
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::language;

/// The same text in Chinese and in English; `str` gives the display language.
///
/// Args:
///     zh: In Chinese.
///     en: In English.
///
/// Example:
///     >>> import panhuo as ph
///     >>> words = ph.Words(zh="层高", en="ceiling height")
///     >>> str(words)
///     '层高'
///     >>> words.en
///     'ceiling height'
#[pyclass(frozen, eq, hash, get_all, module = "panhuo._native")]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Words {
    zh: String,
    en: String,
}

impl Words {
    /// The text that `describe` gives in each language.
    pub(crate) fn in_each<W: Into<String>>(describe: impl Fn(Lang) -> W) -> Self {
        Self {
            zh: describe(Lang::Zh).into(),
            en: describe(Lang::En).into(),
        }
    }

    /// In the display language.
    pub(crate) fn in_current_language(&self) -> &str {
        language::current().pick(&self.zh, &self.en)
    }
}

#[pymethods]
impl Words {
    #[new]
    fn new(zh: String, en: String) -> Self {
        Self { zh, en }
    }

    fn __str__(&self) -> &str {
        self.in_current_language()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let (zh, en) = (slf.getattr("zh")?.repr()?, slf.getattr("en")?.repr()?);
        Ok(format!("Words(zh={zh}, en={en})"))
    }

    fn __getnewargs__(&self) -> (&str, &str) {
        (&self.zh, &self.en)
    }
}
