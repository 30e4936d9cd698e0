//! Checks the rules of a profile's form: required columns, and statements that exclude each other in a row.

use panhuo::inventory::Issue;
use panhuo::source::Source;

use super::row::{Cells, RowDraft, RowReader};
use super::{RowKind, SheetReader};
use crate::columns::Column;
use crate::issue::{IssueCode, issue};
use crate::lexicon::missing;
use crate::profile::Profile;
use crate::text::fold;

/// Whether a cell states nothing: blank, a dash, or zero.
fn is_empty(text: &str) -> bool {
    let folded = fold(text);
    missing::is_missing(&folded) || folded.trim_matches(['0', '.']).is_empty()
}

/// Whether a cell is empty or answers its column with no.
fn denies(text: &str) -> bool {
    is_empty(text)
        || matches!(
            fold(text).as_str(),
            "否" | "无" | "没有" | "no" | "none" | "n"
        )
}

impl SheetReader<'_> {
    /// Warns of required columns that no row of the table fills.
    pub(super) fn check_required(
        &self,
        columns: &[Column],
        rows: &[(u32, &RowKind)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        let data: Vec<u32> = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)))
            .map(|(row, _)| *row)
            .collect();
        let required = self.options.profile.required();
        for column in columns {
            let requested = required.contains(&column.role.name());
            let mut cells = data
                .iter()
                .filter_map(|row| self.sheet.cell(*row, column.index));
            if requested && !data.is_empty() && cells.all(|cell| is_empty(&cell.text)) {
                issues.push(issue(
                    IssueCode::ColumnEmpty,
                    &column.context(header(column)),
                    "",
                ));
            }
        }
    }
}

impl RowReader<'_> {
    /// Warns of statements in one row that the form's rules exclude.
    pub(super) fn contradictions(
        &self,
        profile: &Profile,
        cells: &Cells<'_>,
        draft: &mut RowDraft,
    ) {
        let cell = |interpretation: &str| {
            let mut columns = self.table.columns.iter();
            let column = columns.find(|column| column.role.name() == interpretation)?;
            Some((column, &cells.get(column.index)?.text))
        };
        let one_of = |text: &str, known: &[String]| known.iter().any(|k| fold(k) == fold(text));
        for rule in profile.contradictions() {
            let (Some((column, first)), Some((other, second))) =
                (cell(&rule.column), cell(&rule.other))
            else {
                continue;
            };
            let held = if rule.holds.is_empty() {
                !denies(second)
            } else {
                one_of(second, &rule.holds)
            };
            if held && one_of(first, &rule.says) {
                let context = self.context(draft.row, column, first);
                let interpretation = format!("{}: {second}", other.title);
                draft.report(IssueCode::StatementsConflict, &context, interpretation);
            }
        }
    }
}
