//! The command as its users meet it: the real binary, in projects of its own.
//!
//! A session is a list of calls and what they print; the expected ones stand in `expected/`, and `COVET_BLESS=1` writes them
//! anew.

#[allow(dead_code, unexpected_cfgs, reason = "the end-to-end tests use more of it")]
#[path = "../../../tests/e2e/support.rs"]
mod database;
mod faults;
mod inspectdb;
mod models;
mod project;
mod servers;
mod sessions;
mod squash;
mod terminal;
