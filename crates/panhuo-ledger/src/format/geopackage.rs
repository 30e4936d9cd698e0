//! GeoPackages: a sheet for each layer and each table of attributes.
//!
//! The file is read from memory, as a database that cannot be written to: a foreign file is never
//! touched, and no log is left beside it.

use std::io::Cursor;

use panhuo::compact::Text;
use panhuo::geometry::wkb;
use panhuo::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};

use super::features::{FeatureSheet, geometry_cell, system_words};
use super::{Cell, Limits, Sheet};
use crate::error;

/// Steps of SQLite's machine after which a file is given up, in so many portions: some ten seconds of
/// work, and a hundred times what a ledger of as many cells as are read needs.
const STEPS: i32 = 100_000;
const MOST: u32 = 10_000;

/// What only holds rows. A view is a program, and a virtual table another, which may never end.
const PLAIN: &str = "type = 'table' AND sql NOT LIKE 'create virtual%'";

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>> {
    read_within(bytes, limits, MOST)
}

fn read_within(bytes: &[u8], limits: &Limits, most: u32) -> Result<Vec<Sheet>> {
    let broken =
        |cause: rusqlite::Error| limits.refuse(error::GEOPACKAGE_DAMAGED).with_cause(cause);
    let connection = open(bytes, most).map_err(broken)?;
    if let Some(program) = program(&connection).map_err(broken)? {
        return Err(limits.refuse(error::GEOPACKAGE_VIEW).with_given(program));
    }
    let layers = layers(&connection).map_err(|_| limits.refuse(error::NOT_A_GEOPACKAGE))?;
    let mut sheets = Vec::new();
    for layer in layers {
        sheets.push(self::layer(&connection, &layer, limits)?);
    }
    Ok(sheets)
}

fn open(bytes: &[u8], most: u32) -> rusqlite::Result<Connection> {
    let mut own = bytes.to_vec();
    // The mark of a write-ahead log, which a database in memory cannot have.
    if let Some(versions) = own.get_mut(18..20)
        && versions == [2, 2]
    {
        versions.copy_from_slice(&[1, 1]);
    }
    let mut connection = Connection::open_in_memory()?;
    let size = own.len();
    connection.deserialize_read_exact("main", Cursor::new(own), size, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "query_only", true)?;
    let mut left = most;
    connection.progress_handler(
        STEPS,
        Some(move || {
            left = left.saturating_sub(1);
            left == 0
        }),
    )?;
    Ok(connection)
}

struct Layer {
    table: String,
    /// The geometry's column, and the words of its system.
    geometry: Option<(String, Option<String>)>,
}

/// A table of the format that is a program here, if there is one.
fn program(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let tables = "'gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys'";
    let requested = format!(
        "SELECT name FROM sqlite_master
         WHERE lower(name) IN ({tables}) AND type IN ('table', 'view') AND NOT ({PLAIN})"
    );
    connection
        .query_row(&requested, [], |row| row.get(0))
        .optional()
}

/// The layers and tables that the file lists; views are left out, they are a layer seen again.
fn layers(connection: &Connection) -> rusqlite::Result<Vec<Layer>> {
    let mut statement = connection.prepare(&format!(
        "SELECT table_name FROM gpkg_contents
         WHERE data_type IN ('features', 'attributes')
             AND table_name IN (SELECT name FROM sqlite_master WHERE {PLAIN})
         ORDER BY table_name"
    ))?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?;
    let tables: Vec<String> = tables.collect::<rusqlite::Result<_>>()?;
    tables
        .into_iter()
        .map(|table| {
            let geometry = geometry(connection, &table)?;
            Ok(Layer { table, geometry })
        })
        .collect()
}

/// A column of a layer that is computed when it is read, if there is one: again a program.
fn computed(connection: &Connection, table: &str) -> rusqlite::Result<Option<String>> {
    const VIRTUAL: u8 = 2;
    connection
        .query_row(
            "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = ?2",
            params![table, VIRTUAL],
            |row| row.get(0),
        )
        .optional()
}

