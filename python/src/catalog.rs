//! Catalogs: searching and matching.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use panhuo::advice::{
    Conflict, ConflictOptions, NearMissOptions, Question, RelaxOptions, Relaxation, WhyNot,
};
use panhuo::landmark::Landmarks;
use panhuo::schema::Audience;
use panhuo::{Position, Quantity, Site, SiteId};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::Serialize;

use crate::advice::told;
use crate::arrow;
use crate::error::Answer;
use crate::frame::{self, Frame};
use crate::interrupt::run_interruptible;
use crate::inventory::Inventory;
use crate::ledgers;
use crate::requirement::Requirement;
use crate::shortlist::{self, Shortlist};
use crate::view::{self, CandidateView, LandmarkView, NearMissView, SiteView, TallyView};

/// The longest list that is ranked without run_interruptible for signals: some milliseconds at a million
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
    fn view<'a>(&'a self, site: &'a Site) -> SiteView<'a> {
        SiteView::of(site, self.0.jurisdictions())
    }

    /// The sites that a search finds, as pages of JSON.
    fn found(
        &self,
        py: Python<'_>,
        search: impl FnOnce(&panhuo::Catalog) -> Answer<Vec<Cow<'_, Site>>> + Send + 'static,
    ) -> Answer<Vec<String>> {
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let sites = search(&catalog)?;
            view::pages(
                sites
                    .iter()
                    .map(|site| SiteView::of(site, catalog.jurisdictions())),
            )
        })
    }

    /// The best sites. So few as people look at are found before one could press a key.
    fn ranking(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        top: usize,
    ) -> Answer<panhuo::matching::Ranking> {
        if top <= FEW {
            return Ok(py.detach(|| self.0.rank(&requirement.0, top))?);
        }
        let (catalog, requirement) = (Arc::clone(&self.0), requirement.0.clone());
        run_interruptible(py, move |_| Ok(catalog.rank(&requirement, top)?))
    }

    /// Asks about a requirement what may take long, run_interruptible for Ctrl-C.
    pub(crate) fn ask(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        work: impl FnOnce(&panhuo::Catalog, &panhuo::Requirement) -> Answer<String> + Send + 'static,
    ) -> Answer<String> {
        let (catalog, requirement) = (Arc::clone(&self.0), requirement.0.clone());
        run_interruptible(py, move |_| work(&catalog, &requirement))
    }
}

#[pymethods]
impl Catalog {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// All sites as pages of JSON, by id.
    fn sites(&self, py: Python<'_>) -> Answer<Vec<String>> {
        self.found(py, |catalog| Ok(catalog.sites().collect()))
    }

