//! Parses a cell of an attribute: by the profile's table of values, by codes, otherwise by the grammar of
//! values.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::schema::ValueType;
use panhuo::site::Contact;
use panhuo::units::Unit;
use panhuo::{Attribute, SiteKind};

use super::row::RowReader;
use crate::columns::Column;
use crate::format::{Cell, CellKind};
use crate::issue::IssueCode;
use crate::lexicon::missing;
use crate::parse::code::{self, Classification};
use crate::parse::encumbrance::{self, ParsedEncumbrance};
use crate::parse::locale::{DayOrder, with_points};
use crate::parse::{self, ParsedCell, contact, date, remark};
use crate::text::fold;

/// Longer texts are not cached: they seldom repeat.
const MAX_CACHED_LENGTH: usize = 96;

/// A cache of parsed cells for sites of one kind: equal texts are parsed once.
#[derive(Default)]
pub(super) struct CellCache<'a> {
    /// The key is attribute, column, type of the cell and text.
    cells: HashMap<(Attribute, u32, Discriminant<CellKind>, &'a str), ParsedCell>,
    encumbrances: HashMap<(u32, &'a str), Vec<ParsedEncumbrance>>,
    remarks: HashMap<&'a str, ParsedRemark>,
}

/// The facts that a remark holds about other attributes.
pub(super) struct ParsedRemark {
    pub(super) encumbrances: Vec<ParsedEncumbrance>,
    pub(super) facts: Vec<(Attribute, ReportedValue)>,
    pub(super) contact: Option<Contact>,
}

impl<'a> CellCache<'a> {
    /// Parses a cell of a column of encumbrances, with a cache.
    pub(super) fn encumbrances(
        &mut self,
        kinds: &[EncumbranceKind],
        column: u32,
        text: &'a str,
    ) -> &[ParsedEncumbrance] {
        let read = || match kinds {
            [kind] => encumbrance::read(*kind, text).into_iter().collect(),
            kinds => encumbrance::read_several(kinds, text),
        };
        self.encumbrances.entry((column, text)).or_insert_with(read)
    }

    pub(super) fn remark(&mut self, text: &'a str, kind: SiteKind) -> &ParsedRemark {
        self.remarks.entry(text).or_insert_with(|| ParsedRemark {
            encumbrances: encumbrance::in_words(text),
            facts: remark::facts(text, kind),
            contact: contact::in_words(text),
        })
    }
}

impl<'a> RowReader<'a> {
    /// Parses a cell of an attribute, with a cache: texts repeat within a column, numbers seldom do.
    pub(super) fn parse_cached<'k>(
        &self,
        cache: &'k mut CellCache<'a>,
        cell: &'a Cell,
        attribute: Attribute,
        column: &Column,
    ) -> Cow<'k, ParsedCell> {
        let again = cell.text.len() <= MAX_CACHED_LENGTH
            && !matches!(
                attribute.value_type(),
                ValueType::Number(_) | ValueType::Text
            );
        if !again {
            let number = matches!(attribute.value_type(), ValueType::Number(_));
            if self.table.decimal_commas && number && cell.kind == CellKind::Text {
                let plain = Cell::text(with_points(&cell.text));
                return Cow::Owned(self.read_cell(&plain, attribute, column));
            }
            return Cow::Owned(self.read_cell(cell, attribute, column));
        }
        let kind = discriminant(&cell.kind);
        let words = (attribute, column.index, kind, cell.text.as_str());
        let entry = cache.cells.entry(words);
        Cow::Borrowed(entry.or_insert_with(|| self.read_cell(cell, attribute, column)))
    }

    /// Reads a cell of an attribute: by the profile's table of values, else by its grammar.
    pub(super) fn read_cell(
        &self,
        cell: &Cell,
        attribute: Attribute,
        column: &Column,
    ) -> ParsedCell {
        if column.foreign {
            let folded = fold(&cell.text);
            let digits = folded.contains(|c: char| c.is_ascii_digit());
            if !digits && missing::is_negotiable(&folded) {
                return ParsedCell::fact(
                    attribute,
                    ReportedValue::Unknown(MissingReason::Negotiable),
                );
            }
            if !missing::is_missing(&folded) {
                return ParsedCell::fact(
                    attribute,
                    ReportedValue::Unknown(MissingReason::Illegible),
                );
            }
        }
        if let Some(both) = column
            .two_units
            .and_then(|units| in_both(&cell.text, units))
        {
            return parse::read(&Cell::text(both), attribute, column.unit, self.kind);
        }
        // The missing unit is reported once for the column, not for each row.
        if column.needs_unit && !cell.text.chars().any(char::is_alphabetic) {
            return ParsedCell::fact(attribute, ReportedValue::Unknown(MissingReason::Illegible));
        }
        let profile = &self.reader.options.profile;
        if attribute.value_type() == ValueType::Date
            && profile.day_order() != DayOrder::Either
            && let date::DateReading::Days(days) = date::read_as(cell, profile.day_order())
        {
            return ParsedCell::fact(attribute, ReportedValue::Number(days));
        }
        let Some((exact, choices)) = profile.value(attribute, &cell.text) else {
            return coded(cell, attribute, column, self.kind)
                .unwrap_or_else(|| parse::read(cell, attribute, column.unit, self.kind));
        };
        let reading = choices.map_or(
            ReportedValue::Unknown(MissingReason::NotReported),
            ReportedValue::Category,
        );
        let parsed = ParsedCell::fact(attribute, reading);
        if exact {
            parsed
        } else {
            parsed.with_issue(IssueCode::ValueGuessed)
        }
    }
}

/// Adds the units to two numbers under a header such as `（亩/平方米）`: 20/13333.3, 20（13333.3）.
fn in_both(text: &str, (first, second): (&Unit, &Unit)) -> Option<String> {
    let folded = fold(text);
    let mut parts = folded
        .split(['/', '(', ')', '、'])
        .filter(|part| !part.is_empty());
    let number = |part: &&str| {
        part.chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let one = parts.next().filter(number)?;
    let other = parts.next().filter(number)?;
    let both = || format!("{one}{}（{other}{}）", first.symbol(), second.symbol());
    parts.next().is_none().then(both)
}

/// Parses a cell that holds a code of an industry, a land class or an owner.
fn coded(cell: &Cell, attribute: Attribute, column: &Column, kind: SiteKind) -> Option<ParsedCell> {
    if let Some(category) = code::ownership(attribute, &cell.text) {
        let choices = attribute.choice(category).ok()?;
        let mut parsed = ParsedCell::fact(attribute, ReportedValue::Category(choices));
        let issue = (IssueCode::CodeForWords, category.to_owned());
        parsed.issues.push(issue);
        return Some(parsed);
    }
    let classification = Classification::for_attribute(attribute)?;
    let stated = code::read(
        classification,
        &cell.text,
        column.stated_edition,
        column.fitting_edition,
    )?;
    let mut parsed = if attribute.value_type() == ValueType::Text {
        ParsedCell::fact(attribute, ReportedValue::Text(stated.text.into()))
    } else if stated.name.is_empty() {
        ParsedCell::fact(attribute, ReportedValue::Unknown(MissingReason::Illegible))
    } else {
        // A category is read from the words; where there are none, from the name of the code.
        parse::read(
            &Cell::text(stated.name.as_str()),
            attribute,
            column.unit,
            kind,
        )
    };
    parsed.issues.extend(stated.issue);
    if attribute.value_type() != ValueType::Text && !stated.has_words {
        parsed.issues.push((IssueCode::CodeForWords, stated.name));
    }
    Some(parsed)
}
