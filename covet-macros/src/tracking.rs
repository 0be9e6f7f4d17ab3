//! Makes cargo build again when a file changes that the macro has read.

use std::path::PathBuf;

use proc_macro2::TokenStream;
use quote::quote;

/// Has the compiler watch the files. In a function that nobody calls: their bytes do not get into the binary.
pub fn expand(files: &[PathBuf]) -> TokenStream {
    let paths = files.iter().map(|path| path.to_string_lossy());
    quote!(const _: fn() = || { #(let _ = ::core::include_bytes!(#paths);)* };)
}
