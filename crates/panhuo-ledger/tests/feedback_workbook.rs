//! The workbook that goes back to townships, read by another program than wrote it.

#![allow(clippy::unwrap_used, reason = "a broken fixture should stop the test")]

use std::io::{Cursor, Read as _};
use std::path::PathBuf;

use calamine::{Data, Reader as _, Xlsx};
use panhuo_ledger::{Ledgers, Profile, ReadOptions, read, read_bytes};

const LEDGER: &str = "\
存量土地统计表,,,,,
乡镇,地块名称,面积（亩）,经度,纬度,联系人
郭镇乡,麻布村1号地块,1200㎡（18亩）,113.2,29.3,王建国
郭镇乡,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",约50,29.3,113.2,李海燕
康王乡,康王村地块,同上,113.2,29.3,赵玉兰
";

/// A folder that only this test uses, with the ledger in it.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("panhuo-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("土地.csv"), LEDGER).unwrap();
    folder
}

fn ledgers(folder: &PathBuf) -> Ledgers {
    let options = ReadOptions::new().profile(Profile::bundled("yueyanglou").unwrap());
    read([folder], &options).unwrap()
}

/// The texts of a sheet, row by row.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let text = |cell: &Data| cell.to_string();
    range
        .rows()
        .map(|row| row.iter().map(text).collect())
        .collect()
}

/// Everything in the workbook, as text.
fn whole(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        part.read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn every_issue_is_a_row_and_a_marked_cell() {
    let folder = folder("all");
    let ledgers = ledgers(&folder);
    let bytes = ledgers.issues_workbook(None).unwrap();
    let rows = sheet(&bytes, "疑点 Issues");
    assert_eq!(rows.len(), 1 + ledgers.issues().len());
    assert_eq!(rows[0].last().unwrap(), "更正 Correction");
    let column = |title: &str| {
        rows[0]
            .iter()
            .position(|cell| cell.starts_with(title))
            .unwrap()
    };
    let conflict = rows
        .iter()
        .find(|row| row[column("代码")] == "area-conflict")
        .unwrap();
    let cells =
        ["行", "单元格", "原文", "请", "更正"].map(|title| conflict[column(title)].as_str());
    assert_eq!(
        cells,
        ["3", "C3", "1200㎡（18亩）", "请核实面积，只填一个数", ""]
    );
    let copy = sheet(&bytes, "土地");
    assert_eq!(copy[2][1], "麻布村1号地块");
    assert_eq!(copy[4][5], "赵玉兰");
    let all = whole(&bytes);
    // Nothing is a formula; what looks like one is quoted.
    assert!(!all.contains("<f>"));
    assert!(all.contains("quotePrefix=\"1\""));
    // The fill of an error, and a note on the cell.
    assert!(all.contains("FFFFC7CE") && all.contains("<comment ref=\"C3\""));
    assert_eq!(
        bytes,
        ledgers.issues_workbook(None).unwrap(),
        "the same bytes again"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_township_gets_only_its_own_rows() {
    let folder = folder("one");
    let ledgers = ledgers(&folder);
    let bytes = ledgers.issues_workbook(Some("430602202")).unwrap();
    let rows = sheet(&bytes, "疑点 Issues");
    let homes: Vec<&str> = rows[1..].iter().map(|row| row[2].as_str()).collect();
    assert!(
        !homes.is_empty() && homes.iter().all(|home| *home == "康王乡"),
        "{homes:?}"
    );
    let all = whole(&bytes);
    assert!(all.contains("赵玉兰") && all.contains("联系人"));
    assert!(!all.contains("王建国") && !all.contains("李海燕"));
    // The code of the district selects the rows of all its townships.
    let district = ledgers.issues_workbook(Some("430602")).unwrap();
    assert!(whole(&district).contains("王建国"));
    assert!(ledgers.issues_workbook(Some("110101")).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_changed_file_is_not_marked() {
    let folder = folder("changed");
    let ledgers = ledgers(&folder);
    std::fs::write(folder.join("土地.csv"), "名称,面积（亩）\n甲,3\n").unwrap();
    let bytes = ledgers.issues_workbook(None).unwrap();
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.as_slice())).unwrap();
    assert_eq!(book.sheet_names(), ["疑点 Issues"]);
    assert!(whole(&bytes).contains("no marked copy"));
    std::fs::remove_dir_all(folder).unwrap();
    // What was read from memory has no file either.
    let read = read_bytes("a.csv", LEDGER.as_bytes(), &ReadOptions::new()).unwrap();
    assert!(whole(&read.issues_workbook(None).unwrap()).contains("no marked copy"));
}
