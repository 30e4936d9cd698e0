//! Collects the facts of one row: first from each attribute's own column, then from other cells.

use panhuo::compact::{SortedMap, Text};
use panhuo::interval::MissingReason;
use panhuo::interval::ReportedValue;
use panhuo::inventory::Issue;
use panhuo::site::Fact;
use panhuo::source::Source;
use panhuo::units::Dimension;
use panhuo::{Attribute, Interval, SiteKind};

use crate::format::Cell;
use crate::issue::{Context, IssueCode, issue};
use crate::parse::{self, ParsedCell};

pub(super) struct FactCollector {
    kind: SiteKind,
    /// A few dozen facts, in the order of the cells that report them.
    reported: Vec<(Attribute, Fact)>,
    issues: Vec<Issue>,
}

impl FactCollector {
    pub(super) fn new(kind: SiteKind) -> Self {
        Self {
            kind,
            reported: Vec::with_capacity(24),
            issues: Vec::new(),
        }
    }

    /// Records a blank cell of a column whose attribute applies to the kind of site.
    pub(super) fn blank(&mut self, attribute: Attribute, source: Source) {
        if attribute.applies_to(self.kind) {
            let fact = Fact {
                value: ReportedValue::Unknown(MissingReason::NotReported),
                raw: Text::EMPTY,
                source: Some(source),
            };
            if self.fact(attribute).is_none() {
                self.reported.push((attribute, fact));
            }
        }
    }

    pub(super) fn gap(&mut self, attribute: Attribute, gap: MissingReason, context: &Context<'_>) {
        self.insert(attribute, ReportedValue::Unknown(gap), context, false);
    }

    /// Stores the facts of a cell of a column of `attribute`. The value of a secondary column does not replace
    /// that of the attribute's own column; if two numbers conflict, their hull is stored.
    pub(super) fn add_cell(
        &mut self,
        parsed: &ParsedCell,
        attribute: Attribute,
        is_secondary: bool,
        context: &Context<'_>,
    ) -> Vec<Issue> {
        for (reported, reading) in &parsed.facts {
            let is_secondary = is_secondary || *reported != attribute;
            self.insert(*reported, reading.clone(), context, is_secondary);
        }
        let issues = parsed.issues.iter();
        issues
            .map(|(code, interpretation)| issue(*code, context, interpretation))
            .collect()
    }

    /// Parses a cell of a column of two attributes: each attribute from its own part if the cell has two parts,
    /// otherwise from the whole cell. A text that one attribute understands is no issue of the other.
    pub(super) fn read_both(
        &mut self,
        cell: &Cell,
        pair: [Attribute; 2],
        context: &Context<'_>,
    ) -> Vec<Issue> {
        let parts = parts(&cell.text);
        let alike = pair[0].dimension().is_some() && pair[0].dimension() == pair[1].dimension();
        let cells: Vec<Cell> = match parts.as_slice() {
            [first, second] => vec![Cell::text(*first), Cell::text(*second)],
            // A single 18亩 under 占地及建筑面积 cannot be both areas.
            _ if alike => vec![cell.clone()],
            _ => vec![cell.clone(), cell.clone()],
        };
        if alike && cells.len() == 1 {
            self.blank(pair[1], context.source.clone());
        }
        let read: Vec<_> = cells
            .iter()
            .zip(pair)
            .map(|(cell, attribute)| parse::read(cell, attribute, None, self.kind))
            .collect();
        let illegible = |parsed: &ParsedCell| {
            parsed
                .issues
                .iter()
                .any(|(code, _)| *code == IssueCode::Illegible)
        };
        let none = read.iter().all(illegible);
        let mut issues = Vec::new();
        for (parsed, attribute) in read.into_iter().zip(pair) {
            if illegible(&parsed) && !none {
                self.insert(
                    attribute,
                    ReportedValue::Unknown(MissingReason::NotReported),
                    context,
                    false,
                );
                continue;
            }
            for (reported, reading) in parsed.facts {
                self.insert(reported, reading, context, reported != attribute);
            }
            let context = Context {
                attribute: Some(attribute),
                ..context.clone()
            };
            let reported = parsed.issues.iter();
            issues.extend(
                reported.map(|(code, interpretation)| issue(*code, &context, interpretation)),
            );
        }
        issues
    }

