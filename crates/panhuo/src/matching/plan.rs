//! A requirement bound to a catalog, once: layers found, codes rolled up, curves as corners.

use std::collections::BTreeSet;

use geo::{Contains, Geometry, Intersects};

use crate::attribute::Attribute;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::landmark::Landmark;
use crate::place::Position;
use crate::reading::{Choices, Interval, Outcome};
use crate::requirement::{
    Criterion, Preference, Region, Requirement, Target, Test, Wish, choices, table_over,
    table_values, value_over,
};
use crate::site::{EncumbranceKind, Site};

/// A requirement made ready for one catalog.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) requirement: &'a Requirement,
    pub(crate) constraints: Vec<BoundConstraint>,
    pub(crate) preferences: Vec<BoundPreference>,
}

/// A number that every row has.
#[derive(Debug)]
pub(crate) enum Measure {
    Attribute(Attribute),
    Distance(Vec<Geometry>),
}

#[derive(Debug)]
pub(crate) enum BoundConstraint {
    /// Between these, of which one end may be infinite.
    Range(Measure, f64, f64),
    OneOf(Attribute, Choices),
    Inside(Vec<Geometry>),
    Outside(Vec<Geometry>),
    In(BTreeSet<String>),
    FreeOf(Vec<EncumbranceKind>),
}

#[derive(Debug)]
pub(crate) struct BoundPreference {
    pub(crate) score: Score,
    /// The share of all weights; shares add up to exactly one.
    pub(crate) share: f64,
}

#[derive(Debug)]
pub(crate) enum Score {
    Curve(Measure, Vec<(f64, f64)>),
    Table(Attribute, Vec<f64>),
}

impl<'a> Plan<'a> {
    pub(crate) fn new(catalog: &'a Catalog, requirement: &'a Requirement) -> Result<Self> {
        requirement.check()?;
        let constraints: Result<_> = requirement
            .constraints()
            .iter()
            .map(|constraint| bind(catalog, constraint.test()))
            .collect();
        let weights: Vec<f64> = requirement
            .preferences()
            .iter()
            .map(Preference::weight)
            .collect();
        let shares = shares(&weights);
        let preferences: Result<_> = requirement
            .preferences()
            .iter()
            .zip(shares)
            .map(|(preference, share)| {
                let score = match preference.wish() {
                    Wish::Curve(of, curve) => Score::Curve(measure(catalog, of)?, curve.knots()),
                    Wish::Table {
                        attribute,
                        values,
                        otherwise,
                    } => Score::Table(*attribute, table_values(*attribute, values, *otherwise)),
                };
                Ok(BoundPreference { score, share })
            })
            .collect();
        Ok(Self {
            catalog,
            requirement,
            constraints: constraints?,
            preferences: preferences?,
        })
    }

    fn site(&self, row: usize) -> &'a Site {
        &self.catalog.sites()[row]
    }

    /// The rows of the kinds that are asked for, in order of id.
    pub(crate) fn wanted_rows(&self) -> impl Iterator<Item = usize> {
        let columns = self.catalog.columns();
        (0..self.catalog.len()).filter(|row| self.requirement.wants(columns.kind(*row)))
    }

    /// The interval that a row has of a measure. A distance is exact, or unknown without a place.
    pub(crate) fn interval(&self, measure: &Measure, row: usize) -> Interval {
        match measure {
            Measure::Attribute(attribute) => self.catalog.columns().interval(*attribute, row),
            Measure::Distance(geometries) => self
                .site(row)
                .metres_to(geometries)
                .and_then(Interval::exact)
                .unwrap_or(Interval::ANYTHING),
        }
    }

    pub(crate) fn choices(&self, attribute: Attribute, row: usize) -> Choices {
        self.catalog.columns().choices(attribute, row)
    }

    /// Whether a row meets a constraint.
    pub(crate) fn outcome(&self, constraint: &BoundConstraint, row: usize) -> Outcome {
        match constraint {
            BoundConstraint::Range(measure, low, high) => {
                self.interval(measure, row).between(*low, *high)
            }
            BoundConstraint::OneOf(attribute, wanted) => {
                self.choices(*attribute, row).one_of(*wanted)
            }
            BoundConstraint::Inside(areas) => placed(self.site(row), |place| match place {
                Place::Area(area) => areas.iter().any(|each| each.contains(area)),
                Place::Point(point) => areas.iter().any(|each| each.intersects(&point)),
            }),
            BoundConstraint::Outside(areas) => placed(self.site(row), |place| match place {
                Place::Area(area) => !areas.iter().any(|each| each.intersects(area)),
                Place::Point(point) => !areas.iter().any(|each| each.intersects(&point)),
            }),
            BoundConstraint::In(codes) => match self.site(row).jurisdiction.as_str() {
                "" => Outcome::Unknown,
                code if codes.contains(code) => Outcome::Pass,
                _ => Outcome::Fail,
            },
            BoundConstraint::FreeOf(kinds) => kinds
                .iter()
                .map(|kind| self.site(row).free_of(*kind))
                .fold(Outcome::Pass, Outcome::and),
        }
    }

    /// The least and the greatest value of a preference, before its weight.
    pub(crate) fn value(&self, preference: &BoundPreference, row: usize) -> (f64, f64) {
        match &preference.score {
            Score::Curve(measure, knots) => value_over(knots, &self.interval(measure, row)),
            Score::Table(attribute, values) => table_over(values, self.choices(*attribute, row)),
        }
    }

    /// The guaranteed and the potential score: the sums, in order, of the contributions.
    pub(crate) fn score(&self, row: usize) -> (f64, f64) {
        self.preferences.iter().fold((0.0, 0.0), |(low, high), p| {
            let (least, most) = self.value(p, row);
            (low + p.share * least, high + p.share * most)
        })
    }
}

