//! The tables of an inventory, and what the file tells about their columns.

use panhuo::{Lang, SiteKind};
use rusqlite::{Connection, params};

use crate::column::Column;
use crate::error::Cause;

/// The version of this layout.
pub(crate) const FORMAT: i64 = 3;

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
        "Sites, with a column for each attribute; the exact record is in reported_values",
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
        "reported_values",
        "填报值",
        "What ledgers tell about each attribute: the exact record that an inventory is read from",
        "site TEXT NOT NULL, attribute TEXT NOT NULL, value_type TEXT NOT NULL, low REAL, high REAL, \
         bits TEXT, choices TEXT, text TEXT, missing_reason TEXT, raw TEXT, file TEXT, sheet TEXT, cell TEXT",
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
        "Issues about what ledgers say",
        "code TEXT NOT NULL, severity TEXT NOT NULL, file TEXT, sheet TEXT, cell TEXT, \
         header TEXT, raw TEXT, interpretation TEXT, zh TEXT, en TEXT, site TEXT, attribute TEXT",
    ),
    plain(
        "merged_rows",
        "合并前的行",
        "The rows that a site was merged from; their reported values and details are filed under `row:` and \
         the row's name",
        "site TEXT NOT NULL, row TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, jurisdiction TEXT, \
         reference TEXT, position BLOB, footprint BLOB",
    ),
    plain(
        "parts",
        "组成关系",
        "Which site is part of which",
        "part TEXT NOT NULL, whole TEXT NOT NULL",
    ),
    plain(
        "decisions",
        "人工判定",
        "What people decided about two rows: match, part_of or non_match",
        "match_class TEXT NOT NULL, note TEXT, name TEXT, jurisdiction TEXT, reference TEXT, file TEXT, \
         sheet TEXT, cell TEXT, other_name TEXT, other_jurisdiction TEXT, other_reference TEXT, \
         other_file TEXT, other_sheet TEXT, other_cell TEXT",
    ),
    plain(
        "panhuo_format",
        "panhuo",
        "The version of this layout",
        "version INTEGER NOT NULL, program TEXT",
    ),
];

/// Writes titles, meanings and units of the columns, and the lists of values with Chinese labels,
/// which QGIS offers to choose from.
pub(crate) fn document(connection: &Connection, columns: &[Column]) -> Result<(), Cause> {
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
    for &kind in SiteKind::VALUES {
        value.execute(params![KINDS, kind.name(), kind.label(Lang::Zh)])?;
    }
    for each in columns {
        if let Some(constraint) = each.constraint() {
            for category in each.attribute().categories() {
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
