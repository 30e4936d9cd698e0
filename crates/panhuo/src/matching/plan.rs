//! A requirement bound to a catalog, once: layers found, codes rolled up, curves as corners.

use geo::{BoundingRect, Contains, Geometry, Intersects, Rect};

use super::target::DistanceTargets;
use crate::catalog::{Catalog, SegmentReader, encumbrance_bit};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::Position;
use crate::interval::{Choices, Interval, Outcome};
use crate::jurisdiction::Jurisdictions;
use crate::landmark::Landmark;
use crate::requirement::{
    Criterion, Predicate, Preference, Region, Requirement, Target, ValueFunction, choices,
    range_over, table_range, table_values, withheld,
};
use crate::schema::Attribute;

/// A requirement made ready for one catalog.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) requirement: &'a Requirement,
    pub(crate) constraints: Vec<ResolvedConstraint>,
    pub(crate) preferences: Vec<ResolvedPreference>,
}

/// A number that every row has.
#[derive(Debug)]
pub(crate) enum Measure {
    Attribute(Attribute),
    Distance(DistanceTargets),
}

#[derive(Debug)]
pub(crate) enum ResolvedConstraint {
    /// Between these, of which one end may be infinite.
    Range(Measure, f64, f64),
    OneOf(Attribute, Choices),
    Inside(Vec<Area>),
    Outside(Vec<Area>),
    /// By part of the catalog.
    In(Vec<Codes>),
    FreeOf(u16),
}

/// A polygon of a region, with its box in degrees.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) geometry: Geometry,
    pub(crate) bounds: Rect,
}

/// Which jurisdictions are asked for, by their positions among the codes of a part of the catalog.
#[derive(Debug)]
pub(crate) struct Codes {
    wanted: Vec<bool>,
    /// The same, folded into 64 bits.
    pub(crate) folded: u64,
    /// The folded bit of sites that name none.
    pub(crate) unnamed: u64,
}

