//! How long saving and opening 10,000 sites take:
//! `cargo test --release -p panhuo-store --test speed -- --ignored --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod common;

use std::time::{Duration, Instant};

use common::{Folder, plain_site};
use panhuo::geo::{Coord, LineString, MultiPolygon, Polygon, coord};
use panhuo::{Footprint, Inventory};
use panhuo_store::{Store, open, save};

fn median(of: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("{of}: median {:?} of {times:?}", times[2]);
}

#[test]
#[ignore = "takes seconds and asserts nothing about time"]
fn ten_thousand_sites_of_twenty_attributes() {
    let folder = Folder::new();
    let path = folder.join("large.gpkg");
    let inventory = Inventory::new((0..10_000).map(plain_site).collect()).unwrap();
    median("save", || save(&inventory, &path).unwrap());
    println!("{} bytes", std::fs::metadata(&path).unwrap().len());
    median("open", || {
        assert_eq!(open(&path).unwrap().sites().len(), 10_000);
    });
    let mut store = Store::create(folder.join("live.gpkg")).unwrap();
    median("replace", || store.replace(&inventory).unwrap());
    assert!(open(&path).unwrap() == inventory);
    let with_footprint = |at| {
        let mut site = plain_site(at);
        let corner = (
            110.0 + f64::from(at % 100) * 0.01,
            29.0 + f64::from(at / 100) * 0.01,
        );
        site.footprint = Some(Footprint::new(round(corner.0, corner.1)).unwrap());
        site
    };
    let inventory = Inventory::new((0..10_000).map(with_footprint).collect()).unwrap();
    median("save with footprints of 40 corners", || {
        save(&inventory, &path).unwrap();
    });
    median("open with footprints of 40 corners", || {
        assert_eq!(open(&path).unwrap().sites().len(), 10_000);
    });
}

/// A lot of forty corners.
fn round(x: f64, y: f64) -> MultiPolygon {
    let corner = |at: i32| {
        let angle = f64::from(at) * std::f64::consts::TAU / 40.0;
        coord! { x: x + 0.001 * angle.cos(), y: y + 0.001 * angle.sin() }
    };
    let ring: Vec<Coord> = (0..40).map(corner).collect();
    MultiPolygon::from(Polygon::new(LineString::from(ring), Vec::new()))
}
