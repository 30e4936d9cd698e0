//! Converts one row of a table to one site.

use std::borrow::Cow;
use std::collections::HashMap;

use panhuo::attribute::{ADDRESS, CLOSED_ON, IDLE_SINCE, REMARKS};
use panhuo::compact::Text;
use panhuo::encumbrance::Encumbrance;
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::inventory::Issue;
use panhuo::site::{Contact, Extra};
use panhuo::source::Source;
use panhuo::{Attribute, Interval, Site, SiteKind};

use super::cell::CellCache;
use super::facts::FactCollector;
use super::rows::RowOutcome;
use super::{MappedTable, SheetReader};
use crate::columns::Column;
use crate::format::Cell;
use crate::issue::{Context, IssueCode, issue};
use crate::layout::{ditto, row_text};
use crate::lexicon::headers::ColumnRole;
use crate::lexicon::{kinds as kind, missing};
use crate::parse::encumbrance::ParsedEncumbrance;
use crate::parse::{contact, date, words};
use crate::text::fold;

/// Reads the rows of one table, from top to bottom.
pub(super) struct RowReader<'a> {
    pub(super) reader: &'a SheetReader<'a>,
    pub(super) table: &'a MappedTable<'a>,
    /// The source of the sheet. Each thread has its own copy.
    pub(super) place: Source,
    /// The township as written in the row above or in the heading of a group.
    pub(super) township: Option<String>,
    /// A cache from the written name of a township to its code.
    pub(super) townships: HashMap<String, Option<&'a str>>,
    /// The cells of the row above, ditto marks resolved.
    pub(super) above: Cells<'a>,
    above_township: Option<String>,
    /// The kind of the site whose row is read.
    pub(super) kind: SiteKind,
    cache: CellCache<'a>,
}

/// The cells of a row, by their columns in the sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells<'a> {
    first: u32,
    cells: Vec<Option<&'a Cell>>,
}

impl<'a> Cells<'a> {
    pub(super) fn get(&self, column: u32) -> Option<&'a Cell> {
        let at = usize::try_from(column.checked_sub(self.first)?).ok()?;
        *self.cells.get(at)?
    }

    fn put(&mut self, column: u32, cell: Option<&'a Cell>) {
        let at = column.checked_sub(self.first).map(usize::try_from);
        let Some(Ok(at)) = at else { return };
        if at >= self.cells.len() {
            self.cells.resize(at + 1, None);
        }
        self.cells[at] = cell;
    }
}

/// A row that is being read.
pub(super) struct RowDraft {
    pub(super) row: u32,
    pub(super) site: Site,
    pub(super) issues: Vec<Issue>,
}

impl RowDraft {
    pub(super) fn report(
        &mut self,
        code: IssueCode,
        context: &Context<'_>,
        interpretation: impl AsRef<str>,
    ) {
        self.issues
            .push(issue(code, context, interpretation.as_ref()));
    }
}

impl<'a> RowReader<'a> {
    pub(super) fn new(reader: &'a SheetReader<'a>, table: &'a MappedTable<'a>) -> Self {
        Self {
            reader,
            table,
            place: Source::new(reader.file, &reader.sheet.name),
            township: None,
            townships: HashMap::new(),
            above: Cells::default(),
            above_township: None,
            kind: SiteKind::Land,
            cache: CellCache::default(),
        }
    }

