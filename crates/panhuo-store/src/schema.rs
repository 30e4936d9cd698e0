//! The tables of an inventory, and the columns of `sites` as the table of attributes makes them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use panhuo::{
    Attribute, Choices, Dimension, Fact, Interval, Inventory, Lang, Quantity, Reading, SiteKind,
    Unit, ValueType,
};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params};

use crate::error::Fault;

/// The version of this layout.
pub(crate) const FORMAT: i64 = 1;

/// One table of ours. Names and columns are constants: no text of a user ever becomes SQL.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The Chinese name, which GeoPackages call identifier.
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    /// The type of the geometry, if it is a layer.
    pub(crate) geometry: Option<&'static str>,
    pub(crate) columns: &'static str,
}

const fn plain(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    columns: &'static str,
) -> Table {
    Table {
        name,
        title,
        description,
        geometry: None,
        columns,
    }
}

const fn layer(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    geometry: &'static str,
    columns: &'static str,
) -> Table {
    Table {
        name,
        title,
        description,
        geometry: Some(geometry),
        columns,
    }
}

/// Every table, layers first.
pub(crate) const TABLES: &[Table] = &[
    layer(
        "sites",
        "招商资源",
        "Sites, with a column for each attribute; the exact record is in readings",
        "POINT",
        "id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT, jurisdiction TEXT, \
         jurisdiction_name TEXT, reference TEXT, as_of_low DATE, as_of_high DATE, located TEXT",
    ),
    layer(
        "footprints",
        "用地范围",
        "The area on the ground of each site that has one",
        "MULTIPOLYGON",
        "site TEXT NOT NULL, kind TEXT, name TEXT",
    ),
    layer(
        "jurisdictions",
        "属地",
        "Who reports sites and answers for them, with the border if known",
        "MULTIPOLYGON",
        "code TEXT NOT NULL, name TEXT, parent TEXT, former_names TEXT",
    ),
    layer(
        "landmarks",
        "地标",
        "What requirements measure distances to",
        "GEOMETRY",
        "layer TEXT NOT NULL, name TEXT, shapes TEXT",
    ),
    plain(
        "readings",
        "读数",
        "What ledgers tell about each attribute: the exact record that an inventory is read from",
        "site TEXT NOT NULL, attribute TEXT NOT NULL, shape TEXT NOT NULL, low REAL, high REAL, \
         bits TEXT, choices TEXT, text TEXT, gap TEXT, raw TEXT, file TEXT, sheet TEXT, cell TEXT",
    ),
    plain(
        "encumbrances",
        "权利负担",
        "Mortgages, seizures, leases and the like, present or stated to be absent",
        "site TEXT NOT NULL, kind TEXT NOT NULL, label TEXT, present BOOLEAN NOT NULL, \
         detail TEXT, file TEXT, sheet TEXT, cell TEXT",
    ),
    plain(
        "contacts",
        "联系人",
        "Persons to call: personal data, for the bureau only",
        "site TEXT NOT NULL, name TEXT, telephone TEXT",
    ),
    plain(
        "sources",
        "来源",
        "The rows of ledgers that each site was read from",
        "site TEXT NOT NULL, file TEXT, sheet TEXT, cell TEXT",
    ),
    plain(
        "extras",
        "其他列",
        "Columns of ledgers that are no attribute, as written",
        "site TEXT NOT NULL, header TEXT, value TEXT",
    ),
    plain(
        "former_names",
        "曾用名",
        "What a site was called before, and in other registers",
        "site TEXT NOT NULL, name TEXT",
    ),
    plain(
        "issues",
        "问题清单",
        "Doubts about what ledgers say",
        "code TEXT NOT NULL, severity TEXT NOT NULL, file TEXT, sheet TEXT, cell TEXT, \
         header TEXT, raw TEXT, meaning TEXT, zh TEXT, en TEXT, site TEXT, attribute TEXT",
    ),
    plain(
        "panhuo_format",
        "panhuo",
        "The version of this layout",
        "version INTEGER NOT NULL, program TEXT",
    ),
];

