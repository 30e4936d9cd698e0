//! Merging of the rows of one site: which row each value comes from.

use std::cmp::{Ordering, Reverse};

use crate::geometry::Position;
use crate::interval::ReportedValue;
use crate::linkage::accuracy;
use crate::site::{Fact, Site, SiteId};

/// Merges the rows of one site; none without rows. The result does not depend on their order.
///
/// Of each attribute the site has the known value of the freshest row; of equally fresh rows the most precise
/// value, then that of the more trusted row, then that of the row with the lower id. The position is the one that
/// most rows confirm, then the most precise. The rows themselves keep all their values.
pub(super) fn merge(id: SiteId, rows: &[Site], trusted: &[String]) -> Option<Site> {
    let mut rows: Vec<&Site> = rows.iter().collect();
    rows.sort_by(|a, b| {
        rank(a, trusted)
            .cmp(&rank(b, trusted))
            .then_with(|| a.id.cmp(&b.id))
    });
    let first = *rows.first()?;
    let mut site = first.clone();
    site.id = id;
    site.name = first_known(rows.iter().map(|row| &row.name));
    site.jurisdiction = first_known(rows.iter().map(|row| &row.jurisdiction));
    site.reference = first_known(rows.iter().map(|row| &row.reference));
    site.position = position(&rows);
    site.footprint = rows.iter().find_map(|row| row.footprint.clone());
    site.as_of = rows.iter().filter_map(|row| row.as_of).max_by(|a, b| {
        a.high()
            .total_cmp(&b.high())
            .then(a.low().total_cmp(&b.low()))
    });
    for row in &rows[1..] {
        for (attribute, fact) in &row.facts {
            let is_better = site.facts.get(attribute).is_none_or(|own| {
                let own_row = rows.iter().find(|r| r.facts.get(attribute) == Some(own));
                let by_freshness =
                    own_row.map_or(Ordering::Equal, |own| freshness(own).cmp(&freshness(row)));
                compare_facts(own, fact, by_freshness) == Ordering::Greater
            });
            if is_better {
                site.facts.insert(*attribute, fact.clone());
            }
        }
        for (kind, encumbrance) in &row.encumbrances {
            if !site.encumbrances.contains_key(kind) {
                site.encumbrances.insert(*kind, encumbrance.clone());
            }
        }
        add_missing(&mut site.contacts, &row.contacts);
        add_missing(&mut site.sources, &row.sources);
        add_missing(&mut site.extras, &row.extras);
        add_missing(&mut site.former_names, std::slice::from_ref(&row.name));
        add_missing(&mut site.former_names, &row.former_names);
    }
    let name = site.name.clone();
    site.former_names
        .retain(|former| *former != name && !former.is_empty());
    Some(site)
}

/// The first text that is not empty; empty if all are.
fn first_known<'a>(mut all: impl Iterator<Item = &'a String>) -> String {
    all.find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_default()
}

/// Adds the values that the list does not contain yet.
fn add_missing<T: Clone + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for each in more {
        if !to.contains(each) {
            to.push(each.clone());
        }
    }
}

/// The order of rows by as-of date: the latest first, rows without a date last.
fn freshness(row: &Site) -> Reverse<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "days")]
    let day = row
        .as_of
        .map_or(i64::MIN, |days| days.high().clamp(-1e9, 1e9) as i64);
    Reverse(day)
}

/// The order of rows: by as-of date, then by trust in their jurisdiction or file, then by the length of the name,
/// because the longest is mostly that of the certificate.
fn rank(row: &Site, trusted: &[String]) -> (Reverse<i64>, usize, Reverse<usize>) {
    let is_from = |name: &String| {
        let mut sources = row.sources.iter();
        row.jurisdiction == *name || sources.any(|source| source.file() == name.as_str())
    };
    let trust = trusted.iter().position(is_from);
    let trust = trust.unwrap_or(trusted.len());
    (freshness(row), trust, Reverse(row.name.chars().count()))
}

