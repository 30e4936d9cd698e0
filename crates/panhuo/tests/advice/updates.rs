//! A snapshot after changes gives the same answers as a catalog that is built from scratch.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use panhuo::advice::{AcceptabilityOptions, ConflictOptions, NearMissOptions, RelaxOptions};
use panhuo::attribute::{CEILING_HEIGHT, REMARKS, SITE_AREA, STRUCTURE};
use panhuo::encumbrance::EncumbranceKind;
use panhuo::geo::{MultiPolygon, polygon};
use panhuo::interval::ReportedValue;
use panhuo::units::{kilometres, metres};
use panhuo::{
    CancellationToken, Catalog, Footprint, Position, Requirement, Shortlist, Site, SiteId,
};
use proptest::prelude::*;

use crate::{catalog_of, requirement, sites};

/// One update of the catalog: sites with ids from a small range, and the positions of ids to remove
/// among the present ones.
type Step = (Vec<(Site, u16)>, Vec<prop::sample::Index>);

fn step(most: usize) -> impl Strategy<Value = Step> {
    let ids = prop::collection::vec(0..200_u16, most);
    let changed = (sites(0..most), ids).prop_map(|(sites, ids)| sites.into_iter().zip(ids));
    let without = prop::collection::vec(any::<prop::sample::Index>(), 0..6);
    (changed.prop_map(Iterator::collect), without)
}

/// Gives a site an id, and what the sites of other tests lack: a name, texts, an area.
fn with_details(mut site: Site, number: u16) -> Site {
    const NAMES: [&str; 4] = ["宏达机械厂", "解放路12号厂房", "棉纺织厂", ""];
    site.id = SiteId::new(format!("{number:03}"));
    NAMES[usize::from(number) % 4].clone_into(&mut site.name);
    if number % 5 == 1 {
        site.former_names.push("国营岳阳机械厂".to_owned());
    }
    if number % 7 == 2 {
        let remark = ReportedValue::Text("临湖".into());
        site.facts.insert(REMARKS, remark.into());
    }
    if number % 11 == 3 {
        // An attribute that few sites report.
        site.set(CEILING_HEIGHT, metres(f64::from(number))).unwrap();
    }
    if let Some(place) = site.position.filter(|_| number.is_multiple_of(3)) {
        let (x, y) = (place.longitude(), place.latitude());
        let lot = polygon![(x: x, y: y), (x: x + 0.03, y: y), (x: x, y: y + 0.02)];
        site.footprint = Footprint::new(MultiPolygon::from(lot)).ok();
        if number.is_multiple_of(6) {
            site.position = None;
        }
    }
    if number % 13 == 4 {
        // A code outside the tree, which perhaps only this site has.
        site.jurisdiction = format!("99{number}");
    }
    site
}

/// The same answer, errors included.
fn same<T: Debug>(what: &str, answer: impl Fn(&Catalog) -> T, of: [&Catalog; 2]) {
    let [next, rebuilt] = of.map(|catalog| format!("{:#?}", answer(catalog)));
    assert_eq!(next, rebuilt, "{what}");
}

