//! Prints a hash of every kind of answer, for comparing two versions.
//!
//!     answers district LEDGERS LANDMARKS INVESTORS
//!     answers workload BENCH_DIR ROWS
//!     answers british REGISTERS COUNCILS FEBRL...
//!     answers time PASSES read FILE
//!     answers time PASSES link FEBRL...
//!     answers time PASSES workload BENCH_DIR ROWS
//!
//! One line for each data set and kind of answer, with how many values were hashed. `time` repeats one job
//! `PASSES` times, for a profiler.

mod asking;
mod meaning;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use asking::{Asking, square};
use meaning::{Answers, position};
use panhuo::advice::{AcceptabilityOptions, ConflictOptions, NearMissOptions, RelaxOptions};
use panhuo::attribute::{PRICE, SITE_AREA};
use panhuo::inventory::Issue;
use panhuo::landmark::Landmarks;
use panhuo::linkage::{
    IdentityProfile, Linkage, Record, RecordRow, RecordValue, Resolution, ResolveOptions,
};
use panhuo::units::{kilometres, mu, wan_yuan};
use panhuo::{CancellationToken, Catalog, Inventory, Position, Requirement, Site, SiteId};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, RowRole};

type Failed = Box<dyn Error>;
type Done = Result<(), Failed>;

/// How long lists are.
const TOP: usize = 10;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut answers = Answers::default();
    let begin = Instant::now();
    match arguments[..] {
        ["district", ledgers, landmarks, investors] => {
            district(&mut answers, ledgers, landmarks, investors)?;
        }
        ["workload", folder, rows] => workload(&mut answers, Path::new(folder), rows)?,
        ["british", registers, councils, ref persons @ ..] => {
            british(&mut answers, registers, councils, persons)?;
        }
        ["time", passes, ref job @ ..] => {
            time(passes.parse()?, job)?;
            println!("{passes} times: {:.3} s", begin.elapsed().as_secs_f64());
        }
        _ => return Err("which answers? See the head of benches/answers/main.rs".into()),
    }
    answers.print();
    Ok(())
}

fn district(answers: &mut Answers, ledgers: &str, landmarks: &str, investors: &str) -> Done {
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
    let landmarks = Landmarks::from_geojson(&fs::read_to_string(landmarks)?)?;
    let paths = files(ledgers, &["xlsx", "csv"])?;
    let ledgers = panhuo_ledger::read(&paths, &options)?.with_landmarks(landmarks);
    answers.set = "district-read".into();
    add_ledgers(answers, &ledgers);

    answers.set = "district-resolved".into();
    let resolving = ResolveOptions::new();
    let inventory = resolved(answers, &ledgers.inventory().resolve(&resolving)?)?;
    // The last three files come a month later.
    answers.set = "district-month".into();
    let before = panhuo_ledger::read(&paths[..paths.len() - 3], &options)?;
    let before = before.inventory().resolve(&resolving)?.inventory()?;
    let after = before.update(ledgers.inventory(), &resolving)?;
    let after = resolved(answers, &after)?;
    answers.add("changes", after.changes(&before));
    answers.set = "district-split".into();
    for merged in inventory.lineage().members.keys() {
        add_sites(answers, inventory.split(merged)?.sites());
    }

    answers.set = "district-kept".into();
    let path = std::env::temp_dir().join(format!("answers-{}.gpkg", std::process::id()));
    panhuo_store::save(&inventory, &path)?;
    let kept = panhuo_store::open(&path)?;
    fs::remove_file(&path)?;
    answers.add("inventory", kept == inventory);
    add_sites(answers, kept.sites());

    let mut requirements = Vec::new();
    for path in files(investors, &["json"])? {
        requirements.push(Requirement::from_json(&fs::read_to_string(path)?)?);
    }
    answers.set = "district".into();
    let catalog = kept.catalog();
    everything(answers, &catalog, requirements.clone(), 300)?;
    answers.set = "district-changed".into();
    everything(answers, &changed(&catalog)?, requirements, 100)
}

/// A catalog after some sites were changed, some added and some deleted.
fn changed(catalog: &Catalog) -> Result<Catalog, Failed> {
    let (mut sites, mut deleted) = (Vec::new(), Vec::new());
    for (at, site) in catalog.sites().enumerate() {
        if at % 11 == 3 {
            deleted.push(site.id.clone());
        } else if at % 7 == 0 {
            let mut site = site.into_owned();
            site.set(PRICE, wan_yuan(2000.0))?;
            site.set(SITE_AREA, mu(50.0))?;
            site.position = Position::new(113.1, 29.4).ok();
            if at % 5 == 0 {
                site.id = SiteId::new(format!("new {at}"));
            }
            sites.push(site);
        }
    }
    Ok(catalog.updated(sites, &deleted)?)
}

