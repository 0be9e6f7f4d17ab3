//! SQL text for each dialect: names, literals, types, definitions, statements.

pub mod lexer;
mod statement;

pub use statement::{Statement, StatementKind, Unclosed, expression_fault, statements};
