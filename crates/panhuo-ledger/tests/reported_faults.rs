//! Ledgers that once revealed a fault of the reader: each test is a file as a township or a council would
//! send it. The expected values are worked out by hand.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::collections::BTreeSet;

use panhuo::attribute::{
    ANNUAL_RENT, CEILING_HEIGHT, CRANE, DISTANCE_TO_EXPRESSWAY, ELECTRICITY, FLOOR_AREA,
    IDLE_SINCE, INVESTED, LEASE_YEARS, POWER, PRICE, PRICE_PER_AREA, RENT, SITE_AREA, STOREYS,
    VILLAGE, WATER_SUPPLY,
};
use panhuo::interval::{MissingReason, ReportedValue};
use panhuo::{Attribute, Site, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, RowRole, read_bytes};

/// A mu in square metres.
const MU: f64 = 2000.0 / 3.0;

fn land(name: &str, bytes: &[u8]) -> Ledgers {
    let options = ReadOptions::new().default_kind(SiteKind::Land);
    let ledgers = read_bytes(name, bytes, &options).unwrap();
    let sites = ledgers.sites().len();
    assert_eq!(ledgers.rows_read(), sites + ledgers.rows_explained());
    ledgers
}

fn text(text: &str) -> Ledgers {
    land("表.csv", text.as_bytes())
}

fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    let mut issues = ledgers.issues().iter();
    issues.any(|issue| issue.code == code.name())
}

/// Whether a reported value is this one number, to ten digits.
fn is(site: &Site, attribute: Attribute, meant: f64) -> bool {
    let read = site.interval(attribute).value();
    read.is_some_and(|read| (read - meant).abs() <= 1e-9 * meant.abs().max(1.0))
}

fn near(site: &Site, longitude: f64, latitude: f64) -> bool {
    site.representative().is_some_and(|at| {
        (at.longitude() - longitude).abs() < 2e-5 && (at.latitude() - latitude).abs() < 2e-5
    })
}

#[test]
fn units_after_headers_need_no_brackets() {
    let ledgers = text(
        "\
地块名称,面积_亩,挂牌价_万元,单价_万元_亩,层高/m,建筑面积㎡,变压器KVA,租金：元/平米/月,坐标_经度,坐标_纬度
甲,23.5,800,34,6,3500,315,8,113.512345,34.412345
",
    );
    let site = &ledgers.sites()[0];
    assert!(is(site, SITE_AREA, 23.5 * MU));
    assert!(is(site, PRICE, 8e6));
    assert!(is(site, PRICE_PER_AREA, 34.0 * 15.0));
    assert!(near(site, 113.512_345, 34.412_345));
    assert!(!has(&ledgers, IssueCode::UnitAssumed));
    let names: Vec<_> = ledgers.columns().iter().map(|c| c.unit.as_str()).collect();
    let meant = [
        "",
        "亩",
        "万元",
        "万元/亩",
        "m",
        "㎡",
        "kVA",
        "元/㎡·月",
        "",
        "",
    ];
    assert_eq!(names, meant);
}

#[test]
fn units_that_the_header_implies() {
    let ledgers = text(
        "\
企业名称,供水（吨/天）,供电（KVA）,年租金（万元）,租金(元/月/平方),已投入资金(亿),总建面(万方),距高速（公里）
甲厂,100,400,30,8,3.1,5.2,3.5
乙厂,,有,30万,8元,,,
",
    );
    let [first, second] = ledgers.sites() else {
        panic!("two sites")
    };
    assert!(is(first, WATER_SUPPLY, 100.0));
    assert!(is(first, POWER, 400.0));
    assert!(is(first, ANNUAL_RENT, 300_000.0));
    assert!(is(first, RENT, 8.0));
    assert!(is(first, DISTANCE_TO_EXPRESSWAY, 3500.0));
    assert!(is(second, ANNUAL_RENT, 300_000.0));
    assert_eq!(second.choices(ELECTRICITY).position(), Some(1));
    let ledgers = text("项目名称,已投入资金(亿),总建面(万方)\n甲烂尾楼,3.1,5.2\n");
    assert!(is(&ledgers.sites()[0], INVESTED, 310e6));
    assert!(is(&ledgers.sites()[0], FLOOR_AREA, 52_000.0));
}

