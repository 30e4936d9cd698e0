use super::*;

proptest! {
    #[test]
    fn conflicts_equal_all_subsets(
        sites in sites(0..25),
        requirement in requirement(0..6),
    ) {
        let catalog = catalog_of(sites);
        let found = catalog.conflicts(&requirement, ConflictOptions::new().limit(1000)).unwrap();
        let count = requirement.constraints().len();
        let bits = |set: &[usize]| set.iter().fold(0_u32, |all, at| all | 1 << at);
        let left = |set: u32| {
            let fails = |c: &Candidate| {
                c.checks.iter().enumerate().any(|(at, check)| {
                    set >> at & 1 == 1 && check.outcome == Outcome::Fail
                })
            };
            let all = explained(&catalog, &requirement);
            all.iter().filter(|c| c.kind_requested && !fails(c)).count()
        };
        let minimal = |set: &u32| {
            let mut members = (0..count).filter(|at| set >> at & 1 == 1);
            left(*set) == 0 && members.all(|at| left(set & !(1 << at)) > 0)
        };
        let mut expected: Vec<u32> = (0..1 << count).filter(minimal).collect();
        for conflict in &found {
            let set = bits(&conflict.constraints);
            let without: Vec<usize> =
                conflict.constraints.iter().map(|at| left(set & !(1 << at))).collect();
            prop_assert_eq!(&conflict.left_without, &without);
            prop_assert!(!conflict.describe(Lang::Zh).is_empty());
        }
        // The preferred one is the first, whatever the limit.
        for limit in 1..4 {
            let options = ConflictOptions::new().limit(limit);
            let some = catalog.conflicts(&requirement, options).unwrap();
            prop_assert_eq!(some.first(), found.first());
        }
        let order = |at: usize| {
            let relax = requirement.constraints()[at].relax();
            (relax.is_none(), relax, at)
        };
        let rank = |set: u32| {
            let members = (0..count).filter(|at| set >> at & 1 == 1);
            let mut ranks: Vec<_> = members.map(order).collect();
            ranks.sort_by(|a, b| b.cmp(a));
            ranks
        };
        expected.sort_by_key(|set| rank(*set));
        let listed: Vec<u32> = found.iter().map(|c| bits(&c.constraints)).collect();
        prop_assert_eq!(listed, expected);
    }
}

#[test]
fn without_sites_the_conflict_names_no_constraint() {
    let requirement = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(1.0)));
    let empty = Inventory::default().catalog();
    let conflicts = empty
        .conflicts(&requirement, ConflictOptions::new())
        .unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].describe(Lang::Zh), "没有所需类型的资源");
    let none = ConflictOptions::new().limit(0);
    assert!(empty.conflicts(&requirement, none).unwrap().is_empty());
}

#[test]
fn a_contradiction_is_an_error() {
    let catalog = catalog_of(Vec::new());
    let torn = Requirement::new("r")
        .must(FLOOR_AREA.at_least(square_metres(2.0)))
        .must(FLOOR_AREA.at_most(square_metres(1.0)));
    let error = catalog
        .conflicts(&torn, ConflictOptions::new())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequirement);
}
