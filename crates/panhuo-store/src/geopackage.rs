//! The container: the tables that make an SQLite file a GeoPackage 1.3, and the layers' indexes.
//!
//! Version 1.3 and its triggers are what GDAL from 3.6 on (QGIS 3.22) reads and validates without
//! a warning; the triggers of 1.4 are not.

use panhuo::Error;
use panhuo::geo::Rect;
use rusqlite::{Connection, params};

use crate::error::{self, Cause};
use crate::schema::{FORMAT, TABLES, Table};

/// WGS84, longitude and latitude in degrees.
pub(crate) const SRS: i32 = 4326;
/// `GPKG` as the application id of the file.
const APPLICATION: i32 = 0x4750_4B47;
/// GeoPackage 1.3.
const USER_VERSION: i32 = 10_300;

const CONTAINER: &str = r#"
CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE IF NOT EXISTS gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES
 ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
 ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
 ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid; equals CGCS2000 at the level of a metre');
DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_schema';
INSERT INTO gpkg_extensions VALUES
 ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec120/#extension_schema', 'read-write'),
 ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec120/#extension_schema', 'read-write');
"#;

/// Creates the tables of a GeoPackage if they are missing, and drops the tables of panhuo if they exist.
/// Tables of other programs, such as the styles of QGIS, are kept.
pub(crate) fn prepare(connection: &Connection) -> Result<(), Cause> {
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", USER_VERSION)?;
    connection.execute_batch(CONTAINER)?;
    let counted = exists(connection, "gpkg_ogr_contents")?;
    for table in TABLES {
        if table.geometry.is_some() {
            connection.execute_batch(&format!(
                "DROP TABLE IF EXISTS rtree_{name}_geom",
                name = table.name
            ))?;
        }
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {}", table.name))?;
        let mut registers = vec![
            "gpkg_data_columns",
            "gpkg_extensions",
            "gpkg_geometry_columns",
            "gpkg_contents",
        ];
        // GDAL's cached count of features would be stale.
        registers.extend(counted.then_some("gpkg_ogr_contents"));
        for register in registers {
            connection.execute(
                &format!("DELETE FROM {register} WHERE table_name = ?1"),
                [table.name],
            )?;
        }
    }
    connection.execute(
        "DELETE FROM gpkg_data_column_constraints WHERE constraint_name GLOB 'panhuo_*'",
        [],
    )?;
    Ok(())
}

/// Makes one of our tables, with these columns besides its own, and registers it.
pub(crate) fn create(connection: &Connection, table: &Table, columns: &str) -> Result<(), Cause> {
    let name = table.name;
    let geometry = table
        .geometry
        .map_or(String::new(), |kind| format!(", geom {kind}"));
    connection.execute_batch(&format!(
        "CREATE TABLE {name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{geometry}, {own}{columns})",
        own = table.columns
    ))?;
    let data_type = table.geometry.map_or("attributes", |_| "features");
    let srs = table.geometry.map(|_| SRS);
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![name, data_type, table.title, table.description, srs],
    )?;
    if let Some(kind) = table.geometry {
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![name, kind, SRS],
        )?;
    }
    Ok(())
}

/// The bounds of a layer's features as they are written.
#[derive(Debug)]
pub(crate) struct Layer {
    name: &'static str,
    bounds: Vec<(i64, Rect)>,
}

