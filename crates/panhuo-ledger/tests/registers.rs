//! Real registers of British councils, which nobody made for this reader: it must not stumble, and
//! must account for every row. They lie beside the repository; without them the test is skipped.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(clippy::print_stdout, reason = "says what was skipped")]

use std::collections::BTreeMap;
use std::path::Path;

use panhuo::SiteKind;
use panhuo_ledger::{Ledgers, ReadOptions, RowRole};

fn read(folder: &str) -> Option<Ledgers> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(folder);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let options = ReadOptions::new().default_kind(SiteKind::Land);
    let ledgers = panhuo_ledger::read([folder], &options).unwrap();
    let sites = ledgers
        .rows()
        .iter()
        .filter(|row| matches!(row.role, RowRole::Site(_)))
        .count();
    assert_eq!(sites, ledgers.sites().len());
    assert_eq!(ledgers.rows_read(), sites + ledgers.rows_explained());
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for row in ledgers.rows() {
        *roles.entry(row.role.name()).or_default() += 1;
    }
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for issue in ledgers.issues() {
        *codes.entry(&issue.code).or_default() += 1;
    }
    println!("{} files, {roles:?}, {codes:?}", ledgers.files().len());
    ledgers.inventory().unwrap();
    Some(ledgers)
}

#[test]
fn councils_registers_are_read_whole() {
    if let Some(ledgers) = read("uk_brownfield_councils_2019/registers") {
        let rows = ledgers.rows_read();
        assert!(
            ledgers.sites().len() * 100 >= rows * 95,
            "{} of {rows} rows are sites",
            ledgers.sites().len()
        );
    }
}

#[test]
fn a_council_of_many_formats_is_read_whole() {
    read("uk_stoke_register");
}
