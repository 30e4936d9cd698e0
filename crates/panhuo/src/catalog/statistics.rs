//! What each jurisdiction has.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Catalog;
use crate::interval::Interval;
use crate::schema::SiteKind;
use crate::schema::attribute::SITE_AREA;
use crate::site::Site;

/// What one jurisdiction has, with everything below it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JurisdictionStatistics {
    /// The code; empty for sites that name none.
    pub code: String,
    /// The name, or the code where the tree does not know it.
    pub name: String,
    /// How many sites.
    pub count: usize,
    /// How many of each kind; kinds without sites are left out.
    pub by_kind: BTreeMap<SiteKind, usize>,
    /// The sum of the site areas that are reported, in ㎡; open-ended intervals count with their
    /// known end.
    pub site_area: Interval,
    /// How many sites report no area.
    pub area_unknown: usize,
    /// How many sites have no position.
    pub without_position: usize,
    /// The mean share of known attributes, in [0, 1].
    pub completeness: f64,
}

pub(super) fn statistics(catalog: &Catalog) -> Vec<JurisdictionStatistics> {
    let tree = catalog.jurisdictions();
    let known = tree.iter().map(|jurisdiction| jurisdiction.code.as_str());
    let reported = catalog.segments.iter();
    let reported = reported.flat_map(|live| live.segment.columns.jurisdiction_codes());
    let reported = reported.map(String::as_str);
    let foreign: BTreeSet<&str> = reported.filter(|code| tree.get(code).is_none()).collect();
    let summary = |code| {
        let sites: Vec<_> = catalog.in_code(code).collect();
        summary(catalog, code, &sites)
    };
    // All sites of a foreign code may be deleted.
    let foreign = foreign.into_iter().map(summary).filter(|of| of.count > 0);
    known.map(summary).chain(foreign).collect()
}

fn summary(catalog: &Catalog, code: &str, sites: &[Cow<'_, Site>]) -> JurisdictionStatistics {
    let mut by_kind = BTreeMap::new();
    let (mut low, mut high, mut area_unknown) = (0.0, 0.0, 0);
    let mut completeness = 0.0;
    for site in sites {
        *by_kind.entry(site.kind).or_insert(0) += 1;
        let area = site.interval(SITE_AREA);
        match (area.low().is_finite(), area.high().is_finite()) {
            (false, false) => area_unknown += 1,
            (low_known, high_known) => {
                low += if low_known { area.low() } else { 0.0 };
                high += if high_known { area.high() } else { area.low() };
            }
        }
        completeness += site.completeness();
    }
    let count = sites.len();
    let share = f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
    JurisdictionStatistics {
        code: code.to_owned(),
        name: catalog.jurisdictions().name(code).to_owned(),
        count,
        by_kind,
        site_area: Interval::new(low, high).unwrap_or(Interval::ANYTHING),
        area_unknown,
        without_position: sites
            .iter()
            .filter(|site| site.representative().is_none())
            .count(),
        completeness: completeness / share,
    }
}
