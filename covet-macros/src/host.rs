//! Who runs the macros.

use std::env;

/// Whether this is rust-analyzer, which wants items that it can complete in, and shows no error of a macro in place.
pub fn is_rust_analyzer() -> bool {
    let program = env::current_exe().ok();
    let name = program.as_deref().and_then(|path| path.file_name()).and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with("rust-analyzer"))
}

/// Whether the crate is one that is worked on, rather than somebody's dependency: warnings are for those who can mend.
pub fn is_primary_package() -> bool {
    env::var_os("CARGO_PRIMARY_PACKAGE").is_some()
}
