//! Checks the positions of a table against each other: repeated, outlying and contradictory ones.

use std::collections::BTreeMap;

use panhuo::inventory::Issue;
use panhuo::{Position, Site};

use super::{MappedTable, SheetReader};
use crate::issue::{Context, IssueCode, issue};
use crate::profile::Profile;

/// Rows with two coordinate pairs that are needed before a constant offset between them is reported.
const MIN_OFFSET_ROWS: usize = 5;
/// The smallest offset to report, in metres. Datum shifts themselves are only accurate to a few metres.
const MIN_OFFSET: f64 = 20.0;
/// The tolerated distance between the two positions of a row, in metres, in addition to rounding.
const TOLERANCE: f64 = 25.0;
/// A site nearer to the table's median position than this is never reported, in metres.
const MIN_FAR_DISTANCE: f64 = 30_000.0;
/// A site nearer to its township's median position than this is never reported, in metres: few townships
/// are wider.
const MIN_TOWNSHIP_DISTANCE: f64 = 5_000.0;
/// The fewest sites for which a median position is meaningful.
const MIN_SITES: usize = 8;

fn site_context(site: &Site) -> Context<'static> {
    Context {
        source: site.sources.first().cloned().unwrap_or_default(),
        site: Some(site.id.clone()),
        ..Context::default()
    }
}

/// Warns of positions that three or more sites share: copied down, or the position of the town hall.
pub(super) fn repeated(sites: &[Site], issues: &mut Vec<Issue>) {
    let mut seen: BTreeMap<(u64, u64), Vec<&Site>> = BTreeMap::new();
    for site in sites {
        if let Some(position) = site.position {
            let key = (
                position.longitude().to_bits(),
                position.latitude().to_bits(),
            );
            seen.entry(key).or_default().push(site);
        }
    }
    for site in seen.values().filter(|sites| sites.len() >= 3).flatten() {
        issues.push(issue(
            IssueCode::CoordinatesRepeated,
            &site_context(site),
            "",
        ));
    }
}

/// Warns of sites that lie far from all others of their table.
pub(super) fn far(sites: &[Site], issues: &mut Vec<Issue>) {
    let located: Vec<(&Site, Position)> = sites
        .iter()
        .filter_map(|site| Some((site, site.position?)))
        .collect();
    if located.len() < MIN_SITES {
        return;
    }
    let Some(distances) = distances_from_median(&located) else {
        return;
    };
    let limit = MIN_FAR_DISTANCE.max(6.0 * median(distances.clone()));
    for ((site, _), distance) in located.iter().zip(distances) {
        if distance > limit {
            let interpretation = format!("{:.0} km", distance / 1000.0);
            issues.push(issue(
                IssueCode::CoordinatesFar,
                &site_context(site),
                &interpretation,
            ));
        }
    }
}

/// Warns of sites far from the others of their township: the position or the township is wrong. Townships
/// with a known boundary are skipped, because the boundary itself is checked.
pub(crate) fn far_from_township(sites: &[Site], profile: &Profile, issues: &mut Vec<Issue>) {
    let mut by_township: BTreeMap<&str, Vec<(&Site, Position)>> = BTreeMap::new();
    for site in sites {
        let code = site.jurisdiction.as_str();
        if let Some(position) = site.position
            && !code.is_empty()
            && profile.boundary(code).is_none()
        {
            by_township.entry(code).or_default().push((site, position));
        }
    }
    for located in by_township
        .values()
        .filter(|located| located.len() >= MIN_SITES)
    {
        let Some(distances) = distances_from_median(located) else {
            continue;
        };
        let limit = MIN_TOWNSHIP_DISTANCE.max(5.0 * median(distances.clone()));
        for ((site, _), distance) in located.iter().zip(distances) {
            if distance > limit {
                let interpretation = format!("{:.0} km", distance / 1000.0);
                issues.push(issue(
                    IssueCode::CoordinatesAstray,
                    &site_context(site),
                    &interpretation,
                ));
            }
        }
    }
}