fn same_sites(of: [&Catalog; 2]) {
    same("len", Catalog::len, of);
    same("sites", |c| owned(c.sites()), of);
    same("inventory", |c| c.inventory().clone(), of);
    same("statistics", Catalog::statistics, of);
    same("in", |c| c.in_jurisdiction("43").map(owned), of);
    same(
        "in a code of few",
        |c| c.in_jurisdiction("994").map(owned),
        of,
    );
    for name in ["岳阳宏达机械", "解放路厂房", "国营机械厂"] {
        let found = |c: &Catalog| {
            let found = c.search(name, 7).into_iter();
            found
                .map(|(like, site)| (like, site.into_owned()))
                .collect::<Vec<_>>()
        };
        same("search", found, of);
    }
    for (x, y) in [(113.0, 29.3), (113.03, 29.35), (110.0, 20.0)] {
        let centre = Position::new(x, y).unwrap();
        let corner = Position::new(x + 0.03, y + 0.04).unwrap();
        for count in [1, 5, 500] {
            let nearest = |c: &Catalog| {
                let found = c.nearest(&centre, count);
                found
                    .map(|(site, metres)| (site.into_owned(), metres))
                    .collect::<Vec<_>>()
            };
            same("nearest", nearest, of);
        }
        same("box", |c| owned(c.within_box(&centre, &corner)), of);
        same(
            "radius",
            |c| owned(c.within_radius(&centre, kilometres(3.0)).unwrap()),
            of,
        );
        let area = polygon![(x: x, y: y), (x: x + 0.07, y: y), (x: x, y: y + 0.05)];
        let area = Footprint::new(MultiPolygon::from(area)).unwrap();
        same("area", |c| owned(c.within(&area)), of);
    }
    same("reported", |c| c.by_column().reported(), of);
    same(
        "ids",
        |c| c.by_column().ids().cloned().collect::<Vec<_>>(),
        of,
    );
    same("kinds", |c| c.by_column().kinds().collect::<Vec<_>>(), of);
    same(
        "areas",
        |c| c.by_column().intervals(SITE_AREA).collect::<Vec<_>>(),
        of,
    );
    same(
        "structures",
        |c| c.by_column().choices(STRUCTURE).collect::<Vec<_>>(),
        of,
    );
    let remarks = |c: &Catalog| {
        let texts = c.by_column().texts(REMARKS);
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    same("remarks", remarks, of);
    let mortgages = |c: &Catalog| {
        let stated = c.by_column().encumbrances(EncumbranceKind::Mortgage);
        stated.collect::<Vec<_>>()
    };
    same("mortgages", mortgages, of);
}

fn owned<'a>(sites: impl Iterator<Item = Cow<'a, Site>>) -> Vec<Site> {
    sites.map(Cow::into_owned).collect()
}

/// All answers about a requirement.
fn same_answers(requirement: &Requirement, top: usize, of: [&Catalog; 2]) {
    let list = |c: &Catalog| c.shortlist(requirement, top).map(|list| list.to_json());
    same("shortlist", list, of);
    same(
        "ranking",
        |c| c.rank(requirement, top).map(|ranking| ranking.sites),
        of,
    );
    let many = [
        requirement.clone(),
        Requirement::new("all"),
        requirement.clone(),
    ];
    let lists = |c: &Catalog| {
        let lists = c.match_many(&many, top).unwrap();
        lists.iter().map(Shortlist::to_json).collect::<Vec<_>>()
    };
    same("many", lists, of);
    let evidence = |c: &Catalog| {
        let ranking = c.rank(requirement, top).unwrap();
        c.explain_ranking(requirement, &ranking).unwrap().to_json()
    };
    same("evidence", evidence, of);
    same("tally", |c| c.tally(requirement), of);
    let options = NearMissOptions::new().failing_at_most(2).limit(50);
    same("near misses", |c| c.near_misses(requirement, options), of);
    same(
        "conflicts",
        |c| c.conflicts(requirement, ConflictOptions::new()),
        of,
    );
    same(
        "relax",
        |c| c.relax(requirement, RelaxOptions::new().admitting(3)),
        of,
    );
    same("questions", |c| c.questions(requirement, top), of);
    same("pareto", |c| c.pareto(requirement), of);
    let options = AcceptabilityOptions::new().samples(50);
    same(
        "acceptability",
        |c| c.rank_acceptability(requirement, &options),
        of,
    );
    same(
        "demand gap",
        |c| c.demand_gap(&many, &CancellationToken::new()),
        of,
    );
    for id in of[1].by_column().ids().step_by(9) {
        same("site", |c| c.site(id).map(Cow::into_owned), of);
        same("explained", |c| c.explain(requirement, id), of);
        same("why not", |c| c.why_not(requirement, id, top), of);
        same("similar", |c| c.similar(id, 5), of);
        same(
            "ranked requirements",
            |c| c.rank_requirements(&many, id),
            of,
        );
    }
    let list = of[1].shortlist(requirement, top).unwrap();
    of[0].verify(&list.to_json()).unwrap();
    list.verify(of[0]).unwrap();
}

