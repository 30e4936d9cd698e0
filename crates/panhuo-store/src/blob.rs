//! Geometries as GeoPackage blobs: a header, the envelope, well-known binary.

use panhuo::Error;
use panhuo::geo::{
    BoundingRect, Geometry, GeometryCollection, Line, MultiPolygon, Point, Rect, Triangle,
};
use panhuo::geometry::wkb;

use crate::error::{self, Cause};
use crate::geopackage::SRS;

/// A geometry ready to be stored.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// The blob of the column.
    pub(crate) blob: Vec<u8>,
    /// The bounding box, for the spatial index of the layer.
    pub(crate) bounds: Rect,
    /// The types of the parts, where well-known binary has no such type (rectangle, triangle, line).
    pub(crate) shapes: Option<String>,
}

/// Little-endian, with an envelope of two dimensions.
const WITH_ENVELOPE: u8 = 0b0000_0011;
/// Little-endian, without envelope: a point is its own bounding box.
const WITHOUT_ENVELOPE: u8 = 0b0000_0001;

fn header(flags: u8) -> Vec<u8> {
    let mut blob = b"GP\0".to_vec();
    blob.push(flags);
    blob.extend(SRS.to_le_bytes());
    blob
}

fn header_with(bounds: Rect) -> Vec<u8> {
    let mut blob = header(WITH_ENVELOPE);
    let (min, max) = (bounds.min(), bounds.max());
    for end in [min.x, max.x, min.y, max.y] {
        blob.extend(end.to_le_bytes());
    }
    blob
}

fn empty() -> Cause {
    Error::new(error::GEOMETRY_EMPTY).into()
}

/// The blob of a point.
pub(crate) fn encode_point(point: Point) -> Encoded {
    let mut blob = header(WITHOUT_ENVELOPE);
    wkb::write_point(&mut blob, point);
    Encoded {
        blob,
        bounds: Rect::new(point.0, point.0),
        shapes: None,
    }
}

/// The blob of a footprint or border.
pub(crate) fn encode_polygons(polygons: &MultiPolygon) -> Result<Encoded, Cause> {
    let bounds = polygons.bounding_rect().ok_or_else(empty)?;
    let mut blob = header_with(bounds);
    wkb::write_polygons(&mut blob, polygons);
    Ok(Encoded {
        blob,
        bounds,
        shapes: None,
    })
}

/// The blob of any geometry.
pub(crate) fn encode(geometry: &Geometry) -> Result<Encoded, Cause> {
    if let Geometry::Point(point) = geometry {
        return Ok(encode_point(*point));
    }
    if !wkb::is_shallow(geometry) {
        return Err(Error::new(error::GEOMETRY_TOO_DEEP).into());
    }
    let bounds = geometry.bounding_rect().ok_or_else(empty)?;
    let mut blob = header_with(bounds);
    wkb::write(&mut blob, geometry);
    let mut shapes = Vec::new();
    note_shapes(geometry, &mut shapes);
    let special = shapes.iter().any(|shape| *shape != PLAIN);
    Ok(Encoded {
        blob,
        bounds,
        shapes: special.then(|| shapes.join(" ")),
    })
}

const PLAIN: &str = "-";

/// For each leaf of a collection, in order, what it is: `-`, or the type that well-known binary
/// does not have.
fn note_shapes(geometry: &Geometry, shapes: &mut Vec<&'static str>) {
    shapes.push(match geometry {
        Geometry::GeometryCollection(parts) => {
            return parts.iter().for_each(|part| note_shapes(part, shapes));
        }
        Geometry::Line(_) => "line",
        Geometry::Rect(_) => "rect",
        Geometry::Triangle(_) => "triangle",
        _ => PLAIN,
    });
}

/// Decodes a geometry and restores the types of its parts.
pub(crate) fn decode(blob: &[u8], shapes: Option<&str>) -> Result<Geometry, Cause> {
    let broken = |cause: &'static str| Error::new(error::GEOMETRY_UNREADABLE).with_cause(cause);
    let geometry = wkb::read_geopackage(blob).map_err(broken)?;
    Ok(match shapes {
        None => geometry,
        Some(shapes) => restore(geometry, &mut shapes.split(' ')),
    })
}

/// Undoes what well-known binary does to lines, rectangles and triangles; a part that was reshaped
/// in another program stays what it is now.
fn restore<'a>(geometry: Geometry, shapes: &mut impl Iterator<Item = &'a str>) -> Geometry {
    if let Geometry::GeometryCollection(parts) = geometry {
        let parts = parts.into_iter().map(|part| restore(part, shapes));
        return Geometry::GeometryCollection(GeometryCollection::new_from(parts.collect()));
    }
    let coords = match &geometry {
        Geometry::LineString(line) => &line.0[..],
        Geometry::Polygon(polygon) => &polygon.exterior().0[..],
        _ => &[],
    };
    match (shapes.next(), &geometry, coords) {
        (Some("line"), Geometry::LineString(_), [start, end]) => Line::new(*start, *end).into(),
        (Some("rect"), Geometry::Polygon(_), [min, _, max, _, _]) => Rect::new(*min, *max).into(),
        // Not by the constructor, which may reverse the order of the corners.
        (Some("triangle"), Geometry::Polygon(_), [a, b, c, _]) => Triangle(*a, *b, *c).into(),
        _ => geometry,
    }
}
