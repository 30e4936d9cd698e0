//! A GeoPackage as a ledger, after SQL that was run on a sound one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo_fuzz::{Scratch, inventory, patched, run_sql};

fuzz_target!(|bytes: &[u8]| {
    let scratch = Scratch::new("ledger.gpkg");
    match bytes.split_first() {
        Some((b'p', patch)) => scratch.write(&patched(inventory(), patch)),
        _ => {
            scratch.write(&inventory());
            run_sql(scratch.path(), bytes);
        }
    }
    panhuo_fuzz::read("存量土地.gpkg", &scratch.read());
});
