//! Pictures: boxes and what joins them, as Mermaid, as DOT, and drawn as SVG.

mod dot;
mod json;
mod layout;
mod mermaid;
mod migrations;
mod svg;
mod tables;

pub(crate) use dot::dot;
pub(crate) use json::json;
pub(crate) use mermaid::mermaid;
pub(crate) use migrations::of_migrations;
pub(crate) use svg::svg;
pub(crate) use tables::of_schema;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Tables and the keys between them.
    Tables,
    /// Migrations and what each needs.
    Migrations,
}

/// Boxes, and what joins them.
#[derive(Clone, Debug)]
pub(crate) struct Diagram {
    pub(crate) subject: Subject,
    pub(crate) boxes: Vec<Box>,
    pub(crate) edges: Vec<Edge>,
}

/// A box: a table, or a migration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Box {
    pub(crate) title: String,
    /// What boxes of one colour have in common: the app.
    pub(crate) group: String,
    pub(crate) rows: Vec<Row>,
}

/// A row of a box: a column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) ty: String,
    /// `PK`, `FK`, `UK`; the first is shown.
    pub(crate) keys: Vec<&'static str>,
}

/// What joins two boxes: a foreign key, or a need.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// The box that refers or needs, and its row.
    pub(crate) from: (usize, Option<usize>),
    /// The box that is referred to or needed, and its row.
    pub(crate) to: (usize, Option<usize>),
    pub(crate) label: String,
    /// There is at most one that refers.
    pub(crate) one: bool,
    /// It may refer to none.
    pub(crate) optional: bool,
}
