//! Every code of the table of issues is raised by some ledger, and says what to do.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::collections::BTreeSet;

use panhuo::inventory::Severity;
use panhuo::{Lang, SiteKind};
use panhuo_ledger::{IssueCode, Ledgers, Profile, ReadOptions, read, read_bytes};
use rust_xlsxwriter::{Format, Workbook};

/// A code, the ledger's name, and its rows; the first line is the header unless a title stands above.
const LEDGERS: &[(&str, &str, &str)] = &[
    (
        "currency-foreign",
        "存量土地.csv",
        "名称,面积（亩）,价格（万元）\n甲,5,20万美元\n",
    ),
    (
        "rows-joined",
        "土地.txt",
        "\
地块名称      面积（亩）   备注

东风路一号    12.5         靠近
                           学校
南湖路二号    3.2          空地
西山地块      8            净地
",
    ),
    ("table-missing", "说明.csv", "填表说明\n请如实填写\n"),
    (
        "header-guessed",
        "闲置厂房.csv",
        "企业名称,已建房屋面积（㎡）,层高（m）\n甲厂,800,6\n",
    ),
    (
        "header-unknown",
        "存量土地.csv",
        "名称,面积（亩）,招商热度\n甲,3,高\n",
    ),
    (
        "header-repeated",
        "存量土地.csv",
        "名称,占地面积（亩）,用地面积（亩）\n甲,3,4\n",
    ),
    (
        "header-by-values",
        "存量土地.csv",
        "名称,面积（亩）,土地性质\n甲,3,出让\n乙,4,划拨\n",
    ),
    ("unit-assumed", "存量土地.csv", "名称,占地面积\n甲,3\n"),
    (
        "unit-unknown",
        "land.csv",
        "Name,Land area,Address\nOld mill,3,High Street\n",
    ),
    (
        "unit-conflict",
        "存量土地.csv",
        "名称,面积（亩）\n甲,2000㎡\n",
    ),
    (
        "unit-implausible",
        "闲置厂房.csv",
        "名称,建面（万㎡）,层高（m）\n甲厂,8600,6\n",
    ),
    (
        "area-conflict",
        "存量土地.csv",
        "名称,面积（亩）\n甲,1200㎡（18亩）\n",
    ),
    (
        "value-conflict",
        "闲置厂房.csv",
        "企业名称,层高（m）,备注\n甲厂,8m（6米）,\n",
    ),
    (
        "stated-twice",
        "存量土地.csv",
        "名称,面积（亩）\n甲,50亩（约33333㎡）\n",
    ),
    (
        "several-values",
        "闲置厂房.csv",
        "名称,层高（m）,占地面积（亩）\n甲厂,6、8,3\n",
    ),
    (
        "quantity-split",
        "闲置厂房.csv",
        "名称,建筑面积（㎡）,层高（m）\n甲厂,2400*3,6\n",
    ),
    ("approximate", "存量土地.csv", "名称,面积（亩）\n甲,约50\n"),
    (
        "range-reversed",
        "存量土地.csv",
        "名称,面积（亩）\n甲,60-50\n",
    ),
    (
        "moved-by-unit",
        "闲置厂房.csv",
        "名称,价格（万元）,层高（m）\n甲厂,8元/㎡/月,6\n",
    ),
    (
        "words-ignored",
        "存量土地.csv",
        "名称,面积（亩）\n甲,50亩左边那块\n",
    ),
    ("illegible", "存量土地.csv", "名称,面积（亩）\n甲,很大\n"),
    (
        "absurd-zero",
        "存量土地.csv",
        "名称,面积（亩）,村\n甲,0,乙村\n",
    ),
    (
        "date-placeholder",
        "存量土地.csv",
        "名称,面积（亩）,供地时间\n甲,3,1900-01-01\n",
    ),
    (
        "category-guessed",
        "存量土地.csv",
        "名称,面积（亩）,规划用途\n甲,3,工业或仓储\n",
    ),
    (
        "code-unknown",
        "存量土地.csv",
        "名称,面积（亩）,地类\n甲,3,1230 田坎\n",
    ),
    (
        "code-conflict",
        "存量土地.csv",
        "名称,面积（亩）,地类\n甲,3,0603 仓储\n",
    ),
    (
        "code-ambiguous",
        "存量土地.csv",
        "名称,面积（亩）,地类\n甲,3,1001\n",
    ),
    (
        "code-for-words",
        "存量土地.csv",
        "名称,面积（亩）,土地性质\n甲,3,G\n",
    ),
    (
        "ditto-filled",
        "存量土地.csv",
        "名称,面积（亩）,村\n甲,3,丙村\n乙,4,同上\n",
    ),
    (
        "ditto-blocked",
        "存量土地.csv",
        "名称,面积（亩）,村\n甲,3,同上\n",
    ),
    (
        "township-unknown",
        "存量土地.csv",
        "乡镇,名称,面积（亩）\n许庄镇,甲,3\n",
    ),
    (
        "township-assumed",
        "存量土地.csv",
        "名称,面积（亩）,地址\n甲,3,郭镇乡麻布村\n",
    ),
    (
        "kind-unknown",
        "台账.csv",
        "资源类型,名称,面积（亩）,价格（万元）\n其他,甲,3,5\n",
    ),
    (
        "name-missing",
        "存量土地.csv",
        "名称,面积（亩）,村\n甲,3,丙村\n,4,丙村\n",
    ),
    (
        "row-unclear",
        "存量土地.csv",
        "名称,面积（亩）,村,电话\n甲,3,丙村,1\n,,丙村,13800000123\n",
    ),
    (
        "coordinates-swapped",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,29.3,113.2\n",
    ),
    (
        "coordinates-zero",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,0,0\n",
    ),
    (
        "coordinates-outside",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,112.9,28.2\n",
    ),
    (
        "coordinates-system",
        "存量土地.csv",
        "名称,面积（亩）,坐标\n甲,3,\"113.21,29.31（百度）\"\n",
    ),
    (
        "coordinates-label",
        "存量土地.csv",
        "名称,面积（亩）,坐标（WGS84）\n甲,3,\"X=3243000.12 Y=38422000.34\"\n",
    ),
    (
        "coordinates-packed",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,113.0712,29.1836\n乙,4,113.0659,29.2047\n",
    ),
    (
        "coordinates-coarse",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,113.2,29.3\n",
    ),
    (
        "coordinates-illegible",
        "存量土地.csv",
        "名称,面积（亩）,坐标\n甲,3,厂门口\n",
    ),
    (
        "coordinates-repeated",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度\n甲,3,113.2,29.3\n乙,3,113.2,29.3\n丙,3,113.2,29.3\n",
    ),
    (
        "coordinates-disagree",
        "存量土地.csv",
        "名称,面积（亩）,经度,纬度,X坐标,Y坐标\n甲,3,113.21234,29.31234,3243000.12,38422000.34\n",
    ),
    (
        "geometry-illegible",
        "存量土地.csv",
        "名称,面积（亩）,WKT\n甲,3,POLYGON((113\n",
    ),
    (
        "geometry-invalid",
        "存量土地.csv",
        "名称,面积（亩）,WKT\n甲,3,\"POLYGON((113.20 29.30,113.21 29.31,113.21 29.30,113.20 29.31,113.20 29.30))\"\n",
    ),
    (
        "fact-in-remark",
        "闲置厂房.csv",
        "名称,层高（m）,建筑面积（㎡）,备注\n甲厂,6,900,变压器630KVA\n",
    ),
];

