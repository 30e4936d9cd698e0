//! From the tables of a sheet to sites and doubts.

pub(crate) mod agreement;
mod cell;
mod facts;
mod form;
mod location;
mod outline;
mod row;
mod rows;

use std::collections::BTreeMap;

use panhuo::{Attribute, Interval, Issue, Site, SiteId, SiteKind, Source, ValueType};

use crate::error::Result;
use crate::header::{self, Column, Role, assign, values_decide, values_name, words};
use crate::issue::{Context, IssueCode, issue};
use crate::ledgers::{ColumnMeaning, Row, RowRole};
use crate::options::ReadOptions;
use crate::sheet::Sheet;
use crate::table::{self, Shape, Table, row_text};
use crate::value::code::{self, Edition, Family};
use crate::value::{date, kind};

/// How sure a column's meaning is that its values tell and its header does not.
const BY_VALUES: f64 = 0.8;

/// What a sheet gave.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) sites: Vec<Site>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) rows: Vec<Row>,
    pub(crate) columns: Vec<ColumnMeaning>,
}

impl Taken {
    /// Adds what is numbered on from this.
    pub(crate) fn add(&mut self, more: Self) {
        join(&mut self.sites, more.sites);
        join(&mut self.issues, more.issues);
        join(&mut self.rows, more.rows);
        join(&mut self.columns, more.columns);
    }
}

/// Adds a list to another, which most often is empty.
fn join<T>(all: &mut Vec<T>, more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// A sheet that is being read, and where its sites are numbered on from.
pub(crate) struct Reading<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a Sheet,
    pub(crate) options: &'a ReadOptions,
    /// The whole sheet, of which every source is a cell.
    pub(crate) place: Source,
    /// How many sites were read before.
    pub(crate) before: usize,
}

/// A table whose columns are understood.
pub(super) struct Understood<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: Vec<Column>,
    /// The kind of all its sites, unless a column tells each one's.
    pub(super) kind: Option<SiteKind>,
    pub(super) township: Option<String>,
    pub(super) as_of: Option<Interval>,
    pub(super) places: Option<location::Places>,
    /// A second pair of coordinates, which only checks the first.
    pub(super) second: Option<location::Places>,
    pub(super) outlines: Option<outline::Outlines>,
}

