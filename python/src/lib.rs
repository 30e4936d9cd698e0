//! Python bindings of panhuo: convert the arguments, let go of the interpreter lock, call, convert
//! the answer. What is computed is computed in the crates below; the package `panhuo`
//! displays it: tables, pages and plots.
#![allow(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands arguments over by value"
)]
#![allow(
    clippy::unsafe_derive_deserialize,
    reason = "the unsafe code is what PyO3 writes; no field has an invariant"
)]

mod advice;
mod arrow;
mod audience;
mod candidate;
mod catalog;
mod codes;
mod constraint;
mod convert;
mod criterion;
mod error;
mod frame;
mod interrupt;
mod inventory;
mod language;
mod ledgers;
mod linkage;
mod preference;
mod quantity;
mod records;
mod requirement;
mod resolution;
mod schema;
mod sheets;
mod shortlist;
mod site;
mod source;
mod tally;
mod threads;
mod view;
mod words;

/// The compiled half of the package `panhuo`.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::advice::{
        Advice, demand_gap, pareto, rank_acceptability, rank_requirements, similar, verify,
    };
    #[pymodule_export]
    use super::audience::check_audience;
    #[pymodule_export]
    use super::candidate::{Candidate, Check, Contribution, NearMiss};
    #[pymodule_export]
    use super::catalog::Catalog;
    #[pymodule_export]
    use super::codes::faulty_sentences;
    #[pymodule_export]
    use super::constraint::{Constraint, available_by, free_of, in_jurisdictions, inside, outside};
    #[pymodule_export]
    use super::criterion::{Attribute, Criterion, attributes, distance_to};
    #[pymodule_export]
    use super::error::errors_by_kind;
    #[pymodule_export]
    use super::frame::Frame;
    #[pymodule_export]
    use super::inventory::Inventory;
    #[pymodule_export]
    use super::language::{language, language_or_current, set_language, set_thread_language};
    #[pymodule_export]
    use super::ledgers::{Ledgers, issue_codes, ledger_endings, read_ledgers};
    #[pymodule_export]
    use super::linkage::{Links, count_candidates, identity_profile, link};
    #[pymodule_export]
    use super::preference::Preference;
    #[pymodule_export]
    use super::quantity::Quantity;
    #[pymodule_export]
    use super::requirement::Requirement;
    #[pymodule_export]
    use super::resolution::Resolution;
    #[pymodule_export]
    use super::schema::{kinds, meanings};
    #[pymodule_export]
    use super::sheets::write_sheets;
    #[pymodule_export]
    use super::shortlist::Shortlist;
    #[pymodule_export]
    use super::site::{Encumbrance, Fact, Site};
    #[pymodule_export]
    use super::source::Source;
    #[pymodule_export]
    use super::tally::{ConstraintTally, Tally};
    #[pymodule_export]
    use super::words::Words;

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        super::threads::remember_process();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
