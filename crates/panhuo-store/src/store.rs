//! A live store: one file, many readers, one writer at a time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use panhuo::Result;
use panhuo::{CancellationToken, Inventory};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Cause, cannot_write};
use crate::file::must_be_there;
use crate::geopackage::check;
use crate::read::read;
use crate::write::write;

/// How long to wait for another program that is writing.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A GeoPackage that stays open, for a service that updates an inventory while others read it.
///
/// Readers see the inventory before or after a [`replace`](Self::replace), never between. The file
/// keeps a write-ahead log beside it (`-wal`, `-shm`) while it is open; to hand it to people,
/// [`save`](crate::save) the inventory to another file. Tables of other programs, such as the
/// styles that QGIS keeps, stay.
///
/// # Example
///
/// ```
/// use panhuo::{Inventory, Site, SiteKind};
/// use panhuo_store::Store;
///
/// # let folder = std::env::temp_dir().join(format!("panhuo-live-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let path = folder.join("live.gpkg");
/// let mut store = Store::create(&path)?;
/// let inventory = Inventory::new(vec![Site::new("YYL-0001", SiteKind::Land, "芭蕉湖东地块")])?;
/// store.replace(&inventory)?;
/// assert_eq!(Store::open(&path)?.inventory()?, inventory);
/// # drop(store);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Makes a store with an empty inventory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](panhuo::ErrorKind::Io) if there is a file already or the folder cannot be written.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        std::fs::File::create_new(path).map_err(|cause| cannot_write(path, cause))?;
        let mut store = Self::connect(path)?;
        store.replace(&Inventory::default())?;
        Ok(store)
    }

    /// Opens a store, or a file that [`save`](crate::save) wrote, to read and write it.
    ///
    /// # Errors
    ///
    /// As [`open`](crate::open).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        must_be_there(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        // Before anything of a file that is not ours is changed.
        let ours = Connection::open_with_flags(path, flags)
            .map_err(Cause::from)
            .and_then(|connection| check(&connection));
        ours.map_err(|cause| cause.at(path))?;
        Self::connect(path)
    }

    fn connect(path: &Path) -> Result<Self> {
        let connect = || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            Ok(connection)
        };
        let connection = connect().map_err(|e: rusqlite::Error| Cause::from(e).at(path))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// Reads the inventory as it is now.
    ///
    /// # Errors
    ///
    /// As [`open`](crate::open).
    pub fn inventory(&self) -> Result<Inventory> {
        let snapshot = || {
            // Ends without a trace when dropped: nothing is written.
            let transaction = self.connection.unchecked_transaction()?;
            read(&transaction)
        };
        snapshot().map_err(|cause| cause.of_content().at(&self.path))
    }

    /// Replaces the inventory in one transaction.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](panhuo::ErrorKind::Io) if the database fails, or another program writes to it for long.
    pub fn replace(&mut self, inventory: &Inventory) -> Result<()> {
        let mut replace = || {
            let begin = TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(begin)?;
            write(&transaction, inventory, &CancellationToken::new())?;
            Ok(transaction.commit()?)
        };
        replace().map_err(|cause: Cause| cause.at(&self.path))
    }
}