/// What a column of an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The value, where it is exact.
    Value,
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

/// One column that an attribute makes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    attribute: Attribute,
    part: Part,
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Real(f64),
    Text(Cow<'a, str>),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// The columns for the attributes that occur, in the order of the table; those for the two ends
/// only where some site has no exact value.
pub(crate) fn columns(inventory: &Inventory) -> Vec<Column> {
    let mut ranges: BTreeMap<Attribute, bool> = BTreeMap::new();
    for (attribute, fact) in inventory.sites().iter().flat_map(|site| &site.facts) {
        let range = matches!(&fact.reading, Reading::Number(i) if i.value().is_none());
        *ranges.entry(*attribute).or_default() |= range;
    }
    let mut columns = Vec::new();
    for (attribute, range) in ranges {
        let parts: &[Part] = if range {
            &[Part::Value, Part::Low, Part::High]
        } else {
            &[Part::Value]
        };
        columns.extend(parts.iter().map(|&part| Column { attribute, part }));
    }
    columns
}

impl Column {
    pub(crate) fn attribute(self) -> Attribute {
        self.attribute
    }

    /// The name, from the attribute table and nowhere else.
    pub(crate) fn name(self) -> String {
        let name = self.attribute.name();
        match self.part {
            Part::Value => name.to_owned(),
            Part::Low => format!("{name}_low"),
            Part::High => format!("{name}_high"),
        }
    }

    /// The column in the declaration of the table, after others.
    pub(crate) fn declaration(self) -> String {
        [", ", &self.name(), " ", self.sql_type()].concat()
    }

    /// The type, as GeoPackages name it.
    fn sql_type(self) -> &'static str {
        match self.attribute.value_type() {
            ValueType::Number(_) => "REAL",
            ValueType::Date => "DATE",
            ValueType::Category(_) | ValueType::YesNo | ValueType::Text => "TEXT",
        }
    }

    fn title(self) -> String {
        let label = self.attribute.label(Lang::Zh);
        match self.part {
            Part::Value => label.to_owned(),
            Part::Low => format!("{label}（下限）"),
            Part::High => format!("{label}（上限）"),
        }
    }

    fn description(self) -> String {
        let meaning = self.attribute.meaning();
        let part = match (self.part, self.attribute.dimension()) {
            (Part::Value, None) => "",
            (Part::Value, Some(_)) => " The value where it is exact.",
            (Part::Low, _) => " The lower end; null where open.",
            (Part::High, _) => " The upper end; null where open.",
        };
        let unit = match self.attribute.value_type() {
            ValueType::Number(dimension) => Unit::canonical(dimension).symbol(),
            _ => "",
        };
        if unit.is_empty() {
            format!("{meaning}{part}")
        } else {
            format!("{meaning}{part} Unit (单位): {unit}")
        }
    }

    /// The name of the list of values that the column may hold.
    fn constraint(self) -> Option<String> {
        match self.attribute.value_type() {
            ValueType::Category(_) => Some(format!("panhuo_{}", self.attribute)),
            ValueType::YesNo => Some("panhuo_yes_no".to_owned()),
            _ => None,
        }
    }

    /// What the column holds for a fact.
    pub(crate) fn cell(self, fact: &Fact) -> Cell<'_> {
        match &fact.reading {
            Reading::Number(interval) => self.end(*interval).map_or(Cell::Null, |value| {
                if self.attribute.dimension() == Some(Dimension::Date) {
                    day(value)
                } else {
                    Cell::Real(value)
                }
            }),
            Reading::Category(choices) => match (choices.position(), self.part) {
                (Some(position), Part::Value) => category(self.attribute, position)
                    .map_or(Cell::Null, |name| Cell::Text(name.into())),
                _ => Cell::Null,
            },
            Reading::Text(text) if self.part == Part::Value => Cell::Text(text.into()),
            Reading::Text(_) | Reading::Unknown(_) | Reading::NotApplicable => Cell::Null,
        }
    }

    fn end(self, interval: Interval) -> Option<f64> {
        let end = match self.part {
            Part::Value => interval.value()?,
            Part::Low => interval.low(),
            Part::High => interval.high(),
        };
        end.is_finite().then_some(end)
    }
}