fn geometry(
    connection: &Connection,
    table: &str,
) -> rusqlite::Result<Option<(String, Option<String>)>> {
    let column: Option<(String, i64)> = connection
        .query_row(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1",
            params![table],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((column, srs)) = column else {
        return Ok(None);
    };
    let system: Option<(Option<String>, Option<String>, Option<i64>)> = connection
        .query_row(
            "SELECT srs_name, organization, organization_coordsys_id
             FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            params![srs],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    // -1 and 0 stand for systems that are not known.
    let system = system.filter(|_| srs > 0).map(|(name, body, code)| {
        let (name, body) = (name.unwrap_or_default(), body.unwrap_or_default());
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        system_words(&format!("{name} {body}:{code}"))
    });
    Ok(Some((column, system)))
}

fn layer(connection: &Connection, layer: &Layer, limits: &Limits) -> Result<Sheet> {
    let within_layer = |error: Error| limits.about(error.within(error::layer(&layer.table)));
    let broken = |cause: rusqlite::Error| {
        within_layer(Error::new(error::GEOPACKAGE_DAMAGED).with_cause(cause))
    };
    if let Some(column) = computed(connection, &layer.table).map_err(broken)? {
        let computed = Error::new(error::COMPUTED_COLUMN).with_given(column);
        return Err(within_layer(computed));
    }
    let quoted = layer.table.replace('"', "\"\"");
    let mut statement = connection
        .prepare(&format!("SELECT * FROM \"{quoted}\""))
        .map_err(broken)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let outline = layer.geometry.as_ref();
    let outline = outline.and_then(|(column, _)| names.iter().position(|name| name == column));
    let system = layer
        .geometry
        .as_ref()
        .and_then(|(_, system)| system.as_deref());
    let is_field = |at: &usize| Some(*at) != outline;
    let fields: Vec<usize> = (0..names.len()).filter(is_field).collect();
    let headers = fields.iter().map(|at| names[*at].clone());
    let mut features = FeatureSheet::new(&layer.table, headers);
    let mut rows = statement.query([]).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        let geometry = match outline
            .map(|at| row.get_ref(at))
            .transpose()
            .map_err(broken)?
        {
            Some(ValueRef::Blob(blob)) => Some(geometry_cell(wkb::read_geopackage(blob), system)),
            _ => None,
        };
        let mut cells = Vec::with_capacity(fields.len());
        for (at, column) in fields.iter().enumerate() {
            let cell = cell(row.get_ref(*column).map_err(broken)?);
            cells.extend(cell.map(|cell| (at, cell)));
        }
        features.push(geometry, cells, limits)?;
    }
    Ok(features.done())
}

fn cell(value: ValueRef<'_>) -> Option<Cell> {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => None,
        #[expect(clippy::cast_precision_loss, reason = "a ledger counts no 2^53")]
        ValueRef::Integer(value) => Some(Cell {
            text: Text::from_display(value),
            ..Cell::number(value as f64)
        }),
        ValueRef::Real(value) => Some(Cell::number(value)),
        ValueRef::Text(text) => Some(Cell::text(&*String::from_utf8_lossy(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ReadOptions;

    /// A package of one layer without geometry, made by these statements too.
    fn package(more: &str) -> Vec<u8> {
        let mut connection = Connection::open_in_memory().unwrap();
        let statements = format!(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
             CREATE TABLE a (名称 TEXT);
             INSERT INTO a VALUES ('甲'), ('乙');
             INSERT INTO gpkg_contents VALUES ('a', 'attributes');
             {more}"
        );
        connection.execute_batch(&statements).unwrap();
        connection.serialize("main").unwrap().to_vec()
    }

    fn read_in(bytes: &[u8], most: u32) -> std::result::Result<Vec<Sheet>, String> {
        let limits = Limits::new("a.gpkg", &ReadOptions::new());
        read_within(bytes, &limits, most).map_err(|error| error.to_string())
    }

    const COLUMNS: &str = "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
                           CREATE TABLE gpkg_spatial_ref_sys (srs_id, srs_name, organization, organization_coordsys_id);";
    const ENDLESS: &str = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT";

    #[test]
    fn a_view_that_never_ends_is_not_run() {
        assert_eq!(read_in(&package(COLUMNS), 2).unwrap()[0].rows.len(), 3);
        let endless = package(&format!(
            "CREATE VIEW GPKG_Geometry_Columns AS {ENDLESS} 'b' AS table_name, 'x' AS column_name, 0 AS srs_id FROM n;"
        ));
        let error = read_in(&endless, MOST).unwrap_err();
        assert!(
            error.contains("`GPKG_Geometry_Columns` is a view"),
            "{error}"
        );
        // A layer that is a view is left out, whatever it is.
        let layer = format!(
            "{COLUMNS} CREATE VIEW b AS {ENDLESS} x FROM n; INSERT INTO gpkg_contents VALUES ('b', 'features');"
        );
        assert_eq!(read_in(&package(&layer), MOST).unwrap().len(), 1);
        let computed =
            "CREATE TABLE c (x TEXT, y TEXT AS (x || x)); INSERT INTO c (x) VALUES ('y');
                        INSERT INTO gpkg_contents VALUES ('c', 'attributes');";
        let error = read_in(&package(&format!("{COLUMNS} {computed}")), MOST).unwrap_err();
        assert!(
            error.contains("layer `c`: column `y` is computed"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_takes_too_many_steps_is_given_up() {
        let many = format!("{COLUMNS} INSERT INTO a {ENDLESS} x FROM n LIMIT 60000;");
        let many = package(&many);
        assert_eq!(read_in(&many, MOST).unwrap()[0].rows.len(), 60_003);
        // Each row is some three steps.
        let error = read_in(&many, 1).map(|sheets| sheets.len()).unwrap_err();
        assert!(error.contains("interrupted"), "{error}");
    }
}
