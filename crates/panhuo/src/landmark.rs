//! Landmarks: named layers of points, lines and polygons that requirements measure to.

use std::collections::BTreeMap;

use geo::{CoordsIter, Geometry};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Position, from_geojson};
use crate::lang::{Bilingual, Lang};
use crate::lookup::{NameEntry, find};

/// One feature of a layer: a port, an expressway exit, a lake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Landmark {
    /// The name; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Where it is, in WGS84 degrees.
    ///
    /// In JSON a GeoJSON geometry, which has no lines, rectangles and triangles of `geo`: they read
    /// back as line strings and polygons.
    #[serde(with = "crate::geometry::json")]
    pub geometry: Geometry,
}

/// The English and Chinese names of layers that most districts have.
const LAYER_WORDS: [(&str, &str); 12] = [
    ("airport", "机场"),
    ("expressway", "高速公路"),
    ("expressway exit", "高速出入口"),
    ("lake", "湖泊"),
    ("lake protection strip", "湖泊保护范围"),
    ("port", "港口"),
    ("railway", "铁路"),
    ("railway station", "火车站"),
    ("river", "河流"),
    ("school", "学校"),
    ("town", "城区"),
    ("water source", "水源地"),
];

/// The label of a layer: common names in the language, other names as they are.
///
/// # Example
///
/// ```
/// use panhuo::Lang;
/// use panhuo::landmark::layer_label;
/// assert_eq!(layer_label("expressway exit", Lang::Zh), "高速出入口");
/// assert_eq!(layer_label("寺庙", Lang::En), "寺庙");
/// ```
#[must_use]
pub fn layer_label(layer: &str, lang: Lang) -> &str {
    LAYER_WORDS
        .iter()
        .find(|(en, zh)| *en == layer || *zh == layer)
        .map_or(layer, |(en, zh)| lang.pick(zh, en))
}

/// Named layers of landmarks, such as `port` or `lake protection strip`.
///
/// # Example
///
/// ```
/// let landmarks = panhuo::landmark::Landmarks::from_geojson(r#"{
///     "type": "FeatureCollection",
///     "features": [{
///         "type": "Feature",
///         "properties": {"layer": "port", "name": "城陵矶港"},
///         "geometry": {"type": "Point", "coordinates": [113.14, 29.445]}
///     }]
/// }"#)?;
/// assert_eq!(landmarks.layer("port")?.len(), 1);
/// assert!(landmarks.layer("harbour").is_err());
/// # Ok::<(), panhuo::Error>(())
/// ```
///
/// In JSON the landmarks of each layer by its name; reading it checks what [`Landmarks::add`] checks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<String, Vec<Landmark>>",
    into = "BTreeMap<String, Vec<Landmark>>"
)]
pub struct Landmarks {
    layers: BTreeMap<String, Vec<Landmark>>,
}

impl From<Landmarks> for BTreeMap<String, Vec<Landmark>> {
    fn from(landmarks: Landmarks) -> Self {
        landmarks.layers
    }
}

impl TryFrom<BTreeMap<String, Vec<Landmark>>> for Landmarks {
    type Error = Error;

    fn try_from(layers: BTreeMap<String, Vec<Landmark>>) -> Result<Self> {
        let mut landmarks = Self::new();
        for (layer, all) in layers {
            for landmark in all {
                landmarks.add(&layer, landmark)?;
            }
        }
        Ok(landmarks)
    }
}

impl Landmark {
    fn check(&self, layer: &str) -> Result<()> {
        if layer.trim().is_empty() {
            return Err(Error::new(ErrorCode::LANDMARK_WITHOUT_LAYER));
        }
        if self.geometry.coords_iter().next().is_none() {
            return Err(Error::new(ErrorCode::LANDMARK_EMPTY));
        }
        let mut coords = self.geometry.coords_iter();
        coords.try_for_each(|coord| Position::new(coord.x, coord.y).map(|_| ()))
    }
}

impl Landmarks {
    /// No layers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a landmark to a layer, making the layer if need be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for an empty layer name, an empty geometry, or coordinates
    /// out of range.
    pub fn add(&mut self, layer: &str, landmark: Landmark) -> Result<()> {
        landmark.check(layer).map_err(|error| {
            let name = &landmark.name;
            error.within(Bilingual::new(
                format!("地标“{name}”"),
                format!("landmark `{name}`"),
            ))
        })?;
        self.layers
            .entry(layer.to_owned())
            .or_default()
            .push(landmark);
        Ok(())
    }

    /// Reads a GeoJSON feature collection whose features have the property `layer`, and perhaps
    /// `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Parse`](crate::ErrorKind::Parse) if it is no such collection, and as [`Landmarks::add`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::landmark::Landmarks;
    ///
    /// let port = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
    ///     "properties": {"layer": "port", "name": "城陵矶港"},
    ///     "geometry": {"type": "Point", "coordinates": [113.14, 29.44]}}]}"#;
    /// assert_eq!(Landmarks::from_geojson(port)?.layer("port")?.len(), 1);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn from_geojson(text: &str) -> Result<Self> {
        let collection = text
            .parse::<geojson::GeoJson>()
            .and_then(geojson::FeatureCollection::try_from)
            .map_err(|cause| Error::new(ErrorCode::GEOJSON_INVALID).with_cause(cause))?;
        let mut landmarks = Self::new();
        for (number, feature) in (1..).zip(collection.features) {
            let within = |error: Error| {
                error.within(Bilingual::new(
                    format!("第 {number} 个要素"),
                    format!("feature {number}"),
                ))
            };
            let property = |key: &str| feature.property(key).and_then(|v| v.as_str());
            let layer = property("layer")
                .ok_or_else(|| within(Error::new(ErrorCode::FEATURE_WITHOUT_LAYER)))?
                .to_owned();
            let name = property("name").unwrap_or_default().to_owned();
            let geometry = feature
                .geometry
                .ok_or_else(|| within(Error::new(ErrorCode::FEATURE_WITHOUT_GEOMETRY)))?;
            let geometry = from_geojson(geometry).map_err(within)?;
            landmarks
                .add(&layer, Landmark { name, geometry })
                .map_err(within)?;
        }
        Ok(landmarks)
    }

    /// The landmarks of one layer, never empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), listing the layers there are.
    pub fn layer(&self, name: &str) -> Result<&[Landmark]> {
        if let Some(landmarks) = self.layers.get(name) {
            return Ok(landmarks);
        }
        let entries = self.layers().map(|(name, each)| NameEntry::new(each, name));
        let what = Bilingual::new("图层", "layer of landmarks");
        find(what, name, entries.collect())
    }

    /// The layers with their names, in order of name.
    pub fn layers(&self) -> impl Iterator<Item = (&str, &[Landmark])> {
        self.layers
            .iter()
            .map(|(name, landmarks)| (name.as_str(), landmarks.as_slice()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }
}
