//! Where merged sites come from, so that a merge can be undone, and what people decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::linkage::Decision;
use crate::schema::Attribute;
use crate::site::{Fact, Site, SiteId};

/// The rows behind merged sites, which sites are parts of others, and what people decided.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lineage {
    /// The rows that a site was merged from, by id; a site that is not listed is its only row.
    pub members: BTreeMap<SiteId, Vec<Site>>,
    /// The site that each part is a part of.
    pub part_of: BTreeMap<SiteId, SiteId>,
    /// What people decided, oldest first.
    pub decisions: Vec<Decision>,
}

impl Lineage {
    /// The site that a row became: of the row itself, if it was not merged.
    pub fn site_of<'a>(&'a self, row: &'a SiteId) -> &'a SiteId {
        let mut merged = self.members.iter();
        merged
            .find(|(_, rows)| rows.iter().any(|each| each.id == *row))
            .map_or(row, |(site, _)| site)
    }

    /// What the rows of a site say of an attribute, in the order of their ids; empty for a site
    /// that was not merged.
    pub fn reported(&self, site: &SiteId, attribute: Attribute) -> Vec<(&SiteId, &Fact)> {
        let rows = self.members.get(site).into_iter().flatten();
        rows.filter_map(|row| Some((&row.id, row.facts.get(&attribute)?)))
            .collect()
    }
}
