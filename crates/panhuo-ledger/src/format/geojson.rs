//! GeoJSON: a sheet with a column for each property and one for the geometry.

use std::collections::BTreeMap;

use geojson::{Feature, GeoJson};
use panhuo::Result;

use super::geometry::outline;
use super::{Cell, CellKind, Limits, Sheet};
use crate::error;

/// The column that is made here; a property of the same name keeps its own.
const GEOMETRY: &str = "geometry";

pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    let text = std::str::from_utf8(bytes)
        .map_err(|cause| limits.refuse(error::GEOJSON_UNREADABLE).with_cause(cause))?;
    let parsed: GeoJson =
        text.trim_start_matches('\u{feff}')
            .parse()
            .map_err(|cause: geojson::Error| {
                limits.refuse(error::GEOJSON_UNREADABLE).with_cause(cause)
            })?;
    let (features, members) = match parsed {
        GeoJson::FeatureCollection(all) => (all.features, all.foreign_members),
        GeoJson::Feature(feature) => (vec![feature], None),
        GeoJson::Geometry(geometry) => (vec![Feature::from(geometry)], None),
    };
    // The old way to name a system; without it, GeoJSON is in WGS84.
    let system = members.and_then(|members| {
        let name = members.get("crs")?.get("properties")?.get("name")?;
        name.as_str().map(str::to_owned)
    });
    let mut sheet = Sheet::new(name);
    sheet.header = Some(0);
    let mut columns: BTreeMap<String, u32> = BTreeMap::new();
    let mut headers: Vec<String> = vec![GEOMETRY.to_owned()];
    let mut cells = 0_usize;
    let mut rows: Vec<BTreeMap<u32, Cell>> = Vec::new();
    for feature in features {
        let mut row = BTreeMap::new();
        let shape = feature.geometry.as_ref().and_then(outline);
        if let Some(shape) = shape {
            let text = match &system {
                Some(system) => format!("SRID={system};{}", shape.text()),
                None => shape.text(),
            };
            row.insert(0, Cell::text(text));
        } else if let Some(geometry) = &feature.geometry {
            row.insert(0, Cell::text(geometry.value.type_name()));
        }
        for (key, value) in feature.properties.into_iter().flatten() {
            let Some(cell) = cell(&value) else { continue };
            let column = *columns.entry(key).or_insert_with_key(|key| {
                headers.push(key.clone());
                u32::try_from(headers.len() - 1).unwrap_or(u32::MAX)
            });
            row.insert(column, cell);
        }
        cells += row.len() + 1;
        limits.check_cells(cells)?;
        rows.push(row);
    }
    for (column, header) in headers.into_iter().enumerate() {
        sheet.push(
            0,
            u32::try_from(column).unwrap_or(u32::MAX),
            Cell::text(header),
        );
    }
    for (at, row) in rows.into_iter().enumerate() {
        let at = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (column, cell) in row {
            sheet.push(at, column, cell);
        }
    }
    Ok(sheet)
}

fn cell(value: &serde_json::Value) -> Option<Cell> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::Bool(true) => Some(Cell::text("是")),
        serde_json::Value::Bool(false) => Some(Cell::text("否")),
        serde_json::Value::Number(number) => Some(Cell {
            text: number.to_string().into(),
            kind: number.as_f64().map_or(CellKind::Text, CellKind::Number),
        }),
        serde_json::Value::String(text) => Some(Cell::text(text.as_str())),
        other => Some(Cell::text(other.to_string())),
    }
}
