//! Zhejiang's survey of low-use land, form 1-2: 39 columns under three rows of headers, data from row
//! 6, and the faults that its checkers meet most.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use panhuo::attribute::{CERTIFIED_AREA, INDUSTRY, LAND_CLASS, LAND_OWNERSHIP, SITE_AREA};
use panhuo::interval::ReportedValue;
use panhuo_ledger::{Ledgers, Profile, ReadOptions, read_bytes};
use rust_xlsxwriter::{Format, Workbook};

/// A group of columns of the form, and the columns.
const GROUPS: [(&str, &str); 8] = [
    (
        "宗地基本情况",
        "调查单元编号 镇街 调查区编号 宗地编号 面积（公顷） 使用状况 历史遗留用地面积（公顷）",
    ),
    ("改造情况", "是否城中村 改造模式 进展 规划用途"),
    ("认定情况", "是否低效用地 是否三地 是否拆后土地"),
    (
        "权属登记情况",
        "产权人 证号 登记时间 登记面积（公顷） 使用权类型 登记用途",
    ),
    (
        "用地审批情况",
        "用地单位 批准文号 批准时间 批准面积（公顷） 批准用途 使用权类型",
    ),
    (
        "实际使用情况",
        "现状使用人 用地时间 处罚文号 现状地类 权属 现状用途 产业类型",
    ),
    (
        "利用强度和效益",
        "容积率 建筑密度 地均固定资产投资（万元/亩） 地均税金（万元/亩）",
    ),
    ("其他", "环境 配套"),
];

/// Three parcels: the register's columns are blank, 0 or strokes throughout.
const ROWS: [&str; 3] = [
    "D01|城东街道|Q01|D01-001|1.2034|低效利用|0|否|拆除重建|未启动|工业|是|否|否|||||||宏达铸造厂|浙土字(1998)12号|1998-05-12|1.2|工业|划拨|宏达铸造厂|1998||0601 工业用地|国有|厂房|C3391 黑色金属铸造|0.6|35|120|3.1|一般|齐全",
    "D01|城东街道|Q01|D01-002|0.4210|低效利用|0.4210|否|综合整治|未启动|商业|否|否|是|/|/|0|0|||||||||张某|2001||0603 仓储|G|仓库|3391|0.9|40|80|1.2|一般|一般",
    "D01|城东街道|Q02|D01-003|2.0000|低效利用|0|是||已完成|住宅|是|是|否||||0||||||||||||1230 田坎|集体|空地|||0|0|0|差|差",
];

fn form() -> Ledgers {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let centre = Format::new();
    let width: u16 = 39;
    let title = "表1-2 城镇低效用地调查表";
    sheet
        .merge_range(0, 0, 0, width - 1, title, &centre)
        .unwrap();
    sheet.write(1, 0, "填报单位：城东区").unwrap();
    let mut column = 0_u16;
    for (group, columns) in GROUPS {
        let columns: Vec<&str> = columns.split(' ').collect();
        let last = column + u16::try_from(columns.len()).unwrap() - 1;
        sheet
            .merge_range(2, column, 2, last, group, &centre)
            .unwrap();
        for leaf in columns {
            sheet
                .merge_range(3, column, 4, column, leaf, &centre)
                .unwrap();
            column += 1;
        }
    }
    assert_eq!(column, width);
    for (row, cells) in (5_u32..).zip(ROWS) {
        let cells: Vec<&str> = cells.split('|').collect();
        assert_eq!(cells.len(), usize::from(width), "row {row}");
        for (column, cell) in (0_u16..).zip(cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let options = ReadOptions::new().profile(Profile::bundled("zhejiang-low-use").unwrap());
    read_bytes("表1-2.xlsx", &bytes, &options).unwrap()
}

#[test]
fn every_column_of_the_form_has_its_meaning() {
    let ledgers = form();
    let columns = ledgers.columns();
    assert_eq!(columns.len(), 39);
    for column in columns {
        assert!(!column.interpretation.is_empty(), "{}", column.header);
        assert!(column.confidence >= 1.0, "{}", column.header);
    }
    let meaning = |header: &str| {
        let found = columns
            .iter()
            .find(|column| column.header.ends_with(header));
        found.unwrap().interpretation.as_str()
    };
    assert_eq!(meaning("宗地编号"), "reference");
    assert_eq!(meaning("宗地基本情况 > 面积（公顷）"), "site_area");
    assert_eq!(meaning("权属登记情况 > 登记面积（公顷）"), "certified_area");
    assert_eq!(meaning("用地审批情况 > 批准面积（公顷）"), "contract_area");
    assert_eq!(meaning("权属登记情况 > 使用权类型"), "use_right");
    assert_eq!(meaning("用地审批情况 > 使用权类型"), "审批使用权类型");
    assert_eq!(meaning("产业类型"), "industry");
}

#[test]
fn parcels_are_read_in_hectares_with_their_codes() {
    let ledgers = form();
    let [first, second, third] = ledgers.sites() else {
        panic!("three sites")
    };
    assert_eq!(first.reference, "D01-001");
    assert_eq!(first.interval(SITE_AREA).value(), Some(12_034.0));
    assert_eq!(third.interval(SITE_AREA).value(), Some(20_000.0));
    let text = |site: &panhuo::Site, attribute| match &site.facts[&attribute].value {
        ReportedValue::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(text(first, LAND_CLASS), "0601 工业用地 (GB/T 21010-2017)");
    // GB/T 4754-2017, C3391.
    assert_eq!(text(first, INDUSTRY), "C3391 黑色金属铸造 (GB/T 4754-2017)");
    assert_eq!(text(second, LAND_CLASS), "0603 仓储");
    let owner = |site: &panhuo::Site| site.choices(LAND_OWNERSHIP).position();
    assert_eq!(owner(first), owner(second));
    assert_ne!(owner(first), owner(third));
    assert!(!first.facts[&CERTIFIED_AREA].value.is_known());
}

#[test]
fn the_faults_that_checkers_find_most_often_are_reported() {
    let ledgers = form();
    let issues_of_code = |code: &str| -> Vec<(String, String)> {
        let found = ledgers.issues().iter().filter(|issue| issue.code == code);
        found
            .map(|issue| (issue.source.cell(), issue.interpretation.to_string()))
            .collect()
    };
    let cells = |code: &str| -> Vec<String> {
        issues_of_code(code)
            .into_iter()
            .map(|(cell, _)| cell)
            .collect()
    };
    // Owner, certificate, day and area of registration: O to R, whose header ends in row 5.
    assert_eq!(cells("column-empty"), ["O5", "P5", "Q5", "R5"]);
    // 0603 is a salt pan in 2017; storage is 0604, and was 063 in 2007.
    let [(cell, meaning)] = issues_of_code("code-conflict").try_into().unwrap();
    assert_eq!(cell, "AD7");
    for part in ["0603 = 盐田", "仓储 = 0604", "仓储 = 063"] {
        assert!(meaning.contains(part), "{meaning}");
    }
    assert_eq!(cells("code-unknown"), ["AD8"]);
    // 3391 is casting of iron in 2017, forging in 2011.
    assert_eq!(cells("code-ambiguous"), ["AG7"]);
    // G for 国有.
    assert_eq!(cells("code-for-words"), ["AE7"]);
    // Not low-use, but to be renewed; low-use still, but renewed; cleared, but with a density.
    let mut contradictions = cells("statements-conflict");
    contradictions.sort();
    assert_eq!(contradictions, ["L7", "L8", "N7", "N7"]);
    assert_eq!(
        ledgers.rows_read(),
        ledgers.sites().len() + ledgers.rows_explained()
    );
}
