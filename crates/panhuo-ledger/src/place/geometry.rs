//! Geometries of files to footprints in degrees.

use panhuo::Footprint;
use panhuo::geo::{Geometry, MultiPolygon};

/// The footprint of a GeoJSON polygon or multipolygon in degrees.
pub(crate) fn footprint(geometry: &geojson::Geometry) -> Option<Footprint> {
    let polygons = match Geometry::<f64>::try_from(geometry.clone()).ok()? {
        Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
        Geometry::MultiPolygon(polygons) => polygons,
        _ => return None,
    };
    Footprint::new(polygons).ok()
}