fn workload(answers: &mut Answers, folder: &Path, rows: &str) -> Done {
    answers.set = "workload".into();
    let catalog = province(folder, rows)?;
    for (at, requirement) in requirements(folder)?.iter().enumerate() {
        for top in [10, 100] {
            ranked(answers, &catalog, requirement, top)?;
            if at % 10 == 0 {
                listed(answers, &catalog, requirement, top)?;
            }
        }
        if at % 50 == 0 {
            advised(answers, &catalog, requirement)?;
        }
    }
    Ok(())
}

fn province(folder: &Path, rows: &str) -> Result<Catalog, Failed> {
    let columns = panhuo_benches::workload(&folder.join("data").join(format!("raw_{rows}")))?;
    Ok(Catalog::from_columns(columns)?)
}

fn requirements(folder: &Path) -> Result<Vec<Requirement>, Failed> {
    let json = fs::read_to_string(folder.join("data/panhuo_requirements.json"))?;
    Ok(serde_json::from_str(&json)?)
}

fn british(answers: &mut Answers, registers: &str, councils: &str, febrl: &[&str]) -> Done {
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield")?);
    let profile = IdentityProfile::site();
    let mut records = Vec::new();
    let mut inventory = Inventory::default();
    for (folder, name) in [(registers, "registers"), (councils, "councils")] {
        answers.set = format!("british-{name}");
        let ledgers = panhuo_ledger::read([folder], &options)?;
        add_ledgers(answers, &ledgers);
        for site in ledgers.sites() {
            let mut record = Record::from_site(site, &profile);
            record.id = format!("{name} {}", record.id);
            records.push(record);
        }
        inventory = ledgers.into_inventory();
    }
    answers.set = "british-linked".into();
    linked(answers, &records, &profile)?;
    for file in febrl.iter().chain([&""]) {
        // Each file by itself, and all together.
        let files = if file.is_empty() { febrl } else { &[*file] };
        answers.set = format!("british-febrl-{}", files.len());
        let profile = IdentityProfile::person();
        linked(answers, &persons(files, &profile)?, &profile)?;
    }
    answers.set = "british-resolved".into();
    let inventory = resolved(answers, &inventory.resolve(&ResolveOptions::new())?)?;
    answers.set = "british".into();
    everything(answers, &inventory.catalog(), Vec::new(), 20)
}

/// Repeats a job `passes` times.
fn time(passes: usize, job: &[&str]) -> Done {
    match *job {
        ["read", file] => {
            let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
            for _ in 0..passes {
                panhuo_ledger::read([file], &options)?;
            }
        }
        ["link", ref files @ ..] => {
            let profile = IdentityProfile::person();
            let records = persons(files, &profile)?;
            for _ in 0..passes {
                let linkage = Linkage::new(&records, &profile)?;
                linkage.clusters(&linkage.score_candidates(RecordRow(0))?.0, &[]);
            }
        }
        ["workload", folder, rows] => {
            let catalog = province(Path::new(folder), rows)?;
            let requirements = requirements(Path::new(folder))?;
            for _ in 0..passes {
                for each in &requirements {
                    catalog.rank(each, TOP)?;
                }
            }
        }
        _ => return Err("time what?".into()),
    }
    Ok(())
}

/// The files of a folder with one of these endings, in order of name.
fn files(folder: &str, endings: &[&str]) -> Result<Vec<PathBuf>, Failed> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default();
        if endings.iter().any(|each| ending == *each) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Records of persons from tables with a column for each field.
fn persons(files: &[&str], profile: &IdentityProfile) -> Result<Vec<Record>, Failed> {
    let mut records = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.trim(csv::Trim::All).from_path(file)?;
        for row in reader.deserialize() {
            let row: BTreeMap<String, String> = row?;
            let value = |name: &String| match row[name].as_str() {
                "" => RecordValue::Unknown,
                text => RecordValue::Text(vec![text.to_owned()]),
            };
            let values = profile.fields.iter().map(|field| value(&field.name));
            let (id, values) = (format!("{at} {}", row["rec_id"]), values.collect());
            records.push(Record { id, values });
        }
    }
    Ok(records)
}

