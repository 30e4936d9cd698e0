//! Registers with known matches, stored beside the repository. Without them the tests are skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use panhuo::Position;
use panhuo::linkage::{IdentityProfile, Linkage, MatchClass, Record, RecordRow, RecordValue};

use crate::text;

fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Precision and recall of the linked pairs, and their harmonic mean.
pub(crate) fn score(
    linked: &BTreeSet<(usize, usize)>,
    truth: &BTreeSet<(usize, usize)>,
) -> [f64; 3] {
    #[allow(clippy::cast_precision_loss, reason = "counts of pairs")]
    let ratio = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let both = linked.intersection(truth).count();
    let (precision, recall) = (ratio(both, linked.len()), ratio(both, truth.len()));
    [
        precision,
        recall,
        2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE),
    ]
}

/// All pairs of rows that are in one cluster.
fn pairs_of(cluster_of: &[usize]) -> BTreeSet<(usize, usize)> {
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, cluster) in cluster_of.iter().enumerate() {
        clusters.entry(*cluster).or_default().push(row);
    }
    let mut pairs = BTreeSet::new();
    for rows in clusters.values() {
        for (at, a) in rows.iter().enumerate() {
            pairs.extend(rows[at + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
        }
    }
    pairs
}

fn link(records: &[Record], profile: &IdentityProfile) -> BTreeSet<(usize, usize)> {
    let linkage = Linkage::new(records, profile).unwrap();
    let candidates = linkage.candidates(RecordRow(0)).unwrap();
    let scored = linkage.score_pairs(&candidates);
    let clusters = linkage.clusters(&scored, &[]);
    println!(
        "{} records, {} candidates, {} possible matches",
        records.len(),
        candidates.len(),
        clusters.possible_matches.len()
    );
    let cluster_of: Vec<usize> = clusters.cluster_of.iter().map(|row| row.index()).collect();
    pairs_of(&cluster_of)
}

/// FEBRL 1-4: synthetic persons with typing errors; the number in the id tells which records match.
#[test]
fn persons_of_febrl() {
    let Some(folder) = folder("linkage_febrl") else {
        return;
    };
    let profile = IdentityProfile::person();
    for files in [
        &["dataset1"][..],
        &["dataset2"],
        &["dataset3"],
        &["dataset4a", "dataset4b"],
    ] {
        let mut all: Vec<BTreeMap<String, String>> = Vec::new();
        for file in files {
            all.extend(rows(&folder.join(format!("{file}.csv"))));
        }
        let record = |row: &BTreeMap<String, String>| Record {
            id: row["rec_id"].clone(),
            values: profile
                .fields
                .iter()
                .map(|field| text(&row[&field.name]))
                .collect(),
        };
        let records: Vec<Record> = all.iter().map(record).collect();
        let person: Vec<usize> = {
            let number = |record: &Record| record.id.split('-').nth(1).unwrap().to_owned();
            let mut first: BTreeMap<String, usize> = BTreeMap::new();
            let each = records.iter().enumerate();
            each.map(|(at, record)| *first.entry(number(record)).or_insert(at))
                .collect()
        };
        let truth = pairs_of(&person);
        let [precision, recall, f1] = score(&link(&records, &profile), &truth);
        println!(
            "{files:?}: precision {precision:.4} recall {recall:.4} F1 {f1:.4}, {} true pairs",
            truth.len()
        );
        assert!(f1 > 0.97, "{files:?}: {f1}");
    }
}

/// British councils' registers in two published versions, linked council by council.
#[test]
fn versions_of_british_registers() {
    let Some(folder) = folder("uk_brownfield_registers") else {
        return;
    };
    let links = rows(&folder.join("cross_version_links.csv"));
    for with_reference in [false, true] {
        let [precision, recall, f1] = versions(&links, with_reference);
        println!(
            "references {with_reference}: precision {precision:.4} recall {recall:.4} F1 {f1:.4}"
        );
        assert!(f1 > if with_reference { 0.97 } else { 0.93 });
    }
}

fn versions(links: &[BTreeMap<String, String>], with_reference: bool) -> [f64; 3] {
    let profile = IdentityProfile::site();
    let mut councils: BTreeMap<&str, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    for link in links {
        councils.entry(&link["file_b"]).or_default().push(link);
    }
    let mut records = Vec::new();
    // Rows of one council with one reference match.
    let mut sites: Vec<(&str, &str)> = Vec::new();
    for (council, links) in councils {
        for link in links {
            for side in ["a", "b"] {
                let value = |name: &str| match name {
                    "address" => text(&link[&format!("address_{side}")]),
                    "jurisdiction" => text(council),
                    "reference" if with_reference => text(&link[&format!("ref_{side}")]),
                    "site_area" => hectares(&link[&format!("hectares_{side}")]),
                    _ => RecordValue::Unknown,
                };
                let id = format!("{side}{:04}", records.len());
                let values = profile
                    .fields
                    .iter()
                    .map(|field| value(&field.name))
                    .collect();
                records.push(Record { id, values });
            }
            sites.extend([(council, link["ref_b"].as_str()); 2]);
        }
    }
    // Only pairs across the versions: the duplicates within a version are not known.
    let across = |pair: &(usize, usize)| pair.0 % 2 != pair.1 % 2;
    let first = |site: &(&str, &str)| sites.iter().position(|other| other == site).unwrap();
    let first: Vec<usize> = sites.iter().map(first).collect();
    let truth: BTreeSet<_> = pairs_of(&first).into_iter().filter(across).collect();
    let linked: BTreeSet<_> = link(&records, &profile)
        .into_iter()
        .filter(across)
        .collect();
    score(&linked, &truth)
}

fn hectares(text: &str) -> RecordValue {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 => {
            let decimals = text.split_once('.').map_or(0, |(_, after)| after.len());
            let step = 10_f64.powi(-i32::try_from(decimals).unwrap()) * 10_000.0;
            RecordValue::Number {
                low: value * 10_000.0,
                high: value * 10_000.0,
                step,
            }
        }
        _ => RecordValue::Unknown,
    }
}

