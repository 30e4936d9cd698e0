//! The next snapshot after a few changes, without putting all sites in order anew.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::later::Later;
use super::part::{Segment, SiteStorage};
use super::{Catalog, SiteColumns};
use crate::error::Result;
use crate::inventory::Inventory;
use crate::site::{Site, SiteId};

/// How many changes stand in a part of their own, at least, before all sites are put in order anew.
const FEW: usize = 64;

/// How large a share of the sites may have changed before that: one in so many.
const SHARE: usize = 16;

/// All changes to the first part of a catalog.
struct Changes {
    /// Positions of the sites that are gone or told otherwise, ascending.
    gone: Vec<u32>,
    /// The sites that are new or told otherwise, by id.
    sites: Vec<Site>,
}

impl Catalog {
    /// The next snapshot: without some sites, then with others that are new or replace the ones of
    /// the same id. This one stays as it is, and answers of the next are those of a catalog of all
    /// its sites. Jurisdictions and landmarks stay; doubts and lineage are the inventory's business,
    /// and are left out.
    ///
    /// Cost: what putting the changes in order costs, and a few milliseconds a million sites. The
    /// changes of all snapshots since the last that was put in order wholly stand together; when
    /// they are more than a sixteenth of the sites, everything is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`](crate::ErrorKind::InvalidSite) if a site breaks [`Site::check`] or
    /// two have one id; [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for an id to leave out
    /// that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    /// use panhuo::attribute::FLOOR_AREA;
    /// use panhuo::units::square_metres;
    ///
    /// let hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
    /// let october = Inventory::new(vec![hall.clone(), Site::new("B", SiteKind::Land, "地块")])?.catalog();
    /// let mut measured = hall;
    /// measured.set(FLOOR_AREA, square_metres(8600.0))?;
    /// let november = october.updated(vec![measured], &["B".into()])?;
    /// assert_eq!((october.len(), november.len()), (2, 1));
    /// assert_eq!(november.site(&"A".into())?.interval(FLOOR_AREA).value(), Some(8600.0));
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn updated(&self, sites: Vec<Site>, without: &[SiteId]) -> Result<Self> {
        self.next(&Inventory::new(sites)?, without)
    }

    /// [`Catalog::updated`] with sites given by column.
    ///
    /// # Errors
    ///
    /// As [`Catalog::from_columns`], and [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) for an
    /// id to leave out that the catalog does not have.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Catalog, SiteKind};
    /// use panhuo::attribute::PRICE;
    /// use panhuo::catalog::SiteColumns;
    ///
    /// let lots = |ids: [&str; 2], prices| {
    ///     SiteColumns::new(ids, [SiteKind::Land; 2]).numbers(PRICE, prices)
    /// };
    /// let catalog = Catalog::from_columns(lots(["A", "B"], vec![3e6, 5e6]))?;
    /// let next = catalog.updated_by_column(lots(["B", "C"], vec![4e6, f64::NAN]), &["A".into()])?;
    /// let prices: Vec<_> = next.by_column().intervals(PRICE).map(|price| price.value()).collect();
    /// assert_eq!(prices, [Some(4e6), None]);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn updated_by_column(&self, columns: SiteColumns, without: &[SiteId]) -> Result<Self> {
        let changed = Self::from_columns(columns)?;
        let sites = changed.sites().map(Cow::into_owned).collect();
        self.next(&Inventory::of_checked(sites), without)
    }

    fn next(&self, sites: &Inventory, without: &[SiteId]) -> Result<Self> {
        for id in without {
            self.find(id)?;
        }
        let sites: Vec<&Site> = sites.sites().iter().collect();
        let changes = self.changes(&sites, without);
        let are_few = self.are_few(&changes);
        let next = self.with_changes(changes, self.about.places());
        Ok(if are_few { next } else { next.in_order_anew() })
    }

    /// The changes so far and these; sites by id.
    fn changes(&self, sites: &[&Site], without: &[SiteId]) -> Changes {
        let without: BTreeSet<&SiteId> = without.iter().collect();
        let mut gone: BTreeSet<u32> = BTreeSet::new();
        let mut changed: Vec<Site> = Vec::new();
        if let Some(later) = &self.later {
            gone.extend(&later.gone);
            let is_told = |id: &SiteId| sites.binary_search_by(|site| site.id.cmp(id)).is_ok();
            let before = (0..later.part.count()).map(|at| later.part.site(at));
            let before = before.filter(|site| !without.contains(&site.id) && !is_told(&site.id));
            changed.extend(before.map(Cow::into_owned));
        }
        let ids = sites.iter().map(|site| &site.id).chain(without);
        let taken = ids.filter_map(|id| self.first.find(id).ok());
        gone.extend(taken.filter_map(|at| u32::try_from(at).ok()));
        changed.extend(sites.iter().copied().cloned());
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        Changes {
            gone: gone.into_iter().collect(),
            sites: changed,
        }
    }

    fn are_few(&self, changes: &Changes) -> bool {
        let count = changes.sites.len() + changes.gone.len();
        count <= FEW.max(self.first.count() / SHARE)
    }

    fn with_changes(&self, changes: Changes, about: Inventory) -> Self {
        let part = Segment::of_sites(Inventory::of_checked(changes.sites));
        Self {
            about,
            inventory: OnceLock::new(),
            first: Arc::clone(&self.first),
            later: Some(Later::new(&self.first, part, changes.gone)),
        }
    }

    /// The same catalog of one part.
    fn in_order_anew(self) -> Self {
        let part = match (&self.first.given, &self.later) {
            (SiteStorage::Sites(_), _) => {
                let sites = self.sites().map(Cow::into_owned).collect();
                Segment::of_sites(Inventory::of_checked(sites))
            }
            // What a site tells may not fit into columns: its cells, why a fact is missing.
            (SiteStorage::Columns(_), Some(later)) if !fits_into_columns(&later.part) => {
                return self;
            }
            (SiteStorage::Columns(_), _) => Segment::of_columns(SiteColumns::of(self.sites())),
        };
        Self::of(part, self.about)
    }
}