#[test]
fn a_column_of_units_and_two_units_in_one_header() {
    let ledgers = text(
        "\
镇街,宗地名称,土地面积,单位,用途
城关镇,化肥厂宗地,3.25,公顷,工业
城关镇,农机站,4500,平方米,商业
",
    );
    assert_eq!(ledgers.sites()[0].name, "化肥厂宗地");
    assert!(is(&ledgers.sites()[0], SITE_AREA, 32_500.0));
    assert!(is(&ledgers.sites()[1], SITE_AREA, 4500.0));
    let both = text("名称,占地面积（亩/平方米）\n甲,20/13333.3\n乙,15亩/10000平方米\n");
    assert!((both.sites()[0].interval(SITE_AREA).value().unwrap() - 20.0 * MU).abs() < 0.1);
    assert!(is(&both.sites()[1], SITE_AREA, 10_000.0));
}

#[test]
fn counts_beside_cranes_transformers_and_years() {
    let ledgers = text(
        "\
厂房名称,行车,层数/层高(米),变压器,租期(年),租金（元/亩/年）
甲厂房,5T*2,单层/9.0,2台630,30年（2015-2045）,600斤稻谷/亩
乙厂房,10吨×1、5吨×2,3/6.5,315kVA,5,
",
    );
    let [first, second] = ledgers.sites() else {
        panic!("two sites")
    };
    assert!(is(first, CRANE, 5.0));
    assert!(is(first, STOREYS, 1.0));
    assert!(is(first, CEILING_HEIGHT, 9.0));
    assert!(is(first, POWER, 1260.0));
    assert!(is(second, CRANE, 10.0));
    let farm = text("农庄名称,流转年限,租金（元/亩/年）\n甲,30年（2015-2045）,600斤稻谷/亩\n");
    assert!(is(&farm.sites()[0], LEASE_YEARS, 30.0));
    // A rent paid in rice is not an amount of money.
    let rent = &farm.sites()[0].facts[&RENT].value;
    assert_eq!(*rent, ReportedValue::Unknown(MissingReason::Illegible));
}

#[test]
fn as_above_stays_in_its_township_without_a_profile_too() {
    let ledgers = text(
        "\
所属乡镇,村,名称,面积(亩)
甲镇,东村,A,10
〃,〃,B,12
乙镇,同上,C,15
",
    );
    let village = |at: usize| match &ledgers.sites()[at].facts[&VILLAGE].value {
        ReportedValue::Text(village) => village.to_string(),
        _ => String::new(),
    };
    assert_eq!([village(1), village(2)], ["东村", ""]);
    assert!(has(&ledgers, IssueCode::DittoBlocked));
}

#[test]
fn other_currencies_are_never_read_as_yuan() {
    let ledgers = text(
        "\
Site Name,Area (acres),Asking price,Guide price £
Gasworks,1,\"Offers over £500,000\",
Old Mill,2.5,,1200000
",
    );
    for site in ledgers.sites() {
        let known = |attribute| site.interval(attribute).value();
        assert_eq!(known(PRICE), None, "{}", site.name);
    }
    assert!(has(&ledgers, IssueCode::CurrencyForeign));
    let yuan = text(
        "Plant Name,Sale Price (RMB million),Rent (RMB/sqm/month)\nA,RMB 26 million,0.4 RMB/sqm/day\n",
    );
    assert!(is(&yuan.sites()[0], PRICE, 26e6));
    assert!(is(&yuan.sites()[0], RENT, 0.4 * 365.0 / 12.0));
}

