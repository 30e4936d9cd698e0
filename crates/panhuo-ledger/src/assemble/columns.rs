//! What the cells of a column say of the whole of it: its meaning, its unit, its edition of codes, how
//! its numbers are written.

use panhuo::inventory::Issue;
use panhuo::schema::ValueType;
use panhuo::source::Source;
use panhuo::units::Unit;
use panhuo::{Attribute, SiteKind};

use super::Reading;
use crate::columns::{Column, is_pure, values_decide, values_name, values_refuse};
use crate::format::{Cell, CellKind};
use crate::issue::{IssueCode, issue};
use crate::layout::Shape;
use crate::lexicon::headers::{self as words, Role};
use crate::lexicon::missing;
use crate::lexicon::units;
use crate::parse::code::{self, Edition, Family};
use crate::parse::is_bare;
use crate::parse::locale::has_decimal_commas;
use crate::text::fold;

/// How sure a column's meaning is that its values tell and its header does not.
const BY_VALUES: f64 = 0.8;

impl Reading<'_> {
    /// The cells of a column in the rows of data.
    fn cells<'a>(
        &'a self,
        column: u32,
        rows: &'a [(u32, &Shape)],
    ) -> impl Iterator<Item = &'a Cell> {
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, Shape::Data(_)));
        data.filter_map(move |(row, _)| self.sheet.cell(*row, column))
    }

    /// Doubts the units of columns that nobody gives one, if a cell is silent about its own.
    pub(super) fn doubt_units(
        &self,
        columns: &[Column],
        rows: &[(u32, &Shape)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        for column in columns {
            let Role::Attribute(attribute) = column.role else {
                continue;
            };
            let ValueType::Number(dimension) = attribute.value_type() else {
                continue;
            };
            let told = column.unit.is_some() || column.unit_beside.is_some();
            let mut cells = self.cells(column.index, rows);
            if told
                || column.foreign
                || is_pure(dimension)
                || !cells.any(|cell| is_bare(cell, dimension))
            {
                continue;
            }
            let mut context = column.context(header(column));
            context.attribute = Some(attribute);
            let (code, meaning) = if column.needs_unit {
                (IssueCode::UnitUnknown, "")
            } else {
                let customary = attribute.unit().map_or("", Unit::symbol);
                (IssueCode::UnitAssumed, customary)
            };
            issues.push(issue(code, &context, meaning));
        }
    }

    /// Finds columns that give the units of the numbers left of them, row by row.
    pub(super) fn beside_units(&self, columns: &mut [Column], rows: &[(u32, &Shape)]) {
        const HEADERS: [&str; 5] = ["单位", "计量单位", "面积单位", "unit", "units"];
        for at in 1..columns.len() {
            let leaf = columns[at].path.last().map(|leaf| words::bare(leaf));
            if !leaf.is_some_and(|leaf| HEADERS.contains(&leaf.as_str())) {
                continue;
            }
            let mut cells = self
                .cells(columns[at].index, rows)
                .filter(|cell| !missing::is_missing(&fold(&cell.text)))
                .peekable();
            let some = cells.peek().is_some();
            if some && cells.all(|cell| units::unit_spelling(&cell.text, None).is_some()) {
                columns[at].role = Role::Unit;
                columns[at].confidence = 1.0;
                columns[at - 1].unit_beside = Some(columns[at].index);
            }
        }
    }

    /// Finds the editions of the columns of codes: as header or profile say, and as the codes fit.
    pub(super) fn settle_editions(&self, columns: &mut [Column], rows: &[(u32, &Shape)]) {
        for column in columns {
            let Some(family) = column.attribute().and_then(Family::of) else {
                continue;
            };
            let named = Edition::named(family, &column.title);
            column.stated = named.or_else(|| self.options.profile.edition(family));
            let cells = self.cells(column.index, rows);
            column.leaning = code::leaning(family, cells.map(|cell| cell.text.as_str()));
        }
    }

    /// Corrects columns whose values do not fit their headers.
    pub(super) fn check_by_values(
        &self,
        columns: &mut [Column],
        kind: Option<SiteKind>,
        rows: &[(u32, &Shape)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        let is_data = |(_, shape): &&(u32, &Shape)| matches!(shape, Shape::Data(_));
        let count = rows.iter().filter(is_data).count();
        for at in 0..columns.len() {
            let cells = || self.cells(columns[at].index, rows);
            let texts = || cells().map(|cell| cell.text.as_str());
            let taken: Vec<Attribute> = columns.iter().filter_map(Column::attribute).collect();
            match columns[at].role {
                Role::Attribute(attribute) => {
                    if let Some(better) = values_decide(attribute, &taken, texts()) {
                        columns[at].role = Role::Attribute(better);
                        columns[at].confidence = BY_VALUES;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderByValues, &context, better.name()));
                    } else if values_refuse(attribute, &columns[at].title, texts()) {
                        columns[at].role = Role::Extra;
                        columns[at].confidence = 0.0;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderUnknown, &context, ""));
                    }
                }
                Role::Extra if !columns[at].path.is_empty() => {
                    if let Some(told) = values_name(&taken, kind, texts()) {
                        columns[at].role = Role::Attribute(told);
                        columns[at].confidence = BY_VALUES;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderByValues, &context, told.name()));
                    }
                }
                Role::Serial => {
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
                        columns[at].role = Role::Reference;
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the numbers of a table in a European language are written as there.
    pub(super) fn has_decimal_commas(&self, columns: &[Column], rows: &[(u32, &Shape)]) -> bool {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let chinese = columns.iter().any(|column| column.title.contains(han));
        let measured = |column: &&Column| match column.role {
            Role::Attribute(attribute) => matches!(attribute.value_type(), ValueType::Number(_)),
            Role::Longitude | Role::Latitude | Role::Easting | Role::Northing => true,
            // Nobody asks for it, but its header names a unit.
            Role::Extra => column.unit.is_some(),
            _ => false,
        };
        let columns: Vec<u32> = columns
            .iter()
            .filter(measured)
            .map(|column| column.index)
            .collect();
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, Shape::Data(_)))
            .take(500);
        let texts = data.flat_map(|(row, _)| {
            let cells = columns.iter().map(|column| self.sheet.cell(*row, *column));
            cells
                .flatten()
                .filter(|cell| cell.kind == CellKind::Text)
                .map(|cell| cell.text.as_str())
        });
        let texts: Vec<&str> = texts.collect();
        // 3,5 may be two numbers in a Chinese cell: there, every comma must part decimals.
        let only = |text: &&str| {
            let parts = text.split_once(',');
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            parts.is_none_or(|(whole, rest)| digits(whole) && digits(rest) && rest.len() <= 2)
        };
        let many = texts.iter().filter(|text| text.contains(',')).count();
        (!chinese || (many >= 2 && texts.iter().all(only))) && has_decimal_commas(texts.into_iter())
    }
}
