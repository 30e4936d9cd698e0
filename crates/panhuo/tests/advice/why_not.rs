use super::questions::{all_facts, completions, with_fact};
use super::*;

fn is_listed(catalog: &Catalog, requirement: &Requirement, site: &SiteId, top: usize) -> bool {
    // A contradictory requirement lists nothing.
    let listed = catalog.shortlist(requirement, top);
    listed.is_ok_and(|listed| listed.candidates.iter().any(|c| c.site == *site))
}

fn reweighted(requirement: &Requirement, of: usize, weight: f64) -> Requirement {
    let each = requirement.preferences().iter().cloned().enumerate();
    let prefer = each.map(|(at, p)| if at == of { p.weighing(weight) } else { p });
    rebuilt(
        requirement,
        requirement.constraints().iter().cloned(),
        prefer,
    )
}

fn constrained(requirement: &Requirement, of: usize, becomes: Option<&Constraint>) -> Requirement {
    let each = requirement.constraints().iter().cloned().enumerate();
    let must = each.filter_map(|(at, c)| if at == of { becomes.cloned() } else { Some(c) });
    rebuilt(requirement, must, requirement.preferences().iter().cloned())
}

/// Other bounds for a constraint, with what moving there costs, and what rounding may add.
fn other_bounds(constraint: &Constraint) -> Vec<(Constraint, f64, f64)> {
    let grid = (-1..16_i32).flat_map(|step| {
        let x = f64::from(step) * 500.0;
        [x - 1e-3, x, x + 1e-3]
    });
    let mut all = Vec::new();
    for x in grid {
        let mut other = |old: &Quantity, make: &dyn Fn(Quantity) -> Predicate| {
            let scale = if old.value() == 0.0 {
                1.0
            } else {
                old.value().abs()
            };
            let to = Quantity::canonical(x, old.dimension());
            let cost = (x - old.value()).abs() / scale;
            // From 0 every digit is a leading one: a round number of the size of the grid is taken.
            let rounding = if old.value() == 0.0 {
                100.0
            } else {
                0.011 * x.abs().max(1.0) / scale
            };
            all.push((make(to).into(), cost, rounding));
        };
        match constraint.predicate() {
            Predicate::AtLeast(of, low) => other(low, &|to| Predicate::AtLeast(of.clone(), to)),
            Predicate::AtMost(of, high) => other(high, &|to| Predicate::AtMost(of.clone(), to)),
            Predicate::Between(of, low, high) => {
                other(low, &|to| Predicate::Between(of.clone(), to, *high));
                other(high, &|to| Predicate::Between(of.clone(), *low, to));
            }
            _ => {}
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_smaller_change_of_one_constraint_would_do(
        sites in sites(1..10),
        requirement in requirement(0..4),
        top in 0_usize..5,
    ) {
        let catalog = catalog_of(sites.clone());
        for site in &sites {
            let why = catalog.why_not(&requirement, &site.id, top).unwrap();
            prop_assert_eq!(why.is_listed, is_listed(&catalog, &requirement, &site.id, top));
            prop_assert!(!why.describe(Lang::Zh).is_empty() && !why.describe(Lang::En).is_empty());
            let cost = why.constraint_change.as_ref().map_or(f64::INFINITY, |change| change.cost);
            if let Some(change) = &why.constraint_change {
                let changed = constrained(&requirement, change.constraint, change.becomes.as_ref());
                let turns = is_listed(&catalog, &changed, &site.id, top) != why.is_listed;
                prop_assert!(turns, "{}", change.zh);
            }
            for (at, constraint) in requirement.constraints().iter().enumerate() {
                let without = constrained(&requirement, at, None);
                let is_number = !other_bounds(constraint).is_empty();
                if !is_number && cost > 1.0 {
                    let listed = is_listed(&catalog, &without, &site.id, top);
                    prop_assert_eq!(listed, why.is_listed);
                }
                for (other, other_cost, rounding) in other_bounds(constraint) {
                    if other_cost + rounding < cost {
                        let changed = constrained(&requirement, at, Some(&other));
                        // A contradictory requirement lists nothing: it is no advice.
                        if changed.check().is_err() {
                            continue;
                        }
                        prop_assert_eq!(
                            is_listed(&catalog, &changed, &site.id, top), why.is_listed,
                            "{} for {}: {}", other.describe(Lang::En), cost, site.id
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn no_smaller_change_of_one_weight_would_do(
        sites in sites(1..12),
        requirement in requirement(0..2),
        top in 0_usize..5,
        which in any::<prop::sample::Index>(),
    ) {
        let catalog = catalog_of(sites.clone());
        let site = &which.get(&sites).id;
        let why = catalog.why_not(&requirement, site, top).unwrap();
        let factor = |from: f64, to: f64| (from / to).max(to / from);
        let found = why.weight_change.as_ref().map_or(f64::INFINITY, |change| {
            factor(change.was.weight(), change.weight)
        });
        if let Some(change) = &why.weight_change {
            let changed = reweighted(&requirement, change.preference, change.weight);
            prop_assert_eq!(is_listed(&catalog, &changed, site, top), !why.is_listed);
            prop_assert!(change.describe(Lang::En).contains("weight"));
        }
        for (at, preference) in requirement.preferences().iter().enumerate() {
            for step in -36..37 {
                let to = preference.weight() * 1.2_f64.powi(step) * 1.000_123;
                // Only open ranges count: the same must hold beside it.
                let turns = [0.9999, 1.0, 1.0001].iter().all(|nudge| {
                    let changed = reweighted(&requirement, at, to * nudge);
                    is_listed(&catalog, &changed, site, top) != why.is_listed
                });
                let far = factor(preference.weight(), to);
                prop_assert!(!turns || found <= far * 1.011, "weight {at} to {to}, not {found}");
            }
        }
    }

    #[test]
    fn ranks_gaps_and_facts_are_those_of_the_whole_order(
        sites in sites(1..9),
        requirement in requirement(0..4),
        top in 1_usize..5,
    ) {
        let catalog = catalog_of(sites.clone());
        let all = catalog.shortlist(&requirement, 100).unwrap().candidates;
        for site in &sites {
            let why = catalog.why_not(&requirement, &site.id, top).unwrap();
            let at = all.iter().position(|c| c.site == site.id);
            prop_assert_eq!(why.rank, at.map(|at| at + 1));
            let own = catalog.explain(&requirement, &site.id).unwrap();
            let last = all.get(top - 1).filter(|_| !why.is_listed);
            prop_assert_eq!(
                why.score_difference,
                last.map(|last| last.score.guaranteed - own.score.guaranteed)
            );
            prop_assert_eq!(&why.last_listed, &last.map(|last| last.site.clone()));
            prop_assert_eq!(&why.candidate, &own);
            // Answers to one fact of one site: does it put this site on, or take it off?
            for other in &sites {
                for fact in all_facts() {
                    let found = why.questions.iter().find(|q| q.site == other.id && q.fact == fact);
                    let turns = completions(other, fact).into_iter().any(|value| {
                        let mut changed = sites.clone();
                        let at = changed.iter().position(|each| each.id == other.id).unwrap();
                        changed[at] = with_fact(other, fact, value);
                        is_listed(&catalog_of(changed), &requirement, &site.id, top)
                            != why.is_listed
                    });
                    // An unlisted site also comes on when another leaves: that is the other's fact.
                    let counts = why.is_listed || other.id == site.id;
                    prop_assert!(!(turns && counts) || found.is_some(), "{fact:?} of {}", other.id);
                }
            }
        }
    }
}

#[test]
fn a_site_of_another_kind_is_explained() {
    let catalog = catalog_of(vec![Site::new("A", SiteKind::Land, "地块")]);
    let requirement = Requirement::new("r").kinds([SiteKind::IdleFactory]);
    let why = catalog.why_not(&requirement, &"A".into(), 10).unwrap();
    assert_eq!(
        (why.rank, why.weight_change, why.constraint_change),
        (None, None, None)
    );
    assert!(catalog.why_not(&requirement, &"B".into(), 10).is_err());
}

#[test]
fn days_and_encumbrances_are_put_in_words() {
    let hall = |id: &str, day: &str, area: f64, mortgaged: bool| {
        let mut site = Site::new(id, SiteKind::IdleFactory, "厂");
        site.set(AVAILABLE_FROM, day.parse().unwrap()).unwrap();
        site.set(FLOOR_AREA, square_metres(area)).unwrap();
        let encumbrance = Encumbrance {
            present: mortgaged,
            detail: panhuo::compact::Text::EMPTY,
            source: None,
        };
        site.encumbrances
            .insert(EncumbranceKind::Mortgage, encumbrance);
        site
    };
    let catalog = catalog_of(vec![
        hall("early", "2027-01-01", 1000.0, false),
        hall("large", "2027-03-01", 9000.0, false),
        hall("late", "2027-07-10", 9500.0, false),
        hall("encumbered", "2027-01-01", 9900.0, true),
    ]);
    let requirement = Requirement::new("r")
        .must(
            AVAILABLE_FROM
                .at_most("2027-06-30".parse().unwrap())
                .relaxed_at(1),
        )
        .must(Constraint::from(Predicate::FreeOf(vec![EncumbranceKind::Mortgage])).relaxed_at(2))
        .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    let change = |site: &str| {
        let why = catalog.why_not(&requirement, &site.into(), 1).unwrap();
        why.constraint_change.map(|change| change.zh)
    };
    let day = AVAILABLE_FROM.label(Lang::Zh);
    assert_eq!(
        change("early"),
        Some(format!("{day}收紧到 2027-02-28（-122 天）"))
    );
    assert_eq!(
        change("late"),
        Some(format!("{day}放宽到 2027-07-10（+10 天）"))
    );
    assert_eq!(change("encumbered").as_deref(), Some("不再要求“无抵押”"));
    let ways = catalog.relax(&requirement, RelaxOptions::new()).unwrap();
    let words: Vec<_> = ways.iter().map(|way| way.describe(Lang::En)).collect();
    let day = AVAILABLE_FROM.label(Lang::En);
    assert_eq!(
        words,
        [
            format!("{day} relaxed to 2027-07-10 (+10 days): admits 1 more site"),
            "`free of mortgage` dropped: admits 1 more site".to_owned(),
        ]
    );
}
