//! Makes cargo build again when a file changes that the macro has read.

use std::fmt::Write;
use std::path::PathBuf;

use proc_macro2::TokenStream;

use crate::lexed::lexed;

/// Has the compiler watch the files. In a function that nobody calls: their text does not get into the binary.
///
/// As one literal: the compiler looks at what it has read once, and not at each file as an expression. It was UTF-8 when
/// it was loaded.
pub fn expand(files: &[PathBuf]) -> TokenStream {
    let mut text = String::from("const _: fn() = || { let _ = ::core::concat!(");
    for path in files {
        // Writing to a string does not fail.
        let _ = write!(text, "::core::include_str!({:?}),", path.to_string_lossy());
    }
    text.push_str("); };");
    lexed(&text)
}
