//! scaffolding
#![forbid(unsafe_code)]
mod attribute;
mod error;
mod inventory;
mod landmark;
mod place;
mod reading;
mod site;
mod text;
mod units;

pub use attribute::*;
pub use error::{Error, ErrorKind, Result};
pub use geo;
pub use inventory::{Inventory, Issue, Severity};
pub use landmark::{Landmark, Landmarks};
pub use place::{Footprint, Position};
pub use reading::{Choices, Gap, Interval, Outcome, Reading};
pub use site::{
    Contact, Encumbrance, EncumbranceKind, Extra, Fact, Jurisdiction, Jurisdictions, Site, SiteId,
    Source,
};
pub use text::{core_name, fold, name_similarity};
pub use units::*;
