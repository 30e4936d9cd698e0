//! Seeded data for the benches: a province of clustered plants and plots.

use fastrand::Rng;
use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA, POWER, PRICE, SITE_AREA, STRUCTURE};
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::requirement::distance_to;
use panhuo::units::{kilometres, kilovolt_amperes, metres, mu, square_metres, wan_yuan};
use panhuo::{Catalog, Inventory, Position, Quantity, Requirement, Site, SiteKind, geo};

/// A value spread over orders of magnitude, as sizes and prices are.
fn spread(random: &mut Rng, low: f64, high: f64) -> f64 {
    low * (high / low).powf(random.f64())
}

fn maybe(random: &mut Rng, site: &mut Site, attribute: panhuo::Attribute, value: Quantity) {
    if random.f64() > 0.15 {
        site.set(attribute, value).expect("the dimension fits");
    }
}

/// A catalog of `count` sites of five kinds in 40 clusters, 15 % of the readings missing.
pub fn catalog(count: usize) -> Catalog {
    let mut random = Rng::with_seed(430_602);
    let centres: Vec<(f64, f64)> = (0..40)
        .map(|_| (109.0 + 5.0 * random.f64(), 25.0 + 5.0 * random.f64()))
        .collect();
    let site = |at: usize| {
        let kind = SiteKind::VALUES[random.usize(0..5)];
        let mut site = Site::new(format!("S{at:07}"), kind, format!("厂房{at}号"));
        let (x, y) = centres[random.usize(0..centres.len())];
        let shift = |random: &mut Rng| (random.f64() + random.f64() - 1.0) * 0.4;
        site.position = Position::new(x + shift(&mut random), y + shift(&mut random)).ok();
        let area = spread(&mut random, 2.0, 400.0);
        maybe(&mut random, &mut site, SITE_AREA, mu(area));
        let price = area * spread(&mut random, 8.0, 60.0);
        maybe(&mut random, &mut site, PRICE, wan_yuan(price));
        let power = spread(&mut random, 50.0, 4000.0).round();
        maybe(&mut random, &mut site, POWER, kilovolt_amperes(power));
        if kind != SiteKind::Land {
            let floor = area * spread(&mut random, 100.0, 900.0);
            maybe(&mut random, &mut site, FLOOR_AREA, square_metres(floor));
        }
        if matches!(kind, SiteKind::IdleFactory | SiteKind::ClosedEnterprise) {
            let height = 4.0 + 10.0 * random.f64();
            maybe(&mut random, &mut site, CEILING_HEIGHT, metres(height));
            let structure = ["steel", "concrete", "brick_concrete"][random.usize(0..3)];
            site.choose(STRUCTURE, structure).expect("a category");
        }
        site
    };
    let sites: Vec<Site> = (0..count).map(site).collect();
    let mut landmarks = Landmarks::new();
    for (x, y) in &centres {
        let geometry = geo::Geometry::Point(geo::Point::new(*x, *y));
        let name = String::new();
        landmarks
            .add("exit", Landmark { name, geometry })
            .expect("a valid landmark");
    }
    Inventory::new(sites)
        .expect("valid sites")
        .with_landmarks(landmarks)
        .catalog()
}

/// A requirement of medium width: four constraints, one of them a distance, and four preferences.
pub fn requirement() -> Requirement {
    let centre = Position::new(111.5, 27.5).expect("a position");
    Requirement::new("bench")
        .kinds([SiteKind::IdleFactory, SiteKind::ClosedEnterprise])
        .must(FLOOR_AREA.at_least(square_metres(8000.0)))
        .must(CEILING_HEIGHT.at_least(metres(8.0)))
        .must(PRICE.at_most(wan_yuan(3000.0)))
        .must(distance_to(centre).at_most(kilometres(150.0)))
        .prefer(
            POWER
                .rising(kilovolt_amperes(315.0), kilovolt_amperes(1000.0))
                .weighing(3.0),
        )
        .prefer(
            distance_to("exit")
                .falling(kilometres(1.0), kilometres(30.0))
                .weighing(2.0),
        )
        .prefer(STRUCTURE.table([("steel", 1.0), ("concrete", 0.7)]))
        .prefer(SITE_AREA.best_at(mu(10.0), mu(40.0), mu(120.0)))
}

/// A requirement that no site can meet: every one is nearer to an exit. All of it may give way.
pub fn impossible() -> Requirement {
    let far = distance_to("exit").at_least(kilometres(80.0));
    let wide = requirement();
    let constraints = wide.constraints().iter().cloned().chain([far]);
    let bare = Requirement::new("impossible").kinds(wide.requested_kinds().iter().copied());
    let constrained = (1..)
        .zip(constraints)
        .map(|(order, each)| each.relaxed_at(order))
        .fold(bare, Requirement::must);
    let preferences = wide.preferences().iter().cloned();
    preferences.fold(constrained, Requirement::prefer)
}
