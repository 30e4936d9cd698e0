//! GeoParquet, and Parquet without geometries: one sheet, a column for each field.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use panhuo::Result;
use panhuo::compact::Text;
use panhuo::geometry::wkb;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

use super::features::{FeatureSheet, geometry_cell, system_words, yes_no_cell};
use super::{Cell, CellKind, Limits, Sheet};
use crate::error;

pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    // A panic of the crate on a foreign file must not end the caller's program.
    let read = || rows(name, bytes, limits);
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(limits.refuse(error::PARQUET_DAMAGED)))
}

/// What the metadata `geo` says: the geometry's column and the words of its system.
struct Geo {
    column: String,
    encoding: String,
    system: Option<String>,
}

fn geo(text: &str) -> Option<Geo> {
    let geo: Value = serde_json::from_str(text).ok()?;
    let column = geo.get("primary_column")?.as_str()?.to_owned();
    let about = geo.get("columns")?.get(&column)?;
    let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
    let system = match about.get("crs") {
        // Left out, it is longitude and latitude in WGS84; null, it is not known.
        None => Some("OGC:CRS84".to_owned()),
        Some(crs) => text(crs, "name").map(|name| {
            let id = crs.get("id").map(|id| {
                let code = id.get("code").map(ToString::to_string).unwrap_or_default();
                format!("{}:{code}", text(id, "authority").unwrap_or_default())
            });
            system_words(&format!("{name} {}", id.unwrap_or_default()))
        }),
    };
    Some(Geo {
        encoding: text(about, "encoding")?,
        column,
        system,
    })
}

fn rows(name: &str, bytes: &[u8], limits: &Limits) -> Result<Sheet> {
    let broken = |cause: parquet::errors::ParquetError| {
        limits.refuse(error::PARQUET_DAMAGED).with_cause(cause)
    };
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).map_err(broken)?;
    let metadata = reader.metadata();
    let size = metadata
        .row_groups()
        .iter()
        .map(RowGroupMetaData::total_byte_size);
    let size: u64 = size
        .map(|size| u64::try_from(size).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add);
    limits.check_bytes(size)?;
    let file = metadata.file_metadata();
    let geo = file.key_value_metadata().and_then(|pairs| {
        let pair = pairs.iter().find(|pair| pair.key == "geo")?;
        geo(pair.value.as_deref()?)
    });
    if let Some(geo) = geo.as_ref().filter(|geo| geo.encoding != "WKB") {
        let refused = limits.refuse(error::GEOMETRY_ENCODING);
        return Err(refused.with_given(&geo.encoding).with_expected("WKB"));
    }
    let fields = file.schema_descr().root_schema().get_fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let outline = geo
        .as_ref()
        .and_then(|geo| names.iter().position(|name| *name == geo.column));
    let system = geo.as_ref().and_then(|geo| geo.system.as_deref());
    let headers = names
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != outline);
    let mut features = FeatureSheet::new(name, headers.map(|(_, name)| name.clone()));
    for row in reader.get_row_iter(None).map_err(broken)? {
        let row = row.map_err(broken)?;
        let mut geometry = None;
        let mut cells = Vec::new();
        for (at, (_, field)) in row.get_column_iter().enumerate() {
            match field {
                Field::Bytes(bytes) if Some(at) == outline => {
                    geometry = Some(geometry_cell(wkb::read(bytes.data()), system));
                }
                _ if Some(at) == outline => {}
                field => {
                    let column = at - usize::from(outline.is_some_and(|outline| outline < at));
                    cells.extend(cell(field).map(|cell| (column, cell)));
                }
            }
        }
        features.push(geometry, cells, limits)?;
    }
    Ok(features.done())
}

fn cell(field: &Field) -> Option<Cell> {
    let exact = |value: f64| {
        Some(Cell {
            text: Text::from_display(field),
            ..Cell::number(value)
        })
    };
    match field {
        // Structures such as the bounding box of a row are no cells.
        Field::Null
        | Field::Group(_)
        | Field::ListInternal(_)
        | Field::MapInternal(_)
        | Field::Bytes(_) => None,
        Field::Bool(value) => Some(yes_no_cell(*value)),
        Field::Str(text) => Some(Cell::text(text.as_str())),
        Field::Byte(value) => exact(f64::from(*value)),
        Field::Short(value) => exact(f64::from(*value)),
        Field::Int(value) => exact(f64::from(*value)),
        Field::UByte(value) => exact(f64::from(*value)),
        Field::UShort(value) => exact(f64::from(*value)),
        Field::UInt(value) => exact(f64::from(*value)),
        #[expect(clippy::cast_precision_loss, reason = "a ledger counts no 2^53")]
        Field::Long(value) => exact(*value as f64),
        #[expect(clippy::cast_precision_loss, reason = "a ledger counts no 2^53")]
        Field::ULong(value) => exact(*value as f64),
        Field::Float(value) => {
            // 0.1 in half the width is 0.1, not 0.10000000149.
            let text = value.to_string();
            text.parse().ok().map(|value| Cell {
                text: text.into(),
                kind: CellKind::Number(value),
            })
        }
        Field::Double(value) => Some(Cell::number(*value)),
        Field::Date(days) => Some(Cell {
            text: field
                .to_string()
                .split(' ')
                .next()
                .unwrap_or_default()
                .into(),
            kind: CellKind::Date(f64::from(*days)),
        }),
        other => Some(Cell::text(other.to_string().trim_matches('"').to_owned())),
    }
}
