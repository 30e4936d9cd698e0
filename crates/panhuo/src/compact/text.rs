//! Short texts that need no allocation and long ones that are shared.

use std::borrow::Borrow;
use std::fmt::{self, Write};
use std::ops::Deref;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// A text of 16 bytes: up to 15 bytes of UTF-8 (five Chinese characters) are stored inline, a longer
/// text is shared by its clones. Raw texts of cells are stored as this.
///
/// Reads like a `str`, and is made of one.
///
/// # Example
///
/// ```
/// use panhuo::compact::Text;
///
/// let raw = Text::from("约50亩");
/// assert!(raw.starts_with('约'));
/// assert_eq!(raw, "约50亩");
/// assert_eq!(size_of::<Text>(), 16);
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(EcoString);

impl Text {
    /// The longest text that is stored inline, in bytes.
    pub const IN_PLACE: usize = 15;

    /// The empty text.
    pub const EMPTY: Self = Self(EcoString::new());

    /// What is shown of a value.
    pub fn from_display(value: impl fmt::Display) -> Self {
        let mut text = EcoString::new();
        // Writing to memory cannot fail.
        let _ = write!(text, "{value}");
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Maps with keys of `Text` can be searched by `str`.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl FromIterator<char> for Text {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        Self(chars.into_iter().collect())
    }
}
