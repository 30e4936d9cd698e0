//! The zip package of a workbook: its size before it is opened, whatever it says of itself, and
//! which rows and columns are hidden, which the workbook reader does not tell.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};

use panhuo::Result;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::Limits;
use super::limits::COLUMNS;
use crate::error;

/// A part compressed better than this is a bomb, once it is larger than [`SMALL`].
const RATIO: u64 = 200;
const SMALL: u64 = 16 << 20;

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Sheet name to part name.
    parts: BTreeMap<String, String>,
    /// How large each part is and what it says anywhere, so that large ones need not be searched again.
    marked: BTreeMap<String, PartSummary>,
    max_bytes: u64,
}

/// What a part of a workbook says somewhere.
#[derive(Clone, Copy, Default)]
struct PartSummary {
    size: u64,
    hidden: bool,
    merged: bool,
}

/// Unpacks a part into nothing: how large it is and what it says.
fn survey(part: &mut impl Read) -> std::io::Result<PartSummary> {
    const WORDS: [&[u8]; 2] = [b"hidden=", b"<mergeCell"];
    const KEPT: usize = 16;
    let mut buffer = vec![0_u8; 1 << 16];
    let (mut marks, mut kept) = (PartSummary::default(), 0_usize);
    loop {
        let read = part.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(marks);
        }
        marks.size += read as u64;
        let filled = kept + read;
        let seen = &buffer[..filled];
        let [hidden, merged] = WORDS.map(|word| memchr::memmem::find(seen, word).is_some());
        marks.hidden |= hidden;
        marks.merged |= merged;
        // A word may lie across two pieces.
        kept = filled.min(KEPT);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

/// How many shared texts a part says it holds, if it does.
fn declared_strings(part: impl Read) -> Option<u64> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    // As calamine reads it: what is broken there is broken here.
    let config = reader.config_mut();
    (config.check_end_names, config.check_comments) = (false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let reported = tag.split("uniqueCount").skip(1).filter_map(|rest| {
                    let number =
                        rest.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'', '+']);
                    let end = number.find(|c: char| !c.is_ascii_digit())?;
                    // A number with too many digits is as large as any.
                    (end > 0).then(|| number[..end].parse().unwrap_or(u64::MAX))
                });
                return reported.max();
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// The rows and columns (from 0) that a sheet hides.
#[derive(Default)]
pub(super) struct HiddenCells {
    pub(super) rows: BTreeSet<u32>,
    pub(super) columns: BTreeSet<u32>,
}

