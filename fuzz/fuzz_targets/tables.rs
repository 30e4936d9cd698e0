//! Tables of the words that mark headers, sums, units and dittos, in any order.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::SiteKind;
use panhuo_ledger::{Profile, ReadOptions, read_bytes};

const WORDS: &[&str] = &[
    "", "序号", "名称", "地块名称", "面积（亩）", "建筑面积", "乡镇", "郭镇乡", "康王乡", "同上", "合计", "小计",
    "单位：亩、㎡", "填表人：", "经度", "纬度", "113.2", "29.3", "备注", "联系人", "1", "2", "3", "4", "5",
    "50", "约50亩", "面议", "是否抵押", "存量土地台账", "以下空白", "geometry", "POINT (113.2 29.3)", "总层数/已建层数",
];

fuzz_target!(|bytes: &[u8]| {
    let width = bytes.first().map_or(3, |byte| usize::from(byte % 12) + 1);
    let words: Vec<&str> = bytes
        .iter()
        .skip(1)
        .map(|byte| WORDS[usize::from(*byte) % WORDS.len()])
        .collect();
    let rows: Vec<String> = words.chunks(width).map(|row| row.join(",")).collect();
    let profile = Profile::bundled("yueyanglou").expect("a bundled profile");
    let options = ReadOptions::new()
        .profile(profile)
        .default_kind(SiteKind::Land);
    let ledgers = read_bytes("a.csv", rows.join("\n").as_bytes(), &options).expect("a text");
    assert_eq!(
        ledgers.rows_read(),
        ledgers.sites().len() + ledgers.rows_explained()
    );
});
