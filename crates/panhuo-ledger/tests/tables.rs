//! Tables as ledgers really have them: merged and unmerged headers, groups, sums, signatures, page
//! breaks, tables side by side, hidden rows; and malicious files.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use panhuo::ErrorKind;
use panhuo::attribute::{
    CEILING_HEIGHT, CERTIFIED_AREA, FLOOR_AREA, IDLE_SINCE, POWER, PRICE, PRICE_PER_AREA, RENT,
    RESPONSIBLE_UNIT, SITE_AREA, STRUCTURE, TRANSFER_MODE, USE_RIGHT,
};
use panhuo::encumbrance::EncumbranceKind;
use panhuo::error::ErrorCode;
use panhuo::interval::ReportedValue;
use panhuo::{Interval, Site, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, RowRole, read_bytes};
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

fn options() -> ReadOptions {
    ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap())
}

fn csv(name: &str, text: &str) -> Ledgers {
    read_bytes(name, text.as_bytes(), &options()).unwrap()
}

fn roles(ledgers: &Ledgers) -> Vec<&'static str> {
    ledgers.rows().iter().map(|row| row.role.name()).collect()
}

fn exact(site: &Site, attribute: panhuo::Attribute) -> Option<f64> {
    site.interval(attribute).value()
}

fn has(ledgers: &Ledgers, code: IssueCode) -> bool {
    ledgers
        .issues()
        .iter()
        .any(|issue| issue.code == code.name())
}

#[test]
fn a_ledger_of_one_township() {
    let ledgers = csv(
        "a.csv",
        "\
五里牌街道闲置厂房摸底统计表（截至2026年6月）,,,,,,,
,,,,,,,单位：亩、㎡、万元
序号,企业名称,占地面积,建筑面积,层高（m）,是否抵押,联系人,备注
1,宏远机械厂,30,8600,8.5,无,王建国 13800000123,
2,恒立纺织厂,面议,约9000,,抵押给农商行,暂无,变压器630KVA；法院查封
合计,,30,8600,,,,
填表人：李勇    审核人：王敏    联系电话：0730-5550000,,,,,,,
",
    );
    assert_eq!(
        roles(&ledgers),
        [
            "title", "unit", "header", "site", "site", "subtotal", "footer"
        ]
    );
    let [first, second] = ledgers.sites() else {
        panic!("two sites")
    };
    assert_eq!(
        (first.id.as_str(), first.kind, first.jurisdiction.as_str()),
        ("YYL-0001", SiteKind::IdleFactory, "430602006")
    );
    assert_eq!(exact(first, SITE_AREA), Some(20_000.0));
    assert_eq!(exact(first, CEILING_HEIGHT), Some(8.5));
    let fact = &first.facts[&CEILING_HEIGHT];
    assert_eq!(
        (fact.raw.as_str(), fact.source.as_ref().unwrap().cell()),
        ("8.5", "E4".to_owned())
    );
    assert_eq!(first.contacts[0].name, "王建国");
    assert!(!first.encumbrances[&EncumbranceKind::Mortgage].present);
    // June 2026: day 20,605 to 20,634.
    assert_eq!(first.as_of, Interval::new(20_605.0, 20_634.0));
    assert_eq!(
        second.interval(FLOOR_AREA),
        Interval::new(8100.0, 9900.0).unwrap()
    );
    assert_eq!(exact(second, POWER), Some(630.0));
    assert!(second.encumbrances[&EncumbranceKind::Mortgage].present);
    assert!(second.encumbrances[&EncumbranceKind::Seizure].present);
    assert!(second.contacts.is_empty());
    assert!(has(&ledgers, IssueCode::FactInRemark));
    let inventory = ledgers.into_inventory();
    assert_eq!(inventory.jurisdictions().len(), 21);
}

