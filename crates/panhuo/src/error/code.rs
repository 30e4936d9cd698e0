//! The table of errors: each code once, with its kind and its sentence in Chinese and in English.

use super::ErrorKind;
use crate::lang::Lang;

/// What went wrong: a stable name, the kind of error, and a sentence in each language.
///
/// The constants are the codes of this crate; the crates that read and store files have tables of
/// their own. More may be added, so a `match` needs a last arm.
///
/// # Example
///
/// ```
/// use panhuo::error::{ErrorCode, ErrorKind};
///
/// let code = panhuo::Attribute::from_name("flor_area").unwrap_err().code();
/// match code {
///     ErrorCode::UNKNOWN_NAME => assert_eq!(code.kind(), ErrorKind::NotFound),
///     _ => unreachable!(),
/// }
/// assert_eq!(code.name(), "unknown-name");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    name: &'static str,
    kind: ErrorKind,
    zh: &'static str,
    en: &'static str,
}

impl ErrorCode {
    /// A code of another crate's table; see [`error_codes`](crate::error_codes).
    ///
    /// A sentence names the fields of the error in braces, such as `{given}`; what stands in square
    /// brackets is left out where a field that it names is absent.
    pub const fn new(
        name: &'static str,
        kind: ErrorKind,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self { name, kind, zh, en }
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The kind of errors with this code.
    pub fn kind(self) -> ErrorKind {
        self.kind
    }

    /// The sentence, with the names of fields in braces.
    pub(super) fn sentence(self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// Declares codes, each with its stable name, its kind and its sentence in Chinese and in English,
/// and the list `ALL` of them.
#[doc(hidden)]
#[macro_export]
macro_rules! error_codes {
    ($($constant:ident $name:literal $kind:ident $zh:literal $en:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: ", $en)]
            pub const $constant: $crate::error::ErrorCode =
                $crate::error_codes!(@code $name $kind $zh $en);
        )*

        /// Every code of this table.
        pub const ALL: &[$crate::error::ErrorCode] =
            &[$($crate::error_codes!(@code $name $kind $zh $en),)*];
    };
    (@code $name:literal $kind:ident $zh:literal $en:literal) => {
        $crate::error::ErrorCode::new($name, $crate::error::ErrorKind::$kind, $zh, $en)
    };
}
