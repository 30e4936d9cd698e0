//! Geometry in tables, as `GeoArrow` writes it: well-known binary, or pairs of x and y, with the
//! coordinate system in the metadata of the field.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Float64Array, LargeBinaryArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};
use panhuo::geo::Geometry;
use panhuo::geometry::wkb;
use panhuo::{Error, Footprint, Position};
use serde_json::Value;

use super::cells::{ReadResult, bytes};
use crate::codes;

const EXTENSION: &str = "ARROW:extension:name";
const METADATA: &str = "ARROW:extension:metadata";
const WKB: &str = "geoarrow.wkb";
const POINT: &str = "geoarrow.point";

/// How geometry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeometryEncoding {
    /// Well-known binary: footprints where sites have one, else points.
    Wkb,
    /// Pairs of x and y: representative points.
    Point,
    /// Not at all.
    None,
}

/// What one row tells about a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowGeometry {
    pub(crate) point: Option<Position>,
    pub(crate) area: Option<Footprint>,
}

/// Whether a field holds geometry.
pub(crate) fn is_geometry(field: &Field) -> bool {
    let extension = field.metadata().get(EXTENSION).map(String::as_str);
    let is_bytes = matches!(
        field.data_type(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView
    );
    matches!(extension, Some(WKB | POINT | "ogc.wkb")) || field.name() == "geometry" && is_bytes
}

/// Refuses coordinates that are not known to be degrees of WGS84 or CGCS2000.
///
/// # Errors
///
/// Which system it is, or that none is stated.
pub(crate) fn check_system(field: &Field, stated: Option<&str>) -> ReadResult<()> {
    let metadata = field.metadata().get(METADATA);
    let metadata = metadata.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let own = metadata.and_then(|value| value.get("crs").cloned());
    let own = own.filter(|crs| !crs.is_null());
    let (system, is_degrees) = match (&own, stated) {
        (Some(crs), _) => system_of(crs),
        (None, Some(stated)) => (stated.to_owned(), is_degrees(stated)),
        (None, None) => {
            return Err(Error::new(codes::CRS_MISSING));
        }
    };
    if is_degrees {
        return Ok(());
    }
    Err(Error::new(codes::CRS_NOT_DEGREES).with_given(system))
}

/// What a coordinate system is called, and whether it is degrees of WGS84 or CGCS2000.
fn system_of(crs: &Value) -> (String, bool) {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Value::String(name) = crs {
        return (name.chars().take(60).collect(), is_degrees(name));
    }
    let part = |key: &str| crs.get("id").and_then(|id| id.get(key)).map(text);
    match (part("authority"), part("code")) {
        (Some(authority), Some(code)) => {
            let name = format!("{authority}:{code}");
            let known = is_degrees(&name);
            (name, known)
        }
        _ => (
            crs.get("name")
                .map_or_else(|| "no named system".to_owned(), text),
            false,
        ),
    }
}

fn is_degrees(name: &str) -> bool {
    let name = name.trim().to_uppercase();
    [
        "EPSG:4326",
        "EPSG:4490",
        "OGC:CRS84",
        "4326",
        "4490",
        "CRS84",
    ]
    .contains(&name.as_str())
}

/// Adds the place of each row.
///
/// # Errors
///
/// The row whose geometry is broken, no point and no area, or out of range.
pub(crate) fn places(
    array: &dyn Array,
    first: usize,
    out: &mut Vec<RowGeometry>,
) -> ReadResult<()> {
    if let DataType::Struct(_) = array.data_type() {
        return pairs(array, first, out);
    }
    bytes(array, &mut |row, bytes| {
        let read = |bytes| {
            let geometry = wkb::read(bytes);
            geometry.map_err(|cause| Error::new(codes::GEOMETRY_BYTES).with_cause(cause))
        };
        let place = bytes.map(|bytes| read(bytes).and_then(place));
        out.push(
            place
                .transpose()
                .map_err(|error| error.within(codes::row(first + row)))?
                .unwrap_or_default(),
        );
        Ok(())
    })
}

fn pairs(array: &dyn Array, first: usize, out: &mut Vec<RowGeometry>) -> ReadResult<()> {
    let array = array.as_struct();
    let axis = |name: &str| {
        let column = array.column_by_name(name);
        column.and_then(|column| column.as_primitive_opt::<Float64Type>())
    };
    let (Some(x), Some(y)) = (axis("x"), axis("y")) else {
        return Err(Error::new(codes::POINTS_WITHOUT_AXES));
    };
    for row in 0..array.len() {
        let is_there = array.is_valid(row) && !(x.value(row).is_nan() && y.value(row).is_nan());
        let point = is_there.then(|| Position::new(x.value(row), y.value(row)));
        let point = point
            .transpose()
            .map_err(|error| error.within(codes::row(first + row)))?;
        out.push(RowGeometry { point, area: None });
    }
    Ok(())
}

fn place(geometry: Geometry) -> ReadResult<RowGeometry> {
    let area = |polygons| Footprint::new(polygons);
    match geometry {
        Geometry::Point(at) if at.x().is_nan() && at.y().is_nan() => Ok(RowGeometry::default()),
        Geometry::Point(at) => {
            let point = Position::new(at.x(), at.y())?;
            Ok(RowGeometry {
                point: Some(point),
                area: None,
            })
        }
        Geometry::Polygon(polygon) => Ok(RowGeometry {
            point: None,
            area: Some(area(polygon.into())?),
        }),
        Geometry::MultiPolygon(polygons) => Ok(RowGeometry {
            point: None,
            area: Some(area(polygons)?),
        }),
        _ => Err(Error::new(codes::GEOMETRY_KIND)),
    }
}

/// The places of sites as a column, in degrees of WGS84.
pub(crate) fn column<'a>(
    form: GeometryEncoding,
    places: impl ExactSizeIterator<Item = (Option<Position>, Option<&'a Footprint>)>,
) -> Option<(Field, ArrayRef)> {
    let (name, array): (_, ArrayRef) = match form {
        GeometryEncoding::None => return None,
        GeometryEncoding::Wkb => (WKB, as_bytes(places)),
        GeometryEncoding::Point => (POINT, as_pairs(places.map(|(point, _)| point))),
    };
    let metadata = r#"{"crs":"EPSG:4326","crs_type":"authority_code"}"#;
    let metadata = HashMap::from([
        (EXTENSION.to_owned(), name.to_owned()),
        (METADATA.to_owned(), metadata.to_owned()),
    ]);
    let field = Field::new("geometry", array.data_type().clone(), true);
    Some((field.with_metadata(metadata), array))
}

fn as_bytes<'a>(
    places: impl ExactSizeIterator<Item = (Option<Position>, Option<&'a Footprint>)>,
) -> ArrayRef {
    let mut bytes = Vec::with_capacity(21 * places.len());
    let (mut lengths, mut valid) = (Vec::with_capacity(places.len()), Vec::new());
    for (point, area) in places {
        let before = bytes.len();
        match (point, area) {
            (_, Some(area)) => wkb::write(&mut bytes, &area.polygons().clone().into()),
            (Some(at), None) => {
                let point = panhuo::geo::Point::new(at.longitude(), at.latitude());
                wkb::write(&mut bytes, &point.into());
            }
            (None, None) => {}
        }
        lengths.push(bytes.len() - before);
        valid.push(bytes.len() > before);
    }
    let nulls = Some(NullBuffer::from(valid));
    // Offsets of 32 bits do for two gigabytes.
    if i32::try_from(bytes.len()).is_ok() {
        let offsets = OffsetBuffer::from_lengths(lengths);
        Arc::new(BinaryArray::new(offsets, bytes.into(), nulls))
    } else {
        let offsets = OffsetBuffer::from_lengths(lengths);
        Arc::new(LargeBinaryArray::new(offsets, bytes.into(), nulls))
    }
}

fn as_pairs(points: impl Iterator<Item = Option<Position>>) -> ArrayRef {
    let points: Vec<_> = points.collect();
    let of_points = |of: fn(&Position) -> f64| -> ArrayRef {
        let values = points.iter().map(|point| point.as_ref().map_or(0.0, of));
        Arc::new(Float64Array::from_iter_values(values))
    };
    let fields = ["x", "y"].map(|name| Field::new(name, DataType::Float64, false));
    let nulls: NullBuffer = points.iter().map(Option::is_some).collect();
    let axes = vec![
        of_points(Position::longitude),
        of_points(Position::latitude),
    ];
    Arc::new(StructArray::new(
        Fields::from(fields.to_vec()),
        axes,
        Some(nulls),
    ))
}
