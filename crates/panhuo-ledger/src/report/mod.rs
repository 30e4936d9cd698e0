//! What goes out: the workbook that goes back to those who filled in the ledgers, the score of each
//! jurisdiction, the workbook in which people decide, and surveys.

mod feedback_workbook;
mod review;
mod scorecard;
mod survey;

pub use review::{read_decisions, write_review};
pub use scorecard::Scorecard;
pub use survey::write_survey;
