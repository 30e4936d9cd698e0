//! Answers are redacted for investors, and every answer reads back from JSON.

use panhuo::advice::NearMissOptions;
use panhuo::attribute::TOTAL_DEBT;
use panhuo::matching::{ScoreRange, Shortlist};
use panhuo::schema::Audience;
use panhuo::site::Contact;
use panhuo::source::Source;
use panhuo::units::yuan;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;

const PERSON: &str = "李秀英";
/// Texts that no investor may read: persons, telephone numbers, cells, and internal attributes.
const SECRETS: [&str; 7] = [
    PERSON,
    "13800000123",
    "机密台账",
    "机密原文",
    "债",
    "debt",
    "\"relax\":",
];

/// The sites, with names that mention a person, facts from cells, and debts.
fn with_secrets(sites: Vec<Site>, debts: &[f64]) -> Vec<Site> {
    let add = |(at, mut site): (usize, Site)| {
        site.name = format!("{PERSON}机械厂 13800000123");
        site.contacts.push(Contact {
            name: PERSON.to_owned(),
            telephone: "13800000123".to_owned(),
        });
        if let Some(debt) = debts.get(at) {
            let interval = Interval::exact(*debt).unwrap();
            site.facts
                .insert(TOTAL_DEBT, ReportedValue::Number(interval).into());
        }
        for fact in site.facts.values_mut() {
            fact.raw = "机密原文".into();
            fact.source = Some(Source::new("机密台账.xlsx", "").at(1, 2));
        }
        site
    };
    sites.into_iter().enumerate().map(add).collect()
}

/// A requirement with one constraint and two preferences that are internal to the bureau.
fn with_internal_criteria(requirement: &Requirement, limit: f64) -> Requirement {
    let own = TOTAL_DEBT.falling(yuan(0.0), yuan(7777.25)).weighing(2.3);
    let requirement = Requirement::new("r")
        .kinds(requirement.requested_kinds().iter().copied())
        .prefer(own.clone())
        .must(TOTAL_DEBT.at_most(yuan(limit)).relaxed_at(1));
    requirement.prefer(own.weighing(0.7))
}

fn shown<T: Serialize>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let found: Vec<_> = SECRETS
        .iter()
        .filter(|secret| json.contains(**secret))
        .collect();
    assert!(found.is_empty(), "{found:?} in {json}");
}

fn reads_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
    assert_eq!(&again, value);
}

/// Checks that the redacted form contains no secret, and that both forms read back.
fn check<T>(value: &T, redact: impl Fn(&T, Audience) -> T)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    reads_back(value);
    assert_eq!(&redact(value, Audience::Bureau), value);
    let open = redact(value, Audience::Investor);
    reads_back(&open);
    shown(&open);
}

