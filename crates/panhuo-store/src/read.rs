//! The tables into an inventory.

use std::collections::HashMap;

use panhuo::encumbrance::{Encumbrance, EncumbranceKind};
use panhuo::geo::{Geometry, MultiPolygon};
use panhuo::inventory::{Issue, Severity};
use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::lang::Bilingual;
use panhuo::site::{Contact, Extra};
use panhuo::source::Source;
use panhuo::{Attribute, Error, Footprint, Inventory, Position, Site, SiteId, SiteKind};
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row};

use crate::blob::decode;
use crate::error::{self, Cause};
use crate::geopackage::check;
use crate::lineage::{read_lineage, read_rows};
use crate::reported_values::read_reported_values;

/// Reads the whole inventory. The caller has begun a transaction, so that all tables belong to one
/// state of the file.
pub(crate) fn read(connection: &Connection) -> Result<Inventory, Cause> {
    check(connection)?;
    let mut sites = read_sites(connection)?;
    read_footprints(connection, &mut sites)?;
    let merged = read_rows(connection, &mut sites)?;
    read_reported_values(connection, &mut sites)?;
    read_details(connection, &mut sites)?;
    let jurisdictions = read_jurisdictions(connection)?;
    let landmarks = read_landmarks(connection)?;
    let issues = read_issues(connection)?;
    let lineage = read_lineage(connection, &mut sites.all, merged)?;
    Ok(Inventory::new(sites.all)?
        .with_jurisdictions(jurisdictions)
        .with_landmarks(landmarks)
        .with_issues(issues)
        .with_lineage(lineage)?)
}

/// The sites read so far, with the index of each id.
pub(crate) struct Sites {
    all: Vec<Site>,
    rows: HashMap<String, usize>,
    /// The id and index that were looked up last: rows of one site mostly follow each other.
    last: (String, usize),
}

impl Sites {
    /// Adds a row that a site was merged from, under its key.
    pub(crate) fn push(&mut self, key: String, row: Site) {
        self.rows.insert(key, self.all.len());
        self.all.push(row);
    }

    /// The site with this id; none if its row was deleted in another program.
    pub(crate) fn get(&mut self, id: &str) -> Option<&mut Site> {
        if self.last.0 != id {
            self.last = (id.to_owned(), *self.rows.get(id)?);
        }
        self.all.get_mut(self.last.1)
    }
}

/// Runs a query and hands over its rows, in the order in which they were written.
pub(crate) fn each(
    connection: &Connection,
    sql: &str,
    mut take: impl FnMut(&Row) -> Result<(), Cause>,
) -> Result<(), Cause> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// A text; other programs write an empty one as null.
pub(crate) fn text(row: &Row, at: usize) -> Result<String, Cause> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

/// A source from three columns; none where all are null.
pub(crate) fn source(row: &Row, at: usize) -> Result<Option<Source>, Cause> {
    let part = |more: usize| row.get::<_, Option<String>>(at + more);
    let (file, sheet, cell) = (part(0)?, part(1)?, part(2)?);
    if file.is_none() && sheet.is_none() && cell.is_none() {
        return Ok(None);
    }
    let (file, sheet) = (file.unwrap_or_default(), sheet.unwrap_or_default());
    let cell = cell.unwrap_or_default();
    let found = Source::new(&file, &sheet).with_cell(&cell);
    Ok(Some(found.ok_or_else(|| {
        Error::new(error::CELL_REFERENCE).with_given(cell)
    })?))
}

/// One of the stable words that the core reads from JSON.
pub(crate) fn word<T: for<'de> serde::Deserialize<'de>>(
    word: &str,
    what: Bilingual,
) -> Result<T, Cause> {
    serde_json::from_value(word.into()).map_err(|_| {
        let unknown = Error::new(error::UNKNOWN_WORD).with_given(word);
        unknown.with_what(what).into()
    })
}

pub(crate) fn geometry(
    row: &Row,
    at: usize,
    shapes: Option<&str>,
) -> Result<Option<Geometry>, Cause> {
    let blob = row
        .get_ref(at)?
        .as_blob_or_null()
        .map_err(rusqlite::Error::from)?;
    blob.map(|blob| decode(blob, shapes)).transpose()
}

pub(crate) fn footprint(row: &Row, at: usize) -> Result<Option<Footprint>, Cause> {
    let polygons = match geometry(row, at, None)? {
        None => return Ok(None),
        Some(Geometry::MultiPolygon(polygons)) => polygons,
        Some(Geometry::Polygon(polygon)) => MultiPolygon::from(polygon),
        Some(_) => return Err(Error::new(error::NOT_A_POLYGON).into()),
    };
    Ok(Some(Footprint::new(polygons)?))
}

fn read_sites(connection: &Connection) -> Result<Sites, Cause> {
    let mut sites = Vec::new();
    let sql =
        "SELECT id, kind, name, jurisdiction, reference, located, geom FROM sites ORDER BY id";
    each(connection, sql, |row| {
        let kind: String = row.get(1)?;
        let mut site = Site::new(row.get::<_, String>(0)?, SiteKind::from_name(&kind)?, "");
        site.name = text(row, 2)?;
        site.jurisdiction = text(row, 3)?;
        site.reference = text(row, 4)?;
        // A point inside the footprint is made anew from the footprint.
        if text(row, 5)? != "footprint" {
            site.position = match geometry(row, 6, None)? {
                None => None,
                Some(Geometry::Point(point)) => Some(Position::new(point.x(), point.y())?),
                Some(_) => {
                    return Err(Error::new(error::NOT_A_POINT)
                        .within(error::site(site.id.as_str()))
                        .into());
                }
            };
        }
        sites.push(site);
        Ok(())
    })?;
    let rows = (0..)
        .zip(&sites)
        .map(|(row, s)| (s.id.as_str().to_owned(), row))
        .collect();
    Ok(Sites {
        all: sites,
        rows,
        last: (String::new(), usize::MAX),
    })
}

