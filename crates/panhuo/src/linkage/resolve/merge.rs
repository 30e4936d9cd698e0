//! One site of several rows: which row each fact is taken from.

use std::cmp::{Ordering, Reverse};

use crate::geometry::Position;
use crate::interval::ReportedValue;
use crate::linkage::accuracy;
use crate::site::{Fact, Site, SiteId};

/// Merges rows of one site. The result is the same in any order of the rows.
///
/// Of each attribute, what is known comes before what is not, then the freshest row, then the most
/// precise reading, then the row that is trusted more, then the lower id. The position is the one
/// that most other rows confirm, then the most precise. Whatever gives way stays in the rows.
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
    site.name = first_of(rows.iter().map(|row| &row.name));
    site.jurisdiction = first_of(rows.iter().map(|row| &row.jurisdiction));
    site.reference = first_of(rows.iter().map(|row| &row.reference));
    site.position = position(&rows);
    site.footprint = rows.iter().find_map(|row| row.footprint.clone());
    site.as_of = rows.iter().filter_map(|row| row.as_of).max_by(|a, b| {
        a.high()
            .total_cmp(&b.high())
            .then(a.low().total_cmp(&b.low()))
    });
    for row in &rows[1..] {
        for (attribute, fact) in &row.facts {
            let better = site.facts.get(attribute).is_none_or(|own| {
                let from = rows.iter().find(|r| r.facts.get(attribute) == Some(own));
                let fresher =
                    from.map_or(Ordering::Equal, |from| freshness(from).cmp(&freshness(row)));
                own_first(own, fact, fresher) == Ordering::Greater
            });
            if better {
                site.facts.insert(*attribute, fact.clone());
            }
        }
        for (kind, encumbrance) in &row.encumbrances {
            if !site.encumbrances.contains_key(kind) {
                site.encumbrances.insert(*kind, encumbrance.clone());
            }
        }
        add(&mut site.contacts, &row.contacts);
        add(&mut site.sources, &row.sources);
        add(&mut site.extras, &row.extras);
        add(&mut site.former_names, std::slice::from_ref(&row.name));
        add(&mut site.former_names, &row.former_names);
    }
    let name = site.name.clone();
    site.former_names
        .retain(|former| *former != name && !former.is_empty());
    Some(site)
}

/// The first that is not empty.
fn first_of<'a>(mut all: impl Iterator<Item = &'a String>) -> String {
    all.find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_default()
}

/// Adds what is not there yet.
fn add<T: Clone + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for each in more {
        if !to.contains(each) {
            to.push(each.clone());
        }
    }
}

/// Fresher rows first; rows without a date last.
fn freshness(row: &Site) -> Reverse<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "days")]
    let day = row
        .as_of
        .map_or(i64::MIN, |days| days.high().clamp(-1e9, 1e9) as i64);
    Reverse(day)
}

/// The order of rows: the freshest, the most trusted jurisdiction or file, the longest name (that
/// of the certificate rather than its short form).
fn rank(row: &Site, trusted: &[String]) -> (Reverse<i64>, usize, Reverse<usize>) {
    let is = |name: &&String| {
        row.jurisdiction == **name
            || row
                .sources
                .iter()
                .any(|source| source.file() == name.as_str())
    };
    let trust = trusted
        .iter()
        .position(|name| is(&name))
        .unwrap_or(trusted.len());
    (freshness(row), trust, Reverse(row.name.chars().count()))
}

/// Whether a fact stays (less) or gives way (greater) to that of a row that comes later.
fn own_first(own: &Fact, other: &Fact, fresher: Ordering) -> Ordering {
    let unknown = |fact: &Fact| !fact.value.is_known();
    let width = |fact: &Fact| match &fact.value {
        ReportedValue::Number(interval) => interval.high() - interval.low(),
        ReportedValue::Category(choices) => f64::from(choices.bits().count_ones()) - 1.0,
        _ => 0.0,
    };
    unknown(own)
        .cmp(&unknown(other))
        .then(fresher)
        .then(width(own).total_cmp(&width(other)))
}

/// The position that most rows confirm within half a kilometre, then the most precise one.
fn position(rows: &[&Site]) -> Option<Position> {
    let all: Vec<Position> = rows.iter().filter_map(|row| row.position).collect();
    let confirmed = |here: &Position| {
        let near = |other: &&Position| here.distance(other).value() <= 500.0;
        all.iter().filter(near).count()
    };
    let better = |a: &Position, b: &Position| {
        let order = confirmed(b).cmp(&confirmed(a));
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
        let reading = ReportedValue::Number(Interval::new(low, high).unwrap());
        site.facts.insert(SITE_AREA, reading.into());
    }

    #[test]
    fn the_freshest_then_the_most_precise_reading_survives() {
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
