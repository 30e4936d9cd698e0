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
use panhuo::{CancellationToken, Catalog, Outcome, Requirement};

type Failed = Box<dyn Error>;

fn main() -> Result<(), Failed> {
    let count = std::env::args().nth(1).unwrap_or_else(|| "1000000".into());
    let folder = PathBuf::from(std::env::var("BENCH_DIR")?);
    let columns = panhuo_benches::workload(&folder.join("data").join(format!("raw_{count}")))?;
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
    let [nodes, leaves, rows, scored] = work.map(|work| work / few.len());
    println!(
        "{} requirements, processor ms a query: median {:.3}, p95 {:.3}, mean {mean:.3}; \
         wall median {:.3}; {leaves} leaves, {rows} rows tested, {scored} scored, {nodes} nodes",
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
