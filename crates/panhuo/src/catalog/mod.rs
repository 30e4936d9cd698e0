//! The catalog: an immutable snapshot of an inventory, with columns and indexes.

mod bounds;
mod by_column;
mod columns;
mod grades;
mod joined;
mod later;
mod names;
mod nearest;
mod order;
mod part;
mod places;
mod rows;
mod site_columns;
mod site_of_columns;
mod spatial;
mod statistics;
mod update;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::error::{Error, ErrorCode, Result};
use crate::inventory::Inventory;
use crate::jurisdiction::Jurisdictions;
use crate::landmark::Landmarks;
use crate::lang::Bilingual;
use crate::site::{Site, SiteId};

pub(crate) use bounds::SiblingBoxes;
pub use by_column::ByColumn;
pub(crate) use columns::{Column, Numbers, SegmentColumns, encumbrance_bit};
pub(crate) use grades::{
    COARSE_CODES, CodeRange, EXCEPTION, FINE_CODES, MISSING, PACKED_LEAF, QuantileCodes,
    coarse_code,
};
pub(crate) use joined::SegmentReader;
pub use nearest::Nearest;
pub(crate) use order::{FANOUT, Node};
pub(crate) use rows::SiteRows;
pub use site_columns::SiteColumns;
pub use spatial::SitesFound;
pub use statistics::JurisdictionStatistics;

use later::Later;
use part::{Segment, SiteStorage};

/// An immutable snapshot of an inventory, ready to be searched and matched.
///
/// `Send + Sync`; making one costs a few microseconds a site. After a few changes,
/// [`Catalog::updated`] gives the next snapshot without putting all sites in order anew.
///
/// # Example
///
/// ```
/// use panhuo::{Catalog, Inventory, Position, Site, SiteKind};
/// use panhuo::units::kilometres;
///
/// let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原宏达机械有限公司");
/// site.position = Some(Position::new(113.14, 29.44)?);
/// let catalog = Catalog::new(Inventory::new(vec![site])?);
///
/// let port = Position::new(113.15, 29.445)?;
/// assert_eq!(catalog.within_radius(&port, kilometres(5.0))?.len(), 1);
/// assert_eq!(catalog.nearest(&port, 3).len(), 1);
/// assert_eq!(catalog.search("宏达机械", 5)[0].1.id.as_str(), "YYL-0001");
/// # Ok::<(), panhuo::Error>(())
/// ```
#[derive(Debug)]
pub struct Catalog {
    /// Everything but the sites.
    about: Inventory,
    /// With the sites that were given one by one; put together when first asked.
    inventory: OnceLock<Inventory>,
    /// Shared with the snapshots before and after.
    first: Arc<Segment>,
    later: Option<Later>,
}

impl Catalog {
    /// Takes a snapshot: orders the sites and builds columns. O(n log n).
    pub fn new(inventory: Inventory) -> Self {
        let about = inventory.without_sites();
        Self::of(Segment::of_sites(inventory), about)
    }

    /// A catalog of sites given by column, without an inventory behind them. O(n log n).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidSite`](crate::ErrorKind::InvalidSite) for columns of unequal length, repeated ids, or values that an
    /// attribute cannot have; [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) for places out of range.
    pub fn from_columns(columns: SiteColumns) -> Result<Self> {
        let part = Segment::of_columns(columns.checked()?);
        Ok(Self::of(part, Inventory::default()))
    }

    fn of(part: Segment, about: Inventory) -> Self {
        Self {
            about,
            inventory: OnceLock::new(),
            first: Arc::new(part),
            later: None,
        }
    }

    /// The same with these jurisdictions.
    #[must_use]
    pub fn with_jurisdictions(self, jurisdictions: Jurisdictions) -> Self {
        Self {
            about: self.about.with_jurisdictions(jurisdictions),
            inventory: OnceLock::new(),
            ..self
        }
    }