    /// The landmarks as JSON, by layer.
    fn landmarks(&self, py: Python<'_>) -> Answer<String> {
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let layers = catalog.landmarks().layers();
            let views = layers.flat_map(|(layer, each)| {
                each.iter()
                    .map(move |landmark| LandmarkView::of(layer, landmark))
            });
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// The site with this id, as JSON.
    fn site(&self, site_id: &str) -> Answer<String> {
        let site = self.0.site(&SiteId::new(site_id))?;
        view::json(&self.view(&site))
    }

    /// The sites with the most similar names: pairs of similarity and site, as JSON.
    fn search(&self, py: Python<'_>, name: String, limit: usize) -> Answer<String> {
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let found = catalog.search(&name, limit);
            let view = |site| SiteView::of(site, catalog.jurisdictions());
            let views = found.iter().map(|(like, site)| (*like, view(site)));
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// The nearest sites: pairs of metres and site, as JSON.
    fn nearest(
        &self,
        py: Python<'_>,
        longitude: f64,
        latitude: f64,
        count: usize,
    ) -> Answer<String> {
        let centre = Position::new(longitude, latitude)?;
        py.detach(|| {
            let found: Vec<_> = self.0.nearest(&centre, count).collect();
            let views = found
                .iter()
                .map(|(site, distance)| (distance.value(), self.view(site)));
            view::json(&views.collect::<Vec<_>>())
        })
    }

    /// The sites at most this far from a position, as pages of JSON.
    fn within_radius(
        &self,
        py: Python<'_>,
        longitude: f64,
        latitude: f64,
        radius: &str,
    ) -> Answer<Vec<String>> {
        let centre = Position::new(longitude, latitude)?;
        let radius: Quantity = radius.parse()?;
        self.found(py, move |catalog| {
            Ok(catalog.within_radius(&centre, radius)?.collect())
        })
    }

    /// The sites between two corners, as pages of JSON.
    fn within_box(
        &self,
        py: Python<'_>,
        west: f64,
        south: f64,
        east: f64,
        north: f64,
    ) -> Answer<Vec<String>> {
        let south_west = Position::new(west, south)?;
        let north_east = Position::new(east, north)?;
        self.found(py, move |catalog| {
            Ok(catalog.within_box(&south_west, &north_east).collect())
        })
    }

    /// The sites of a jurisdiction and of those below it, as pages of JSON.
    fn in_jurisdiction(&self, py: Python<'_>, code: String) -> Answer<Vec<String>> {
        self.found(py, move |catalog| {
            Ok(catalog.in_jurisdiction(&code).collect())
        })
    }

    /// What each jurisdiction has, as JSON.
    fn statistics(&self, py: Python<'_>) -> Answer<String> {
        let catalog = Arc::clone(&self.0);
        run_interruptible(py, move |_| {
            let rows = catalog.statistics().into_iter();
            view::json(&rows.map(Row::from).collect::<Vec<_>>())
        })
    }

    /// The best sites for a requirement.
    #[pyo3(name = "match")]
    fn shortlist(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        top: usize,
    ) -> Answer<Shortlist> {
        let ranking = self.ranking(py, requirement, top)?;
        Ok(Shortlist::new(&self.0, &requirement.0, ranking))
    }

    /// The best sites for each of several requirements, on all cores, in the order given.
    fn match_many(
        &self,
        py: Python<'_>,
        requirements: Vec<Bound<'_, Requirement>>,
        top: usize,
    ) -> Answer<Vec<Shortlist>> {
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
    ) -> Answer<Bound<'py, PyList>> {
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
    ) -> Answer<(Self, Vec<String>)> {
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
    ) -> Answer<Self> {
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
    ) -> Answer<(Self, Vec<String>)> {
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

    /// The sites as a table.
    fn frame(&self, py: Python<'_>, geometry: Option<&str>, for_investors: bool) -> Answer<Frame> {
        Frame::of_sites(py, Arc::clone(&self.0), geometry, audience(for_investors))
    }

    /// What became of all sites, as JSON.
    fn tally(&self, py: Python<'_>, requirement: &Requirement) -> Answer<String> {
        self.ask(py, requirement, move |catalog, requirement| {
            let tally = catalog.tally(requirement)?;
            view::json(&TallyView::of(&tally))
        })
    }

    /// Every check and contribution of one site, as JSON.
    fn explain(&self, py: Python<'_>, requirement: &Requirement, site_id: &str) -> Answer<String> {
        py.detach(|| {
            let candidate = self.0.explain(&requirement.0, &SiteId::new(site_id))?;
            view::json(&CandidateView::of(&candidate))
        })
    }

    /// Sites that fail few constraints, as JSON.
    fn near_misses(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        failing_at_most: usize,
        limit: usize,
    ) -> Answer<String> {
        let options = NearMissOptions::new()
            .failing_at_most(failing_at_most)
            .limit(limit);
        self.ask(py, requirement, move |catalog, requirement| {
            let misses = catalog.near_misses(requirement, options)?;
            view::json(&misses.iter().map(NearMissView::of).collect::<Vec<_>>())
        })
    }

    /// Which constraints cannot hold together, as JSON.
    fn conflicts(&self, py: Python<'_>, requirement: &Requirement, limit: usize) -> Answer<String> {
        self.ask(py, requirement, move |catalog, requirement| {
            let options = ConflictOptions::new().limit(limit);
            let found = catalog.conflicts(requirement, options)?;
            told(&found, Conflict::describe)
        })
    }

    /// The smallest loosenings that open sites, as JSON.
    fn relax(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        admitting: usize,
        include_firm: bool,
        limit: usize,
    ) -> Answer<String> {
        self.ask(py, requirement, move |catalog, requirement| {
            let options = RelaxOptions::new()
                .admitting(admitting)
                .include_firm(include_firm);
            let found = catalog.relax(requirement, options.limit(limit))?;
            told(&found, Relaxation::describe)
        })
    }

    /// Why a site is not on the list, as JSON.
    fn why_not(
        &self,
        py: Python<'_>,
        requirement: &Requirement,
        site_id: &str,
        top: usize,
    ) -> Answer<String> {
        let site = SiteId::new(site_id);
        self.ask(py, requirement, move |catalog, requirement| {
            let found = catalog.why_not(requirement, &site, top)?;
            told(&[found], WhyNot::describe)
        })
    }

    /// Which blanks are worth asking about, as JSON.
    fn questions(&self, py: Python<'_>, requirement: &Requirement, top: usize) -> Answer<String> {
        self.ask(py, requirement, move |catalog, requirement| {
            let found = catalog.questions(requirement, top)?;
            told(&found, Question::describe)
        })
    }
}

fn ids(of: Vec<String>) -> Vec<SiteId> {
    of.into_iter().map(SiteId::new).collect()
}

/// Who reads what is written.
pub(crate) fn audience(for_investors: bool) -> Audience {
    if for_investors {
        Audience::Investor
    } else {
        Audience::Bureau
    }
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
