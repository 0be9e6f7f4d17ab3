//! Covet.