fn codes(ledgers: &Ledgers) -> BTreeSet<String> {
    ledgers
        .issues()
        .iter()
        .map(|issue| issue.code.to_string())
        .collect()
}

fn here() -> ReadOptions {
    ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap())
}

fn with(profile: &str) -> ReadOptions {
    ReadOptions::new().profile(Profile::from_json(profile).unwrap())
}

fn text(name: &str, text: &str, options: &ReadOptions) -> Ledgers {
    read_bytes(name, text.as_bytes(), options).unwrap()
}

/// What files, limits and profiles raise beyond the cells of a plain ledger.
fn others() -> Vec<(&'static str, Ledgers)> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["名称", "面积（亩）", "内部"],
        ["甲", "", "1"],
        ["乙", "", "2"],
    ];
    for (row, cells) in (0_u32..).zip(rows) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    sheet.merge_range(1, 1, 2, 1, "30", &Format::new()).unwrap();
    sheet
        .set_row_hidden(2)
        .unwrap()
        .set_column_hidden(2)
        .unwrap();
    // A hidden sheet, with one row in another colour than the rest.
    let aside = book.add_worksheet();
    aside.set_hidden(true);
    let yellow = Format::new().set_background_color("FFFF00");
    aside
        .write_row(0, 0, ["名称", "面积（亩）", "备注"])
        .unwrap();
    for row in 1..6 {
        let plain = Format::new();
        let format = if row == 3 { &yellow } else { &plain };
        aside
            .write_row_with_format(row, 0, ["丙", "5", "净地"], format)
            .unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let hidden = || read_bytes("存量土地.xlsx", &bytes, &here()).unwrap();
    let missing = [std::env::temp_dir(), "no such file.csv".into()];
    let british = Profile::bundled("uk-brownfield").unwrap();
    let zhejiang = Profile::bundled("zhejiang-low-use").unwrap();
    let zhejiang = ReadOptions::new().profile(zhejiang);
    vec![
        ("file-unreadable", read(missing, &here()).unwrap()),
        ("row-hidden", hidden()),
        ("column-hidden", hidden()),
        (
            "coordinates-inferred",
            text(
                "land.csv",
                "name,x,y\nA,-1.2305,54.6741\nB,-1.2301,54.6752\nC,-1.2333,54.6713\nD,449672,531412\n",
                &ReadOptions::new().default_kind(SiteKind::Land),
            ),
        ),
        ("merged-value", hidden()),
        ("sheet-hidden", hidden()),
        ("row-coloured", hidden()),
        (
            "value-guessed",
            text(
                "a.csv",
                "SiteReference,SiteNameAddress,OwnershipStatus,Hectares\n1,High Street,not owned by a publik authority,2\n",
                &ReadOptions::new().profile(british),
            ),
        ),
        (
            "column-empty",
            text("a.csv", "宗地编号,面积（亩）,产权人\n1,3,/\n", &zhejiang),
        ),
        (
            "statements-conflict",
            text(
                "a.csv",
                "宗地编号,面积（亩）,是否低效用地,改造模式\n1,3,否,拆除重建\n",
                &zhejiang,
            ),
        ),
    ]
}

