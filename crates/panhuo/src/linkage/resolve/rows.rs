//! The rows of an inventory, and the rows that a new ledger brings.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use crate::encumbrance::Encumbrance;
use crate::error::Result;
use crate::inventory::Inventory;
use crate::linkage::RecordRow;
use crate::schema::Attribute;
use crate::site::{Fact, Site, SiteId};

/// Rows with the sites that they already belong to.
#[derive(Clone, Debug, Default)]
pub(super) struct ResolveRows {
    pub(super) sites: Vec<Site>,
    pub(super) site_of: Vec<Option<SiteId>>,
    /// From this row on, rows are new and are compared with all others.
    pub(super) new_from: RecordRow,
    /// Whether each row is missing from a register that was filed again. Such a row gives its id to the row that
    /// it matches, and is then left out.
    pub(super) is_removed: Vec<bool>,
    /// Old rows without a source, each with the new row without a source that has its id: a table with ids of its
    /// own that was filed again. If the two match, the new row replaces the old one.
    pub(super) replacements: Vec<(RecordRow, RecordRow)>,
}

/// Every row that the sites of an inventory were merged from, its site, and whether the site was merged.
fn merged_rows(inventory: &Inventory) -> impl Iterator<Item = (&Site, &SiteId, bool)> {
    inventory.sites().iter().flat_map(|site| {
        let own = std::slice::from_ref(site);
        let members = inventory.lineage().members.get(&site.id);
        let members = members.map_or(own, Vec::as_slice);
        let is_merged = members.len() > 1;
        members.iter().map(move |row| (row, &site.id, is_merged))
    })
}

impl ResolveRows {
    /// Every row that the sites of an inventory were merged from, all of them new. A site that was never merged
    /// need not keep its id.
    pub(super) fn new(inventory: &Inventory) -> Self {
        let mut rows = Self::default();
        for (row, site, is_merged) in merged_rows(inventory) {
            rows.sites.push(row.clone());
            rows.site_of.push(is_merged.then(|| site.clone()));
        }
        rows.is_removed = vec![false; rows.sites.len()];
        rows
    }

    /// The rows of an inventory and of a new ledger. A new row with the content of an old one takes its place; the
    /// others are added. Old rows of the same register (the same file name but for its digits, the same sheet)
    /// without such a new row are removed.
    pub(super) fn updated(inventory: &Inventory, new: &Inventory) -> Result<Self> {
        let (old, site_of): (Vec<&Site>, Vec<Option<SiteId>>) = merged_rows(inventory)
            .map(|(row, site, _)| (row, Some(site.clone())))
            .unzip();
        let incoming: Vec<&Site> = merged_rows(new).map(|(row, ..)| row).collect();
        let mut registers = Registers::default();
        let registers_of: Vec<Vec<usize>> = old.iter().map(|row| registers.of_row(row)).collect();
        let filed: Vec<Vec<usize>> = incoming.iter().map(|row| registers.of_row(row)).collect();
        let hashes = |rows: &[&Site]| -> Vec<u64> {
            let rows = rows.par_iter();
            rows.map(|row| content_hash(row)).collect()
        };
        let mut by_content: Vec<(u64, usize)> = hashes(&old).into_iter().zip(0..).collect();
        by_content.par_sort_unstable();
        let mut repeated: Vec<Option<&Site>> = vec![None; old.len()];
        let mut added: Vec<&Site> = Vec::new();
        for ((row, hash), filed) in incoming.iter().zip(hashes(&incoming)).zip(&filed) {
            let first = by_content.partition_point(|(before, _)| *before < hash);
            let equal = by_content[first..].iter();
            let equal = equal.take_while(|(other, _)| *other == hash);
            let mut unused = equal
                .map(|(_, at)| *at)
                .filter(|at| repeated[*at].is_none() && has_equal_content(old[*at], row));
            let in_register = |at: &usize| registers_of[*at].iter().any(|r| filed.contains(r));
            let best = unused.clone().find(in_register).or_else(|| unused.next());
            match best {
                Some(at) => repeated[at] = Some(row),
                None => added.push(row),
            }
        }
        let filed: BTreeSet<usize> = filed.into_iter().flatten().collect();
        let is_filed_again = |at: usize| registers_of[at].iter().any(|r| filed.contains(r));
        let is_removed = (0..old.len()).map(|at| repeated[at].is_none() && is_filed_again(at));
        let mut rows = Self {
            is_removed: is_removed.collect(),
            site_of,
            new_from: RecordRow::from_index(old.len())?,
            replacements: Vec::new(),
            sites: old
                .par_iter()
                .zip(&repeated)
                .map(|(old, new)| Site {
                    id: old.id.clone(),
                    ..new.unwrap_or(old).clone()
                })
                .collect(),
        };
        rows.add(&added, &repeated)?;
        Ok(rows)
    }

