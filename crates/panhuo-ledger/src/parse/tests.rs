//! Tests of the grammar of cells. Expected values are computed by hand: 1 亩 is
//! 2000/3 ㎡, 1 公顷 is 10,000 ㎡, 1 平方公里 is 1,000,000 ㎡.

use panhuo::attribute::{
    ACTUAL_START, ANNUAL_RENT, CEILING_HEIGHT, CERTIFICATE, CRANE, EMPLOYEES, FAR_MAX, FAR_MIN,
    FLOOR_AREA, LAND_RENT, OWNER, POWER, PRICE, PRICE_PER_AREA, PROGRESS, PROGRESS_SHARE, RENT,
    SITE_AREA, STOREYS, YEAR_BUILT,
};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::units::Unit;
use panhuo::{Attribute, SiteKind};
use proptest::prelude::*;

use super::{ParsedCell, read};
use crate::format::{Cell, CellKind};
use crate::issue::IssueCode;

const MU: f64 = 2000.0 / 3.0;

fn under(text: &str, attribute: Attribute, unit: &str) -> ParsedCell {
    let unit = attribute
        .dimension()
        .and_then(|dimension| Unit::find_in(dimension, unit));
    read(&Cell::text(text), attribute, unit, SiteKind::IdleFactory)
}

/// The bounds of the value of one attribute.
fn ends(parsed: &ParsedCell, attribute: Attribute) -> Option<(f64, f64)> {
    parsed
        .facts
        .iter()
        .find(|(reported, _)| *reported == attribute)
        .and_then(|(_, reading)| match reading {
            ReportedValue::Number(interval) => Some((interval.low(), interval.high())),
            _ => None,
        })
}

fn gap(parsed: &ParsedCell, attribute: Attribute) -> Option<MissingReason> {
    parsed
        .facts
        .iter()
        .find(|(reported, _)| *reported == attribute)
        .and_then(|(_, reading)| match reading {
            ReportedValue::Unknown(gap) => Some(*gap),
            _ => None,
        })
}

fn issues(parsed: &ParsedCell) -> Vec<IssueCode> {
    parsed.issues.iter().map(|(code, _)| *code).collect()
}

/// Asserts that each text under an area column in 亩 parses to these bounds in ㎡.
fn areas(texts: &[&str], low: f64, high: f64) {
    for text in texts {
        let found = ends(&under(text, SITE_AREA, "亩"), SITE_AREA);
        let near = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-9 * b.abs();
        let (a, b) = found.unwrap_or_else(|| panic!("{text} is not read"));
        assert!(
            near(a, low) && near(b, high),
            "{text}: {a} to {b}, not {low} to {high}"
        );
    }
}

#[test]
fn fifty_mu_is_fifty_mu_however_it_is_written() {
    let texts = [
        "50亩",
        "50",
        "５０亩",
        "５０",
        "五十亩",
        "五十",
        "50 亩（约33333㎡）",
        "50亩(33333.33平方米)",
        "'50",
        " 50 ",
        "50\n亩",
        "50.0亩",
        "共50亩",
        "占地50亩",
        "50市亩",
    ];
    areas(&texts, 50.0 * MU, 50.0 * MU);
    let said_twice = under("50 亩（约33333㎡）", SITE_AREA, "亩");
    assert_eq!(issues(&said_twice), [IssueCode::StatedTwice]);
}

