//! One row of a table to one site.

use std::collections::BTreeMap;

use panhuo::{
    ADDRESS, Attribute, CLOSED_ON, Contact, Encumbrance, Extra, Gap, IDLE_SINCE, REMARKS,
    Reading as Told, Site, SiteKind, ValueType, fold,
};

use super::facts::Facts;
use super::{Reading, Taken, Understood, id};
use crate::header::{Column, Role};
use crate::issue::{Context, IssueCode, issue};
use crate::ledgers::RowRole;
use crate::sheet::Cell;
use crate::table::{Shape, ditto, row_text};
use crate::value::code::{self, Family};
use crate::value::western::DayOrder;
use crate::value::{contact, date, encumbrance, kind, missing, words};

/// Reads the rows of one table, from top to bottom.
pub(super) struct Rows<'a, 'r> {
    pub(super) reading: &'a mut Reading<'r>,
    pub(super) table: &'a Understood<'a>,
    /// The township as written in the row above or in the heading of a group.
    pub(super) township: Option<String>,
    /// The cells of the row above, by column, ditto marks resolved.
    above: BTreeMap<u32, Cell>,
    above_township: Option<String>,
}

/// A row that is being read.
pub(super) struct Line {
    pub(super) row: u32,
    pub(super) site: Site,
    issues: Vec<(IssueCode, Context, String)>,
}

impl Line {
    pub(super) fn doubt(&mut self, code: IssueCode, context: &Context, meaning: impl Into<String>) {
        self.issues.push((code, context.clone(), meaning.into()));
    }
}

impl<'a, 'r> Rows<'a, 'r> {
    pub(super) fn new(reading: &'a mut Reading<'r>, table: &'a Understood<'a>) -> Self {
        Self {
            reading,
            table,
            township: None,
            above: BTreeMap::new(),
            above_township: None,
        }
    }

    pub(super) fn read(
        mut self,
        rows: &[(u32, &Shape)],
        taken: &mut Taken,
        roles: &mut BTreeMap<u32, RowRole>,
    ) {
        for (row, shape) in rows {
            match shape {
                Shape::Data(_) => {
                    let role = self.row(*row, taken);
                    roles.insert(*row, role);
                }
                Shape::Section => {
                    let text = row_text(self.reading.sheet, *row);
                    if self.reading.options.profile.township(&text).is_some() {
                        self.township = Some(text);
                    }
                    self.above.clear();
                }
                // A sum ends its group: nothing is filled down across it.
                Shape::Subtotal => {
                    self.township = None;
                    self.above.clear();
                }
                _ => {}
            }
        }
    }

