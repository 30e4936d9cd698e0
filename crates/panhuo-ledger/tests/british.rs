//! Notations that British councils use in their registers.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::fmt::Write as _;

use panhuo::attribute::{OWNER_CLASS, SITE_AREA};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::{Interval, Site};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, read_bytes};

/// A register with a row for each of these cells under a header.
fn register(header: &str, cells: &[&str]) -> Ledgers {
    let headers = ["Hectares", "OwnershipStatus", "LastUpdatedDate"];
    let mut text = format!("SiteReference,SiteNameAddress,{}\n", headers.join(","));
    for (at, cell) in cells.iter().enumerate() {
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        let row = headers.map(|each| if each == header { quoted.as_str() } else { "" });
        writeln!(text, "S{at},Mill Lane {at},{}", row.join(",")).unwrap();
    }
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    read_bytes("register.csv", text.as_bytes(), &options).unwrap()
}

fn read<T>(header: &str, cells: &[&str], of: impl Fn(&Site) -> T) -> Vec<T> {
    let ledgers = register(header, cells);
    assert_eq!(ledgers.sites().len(), cells.len());
    ledgers.sites().iter().map(of).collect()
}

#[test]
fn areas() {
    let cells = [
        "0.05 hectares",
        "0..46",
        "<0.1",
        "0.02ha",
        "> 2",
        "1,200 sqm",
        "c. 0.5",
        ".35",
    ];
    let found = read("Hectares", &cells, |site| {
        let area = site.interval(SITE_AREA);
        (area.low().round(), area.high().round())
    });
    let meant = [
        (500.0, 500.0),
        (4600.0, 4600.0),
        (0.0, 1000.0),
        (200.0, 200.0),
        (20_000.0, f64::INFINITY),
        (1200.0, 1200.0),
        (4500.0, 5500.0),
        (3500.0, 3500.0),
    ];
    assert_eq!(found, meant);
    let slips = register("Hectares", &["0..46"]);
    let code = IssueCode::ValueGuessed.name();
    assert!(
        slips
            .issues()
            .iter()
            .any(|issue| issue.code == code && issue.interpretation == "0.46")
    );
}

#[test]
fn owners() {
    let cells = [
        "owned by a public authority",
        "Owned by a  Public Authority.",
        "owmed by a public authority",
        "Not owned by a \npublic authority",
        "Not owned by a pubic authority",
        "not owned by public authourity",
        "Not in Public Ownership",
        "mixed owner",
        "Unkown Ownership",
        "Unknown owenrship",
        "Promoted",
    ];
    let found = read("OwnershipStatus", &cells, |site| {
        match &site.facts[&OWNER_CLASS].value {
            ReportedValue::Category(choices) => {
                let at = choices.position().unwrap();
                OWNER_CLASS.categories()[at].name
            }
            ReportedValue::Unknown(MissingReason::NotReported) => "not reported",
            ReportedValue::Unknown(MissingReason::Illegible) => "illegible",
            other => panic!("{other:?}"),
        }
    });
    let meant = [
        "state",
        "state",
        "state",
        "private",
        "private",
        "private",
        "private",
        "shared",
        "not reported",
        "not reported",
        "illegible",
    ];
    assert_eq!(found, meant);
}

#[test]
fn days() {
    let cells = [
        "22.09.2011",
        "05/12/2017",
        "2017-12-05",
        "Dec 5, 2017",
        "\"2017-12-05\"",
        "N/A",
    ];
    let found = read("LastUpdatedDate", &cells, |site| site.as_of);
    let fifth = Interval::exact(17_505.0);
    assert_eq!(found[0], Interval::exact(15_239.0));
    assert_eq!(found[1..], [fifth, fifth, fifth, fifth, None]);
}
