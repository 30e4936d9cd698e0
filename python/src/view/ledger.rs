//! What ledgers say beside their sites: columns, scorecards, and the table of issues.

use panhuo::Quantity;
use panhuo::jurisdiction::Jurisdictions;
use panhuo::units::Dimension;
use panhuo_ledger::{ColumnMapping, IssueCode, Scorecard};
use serde::Serialize;

use crate::words::Words;

/// A column and how it was interpreted.
#[derive(Serialize)]
pub(crate) struct ColumnView<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: String,
    header: &'a str,
    interpretation: &'a str,
    confidence: f64,
    unit: &'a str,
}

impl<'a> ColumnView<'a> {
    pub(crate) fn new(column: &'a ColumnMapping) -> Self {
        Self {
            file: column.source.file(),
            sheet: column.source.sheet(),
            cell: column.source.cell(),
            header: &column.header,
            interpretation: &column.interpretation,
            confidence: column.confidence,
            unit: &column.unit,
        }
    }
}

/// The figures of one jurisdiction.
#[derive(Serialize)]
pub(crate) struct ScorecardView<'a> {
    jurisdiction: &'a str,
    jurisdiction_name: &'a str,
    sites: usize,
    completeness: f64,
    located: usize,
    dated: usize,
    oldest: Option<String>,
    newest: Option<String>,
    contradictions: usize,
    duplicates: usize,
    errors: usize,
    warnings: usize,
}

impl<'a> ScorecardView<'a> {
    pub(crate) fn new(card: &'a Scorecard, jurisdictions: &'a Jurisdictions) -> Self {
        let day = |days: f64| Quantity::canonical(days, Dimension::Date).to_string();
        Self {
            jurisdiction: &card.jurisdiction,
            jurisdiction_name: jurisdictions.name(&card.jurisdiction),
            sites: card.sites,
            completeness: card.completeness,
            located: card.located,
            dated: card.dated,
            oldest: card.oldest.map(day),
            newest: card.newest.map(day),
            contradictions: card.contradictions,
            duplicates: card.duplicates,
            errors: card.errors,
            warnings: card.warnings,
        }
    }
}

/// A code of the table of issues.
#[derive(Serialize)]
pub(crate) struct CodeView {
    code: &'static str,
    severity: &'static str,
    meaning: Words,
    advice: Words,
}

impl CodeView {
    pub(crate) fn new(code: IssueCode) -> Self {
        Self {
            code: code.name(),
            severity: code.severity().name(),
            meaning: Words::in_each(|lang| code.sentence(lang)),
            advice: Words::in_each(|lang| code.advice(lang)),
        }
    }
}
