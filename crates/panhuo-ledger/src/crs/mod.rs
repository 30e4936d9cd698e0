//! Infers the coordinate reference system of the positions in a ledger, and converts them to WGS 84.

mod gcj02;
mod hint;
mod inference;
mod system;

use panhuo::Position;

use crate::format::geometry::inside;

pub(crate) use hint::CrsHint;
pub(crate) use inference::{CrsCandidate, CrsDecision, CrsInference, around, coarseness};
pub use system::OldDatum;
pub(crate) use system::{ANYWHERE, Bounds, Crs, DatumShift, to_wgs84, to_zone};

/// Where the sites of a ledger can lie.
#[derive(Clone, Debug, Default)]
pub(crate) struct LedgerArea {
    /// The bounding box, if the profile has one.
    pub(crate) bounds: Option<Bounds>,
    /// A closer outline inside it.
    pub(crate) outline: Vec<(f64, f64)>,
}

/// The tolerance around the area in degrees, about 2 km.
const BUFFER: f64 = 0.02;

impl LedgerArea {
    fn contains(&self, position: Position) -> bool {
        let (x, y) = (position.longitude(), position.latitude());
        let Some([west, south, east, north]) = self.bounds else {
            return true;
        };
        let in_box = (west - BUFFER..=east + BUFFER).contains(&x)
            && (south - BUFFER..=north + BUFFER).contains(&y);
        in_box && (self.outline.len() < 3 || inside(&self.outline, x, y))
    }
}