impl<'a> Package<'a> {
    /// Opens the directory and counts what would be unpacked. The directory may lie, so each
    /// part is unpacked once into nothing, counting.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self> {
        let broken =
            |cause: zip::result::ZipError| limits.refuse(error::NOT_A_WORKBOOK).with_cause(cause);
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let (mut total, mut marked) = (0_u64, BTreeMap::new());
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(broken)?;
            let packed = part.compressed_size();
            let left = limits.max_bytes.saturating_sub(total) + 1;
            let name = part.name().to_owned();
            let marks = survey(&mut part.take(left))
                .map_err(|cause| limits.refuse(error::WORKBOOK_DAMAGED).with_cause(cause))?;
            marked.insert(name.clone(), marks);
            total += marks.size;
            limits.check_bytes(total)?;
            if marks.size > SMALL && marks.size / RATIO > packed {
                let refused = limits.refuse(error::COMPRESSED_TOO_WELL).with_what(name);
                return Err(refused.with_expected(RATIO));
            }
        }
        let mut package = Self {
            archive,
            parts: BTreeMap::new(),
            marked,
            max_bytes: limits.max_bytes,
        };
        package.parts = package.sheet_parts().unwrap_or_default();
        package.check_strings(limits)?;
        Ok(package)
    }

    /// Refuses a part of shared texts that says there are more of them than it has bytes: calamine
    /// makes room for as many as it says.
    fn check_strings(&mut self, limits: &Limits) -> Result<()> {
        for index in 0..self.archive.len() {
            let Ok(part) = self.archive.by_index(index) else {
                continue;
            };
            let name = part.name().to_ascii_lowercase();
            if name.ends_with("sharedstrings.xml") {
                let size = self.marked.get(part.name()).map_or(0, |marks| marks.size);
                let reported = declared_strings(part.take(self.max_bytes));
                if reported.is_some_and(|reported| reported > size) {
                    return Err(limits.refuse(error::SHARED_STRINGS));
                }
            }
        }
        Ok(())
    }

    pub(super) fn part(&mut self, name: &str) -> Option<String> {
        let part = self.archive.by_name(name).ok()?;
        let mut text = String::new();
        part.take(self.max_bytes).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// Whether it is a workbook, and not a zip of other files.
    pub(super) fn is_workbook(&self) -> bool {
        let has = |name: &str| self.archive.file_names().any(|part| part == name);
        has("[Content_Types].xml") || has("content.xml") || has("xl/workbook.xml")
    }

    /// The parts whose names have this ending, in order.
    pub(super) fn ending(&self, ending: &str) -> Vec<String> {
        let parts = self.archive.file_names();
        let mut names: Vec<String> = parts
            .filter(|name| name.to_ascii_lowercase().ends_with(ending))
            .filter(|name| !name.starts_with("__MACOSX"))
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let part = self.archive.by_name(name).ok()?;
        let mut bytes = Vec::new();
        part.take(self.max_bytes).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Whether it is an OpenDocument package.
    pub(super) fn is_open_document(&mut self) -> bool {
        self.archive.by_name("content.xml").is_ok()
    }

    /// Which part holds which sheet.
    fn sheet_parts(&mut self) -> Option<BTreeMap<String, String>> {
        let book = self.part("xl/workbook.xml")?;
        let relations = self.part("xl/_rels/workbook.xml.rels")?;
        let targets: BTreeMap<String, String> = tags(&relations, "Relationship")
            .filter_map(|tag| Some((attribute(tag, "Id")?, attribute(tag, "Target")?)))
            .collect();
        let parts = tags(&book, "sheet").filter_map(|tag| {
            let target = targets.get(&attribute(tag, "r:id")?)?;
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            Some((attribute(tag, "name")?, path))
        });
        Some(parts.collect())
    }

    /// Whether two sheets are one part, which would be read again and again.
    pub(super) fn shares_parts(&self) -> bool {
        let parts: BTreeSet<&String> = self.parts.values().collect();
        parts.len() < self.parts.len()
    }

    /// Whether a sheet merges cells; true if that is not known.
    pub(super) fn merges(&self, sheet: &str) -> bool {
        let part = self.parts.get(sheet);
        part.and_then(|part| self.marked.get(part))
            .is_none_or(|marks| marks.merged)
    }

    /// The part that holds a sheet.
    pub(super) fn sheet_text(&mut self, sheet: &str) -> Option<String> {
        let part = self.parts.get(sheet)?.clone();
        self.part(&part)
    }

    pub(super) fn hidden(&mut self, sheet: &str) -> HiddenCells {
        let mut hidden = HiddenCells::default();
        let Some(part) = self.parts.get(sheet) else {
            return hidden;
        };
        if !self.marked.get(part).is_some_and(|marks| marks.hidden) {
            return hidden;
        }
        let Some(text) = self.sheet_text(sheet) else {
            return hidden;
        };
        let number = |tag: &str, key: &str| attribute(tag, key)?.parse::<u32>().ok();
        let is_hidden = |tag: &&str| {
            attribute(tag, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
        };
        for tag in tags(&text, "row").filter(is_hidden) {
            hidden
                .rows
                .extend(number(tag, "r").and_then(|row| row.checked_sub(1)));
        }
        // All of them may be said again and again.
        let mut columns = vec![false; COLUMNS as usize];
        for tag in tags(&text, "col").filter(is_hidden) {
            if let (Some(from), Some(to)) = (number(tag, "min"), number(tag, "max")) {
                let these = from.saturating_sub(1) as usize..to.min(COLUMNS) as usize;
                if let Some(these) = columns.get_mut(these) {
                    these.fill(true);
                }
            }
        }
        let columns = (0_u32..).zip(columns);
        let columns = columns.filter_map(|(at, hidden)| hidden.then_some(at));
        hidden.columns = columns.collect();
        hidden
    }
}

/// The start tags of elements with this name, without their brackets.
pub(super) fn tags<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    text.split('<').filter_map(move |piece| {
        let rest = piece.strip_prefix(name)?;
        let tag = &rest[..rest.find('>')?];
        tag.starts_with(|c: char| c.is_ascii_whitespace())
            .then_some(tag)
    })
}

/// The value of an attribute of a start tag.
pub(super) fn attribute(tag: &str, key: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(key)?;
        let before = rest[..at].chars().next_back();
        let after = &rest[at + key.len()..];
        if let Some(value) = after.strip_prefix("=\"")
            && before.is_some_and(|c| c.is_ascii_whitespace())
        {
            return Some(unescape(&value[..value.find('"')?]));
        }
        rest = after;
    }
}

pub(super) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_are_found_in_tags() {
        let text = r#"<cols><col min="3" max="4" hidden="1"/></cols><row r="7" hidden="1" ht="3"><c/></row><row r="8"/>"#;
        let rows: Vec<_> = tags(text, "row").map(|tag| attribute(tag, "r")).collect();
        assert_eq!(rows, [Some("7".to_owned()), Some("8".to_owned())]);
        assert_eq!(
            attribute(tags(text, "col").next().unwrap(), "max").as_deref(),
            Some("4")
        );
        assert_eq!(tags(text, "c").count(), 0);
    }
}
