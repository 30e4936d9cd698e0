//! Writes what people work on: the feedback workbook for those who filled in the ledgers, the scorecard
//! of each jurisdiction, the workbook in which possible matches are decided, and surveys.

mod feedback_workbook;
mod review;
mod scorecard;
mod survey;

pub use review::{read_decisions, write_review};
pub use scorecard::Scorecard;
pub use survey::write_survey;