/// Compares the fact of a merged site with that of a row: greater if the row's fact replaces it. Known values come
/// first, then those of fresher rows, then the more precise ones.
fn compare_facts(own: &Fact, other: &Fact, by_freshness: Ordering) -> Ordering {
    let unknown = |fact: &Fact| !fact.value.is_known();
    let width = |fact: &Fact| match &fact.value {
        ReportedValue::Number(interval) => interval.high() - interval.low(),
        ReportedValue::Category(choices) => f64::from(choices.bits().count_ones()) - 1.0,
        _ => 0.0,
    };
    unknown(own)
        .cmp(&unknown(other))
        .then(by_freshness)
        .then(width(own).total_cmp(&width(other)))
}

/// A position within this distance confirms another, in metres.
const CONFIRMS: f64 = 500.0;

/// The position that most rows confirm, then the most precise one.
fn position(rows: &[&Site]) -> Option<Position> {
    let all: Vec<Position> = rows.iter().filter_map(|row| row.position).collect();
    let confirmations = |position: &Position| {
        let near = |other: &&Position| position.distance(other).value() <= CONFIRMS;
        all.iter().filter(near).count()
    };
    let better = |a: &Position, b: &Position| {
        let order = confirmations(b).cmp(&confirmations(a));
        order.then(accuracy(a).total_cmp(&accuracy(b)))
    };
    all.iter().copied().min_by(better)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::{Interval, MissingReason};
    use crate::schema::SiteKind;
    use crate::schema::attribute::{FLOOR_AREA, SITE_AREA};
    use crate::source::Source;

    fn row(id: &str, name: &str, file: &str) -> Site {
        let mut site = Site::new(id, SiteKind::IdleFactory, name);
        site.sources.push(Source::new(file, ""));
        site
    }

    fn set(site: &mut Site, low: f64, high: f64) {
        let value = ReportedValue::Number(Interval::new(low, high).unwrap());
        site.facts.insert(SITE_AREA, value.into());
    }

    #[test]
    fn the_freshest_then_the_most_precise_value_is_kept() {
        let (mut old, mut new) = (row("A", "宏达机械", "a"), row("B", "宏达", "b"));
        set(&mut old, 20_000.0, 20_000.0);
        set(&mut new, 18_000.0, 22_000.0);
        new.facts.insert(
            FLOOR_AREA,
            ReportedValue::Unknown(MissingReason::NotReported).into(),
        );
        let id = || SiteId::new("A");
        let undated = merge(id(), &[old.clone(), new.clone()], &[]).unwrap();
        assert_eq!(undated.interval(SITE_AREA).value(), Some(20_000.0));
        assert_eq!(undated.name, "宏达机械");
        assert_eq!(undated.former_names, ["宏达"]);
        assert_eq!(undated.sources.len(), 2);
        new.as_of = Interval::exact(20_000.0);
        old.as_of = Interval::exact(19_000.0);
        let dated = merge(id(), &[old.clone(), new.clone()], &[]).unwrap();
        assert_eq!(dated.interval(SITE_AREA).low(), 18_000.0);
        assert_eq!(dated, merge(id(), &[new, old], &[]).unwrap());
    }

    #[test]
    fn the_trusted_file_names_the_site() {
        let rows = [row("A", "国营棉纺织厂", "a"), row("B", "棉纺厂", "b")];
        let merged = merge(SiteId::new("A"), &rows, &["b".to_owned()]).unwrap();
        assert_eq!(merged.name, "棉纺厂");
    }

    #[test]
    fn a_position_that_others_confirm_wins() {
        let mut rows = [row("A", "a", "a"), row("B", "b", "b"), row("C", "c", "c")];
        rows[0].position = Some(Position::new(113.512_345, 29.412_345).unwrap());
        rows[1].position = Some(Position::new(113.141, 29.441).unwrap());
        rows[2].position = Some(Position::new(113.141_234, 29.441_234).unwrap());
        let merged = merge(SiteId::new("A"), &rows, &[]).unwrap();
        assert_eq!(merged.position, rows[2].position);
    }
}
