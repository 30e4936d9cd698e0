//! Python bindings of panhuo: convert the arguments, let go of the interpreter lock, call, convert
//! the answer. What is computed is computed in the crates below; what is shown is assembled in the
//! package `panhuo`, from the JSON that the module `view` writes.
#![allow(
    clippy::needless_pass_by_value,
    reason = "PyO3 hands arguments over by value"
)]

mod advice;
mod arrow;
mod catalog;
mod constraint;
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
mod sheets;
mod shortlist;
mod view;

/// The compiled half of the package `panhuo`.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::advice::{
        demand_gap, pareto, rank_acceptability, rank_requirements, similar, verify,
    };
    #[pymodule_export]
    use super::catalog::Catalog;
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
    use super::language::{language, set_language};
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
    use super::sheets::write_sheets;
    #[pymodule_export]
    use super::shortlist::Shortlist;
    #[pymodule_export]
    use super::view::{kinds, meanings};

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
