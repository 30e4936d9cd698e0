use super::*;

/// The guaranteed value of every preference, each scored alone.
fn guaranteed(catalog: &Catalog, requirement: &Requirement, site: &SiteId) -> Vec<f64> {
    let alone = |preference: &Preference| {
        let alone = rebuilt(requirement, [], [preference.clone()]);
        catalog.explain(&alone, site).unwrap().score.guaranteed
    };
    requirement.preferences().iter().map(alone).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_pareto_front_equals_a_scan_of_all_pairs(
        sites in sites(0..25),
        requirement in requirement(0..2),
    ) {
        let catalog = catalog_of(sites);
        let pareto = catalog.pareto(&requirement).unwrap();
        let mut passing = catalog.shortlist(&requirement, 100).unwrap().candidates;
        passing.retain(|c| c.outcome == Outcome::Pass);
        let values = |c: &Candidate| guaranteed(&catalog, &requirement, &c.site);
        let dominates = |a: &Candidate, b: &Candidate| {
            let (a, b) = (values(a), values(b));
            a.iter().zip(&b).all(|(x, y)| x >= y) && a != b
        };
        let beaten = |c: &&Candidate| passing.iter().any(|other| dominates(other, c));
        let front: Vec<&Candidate> = passing.iter().filter(|c| !beaten(c)).collect();
        prop_assert_eq!(pareto.front.iter().collect::<Vec<_>>(), front);
        let others: Vec<&SiteId> = passing.iter().filter(beaten).map(|c| &c.site).collect();
        prop_assert_eq!(pareto.dominated.iter().map(|d| &d.site).collect::<Vec<_>>(), others);
        for each in &pareto.dominated {
            let find = |id: &SiteId| passing.iter().find(|c| c.site == *id).unwrap();
            prop_assert!(dominates(find(&each.dominated_by), find(&each.site)));
            prop_assert!(pareto.front.iter().any(|c| c.site == each.dominated_by));
            prop_assert!(!each.advantages.is_empty());
            prop_assert!(each.describe(&requirement, Lang::Zh).contains("不及"));
        }
    }

    #[test]
    fn certain_weights_give_the_shortlist(
        sites in sites(0..25),
        requirement in requirement(0..3),
        top in 0_usize..8,
    ) {
        let catalog = catalog_of(sites);
        let options = AcceptabilityOptions::new().around(1.0).samples(3).top(top);
        let all = catalog.rank_acceptability(&requirement, &options).unwrap();
        let shortlist = listed(&catalog, &requirement, top);
        prop_assert_eq!(all.len(), shortlist.len());
        for (at, (each, site)) in all.iter().zip(&shortlist).enumerate() {
            prop_assert_eq!(&each.site, site);
            prop_assert!((each.rank_acceptability[at] - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn ranks_are_distributed_over_all_sites_that_are_ever_listed(
        sites in sites(0..30),
        requirement in requirement(0..3),
        top in 1_usize..8,
        seed in any::<u64>(),
    ) {
        let catalog = catalog_of(sites);
        let options = AcceptabilityOptions::new().samples(40).top(top).seed(seed);
        let all = catalog.rank_acceptability(&requirement, &options).unwrap();
        prop_assert_eq!(&all, &catalog.rank_acceptability(&requirement, &options).unwrap());
        // The list is the beginning of the whole order, though most sites were never ranked.
        let whole = catalog.rank_acceptability(&requirement, &options.clone().top(100)).unwrap();
        for each in &all {
            let same = whole.iter().find(|other| other.site == each.site).unwrap();
            let is_near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
            prop_assert!(each.rank_acceptability.iter().zip(&same.rank_acceptability).all(is_near));
            let pairs = each.central_weights.iter().flatten();
            prop_assert!(pairs.zip(same.central_weights.iter().flatten()).all(is_near));
        }
        let full = catalog.shortlist(&requirement, 100).unwrap().candidates;
        for rank in 0..top.min(full.len()) {
            let sum: f64 = all.iter().map(|each| each.rank_acceptability[rank]).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9);
        }
        for each in &all {
            prop_assert!(!each.describe(Lang::Zh).is_empty());
            let at = full.iter().position(|c| c.site == each.site).unwrap();
            prop_assert_eq!(each.current_rank, (at < top).then_some(at + 1));
            if let Some(central) = &each.central_weights {
                // The set of weightings that put a site first is convex: so does their mean.
                prop_assert!(central.is_empty() || (central.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                let weights = central.iter().map(|share| share.max(1e-9));
                let pairs = requirement.preferences().iter().cloned().zip(weights);
                let prefer = pairs.map(|(p, weight)| p.weighing(weight));
                let must = requirement.constraints().iter().cloned();
                let theirs = rebuilt(&requirement, must, prefer);
                let best = &catalog.shortlist(&theirs, 1).unwrap().candidates[0];
                let own = catalog.explain(&theirs, &each.site).unwrap();
                prop_assert!(best.score.guaranteed <= own.score.guaranteed + 1e-6);
            }
        }
    }
}

#[test]
fn the_answer_for_two_preferences_is_exact() {
    // Values x / 1000 and y / 1000: the scores are lines over the share of the first preference.
    let hall = |id: &str, x: f64, y: f64| {
        let mut site = Site::new(id, SiteKind::IdleFactory, "厂");
        site.set(FLOOR_AREA, square_metres(x)).unwrap();
        site.set(POWER, kilovolt_amperes(y)).unwrap();
        site
    };
    // With the share w of the first: A = w, B = 1 - w, C = 0.7 all along.
    let sites = [("A", 1000.0, 0.0), ("B", 0.0, 1000.0), ("C", 700.0, 700.0)];
    let catalog = catalog_of(sites.map(|(id, x, y)| hall(id, x, y)).to_vec());
    let requirement = Requirement::new("r")
        .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(1000.0)))
        .prefer(POWER.rising(kilovolt_amperes(0.0), kilovolt_amperes(1000.0)));
    let firsts = |options: &AcceptabilityOptions| {
        let mut all = catalog.rank_acceptability(&requirement, options).unwrap();
        all.sort_by(|a, b| a.site.cmp(&b.site));
        all.iter()
            .map(|each| each.rank_acceptability[0])
            .collect::<Vec<_>>()
    };
    let near = |found: &[f64], expected: [f64; 3]| {
        found
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-12)
    };
    let any = AcceptabilityOptions::new();
    assert!(near(&firsts(&any), [0.3, 0.3, 0.4]));
    // Between a quarter and three quarters: A from 0.7 on, B up to 0.3.
    let some = any.share(0, 0.25, 0.75);
    assert!(near(&firsts(&some), [0.1, 0.1, 0.8]));
}

#[test]
fn impossible_weights_are_refused() {
    let catalog = catalog_of(Vec::new());
    let requirement =
        Requirement::new("r").prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(1.0)));
    let result = |options: &AcceptabilityOptions| catalog.rank_acceptability(&requirement, options);
    let options = AcceptabilityOptions::new();
    assert_eq!(result(&options).unwrap(), []);
    for options in [
        options.clone().around(0.5),
        options.clone().around(f64::NAN),
        options.clone().share(1, 0.0, 1.0),
        options.clone().share(0, 0.0, 0.5),
        options.share(0, 0.7, 0.2),
    ] {
        assert_eq!(
            result(&options).unwrap_err().kind(),
            ErrorKind::InvalidArgument
        );
    }
}
