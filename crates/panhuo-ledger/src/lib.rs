//! Reads planners' files into sites and a log of every issue.
//!
//! Townships send spreadsheets of idle land and plants: titles and signatures among the rows,
//! headers of several levels, units that change from file to file, 约50亩, 面议, 同上. [`read`]
//! turns them into [`panhuo::Site`]s. Nothing is dropped in silence: every row that holds anything
//! became a site or is explained ([`Ledgers::rows`]), and whatever was guessed, converted or could
//! not be read is an [`panhuo::inventory::Issue`] with file, sheet, cell, what is written and how it
//! was interpreted. [`IssueCode`] lists the codes with what to do about each;
//! [`Ledgers::issues_workbook`] is what goes back to those who can.
//!
//! # Example
//!
//! ```
//! use panhuo::Interval;
//! use panhuo::attribute::SITE_AREA;
//! use panhuo_ledger::{ReadOptions, read_bytes};
//!
//! let csv = "\
//! 郭镇乡存量土地统计表,,,单位：亩
//! 序号,地块名称,占地面积,土地性质
//! 1,麻布村1号地块,50-60,国有
//! 2,麻布村2号地块,五十亩,国有
//! ";
//! let ledgers = read_bytes("土地.csv", csv.as_bytes(), &ReadOptions::new())?;
//! assert_eq!(ledgers.sites().len(), 2);
//! assert_eq!(Some(ledgers.sites()[0].interval(SITE_AREA)), Interval::new(50.0 * 2000.0 / 3.0, 40_000.0));
//! # Ok::<(), panhuo_ledger::Error>(())
//! ```
//!
//! # How a cell is interpreted
//!
//! | written | interpreted as |
//! |---|---|
//! | `50亩`, `五十亩`, `５０` under 亩 | exact |
//! | `约50亩`, `50亩左右` | ±10 % |
//! | `近50亩` | from 45 to 50 |
//! | `50余亩`, `50多亩` | from 50 to the next of its last digit, 60 |
//! | `50亩以上`, `50亩以下` | an open end; from 0 |
//! | `50-60亩`, `50至60亩` | from 50 to 60 |
//! | `1200㎡（1.8亩）` | the first of the two, if they agree within 0.5 % or rounding |
//! | `1200㎡（18亩）` | everything from one to the other, with the issue `area-conflict` |
//! | `占地30亩，建筑面积8600㎡` | each to its attribute |
//! | `3栋共8600㎡`, `2400*3` | 8,600; 7,200 |
//! | `15万/年`, `8元/㎡/月`, `200万一口价` | rent or price by the unit, whatever the column |
//! | `面议` | [`panhuo::interval::MissingReason::Negotiable`] |
//! | `暂无`, `/`, `不详`, `#N/A`, nought where it is absurd | [`panhuo::interval::MissingReason::NotReported`] |
//! | `无` | no, under 抵押; none, under 证照; not reported elsewhere |
//! | `2008.3`, `08年`, `39508`, `2008-2012` | all days that it may mean |
//! | `1900-01-01` | not reported |
//! | `0604 仓储用地`, `C1711` | code, name and edition (GB/T 21010, 4754; 三调, 用地用海); `0603 仓储` is `code-conflict` |
//! | anything else | [`panhuo::interval::MissingReason::Illegible`], with the issue `illegible` |
//!
//! The unit of a number is the cell's, else the header's, else the profile's, else that of the
//! sheet's unit note, else the customary one, which an issue says. Merged cells and 同上 are
//! filled down, never from one township to the next.
//!
//! # Where a site lies
//!
//! Every plausible reading of a pair of coordinates is a candidate: either order of the axes,
//! decimal degrees, degrees with minutes and seconds, `DDD.MMSS`, metres of a grid. Kept are those
//! inside the area (and, of these, those inside the boundary of the row's jurisdiction, if the
//! profile has it); of several, the system that fits most rows of the table, then what the label
//! beside them says. A label is evidence: a wrong one is reported (`coordinates-label`), as are
//! exchanged axes, several readings (`coordinates-ambiguous`), pasted, far and coarse positions,
//! and two pairs of columns that disagree, by a constant offset or in single rows.
//!
//! | system | how it is told |
//! |---|---|
//! | WGS84, ETRS89, CGCS2000 degrees | taken as one; they differ by less than a metre |
//! | CGCS2000 zones of 3° (EPSG:4513-4533, 4534-4554) and 6° (EPSG:4491-4501) | by the zone before the easting, else by the meridians near the area |
//! | OSGB36 (EPSG:27700), LAEA Europe (EPSG:3035), Lambert-93 (EPSG:2154), Web Mercator (EPSG:3857) | if the profile lists it, or a label names it |
//! | geocentric X and Y (EPSG:4978) | the point of the ellipsoid that has them; some 40 m off where the ground is not at its height |
//! | Xi'an 80, Beijing 54 | by a label only; converted with [`ReadOptions::datum_shift`], else `coordinates-system` |
//! | GCJ-02, BD-09 | by a label only; converted with [`ReadOptions::convert_map_services`], else `coordinates-system` |
//!
//! Projections are `proj4rs`'s: within 1e-7 m of PROJ on the Chinese zones, and within 4 mm of
//! PROJ's seven parameters on the British grid, which are themselves good to 2-5 m.
//!
//! # Formats
//!
//! A file is told by its contents, not by its name. What is not read is refused with a message that
//! says what it is and what to do; one file's refusal stops no other.
//!
//! | format | limits of the reading |
//! |---|---|
//! | `.xlsx`, `.xlsm`, `.ods` | streamed; refused before it is opened if it unpacks to more than [`ReadOptions::max_bytes`], or 200 times its size |
//! | `.xls`, `.et` of Excel 97 and later | refused if the cells lie so far apart that the rectangle around them has more than four times [`ReadOptions::max_cells`] places |
//! | text: comma, semicolon, tab; UTF-8, UTF-16, GB 18030, Windows-1252 | the encoding is guessed where no mark tells it |
//! | GeoJSON, well-known text in a column | points and polygons; anything else is an issue |
//! | Shapefile: `.shp` with its `.dbf` beside it, or all in a `.zip` | GBK is told without a `.cpg`; a `.prj` is evidence, not truth; deleted records are left out |
//! | GeoPackage | tables of features and attributes, not views; read from memory, never written to; refused while another program keeps changes beside it |
//! | GeoParquet, Parquet | geometries as WKB; nested fields are left out |
//! | 勘测定界 TXT | both ways: [`write_survey`] writes it |
//!
//! Workbooks with a password, Excel 95, other Office files, PDF, web pages (also those called
//! `.xls`) and zips of other files are named as such. The features `geopackage` and `geoparquet`
//! are on; without them SQLite, and `parquet` with Zstandard, are not compiled, and such files are
//! refused by name.
//!
//! # What this does not do
//!
//! - It does not decide whether two rows are one site: [`panhuo::Inventory::resolve`] does, and
//!   [`write_review`] and [`read_decisions`] carry its issues to people and back.
//! - The meaning of fill colours and comments is lost.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::float_cmp,
        reason = "tests compare what they computed by hand"
    )
)]

mod assemble;
mod columns;
mod crs;
pub mod error;
mod format;
mod ingest;
mod issue;
mod layout;
mod lexicon;
mod options;
mod parse;
mod profile;
mod report;
mod text;

pub use crs::OldDatum;
pub use format::EXTENSIONS;
pub use ingest::{ColumnMapping, Ledgers, Row, RowRole, read, read_bytes, read_with};
pub use issue::IssueCode;
pub use options::{Progress, ReadOptions};
pub use panhuo::{Error, Result};
pub use profile::Profile;
pub use report::{Scorecard, read_decisions, write_review, write_survey};
