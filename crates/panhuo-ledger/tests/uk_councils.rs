//! The brownfield registers of 160 British councils, against what was found out about them
//! independently. The data lie beside the repository; without them the test is skipped.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(clippy::print_stdout, reason = "prints the figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use panhuo::{Position, Site};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, RowRole};

/// The fields of the standard, by their names without blanks and case.
const STANDARD: &[(&str, &str)] = &[
    ("organisationuri", "OrganisationURI"),
    ("organisationlabel", "responsible_unit"),
    ("sitereference", "reference"),
    ("previouslypartof", "PreviouslyPartOf"),
    ("sitenameaddress", "address"),
    ("siteplanurl", "SiteplanURL"),
    ("coordinatereferencesystem", "coordinate_system"),
    ("geox", "longitude"),
    ("geoy", "latitude"),
    ("hectares", "site_area"),
    ("ownershipstatus", "owner_class"),
    ("deliverable", "Deliverable"),
    ("planningstatus", "PlanningStatus"),
    ("permissiontype", "PermissionType"),
    ("permissiondate", "PermissionDate"),
    ("planninghistory", "PlanningHistory"),
    ("proposedforpip", "ProposedForPIP"),
    ("minnetdwellings", "MinNetDwellings"),
    ("developmentdescription", "DevelopmentDescription"),
    ("nonhousingdevelopment", "NonHousingDevelopment"),
    ("part2", "Part2"),
    ("netdwellingsrangefrom", "NetDwellingsRangeFrom"),
    ("netdwellingsrangeto", "NetDwellingsRangeTo"),
    ("hazardoussubstances", "HazardousSubstances"),
    ("siteinformation", "SiteInformation"),
    ("notes", "remarks"),
    ("firstaddeddate", "FirstAddedDate"),
    ("lastupdateddate", "as_of"),
];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/uk_brownfield_councils_2019");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn records(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of rows")]
    let share = part as f64 / whole.max(1) as f64;
    share
}

/// The codes of issues by file and row.
fn codes(ledgers: &Ledgers) -> BTreeMap<(String, u32), BTreeSet<&str>> {
    let mut codes: BTreeMap<(String, u32), BTreeSet<&str>> = BTreeMap::new();
    for issue in ledgers.issues() {
        if let Some(row) = issue.source.row() {
            let key = (issue.source.file().to_owned(), row);
            codes.entry(key).or_default().insert(&issue.code);
        }
    }
    codes
}

#[test]
fn registers_of_british_councils() {
    let Some(folder) = folder() else { return };
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    let ledgers = panhuo_ledger::read([folder.join("registers")], &options).unwrap();
    files_and_rows(&ledgers, &folder);
    headers(&ledgers);
    let sites = by_row(&ledgers);
    coordinates(&ledgers, &sites, &folder);
    pairs(&ledgers, &folder);
}

fn by_row(ledgers: &Ledgers) -> BTreeMap<(String, u32), &Site> {
    let each = ledgers.sites().iter().map(|site| {
        let source = &site.sources[0];
        ((source.file().to_owned(), source.row().unwrap()), site)
    });
    each.collect()
}

/// Every file is read or refused by name, and every row is a site or is explained.
fn files_and_rows(ledgers: &Ledgers, folder: &Path) {
    let files = std::fs::read_dir(folder.join("registers")).unwrap().count();
    let unread = ledgers
        .issues()
        .iter()
        .filter(|issue| issue.code == IssueCode::FileUnreadable.name())
        .map(|issue| format!("{}: {}", issue.source.file(), issue.raw));
    let unread: Vec<String> = unread.collect();
    let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
    for row in ledgers.rows() {
        *roles.entry(row.role.name()).or_default() += 1;
    }
    println!("files {files}, refused {unread:?}, rows {roles:?}");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for issue in ledgers.issues() {
        *counts.entry(&issue.code).or_default() += 1;
    }
    println!("issues {counts:?}");
    assert_eq!(ledgers.files().len(), files);
    assert_eq!(
        ledgers.rows_read(),
        ledgers.sites().len() + ledgers.rows_explained()
    );
    for row in ledgers.rows() {
        if matches!(
            row.role,
            RowRole::Note | RowRole::Rejected | RowRole::Footer | RowRole::Subtotal
        ) {
            println!(
                "  {} row {}: {}",
                row.source.file(),
                row.source.cell(),
                row.role.name()
            );
        }
    }
}

/// The header cells of the standard's fields mean what the standard says.
fn headers(ledgers: &Ledgers) {
    let (mut right, mut all) = (0, 0);
    for column in ledgers.columns() {
        let plain = column.header.split(['(', '[']).next().unwrap_or_default();
        let plain: String = plain
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let Some((_, meaning)) = STANDARD.iter().find(|(name, _)| *name == plain) else {
            continue;
        };
        all += 1;
        if column.interpretation == *meaning {
            right += 1;
        } else {
            println!(
                "  {:?} is {:?}, not {meaning}",
                column, column.interpretation
            );
        }
    }
    println!("header cells {right} of {all}: {:.4}", share(right, all));
    assert!(share(right, all) >= 0.99);
}