    pub(super) fn column(&self, role: &ColumnRole) -> Option<&'a Column> {
        self.table
            .columns
            .iter()
            .find(|column| column.role == *role)
    }

    /// The place of a cell.
    fn source(&self, row: u32, column: &Column) -> Source {
        self.reader.within(&self.place, row, Some(column.index))
    }

    pub(super) fn context<'c>(&self, row: u32, column: &'c Column, raw: &Text) -> Context<'c> {
        Context {
            column: &column.title,
            raw: raw.clone(),
            ..Context::at(self.source(row, column))
        }
    }

    pub(super) fn row(&mut self, row: u32) -> RowOutcome {
        let mut draft = RowDraft {
            row,
            site: Site::new("", SiteKind::Land, ""),
            issues: Vec::new(),
        };
        let whole = Context::at(self.place.of_row(row));
        draft.site.sources = vec![whole.source.clone()];
        if self.reader.sheet.hidden_rows.contains(&row) {
            draft.report(IssueCode::RowHidden, &whole, "");
        }
        if let Some(interpretation) = self.table.colours.get(&row) {
            draft.report(IssueCode::RowColoured, &whole, interpretation.clone());
        }
        let cells = self.cells(&mut draft);
        self.township(&cells, &mut draft, &whole);
        let kind = self.kind(&cells);
        draft.site.kind = kind.unwrap_or(SiteKind::Land);
        let filled = self.fill(&cells, &mut draft);
        if draft.site.name.is_empty() && !filled {
            return RowOutcome::Note;
        }
        let Some(kind) = kind else {
            let context = Context {
                raw: draft.site.name.into(),
                ..whole
            };
            let issue = issue(IssueCode::KindUnknown, &context, "");
            return RowOutcome::Rejected(Box::new(issue));
        };
        let known = draft
            .site
            .facts
            .values()
            .filter(|fact| fact.value.is_known())
            .count();
        let located = draft.site.position.is_some() || draft.site.footprint.is_some();
        if draft.site.name.is_empty() && draft.site.reference.is_empty() && known < 2 && !located {
            let raw = row_text(self.reader.sheet, row).chars().take(120).collect();
            let issue = issue(IssueCode::RowUnclear, &Context { raw, ..whole }, "");
            return RowOutcome::Rejected(Box::new(issue));
        }
        if draft.site.name.is_empty() {
            let address = match draft.site.facts.get(&ADDRESS).map(|fact| &fact.value) {
                Some(ReportedValue::Text(address)) => address.to_string(),
                _ => String::new(),
            };
            draft.site.name = if address.is_empty() {
                draft.site.reference.clone()
            } else {
                address
            };
            // A table without a column of names is reported once, not for each row.
            if self.column(&ColumnRole::Name).is_some() {
                draft.report(IssueCode::NameMissing, &whole, draft.site.name.clone());
            }
        }
        draft.site.kind = kind;
        draft.site.as_of = draft.site.as_of.or(self.table.as_of);
        RowOutcome::Site(Box::new(draft.site), draft.issues)
    }

    /// The cells of the row with merged cells and ditto marks filled in.
    fn cells(&self, draft: &mut RowDraft) -> Cells<'a> {
        let sheet = self.reader.sheet;
        let mut cells = Cells {
            first: self.table.columns.first().map_or(0, |column| column.index),
            cells: Vec::with_capacity(self.table.columns.len()),
        };
        let mut written = sheet.rows.get(&draft.row).map_or(&[][..], Vec::as_slice);
        for column in &self.table.columns {
            while let [(at, _), rest @ ..] = written
                && *at < column.index
            {
                written = rest;
            }
            let own = written.first().filter(|(at, _)| *at == column.index);
            let own = own.map(|(_, cell)| cell);
            let cell = own.or_else(|| {
                let region = sheet.region(draft.row, column.index)?;
                let down = region.top > self.table.table.header.1
                    && region.top < draft.row
                    && region.left == column.index;
                sheet.cell(region.top, region.left).filter(|_| down)
            });
            if let Some(cell) = cell {
                let number = matches!(column.role, ColumnRole::Attribute(attribute) if attribute.unit().is_some());
                if own.is_none() && number {
                    draft.report(
                        IssueCode::MergedValue,
                        &self.context(draft.row, column, &cell.text),
                        "",
                    );
                }
                cells.put(column.index, Some(cell));
            }
        }
        cells
    }

    fn kind(&self, cells: &Cells<'a>) -> Option<SiteKind> {
        let cell = self
            .column(&ColumnRole::Kind)
            .and_then(|column| cells.get(column.index));
        let reported = cell.and_then(|cell| {
            if ditto(&cell.text) {
                let column = self.column(&ColumnRole::Kind)?;
                kind::of_cell(&self.above.get(column.index)?.text)
            } else {
                kind::of_cell(&cell.text)
            }
        });
        let by_name = || kind::of_cell(&cells.get(self.column(&ColumnRole::Name)?.index)?.text);
        reported.or(self.table.kind).or_else(by_name)
    }

    /// The date of a cell as an interval of days.
    fn day(&self, cell: &Cell) -> Option<Interval> {
        match date::read_as(cell, self.reader.options.profile.day_order()) {
            date::DateReading::Days(days) => Some(days),
            _ => None,
        }
    }

    /// A key for the township of a row: its code or, if that is unknown, its folded name as written.
    fn township_key(&self, site: &Site) -> String {
        match (site.jurisdiction.as_str(), &self.township) {
            ("", Some(written)) => fold(written),
            (code, _) => code.to_owned(),
        }
    }

    /// Parses all columns into the site. Returns whether any column other than serial number, township and kind
    /// is filled.
    fn fill(&mut self, cells: &Cells<'a>, draft: &mut RowDraft) -> bool {
        let mut facts = FactCollector::new(draft.site.kind);
        if self.kind != draft.site.kind {
            self.cache = CellCache::default();
            self.kind = draft.site.kind;
        }
        let mut cache = std::mem::take(&mut self.cache);
        let mut contacts: Vec<Contact> = Vec::new();
        let mut filled = false;
        let mut resolved = cells.clone();
        let township = self.township_key(&draft.site);
        let same_township = self.above_township.as_ref() == Some(&township);
        for column in &self.table.columns {
            let Some(cell) = cells.get(column.index) else {
                let source = self.source(draft.row, column);
                for attribute in column.attributes() {
                    facts.blank(for_kind(attribute, draft.site.kind), source.clone());
                }
                continue;
            };
            let mut context = self.context(draft.row, column, &cell.text);
            filled |= !matches!(
                column.role,
                ColumnRole::Serial | ColumnRole::Township | ColumnRole::Kind
            );
            let (above, repeats) = (
                self.above.get(column.index).filter(|_| same_township),
                ditto(&cell.text),
            );
            let meant = match (repeats, above) {
                (false, _) => cell,
                (true, Some(above)) => {
                    draft.report(IssueCode::DittoFilled, &context, above.text.clone());
                    resolved.put(column.index, Some(above));
                    above
                }
                (true, None) => {
                    draft.report(IssueCode::DittoBlocked, &context, "");
                    resolved.put(column.index, None);
                    if let ColumnRole::Attribute(attribute) = column.role {
                        facts.gap(
                            for_kind(attribute, draft.site.kind),
                            MissingReason::Illegible,
                            &context,
                        );
                    }
                    continue;
                }
            };
            let text = meant.text.as_str();
            match &column.role {
                ColumnRole::Attribute(attribute) => {
                    let attribute = for_kind(*attribute, draft.site.kind);
                    context.attribute = Some(attribute);
                    let sibling = column.unit_beside.and_then(|at| cells.get(at));
                    let mapping = match sibling.map(|unit| with_unit(meant, unit)) {
                        Some(whole) => Cow::Owned(self.read_cell(&whole, attribute, column)),
                        None => self.parse_cached(&mut cache, meant, attribute, column),
                    };
                    let issues = facts.add_cell(&mapping, attribute, column.is_check, &context);
                    draft.issues.extend(issues);
                }
                ColumnRole::Both(first, second) => {
                    let pair =
                        [*first, *second].map(|attribute| for_kind(attribute, draft.site.kind));
                    draft.issues.extend(facts.read_both(meant, pair, &context));
                }
                ColumnRole::Name => draft.site.name = words(text),
                ColumnRole::FormerName if !missing::is_missing(&fold(text)) => {
                    draft.site.former_names.push(words(text));
                }
                ColumnRole::Reference if !missing::is_missing(&fold(text)) => {
                    draft.site.reference = words(text);
                }
                ColumnRole::ContactName | ColumnRole::Telephone | ColumnRole::Contact => {
                    join(&mut contacts, contact::read(text));
                }
                ColumnRole::Encumbrance(kinds) => {
                    let encumbrances = cache.encumbrances(kinds, column.index, text);
                    add_encumbrances(draft, encumbrances, &context, false);
                }
                ColumnRole::AsOf => draft.site.as_of = self.day(meant).or(draft.site.as_of),
                ColumnRole::Extra | ColumnRole::Field(_) => draft.site.extras.push(Extra {
                    header: header_or_letters(column, &context.source),
                    value: words(text).into(),
                }),
                _ => {}
            }
        }
        self.contradictions(&self.reader.options.profile, &resolved, draft);
        self.position(draft);
        self.outline(draft);
        self.remark(&mut cache, cells, draft, &mut facts, &mut contacts);
        self.cache = cache;
        draft.site.facts = facts.finish(&mut draft.issues);
        contacts.shrink_to_fit();
        draft.site.contacts = contacts;
        draft.site.extras.shrink_to_fit();
        self.above_township = Some(township);
        self.above = resolved;
        filled
    }

    /// Adds the facts of the remark that no column reports.
    fn remark(
        &self,
        cache: &mut CellCache<'a>,
        cells: &Cells<'a>,
        draft: &mut RowDraft,
        facts: &mut FactCollector,
        contacts: &mut Vec<Contact>,
    ) {
        let Some(column) = self.column(&ColumnRole::Attribute(REMARKS)) else {
            return;
        };
        let Some(cell) = cells.get(column.index) else {
            return;
        };
        let context = self.context(draft.row, column, &cell.text);
        let stated = cache.remark(&cell.text, draft.site.kind);
        add_encumbrances(draft, &stated.encumbrances, &context, true);
        for attribute in facts.remark(&stated.facts, &context) {
            let context = Context {
                attribute: Some(attribute),
                ..context.clone()
            };
            draft.report(IssueCode::FactInRemark, &context, attribute.name());
        }
        if contacts.iter().all(|contact| contact.telephone.is_empty())
            && let Some(found) = &stated.contact
        {
            join(contacts, Some(found.clone()));
            draft.report(IssueCode::FactInRemark, &context, "contact");
        }
    }
}

