//! Reads the example corpus and compares every row with the truth that its generator wrote beside
//! it: precision and recall for each kind of mess, not one number.
//!
//! The corpus is made by `examples/data/make_ledgers.py`; without it there is nothing to compare.

#![allow(clippy::unwrap_used, reason = "a broken corpus should stop the test")]
#![allow(
    clippy::print_stdout,
    reason = "the table of scores is what the test is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use panhuo::{Attribute, EncumbranceKind, Quantity, Reading, Site};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, Row, RowRole};
use serde_json::Value;

/// Every kind of mess, and everything together, must score at least this.
const FLOOR: f64 = 0.97;

/// One kind's score.
#[derive(Default)]
struct Score {
    /// How many were asked for.
    asked: usize,
    /// How many of them were answered, rightly or not; an illegible cell is no answer.
    answered: usize,
    right: usize,
}

impl Score {
    fn count(&mut self, answered: bool, right: bool) {
        self.asked += 1;
        self.answered += usize::from(answered);
        self.right += usize::from(right);
    }

    fn precision(&self) -> f64 {
        share(self.right, self.answered)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.asked)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// The scores of a corpus, and what went wrong.
#[derive(Default)]
struct Scores {
    by_kind: BTreeMap<String, Score>,
    faults: Vec<String>,
}

impl Scores {
    fn count(
        &mut self,
        kind: &str,
        place: &str,
        answered: bool,
        right: bool,
        what: impl Fn() -> String,
    ) {
        self.by_kind
            .entry(kind.to_owned())
            .or_default()
            .count(answered, right);
        if !right {
            self.faults.push(format!("{kind}: {place}: {}", what()));
        }
    }
}

#[test]
fn the_corpus_is_read_as_it_was_meant() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/ledgers");
    let Ok(truth) = std::fs::read_to_string(folder.join("truth.jsonl")) else {
        println!("skipped: run `python examples/data/make_ledgers.py` first");
        return;
    };
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap());
    let ledgers = panhuo_ledger::read([&folder], &options).unwrap();
    assert_eq!(
        ledgers.rows_read(),
        ledgers.sites().len() + ledgers.rows_explained()
    );
    let scores = compare(&ledgers, &truth);
    for fault in &scores.faults {
        println!("{fault}");
    }
    println!(
        "{:26} {:>5} {:>9} {:>7}",
        "kind", "asked", "precision", "recall"
    );
    for (kind, score) in &scores.by_kind {
        println!(
            "{kind:26} {:5} {:9.3} {:7.3}",
            score.asked,
            score.precision(),
            score.recall()
        );
    }
    for (kind, score) in &scores.by_kind {
        assert!(
            score.precision() >= FLOOR,
            "precision of {kind} is {:.3}",
            score.precision()
        );
        assert!(
            score.recall() >= FLOOR,
            "recall of {kind} is {:.3}",
            score.recall()
        );
    }
}

fn compare(ledgers: &Ledgers, truth: &str) -> Scores {
    let mut scores = Scores::default();
    let sites: BTreeMap<&str, &Site> = ledgers
        .sites()
        .iter()
        .map(|site| (site.id.as_str(), site))
        .collect();
    let rows: BTreeMap<(&str, &str, u64), &Row> = ledgers
        .rows()
        .iter()
        .map(|row| {
            (
                (row.file.as_str(), row.sheet.as_str(), u64::from(row.row)),
                row,
            )
        })
        .collect();
    let lines: Vec<Value> = truth
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line["readings"].as_object())
        .flat_map(|map| map.keys().map(String::as_str))
        .collect();
    assert_eq!(rows.len(), lines.len(), "rows that hold anything");
    for line in &lines {
        let key = (
            line["file"].as_str().unwrap(),
            line["sheet"].as_str().unwrap(),
            line["row"].as_u64().unwrap(),
        );
        let place = format!("{}[{}]{}", key.0, key.1, key.2);
        let role = line["role"].as_str().unwrap();
        let ours = rows.get(&key).map_or("absent", |row| row.role.name());
        scores.count(&format!("row: {role}"), &place, true, ours == role, || {
            format!("is {role}, read as {ours}")
        });
        let Some(RowRole::Site(id)) = rows.get(&key).map(|row| &row.role) else {
            continue;
        };
        if role == "site" {
            compare_site(sites[id.as_str()], line, &place, &told, &mut scores);
        }
    }
    scores
}

