use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn identical_sites_are_the_most_similar(sites in sites(1..20), limit in 0_usize..30) {
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
            let sum: f64 = each.differences.iter().map(|l| l.difference).sum();
            let mean = sum / each.differences.len() as f64;
            prop_assert!((mean - each.distance).abs() < 1e-12);
            prop_assert!(each.describe(Lang::Zh).contains("相异度"));
            if at == 0 {
                prop_assert_eq!(each.distance, 0.0);
            }
        }
    }

    /// The differences, straight from their definition.
    #[test]
    fn the_most_similar_equal_a_scan(
        // In larger catalogs whole leaves are pruned.
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
}
