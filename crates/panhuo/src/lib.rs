//! An inventory of idle land and buildings, and the matcher that answers an investor with reasons.
//!
//! panhuo (盘活, "put idle stock back to work") is for the people who bring investment to a
//! district. Townships report vacant land, idle factories, stalled buildings, closed enterprises and
//! leisure-farm sites; an investor asks for "8,000 ㎡ of workshop, 8 m clear, under 3,000 万元,
//! within 15 km of the port". The answer is a [`Shortlist`]: these sites, in this order, for these
//! reasons; this fact is unknown; nothing fits, but this one misses by 6.2 亩.
//!
//! ```
//! use panhuo::{Inventory, Lang, Outcome, Position, Requirement, Site, SiteKind};
//! use panhuo::attribute::{CEILING_HEIGHT, FLOOR_AREA};
//! use panhuo::units::{metres, square_metres};
//!
//! let mut hall = Site::new("YYL-0042", SiteKind::IdleFactory, "原宏达机械 3#厂房");
//! hall.position = Some(Position::new(113.14, 29.44)?);
//! hall.set(FLOOR_AREA, square_metres(8600.0))?;
//! let catalog = Inventory::new(vec![hall])?.catalog();
//!
//! let foundry = Requirement::new("precision castings")
//!     .kinds([SiteKind::IdleFactory])
//!     .must(FLOOR_AREA.at_least(square_metres(8000.0)))
//!     .must(CEILING_HEIGHT.at_least(metres(8.0)));
//! let shortlist = catalog.shortlist(&foundry, 10)?;
//!
//! let best = &shortlist.candidates[0];
//! assert_eq!(best.outcome, Outcome::Unknown);
//! assert_eq!(best.checks[0].describe(Lang::Zh), "✓ 建筑面积 ≥ 8000 ㎡：8600 ㎡");
//! assert_eq!(best.checks[1].describe(Lang::En), "? ceiling height ≥ 8 m: not reported");
//! # Ok::<(), panhuo::Error>(())
//! ```
//!
//! # Overview
//!
//! * A [`Quantity`] is a number with its dimension; 1 亩 is exactly 2000/3 ㎡.
//! * The [`schema`] declares the [attributes](mod@attribute) and the kinds of site.
//! * A [`ReportedValue`](interval::ReportedValue) is what a ledger reports for an [`Attribute`]: an
//!   [`Interval`], some [`Choices`](interval::Choices), text, or nothing with a reason. Checks of it
//!   are three-valued ([`Outcome`]).
//! * A [`Site`] is anything that can be offered. An [`Inventory`] holds all sites with their
//!   [jurisdictions](jurisdiction), [landmarks](landmark) and the [issues](inventory::Issue) that
//!   their ledgers leave open.
//! * [`Inventory::resolve`] finds sites that were filed twice, [`Inventory::update`] adds the ledgers of
//!   a new month, [`Inventory::split`] undoes a merge. [`linkage`] is the record linkage behind them.
//! * A [`Catalog`] is an immutable snapshot of an inventory with columns, zone maps, and indexes by
//!   position and jurisdiction.
//! * A [`Requirement`] has constraints that must hold and preferences that score. It is read from JSON
//!   or built in code.
//! * [`Catalog::shortlist`] ranks sites for a requirement, [`Catalog::explain`] gives the reasons for
//!   one site, and [`Shortlist::verify`] checks an answer by a full scan.
//! * [`advice`] is for when the list is not enough: near misses, conflicts between constraints, the
//!   smallest relaxations, missing facts that are worth asking for, and how stable the order is.
//!
//! Files are read by `panhuo-ledger` and stored by `panhuo-store`; this crate does no I/O.
//!
//! Modules build on each other in this order: [`lang`], [`error`], [`lookup`], [`text`],
//! [`compact`], [`units`], [`interval`], [`schema`], [`geometry`], [`source`], [`encumbrance`],
//! [`jurisdiction`], [`site`], [`landmark`], [`lineage`], [`inventory`], [`redaction`],
//! [`cancel`], [`requirement`], [`catalog`], [`matching`], [`advice`], [`linkage`].
//!
//! # If you know DataFusion, tantivy or Splink
//!
//! | there | here |
//! |---|---|
//! | segment, deleted bitmap (Lucene, tantivy) | [`catalog`]: an update adds a segment and hides deleted sites by a bitmap |
//! | zone map, `PruningPredicate` (DataFusion) | [`catalog`] stores the least and the greatest quantile code of each column per node; [`matching`] prunes nodes by them |
//! | top-k heap, branch and bound | [`matching`]: the best nodes are searched first, until no bound beats the k-th site |
//! | quantile code (VA-file) | [`matching`]: codes of a byte and of half a byte bound the scores of many rows at once |
//! | logical expression, three-valued logic | [`requirement::Predicate`], [`Outcome`] |
//! | blocking, comparison level, m and u probability, match weight, clerical review (Fellegi-Sunter, Splink) | [`linkage`] |
//! | value function, weight, rank acceptability (decision analysis) | [`requirement::ValueFunction`], [`advice`] |
//!
//! # How sites are ranked
//!
//! Sites that pass every constraint come first, then those with unknowns and no failure; inside
//! each by guaranteed score, then potential score, then id. The score is the weighted mean of the
//! preferences' values; it is computed as the sum of the contributions that are shown, so they add
//! up to it exactly. An unknown fact contributes the least value of its curve to the guaranteed
//! score and the greatest to the potential one. Distances are geodesic on the WGS84 ellipsoid,
//! from a site's representative point, 0 inside its footprint.
//!
//! # What this does not do
//!
//! * It does not read files, keep state, look at the clock, or draw random numbers without a seed.
//! * It does not convert coordinate systems: positions are WGS84 (the same as CGCS2000 within a
//!   metre).
//! * It has no index for misspelt names: a search by name compares the query with every name, which
//!   are only folded once.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp))]

pub mod advice;
pub mod cancel;
pub mod catalog;
pub mod compact;
pub mod encumbrance;
pub mod error;
pub mod geometry;
pub mod interval;
pub mod inventory;
pub mod jurisdiction;
pub mod landmark;
pub mod lang;
pub mod lineage;
pub mod linkage;
pub mod lookup;
pub mod matching;
pub mod redaction;
pub mod requirement;
pub mod schema;
pub mod site;
pub mod source;
pub mod text;
pub mod units;

pub use cancel::CancellationToken;
pub use catalog::Catalog;
pub use error::{Error, ErrorKind, Result};
pub use geo;
pub use geometry::{Footprint, Position};
pub use interval::{Interval, Outcome};
pub use inventory::Inventory;
pub use lang::Lang;
pub use matching::Shortlist;
pub use requirement::Requirement;
pub use schema::{Attribute, SiteKind, attribute};
pub use site::{Site, SiteId};
pub use units::Quantity;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
