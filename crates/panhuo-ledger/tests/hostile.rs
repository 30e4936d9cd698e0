//! Malicious and truncated files: each is refused with a reason, or costs little to read.

#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "tests; their files are small"
)]

use std::io::{Cursor, Write};
use std::sync::Mutex;

use panhuo::{CancellationToken, ErrorKind, SiteKind};
use panhuo_ledger::{ReadOptions, error, read_bytes, read_with};
use zip::write::SimpleFileOptions;

fn land() -> ReadOptions {
    ReadOptions::new().default_kind(SiteKind::Land)
}

/// A zip of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet, written as XML, and these shared strings.
fn workbook(sheet: &str, strings: &[&str]) -> Vec<u8> {
    let names = "<sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/>";
    let data = format!("<sheetData>{sheet}</sheetData>");
    workbook_of(names, &data, strings)
}

/// A workbook whose sheets have these names and all refer to the same part.
fn workbook_of(names: &str, sheet: &str, strings: &[&str]) -> Vec<u8> {
    let strings: String = strings
        .iter()
        .map(|text| format!("<si><t>{text}</t></si>"))
        .collect();
    let relation = |id: u8, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"rId{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}{}</Relationships>",
        relation(1, "worksheet", "worksheets/sheet1.xml"),
        relation(2, "sharedStrings", "sharedStrings.xml")
    );
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{names}</sheets></workbook>"
    );
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/sharedStrings.xml", &format!("<sst>{strings}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet>{sheet}</worksheet>"),
        ),
    ])
}

/// Rows of one cell each; every cell refers to the shared string with this index.
fn rows(from: usize, count: usize, string: usize) -> String {
    let row =
        |at: usize| format!("<row r=\"{at}\"><c r=\"A{at}\" t=\"s\"><v>{string}</v></c></row>");
    (from..from + count).map(row).collect()
}

#[test]
fn a_long_text_in_every_cell_is_refused_and_kept_once() {
    let long = "很长".repeat(100_000);
    let bytes = workbook(&rows(1, 20_000, 0), &[&long]);
    // It would be 12 GB of text if every cell had a copy.
    let error = read_bytes("a.xlsx", &bytes, &land()).unwrap_err();
    assert_eq!(error.code(), error::TOO_MUCH_TEXT, "{error}");
    let few = workbook(&rows(1, 100, 0), &[&long]);
    assert_eq!(
        read_bytes("a.xlsx", &few, &land()).unwrap().rows_read(),
        100
    );
}

#[test]
fn sheets_that_share_one_part_are_refused() {
    let data = format!("<sheetData>{}</sheetData>", rows(1, 100, 0));
    let listed = |name: &dyn Fn(usize) -> String| -> String {
        let sheet = |at| {
            let name = name(at);
            format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId1\"/>")
        };
        (1..=100_000).map(sheet).collect()
    };
    for names in [listed(&|at| format!("s{at}")), listed(&|_| "s".to_owned())] {
        let error = read_bytes("a.xlsx", &workbook_of(&names, &data, &["甲"]), &land());
        let error = error.unwrap_err();
        assert_eq!(error.code(), error::SHEET_REPEATED, "{error}");
    }
}

#[test]
fn repeated_hidden_columns_are_cheap() {
    let hidden = "<col min=\"1\" max=\"16383\" hidden=\"1\"/>".repeat(20_000);
    let odd =
        "<col min=\"9\" max=\"3\" hidden=\"1\"/><col min=\"0\" max=\"4294967295\" hidden=\"1\"/>";
    let sheet = format!(
        "<cols>{hidden}{odd}</cols><sheetData>{}</sheetData>",
        rows(1, 3, 0)
    );
    let names = "<sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/>";
    let ledgers = read_bytes("a.xlsx", &workbook_of(names, &sheet, &["甲"]), &land());
    assert_eq!(ledgers.unwrap().rows_read(), 3);
}

#[test]
fn a_cell_reference_beyond_the_sheet_is_refused() {
    let named = |name: &str| {
        let cell = format!("<row r=\"1\"><c r=\"{name}\" t=\"s\"><v>0</v></c></row>");
        read_bytes("a.xlsx", &workbook(&cell, &["甲"]), &land())
    };
    assert!(named("XFD1048576").is_ok());
    // The last two are more than 2^32.
    for name in ["XFE1", "A1048577", "ZZZZZZZZZZ1", "A99999999999999999999"] {
        assert_eq!(named(name).unwrap_err().kind(), ErrorKind::Format, "{name}");
    }
}

