//! Issues, in words.

use panhuo::Attribute;
use panhuo::inventory::Issue;
use panhuo::lineage::Lineage;
use serde::Serialize;

use crate::words::Words;

/// An issue in words.
#[derive(Serialize)]
pub(crate) struct IssueView<'a> {
    severity: &'static str,
    severity_label: Words,
    code: &'a str,
    file: &'a str,
    sheet: &'a str,
    row: Option<u32>,
    cell: String,
    column: &'a str,
    raw: &'a str,
    interpretation: &'a str,
    zh: &'a str,
    en: &'a str,
    site: Option<&'a str>,
    attribute: Option<&'static str>,
}

impl<'a> IssueView<'a> {
    /// An issue about a row names the site that the row became.
    pub(crate) fn new(issue: &'a Issue, lineage: &'a Lineage) -> Self {
        Self {
            severity: issue.severity.name(),
            severity_label: Words::in_each(|lang| issue.severity.label(lang)),
            code: &issue.code,
            file: issue.source.file(),
            sheet: issue.source.sheet(),
            row: issue.source.row(),
            cell: issue.source.cell(),
            column: &issue.column,
            raw: &issue.raw,
            interpretation: &issue.interpretation,
            zh: &issue.zh,
            en: &issue.en,
            site: issue.site.as_ref().map(|row| lineage.site_of(row).as_str()),
            attribute: issue.attribute.map(Attribute::name),
        }
    }
}
