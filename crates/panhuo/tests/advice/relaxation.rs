use super::*;

/// The slack that a site requires: two numbers a constraint, one for each bound, or a 1 for dropping it.
type Slack = Vec<f64>;

fn numbers(test: &Predicate) -> Option<(&Criterion, f64, f64)> {
    match test {
        Predicate::AtLeast(of, low) => Some((of, low.value(), f64::INFINITY)),
        Predicate::AtMost(of, high) => Some((of, f64::NEG_INFINITY, high.value())),
        Predicate::Between(of, low, high) => Some((of, low.value(), high.value())),
        _ => None,
    }
}

/// The slack of a failing site; 0 where nothing is missing.
fn required_slack(
    candidate: &Candidate,
    requirement: &Requirement,
    include_firm: bool,
) -> Option<Slack> {
    if !candidate.kind_requested || candidate.outcome != Outcome::Fail {
        return None;
    }
    let mut all = Vec::new();
    for (check, constraint) in candidate.checks.iter().zip(requirement.constraints()) {
        let mut pair = [0.0, 0.0];
        if let Some(shortfall) = &check.shortfall {
            if !include_firm && constraint.relax().is_none() {
                return None;
            }
            match (shortfall.amount, numbers(constraint.predicate())) {
                (Some(amount), Some(_)) => {
                    let is_low = shortfall.zh.starts_with('差');
                    pair[usize::from(!is_low)] = amount;
                }
                (None, None) => pair[0] = 1.0,
                _ => return None,
            }
        }
        all.extend(pair);
    }
    Some(all)
}

fn within(a: &Slack, b: &Slack) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn relaxations_equal_all_joins(
        sites in sites(0..14),
        requirement in requirement(0..5),
        admitting in 1_usize..4,
        include_firm in any::<bool>(),
    ) {
        let catalog = catalog_of(sites);
        let options = RelaxOptions::new().admitting(admitting).include_firm(include_firm).limit(1000);
        let found = catalog.relax(&requirement, options).unwrap();
        let all = explained(&catalog, &requirement);
        let failing: Vec<Slack> =
            all.iter().filter_map(|c| required_slack(c, &requirement, include_firm)).collect();
        let join = |set: usize| {
            let members = (0..failing.len()).filter(|at| set >> at & 1 == 1);
            members.fold(vec![0.0; requirement.constraints().len() * 2], |all, at| {
                all.iter().zip(&failing[at]).map(|(a, b)| f64::max(*a, *b)).collect::<Vec<f64>>()
            })
        };
        let sets = (0..1_usize << failing.len()).filter(|s| s.count_ones() as usize == admitting);
        let joins: Vec<Slack> = sets.map(join).collect();
        let mut minimal: Vec<&Slack> = joins
            .iter()
            .filter(|join| !joins.iter().any(|other| within(other, join) && other != *join))
            .collect();
        minimal.sort_by(|a, b| a.partial_cmp(b).unwrap());
        minimal.dedup();

        // The same relaxations, as slacks.
        let mut listed: Vec<Slack> = found.iter().map(|relaxation| {
            let mut slack = vec![0.0; requirement.constraints().len() * 2];
            for each in &relaxation.changes {
                let slot = &mut slack[each.constraint * 2..][..2];
                match each.change {
                    None => slot[0] = 1.0,
                    Some(change) if change < 0.0 => slot[0] = -change,
                    Some(change) => slot[1] = change,
                }
            }
            slack
        }).collect();
        listed.sort_by(|a, b| a.partial_cmp(b).unwrap());
        prop_assert_eq!(listed.iter().collect::<Vec<_>>(), minimal);

        // The order: the investor's, then the cost.
        let order = |relaxation: &Relaxation| {
            let each = relaxation.changes.iter();
            each.map(|l| l.was.relax().map_or(u64::MAX, u64::from)).max()
        };
        let key = |relaxation: &Relaxation| (order(relaxation), relaxation.cost);
        prop_assert!(found.is_sorted_by(|a, b| key(a) <= key(b)));
        let fewer = catalog.relax(&requirement, options.limit(2)).unwrap();
        prop_assert_eq!(&fewer[..], &found[..found.len().min(2)]);

        // Matching the relaxed requirement lists exactly these.
        let before = listed_ids(&catalog, &requirement);
        for relaxation in &found {
            prop_assert!(relaxation.requirement.check().is_ok());
            let after = catalog.shortlist(&relaxation.requirement, 100).unwrap();
            let admitted: Vec<&Candidate> =
                after.candidates.iter().filter(|c| !before.contains(&c.site)).collect();
            prop_assert_eq!(admitted.len(), relaxation.admitted);
            prop_assert!(relaxation.admitted >= admitting);
            prop_assert_eq!(admitted[0], &relaxation.best);
            let passing = admitted.iter().filter(|c| c.outcome == Outcome::Pass).count();
            prop_assert_eq!(passing, relaxation.passing);
            prop_assert!(!relaxation.describe(Lang::Zh).is_empty() && !relaxation.describe(Lang::En).is_empty());
            if !include_firm {
                prop_assert!(relaxation.changes.iter().all(|l| l.was.relax().is_some()));
            }
        }
    }
}

fn listed_ids(catalog: &Catalog, requirement: &Requirement) -> Vec<SiteId> {
    listed(catalog, requirement, 100)
}

#[test]
fn firm_constraints_are_never_relaxed() {
    let mut site = Site::new("A", SiteKind::IdleFactory, "厂");
    site.set(FLOOR_AREA, square_metres(10.0)).unwrap();
    let catalog = catalog_of(vec![site]);
    let firm = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(20.0)));
    assert!(
        catalog
            .relax(&firm, RelaxOptions::new())
            .unwrap()
            .is_empty()
    );
    let relaxations = catalog
        .relax(&firm, RelaxOptions::new().include_firm(true))
        .unwrap();
    assert_eq!(
        relaxations[0].describe(Lang::En),
        "floor area relaxed to 10 m² (-10 m²): admits 1 more site"
    );
    let many = RelaxOptions::new().include_firm(true).admitting(2);
    assert!(catalog.relax(&firm, many).unwrap().is_empty());
}

#[test]
fn a_long_front_is_searched_in_time() {
    // Hundreds of sites where no site dominates another.
    let site = |at: u32| {
        let mut site = Site::new(format!("{at:03}"), SiteKind::IdleFactory, "厂");
        let (floor, area) = (f64::from(at), f64::from(400 - at));
        site.set(FLOOR_AREA, square_metres(floor)).unwrap();
        site.set(SITE_AREA, square_metres(area)).unwrap();
        site
    };
    let catalog = catalog_of((0..400).map(site).collect());
    let requirement = Requirement::new("r")
        .must(FLOOR_AREA.at_least(square_metres(1000.0)).relaxed_at(1))
        .must(SITE_AREA.at_least(square_metres(1000.0)).relaxed_at(1));
    for admitting in [3, 12] {
        let options = RelaxOptions::new().admitting(admitting).limit(2);
        let relaxations = catalog.relax(&requirement, options).unwrap();
        assert_eq!((relaxations.len(), relaxations[0].admitted), (2, admitting));
    }
    // Too many sites at once are an error, not a wait.
    let options = RelaxOptions::new().admitting(100).limit(1);
    let error = catalog.relax(&requirement, options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}