#[test]
fn a_workbook_that_declares_more_shared_strings_than_it_can_hold_is_refused() {
    let relation = "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>";
    let strings = |attributes: &str| {
        zipped(&[
            (
                "_rels/.rels",
                &format!("<Relationships>{relation}</Relationships>"),
            ),
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/_rels/workbook.xml.rels", "<Relationships/>"),
            (
                "xl/sharedStrings.xml",
                &format!("<sst {attributes}><si><t>甲</t></si></sst>"),
            ),
        ])
    };
    // Reserving memory for these would take 24 TB, and a failed allocation aborts the process.
    for attributes in [
        "uniqueCount=\"999999999999\"",
        "uniqueCount = '99999999999999999999'",
    ] {
        let error = read_bytes("a.xlsx", &strings(attributes), &land()).unwrap_err();
        assert_eq!(error.code(), error::SHARED_STRINGS, "{error}");
    }
    for attributes in ["uniqueCount=\"1\"", "uniqueCount=\"\"", ""] {
        assert!(
            read_bytes("a.xlsx", &strings(attributes), &land()).is_ok(),
            "{attributes}"
        );
    }
}

#[test]
fn an_open_document_that_repeats_one_text_without_end_is_refused() {
    let long = "长".repeat(50_000);
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"9000\"><table:table-cell><text:p>{long}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let bytes = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ]);
    let error = read_bytes("a.ods", &bytes, &land()).unwrap_err();
    assert_eq!(error.code(), error::TOO_MUCH_TEXT, "{error}");
}

#[test]
fn deeply_nested_elements_do_not_overflow_the_stack() {
    let deep = 300_000;
    let nest = format!("{}{}", "<x>".repeat(deep), "</x>".repeat(deep));
    let inside = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>{nest}</is></c></row>");
    let _ = read_bytes("a.xlsx", &workbook(&nest, &[]), &land());
    let _ = read_bytes("a.xlsx", &workbook(&inside, &[]), &land());
    let ods = zipped(&[("mimetype", "a"), ("content.xml", &nest)]);
    let _ = read_bytes("a.ods", &ods, &land());
    let json = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":{}{}}}",
        "[".repeat(deep),
        "]".repeat(deep)
    );
    assert!(read_bytes("a.geojson", json.as_bytes(), &land()).is_err());
    let wkt = format!(
        "名称,WKT\n甲,\"{}\"\n乙,\"{}1 1{}\"\n",
        "GEOMETRYCOLLECTION(".repeat(20_000),
        "POLYGON(".repeat(20_000),
        ")".repeat(20_000)
    );
    let _ = read_bytes("a.csv", wkt.as_bytes(), &land());
}

#[test]
fn truncated_files_are_read_or_refused() {
    let names = ["名称", "面积（亩）", "土地性质", "麻布村1号", "50", "国有"];
    let cells = |row: usize, strings: [usize; 3]| {
        let cell = |(at, string): (usize, &usize)| {
            let column = ["A", "B", "C"][at];
            format!("<c r=\"{column}{row}\" t=\"s\"><v>{string}</v></c>")
        };
        let cells: String = strings.iter().enumerate().map(cell).collect();
        format!("<row r=\"{row}\">{cells}</row>")
    };
    let sheet = format!("{}{}", cells(1, [0, 1, 2]), cells(2, [3, 4, 5]));
    let book = workbook(&sheet, &names);
    assert_eq!(
        read_bytes("a.xlsx", &book, &land()).unwrap().sites().len(),
        1
    );
    for end in 0..book.len() {
        // A directory stands at the end of a zip.
        assert!(
            read_bytes("a.xlsx", &book[..end], &land())
                .map_or(true, |read| end < 4 || read.sites().is_empty())
        );
        let mut broken = book.clone();
        broken[end] ^= 0xff;
        let _ = read_bytes("a.xlsx", &broken, &land());
    }
}

#[test]
fn reading_is_cancelled_inside_a_file() {
    let folder = std::env::temp_dir().join(format!("panhuo-stop-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["1.csv", "2.csv"] {
        std::fs::write(folder.join(name), "名称,面积（亩）,土地性质\n甲,3,国有\n").unwrap();
    }
    let cancel = CancellationToken::new();
    let reported = Mutex::new(Vec::new());
    let report = |now: panhuo_ledger::Progress<'_>| {
        reported.lock().unwrap().push(now.file.to_owned());
        cancel.cancel();
    };
    let options = land().cancel(cancel.clone());
    let outcome = read_with([&folder], &options, &report);
    let inside = read_bytes(
        "3.csv",
        "名称,面积（亩）,土地性质\n甲,3,国有\n".as_bytes(),
        &options,
    );
    std::fs::remove_dir_all(&folder).unwrap();
    for outcome in [outcome, inside] {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Cancelled);
    }
    // No further file is reported after the cancellation.
    assert_eq!(*reported.lock().unwrap(), ["1.csv"]);
}
