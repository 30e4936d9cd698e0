//! What it costs to build a catalog, and to update it.
//!
//!     cargo run --release -p panhuo-benches --bin catalog -- 1000000
//!
//! Sites by column with 24 attributes, 15 % of the facts missing. Prints the memory that a catalog
//! holds and processor time of one thread: the median of a few rounds, the least and the most. After
//! the updates, answers are compared with those of a catalog that is built of all sites.

use std::collections::BTreeMap;
use std::error::Error;

use cpu_time::ThreadTime;
use fastrand::Rng;
use panhuo::attribute::{FLOOR_AREA, POWER, PRICE, SITE_AREA, STRUCTURE};
use panhuo::catalog::SiteColumns;
use panhuo::interval::Choices;
use panhuo::requirement::distance_to;
use panhuo::units::{kilometres, kilovolt_amperes, mu, square_metres, wan_yuan};
use panhuo::{Attribute, Catalog, Position, Requirement, SiteKind};
use peak_alloc::PeakAlloc;

/// How many numbers a site has, besides one category.
const NUMBERS: usize = 23;
/// The numbers that the requirement constrains.
const SIZES: [Attribute; 4] = [SITE_AREA, FLOOR_AREA, PRICE, POWER];
const BLANKS: f64 = 0.15;
const ROUNDS: usize = 5;

#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

type Failed = Box<dyn Error>;

fn main() -> Result<(), Failed> {
    let count: u32 = std::env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |n| n.parse())?;
    let before = HELD.current_usage();
    let mut catalog = Catalog::from_columns(sites(0..count, 0))?;
    let held = (HELD.current_usage() - before) as f64 / f64::from(count);
    println!("{count} sites of 24 attributes: {held:.0} bytes a site, ids of 8 letters among them");
    let columns = || sites(0..count, 0);
    time("from columns", ROUNDS, columns, Catalog::from_columns)?;

    let requirement = requirement()?;
    let mut latest: BTreeMap<u32, u64> = BTreeMap::new();
    for (seed, changes) in (1..).zip([1, 10, 100, 1000]) {
        let mut random = Rng::with_seed(seed);
        // One in a hundred is new.
        let some = (0..changes).map(|_| random.u32(0..count + count / 100));
        let some: BTreeMap<u32, u64> = some.map(|site| (site, seed)).collect();
        let columns = || sites(some.keys().copied(), seed);
        let update = |columns| catalog.updated_by_column(columns, &[]);
        let next = time(&format!("{changes} changes"), ROUNDS, columns, update)?;
        time("  and top 10", 100, || (), |()| next.rank(&requirement, 10))?;
        latest.extend(some);
        catalog = next;
    }
    let all = (0..count).map(|site| (site, 0)).chain(latest).collect();
    let rebuilt = Catalog::from_columns(reported(&all))?;
    assert_eq!(catalog.len(), rebuilt.len());
    for top in [10, 1000] {
        let updated = catalog.rank(&requirement, top)?;
        assert_eq!(updated.sites, rebuilt.rank(&requirement, top)?.sites);
    }
    println!("the answers are those of a catalog built of all sites");
    Ok(())
}

/// Prints the processor time of a job, and gives back what it made last.
fn time<I, O>(
    name: &str,
    rounds: usize,
    prepare: impl Fn() -> I,
    job: impl Fn(I) -> panhuo::Result<O>,
) -> Result<O, Failed> {
    let (mut times, mut made) = (Vec::new(), None);
    for _ in 0..rounds {
        let input = prepare();
        let begin = ThreadTime::now();
        let done = job(input)?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        made = Some(done);
    }
    times.sort_by(f64::total_cmp);
    let (least, median, most) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    println!("{name:14} {median:9.3} ms ({least:.3}–{most:.3})");
    made.ok_or_else(|| "no rounds".into())
}

/// Sites with these numbers, as reported in a month.
fn sites(numbers: impl IntoIterator<Item = u32>, month: u64) -> SiteColumns {
    reported(&numbers.into_iter().map(|number| (number, month)).collect())
}

/// Sites by their numbers, each as reported in a month: sizes and prices spread over orders of
/// magnitude, positions in 40 clusters.
fn reported(sites: &BTreeMap<u32, u64>) -> SiteColumns {
    let attributes = Attribute::all().filter(|each| each.dimension().is_some());
    let attributes: Vec<Attribute> = SIZES
        .into_iter()
        .chain(attributes.filter(|a| !SIZES.contains(a)))
        .take(NUMBERS)
        .collect();
    let mut clusters = Rng::with_seed(430_602);
    let mut centre = || (109.0 + 5.0 * clusters.f64(), 25.0 + 5.0 * clusters.f64());
    let centres: [(f64, f64); 40] = std::array::from_fn(|_| centre());
    let (mut kinds, mut codes, mut structures) = (Vec::new(), Vec::new(), Vec::new());
    let (mut longitudes, mut latitudes) = (Vec::new(), Vec::new());
    let mut numbers = vec![Vec::new(); NUMBERS];
    for (number, month) in sites {
        let mut random = Rng::with_seed(u64::from(*number) << 8 | month);
        let cluster = random.usize(0..centres.len());
        let mut shift = || (random.f64() + random.f64() - 1.0) * 0.4;
        longitudes.push(centres[cluster].0 + shift());
        latitudes.push(centres[cluster].1 + shift());
        codes.push(random.u32(0..200));
        kinds.push(SiteKind::VALUES[random.usize(0..5)]);
        structures.push(Choices::from_bits(1 << random.u32(0..5)));
        for values in &mut numbers {
            let value = (random.f64() * 7.0).exp() * 100.0;
            let is_blank = random.f64() < BLANKS;
            values.push(if is_blank { f64::NAN } else { value });
        }
    }
    let columns = SiteColumns::new(sites.keys().map(|number| format!("{number:08}")), kinds)
        .positions(longitudes, latitudes)
        .jurisdictions((0..200).map(|code| format!("{code:03}")).collect(), codes)
        .categories(STRUCTURE, structures);
    let numbers = attributes.into_iter().zip(numbers);
    numbers.fold(columns, |columns, (attribute, values)| {
        columns.numbers(attribute, values)
    })
}

/// Three constraints, one of them a distance, and four preferences, one of them too.
fn requirement() -> panhuo::Result<Requirement> {
    let centre = Position::new(111.5, 27.5)?;
    Ok(Requirement::new("bench")
        .kinds([SiteKind::IdleFactory, SiteKind::ClosedEnterprise])
        .must(FLOOR_AREA.at_least(square_metres(3000.0)))
        .must(PRICE.at_most(wan_yuan(2.0)))
        .must(distance_to(centre).at_most(kilometres(250.0)))
        .prefer(POWER.rising(kilovolt_amperes(315.0), kilovolt_amperes(50_000.0)))
        .prefer(distance_to(centre).falling(kilometres(1.0), kilometres(250.0)))
        .prefer(STRUCTURE.table([("steel", 1.0), ("concrete", 0.7)]))
        .prefer(SITE_AREA.best_at(mu(1.0), mu(10.0), mu(120.0))))
}