    /// The same with these landmarks.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        Self {
            about: self.about.with_landmarks(landmarks),
            inventory: OnceLock::new(),
            ..self
        }
    }

    /// The inventory that this is a snapshot of; without sites if those were given by column. After
    /// [`Catalog::updated`], it is put together when first asked for. O(n).
    pub fn inventory(&self) -> &Inventory {
        self.inventory.get_or_init(|| match &self.first.given {
            SiteStorage::Columns(_) => self.about.clone(),
            SiteStorage::Sites(sites) if self.later.is_none() => self.about.with_sites_of(sites),
            SiteStorage::Sites(_) => {
                let sites = self.sites().map(Cow::into_owned);
                self.about
                    .with_sites_of(&Inventory::of_checked(sites.collect()))
            }
        })
    }

    /// The sites, by id. Those given by column are put together one by one.
    pub fn sites(&self) -> impl ExactSizeIterator<Item = Cow<'_, Site>> {
        (0..self.len()).map(|at| self.listed(at))
    }

    /// How many sites there are.
    pub fn len(&self) -> usize {
        let count = self.later.as_ref().map(Later::count);
        count.unwrap_or_else(|| self.first.count())
    }

    /// Whether there are no sites.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tree of jurisdictions.
    pub fn jurisdictions(&self) -> &Jurisdictions {
        self.about.jurisdictions()
    }

    /// The layers of landmarks.
    pub fn landmarks(&self) -> &Landmarks {
        self.about.landmarks()
    }

    /// The site at a position in the order of ids.
    fn listed(&self, at: usize) -> Cow<'_, Site> {
        let (part, at) = self.place(at);
        part.site(at)
    }

    /// The site with this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    pub fn site(&self, id: &SiteId) -> Result<Cow<'_, Site>> {
        let (_, part, at) = self.find(id)?;
        Ok(part.site(at))
    }

    /// The row before the first of the part that has a site with this id, the part, and the
    /// position of the site there: binary searches.
    fn find(&self, id: &SiteId) -> Result<(usize, &Segment, usize)> {
        let later = self.later.as_ref();
        if let Some(later) = later
            && let Ok(at) = later.part.find(id)
        {
            return Ok((self.first.count(), &later.part, at));
        }
        let number = |at: &usize| u32::try_from(*at).unwrap_or(u32::MAX);
        let is_there = |at: &usize| later.is_none_or(|later| later.has(number(at)));
        let found = self.first.find(id).ok().filter(is_there);
        found.map(|at| (0, &*self.first, at)).ok_or_else(|| {
            Error::new(ErrorCode::UNKNOWN_ID)
                .with_what(Bilingual::new("资源", "site"))
                .with_given(id)
        })
    }

    /// The row of the site with this id.
    pub(crate) fn row(&self, id: &SiteId) -> Result<usize> {
        let (before, part, at) = self.find(id)?;
        Ok(before + part.columns.row_of(at))
    }

    /// The site of a row.
    pub(crate) fn site_at(&self, row: usize) -> Cow<'_, Site> {
        let (part, at) = self.part_at(row);
        part.site(at)
    }

    /// The id of the site of a row.
    pub(crate) fn id_at(&self, row: usize) -> &SiteId {
        let (part, at) = self.part_at(row);
        part.id(at)
    }

    /// The id at a position in the order of ids.
    fn id_in_order(&self, at: usize) -> &SiteId {
        let (part, at) = self.place(at);
        part.id(at)
    }

    /// What `find` finds in each part, by positions in the catalog; it is told which sites of the
    /// part are there.
    fn in_parts<T>(
        &self,
        find: impl Fn(&Segment, &dyn Fn(u32) -> bool) -> Vec<(T, u32)>,
    ) -> Vec<(T, u32)> {
        let mut all = Vec::new();
        for (number, part) in self.segments().enumerate() {
            let later = self.later.as_ref().filter(|_| number == 0);
            let is_there = |at: u32| later.is_none_or(|later| later.has(at));
            let place = |(what, at)| (what, self.place_of(number, at));
            all.extend(find(part, &is_there).into_iter().map(place));
        }
        all
    }

    /// The sites that `find` finds in each part, by id.
    fn found(&self, find: impl Fn(&Segment) -> Vec<u32>) -> SitesFound<'_> {
        if self.later.is_none() {
            return SitesFound::new(self, find(&self.first));
        }
        let found = self.in_parts(|part, is_there| {
            let found = find(part).into_iter().filter(|at| is_there(*at));
            found.map(|at| ((), at)).collect()
        });
        let mut places: Vec<u32> = found.into_iter().map(|((), at)| at).collect();
        places.sort_unstable();
        SitesFound::new(self, places)
    }

    /// The sites of a jurisdiction and of those below it, by id. O(n).
    pub fn in_jurisdiction(&self, code: &str) -> SitesFound<'_> {
        let tree = self.jurisdictions();
        self.found(|part| {
            let codes = part.columns.codes().iter();
            let is_within: Vec<bool> = codes.map(|each| tree.is_within(each, code)).collect();
            let jurisdiction =
                |at: u32| part.columns.jurisdiction(part.columns.row_of(at as usize));
            let count = u32::try_from(part.count()).unwrap_or(u32::MAX);
            (0..count)
                .filter(|at| is_within[jurisdiction(*at)])
                .collect()
        })
    }

    /// The sites whose name, or a former one, is most like `name`, in spite of typing slips and
    /// legal forms: similarity in (0.5, 1], best first, ties by id. O(n).
    pub fn search(&self, name: &str, limit: usize) -> Vec<(f64, Cow<'_, Site>)> {
        let mut found = self.in_parts(|part, is_there| part.names().search(name, limit, is_there));
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found
            .into_iter()
            .take(limit)
            .map(|(similarity, at)| (similarity, self.listed(at as usize)))
            .collect()
    }

    /// Count, area, kinds and completeness of every jurisdiction, each with those below it, by
    /// code; sites of no known jurisdiction come last under their own code.
    pub fn statistics(&self) -> Vec<JurisdictionStatistics> {
        statistics::of(self)
    }
}

impl Inventory {
    /// A snapshot of this inventory, whose sites are shared with it.
    pub fn catalog(&self) -> Catalog {
        Catalog::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Catalog>();
    }
}
