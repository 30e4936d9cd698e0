//! Well-known binary, as ISO 13249-3 and GeoPackage have it: written little-endian in two
//! dimensions, read in either byte order with heights and measures left out.
//!
//! For crates that store or read geometries in files; the core itself does neither. It is written here
//! because files arrive by mail and a damaged one must be an error: the crate `wkb` 0.9.3 panics on a
//! point of another dimension inside a multipoint, and `geozero` 0.15.1, by its source, does not check
//! counts.

use crate::geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon, Rect, coord,
};

const POINT: u32 = 1;
const LINE_STRING: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_LINE_STRING: u32 = 5;
const MULTI_POLYGON: u32 = 6;
const COLLECTION: u32 = 7;

/// Collections inside of collections beyond this are refused.
const DEPTH: u32 = 32;

/// Writes a geometry. A line becomes a line string, a rectangle or triangle a polygon.
///
/// ```
/// use panhuo::geo;
/// use panhuo::geometry::wkb;
///
/// let mut bytes = Vec::new();
/// wkb::write(&mut bytes, &geo::Point::new(113.1, 29.4).into());
/// assert_eq!(wkb::read(&bytes), Ok(geo::Point::new(113.1, 29.4).into()));
/// ```
pub fn write(out: &mut Vec<u8>, geometry: &Geometry) {
    match geometry {
        Geometry::Point(point) => write_point(out, *point),
        Geometry::LineString(line) => write_line(out, &line.0),
        Geometry::Line(line) => write_line(out, &[line.start, line.end]),
        Geometry::Polygon(polygon) => write_polygon(out, polygon),
        Geometry::Rect(rect) => write_ring(out, &corners(*rect)),
        Geometry::Triangle(t) => write_ring(out, &[t.v1(), t.v2(), t.v3(), t.v1()]),
        Geometry::MultiPoint(points) => {
            write_head(out, MULTI_POINT, points.0.len());
            points.iter().for_each(|point| write_point(out, *point));
        }
        Geometry::MultiLineString(lines) => {
            write_head(out, MULTI_LINE_STRING, lines.0.len());
            lines.iter().for_each(|line| write_line(out, &line.0));
        }
        Geometry::MultiPolygon(polygons) => write_polygons(out, polygons),
        Geometry::GeometryCollection(parts) => {
            write_head(out, COLLECTION, parts.0.len());
            parts.iter().for_each(|part| write(out, part));
        }
    }
}

/// Whether the geometry is nested no deeper than [`read`] reads.
pub fn is_shallow(geometry: &Geometry) -> bool {
    fn depth(geometry: &Geometry) -> u32 {
        match geometry {
            Geometry::GeometryCollection(parts) => 1 + parts.iter().map(depth).max().unwrap_or(0),
            _ => 0,
        }
    }
    depth(geometry) < DEPTH
}

/// Writes a point.
pub fn write_point(out: &mut Vec<u8>, point: Point) {
    write_type(out, POINT);
    write_coord(out, point.0);
}

/// Writes a multipolygon.
pub fn write_polygons(out: &mut Vec<u8>, polygons: &MultiPolygon) {
    write_head(out, MULTI_POLYGON, polygons.0.len());
    polygons
        .iter()
        .for_each(|polygon| write_polygon(out, polygon));
}

fn write_line(out: &mut Vec<u8>, coords: &[Coord]) {
    write_type(out, LINE_STRING);
    write_coords(out, coords);
}

fn write_polygon(out: &mut Vec<u8>, polygon: &Polygon) {
    let (outer, holes) = (polygon.exterior(), polygon.interiors());
    if outer.0.is_empty() && holes.is_empty() {
        return write_head(out, POLYGON, 0);
    }
    write_head(out, POLYGON, 1 + holes.len());
    write_coords(out, &outer.0);
    for hole in holes {
        write_coords(out, &hole.0);
    }
}

fn write_ring(out: &mut Vec<u8>, ring: &[Coord]) {
    write_head(out, POLYGON, 1);
    write_coords(out, ring);
}

/// The closed ring of a rectangle, from its least corner to its greatest and back.
fn corners(rect: Rect) -> [Coord; 5] {
    let (min, max) = (rect.min(), rect.max());
    let (left, right) = (coord! { x: min.x, y: max.y }, coord! { x: max.x, y: min.y });
    [min, left, max, right, min]
}

fn write_type(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn write_head(out: &mut Vec<u8>, kind: u32, count: usize) {
    write_type(out, kind);
    write_count(out, count);
}

fn write_count(out: &mut Vec<u8>, count: usize) {
    // The format has no more than 32 bits; as many points would not fit a column of SQLite.
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    out.extend(count.to_le_bytes());
}

fn write_coords(out: &mut Vec<u8>, coords: &[Coord]) {
    write_count(out, coords.len());
    for each in coords {
        write_coord(out, *each);
    }
}

fn write_coord(out: &mut Vec<u8>, at: Coord) {
    out.extend(at.x.to_le_bytes());
    out.extend(at.y.to_le_bytes());
}

/// Reads a geometry of either byte order; heights, measures and bytes after it are left out.
///
/// # Errors
///
/// What is wrong with the bytes: cut off, of an unknown type, nested too deep, an empty point.
pub fn read(bytes: &[u8]) -> Result<Geometry, &'static str> {
    Reader { rest: bytes }.geometry(DEPTH)
}

