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
use std::path::{Path, PathBuf};

use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::ReportedValue;
use panhuo::{Attribute, Quantity, Site};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, Row, RowRole};
use serde_json::Value;

/// Every kind of mess, and everything together, must score at least this.
const FLOOR: f64 = 0.97;

/// Kinds of mess that no reader can score on, and why.
const LIMITS: &[(&str, &str)] = &[
    (
        "mess: unlabelled_service",
        "coordinates of GCJ-02 that nobody labels look like WGS84, some 500 m off",
    ),
    (
        "mess: out_of_township",
        "without boundaries a township of fewer than eight placed sites has no middle to be far from",
    ),
    ("issue: coordinates-astray", "as mess: out_of_township"),
];

/// Kinds of mess, and the issue that each must raise, there and nowhere else.
const RAISED: &[(&str, &str)] = &[
    ("swapped_axes", "coordinates-swapped"),
    ("out_of_district", "coordinates-outside"),
    ("out_of_township", "coordinates-astray"),
    ("zero_coordinates", "coordinates-zero"),
    ("bd09 gcj02", "coordinates-converted"),
    ("area_conflict", "area-conflict"),
    ("illegible", "illegible"),
    ("absurd_zero", "absurd-zero"),
    ("ditto", "ditto-filled"),
    ("hidden_row", "row-hidden"),
];

/// One kind's score.
#[derive(Default)]
struct Score {
    /// How many answers the truth expects.
    expected: usize,
    /// How many were answered, rightly or not; an illegible cell does not count as an answer.
    answered: usize,
    right: usize,
}

impl Score {
    fn count(&mut self, answered: bool, right: bool) {
        self.expected += 1;
        self.answered += usize::from(answered);
        self.right += usize::from(right);
    }

    fn precision(&self) -> f64 {
        share(self.right, self.answered)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.expected)
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
fn the_corpus_is_read_as_its_truth_states() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/ledgers");
    // Another seed's corpus, to see that nothing was fitted to this one.
    let folder = std::env::var_os("PANHUO_LEDGERS").map_or(example, PathBuf::from);
    let Ok(truth) = std::fs::read_to_string(folder.join("truth.jsonl")) else {
        println!("skipped: run `python examples/data/make_ledgers.py` first");
        return;
    };
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap());
    refused_unless_allowed(&panhuo_ledger::read([&folder], &options).unwrap(), &truth);
    let options = options.convert_map_services(true);
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
        "kind", "total", "precision", "recall"
    );
    for (kind, score) in &scores.by_kind {
        println!(
            "{kind:26} {:5} {:9.3} {:7.3}",
            score.expected,
            score.precision(),
            score.recall()
        );
    }
    for (kind, score) in &scores.by_kind {
        if let Some((_, why)) = LIMITS.iter().find(|(limit, _)| limit == kind) {
            println!("{kind}: {why}");
            continue;
        }
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

/// Coordinates of a map service are not used unless the caller allows it.
fn refused_unless_allowed(ledgers: &Ledgers, truth: &str) {
    let lines = truth.lines().skip(1);
    let lines = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    for line in lines.filter(|line| has_error(line, "bd09 gcj02")) {
        let at = |site: &&Site| {
            let source = &site.sources[0];
            source.file() == line["file"].as_str().unwrap()
                && source.sheet() == line["sheet"].as_str().unwrap()
                && source.row().map(u64::from) == line["row"].as_u64()
        };
        let site = ledgers.sites().iter().find(at).unwrap();
        assert_eq!(site.position, None, "{line}");
        let refuses_crs = |issue: &&panhuo::inventory::Issue| {
            issue.site.as_ref() == Some(&site.id) && issue.code == "coordinates-system"
        };
        assert!(
            ledgers.issues().iter().any(|issue| refuses_crs(&issue)),
            "{line}"
        );
    }
}

/// Whether a row of the truth has one of these errors.
fn has_error(line: &Value, errors: &str) -> bool {
    let found = line["errors"].as_array().into_iter().flatten();
    found
        .filter_map(Value::as_str)
        .any(|error| errors.split(' ').any(|each| each == error))
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
                (
                    row.source.file(),
                    row.source.sheet(),
                    u64::from(row.source.row().unwrap()),
                ),
                row,
            )
        })
        .collect();
    let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let none = BTreeSet::new();
    for issue in ledgers.issues() {
        if let Some(site) = &issue.site {
            codes.entry(site.as_str()).or_default().insert(&issue.code);
        }
    }
    let lines: Vec<Value> = truth
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let reported: BTreeSet<&str> = lines
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
        if role != "site" {
            continue;
        }
        match rows.get(&key).map(|row| &row.role) {
            Some(RowRole::Site(id)) => {
                Pair {
                    site: sites[id.as_str()],
                    line,
                    place: &place,
                    codes: codes.get(id.as_str()).unwrap_or(&none),
                }
                .compare(&reported, &mut scores);
            }
            // All values of a missed row count as unanswered.
            _ => {
                for name in line["readings"].as_object().unwrap().keys() {
                    scores.count("all readings", &place, false, false, || {
                        format!("{name}: the row is lost")
                    });
                }
            }
        }
    }
    scores
}

