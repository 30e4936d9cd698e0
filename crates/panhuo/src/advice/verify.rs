//! Whether an answer still holds.

use serde_json::Value;

use crate::catalog::Catalog;
use crate::error::{Error, ErrorCode, Result};
use crate::lang::{Bilingual, Lang};
use crate::matching::{Candidate, Shortlist};
use crate::requirement::Requirement;

impl Shortlist {
    /// Matches again and compares everything: which sites are listed in which order, every check,
    /// every contribution, every score to the last bit, and that the contributions add up to it.
    ///
    /// The catalog is asked for as many sites as are listed: whether a list that was shorter than
    /// wanted would now be longer is not told.
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument), saying what differs, for a list
    /// that this catalog does not give.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Requirement, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "厂房");
    /// hall.set(FLOOR_AREA, square_metres(5000.0))?;
    /// let catalog = Inventory::new(vec![hall.clone()])?.catalog();
    /// let wish = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(3000.0)));
    /// let shortlist = catalog.shortlist(&wish, 10)?;
    /// shortlist.verify(&catalog)?;
    ///
    /// hall.set(FLOOR_AREA, square_metres(4000.0))?;
    /// let error = shortlist.verify(&Inventory::new(vec![hall])?.catalog()).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the shortlist does not hold: A: `✓ floor area ≥ 3000 m²: 5000 m²` is now \
    ///      `✓ floor area ≥ 3000 m²: 4000 m²`"
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn verify(&self, catalog: &Catalog) -> Result<()> {
        let now = catalog.shortlist(&self.requirement, self.candidates.len())?;
        let mut faults = Vec::new();
        for (at, recorded) in self.candidates.iter().enumerate() {
            match now.candidates.get(at) {
                Some(found) if found.site == recorded.site => {
                    differences(recorded, found, &mut faults);
                }
                found => {
                    let found = found.map(|found| found.site.as_str());
                    faults.push(other_site(at + 1, found, recorded.site.as_str()));
                }
            }
            let sums = recorded
                .contributions
                .iter()
                .fold((0.0, 0.0), |(low, high), c| {
                    (low + c.adds.guaranteed, high + c.adds.potential)
                });
            let score = (recorded.score.guaranteed, recorded.score.potential);
            if sums.0.to_bits() != score.0.to_bits() || sums.1.to_bits() != score.1.to_bits() {
                let (low, high) = sums;
                faults.push(Bilingual::new(
                    format!("{}：各项得分合计为 {low}–{high}", recorded.site),
                    format!("{}: contributions add up to {low}–{high}", recorded.site),
                ));
            }
        }
        differs(&faults)
    }
}

