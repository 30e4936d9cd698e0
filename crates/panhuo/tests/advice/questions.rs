use super::*;

/// The site with one fact answered.
pub(crate) fn answered(site: &Site, asked: MissingFact, value: f64) -> Site {
    let mut site = site.clone();
    match asked {
        MissingFact::Attribute(STRUCTURE) => {
            let choice = Choices::only(value as usize).unwrap();
            let reading = ReportedValue::Category(choice);
            site.facts.insert(STRUCTURE, reading.into());
        }
        MissingFact::Attribute(attribute) => {
            let reading = ReportedValue::Number(Interval::exact(value).unwrap());
            site.facts.insert(attribute, reading.into());
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

/// Many exact values that a reading allows; none if it is known.
pub(crate) fn completions(site: &Site, asked: MissingFact) -> Vec<f64> {
    match asked {
        MissingFact::Attribute(STRUCTURE) => {
            let possible = site.choices(STRUCTURE).positions();
            let possible = possible.filter(|at| *at < STRUCTURE.categories().len());
            let all: Vec<f64> = possible.map(|at| at as f64).collect();
            if all.len() > 1 { all } else { Vec::new() }
        }
        MissingFact::Attribute(attribute) => {
            let reading = site.interval(attribute);
            if reading.is_empty() || reading.value().is_some() {
                return Vec::new();
            }
            let grid = (-2..40_i32).map(|step| f64::from(step) * 250.0);
            let all = grid.flat_map(|x| [x - 1e-6, x, x + 1e-6]);
            all.filter(|x| *x >= reading.low().max(attribute.minimum()) && *x <= reading.high())
                .collect()
        }
        MissingFact::Encumbrance(kind) if site.encumbrances.contains_key(&kind) => Vec::new(),
        _ => vec![0.0, 1.0],
    }
}

pub(crate) fn all_asked() -> Vec<MissingFact> {
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
    fn a_question_is_listed_if_and_only_if_an_answer_changes_the_list(
        sites in sites(0..9),
        requirement in requirement(0..4),
        top in 1_usize..6,
    ) {
        let catalog = catalog_of(sites.clone());
        let questions = catalog.questions(&requirement, top).unwrap();
        let before = listed(&catalog, &requirement, top);
        let after = |site: &Site, asked: MissingFact, value: f64| {
            let mut changed = sites.clone();
            let at = changed.iter().position(|each| each.id == site.id).unwrap();
            changed[at] = answered(site, asked, value);
            listed(&catalog_of(changed), &requirement, top)
        };
        for site in &sites {
            for asked in all_asked() {
                let found = questions.iter().find(|q| q.site == site.id && q.fact == asked);
                let place = |list: &[SiteId]| list.iter().position(|id| *id == site.id);
                let now = place(&before);
                let (mut best, mut worst) = (now, now);
                let order = |rank: Option<usize>| rank.unwrap_or(usize::MAX);
                for value in completions(site, asked) {
                    let list = after(site, asked, value);
                    let rank = place(&list);
                    prop_assert!(
                        list == before || found.is_some(),
                        "{asked:?} of {} at {value}", site.id
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
                // Both ends of the ranges that are named do what is said.
                for (answer, better) in [(&question.rises, true), (&question.falls, false)] {
                    let Some(answer) = answer else { continue };
                    let mut values: Vec<f64> = answer.low.into_iter().chain(answer.high).collect();
                    if let MissingFact::Attribute(STRUCTURE) = asked {
                        let at = |name: &&str| {
                            STRUCTURE.categories().iter().position(|c| c.name == *name).unwrap()
                        };
                        values = answer.categories.iter().map(|name| at(name) as f64).collect();
                    } else if let MissingFact::Encumbrance(_) = asked {
                        values = vec![f64::from(u8::from(answer.categories == ["yes"]))];
                    }
                    for value in values {
                        let rank = place(&after(site, asked, value));
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
        let letters = JurisdictionQuestions::group(questions.clone());
        let sorted: usize = letters.iter().map(|letter| letter.questions.len()).sum();
        prop_assert_eq!(sorted, questions.len());
        for letter in letters {
            prop_assert!(letter.questions.iter().all(|q| q.jurisdiction == letter.jurisdiction));
            prop_assert!(!letter.describe(Lang::Zh).is_empty());
        }
    }
}

#[test]
fn an_empty_list_asks_nothing() {
    let empty = Inventory::default().catalog();
    assert!(
        empty
            .questions(&Requirement::new("r"), 10)
            .unwrap()
            .is_empty()
    );
    let blank = Site::new("A", SiteKind::IdleFactory, "厂");
    let catalog = catalog_of(vec![blank]);
    let wish = Requirement::new("r").must(FLOOR_AREA.at_least(square_metres(8.0)));
    assert!(catalog.questions(&wish, 0).unwrap().is_empty());
    // The answer cannot lift the only site, but it can take it off.
    let questions = catalog.questions(&wish, 1).unwrap();
    assert_eq!(
        questions[0].describe(Lang::En),
        "find out the floor area of A 厂: if < 8 m², it leaves the top 1"
    );
}
