//! The same work for many things, on several processors: a build waits for it, unoptimised.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::fallback::STACK_BYTES;

/// Beyond that many threads, what is left to do by one takes longer than what is shared.
pub(super) const MOST_THREADS: usize = 8;

/// Fewer things than that for each thread are done sooner than it starts.
const WORTH_A_THREAD: usize = 16;

/// How many threads so many things are worth, this one included.
fn threads(things: usize) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    processors.min(MOST_THREADS).min(things / WORTH_A_THREAD).max(1)
}

/// What `work` makes of each thing, in their order.
///
/// # Panics
/// When `work` does.
pub fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map(things, |_| (), |(), thing| work(thing)).0
}

/// What `work` makes of each thing, in their order, and the states of the threads that did it, one at least.
///
/// `state` makes a thread's own, from its number. Which thread gets to do what is left to chance: what comes of a thing
/// must not depend on the state, nor on what else was done with it.
pub(super) fn map<T: Sync, S: Send, R: Send>(
    things: &[T],
    state: impl Fn(usize) -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> (Vec<R>, Vec<S>) {
    map_on(threads(things.len()), things, state, work)
}

fn map_on<T: Sync, S: Send, R: Send>(
    threads: usize,
    things: &[T],
    state: impl Fn(usize) -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> (Vec<R>, Vec<S>) {
    let next = AtomicUsize::new(0);
    let run = |number: usize| {
        let (mut state, mut done) = (state(number), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { return (done, state) };
            done.push((at, work(&mut state, thing)));
        }
    };
    let run = &run;
    let parts: Vec<_> = thread::scope(|scope| {
        let start = |number| {
            let thread = thread::Builder::new().name("covet".into()).stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, move || run(number))
        };
        // Where the system gives no more threads, those that there are do it all.
        let others: Vec<_> = (1..threads).map_while(|number| start(number).ok()).collect();
        let own = run(0);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(own).chain(others).collect()
    });
    let (done, states): (Vec<_>, Vec<S>) = parts.into_iter().unzip();
    let mut done: Vec<(usize, R)> = done.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(at, _)| *at);
    (done.into_iter().map(|(_, result)| result).collect(), states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_whoever_made_them() {
        let things: Vec<usize> = (0..500).collect();
        for threads in [1, 2, 7] {
            let count = |done: &mut usize, thing: &usize| {
                *done += 1;
                thing * 2
            };
            let (results, states) = map_on(threads, &things, |_| 0, count);
            assert!(results.iter().copied().eq((0..500).map(|thing| thing * 2)));
            assert_eq!((states.len(), states.iter().sum()), (threads, 500));
        }
    }

    #[test]
    fn nothing_is_no_work() {
        assert_eq!(map(&[], |number| number, |_, thing: &u8| *thing), (vec![], vec![0]));
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn a_panic_of_any_thread_passes_on() {
        map_on(2, &[1, 2, 3, 4], |_| (), |(), thing| assert!(*thing != 3, "on purpose"));
    }
}
