//! What the targets that read files share.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use panhuo::{ErrorKind, Inventory, SiteKind};
use panhuo_ledger::{ReadOptions, read_bytes};
use rusqlite::Connection;

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

/// A file that is there as long as this value. Targets whose library takes paths write their input to it.
pub struct Scratch(PathBuf);

impl Scratch {
    /// In memory, if there is such a folder.
    pub fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        Self(folder.join(format!("panhuo-fuzz-{}-{name}", std::process::id())))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Sets its content.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, bytes: &[u8]) {
        fs::write(&self.0, bytes).expect("room for a small file");
    }

    /// Its content; empty if there is none.
    pub fn read(&self) -> Vec<u8> {
        fs::read(&self.0).unwrap_or_default()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(ending);
            let _ = fs::remove_file(path);
        }
    }
}

/// A sound inventory of a few sites, as a GeoPackage.
///
/// # Panics
///
/// If it cannot be made.
pub fn inventory() -> Vec<u8> {
    static SOUND: OnceLock<Vec<u8>> = OnceLock::new();
    let made = SOUND.get_or_init(|| {
        let ledger = "名称,面积（亩）,经度,纬度,是否抵押\n甲地块,约50,113.1,29.4,是\n乙地块,30,113.2,29.3,\n";
        let options = ReadOptions::new().default_kind(SiteKind::Land);
        let ledgers = read_bytes("存量土地.csv", ledger.as_bytes(), &options).expect("a text");
        let inventory = Inventory::new(ledgers.sites().to_vec()).expect("sites that were read");
        let scratch = Scratch::new("sound.gpkg");
        let _ = fs::remove_file(scratch.path());
        panhuo_store::save(&inventory, scratch.path()).expect("room for a small file");
        scratch.read()
    });
    made.clone()
}

/// Runs statements on a database as far as they can be run, each for a moment at most.
pub fn run_sql(path: &Path, sql: &[u8]) {
    let Ok(mut connection) = Connection::open(path) else {
        return;
    };
    let mut steps = 0;
    let _ = connection.progress_handler(
        1000,
        Some(move || {
            steps += 1;
            steps > 200
        }),
    );
    let _ = connection.execute_batch("PRAGMA writable_schema=ON; PRAGMA journal_mode=OFF;");
    for statement in String::from_utf8_lossy(sql).split(';') {
        let _ = connection.execute_batch(statement);
    }
}

/// The bytes with some of them changed: each four bytes of the patch are a position and a new value.
pub fn patched(mut bytes: Vec<u8>, patch: &[u8]) -> Vec<u8> {
    for four in patch.chunks_exact(4) {
        let at = usize::from(four[0]) << 16 | usize::from(four[1]) << 8 | usize::from(four[2]);
        // From the end: sizes and offsets stand in footers.
        if let Some(at) = bytes.len().checked_sub(1 + at % bytes.len().max(1)) {
            bytes[at] = four[3];
        }
    }
    bytes
}
