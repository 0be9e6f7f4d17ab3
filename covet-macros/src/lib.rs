//! The macros of Covet.
