//! Timings of the core: building a catalog, a shortlist, advice, searches.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use panhuo::advice::{AcceptabilityOptions, ConflictOptions, NearMissOptions, RelaxOptions};
use panhuo::units::kilometres;
use panhuo::{CancellationToken, Position};
use panhuo_benches::{catalog, impossible, requirement};

fn matching(criterion: &mut Criterion) {
    let requirement = requirement();
    for count in [1_000, 10_000, 100_000] {
        let catalog = catalog(count);
        let mut group = criterion.benchmark_group("matching");
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("shortlist", count), |bench| {
            bench.iter(|| catalog.shortlist(black_box(&requirement), 10));
        });
        group.bench_function(BenchmarkId::new("near_misses", count), |bench| {
            bench.iter(|| catalog.near_misses(black_box(&requirement), NearMissOptions::new()));
        });
        group.bench_function(BenchmarkId::new("build", count), |bench| {
            bench.iter(|| black_box(catalog.inventory()).catalog());
        });
        group.finish();
    }
}

/// Advice on a requirement that some sites meet, and on one that none meets.
fn advising(criterion: &mut Criterion) {
    let (met, unmet) = (requirement(), impossible());
    for count in [100_000, 1_000_000] {
        let catalog = catalog(count);
        let mut group = criterion.benchmark_group("advice");
        group.sample_size(10);
        let near = NearMissOptions::new();
        // The first that fails one constraint only, and the best of all.
        let nearest = catalog.near_misses(&met, near).expect("near misses");
        let nearest = &nearest.first().expect("a near miss").candidate.site;
        let best = catalog.rank(&met, 1).expect("a ranking");
        let best = &best.sites.first().expect("a site").site;
        let all = [met.clone(), unmet.clone()];
        let mut bench = |name: &str, ask: &dyn Fn() -> bool| {
            group.bench_function(BenchmarkId::new(name, count), |bench| {
                bench.iter(|| black_box(ask()));
            });
        };
        bench("tally", &|| catalog.tally(&met).is_ok());
        bench("near misses", &|| catalog.near_misses(&met, near).is_ok());
        bench("near misses, none fits", &|| {
            catalog.near_misses(&unmet, near).is_ok()
        });
        bench("conflicts", &|| {
            catalog.conflicts(&unmet, ConflictOptions::new()).is_ok()
        });
        bench("relax", &|| {
            catalog.relax(&unmet, RelaxOptions::new()).is_ok()
        });
        bench("relax, opening five", &|| {
            catalog
                .relax(&unmet, RelaxOptions::new().admitting(5))
                .is_ok()
        });
        bench("why not one that fails", &|| {
            catalog.why_not(&met, nearest, 10).is_ok()
        });
        bench("why not the best", &|| {
            catalog.why_not(&met, best, 10).is_ok()
        });
        bench("questions", &|| catalog.questions(&met, 10).is_ok());
        bench("acceptability", &|| {
            let options = AcceptabilityOptions::new().samples(100);
            catalog.rank_acceptability(&met, &options).is_ok()
        });
        bench("pareto", &|| catalog.pareto(&met).is_ok());
        bench("similar", &|| catalog.similar(best, 10).is_ok());
        bench("demand_gap", &|| {
            catalog.demand_gap(&all, &CancellationToken::new()).is_ok()
        });
        group.finish();
    }
}

fn searching(criterion: &mut Criterion) {
    let catalog = catalog(100_000);
    let centre = Position::new(111.5, 27.5).expect("a position");
    let mut group = criterion.benchmark_group("searching 100k");
    group.sample_size(10);
    group.bench_function("nearest 10", |bench| {
        bench.iter(|| catalog.nearest(black_box(&centre), 10).len());
    });
    group.bench_function("within 50 km", |bench| {
        bench.iter(|| {
            catalog
                .within_radius(black_box(&centre), kilometres(50.0))
                .map(|found| found.len())
        });
    });
    group.bench_function("name", |bench| {
        bench.iter(|| catalog.search(black_box("厂房4242号"), 10));
    });
    group.finish();
}

criterion_group!(benches, matching, advising, searching);
criterion_main!(benches);
