//! Ledgers whose headers, column orders and notes differ from the example's. The expected values are
//! worked out by hand from how districts write, not from what the reader returns.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]
#![allow(
    clippy::float_cmp,
    reason = "days and sizes are compared as they are written"
)]

use panhuo::attribute::{
    CEILING_HEIGHT, CERTIFICATE, CLOSED_ON, CRANE, EMPLOYEES, FLOOR_AREA, IDLE_SINCE, INVESTED,
    LAND_OWNERSHIP, LAND_RENT, LEASE_YEARS, POWER, PRICE, PRICE_PER_AREA, PROGRESS, RENT,
    SITE_AREA, STOPPED_ON, STOREYS, STRUCTURE, USE_RIGHT, YEAR_BUILT,
};
use panhuo::encumbrance::EncumbranceKind;
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::{Attribute, Site, SiteKind};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, read_bytes};

/// A mu in square metres.
const MU: f64 = 2000.0 / 3.0;

fn ledger(name: &str, text: &str) -> Ledgers {
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap());
    let ledgers = read_bytes(name, text.as_bytes(), &options).unwrap();
    assert_eq!(
        ledgers.rows_read(),
        ledgers.sites().len() + ledgers.rows_explained()
    );
    ledgers
}

/// What is wrong with the readings of a site, if anything.
fn check(site: &Site, meant: &[(Attribute, (f64, f64))]) -> Vec<String> {
    let wrong = |(attribute, (low, high)): &(Attribute, (f64, f64))| {
        let read = site.interval(*attribute);
        let near = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-6 * b.abs().max(1.0);
        let right = near(read.low(), *low) && near(read.high(), *high);
        (!right).then(|| {
            format!(
                "{}: {attribute} is {low}..{high}, read as {read:?}",
                site.name
            )
        })
    };
    meant.iter().filter_map(wrong).collect()
}

fn word(site: &Site, attribute: Attribute) -> Option<&'static str> {
    let at = site.choices(attribute).position()?;
    site.facts
        .get(&attribute)
        .filter(|fact| fact.value.is_known())?;
    Some(attribute.categories()[at].name)
}

fn exact(value: f64) -> (f64, f64) {
    (value, value)
}

/// Days since 1970-01-01, by a calendar that is not the reader's.
fn day(year: i64, month: i64, day: i64) -> f64 {
    let (y, m) = if month <= 2 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * m + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    f64::from(i32::try_from(days).unwrap())
}

#[test]
fn idle_plants_by_a_street_office() {
    let ledgers = ledger(
        "附件2：闲置厂房（楼宇）情况摸排表.csv",
        "\
附件2,,,,,,,,,,,
闲置厂房（楼宇）情况摸排表,,,,,,,,,,,
填报单位（盖章）：城陵矶街道办事处,,,,,填报日期：2025年3月18日,,,,,,
序号,厂房（楼宇）名称,具体位置,占地面积（㎡）,闲置建筑面积（㎡）,厂房结构,楼层及层高,建成时间,闲置时间,产权情况,租金（元/㎡·月）,备注
1,长江机床附件厂老厂区,冷水铺路16号,约2.3万,一万二,砖混,2层，层高4.5米,1987年,2016年底,有证,6-8元,已抵押给建行，320KVA变压器一台
2,鑫鑫包装,长江大道旁,9亩,3栋合计4500㎡,轻钢结构,单层，檐高7米,2009年5月,2021.06,土地证有，房产证无,面议,无抵押查封
3,港务局旧仓库,港务新村,—,1800平,砖木,1,上世纪七十年代,长期闲置,无证,5元左右,
4,原轴瓦厂,,15.6亩,6200余平方米,框架,4F,1994,2012年8月,手续不全,8元/平方/月,法院查封中
合计,,,,,,,,,,,
",
    );
    assert_eq!(ledgers.sites().len(), 4);
    let [first, second, third, fourth] = ledgers.sites() else {
        panic!("four sites")
    };
    for site in ledgers.sites() {
        assert_eq!(site.kind, SiteKind::IdleFactory);
        assert_eq!(site.jurisdiction, "430602008", "{}", site.name);
        assert_eq!(site.as_of.unwrap().low(), day(2025, 3, 18));
    }
    let mut wrong = Vec::new();
    wrong.extend(check(
        first,
        &[
            (SITE_AREA, (20_700.0, 25_300.0)),
            (RENT, (6.0, 8.0)),
            (YEAR_BUILT, (day(1987, 1, 1), day(1987, 12, 31))),
            (POWER, exact(320.0)),
            (CEILING_HEIGHT, exact(4.5)),
            (STOREYS, exact(2.0)),
        ],
    ));
    wrong.extend(check(
        second,
        &[
            (SITE_AREA, exact(9.0 * MU)),
            (CEILING_HEIGHT, exact(7.0)),
            (YEAR_BUILT, (day(2009, 5, 1), day(2009, 5, 31))),
            (IDLE_SINCE, (day(2021, 6, 1), day(2021, 6, 30))),
        ],
    ));
    wrong.extend(check(
        third,
        &[(YEAR_BUILT, (day(1970, 1, 1), day(1979, 12, 31)))],
    ));
    wrong.extend(check(
        fourth,
        &[
            (SITE_AREA, exact(15.6 * MU)),
            (STOREYS, exact(4.0)),
            (IDLE_SINCE, (day(2012, 8, 1), day(2012, 8, 31))),
            (RENT, exact(8.0)),
        ],
    ));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(word(first, STRUCTURE), Some("brick_concrete"));
    assert_eq!(word(second, STRUCTURE), Some("steel"));
    assert_eq!(word(second, CERTIFICATE), Some("land_only"));
    assert_eq!(word(third, CERTIFICATE), Some("none"));
    assert!(first.encumbrances[&EncumbranceKind::Mortgage].present);
    assert!(!second.encumbrances[&EncumbranceKind::Mortgage].present);
    assert!(fourth.encumbrances[&EncumbranceKind::Seizure].present);
    let rent = &second.facts[&RENT].value;
    assert_eq!(*rent, ReportedValue::Unknown(MissingReason::Negotiable));
}

