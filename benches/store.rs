//! Timings of the store: writing an inventory into a GeoPackage and reading it back.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use panhuo_benches::catalog;
use panhuo_store::{Store, open, save};

const SITES: usize = 10_000;

fn keeping(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (saved, live) = (folder.join("saved.gpkg"), folder.join("live.gpkg"));
    let catalog = catalog(SITES);
    let inventory = catalog.inventory();
    save(inventory, &saved).expect("a GeoPackage");
    assert!(open(&saved).expect("an inventory") == *inventory);
    // A run before this one left it.
    if live.exists() {
        std::fs::remove_file(&live).expect("an old GeoPackage");
    }
    let mut store = Store::create(&live).expect("a GeoPackage");
    let mut group = criterion.benchmark_group("store 10k");
    group.sample_size(10);
    group.bench_function("save", |bench| {
        bench.iter(|| save(inventory, &saved).expect("a GeoPackage"));
    });
    group.bench_function("open", |bench| {
        bench.iter(|| open(&saved).expect("an inventory"));
    });
    group.bench_function("replace", |bench| {
        bench.iter(|| store.replace(inventory).expect("a GeoPackage"));
    });
    group.finish();
}

criterion_group!(benches, keeping);
criterion_main!(benches);
