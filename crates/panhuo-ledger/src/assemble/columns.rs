//! Derives properties of a column from all of its cells: the attribute, the unit, the edition of codes and
//! the decimal separator.

use panhuo::inventory::Issue;
use panhuo::schema::ValueType;
use panhuo::source::Source;
use panhuo::units::Unit;
use panhuo::{Attribute, SiteKind};

use super::SheetReader;
use crate::columns::{Column, is_pure, values_decide, values_name, values_refuse};
use crate::format::{Cell, CellKind};
use crate::issue::{IssueCode, issue};
use crate::layout::RowKind;
use crate::lexicon::headers::{self as words, ColumnRole};
use crate::lexicon::missing;
use crate::lexicon::units;
use crate::parse::code::{self, Classification, Edition};
use crate::parse::has_no_unit;
use crate::parse::locale::has_decimal_commas;
use crate::text::fold;

/// The confidence of a mapping that is inferred from the values and not from the header.
const BY_VALUES: f64 = 0.8;

impl SheetReader<'_> {
    /// The cells of a column in the rows of data.
    fn cells<'a>(
        &'a self,
        column: u32,
        rows: &'a [(u32, &RowKind)],
    ) -> impl Iterator<Item = &'a Cell> {
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)));
        data.filter_map(move |(row, _)| self.sheet.cell(*row, column))
    }

    /// Reports each column without a stated unit that has a number without a unit.
    pub(super) fn report_missing_units(
        &self,
        columns: &[Column],
        rows: &[(u32, &RowKind)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        for column in columns {
            let ColumnRole::Attribute(attribute) = column.role else {
                continue;
            };
            let ValueType::Number(dimension) = attribute.value_type() else {
                continue;
            };
            let reported = column.unit.is_some() || column.unit_beside.is_some();
            let mut cells = self.cells(column.index, rows);
            if reported
                || column.foreign
                || is_pure(dimension)
                || !cells.any(|cell| has_no_unit(cell, dimension))
            {
                continue;
            }
            let mut context = column.context(header(column));
            context.attribute = Some(attribute);
            let (code, interpretation) = if column.needs_unit {
                (IssueCode::UnitUnknown, "")
            } else {
                let customary = attribute.unit().map_or("", Unit::symbol);
                (IssueCode::UnitAssumed, customary)
            };
            issues.push(issue(code, &context, interpretation));
        }
    }

    /// Finds columns that state, row by row, the unit of the number in the column to the left.
    pub(super) fn find_unit_columns(&self, columns: &mut [Column], rows: &[(u32, &RowKind)]) {
        const HEADERS: [&str; 5] = ["单位", "计量单位", "面积单位", "unit", "units"];
        for at in 1..columns.len() {
            let leaf = columns[at].path.last().map(|leaf| words::normalized(leaf));
            if !leaf.is_some_and(|leaf| HEADERS.contains(&leaf.as_str())) {
                continue;
            }
            let mut cells = self
                .cells(columns[at].index, rows)
                .filter(|cell| !missing::is_missing(&fold(&cell.text)))
                .peekable();
            let some = cells.peek().is_some();
            if some && cells.all(|cell| units::parse_unit(&cell.text, None).is_some()) {
                columns[at].role = ColumnRole::Unit;
                columns[at].confidence = 1.0;
                columns[at - 1].unit_beside = Some(columns[at].index);
            }
        }
    }

    /// Finds the edition of each column of codes, as stated by header or profile and as its codes fit.
    pub(super) fn settle_editions(&self, columns: &mut [Column], rows: &[(u32, &RowKind)]) {
        for column in columns {
            let Some(classification) = column.attribute().and_then(Classification::for_attribute)
            else {
                continue;
            };
            let by_name = Edition::by_name(classification, &column.title);
            column.stated_edition =
                by_name.or_else(|| self.options.profile.edition(classification));
            let cells = self.cells(column.index, rows);
            column.fitting_edition =
                code::fitting_edition(classification, cells.map(|cell| cell.text.as_str()));
        }
    }

    /// Corrects columns whose values do not fit their headers.
    pub(super) fn check_by_values(
        &self,
        columns: &mut [Column],
        kind: Option<SiteKind>,
        rows: &[(u32, &RowKind)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        let is_data = |(_, shape): &&(u32, &RowKind)| matches!(shape, RowKind::Data(_));
        let count = rows.iter().filter(is_data).count();
        for at in 0..columns.len() {
            let cells = || self.cells(columns[at].index, rows);
            let texts = || cells().map(|cell| cell.text.as_str());
            let records: Vec<Attribute> = columns.iter().filter_map(Column::attribute).collect();
            match columns[at].role {
                ColumnRole::Attribute(attribute) => {
                    if let Some(better) = values_decide(attribute, &records, texts()) {
                        columns[at].role = ColumnRole::Attribute(better);
                        columns[at].confidence = BY_VALUES;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderByValues, &context, better.name()));
                    } else if values_refuse(attribute, &columns[at].title, texts()) {
                        columns[at].role = ColumnRole::Extra;
                        columns[at].confidence = 0.0;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderUnknown, &context, ""));
                    }
                }
                ColumnRole::Extra if !columns[at].path.is_empty() => {
                    if let Some(reported) = values_name(&records, kind, texts()) {
                        columns[at].role = ColumnRole::Attribute(reported);
                        columns[at].confidence = BY_VALUES;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderByValues, &context, reported.name()));
                    }
                }
                ColumnRole::Serial => {
                    // 编号 may be a running number or the register's own identifier.
                    let named_number = columns[at]
                        .path
                        .last()
                        .is_some_and(|leaf| !leaf.contains('序'));
                    let running = |text: &str| {
                        text.trim()
                            .parse::<f64>()
                            .is_ok_and(|number| number.fract() == 0.0 && number < 1e5)
                    };
                    let other = texts().filter(|text| !running(text)).count();
                    if named_number && other * 2 > count {
                        columns[at].role = ColumnRole::Reference;
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the numbers of a table use a decimal comma, as in several European countries.
    pub(super) fn has_decimal_commas(&self, columns: &[Column], rows: &[(u32, &RowKind)]) -> bool {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let chinese = columns.iter().any(|column| column.title.contains(han));
        let measured = |column: &&Column| match column.role {
            ColumnRole::Attribute(attribute) => {
                matches!(attribute.value_type(), ValueType::Number(_))
            }
            ColumnRole::Longitude
            | ColumnRole::Latitude
            | ColumnRole::Easting
            | ColumnRole::Northing => true,
            // The column maps to no attribute, but its header names a unit.
            ColumnRole::Extra => column.unit.is_some(),
            _ => false,
        };
        let columns: Vec<u32> = columns
            .iter()
            .filter(measured)
            .map(|column| column.index)
            .collect();
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)))
            .take(500);
        let texts = data.flat_map(|(row, _)| {
            let cells = columns.iter().map(|column| self.sheet.cell(*row, *column));
            cells
                .flatten()
                .filter(|cell| cell.kind == CellKind::Text)
                .map(|cell| cell.text.as_str())
        });
        let texts: Vec<&str> = texts.collect();
        // In a Chinese table, 3,5 may be two numbers, so there every comma must be a decimal one.
        let only = |text: &&str| {
            let parts = text.split_once(',');
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            parts.is_none_or(|(whole, rest)| digits(whole) && digits(rest) && rest.len() <= 2)
        };
        let many = texts.iter().filter(|text| text.contains(',')).count();
        (!chinese || (many >= 2 && texts.iter().all(only))) && has_decimal_commas(texts.into_iter())
    }
}