/// The distance of each site from the median longitude and latitude of all, in metres.
fn distances_from_median(located: &[(&Site, Position)]) -> Option<Vec<f64>> {
    let longitude = median(located.iter().map(|(_, at)| at.longitude()).collect());
    let latitude = median(located.iter().map(|(_, at)| at.latitude()).collect());
    let middle = Position::new(longitude, latitude).ok()?;
    let distance = |(_, at): &(&Site, Position)| at.distance(&middle).value();
    Some(located.iter().map(distance).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// A row with two coordinate pairs.
struct DoublePosition<'a> {
    site: &'a Site,
    row: u32,
    /// The offset from the first position to the second, in metres.
    east: f64,
    north: f64,
    /// The distance that rounding alone can cause, in metres.
    slack: f64,
}

/// Compares the two coordinate pairs of each row: an offset shared by most rows means a wrong reference
/// system, a single difference means a mistake in that row.
pub(super) fn second_pair(
    reader: &SheetReader<'_>,
    table: &MappedTable<'_>,
    sites: &[Site],
    issues: &mut Vec<Issue>,
) {
    let (Some(first), Some(second)) = (&table.places, &table.second) else {
        return;
    };
    let twice: Vec<DoublePosition<'_>> = sites
        .iter()
        .filter_map(|site| {
            let row = site.sources.first()?.row()?.checked_sub(1)?;
            let (from, coarse) = first.unambiguous(row)?;
            let (to, also) = second.unambiguous(row)?;
            let metres = 111_320.0;
            let across = metres * from.latitude().to_radians().cos();
            Some(DoublePosition {
                site,
                row,
                east: (to.longitude() - from.longitude()) * across,
                north: (to.latitude() - from.latitude()) * metres,
                slack: coarse * 1.5 + also * 1.5,
            })
        })
        .collect();
    let exact: Vec<&DoublePosition<'_>> = twice
        .iter()
        .filter(|each| each.slack < MIN_OFFSET)
        .collect();
    let east = median(exact.iter().map(|each| each.east).collect());
    let north = median(exact.iter().map(|each| each.north).collect());
    let off = |each: &DoublePosition<'_>| (each.east - east).hypot(each.north - north);
    let near = exact.iter().filter(|each| off(each) <= TOLERANCE).count();
    let constant = exact.len() >= MIN_OFFSET_ROWS
        && east.hypot(north) > MIN_OFFSET
        && near * 3 >= exact.len() * 2;
    for each in &twice {
        let distance = each.east.hypot(each.north);
        let (code, interpretation) =
            if constant && each.slack < MIN_OFFSET && off(each) <= TOLERANCE {
                (IssueCode::CoordinatesOffset, direction(east, north))
            } else if distance > TOLERANCE + each.slack {
                (IssueCode::CoordinatesDisagree, format!("{distance:.0} m"))
            } else {
                continue;
            };
        let column = &table.columns[second.column];
        let context = Context {
            source: reader.source(each.row, Some(column.index)),
            column: &column.title,
            raw: format!("{} / {}", first.raw(each.row), second.raw(each.row)).into(),
            site: Some(each.site.id.clone()),
            attribute: None,
        };
        issues.push(issue(code, &context, &interpretation));
    }
}

/// An offset as distance and compass direction: `71 m NE`.
fn direction(east: f64, north: f64) -> String {
    const WINDS: [&str; 8] = ["E", "NE", "N", "NW", "W", "SW", "S", "SE"];
    let turn = north.atan2(east).to_degrees().rem_euclid(360.0) / 45.0;
    let nearest = WINDS
        .iter()
        .enumerate()
        .map(|(at, wind)| {
            let at = f64::from(u8::try_from(at).unwrap_or(0));
            let apart = (turn - at).abs();
            (apart.min(8.0 - apart), wind)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    format!(
        "{:.0} m {}",
        east.hypot(north),
        nearest.map_or("", |(_, wind)| wind)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_have_a_direction() {
        assert_eq!(direction(-107.0, 3.0), "107 m W");
        assert_eq!(direction(50.0, 50.0), "71 m NE");
        assert_eq!(direction(1.0, -90.0), "90 m S");
    }
}
