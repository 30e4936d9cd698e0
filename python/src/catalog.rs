//! Catalogs: searching and matching.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use panhuo::advice::{
    Conflict, ConflictOptions, NearMissOptions, Question, RelaxOptions, Relaxation, WhyNot,
};
use panhuo::landmark::{Landmark, Landmarks, layer_label};
use panhuo::{Position, Quantity, SiteId};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::Serialize;

use crate::advice::Advice;
use crate::arrow;
use crate::audience;
use crate::candidate::{Candidate, NearMiss};
use crate::convert::to_python;
use crate::error::BindingResult;
use crate::frame::{self, Frame};
use crate::interrupt::run_interruptible;
use crate::inventory::Inventory;
use crate::ledgers;
use crate::quantity;
use crate::requirement::Requirement;
use crate::shortlist::{self, Shortlist};
use crate::site::Site;
use crate::tally::Tally;
use crate::threads::run_parallel;
use crate::words::Words;

/// The longest list that is ranked without listening for signals: some milliseconds at a million
/// sites, where a thread of its own would cost a tenth of what the shortest takes.
const FEW: usize = 1_000;

/// A snapshot that can be searched and matched; ``panhuo.Catalog`` shows it.
#[pyclass(frozen, module = "panhuo._native")]
pub(crate) struct Catalog(pub(crate) Arc<panhuo::Catalog>);

impl From<panhuo::Catalog> for Catalog {
    fn from(catalog: panhuo::Catalog) -> Self {
        Self(Arc::new(catalog))
    }
}

impl Catalog {
    fn wrap(&self, site: Cow<'_, panhuo::Site>) -> Site {
        Site::new(site.into_owned(), self.0.jurisdictions())
    }

    /// The sites that a search finds.
    fn search_sites(
        &self,
        py: Python<'_>,
        search: impl FnOnce(&panhuo::Catalog) -> BindingResult<Vec<Cow<'_, panhuo::Site>>>
        + Send
        + 'static,
    ) -> BindingResult<Vec<Site>> {
        let catalog = Self(Arc::clone(&self.0));
        run_interruptible(py, move |_| {
            let sites = search(&catalog.0)?.into_iter();
            Ok(sites.map(|site| catalog.wrap(site)).collect())
        })
    }

    /// The best sites. So few as people look at are found before one could press a key.
    fn ranking(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        top: usize,
    ) -> BindingResult<panhuo::matching::Ranking> {
        if top <= FEW {
            return py.detach(|| run_parallel(|| Ok(self.0.rank(&requirement.0, top)?)));
        }
        let (catalog, requirement) = (Arc::clone(&self.0), requirement.0.clone());
        run_interruptible(py, move |_| Ok(catalog.rank(&requirement, top)?))
    }

    /// Asks about a requirement what may take long, while this thread listens for Ctrl-C.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        work: impl FnOnce(&panhuo::Catalog, &panhuo::Requirement) -> BindingResult<T> + Send + 'static,
    ) -> BindingResult<T> {
        let (catalog, requirement) = (Arc::clone(&self.0), requirement.0.clone());
        run_interruptible(py, move |_| work(&catalog, &requirement))
    }
}

#[pymethods]
impl Catalog {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// All sites, by id.
    fn sites(&self, py: Python<'_>) -> BindingResult<Vec<Site>> {
        self.search_sites(py, |catalog| Ok(catalog.sites().collect()))
    }