fn adds_up(candidate: &Candidate) {
    let sum = candidate
        .contributions
        .iter()
        .fold((0.0, 0.0), |(low, high), each| {
            (low + each.adds.guaranteed, high + each.adds.potential)
        });
    let ScoreRange {
        guaranteed,
        potential,
        ..
    } = candidate.score;
    assert_eq!(sum, (guaranteed, potential));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn answers_for_investors_hold_no_secret_and_read_back(
        sites in sites(1..7),
        base in requirement(0..3),
        debts in prop::collection::vec(0.0..9000.0_f64, 7),
        limit in 7777.0..7778.0_f64,
    ) {
        let catalog = catalog_of(with_secrets(sites, &debts));
        let catalog = &catalog;
        let own = with_internal_criteria(&base, limit);
        let own = base.constraints().iter().cloned().fold(own, Requirement::must);
        let requirement = &base.preferences().iter().cloned().fold(own, Requirement::prefer);
        let answer = catalog.shortlist(requirement, 5).unwrap();
        let answer = Shortlist { statistics: panhuo::matching::SearchStatistics::default(), ..answer };
        check(&answer, |list, audience| list.for_audience(audience, catalog));
        let open = answer.for_audience(Audience::Investor, catalog);
        for (own, open) in answer.candidates.iter().zip(&open.candidates) {
            adds_up(open);
            prop_assert!((own.score.guaranteed - open.score.guaranteed).abs() < 1e-12);
            prop_assert_eq!(own.checks.len(), open.checks.len());
            prop_assert_eq!(open.contributions.len(), base.preferences().len() + 1);
            prop_assert_eq!(&open.name, "李某机械厂 …");
        }
        prop_assert!(catalog.shortlist(&open.requirement, 5).is_err());
        reads_back(&catalog.rank(requirement, 0).unwrap());
        check(&catalog.tally(requirement).unwrap(), panhuo::matching::Tally::for_audience);

        let whatever = NearMissOptions::new().failing_at_most(9);
        for miss in catalog.near_misses(requirement, whatever).unwrap() {
            check(&miss, |miss, audience| miss.for_audience(audience, catalog));
        }
        for each in catalog.conflicts(requirement, ConflictOptions::new()).unwrap() {
            check(&each, panhuo::advice::Conflict::for_audience);
        }
        let loose = RelaxOptions::new();
        for each in catalog.relax(requirement, loose).unwrap() {
            check(&each, |each, audience| each.for_audience(audience, catalog));
        }
        for each in catalog.questions(requirement, 2).unwrap() {
            reads_back(&each);
            if let Some(open) = each.for_audience(Audience::Investor, catalog) {
                shown(&open);
            } else {
                prop_assert_eq!(each.fact, MissingFact::Attribute(TOTAL_DEBT));
            }
        }
        let ids: Vec<SiteId> = catalog.inventory().sites().iter().map(|s| s.id.clone()).collect();
        for site in &ids {
            let why = catalog.why_not(requirement, site, 1).unwrap();
            check(&why, |why, audience| why.for_audience(audience, catalog));
            for each in catalog.similar(site, 3).unwrap() {
                check(&each, |each, audience| each.for_audience(audience, catalog));
            }
        }
        let options = AcceptabilityOptions::new().samples(20).top(2);
        for each in catalog.rank_acceptability(requirement, &options).unwrap() {
            check(&each, |each, audience| each.for_audience(audience, catalog, requirement));
        }
        let front = catalog.pareto(requirement).unwrap();
        check(&front, |front, audience| front.for_audience(audience, catalog, requirement));
        let all = std::slice::from_ref(requirement);
        for each in catalog.rank_requirements(all, &ids[0]).unwrap() {
            check(&each, |each, audience| each.for_audience(audience, catalog));
        }
        let gap = catalog.demand_gap(all, &CancellationToken::new()).unwrap();
        check(&gap, |gap, audience| gap.for_audience(audience, catalog));
        for site in catalog.inventory().sites() {
            check(site, Site::for_audience);
        }
    }
}

#[test]
fn a_candidate_is_described_in_words_that_its_audience_may_read() {
    let mut hall = Site::new("A", SiteKind::IdleFactory, "3#厂房");
    hall.set(FLOOR_AREA, square_metres(9000.0)).unwrap();
    hall.set(TOTAL_DEBT, yuan(500.0)).unwrap();
    let hall = with_secrets(vec![hall], &[]).remove(0);
    let catalog = catalog_of(vec![hall]);
    let requirement = with_internal_criteria(&Requirement::new("r"), 100.0)
        .must(FLOOR_AREA.at_least(square_metres(8000.0)))
        .prefer(FLOOR_AREA.rising(square_metres(0.0), square_metres(10_000.0)));
    let candidate = catalog.explain(&requirement, &"A".into()).unwrap();
    let open = candidate.for_audience(Audience::Investor, &catalog);
    let text = open.describe(Lang::Zh);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("A · 李某机械厂 … · 闲置厂房 · 不满足 · 得分 0."),
        "{text}"
    );
    assert_eq!(lines[1], "  ✗ 内部核查项");
    assert_eq!(lines[2], "  ✓ 建筑面积 ≥ 8000 ㎡：9000 ㎡");
    assert!(
        lines[3].starts_with("  + 建筑面积 0 ㎡ ↗ 10000 ㎡：9000 ㎡ → +0."),
        "{text}"
    );
    assert!(lines[4].starts_with("  + 其他因素 → +0."), "{text}");
    assert_eq!(lines.len(), 6);
    let own = candidate.describe(Lang::Zh);
    assert!(own.contains("← 机密台账.xlsx!C2 “机密原文”"), "{own}");
}
