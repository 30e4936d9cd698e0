//! Record linkage: published pairs of names, registers with known matches, properties.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(clippy::print_stdout, reason = "prints the figures")]
#![allow(clippy::float_cmp, reason = "sums are compared to the last bit")]

mod names;
mod properties;
mod registers;
mod resolving;

use panhuo::linkage::{IdentityProfile, Linkage, MatchClass, Record, RecordRow, RecordValue};
use panhuo::{Site, SiteKind};

/// Sites of which only names are known.
fn sites(names: &[&str]) -> Vec<Site> {
    let each =
        |(at, name): (usize, &&str)| Site::new(format!("{at:03}"), SiteKind::IdleFactory, *name);
    names.iter().enumerate().map(each).collect()
}

fn records(sites: &[Site], profile: &IdentityProfile) -> Vec<Record> {
    sites
        .iter()
        .map(|site| Record::from_site(site, profile))
        .collect()
}

/// The class of two sites of which only the names are known.
fn by_name(a: &str, b: &str) -> MatchClass {
    let profile = IdentityProfile::site();
    let records = records(&sites(&[a, b]), &profile);
    let linkage = Linkage::new(&records, &profile).unwrap();
    linkage.score(RecordRow(0), RecordRow(1)).match_class
}

fn text(value: &str) -> RecordValue {
    match value.trim() {
        "" => RecordValue::Unknown,
        text => RecordValue::Text(vec![text.to_owned()]),
    }
}