    /// The landmarks as a list of dictionaries, by layer.
    fn landmarks<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        let catalog = Arc::clone(&self.0);
        let landmarks = run_interruptible(py, move |_| {
            let layers = catalog.landmarks().layers();
            let each = layers.flat_map(|(layer, each)| {
                let form = |landmark| LandmarkForm::new(layer, landmark);
                each.iter().map(form).collect::<Vec<_>>()
            });
            Ok(each.collect::<Vec<_>>())
        })?;
        to_python(py, &landmarks)
    }

    /// The site with this id.
    fn site(&self, site_id: &str) -> BindingResult<Site> {
        Ok(self.wrap(self.0.site(&SiteId::new(site_id))?))
    }

    /// The sites with the most similar names, each with its similarity.
    fn search(
        &self,
        py: Python<'_>,
        name: String,
        limit: usize,
    ) -> BindingResult<Vec<(Site, f64)>> {
        let catalog = Self(Arc::clone(&self.0));
        run_interruptible(py, move |_| {
            let found = catalog.0.search(&name, limit).into_iter();
            let pairs = found.map(|(similarity, site)| (catalog.wrap(site), similarity));
            Ok(pairs.collect())
        })
    }

    /// The nearest sites, each with its distance.
    fn nearest(
        &self,
        py: Python<'_>,
        longitude: f64,
        latitude: f64,
        count: usize,
    ) -> BindingResult<Vec<(Site, quantity::Quantity)>> {
        let centre = Position::new(longitude, latitude)?;
        py.detach(|| {
            run_parallel(|| {
                let found = self.0.nearest(&centre, count);
                let pairs = found.map(|(site, distance)| (self.wrap(site), distance.into()));
                Ok(pairs.collect())
            })
        })
    }

    /// The sites at most this far from a position, by id.
    fn within_radius(
        &self,
        py: Python<'_>,
        longitude: f64,
        latitude: f64,
        radius: &str,
    ) -> BindingResult<Vec<Site>> {
        let centre = Position::new(longitude, latitude)?;
        let radius: Quantity = radius.parse()?;
        self.search_sites(py, move |catalog| {
            Ok(catalog.within_radius(&centre, radius)?.collect())
        })
    }

    /// The sites between two corners, by id.
    fn within_box(
        &self,
        py: Python<'_>,
        west: f64,
        south: f64,
        east: f64,
        north: f64,
    ) -> BindingResult<Vec<Site>> {
        let south_west = Position::new(west, south)?;
        let north_east = Position::new(east, north)?;
        self.search_sites(py, move |catalog| {
            Ok(catalog.within_box(&south_west, &north_east).collect())
        })
    }

    /// The sites of a jurisdiction and of those below it, by id.
    fn in_jurisdiction(&self, py: Python<'_>, jurisdiction: String) -> BindingResult<Vec<Site>> {
        self.search_sites(py, move |catalog| {
            Ok(catalog.in_jurisdiction(&jurisdiction)?.collect())
        })
    }

    /// What each jurisdiction has, as a list of dictionaries.
    fn statistics<'py>(&self, py: Python<'py>) -> BindingResult<Bound<'py, PyAny>> {
        let catalog = Arc::clone(&self.0);
        let rows = run_interruptible(py, move |_| Ok(catalog.statistics()))?;
        to_python(py, &rows.into_iter().map(Row::from).collect::<Vec<_>>())
    }

    /// The best sites for a requirement.
    #[pyo3(name = "match")]
    fn shortlist(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        top: usize,
    ) -> BindingResult<Shortlist> {
        let ranking = self.ranking(py, requirement, top)?;
        Ok(Shortlist::new(&self.0, &requirement.0, ranking))
    }

    /// The best sites for each of several requirements, on all cores, in the order given.
    fn match_many(
        &self,
        py: Python<'_>,
        requirements: Vec<Bound<'_, Requirement>>,
        top: usize,
    ) -> BindingResult<Vec<Shortlist>> {
        let each = requirements.iter().map(|each| each.get().0.clone());
        let (catalog, each) = (Arc::clone(&self.0), each.collect::<Vec<_>>());
        run_interruptible(py, move |cancel| {
            let rankings = catalog.rank_many(&each, top, &cancel)?.into_iter();
            let pairs = each.iter().zip(rankings);
            let shortlists =
                pairs.map(|(requirement, found)| Shortlist::new(&catalog, requirement, found));
            Ok(shortlists.collect())
        })
    }

    /// The best sites for a requirement with their scores alone.
    fn rank<'py>(
        &self,
        py: Python<'py>,
        requirement: &Requirement,
        top: usize,
    ) -> BindingResult<Bound<'py, PyList>> {
        let ranking = self.ranking(py, requirement, top)?;
        Ok(PyList::new(py, shortlist::ranked(&ranking))?)
    }

    /// The sites of a table of Arrow, and the names of the columns that were left aside.
    #[staticmethod]
    fn from_arrow(
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        crs: Option<String>,
        nan_is_unknown: bool,
        landmarks: Option<String>,
        profile: Option<&str>,
        profile_json: Option<&str>,
    ) -> BindingResult<(Self, Vec<String>)> {
        let profile = ledgers::profile(profile, profile_json)?;
        let jurisdictions = profile.map(|profile| profile.jurisdictions()).transpose()?;
        let chunks = arrow::take(table)?;
        run_interruptible(py, move |_| {
            let options = frame::Options {
                crs,
                nan_is_unknown,
            };
            let (columns, ignored) = frame::read_sites(&chunks, &options)?;
            drop(chunks);
            let mut catalog = panhuo::Catalog::from_columns(columns)?;
            if let Some(text) = landmarks {
                catalog = catalog.with_landmarks(Landmarks::from_geojson(&text)?);
            }
            if let Some(jurisdictions) = jurisdictions {
                catalog = catalog.with_jurisdictions(jurisdictions);
            }
            Ok((catalog.into(), ignored))
        })
    }

    /// The next snapshot: without some sites, then with those of an inventory.
    fn updated(
        &self,
        py: Python<'_>,
        inventory: Option<&Bound<'_, Inventory>>,
        without: Vec<String>,
    ) -> BindingResult<Self> {
        let sites = inventory.map(|inventory| Arc::clone(&inventory.get().0));
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let sites = sites.map_or_else(Vec::new, |inventory| inventory.sites().to_vec());
            Ok(catalog.updated(sites, &ids(without))?.into())
        })
    }

    /// The next snapshot: without some sites, then with those of a table of Arrow; and the names of
    /// the columns that were left aside.
    fn updated_from_arrow(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        crs: Option<String>,
        nan_is_unknown: bool,
        without: Vec<String>,
    ) -> BindingResult<(Self, Vec<String>)> {
        let chunks = arrow::take(table)?;
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let options = frame::Options {
                crs,
                nan_is_unknown,
            };
            let (columns, ignored) = frame::read_sites(&chunks, &options)?;
            let next = catalog.updated_by_column(columns, &ids(without))?;
            Ok((next.into(), ignored))
        })
    }

    /// A pickle holds an inventory of the sites.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> BindingResult<(Bound<'py, PyAny>, (Inventory,))> {
        let catalog = Arc::clone(&slf.get().0);
        let inventory = run_interruptible(slf.py(), move |_| {
            let sites = catalog.sites().map(Cow::into_owned).collect();
            Ok(panhuo::Inventory::new(sites)?
                .with_jurisdictions(catalog.jurisdictions().clone())
                .with_landmarks(catalog.landmarks().clone()))
        })?;
        Ok((slf.get_type().getattr("_restore")?, (inventory.into(),)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, inventory: &Bound<'_, Inventory>) -> BindingResult<Self> {
        inventory.get().catalog(py)
    }

    /// The sites as a table.
    fn frame(
        &self,
        py: Python<'_>,
        geometry: Option<&str>,
        audience: &str,
    ) -> BindingResult<Frame> {
        let audience = audience::by_name(audience)?;
        Frame::of_sites(py, Arc::clone(&self.0), geometry, audience)
    }

    /// What became of all sites.
    fn tally(&self, py: Python<'_>, requirement: &Requirement) -> BindingResult<Tally> {
        self.ask(py, requirement, move |catalog, requirement| {
            Ok(Tally(catalog.tally(requirement)?))
        })
    }

    /// Every check and contribution of one site.
    fn explain(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        site_id: &str,
    ) -> BindingResult<Candidate> {
        py.detach(|| {
            run_parallel(|| {
                let candidate = self.0.explain(&requirement.0, &SiteId::new(site_id))?;
                Ok(Candidate(candidate))
            })
        })
    }

    /// Sites that fail few constraints.
    fn near_misses(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        failing_at_most: usize,
        limit: usize,
    ) -> BindingResult<Vec<NearMiss>> {
        let options = NearMissOptions::new()
            .failing_at_most(failing_at_most)
            .limit(limit);
        self.ask(py, requirement, move |catalog, requirement| {
            let misses = catalog.near_misses(requirement, options)?;
            Ok(misses.into_iter().map(NearMiss).collect())
        })
    }

    /// Which constraints cannot hold together.
    fn conflicts(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        limit: usize,
    ) -> BindingResult<Vec<Advice>> {
        self.ask(py, requirement, move |catalog, requirement| {
            let options = ConflictOptions::new().limit(limit);
            let found = catalog.conflicts(requirement, options)?;
            Advice::each(&found, Conflict::describe)
        })
    }

    /// The smallest relaxations that add sites.
    fn relax(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        admitting: usize,
        include_firm: bool,
        limit: usize,
    ) -> BindingResult<Vec<Advice>> {
        self.ask(py, requirement, move |catalog, requirement| {
            let options = RelaxOptions::new()
                .admitting(admitting)
                .include_firm(include_firm);
            let found = catalog.relax(requirement, options.limit(limit))?;
            Advice::each(&found, Relaxation::describe)
        })
    }

    /// Why a site is not on the list.
    fn why_not(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        site_id: &str,
        top: usize,
    ) -> BindingResult<Advice> {
        let site = SiteId::new(site_id);
        self.ask(py, requirement, move |catalog, requirement| {
            let found = catalog.why_not(requirement, &site, top)?;
            Advice::new(&found, WhyNot::describe)
        })
    }

    /// Which blanks are worth asking about.
    fn questions(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        top: usize,
    ) -> BindingResult<Vec<Advice>> {
        self.ask(py, requirement, move |catalog, requirement| {
            let found = catalog.questions(requirement, top)?;
            Advice::each(&found, Question::describe)
        })
    }
}