#[derive(Debug)]
pub(crate) struct ResolvedPreference {
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
            .map(|constraint| bind(catalog, constraint.predicate()))
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
                let score = match preference.value_function() {
                    ValueFunction::Curve(of, curve) => {
                        Score::Curve(measure(catalog, of)?, curve.breakpoints())
                    }
                    ValueFunction::Table {
                        attribute,
                        values,
                        otherwise,
                    } => Score::Table(*attribute, table_values(*attribute, values, *otherwise)),
                    ValueFunction::Withheld => return Err(withheld()),
                };
                Ok(ResolvedPreference { score, share })
            })
            .collect();
        Ok(Self {
            catalog,
            requirement,
            constraints: constraints?,
            preferences: preferences?,
        })
    }

    /// Whether something holds of the footprint of a row, or of its position if it has none.
    fn placed(&self, row: usize, holds: impl Fn(RankKey<'_>) -> bool) -> Outcome {
        let (sites, at) = self.catalog.rows_at(row);
        let place = match (sites.footprint(at), sites.representative(at)) {
            (Some(footprint), _) => RankKey::Area(footprint.polygons()),
            (None, Some(position)) => RankKey::Point(position.point()),
            (None, None) => return Outcome::Unknown,
        };
        if holds(place) {
            Outcome::Pass
        } else {
            Outcome::Fail
        }
    }

    /// The tops of the trees of the kinds that are asked for, in one part of the catalog.
    pub(crate) fn requested_roots(&self, part: SegmentReader<'a>) -> impl Iterator<Item = u32> {
        let wanted = move |top: &u32| self.requirement.requests(part.zone_map(*top).kind);
        part.roots().filter(wanted)
    }

    /// The rows of the kinds that are asked for.
    pub(crate) fn requested_rows(&self) -> impl Iterator<Item = usize> {
        self.catalog.columns().segments().flat_map(move |part| {
            let tops = self.requested_roots(part);
            tops.flat_map(move |top| part.live_rows(part.node(top).rows()))
        })
    }

    /// The interval that a row has of a measure. A distance is exact, or unknown without a place.
    pub(crate) fn interval(&self, measure: &Measure, row: usize) -> Interval {
        match measure {
            Measure::Attribute(attribute) => self.catalog.columns().interval(*attribute, row),
            Measure::Distance(targets) => {
                let (sites, at) = self.catalog.rows_at(row);
                let nearest = targets.nearest(sites, at);
                let metres = nearest.and_then(|(metres, _)| Interval::exact(metres));
                metres.unwrap_or(Interval::ANYTHING)
            }
        }
    }

    /// The interval that a constraint on a number is tested on; none for other tests.
    pub(crate) fn operand(&self, constraint: &ResolvedConstraint, row: usize) -> Option<Interval> {
        match constraint {
            ResolvedConstraint::Range(measure, ..) => Some(self.interval(measure, row)),
            _ => None,
        }
    }

    pub(crate) fn choices(&self, attribute: Attribute, row: usize) -> Choices {
        self.catalog.columns().choices(attribute, row)
    }

    /// Whether a row meets a constraint.
    pub(crate) fn outcome(&self, constraint: &ResolvedConstraint, row: usize) -> Outcome {
        match constraint {
            ResolvedConstraint::Range(measure, low, high) => {
                self.interval(measure, row).between(*low, *high)
            }
            ResolvedConstraint::OneOf(attribute, wanted) => {
                self.choices(*attribute, row).one_of(*wanted)
            }
            ResolvedConstraint::Inside(areas) => self.placed(row, |place| match place {
                RankKey::Area(area) => areas.iter().any(|each| each.geometry.contains(area)),
                RankKey::Point(point) => areas.iter().any(|each| each.holds(point)),
            }),
            ResolvedConstraint::Outside(areas) => self.placed(row, |place| match place {
                RankKey::Area(area) => !areas.iter().any(|each| each.geometry.intersects(area)),
                RankKey::Point(point) => !areas.iter().any(|each| each.holds(point)),
            }),
            ResolvedConstraint::In(codes) => {
                let (part, code) = self.catalog.columns().jurisdiction(row);
                codes[part].outcome(code)
            }
            ResolvedConstraint::FreeOf(wanted) => {
                let (free, encumbered) = self.catalog.columns().encumbrances(row);
                if encumbered & wanted != 0 {
                    Outcome::Fail
                } else if free & wanted == *wanted {
                    Outcome::Pass
                } else {
                    Outcome::Unknown
                }
            }
        }
    }

    /// The least and the greatest value of a preference, before its weight.
    pub(crate) fn value(&self, preference: &ResolvedPreference, row: usize) -> (f64, f64) {
        match &preference.score {
            Score::Curve(measure, breakpoints) => {
                range_over(breakpoints, &self.interval(measure, row))
            }
            Score::Table(attribute, values) => table_range(values, self.choices(*attribute, row)),
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

impl Area {
    fn new(geometry: Geometry) -> Option<Self> {
        let bounds = geometry.bounding_rect()?;
        Some(Self { geometry, bounds })
    }

    fn holds(&self, point: geo::Point) -> bool {
        self.bounds.intersects(&point) && self.geometry.intersects(&point)
    }
}

impl Codes {
    fn new(tree: &Jurisdictions, codes: &[String], wanted: &[String]) -> Self {
        let is_wanted = |code: &String| {
            !code.is_empty() && wanted.iter().any(|above| tree.is_within(code, above))
        };
        let wanted: Vec<bool> = codes.iter().map(is_wanted).collect();
        let fold = |is: &dyn Fn(usize) -> bool| {
            let bits = (0..codes.len())
                .filter(|at| is(*at))
                .map(|at| 1 << (at % 64));
            bits.fold(0, |all, bit: u64| all | bit)
        };
        Self {
            folded: fold(&|at| wanted[at]),
            unnamed: fold(&|at| codes[at].is_empty()),
            wanted,
        }
    }

    pub(crate) fn outcome(&self, code: usize) -> Outcome {
        // Codes stand in order, so that only the first can be empty.
        if self.wanted[code] {
            Outcome::Pass
        } else if self.unnamed != 0 && code == 0 {
            Outcome::Unknown
        } else {
            Outcome::Fail
        }
    }
}

/// What a region is compared with.
enum RankKey<'a> {
    Area(&'a geo::MultiPolygon),
    Point(geo::Point),
}

fn geometries(landmarks: &[Landmark]) -> Vec<Geometry> {
    landmarks.iter().map(|each| each.geometry.clone()).collect()
}

fn measure(catalog: &Catalog, of: &Criterion) -> Result<Measure> {
    match of {
        Criterion::Attribute(attribute) => Ok(Measure::Attribute(*attribute)),
        Criterion::Distance(Target::Layer(layer)) => {
            let landmarks = catalog.landmarks().layer(layer)?;
            Ok(Measure::Distance(DistanceTargets::new(geometries(
                landmarks,
            ))))
        }
        Criterion::Distance(Target::Point(point)) => {
            let position = Position::new(point.longitude, point.latitude)?;
            let point = Geometry::Point(position.point());
            Ok(Measure::Distance(DistanceTargets::new(vec![point])))
        }
    }
}

/// The areas of a region.
fn areas(catalog: &Catalog, region: &Region) -> Result<Vec<Area>> {
    match region {
        Region::Polygon(footprint) => {
            let polygons = Geometry::MultiPolygon(footprint.polygons().clone());
            Ok(Area::new(polygons).into_iter().collect())
        }
        Region::Layer(layer) => {
            let is_area =
                |g: &Geometry| matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
            let mut areas = geometries(catalog.landmarks().layer(layer)?);
            areas.retain(is_area);
            if areas.is_empty() {
                return Err(Error::new(ErrorCode::LAYER_WITHOUT_POLYGONS).with_given(layer));
            }
            Ok(areas.into_iter().filter_map(Area::new).collect())
        }
    }
}

/// The codes of jurisdictions that are given by code or by name. A code that only sites mention is
/// known as well.
fn jurisdiction_codes(catalog: &Catalog, given: &[String]) -> Result<Vec<String>> {
    let code = |given: &String| {
        let mut segments = catalog.columns().segments();
        if segments.any(|segment| segment.codes().contains(given)) {
            return Ok(given.clone());
        }
        let jurisdiction = catalog.jurisdictions().find(given)?;
        Ok(jurisdiction.code.clone())
    };
    given.iter().map(code).collect()
}

fn bind(catalog: &Catalog, test: &Predicate) -> Result<ResolvedConstraint> {
    Ok(match test {
        Predicate::AtLeast(of, bound) => {
            ResolvedConstraint::Range(measure(catalog, of)?, bound.value(), f64::INFINITY)
        }
        Predicate::AtMost(of, bound) => {
            ResolvedConstraint::Range(measure(catalog, of)?, f64::NEG_INFINITY, bound.value())
        }
        Predicate::Between(of, low, high) => {
            ResolvedConstraint::Range(measure(catalog, of)?, low.value(), high.value())
        }
        Predicate::OneOf(attribute, names) => {
            ResolvedConstraint::OneOf(*attribute, choices(*attribute, names)?)
        }
        Predicate::Inside(region) => ResolvedConstraint::Inside(areas(catalog, region)?),
        Predicate::Outside(region) => ResolvedConstraint::Outside(areas(catalog, region)?),
        Predicate::In(jurisdictions) => {
            let wanted = &jurisdiction_codes(catalog, jurisdictions)?;
            let of =
                |part: SegmentReader<'_>| Codes::new(catalog.jurisdictions(), part.codes(), wanted);
            ResolvedConstraint::In(catalog.columns().segments().map(of).collect())
        }
        Predicate::FreeOf(kinds) => {
            let bits = kinds.iter().map(|kind| encumbrance_bit(*kind));
            ResolvedConstraint::FreeOf(bits.fold(0, |all, bit| all | bit))
        }
        Predicate::Withheld => return Err(withheld()),
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

    use super::*;
    use crate::inventory::Inventory;
    use crate::jurisdiction::{Jurisdiction, Jurisdictions};
    use crate::lang::Lang;
    use crate::schema::SiteKind;
    use crate::site::Site;

    #[test]
    fn jurisdictions_are_given_by_code_or_name_and_unknown_ones_are_refused() {
        let tree = Jurisdictions::new(vec![Jurisdiction {
            code: "430602003".to_owned(),
            name: "城陵矶街道".to_owned(),
            parent: String::new(),
            former_names: vec!["城陵矶镇".to_owned()],
            boundary: None,
        }]);
        let mut site = Site::new("A", SiteKind::Land, "a");
        site.jurisdiction = "430602003".to_owned();
        let mut outside_tree = Site::new("B", SiteKind::Land, "b");
        outside_tree.jurisdiction = "43".to_owned();
        let inventory = Inventory::new(vec![site, outside_tree]).unwrap();
        let catalog = inventory.with_jurisdictions(tree.unwrap()).catalog();
        let sites_in = |given: &str| {
            let test = Predicate::In(vec![given.to_owned()]);
            let shortlist = catalog.shortlist(&Requirement::new("r").must(test), 9)?;
            let sites = shortlist
                .candidates
                .iter()
                .map(|each| each.site.to_string());
            Ok::<Vec<String>, Error>(sites.collect())
        };
        for given in ["430602003", "城陵矶街道", "城陵矶镇"] {
            assert_eq!(sites_in(given).unwrap(), ["A"], "{given}");
        }
        assert_eq!(sites_in("43").unwrap(), ["B"]);
        let error = sites_in("城陵机街道").unwrap_err();
        assert_eq!(
            error.describe(Lang::Zh),
            "没有名为“城陵机街道”的属地，是否指“城陵矶街道”？（可用：城陵矶街道（430602003））"
        );
        assert!(sites_in("999").is_err());
    }

    proptest! {
        #[test]
        fn shares_add_up_to_one(weights in prop::collection::vec(1e-9..1e12_f64, 1..40)) {
            let sum: f64 = super::shares(&weights).iter().sum();
            prop_assert!(sum <= 1.0 && sum > 1.0 - 1e-15, "{}", sum);
        }
    }
}
