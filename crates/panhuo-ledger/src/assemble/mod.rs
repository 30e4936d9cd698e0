//! Assembles sites and issues from the tables of a sheet: columns are mapped, cells parsed, facts
//! collected by site, and positions decided together.

pub(crate) mod agreement;
mod cell;
mod columns;
mod facts;
mod form;
mod location;
mod outline;
mod row;
mod rows;

use std::collections::BTreeMap;

use panhuo::Result;
use panhuo::inventory::Issue;
use panhuo::schema::ValueType;
use panhuo::source::Source;
use panhuo::{Attribute, Interval, Site, SiteId, SiteKind};

use crate::columns::{Column, assign, title};
use crate::crs::{self, Crs};
use crate::format::Sheet;
use crate::ingest::ledgers::{ColumnMapping, Row, RowRole};
use crate::issue::{Context, IssueCode, issue};
use crate::layout::{self, RowKind, Table, row_text};
use crate::lexicon::headers::{self as words, ColumnRole};
use crate::lexicon::kinds as kind;
use crate::options::ReadOptions;
use crate::parse::date;

/// The sites and issues of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) sites: Vec<Site>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) rows: Vec<Row>,
    pub(crate) columns: Vec<ColumnMapping>,
}

impl Records {
    /// Appends records whose site numbers continue from these.
    pub(crate) fn add(&mut self, more: Self) {
        join(&mut self.sites, more.sites);
        join(&mut self.issues, more.issues);
        join(&mut self.rows, more.rows);
        join(&mut self.columns, more.columns);
    }
}

/// Appends a list to another one; moves it if the first is empty, which is the usual case.
fn join<T>(all: &mut Vec<T>, more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// A sheet that is being read, and the number of sites before it.
pub(crate) struct SheetReader<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a Sheet,
    pub(crate) options: &'a ReadOptions,
    /// The source of the whole sheet; the sources of cells are derived from it.
    pub(crate) place: Source,
    /// The number of sites that were read before this sheet.
    pub(crate) before: usize,
}

/// A table whose columns are mapped to attributes.
pub(super) struct MappedTable<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: Vec<Column>,
    /// The kind of the sites in rows that state none.
    pub(super) kind: Option<SiteKind>,
    pub(super) township: Option<String>,
    pub(super) as_of: Option<Interval>,
    pub(super) places: Option<location::CoordinateColumns>,
    /// A second coordinate pair, which checks the first and replaces it where the first is blank.
    pub(super) second: Option<location::CoordinateColumns>,
    pub(super) outlines: Option<outline::GeometryColumns>,
    /// Whether its numbers use a decimal comma and points as thousands separators.
    pub(super) decimal_commas: bool,
    /// The rows highlighted by a colour, each with the legend's text or the name of the colour.
    pub(super) colours: BTreeMap<u32, String>,
}