fn ids(of: Vec<String>) -> Vec<SiteId> {
    of.into_iter().map(SiteId::new).collect()
}

/// One row of the statistics.
#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    count: usize,
    by_kind: BTreeMap<&'static str, usize>,
    site_area_low: f64,
    site_area_high: f64,
    area_unknown: usize,
    without_position: usize,
    completeness: f64,
}

impl From<panhuo::catalog::JurisdictionStatistics> for Row {
    fn from(row: panhuo::catalog::JurisdictionStatistics) -> Self {
        let by_kind = row.by_kind.into_iter();
        Self {
            code: row.code,
            name: row.name,
            count: row.count,
            by_kind: by_kind.map(|(kind, count)| (kind.name(), count)).collect(),
            site_area_low: row.site_area.low(),
            site_area_high: row.site_area.high(),
            area_unknown: row.area_unknown,
            without_position: row.without_position,
            completeness: row.completeness,
        }
    }
}

/// A landmark as plain data, with what planners call its layer.
#[derive(Serialize)]
struct LandmarkForm {
    layer: String,
    label: Words,
    name: String,
    geometry: geojson::Geometry,
}

impl LandmarkForm {
    fn new(layer: &str, landmark: &Landmark) -> Self {
        Self {
            layer: layer.to_owned(),
            label: Words::in_each(|lang| layer_label(layer, lang)),
            name: landmark.name.clone(),
            geometry: geojson::Geometry::from(&landmark.geometry),
        }
    }
}
