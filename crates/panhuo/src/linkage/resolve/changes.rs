//! What is different between two inventories: sites that appeared, changed, disappeared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::interval::ReportedValue;
use crate::inventory::Inventory;
use crate::lang::Lang;
use crate::schema::Attribute;
use crate::site::{Fact, Site, SiteId};
use crate::units::Quantity;

/// What became of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// It is new.
    Appeared(SiteId),
    /// It is gone.
    Disappeared(SiteId),
    /// Something of it is told otherwise.
    Changed {
        /// The site.
        site: SiteId,
        /// `name`, `kind`, `jurisdiction`, `position`, `encumbrances`, or the name of an attribute.
        field: String,
        /// What was told before; empty if nothing was.
        before: String,
        /// What is told now; empty if nothing is.
        after: String,
    },
}

impl Change {
    /// `appeared`, `disappeared` or `changed`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Appeared(_) => "appeared",
            Self::Disappeared(_) => "disappeared",
            Self::Changed { .. } => "changed",
        }
    }

    /// The site.
    pub fn site(&self) -> &SiteId {
        match self {
            Self::Appeared(site) | Self::Disappeared(site) | Self::Changed { site, .. } => site,
        }
    }
}

impl Inventory {
    /// What is different from an earlier inventory of the same sites, by id. Where a fact was read
    /// and how it was written does not matter; what it means does. O(n).
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::linkage::Change;
    /// use panhuo::units::square_metres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "宏远机械厂");
    /// let before = Inventory::new(vec![hall.clone()])?;
    /// hall.set(FLOOR_AREA, square_metres(8600.0))?;
    /// let after = Inventory::new(vec![hall, Site::new("B", SiteKind::Land, "麻布村1号地块")])?;
    /// let changes = after.changes(&before);
    /// assert!(matches!(&changes[0], Change::Changed { field, after, .. } if field == "floor_area" && after == "8600 ㎡"));
    /// assert_eq!(changes[1].name(), "appeared");
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn changes(&self, before: &Self) -> Vec<Change> {
        let by_id = |inventory: &'_ Self| -> BTreeMap<SiteId, usize> {
            inventory
                .sites()
                .iter()
                .enumerate()
                .map(|(at, site)| (site.id.clone(), at))
                .collect()
        };
        let (old, new) = (by_id(before), by_id(self));
        let mut changes = Vec::new();
        for (id, at) in &new {
            match old.get(id) {
                None => changes.push(Change::Appeared(id.clone())),
                Some(then) => between(&before.sites()[*then], &self.sites()[*at], &mut changes),
            }
        }
        let gone = old.keys().filter(|id| !new.contains_key(*id));
        changes.extend(gone.map(|id| Change::Disappeared(id.clone())));
        changes.sort_by(|a, b| a.site().cmp(b.site()));
        changes
    }
}

fn between(before: &Site, after: &Site, changes: &mut Vec<Change>) {
    let id = &after.id;
    let mut say = |field: &str, before: String, after: String| {
        changes.push(Change::Changed {
            site: id.clone(),
            field: field.to_owned(),
            before,
            after,
        });
    };
    if before.name != after.name {
        say("name", before.name.clone(), after.name.clone());
    }
    if before.kind != after.kind {
        say(
            "kind",
            before.kind.name().to_owned(),
            after.kind.name().to_owned(),
        );
    }
    if before.jurisdiction != after.jurisdiction {
        say(
            "jurisdiction",
            before.jurisdiction.clone(),
            after.jurisdiction.clone(),
        );
    }
    if before.representative() != after.representative() {
        let place = |site: &Site| {
            site.representative().map_or(String::new(), |p| {
                format!("{}, {}", p.longitude(), p.latitude())
            })
        };
        say("position", place(before), place(after));
    }
    let encumbrances = |site: &Site| {
        let all = site.encumbrances.iter().map(|(kind, found)| {
            let yes = if found.present { "yes" } else { "no" };
            format!("{} {yes}", kind.name())
        });
        all.collect::<Vec<_>>().join(", ")
    };
    if encumbrances(before) != encumbrances(after) {
        say("encumbrances", encumbrances(before), encumbrances(after));
    }
    for attribute in Attribute::all() {
        let (was, is) = (before.facts.get(&attribute), after.facts.get(&attribute));
        if was.map(|fact| &fact.value) != is.map(|fact| &fact.value) {
            say(attribute.name(), told(attribute, was), told(attribute, is));
        }
    }
}

/// A fact in words: as written, else in the attribute's own unit.
fn told(attribute: Attribute, fact: Option<&Fact>) -> String {
    let Some(fact) = fact else {
        return String::new();
    };
    if !fact.raw.is_empty() {
        return fact.raw.to_string();
    }
    match &fact.value {
        ReportedValue::Text(text) => text.to_string(),
        ReportedValue::Unknown(gap) => gap.name().to_owned(),
        ReportedValue::NotApplicable => "not applicable".to_owned(),
        ReportedValue::Category(choices) => {
            let names = choices
                .positions()
                .filter_map(|at| Some(attribute.categories().get(at)?.name));
            names.collect::<Vec<_>>().join(" or ")
        }
        ReportedValue::Number(interval) => {
            let end = |value: f64| match attribute.dimension() {
                Some(dimension) => {
                    attribute.format_for(&Quantity::canonical(value, dimension), Lang::Zh)
                }
                None => value.to_string(),
            };
            match interval.value() {
                Some(value) => end(value),
                None => format!("{} – {}", end(interval.low()), end(interval.high())),
            }
        }
    }
}
