//! Parsing Rust outside of the compiler's own token streams.

use std::io;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// What the longest expression needs that [`interpret`](super::interpreter::interpret) takes, unoptimised; only what is
/// used of it becomes memory.
pub(super) const STACK_BYTES: usize = 256 << 20;

static ALONE: Mutex<()> = Mutex::new(());

/// While it lives, proc-macro2 parses text by itself, also inside a macro, and its spans know lines and columns.
///
/// The switch is one for the whole process, and what it is switched back to depends on the thread: it must be dropped
/// on the thread that a macro runs on.
struct Forced(#[expect(dead_code, reason = "held, never read")] MutexGuard<'static, ()>);

impl Forced {
    fn new() -> Self {
        let guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        proc_macro2::fallback::force();
        Forced(guard)
    }
}

impl Drop for Forced {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}

/// Does `work` with proc-macro2 on its own, on a thread with a deep stack whose table of spans goes away with it.
///
/// # Errors
/// When the system gives no thread.
pub fn with_fallback<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    let _forced = Forced::new();
    thread::scope(|scope| {
        let worker = thread::Builder::new().name("covet".into()).stack_size(STACK_BYTES).spawn_scoped(scope, work);
        Ok(worker?.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_passes_on_and_leaves_the_next_load_unharmed() {
        let panicked = std::panic::catch_unwind(|| with_fallback(|| -> u8 { panic!("on purpose") }));
        assert!(panicked.is_err());
        assert_eq!(with_fallback(|| 1).unwrap(), 1);
    }

    #[test]
    fn spans_know_their_column() {
        let column = with_fallback(|| syn::parse_str::<syn::Ident>("  name").map(|name| name.span().start().column));
        assert_eq!(column.unwrap().unwrap(), 2);
    }
}
