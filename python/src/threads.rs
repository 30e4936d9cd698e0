//! The threads that share the work of one call, also in a process that was forked.
//!
//! A fork copies one thread of the parent, so the workers of Rayon's pool do not exist in a child, and a
//! call that waits for them never returns. `multiprocessing` forks by default on Linux before Python 3.14.
//! A forked process therefore gets a pool of its own; the process that loaded the library uses Rayon's.

use std::process;
use std::sync::{Mutex, OnceLock, PoisonError};

use panhuo::Error;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::codes;
use crate::error::BindingResult;

/// The process that loaded the library.
static LOADED_BY: OnceLock<u32> = OnceLock::new();

/// The pool of a forked process. The pool of its parent is leaked: dropping it would signal threads that
/// do not exist, through locks that they may have held.
static FORKED: Mutex<Option<(u32, &'static ThreadPool)>> = Mutex::new(None);

/// Remembers which process loads the library.
pub(crate) fn remember_process() {
    LOADED_BY.get_or_init(process::id);
}

/// Runs work that Rayon may share among threads. Every parallel computation of the bindings goes through
/// here.
pub(crate) fn run_parallel<T: Send>(
    work: impl FnOnce() -> BindingResult<T> + Send,
) -> BindingResult<T> {
    let process = process::id();
    if *LOADED_BY.get_or_init(|| process) == process {
        return work();
    }
    pool_of(process)?.install(work)
}

fn pool_of(process: u32) -> BindingResult<&'static ThreadPool> {
    let mut forked = FORKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((owner, pool)) = *forked
        && owner == process
    {
        return Ok(pool);
    }
    let pool = ThreadPoolBuilder::new()
        .build()
        .map_err(|cause| Error::new(codes::NO_THREAD).with_cause(cause))?;
    let pool = Box::leak(Box::new(pool));
    *forked = Some((process, pool));
    Ok(pool)
}