/// Reads the geometry of a GeoPackage blob (OGC 12-128r19, 2.1.3), past its header.
///
/// # Errors
///
/// As [`read`]; also if it is no such blob or of an extended type.
pub fn read_geopackage(blob: &[u8]) -> Result<Geometry, &'static str> {
    let [b'G', b'P', _, flags, _, _, _, _, rest @ ..] = blob else {
        return Err("it is no GeoPackage blob");
    };
    let envelope = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("its envelope is of no known kind"),
    };
    if flags & 0b10_0000 != 0 {
        return Err("it is of an extended type");
    }
    read(rest.get(envelope..).ok_or("its header is cut off")?)
}

struct Reader<'a> {
    rest: &'a [u8],
}

/// The head of a geometry: how to read what follows.
#[derive(Clone, Copy)]
struct Head {
    little: bool,
    kind: u32,
    /// Ordinates a coordinate.
    size: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (used, rest) = self.rest.split_first_chunk().ok_or("it is cut off")?;
        self.rest = rest;
        Ok(*used)
    }

    fn u32(&mut self, little: bool) -> Result<u32, &'static str> {
        let bytes = self.take()?;
        Ok(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self, little: bool) -> Result<f64, &'static str> {
        let bytes = self.take()?;
        Ok(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    fn head(&mut self) -> Result<Head, &'static str> {
        let little = match self.take()? {
            [0] => false,
            [1] => true,
            _ => return Err("its byte order is unknown"),
        };
        let kind = self.u32(little)?;
        let size = match kind / 1000 {
            0 => 2,
            1 | 2 => 3,
            3 => 4,
            _ => return Err("its type is unknown"),
        };
        let kind = kind % 1000;
        Ok(Head { little, kind, size })
    }

    fn coord(&mut self, head: Head) -> Result<Coord, &'static str> {
        let (x, y) = (self.f64(head.little)?, self.f64(head.little)?);
        for _ in 2..head.size {
            self.take::<8>()?;
        }
        Ok(coord! { x: x, y: y })
    }

    fn line(&mut self, head: Head) -> Result<LineString, &'static str> {
        // Nothing is reserved by a count: each coordinate takes bytes, or there are none left.
        let count = self.u32(head.little)?;
        let coords: Result<Vec<_>, _> = (0..count).map(|_| self.coord(head)).collect();
        Ok(LineString::new(coords?))
    }

    fn polygon(&mut self, head: Head) -> Result<Polygon, &'static str> {
        let count = self.u32(head.little)?;
        let rings: Result<Vec<_>, _> = (0..count).map(|_| self.line(head)).collect();
        let mut rings = rings?.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Ok(Polygon::new(outer, rings.collect()))
    }

    /// The parts of a collection, each with its own head.
    fn parts<T>(
        &mut self,
        head: Head,
        depth: u32,
        only: impl Fn(Geometry) -> Option<T>,
    ) -> Result<Vec<T>, &'static str> {
        let depth = depth.checked_sub(1).ok_or("it is nested too deep")?;
        let count = self.u32(head.little)?;
        let part = |_| only(self.geometry(depth)?).ok_or("a part is of another type");
        (0..count).map(part).collect()
    }

    fn geometry(&mut self, depth: u32) -> Result<Geometry, &'static str> {
        let head = self.head()?;
        Ok(match head.kind {
            POINT => {
                let at = self.coord(head)?;
                if at.x.is_nan() || at.y.is_nan() {
                    return Err("it holds an empty point");
                }
                Point(at).into()
            }
            LINE_STRING => self.line(head)?.into(),
            POLYGON => self.polygon(head)?.into(),
            MULTI_POINT => {
                MultiPoint::new(self.parts(head, depth, |part| part.try_into().ok())?).into()
            }
            MULTI_LINE_STRING => {
                MultiLineString::new(self.parts(head, depth, |part| part.try_into().ok())?).into()
            }
            MULTI_POLYGON => {
                MultiPolygon::new(self.parts(head, depth, |part| part.try_into().ok())?).into()
            }
            COLLECTION => Geometry::GeometryCollection(GeometryCollection::new_from(
                self.parts(head, depth, Some)?,
            )),
            _ => return Err("its type is unknown"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digit).collect()
    }

    #[test]
    fn the_bytes_are_those_of_other_programs() {
        // PostGIS: SELECT ST_AsBinary('LINESTRING(1 2, 3 4)') in either byte order.
        let little =
            "010200000002000000000000000000f03f000000000000004000000000000008400000000000001040";
        let big =
            "0000000002000000023ff0000000000000400000000000000040080000000000004010000000000000";
        let line = Geometry::LineString(vec![(1.0, 2.0), (3.0, 4.0)].into());
        assert_eq!(read(&hex(little)), Ok(line.clone()));
        assert_eq!(read(&hex(big)), Ok(line.clone()));
        let mut out = Vec::new();
        write(&mut out, &line);
        assert_eq!(out, hex(little));
    }

    #[test]
    fn heights_and_measures_are_left_out() {
        for (kind, more) in [(1001_u32, 1), (2001, 1), (3001, 2)] {
            let mut bytes = vec![1];
            bytes.extend(kind.to_le_bytes());
            for value in [113.0_f64, 29.0, 7.0, 8.0].iter().take(2 + more) {
                bytes.extend(value.to_le_bytes());
            }
            assert_eq!(read(&bytes), Ok(Point::new(113.0, 29.0).into()));
        }
    }

    #[test]
    fn counts_that_lie_and_endless_nesting_are_refused() {
        let mut bytes = Vec::new();
        write_head(&mut bytes, MULTI_POINT, u32::MAX as usize);
        assert_eq!(read(&bytes), Err("it is cut off"));
        let mut bytes = Vec::new();
        for _ in 0..100_000 {
            write_head(&mut bytes, COLLECTION, 1);
        }
        assert_eq!(read(&bytes), Err("it is nested too deep"));
    }
}
