//! Landmarks: named layers of points, lines and polygons that requirements measure to.

use std::collections::BTreeMap;

use geo::{CoordsIter, Geometry};

use crate::error::{Error, ErrorKind, Result};
use crate::geometry::{Position, from_geojson};
use crate::lang::Lang;

/// One feature of a layer: a port, an expressway exit, a lake.
#[derive(Clone, Debug, PartialEq)]
pub struct Landmark {
    /// What it is called; may be empty.
    pub name: String,
    /// Where it is, in WGS84 degrees.
    pub geometry: Geometry,
}

/// Layers that most districts have, by their English and their Chinese name.
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

/// What a planner calls a layer: common names in the language, others as they are.
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Landmarks {
    layers: BTreeMap<String, Vec<Landmark>>,
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
    /// [`ErrorKind::InvalidArgument`] for an empty layer name, an empty geometry, or coordinates
    /// out of range.
    pub fn add(&mut self, layer: &str, landmark: Landmark) -> Result<()> {
        let refuse = |what: &str| {
            let message = format!("landmark `{}`: {what}", landmark.name);
            Err(Error::untranslated(ErrorKind::InvalidArgument, message))
        };
        if layer.trim().is_empty() {
            return refuse("its layer has no name");
        }
        if landmark.geometry.coords_iter().next().is_none() {
            return refuse("its geometry is empty");
        }
        for coord in landmark.geometry.coords_iter() {
            Position::new(coord.x, coord.y)?;
        }
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
    /// [`ErrorKind::Parse`] if it is no such collection, and as [`Landmarks::add`].
    pub fn from_geojson(text: &str) -> Result<Self> {
        let refuse =
            |what: String| Error::untranslated(ErrorKind::Parse, format!("landmarks: {what}"));
        let collection = geojson::FeatureCollection::try_from(
            text.parse::<geojson::GeoJson>()
                .map_err(|e| refuse(e.to_string()))?,
        )
        .map_err(|e| refuse(e.to_string()))?;
        let mut landmarks = Self::new();
        for (at, feature) in collection.features.into_iter().enumerate() {
            let property = |key: &str| feature.property(key).and_then(|v| v.as_str());
            let layer = property("layer")
                .ok_or_else(|| refuse(format!("feature {at} has no property `layer`")))?
                .to_owned();
            let name = property("name").unwrap_or_default().to_owned();
            let geometry = feature
                .geometry
                .ok_or_else(|| refuse(format!("feature {at} has no geometry")))?;
            let geometry =
                from_geojson(geometry).map_err(|e| refuse(format!("feature {at}: {e}")))?;
            landmarks.add(&layer, Landmark { name, geometry })?;
        }
        Ok(landmarks)
    }

    /// The landmarks of one layer, never empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], listing the layers there are.
    pub fn layer(&self, name: &str) -> Result<&[Landmark]> {
        self.layers.get(name).map(Vec::as_slice).ok_or_else(|| {
            let names: Vec<_> = self.layers.keys().map(String::as_str).collect();
            let names = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            };
            Error::untranslated(
                ErrorKind::NotFound,
                format!("no layer of landmarks is named `{name}`; there are {names}"),
            )
        })
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
