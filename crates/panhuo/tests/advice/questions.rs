use super::*;

/// The site with one fact set.
pub(crate) fn with_fact(site: &Site, fact: MissingFact, value: f64) -> Site {
    let mut site = site.clone();
    match fact {
        MissingFact::Attribute(STRUCTURE) => {
            let choice = Choices::only(value as usize).unwrap();
            let value = ReportedValue::Category(choice);
            site.facts.insert(STRUCTURE, value.into());
        }
        MissingFact::Attribute(attribute) => {
            let value = ReportedValue::Number(Interval::exact(value).unwrap());
            site.facts.insert(attribute, value.into());
        }
        MissingFact::Encumbrance(kind) => {
            let encumbrance = Encumbrance {
                present: value > 0.0,
                detail: panhuo::compact::Text::EMPTY,
                source: None,
            };
            site.encumbrances.insert(kind, encumbrance);
        }
        other => panic!("{other:?}"),
    }
    site
}

/// Many exact values within what is reported; none if it is exact.
pub(crate) fn completions(site: &Site, fact: MissingFact) -> Vec<f64> {
    match fact {
        MissingFact::Attribute(STRUCTURE) => {
            let possible = site.choices(STRUCTURE).positions();
            let possible = possible.filter(|at| *at < STRUCTURE.categories().len());
            let all: Vec<f64> = possible.map(|at| at as f64).collect();
            if all.len() > 1 { all } else { Vec::new() }
        }
        MissingFact::Attribute(attribute) => {
            let reported = site.interval(attribute);
            if reported.is_empty() || reported.value().is_some() {
                return Vec::new();
            }
            let grid = (-2..40_i32).map(|step| f64::from(step) * 250.0);
            let all = grid.flat_map(|x| [x - 1e-6, x, x + 1e-6]);
            all.filter(|x| *x >= reported.low().max(attribute.minimum()) && *x <= reported.high())
                .collect()
        }
        MissingFact::Encumbrance(kind) if site.encumbrances.contains_key(&kind) => Vec::new(),
        _ => vec![0.0, 1.0],
    }
}

pub(crate) fn all_facts() -> Vec<MissingFact> {
    let attributes = NUMBERS
        .into_iter()
        .chain([STRUCTURE])
        .map(MissingFact::Attribute);
    let encumbrances = [EncumbranceKind::Mortgage, EncumbranceKind::Seizure];
    attributes
        .chain(encumbrances.map(MissingFact::Encumbrance))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_question_is_returned_if_and_only_if_a_value_changes_the_list(
        sites in sites(0..9),
        requirement in requirement(0..4),
        top in 1_usize..6,
    ) {
        let catalog = catalog_of(sites.clone());
        let questions = catalog.questions(&requirement, top).unwrap();
        let before = listed(&catalog, &requirement, top);
        let after = |site: &Site, fact: MissingFact, value: f64| {
            let mut changed = sites.clone();
            let at = changed.iter().position(|each| each.id == site.id).unwrap();
            changed[at] = with_fact(site, fact, value);
            listed(&catalog_of(changed), &requirement, top)
        };
        for site in &sites {
            for fact in all_facts() {
                let found = questions.iter().find(|q| q.site == site.id && q.fact == fact);
                let rank_in = |list: &[SiteId]| list.iter().position(|id| *id == site.id);
                let now = rank_in(&before);
                let (mut best, mut worst) = (now, now);
                let order = |rank: Option<usize>| rank.unwrap_or(usize::MAX);
                for value in completions(site, fact) {
                    let list = after(site, fact, value);
                    let rank = rank_in(&list);
                    prop_assert!(
                        list == before || found.is_some(),
                        "{fact:?} of {} at {value}", site.id
                    );
                    best = if order(rank) < order(best) { rank } else { best };
                    worst = if order(rank) > order(worst) { rank } else { worst };
                }
                let Some(question) = found else { continue };
                prop_assert_eq!(question.current_rank, now.map(|at| at + 1));
                prop_assert!(question.rises.is_some() || question.falls.is_some());
                prop_assert!(question.max_rank_change > 0);
                // The grid may miss an extreme, never beat it.
                if let Some(rise) = &question.rises {
                    prop_assert!(order(rise.rank) <= order(best.map(|at| at + 1)));
                } else {
                    prop_assert_eq!(best, now);
                }
                if question.falls.is_none() {
                    prop_assert_eq!(worst, now);
                }
                // Both ends of the returned ranges have the stated effect.
                for (value, better) in [(&question.rises, true), (&question.falls, false)] {
                    let Some(value) = value else { continue };
                    let mut values: Vec<f64> = value.low.into_iter().chain(value.high).collect();
                    if let MissingFact::Attribute(STRUCTURE) = fact {
                        let at = |name: &String| {
                            STRUCTURE.categories().iter().position(|c| c.name == *name).unwrap()
                        };
                        values = value.categories.iter().map(|name| at(name) as f64).collect();
                    } else if let MissingFact::Encumbrance(_) = fact {
                        values = vec![f64::from(u8::from(value.categories == ["yes"]))];
                    }
                    for value in values {
                        let rank = rank_in(&after(site, fact, value));
                        let moved = if better {
                            order(rank) < order(now)
                        } else {
                            order(rank) > order(now)
                        };
                        prop_assert!(moved, "{} at {value}", question.describe(Lang::En));
                    }
                }
            }
        }
        prop_assert!(questions.is_sorted_by(|a, b| a.max_rank_change >= b.max_rank_change));
        let groups = JurisdictionQuestions::group(questions.clone());
        let sorted: usize = groups.iter().map(|group| group.questions.len()).sum();
        prop_assert_eq!(sorted, questions.len());
        for group in groups {
            prop_assert!(group.questions.iter().all(|q| q.jurisdiction == group.jurisdiction));
            prop_assert!(!group.describe(Lang::Zh).is_empty());
        }
    }
}

#[test]
fn an_empty_list_has_no_questions() {
    let empty = Inventory::default().catalog();
    assert!(
        empty
            .questions(&Requirement::new("r"), 10)
            .unwrap()
            .is_empty()
    );
    let blank = Site::new("A", SiteKind::IdleFactory, "厂");
    let catalog = catalog_of(vec![blank]);
    let requirement = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(8.0)));
    assert!(catalog.questions(&requirement, 0).unwrap().is_empty());
    // The answer cannot lift the only site, but it can take it off.
    let questions = catalog.questions(&requirement, 1).unwrap();
    assert_eq!(
        questions[0].describe(Lang::En),
        "find out the floor area of A 厂: if < 8 m², it leaves the top 1"
    );
}
