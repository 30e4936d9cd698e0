//! Positions and footprints on the WGS84 ellipsoid, and the distances between them.
//!
//! Distances are geodesic: the length of the shortest path on the ellipsoid, after Karney,
//! *Algorithms for geodesics* (2013), by `geo`. Edges of polygons and lines are straight in longitude
//! and latitude, as in GeoJSON; the distance to an edge is the least geodesic distance to its points,
//! and is computed to better than a millimetre.

mod footprint;
mod geodesic;
pub(crate) mod json;
mod position;
#[doc(hidden)]
pub mod wkb;

use geo::Geometry;
use geojson::GeometryValue;

use crate::error::{Error, ErrorCode, Result};

pub use footprint::Footprint;
pub(crate) use geodesic::{
    ROUNDING, chord, ecef, geodesic_metres, longest_chord, longest_geodesic, site_metres,
    sure_chord,
};
pub(crate) use json::footprint;
pub use position::Position;

/// Converts a GeoJSON geometry. The conversion of `geojson` itself panics at a position of fewer than
/// two numbers, so positions are counted first.
pub(crate) fn from_geojson(geometry: geojson::Geometry) -> Result<Geometry> {
    if !is_complete(&geometry.value) {
        return Err(Error::new(ErrorCode::GEOJSON_POSITION));
    }
    Geometry::try_from(geometry)
        .map_err(|cause| Error::new(ErrorCode::GEOJSON_INVALID).with_cause(cause))
}

fn is_complete(geometry: &GeometryValue) -> bool {
    let is_pair = |at: &geojson::Position| at.as_slice().len() >= 2;
    match geometry {
        GeometryValue::Point { coordinates } => is_pair(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.iter().all(is_pair)
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().flatten().all(is_pair)
        }
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().flatten().all(is_pair)
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().all(|part| is_complete(&part.value))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_position_is_refused_however_deep() {
        for text in [
            r#"{"type": "Point", "coordinates": [113.1]}"#,
            r#"{"type": "Polygon", "coordinates": [[[0, 0], [1], [1, 1], [0, 0]]]}"#,
            r#"{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": []}]}"#,
        ] {
            // What the parser itself refuses never comes here.
            if let Ok(geometry) = text.parse::<geojson::Geometry>() {
                assert!(from_geojson(geometry).is_err(), "{text}");
            }
        }
    }
}