#[test]
fn about_near_more_and_bounds() {
    areas(
        &[
            "约50亩",
            "大约50亩",
            "50亩左右",
            "约50",
            "~50亩",
            "approx. 50",
            "约五十亩",
            "50左右",
        ],
        45.0 * MU,
        55.0 * MU,
    );
    areas(&["近50亩", "将近50亩", "近五十亩"], 45.0 * MU, 50.0 * MU);
    areas(
        &["50余亩", "50多亩", "五十余亩", "50亩多"],
        50.0 * MU,
        60.0 * MU,
    );
    areas(&["120余亩"], 120.0 * MU, 130.0 * MU);
    areas(&["1200多亩"], 1200.0 * MU, 1300.0 * MU);
    areas(&["100余亩"], 100.0 * MU, 200.0 * MU);
    areas(
        &[
            "50亩以上",
            "≥50亩",
            "不少于50亩",
            "超过50亩",
            ">50",
            "50以上",
            "50亩及以上",
        ],
        50.0 * MU,
        f64::INFINITY,
    );
    areas(
        &[
            "50亩以下",
            "≤50亩",
            "不超过50亩",
            "<50亩",
            "不足50亩",
            "50亩以内",
        ],
        0.0,
        50.0 * MU,
    );
}

#[test]
fn ranges_in_every_spelling() {
    let texts = [
        "50-60亩",
        "50~60",
        "50—60亩",
        "50至60亩",
        "50亩-60亩",
        "50亩至60亩",
        "50到60亩",
        "５０～６０亩",
        "50－60",
        "50–60亩",
        "50——60亩",
    ];
    areas(&texts, 50.0 * MU, 60.0 * MU);
    areas(
        &["1-2万㎡", "1万-2万平方米", "10000-20000㎡"],
        10_000.0,
        20_000.0,
    );
    let reversed = under("60-50亩", SITE_AREA, "亩");
    assert_eq!(
        ends(&reversed, SITE_AREA),
        Some((50.0 * 2000.0 / 3.0, 40_000.0))
    );
    assert_eq!(issues(&reversed), [IssueCode::RangeReversed]);
}

#[test]
fn units_are_converted_exactly() {
    areas(
        &[
            "1.2万㎡",
            "12000平方",
            "1.2公顷",
            "0.012平方公里",
            "12,000㎡",
            "１２０００平方米",
            "1.2万平方",
            "1.2ha",
            "12000m2",
            "12000 sqm",
            "一万二千平方米",
            "1.2万平",
        ],
        12_000.0,
        12_000.0,
    );
    let metres = under("12000㎡", SITE_AREA, "亩");
    assert_eq!(issues(&metres), [IssueCode::UnitConflict]);
    // A unit that is assumed and not stated cannot be contradicted by a cell.
    let assumed = read(&Cell::text("12000㎡"), SITE_AREA, None, SiteKind::Land);
    assert!(assumed.issues.is_empty());
}

#[test]
fn two_statements_agree_or_conflict() {
    areas(
        &[
            "1200㎡（1.8亩）",
            "1200㎡（合1.8亩）",
            "1200㎡，合1.8亩",
            "1200㎡=1.8亩",
            "1200㎡/1.8亩",
        ],
        1200.0,
        1200.0,
    );
    let conflict = under("1200㎡（18亩）", SITE_AREA, "㎡");
    assert_eq!(ends(&conflict, SITE_AREA), Some((1200.0, 12_000.0)));
    assert!(issues(&conflict).contains(&IssueCode::AreaConflict));
    assert_eq!(
        IssueCode::AreaConflict.severity(),
        panhuo::inventory::Severity::Error
    );
    // A difference of 0.4 % is rounding, 1.2 % is a conflict: 50 亩 is 33,333 ㎡.
    assert_eq!(
        issues(&under("50亩（33200㎡）", SITE_AREA, "亩")),
        [IssueCode::StatedTwice]
    );
    assert!(issues(&under("50亩（32930㎡）", SITE_AREA, "亩")).contains(&IssueCode::AreaConflict));
    // A part of the area is not a second statement of it.
    areas(
        &["50亩（其中空地20亩）", "50亩（含道路）"],
        50.0 * MU,
        50.0 * MU,
    );
    // The exact value replaces the approximate one.
    areas(&["约50亩（33000㎡）"], 33_000.0, 33_000.0);
}