/// The present sites by id.
type All = BTreeMap<SiteId, Site>;

/// Applies a step to the present sites, and returns what changed.
fn apply(all: &mut All, (changed, without): Step) -> (Vec<Site>, Vec<SiteId>) {
    let ids: Vec<SiteId> = all.keys().cloned().collect();
    let mut without: Vec<SiteId> = match ids.len() {
        0 => Vec::new(),
        count => without
            .iter()
            .map(|at| ids[at.index(count)].clone())
            .collect(),
    };
    without.sort();
    without.dedup();
    for id in &without {
        all.remove(id);
    }
    let changed = changed
        .into_iter()
        .map(|(site, number)| with_details(site, number));
    let changed: All = changed.map(|site| (site.id.clone(), site)).collect();
    all.extend(changed.clone());
    (changed.into_values().collect(), without)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn an_updated_catalog_answers_like_a_rebuilt_one(
        start in sites(0..60),
        steps in prop::collection::vec((step(16), requirement(0..4), 0_usize..12), 1..5),
    ) {
        let start = (0..).zip(start).map(|(at, site)| with_details(site, at * 3 % 200));
        let mut all: All = start.map(|site| (site.id.clone(), site)).collect();
        let mut catalog = catalog_of(all.values().cloned().collect());
        for (step, requirement, top) in steps {
            let before = owned(catalog.sites());
            let (changed, without) = apply(&mut all, step);
            let next = catalog.updated(changed, &without).unwrap();
            let rebuilt = catalog_of(all.values().cloned().collect());
            same_sites([&next, &rebuilt]);
            same_answers(&requirement, top, [&next, &rebuilt]);
            // The changed inventory gives the same, with its issues and lineage.
            let since = rebuilt.inventory().catalog_since(&catalog);
            same_sites([&since, &rebuilt]);
            same_answers(&requirement, top, [&since, &rebuilt]);
            prop_assert_eq!(owned(catalog.sites()), before);
            catalog = next;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Enough sites for a tree of several levels, and more changes than one later segment holds.
    #[test]
    fn a_large_updated_catalog_answers_like_a_rebuilt_one(
        start in sites(900..1000),
        steps in prop::collection::vec((sites(0..60), 0..30_usize), 3),
        requirements in prop::collection::vec((requirement(0..4), 0_usize..30), 4),
    ) {
        let number = |site: &Site, by: usize| SiteId::new(format!("{}-{by}", site.id));
        let mut all: All = start.into_iter().map(|site| (site.id.clone(), site)).collect();
        let mut catalog = catalog_of(all.values().cloned().collect());
        for (by, (changed, left_out)) in steps.into_iter().enumerate() {
            let ids: Vec<SiteId> = all.keys().cloned().collect();
            let mut changed: Vec<Site> = changed;
            for (at, site) in changed.iter_mut().enumerate() {
                // Every other one is new.
                site.id = if at % 2 == 0 { ids[at * 7 % ids.len()].clone() } else { number(site, by) };
            }
            changed.sort_by(|a, b| a.id.cmp(&b.id));
            changed.dedup_by(|a, b| a.id == b.id);
            let without: Vec<SiteId> = ids.into_iter().rev().step_by(3).take(left_out).collect();
            for id in &without {
        all.remove(id);
    }
            all.extend(changed.iter().map(|site| (site.id.clone(), site.clone())));
            catalog = catalog.updated(changed, &without).unwrap();
            let rebuilt = catalog_of(all.values().cloned().collect());
            for (requirement, top) in &requirements {
                let list = |c: &Catalog| c.shortlist(requirement, *top).map(|list| list.to_json());
                same("shortlist", list, [&catalog, &rebuilt]);
                let options = NearMissOptions::new().failing_at_most(2).limit(50);
                same("near misses", |c| c.near_misses(requirement, options), [&catalog, &rebuilt]);
                same("tally", |c| c.tally(requirement), [&catalog, &rebuilt]);
            }
        }
    }
}
