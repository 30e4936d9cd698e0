//! Searches of a catalog: by area, distance, jurisdiction and name.

use std::borrow::Cow;

use super::Catalog;
use super::ids::{CatalogSite, SegmentSite};
use super::segment::Segment;
use super::spatial::{Nearest, sort_nearest};
use crate::error::{Error, ErrorCode, Result};
use crate::geometry::{Footprint, Position};
use crate::site::{Site, SiteId};
use crate::units::{Dimension, Quantity};

/// The sites that a query selected, by id. A site that was given by column is assembled when it is
/// read.
#[derive(Clone, Debug)]
#[must_use]
pub struct SiteSelection<'a> {
    catalog: &'a Catalog,
    sites: std::vec::IntoIter<CatalogSite>,
}

impl<'a> SiteSelection<'a> {
    /// Of these sites, ascending.
    pub(super) fn new(catalog: &'a Catalog, sites: Vec<CatalogSite>) -> Self {
        Self {
            catalog,
            sites: sites.into_iter(),
        }
    }

    /// The ids of those not read yet, without assembling their sites.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &'a SiteId> {
        let sites = self.sites.as_slice().iter();
        sites.map(|at| self.catalog.id_at(*at))
    }
}

impl<'a> Iterator for SiteSelection<'a> {
    type Item = Cow<'a, Site>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.catalog.site_at(self.sites.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.sites.size_hint()
    }
}

impl ExactSizeIterator for SiteSelection<'_> {}

