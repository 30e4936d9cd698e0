//! Reads ledgers and says how long it took and how much memory: `benches/ledgers.py` compares it
//! with other programs, this is for a profiler.
//!
//!     cargo run --release -p panhuo-benches --bin ledgers -- a.xlsx b.csv

use std::error::Error;
use std::time::Instant;

use cpu_time::ProcessTime;
use panhuo_ledger::{Profile, ReadOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
    for path in std::env::args().skip(1) {
        let (wall, processor) = (Instant::now(), ProcessTime::now());
        let ledgers = panhuo_ledger::read([&path], &options)?;
        println!(
            "{path}: {} rows, {} sites, {} issues; {:.3} s wall, {:.3} s processor; peak {} MB",
            ledgers.rows_read(),
            ledgers.sites().len(),
            ledgers.issues().len(),
            wall.elapsed().as_secs_f64(),
            processor.elapsed().as_secs_f64(),
            peak_megabytes(),
        );
    }
    Ok(())
}

/// The peak memory of the process, where the system reports it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB"));
    kilobytes
        .and_then(|n| n.trim().parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
