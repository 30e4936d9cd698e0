//! The whole workflow: a district's ledgers, its inventory, and three shortlists with their reasons.
//!
//!     make corpus
//!     cargo run --release -p panhuo-examples --example district [examples/data] [out]
//!
//! Prints what `make demo` prints, and writes `inventory.gpkg` and for each investor a plain page and a JSON file.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use panhuo::advice::NearMissOptions;
use panhuo::inventory::{Issue, Severity};
use panhuo::landmark::Landmarks;
use panhuo::{Catalog, Lang, Outcome, Requirement, Shortlist, SiteKind};
use panhuo_ledger::{Ledgers, Profile, ReadOptions};

const LANG: Lang = Lang::Zh;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let data = arguments.next().unwrap_or_else(|| "examples/data".into());
    let out = arguments.next().unwrap_or_else(|| "out".into());
    fs::create_dir_all(&out)?;

    let ledgers = read(&data)?;
    print_issues(&ledgers);

    let landmarks = fs::read_to_string(data.join("landmarks.geojson"))?;
    let inventory = ledgers
        .into_inventory()
        .with_landmarks(Landmarks::from_geojson(&landmarks)?);
    panhuo_store::save(&inventory, out.join("inventory.gpkg"))?;
    let catalog = panhuo_store::open(out.join("inventory.gpkg"))?.catalog();
    print_inventory(&catalog);

    for file in files(&data.join("investors"), &["json"])? {
        let requirement = Requirement::from_json(&fs::read_to_string(&file)?)?;
        let shortlist = answer(&catalog, &requirement)?;
        let name = out.join(file.file_stem().unwrap_or_default());
        fs::write(name.with_extension("json"), shortlist.to_json())?;
        fs::write(name.with_extension("html"), page(&shortlist))?;
    }
    Ok(())
}

/// The files of a folder with one of these endings, in order of name.
fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    let has_ending = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default();
        endings.iter().any(|each| ending == *each)
    };
    found.retain(has_ending);
    found.sort();
    Ok(found)
}

fn read(data: &Path) -> Result<Ledgers, Box<dyn Error>> {
    let folder = data.join("ledgers");
    let paths = files(&folder, &["xlsx", "csv"])
        .map_err(|error| format!("{}: {error}; run `make corpus` first", folder.display()))?;
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
    Ok(panhuo_ledger::read(paths, &options)?)
}

fn print_issues(ledgers: &Ledgers) {
    println!(
        "读入 {} 行 = 地块 {} + 其他已说明 {}",
        ledgers.rows_read(),
        ledgers.sites().len(),
        ledgers.rows_explained()
    );
    let mut by_code: BTreeMap<(Severity, &str), Vec<&Issue>> = BTreeMap::new();
    for issue in ledgers.issues() {
        by_code
            .entry((issue.severity, &issue.code))
            .or_default()
            .push(issue);
    }
    for ((severity, code), issues) in by_code.iter().rev() {
        let first = issues[0];
        println!(
            "  {} {code} ×{}  例：{} “{}” {}",
            severity.label(LANG),
            issues.len(),
            first.source,
            first.raw,
            first.sentence(LANG)
        );
    }
}

fn print_inventory(catalog: &Catalog) {
    println!("\n属地 × 类型（宗）");
    for row in catalog.statistics().iter().filter(|row| row.count > 0) {
        let kinds: Vec<String> = SiteKind::VALUES
            .iter()
            .filter_map(|kind| Some((kind, row.by_kind.get(kind)?)))
            .map(|(kind, count)| format!("{} {count}", kind.label(LANG)))
            .collect();
        println!(
            "  {} {}：{} 宗（{}），完整度 {:.0}%",
            row.code,
            row.name,
            row.count,
            kinds.join("，"),
            row.completeness * 100.0
        );
    }
}

/// Prints the shortlist with reasons and near misses, and gives it back.
fn answer(catalog: &Catalog, requirement: &Requirement) -> Result<Shortlist, Box<dyn Error>> {
    println!(
        "\n■ {}（{}）",
        requirement.name(),
        requirement.investor_name()
    );
    let shortlist = catalog.shortlist(requirement, 10)?;
    for line in catalog.tally(requirement)?.describe(LANG) {
        println!("  {line}");
    }
    for (rank, candidate) in (1..).zip(&shortlist.candidates) {
        println!(
            "{rank:>3}. {}",
            candidate.describe(LANG).replace('\n', "\n     ")
        );
    }
    println!("  接近条件：");
    for miss in catalog.near_misses(requirement, NearMissOptions::new().limit(5))? {
        let candidate = &miss.candidate;
        let failed: Vec<String> = candidate
            .checks_that(Outcome::Fail)
            .map(|check| check.describe(LANG))
            .collect();
        println!(
            "     {} {}：{}",
            candidate.site,
            candidate.name,
            failed.join("；")
        );
    }
    Ok(shortlist)
}

/// The reasons as a plain page that opens anywhere; the package for Python makes a richer one.
fn page(shortlist: &Shortlist) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let title = escaped(shortlist.requirement.name());
    let sites = shortlist.candidates.iter().map(|candidate| {
        let reasons = escaped(&candidate.describe(LANG));
        format!("<li><pre>{reasons}</pre></li>\n")
    });
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n<ol>\n{}</ol>\n",
        sites.collect::<String>()
    )
}
