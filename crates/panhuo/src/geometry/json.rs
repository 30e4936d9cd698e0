//! Positions, footprints and geometries as JSON writes them.

use geo::{Geometry, MultiPolygon};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Footprint, Position, from_geojson};
use crate::error::{Error, ErrorCode, Result};

/// A position as JSON writes it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionForm {
    longitude: f64,
    latitude: f64,
}

impl From<Position> for PositionForm {
    fn from(position: Position) -> Self {
        Self {
            longitude: position.longitude(),
            latitude: position.latitude(),
        }
    }
}

impl TryFrom<PositionForm> for Position {
    type Error = Error;

    fn try_from(form: PositionForm) -> Result<Self> {
        Self::new(form.longitude, form.latitude)
    }
}

impl Serialize for Footprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        geojson::Geometry::from(self.polygons()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Footprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let geometry = geojson::Geometry::deserialize(deserializer)?;
        footprint(geometry).map_err(D::Error::custom)
    }
}

/// The footprint that a polygon in GeoJSON outlines.
pub(crate) fn footprint(geometry: geojson::Geometry) -> Result<Footprint> {
    let polygons = match from_geojson(geometry)? {
        Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
        Geometry::MultiPolygon(polygons) => polygons,
        _ => return Err(Error::new(ErrorCode::POLYGON_EXPECTED)),
    };
    Footprint::new(polygons)
}

pub(crate) fn serialize<S: Serializer>(
    geometry: &Geometry,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    geojson::Geometry::from(geometry).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Geometry, D::Error> {
    let geometry = geojson::Geometry::deserialize(deserializer)?;
    from_geojson(geometry).map_err(D::Error::custom)
}
