//! A workbook in which people decided, with parts of its sheet changed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo_fuzz::Scratch;

const HEADERS: &str = "甲：编号,乙：编号,判定,说明";

fuzz_target!(
    init: panhuo_fuzz::let_readers_panic(),
    |bytes: &[u8]| {
        let scratch = Scratch::new("review.csv");
        match bytes.split_first() {
            Some((b'h', rows)) => scratch.write(&[HEADERS.as_bytes(), b"\n", rows].concat()),
            _ => scratch.write(bytes),
        }
        let _ = panhuo_ledger::read_decisions(scratch.path());
    }
);
