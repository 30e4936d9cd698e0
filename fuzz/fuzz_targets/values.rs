//! Any text as a cell under any column that a ledger of one kind can have: the first byte says which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::{Attribute, ErrorKind, SiteKind};
use panhuo_ledger::{ReadOptions, read_bytes};

/// The columns that are no attributes; those of a place need each other.
const OTHERS: [&str; 4] = ["经度,纬度", "坐标", "联系方式", "是否抵押"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let which = usize::from(*first);
    let own = Attribute::all().map(|attribute| attribute.headers().next().unwrap_or_default());
    let all: Vec<&str> = OTHERS.into_iter().chain(own).collect();
    let header = all[which % all.len()];
    let cell = format!("\"{}\"", text.replace('"', "\"\""));
    let csv = format!("名称,{header}\n地块,{cell},{cell}\n");
    let options = ReadOptions::new().default_kind(SiteKind::IdleFactory);
    if let Err(refused) = read_bytes("闲置厂房.csv", csv.as_bytes(), &options)
        && refused.kind() != ErrorKind::Format
    {
        panic!("the sites that were read are valid: {refused}");
    }
});
