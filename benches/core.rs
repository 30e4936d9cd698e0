//! Timings of the core: building a catalog, a shortlist, near misses, searches.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use panhuo::{NearMissOptions, Position, kilometres};
use panhuo_benches::{catalog, requirement};

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

fn searching(criterion: &mut Criterion) {
    let catalog = catalog(100_000);
    let centre = Position::new(111.5, 27.5).expect("a position");
    let mut group = criterion.benchmark_group("searching 100k");
    group.sample_size(10);
    group.bench_function("nearest 10", |bench| {
        bench.iter(|| catalog.nearest(black_box(&centre), 10));
    });
    group.bench_function("within 50 km", |bench| {
        bench.iter(|| catalog.within_radius(black_box(&centre), kilometres(50.0)));
    });
    group.bench_function("name", |bench| {
        bench.iter(|| catalog.search(black_box("厂房4242号"), 10));
    });
    group.finish();
}

criterion_group!(benches, matching, searching);
criterion_main!(benches);