#[test]
fn several_quantities_go_to_their_attributes() {
    let both = under("占地30亩，建筑面积8600㎡", SITE_AREA, "亩");
    assert_eq!(ends(&both, SITE_AREA), Some((20_000.0, 20_000.0)));
    assert_eq!(ends(&both, FLOOR_AREA), Some((8600.0, 8600.0)));
    let other = under("占地面积:30亩;建筑面积:8600平方米", FLOOR_AREA, "㎡");
    assert_eq!(ends(&other, FLOOR_AREA), Some((8600.0, 8600.0)));
    assert_eq!(ends(&other, SITE_AREA), Some((20_000.0, 20_000.0)));
}

#[test]
fn buildings_and_products_are_totalled() {
    let floor = |text: &str| {
        let parsed = under(text, FLOOR_AREA, "㎡");
        assert!(
            issues(&parsed).contains(&IssueCode::QuantitySplit),
            "{text}"
        );
        ends(&parsed, FLOOR_AREA)
    };
    assert_eq!(floor("3栋共8600㎡"), Some((8600.0, 8600.0)));
    assert_eq!(floor("3栋，共8600平方米"), Some((8600.0, 8600.0)));
    assert_eq!(floor("2400*3"), Some((7200.0, 7200.0)));
    assert_eq!(floor("2400㎡×3栋"), Some((7200.0, 7200.0)));
    assert_eq!(floor("24m*60m"), Some((1440.0, 1440.0)));
}

#[test]
fn negotiable_is_not_missing() {
    for text in ["面议", "价格面议", "可谈", "电议", "negotiable"] {
        assert_eq!(
            gap(&under(text, PRICE, "万元"), PRICE),
            Some(MissingReason::Negotiable),
            "{text}"
        );
    }
    let firm = under("200万（可谈）", PRICE, "万元");
    assert_eq!(ends(&firm, PRICE), Some((2_000_000.0, 2_000_000.0)));
}

#[test]
fn marks_of_nothing_are_not_reported() {
    for text in [
        "", "暂无", "无", "/", "-", "—", "不详", "待核", "NA", "#N/A", "n/a", "未知",
    ] {
        assert_eq!(
            gap(&under(text, SITE_AREA, "亩"), SITE_AREA),
            Some(MissingReason::NotReported),
            "{text}"
        );
        assert_eq!(
            gap(&under(text, YEAR_BUILT, ""), YEAR_BUILT),
            Some(MissingReason::NotReported),
            "{text}"
        );
        assert_eq!(
            gap(&under(text, OWNER, ""), OWNER),
            Some(MissingReason::NotReported),
            "{text}"
        );
    }
    let error = Cell {
        text: "#N/A".into(),
        kind: CellKind::Error,
    };
    assert_eq!(
        gap(&read(&error, POWER, None, SiteKind::IdleFactory), POWER),
        Some(MissingReason::NotReported)
    );
    // 无 states that there is no crane.
    assert_eq!(ends(&under("无", CRANE, "t"), CRANE), Some((0.0, 0.0)));
}

#[test]
fn nought_is_missing_where_it_is_absurd() {
    for (attribute, unit) in [
        (SITE_AREA, "亩"),
        (POWER, "kVA"),
        (PRICE, "万元"),
        (CEILING_HEIGHT, "m"),
    ] {
        let zero = under("0", attribute, unit);
        assert_eq!(
            gap(&zero, attribute),
            Some(MissingReason::NotReported),
            "{attribute}"
        );
        assert_eq!(issues(&zero), [IssueCode::AbsurdZero]);
    }
    assert_eq!(
        ends(&under("0", EMPLOYEES, ""), EMPLOYEES),
        Some((0.0, 0.0))
    );
}