fn read_footprints(connection: &Connection, sites: &mut Sites) -> Result<(), Cause> {
    each(
        connection,
        "SELECT site, geom FROM footprints ORDER BY fid",
        |row| {
            let id: String = row.get(0)?;
            if let Some(site) = sites.get(&id) {
                site.footprint =
                    footprint(row, 1).map_err(|cause| cause.within(error::site(&id)))?;
            }
            Ok(())
        },
    )
}

/// A text that must be there, without a copy.
pub(crate) fn borrowed<'r>(row: &'r Row, at: usize) -> Result<&'r str, Cause> {
    let value = row.get_ref(at)?;
    Ok(value.as_str().map_err(rusqlite::Error::from)?)
}

pub(crate) fn value<T: FromSql>(row: &Row, at: usize) -> Result<Option<T>, Cause> {
    Ok(row.get(at)?)
}

fn read_details(connection: &Connection, sites: &mut Sites) -> Result<(), Cause> {
    let sql =
        "SELECT site, kind, present, detail, file, sheet, cell FROM encumbrances ORDER BY fid";
    each(connection, sql, |row| {
        if let Some(site) = sites.get(borrowed(row, 0)?) {
            let kind = EncumbranceKind::from_name(borrowed(row, 1)?)?;
            let encumbrance = Encumbrance {
                present: row.get(2)?,
                detail: text(row, 3)?.into(),
                source: source(row, 4)?,
            };
            site.encumbrances.insert(kind, encumbrance);
        }
        Ok(())
    })?;
    let sql = "SELECT site, name, telephone FROM contacts ORDER BY fid";
    each(connection, sql, |row| {
        if let Some(site) = sites.get(borrowed(row, 0)?) {
            site.contacts.push(Contact {
                name: text(row, 1)?,
                telephone: text(row, 2)?,
            });
        }
        Ok(())
    })?;
    let sql = "SELECT site, file, sheet, cell FROM sources ORDER BY fid";
    each(connection, sql, |row| {
        if let Some(site) = sites.get(borrowed(row, 0)?) {
            site.sources.push(source(row, 1)?.unwrap_or_default());
        }
        Ok(())
    })?;
    let sql = "SELECT site, header, value FROM extras ORDER BY fid";
    each(connection, sql, |row| {
        if let Some(site) = sites.get(borrowed(row, 0)?) {
            site.extras.push(Extra {
                header: text(row, 1)?.into(),
                value: text(row, 2)?.into(),
            });
        }
        Ok(())
    })?;
    each(
        connection,
        "SELECT site, name FROM former_names ORDER BY fid",
        |row| {
            if let Some(site) = sites.get(borrowed(row, 0)?) {
                site.former_names.push(text(row, 1)?);
            }
            Ok(())
        },
    )
}

fn read_issues(connection: &Connection) -> Result<Vec<Issue>, Cause> {
    let mut issues = Vec::new();
    let sql = "SELECT code, severity, header, raw, interpretation, zh, en, site, attribute, \
               file, sheet, cell FROM issues ORDER BY fid";
    each(connection, sql, |row| {
        let attribute = value::<String>(row, 8)?;
        issues.push(Issue {
            code: text(row, 0)?.into(),
            severity: word::<Severity>(borrowed(row, 1)?, Bilingual::new("严重程度", "severity"))?,
            source: source(row, 9)?.unwrap_or_default(),
            column: text(row, 2)?.into(),
            raw: text(row, 3)?.into(),
            interpretation: text(row, 4)?.into(),
            zh: text(row, 5)?.into(),
            en: text(row, 6)?.into(),
            site: value::<String>(row, 7)?.map(SiteId::new),
            attribute: attribute.as_deref().map(Attribute::from_name).transpose()?,
        });
        Ok(())
    })?;
    Ok(issues)
}

fn read_jurisdictions(connection: &Connection) -> Result<Jurisdictions, Cause> {
    let mut all = Vec::new();
    let sql = "SELECT code, name, parent, former_names, geom FROM jurisdictions ORDER BY fid";
    each(connection, sql, |row| {
        let former = value::<String>(row, 3)?.unwrap_or_else(|| "[]".to_owned());
        let former_names = serde_json::from_str(&former).map_err(|e| {
            Error::new(error::FORMER_NAMES)
                .with_given(&former)
                .with_cause(e)
        })?;
        all.push(Jurisdiction {
            code: text(row, 0)?,
            name: text(row, 1)?,
            parent: text(row, 2)?,
            former_names,
            boundary: footprint(row, 4)?,
        });
        Ok(())
    })?;
    Ok(Jurisdictions::new(all)?)
}

fn read_landmarks(connection: &Connection) -> Result<Landmarks, Cause> {
    let mut landmarks = Landmarks::new();
    let sql = "SELECT layer, name, shapes, geom FROM landmarks ORDER BY fid";
    each(connection, sql, |row| {
        let (layer, name) = (text(row, 0)?, text(row, 1)?);
        let shapes = value::<String>(row, 2)?;
        let geometry = geometry(row, 3, shapes.as_deref())?;
        let geometry = geometry.ok_or_else(|| {
            let landmark = Bilingual::new(format!("地标“{name}”"), format!("landmark `{name}`"));
            Error::new(error::GEOMETRY_MISSING).within(landmark)
        })?;
        landmarks.add(&layer, Landmark { name, geometry })?;
        Ok(())
    })?;
    Ok(landmarks)
}
