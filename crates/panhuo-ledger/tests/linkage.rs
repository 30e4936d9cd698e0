//! Linkage of the example corpus: precision and recall against the truth of its generator, for each kind of error
//! in a row. `PANHUO_LEDGERS` names a corpus of another seed, to which nothing was tuned.

#![allow(clippy::unwrap_used, reason = "a broken corpus should stop the test")]
#![allow(
    clippy::print_stdout,
    reason = "the table of scores is what the test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use panhuo::Site;
use panhuo::linkage::{IdentityProfile, Linkage, Record, RecordRow};
use panhuo_ledger::{Profile, ReadOptions};
use serde_json::Value;

type Pairs = BTreeSet<(usize, usize)>;

/// The truth about a row: its site, the plant that it is part of, and the kinds of error in it.
struct RowTruth {
    site: String,
    part_of: Option<String>,
    errors: BTreeSet<String>,
}

#[test]
fn reports_of_one_site_are_found() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/ledgers");
    let folder = std::env::var_os("PANHUO_LEDGERS").map_or(example, PathBuf::from);
    let Ok(truth) = std::fs::read_to_string(folder.join("truth.jsonl")) else {
        println!("skipped: run `python examples/data/make_ledgers.py` first");
        return;
    };
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap());
    let ledgers = panhuo_ledger::read([&folder], &options).unwrap();
    let truth_by_row = truth_by_row(&truth);
    let (sites, rows): (Vec<&Site>, Vec<&RowTruth>) = ledgers
        .sites()
        .iter()
        .filter_map(|site| {
            let source = &site.sources[0];
            let key = (
                source.file().to_owned(),
                source.sheet().to_owned(),
                source.row()?,
            );
            Some((site, truth_by_row.get(&key)?))
        })
        .unzip();

    let profile = IdentityProfile::site();
    let records: Vec<Record> = sites
        .iter()
        .map(|site| Record::from_site(site, &profile))
        .collect();
    let linkage = Linkage::new(&records, &profile).unwrap();
    let candidates = linkage.candidates(RecordRow(0)).unwrap();
    let scored = linkage.score_pairs(&candidates);
    let clusters = linkage.clusters(&scored, &[]);

    let mut truth = Pairs::new();
    let mut linked = Pairs::new();
    let (mut true_parts, mut linked_parts) = (Pairs::new(), Pairs::new());
    for a in 0..rows.len() {
        for b in 0..rows.len() {
            if a < b && rows[a].site == rows[b].site {
                truth.insert((a, b));
            }
            if a < b && clusters.cluster_of[a] == clusters.cluster_of[b] {
                linked.insert((a, b));
            }
            if rows[a].part_of.as_ref() == Some(&rows[b].site) {
                true_parts.insert((a, b));
            }
            if clusters.part_of.get(&clusters.cluster_of[a]) == Some(&clusters.cluster_of[b]) {
                linked_parts.insert((a, b));
            }
        }
    }
    print_errors(
        &linkage,
        &sites,
        [(&truth, &linked), (&true_parts, &linked_parts)],
    );
    println!(
        "{} rows, {} pairs compared, {} for clerical review, {} conflicts",
        records.len(),
        candidates.len(),
        clusters.possible_matches.len(),
        clusters.conflicts.len()
    );
    println!(
        "{:22} {:>5} {:>9} {:>7} {:>6}",
        "kind", "pairs", "precision", "recall", "F1"
    );
    let kinds: BTreeSet<&String> = rows.iter().flat_map(|row| &row.errors).collect();
    for kind in kinds {
        let touches = |pair: &&(usize, usize)| {
            rows[pair.0].errors.contains(kind) || rows[pair.1].errors.contains(kind)
        };
        let of = |pairs: &Pairs| -> Pairs { pairs.iter().filter(touches).copied().collect() };
        let (truth, linked) = (of(&truth), of(&linked));
        if !truth.is_empty() {
            report(kind, &truth, &linked);
        }
    }
    let parts = report("part of", &true_parts, &linked_parts);
    let matches = report("match", &truth, &linked);
    assert!(matches >= 0.97 && parts >= 0.9);
}

fn row(index: usize) -> RecordRow {
    RecordRow(u32::try_from(index).unwrap())
}

/// Prints every pair that was missed or linked wrongly; with `PANHUO_EVIDENCE`, also its evidence.
fn print_errors(linkage: &Linkage, sites: &[&Site], results: [(&Pairs, &Pairs); 2]) {
    for (truth, linked) in results {
        for (a, b) in truth.symmetric_difference(linked) {
            let scored = linkage.score(row(*a), row(*b));
            println!(
                "{} {:?} {:.1} / {:.1}: {} [{}] / {} [{}]",
                if truth.contains(&(*a, *b)) {
                    "missed"
                } else {
                    "wrong "
                },
                scored.match_class,
                scored.weights.match_weight,
                scored.weights.part_weight,
                sites[*a].name,
                sites[*a].sources[0],
                sites[*b].name,
                sites[*b].sources[0],
            );
            if std::env::var_os("PANHUO_EVIDENCE").is_some() {
                for line in linkage
                    .evidence(row(*a), row(*b))
                    .iter()
                    .filter(|line| line.match_weight != 0.0)
                {
                    println!(
                        "    {:12} {:10} {:5.1} {:5.1}",
                        line.field, line.level, line.match_weight, line.part_weight
                    );
                }
            }
        }
    }
}

fn report(kind: &str, truth: &Pairs, linked: &Pairs) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of pairs are small")]
    let ratio = |part: usize, whole: usize| {
        if whole == 0 {
            1.0
        } else {
            part as f64 / whole as f64
        }
    };
    let both = linked.intersection(truth).count();
    let (precision, recall) = (ratio(both, linked.len()), ratio(both, truth.len()));
    let f1 = ratio(2 * both, linked.len() + truth.len());
    println!(
        "{kind:22} {:5} {precision:9.3} {recall:7.3} {f1:6.3}",
        truth.len()
    );
    f1
}

fn truth_by_row(truth: &str) -> BTreeMap<(String, String, u32), RowTruth> {
    let mut rows = BTreeMap::new();
    for line in truth.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["role"] != "site" {
            continue;
        }
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let row = u32::try_from(line["row"].as_u64().unwrap()).unwrap();
        let errors = line["errors"].as_array().unwrap().iter();
        rows.insert(
            (text("file"), text("sheet"), row),
            RowTruth {
                site: text("site"),
                part_of: line["part_of"].as_str().map(str::to_owned),
                errors: errors
                    .map(|error| error.as_str().unwrap().to_owned())
                    .collect(),
            },
        );
    }
    rows
}