    /// Stores a reported value. A value from another cell fills a gap or is checked against the value of the
    /// attribute's own column.
    fn insert(
        &mut self,
        attribute: Attribute,
        reading: ReportedValue,
        context: &Context<'_>,
        is_secondary: bool,
    ) {
        let applies = attribute.applies_to(self.kind) || reading.is_known();
        if !applies {
            return;
        }
        let fact = |reading: ReportedValue| Fact {
            value: reading,
            raw: context.raw.clone(),
            source: Some(context.source.clone()),
        };
        let at = self
            .reported
            .iter()
            .position(|(reported, _)| *reported == attribute);
        let Some((_, known)) = at.and_then(|at| self.reported.get_mut(at)) else {
            self.reported.push((attribute, fact(reading)));
            return;
        };
        if !reading.is_known() {
            // A stated reason replaces a plain "not reported".
            let reason = known.value == ReportedValue::Unknown(MissingReason::NotReported)
                && known.raw.is_empty();
            if reason && !context.raw.is_empty() {
                *known = fact(reading);
            }
            return;
        }
        if !known.value.is_known() {
            *known = fact(reading);
            return;
        }
        let (ReportedValue::Number(first), ReportedValue::Number(second)) =
            (&known.value, &reading)
        else {
            if !is_secondary {
                *known = fact(reading);
            }
            return;
        };
        let both = if is_secondary {
            (*first, *second)
        } else {
            (*second, *first)
        };
        if agree(both.0, both.1) {
            known.value = ReportedValue::Number(both.0);
            return;
        }
        let code = if attribute.dimension() == Some(Dimension::Area) {
            IssueCode::AreaConflict
        } else {
            IssueCode::ValueConflict
        };
        let context = Context {
            attribute: Some(attribute),
            ..context.clone()
        };
        self.issues.push(issue(code, &context, ""));
        known.value = ReportedValue::Number(first.hull(second));
    }

    /// Adds the facts of a remark for attributes that are still unknown. Returns those attributes.
    pub(super) fn remark(
        &mut self,
        reported: &[(Attribute, ReportedValue)],
        context: &Context<'_>,
    ) -> Vec<Attribute> {
        let mut added = Vec::new();
        for (attribute, reading) in reported.iter().cloned() {
            let known = self
                .fact(attribute)
                .is_some_and(|fact| fact.value.is_known());
            if !known {
                self.reported.retain(|(reported, _)| *reported != attribute);
                self.insert(attribute, reading, context, true);
                added.push(attribute);
            }
        }
        added
    }

    pub(super) fn finish(self, issues: &mut Vec<Issue>) -> SortedMap<Attribute, Fact> {
        issues.extend(self.issues);
        self.reported.into_iter().collect()
    }

    fn fact(&self, attribute: Attribute) -> Option<&Fact> {
        let mut reported = self.reported.iter();
        reported
            .find(|(reported, _)| *reported == attribute)
            .map(|(_, fact)| fact)
    }
}

/// Splits a cell at slashes and commas, except at a comma between digits.
fn parts(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices(['/', '／', '，', ',', '、', '；', ';']) {
        if sign == "," && digit(at.checked_sub(1)) && digit(Some(at + 1)) {
            continue;
        }
        parts.push(text[from..at].trim());
        from = at + sign.len();
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether two statements agree within half a percent of the larger.
fn agree(first: Interval, second: Interval) -> bool {
    let slack = 0.005 * first.high().abs().max(second.high().abs()).min(1e300);
    first.low() - slack <= second.high() && second.low() <= first.high() + slack
}