#[test]
fn decimal_commas() {
    let slovak = text(
        "\
P.č.;Názov lokality;Obec;Výmera (ha);Podlahová plocha (m2);Zemepisná šírka;Zemepisná dĺžka
1;Stará cukrovar;Trnava;2,35;4 500,00;48,3774;17,5872
2;Kasárne;Nitra;0,8;12.500;48,3069;18,0864
",
    );
    let [first, second] = slovak.sites() else {
        panic!("two sites")
    };
    assert_eq!(first.name, "Stará cukrovar");
    assert!(is(first, SITE_AREA, 23_500.0));
    assert!(near(first, 17.5872, 48.3774));
    assert!(is(second, SITE_AREA, 8000.0));
    let chinese = text("地块名称;面积（亩）;备注\nA;30,5;净地\nB;12,25;一、二、三，四，五，六\n");
    assert!(is(&chinese.sites()[0], SITE_AREA, 30.5 * MU));
    assert!(is(&chinese.sites()[1], SITE_AREA, 12.25 * MU));
}

#[test]
fn forms_of_other_countries() {
    let french = "\
Identifiant;Nom du site;Commune;Surface (m²);Propriétaire;Adresse;Prix;X Lambert 93;Y Lambert 93;Date de fin d'activité
FR1;Ancienne filature;Roubaix;12 500,5;Commune;12 rue de la Paix;sur demande;705321,5;7062345,2;03/2018
";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(french);
    let ledgers = land("friches.csv", &bytes);
    let site = &ledgers.sites()[0];
    assert_eq!(
        (site.name.as_str(), site.reference.as_str()),
        ("Ancienne filature", "FR1")
    );
    assert!(is(site, SITE_AREA, 12_500.5));
    // By pyproj, from EPSG:2154.
    assert!(near(site, 3.075_13, 50.657_99));
    assert_eq!(
        site.facts[&PRICE].value,
        ReportedValue::Unknown(MissingReason::Negotiable)
    );
    let since = site.interval(IDLE_SINCE);
    assert_eq!((since.low(), since.high()), (17_591.0, 17_621.0));
    let spanish = text(
        "Código,Nombre,Municipio,Superficie (m2),Precio (€),Latitud,Longitud,Teléfono\nS1,Nave Almagro,Getafe,\"12.500,50\",\"1.250.000,00\",\"40,3082\",\"-3,7327\",+34 912 345 678\n",
    );
    let site = &spanish.sites()[0];
    assert!(is(site, SITE_AREA, 12_500.5));
    assert!(near(site, -3.7327, 40.3082));
    assert_eq!(site.contacts[0].telephone, "+34 912 345 678");
    // A zone of UTM stands before this easting; the zones of China have the same numbers.
    let german = text(
        "Bezeichnung;Grundstücksfläche (qm);Rechtswert;Hochwert\nWeberei;12500;32345678;5745678\n",
    );
    assert_eq!(german.sites()[0].representative(), None);
    assert!(has(&german, IssueCode::CoordinatesSystem));
}

#[test]
fn a_pound_sign_does_not_make_a_file_polish() {
    let (bytes, ..) =
        encoding_rs::WINDOWS_1252.encode("Site name,Hectares,Notes\nMill,0.5,£1m – by 2020\n");
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    let ledgers = read_bytes("a.csv", &bytes, &options).unwrap();
    assert!(format!("{:?}", ledgers.sites()[0]).contains("£1m – by 2020"));
}

#[test]
fn two_different_tables_side_by_side() {
    let ledgers = text(
        "\
高桥镇闲置厂房与存量土地一览表,,,,,,,,,
闲置厂房,,,,,存量土地,,,,
序号,名称,建筑面积（㎡）,层高（m）,,序号,地块名称,面积（亩）,土地性质,联系电话
1,五金厂,3200,6,,1,河西地块,32,国有,13900002222
2,塑料厂,4500,7.5,,2,河东地块,12.5,集体,
3,包装厂,1500,4.5,,,,,,
",
    );
    let sites: Vec<_> = ledgers
        .sites()
        .iter()
        .map(|site| (site.name.as_str(), site.kind))
        .collect();
    let (plant, land) = (SiteKind::IdleFactory, SiteKind::Land);
    assert_eq!(
        sites,
        [
            ("五金厂", plant),
            ("塑料厂", plant),
            ("包装厂", plant),
            ("河西地块", land),
            ("河东地块", land)
        ]
    );
    assert!(is(&ledgers.sites()[3], SITE_AREA, 32.0 * MU));
}

