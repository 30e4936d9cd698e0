//! Where a fact was read: file, sheet and cell.

use std::fmt::{self, Write};
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where in a ledger a fact was read: a cell, a row, or a whole sheet.
///
/// Takes 16 bytes; the names are shared by all sources that are derived from one with
/// [`Source::at`] or [`Source::of_row`].
///
/// # Example
///
/// ```
/// use panhuo::source::Source;
///
/// let sheet = Source::new("03_郭镇乡.xlsx", "Sheet1");
/// let cell = sheet.at(6, 5);
/// assert_eq!(cell.to_string(), "03_郭镇乡.xlsx[Sheet1]!F7");
/// assert_eq!((cell.row(), cell.cell().as_str()), (Some(7), "F7"));
/// assert_eq!(sheet.with_cell("AB17"), Some(sheet.at(16, 27)));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    names: Arc<Names>,
    /// From 1.
    row: Option<NonZeroU32>,
    /// From 1; none for a whole row.
    column: Option<NonZeroU32>,
}

#[derive(Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Names {
    file: Box<str>,
    sheet: Box<str>,
}

impl Source {
    /// A sheet of a file, both by name; the sheet is empty for formats without sheets, and for a
    /// whole file.
    pub fn new(file: &str, sheet: &str) -> Self {
        let names = Names {
            file: file.into(),
            sheet: sheet.into(),
        };
        Self {
            names: Arc::new(names),
            row: None,
            column: None,
        }
    }

    /// A row of the same sheet, from 0.
    #[must_use]
    pub fn of_row(&self, row: u32) -> Self {
        Self {
            names: Arc::clone(&self.names),
            row: NonZeroU32::new(row.saturating_add(1)),
            column: None,
        }
    }

    /// A cell of the same sheet, its row and column from 0.
    #[must_use]
    pub fn at(&self, row: u32, column: u32) -> Self {
        Self {
            column: NonZeroU32::new(column.saturating_add(1)),
            ..self.of_row(row)
        }
    }

    /// The cell of the same sheet that has this name, such as `F7`; a row such as `7`, or the
    /// whole sheet for an empty name. `None` for what names no cell.
    pub fn with_cell(&self, name: &str) -> Option<Self> {
        let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = &name[..name.len() - digits.len()];
        let row: Option<NonZeroU32> = match digits {
            "" if letters.is_empty() => None,
            _ if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
            _ => return None,
        };
        let column = letters.bytes().try_fold(0_u32, |column, letter| {
            let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
            column.checked_mul(26)?.checked_add(letter)
        })?;
        Some(Self {
            names: Arc::clone(&self.names),
            row,
            column: NonZeroU32::new(column),
        })
    }

    /// The whole sheet.
    #[must_use]
    pub fn whole_sheet(&self) -> Self {
        Self {
            names: Arc::clone(&self.names),
            row: None,
            column: None,
        }
    }

    /// The file's name, without its folder.
    pub fn file(&self) -> &str {
        &self.names.file
    }

    /// The sheet's name; empty for formats without sheets.
    pub fn sheet(&self) -> &str {
        &self.names.sheet
    }

    /// The number of the row, from 1; none for a whole sheet.
    pub fn row(&self) -> Option<u32> {
        self.row.map(NonZeroU32::get)
    }

    /// The number of the column, from 1 for `A`; none for a whole row.
    pub fn column(&self) -> Option<u32> {
        self.column.map(NonZeroU32::get)
    }

    /// The letters of the column, such as `F`; empty for a whole row.
    pub fn letters(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = self.column.map_or(0, NonZeroU32::get);
        while rest > 0 {
            rest -= 1;
            letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        letters.into_iter().rev().collect()
    }

    /// The cell's name, such as `F7`; the row alone, such as `7`; empty for a whole sheet.
    pub fn cell(&self) -> String {
        let mut name = self.letters();
        if let Some(row) = self.row {
            // Writing to a String cannot fail.
            let _ = write!(name, "{row}");
        }
        name
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::new("", "")
    }
}

impl fmt::Display for Source {
    /// `03_郭镇乡.xlsx[Sheet1]!F7`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file())?;
        if !self.sheet().is_empty() {
            write!(f, "[{}]", self.sheet())?;
        }
        if self.row.is_some() {
            write!(f, "!{}", self.cell())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({self})")
    }
}

/// As it stands in JSON.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    file: String,
    sheet: String,
    cell: String,
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            file: self.file().to_owned(),
            sheet: self.sheet().to_owned(),
            cell: self.cell(),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { file, sheet, cell } = Written::deserialize(deserializer)?;
        Self::new(&file, &sheet)
            .with_cell(&cell)
            .ok_or_else(|| D::Error::custom(format!("`{cell}` names no cell")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_cells_are_those_of_spreadsheets() {
        let sheet = Source::new("a.xlsx", "b");
        for (column, name) in [(0, "A1"), (25, "Z1"), (26, "AA1"), (16_383, "XFD1")] {
            assert_eq!(sheet.at(0, column).cell(), name);
        }
        for name in ["F", "F0", "0", "F7G", "七", "F-7", "ZZZZZZZZ1", "7.5"] {
            assert_eq!(sheet.with_cell(name), None, "{name}");
        }
        assert_eq!(sheet.with_cell(""), Some(sheet.clone()));
        assert_eq!(sheet.with_cell("f7"), Some(sheet.at(6, 5)));
        assert_eq!(size_of::<Option<Source>>(), 16);
    }

    #[test]
    fn json_is_what_people_read() {
        let source = Source::new("a.xlsx", "b").at(6, 5);
        let json = serde_json::to_string(&source).unwrap();
        assert_eq!(json, r#"{"file":"a.xlsx","sheet":"b","cell":"F7"}"#);
        assert_eq!(serde_json::from_str::<Source>(&json).unwrap(), source);
        let file: Source = serde_json::from_str(r#"{"file":"a.csv"}"#).unwrap();
        assert_eq!(file, Source::new("a.csv", ""));
        assert!(serde_json::from_str::<Source>(r#"{"cell":"there"}"#).is_err());
    }

    proptest! {
        #[test]
        fn a_name_leads_back_to_its_cell(row in 0..u32::MAX, column in prop::option::of(0..u32::MAX)) {
            let sheet = Source::new("a", "");
            let there = column.map_or_else(|| sheet.of_row(row), |column| sheet.at(row, column));
            prop_assert_eq!(sheet.with_cell(&there.cell()), Some(there));
        }
    }
}