/// Words of the program, numbered as they appear.
#[derive(Default)]
struct Numbered<'a>(Vec<&'a str>);

impl<'a> Numbered<'a> {
    fn number(&mut self, word: &'a str) -> usize {
        if !self.0.contains(&word) {
            self.0.push(word);
        }
        position(&self.0, &word)
    }
}

fn add_ledgers(answers: &mut Answers, ledgers: &Ledgers) {
    add_sites(answers, ledgers.sites());
    let mut roles = Numbered::default();
    for row in ledgers.rows() {
        let site = match &row.role {
            RowRole::Site(id) => Some(id),
            _ => None,
        };
        let role = roles.number(row.role.name());
        answers.add("rows", (&row.source, role, site));
    }
    let mut interpretations = Numbered::default();
    for it in ledgers.columns() {
        let interpretation = interpretations.number(&it.interpretation);
        answers.add(
            "columns",
            (&it.source, &it.header, interpretation, it.confidence),
        );
    }
    let mut by_cell: BTreeMap<_, Vec<&Issue>> = BTreeMap::new();
    for it in ledgers.issues() {
        let source = &it.source;
        let cell = (source.file(), source.sheet(), source.row(), source.column());
        by_cell.entry(cell).or_default().push(it);
    }
    let mut codes = Numbered::default();
    for (cell, issues) in by_cell {
        answers.add("issues by cell", (cell, issues.len()));
        for it in issues {
            let code = codes.number(&it.code);
            answers.add("issues", (code, &it.raw, &it.site, it.attribute));
        }
    }
}

fn add_sites(answers: &mut Answers, sites: &[Site]) {
    for it in sites {
        let names = (&it.name, &it.former_names, &it.jurisdiction, &it.reference);
        answers.add("sites", (&it.id, it.kind, names, it.as_of, &it.sources));
        answers.add("positions", (&it.position, &it.footprint));
        answers.add_all("facts", &it.facts);
        answers.add_all("encumbrances", &it.encumbrances);
        answers.add("extras", (&it.extras, &it.contacts));
    }
}

fn resolved(answers: &mut Answers, resolution: &Resolution) -> Result<Inventory, Failed> {
    answers.add_all("rows", resolution.rows().iter().map(|row| &row.id));
    answers.add(
        "judged",
        (resolution.candidates(), resolution.scored_pairs()),
    );
    answers.add("doubtful", resolution.possible_matches());
    answers.add("conflicts", resolution.conflicts());
    let inventory = resolution.inventory()?;
    add_sites(answers, inventory.sites());
    answers.add_all("parts", &inventory.lineage().part_of);
    for (site, rows) in &inventory.lineage().members {
        let rows: Vec<_> = rows.iter().map(|row| &row.id).collect();
        answers.add("members", (site, rows));
    }
    Ok(inventory)
}

fn linked(answers: &mut Answers, records: &[Record], profile: &IdentityProfile) -> Done {
    let linkage = Linkage::new(records, profile)?;
    let candidates = linkage.candidates(RecordRow(0))?;
    let scored = linkage.score_pairs(&candidates);
    // As two `u32` each, and rows everywhere else as `usize`: the types that earlier versions had.
    let numbers = candidates.iter().map(|pair| (pair.a.0, pair.b.0));
    answers.add("candidates", numbers.collect::<Vec<_>>());
    answers.add("judged", &scored);
    answers.add("judged at once", linkage.score_candidates(RecordRow(0))?);
    for pair in scored.iter().take(1000) {
        answers.add("evidence", linkage.evidence(pair.a, pair.b));
    }
    let clusters = linkage.clusters(&scored, &[]);
    answers.add("clusters", clusters.cluster_of);
    answers.add_all("parts", clusters.part_of);
    answers.add("doubtful", clusters.possible_matches);
    answers.add("conflicts", clusters.conflicts);
    Ok(())
}

