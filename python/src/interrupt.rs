//! Ctrl-C during long calls.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use panhuo::{CancellationToken, Error};
use pyo3::prelude::*;

use crate::codes;
use crate::error::BindingResult;
use crate::language;
use crate::threads::run_parallel;

/// How long a signal waits at most until it is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// Works in a thread of its own, while this one lets go of the interpreter lock and listens for
/// signals. On Ctrl-C it raises at once and cancels the work; what the work returns then is
/// thrown away. Costs a thread, some 50 µs: for calls that may take long.
pub(crate) fn run_interruptible<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(CancellationToken) -> BindingResult<T> + Send + 'static,
) -> BindingResult<T> {
    let cancel = CancellationToken::new();
    let (sender, mut receiver) = channel();
    let of_work = cancel.clone();
    let language = language::of_thread();
    let working = move || {
        // The errors of the work are worded as those of this thread.
        language::set_of_thread(language);
        // Nobody listens any more after a signal.
        let _ = sender.send(run_parallel(|| work(of_work)));
    };
    let worker = thread::Builder::new()
        .spawn(working)
        .map_err(|cause| Error::new(codes::NO_THREAD).with_cause(cause))?;
    loop {
        let waited;
        (waited, receiver) = py.detach(move || (receiver.recv_timeout(PAUSE), receiver));
        match waited {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) => {
                py.check_signals().inspect_err(|_| cancel.cancel())?;
            }
            Err(RecvTimeoutError::Disconnected) => {
                if let Err(panic) = worker.join() {
                    // So does this thread, which PyO3 makes an exception.
                    std::panic::resume_unwind(panic);
                }
                return Err(Error::new(codes::NO_ANSWER).into());
            }
        }
    }
}