    pub(super) fn column(&self, role: &Role) -> Option<&'a Column> {
        self.table
            .columns
            .iter()
            .find(|column| column.role == *role)
    }

    pub(super) fn context(&self, row: u32, column: &Column, raw: &str) -> Context {
        Context {
            source: self.reading.source(row, Some(column.index)),
            column: column.header(),
            raw: raw.to_owned(),
            ..Context::default()
        }
    }

    fn row(&mut self, row: u32, taken: &mut Taken) -> RowRole {
        let number = *self.reading.count + 1;
        let id = id(self.reading.options.profile.id_prefix(), number);
        let mut line = Line {
            row,
            site: Site::new(id.as_str(), SiteKind::Land, ""),
            issues: Vec::new(),
        };
        let whole = Context {
            source: self.reading.source(row, None),
            raw: String::new(),
            ..Context::default()
        };
        line.site.sources.push(whole.source.clone());
        if self.reading.sheet.hidden_rows.contains(&row) {
            line.doubt(IssueCode::RowHidden, &whole, "");
        }
        let cells = self.cells(&mut line);
        self.township(&cells, &mut line, &whole);
        let kind = self.kind(&cells);
        line.site.kind = kind.unwrap_or(SiteKind::Land);
        let filled = self.fill(&cells, &mut line);
        if line.site.name.is_empty() && !filled {
            return RowRole::Note;
        }
        let Some(kind) = kind else {
            taken.issues.push(issue(
                IssueCode::KindUnknown,
                &Context {
                    raw: line.site.name.clone(),
                    ..whole
                },
                "",
            ));
            return RowRole::Rejected;
        };
        let known = line
            .site
            .facts
            .values()
            .filter(|fact| fact.reading.is_known())
            .count();
        let placed = line.site.position.is_some() || line.site.footprint.is_some();
        if line.site.name.is_empty() && line.site.reference.is_empty() && known < 2 && !placed {
            let raw = row_text(self.reading.sheet, row)
                .chars()
                .take(120)
                .collect();
            taken
                .issues
                .push(issue(IssueCode::RowUnclear, &Context { raw, ..whole }, ""));
            return RowRole::Rejected;
        }
        if line.site.name.is_empty() {
            let address = match line.site.facts.get(&ADDRESS).map(|fact| &fact.reading) {
                Some(Told::Text(address)) => address.clone(),
                _ => String::new(),
            };
            line.site.name = if address.is_empty() {
                line.site.reference.clone()
            } else {
                address
            };
            // A table without names says so once.
            if self.column(&Role::Name).is_some() {
                line.doubt(IssueCode::NameMissing, &whole, line.site.name.clone());
            }
        }
        line.site.kind = kind;
        line.site.as_of = line.site.as_of.or(self.table.as_of);
        *self.reading.count = number;
        for (code, context, meaning) in line.issues {
            let context = Context {
                site: Some(id.clone()),
                ..context
            };
            taken.issues.push(issue(code, &context, &meaning));
        }
        taken.sites.push(line.site);
        RowRole::Site(id)
    }

    /// The cells of the row with merged cells and ditto marks filled in.
    fn cells(&self, line: &mut Line) -> BTreeMap<u32, Cell> {
        let sheet = self.reading.sheet;
        let mut cells = BTreeMap::new();
        for column in &self.table.columns {
            let own = sheet.cell(line.row, column.index);
            let cell = own.or_else(|| {
                let region = sheet.region(line.row, column.index)?;
                let down = region.top > self.table.table.header.1
                    && region.top < line.row
                    && region.left == column.index;
                sheet.cell(region.top, region.left).filter(|_| down)
            });
            if let Some(cell) = cell {
                let number =
                    matches!(column.role, Role::Attribute(attribute) if attribute.unit().is_some());
                if own.is_none() && number {
                    line.doubt(
                        IssueCode::MergedValue,
                        &self.context(line.row, column, &cell.text),
                        "",
                    );
                }
                cells.insert(column.index, cell.clone());
            }
        }
        cells
    }

    fn kind(&self, cells: &BTreeMap<u32, Cell>) -> Option<SiteKind> {
        let cell = self
            .column(&Role::Kind)
            .and_then(|column| cells.get(&column.index));
        let told = cell.and_then(|cell| {
            if ditto(&cell.text) {
                let column = self.column(&Role::Kind)?;
                kind::of_cell(&self.above.get(&column.index)?.text)
            } else {
                kind::of_cell(&cell.text)
            }
        });
        told.or(self.table.kind)
    }

    /// Reads all columns into the site; whether any holds more than a running number.
    fn fill(&mut self, cells: &BTreeMap<u32, Cell>, line: &mut Line) -> bool {
        let mut facts = Facts::new(line.site.kind);
        let mut contacts = Contact::default();
        let mut filled = false;
        let mut resolved = cells.clone();
        let same_township = self.above_township.as_deref() == Some(line.site.jurisdiction.as_str());
        for column in &self.table.columns {
            let Some(cell) = cells.get(&column.index) else {
                let source = self.reading.source(line.row, Some(column.index));
                for attribute in column.attributes() {
                    facts.blank(for_kind(attribute, line.site.kind), source.clone());
                }
                continue;
            };
            let mut context = self.context(line.row, column, &cell.text);
            filled |= !matches!(column.role, Role::Serial | Role::Township | Role::Kind);
            let (above, repeats) = (
                self.above.get(&column.index).filter(|_| same_township),
                ditto(&cell.text),
            );
            let meant = match (repeats, above) {
                (false, _) => cell,
                (true, Some(above)) => {
                    line.doubt(IssueCode::DittoFilled, &context, above.text.clone());
                    resolved.insert(column.index, above.clone());
                    above
                }
                (true, None) => {
                    line.doubt(IssueCode::DittoBlocked, &context, "");
                    resolved.remove(&column.index);
                    if let Role::Attribute(attribute) = column.role {
                        facts.gap(
                            for_kind(attribute, line.site.kind),
                            Gap::Illegible,
                            &context,
                        );
                    }
                    continue;
                }
            };
            let text = meant.text.as_str();
            match &column.role {
                Role::Attribute(attribute) => {
                    let attribute = for_kind(*attribute, line.site.kind);
                    context.attribute = Some(attribute);
                    let doubts = self.fact(meant, cell, attribute, column, &mut facts, &context);
                    line.issues.extend(doubts);
                }
                Role::Both(first, second) => {
                    let pair =
                        [*first, *second].map(|attribute| for_kind(attribute, line.site.kind));
                    line.issues.extend(facts.read_both(meant, pair, &context));
                }
                Role::Name => line.site.name = words(text),
                Role::FormerName if !missing::is_missing(&fold(text)) => {
                    line.site.former_names.push(words(text));
                }
                Role::Reference if !missing::is_missing(&fold(text)) => {
                    line.site.reference = words(text);
                }
                Role::ContactName | Role::Telephone | Role::Contact => {
                    join(&mut contacts, contact::read(text));
                }
                Role::Encumbrance(kinds) => {
                    let burdens = match kinds.as_slice() {
                        [kind] => encumbrance::read(*kind, text).into_iter().collect(),
                        kinds => encumbrance::read_several(kinds, text),
                    };
                    burdens_of(line, burdens, &context, false);
                }
                Role::AsOf => {
                    if let date::DateReading::Days(days) =
                        date::read_as(meant, self.reading.options.profile.day_order())
                    {
                        line.site.as_of = Some(days);
                    }
                }
                Role::Extra | Role::Field(_) => line.site.extras.push(Extra {
                    header: header_or_letters(column),
                    value: words(text),
                }),
                _ => {}
            }
        }
        self.contradictions(&self.reading.options.profile, &resolved, line);
        self.position(line);
        self.outline(line);
        self.remark(cells, line, &mut facts, &mut contacts);
        line.site.facts = facts.done(&mut line.issues);
        if contacts != Contact::default() {
            line.site.contacts.push(contacts);
        }
        self.above_township = Some(line.site.jurisdiction.clone());
        self.above.clear();
        for (column, cell) in resolved {
            self.above.insert(column, cell);
        }
        filled
    }

    /// Reads a cell of an attribute: by the profile's table of values, else by its grammar.
    fn fact(
        &self,
        meant: &Cell,
        cell: &Cell,
        attribute: Attribute,
        column: &Column,
        facts: &mut Facts,
        context: &Context,
    ) -> Vec<(IssueCode, Context, String)> {
        // The header's doubt says why: no doubt a row.
        if column.needs_unit && !meant.text.chars().any(char::is_alphabetic) {
            facts.gap(attribute, Gap::Illegible, context);
            return Vec::new();
        }
        let profile = &self.reading.options.profile;
        if attribute.value_type() == ValueType::Date
            && profile.day_order() != DayOrder::Either
            && let date::DateReading::Days(days) = date::read_as(meant, profile.day_order())
        {
            facts.told(attribute, Told::Number(days), context);
            return Vec::new();
        }
        let Some((exact, choices)) = profile.value(attribute, &meant.text) else {
            return coded(meant, attribute, column, facts, context)
                .unwrap_or_else(|| facts.read(meant, cell, attribute, column, context));
        };
        let reading = choices.map_or(Told::Unknown(Gap::NotReported), Told::Category);
        facts.told(attribute, reading, context);
        if exact {
            return Vec::new();
        }
        vec![(IssueCode::ValueGuessed, context.clone(), String::new())]
    }

    /// What the remark tells and no column does.
    fn remark(
        &self,
        cells: &BTreeMap<u32, Cell>,
        line: &mut Line,
        facts: &mut Facts,
        contacts: &mut Contact,
    ) {
        let Some(column) = self.column(&Role::Attribute(REMARKS)) else {
            return;
        };
        let Some(cell) = cells.get(&column.index) else {
            return;
        };
        let context = self.context(line.row, column, &cell.text);
        burdens_of(line, encumbrance::in_words(&cell.text), &context, true);
        for attribute in facts.remark(&cell.text, &context) {
            let context = Context {
                attribute: Some(attribute),
                ..context.clone()
            };
            line.doubt(IssueCode::FactInRemark, &context, attribute.name());
        }
        if contacts.telephone.is_empty()
            && let Some(found) = contact::in_words(&cell.text)
        {
            join(contacts, Some(found));
            line.doubt(IssueCode::FactInRemark, &context, "contact");
        }
    }
}