impl Catalog {
    /// Whether a shortlist that was written as JSON ([`Shortlist::to_json`]) still holds: matches
    /// its requirement again and compares everything that is written, as [`Shortlist::verify`].
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::Parse`](crate::ErrorKind::Parse) for what is no such JSON;
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument), saying what differs, for a list that this catalog does not
    /// give.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Requirement, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "厂房");
    /// hall.set(FLOOR_AREA, square_metres(5000.0))?;
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let wish = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(3000.0)));
    /// let json = catalog.shortlist(&wish, 10)?.to_json();
    /// catalog.verify(&json)?;
    /// let forged = json.replace("5000 m²", "9000 m²");
    /// assert_eq!(
    ///     catalog.verify(&forged).unwrap_err().to_string(),
    ///     "the shortlist does not hold: A, checks 1, observed, en: \"9000 m²\" is now \"5000 m²\""
    /// );
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn verify(&self, json: &str) -> Result<()> {
        let parse = |json: &str| {
            serde_json::from_str(json)
                .map_err(|cause| Error::new(ErrorCode::SHORTLIST_UNREADABLE).with_cause(cause))
        };
        let recorded: Value = parse(json)?;
        let missing = |key: &str| Error::new(ErrorCode::SHORTLIST_INCOMPLETE).with_what(key);
        let requirement = recorded
            .get("requirement")
            .ok_or_else(|| missing("requirement"))?;
        let requirement = Requirement::from_json(&requirement.to_string())?;
        let listed = recorded.get("candidates").and_then(Value::as_array);
        let listed = listed.ok_or_else(|| missing("candidates"))?;
        let now = self.shortlist(&requirement, listed.len())?.to_json();
        if now == json {
            return Ok(());
        }
        let now: Value = parse(&now)?;
        let mut faults = Vec::new();
        let found = now["candidates"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, was) in listed.iter().enumerate() {
            let is = found.get(at).unwrap_or(&Value::Null);
            let (id, now) = (was["site"].as_str(), is["site"].as_str());
            if id == now {
                let id = id.unwrap_or_default().to_owned();
                compare(&Bilingual::same(id), was, is, &mut faults);
            } else {
                faults.push(other_site(at + 1, now, id.unwrap_or_default()));
            }
        }
        differs(&faults)
    }
}

/// Fails if there are differences.
fn differs(differences: &[Bilingual]) -> Result<()> {
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorCode::SHORTLIST_DIFFERS).with_given(Bilingual::joined(differences)))
}

fn other_site(rank: usize, now: Option<&str>, was: &str) -> Bilingual {
    Bilingual::new(
        format!("第 {rank} 位现为 {}，不是 {was}", now.unwrap_or("空")),
        format!("rank {rank} is {}, not {was}", now.unwrap_or("nothing")),
    )
}

/// Sentences on where two values differ, with the way there; lists are counted from 1.
fn compare(path: &Bilingual, was: &Value, is: &Value, faults: &mut Vec<Bilingual>) {
    let null = Value::Null;
    match (was, is) {
        (Value::Object(a), Value::Object(b)) => {
            let added = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(added) {
                let [a, b] = [a, b].map(|of| of.get(key).unwrap_or(&null));
                let path = Bilingual::in_each(|lang| {
                    format!("{}{}{key}", path.text(lang), lang.pick("，", ", "))
                });
                compare(&path, a, b, faults);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                let [a, b] = [a, b].map(|of| of.get(at).unwrap_or(&null));
                let path = Bilingual::in_each(|lang| format!("{} {}", path.text(lang), at + 1));
                compare(&path, a, b, faults);
            }
        }
        _ if was == is => {}
        _ => faults.push(Bilingual::new(
            format!("{}：{was} 现为 {is}", path.text(Lang::Zh)),
            format!("{}: {was} is now {is}", path.text(Lang::En)),
        )),
    }
}

/// Sentences on how a candidate differs from what is found now.
fn differences(recorded: &Candidate, found: &Candidate, faults: &mut Vec<Bilingual>) {
    if recorded == found {
        return;
    }
    let checks = recorded.checks.iter().zip(&found.checks);
    let checks = checks.filter(|(was, is)| was != is);
    let checks = checks
        .map(|(was, is)| [was, is].map(|check| Bilingual::in_each(|lang| check.describe(lang))));
    let adds = recorded.contributions.iter().zip(&found.contributions);
    let adds = adds.filter(|(was, is)| was != is);
    let adds =
        adds.map(|(was, is)| [was, is].map(|each| Bilingual::in_each(|lang| each.describe(lang))));
    let mut parts: Vec<[Bilingual; 2]> = checks.chain(adds).collect();
    if parts.is_empty() {
        parts.push([recorded, found].map(|each| Bilingual::in_each(|lang| each.describe(lang))));
    }
    let site = &recorded.site;
    faults.extend(parts.iter().map(|[was, is]| {
        let [was_zh, is_zh] = [was, is].map(|each| each.text(Lang::Zh));
        let [was, is] = [was, is].map(|each| each.text(Lang::En));
        Bilingual::new(
            format!("{site}：“{was_zh}”现为“{is_zh}”"),
            format!("{site}: `{was}` is now `{is}`"),
        )
    }));
}
