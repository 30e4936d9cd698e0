//! An inventory into the tables.

use panhuo::source::Source;
use panhuo::{Attribute, CancellationToken, Inventory};
use rusqlite::types::ToSql;
use rusqlite::{Connection, Statement, params, params_from_iter};

use crate::blob::{encode, encode_point, encode_polygons};
use crate::column::{Cell, Column, columns, day};
use crate::error::Cause;
use crate::geopackage::{Layer, create, prepare};
use crate::lineage::{records, write_lineage};
use crate::reported_values::write_reported_values;
use crate::schema::{FORMAT, TABLES, document};

/// Replaces the inventory in the file; cancellation is checked before each table. The caller has begun
/// a transaction.
pub(crate) fn write(
    connection: &Connection,
    inventory: &Inventory,
    cancel: &CancellationToken,
) -> Result<(), Cause> {
    prepare(connection)?;
    let columns = columns(inventory);
    for table in TABLES {
        let more: String = match table.name {
            "sites" => columns.iter().map(|c| c.declaration()).collect(),
            _ => String::new(),
        };
        create(connection, table, &more)?;
    }
    connection.execute(
        "INSERT INTO panhuo_format (version, program) VALUES (?1, ?2)",
        params![FORMAT, concat!("panhuo ", env!("CARGO_PKG_VERSION"))],
    )?;
    document(connection, &columns)?;
    write_sites(connection, inventory, &columns)?;
    let tables = [
        write_footprints,
        write_reported_values,
        write_details,
        write_lineage,
        write_issues,
        write_jurisdictions,
        write_landmarks,
    ];
    for write_table in tables {
        cancel.check()?;
        write_table(connection, inventory)?;
    }
    Ok(())
}

/// A statement that inserts a row with these columns; their names are constants or come from the
/// attribute table.
pub(crate) fn insert<'c>(
    connection: &'c Connection,
    table: &str,
    columns: &[impl AsRef<str>],
) -> Result<Statement<'c>, Cause> {
    let names: Vec<&str> = columns.iter().map(AsRef::as_ref).collect();
    let places = vec!["?"; names.len()].join(", ");
    let names = names.join("\", \"");
    Ok(connection.prepare(&format!(
        "INSERT INTO {table} (\"{names}\") VALUES ({places})"
    ))?)
}

/// A source as three columns; all null where there is none.
pub(crate) fn place(source: Option<&Source>) -> (Option<&str>, Option<&str>, Option<String>) {
    (
        source.map(Source::file),
        source.map(Source::sheet),
        source.map(Source::cell),
    )
}