impl SheetReader<'_> {
    /// The source of a cell or, without a column, of a whole row.
    pub(super) fn source(&self, row: u32, column: Option<u32>) -> Source {
        self.within(&self.place, row, column)
    }

    /// The source of a cell or, without a column, of a whole row in the sheet that `place` names.
    pub(super) fn within(&self, place: &Source, row: u32, column: Option<u32>) -> Source {
        let origin = column.and_then(|column| self.sheet.origins.get(&column));
        match (origin, column) {
            (Some((row, column)), _) => place.at(*row, *column),
            (None, Some(column)) => place.at(row, column),
            (None, None) => place.of_row(row),
        }
    }

    /// An issue about the whole sheet.
    fn of_sheet(&self, code: IssueCode, interpretation: &str) -> Issue {
        let context = Context {
            source: self.place.clone(),
            ..Context::default()
        };
        issue(code, &context, interpretation)
    }

    /// Reads every table of the sheet, unless it is cancelled.
    pub(crate) fn read(&self) -> Result<Records> {
        let layout = layout::find(self.sheet, &self.options.profile);
        let mut records = Records::default();
        if layout.tables.is_empty() && !layout.rows.is_empty() {
            let missing = self.of_sheet(IssueCode::TableMissing, "");
            records.issues.push(missing);
        }
        if self.sheet.hidden && !layout.tables.is_empty() {
            records
                .issues
                .push(self.of_sheet(IssueCode::SheetHidden, ""));
        }
        if !self.sheet.continued.is_empty() && self.sheet.origins.is_empty() {
            let lines = self.sheet.continued.len().to_string();
            let joined = self.of_sheet(IssueCode::RowsJoined, &lines);
            records.issues.push(joined);
        }
        let mut roles: BTreeMap<u32, RowRole> = BTreeMap::new();
        for (index, table) in layout.tables.iter().enumerate() {
            let rows: Vec<(u32, &RowKind)> = layout
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
            let mapping = self.understand(table, &rows, &mut records.issues);
            let before = records.sites.len();
            rows::read(self, &mapping, &rows, &mut records, &mut roles)?;
            let sites = &records.sites[before..];
            agreement::second_pair(self, &mapping, sites, &mut records.issues);
            agreement::far(sites, &mut records.issues);
            records.columns.extend(
                mapping
                    .columns
                    .iter()
                    .map(|column| self.report(&mapping, column)),
            );
        }
        for (row, shape) in &layout.rows {
            let role = roles.remove(row).unwrap_or(match shape {
                RowKind::Title => RowRole::Title,
                RowKind::Unit => RowRole::Unit,
                RowKind::Header => RowRole::Header,
                RowKind::Subtotal => RowRole::Subtotal,
                RowKind::Footer => RowRole::Footer,
                RowKind::Note | RowKind::Section => RowRole::Note,
                RowKind::Data(_) => RowRole::Rejected,
            });
            records.rows.push(Row {
                source: self.place.of_row(*row),
                role,
            });
        }
        records
            .rows
            .extend(self.sheet.continued.iter().map(|row| Row {
                source: self.place.of_row(*row),
                role: RowRole::Continued,
            }));
        agreement::repeated(&records.sites, &mut records.issues);
        Ok(records)
    }

    /// Maps the columns to attributes and finds the properties that all rows share.
    fn understand<'t>(
        &self,
        table: &'t Table,
        rows: &[(u32, &RowKind)],
        issues: &mut Vec<Issue>,
    ) -> MappedTable<'t> {
        let profile = &self.options.profile;
        let mut columns: Vec<Column> = table
            .columns
            .iter()
            .map(|header| Column {
                index: header.index,
                path: header.path.clone(),
                title: title(&header.path).into(),
                role: ColumnRole::Extra,
                confidence: 0.0,
                unit: None,
                needs_unit: false,
                is_check: false,
                unit_beside: None,
                two_units: None,
                foreign: false,
                stated_edition: None,
                fitting_edition: None,
                hidden: self.sheet.hidden_columns.contains(&header.index),
            })
            .collect();
        // A header group above all columns is more specific than the title of the sheet.
        let group = columns.first().and_then(|column| column.path.first());
        let group = group.filter(|group| {
            let under =
                |column: &Column| column.path.len() > 1 && column.path.first() == Some(group);
            columns.iter().all(under)
        });
        let group = group.map_or("", String::as_str).to_owned();
        // A single cell right above the header is more specific, too.
        let above = table.header.0.checked_sub(1).filter(|row| {
            let cells = self.sheet.rows.get(row);
            cells.is_some_and(|cells| cells.len() == 1)
        });
        let above = above.map_or_else(String::new, |row| row_text(self.sheet, row));
        let stated = [
            &group,
            &above,
            self.sheet.name.as_str(),
            &table.title,
            self.file,
        ];
        let titled = kind::of_titles(&stated);
        let has_kinds = columns.iter().any(has_kind_header);
        let at = |column: &Column| self.source(table.header.1, Some(column.index));
        self.find_unit_columns(&mut columns, rows);
        assign(&mut columns, titled, &table.units, profile, at, issues);
        self.report_missing_units(&columns, rows, at, issues);
        self.check_by_values(&mut columns, titled, rows, at, issues);
        self.settle_editions(&mut columns, rows);
        self.check_required(&columns, rows, at, issues);
        let kind = titled
            .or_else(|| kind_by_attributes(&columns, DECISIVE_ATTRIBUTES).filter(|_| !has_kinds))
            .or(self.options.default_kind)
            .or(profile.kind())
            .or_else(|| kind_by_attributes(&columns, 1).filter(|_| !has_kinds))
            .or_else(|| kind_by_headers(&columns).filter(|_| !has_kinds));
        let as_of = as_of(&table.title).or_else(|| {
            let mut foot = rows
                .iter()
                .filter(|(_, shape)| matches!(shape, RowKind::Footer | RowKind::Unit));
            foot.find_map(|(row, _)| as_of(&row_text(self.sheet, *row)))
        });
        if columns.iter().all(|column| column.role != ColumnRole::Name) {
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
        let outlines = outline::GeometryColumns::find(self, &columns, rows);
        let decimal_commas = self.has_decimal_commas(&columns, rows);
        let (places, second) =
            location::CoordinateColumns::find(self, &columns, rows, decimal_commas);
        MappedTable {
            table,
            kind,
            places,
            second,
            outlines,
            township: township.map(str::to_owned),
            as_of,
            columns,
            decimal_commas,
            colours: self.colours(rows),
        }
    }

    /// The data rows with a colour that only few rows have, each with the meaning or the name of the colour.
    fn colours(&self, rows: &[(u32, &RowKind)]) -> BTreeMap<u32, String> {
        let data = rows
            .iter()
            .filter(|(_, shape)| matches!(shape, RowKind::Data(_)));
        let data: Vec<u32> = data.map(|(row, _)| *row).collect();
        let of = |row: &u32| self.sheet.colours.get(row);
        let mut each: BTreeMap<&str, usize> = BTreeMap::new();
        for colour in data.iter().filter_map(of) {
            *each.entry(colour).or_default() += 1;
        }
        // 黄色底纹为已签约项目: a note says what the colour means.
        let legend = |colour: &str| {
            let mut notes = self.sheet.rows.keys().filter(|row| !data.contains(row));
            notes.find_map(|row| {
                let text = row_text(self.sheet, *row);
                text.contains(colour.trim_end_matches('色')).then_some(text)
            })
        };
        let means: BTreeMap<&str, String> = each
            .into_iter()
            .filter(|(_, count)| *count * 5 <= data.len() * 2)
            .map(|(colour, _)| (colour, legend(colour).unwrap_or_else(|| colour.to_owned())))
            .collect();
        let coloured = data.iter().filter_map(|row| {
            let means = means.get(of(row)?.as_str())?;
            Some((*row, means.clone()))
        });
        coloured.collect()
    }

    /// The reference systems to expect: those of the profile, otherwise those of China, without the Chinese
    /// zones if nothing in the table is Chinese.
    pub(super) fn systems(&self, columns: &[Column]) -> &[Crs] {
        let by_name = self.options.profile.systems();
        let han = |text: &str| text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let chinese = columns.iter().any(|column| han(&column.title)) || {
            let mut cells = self.sheet.rows.values().take(50).flatten();
            cells.any(|(_, cell)| han(&cell.text))
        };
        if by_name.is_empty() && !chinese {
            return crs::ANYWHERE;
        }
        by_name
    }

    /// The interpretation of a column, for the caller.
    fn report(&self, table: &MappedTable<'_>, column: &Column) -> ColumnMapping {
        ColumnMapping {
            source: self.source(table.table.header.1, Some(column.index)),
            header: column.title.to_string(),
            interpretation: column.role.name(),
            confidence: column.confidence,
            unit: column
                .unit
                .map(|unit| unit.symbol().to_owned())
                .unwrap_or_default(),
        }
    }
}

