//! Seeded data for the benches: a province of clustered plants and plots.

use std::error::Error;
use std::fs;
use std::path::Path;

use fastrand::Rng;
use panhuo::attribute::{
    CEILING_HEIGHT, FLOOR_AREA, PLANNED_USE, POWER, PRICE, SITE_AREA, STRUCTURE,
};
use panhuo::catalog::SiteColumns;
use panhuo::interval::Choices;
use panhuo::landmark::{Landmark, Landmarks};
use panhuo::requirement::distance_to;
use panhuo::units::{kilometres, kilovolt_amperes, metres, mu, square_metres, wan_yuan};
use panhuo::{Attribute, Catalog, Inventory, Position, Quantity, Requirement, Site, SiteKind, geo};

/// Column of the workload, attribute of panhuo, factor to its canonical unit (as in workload.py).
const ATTRIBUTES: [(&str, &str, f64); 20] = [
    ("site_area_m2", "site_area", 1.0),
    ("floor_area_m2", "floor_area", 1.0),
    ("price_wan", "price", 10_000.0),
    ("ceiling_height_m", "ceiling_height", 1.0),
    ("power_kva", "power", 1.0),
    ("crane_t", "crane", 1.0),
    ("tenure_years", "lease_years", 1.0),
    ("dist_port_km", "distance_to_port", 1000.0),
    ("dist_highway_km", "distance_to_expressway", 1000.0),
    ("dist_rail_km", "distance_to_railway", 1000.0),
    ("dist_city_km", "distance_to_town", 1000.0),
    ("floor_load_kpa", "floor_load", 1.0),
    ("plot_ratio", "far_max", 1.0),
    ("building_age_y", "storeys", 1.0),
    ("parking_n", "parking", 1.0),
    ("water_tpd", "water_supply", 1.0),
    ("gas_nm3h", "annual_visitors", 1.0),
    ("road_width_m", "span", 1.0),
    ("slope_pct", "slope", 1.0),
    ("env_score", "progress_share", 1.0),
];
const KINDS: [SiteKind; 4] = [
    SiteKind::Land,
    SiteKind::IdleFactory,
    SiteKind::StalledBuilding,
    SiteKind::LeisureFarm,
];
const ZONES: [&str; 9] = [
    "industrial",
    "warehouse",
    "commercial",
    "residential",
    "public",
    "agricultural",
    "tourism",
    "mixed",
    "other",
];

type Failed = Box<dyn Error>;

/// A value spread over orders of magnitude, as sizes and prices are.
fn spread(random: &mut Rng, low: f64, high: f64) -> f64 {
    low * (high / low).powf(random.f64())
}

fn maybe(random: &mut Rng, site: &mut Site, attribute: Attribute, value: Quantity) {
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
    let unconstrained =
        Requirement::new("impossible").kinds(wide.requested_kinds().iter().copied());
    let constrained = (1..)
        .zip(constraints)
        .map(|(order, each)| each.relaxed_at(order))
        .fold(unconstrained, Requirement::must);
    let preferences = wide.preferences().iter().cloned();
    preferences.fold(constrained, Requirement::prefer)
}

/// The sites of the published workload from the folder of its columns.
///
/// # Errors
///
/// If a column is missing or cut short.
pub fn workload(folder: &Path) -> Result<SiteColumns, Failed> {
    let bytes = |name: &str| fs::read(folder.join(format!("{name}.bin")));
    let doubles = |name: &str| -> Result<Vec<f64>, Failed> {
        let bytes = bytes(name)?;
        let value = |b: &[u8]| Ok(f64::from_le_bytes(b.try_into()?));
        bytes.chunks_exact(8).map(value).collect()
    };
    let kinds = bytes("kind")?;
    let kinds: Vec<SiteKind> = kinds.iter().map(|kind| KINDS[usize::from(*kind)]).collect();
    let ids: Vec<String> = (0..kinds.len()).map(|at| format!("{at:08}")).collect();
    let codes = (0..90).map(|code| format!("{code:03}")).collect();
    let code = |b: &[u8]| u32::from(b[0]) | u32::from(b[1]) << 8;
    let zone = |zone: &u8| PLANNED_USE.choice(ZONES[usize::from(*zone) % ZONES.len()]);
    let zones: Result<Vec<Choices>, _> = bytes("zoning")?.iter().map(zone).collect();
    let mut columns = SiteColumns::new(ids, kinds)
        .positions(doubles("longitude")?, doubles("latitude")?)
        .jurisdictions(
            codes,
            bytes("jurisdiction")?.chunks_exact(2).map(code).collect(),
        )
        .categories(PLANNED_USE, zones?);
    for (name, attribute, factor) in ATTRIBUTES {
        let value = |b: &[u8]| Ok(f64::from(f32::from_le_bytes(b.try_into()?)) * factor);
        let values: Result<Vec<f64>, Failed> = bytes(name)?.chunks_exact(4).map(value).collect();
        columns = columns.numbers(Attribute::from_name(attribute)?, values?);
    }
    Ok(columns)
}
