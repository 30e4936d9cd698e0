//! The next snapshot after a few changes, without building everything again.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::Catalog;
use super::ids::SegmentSite;
use super::segment::{Segment, SegmentList};
use super::storage::{SiteColumns, SiteStorage};
use crate::error::Result;
use crate::inventory::{Inventory, check_count};
use crate::site::{Site, SiteId};

/// A segment of this many changes is never merged into the base segment.
const MIN_MERGED: usize = 64;

/// A larger segment of changes is merged once it is this fraction of the base segment.
const MERGE_FRACTION: usize = 16;

/// All changes to the base segment of a catalog.
struct Changes {
    /// Sites of the base segment that were deleted or replaced, ascending.
    deleted: Vec<SegmentSite>,
    /// Sites that were added or replace others, by id.
    sites: Vec<Site>,
}

/// # Updating
impl Catalog {
    /// The next snapshot: without the sites of some ids, then with others that are new or replace
    /// those of the same id. This snapshot stays as it is, and the next answers as a catalog built of
    /// all its sites would. Jurisdictions and landmarks stay; issues and lineage belong to the
    /// inventory and are left out.
    ///
    /// Cost: a build of the changed sites, and a few milliseconds a million sites. The changes since
    /// the last full build are one segment beside that of the build; when they exceed a sixteenth of
    /// its sites, everything is built again.
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
            self.row(id)?;
        }
        let sites: Vec<&Site> = sites.sites().iter().collect();
        let changes = self.changes(&sites, without);
        check_count(self.len() + changes.sites.len())?;
        let is_small = self.is_small(&changes);
        let next = self.with_changes(changes, self.context.places());
        Ok(if is_small { next } else { next.merged() })
    }

    /// The changes so far and these; `sites` by id.
    fn changes(&self, sites: &[&Site], without: &[SiteId]) -> Changes {
        let without: BTreeSet<&SiteId> = without.iter().collect();
        let base = self.segments.base();
        let deleted = base.deleted.rows().iter();
        let mut deleted: BTreeSet<SegmentSite> =
            deleted.map(|row| base.segment.columns.site(*row)).collect();
        let is_replaced = |id: &SiteId| sites.binary_search_by(|site| site.id.cmp(id)).is_ok();
        let mut changed: Vec<Site> = Vec::new();
        for live in self.segments.changes() {
            let earlier = live.segment.sites().map(|at| live.segment.site(at));
            let earlier =
                earlier.filter(|site| !without.contains(&site.id) && !is_replaced(&site.id));
            changed.extend(earlier.map(Cow::into_owned));
        }
        let ids = sites.iter().map(|site| &site.id).chain(without);
        deleted.extend(ids.filter_map(|id| base.segment.storage.find(id).ok()));
        changed.extend(sites.iter().copied().cloned());
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        Changes {
            deleted: deleted.into_iter().collect(),
            sites: changed,
        }
    }

    /// Whether changes may stay a segment of their own.
    fn is_small(&self, changes: &Changes) -> bool {
        let count = changes.sites.len() + changes.deleted.len();
        count <= MIN_MERGED.max(self.segments.base().segment.len() / MERGE_FRACTION)
    }

    fn with_changes(&self, changes: Changes, context: Inventory) -> Self {
        let base = Arc::clone(&self.segments.base().segment);
        let segment = Segment::from_sites(Inventory::of_checked(changes.sites));
        let segments = SegmentList::with_changes(base, &changes.deleted, segment);
        Self::with_segments(segments, context)
    }

    /// The same catalog in one segment.
    fn merged(self) -> Self {
        let segment = match &self.segments.base().segment.storage {
            SiteStorage::Sites(_) => {
                let sites = self.sites().map(Cow::into_owned).collect();
                Segment::from_sites(Inventory::of_checked(sites))
            }
            // Columns cannot hold all of a site: its cells, why a fact is missing.
            SiteStorage::Columns(_) => {
                let mut changes = self.segments.changes().iter();
                if !changes.all(|live| fits_into_columns(&live.segment)) {
                    return self;
                }
                Segment::from_columns(SiteColumns::from_sites(self.sites()))
            }
        };
        Self::with_segments(SegmentList::new(segment), self.context)
    }
}

fn fits_into_columns(segment: &Segment) -> bool {
    let sites = segment.sites().map(|at| segment.site(at));
    let columns = Segment::from_columns(SiteColumns::from_sites(sites.clone()));
    let pairs = columns.sites().map(|at| columns.site(at)).zip(sites);
    pairs.into_iter().all(|(kept, site)| kept == site)
}

impl Inventory {
    /// A snapshot of this inventory made from an earlier one: only the sites that differ are built
    /// again. The same as [`Inventory::catalog`], at the cost of comparing the sites and of
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
        let (mut differing, mut without) = (Vec::new(), Vec::new());
        for site in self.sites() {
            while let Some(old) = before.next_if(|old| old.id < site.id) {
                without.push(old.id.clone());
            }
            let same = before.next_if(|old| old.id == site.id);
            if same.is_none_or(|old| *old != *site) {
                differing.push(site);
            }
        }
        without.extend(before.map(|old| old.id.clone()));
        let changes = earlier.changes(&differing, &without);
        if !earlier.is_small(&changes) {
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
    fn many_changes_of_columns_are_merged() {
        let catalog = Catalog::from_columns(lots(0..10, 1000.0)).unwrap();
        let few = catalog.updated_by_column(lots(5..15, 2000.0), &[]).unwrap();
        assert!(!few.segments.is_one());
        let many = few
            .updated_by_column(lots(0..90, 3000.0), &["014".into()])
            .unwrap();
        assert!(many.segments.is_one());
        let rebuilt = Catalog::from_columns(lots(0..90, 3000.0)).unwrap();
        assert_eq!(all(&many), all(&rebuilt));
        let large = Requirement::new("x").must(SITE_AREA.at_least(square_metres(9000.0)));
        let list = |catalog: &Catalog| catalog.shortlist(&large, 50).unwrap().to_json();
        assert_eq!(list(&many), list(&rebuilt));
        assert_eq!(many.by_column().reported(), rebuilt.by_column().reported());
        assert_eq!((catalog.len(), few.len(), many.len()), (10, 15, 90));
    }

    #[test]
    fn sites_that_columns_cannot_hold_stay_a_segment() {
        let catalog = Catalog::from_columns(lots(0..10, 1000.0)).unwrap();
        let mut sites = all(&Catalog::from_columns(lots(0..90, 3000.0)).unwrap());
        let between = Interval::new(5.0, 6.0).unwrap();
        sites[7].facts.insert(
            SITE_AREA,
            crate::interval::ReportedValue::Number(between).into(),
        );
        let exact = catalog.updated(sites.clone(), &[]).unwrap();
        assert!(exact.segments.is_one());
        assert_eq!(all(&exact), sites);
        sites[7].former_names.push("旧名".to_owned());
        let kept = catalog.updated(sites.clone(), &[]).unwrap();
        assert!(!kept.segments.is_one());
        assert_eq!(all(&kept), sites);
    }

    #[test]
    fn only_sites_of_the_catalog_can_be_left_out() {
        let catalog = Catalog::from_columns(lots(0..3, 1000.0)).unwrap();
        let next = catalog.updated(Vec::new(), &["001".into()]).unwrap();
        for absent in ["001", "9"] {
            let error = next.updated(Vec::new(), &[absent.into()]).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::NotFound);
        }
        let twice = vec![all(&next)[0].clone(), all(&next)[0].clone()];
        assert!(next.updated(twice, &[]).is_err());
    }
}
