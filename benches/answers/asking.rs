//! Requirements with constraints and preferences of every kind, about what a catalog reports.

use fastrand::Rng;
use panhuo::encumbrance::EncumbranceKind;
use panhuo::geo::{Geometry, MultiPolygon, Rect};
use panhuo::landmark::Landmark;
use panhuo::requirement::{
    Constraint, Criterion, Curve, Predicate, Preference, Region, distance_to,
};
use panhuo::units::Dimension;
use panhuo::{Attribute, Catalog, Footprint, Position, Quantity, Requirement, Result, SiteKind};

/// What generated requirements can refer to.
pub(crate) struct Asking {
    random: Rng,
    numbers: Vec<(Attribute, Vec<f64>)>,
    categories: Vec<Attribute>,
    layers: Vec<String>,
    areas: Vec<String>,
    codes: Vec<String>,
    places: Vec<Position>,
}

fn pick<'a, T>(random: &mut Rng, all: &'a [T]) -> &'a T {
    &all[random.usize(0..all.len())]
}

/// One to three of these.
fn some<'a, T>(random: &mut Rng, all: &'a [T]) -> Vec<&'a T> {
    (0..random.usize(1..4)).map(|_| pick(random, all)).collect()
}

fn between(random: &mut Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * random.f64()
}

/// The box around a place, with this distance in degrees to each side.
pub(crate) fn square(at: &Position, half: f64) -> Result<Footprint> {
    let corner = |by: f64| (at.longitude() + by, at.latitude() + by);
    let square = Rect::new(corner(-half), corner(half)).to_polygon();
    Footprint::new(MultiPolygon::from(square))
}

impl Asking {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let columns = catalog.by_column();
        let mut numbers = Vec::new();
        for each in columns.reported() {
            let ends = columns.intervals(each);
            let ends = ends.flat_map(|ends| [ends.low(), ends.high()]);
            let ends: Vec<f64> = ends.filter(|end| end.is_finite()).collect();
            if each.dimension().is_some() && !ends.is_empty() {
                numbers.push((each, ends));
            }
        }
        let mut categories = columns.reported();
        categories.retain(|each| !each.categories().is_empty());
        let is_area = |mark: &Landmark| matches!(mark.geometry, Geometry::Polygon(_));
        let layers = || catalog.landmarks().layers();
        let areas = layers().filter(|(_, marks)| marks.iter().all(is_area));
        let codes = catalog.jurisdictions().iter().map(|each| &each.code);
        Self {
            random: Rng::with_seed(430_602),
            numbers,
            categories,
            layers: layers().map(|(name, _)| name.to_owned()).collect(),
            areas: areas.map(|(name, _)| name.to_owned()).collect(),
            codes: codes.cloned().collect(),
            places: columns.positions().flatten().collect(),
        }
    }

    /// A requirement; half of them allow any kind of site.
    pub(crate) fn requirement(&mut self) -> Requirement {
        let mut requirement = Requirement::new("generated");
        if self.random.bool() {
            let kinds = some(&mut self.random, SiteKind::VALUES);
            requirement = requirement.kinds(kinds.into_iter().copied());
        }
        for _ in 0..self.random.usize(0..5) {
            requirement = requirement.must(self.constraint());
        }
        for _ in 0..self.random.usize(1..6) {
            requirement = requirement.prefer(self.preference());
        }
        requirement
    }

    /// Something to measure, and four ascending quantities that sites have of it or nearly.
    fn measure(&mut self) -> (Criterion, [Quantity; 4]) {
        let random = &mut self.random;
        let (criterion, values): (Criterion, &[f64]) = match random.usize(0..8) {
            0 if !self.layers.is_empty() => {
                (distance_to(pick(random, &self.layers).as_str()), &[8e3])
            }
            0 | 1 => (distance_to(*pick(random, &self.places)), &[8e3]),
            _ => {
                let (attribute, values) = pick(random, &self.numbers);
                ((*attribute).into(), values)
            }
        };
        let dimension = criterion.dimension().expect("numbers alone are picked");
        let mut sample = || match dimension {
            Dimension::Date => pick(random, values) + f64::from(random.i32(-500..500)),
            _ => pick(random, values) * between(random, 0.5, 1.5),
        };
        let mut values = [sample(), sample(), sample(), sample()];
        values.sort_by(f64::total_cmp);
        for at in 1..4 {
            values[at] = values[at].max(values[at - 1] + 1.0);
        }
        let quantities = values.map(|value| Quantity::canonical(value, dimension));
        (criterion, quantities)
    }

    fn region(&mut self) -> Region {
        if !self.areas.is_empty() && self.random.bool() {
            return Region::Layer(pick(&mut self.random, &self.areas).clone());
        }
        let half = between(&mut self.random, 0.01, 0.1);
        let area = square(pick(&mut self.random, &self.places), half);
        Region::Polygon(area.expect("a square is valid"))
    }

    fn constraint(&mut self) -> Constraint {
        let (of, [a, b, c, d]) = self.measure();
        let test = match self.random.usize(0..15) {
            0..=2 => Predicate::AtLeast(of, b),
            3..=5 => Predicate::AtMost(of, c),
            6 => Predicate::Between(of, a, d),
            7 | 8 => {
                let of = *pick(&mut self.random, &self.categories);
                let names = some(&mut self.random, of.categories());
                Predicate::OneOf(of, names.iter().map(|each| each.name.to_owned()).collect())
            }
            9 => Predicate::Inside(self.region()),
            10 => Predicate::Outside(self.region()),
            11 | 12 if !self.codes.is_empty() => {
                let codes = some(&mut self.random, &self.codes);
                Predicate::In(codes.into_iter().cloned().collect())
            }
            _ => {
                let kinds = some(&mut self.random, EncumbranceKind::VALUES);
                Predicate::FreeOf(kinds.into_iter().copied().collect())
            }
        };
        match self.random.u32(0..6) {
            order @ 1..=3 => Constraint::from(test).relaxed_at(order),
            _ => test.into(),
        }
    }

    fn preference(&mut self) -> Preference {
        let (of, [a, b, c, d]) = self.measure();
        let mut share = || self.random.f64();
        let points = vec![(a, share()), (b, share()), (c, share()), (d, share())];
        let weight = between(&mut self.random, 0.5, 4.0);
        let curve = match self.random.usize(0..7) {
            0 => Curve::Rising(b, c),
            1 => Curve::Falling(b, c),
            2 => Curve::BestAt(a, b, d),
            3 => Curve::Between(a, b, c, d),
            4 => Curve::Points(points),
            _ => {
                let of = *pick(&mut self.random, &self.categories);
                let names = some(&mut self.random, of.categories());
                let mut worth = || self.random.f64();
                let table = names.iter().map(|each| (each.name, worth()));
                return of.table(table.collect::<Vec<_>>()).weighing(weight);
            }
        };
        of.scored(curve).weighing(weight)
    }
}