impl Reading<'_> {
    /// The place of a cell, or of a whole row.
    pub(super) fn source(&self, row: u32, column: Option<u32>) -> Source {
        match column {
            Some(column) => self.place.at(row, column),
            None => self.place.of_row(row),
        }
    }

    /// Reads every table of the sheet, unless somebody wishes to stop.
    pub(crate) fn read(&self) -> Result<Taken> {
        let layout = table::find(self.sheet, &self.options.profile);
        let mut taken = Taken::default();
        if layout.tables.is_empty() && !layout.rows.is_empty() {
            let context = Context {
                source: self.place.clone(),
                ..Context::default()
            };
            taken
                .issues
                .push(issue(IssueCode::TableMissing, &context, ""));
        }
        let mut roles: BTreeMap<u32, RowRole> = BTreeMap::new();
        for (index, table) in layout.tables.iter().enumerate() {
            let rows: Vec<(u32, &Shape)> = layout
                .rows
                .range(table.header.1 + 1..)
                .take_while(|(row, _)| {
                    layout
                        .tables
                        .get(index + 1)
                        .is_none_or(|next| **row < next.header.0)
                })
                .map(|(row, shape)| (*row, shape))
                .collect();
            let understood = self.understand(table, &rows, &mut taken.issues);
            let before = taken.sites.len();
            rows::read(self, &understood, &rows, &mut taken, &mut roles)?;
            let sites = &taken.sites[before..];
            agreement::second_pair(self, &understood, sites, &mut taken.issues);
            agreement::far(sites, &mut taken.issues);
            taken.columns.extend(
                understood
                    .columns
                    .iter()
                    .map(|column| self.report(&understood, column)),
            );
        }
        for (row, shape) in &layout.rows {
            let role = roles.remove(row).unwrap_or(match shape {
                Shape::Title => RowRole::Title,
                Shape::Unit => RowRole::Unit,
                Shape::Header => RowRole::Header,
                Shape::Subtotal => RowRole::Subtotal,
                Shape::Footer => RowRole::Footer,
                Shape::Note | Shape::Section => RowRole::Note,
                Shape::Data(_) => RowRole::Rejected,
            });
            taken.rows.push(Row {
                source: self.place.of_row(*row),
                role,
            });
        }
        agreement::repeated(&taken.sites, &mut taken.issues);
        Ok(taken)
    }

    /// Gives the columns their meaning and finds what holds for all rows.
    fn understand<'t>(
        &self,
        table: &'t Table,
        rows: &[(u32, &Shape)],
        issues: &mut Vec<Issue>,
    ) -> Understood<'t> {
        let profile = &self.options.profile;
        let mut columns: Vec<Column> = table
            .columns
            .iter()
            .map(|header| Column {
                index: header.index,
                path: header.path.clone(),
                title: header::title(&header.path).into(),
                role: Role::Extra,
                confidence: 0.0,
                unit: None,
                needs_unit: false,
                is_check: false,
                stated: None,
                leaning: None,
                hidden: self.sheet.hidden_columns.contains(&header.index),
            })
            .collect();
        let said = [self.sheet.name.as_str(), &table.title, self.file];
        let titled = kind::of_titles(&said);
        let has_kinds = columns.iter().any(has_kind_header);
        let at = |column: &Column| self.source(table.header.1, Some(column.index));
        assign(&mut columns, titled, &table.units, profile, at, issues);
        self.check_by_values(&mut columns, titled, rows, at, issues);
        self.settle_editions(&mut columns, rows);
        self.check_required(&columns, rows, at, issues);
        let kind = titled
            .or_else(|| kind_by_attributes(&columns).filter(|_| !has_kinds))
            .or(self.options.default_kind)
            .or(profile.kind());
        let as_of = as_of(&table.title).or_else(|| {
            let mut foot = rows
                .iter()
                .filter(|(_, shape)| matches!(shape, Shape::Footer | Shape::Unit));
            foot.find_map(|(row, _)| as_of(&row_text(self.sheet, *row)))
        });
        if columns.iter().all(|column| column.role != Role::Name) {
            let source = self.source(table.header.1, None);
            issues.push(issue(
                IssueCode::NameMissing,
                &Context {
                    source,
                    ..Context::default()
                },
                "",
            ));
        }
        for column in columns.iter().filter(|column| column.hidden) {
            issues.push(issue(
                IssueCode::ColumnHidden,
                &column.context(at(column)),
                "",
            ));
        }
        let township = [self.sheet.name.as_str(), &table.title, self.file]
            .iter()
            .find_map(|text| profile.township_of_title(text));
        let outlines = outline::Outlines::find(self, &columns, rows);
        let (places, second) = location::Places::find(self, &columns, rows);
        Understood {
            table,
            kind,
            places,
            second,
            outlines,
            township: township.map(str::to_owned),
            as_of,
            columns,
        }
    }

    /// Finds the editions of the columns of codes: as header or profile say, and as the codes fit.
    fn settle_editions(&self, columns: &mut [Column], rows: &[(u32, &Shape)]) {
        for column in columns {
            let Some(family) = column.attribute().and_then(Family::of) else {
                continue;
            };
            let named = Edition::named(family, &column.title);
            column.stated = named.or_else(|| self.options.profile.edition(family));
            let data = rows
                .iter()
                .filter(|(_, shape)| matches!(shape, Shape::Data(_)));
            let cells = data.filter_map(|(row, _)| self.sheet.cell(*row, column.index));
            column.leaning = code::leaning(family, cells.map(|cell| cell.text.as_str()));
        }
    }

    /// What a column was understood to mean, for the caller.
    fn report(&self, table: &Understood<'_>, column: &Column) -> ColumnMeaning {
        ColumnMeaning {
            source: self.source(table.table.header.1, Some(column.index)),
            header: column.title.to_string(),
            meaning: column.role.name(),
            confidence: column.confidence,
            unit: column
                .unit
                .map(|unit| unit.symbol().to_owned())
                .unwrap_or_default(),
        }
    }

    /// Corrects columns whose values do not fit their headers.
    fn check_by_values(
        &self,
        columns: &mut [Column],
        kind: Option<SiteKind>,
        rows: &[(u32, &Shape)],
        header: impl Fn(&Column) -> Source,
        issues: &mut Vec<Issue>,
    ) {
        let data: Vec<u32> = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, Shape::Data(_)))
            .map(|(row, _)| *row)
            .collect();
        for at in 0..columns.len() {
            let texts = || {
                data.iter()
                    .filter_map(|row| self.sheet.cell(*row, columns[at].index))
                    .map(|cell| cell.text.as_str())
            };
            let taken: Vec<Attribute> = columns.iter().filter_map(Column::attribute).collect();
            match columns[at].role {
                Role::Attribute(attribute) => {
                    if let Some(better) = values_decide(attribute, &taken, texts()) {
                        columns[at].role = Role::Attribute(better);
                        columns[at].confidence = BY_VALUES;
                        let context = columns[at].context(header(&columns[at]));
                        issues.push(issue(IssueCode::HeaderByValues, &context, better.name()));
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
                    if named_number && other * 2 > data.len() {
                        columns[at].role = Role::Reference;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether the header asks for the kind of each site.
fn has_kind_header(column: &Column) -> bool {
    let leaf = column.path.last().map(|leaf| words::bare(leaf));
    leaf.is_some_and(|leaf| words::special_named(&leaf) == Some(Role::Kind))
}

/// The kind that only some attributes of the table can belong to.
fn kind_by_attributes(columns: &[Column]) -> Option<SiteKind> {
    let attributes: Vec<Attribute> = columns
        .iter()
        .filter_map(|column| match column.role {
            Role::Attribute(attribute) if attribute.value_type() != ValueType::Text => {
                Some(attribute)
            }
            _ => None,
        })
        .collect();
    let votes = |kind: SiteKind| {
        attributes
            .iter()
            .filter(|attribute| {
                attribute.kinds().len() < SiteKind::ALL.len() && attribute.applies_to(kind)
            })
            .count()
    };
    let own = |kind: SiteKind| {
        attributes
            .iter()
            .filter(|attribute| attribute.kinds() == [kind].as_slice())
            .count()
    };
    let best = SiteKind::ALL
        .into_iter()
        .max_by_key(|kind| (own(*kind), votes(*kind), *kind == SiteKind::IdleFactory))?;
    let rivals = SiteKind::ALL
        .into_iter()
        .filter(|kind| *kind != best && own(*kind) > 0)
        .count();
    ((own(best) >= 1 || votes(best) >= 2) && rivals == 0).then_some(best)
}

/// The day or month up to which a title reports: 截至2026年6月.
fn as_of(text: &str) -> Option<Interval> {
    let found = [
        "截至",
        "截止",
        "填报日期",
        "填报时间",
        "填表日期",
        "统计时间",
        "上报时间",
    ]
    .iter()
    .find_map(|word| text.split_once(word));
    let rest = found?.1.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_date = |c: &char| {
        c.is_ascii_digit()
            || matches!(c, '年' | '月' | '日' | '.' | '-' | '/')
            || ('０'..='９').contains(c)
    };
    let written: String = rest.chars().take_while(is_date).collect();
    let (low, high) = date::of_text(&written)?;
    Interval::new(low, high)
}

/// The id of the site with this number, from 1.
pub(crate) fn id(prefix: &str, number: usize) -> SiteId {
    SiteId::new(format!("{prefix}-{number:04}"))
}
