//! The published matching workload: a province of sites and a thousand requirements.
//!
//! Prepare it with `workload.py`, then
//!
//!     BENCH_DIR=/some/folder cargo run --release -p panhuo-benches --bin workload -- 1000000
//!
//! Prints processor and wall time a query, one thread, and writes the answers to
//! `BENCH_DIR/results/panhuo_<N>.json`, to be compared with another program's.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cpu_time::ThreadTime;
use panhuo::attribute::PLANNED_USE;
use panhuo::catalog::SiteColumns;
use panhuo::interval::Choices;
use panhuo::{Attribute, CancellationToken, Catalog, Outcome, Requirement, SiteKind};

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

fn main() -> Result<(), Failed> {
    let count = std::env::args().nth(1).unwrap_or_else(|| "1000000".into());
    let folder = PathBuf::from(std::env::var("BENCH_DIR")?);
    let columns = read(&folder.join("data").join(format!("raw_{count}")))?;
    let (wall, processor) = (Instant::now(), ThreadTime::now());
    let catalog = Catalog::from_columns(columns)?;
    println!(
        "build {} sites: {:.3} s processor, {:.3} s wall; resident {} MB",
        catalog.len(),
        processor.elapsed().as_secs_f64(),
        wall.elapsed().as_secs_f64(),
        resident_megabytes()
    );
    let json = fs::read_to_string(folder.join("data/panhuo_requirements.json"))?;
    let requirements: Vec<Requirement> = serde_json::from_str(&json)?;
    answer(
        &catalog,
        &requirements,
        std::env::args().nth(2).map_or(Ok(10), |top| top.parse())?,
        &folder.join(format!("results/panhuo_{count}.json")),
    )
}

/// Times every requirement over a few passes and writes the first pass's answers.
fn answer(
    catalog: &Catalog,
    requirements: &[Requirement],
    top: usize,
    out: &Path,
) -> Result<(), Failed> {
    const PASSES: usize = 5;
    let few = &requirements[..requirements.len().min(100)];
    let mut times = vec![Vec::new(); few.len()];
    let mut walls = vec![Vec::new(); few.len()];
    let mut work = [0; 4];
    let mut answers = Vec::new();
    for pass in 0..PASSES {
        for (at, requirement) in few.iter().enumerate() {
            let (wall, processor) = (Instant::now(), ThreadTime::now());
            let ranked = catalog.rank(requirement, top)?;
            times[at].push(processor.elapsed().as_secs_f64() * 1e3);
            walls[at].push(wall.elapsed().as_secs_f64() * 1e3);
            if pass == 0 {
                let done = ranked.statistics;
                let done = [done.nodes, done.leaves, done.rows, done.scored];
                work = std::array::from_fn(|at| work[at] + done[at]);
                let passing = ranked.sites.iter().filter(|s| s.outcome == Outcome::Pass);
                let pairs = passing.map(|s| (s.site.as_str().to_owned(), s.score.guaranteed));
                answers.push(pairs.collect::<Vec<_>>());
            }
        }
    }
    let middle = |times: Vec<Vec<f64>>| -> Vec<f64> {
        times
            .into_iter()
            .map(|times| quantile(times, 0.5))
            .collect()
    };
    let (times, walls) = (middle(times), middle(walls));
    #[expect(clippy::cast_precision_loss)]
    let mean = times.iter().sum::<f64>() / few.len() as f64;
    let [nodes, blocks, rows, scored] = work.map(|work| work / few.len());
    println!(
        "{} requirements, processor ms a query: median {:.3}, p95 {:.3}, mean {mean:.3}; \
         wall median {:.3}; {blocks} blocks, {rows} rows tested, {scored} scored, {nodes} nodes",
        few.len(),
        quantile(times.clone(), 0.5),
        quantile(times, 0.95),
        quantile(walls, 0.5),
    );
    let (wall, processor) = (Instant::now(), ThreadTime::now());
    for requirement in requirements {
        catalog.rank(requirement, top)?;
    }
    println!(
        "{} requirements: {:.3} s processor, {:.3} s wall",
        requirements.len(),
        processor.elapsed().as_secs_f64(),
        wall.elapsed().as_secs_f64()
    );
    let wall = Instant::now();
    catalog.rank_many(requirements, top, &CancellationToken::new())?;
    println!(
        "the same at once on all processors: {:.3} s wall",
        wall.elapsed().as_secs_f64()
    );
    fs::create_dir_all(out.parent().unwrap_or(Path::new(".")))?;
    fs::write(out, serde_json::to_string(&answers)?)?;
    Ok(())
}

fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss
    )]
    let at = (values.len() as f64 * share) as usize;
    values[at.min(values.len() - 1)]
}

fn resident_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB"));
    kilobytes
        .and_then(|n| n.trim().parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

fn read(folder: &Path) -> Result<SiteColumns, Failed> {
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
        .places(doubles("longitude")?, doubles("latitude")?)
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
