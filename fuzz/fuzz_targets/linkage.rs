//! Names, addresses and numbers of any kind, linked: no panic, and no more than some time for each pair.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::attribute::{ADDRESS, OWNER};
use panhuo::interval::ReportedValue;
use panhuo::linkage::ResolveOptions;
use panhuo::{Inventory, Site, SiteKind};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split('\n').take(40);
    let sites = lines.enumerate().map(|(at, line)| {
        let mut parts = line.split('\t');
        let name = parts.next().filter(|name| !name.trim().is_empty());
        let kind = if at % 3 == 0 {
            SiteKind::Land
        } else {
            SiteKind::IdleFactory
        };
        let mut site = Site::new(format!("{at}"), kind, name.unwrap_or("x"));
        for (attribute, value) in [ADDRESS, OWNER].into_iter().zip(parts) {
            site.facts
                .insert(attribute, ReportedValue::Text(value.into()).into());
        }
        site
    });
    let Ok(inventory) = Inventory::new(sites.collect()) else {
        return;
    };
    let resolution = inventory
        .resolve(&ResolveOptions::new())
        .expect("the shipped profile is sound");
    let merged = resolution.inventory().expect("rows that were sites");
    assert!(merged.sites().len() <= inventory.sites().len());
});