/// Positions against `coordinate_kinds.csv`, and the issues that the rows must have.
fn coordinates(ledgers: &Ledgers, sites: &BTreeMap<(String, u32), &Site>, folder: &Path) {
    let codes = codes(ledgers);
    let (mut right, mut all, mut unmatched) = (0, 0, 0);
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut labels, mut label_rows, mut swaps, mut swap_rows) = (0, 0, 0, 0);
    for truth in records(&folder.join("coordinate_kinds.csv")) {
        let row: u32 = truth["line_record"].parse().unwrap();
        let key = (truth["file"].clone(), row);
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let site = sites.get(&key).filter(|site| {
            words(&site.reference) == words(&truth["site_reference"])
                || truth["site_reference"].is_empty()
        });
        let (Ok(longitude), Ok(latitude)) = (
            truth["derived_lon"].parse::<f64>(),
            truth["derived_lat"].parse::<f64>(),
        ) else {
            continue;
        };
        let kind = truth["kind_by_value"].as_str();
        let Some(site) = site else {
            unmatched += 1;
            all += 1;
            println!("  no site for {key:?} {}", truth["site_reference"]);
            continue;
        };
        let meant = Position::new(longitude, latitude).unwrap();
        let near = site
            .position
            .is_some_and(|position| position.distance(&meant).value() <= 10.0);
        all += 1;
        right += usize::from(near);
        let count = kinds.entry(kind.to_owned()).or_default();
        count.0 += usize::from(near);
        count.1 += 1;
        if !near {
            println!(
                "  {key:?} {} {} {kind}: {:?}",
                truth["geox_raw"], truth["geoy_raw"], site.position
            );
        }
        let has = |code: IssueCode| {
            codes
                .get(&key)
                .is_some_and(|codes| codes.contains(code.name()))
        };
        let wrong_label = matches!(
            (truth["kind_by_label"].as_str(), kind),
            ("osgb", "wgs84" | "wgs84_swapped" | "ecef_xy") | ("geographic", "osgb36")
        );
        if wrong_label {
            label_rows += 1;
            labels += usize::from(has(IssueCode::CoordinatesLabel));
        }
        if kind == "wgs84_swapped" {
            swap_rows += 1;
            swaps += usize::from(has(IssueCode::CoordinatesSwapped));
        }
    }
    println!(
        "coordinates within 10 m: {right} of {all}: {:.4}, {unmatched} rows without a site",
        share(right, all)
    );
    for (kind, (near, rows)) in &kinds {
        println!("  {kind}: {near} of {rows}");
    }
    println!(
        "wrong labels reported: {labels} of {label_rows}; swapped axes: {swaps} of {swap_rows}"
    );
    let outside = ledgers.sites().iter().filter_map(|site| site.position);
    let outside = outside
        .filter(|at| {
            !(-8.7..=1.8).contains(&at.longitude()) || !(49.8..=60.9).contains(&at.latitude())
        })
        .count();
    println!("outside Great Britain: {outside}");
    assert!(share(right, all) >= 0.995);
    assert_eq!((labels, swaps, outside), (label_rows, swap_rows, 0));
}

/// The constant offsets of `coordinate_pairs.csv`.
fn pairs(ledgers: &Ledgers, folder: &Path) {
    let mut listed: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for pair in records(&folder.join("coordinate_pairs.csv")) {
        let distance = pair["pyproj_27700_to_4326_distance_m"].parse().unwrap();
        listed
            .entry(pair["file"].clone())
            .or_default()
            .push(distance);
    }
    let rows = |file: &str, code: IssueCode| {
        let found = ledgers
            .issues()
            .iter()
            .filter(|issue| issue.source.file() == &*file && issue.code == code.name());
        found
            .map(|issue| issue.interpretation.clone())
            .collect::<Vec<_>>()
    };
    for (file, mut distances) in listed {
        distances.sort_by(f64::total_cmp);
        let middle = distances[distances.len() / 2];
        let constant = distances
            .iter()
            .filter(|distance| (*distance - middle).abs() < 10.0)
            .count();
        let offset = rows(&file, IssueCode::CoordinatesOffset);
        let apart = rows(&file, IssueCode::CoordinatesDisagree);
        println!(
            "  {file}: {} pairs, median {middle:.0} m ({constant} alike), constant offset on {} {:?}, disagree on {}",
            distances.len(),
            offset.len(),
            offset.first(),
            apart.len()
        );
        if constant * 4 >= distances.len() * 3 && middle > 50.0 {
            assert!(offset.len() >= constant * 9 / 10, "{file}");
        }
    }
}
