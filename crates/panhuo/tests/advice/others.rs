use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_requirement_is_fitted_in_the_stated_order(
        sites in sites(1..5),
        requirements in prop::collection::vec(requirement(0..4), 0..8),
    ) {
        let site = sites[0].id.clone();
        let catalog = catalog_of(sites);
        let fits = catalog.which_fit(&requirements, &site).unwrap();
        prop_assert_eq!(fits.len(), requirements.len());
        for fit in &fits {
            let own = catalog.explain(&requirements[fit.requirement], &site).unwrap();
            prop_assert_eq!(&fit.candidate, &own);
            prop_assert!(!fit.describe(Lang::Zh).is_empty());
        }
        let key = |fit: &Fit| {
            let (c, score) = (&fit.candidate, fit.candidate.score);
            let failing = c.outcome == Outcome::Fail;
            let by_score = (-score.guaranteed, -score.potential);
            let by_cost = (f64::from(u8::from(!c.kind_requested)), fit.cost);
            (c.outcome, if failing { by_cost } else { by_score }, fit.requirement)
        };
        prop_assert!(fits.is_sorted_by(|a, b| key(a) <= key(b)));
    }

    #[test]
    fn lacks_are_what_no_site_meets(
        sites in sites(0..6),
        requirements in prop::collection::vec(requirement(0..4), 0..8),
    ) {
        let catalog = catalog_of(sites);
        let lacks = catalog.lacks(&requirements).unwrap();
        let mut counts = (0, 0, Vec::new());
        for (at, requirement) in requirements.iter().enumerate() {
            let best = catalog.shortlist(requirement, 1).unwrap().candidates;
            match best.first().map(|c| c.outcome) {
                Some(Outcome::Pass) => counts.0 += 1,
                Some(_) => counts.1 += 1,
                None => counts.2.push(at),
            }
        }
        let unmet: Vec<usize> = lacks.unmet.iter().map(|each| each.requirement).collect();
        prop_assert_eq!((lacks.met, lacks.hanging, unmet), counts);
        for each in &lacks.unmet {
            // Without sites nobody is near.
            prop_assert_eq!(each.nearest.is_some(), each.sites > 0);
            prop_assert!(!each.conflicts.is_empty());
        }
        // A want, put alone, is met by no site of its kinds, and its best offer misses it.
        for want in &lacks.wants {
            prop_assert!(!want.describe(Lang::En).is_empty());
            prop_assert!(!want.requirements.is_empty());
            for at in &want.requirements {
                let requirement = &requirements[*at];
                let alone = requirement.constraints().iter().any(|constraint| {
                    let alone = rebuilt(requirement, [constraint.clone()], []);
                    catalog.shortlist(&alone, 1).unwrap().candidates.is_empty()
                });
                prop_assert!(alone);
            }
            if let (Some((easy, hard)), Some(offered)) = (want.asked, want.offered) {
                prop_assert!((offered < easy && easy <= hard) || (offered > easy && easy >= hard));
            }
        }
        // Each constraint that alone nobody meets is wanted.
        for at in counts_of(&lacks) {
            for constraint in requirements[at].constraints() {
                let alone = rebuilt(&requirements[at], [constraint.clone()], []);
                let met = !catalog.shortlist(&alone, 1).unwrap().candidates.is_empty();
                let sites = lacks.unmet.iter().find(|u| u.requirement == at).unwrap().sites;
                let wanted = lacks.wants.iter().any(|want| want.requirements.contains(&at));
                prop_assert!(met || sites == 0 || wanted);
            }
        }
    }

    #[test]
    fn twins_are_the_most_alike(sites in sites(1..20), limit in 0_usize..30) {
        let mut sites = sites;
        let mut twin = sites[0].clone();
        twin.id = SiteId::new("zzz");
        sites.push(twin);
        let catalog = catalog_of(sites.clone());
        let like = catalog.similar(&sites[0].id, limit).unwrap();
        prop_assert_eq!(like.len(), limit.min(sites.len() - 1));
        prop_assert!(like.is_sorted_by(|a, b| (a.distance, &a.site) <= (b.distance, &b.site)));
        for (at, each) in like.iter().enumerate() {
            prop_assert!(each.site != sites[0].id);
            prop_assert!((0.0..=1.0).contains(&each.distance));
            let sum: f64 = each.likeness.iter().map(|l| l.difference).sum();
            let mean = sum / each.likeness.len() as f64;
            prop_assert!((mean - each.distance).abs() < 1e-12);
            prop_assert!(each.describe(Lang::Zh).contains("相异度"));
            if at == 0 {
                prop_assert_eq!(each.distance, 0.0);
            }
        }
    }

    /// The differences, straight from their definition.
    #[test]
    fn the_most_alike_equal_a_scan(
        // Of the larger ones blocks are left out.
        sites in prop_oneof![7 => sites(1..40), 1 => sites(300..600)],
        which in any::<prop::sample::Index>(),
    ) {
        let own = which.get(&sites).clone();
        let middle = |site: &Site, attribute: Attribute| {
            let reading = site.interval(attribute);
            let middle = reading.low().midpoint(reading.high());
            (!reading.is_empty() && middle.is_finite()).then_some(middle)
        };
        let ratio = |apart: Option<f64>, spread: f64| match apart {
            None => 0.5,
            Some(0.0) => 0.0,
            Some(apart) => apart / (apart + spread),
        };
        let others = || sites.iter().filter(|site| site.id != own.id);
        let sorted = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values
        };
        let metres = |site: &Site| Some(own.position?.distance(&site.position?).value());
        let far = sorted(others().filter_map(metres).collect());
        let usual = far.get(far.len() / 2).copied().unwrap_or(0.0);
        let distance = |site: &Site| {
            let mut each = vec![f64::from(u8::from(site.kind != own.kind))];
            if own.position.is_some() {
                each.push(ratio(metres(site), usual));
            }
            for attribute in Attribute::all() {
                let Some(here) = attribute.dimension().and_then(|_| middle(&own, attribute)) else {
                    continue;
                };
                let all = sorted(sites.iter().filter_map(|site| middle(site, attribute)).collect());
                let last = all.len() - 1;
                let mut spread = all[(last * 3).div_ceil(4)] - all[last / 4];
                if spread == 0.0 {
                    spread = all[last] - all[0];
                }
                each.push(ratio(middle(site, attribute).map(|there| (there - here).abs()), spread));
            }
            each.iter().sum::<f64>() / each.len() as f64
        };
        let mut expected: Vec<_> = others().map(|site| (distance(site), &site.id)).collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        let catalog = catalog_of(sites.clone());
        for limit in [1, 5, 100] {
            let like = catalog.similar(&own.id, limit).unwrap();
            let found: Vec<_> = like.iter().map(|each| (each.distance, &each.site)).collect();
            prop_assert_eq!(&found[..], &expected[..limit.min(expected.len())]);
        }
    }

    #[test]
    fn a_shortlist_holds_until_something_changes(
        sites in sites(1..20),
        requirement in requirement(0..4),
    ) {
        let catalog = catalog_of(sites.clone());
        let shortlist = catalog.shortlist(&requirement, 10).unwrap();
        prop_assert!(shortlist.verify(&catalog).is_ok());
        let mut forged = shortlist.clone();
        if let Some(candidate) = forged.candidates.first_mut() {
            candidate.score.guaranteed += 0.25;
            let error = forged.verify(&catalog).unwrap_err().to_string();
            prop_assert!(error.contains("add up"), "{error}");
        }
        let mut gone = sites;
        if let Some(first) = shortlist.candidates.first() {
            gone.retain(|site| site.id != first.site);
            let error = shortlist.verify(&catalog_of(gone)).unwrap_err().to_string();
            let said = error.contains(&format!("not {}", first.site));
            prop_assert!(said, "{error}");
        }
    }
}

