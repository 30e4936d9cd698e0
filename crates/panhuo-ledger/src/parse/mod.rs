//! Parses one cell into a reported value, with every issue about it.

pub(crate) mod category;
pub(crate) mod code;
pub(crate) mod contact;
pub(crate) mod coordinates;
pub(crate) mod date;
pub(crate) mod encumbrance;
pub(crate) mod locale;
mod measure;
mod number;
mod numeral;
pub(crate) mod remark;
pub(crate) mod scan;
#[cfg(test)]
mod tests;

pub(crate) use number::has_no_unit;

use panhuo::attribute::{LEASE_YEARS, PROGRESS, PROGRESS_SHARE, TERM_END, TERM_YEARS};
use panhuo::interval::{Choices, MissingReason, ReportedValue};
use panhuo::schema::ValueType;
use panhuo::units::{Dimension, Unit};
use panhuo::{Attribute, Interval, SiteKind};

use crate::text::fold;

use crate::format::{Cell, CellKind};
use crate::issue::IssueCode;
use crate::lexicon::missing;

/// What was parsed from one cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParsedCell {
    /// The parsed facts. The fact of the column's own attribute comes first, if there is one.
    pub(crate) facts: Vec<(Attribute, ReportedValue)>,
    /// Issues, each with the interpretation that was chosen.
    pub(crate) issues: Vec<(IssueCode, String)>,
}

impl ParsedCell {
    pub(crate) fn fact(attribute: Attribute, value: ReportedValue) -> Self {
        Self {
            facts: vec![(attribute, value)],
            issues: Vec::new(),
        }
    }

    fn missing(attribute: Attribute, reason: MissingReason) -> Self {
        let mut parsed = Self::fact(attribute, ReportedValue::Unknown(reason));
        if reason == MissingReason::Illegible {
            parsed.report(IssueCode::Illegible, "");
        }
        parsed
    }

    fn report(&mut self, code: IssueCode, interpretation: impl Into<String>) {
        self.issues.push((code, interpretation.into()));
    }

    fn share(&mut self, interval: Interval) {
        self.facts
            .push((PROGRESS_SHARE, ReportedValue::Number(interval)));
        self.report(IssueCode::MovedByUnit, PROGRESS_SHARE.name());
    }