impl Layer {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            bounds: Vec::new(),
        }
    }

    /// Notes the bounds of one feature.
    pub(crate) fn push(&mut self, fid: i64, bounds: Rect) {
        self.bounds.push((fid, bounds));
    }

    /// Writes the layer's extent and its index, with the triggers that keep it when another
    /// program edits the layer. The rows are already there, so no trigger runs for them.
    pub(crate) fn finish(self, connection: &Connection) -> Result<(), Cause> {
        let name = self.name;
        connection.execute_batch(&format!(
            "CREATE VIRTUAL TABLE rtree_{name}_geom USING rtree(id, minx, maxx, miny, maxy)"
        ))?;
        let sql = format!("INSERT INTO rtree_{name}_geom VALUES (?1, ?2, ?3, ?4, ?5)");
        let mut insert = connection.prepare(&sql)?;
        for (fid, bounds) in &self.bounds {
            let (min, max) = (bounds.min(), bounds.max());
            insert.execute(params![fid, min.x, max.x, min.y, max.y])?;
        }
        connection.execute_batch(&triggers(name))?;
        connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
             'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            [name],
        )?;
        let least =
            |end: fn(&Rect) -> f64| self.bounds.iter().map(|(_, b)| end(b)).reduce(f64::min);
        let most = |end: fn(&Rect) -> f64| self.bounds.iter().map(|(_, b)| end(b)).reduce(f64::max);
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 \
             WHERE table_name = ?1",
            params![
                name,
                least(|b| b.min().x),
                least(|b| b.min().y),
                most(|b| b.max().x),
                most(|b| b.max().y)
            ],
        )?;
        Ok(())
    }
}

/// The triggers of the index extension, as version 1.3 has them.
fn triggers(t: &str) -> String {
    let put = format!(
        "INSERT OR REPLACE INTO rtree_{t}_geom VALUES (NEW.fid, ST_MinX(NEW.geom), \
         ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));"
    );
    let full = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)";
    let is_empty = "NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)";
    format!(
        "CREATE TRIGGER rtree_{t}_geom_insert AFTER INSERT ON {t} WHEN ({full}) BEGIN {put} END;
         CREATE TRIGGER rtree_{t}_geom_update1 AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND ({full}) BEGIN {put} END;
         CREATE TRIGGER rtree_{t}_geom_update2 AFTER UPDATE OF geom ON {t} WHEN OLD.fid = NEW.fid AND ({is_empty}) BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; END;
         CREATE TRIGGER rtree_{t}_geom_update3 AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND ({full}) BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; {put} END;
         CREATE TRIGGER rtree_{t}_geom_update4 AFTER UPDATE ON {t} WHEN OLD.fid != NEW.fid AND ({is_empty}) BEGIN DELETE FROM rtree_{t}_geom WHERE id IN (OLD.fid, NEW.fid); END;
         CREATE TRIGGER rtree_{t}_geom_delete AFTER DELETE ON {t} WHEN OLD.geom NOT NULL BEGIN DELETE FROM rtree_{t}_geom WHERE id = OLD.fid; END;"
    )
}

/// Refuses a file that is not an inventory of panhuo, or has another format than this version reads.
pub(crate) fn check(connection: &Connection) -> Result<(), Cause> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION {
        return Err(Error::new(error::NOT_A_GEOPACKAGE).into());
    }
    if !exists(connection, "panhuo_format")? {
        return Err(Error::new(error::NOT_AN_INVENTORY).into());
    }
    // A view is a program: it may have rows without end.
    let mut views = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'view'")?;
    let mut views = views.query([])?;
    while let Some(row) = views.next()? {
        let view: String = row.get(0)?;
        if TABLES
            .iter()
            .any(|table| table.name.eq_ignore_ascii_case(&view))
        {
            return Err(Error::new(error::VIEW_FOR_TABLE).with_given(view).into());
        }
    }
    let version: Option<i64> =
        connection.query_row("SELECT max(version) FROM panhuo_format", [], |row| {
            row.get(0)
        })?;
    let refused = match version {
        Some(FORMAT) => return Ok(()),
        Some(older) if older < FORMAT => Error::new(error::FORMAT_OLDER).with_given(older),
        Some(newer) => Error::new(error::FORMAT_NEWER).with_given(newer),
        None => Error::new(error::FORMAT_UNKNOWN),
    };
    Err(refused.with_expected(FORMAT).into())
}

pub(crate) fn exists(connection: &Connection, table: &str) -> Result<bool, Cause> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1)";
    Ok(connection.query_row(sql, [table], |row| row.get(0))?)
}
