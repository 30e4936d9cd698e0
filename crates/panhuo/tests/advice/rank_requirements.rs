use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_requirement_is_ranked_in_the_stated_order(
        sites in sites(1..5),
        requirements in prop::collection::vec(requirement(0..4), 0..8),
    ) {
        let site = sites[0].id.clone();
        let catalog = catalog_of(sites);
        let ranked = catalog.rank_requirements(&requirements, &site).unwrap();
        prop_assert_eq!(ranked.len(), requirements.len());
        for each in &ranked {
            let own = catalog.explain(&requirements[each.requirement], &site).unwrap();
            prop_assert_eq!(&each.candidate, &own);
            prop_assert!(!each.describe(Lang::Zh).is_empty());
        }
        let key = |each: &RankedRequirement| {
            let (c, score) = (&each.candidate, each.candidate.score);
            let failing = c.outcome == Outcome::Fail;
            let by_score = (-score.guaranteed, -score.potential);
            let by_cost = (f64::from(u8::from(!c.kind_requested)), each.cost);
            (c.outcome, if failing { by_cost } else { by_score }, each.requirement)
        };
        prop_assert!(ranked.is_sorted_by(|a, b| key(a) <= key(b)));
    }
}