/// # Searching
impl Catalog {
    /// The sites whose representative point lies in an area or on its border, by id.
    ///
    /// Cost: sites near the border are tested one by one, the others by whole branches of a k-d tree
    /// that the first spatial query builds, O(n log n).
    pub fn within(&self, area: &Footprint) -> SiteSelection<'_> {
        self.select(|segment| segment.spatial().within(area))
    }

    /// The sites whose representative point lies between two corners, borders included, by id.
    ///
    /// A box whose west is east of its east goes over the antimeridian (RFC 7946, 5.2); 180° and
    /// −180° are one meridian. Costs as [`Catalog::within`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Position, Site, SiteKind};
    ///
    /// let mut pier = Site::new("A", SiteKind::Land, "pier");
    /// pier.position = Some(Position::new(-179.9, -16.8)?);
    /// let catalog = Inventory::new(vec![pier])?.catalog();
    /// let (west, east) = (Position::new(177.0, -20.0)?, Position::new(-178.0, -12.0)?);
    /// assert_eq!(catalog.within_box(&west, &east).len(), 1);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn within_box(&self, south_west: &Position, north_east: &Position) -> SiteSelection<'_> {
        self.select(|segment| segment.spatial().within_box(south_west, north_east))
    }

    /// The sites at most this far from a position, by id; a site whose footprint contains the
    /// position is at distance 0.
    ///
    /// Distances are geodesics; only those within a millimetre or so of the radius are computed.
    /// Costs as [`Catalog::within`].
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Position, Site, SiteKind};
    /// use panhuo::units::kilometres;
    ///
    /// let mut hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
    /// hall.position = Some(Position::new(113.14, 29.44)?);
    /// let catalog = Inventory::new(vec![hall])?.catalog();
    /// let port = Position::new(113.15, 29.46)?;
    /// assert_eq!(catalog.within_radius(&port, kilometres(3.0))?.len(), 1);
    /// assert_eq!(catalog.within_radius(&port, kilometres(2.0))?.len(), 0);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) unless the radius is a length that is finite and ≥ 0.
    pub fn within_radius(&self, centre: &Position, radius: Quantity) -> Result<SiteSelection<'_>> {
        let metres = radius.value();
        let is_length = radius.dimension() == Dimension::Length;
        if !(is_length && metres.is_finite() && metres >= 0.0) {
            let error = Error::new(ErrorCode::RADIUS_INVALID);
            return Err(error.with_given(radius.to_string()));
        }
        Ok(self.select(|segment| {
            let index = segment.spatial();
            index.within_radius(segment.rows(), centre, metres)
        }))
    }

    /// The `count` sites nearest to a position with their geodesic distances, nearest first, ties
    /// by id. Sites without a position are left out.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Position, Site, SiteId, SiteKind};
    ///
    /// let mut pier = Site::new("A", SiteKind::Land, "pier");
    /// pier.position = Some(Position::new(113.15, 29.45)?);
    /// let catalog = Inventory::new(vec![pier])?.catalog();
    /// let mut nearest = catalog.nearest(&Position::new(113.14, 29.44)?, 3);
    /// assert_eq!(nearest.ids().next().map(SiteId::as_str), Some("A"));
    /// let (site, distance) = nearest.next().expect("one site");
    /// assert_eq!(site.name, "pier");
    /// assert!((distance.value() - 1_473.0).abs() < 1.0);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn nearest(&self, centre: &Position, count: usize) -> Nearest<'_> {
        let near = self.search_segments(|segment, is_live| {
            let near = segment
                .spatial()
                .near(segment.rows(), centre, count, is_live);
            near.into_iter().map(|near| (near.site, near)).collect()
        });
        let near = near.into_iter().map(|(site, near)| near.with_site(site));
        let sorted = sort_nearest(near.collect(), count, centre);
        Nearest::new(self, *centre, sorted)
    }

    /// The sites of a jurisdiction, given by code, name or former name, and of those below it, by id.
    /// The empty code means the sites without a jurisdiction. O(n).
    ///
    /// # Errors
    ///
    /// [`ErrorCode::UNKNOWN_NAME`] for a jurisdiction that neither the tree nor a site has.
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    /// use panhuo::jurisdiction::{Jurisdiction, Jurisdictions};
    ///
    /// let town = Jurisdiction {
    ///     code: "430602201".into(),
    ///     name: "郭镇乡".into(),
    ///     parent: String::new(),
    ///     former_names: Vec::new(),
    ///     boundary: None,
    /// };
    /// let mut lot = Site::new("A", SiteKind::Land, "麻布村1号地块");
    /// lot.jurisdiction = "430602201".into();
    /// let inventory = Inventory::new(vec![lot, Site::new("B", SiteKind::Land, "麻布村2号地块")])?;
    /// let catalog = inventory.with_jurisdictions(Jurisdictions::new(vec![town])?).catalog();
    ///
    /// let first = |name: &str| catalog.in_jurisdiction(name).map(|mut sites| sites.next());
    /// assert_eq!(first("郭镇乡")?.map(|site| site.name.clone()).as_deref(), Some("麻布村1号地块"));
    /// assert_eq!(first("")?.map(|site| site.name.clone()).as_deref(), Some("麻布村2号地块"));
    /// assert!(first("郭镇街道").is_err());
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn in_jurisdiction(&self, jurisdiction: &str) -> Result<SiteSelection<'_>> {
        Ok(self.in_code(&self.jurisdiction_code(jurisdiction)?))
    }

    /// The code of a jurisdiction that is given by code, name or former name. A code that only sites
    /// mention is known as well, and so is the empty code.
    pub(crate) fn jurisdiction_code(&self, given: &str) -> Result<String> {
        let tree = self.jurisdictions();
        let known = given.is_empty() || tree.get(given).is_some() || self.in_code(given).len() > 0;
        if known {
            return Ok(given.to_owned());
        }
        Ok(tree.find(given)?.code.clone())
    }

    /// The sites with a code or one below it.
    pub(super) fn in_code(&self, code: &str) -> SiteSelection<'_> {
        let tree = self.jurisdictions();
        self.select(|segment| {
            let columns = &segment.columns;
            let codes = columns.jurisdiction_codes().iter();
            let is_within: Vec<bool> = codes.map(|each| tree.is_within(each, code)).collect();
            let sites = segment.sites();
            sites
                .filter(|at| is_within[columns.jurisdiction(columns.row(*at))])
                .collect()
        })
    }

    /// The sites whose name, or a former one, is most similar to `name`, in spite of typing slips
    /// and legal forms: similarity in (0.5, 1], the most similar first, ties by id. O(n).
    ///
    /// # Example
    ///
    /// ```
    /// use panhuo::{Inventory, Site, SiteKind};
    ///
    /// let plant = Site::new("A", SiteKind::IdleFactory, "岳阳市宏达机械有限公司");
    /// let catalog = Inventory::new(vec![plant, Site::new("B", SiteKind::Land, "麻布村1号地块")])?.catalog();
    /// let found = catalog.search("岳阳宏达机戒", 5);
    /// assert_eq!(found[0].1.id.as_str(), "A");
    /// assert!(found[0].0 > 0.5 && found[0].0 < 1.0);
    /// # Ok::<(), panhuo::Error>(())
    /// ```
    pub fn search(&self, name: &str, limit: usize) -> Vec<(f64, Cow<'_, Site>)> {
        let mut found = self.search_segments(|segment, is_live| {
            let found = segment.names().search(name, limit, is_live).into_iter();
            found.map(|(similarity, site)| (site, similarity)).collect()
        });
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
            .into_iter()
            .take(limit)
            .map(|(site, similarity)| (similarity, self.site_at(site)))
            .collect()
    }

    /// What `search` finds in each segment, with the sites as those of the catalog. It gets the
    /// segment and which of its sites are live.
    fn search_segments<T>(
        &self,
        search: impl Fn(&Segment, &dyn Fn(SegmentSite) -> bool) -> Vec<(SegmentSite, T)>,
    ) -> Vec<(CatalogSite, T)> {
        let mut all = Vec::new();
        for (number, live) in self.segments.iter().enumerate() {
            let found = search(&live.segment, &|at| live.is_live(at));
            let found = found.into_iter();
            all.extend(found.map(|(at, found)| (self.segments.catalog_site(number, at), found)));
        }
        all
    }

    /// The live ones of the sites that `select` selects in each segment, in ascending order.
    fn select(&self, select: impl Fn(&Segment) -> Vec<SegmentSite>) -> SiteSelection<'_> {
        let mut sites = Vec::new();
        for (number, live) in self.segments.iter().enumerate() {
            let selected = select(&live.segment).into_iter();
            let selected = selected.filter(|at| live.is_live(*at));
            sites.extend(selected.map(|at| self.segments.catalog_site(number, at)));
        }
        if !self.segments.is_one() {
            sites.sort_unstable();
        }
        SiteSelection::new(self, sites)
    }
}
