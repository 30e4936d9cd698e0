//! The two languages of labels, explanations and errors.

use std::borrow::Cow;
use std::fmt;

/// The language in which something is worded for a reader.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Picks the text of this language.
    ///
    /// ```
    /// assert_eq!(panhuo::Lang::En.pick("属地", "jurisdiction"), "jurisdiction");
    /// ```
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// A word or phrase in both languages. A name, a number or what somebody wrote is the same in both.
///
/// # Example
///
/// ```
/// use panhuo::Lang;
/// use panhuo::lang::Bilingual;
///
/// let what = Bilingual::new("经度", "longitude");
/// assert_eq!(what.text(Lang::En), "longitude");
/// assert_eq!(Bilingual::same(113.14).text(Lang::Zh), "113.14");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    zh: Cow<'static, str>,
    /// `None` where it is the same as in Chinese.
    en: Option<Cow<'static, str>>,
}

impl Bilingual {
    /// A phrase in Chinese and in English.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            zh: zh.into(),
            en: Some(en.into()),
        }
    }

    /// What is written alike in both languages.
    pub fn same(value: impl fmt::Display) -> Self {
        Self {
            zh: value.to_string().into(),
            en: None,
        }
    }

    /// What `word` writes in each language.
    pub fn in_each(word: impl Fn(Lang) -> String) -> Self {
        Self::new(word(Lang::Zh), word(Lang::En))
    }

    /// Several sentences as one.
    pub fn joined(sentences: &[Self]) -> Self {
        Self::in_each(|lang| {
            let texts: Vec<&str> = sentences.iter().map(|each| each.text(lang)).collect();
            texts.join(lang.pick("；", "; "))
        })
    }

    /// The text in one language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, self.en.as_ref().unwrap_or(&self.zh))
    }
}

macro_rules! same_in_both {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Bilingual {
            fn from(value: $kind) -> Self {
                Self::same(value)
            }
        })*
    };
}

same_in_both!(&str, String, &String, f64, i64, u32, u64, usize);