/// 停产时间 is the start of idleness for an idle factory and the closing date for a closed enterprise.
fn for_kind(attribute: Attribute, kind: SiteKind) -> Attribute {
    if attribute == CLOSED_ON && !attribute.applies_to(kind) && IDLE_SINCE.applies_to(kind) {
        return IDLE_SINCE;
    }
    attribute
}

/// Stores the encumbrances of a cell. A remark does not override a column.
fn add_encumbrances(
    draft: &mut RowDraft,
    encumbrances: &[ParsedEncumbrance],
    context: &Context<'_>,
    in_remark: bool,
) {
    for encumbrance in encumbrances {
        if in_remark && draft.site.encumbrances.contains_key(&encumbrance.kind) {
            continue;
        }
        if in_remark {
            let interpretation = format!(
                "{}: {}",
                encumbrance.kind.name(),
                if encumbrance.present { "yes" } else { "no" }
            );
            draft.report(IssueCode::FactInRemark, context, interpretation);
        }
        let reported = Encumbrance {
            present: encumbrance.present,
            detail: (&encumbrance.detail).into(),
            source: Some(context.source.clone()),
        };
        draft.site.encumbrances.insert(encumbrance.kind, reported);
    }
}

/// Appends the unit from the neighbouring column to a number.
fn with_unit(number: &Cell, unit: &Cell) -> Cell {
    Cell::text(format!("{}{}", number.text, unit.text))
}

/// Adds a contact. It completes the last contact if names and numbers do not differ, otherwise it is a new one.
fn join(contacts: &mut Vec<Contact>, found: Option<Contact>) {
    let Some(found) = found else { return };
    let fits = |stated: &str, also: &str| stated.is_empty() || also.is_empty() || stated == also;
    match contacts.last_mut() {
        Some(last) if fits(&last.name, &found.name) && fits(&last.telephone, &found.telephone) => {
            if last.name.is_empty() {
                last.name = found.name;
            }
            if last.telephone.is_empty() {
                last.telephone = found.telephone;
            }
        }
        _ => contacts.push(found),
    }
}

fn header_or_letters(column: &Column, cell: &Source) -> Text {
    if column.title.is_empty() {
        cell.letters().into()
    } else {
        column.title.clone()
    }
}