/// Reads a cell whose code says what it means: an industry, a class of land, an owner.
fn coded(
    meant: &Cell,
    attribute: Attribute,
    column: &Column,
    facts: &mut Facts,
    context: &Context,
) -> Option<Vec<(IssueCode, Context, String)>> {
    if let Some(category) = code::ownership(attribute, &meant.text) {
        let choices = attribute.choice(category).ok()?;
        facts.told(attribute, Told::Category(choices), context);
        let doubt = (
            IssueCode::CodeForWords,
            context.clone(),
            category.to_owned(),
        );
        return Some(vec![doubt]);
    }
    let family = Family::of(attribute)?;
    let said = code::read(family, &meant.text, column.stated, column.leaning)?;
    let doubt = |(code, meaning)| (code, context.clone(), meaning);
    let mut doubts: Vec<_> = said.doubt.into_iter().map(doubt).collect();
    if attribute.value_type() == ValueType::Text {
        facts.told(attribute, Told::Text(said.text), context);
        return Some(doubts);
    }
    // A category is read from the words; where there are none, from the name of the code.
    let words = Cell::text(said.name.as_str());
    if said.name.is_empty() {
        facts.gap(attribute, Gap::Illegible, context);
    } else {
        doubts.extend(facts.read(&words, meant, attribute, column, context));
    }
    if !said.has_words {
        doubts.push((IssueCode::CodeForWords, context.clone(), said.name));
    }
    Some(doubts)
}

