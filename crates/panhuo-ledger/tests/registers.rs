//! Real registers, which were not made for this reader: it must read or refuse each without a panic, and
//! account for every row. They are kept beside the repository; without them the tests are skipped.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(clippy::print_stdout, reason = "says what was skipped")]

use std::collections::BTreeMap;
use std::path::Path;

use panhuo::attribute::SITE_AREA;
use panhuo::{Site, SiteKind};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, RowRole};

fn read(folder: &str) -> Option<Ledgers> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(folder);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let options = ReadOptions::new().default_kind(SiteKind::Land);
    let options = if folder.ends_with("fr_friches_standard") {
        options.profile(Profile::bundled("cnig-friches").unwrap())
    } else {
        options
    };
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
    // No file is dropped silently: a file without sites has an issue that says why.
    for file in ledgers.files() {
        let has_site = ledgers
            .rows()
            .iter()
            .any(|row| row.source.file() == file.as_str() && matches!(row.role, RowRole::Site(_)));
        let has_issue = ledgers
            .issues()
            .iter()
            .any(|issue| issue.source.file() == file.as_str());
        assert!(has_site || has_issue, "{file}");
    }
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

/// Lots and brownfields of other countries: how many sites, and how many of them have a place and an
/// area.
#[test]
fn registers_of_other_countries_are_read() {
    // Folder, sites (the data rows of the file, counted apart), with a place, with an area.
    let registers = [
        ("us_la_vacant_lots", 22_686, 22_686, 0),
        ("us_longbeach_vacant_lots", 602, 0, 0),
        // One of 113 polygons crosses itself.
        ("sk_bratislava_brownfields", 113, 112, 113),
        ("fr_friches_standard", 1, 1, 1),
    ];
    for (folder, sites, placed, sized) in registers {
        let Some(ledgers) = read(folder) else { return };
        let count = |has: &dyn Fn(&Site) -> bool| ledgers.sites().iter().filter(|s| has(s)).count();
        assert_eq!(ledgers.sites().len(), sites, "{folder}");
        assert_eq!(
            count(&|site| site.representative().is_some()),
            placed,
            "{folder}"
        );
        assert_eq!(
            count(&|site| site.interval(SITE_AREA).value().is_some()),
            sized,
            "{folder}"
        );
    }
}

/// Compares texts extracted from PDFs with the tables that people made of the same PDFs: how many fields
/// of a table are found in the text under the same reference. Where the text still has columns, records
/// broken over several lines are joined. Where only the order of blocks is left, nothing is guessed: no
/// field may be wrong, and an issue says why there is none.
#[test]
fn texts_out_of_pdfs_are_compared_with_the_tables_made_of_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/uk_brownfield_registers/registers");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    // Text, table, and the least recall.
    for (raw, fixed, least) in [
        ("preston_raw_pdf.txt", "preston_fixed.csv", 0.0),
        (
            "tonbridge-malling_raw.txt",
            "tonbridge-malling_fixed.csv",
            0.85,
        ),
    ] {
        let ledgers = panhuo_ledger::read([folder.join(raw)], &options).unwrap();
        let by_reference: BTreeMap<&str, &Site> = ledgers
            .sites()
            .iter()
            .map(|site| (site.reference.as_str(), site))
            .collect();
        let mut table = csv::ReaderBuilder::new()
            .flexible(true)
            .from_path(folder.join(fixed))
            .unwrap();
        let headers: Vec<String> = table.headers().unwrap().iter().map(normalized).collect();
        let (mut expected, mut answered, mut right) = (0_u32, 0_u32, 0_u32);
        for record in table.records() {
            let record = record.unwrap();
            let field = |name: &str| {
                let at = headers.iter().position(|header| header == name).unwrap();
                record.get(at).unwrap_or_default().trim()
            };
            let site = by_reference.get(field("sitereference"));
            let number = |name: &str| field(name).parse::<f64>().ok();
            let area = site.and_then(|site| site.interval(SITE_AREA).value());
            let east = site.and_then(|site| Some(site.position?.longitude()));
            let fields = [
                (true, site.is_some(), true),
                (
                    !field("sitenameaddress").is_empty(),
                    site.is_some_and(|site| !site.name.is_empty()),
                    site.is_some_and(|site| {
                        normalized(&site.name) == normalized(field("sitenameaddress"))
                    }),
                ),
                (
                    number("hectares").is_some(),
                    area.is_some(),
                    area.zip(number("hectares"))
                        .is_some_and(|(ours, theirs)| (ours / 10_000.0 - theirs).abs() < 1e-6),
                ),
                // Of grids only whether there is a place is compared.
                (
                    number("geox").is_some(),
                    east.is_some(),
                    east.zip(number("geox")).is_some_and(|(ours, theirs)| {
                        theirs > 180.0 || (ours - theirs).abs() < 1e-4
                    }),
                ),
            ];
            for (there, ours, same) in fields.into_iter().filter(|(there, ..)| *there) {
                expected += u32::from(there);
                answered += u32::from(ours);
                right += u32::from(ours && same);
            }
        }
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        println!(
            "{raw}: {expected} fields, precision {:.2} of {answered} answered, recall {:.2}; {} sites, {} issues",
            share(right, answered),
            share(right, expected),
            ledgers.sites().len(),
            ledgers.issues().len(),
        );
        assert!(!ledgers.issues().is_empty(), "an issue says so");
        assert!(share(right, expected) >= least, "{raw}");
        assert!(right * 100 >= answered * 95, "{raw}");
    }
}

fn normalized(text: &str) -> String {
    let plain = text.chars().filter(|c| c.is_alphanumeric());
    plain.collect::<String>().to_lowercase()
}
