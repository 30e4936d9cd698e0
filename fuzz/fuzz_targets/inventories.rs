//! A stranger's GeoPackage as an inventory: raw bytes, or SQL that is run on a sound inventory first.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo_fuzz::{Scratch, inventory, run_sql};

fuzz_target!(|bytes: &[u8]| {
    let scratch = Scratch::new("inventory.gpkg");
    match bytes.split_first() {
        Some((b'q', sql)) => {
            let sound = inventory();
            scratch.write(&sound);
            run_sql(scratch.path(), sql);
        }
        Some((b'p', patch)) => scratch.write(&panhuo_fuzz::patched(inventory(), patch)),
        _ => scratch.write(bytes),
    }
    let _ = panhuo_store::open(scratch.path());
});
