//! Whether an answer still holds.

use serde_json::Value;

use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
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
    /// As [`Catalog::shortlist`]; [`ErrorKind::InvalidArgument`], saying what differs, for a list
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
        for (at, told) in self.candidates.iter().enumerate() {
            match now.candidates.get(at) {
                Some(found) if found.site == told.site => differences(told, found, &mut faults),
                found => {
                    let found = found.map_or("nothing", |found| found.site.as_str());
                    faults.push(format!("place {} is {found}, not {}", at + 1, told.site));
                }
            }
            let sums = told
                .contributions
                .iter()
                .fold((0.0, 0.0), |(low, high), c| {
                    (low + c.adds.guaranteed, high + c.adds.potential)
                });
            let score = (told.score.guaranteed, told.score.potential);
            if sums.0.to_bits() != score.0.to_bits() || sums.1.to_bits() != score.1.to_bits() {
                let (low, high) = sums;
                faults.push(format!(
                    "{}: contributions add up to {low}–{high}",
                    told.site
                ));
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        let what = format!("the shortlist does not hold: {}", faults.join("; "));
        Err(Error::untranslated(ErrorKind::InvalidArgument, what))
    }
}

impl Catalog {
    /// Whether a shortlist that was written as JSON ([`Shortlist::to_json`]) still holds: matches
    /// its requirement again and compares everything that is written, as [`Shortlist::verify`].
    ///
    /// # Errors
    ///
    /// As [`Catalog::shortlist`]; [`ErrorKind::Parse`] for what is no such JSON;
    /// [`ErrorKind::InvalidArgument`], saying what differs, for a list that this catalog does not
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
        let refuse =
            |what: String| Error::untranslated(ErrorKind::Parse, format!("no shortlist: {what}"));
        let parse = |json: &str| serde_json::from_str(json).map_err(|e| refuse(e.to_string()));
        let told: Value = parse(json)?;
        let part = |key: &str| {
            told.get(key)
                .ok_or_else(|| refuse(format!("it has no `{key}`")))
        };
        let requirement = Requirement::from_json(&part("requirement")?.to_string())?;
        let listed = part("candidates")?.as_array();
        let listed = listed.ok_or_else(|| refuse("its candidates are no list".to_owned()))?;
        let now = self.shortlist(&requirement, listed.len())?.to_json();
        if now == json {
            return Ok(());
        }
        let now: Value = parse(&now)?;
        let mut faults = Vec::new();
        let found = now["candidates"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, was) in listed.iter().enumerate() {
            let is = found.get(at).unwrap_or(&Value::Null);
            let id = |of: &Value| of["site"].as_str().unwrap_or("nothing").to_owned();
            if id(was) == id(is) {
                compare(&id(was), was, is, &mut faults);
            } else {
                faults.push(format!("place {} is {}, not {}", at + 1, id(is), id(was)));
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        let what = format!("the shortlist does not hold: {}", faults.join("; "));
        Err(Error::untranslated(ErrorKind::InvalidArgument, what))
    }
}

/// Sentences on where two values differ, with the way there; lists are counted from 1.
fn compare(path: &str, was: &Value, is: &Value, faults: &mut Vec<String>) {
    let null = Value::Null;
    match (was, is) {
        (Value::Object(a), Value::Object(b)) => {
            let added = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(added) {
                let [a, b] = [a, b].map(|of| of.get(key).unwrap_or(&null));
                compare(&format!("{path}, {key}"), a, b, faults);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                let [a, b] = [a, b].map(|of| of.get(at).unwrap_or(&null));
                compare(&format!("{path} {}", at + 1), a, b, faults);
            }
        }
        _ if was == is => {}
        _ => faults.push(format!("{path}: {was} is now {is}")),
    }
}

/// Sentences on how a candidate differs from what is found now.
fn differences(told: &Candidate, found: &Candidate, faults: &mut Vec<String>) {
    if told == found {
        return;
    }
    let checks = told.checks.iter().zip(&found.checks);
    let checks = checks.filter(|(was, is)| was != is);
    let checks = checks.map(|(was, is)| (was.describe(Lang::En), is.describe(Lang::En)));
    let adds = told.contributions.iter().zip(&found.contributions);
    let adds = adds.filter(|(was, is)| was != is);
    let adds = adds.map(|(was, is)| (was.describe(Lang::En), is.describe(Lang::En)));
    let mut parts: Vec<(String, String)> = checks.chain(adds).collect();
    if parts.is_empty() {
        parts.push((told.describe(Lang::En), found.describe(Lang::En)));
    }
    let site = &told.site;
    let say = |(was, is): (String, String)| format!("{site}: `{was}` is now `{is}`");
    faults.extend(parts.into_iter().map(say));
}
