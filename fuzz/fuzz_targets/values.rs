//! Any text as a cell under every column that a ledger of one kind can have.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::{Attribute, SiteKind};
use panhuo_ledger::{Error, ReadOptions, read_bytes};

fuzz_target!(|text: &str| {
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    let mut headers = vec!["名称", "经度", "纬度", "坐标", "联系方式", "是否抵押"];
    let own = Attribute::all().filter_map(|attribute| attribute.headers().next());
    headers.extend(own.take(120));
    let cells: Vec<&str> = headers
        .iter()
        .skip(1)
        .map(|_| cell.as_str())
        .collect();
    let csv = format!("{}\n地块,{}\n", headers.join(","), cells.join(","));
    let options = ReadOptions::new().default_kind(SiteKind::IdleFactory);
    if let Err(Error::Core(refused)) = read_bytes("闲置厂房.csv", csv.as_bytes(), &options) {
        panic!("sites pass the check at the door: {refused}");
    }
});