/// A row of the truth beside the site that was read from it.
struct Pair<'a> {
    site: &'a Site,
    line: &'a Value,
    place: &'a str,
    /// The issues about the row.
    codes: &'a BTreeSet<&'a str>,
}

impl Pair<'_> {
    fn compare(&self, reported: &BTreeSet<&str>, scores: &mut Scores) {
        let mut right: BTreeMap<&str, bool> = BTreeMap::new();
        for (error, code) in RAISED {
            let (expected, raised) = (has_error(self.line, error), self.codes.contains(code));
            let score = scores.by_kind.entry(format!("issue: {code}")).or_default();
            score.expected += usize::from(expected);
            score.answered += usize::from(raised);
            score.right += usize::from(expected && raised);
            if expected != raised {
                let what = format!("issue: {code}: {}: {error} {expected}", self.place);
                scores.faults.push(what);
            }
        }
        right.insert("hidden_row", self.codes.contains("row-hidden"));
        self.compare_site(scores, &mut right);
        let encumbrances = self.compare_encumbrances(scores);
        let cells = self.line["cells"].as_object().unwrap();
        let in_cell = |error: &str| cells.values().any(|cell| cell["error"] == error);
        for error in self.line["errors"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
        {
            let whole_row = match error {
                "fact_in_remark" if !in_cell(error) => Some(encumbrances),
                name if name.ends_with("_name") => Some(right["name"]),
                name => right.get(name).copied(),
            };
            if let Some(right) = whole_row {
                scores.count(
                    &format!("mess: {error}"),
                    self.place,
                    true,
                    right,
                    String::new,
                );
            }
        }
        for (name, cell) in cells {
            let kind = format!("mess: {}", cell["error"].as_str().unwrap());
            if let Some(right) = right.get(name.as_str()) {
                scores.count(&kind, self.place, true, *right, String::new);
            }
        }
        self.compare_readings(reported, scores);
    }

    /// Compares what is not an attribute; notes in `right` what was read correctly, by kind of mess or cell.
    fn compare_site(&self, scores: &mut Scores, right: &mut BTreeMap<&str, bool>) {
        let (site, line, place) = (self.site, self.line, self.place);
        let text = |key: &str| line[key].as_str().unwrap_or_default();
        let kind = site.kind.name() == text("kind");
        scores.count("site: kind", place, true, kind, || {
            format!("{} read as {}", text("kind"), site.kind)
        });
        let name = site.name == text("name");
        scores.count("site: name", place, true, name, || {
            format!("{} read as {}", text("name"), site.name)
        });
        let township = site.jurisdiction == text("township_code");
        scores.count(
            "site: township",
            place,
            !site.jurisdiction.is_empty(),
            township,
            || format!("{} read as {:?}", text("township_code"), site.jurisdiction),
        );
        let contact = line["contact"].as_bool().unwrap() != site.contacts.is_empty();
        scores.count("site: contact", place, true, contact, || {
            format!("{} read as {:?}", line["contact"], site.contacts)
        });
        let warned = self.codes.contains("coordinates-astray");
        let position = same_position(site, line) || has_error(line, "out_of_township") && warned;
        let answered = site.position.is_some() || line["longitude"].is_null();
        scores.count("site: position", place, answered, position, || {
            format!(
                "{} {} read as {:?}",
                line["longitude"], line["latitude"], site.position
            )
        });
        right.extend([
            ("name", name),
            ("short_township", township),
            ("contact_in_remark", contact),
            ("position", position),
        ]);
    }

    fn compare_encumbrances(&self, scores: &mut Scores) -> bool {
        let meant = self.line["encumbrances"].as_object().unwrap();
        let mut all_right = true;
        for kind in [
            EncumbranceKind::Mortgage,
            EncumbranceKind::Seizure,
            EncumbranceKind::Lease,
        ] {
            let truth = meant.get(kind.name()).and_then(Value::as_bool);
            let ours = self
                .site
                .encumbrances
                .get(&kind)
                .map(|encumbrance| encumbrance.present);
            if truth.is_none() && ours.is_none() {
                continue;
            }
            let right = truth == ours;
            all_right &= right;
            scores.count(
                "site: encumbrances",
                self.place,
                ours.is_some(),
                right,
                || format!("{} {truth:?} read as {ours:?}", kind.name()),
            );
        }
        all_right
    }

    fn compare_readings(&self, reported: &BTreeSet<&str>, scores: &mut Scores) {
        let readings = self.line["readings"].as_object().unwrap();
        let cells = self.line["cells"].as_object().unwrap();
        for (name, meant) in readings {
            let attribute = Attribute::from_name(name).unwrap();
            let ours = self.site.facts.get(&attribute).map(|fact| &fact.value);
            let right = same_reading(attribute, ours, meant);
            let answered =
                ours.is_some_and(ReportedValue::is_known) || meant.get("unknown").is_some();
            let what = || {
                let raw = cells.get(name).map_or(&Value::Null, |cell| &cell["raw"]);
                format!("{name} {raw} is {meant}, read as {ours:?}")
            };
            scores.count("all readings", self.place, answered, right, what);
            if let Some(cell) = cells.get(name) {
                let kind = format!("mess: {}", cell["error"].as_str().unwrap());
                scores.count(&kind, self.place, answered, right, what);
            }
        }
        // A value that the row does not report is a wrong answer.
        for (attribute, fact) in &self.site.facts {
            let name = attribute.name();
            if fact.value.is_known() && !readings.contains_key(name) && reported.contains(name) {
                scores
                    .by_kind
                    .entry("all readings".to_owned())
                    .or_default()
                    .answered += 1;
                scores.faults.push(format!(
                    "{}: {name} is not reported, but read from {:?} as {:?}",
                    self.place, fact.raw, fact.value
                ));
            }
        }
    }
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

fn same_reading(attribute: Attribute, ours: Option<&ReportedValue>, meant: &Value) -> bool {
    if let Some(reason) = meant.get("unknown").and_then(Value::as_str) {
        return match ours {
            None => reason == "not_reported",
            Some(ReportedValue::Unknown(gap)) => gap.name() == reason,
            Some(_) => false,
        };
    }
    match (ours, meant) {
        (Some(ReportedValue::Number(interval)), Value::Array(ends)) => {
            end(&ends[0])
                .unwrap_or(f64::NEG_INFINITY)
                .near(interval.low())
                && end(&ends[1]).unwrap_or(f64::INFINITY).near(interval.high())
        }
        (Some(ReportedValue::Category(choices)), Value::String(word)) => choices
            .position()
            .is_some_and(|at| attribute.categories()[at].name == word),
        (Some(ReportedValue::Text(text)), Value::String(word)) => text == word,
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