    pub(crate) fn with_issue(mut self, code: IssueCode) -> Self {
        self.report(code, "");
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
) -> ParsedCell {
    if [TERM_YEARS, LEASE_YEARS].contains(&attribute)
        && let Some(day) = last_day(cell, attribute)
    {
        return day;
    }
    // Most cells of a numeric column hold only a number, so the costly text folding is skipped.
    if let ValueType::Number(dimension) = attribute.value_type()
        && let Some(parsed) = number::plain_number(cell, attribute, dimension, unit)
    {
        return parsed;
    }
    let folded = fold(
        cell.text
            .trim_start_matches(['\'', '‘', '’', '`', '\u{feff}']),
    );
    if cell.kind == CellKind::Error {
        return ParsedCell::missing(attribute, MissingReason::NotReported);
    }
    match attribute.value_type() {
        ValueType::Text => {
            let says_none = missing::is_missing(&folded);
            let gap = || ReportedValue::Unknown(MissingReason::NotReported);
            let text = || ReportedValue::Text(words(&cell.text).into());
            ParsedCell::fact(attribute, if says_none { gap() } else { text() })
        }
        ValueType::Category(_) | ValueType::YesNo => category_cell(cell, &folded, attribute),
        _ if missing::is_missing(&folded) => number::missing(attribute, &folded),
        ValueType::Date => date_cell(cell, attribute),
        ValueType::Number(dimension) => {
            number::read(cell, &folded, attribute, dimension, unit, kind)
        }
    }
}

/// Text as a person reads it: blanks trimmed, lines joined, with a space only between Latin words;
/// a number in Chinese text that goes on in the next line is one number.
pub(crate) fn words(text: &str) -> String {
    let chinese = text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let trimmed = text.trim_matches(blank);
    if !trimmed.contains(['\n', '\r']) {
        return trimmed.to_owned();
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(|line| line.trim_matches(blank)) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let (before, after) = (joined.chars().next_back(), line.chars().next());
        let one_number = chinese && digit(before) && digit(after);
        if latin(before) && latin(after) && !one_number {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// The completed share, as in 完成60%, in a cell of a column that asks for a category of progress.
fn progress_share(folded: &str) -> Option<Interval> {
    let is_share = |unit: &Unit| unit.dimension() == Dimension::Share;
    let mut items = scan::scan(folded, Some(Dimension::Share)).into_iter();
    let share = items.find(|item| item.unit.is_some_and(is_share))?;
    Interval::new(share.low, share.high)
}

fn category_cell(cell: &Cell, folded: &str, attribute: Attribute) -> ParsedCell {
    let share = if attribute == PROGRESS {
        progress_share(folded)
    } else {
        None
    };
    if let Some(stated) = category::read(attribute, &cell.text)
        .filter(|stated| stated.exact || !missing::is_missing(folded))
    {
        let several = stated.choices.position().is_none() && stated.choices != Choices::ANYTHING;
        let mut parsed = ParsedCell::fact(attribute, ReportedValue::Category(stated.choices));
        if several {
            parsed.report(IssueCode::CategoryGuessed, "");
        }
        if let Some(interval) = share {
            parsed.share(interval);
        }
        return parsed;
    }
    if missing::is_missing(folded) || missing::is_unknown(folded) {
        return ParsedCell::missing(attribute, MissingReason::NotReported);
    }
    if let Some(interval) = share {
        let mut parsed = ParsedCell::missing(attribute, MissingReason::NotReported);
        parsed.share(interval);
        return parsed;
    }
    if missing::is_negotiable(folded) {
        return ParsedCell::missing(attribute, MissingReason::Negotiable);
    }
    ParsedCell::missing(attribute, MissingReason::Illegible)
}

/// The term in years, as in 50 or 50年, in a column that asks for the last day: some forms mix both. Two
/// digits with a leading zero are a calendar year, not a term.
fn term(folded: &str) -> Option<Interval> {
    let digits = folded.strip_suffix('年').unwrap_or(folded);
    let is_count = digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
    let years = digits
        .parse()
        .ok()
        .filter(|_| is_count && !digits.starts_with('0'))?;
    Interval::exact(years)
}

/// The last day, as in 2054年3月 or 到2035年, in a cell of a column that asks for a term in years.
fn last_day(cell: &Cell, attribute: Attribute) -> Option<ParsedCell> {
    const A_YEAR: f64 = 366.0;
    let folded = fold(&cell.text);
    let mut numbers = folded.split(|c: char| !c.is_ascii_digit());
    let has_year = numbers.any(|number| number.len() == 4 && number.starts_with(['1', '2']));
    let until = folded.trim_start_matches(['截', '至', '到', '止']);
    let words = Cell::text(until);
    let cell = if until.len() < folded.len() {
        &words
    } else {
        cell
    };
    let date::DateReading::Days(days) = date::read(cell) else {
        return None;
    };
    if !has_year || days.high() - days.low() > A_YEAR {
        return None;
    }
    let mut parsed = ParsedCell::missing(attribute, MissingReason::NotReported);
    parsed.facts.push((TERM_END, ReportedValue::Number(days)));
    Some(parsed)
}

fn date_cell(cell: &Cell, attribute: Attribute) -> ParsedCell {
    // 未开工 states that the day does not exist, so the attribute is not applicable rather than unknown.
    let text = cell.text.trim();
    let denied = ["未", "尚未", "没有"]
        .iter()
        .any(|word| text.starts_with(word));
    if denied && !text.contains(char::is_numeric) {
        return ParsedCell::fact(attribute, ReportedValue::NotApplicable);
    }
    if attribute == TERM_END
        && let Some(years) = term(&fold(&cell.text))
    {
        let mut parsed = ParsedCell::missing(attribute, MissingReason::NotReported);
        parsed
            .facts
            .push((TERM_YEARS, ReportedValue::Number(years)));
        return parsed;
    }
    match date::read(cell) {
        date::DateReading::Days(interval) => {
            ParsedCell::fact(attribute, ReportedValue::Number(interval))
        }
        date::DateReading::Placeholder => {
            ParsedCell::missing(attribute, MissingReason::NotReported)
                .with_issue(IssueCode::DatePlaceholder)
        }
        date::DateReading::Illegible => ParsedCell::missing(attribute, MissingReason::Illegible),
    }
}