/// A register of lots, many of them adjoining lots of one owner. It lists most lots once; the number of duplicates
/// is not known, but is well below one in a hundred.
#[test]
fn adjoining_lots_are_non_matches() {
    let Some(folder) = folder("us_la_vacant_lots") else {
        return;
    };
    let profile = IdentityProfile::site();
    let lots = rows(&folder.join("vacant_lots.csv"));
    let degrees = |text: &str| text.parse::<f64>().unwrap();
    let value = |lot: &BTreeMap<String, String>, name: &str| match name {
        "address" => text(&lot["address"]),
        "jurisdiction" => text(&lot["community"]),
        // Names of persons are left out of the data.
        "owner" if lot["owner"] != "(private person)" => text(&lot["owner"]),
        "location" => RecordValue::Location {
            position: Position::new(degrees(&lot["longitude"]), degrees(&lot["latitude"])).unwrap(),
            accuracy: 0.0,
            footprint: None,
        },
        _ => RecordValue::Unknown,
    };
    let record = |lot: &BTreeMap<String, String>| Record {
        id: lot["lot_id"].clone(),
        values: profile
            .fields
            .iter()
            .map(|field| value(lot, &field.name))
            .collect(),
    };
    let records: Vec<Record> = lots.iter().map(record).collect();
    let linkage = Linkage::new(&records, &profile).unwrap();
    let (scored, _) = linkage.score_candidates(RecordRow(0)).unwrap();
    let cluster_of = linkage.clusters(&scored, &[]).cluster_of;
    let mut sizes: BTreeMap<RecordRow, usize> = BTreeMap::new();
    for cluster in cluster_of {
        *sizes.entry(cluster).or_default() += 1;
    }
    let largest = sizes.values().max().unwrap();
    println!(
        "{} lots are {} sites, at most {largest} lots in one",
        records.len(),
        sizes.len()
    );
    assert!(sizes.len() * 100 >= records.len() * 99 && *largest <= 10);
}

/// Equal records are matches and need no clerical review.
#[test]
fn every_row_of_a_register_matches_its_copy() {
    let Some(folder) = folder("uk_brownfield_registers") else {
        return;
    };
    let links = rows(&folder.join("cross_version_links.csv"));
    let profile = IdentityProfile::site();
    let record = |side: &str, link: &BTreeMap<String, String>| Record {
        id: format!("{side}{}", link["ref_b"]),
        values: profile
            .fields
            .iter()
            .map(|field| match field.name.as_str() {
                "address" => text(&link["address_b"]),
                "reference" => text(&link["ref_b"]),
                "jurisdiction" => text(&link["file_b"]),
                "site_area" => hectares(&link["hectares_b"]),
                _ => RecordValue::Unknown,
            })
            .collect(),
    };
    let links: Vec<_> = links
        .iter()
        .filter(|link| link["file_b"].contains("E09000032"))
        .collect();
    let records: Vec<Record> = ["a", "b"]
        .iter()
        .flat_map(|side| links.iter().map(|link| record(side, link)))
        .collect();
    let linkage = Linkage::new(&records, &profile).unwrap();
    let count = u32::try_from(links.len()).unwrap();
    for row in 0..count {
        let scored = linkage.score(RecordRow(row), RecordRow(row + count));
        assert_eq!(scored.match_class, MatchClass::Match);
    }
}