#[test]
fn the_callers_kind_is_not_overruled_by_one_column() {
    let ledgers = text("Parcel ID,Address,Assessed Value\n12-345,100 MAIN ST,125000\n");
    assert_eq!(ledgers.sites()[0].kind, SiteKind::Land);
}

#[test]
fn both_contacts_are_kept() {
    let ledgers = text(
        "名称,面积（亩）,负责人,联系电话,联系人,手机\n甲,5,张三,0730-5550123,李四,13800000001\n",
    );
    let contacts = &ledgers.sites()[0].contacts;
    let people: Vec<_> = contacts
        .iter()
        .map(|contact| (contact.name.as_str(), contact.telephone.as_str()))
        .collect();
    assert_eq!(people, [("张三", "0730-5550123"), ("李四", "13800000001")]);
}

#[test]
fn a_form_about_one_site_is_one_site() {
    let form = "\
闲置厂房信息登记表,,,
企业名称,金星铸造厂,联系人,张三
地址,工业路8号,联系电话,13800001111
占地面积,20亩,建筑面积,8000㎡
层高,8米,行车,若干
租金,8元/㎡/月,闲置时间,2020年5月
备注,有抵押,,
填表人：李四,,,
";
    let ledgers = land("闲置厂房登记表.csv", form.as_bytes());
    let [site] = ledgers.sites() else {
        panic!("{:?}", ledgers.rows())
    };
    assert_eq!(
        (site.name.as_str(), site.kind),
        ("金星铸造厂", SiteKind::IdleFactory)
    );
    assert!(is(site, SITE_AREA, 20.0 * MU));
    assert!(is(site, CEILING_HEIGHT, 8.0));
    assert_eq!(site.contacts[0].telephone, "13800001111");
    assert_eq!(ledgers.rows_read(), 8);
    // An issue names the cell of the form.
    let crane = ledgers
        .issues()
        .iter()
        .find(|issue| issue.raw.as_str() == "若干");
    assert_eq!(crane.unwrap().source.cell(), "D5");
}

#[test]
fn coordinates_need_no_profile_if_a_label_or_other_rows_determine_the_crs() {
    let place = |rows: &str| text(&format!("名称,X坐标,Y坐标,坐标系\n{rows}"));
    let utm = place("甲,3798123.45,580123.4,WGS84 UTM 49N\n");
    // By pyproj, from EPSG:32649.
    assert!(near(&utm.sites()[0], 111.870_906, 34.321_283));
    let without_label = place("甲,3798123.45,500123.4,CGCS2000 中央子午线114°\n");
    // By pyproj, from EPSG:4547.
    assert!(near(&without_label.sites()[0], 114.001_341, 34.310_678));
    let slovak = text("názov,výmera (ha),x,y,crs\nCukrovar,1,-573000,-1280000,S-JTSK\n");
    assert!(near(&slovak.sites()[0], 17.116_444, 48.152_105));
    // The rows in degrees say where the one in metres of the British grid lies.
    let mixed = text(
        "\
name,x,y
A,-1.2305,54.6741
B,-1.2301,54.6752
C,-1.2333,54.6713
D,449672,531412
",
    );
    assert!(near(&mixed.sites()[3], -1.231_234, 54.675_333));
    assert!(has(&mixed, IssueCode::CoordinatesInferred));
    let latlong = text("name,Lat/Long\nA,\"54.4858, -0.6206\"\n");
    assert!(near(&latlong.sites()[0], -0.6206, 54.4858));
    // From the formula of the Ordnance Survey: TQ is 5 east, 1 north.
    let grid = text("name,Grid reference\nA,TQ 32324 78464\n");
    assert!(
        grid.sites()[0]
            .representative()
            .unwrap()
            .distance(&panhuo::Position::new(-0.095_46, 51.489_656).unwrap())
            .value()
            < 5.0
    );
}

