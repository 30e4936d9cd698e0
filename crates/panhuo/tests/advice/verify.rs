use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

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
        let mut remaining = sites;
        if let Some(first) = shortlist.candidates.first() {
            remaining.retain(|site| site.id != first.site);
            let error = shortlist.verify(&catalog_of(remaining)).unwrap_err().to_string();
            let is_named = error.contains(&format!("not {}", first.site));
            prop_assert!(is_named, "{error}");
        }
    }
}
