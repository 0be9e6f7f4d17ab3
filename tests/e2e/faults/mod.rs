//! Whatever is killed, and whenever: running again ends where an uninterrupted run would have ended.
//!
//! `cargo xtask faults --rounds N` runs what is here with larger numbers, and prints what [`tally`] has counted.

mod history;
mod kills;
mod left;
mod lost;
mod mortal;
mod process;
mod resources;
mod strike;
mod tally;
