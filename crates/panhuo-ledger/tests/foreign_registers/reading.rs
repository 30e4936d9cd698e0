//! Reads a text as a register, and asserts what was read.

use panhuo::{Attribute, Site, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, ReadOptions, RowRole, read_bytes};

/// Units in square metres.
pub(crate) const MU: f64 = 2000.0 / 3.0;
pub(crate) const PING: f64 = 400.0 / 121.0;
pub(crate) const ACRE: f64 = 4_046.856_422_4;
pub(crate) const SQUARE_FOOT: f64 = 0.092_903_04;

/// Stands for a value that the site does not report.
pub(crate) const UNKNOWN: f64 = f64::NAN;

pub(crate) fn read(kind: SiteKind, text: &str) -> Ledgers {
    read_csv(&ReadOptions::new().default_kind(kind), text)
}

/// Reads a register that determines the kind of its sites by itself.
pub(crate) fn anything(text: &str) -> Ledgers {
    read_csv(&ReadOptions::new(), text)
}

fn read_csv(options: &ReadOptions, text: &str) -> Ledgers {
    let ledgers = read_bytes("register.csv", text.as_bytes(), options).unwrap();
    let sites = ledgers.sites().len();
    assert_eq!(ledgers.rows_read(), sites + ledgers.rows_explained());
    ledgers
}

pub(crate) fn land(text: &str) -> Ledgers {
    read(SiteKind::Land, text)
}

/// Everything that was read, for the message of a test that fails.
pub(crate) fn reported(ledgers: &Ledgers) -> String {
    let mut reported = String::new();
    for column in ledgers.columns() {
        reported += &format!(
            "{} -> {} [{}]\n",
            column.header, column.interpretation, column.unit
        );
    }
    for site in ledgers.sites() {
        reported += &format!(
            "{} `{}` ref `{}` {:?} {:?} as of {:?}\n",
            site.id, site.name, site.reference, site.contacts, site.position, site.as_of
        );
        for (attribute, fact) in &site.facts {
            reported += &format!("    {attribute}: {:?}\n", fact.value);
        }
        reported += &format!("    extras {:?}\n", site.extras);
    }
    for issue in ledgers.issues() {
        reported += &format!(
            "{} {} `{}` {}\n",
            issue.source, issue.code, issue.raw, issue.interpretation
        );
    }
    for row in ledgers.rows() {
        reported += &format!("{:?} ", row.role.name());
    }
    reported
}

#[track_caller]
pub(crate) fn names(ledgers: &Ledgers, meant: &[&str]) {
    let names = ledgers.sites().iter().map(|site| site.name.as_str());
    let names: Vec<_> = names.collect();
    assert_eq!(names, meant, "\n{}", reported(ledgers));
}

#[track_caller]
pub(crate) fn references(ledgers: &Ledgers, meant: &[&str]) {
    let read = ledgers.sites().iter().map(|site| site.reference.as_str());
    let read: Vec<_> = read.collect();
    assert_eq!(read, meant, "\n{}", reported(ledgers));
}

#[track_caller]
pub(crate) fn values(ledgers: &Ledgers, attribute: Attribute, meant: &[f64]) {
    let value = |site: &Site| site.interval(attribute).value().unwrap_or(f64::NAN);
    let values: Vec<f64> = ledgers.sites().iter().map(value).collect();
    let same = |(read, meant): (&f64, &f64)| {
        (read.is_nan() && meant.is_nan()) || (read - meant).abs() <= 1e-9 * meant.abs().max(1.0)
    };
    let all = values.len() == meant.len() && values.iter().zip(meant).all(same);
    assert!(
        all,
        "{attribute}: {values:?}, not {meant:?}\n{}",
        reported(ledgers)
    );
}

/// The header of the column with this interpretation.
#[track_caller]
pub(crate) fn means(ledgers: &Ledgers, header: &str, meaning: &str) {
    let columns = ledgers.columns().iter();
    let read = columns.filter(|column| column.header == header);
    let read: Vec<_> = read.map(|column| column.interpretation.as_str()).collect();
    assert_eq!(read, [meaning], "{header}\n{}", reported(ledgers));
}

#[track_caller]
pub(crate) fn near(site: &Site, longitude: f64, latitude: f64, ledgers: &Ledgers) {
    let near = site.representative().is_some_and(|at| {
        (at.longitude() - longitude).abs() < 2e-5 && (at.latitude() - latitude).abs() < 2e-5
    });
    assert!(near, "{}", reported(ledgers));
}

#[track_caller]
pub(crate) fn category(ledgers: &Ledgers, attribute: Attribute, meant: &[&str]) {
    let name = |site: &Site| {
        let at = site.choices(attribute).position();
        at.map_or("", |at| attribute.categories()[at].name)
    };
    let read: Vec<_> = ledgers.sites().iter().map(name).collect();
    assert_eq!(read, meant, "\n{}", reported(ledgers));
}

pub(crate) fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    let mut issues = ledgers.issues().iter();
    issues.any(|issue| issue.code == code.name())
}

#[track_caller]
pub(crate) fn sums(ledgers: &Ledgers, meant: usize) {
    let rows = ledgers.rows().iter();
    let sums = rows.filter(|row| row.role == RowRole::Subtotal).count();
    assert_eq!(sums, meant, "{}", reported(ledgers));
}