#[test]
fn stock_land_by_a_planning_office() {
    let ledgers = ledger(
        "存量建设用地盘活台账.csv",
        "\
康王乡存量建设用地盘活台账,,,,,,,,
（截至2025年6月30日）,,,,,,面积单位：公顷  金额单位：万元,,
项目编号,宗地位置,土地使用者,用地面积,取得方式,土地所有权,挂牌起始价,中心坐标（X，Y）,状态
KW-01,康王村,湖南某某置业,2.3456,招拍挂,国有土地,1200,\"3247123.45，38421987.30\",供而未用
KW-02,斯篁村,,0.85公顷,划拨,国有,,\"113°12′30″E，29°20′15″N\",批而未供
KW-03,联合村,村集体,12亩,,集体所有,25万/亩,\"29.3412,113.2101\",闲置
",
    );
    let [first, second, third] = ledgers.sites() else {
        panic!("three sites")
    };
    let mut wrong = Vec::new();
    wrong.extend(check(
        first,
        &[(SITE_AREA, exact(23_456.0)), (PRICE, exact(12_000_000.0))],
    ));
    wrong.extend(check(second, &[(SITE_AREA, exact(8500.0))]));
    wrong.extend(check(
        third,
        // 25 万元 a mu are 375 元 a square metre.
        &[(SITE_AREA, exact(8000.0)), (PRICE_PER_AREA, exact(375.0))],
    ));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(first.reference, "KW-01");
    assert_eq!(word(first, USE_RIGHT), Some("granted"));
    assert_eq!(word(second, USE_RIGHT), Some("allocated"));
    assert_eq!(word(third, LAND_OWNERSHIP), Some("collective"));
    for site in ledgers.sites() {
        assert_eq!(
            (site.kind, site.jurisdiction.as_str()),
            (SiteKind::Land, "430602202")
        );
        let place = site.position.unwrap();
        let near = (113.1..113.3).contains(&place.longitude());
        assert!(
            near && (29.3..29.4).contains(&place.latitude()),
            "{place:?}"
        );
    }
    let place = second.position.unwrap();
    assert!((place.longitude() - (113.0 + 12.5 / 60.0)).abs() < 1e-9);
}

#[test]
fn stalled_buildings_by_a_housing_office() {
    let ledgers = ledger(
        "问题楼盘（半拉子工程）清单.csv",
        "\
序号,楼盘名称,开发商,总建筑面积,工程进展情况,停工起始,已投入资金,剩余工程款,四证是否齐全,抵押查封情况
1,鸿运国际,湖南鸿运,3.6万平方米,主体已封顶,2014年11月,8000万,约1.2亿元,是,在建工程抵押给工行；轮候查封
2,锦绣家园二期,岳阳锦绣,18500㎡,基础施工阶段,13年,2300万元,,否,无
3,时代广场,,约4.2万㎡,6层主体框架在建,2017/8/1,0.9亿,面谈,部分,未抵押，已查封
",
    );
    let [first, second, third] = ledgers.sites() else {
        panic!("three sites")
    };
    let mut wrong = Vec::new();
    wrong.extend(check(
        first,
        &[
            (FLOOR_AREA, exact(36_000.0)),
            (STOPPED_ON, (day(2014, 11, 1), day(2014, 11, 30))),
            (INVESTED, exact(80_000_000.0)),
        ],
    ));
    wrong.extend(check(
        second,
        &[
            (FLOOR_AREA, exact(18_500.0)),
            (STOPPED_ON, (day(2013, 1, 1), day(2013, 12, 31))),
            (INVESTED, exact(23_000_000.0)),
        ],
    ));
    wrong.extend(check(
        third,
        &[
            (FLOOR_AREA, (37_800.0, 46_200.0)),
            (STOPPED_ON, exact(day(2017, 8, 1))),
            (INVESTED, exact(90_000_000.0)),
        ],
    ));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(word(first, PROGRESS), Some("topped_out"));
    assert_eq!(word(second, PROGRESS), Some("foundation"));
    assert_eq!(word(third, PROGRESS), Some("frame"));
    assert!(
        ledgers
            .sites()
            .iter()
            .all(|site| site.kind == SiteKind::StalledBuilding)
    );
    let encumbrances = |site: &Site| {
        [EncumbranceKind::Mortgage, EncumbranceKind::Seizure].map(|kind| {
            site.encumbrances
                .get(&kind)
                .map(|encumbrance| encumbrance.present)
        })
    };
    assert_eq!(encumbrances(first), [Some(true), Some(true)]);
    assert_eq!(encumbrances(second), [Some(false), Some(false)]);
    assert_eq!(encumbrances(third), [Some(false), Some(true)]);
}

