//! Where merged sites come from, parts, and decisions: to tables and back.

use std::borrow::Cow;

use panhuo::geo::{Geometry, Point};
use panhuo::lang::Bilingual;
use panhuo::lineage::Lineage;
use panhuo::linkage::{Decision, MatchClass, RecordKey};
use panhuo::{Error, Inventory, Position, Site, SiteId, SiteKind};
use rusqlite::{Connection, Row, params};

use crate::blob::{encode_point, encode_polygons};
use crate::error::{self, Cause};
use crate::read::{Sites, borrowed, each, footprint, geometry, source, text, word};
use crate::write::{insert, place};

/// The site id under which the details of a merged row are stored.
fn key(row: &SiteId) -> String {
    format!("row:{row}")
}

/// Every site under its id, then every row that sites were merged from under its key.
pub(crate) fn records(inventory: &Inventory) -> impl Iterator<Item = (Cow<'_, str>, &Site)> {
    let sites = inventory.sites().iter();
    let rows = inventory.lineage().members.values().flatten();
    sites
        .map(|site| (Cow::Borrowed(site.id.as_str()), site))
        .chain(rows.map(|row| (Cow::Owned(key(&row.id)), row)))
}

pub(crate) fn write_lineage(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let lineage = inventory.lineage();
    let names = [
        "site",
        "row",
        "kind",
        "name",
        "jurisdiction",
        "reference",
        "position",
        "footprint",
    ];
    let mut rows = insert(connection, "merged_rows", &names)?;
    for (site, members) in &lineage.members {
        for row in members {
            let used = inventory
                .sites()
                .binary_search_by(|s| s.id.as_str().cmp(&key(&row.id)));
            if used.is_ok() {
                let taken = Error::new(error::ROW_KEY_TAKEN).with_given(key(&row.id));
                return Err(taken.into());
            }
            let position = row
                .position
                .map(|p| encode_point(Point::new(p.longitude(), p.latitude())))
                .map(|encoded| encoded.blob);
            let area = row
                .footprint
                .as_ref()
                .map(|f| encode_polygons(f.polygons()))
                .transpose()?;
            rows.execute(params![
                site.as_str(),
                row.id.as_str(),
                row.kind.name(),
                row.name,
                row.jurisdiction,
                row.reference,
                position,
                area.map(|encoded| encoded.blob)
            ])?;
        }
    }
    let mut parts = insert(connection, "parts", &["part", "whole"])?;
    for (part, whole) in &lineage.part_of {
        parts.execute(params![part.as_str(), whole.as_str()])?;
    }
    let names = [
        "match_class",
        "note",
        "name",
        "jurisdiction",
        "reference",
        "file",
        "sheet",
        "cell",
        "other_name",
        "other_jurisdiction",
        "other_reference",
        "other_file",
        "other_sheet",
        "other_cell",
    ];
    let mut decisions = insert(connection, "decisions", &names)?;
    for decision in &lineage.decisions {
        let (one, other) = (&decision.record, &decision.other);
        let (file, sheet, cell) = place(Some(&one.source));
        let (other_file, other_sheet, other_cell) = place(Some(&other.source));
        decisions.execute(params![
            decision.match_class.name(),
            decision.note,
            one.name,
            one.jurisdiction,
            one.reference,
            file,
            sheet,
            cell,
            other.name,
            other.jurisdiction,
            other.reference,
            other_file,
            other_sheet,
            other_cell
        ])?;
    }
    Ok(())
}

/// Adds the rows behind merged sites to the sites, so that details find them; returns which site
/// each belongs to, in their order.
pub(crate) fn read_rows(connection: &Connection, sites: &mut Sites) -> Result<Vec<SiteId>, Cause> {
    let mut merged = Vec::new();
    let sql = "SELECT site, row, kind, name, jurisdiction, reference, position, footprint \
               FROM merged_rows ORDER BY fid";
    each(connection, sql, |row| {
        let mut found = Site::new(
            text(row, 1)?,
            SiteKind::from_name(borrowed(row, 2)?)?,
            text(row, 3)?,
        );
        found.jurisdiction = text(row, 4)?;
        found.reference = text(row, 5)?;
        found.position = match geometry(row, 6, None)? {
            Some(Geometry::Point(point)) => Some(Position::new(point.x(), point.y())?),
            None => None,
            Some(_) => {
                return Err(Error::new(error::NOT_A_POINT)
                    .within(error::site(found.id.as_str()))
                    .into());
            }
        };
        found.footprint = footprint(row, 7)?;
        merged.push(SiteId::new(text(row, 0)?));
        sites.push(key(&found.id), found);
        Ok(())
    })?;
    Ok(merged)
}

/// Splits the merged rows off the end of `sites`, and reads parts and decisions. Entries about a site
/// that another program deleted are left out.
pub(crate) fn read_lineage(
    connection: &Connection,
    sites: &mut Vec<Site>,
    merged: Vec<SiteId>,
) -> Result<Lineage, Cause> {
    let mut lineage = Lineage::default();
    let rows = sites.split_off(sites.len() - merged.len());
    let there = |id: &SiteId| sites.binary_search_by(|site| site.id.cmp(id)).is_ok();
    for (site, row) in merged.into_iter().zip(rows) {
        if there(&site) {
            lineage.members.entry(site).or_default().push(row);
        }
    }
    each(
        connection,
        "SELECT part, whole FROM parts ORDER BY fid",
        |row| {
            let (part, whole) = (SiteId::new(text(row, 0)?), SiteId::new(text(row, 1)?));
            if there(&part) && there(&whole) {
                lineage.part_of.insert(part, whole);
            }
            Ok(())
        },
    )?;
    let sql = "SELECT match_class, note, name, jurisdiction, reference, file, sheet, cell, other_name, \
               other_jurisdiction, other_reference, other_file, other_sheet, other_cell \
               FROM decisions ORDER BY fid";
    each(connection, sql, |row| {
        lineage.decisions.push(Decision {
            match_class: word::<MatchClass>(
                borrowed(row, 0)?,
                Bilingual::new("判定", "match class"),
            )?,
            note: text(row, 1)?,
            record: record_key(row, 2)?,
            other: record_key(row, 8)?,
        });
        Ok(())
    })?;
    Ok(lineage)
}

fn record_key(row: &Row, at: usize) -> Result<RecordKey, Cause> {
    Ok(RecordKey {
        name: text(row, at)?,
        jurisdiction: text(row, at + 1)?,
        reference: text(row, at + 2)?,
        source: source(row, at + 3)?.unwrap_or_default(),
    })
}