/// 停产时间 of an idle plant is since when it is idle; of a closed enterprise, when it closed.
fn for_kind(attribute: Attribute, kind: SiteKind) -> Attribute {
    if attribute == CLOSED_ON && !attribute.applies_to(kind) && IDLE_SINCE.applies_to(kind) {
        return IDLE_SINCE;
    }
    attribute
}

/// Keeps what a cell says about burdens; a remark only completes.
fn burdens_of(
    line: &mut Line,
    burdens: Vec<encumbrance::Burden>,
    context: &Context,
    in_remark: bool,
) {
    for burden in burdens {
        if in_remark && line.site.encumbrances.contains_key(&burden.kind) {
            continue;
        }
        if in_remark {
            let meaning = format!(
                "{}: {}",
                burden.kind.name(),
                if burden.present { "yes" } else { "no" }
            );
            line.doubt(IssueCode::FactInRemark, context, meaning);
        }
        let told = Encumbrance {
            present: burden.present,
            detail: burden.detail,
            source: Some(context.source.clone()),
        };
        line.site.encumbrances.insert(burden.kind, told);
    }
}

fn join(contact: &mut Contact, found: Option<Contact>) {
    let Some(found) = found else { return };
    if contact.name.is_empty() {
        contact.name = found.name;
    }
    if contact.telephone.is_empty() {
        contact.telephone = found.telephone;
    }
}

fn header_or_letters(column: &Column) -> String {
    let header = column.header();
    if header.is_empty() {
        crate::sheet::column_letters(column.index)
    } else {
        header
    }
}