#[test]
fn a_header_of_two_rows_without_merges() {
    let ledgers = csv(
        "存量土地.csv",
        "\
序号,地块名称,面积（亩）,,坐标,,意向价格
,,实测,证载,经度,纬度,万元/亩
1,麻布村1号地块,50,48,113.2,29.3,20
",
    );
    assert_eq!(roles(&ledgers), ["header", "header", "site"]);
    let site = &ledgers.sites()[0];
    assert_eq!(exact(site, SITE_AREA), Some(50.0 * 2000.0 / 3.0));
    assert_eq!(exact(site, CERTIFIED_AREA), Some(32_000.0));
    assert_eq!(exact(site, PRICE_PER_AREA), Some(300.0));
    assert!((site.position.unwrap().longitude() - 113.2).abs() < 1e-12);
}

#[test]
fn as_above_stays_within_its_township() {
    let ledgers = csv(
        "闲置厂房.csv",
        "\
乡镇,企业名称,建筑面积（㎡）,责任单位
康王乡,甲厂,1000,康王乡人民政府
,乙厂,同上,〃
郭镇乡,丙厂,3000,同上
小计,,4000,
,丁厂,500,郭镇乡人民政府
",
    );
    let sites = ledgers.sites();
    let unit = |at: usize| &sites[at].facts[&RESPONSIBLE_UNIT].value;
    assert_eq!(unit(1), &ReportedValue::Text("康王乡人民政府".into()));
    assert_eq!(exact(&sites[1], FLOOR_AREA), Some(1000.0));
    assert_eq!(sites[1].jurisdiction, "430602202");
    assert_eq!(
        unit(2),
        &ReportedValue::Unknown(panhuo::interval::MissingReason::Illegible)
    );
    assert!(has(&ledgers, IssueCode::DittoBlocked));
    // A sum ends its group: the next row has no township.
    assert_eq!(sites[3].jurisdiction, "");
}

#[test]
fn groups_page_breaks_and_numbered_columns() {
    let ledgers = csv(
        "休闲农业.csv",
        "\
序号,名称,面积（亩）,流转年限（年）
1,2,3,4
一、西塘镇,,,
1,西塘村橘园,60,20
序号,名称,面积（亩）,流转年限（年）
2,三旗村茶园,80,15
二、郭镇乡,,,
1,枣树村垂钓园,40,10
注：以上资源以上报为准。,,,
",
    );
    assert_eq!(
        roles(&ledgers),
        [
            "header", "header", "note", "site", "header", "site", "note", "site", "footer"
        ]
    );
    let codes: Vec<&str> = ledgers
        .sites()
        .iter()
        .map(|site| site.jurisdiction.as_str())
        .collect();
    assert_eq!(codes, ["430602100", "430602100", "430602201"]);
}

#[test]
fn two_tables_side_by_side_and_one_below() {
    let ledgers = csv(
        "台账.csv",
        "\
闲置厂房一览表,,,,,,
序号,企业名称,建筑面积（㎡）,,序号,企业名称,建筑面积（㎡）
1,甲厂,1000,,3,丙厂,3000
2,乙厂,2000,,,,
",
    );
    assert_eq!(ledgers.sites().len(), 3);
    assert_eq!(ledgers.rows_read(), 3 + ledgers.rows_explained());
    let cells: Vec<String> = ledgers
        .sites()
        .iter()
        .map(|site| site.facts[&FLOOR_AREA].source.as_ref().unwrap().cell())
        .collect();
    assert_eq!(cells, ["C3", "C4", "G3"]);
    let below = csv(
        "台账.csv",
        "\
闲置厂房,,
企业名称,建筑面积（㎡）,层高（m）
甲厂,1000,8
存量土地,,
地块名称,面积（亩）,容积率
一号地块,50,2
",
    );
    let kinds: Vec<SiteKind> = below.sites().iter().map(|site| site.kind).collect();
    assert_eq!(kinds, [SiteKind::IdleFactory, SiteKind::Land]);
}

