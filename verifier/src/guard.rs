//! Foreign decoders may panic on a strange picture; the scanner must not stop for that.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Runs `work`; a panic inside gives `None` and prints nothing.
///
/// Whatever `work` was changing is lost with the panic, so hand it only what is thrown away then.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    quiet_hook();
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(outer);
    outcome
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Set once, in front of the hook found there: panics of other threads are reported as before.
fn quiet_hook() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !GUARDED.try_with(Cell::get).unwrap_or(false) {
                previous(what);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_none_and_the_guard_ends_with_it() {
        assert_eq!(guarded(|| 7), Some(7));
        assert_eq!(guarded(|| -> u8 { panic!("a strange picture") }), None);
        assert!(!GUARDED.get());
    }
}
