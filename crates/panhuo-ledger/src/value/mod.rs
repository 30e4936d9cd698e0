//! Values: from a cell to a reading, with every doubt about it.

pub(crate) mod category;
pub(crate) mod contact;
pub(crate) mod coordinates;
pub(crate) mod date;
pub(crate) mod encumbrance;
pub(crate) mod kind;
pub(crate) mod missing;
mod number;
mod numeral;
pub(crate) mod remark;
pub(crate) mod scan;
#[cfg(test)]
mod tests;

use panhuo::{
    Attribute, Choices, Dimension, Gap, Interval, PROGRESS, PROGRESS_SHARE, Reading, SiteKind,
    Unit, ValueType, fold,
};

use crate::issue::IssueCode;
use crate::sheet::{Cell, CellKind};

/// What a cell was understood to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Understood {
    /// The facts, that of the column's own attribute first if there is one.
    pub(crate) facts: Vec<(Attribute, Reading)>,
    /// Doubts, each with what was understood.
    pub(crate) doubts: Vec<(IssueCode, String)>,
}

impl Understood {
    fn one(attribute: Attribute, reading: Reading) -> Self {
        Self {
            facts: vec![(attribute, reading)],
            doubts: Vec::new(),
        }
    }

    fn gap(attribute: Attribute, gap: Gap) -> Self {
        let mut understood = Self::one(attribute, Reading::Unknown(gap));
        if gap == Gap::Illegible {
            understood.doubt(IssueCode::Illegible, "");
        }
        understood
    }

    fn doubt(&mut self, code: IssueCode, meaning: impl Into<String>) {
        self.doubts.push((code, meaning.into()));
    }

    fn with(mut self, code: IssueCode) -> Self {
        self.doubt(code, "");
        self
    }
}

/// Reads a cell under a column of `attribute`, whose numbers are in `unit` unless the cell says
/// otherwise.
pub(crate) fn read(
    cell: &Cell,
    attribute: Attribute,
    unit: Option<&'static Unit>,
    kind: SiteKind,
) -> Understood {
    let folded = fold(
        cell.text
            .trim_start_matches(['\'', '‘', '’', '`', '\u{feff}']),
    );
    if cell.kind == CellKind::Error {
        return Understood::gap(attribute, Gap::NotReported);
    }
    match attribute.value_type() {
        ValueType::Text => {
            let says_none = missing::is_missing(&folded);
            let gap = || Reading::Unknown(Gap::NotReported);
            let text = || Reading::Text(words(&cell.text));
            Understood::one(attribute, if says_none { gap() } else { text() })
        }
        ValueType::Category(_) | ValueType::YesNo => category_cell(cell, &folded, attribute),
        _ if missing::is_missing(&folded) => number::missing(attribute, &folded),
        ValueType::Date => date_cell(cell, attribute),
        ValueType::Number(dimension) => {
            number::read(cell, &folded, attribute, dimension, unit, kind)
        }
    }
}

/// Text as a person reads it: blanks trimmed, lines joined, with a space only between Latin words.
pub(crate) fn words(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(|line| line.trim_matches(blank)) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(joined.chars().next_back()) && latin(line.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

fn category_cell(cell: &Cell, folded: &str, attribute: Attribute) -> Understood {
    if let Some(said) = category::read(attribute, &cell.text)
        .filter(|said| said.exact || !missing::is_missing(folded))
    {
        let several = said.choices.position().is_none() && said.choices != Choices::ANYTHING;
        let mut understood = Understood::one(attribute, Reading::Category(said.choices));
        if several {
            understood.doubt(IssueCode::CategoryGuessed, "");
        }
        return understood;
    }
    if missing::is_missing(folded) || missing::is_unknown(folded) {
        return Understood::gap(attribute, Gap::NotReported);
    }
    // 完成60%: the share that stands, where a class was asked for.
    let share = scan::scan(folded, Some(Dimension::Share))
        .into_iter()
        .next();
    if let Some(item) = share.filter(|item| {
        attribute == PROGRESS && item.unit.is_some_and(|u| u.dimension() == Dimension::Share)
    }) && let Some(interval) = Interval::new(item.low, item.high)
    {
        return Understood {
            facts: vec![
                (attribute, Reading::Unknown(Gap::NotReported)),
                (PROGRESS_SHARE, Reading::Number(interval)),
            ],
            doubts: vec![(IssueCode::MovedByUnit, PROGRESS_SHARE.name().to_owned())],
        };
    }
    if missing::is_negotiable(folded) {
        return Understood::gap(attribute, Gap::Negotiable);
    }
    Understood::gap(attribute, Gap::Illegible)
}

fn date_cell(cell: &Cell, attribute: Attribute) -> Understood {
    match date::read(cell) {
        date::DateReading::Days(interval) => Understood::one(attribute, Reading::Number(interval)),
        date::DateReading::Placeholder => {
            Understood::gap(attribute, Gap::NotReported).with(IssueCode::DatePlaceholder)
        }
        date::DateReading::Illegible => Understood::gap(attribute, Gap::Illegible),
    }
}