#[test]
fn rents_beside_prices_go_by_their_unit() {
    let amount = |text: &str, attribute: Attribute| {
        ends(&under(text, PRICE, "万元"), attribute).map(|(low, _)| low)
    };
    assert_eq!(amount("15万/年", ANNUAL_RENT), Some(150_000.0));
    assert_eq!(amount("8元/㎡/月", RENT), Some(8.0));
    assert_eq!(amount("8元/平米·月", RENT), Some(8.0));
    // 365 days and 12 months a year: 0.3 × 365 / 12 = 9.125.
    assert_eq!(amount("0.3元/㎡/天", RENT), Some(9.125));
    assert_eq!(amount("0.3元/天", RENT), Some(9.125));
    assert_eq!(amount("200万一口价", PRICE), Some(2_000_000.0));
    assert_eq!(amount("1.2亿", PRICE), Some(120_000_000.0));
    assert_eq!(amount("20万/亩", PRICE_PER_AREA), Some(300.0));
    assert_eq!(
        amount("转让价500万元，年租金30万元/年", PRICE),
        Some(5_000_000.0)
    );
    assert_eq!(
        amount("转让价500万元，年租金30万元/年", ANNUAL_RENT),
        Some(300_000.0)
    );
    let moved = under("15万/年", PRICE, "万元");
    assert_eq!(gap(&moved, PRICE), Some(MissingReason::NotReported));
    assert!(issues(&moved).contains(&IssueCode::MovedByUnit));
    // The basis of a daily price is not guessed.
    assert_eq!(
        gap(&under("300元/天", PRICE, "万元"), PRICE),
        Some(MissingReason::Illegible)
    );
    // The header completes the unit.
    assert_eq!(
        ends(&under("8元", RENT, "元/㎡·月"), RENT),
        Some((8.0, 8.0))
    );
    assert_eq!(
        ends(&under("20万", PRICE_PER_AREA, "万元/亩"), PRICE_PER_AREA),
        Some((300.0, 300.0))
    );
    let farm = Unit::find("元/亩·年");
    let rent = read(
        &Cell::text("600元/亩/年"),
        LAND_RENT,
        farm,
        SiteKind::LeisureFarm,
    );
    // 600 / (2000/3 × 12) = 0.075.
    assert_eq!(ends(&rent, LAND_RENT), Some((0.075, 0.075)));
}

#[test]
fn progress_and_certificates() {
    let share = under("完成60%", PROGRESS, "");
    assert_eq!(ends(&share, PROGRESS_SHARE), Some((60.0, 60.0)));
    let class = |text: &str, attribute: Attribute| match under(text, attribute, "").facts[0].1 {
        ReportedValue::Category(choices) => {
            choices.position().map(|at| attribute.categories()[at].name)
        }
        _ => None,
    };
    assert_eq!(class("主体封顶", PROGRESS), Some("topped_out"));
    assert_eq!(class("无", CERTIFICATE), Some("none"));
    let both = under("主体施工到12层，完成65%", PROGRESS, "");
    assert_eq!(ends(&both, PROGRESS_SHARE), Some((65.0, 65.0)));
    assert!(both.facts[0].1.is_known());
}

#[test]
fn what_is_not_understood_says_so() {
    for text in ["？？", "字迹不清", "####", "很大", "630kW"] {
        let parsed = under(text, POWER, "kVA");
        assert_eq!(
            gap(&parsed, POWER),
            Some(MissingReason::Illegible),
            "{text}"
        );
        assert_eq!(issues(&parsed), [IssueCode::Illegible], "{text}");
    }
    assert_eq!(
        gap(&under("-50亩", SITE_AREA, "亩"), SITE_AREA),
        Some(MissingReason::Illegible)
    );
    assert_eq!(
        gap(&under("50米", SITE_AREA, "亩"), SITE_AREA),
        Some(MissingReason::Illegible)
    );
}

#[test]
fn a_plot_ratio_states_limits() {
    let limits = |text: &str| {
        let parsed = under(text, FAR_MAX, "");
        (ends(&parsed, FAR_MIN), ends(&parsed, FAR_MAX))
    };
    assert_eq!(limits("1.0-2.0"), (Some((1.0, 1.0)), Some((2.0, 2.0))));
    assert_eq!(limits("≤2.5"), (None, Some((2.5, 2.5))));
    assert_eq!(
        limits("≥1.2"),
        (Some((1.2, 1.2)), Some((1.2, f64::INFINITY)))
    );
    assert_eq!(limits("2"), (None, Some((2.0, 2.0))));
}

