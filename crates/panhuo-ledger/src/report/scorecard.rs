//! How good each jurisdiction's ledger is: what to send back, and to whom.

use std::collections::{BTreeMap, BTreeSet};

use panhuo::inventory::Severity;
use panhuo::{Position, Site};

use crate::ingest::ledgers::Ledgers;
use crate::issue::IssueCode;
use crate::text::fold;

/// What one jurisdiction reported, in figures.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scorecard {
    /// Its code; empty for sites whose jurisdiction is not known.
    pub jurisdiction: String,
    /// How many sites it reported.
    pub sites: usize,
    /// The mean share of the attributes of their kinds that are known, from 0 to 1.
    pub completeness: f64,
    /// How many sites have a position or a footprint.
    pub located: usize,
    /// How many sites say as of which day they are.
    pub dated: usize,
    /// The day of the newest of these, in days since 1970-01-01.
    pub newest: Option<f64>,
    /// The day of the oldest of these.
    pub oldest: Option<f64>,
    /// How many sites contradict themselves: two areas, two values, two places.
    pub contradictions: usize,
    /// How many sites seem to be reported before by the same jurisdiction: the same reference, or
    /// the same name within 200 m. A plain count: whether they are one site is for people to say.
    pub duplicates: usize,
    /// How many issues are errors.
    pub errors: usize,
    /// How many issues are warnings.
    pub warnings: usize,
}

/// The issues that are contradictions of a row with itself.
const CONTRADICTIONS: [IssueCode; 8] = [
    IssueCode::AreaConflict,
    IssueCode::ValueConflict,
    IssueCode::StatementsConflict,
    IssueCode::CodeConflict,
    IssueCode::CoordinatesDisagree,
    IssueCode::CoordinatesOffset,
    IssueCode::CoordinatesLabel,
    IssueCode::CoordinatesElsewhere,
];

impl Ledgers {
    /// The figures of each jurisdiction, in the order of their codes. Issues that belong to no
    /// site, such as unread files, are counted nowhere.
    ///
    /// ```
    /// use panhuo_ledger::{Profile, ReadOptions, read_bytes};
    ///
    /// let csv = "\
    /// 乡镇,地块名称,面积（亩）,经度,纬度
    /// 郭镇乡,麻布村1号地块,50,113.2,29.3
    /// 郭镇乡,麻布村2号地块,约50,,
    /// 康王乡,康王村地块,1200㎡（18亩）,113.3,29.3
    /// ";
    /// let options = ReadOptions::new().profile(Profile::bundled("yueyanglou")?);
    /// let ledgers = read_bytes("存量土地.csv", csv.as_bytes(), &options)?;
    /// let cards = ledgers.scorecards();
    /// assert_eq!((cards[0].sites, cards[0].located, cards[0].contradictions), (2, 1, 0));
    /// assert_eq!((cards[1].jurisdiction.as_str(), cards[1].contradictions), ("430602202", 1));
    /// # Ok::<(), panhuo_ledger::Error>(())
    /// ```
    pub fn scorecards(&self) -> Vec<Scorecard> {
        let mut cards: BTreeMap<&str, Scorecard> = BTreeMap::new();
        let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
        for site in self.sites() {
            homes.insert(site.id.as_str(), site.jurisdiction.as_str());
            let card = cards.entry(&site.jurisdiction).or_default();
            card.jurisdiction.clone_from(&site.jurisdiction);
            add(card, site);
        }
        let mut contradicted = BTreeSet::new();
        for issue in self.issues() {
            let Some(site) = issue.site.as_ref().map(panhuo::SiteId::as_str) else {
                continue;
            };
            let Some(card) = homes.get(site).and_then(|home| cards.get_mut(home)) else {
                continue;
            };
            card.errors += usize::from(issue.severity == Severity::Error);
            card.warnings += usize::from(issue.severity == Severity::Warning);
            let contradicts = CONTRADICTIONS.iter().any(|code| issue.code == code.name());
            if contradicts && contradicted.insert(site) {
                card.contradictions += 1;
            }
        }
        for (home, sites) in by_home(self.sites()) {
            if let Some(card) = cards.get_mut(home) {
                card.duplicates = duplicates(&sites);
            }
        }
        let finished = cards.into_values().map(|mut card| {
            let sites = f64::from(u32::try_from(card.sites).unwrap_or(u32::MAX));
            card.completeness /= sites.max(1.0);
            card
        });
        finished.collect()
    }
}

/// Counts a site; the completeness is a sum until all are counted.
fn add(card: &mut Scorecard, site: &Site) {
    card.sites += 1;
    card.completeness += site.completeness();
    card.located += usize::from(site.position.is_some() || site.footprint.is_some());
    if let Some(day) = site
        .as_of
        .map(|days| days.high())
        .filter(|day| day.is_finite())
    {
        card.dated += 1;
        card.newest = Some(card.newest.map_or(day, |newest| newest.max(day)));
        card.oldest = Some(card.oldest.map_or(day, |oldest| oldest.min(day)));
    }
}

fn by_home(sites: &[Site]) -> BTreeMap<&str, Vec<&Site>> {
    let mut homes: BTreeMap<&str, Vec<&Site>> = BTreeMap::new();
    for site in sites {
        homes.entry(&site.jurisdiction).or_default().push(site);
    }
    homes
}

/// Two sites of one name may lie this far apart and be one, in metres.
const NEAR: f64 = 200.0;

/// How many of these sites repeat one before them.
fn duplicates(sites: &[&Site]) -> usize {
    let mut references = BTreeSet::new();
    let mut names: BTreeMap<String, Vec<Option<Position>>> = BTreeMap::new();
    let repeats = sites.iter().filter(|site| {
        let reference = fold(&site.reference);
        let same_reference = !reference.is_empty() && !references.insert(reference);
        let (name, place) = (fold(&site.name), site.representative());
        if name.is_empty() {
            return same_reference;
        }
        let seen = names.entry(name).or_default();
        let near = |other: &Option<Position>| match (place, other) {
            (Some(here), Some(there)) => here.distance(there).value() <= NEAR,
            _ => true,
        };
        let same_name = seen.iter().any(near);
        seen.push(place);
        same_reference || same_name
    });
    repeats.count()
}

#[cfg(test)]
mod tests {
    use panhuo::SiteKind;

    use super::*;

    #[test]
    fn sites_of_one_reference_or_of_one_name_nearby_are_duplicates() {
        let site = |name: &str, reference: &str, place: Option<(f64, f64)>| {
            let mut site = Site::new("A", SiteKind::Land, name);
            site.reference = reference.to_owned();
            site.position = place.map(|(east, north)| Position::new(east, north).unwrap());
            site
        };
        let count = |sites: &[Site]| duplicates(&sites.iter().collect::<Vec<_>>());
        let here = Some((113.2, 29.3));
        // 0.001° of latitude is 111 m.
        let near = Some((113.2, 29.301));
        let far = Some((113.2, 29.31));
        assert_eq!(count(&[site("甲", "1", None), site("乙", "1", None)]), 1);
        assert_eq!(count(&[site("甲", "1", here), site("甲", "2", near)]), 1);
        assert_eq!(count(&[site("甲", "1", here), site("甲", "2", far)]), 0);
        assert_eq!(count(&[site("甲", "", here), site("甲", "", None)]), 1);
        assert_eq!(count(&[site("", "", None), site("", "", None)]), 0);
    }
}
