//! Geometries of files: GeoJSON to drawn places, and drawn places to footprints in degrees.

use geojson::GeometryValue;
use panhuo::geo::{Geometry, LineString, MultiPolygon, Polygon};
use panhuo::{Footprint, Position};

use super::wkt::{ParsedGeometry, Vertex};

/// The footprint of a GeoJSON polygon or multipolygon in degrees.
pub(crate) fn footprint(geometry: &geojson::Geometry) -> Option<Footprint> {
    area(&outline(geometry)?.polygons, |(x, y)| {
        Position::new(x, y).ok()
    })
}

/// What a GeoJSON geometry draws: a point or polygons.
pub(crate) fn outline(geometry: &geojson::Geometry) -> Option<ParsedGeometry> {
    let vertex = |at: &geojson::Position| match at.as_slice() {
        [x, y, ..] => Some((*x, *y)),
        _ => None,
    };
    let polygon = |rings: &Vec<Vec<geojson::Position>>| {
        let ring =
            |ring: &Vec<geojson::Position>| ring.iter().map(vertex).collect::<Option<Vec<_>>>();
        rings.iter().map(ring).collect::<Option<Vec<_>>>()
    };
    let outline = match &geometry.value {
        GeometryValue::Point { coordinates } => ParsedGeometry {
            point: vertex(coordinates),
            polygons: Vec::new(),
        },
        GeometryValue::Polygon { coordinates } => ParsedGeometry {
            point: None,
            polygons: vec![polygon(coordinates)?],
        },
        GeometryValue::MultiPolygon { coordinates } => ParsedGeometry {
            point: None,
            polygons: coordinates.iter().map(polygon).collect::<Option<_>>()?,
        },
        _ => return None,
    };
    outline.first().map(|_| outline)
}

/// What a geometry in memory draws: a point or polygons.
pub(crate) fn from_geo(geometry: &Geometry) -> Option<ParsedGeometry> {
    let ring = |ring: &LineString| ring.0.iter().map(|at| (at.x, at.y)).collect::<Vec<_>>();
    let polygon = |polygon: &Polygon| {
        let outer = std::iter::once(polygon.exterior());
        outer
            .chain(polygon.interiors())
            .map(ring)
            .collect::<Vec<_>>()
    };
    let outline = match geometry {
        Geometry::Point(point) => ParsedGeometry {
            point: Some((point.x(), point.y())),
            polygons: Vec::new(),
        },
        Geometry::Polygon(one) => ParsedGeometry {
            point: None,
            polygons: vec![polygon(one)],
        },
        Geometry::MultiPolygon(all) => ParsedGeometry {
            point: None,
            polygons: all.0.iter().map(polygon).collect(),
        },
        Geometry::MultiPoint(points) if points.0.len() == 1 => ParsedGeometry {
            point: points.0.first().map(|point| (point.x(), point.y())),
            polygons: Vec::new(),
        },
        _ => return None,
    };
    outline.first().map(|_| outline)
}

/// The footprint of polygons whose vertices become degrees by `place`.
pub(crate) fn area(
    polygons: &[Vec<Vec<Vertex>>],
    place: impl Fn(Vertex) -> Option<Position>,
) -> Option<Footprint> {
    let ring = |ring: &Vec<Vertex>| {
        let each = ring.iter().map(|vertex| {
            let at = place(*vertex)?;
            Some((at.longitude(), at.latitude()))
        });
        each.collect::<Option<Vec<_>>>().map(LineString::from)
    };
    let polygon = |rings: &Vec<Vec<Vertex>>| {
        let mut rings = rings
            .iter()
            .map(ring)
            .collect::<Option<Vec<_>>>()?
            .into_iter();
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    let polygons = polygons.iter().map(polygon).collect::<Option<Vec<_>>>()?;
    Footprint::new(MultiPolygon::new(polygons)).ok()
}

/// Whether a point lies inside a ring, by the crossings of a ray to the east.
pub(crate) fn inside(ring: &[(f64, f64)], x: f64, y: f64) -> bool {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossings = ends.filter(|((x1, y1), (x2, y2))| {
        (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    });
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_holds_what_is_inside() {
        let ring = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        assert!(inside(&ring, 1.0, 1.0));
        assert!(!inside(&ring, 3.0, 1.0));
    }
}
