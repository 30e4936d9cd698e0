//! Any bytes as a ledger: no panic, no hang, bounded memory, and every row accounted for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panhuo::SiteKind;
use panhuo_ledger::{Error, ReadOptions, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions::new()
        .default_kind(SiteKind::Land)
        .max_cells(50_000)
        .max_bytes(8 << 20);
    match read_bytes("存量土地.csv", bytes, &options) {
        Ok(ledgers) => assert_eq!(
            ledgers.rows_read(),
            ledgers.sites().len() + ledgers.rows_explained()
        ),
        Err(Error::Core(refused)) => panic!("sites pass the check at the door: {refused}"),
        Err(_) => {}
    }
});