    /// Adds rows under ids that no other row has.
    fn add(&mut self, added: &[&Site], repeated: &[Option<&Site>]) -> Result<()> {
        if added.is_empty() {
            return Ok(());
        }
        let rows = (0..).map(RecordRow).zip(self.sites.iter().zip(repeated));
        let replaceable = rows.filter(|(_, (row, new))| row.sources.is_empty() && new.is_none());
        let by_id: BTreeMap<SiteId, RecordRow> = replaceable
            .map(|(at, (row, _))| (row.id.clone(), at))
            .collect();
        let mut ids = UsedIds::new(&self.sites);
        for row in added {
            if let Some(old) = by_id.get(&row.id).filter(|_| row.sources.is_empty()) {
                let own = RecordRow::from_index(self.sites.len())?;
                self.replacements.push((*old, own));
            }
            let id = ids.unused(&row.id);
            self.sites.push(Site {
                id,
                ..(*row).clone()
            });
            self.site_of.push(None);
            self.is_removed.push(false);
        }
        Ok(())
    }
}

/// The name of a register whose file has another date every month: the name of the file without digits.
pub(super) fn register_name(file: &str) -> String {
    file.chars().filter(|c| !c.is_numeric()).collect()
}

/// The registers that rows were read from, numbered: the name of the register, and the sheet.
#[derive(Default)]
struct Registers<'a> {
    /// By file and sheet as written, which are few.
    by_file: HashMap<(&'a str, &'a str), usize>,
    by_name: BTreeMap<(String, &'a str), usize>,
}

impl<'a> Registers<'a> {
    fn of_row(&mut self, row: &'a Site) -> Vec<usize> {
        let sources = row.sources.iter();
        let registers = sources.map(|source| {
            let (file, sheet) = (source.file(), source.sheet());
            *self.by_file.entry((file, sheet)).or_insert_with(|| {
                let next = self.by_name.len();
                let name = (register_name(file), sheet);
                *self.by_name.entry(name).or_insert(next)
            })
        });
        registers.collect()
    }
}

/// A hash that is equal for rows of equal content.
fn content_hash(row: &Site) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.kind, &row.name, &row.jurisdiction, &row.reference).hash(&mut hasher);
    for (attribute, fact) in &row.facts {
        (attribute.index(), &fact.raw).hash(&mut hasher);
    }
    hasher.finish()
}

/// Whether two rows have equal content, whatever their ids and sources.
fn has_equal_content(a: &Site, b: &Site) -> bool {
    let facts_equal = |(x, y): ((&Attribute, &Fact), (&Attribute, &Fact))| {
        x.0 == y.0 && x.1.value == y.1.value && x.1.raw == y.1.raw
    };
    let encumbrances_equal =
        |x: &Encumbrance, y: &Encumbrance| x.present == y.present && x.detail == y.detail;
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
        && a.facts.iter().zip(&b.facts).all(facts_equal)
        && a.encumbrances.keys().eq(b.encumbrances.keys())
        && a.encumbrances
            .values()
            .zip(b.encumbrances.values())
            .all(|(x, y)| encumbrances_equal(x, y))
}

/// The ids of all rows.
struct UsedIds {
    ids: BTreeSet<SiteId>,
    /// The last number that was given, by prefix.
    last: BTreeMap<String, u64>,
}

impl UsedIds {
    fn new(rows: &[Site]) -> Self {
        Self {
            ids: rows.iter().map(|row| row.id.clone()).collect(),
            last: BTreeMap::new(),
        }
    }

    /// The preferred id if no row has it, otherwise the next number with its prefix.
    fn unused(&mut self, preferred: &SiteId) -> SiteId {
        let mut id = preferred.clone();
        if self.ids.contains(&id) {
            let text = preferred.as_str();
            let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
            let width = text.len() - prefix.len();
            let number = |id: &SiteId| id.as_str().strip_prefix(prefix)?.parse::<u64>().ok();
            let greatest = || self.ids.iter().filter_map(number).max().unwrap_or(0);
            let mut next = self.last.get(prefix).copied().unwrap_or_else(greatest);
            while self.ids.contains(&id) {
                next = next.saturating_add(1);
                id = SiteId::new(format!("{prefix}{next:0width$}"));
            }
            self.last.insert(prefix.to_owned(), next);
        }
        self.ids.insert(id.clone());
        id
    }
}