#[test]
fn prices_and_headers_are_interpreted_by_their_values() {
    let ledgers = csv(
        "闲置厂房.csv",
        "\
企业名称,建筑面积,土地性质,价格（万元）,出租（元/㎡/月）,盘活方式
甲厂,1000,划拨,15万/年,8,租售均可
乙厂,2000,出让,300,面议,出租或出售
",
    );
    let [first, second] = ledgers.sites() else {
        panic!("two sites")
    };
    assert!(first.facts.contains_key(&USE_RIGHT));
    assert!(has(&ledgers, IssueCode::HeaderByValues));
    assert!(has(&ledgers, IssueCode::UnitAssumed));
    assert!(!first.facts[&PRICE].value.is_known());
    assert_eq!(
        exact(first, panhuo::attribute::ANNUAL_RENT),
        Some(150_000.0)
    );
    assert_eq!(exact(first, RENT), Some(8.0));
    assert_eq!(
        second.choices(TRANSFER_MODE),
        TRANSFER_MODE.choice("sale_or_lease").unwrap()
    );
}

#[test]
fn one_column_for_two_attributes_and_an_unknown_header() {
    let ledgers = csv(
        "闲置厂房.csv",
        "\
附件2：,,,
郭镇乡闲置厂房汇总表,,,
企业名称,厂房结构/层高,拟租赁或出售,备注
甲厂,砖混，6米,出租,
乙厂,框架,租售均可,
以下空白,,,
单位负责人：,,审核：,填表：
",
    );
    assert_eq!(
        roles(&ledgers),
        ["note", "title", "header", "site", "site", "note", "footer"]
    );
    let [first, second] = ledgers.sites() else {
        panic!("two sites")
    };
    assert_eq!(exact(first, CEILING_HEIGHT), Some(6.0));
    assert_eq!(
        first.choices(STRUCTURE),
        STRUCTURE.choice("brick_concrete").unwrap()
    );
    assert_eq!(
        second.choices(STRUCTURE),
        STRUCTURE.choice("concrete").unwrap()
    );
    assert!(second.interval(CEILING_HEIGHT).is_anything());
    assert_eq!(
        first.choices(TRANSFER_MODE),
        TRANSFER_MODE.choice("lease").unwrap()
    );
    assert!(has(&ledgers, IssueCode::HeaderByValues));
}

#[test]
fn a_column_in_two_units_is_checked() {
    let ledgers = csv(
        "存量土地.csv",
        "\
地块名称,占地面积（亩）,占地面积（㎡）,土地状况
一号,30,20000,闲置
二号,30,2000,闲置
",
    );
    assert_eq!(exact(&ledgers.sites()[0], SITE_AREA), Some(20_000.0));
    assert_eq!(
        ledgers.sites()[1].interval(SITE_AREA),
        Interval::new(2000.0, 20_000.0).unwrap()
    );
    assert_eq!(
        ledgers
            .issues()
            .iter()
            .filter(|issue| issue.code == "area-conflict")
            .count(),
        1
    );
}

#[test]
fn a_kind_is_required_and_may_be_given_as_an_option() {
    let text = "名称,占地面积（亩）,产权人\n甲,30,某某\n";
    let ledgers = csv("x.csv", text);
    assert_eq!(roles(&ledgers), ["header", "rejected"]);
    assert!(has(&ledgers, IssueCode::KindUnknown));
    let given = read_bytes(
        "x.csv",
        text.as_bytes(),
        &options().default_kind(SiteKind::Land),
    )
    .unwrap();
    assert_eq!(given.sites()[0].kind, SiteKind::Land);
    let mixed = csv(
        "x.csv",
        "类型,名称,停产时间,层高（m）\n闲置厂房,甲,2015年,8\n停工楼,乙,,\n",
    );
    assert_eq!(mixed.sites()[0].kind, SiteKind::IdleFactory);
    assert!(mixed.sites()[0].facts[&IDLE_SINCE].value.is_known());
    assert_eq!(mixed.sites()[1].kind, SiteKind::StalledBuilding);
}