#[test]
fn what_did_not_happen_has_no_day() {
    let parsed = under("未开工", ACTUAL_START, "");
    assert_eq!(parsed.facts, [(ACTUAL_START, ReportedValue::NotApplicable)]);
    assert!(parsed.issues.is_empty());
}

#[test]
fn words_around_a_number_do_not_hide_it() {
    assert_eq!(
        ends(&under("变压器630KVA", POWER, "kVA"), POWER),
        Some((630.0, 630.0))
    );
    assert_eq!(
        ends(&under("630KVA（可增容）", POWER, "kVA"), POWER),
        Some((630.0, 630.0))
    );
    assert_eq!(
        ends(&under("层高8-10米", CEILING_HEIGHT, "m"), CEILING_HEIGHT),
        Some((8.0, 10.0))
    );
    assert_eq!(
        ends(&under("三层框架", STOREYS, ""), STOREYS),
        Some((3.0, 3.0))
    );
    assert_eq!(ends(&under("三层", STOREYS, ""), STOREYS), Some((3.0, 3.0)));
    let ten_thousands = under("8600", FLOOR_AREA, "万㎡");
    assert_eq!(ends(&ten_thousands, FLOOR_AREA), Some((8600.0, 8600.0)));
    assert_eq!(issues(&ten_thousands), [IssueCode::UnitImplausible]);
}

/// Fragments that occur in ledgers, in random order.
fn fragments() -> impl Strategy<Value = String> {
    const FRAGMENTS: &[&str] = &[
        "50",
        "约",
        "亩",
        "㎡",
        "-",
        "至",
        "~",
        "（",
        "）",
        "，",
        "万",
        "元",
        "/年",
        "五十",
        "十",
        "余",
        "以上",
        "*",
        "3栋",
        "共",
        "面议",
        "2008",
        "年",
        "月",
        ".",
        "1e+06",
        "e",
        "°",
        "′",
        "″",
        "东经",
        "N",
        "113.5",
        "29",
        "百",
        "亿",
        "无",
        "同上",
        "〃",
        "\n",
        "\u{a0}",
        "建筑面积",
        "租金",
        "%",
        "±0",
        "#N/A",
        "'",
        "99999999999999999999",
        "+",
        "一口价",
        "近",
        "不足",
    ];
    let scrap = prop_oneof![4 => proptest::sample::select(FRAGMENTS).prop_map(str::to_owned), 1 => "\\PC{0,4}"];
    proptest::collection::vec(scrap, 0..10).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_cell_is_read_without_a_fall(text in fragments(), which in 0_usize..200, kind in 0_usize..5) {
        let attributes: Vec<Attribute> = Attribute::all().collect();
        let attribute = attributes[which % attributes.len()];
        let kind = SiteKind::VALUES[kind];
        let parsed = read(&Cell::text(text.as_str()), attribute, attribute.unit(), kind);
        let mut site = panhuo::Site::new("A", kind, "a");
        for (attribute, reading) in parsed.facts {
            site.facts.insert(attribute, reading.into());
        }
        prop_assert!(site.check().is_ok());
        let _ = super::coordinates::joint(&text);
        let _ = super::coordinates::split(&text, "51.5");
        let _ = super::contact::read(&text);
        let _ = super::encumbrance::in_words(&text);
        let _ = super::remark::facts(&text, kind);
    }

    #[test]
    fn a_plain_number_reads_as_itself(value in 0.01_f64..1e7) {
        let found = ends(&under(&format!("{value}㎡"), FLOOR_AREA, "㎡"), FLOOR_AREA);
        prop_assert_eq!(found, Some((value, value)));
    }
}