fn write_sites(
    connection: &Connection,
    inventory: &Inventory,
    columns: &[Column],
) -> Result<(), Cause> {
    let mut names: Vec<String> = [
        "fid",
        "geom",
        "id",
        "kind",
        "name",
        "jurisdiction",
        "jurisdiction_name",
        "reference",
        "as_of_low",
        "as_of_high",
        "located",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(columns.iter().map(|column| column.name()));
    let mut statement = insert(connection, "sites", &names)?;
    let mut layer = Layer::new("sites");
    for (fid, site) in (1..).zip(inventory.sites()) {
        let mut blob = None;
        if let Some(position) = site.representative() {
            let point = (position.longitude(), position.latitude());
            let encoded = encode_point(point.into());
            layer.push(fid, encoded.bounds);
            blob = Some(encoded.blob);
        }
        let located = match (&site.position, &site.footprint) {
            (Some(_), _) => Some("position"),
            (None, Some(_)) => Some("footprint"),
            (None, None) => None,
        };
        let as_of = site.as_of.filter(|days| !days.is_empty());
        let low = as_of.map_or(Cell::Null, |days| day(days.low()));
        let high = as_of.map_or(Cell::Null, |days| day(days.high()));
        let (id, kind) = (site.id.as_str(), site.kind.name());
        let town = inventory.jurisdictions().name(&site.jurisdiction);
        let cells: Vec<Cell> = columns
            .iter()
            .map(|column| {
                let fact = site.facts.get(&column.attribute());
                fact.map_or(Cell::Null, |fact| column.cell(fact))
            })
            .collect();
        let fixed: [&dyn ToSql; 11] = [
            &fid,
            &blob,
            &id,
            &kind,
            &site.name,
            &site.jurisdiction,
            &town,
            &site.reference,
            &low,
            &high,
            &located,
        ];
        let rest = cells.iter().map(|cell| cell as &dyn ToSql);
        statement.execute(params_from_iter(fixed.into_iter().chain(rest)))?;
    }
    layer.finish(connection)
}

fn write_footprints(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let names = ["fid", "geom", "site", "kind", "name"];
    let mut statement = insert(connection, "footprints", &names)?;
    let mut layer = Layer::new("footprints");
    let with_footprint = inventory
        .sites()
        .iter()
        .filter_map(|site| Some((site, site.footprint.as_ref()?)));
    for (fid, (site, footprint)) in (1..).zip(with_footprint) {
        let encoded = encode_polygons(footprint.polygons())?;
        let (id, kind) = (site.id.as_str(), site.kind.name());
        statement.execute(params![fid, encoded.blob, id, kind, site.name])?;
        layer.push(fid, encoded.bounds);
    }
    layer.finish(connection)
}

fn write_details(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let names = [
        "site", "kind", "label", "present", "detail", "file", "sheet", "cell",
    ];
    let mut encumbrances = insert(connection, "encumbrances", &names)?;
    let mut contacts = insert(connection, "contacts", &["site", "name", "telephone"])?;
    let mut sources = insert(connection, "sources", &["site", "file", "sheet", "cell"])?;
    let mut extras = insert(connection, "extras", &["site", "header", "value"])?;
    let mut former_names = insert(connection, "former_names", &["site", "name"])?;
    for (id, site) in records(inventory) {
        let id = id.as_ref();
        for (kind, found) in &site.encumbrances {
            let (file, sheet, cell) = place(found.source.as_ref());
            let label = kind.label(panhuo::Lang::Zh);
            let (present, detail) = (found.present, &*found.detail);
            encumbrances.execute(params![
                id,
                kind.name(),
                label,
                present,
                detail,
                file,
                sheet,
                cell
            ])?;
        }
        for contact in &site.contacts {
            contacts.execute(params![id, contact.name, contact.telephone])?;
        }
        for source in &site.sources {
            sources.execute(params![id, source.file(), source.sheet(), source.cell()])?;
        }
        for extra in &site.extras {
            extras.execute(params![id, &*extra.header, &*extra.value])?;
        }
        for name in &site.former_names {
            former_names.execute(params![id, name])?;
        }
    }
    Ok(())
}

fn write_issues(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let names = [
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "header",
        "raw",
        "interpretation",
        "zh",
        "en",
        "site",
        "attribute",
    ];
    let mut statement = insert(connection, "issues", &names)?;
    for issue in inventory.issues() {
        statement.execute(params![
            &*issue.code,
            issue.severity.name(),
            issue.source.file(),
            issue.source.sheet(),
            issue.source.cell(),
            &*issue.column,
            &*issue.raw,
            &*issue.interpretation,
            &*issue.zh,
            &*issue.en,
            issue.site.as_ref().map(panhuo::SiteId::as_str),
            issue.attribute.map(Attribute::name)
        ])?;
    }
    Ok(())
}

fn write_jurisdictions(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let names = ["fid", "geom", "code", "name", "parent", "former_names"];
    let mut statement = insert(connection, "jurisdictions", &names)?;
    let mut layer = Layer::new("jurisdictions");
    for (fid, each) in (1..).zip(inventory.jurisdictions().iter()) {
        let mut blob = None;
        if let Some(boundary) = &each.boundary {
            let encoded = encode_polygons(boundary.polygons())?;
            layer.push(fid, encoded.bounds);
            blob = Some(encoded.blob);
        }
        let former = serde_json::Value::from(each.former_names.clone()).to_string();
        statement.execute(params![
            fid,
            blob,
            each.code,
            each.name,
            each.parent,
            former
        ])?;
    }
    layer.finish(connection)
}

fn write_landmarks(connection: &Connection, inventory: &Inventory) -> Result<(), Cause> {
    let names = ["fid", "geom", "layer", "name", "shapes"];
    let mut statement = insert(connection, "landmarks", &names)?;
    let mut layer = Layer::new("landmarks");
    let landmarks = inventory.landmarks().layers();
    let landmarks = landmarks.flat_map(|(name, all)| all.iter().map(move |each| (name, each)));
    for (fid, (name, landmark)) in (1..).zip(landmarks) {
        let encoded = encode(&landmark.geometry)?;
        statement.execute(params![
            fid,
            encoded.blob,
            name,
            landmark.name,
            encoded.shapes
        ])?;
        layer.push(fid, encoded.bounds);
    }
    layer.finish(connection)
}
