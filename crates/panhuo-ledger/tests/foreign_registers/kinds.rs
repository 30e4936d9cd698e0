//! Registers of kinds that no other test covers.

use panhuo::attribute::{
    CEILING_HEIGHT, CLOSED_ON, FLOOR_AREA, IDLE_SINCE, LAND_RENT, LEASE_YEARS, OWNER_CLASS,
    PARKING, PLANNED_USE, PRESENT_USE, PRICE, RENT, SITE_AREA, SUPPLIED_ON, TERM_END, TERM_YEARS,
    USE_RIGHT,
};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::{Site, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers};

use crate::reading::*;

#[test]
fn a_unit_in_every_cell_is_no_issue() {
    let ledgers = land("名称,面积,价格\n甲,50亩,200万元\n乙,约1.2公顷,面议\n丙,,\n");
    assert!(
        !has(&ledgers, IssueCode::UnitAssumed),
        "{}",
        reported(&ledgers)
    );
    values(&ledgers, SITE_AREA, &[50.0 * MU, UNKNOWN, UNKNOWN]);
    let silent = land("名称,面积\n甲,50亩\n乙,30\n");
    assert!(has(&silent, IssueCode::UnitAssumed));
    let strange = land("Name,Area\nA,2 acres\nB,3 ha\n");
    assert!(
        !has(&strange, IssueCode::UnitUnknown),
        "{}",
        reported(&strange)
    );
    values(&strange, SITE_AREA, &[2.0 * ACRE, 30_000.0]);
}

#[test]
fn a_term_is_so_many_years_or_until_a_day() {
    let ledgers = land(
        "\
名称,面积（亩）,使用年限
甲,3,50
乙,3,40年
丙,3,2054年3月
丁,3,
",
    );
    values(&ledgers, TERM_YEARS, &[50.0, 40.0, UNKNOWN, UNKNOWN]);
    let end = ledgers.sites()[2].interval(TERM_END);
    // 2054-03-01 and 2054-03-31.
    assert_eq!((end.low(), end.high()), (30_740.0, 30_770.0));
    let until = land("名称,面积（亩）,使用期限\n甲,3,50\n乙,3,2054-03-01\n");
    values(&until, TERM_YEARS, &[50.0, UNKNOWN]);
    values(&until, TERM_END, &[UNKNOWN, 30_740.0]);
    assert!(!has(&ledgers, IssueCode::Illegible) && !has(&until, IssueCode::Illegible));
}