fn compare_site(
    site: &Site,
    line: &Value,
    place: &str,
    told: &BTreeSet<&str>,
    scores: &mut Scores,
) {
    let errors: Vec<&str> = line["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e.as_str().unwrap())
        .collect();
    let text = |key: &str| line[key].as_str().unwrap_or_default();
    let kind_right = site.kind.name() == text("kind");
    scores.count("site: kind", place, true, kind_right, || {
        format!("{} read as {}", text("kind"), site.kind)
    });
    let name_right = site.name == text("name");
    scores.count("site: name", place, true, name_right, || {
        format!("{} read as {}", text("name"), site.name)
    });
    let township_right = site.jurisdiction == text("township_code");
    scores.count(
        "site: township",
        place,
        !site.jurisdiction.is_empty(),
        township_right,
        || format!("{} read as {:?}", text("township_code"), site.jurisdiction),
    );
    let contact = line["contact"].as_bool().unwrap();
    let contact_right = contact != site.contacts.is_empty();
    scores.count("site: contact", place, true, contact_right, || {
        format!("{contact}, {:?}", site.contacts)
    });
    let position_right = same_position(site, line);
    let placed = site.position.is_some();
    let position = || {
        format!(
            "{} {} read as {:?}",
            line["longitude"], line["latitude"], site.position
        )
    };
    scores.count(
        "site: position",
        place,
        placed || line["longitude"].is_null(),
        position_right,
        position,
    );
    let burdens_right = compare_encumbrances(site, line, place, scores);
    for error in &errors {
        match *error {
            "short_township" => scores.count(
                "mess: short_township",
                place,
                true,
                township_right,
                String::new,
            ),
            "hidden_row" => scores.count("mess: hidden_row", place, true, true, String::new),
            "contact_in_remark" => scores.count(
                "mess: contact_in_remark",
                place,
                true,
                contact_right,
                String::new,
            ),
            "fact_in_remark"
                if line["cells"]
                    .as_object()
                    .unwrap()
                    .values()
                    .all(|cell| cell["error"] != "fact_in_remark") =>
            {
                scores.count(
                    "mess: fact_in_remark",
                    place,
                    true,
                    burdens_right,
                    String::new,
                );
            }
            name if name.ends_with("_name") => scores.count(
                &format!("mess: {name}"),
                place,
                true,
                name_right,
                String::new,
            ),
            _ => {}
        }
    }
    let readings = line["readings"].as_object().unwrap();
    let cells = line["cells"].as_object().unwrap();
    for (name, cell) in cells {
        let kind = format!("mess: {}", cell["error"].as_str().unwrap());
        match name.as_str() {
            "position" => scores.count(
                &kind,
                place,
                placed || line["longitude"].is_null(),
                position_right,
                position,
            ),
            "name" => scores.count(&kind, place, true, name_right, String::new),
            _ => {}
        }
    }
    for (name, meant) in readings {
        let Ok(attribute) = Attribute::from_name(name) else {
            scores.faults.push(format!("{place}: no attribute {name}"));
            continue;
        };
        let ours = site.facts.get(&attribute).map(|fact| &fact.reading);
        let right = same_reading(attribute, ours, meant);
        let answered = ours.is_some_and(Reading::is_known) || meant.get("unknown").is_some();
        let what = || {
            let raw = cells.get(name).map_or(&Value::Null, |cell| &cell["raw"]);
            format!("{name} {raw} is {meant}, read as {ours:?}")
        };
        scores.count("all readings", place, answered, right, what);
        if let Some(cell) = cells.get(name) {
            let kind = format!("mess: {}", cell["error"].as_str().unwrap());
            scores.count(&kind, place, answered, right, what);
        }
    }
    // What nobody told is an answer too many.
    for (attribute, fact) in &site.facts {
        let name = attribute.name();
        if fact.reading.is_known() && !readings.contains_key(name) && told.contains(name) {
            let score = scores.by_kind.entry("all readings".to_owned()).or_default();
            score.answered += 1;
            scores.faults.push(format!(
                "{place}: nobody told {name}, read from {:?} as {:?}",
                fact.raw, fact.reading
            ));
        }
    }
}

fn compare_encumbrances(site: &Site, line: &Value, place: &str, scores: &mut Scores) -> bool {
    let meant = line["encumbrances"].as_object().unwrap();
    let mut all_right = true;
    for kind in [
        EncumbranceKind::Mortgage,
        EncumbranceKind::Seizure,
        EncumbranceKind::Lease,
    ] {
        let truth = meant.get(kind.name()).and_then(Value::as_bool);
        let ours = site.encumbrances.get(&kind).map(|burden| burden.present);
        if truth.is_none() && ours.is_none() {
            continue;
        }
        let right = truth == ours;
        all_right &= right;
        scores.count("site: encumbrances", place, ours.is_some(), right, || {
            format!("{} {truth:?} read as {ours:?}", kind.name())
        });
    }
    all_right
}

/// Within 10 m, or absent where there is none to use.
fn same_position(site: &Site, line: &Value) -> bool {
    let wrong = line
        .get("position_wrong")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    match (
        line["longitude"].as_f64(),
        line["latitude"].as_f64(),
        site.position,
    ) {
        (Some(longitude), Some(latitude), Some(position)) if !wrong => {
            let meant = panhuo::Position::new(longitude, latitude).unwrap();
            position.distance(&meant).value() <= 10.0
        }
        (Some(_), Some(_), None) => wrong,
        (None, None, None) => true,
        _ => false,
    }
}

fn same_reading(attribute: Attribute, ours: Option<&Reading>, meant: &Value) -> bool {
    if let Some(reason) = meant.get("unknown").and_then(Value::as_str) {
        return match ours {
            None => reason == "not_reported",
            Some(Reading::Unknown(gap)) => gap.name() == reason,
            Some(_) => false,
        };
    }
    match (ours, meant) {
        (Some(Reading::Number(interval)), Value::Array(ends)) => {
            end(&ends[0])
                .unwrap_or(f64::NEG_INFINITY)
                .near(interval.low())
                && end(&ends[1]).unwrap_or(f64::INFINITY).near(interval.high())
        }
        (Some(Reading::Category(choices)), Value::String(word)) => choices
            .position()
            .is_some_and(|at| attribute.categories()[at].name == word),
        (Some(Reading::Text(text)), Value::String(word)) => text == word,
        _ => false,
    }
}

/// An end of the truth: a number, a day, or none.
fn end(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(day) => Some(day.parse::<Quantity>().unwrap().value()),
        _ => None,
    }
}

trait Near {
    fn near(self, other: f64) -> bool;
}

impl Near for f64 {
    /// Equal to a billionth; the truth is rounded to six decimals.
    fn near(self, other: f64) -> bool {
        let both_open =
            self.is_infinite() && other.is_infinite() && self.signum() == other.signum();
        both_open || (self - other).abs() <= 1e-6 + 1e-9 * self.abs()
    }
}
