//! The sentence of a code with the fields of an error filled in.

use std::borrow::Cow;

use super::Error;
use crate::lang::{Bilingual, Lang};

/// The location, then the sentence.
///
/// A sentence names fields in braces: `{what}`, `{given}`, `{expected}`, `{nearest}`, `{allowed}`,
/// `{cause}`. A part in square brackets is left out if a field that it names is absent.
pub(super) fn message(error: &Error, lang: Lang) -> String {
    let mut message = String::new();
    let locations = error.location().iter().map(|location| location.text(lang));
    for location in locations.filter(|location| !location.is_empty()) {
        message.push_str(location);
        message.push_str(lang.pick("：", ": "));
    }
    let mut rest = error.code().sentence(lang);
    while let Some((before, optional)) = rest.split_once('[') {
        let (optional, after) = optional.split_once(']').unwrap_or((optional, ""));
        message.push_str(&filled(before, error, lang).0);
        if let (part, true) = filled(optional, error, lang) {
            message.push_str(&part);
        }
        rest = after;
    }
    message.push_str(&filled(rest, error, lang).0);
    message
}

/// A part of a sentence with its fields, and whether the error has all of them.
fn filled(part: &str, error: &Error, lang: Lang) -> (String, bool) {
    let mut pieces = part.split(['{', '}']);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    let mut complete = true;
    while let (Some(name), Some(after)) = (pieces.next(), pieces.next()) {
        let value = field(name, error, lang);
        complete &= value.is_some();
        text.push_str(value.as_deref().unwrap_or("?"));
        text.push_str(after);
    }
    (text, complete)
}

fn field<'e>(name: &str, error: &'e Error, lang: Lang) -> Option<Cow<'e, str>> {
    let one = match name {
        "what" => error.what(),
        "given" => error.given(),
        "expected" => error.expected(),
        "nearest" => error.nearest(),
        "allowed" => return list(error.allowed(), lang),
        "cause" => return std::error::Error::source(error).map(|cause| reason(cause, lang).into()),
        _ => None,
    };
    one.map(|value| value.text(lang).into())
}

fn list<'e>(values: &[Bilingual], lang: Lang) -> Option<Cow<'e, str>> {
    let texts: Vec<&str> = values.iter().map(|value| value.text(lang)).collect();
    (!texts.is_empty()).then(|| texts.join(lang.pick("、", ", ")).into())
}

/// What a cause says: in the language if it is an error of ours or one of the usual ones of the
/// operating system, else as its library words it.
fn reason(cause: &(dyn std::error::Error + 'static), lang: Lang) -> String {
    if let Some(error) = cause.downcast_ref::<Error>() {
        return error.describe(lang);
    }
    let known = cause
        .downcast_ref::<std::io::Error>()
        .filter(|_| lang == Lang::Zh)
        .and_then(|error| system_reason(error.kind()));
    known.map_or_else(|| cause.to_string(), str::to_owned)
}

fn system_reason(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind as Kind;
    Some(match kind {
        Kind::NotFound => "文件不存在",
        Kind::PermissionDenied => "没有访问权限",
        Kind::AlreadyExists => "文件已存在",
        Kind::IsADirectory => "这是文件夹，不是文件",
        Kind::NotADirectory => "路径中有一段不是文件夹",
        Kind::StorageFull => "磁盘空间已满",
        Kind::ReadOnlyFilesystem => "磁盘只读",
        _ => return None,
    })
}