#[test]
fn closed_enterprises_by_an_industry_bureau() {
    let ledgers = ledger(
        "停产半停产及破产企业台账.csv",
        "\
停产、关闭、破产企业资产情况表,,,,,,,,,
企业名称,企业性质,停产时间,在册职工数,厂区占地,其中：建筑面积,主要设备,行车,变压器容量,意向出让价
岳阳第二毛纺厂,国企改制,1998.12,423人,38.5亩,21000平方米,细纱机12台,无,2×315KVA,1800万（可谈）
郊区磷肥厂,集体,2003年,一百二十余人,二十六亩,约9000,已拆除,5T,500千伏安,￥960万元
南湖酒厂,民营,2015-2016,35,12.2,4300,发酵罐等,2台10吨,—,待评估
",
    );
    let [first, second, third] = ledgers.sites() else {
        panic!("three sites")
    };
    let mut wrong = Vec::new();
    wrong.extend(check(
        first,
        &[
            (CLOSED_ON, (day(1998, 12, 1), day(1998, 12, 31))),
            (EMPLOYEES, exact(423.0)),
            (SITE_AREA, exact(38.5 * MU)),
            (FLOOR_AREA, exact(21_000.0)),
            (POWER, exact(630.0)),
            (PRICE, exact(18_000_000.0)),
        ],
    ));
    wrong.extend(check(
        second,
        &[
            (CLOSED_ON, (day(2003, 1, 1), day(2003, 12, 31))),
            (EMPLOYEES, (120.0, 130.0)),
            (SITE_AREA, exact(26.0 * MU)),
            (FLOOR_AREA, (8100.0, 9900.0)),
            (CRANE, exact(5.0)),
            (POWER, exact(500.0)),
            (PRICE, exact(9_600_000.0)),
        ],
    ));
    wrong.extend(check(
        third,
        &[
            (CLOSED_ON, (day(2015, 1, 1), day(2016, 12, 31))),
            (EMPLOYEES, exact(35.0)),
            (SITE_AREA, exact(12.2 * MU)),
            (CRANE, exact(10.0)),
        ],
    ));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!third.facts[&PRICE].value.is_known());
    assert!(
        ledgers
            .sites()
            .iter()
            .all(|site| site.kind == SiteKind::ClosedEnterprise)
    );
}

#[test]
fn leisure_farms_by_a_culture_bureau() {
    let ledgers = ledger(
        "乡村旅游（休闲农业）招商点位.csv",
        "\
点位,所在乡镇,村,规模,土地流转价格,流转期,经度,纬度,联系人（电话）
桃花谷,郭镇,建中村,三百亩,500元/亩/年,30年,E113.2031,N29.2812,张三 138-0000-0456
荷花荡,西塘镇,三旗村,150—200亩,八百元每亩,20,113°17′,29°20′,李四/0730-5550123
老屋咀,康王,长石村,不足100亩,面议,剩余18年,113.215,29.332,
",
    );
    let [first, second, third] = ledgers.sites() else {
        panic!("three sites")
    };
    // 元 a mu and year, in 元 a square metre and month.
    let rent = |yuan: f64| exact(yuan / MU / 12.0);
    let mut wrong = Vec::new();
    wrong.extend(check(
        first,
        &[
            (SITE_AREA, exact(300.0 * MU)),
            (LAND_RENT, rent(500.0)),
            (LEASE_YEARS, exact(30.0)),
        ],
    ));
    wrong.extend(check(
        second,
        &[
            (SITE_AREA, (150.0 * MU, 200.0 * MU)),
            (LEASE_YEARS, exact(20.0)),
        ],
    ));
    wrong.extend(check(third, &[(LEASE_YEARS, exact(18.0))]));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!((third.interval(SITE_AREA).high() - 100.0 * MU).abs() < 1e-6);
    assert_eq!(first.jurisdiction, "430602201");
    assert_eq!(third.jurisdiction, "430602202");
    assert_eq!(first.contacts[0].name, "张三");
    assert_eq!(second.contacts[0].telephone, "0730-5550123");
    assert!((first.position.unwrap().longitude() - 113.2031).abs() < 1e-9);
    assert!((second.position.unwrap().latitude() - (29.0 + 20.0 / 60.0)).abs() < 1e-9);
    assert!(
        ledgers
            .sites()
            .iter()
            .all(|site| site.kind == SiteKind::LeisureFarm)
    );
}