#[test]
fn a_second_pair_of_coordinates_replaces_a_blank_one() {
    let ledgers = text(
        "\
名称,经度,纬度,X坐标,Y坐标
甲,114.8704167,34.3075854,3798123.45,38580123.4
乙,,,3798123.45,38580123.4
",
    );
    assert!(near(&ledgers.sites()[1], 114.870_417, 34.307_585));
}

#[test]
fn pages_of_text_are_read_as_tables() {
    let page = "\
Brownfield land register                                      March 2020

Site        Site name and              Hectares   Ownership
reference   address                               status

BF1         Old Mill, High Street,     0.50       not owned by a
            Whitby                                public authority
BF2         Goods Yard                 1.25       owned by a public
                                                  authority
BF3         Gasworks, Station Road     0.30       mixed ownership
\u{c}Site        Site name and              Hectares   Ownership
reference   address                               status

BF4         Car park                   0.10       unknown ownership
";
    let options = ReadOptions::new().profile(Profile::bundled("uk-brownfield").unwrap());
    let ledgers = read_bytes("register.txt", page.as_bytes(), &options).unwrap();
    let names: Vec<_> = ledgers
        .sites()
        .iter()
        .map(|site| site.name.as_str())
        .collect();
    let meant = [
        "Old Mill, High Street, Whitby",
        "Goods Yard",
        "Gasworks, Station Road",
        "Car park",
    ];
    assert_eq!(names, meant);
    assert!(is(&ledgers.sites()[1], SITE_AREA, 12_500.0));
    // Every line that holds anything is a row, and explained.
    let lines = page.lines().filter(|line| !line.trim().is_empty()).count();
    assert_eq!(ledgers.rows_read(), lines);
    let continued = ledgers
        .rows()
        .iter()
        .filter(|row| row.role == RowRole::Continued);
    assert_eq!(continued.count(), 5);
    assert!(has(&ledgers, IssueCode::RowsJoined));
}

const WORDS: &[&str] = &[
    "",
    "序号",
    "名称",
    "面积（亩）",
    "备注",
    "合计",
    "同上",
    "12.5",
    "BF1",
    "Site",
    "Site reference",
    "Hectares",
    "not owned by a",
    "public authority",
    "\u{c}Site",
    "联系人",
    "张三",
    "地址",
    "层高",
    "租金：8元",
    "2020年5月",
    "填表人：",
    "单位：亩",
    "｜",
    "-",
    "0",
];

/// How many rows of the file are accounted for; of tables side by side, each has its own.
fn rows(ledgers: &Ledgers) -> usize {
    let rows = ledgers.rows().iter().filter_map(|row| row.source.row());
    rows.collect::<BTreeSet<u32>>().len()
}

proptest::proptest! {
    /// Pages laid out by blanks, forms, plain notes: whatever it is, every line is accounted for.
    #[test]
    fn every_line_of_a_page_is_accounted_for(
        lines in proptest::collection::vec(
            proptest::collection::vec((0..WORDS.len(), 1..9_usize), 0..7), 0..30)
    ) {
        let line = |words: &Vec<(usize, usize)>| {
            let each = words.iter().map(|(word, blanks)| WORDS[*word].to_owned() + &" ".repeat(*blanks));
            each.collect::<String>()
        };
        let lines: Vec<String> = lines.iter().map(line).collect();
        let ledgers = text(&lines.join("\n"));
        let written = lines.iter().filter(|line| !line.trim().is_empty()).count();
        proptest::prop_assert_eq!(rows(&ledgers), written);
    }

    /// Forms of label and value in any order: every row is accounted for.
    #[test]
    fn every_row_of_a_form_is_accounted_for(
        rows in proptest::collection::vec(proptest::collection::vec(0..WORDS.len(), 4), 1..12)
    ) {
        let rows: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(","))
            .collect();
        let ledgers = text(&rows.join("\n"));
        let blank = |row: &String| row.chars().all(|c| c == ',' || c.is_whitespace());
        let written = rows.iter().filter(|row| !blank(row)).count();
        proptest::prop_assert_eq!(self::rows(&ledgers), written);
    }
}
