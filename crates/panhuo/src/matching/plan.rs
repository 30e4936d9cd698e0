//! A requirement resolved against a catalog, once: layers looked up, codes of jurisdictions rolled up,
//! curves as breakpoints.

use geo::{BoundingRect, Geometry, Intersects, Rect};

use super::distance::DistanceTargets;
use crate::catalog::{Catalog, CatalogRow, NodeId, SegmentReader, encumbrance_bit};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::Position;
use crate::interval::{Choices, Outcome};
use crate::jurisdiction::Jurisdictions;
use crate::landmark::Landmark;
use crate::requirement::{
    Criterion, Predicate, Preference, Region, Requirement, Target, ValueFunction, choices,
    table_values, withheld,
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

/// A number that every row has, if only as an interval.
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
    /// By segment of the catalog.
    In(Vec<JurisdictionSet>),
    FreeOf(u16),
}

/// A polygon of a region, with its box in degrees.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) geometry: Geometry,
    pub(crate) bounds: Rect,
}

/// The requested jurisdictions, as indexes among the codes of a segment.
#[derive(Debug)]
pub(crate) struct JurisdictionSet {
    requested: Vec<bool>,
    /// The same, folded into 64 bits.
    pub(crate) folded: u64,
    /// The folded bit of sites whose jurisdiction is not known.
    pub(crate) unknown: u64,
}

#[derive(Debug)]
pub(crate) struct ResolvedPreference {
    pub(crate) function: ResolvedFunction,
    /// The normalized weight; shares add up to exactly one.
    pub(crate) share: f64,
}

/// A value function: over a number by breakpoints, or over a category by a table.
#[derive(Debug)]
pub(crate) enum ResolvedFunction {
    Curve(Measure, Vec<(f64, f64)>),
    Table(Attribute, Vec<f64>),
}

impl<'a> Plan<'a> {
    pub(crate) fn new(catalog: &'a Catalog, requirement: &'a Requirement) -> Result<Self> {
        requirement.check()?;
        let constraints: Result<_> = requirement
            .constraints()
            .iter()
            .map(|constraint| resolve(catalog, constraint.predicate()))
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
                let function = match preference.value_function() {
                    ValueFunction::Curve(of, curve) => {
                        ResolvedFunction::Curve(measure(catalog, of)?, curve.breakpoints())
                    }
                    ValueFunction::Withheld => return Err(withheld()),
                    ValueFunction::Table {
                        attribute,
                        values,
                        otherwise,
                    } => {
                        let values = table_values(*attribute, values, *otherwise);
                        ResolvedFunction::Table(*attribute, values)
                    }
                };
                Ok(ResolvedPreference { function, share })
            })
            .collect();
        Ok(Self {
            catalog,
            requirement,
            constraints: constraints?,
            preferences: preferences?,
        })
    }

    /// The roots of the trees of the requested kinds in a segment.
    pub(crate) fn requested_roots(
        &self,
        segment: SegmentReader<'a>,
    ) -> impl Iterator<Item = NodeId> {
        let kind = move |root: &NodeId| segment.columns.zone_map(*root).kind;
        let roots = segment.columns.roots();
        roots.filter(move |root| self.requirement.requests(kind(root)))
    }

    /// The rows of the requested kinds.
    pub(crate) fn requested_rows(&self) -> impl Iterator<Item = CatalogRow> {
        self.catalog.segments().flat_map(move |segment| {
            let roots = self.requested_roots(segment);
            let rows = roots.flat_map(move |root| segment.live_rows(root));
            rows.map(move |row| segment.catalog_row(row))
        })
    }
}

impl Area {
    fn new(geometry: Geometry) -> Option<Self> {
        let bounds = geometry.bounding_rect()?;
        Some(Self { geometry, bounds })
    }

    pub(super) fn contains(&self, point: geo::Point) -> bool {
        self.bounds.intersects(&point) && self.geometry.intersects(&point)
    }
}

impl JurisdictionSet {
    fn new(tree: &Jurisdictions, codes: &[String], requested: &[String]) -> Self {
        let is_requested = |code: &String| {
            !code.is_empty() && requested.iter().any(|above| tree.is_within(code, above))
        };
        let requested: Vec<bool> = codes.iter().map(is_requested).collect();
        let fold = |is: &dyn Fn(usize) -> bool| {
            let bits = (0..codes.len())
                .filter(|at| is(*at))
                .map(|at| 1 << (at % 64));
            bits.fold(0, |all, bit: u64| all | bit)
        };
        Self {
            folded: fold(&|at| requested[at]),
            unknown: fold(&|at| codes[at].is_empty()),
            requested,
        }
    }

    pub(crate) fn outcome(&self, code: usize) -> Outcome {
        // Codes are sorted, so that only the first can be empty.
        if self.requested[code] {
            Outcome::Pass
        } else if self.unknown != 0 && code == 0 {
            Outcome::Unknown
        } else {
            Outcome::Fail
        }
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
                let error = Error::new(ErrorCode::LAYER_WITHOUT_POLYGONS);
                return Err(error.with_given(layer));
            }
            Ok(areas.into_iter().filter_map(Area::new).collect())
        }
    }
}

fn resolve(catalog: &Catalog, predicate: &Predicate) -> Result<ResolvedConstraint> {
    Ok(match predicate {
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
        Predicate::Withheld => return Err(withheld()),
        Predicate::In(given) => {
            let codes = given.iter().map(|each| catalog.jurisdiction_code(each));
            let requested: Vec<String> = codes.collect::<Result<_>>()?;
            let sets = catalog.segments().map(|segment| {
                let codes = segment.columns.jurisdiction_codes();
                JurisdictionSet::new(catalog.jurisdictions(), codes, &requested)
            });
            ResolvedConstraint::In(sets.collect())
        }
        Predicate::FreeOf(kinds) => {
            let bits = kinds.iter().map(|kind| encumbrance_bit(*kind));
            ResolvedConstraint::FreeOf(bits.fold(0, |all, bit| all | bit))
        }
    })
}

/// The weights as shares of their sum. The shares add up, in order, to exactly one: the largest takes
/// the rounding, so that a site with the best of everything scores 1 and no site scores more.
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