/// Everything that a catalog answers to these requirements and to `generated` random ones.
fn everything(
    answers: &mut Answers,
    catalog: &Catalog,
    mut requirements: Vec<Requirement>,
    generated: usize,
) -> Done {
    found(answers, catalog)?;
    let mut asking = Asking::of(catalog);
    requirements.extend((0..generated).map(|_| asking.requirement()));
    for each in &requirements {
        ranked(answers, catalog, each, 1000)?;
        listed(answers, catalog, each, TOP)?;
        listed(answers, catalog, each, 1000)?;
        advised(answers, catalog, each)?;
        answers.add("pareto", catalog.pareto(each)?);
        let options = AcceptabilityOptions::new().top(5).samples(50).seed(7);
        for options in [options.clone(), options.around(2.0)] {
            answers.add("acceptability", catalog.rank_acceptability(each, &options)?);
        }
    }
    answers.add(
        "lacks",
        catalog.demand_gap(&requirements, &CancellationToken::new())?,
    );
    for site in catalog.by_column().ids().step_by(1 + catalog.len() / 50) {
        answers.add("which_fit", catalog.rank_requirements(&requirements, site)?);
    }
    Ok(())
}

/// The answers that need no requirement.
fn found(answers: &mut Answers, catalog: &Catalog) -> Done {
    answers.add("statistics", catalog.statistics());
    for each in catalog.jurisdictions().iter() {
        answers.add_all(
            "in_jurisdiction",
            catalog.in_jurisdiction(&each.code)?.ids(),
        );
    }
    let columns = catalog.by_column();
    answers.add_all("columns", columns.ids());
    for each in columns.reported() {
        answers.add_all("columns", columns.intervals(each));
        answers.add_all("columns", columns.choices(each));
        answers.add_all("columns", columns.texts(each));
    }
    for site in catalog.sites().step_by(1 + catalog.len() / 400) {
        let named = catalog.search(&site.name, 10);
        answers.add_all(
            "search",
            named.iter().map(|(score, site)| (*score, &site.id)),
        );
        answers.add("similar", catalog.similar(&site.id, 10)?);
        let Some(at) = site.representative() else {
            continue;
        };
        let near = catalog.nearest(&at, 20);
        let near = near.distances().map(|(id, metres)| (id, metres.value()));
        answers.add_all("nearest", near);
        let near = catalog.within_radius(&at, kilometres(3.0))?;
        answers.add_all("within_radius", near.ids());
        let to = Position::new(at.longitude() + 0.05, at.latitude() + 0.05)?;
        answers.add_all("within_box", catalog.within_box(&at, &to).ids());
        answers.add_all("within", catalog.within(&square(&at, 0.03)?).ids());
    }
    Ok(())
}

fn ranked(answers: &mut Answers, catalog: &Catalog, requirement: &Requirement, top: usize) -> Done {
    let ranking = catalog.rank(requirement, top)?;
    answers.add(format!("rank {top}"), ranking.sites);
    answers.add("work", ranking.statistics);
    Ok(())
}

fn listed(answers: &mut Answers, catalog: &Catalog, requirement: &Requirement, top: usize) -> Done {
    let shortlist = catalog.shortlist(requirement, top)?;
    answers.add(format!("shortlist {top}"), &shortlist.candidates);
    answers.add("verify", shortlist.verify(catalog).is_ok());
    let json = shortlist.to_json();
    answers.add("verify json", catalog.verify(&json).is_ok());
    Ok(())
}

fn advised(answers: &mut Answers, catalog: &Catalog, requirement: &Requirement) -> Done {
    answers.add("tally", catalog.tally(requirement)?);
    let near = NearMissOptions::new();
    for options in [near, near.failing_at_most(3).limit(30)] {
        answers.add("near_misses", catalog.near_misses(requirement, options)?);
    }
    answers.add(
        "conflicts",
        catalog.conflicts(requirement, ConflictOptions::new())?,
    );
    let relax = RelaxOptions::new();
    for options in [relax, relax.admitting(3).include_firm(true)] {
        answers.add("relax", catalog.relax(requirement, options)?);
    }
    answers.add("questions", catalog.questions(requirement, TOP)?);
    // A site on the list, two behind it, and one that fails.
    let ranking = catalog.rank(requirement, catalog.len())?.sites;
    let ranks: BTreeMap<_, _> = ranking.iter().map(|it| (&it.site, it.outcome)).collect();
    let fails = catalog.by_column().ids().find(|id| !ranks.contains_key(id));
    let sites = [0, TOP, TOP + 5].map(|at| Some(&ranking.get(at)?.site));
    for site in sites.into_iter().chain([fails]).flatten() {
        answers.add("why_not", catalog.why_not(requirement, site, TOP)?);
        answers.add("explain", catalog.explain(requirement, site)?);
    }
    Ok(())
}
