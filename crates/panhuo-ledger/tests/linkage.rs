//! Which rows of the example corpus are one site: pairs found against the truth of its generator,
//! for each kind of mess. Nothing is tuned to it: `PANHUO_LEDGERS` names a corpus of another seed.

#![allow(clippy::unwrap_used, reason = "a broken corpus should stop the test")]
#![allow(
    clippy::print_stdout,
    reason = "the table of scores is what the test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use panhuo::Site;
use panhuo::linkage::{IdentityProfile, Linkage, Record};
use panhuo_ledger::{Profile, ReadOptions};
use serde_json::Value;

type Pairs = BTreeSet<(usize, usize)>;

/// What the generator says of a row: the site, the plant it is part of, the kinds of mess.
struct Told {
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
    let told = told(&truth);
    let (sites, told): (Vec<&Site>, Vec<&Told>) = ledgers
        .sites()
        .iter()
        .filter_map(|site| {
            let source = &site.sources[0];
            let key = (
                source.file().to_owned(),
                source.sheet().to_owned(),
                source.row()?,
            );
            Some((site, told.get(&key)?))
        })
        .unzip();

    let profile = IdentityProfile::site();
    let records: Vec<Record> = sites
        .iter()
        .map(|site| Record::from_site(site, &profile))
        .collect();
    let linkage = Linkage::new(&records, &profile).unwrap();
    let candidates = linkage.candidates(0);
    let judged = linkage.score_pairs(&candidates);
    let clusters = linkage.clusters(&judged, &[]);

    let mut truth = Pairs::new();
    let mut found = Pairs::new();
    let (mut true_parts, mut found_parts) = (Pairs::new(), Pairs::new());
    for a in 0..told.len() {
        for b in 0..told.len() {
            if a < b && told[a].site == told[b].site {
                truth.insert((a, b));
            }
            if a < b && clusters.cluster_of[a] == clusters.cluster_of[b] {
                found.insert((a, b));
            }
            if told[a].part_of.as_ref() == Some(&told[b].site) {
                true_parts.insert((a, b));
            }
            if clusters.part_of.get(&clusters.cluster_of[a]) == Some(&clusters.cluster_of[b]) {
                found_parts.insert((a, b));
            }
        }
    }
    tell_mistakes(
        &linkage,
        &sites,
        [(&truth, &found), (&true_parts, &found_parts)],
    );
    println!(
        "{} rows, {} pairs compared, {} to be looked at, {} conflicts",
        records.len(),
        candidates.len(),
        clusters.possible_matches.len(),
        clusters.conflicts.len()
    );
    println!(
        "{:22} {:>5} {:>9} {:>7} {:>6}",
        "kind", "pairs", "precision", "recall", "F1"
    );
    let kinds: BTreeSet<&String> = told.iter().flat_map(|row| &row.errors).collect();
    for kind in kinds {
        let touches = |pair: &&(usize, usize)| {
            told[pair.0].errors.contains(kind) || told[pair.1].errors.contains(kind)
        };
        let of = |pairs: &Pairs| -> Pairs { pairs.iter().filter(touches).copied().collect() };
        let (truth, found) = (of(&truth), of(&found));
        if !truth.is_empty() {
            report(kind, &truth, &found);
        }
    }
    let parts = report("part of", &true_parts, &found_parts);
    let same = report("same", &truth, &found);
    assert!(same >= 0.97 && parts >= 0.9);
}

/// Prints every pair that was missed or found wrongly; with `PANHUO_EVIDENCE`, also why.
fn tell_mistakes(linkage: &Linkage, sites: &[&Site], answers: [(&Pairs, &Pairs); 2]) {
    for (truth, found) in answers {
        for (a, b) in truth.symmetric_difference(found) {
            let judged = linkage.score(*a, *b);
            println!(
                "{} {:?} {:.1} / {:.1}: {} [{}] / {} [{}]",
                if truth.contains(&(*a, *b)) {
                    "missed"
                } else {
                    "wrong "
                },
                judged.match_class,
                judged.weights.match_weight,
                judged.weights.part_weight,
                sites[*a].name,
                sites[*a].sources[0],
                sites[*b].name,
                sites[*b].sources[0],
            );
            if std::env::var_os("PANHUO_EVIDENCE").is_some() {
                for line in linkage
                    .evidence(*a, *b)
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

fn report(kind: &str, truth: &Pairs, found: &Pairs) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of pairs are small")]
    let share = |part: usize, whole: usize| {
        if whole == 0 {
            1.0
        } else {
            part as f64 / whole as f64
        }
    };
    let both = found.intersection(truth).count();
    let (precision, recall) = (share(both, found.len()), share(both, truth.len()));
    let f1 = share(2 * both, found.len() + truth.len());
    println!(
        "{kind:22} {:5} {precision:9.3} {recall:7.3} {f1:6.3}",
        truth.len()
    );
    f1
}

fn told(truth: &str) -> BTreeMap<(String, String, u32), Told> {
    let mut told = BTreeMap::new();
    for line in truth.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["role"] != "site" {
            continue;
        }
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let row = u32::try_from(line["row"].as_u64().unwrap()).unwrap();
        let errors = line["errors"].as_array().unwrap().iter();
        told.insert(
            (text("file"), text("sheet"), row),
            Told {
                site: text("site"),
                part_of: line["part_of"].as_str().map(str::to_owned),
                errors: errors
                    .map(|error| error.as_str().unwrap().to_owned())
                    .collect(),
            },
        );
    }
    told
}
