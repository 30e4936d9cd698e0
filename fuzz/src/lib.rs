//! What the targets that read files share.

use panhuo::{ErrorKind, SiteKind};
use panhuo_ledger::{ReadOptions, read_bytes};

/// Panics inside calamine and parquet are caught where they are called; all others still end the run.
pub fn let_readers_panic() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let file = panic.location().map_or("", std::panic::Location::file);
        if !file.contains("/calamine-") && !file.contains("/parquet-") {
            abort(panic);
        }
    }));
}

/// Reads bytes as a ledger, and checks that every row is accounted for.
///
/// # Panics
///
/// If a row is not accounted for, or a site that was read is refused by the inventory.
pub fn read(name: &str, bytes: &[u8]) {
    let options = ReadOptions::new()
        .default_kind(SiteKind::Land)
        .max_cells(50_000)
        .max_bytes(8 << 20);
    match read_bytes(name, bytes, &options) {
        Ok(ledgers) => assert_eq!(
            ledgers.rows_read(),
            ledgers.sites().len() + ledgers.rows_explained()
        ),
        Err(refused) if refused.kind() == ErrorKind::Format => {}
        Err(refused) => panic!("the sites that were read are valid: {refused}"),
    }
}
