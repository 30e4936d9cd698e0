//! Any bytes as a ledger: no panic, no hang, bounded memory, and every row accounted for.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: panhuo_fuzz::let_readers_panic(),
    |bytes: &[u8]| panhuo_fuzz::read("存量土地.csv", bytes)
);