/// Whether the header asks for the kind of each site.
fn has_kind_header(column: &Column) -> bool {
    let leaf = column.path.last().map(|leaf| words::normalized(leaf));
    leaf.is_some_and(|leaf| words::role_by_name(&leaf) == Some(ColumnRole::Kind))
}

/// The number of kind-specific attributes that overrides the caller's default kind.
const DECISIVE_ATTRIBUTES: usize = 2;

/// The kind that the table's attributes indicate: at least `least` attributes apply to it alone, or more than
/// `least` apply to it but not to all kinds. No other kind may have more than half as many attributes of its own.
fn kind_by_attributes(columns: &[Column], least: usize) -> Option<SiteKind> {
    let attributes: Vec<Attribute> = columns
        .iter()
        .filter_map(|column| match column.role {
            ColumnRole::Attribute(attribute) if attribute.value_type() != ValueType::Text => {
                Some(attribute)
            }
            _ => None,
        })
        .collect();
    let votes = |kind: SiteKind| {
        attributes
            .iter()
            .filter(|attribute| {
                attribute.kinds().len() < SiteKind::VALUES.len() && attribute.applies_to(kind)
            })
            .count()
    };
    let own = |kind: SiteKind| {
        attributes
            .iter()
            .filter(|attribute| attribute.kinds() == [kind].as_slice())
            .count()
    };
    let best = SiteKind::VALUES
        .iter()
        .copied()
        .max_by_key(|kind| (own(*kind), votes(*kind), *kind == SiteKind::IdleFactory))?;
    let alternatives = SiteKind::VALUES
        .iter()
        .copied()
        .filter(|kind| *kind != best && own(*kind) * 2 > own(best))
        .count();
    ((own(best) >= least || votes(best) > least) && alternatives == 0).then_some(best)
}

/// The kind that a header names: 厂房面积, 民宿名称.
fn kind_by_headers(columns: &[Column]) -> Option<SiteKind> {
    let known = columns
        .iter()
        .filter(|column| column.role == ColumnRole::Name || column.attribute().is_some());
    let titles: Vec<&str> = known.map(|column| &*column.title).collect();
    kind::of_titles(&titles)
}

/// The as-of date that a title states: 截至2026年6月.
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
    let (low, high) = date::from_text(&written)?;
    Interval::new(low, high)
}

/// The id of the site with this number, from 1.
pub(crate) fn id(prefix: &str, number: usize) -> SiteId {
    SiteId::new(format!("{prefix}-{number:04}"))
}