/// The stable name of a category.
pub(crate) fn category(attribute: Attribute, position: usize) -> Option<&'static str> {
    Some(attribute.categories().get(position)?.name)
}

/// A day as GeoPackages write it, or null outside of the years that they can.
pub(crate) fn day(value: f64) -> Cell<'static> {
    let day = Quantity::canonical(value, Dimension::Date).day();
    let written = day.filter(|day| day.year() >= 0);
    written.map_or(Cell::Null, |day| Cell::Text(day.to_string().into()))
}

/// The names of the categories of a choice; `*` stands for "any, known or not".
pub(crate) fn choice_names(attribute: Attribute, choices: Choices) -> String {
    if choices == Choices::ANYTHING {
        return "*".to_owned();
    }
    let names: Vec<_> = choices
        .positions()
        .filter_map(|position| category(attribute, position))
        .collect();
    names.join(",")
}

/// What [`choice_names`] wrote.
pub(crate) fn choices(attribute: Attribute, names: &str) -> Result<Choices, Fault> {
    if names == "*" {
        return Ok(Choices::ANYTHING);
    }
    names.split(',').try_fold(Choices::EMPTY, |all, name| {
        Ok(all.or(attribute.choice(name)?))
    })
}

/// Writes titles, meanings and units of the columns, and the lists of values with Chinese labels,
/// which QGIS offers to choose from.
pub(crate) fn document(connection: &Connection, columns: &[Column]) -> Result<(), Fault> {
    let mut column = connection
        .prepare("INSERT INTO gpkg_data_columns VALUES ('sites', ?1, ?1, ?2, ?3, NULL, ?4)")?;
    for (name, title, description, constraint) in FIXED {
        column.execute(params![name, title, description, constraint])?;
    }
    for each in columns {
        let (title, description) = (each.title(), each.description());
        column.execute(params![each.name(), title, description, each.constraint()])?;
    }
    let mut value = connection.prepare(
        "INSERT OR IGNORE INTO gpkg_data_column_constraints \
         VALUES (?1, 'enum', ?2, NULL, NULL, NULL, NULL, ?3)",
    )?;
    for kind in SiteKind::ALL {
        value.execute(params![KINDS, kind.name(), kind.label(Lang::Zh)])?;
    }
    for each in columns {
        if let Some(constraint) = each.constraint() {
            for category in each.attribute.categories() {
                value.execute(params![constraint, category.name, category.zh])?;
            }
        }
    }
    Ok(())
}

const KINDS: &str = "panhuo_site_kind";

/// Name, title, meaning and list of values of the columns that every site has.
const FIXED: [(&str, &str, &str, Option<&str>); 9] = [
    ("id", "编号", "The name that never changes.", None),
    ("kind", "类型", "What the site is.", Some(KINDS)),
    ("name", "名称", "What the site is called.", None),
    (
        "jurisdiction",
        "属地代码",
        "The code of the town that reports it.",
        None,
    ),
    (
        "jurisdiction_name",
        "属地",
        "The name of that town; not read back.",
        None,
    ),
    (
        "reference",
        "登记编号",
        "The identifier in its own register.",
        None,
    ),
    (
        "as_of_low",
        "数据日期（起）",
        "The first day on which this was true; not read back.",
        None,
    ),
    (
        "as_of_high",
        "数据日期（止）",
        "The last day on which this was true; not read back.",
        None,
    ),
    (
        "located",
        "定位方式",
        "`position` if the point was given, `footprint` if it is one inside the footprint.",
        None,
    ),
];