fn counts_of(lacks: &Lacks) -> Vec<usize> {
    lacks.unmet.iter().map(|each| each.requirement).collect()
}

#[test]
fn an_empty_district_lacks_everything() {
    let empty = Inventory::default().catalog();
    assert_eq!(empty.lacks(&[]).unwrap(), Lacks::default());
    let wish = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(1.0)));
    let lacks = empty.lacks(&[wish]).unwrap();
    assert_eq!((lacks.unmet.len(), lacks.unmet[0].sites), (1, 0));
    let wish = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(1.0)).relaxed_at(1));
    assert!(empty.relax(&wish, RelaxOptions::new()).unwrap().is_empty());
    assert!(empty.pareto(&wish).unwrap().front.is_empty());
    assert!(empty.why_not(&wish, &"A".into(), 3).is_err());
    assert!(empty.similar(&"A".into(), 3).is_err());
    assert!(empty.which_fit(&[], &"A".into()).is_err());
}

#[test]
fn demands_are_counted_by_criterion_kind_and_size() {
    let mut hall = Site::new("A", SiteKind::IdleFactory, "厂");
    hall.set(FLOOR_AREA, square_metres(900.0)).unwrap();
    hall.set(POWER, kilovolt_amperes(400.0)).unwrap();
    let catalog = catalog_of(vec![hall]);
    let asks = |must: Constraint| {
        Requirement::new("r")
            .kinds([SiteKind::IdleFactory])
            .must(must)
    };
    let lacks = catalog
        .lacks(&[
            asks(FLOOR_AREA.at_least(square_metres(2000.0))),
            asks(FLOOR_AREA.between(square_metres(1000.0), square_metres(3000.0))),
            asks(POWER.at_most(kilovolt_amperes(100.0))),
            asks(CRANE.at_least(tonnes(5.0))),
        ])
        .unwrap();
    assert_eq!(lacks.hanging, 1);
    let words: Vec<_> = lacks
        .wants
        .iter()
        .map(|want| want.describe(Lang::En))
        .collect();
    assert_eq!(
        words,
        [
            "idle factory: floor area ≥ 1000 m² – 2000 m², 2 requirements, at best 900 m² offered",
            "idle factory: power capacity ≤ 100 kVA, 1 requirement, at best 400 kVA offered",
        ]
    );
}
