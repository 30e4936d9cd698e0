use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_demand_gap_is_what_no_site_meets(
        sites in sites(0..6),
        requirements in prop::collection::vec(requirement(0..4), 0..8),
    ) {
        let catalog = catalog_of(sites);
        let gap = catalog.demand_gap(&requirements, &CancellationToken::new()).unwrap();
        let mut counts = (0, 0, Vec::new());
        for (at, requirement) in requirements.iter().enumerate() {
            let best = catalog.shortlist(requirement, 1).unwrap().candidates;
            match best.first().map(|c| c.outcome) {
                Some(Outcome::Pass) => counts.0 += 1,
                Some(_) => counts.1 += 1,
                None => counts.2.push(at),
            }
        }
        let unmet: Vec<usize> = gap.unmet_requirements.iter().map(|each| each.requirement).collect();
        prop_assert_eq!((gap.met, gap.undetermined, unmet), counts.clone());
        for each in &gap.unmet_requirements {
            // Without sites there is no nearest one.
            prop_assert_eq!(each.nearest.is_some(), each.sites > 0);
            prop_assert!(!each.conflicts.is_empty());
        }
        // An unmet criterion alone is met by no site of its kinds, and the best offered misses it.
        for criterion in &gap.unmet_criteria {
            prop_assert!(!criterion.describe(Lang::En).is_empty());
            prop_assert!(!criterion.requirements.is_empty());
            for at in &criterion.requirements {
                let requirement = &requirements[*at];
                let alone = requirement.constraints().iter().any(|constraint| {
                    let alone = rebuilt(requirement, [constraint.clone()], []);
                    catalog.shortlist(&alone, 1).unwrap().candidates.is_empty()
                });
                prop_assert!(alone);
            }
            let bounds = [&criterion.easiest, &criterion.hardest].map(bound);
            if let ([Some(easy), Some(hard)], Some(offered)) = (bounds, criterion.offered) {
                prop_assert!((offered < easy && easy <= hard) || (offered > easy && easy >= hard));
            }
        }
        // Each constraint that no site meets even alone is among the unmet criteria.
        for at in counts.2 {
            for constraint in requirements[at].constraints() {
                let alone = rebuilt(&requirements[at], [constraint.clone()], []);
                let met = !catalog.shortlist(&alone, 1).unwrap().candidates.is_empty();
                let sites = gap.unmet_requirements.iter().find(|u| u.requirement == at).unwrap().sites;
                let is_listed = gap.unmet_criteria.iter().any(|each| each.requirements.contains(&at));
                prop_assert!(met || sites == 0 || is_listed);
            }
        }
    }
}

/// The bound of a constraint with a single numeric bound.
fn bound(constraint: &Constraint) -> Option<f64> {
    match constraint.predicate() {
        Predicate::AtLeast(_, bound) | Predicate::AtMost(_, bound) => Some(bound.value()),
        _ => None,
    }
}

#[test]
fn an_empty_catalog_meets_nothing() {
    let empty = Inventory::default().catalog();
    assert_eq!(
        empty.demand_gap(&[], &CancellationToken::new()).unwrap(),
        DemandGap::default()
    );
    let requirement = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(1.0)));
    let gap = empty
        .demand_gap(&[requirement], &CancellationToken::new())
        .unwrap();
    assert_eq!(
        (
            gap.unmet_requirements.len(),
            gap.unmet_requirements[0].sites
        ),
        (1, 0)
    );
    let requirement =
        Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(1.0)).relaxed_at(1));
    assert!(
        empty
            .relax(&requirement, RelaxOptions::new())
            .unwrap()
            .is_empty()
    );
    assert!(empty.pareto(&requirement).unwrap().front.is_empty());
    assert!(empty.why_not(&requirement, &"A".into(), 3).is_err());
    assert!(empty.similar(&"A".into(), 3).is_err());
    assert!(empty.rank_requirements(&[], &"A".into()).is_err());
}

#[test]
fn demands_are_counted_by_criterion_kind_and_size() {
    let mut hall = Site::new("A", SiteKind::IdleFactory, "厂");
    hall.set(FLOOR_AREA, square_metres(900.0)).unwrap();
    hall.set(POWER, kilovolt_amperes(400.0)).unwrap();
    let catalog = catalog_of(vec![hall]);
    let requiring = |must: Constraint| {
        Requirement::new("r")
            .kinds([SiteKind::IdleFactory])
            .must(must)
    };
    let gap = catalog
        .demand_gap(
            &[
                requiring(FLOOR_AREA.at_least(square_metres(2000.0))),
                requiring(FLOOR_AREA.between(square_metres(1000.0), square_metres(3000.0))),
                requiring(POWER.at_most(kilovolt_amperes(100.0))),
                requiring(CRANE.at_least(tonnes(5.0))),
            ],
            &CancellationToken::new(),
        )
        .unwrap();
    assert_eq!(gap.undetermined, 1);
    let words: Vec<_> = gap
        .unmet_criteria
        .iter()
        .map(|want| want.describe(Lang::En))
        .collect();
    assert_eq!(
        words,
        [
            "idle factory: floor area ≥ 1000 m² – 2000 m², 2 requirements, \
             the best offered is 900 m²",
            "idle factory: power capacity ≤ 100 kVA, 1 requirement, \
             the best offered is 400 kVA",
        ]
    );
}
