//! Schemas that people made by other means.