/// What profiles, options and whole tables raise about places.
fn places() -> Vec<(&'static str, Ledgers)> {
    let many = |row: &dyn Fn(u32) -> String| -> String { (0..12).map(row).collect() };
    let bounded = r#"{"name": "x", "area": [113.0, 29.0, 113.5, 29.6], "jurisdictions": [{"code": "1",
        "name": "郭镇乡", "boundary": {"type": "Polygon", "coordinates":
        [[[113.1, 29.2], [113.2, 29.2], [113.2, 29.3], [113.1, 29.2]]]}}]}"#;
    // Northings and eastings that lie constantly off the degrees beside them.
    let offset = many(&|at| {
        let (east, north) = (f64::from(at) * 0.001, f64::from(at) * 111.2);
        format!(
            "S{at},甲,{:.6},{:.6},{:.2},{:.2}\n",
            113.2,
            29.3 + east,
            3_242_600.0 + north,
            38_422_240.0
        )
    });
    vec![
        (
            "coordinates-ambiguous",
            text(
                "存量土地.csv",
                "名称,面积（亩）,坐标\n甲,3,\"29.3,30.1\"\n",
                &with(r#"{"name": "x", "area": [28.0, 28.0, 31.0, 31.0]}"#),
            ),
        ),
        (
            "coordinates-converted",
            text(
                "存量土地.csv",
                "名称,面积（亩）,坐标\n甲,3,\"113.21,29.31（百度）\"\n",
                &here().convert_map_services(true),
            ),
        ),
        (
            "coordinates-elsewhere",
            text(
                "存量土地.csv",
                "乡镇,名称,面积（亩）,经度,纬度\n郭镇乡,甲,3,113.41234,29.51234\n",
                &with(bounded),
            ),
        ),
        (
            "coordinates-astray",
            text(
                "存量土地.csv",
                &("乡镇,名称,面积（亩）,经度,纬度\n".to_owned()
                    + &many(&|at| format!("郭镇乡,甲{at},3,113.20{at:02}1,29.30{at:02}1\n"))
                    + "郭镇乡,远,3,113.10123,29.42123\n"),
                &here(),
            ),
        ),
        (
            "coordinates-far",
            text(
                "存量土地.csv",
                &("名称,面积（亩）,经度,纬度\n".to_owned()
                    + &many(&|at| format!("甲{at},3,113.20{at:02}1,29.30{at:02}1\n"))
                    + "远,3,114.90123,29.42123\n"),
                &ReadOptions::new(),
            ),
        ),
        (
            "coordinates-offset",
            text(
                "存量土地.csv",
                &("宗地编号,名称,经度,纬度,X坐标,Y坐标\n".to_owned() + &offset),
                &here(),
            ),
        ),
    ]
}

#[test]
fn every_code_is_raised_by_some_ledger() {
    let mut raised = BTreeSet::new();
    let mut silent = Vec::new();
    for (code, name, text) in LEDGERS {
        let found = codes(&read_bytes(name, text.as_bytes(), &here()).unwrap());
        if !found.contains(*code) {
            silent.push(format!("{code} is not raised by\n{text}but {found:?}"));
        }
        raised.extend(found);
    }
    for (code, ledgers) in others().into_iter().chain(places()) {
        let found = codes(&ledgers);
        if !found.contains(code) {
            silent.push(format!("{code} is not raised, but {found:?}"));
        }
        raised.extend(found);
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    let all: BTreeSet<String> = IssueCode::ALL
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(raised, all);
}

#[test]
fn every_code_says_what_it_means_and_what_to_do() {
    let mut names = BTreeSet::new();
    for code in IssueCode::ALL {
        let name = code.name();
        assert!(names.insert(name), "{name} twice");
        assert!(
            name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{name}"
        );
        assert_eq!(IssueCode::from_name(name), Some(*code));
        for text in [code.sentence(Lang::En), code.advice(Lang::En)] {
            assert!(
                text.ends_with('.') && text.is_ascii() || text.contains(['無', '无', '²']),
                "{text}"
            );
        }
        for text in [code.sentence(Lang::Zh), code.advice(Lang::Zh)] {
            assert!(
                text.chars().any(|c| c > '\u{4dff}') && !text.ends_with('。'),
                "{text}"
            );
        }
        // Only an issue of the lowest severity may require no action.
        let idle = code.advice(Lang::En) == "Nothing to correct.";
        assert!(!idle || code.severity() == Severity::Info, "{name}");
    }
}