#[test]
fn invalid_positions_are_not_used() {
    let ledgers = csv(
        "闲置厂房.csv",
        "\
企业名称,建筑面积（㎡）,坐标
甲厂,1,\"29.37,113.11\"
乙厂,1,\"0,0\"
丙厂,1,\"112.9388,28.2282\"
丁厂,1,X=123456.7 Y=765432.1
",
    );
    let placed: Vec<bool> = ledgers
        .sites()
        .iter()
        .map(|site| site.position.is_some())
        .collect();
    assert_eq!(placed, [true, false, false, false]);
    for code in [
        IssueCode::CoordinatesSwapped,
        IssueCode::CoordinatesZero,
        IssueCode::CoordinatesOutside,
        IssueCode::CoordinatesSystem,
    ] {
        assert!(has(&ledgers, code), "{code:?}");
    }
    let baidu = csv(
        "闲置厂房.csv",
        "企业名称,建筑面积（㎡）,坐标（百度）\n甲厂,1,\"113.11,29.37\"\n",
    );
    assert!(baidu.sites()[0].position.is_none());
}

/// A workbook of one sheet: cells as (reference, text), and what else stands in the sheet.
fn workbook(cells: &[(&str, &str)], row_attributes: &[(u32, &str)], tail: &str) -> Vec<u8> {
    let mut rows: std::collections::BTreeMap<u32, String> = std::collections::BTreeMap::new();
    for (reference, text) in cells {
        let row: u32 = reference
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .parse()
            .unwrap();
        write!(
            rows.entry(row).or_default(),
            r#"<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>"#
        )
        .unwrap();
    }
    let mut sheet = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (row, cells) in rows {
        let attributes = row_attributes
            .iter()
            .find(|(at, _)| *at == row)
            .map_or("", |(_, text)| text);
        write!(sheet, r#"<row r="{row}" {attributes}>{cells}</row>"#).unwrap();
    }
    write!(sheet, "</sheetData>{tail}</worksheet>").unwrap();
    package(&sheet)
}

fn package(sheet: &str) -> Vec<u8> {
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="闲置厂房" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn merged_cells_and_hidden_rows_of_a_workbook() {
    let cells = [
        ("A1", "乡镇"),
        ("B1", "企业名称"),
        ("C1", "面积"),
        ("C2", "占地"),
        ("D2", "建筑"),
        ("C3", "亩"),
        ("D3", "㎡"),
        ("A4", "康王乡"),
        ("B4", "甲厂"),
        ("C4", "30"),
        ("D4", "8600"),
        ("B5", "乙厂"),
        ("C5", "15"),
        ("D5", "4000"),
        ("A6", "郭镇乡"),
        ("B6", "丙厂"),
        ("D6", "500"),
    ];
    let merges = r#"<mergeCells count="4"><mergeCell ref="A1:A3"/><mergeCell ref="B1:B3"/><mergeCell ref="C1:D1"/><mergeCell ref="A4:A5"/></mergeCells>"#;
    let bytes = workbook(&cells, &[(5, r#"hidden="1""#)], merges);
    // The name does not determine the format.
    let ledgers = read_bytes("台账.csv", &bytes, &options()).unwrap();
    assert_eq!(
        roles(&ledgers),
        ["header", "header", "header", "site", "site", "site"]
    );
    let sites = ledgers.sites();
    assert_eq!(exact(&sites[1], SITE_AREA), Some(10_000.0));
    assert_eq!(exact(&sites[1], FLOOR_AREA), Some(4000.0));
    let codes: Vec<&str> = sites
        .iter()
        .map(|site| site.jurisdiction.as_str())
        .collect();
    assert_eq!(codes, ["430602202", "430602202", "430602201"]);
    let hidden: Vec<String> = ledgers
        .issues()
        .iter()
        .filter(|issue| issue.code == "row-hidden")
        .map(|issue| issue.source.cell())
        .collect();
    assert_eq!(hidden, ["5"]);
}

#[test]
fn hostile_workbooks_are_refused_or_cheap() {
    // Two cells at the far corners: a dense grid of them would need 549 GB.
    let corners = workbook(
        &[("A1", "序号"), ("XFD1048576", "x")],
        &[],
        r#"<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#,
    );
    assert_eq!(
        read_bytes("a.xlsx", &corners, &options())
            .unwrap()
            .rows_read(),
        2
    );
    let many: String = (0..2000).fold(String::new(), |mut row, _| {
        row.push_str("<c><v>1</v></c>");
        row
    });
    let wide = package(&format!(
        "<worksheet><sheetData><row r=\"1\">{many}</row></sheetData></worksheet>"
    ));
    assert_eq!(
        read_bytes("a.xlsx", &wide, &options().max_cells(1000))
            .unwrap_err()
            .kind(),
        ErrorKind::Format
    );
    let bomb = package(&" ".repeat(3 << 20));
    assert_eq!(
        read_bytes("a.xlsx", &bomb, &options().max_bytes(1 << 20))
            .unwrap_err()
            .kind(),
        ErrorKind::Format
    );
    let tight = package(&" ".repeat(64 << 20));
    assert_eq!(
        read_bytes("a.xlsx", &tight, &options()).unwrap_err().kind(),
        ErrorKind::Format
    );
    assert_eq!(
        read_bytes("a.xlsx", b"PK\x03\x04nonsense", &options())
            .unwrap_err()
            .kind(),
        ErrorKind::Format
    );
    assert_eq!(
        read_bytes("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &options())
            .unwrap_err()
            .kind(),
        ErrorKind::Format
    );
    assert_eq!(
        read_bytes("a.csv", b"a\0b", &options()).unwrap_err().kind(),
        ErrorKind::Format
    );
}

#[test]
fn one_bad_file_does_not_hide_the_others() {
    let folder = std::env::temp_dir().join(format!("panhuo-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("1_坏.xlsx"), b"PK\x03\x04").unwrap();
    std::fs::write(
        folder.join("2_闲置厂房.csv"),
        "企业名称,建筑面积（㎡）\n甲厂,1000\n",
    )
    .unwrap();
    std::fs::write(folder.join("~$2_闲置厂房.xlsx"), b"lock").unwrap();
    let ledgers = panhuo_ledger::read([&folder], &options()).unwrap();
    let missing = panhuo_ledger::read([folder.join("none.csv")], &options());
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(ledgers.files(), ["1_坏.xlsx", "2_闲置厂房.csv"]);
    assert_eq!(ledgers.sites().len(), 1);
    assert_eq!(ledgers.issues()[0].code, "file-unreadable");
    assert_eq!(ledgers.issues()[0].source.file(), "1_坏.xlsx");
    assert_eq!(missing.unwrap_err().code(), ErrorCode::CANNOT_OPEN);
    let none = panhuo_ledger::read(Vec::<String>::new(), &options());
    assert_eq!(none.unwrap_err().code(), panhuo_ledger::error::NO_PATH);
}

/// The words that random sheets consist of.
const WORDS: &[&str] = &[
    "",
    "",
    "序号",
    "名称",
    "企业名称",
    "乡镇",
    "占地面积（亩）",
    "建筑面积",
    "㎡",
    "备注",
    "合计",
    "小计",
    "单位：亩",
    "1",
    "2",
    "50亩",
    "约50",
    "同上",
    "〃",
    "康王乡",
    "郭镇",
    "面议",
    "2008.3",
    "113.1,29.3",
    "闲置厂房",
    "填表人：",
    "注：",
    "经度",
    "纬度",
    "抵押",
    "无",
    "一、西塘镇",
    "价格",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_row_of_any_sheet_is_accounted_for(grid in proptest::collection::vec(proptest::collection::vec(0..WORDS.len(), 1..9), 0..14)) {
        let mut text = String::new();
        let mut filled = 0;
        for row in &grid {
            let cells: Vec<String> = row.iter().map(|at| format!("\"{}\"", WORDS[*at])).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
            filled += usize::from(row.iter().any(|at| !WORDS[*at].is_empty()));
        }
        let ledgers = csv("台账.csv", &text);
        let sites = ledgers.rows().iter().filter(|row| matches!(row.role, RowRole::Site(_))).count();
        prop_assert_eq!(sites, ledgers.sites().len());
        prop_assert_eq!(ledgers.rows_read(), sites + ledgers.rows_explained());
        // Tables side by side count a row for each of them.
        prop_assert!(ledgers.rows_read() >= filled);
        let again = csv("台账.csv", &text);
        prop_assert_eq!(again.sites(), ledgers.sites());
        prop_assert_eq!(again.issues(), ledgers.issues());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes("x", &bytes, &options());
    }
}