fn fits_into_columns(part: &Segment) -> bool {
    let sites = (0..part.count()).map(|at| part.site(at));
    let columns = Segment::of_columns(SiteColumns::of(sites.clone()));
    (0..).zip(sites).all(|(at, site)| columns.site(at) == site)
}

impl Inventory {
    /// A snapshot of this inventory made from an earlier one: only the sites that differ are put in
    /// order anew. The same as [`Inventory::catalog`], at the cost of comparing the sites and of
    /// [`Catalog::updated`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    ///
    /// let lot = |id: &str| Site::new(id, SiteKind::Land, "地块");
    /// let october = Inventory::new(vec![lot("A"), lot("B")])?.catalog();
    /// let november = Inventory::new(vec![lot("B"), lot("C")])?;
    /// assert_eq!(november.catalog_since(&october).len(), 2);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn catalog_since(&self, earlier: &Catalog) -> Catalog {
        let mut before = earlier.sites().peekable();
        let (mut told, mut without) = (Vec::new(), Vec::new());
        for site in self.sites() {
            while let Some(old) = before.next_if(|old| old.id < site.id) {
                without.push(old.id.clone());
            }
            let same = before.next_if(|old| old.id == site.id);
            if same.is_none_or(|old| *old != *site) {
                told.push(site);
            }
        }
        without.extend(before.map(|old| old.id.clone()));
        let changes = earlier.changes(&told, &without);
        if !earlier.are_few(&changes) {
            return self.catalog();
        }
        Catalog {
            inventory: OnceLock::from(self.clone()),
            ..earlier.with_changes(changes, self.without_sites())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::Interval;
    use crate::requirement::Requirement;
    use crate::schema::SiteKind;
    use crate::schema::attribute::{REMARKS, SITE_AREA, STRUCTURE};
    use crate::units::square_metres;

    fn lots(numbers: std::ops::Range<u32>, area: f64) -> SiteColumns {
        let each = || numbers.clone();
        let kinds = each().map(|number| SiteKind::VALUES[number as usize % 5]);
        let steel = STRUCTURE.choice("steel").unwrap();
        SiteColumns::new(each().map(|number| format!("{number:03}")), kinds)
            .numbers(
                SITE_AREA,
                each().map(|number| area * f64::from(number % 7)).collect(),
            )
            .categories(STRUCTURE, each().map(|_| steel).collect())
            .texts(
                REMARKS,
                each()
                    .map(|number| "湖".repeat(number as usize % 3))
                    .collect(),
            )
    }

    fn all(catalog: &Catalog) -> Vec<Site> {
        catalog.sites().map(Cow::into_owned).collect()
    }

    #[test]
    fn many_changes_of_columns_are_put_in_order_anew() {
        let catalog = Catalog::from_columns(lots(0..10, 1000.0)).unwrap();
        let few = catalog.updated_by_column(lots(5..15, 2000.0), &[]).unwrap();
        assert!(few.later.is_some());
        let many = few
            .updated_by_column(lots(0..90, 3000.0), &["014".into()])
            .unwrap();
        assert!(many.later.is_none());
        let anew = Catalog::from_columns(lots(0..90, 3000.0)).unwrap();
        assert_eq!(all(&many), all(&anew));
        let large = Requirement::new("x").must(SITE_AREA.at_least(square_metres(9000.0)));
        let list = |catalog: &Catalog| catalog.shortlist(&large, 50).unwrap().to_json();
        assert_eq!(list(&many), list(&anew));
        assert_eq!(many.by_column().reported(), anew.by_column().reported());
        assert_eq!((catalog.len(), few.len(), many.len()), (10, 15, 90));
    }

    #[test]
    fn what_columns_cannot_hold_stays_beside_them() {
        let catalog = Catalog::from_columns(lots(0..10, 1000.0)).unwrap();
        let mut sites = all(&Catalog::from_columns(lots(0..90, 3000.0)).unwrap());
        let between = Interval::new(5.0, 6.0).unwrap();
        sites[7].facts.insert(
            SITE_AREA,
            crate::interval::ReportedValue::Number(between).into(),
        );
        let plain = catalog.updated(sites.clone(), &[]).unwrap();
        assert!(plain.later.is_none());
        assert_eq!(all(&plain), sites);
        sites[7].former_names.push("旧名".to_owned());
        let kept = catalog.updated(sites.clone(), &[]).unwrap();
        assert!(kept.later.is_some());
        assert_eq!(all(&kept), sites);
    }

    #[test]
    fn only_sites_that_are_there_can_be_left_out() {
        let catalog = Catalog::from_columns(lots(0..3, 1000.0)).unwrap();
        let next = catalog.updated(Vec::new(), &["001".into()]).unwrap();
        for gone in ["001", "9"] {
            let error = next.updated(Vec::new(), &[gone.into()]).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::NotFound);
        }
        let twice = vec![all(&next)[0].clone(), all(&next)[0].clone()];
        assert!(next.updated(twice, &[]).is_err());
    }
}
