//! The rows behind an inventory, and the rows that a new month brings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::encumbrance::Encumbrance;
use crate::inventory::Inventory;
use crate::linkage::register;
use crate::schema::Attribute;
use crate::site::{Fact, Site, SiteId};

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

/// Every row that the sites of an inventory were merged from, its site, and whether it was merged.
fn behind(inventory: &Inventory) -> impl Iterator<Item = (&Site, &SiteId, bool)> {
    inventory.sites().iter().flat_map(|site| {
        let own = std::slice::from_ref(site);
        let members = inventory.lineage().members.get(&site.id);
        let members = members.map_or(own, Vec::as_slice);
        let merged = members.len() > 1;
        members.iter().map(move |row| (row, &site.id, merged))
    })
}

impl Rows {
    /// Every row that the sites of an inventory were merged from. A site that was never merged
    /// need not keep its id.
    pub(super) fn of(inventory: &Inventory) -> Self {
        let mut all = Self::default();
        for (row, site, merged) in behind(inventory) {
            all.sites.push(row.clone());
            all.site_of.push(merged.then(|| site.clone()));
        }
        all.gone = vec![false; all.sites.len()];
        all
    }

    /// The rows of an inventory and of a new ledger: rows that say what they said before take the
    /// place of the old ones, others are new. Old rows of the same register (the same file name but
    /// for its digits, the same sheet) that are not said again are gone.
    pub(super) fn updated(inventory: &Inventory, new: &Inventory) -> Self {
        let (old, site_of): (Vec<&Site>, Vec<Option<SiteId>>) = behind(inventory)
            .map(|(row, site, _)| (row, Some(site.clone())))
            .unzip();
        let incoming: Vec<&Site> = behind(new).map(|(row, ..)| row).collect();
        let mut registers = Registers::default();
        let registers_of: Vec<Vec<u32>> = old.iter().map(|row| registers.of(row)).collect();
        let filed: Vec<Vec<u32>> = incoming.iter().map(|row| registers.of(row)).collect();
        let contents = |rows: &[&Site]| -> Vec<u64> {
            let rows = rows.par_iter();
            rows.map(|row| content(row)).collect()
        };
        let mut by_content: Vec<(u64, usize)> = contents(&old).into_iter().zip(0..).collect();
        by_content.par_sort_unstable();
        let mut said: Vec<Option<&Site>> = vec![None; old.len()];
        let mut fresh: Vec<&Site> = Vec::new();
        for ((row, content), filed) in incoming.iter().zip(contents(&incoming)).zip(&filed) {
            let first = by_content.partition_point(|(before, _)| *before < content);
            let same = by_content[first..].iter();
            let same = same.take_while(|(other, _)| *other == content);
            let free = same.map(|(_, at)| *at);
            let mut free = free.filter(|at| said[*at].is_none() && says_the_same(old[*at], row));
            let in_register = |at: &usize| registers_of[*at].iter().any(|r| filed.contains(r));
            let found = free.clone().find(in_register).or_else(|| free.next());
            match found {
                Some(at) => said[at] = Some(row),
                None => fresh.push(row),
            }
        }
        let filed: BTreeSet<u32> = filed.into_iter().flatten().collect();
        let again = |at: usize| registers_of[at].iter().any(|r| filed.contains(r));
        let gone = (0..old.len()).map(|at| said[at].is_none() && again(at));
        let mut all = Self {
            gone: gone.collect(),
            site_of,
            new_from: old.len(),
            renewed: Vec::new(),
            sites: old
                .par_iter()
                .zip(&said)
                .map(|(old, now)| match now {
                    Some(now) => Site {
                        id: old.id.clone(),
                        ..(*now).clone()
                    },
                    None => (*old).clone(),
                })
                .collect(),
        };
        all.add(&fresh, &said);
        all
    }

    /// Adds rows that were not there before, under ids of their own.
    fn add(&mut self, fresh: &[&Site], said: &[Option<&Site>]) {
        if fresh.is_empty() {
            return;
        }
        let rows = self.sites.iter().zip(said).enumerate();
        let open = rows.filter(|(_, (row, said))| row.sources.is_empty() && said.is_none());
        let by_id: BTreeMap<SiteId, usize> =
            open.map(|(at, (row, _))| (row.id.clone(), at)).collect();
        let mut ids = Ids::of(&self.sites);
        for row in fresh {
            if let Some(old) = by_id.get(&row.id).filter(|_| row.sources.is_empty()) {
                self.renewed.push((*old, self.sites.len()));
            }
            let id = ids.free(&row.id);
            self.sites.push(Site {
                id,
                ..(*row).clone()
            });
            self.site_of.push(None);
            self.gone.push(false);
        }
    }
}

/// The registers that rows were read from, a number each: file without digits, and sheet.
#[derive(Default)]
struct Registers<'a> {
    /// By their names as written, which are few.
    written: HashMap<(&'a str, &'a str), u32>,
    known: BTreeMap<(String, &'a str), u32>,
}

impl<'a> Registers<'a> {
    fn of(&mut self, row: &'a Site) -> Vec<u32> {
        let sources = row.sources.iter();
        let each = sources.map(|source| {
            let (file, sheet) = (source.file(), source.sheet());
            *self.written.entry((file, sheet)).or_insert_with(|| {
                let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                *self.known.entry((register(file), sheet)).or_insert(next)
            })
        });
        each.collect()
    }
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
        x.0 == y.0 && x.1.value == y.1.value && x.1.raw == y.1.raw
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
