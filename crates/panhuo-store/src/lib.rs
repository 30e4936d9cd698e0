//! The durable inventory: a GeoPackage that QGIS opens.
//!
//! A [`GeoPackage`](https://www.geopackage.org/spec130/) is an SQLite file with agreed tables, so
//! one file is a database with transactions, a map layer in QGIS, a frame in GeoPandas, and what a
//! colleague gets by mail. [`save`] writes an [`Inventory`] to one and [`open`] reads the equal
//! inventory back, every reported value with its reason, its cell and its bits.
//!
//! ```
//! use panhuo::{Inventory, Position, Site, SiteKind};
//! use panhuo::attribute::FLOOR_AREA;
//! use panhuo::units::square_metres;
//!
//! let mut site = Site::new("YYL-0001", SiteKind::IdleFactory, "原岳阳棉纺厂 3#厂房");
//! site.position = Some(Position::new(113.14, 29.44)?);
//! site.set(FLOOR_AREA, square_metres(8600.0))?;
//! let inventory = Inventory::new(vec![site])?;
//!
//! # let folder = std::env::temp_dir().join(format!("panhuo-store-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! let path = folder.join("岳阳楼.gpkg");
//! panhuo_store::save(&inventory, &path)?;
//! assert_eq!(panhuo_store::open(&path)?, inventory);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is in the file
//!
//! | table | holds |
//! |---|---|
//! | `sites` | a point layer: the representative position, what the site is, and a column for each attribute that occurs |
//! | `footprints` | a multipolygon layer: the area of each site that has one |
//! | `reported_values` | the exact record: site, attribute, interval or choices or text or the reason why it is missing, what the cell says, and which cell |
//! | `encumbrances`, `contacts`, `sources`, `extras`, `former_names` | what else is known of a site |
//! | `issues` | the issues |
//! | `jurisdictions` | a multipolygon layer: code, name, parent, border if known |
//! | `landmarks` | a layer of any geometry: layer, name |
//! | `panhuo_format` | the version of this layout |
//!
//! The columns of `sites` derive from the one table of attributes: a number is in its canonical
//! unit when it is exact, `<name>_low` and `<name>_high` hold the ends where some site has only an
//! interval (an open end is null), a category is its stable name. `gpkg_data_columns` tells the
//! Chinese title, the meaning and the unit of each. They are there to be read by people and frames;
//! [`open`] takes the reported values from `reported_values`, so that an attribute edited in `sites` with QGIS is
//! *not* read back, while name, kind, jurisdiction, reference and a moved point are. The rows of a
//! site that was deleted in another program are left out.
//!
//! Coordinates are WGS84 (EPSG:4326), which equals CGCS2000 (EPSG:4490) at the level of a metre.
//!
//! # What survives
//!
//! [`save`] writes beside the file and renames over it, so a killed process or a power cut leaves
//! the old file or the new one, whole. A [`Store`] keeps one file open for readers and one writer
//! at a time (a write-ahead log); each [`Store::replace`] is one transaction.
//!
//! # What it does not do
//!
//! It keeps no history of inventories, merges no edits of two programs, and writes one coordinate
//! system only.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

mod blob;
mod column;
pub mod error;
mod exports;
mod file;
mod geopackage;
mod lineage;
mod read;
mod reported_values;
mod schema;
mod store;
mod write;

#[cfg(doc)]
use panhuo::Inventory;

pub use exports::{Export, to_geojson};
pub use file::{SaveOptions, open, save};
pub use panhuo::{Error, Result};
pub use store::Store;