/// What a region is compared with.
enum Place<'a> {
    Area(&'a geo::MultiPolygon),
    Point(geo::Point),
}

fn placed(site: &Site, holds: impl Fn(Place<'_>) -> bool) -> Outcome {
    let place = match (&site.footprint, site.position) {
        (Some(footprint), _) => Place::Area(footprint.polygons()),
        (None, Some(position)) => Place::Point(position.point()),
        (None, None) => return Outcome::Unknown,
    };
    if holds(place) {
        Outcome::Pass
    } else {
        Outcome::Fail
    }
}

fn geometries(landmarks: &[Landmark]) -> Vec<Geometry> {
    landmarks.iter().map(|each| each.geometry.clone()).collect()
}

fn measure(catalog: &Catalog, of: &Criterion) -> Result<Measure> {
    match of {
        Criterion::Attribute(attribute) => Ok(Measure::Attribute(*attribute)),
        Criterion::Distance(Target::Layer(layer)) => {
            let landmarks = catalog.landmarks().layer(layer)?;
            Ok(Measure::Distance(geometries(landmarks)))
        }
        Criterion::Distance(Target::Point(point)) => {
            let position = Position::new(point.longitude, point.latitude)?;
            Ok(Measure::Distance(vec![Geometry::Point(position.point())]))
        }
    }
}

/// The areas of a region.
fn areas(catalog: &Catalog, region: &Region) -> Result<Vec<Geometry>> {
    match region {
        Region::Polygon(footprint) => {
            Ok(vec![Geometry::MultiPolygon(footprint.polygons().clone())])
        }
        Region::Layer(layer) => {
            let is_area =
                |g: &Geometry| matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
            let mut areas = geometries(catalog.landmarks().layer(layer)?);
            areas.retain(is_area);
            if areas.is_empty() {
                return Err(Error::new(
                    ErrorKind::InvalidRequirement,
                    format!("the layer `{layer}` has no polygons to be inside or outside of"),
                ));
            }
            Ok(areas)
        }
    }
}

fn bind(catalog: &Catalog, test: &Test) -> Result<BoundConstraint> {
    Ok(match test {
        Test::AtLeast(of, bound) => {
            BoundConstraint::Range(measure(catalog, of)?, bound.value(), f64::INFINITY)
        }
        Test::AtMost(of, bound) => {
            BoundConstraint::Range(measure(catalog, of)?, f64::NEG_INFINITY, bound.value())
        }
        Test::Between(of, low, high) => {
            BoundConstraint::Range(measure(catalog, of)?, low.value(), high.value())
        }
        Test::OneOf(attribute, names) => {
            BoundConstraint::OneOf(*attribute, choices(*attribute, names)?)
        }
        Test::Inside(region) => BoundConstraint::Inside(areas(catalog, region)?),
        Test::Outside(region) => BoundConstraint::Outside(areas(catalog, region)?),
        Test::In(codes) => {
            let tree = catalog.jurisdictions();
            let below = |code: &String| {
                let mut all: Vec<String> = tree.within(code).into_iter().map(Into::into).collect();
                all.push(code.clone());
                all
            };
            BoundConstraint::In(codes.iter().flat_map(below).collect())
        }
        Test::FreeOf(kinds) => BoundConstraint::FreeOf(kinds.clone()),
    })
}

/// The weights as shares of their sum, whose sum in order is exactly one: the rounding is put on
/// the largest, so that a site that gets everything scores 1 and no site scores more.
fn shares(weights: &[f64]) -> Vec<f64> {
    // Scaled first: the sum of huge weights must not overflow.
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let scaled: Vec<f64> = weights.iter().map(|weight| weight / largest).collect();
    let total: f64 = scaled.iter().sum();
    let mut shares: Vec<f64> = scaled.iter().map(|weight| weight / total).collect();
    let Some(heaviest) = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b])) else {
        return shares;
    };
    for _ in 0..8 {
        let excess = shares.iter().sum::<f64>() - 1.0;
        if excess.abs() <= 0.0 {
            break;
        }
        shares[heaviest] -= excess;
    }
    while shares.iter().sum::<f64>() > 1.0 {
        shares[heaviest] = shares[heaviest].next_down();
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_to_one(weights in prop::collection::vec(1e-9..1e12_f64, 1..40)) {
            let sum: f64 = super::shares(&weights).iter().sum();
            prop_assert!(sum <= 1.0 && sum > 1.0 - 1e-15, "{}", sum);
        }
    }
}
