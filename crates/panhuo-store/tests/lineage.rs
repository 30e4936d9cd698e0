//! Merges, parts and decisions survive the file, and can be undone after it.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod common;

use common::{Folder, sample};
use panhuo::linkage::{Decision, MatchClass, ResolveOptions};
use panhuo::{Inventory, Site, SiteId, SiteKind};

/// Every site reported a second time by another file, and a workshop of its own.
fn twice() -> Inventory {
    let first = sample(20);
    let mut sites = first.sites().to_vec();
    for site in first.sites() {
        let mut again = site.clone();
        again.id = SiteId::new(format!("OFFICE-{}", site.id));
        again.sources = vec![common::source("office.xlsx", "9")];
        sites.push(again);
    }
    sites.push(Site::new("PART", SiteKind::IdleFactory, "恒立包装3号厂房"));
    Inventory::new(sites)
        .unwrap()
        .with_jurisdictions(first.jurisdictions().clone())
        .with_landmarks(first.landmarks().clone())
        .with_issues(first.issues().to_vec())
}

#[test]
fn lineage_is_saved_and_can_be_split_after_reopening() {
    let folder = Folder::new();
    let rows = twice();
    let resolution = rows.resolve(&ResolveOptions::new()).unwrap();
    let (a, b) = (&rows.sites()[0], &rows.sites()[1]);
    let decision = Decision::new(a, b, MatchClass::NonMatch, "张三 looked").unwrap();
    let part = rows.sites().iter().find(|site| site.id.as_str() == "PART");
    let inside = Decision::new(part.unwrap(), a, MatchClass::PartOf, "").unwrap();
    let merged = resolution
        .with_decisions([decision, inside])
        .inventory()
        .unwrap();
    assert!(merged.lineage().members.len() > 1 && !merged.lineage().part_of.is_empty());

    let path = folder.join("merged.gpkg");
    panhuo_store::save(&merged, &path).unwrap();
    let read = panhuo_store::open(&path).unwrap();
    assert_eq!(read, merged);

    let mut split = read;
    for id in merged.lineage().members.keys() {
        split = split.split(id).unwrap();
    }
    assert_eq!(split.sites(), rows.sites());
    assert_eq!(split.lineage().decisions, merged.lineage().decisions);
}
