//! The rows behind an inventory, and the rows that a new month brings.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::attribute::Attribute;
use crate::identity::register;
use crate::inventory::Inventory;
use crate::site::{Encumbrance, Fact, Site, SiteId};

/// Rows with the site that each belongs to, if it belongs to one already.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) sites: Vec<Site>,
    pub(super) site_of: Vec<Option<SiteId>>,
    /// From here on rows are new and have to be compared.
    pub(super) new_from: usize,
    /// Whether each row was not filed again: it lends its id to what it became, and is left out.
    pub(super) gone: Vec<bool>,
    /// Rows without a source, each with the new row that has its id and no source either: a table
    /// whose ids are its own, once more. If the two are one site, the new row takes the old one's place.
    pub(super) renewed: Vec<(usize, usize)>,
}

impl Rows {
    /// Every row that the sites of an inventory were merged from. A site that was never merged
    /// keeps its id only if `known`.
    pub(super) fn of(inventory: &Inventory, known: bool) -> Self {
        let mut all = Self::default();
        for site in inventory.sites() {
            let own = std::slice::from_ref(site);
            let members = inventory
                .lineage()
                .members
                .get(&site.id)
                .map_or(own, Vec::as_slice);
            let merged = members.len() > 1 || known;
            for row in members {
                all.sites.push(row.clone());
                all.site_of.push(merged.then(|| site.id.clone()));
            }
        }
        all.new_from = if known { all.sites.len() } else { 0 };
        all.gone = vec![false; all.sites.len()];
        all
    }

    /// Takes the rows of a new ledger: rows that say what they said before take the place of the
    /// old ones, others are new. Old rows of the same register (the same file name but for its
    /// digits, the same sheet) that are not said again are gone.
    pub(super) fn update(&mut self, new: &Inventory) {
        let mut old: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.sites.iter().enumerate() {
            old.entry(content(row)).or_default().push(at);
        }
        let filed: BTreeSet<(String, String)> = new.sites().iter().flat_map(registers).collect();
        let mut said: BTreeSet<usize> = BTreeSet::new();
        let mut fresh: Vec<&Site> = Vec::new();
        let incoming = Self::of(new, false).sites;
        for row in &incoming {
            let own: BTreeSet<_> = registers(row).collect();
            let same = old.get(&content(row)).and_then(|places| {
                let free = || {
                    let left = places.iter().filter(|at| !said.contains(at));
                    left.filter(|at| says_the_same(&self.sites[**at], row))
                };
                let register =
                    free().find(|at| registers(&self.sites[**at]).any(|r| own.contains(&r)));
                register.or_else(|| free().next()).copied()
            });
            match same {
                Some(at) => {
                    said.insert(at);
                    let id = self.sites[at].id.clone();
                    self.sites[at] = Site { id, ..row.clone() };
                }
                None => fresh.push(row),
            }
        }
        self.gone = (0..self.sites.len())
            .map(|at| {
                let again = registers(&self.sites[at]).any(|register| filed.contains(&register));
                again && !said.contains(&at)
            })
            .collect();
        let sourceless = |(at, row): (usize, &Site)| {
            let open = row.sources.is_empty() && !said.contains(&at);
            open.then(|| (row.id.clone(), at))
        };
        let by_id: BTreeMap<SiteId, usize> = self
            .sites
            .iter()
            .enumerate()
            .filter_map(sourceless)
            .collect();
        let mut ids = Ids::of(&self.sites);
        for row in fresh {
            if let Some(old) = by_id.get(&row.id).filter(|_| row.sources.is_empty()) {
                self.renewed.push((*old, self.sites.len()));
            }
            let id = ids.free(&row.id);
            self.sites.push(Site { id, ..row.clone() });
            self.site_of.push(None);
            self.gone.push(false);
        }
    }
}

/// The registers that a row was read from: file without digits, and sheet.
fn registers(row: &Site) -> impl Iterator<Item = (String, String)> + '_ {
    row.sources
        .iter()
        .map(|source| (register(source.file()), source.sheet().to_owned()))
}

/// Equal for rows that say the same: a number to look them up by.
fn content(row: &Site) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.kind, &row.name, &row.jurisdiction, &row.reference).hash(&mut hasher);
    for (attribute, fact) in &row.facts {
        (attribute.index(), &fact.raw).hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether two rows say the same, whatever their ids and wherever they say it.
fn says_the_same(a: &Site, b: &Site) -> bool {
    let fact = |(x, y): ((&Attribute, &Fact), (&Attribute, &Fact))| {
        x.0 == y.0 && x.1.reading == y.1.reading && x.1.raw == y.1.raw
    };
    let told = |x: &Encumbrance, y: &Encumbrance| x.present == y.present && x.detail == y.detail;
    a.kind == b.kind
        && a.name == b.name
        && a.former_names == b.former_names
        && a.jurisdiction == b.jurisdiction
        && a.reference == b.reference
        && a.position == b.position
        && a.footprint == b.footprint
        && a.contacts == b.contacts
        && a.as_of == b.as_of
        && a.extras == b.extras
        && a.facts.len() == b.facts.len()
        && a.facts.iter().zip(&b.facts).all(fact)
        && a.encumbrances.keys().eq(b.encumbrances.keys())
        && a.encumbrances
            .values()
            .zip(b.encumbrances.values())
            .all(|(x, y)| told(x, y))
}

/// Ids that are taken.
struct Ids {
    taken: BTreeSet<SiteId>,
    /// The last number given, by prefix.
    last: BTreeMap<String, u64>,
}

impl Ids {
    fn of(rows: &[Site]) -> Self {
        Self {
            taken: rows.iter().map(|row| row.id.clone()).collect(),
            last: BTreeMap::new(),
        }
    }

    /// The wanted id, or the next number with its prefix.
    fn free(&mut self, wanted: &SiteId) -> SiteId {
        let mut id = wanted.clone();
        if self.taken.contains(&id) {
            let text = wanted.as_str();
            let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
            let width = text.len() - prefix.len();
            let number = |id: &SiteId| id.as_str().strip_prefix(prefix)?.parse::<u64>().ok();
            let most = || self.taken.iter().filter_map(number).max().unwrap_or(0);
            let mut next = self.last.get(prefix).copied().unwrap_or_else(most);
            while self.taken.contains(&id) {
                next = next.saturating_add(1);
                id = SiteId::new(format!("{prefix}{next:0width$}"));
            }
            self.last.insert(prefix.to_owned(), next);
        }
        self.taken.insert(id.clone());
        id
    }
}
