//! What a constraint or a preference measures: an attribute or a distance.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Result};
use crate::geometry::Position;
use crate::landmark::layer_label;
use crate::lang::{Bilingual, Lang};
use crate::schema::Attribute;
use crate::units::{Dimension, Quantity, Unit};

/// What a distance is measured to.
///
/// In JSON a layer is its name, a point is `{"longitude": 113.14, "latitude": 29.44}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Target {
    /// The nearest landmark of this layer.
    Layer(String),
    /// This position.
    Point(PointForm),
}

/// A position as JSON writes it; checked when the requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointForm {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
}

impl From<Position> for Target {
    fn from(position: Position) -> Self {
        Self::Point(PointForm {
            longitude: position.longitude(),
            latitude: position.latitude(),
        })
    }
}

impl From<&str> for Target {
    fn from(layer: &str) -> Self {
        Self::Layer(layer.to_owned())
    }
}

/// A number that a site has: an attribute's, or its distance to a target.
///
/// In JSON `{"attribute": "floor_area"}` or `{"distance_to": "port"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Criterion {
    /// The attribute's value.
    #[serde(rename = "attribute")]
    Attribute(Attribute),
    /// The geodesic distance from the site.
    #[serde(rename = "distance_to")]
    Distance(Target),
}

impl From<Attribute> for Criterion {
    fn from(attribute: Attribute) -> Self {
        Self::Attribute(attribute)
    }
}

/// The distance from a site to the nearest landmark of a layer, or to a position.
///
/// ```
/// use panhuo::requirement::distance_to;
/// use panhuo::units::kilometres;
/// let near = distance_to("port").at_most(kilometres(15.0));
/// assert_eq!(near.describe(panhuo::Lang::Zh), "距港口 ≤ 15 km");
/// ```
pub fn distance_to(target: impl Into<Target>) -> Criterion {
    Criterion::Distance(target.into())
}

impl Criterion {
    /// The dimension of its values.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequirement`](crate::ErrorKind::InvalidRequirement) for an attribute that is no number or date.
    pub fn dimension(&self) -> Result<Dimension> {
        match self {
            Self::Distance(_) => Ok(Dimension::Length),
            Self::Attribute(attribute) => attribute.dimension().ok_or_else(|| {
                let error = Error::new(ErrorCode::NOT_A_NUMBER).with_what(*attribute);
                let categories = attribute.categories().iter();
                error.with_allowed(categories.map(|each| Bilingual::new(each.zh, each.name)))
            }),
        }
    }

    /// The unit in which planners read it; `None` for dates.
    pub fn unit(&self) -> Option<&'static Unit> {
        match self {
            Self::Distance(_) => Unit::find_in(Dimension::Length, "km"),
            Self::Attribute(attribute) => attribute.unit(),
        }
    }

    /// The label in a language.
    pub fn label(&self, lang: Lang) -> String {
        match self {
            Self::Attribute(attribute) => attribute.label(lang).to_owned(),
            Self::Distance(Target::Layer(layer)) => {
                let layer = layer_label(layer, lang);
                match lang {
                    Lang::Zh => format!("距{layer}"),
                    Lang::En => format!("distance to {layer}"),
                }
            }
            Self::Distance(Target::Point(point)) => {
                let position = format!("({:.5}, {:.5})", point.longitude, point.latitude);
                match lang {
                    Lang::Zh => format!("距{position}"),
                    Lang::En => format!("distance to {position}"),
                }
            }
        }
    }

    /// A value in words: rounded, in the unit that planners use. Lengths below 1 km are in metres.
    pub fn format_for(&self, value: f64, lang: Lang) -> String {
        let dimension = self.dimension().unwrap_or(Dimension::Number);
        let quantity = Quantity::canonical(value, dimension);
        let near = dimension == Dimension::Length && value.abs() < 1000.0;
        let unit = self.unit().filter(|_| !near);
        quantity.format_for(unit.unwrap_or(Unit::canonical(dimension)), lang)
    }

    /// Parses a quantity of this criterion's dimension.
    ///
    /// # Errors
    ///
    /// As [`Quantity::parse_as`] and [`Criterion::dimension`].
    pub fn parse(&self, text: &str) -> Result<Quantity> {
        Quantity::parse_as(text, self.dimension()?)
    }

    /// Checks that quantities have its dimension and are finite, and that its position is valid.
    pub(super) fn validate(&self, quantities: &[Quantity]) -> Result<()> {
        for quantity in quantities {
            if quantity.dimension() != self.dimension()? || !quantity.value().is_finite() {
                return Err(Error::new(ErrorCode::BOUND_DIMENSION)
                    .with_what(Bilingual::in_each(|lang| self.label(lang)))
                    .with_given(*quantity)
                    .with_expected(self.dimension()?));
            }
        }
        if let Self::Distance(Target::Point(point)) = self {
            Position::new(point.longitude, point.latitude)?;
        }
        Ok(())
    }

    /// The criterion that the JSON keys `attribute` and `distance_to` give, of which at most one may be
    /// there.
    pub(super) fn from_keys(
        attribute: Option<&str>,
        target: Option<Target>,
    ) -> Result<Option<Self>> {
        match (attribute, target) {
            (Some(_), Some(_)) => Err(Error::new(ErrorCode::SUBJECT_TWICE)),
            (Some(attribute), None) => Ok(Some(Self::Attribute(Attribute::from_name(attribute)?))),
            (None, target) => Ok(target.map(Self::Distance)),
        }
    }

    /// The values of those two keys.
    pub(super) fn into_keys(self) -> (Option<String>, Option<Target>) {
        match self {
            Self::Attribute(attribute) => (Some(attribute.name().to_owned()), None),
            Self::Distance(target) => (None, Some(target)),
        }
    }

    /// A quantity as JSON writes it: in the unit that planners use if parsing then gives the same bits.
    pub(super) fn write(&self, quantity: &Quantity) -> String {
        quantity.write_in(self.unit())
    }
}
