//! Models found in the sources of whole crates.
