//! Geometries as GeoPackage blobs: a header, the envelope, well-known binary.

use geo_traits::to_geo::ToGeoGeometry;
use panhuo::geo::{
    BoundingRect, Coord, Geometry, GeometryCollection, Line, LineString, MultiPolygon, Point,
    Polygon, Rect, Triangle, coord,
};
use wkb::writer::{WriteOptions, write_geometry, write_multi_polygon, write_point};

use crate::error::Fault;
use crate::geopackage::SRS;

/// A geometry ready to be stored.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// The blob of the column.
    pub(crate) blob: Vec<u8>,
    /// Its bounds, for the index of the layer.
    pub(crate) bounds: Rect,
    /// What the parts were where well-known binary has no such type; see [`decode`].
    pub(crate) shapes: Option<String>,
}

/// Little-endian, with an envelope of two dimensions.
const WITH_ENVELOPE: u8 = 0b0000_0011;
/// Little-endian, without envelope: a point is its own.
const BARE: u8 = 0b0000_0001;

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

fn refuse(what: impl std::fmt::Display) -> Fault {
    Fault::Content(format!("a geometry cannot be stored: {what}"))
}

/// The blob of a point.
pub(crate) fn encode_point(point: Point) -> Result<Encoded, Fault> {
    let mut blob = header(BARE);
    write_point(&mut blob, &point, &WriteOptions::default()).map_err(refuse)?;
    Ok(Encoded {
        blob,
        bounds: Rect::new(point.0, point.0),
        shapes: None,
    })
}

/// The blob of a footprint or border.
pub(crate) fn encode_polygons(polygons: &MultiPolygon) -> Result<Encoded, Fault> {
    let bounds = polygons
        .bounding_rect()
        .ok_or_else(|| refuse("it is empty"))?;
    let mut blob = header_with(bounds);
    write_multi_polygon(&mut blob, polygons, &WriteOptions::default()).map_err(refuse)?;
    Ok(Encoded {
        blob,
        bounds,
        shapes: None,
    })
}

/// The blob of any geometry.
pub(crate) fn encode(geometry: &Geometry) -> Result<Encoded, Fault> {
    if let Geometry::Point(point) = geometry {
        return encode_point(*point);
    }
    let bounds = geometry
        .bounding_rect()
        .ok_or_else(|| refuse("it is empty"))?;
    let mut shapes = Vec::new();
    let plain = to_plain(geometry, &mut shapes)?;
    let mut blob = header_with(bounds);
    write_geometry(&mut blob, &plain, &WriteOptions::default()).map_err(refuse)?;
    let special = shapes.iter().any(|shape| *shape != PLAIN);
    Ok(Encoded {
        blob,
        bounds,
        shapes: special.then(|| shapes.join(" ")),
    })
}

const PLAIN: &str = "-";

/// The geometry in the seven types of well-known binary, and for each leaf of a collection, in
/// order, what it was: `-`, or the type that has no other record.
fn to_plain(geometry: &Geometry, shapes: &mut Vec<&'static str>) -> Result<Geometry, Fault> {
    let (shape, plain) = match geometry {
        Geometry::GeometryCollection(parts) => {
            let parts: Result<Vec<_>, _> = parts.iter().map(|p| to_plain(p, shapes)).collect();
            return Ok(collection(parts?));
        }
        Geometry::Line(line) => ("line", LineString::from(line).into()),
        Geometry::Rect(rect) => ("rect", ring(&corners(*rect))),
        Geometry::Triangle(triangle) => ("triangle", ring(&triangle.to_array())),
        Geometry::Polygon(polygon) if is_hollow(polygon) => return Err(refuse(HOLLOW)),
        Geometry::MultiPolygon(polygons) if polygons.iter().any(is_hollow) => {
            return Err(refuse(HOLLOW));
        }
        other => (PLAIN, other.clone()),
    };
    shapes.push(shape);
    Ok(plain)
}

const HOLLOW: &str = "a polygon has holes but no outer ring";

fn is_hollow(polygon: &Polygon) -> bool {
    polygon.exterior().0.is_empty() && !polygon.interiors().is_empty()
}

fn collection(parts: Vec<Geometry>) -> Geometry {
    Geometry::GeometryCollection(GeometryCollection::new_from(parts))
}

fn ring(corners: &[Coord]) -> Geometry {
    // The constructor closes the ring.
    Polygon::new(LineString::from(corners.to_vec()), Vec::new()).into()
}

fn corners(rect: Rect) -> [Coord; 4] {
    let (min, max) = (rect.min(), rect.max());
    [
        min,
        coord! { x: min.x, y: max.y },
        max,
        coord! { x: max.x, y: min.y },
    ]
}

/// The geometry of a blob, its parts turned back into what they were.
pub(crate) fn decode(blob: &[u8], shapes: Option<&str>) -> Result<Geometry, Fault> {
    let broken = |what: &str| Fault::Content(format!("a geometry cannot be read: {what}"));
    let [b'G', b'P', _, flags, _, _, _, _, rest @ ..] = blob else {
        return Err(broken("it is no GeoPackage blob"));
    };
    let envelope = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(broken("its envelope is of no known kind")),
    };
    if flags & 0b10_0000 != 0 {
        return Err(broken("it is of an extended type"));
    }
    let bytes = rest
        .get(envelope..)
        .ok_or_else(|| broken("its header is cut off"))?;
    let geometry = wkb::reader::read_wkb(bytes)
        .map_err(|e| broken(&e.to_string()))?
        .try_to_geometry()
        .ok_or_else(|| broken("it holds an empty point"))?;
    Ok(match shapes {
        None => geometry,
        Some(shapes) => restore(geometry, &mut shapes.split(' ')),
    })
}

/// Undoes [`to_plain`]; a part that was reshaped in another program stays what it is now.
fn restore<'a>(geometry: Geometry, shapes: &mut impl Iterator<Item = &'a str>) -> Geometry {
    if let Geometry::GeometryCollection(parts) = geometry {
        let parts: Vec<_> = parts.into_iter().map(|p| restore(p, shapes)).collect();
        return collection(parts);
    }
    let shape = shapes.next();
    match (shape, &geometry) {
        (Some("line"), Geometry::LineString(line)) => match line.0[..] {
            [start, end] => Line::new(start, end).into(),
            _ => geometry,
        },
        (Some("rect"), Geometry::Polygon(polygon)) => match polygon.exterior().0[..] {
            // A flat one ends where it began, so its ring is not closed once more.
            [min, _, max, _] | [min, _, max, _, _] => Rect::new(min, max).into(),
            _ => geometry,
        },
        (Some("triangle"), Geometry::Polygon(polygon)) => match polygon.exterior().0[..] {
            // Not by the constructor, which may turn it round.
            [a, b, c] | [a, b, c, _] => Triangle(a, b, c).into(),
            _ => geometry,
        },
        _ => geometry,
    }
}