#[test]
fn a_negative_size_is_an_issue() {
    let ledgers = land("名称,面积（亩）,价格（万元）\n甲,-5,-3万元\n乙,-1亩,−3\n");
    for site in ledgers.sites() {
        for attribute in [SITE_AREA, PRICE] {
            assert!(
                site.interval(attribute).low() >= 0.0 || site.interval(attribute).is_anything()
            );
        }
    }
    assert!(
        has(&ledgers, IssueCode::Illegible),
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_scottish_survey_of_vacant_and_derelict_land() {
    let ledgers = land("\
Scottish Vacant and Derelict Land Survey 2023,,,,,,,,
Planning Authority,Site Code,Site Name,Site Size (Ha),Site Type,Easting,Northing,Year Site Added to Register,Previous Use
Glasgow City,4821,\"Dalmarnock Gasworks, Old Dalmarnock Road\",2.43,Derelict,261203,663041,1988,Manufacturing
Glasgow City,5170,Land at 120 Hamiltonhill Road,0.18,Vacant Land,258441,667310,2005,Residential
West Lothian,WL/112,Former Polkemmet Colliery,11.6,Derelict,292400,664300,Pre-1981,Mining
");
    names(
        &ledgers,
        &[
            "Dalmarnock Gasworks, Old Dalmarnock Road",
            "Land at 120 Hamiltonhill Road",
            "Former Polkemmet Colliery",
        ],
    );
    values(&ledgers, SITE_AREA, &[24_300.0, 1800.0, 116_000.0]);
    let references: Vec<_> = ledgers
        .sites()
        .iter()
        .map(|site| site.reference.as_str())
        .collect();
    assert_eq!(references, ["4821", "5170", "WL/112"]);
    // The register does not name its grid.
    assert!(
        has(&ledgers, IssueCode::CoordinatesOutside),
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_german_register_of_brownfields() {
    let ledgers = land("\
Lfd. Nr.;Bezeichnung;Gemarkung;Flurstück;Flächengröße (ha);Kaufpreis (€/m²);Ehemalige Nutzung;Ansprechpartner;Telefon
1;Ehem. Zuckerfabrik;Groß Munzel;12/3;4,75;auf Anfrage;Industrie;Frau Müller;05035 / 123-45
2;Güterbahnhof Süd;Lehrte;7/11;234,5;35,00;Verkehr;;
3;Kaserne;Munster;1/1;0,8;;Militär;Herr Weiß;05192 1234
Summe;;;;240,05;;;;
");
    names(
        &ledgers,
        &["Ehem. Zuckerfabrik", "Güterbahnhof Süd", "Kaserne"],
    );
    values(&ledgers, SITE_AREA, &[47_500.0, 2_345_000.0, 8000.0]);
    assert_eq!(ledgers.sites()[0].contacts[0].telephone, "05035 / 123-45");
}

#[test]
fn a_polish_register_with_commas() {
    let ledgers = land(
        "\
Lp.;Nazwa terenu;Gmina;Powierzchnia [ha];Cena wywoławcza netto [PLN];Przeznaczenie;Nr działki
1;Były PGR Żuków;Sochaczew;\"2,3500\";1 250 000,00;produkcyjne;112/4
2;Cegielnia;Łowicz;12,5;do negocjacji;usługowe;45
",
    );
    names(&ledgers, &["Były PGR Żuków", "Cegielnia"]);
    values(&ledgers, SITE_AREA, &[23_500.0, 125_000.0]);
    // Zloty are not read as yuan.
    values(&ledgers, PRICE, &[UNKNOWN, UNKNOWN]);
}

#[test]
fn an_american_table_of_parcels() {
    let ledgers = land(
        "\
APN,Situs Address,Lot Size (Acres),Lot Sq Ft,Zoning,Land Use,Bldg SqFt,Last Sale Price
5123-011-045,1200 E OLYMPIC BLVD,0.35,\"15,246\",M2,VACANT INDUSTRIAL,0,\"$1,250,000\"
5123-011-046,1210 E OLYMPIC BLVD,1.20 ac,\"52,272 SF\",M2,WAREHOUSE,\"18,400\",
Total,,1.55,\"67,518\",,,\"18,400\",
",
    );
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    values(&ledgers, SITE_AREA, &[0.35 * ACRE, 1.2 * ACRE]);
    assert_eq!(
        ledgers.sites()[0].reference,
        "5123-011-045",
        "{}",
        reported(&ledgers)
    );
    let floor = ledgers.sites()[1].interval(FLOOR_AREA).value();
    assert!(floor.is_none_or(|floor| (floor - 18_400.0 * SQUARE_FOOT).abs() < 1e-6));
    values(&ledgers, PRICE, &[UNKNOWN, UNKNOWN]);
}

#[test]
fn a_taiwanese_list_of_idle_plants() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "\
工業區閒置廠房一覽表
編號,廠房名稱,地址,土地面積（坪）,建物面積,租金（元/坪/月）,閒置時間,聯絡人,聯絡電話
1,大發鐵工廠,高雄市大寮區華東路12號,1200,850坪,,民國108年5月,陳先生,07-787-1234
2,永康紡織廠,臺南市永康區中正路88號,\"2,500\",\"3,200坪\",,2019/3,林小姐,06-2331234#21
合計,,,\"3,700\",,,,,
",
    );
    names(&ledgers, &["大發鐵工廠", "永康紡織廠"]);
    values(&ledgers, SITE_AREA, &[1200.0 * PING, 2500.0 * PING]);
    values(&ledgers, FLOOR_AREA, &[850.0 * PING, 3200.0 * PING]);
    let since = |at: usize| {
        let since = ledgers.sites()[at].interval(IDLE_SINCE);
        (since.low(), since.high())
    };
    // 2019-05 and 2019-03.
    assert_eq!(since(0), (18_017.0, 18_047.0), "{}", reported(&ledgers));
    assert_eq!(since(1), (17_956.0, 17_986.0));
    assert_eq!(ledgers.sites()[0].contacts[0].telephone, "07-787-1234");
}

#[test]
fn a_hong_kong_list_of_lots() {
    let ledgers = land("\
Lot No.,Location,Site Area (sq. ft.),User,Target Date of Disposal
\"Fanling Sheung Shui Town Lot No. 288\",\"Area 48, Fanling\",\"62,107\",Industrial,2024 Q1
\"Tuen Mun Town Lot No. 569\",\"San Hing Road, Tuen Mun\",\"About 118,400 (subject to survey)\",Industrial / Godown,To be announced
");
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    let area = |at: usize| ledgers.sites()[at].interval(SITE_AREA);
    assert!(
        (area(0).value().unwrap_or(0.0) - 62_107.0 * SQUARE_FOOT).abs() < 1e-6,
        "{}",
        reported(&ledgers)
    );
    let about = 118_400.0 * SQUARE_FOOT;
    assert!(
        area(1).low() < about && area(1).high() > about && area(1).high() < 1.2 * about,
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_return_of_low_use_land_with_the_sum_on_top() {
    let ledgers = land(
        "\
附件2,,,,,,,,
××县低效用地再开发调查成果汇总表,,,,,,,,
填报单位：××县自然资源局,,,,,,,单位：公顷、万元,
序号,地块名称,坐落,面积,,,现状,,备注
,,,合计,其中,,用途,建筑面积（平方米）,
,,,,国有,集体,,,
总计,,,12.3456,8.1000,4.2456,,15000,
1,老酒厂地块,城关镇东大街,8.1000,8.1000,,工业用地,9800,厂房闲置
2,砖瓦厂地块,河西镇李村,4.2456,,4.2456,工业用地,5200,
",
    );
    names(&ledgers, &["老酒厂地块", "砖瓦厂地块"]);
    values(&ledgers, SITE_AREA, &[81_000.0, 42_456.0]);
    let present = |site: &Site| site.facts[&PRESENT_USE].value.clone();
    assert!(
        ledgers
            .sites()
            .iter()
            .all(|site| present(site) == ReportedValue::Text("工业用地".into()))
    );
    assert!(
        !has(&ledgers, IssueCode::UnitAssumed),
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_list_of_idle_land_to_be_dealt_with() {
    let ledgers = land("\
××市闲置土地处置情况表（截至2025年6月30日）,,,,,,,
序号,电子监管号,土地使用权人,宗地位置,宗地面积（公顷）,土地用途,合同约定动工时间,闲置原因
1,4306022013B00123,某某置业有限公司,巴陵东路北侧,3.3518,商服用地,2014年6月1日前,政府原因（征拆未完成）
2,4306022010B00045,某某实业公司,云港路西侧,1.2,工业用地,2011-03-01,企业自身原因
合计,2宗,,,4.5518,,,
");
    assert_eq!(ledgers.sites().len(), 2, "{}", reported(&ledgers));
    values(&ledgers, SITE_AREA, &[33_518.0, 12_000.0]);
    let references: Vec<_> = ledgers
        .sites()
        .iter()
        .map(|site| site.reference.as_str())
        .collect();
    assert_eq!(
        references,
        ["4306022013B00123", "4306022010B00045"],
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_list_of_closed_enterprises() {
    let ledgers = read(
        SiteKind::ClosedEnterprise,
        "\
关停企业清单
序号,企业名称,统一社会信用代码,所属行业,占地（亩）,厂房面积（㎡）,关停时间,关停原因,法人及电话
1,某县宏兴造纸厂,91430602MA4L1A2B3C,造纸,45.6,1.2万,2017年底,环保不达标,李某 13900001111
2,某县红星水泥厂,914306027121212123,水泥制造,120,约3万,2015.10,去产能,/
3,某县永丰碎石场（已拆除）,无,采石,80亩,——,2018年上半年,自然保护区退出,王某/0730-8881234
",
    );
    names(
        &ledgers,
        &[
            "某县宏兴造纸厂",
            "某县红星水泥厂",
            "某县永丰碎石场（已拆除）",
        ],
    );
    values(&ledgers, SITE_AREA, &[45.6 * MU, 120.0 * MU, 80.0 * MU]);
    let floor = |at: usize| ledgers.sites()[at].interval(FLOOR_AREA);
    assert_eq!(floor(0).value(), Some(12_000.0), "{}", reported(&ledgers));
    assert!(
        floor(1).low() < 30_000.0 && floor(1).high() > 30_000.0,
        "{}",
        reported(&ledgers)
    );
    // Kept as written: a firm may own several sites.
    let code = &ledgers.sites()[0].extras[0];
    assert_eq!(code.value.as_str(), "91430602MA4L1A2B3C");
    let closed = |at: usize| {
        let day = ledgers.sites()[at].interval(CLOSED_ON);
        (day.low(), day.high())
    };
    // 2015-10 and the first half of 2018.
    assert_eq!(closed(1), (16_709.0, 16_739.0), "{}", reported(&ledgers));
    assert_eq!(closed(2), (17_532.0, 17_712.0), "{}", reported(&ledgers));
    assert!(
        closed(0).0 >= 17_167.0 && closed(0).1 <= 17_531.0,
        "{}",
        reported(&ledgers)
    );
    assert_eq!(
        ledgers.sites()[0].contacts[0].telephone,
        "13900001111",
        "{}",
        reported(&ledgers)
    );
    assert_eq!(ledgers.sites()[2].contacts[0].telephone, "0730-8881234");
}

#[test]
fn a_list_of_farm_stays() {
    let ledgers = read(
        SiteKind::LeisureFarm,
        "\
休闲农业点招商台账,,,,,,
农庄名称,地址,流转面积,土地租金,剩余租期,联系电话,现状
桃花源农家乐,西塘镇桃李村,120余亩,800元/亩,12年,13800138000/13900139000,暂停营业
老知青农场,郭镇乡麻布村,水面50亩 山林30亩,500斤谷/亩,到2035年,0730－8456123,在营
云上民宿,康王乡,2.5,面议,20,李老板139 0730 1234,
",
    );
    names(&ledgers, &["桃花源农家乐", "老知青农场", "云上民宿"]);
    values(&ledgers, LEASE_YEARS, &[12.0, UNKNOWN, 20.0]);
    let telephones: Vec<_> = ledgers
        .sites()
        .iter()
        .map(|site| {
            site.contacts
                .iter()
                .map(|c| c.telephone.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert!(
        telephones[0].contains("13800138000") && telephones[0].contains("13900139000"),
        "{}",
        reported(&ledgers)
    );
    assert!(
        telephones[1].contains("8456123") && telephones[2].contains("139 0730 1234"),
        "{telephones:?}"
    );
    let rent = &ledgers.sites()[2].facts[&LAND_RENT].value;
    assert_eq!(
        *rent,
        ReportedValue::Unknown(MissingReason::Negotiable),
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_table_that_went_through_a_word_processor() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "\
\"序
号\",\"企业
名称\",\"占地面积
（亩）\",\"建筑面积
（平方米）\",\"租金
（元/㎡
/月）\",\"联系人及
联系方式\"
1,\"岳阳市宏达
机械厂\",\"2
0\",\"3,2
00\",8,\"张三
0730-8
123456\"
2,\"　金星铸造　\",\"15.
5\",\"2600
（含办公楼）\",\"6
-8\",\"李四
13800001
111\"
",
    );
    names(&ledgers, &["岳阳市宏达机械厂", "金星铸造"]);
    values(&ledgers, SITE_AREA, &[20.0 * MU, 15.5 * MU]);
    values(&ledgers, FLOOR_AREA, &[3200.0, 2600.0]);
    let rent = ledgers.sites()[1].interval(RENT);
    assert_eq!(
        (rent.low(), rent.high()),
        (6.0, 8.0),
        "{}",
        reported(&ledgers)
    );
    assert_eq!(
        ledgers.sites()[1].contacts[0].telephone,
        "13800001111",
        "{}",
        reported(&ledgers)
    );
}

#[test]
fn a_district_list_of_land_supply() {
    let ledgers = land(
        "\
宗地编号,项目名称,面积(公顷),土地来源,用途,供地方式,出让年限,成交价(万元),合同签订日期
2019-G-08,年产5万吨饲料,2.0000,新增建设用地,工业,挂牌出让,50,1250.5,2019/8/12
2020-G-11,岳阳冷链,1.5,存量建设用地,仓储,挂牌出让,50年,900,1900-01-01
",
    );
    values(&ledgers, TERM_YEARS, &[50.0, 50.0]);
    values(&ledgers, SITE_AREA, &[20_000.0, 15_000.0]);
    category(&ledgers, PLANNED_USE, &["industrial", "warehouse"]);
    let supplied = ledgers.sites()[1]
        .facts
        .get(&SUPPLIED_ON)
        .map(|fact| &fact.value);
    assert!(
        supplied
            .is_none_or(|reading| *reading == ReportedValue::Unknown(MissingReason::NotReported))
    );
}

/// 状态 is vague, so its values decide what it means; 厂房面积 determines the kind of the rows.
#[test]
fn a_vague_header_means_what_its_values_name() {
    let ledgers =
        anything("单位名称,厂房面积(平方米),状态\n宏达机械,8600,停产\n恒立包装,3200,停产\n");
    means(&ledgers, "状态", "");
    assert!(
        !has(&ledgers, IssueCode::Illegible),
        "{}",
        reported(&ledgers)
    );
    assert!(has(&ledgers, IssueCode::HeaderUnknown));
    let kinds: Vec<_> = ledgers.sites().iter().map(|site| site.kind).collect();
    assert_eq!(kinds, [SiteKind::IdleFactory; 2], "{}", reported(&ledgers));
    let kept = &ledgers.sites()[0].extras[0];
    assert_eq!(
        (kept.header.as_str(), kept.value.as_str()),
        ("状态", "停产")
    );
    let lots = anything("地块名称,面积(亩),状态\n甲,8,批而未供\n乙,3,闲置\n丙,5,查\n");
    means(&lots, "状态", "land_status");
    assert!(has(&lots, IssueCode::Illegible), "{}", reported(&lots));
}

/// Farms have 总投资 too, but progress, a halt and the money spent identify a stalled building.
#[test]
fn the_kind_with_most_columns_is_that_of_the_rows() {
    let ledgers = anything(
        "\
项目名称,建设单位,总投资(亿元),已完成投资,建筑面积,形象进度,停工时间,停工原因
金鹗广场,某某置业,12.5,4.8亿,8.6万㎡,主体封顶,2021.6,资金链断裂
湖滨国际,,3亿,,四万平方,±0,2019年下半年,
",
    );
    let kinds: Vec<_> = ledgers.sites().iter().map(|site| site.kind).collect();
    assert_eq!(
        kinds,
        [SiteKind::StalledBuilding; 2],
        "{}",
        reported(&ledgers)
    );
    values(&ledgers, FLOOR_AREA, &[86_000.0, 40_000.0]);
}

/// SF is what American brokers write.
#[test]
fn square_feet_are_written_sf() {
    let ledgers = read(
        SiteKind::IdleFactory,
        "Parcel ID;Lot size (acres);Building SF\n12-1;4.25;85,000 SF\n12-2;10;12,000\n",
    );
    let areas = [85_000.0 * SQUARE_FOOT, 12_000.0 * SQUARE_FOOT];
    values(&ledgers, FLOOR_AREA, &areas);
    values(&ledgers, SITE_AREA, &[4.25 * ACRE, 10.0 * ACRE]);
}

/// A register of supplied land without a title, and one of closed firms.
#[test]
fn registers_of_an_office_without_a_title() {
    let land = anything(
        "\
地块编号,宗地位置,用地面积/公顷,土地用途,供地方式,供地年份,容积率,权利人,闲置原因,处置建议,X,Y
430603-01,经开区通海路以东,3.3612,M1,出让,2014,≥0.8,湖南某科技,资金,收回,3254871.32,38419021.55
430603-02,,1.2,工业/仓储,出让,2011-2013,0.8-1.2,,规划调整,协商,3255012,38420011
",
    );
    let kinds: Vec<_> = land.sites().iter().map(|site| site.kind).collect();
    assert_eq!(kinds, [SiteKind::Land; 2], "{}", reported(&land));
    values(&land, SITE_AREA, &[33_612.0, 12_000.0]);
    means(&land, "供地年份", "supplied_on");
    category(&land, PLANNED_USE, &["industrial", "industrial"]);
    // By PROJ, from CGCS2000 in zone 38.
    near(&land.sites()[0], 113.165_642, 29.408_813, &land);
    let closed = anything(
        "\
企业名称,关闭时间,职工人数,土地面积（亩）,资产评估价（万元）,债务
红星化工有限公司,2019.12,126,86.4,4200,1800万元
临港造纸厂,2017年,90,约120,待评估,不详
",
    );
    means(&closed, "债务", "total_debt");
    assert!(!has(&closed, IssueCode::Illegible), "{}", reported(&closed));
}

#[test]
fn brokers_count_spaces_and_measure_to_the_eaves() {
    let ledgers = read(
        SiteKind::LeisureFarm,
        "Site name,Parking,Tenure\nMill Farm,20 spaces,Leasehold\n",
    );
    values(&ledgers, PARKING, &[20.0]);
    category(&ledgers, USE_RIGHT, &["leased"]);
    let halls = read(
        SiteKind::IdleFactory,
        "Site name,Ceiling/eaves (m),Last occupied\nUnit 7,5.5,2019\n",
    );
    values(&halls, CEILING_HEIGHT, &[5.5]);
    means(&halls, "Last occupied", "idle_since");
}

/// Assets of offices: houses and land by a column, a store by its name, inns by their header.
#[test]
fn the_kind_of_a_row_comes_from_its_column_its_name_or_the_header() {
    let assets = anything(
        "\
产权单位,资产名称,资产类别,坐落位置,建筑面积（㎡）,账面价值
区教育局,原金鹗中学校舍,房屋,五里牌,4200,120
区农业农村局,良种场土地,土地,郭镇乡良种场,,
区供销社,原供销社仓库,其他,学院路旁,1860.5,186
",
    );
    let kinds = |ledgers: &Ledgers| -> Vec<_> {
        let each = ledgers.sites().iter();
        each.map(|site| site.kind).collect()
    };
    let (plant, farm) = (SiteKind::IdleFactory, SiteKind::LeisureFarm);
    assert_eq!(
        kinds(&assets),
        [plant, SiteKind::Land, plant],
        "{}",
        reported(&assets)
    );
    let inns = anything("村,民宿/农庄名称,占地\n芦席湾,芦席湾渔家,5.2亩\n芦席湾,湖畔小筑,三亩半\n");
    assert_eq!(kinds(&inns), [farm; 2], "{}", reported(&inns));
    values(&inns, SITE_AREA, &[5.2 * MU, 3.5 * MU]);
}

/// An approximate year, a negotiable price, and a city as the owner.
#[test]
fn german_and_american_habits() {
    let german = read(
        SiteKind::IdleFactory,
        "Bezeichnung;Fläche (m²);Baujahr;Kaufpreis\nBahnhofsareal;3400;ca. 1900;VB\n",
    );
    assert!(!has(&german, IssueCode::Illegible), "{}", reported(&german));
    let lots = land("id,address,owner_type\n1,123 Main St,City\n2,1 Dock Ave,Private\n");
    category(&lots, OWNER_CLASS, &["state", "private"]);
}

#[test]
fn a_half_is_written_after_its_unit() {
    let ledgers = land(
        "名称,面积,使用年限\n甲,三亩半,两年半\n乙,3亩半（含塘）,三十年\n丙,半亩,\n丁,十二点八亩,\n戊,半山区,\n",
    );
    values(
        &ledgers,
        SITE_AREA,
        &[3.5 * MU, 3.5 * MU, 0.5 * MU, 12.8 * MU, UNKNOWN],
    );
    values(
        &ledgers,
        TERM_YEARS,
        &[2.5, 30.0, UNKNOWN, UNKNOWN, UNKNOWN],
    );
}
