//! Inventories as files that are handed to people: written whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use panhuo::{CancellationToken, Inventory};
use panhuo::{Error, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::error::{self, Cause};
use crate::read::read;
use crate::write::write;

/// Writes an inventory to a GeoPackage, in place of what is there.
///
/// The inventory is written to `<path>.tmp`, brought to disk, and renamed over `path`; whatever
/// happens meanwhile, `path` is the old file or the new one, whole, and an abandoned `.tmp` is
/// replaced by the next save. Saves into one folder take turns. The new file is an inventory and
/// nothing else: styles and tables that another program added to the old one are not kept (a
/// [`Store`](crate::Store) keeps them).
///
/// # Errors
///
/// [`ErrorKind::Io`](panhuo::ErrorKind::Io) if the file or its folder cannot be written, the database
/// fails, or another program keeps a log beside the file (QGIS does while a layer of it is loaded).
///
/// # Example
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("panhuo-save-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let path = folder.join("inventory.gpkg");
/// panhuo_store::save(&panhuo::Inventory::default(), &path)?;
/// assert!(panhuo_store::open(&path)?.sites().is_empty());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn save(inventory: &Inventory, path: impl AsRef<Path>) -> Result<()> {
    SaveOptions::new().save(inventory, path)
}

/// How to save an inventory.
///
/// # Example
///
/// ```
/// use panhuo::{CancellationToken, Inventory};
/// use panhuo::ErrorKind;
/// use panhuo_store::SaveOptions;
///
/// # let folder = std::env::temp_dir().join(format!("panhuo-cancel-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let (path, cancel) = (folder.join("inventory.gpkg"), CancellationToken::new());
/// let options = SaveOptions::new().cancel(cancel.clone());
/// cancel.cancel();
/// let cancelled = options.save(&Inventory::default(), &path).unwrap_err();
/// assert_eq!(cancelled.kind(), ErrorKind::Cancelled);
/// assert!(!path.exists());
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SaveOptions {
    cancel: CancellationToken,
}

impl SaveOptions {
    /// The options of [`save`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves the old file in place if this token is cancelled before the new one is complete.
    #[must_use]
    pub fn cancel(self, cancel: CancellationToken) -> Self {
        Self { cancel }
    }

    /// [`save`]s with these options.
    ///
    /// # Errors
    ///
    /// As [`save`], and [`Cancelled`](panhuo::ErrorKind::Cancelled).
    pub fn save(&self, inventory: &Inventory, path: impl AsRef<Path>) -> Result<()> {
        write_and_rename(inventory, path.as_ref(), &self.cancel)
    }
}

fn write_and_rename(inventory: &Inventory, path: &Path, cancel: &CancellationToken) -> Result<()> {
    // The file that a link points to is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let refuse = |cause: io::Error| error::cannot_write(&path, cause);
    let folder = Folder::lock(&path).map_err(refuse)?;
    let draft = sibling(&path, ".tmp");
    let written = (|| {
        for leftover in [draft.clone(), sibling(&draft, "-journal")] {
            remove_if_there(&leftover).map_err(refuse)?;
        }
        draw_up(inventory, &draft, cancel).map_err(|cause| cause.at(&path))?;
        if let Ok(old) = fs::metadata(&path) {
            fs::set_permissions(&draft, old.permissions()).map_err(refuse)?;
        }
        let whole = OpenOptions::new().write(true).open(&draft);
        whole.and_then(|file| file.sync_all()).map_err(refuse)?;
        settle(&path)?;
        cancel.check()?;
        fs::rename(&draft, &path).map_err(refuse)?;
        folder.sync().map_err(refuse)
    })();
    if written.is_err() {
        // Best effort: the next save removes it as well.
        let _ = fs::remove_file(&draft);
    }
    written
}

/// Reads a GeoPackage that [`save`] or a [`Store`](crate::Store) wrote.
///
/// The file is not written to.
///
/// # Errors
///
/// [`ErrorKind::Io`](panhuo::ErrorKind::Io) if there is no such file or it may not be read;
/// [`ErrorKind::Format`](panhuo::ErrorKind::Format) if it is not an inventory of panhuo, has another
/// format than this version reads, is damaged, or holds what no inventory can. The codes are those of
/// [`error`](crate::error).
///
/// # Example: a GeoPackage of somebody else
///
/// ```
/// use panhuo_store::error;
///
/// # let folder = std::env::temp_dir().join(format!("panhuo-open-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let path = folder.join("notes.gpkg");
/// std::fs::write(&path, "not even a database, but of some length")?;
/// assert_eq!(panhuo_store::open(&path).unwrap_err().code(), error::NOT_A_DATABASE);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open(path: impl AsRef<Path>) -> Result<Inventory> {
    let path = path.as_ref();
    must_be_there(path)?;
    snapshot(path).map_err(|cause| cause.of_content().at(path))
}

fn snapshot(path: &Path) -> Result<Inventory, Cause> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(crate::store::BUSY_TIMEOUT)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    read(&transaction)
}

/// Fails with the error of the operating system, which says more than that of SQLite.
pub(crate) fn must_be_there(path: &Path) -> Result<()> {
    let refuse = |cause| error::cannot_open(path, cause);
    // The file is not opened for this: closing it would drop the locks that SQLite holds on it.
    if fs::metadata(path).map_err(refuse)?.is_dir() {
        return Err(refuse(io::ErrorKind::IsADirectory.into()));
    }
    Ok(())
}

/// Writes the whole file in one transaction.
fn draw_up(inventory: &Inventory, draft: &Path, cancel: &CancellationToken) -> Result<(), Cause> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(draft, flags)?;
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let transaction = connection.transaction()?;
    write(&transaction, inventory, cancel)?;
    transaction.commit()?;
    connection.close().map_err(|(_, e)| e.into())
}

/// Brings the log of the old file back into it: SQLite would take the log for one of the new file.
fn settle(path: &Path) -> Result<()> {
    let logs = [sibling(path, "-wal"), sibling(path, "-journal")];
    if !logs.iter().any(|log| log.exists()) {
        return Ok(());
    }
    let finish = || -> rusqlite::Result<String> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(Duration::from_secs(1))?;
        // Reading rolls a journal back; leaving the log needs that nobody else has the file open.
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))
    };
    let in_use = || error::about(path, Error::new(error::FILE_IN_USE));
    match finish() {
        Ok(mode) if mode == *"delete" => Ok(()),
        Ok(_) => Err(in_use()),
        Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Err(in_use()),
        Err(e) => Err(Cause::from(e).at(path)),
    }
}

/// The path with something added to its last part.
fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// The folder of a file: held so that saves take turns, and synced so that a rename is on disk.
/// Where a folder cannot be opened as a file (Windows) it does neither.
struct Folder(Option<File>);

impl Folder {
    fn lock(path: &Path) -> io::Result<Self> {
        if !cfg!(unix) {
            return Ok(Self(None));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new(".")))?;
        // Some network drives cannot lock folders; there the caller must save one file at a time.
        let _ = folder.lock();
        Ok(Self(Some(folder)))
    }

    fn sync(&self) -> io::Result<()> {
        self.0.as_ref().map_or(Ok(()), File::sync_all)
    }
}
