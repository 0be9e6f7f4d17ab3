//! `graph`: the tables, or the dependencies of the migrations, as a picture.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use covet_core::{Schema, TableName};
use covet_runtime::Migrations;

use super::{replayed, target};
use crate::context::Context;
use crate::exit::{Exit, Failure, Outcome};
use crate::graph::{self, Diagram};

/// Draws the tables that the migrations make and the keys between them, or the migrations and what each needs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Graph {
    /// What is drawn.
    #[arg(default_value = "tables")]
    what: What,
    /// How it is written; by default as the ending of the file says (.svg, .dot, .mmd, .json), and on stdout as Mermaid.
    #[arg(long, value_name = "FORM")]
    format: Option<Format>,
    /// Only tables or migrations of these apps.
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Write it to this file; by default to stdout.
    #[arg(long, short = 'f', value_name = "FILE")]
    file: Option<PathBuf>,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// The tables and the keys between them.
    Tables,
    /// The migrations and what each needs.
    Migrations,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// For browsers.
    Svg,
    /// For machines: the boxes, and what joins them by their places among these.
    Json,
}

pub(crate) fn run(arguments: &Graph, context: &Context) -> Outcome {
    let format = format(arguments, context)?;
    let migrations = context.migrations()?;
    let apps = target::apps(migrations);
    if let Some(unknown) = arguments.app.iter().find(|app| !apps.contains(&app.as_str())) {
        return Err(target::unknown_app(unknown, &apps));
    }
    let mut diagram = match arguments.what {
        What::Tables => tables(migrations)?,
        What::Migrations => graph::of_migrations(migrations),
    };
    if !arguments.app.is_empty() {
        keep(&mut diagram, &arguments.app);
    }
    let text = match format {
        Format::Json => format!("{:#}", graph::json(&diagram)),
        Format::Mermaid => graph::mermaid(&diagram),
        Format::Dot => graph::dot(&diagram),
        Format::Svg => graph::svg(&diagram),
    };
    match &arguments.file {
        None => context.terminal.result(text),
        Some(path) => {
            // A picture is made anew whenever the tables change: what it was is of no use to anybody.
            std::fs::write(path, text)
                .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
            context.terminal.note(format_args!("wrote {}", path.display()));
        }
    }
    Ok(Exit::Done)
}

/// How it is written.
///
/// # Errors
/// Where the ending of the file says nothing of it, and where two things are asked for.
fn format(arguments: &Graph, context: &Context) -> Outcome<Format> {
    match (arguments.format, &arguments.file) {
        (None, _) if context.terminal.json => Ok(Format::Json),
        (Some(format), _) if context.terminal.json && format != Format::Json => {
            Err(Failure::usage("`--output json` draws no picture").help("leave out `--format`, or `--output`"))
        }
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Mermaid),
        (None, Some(path)) => of_ending(path).ok_or_else(|| {
            Failure::usage(format!("the ending of {} says nothing of how it is to be written", path.display()))
                .help("known endings: .svg, .dot, .gv, .mmd, .mermaid, .json; `--format` says it for any other")
        }),
    }
}

fn of_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()? {
        "svg" => Some(Format::Svg),
        "dot" | "gv" => Some(Format::Dot),
        "mmd" | "mermaid" => Some(Format::Mermaid),
        "json" => Some(Format::Json),
        _ => None,
    }
}

/// The tables after all migrations; each is of the app that made it.
fn tables(migrations: Migrations) -> Outcome<Diagram> {
    let (mut schema, mut made_by) = (Schema::new(), BTreeMap::<TableName, &str>::new());
    for one in replayed::run_of(migrations.embedded()) {
        replayed::apply(one, &mut schema)?;
        for table in schema.tables() {
            made_by.entry(table.name.clone()).or_insert(one.app);
        }
    }
    Ok(graph::of_schema(&schema, |table| made_by.get(table).copied().unwrap_or_default().to_owned()))
}

/// Leaves out the boxes of other apps, but for those that the ones of these apps point to.
fn keep(diagram: &mut Diagram, apps: &[String]) {
    let is_of = |at: usize| apps.contains(&diagram.boxes[at].group);
    let edges: Vec<_> = diagram.edges.iter().filter(|edge| is_of(edge.from.0)).cloned().collect();
    let kept: Vec<usize> =
        (0..diagram.boxes.len()).filter(|at| is_of(*at) || edges.iter().any(|edge| edge.to.0 == *at)).collect();
    let place = |at: usize| kept.binary_search(&at).unwrap_or_default();
    diagram.edges = edges
        .into_iter()
        .map(|mut edge| {
            (edge.from.0, edge.to.0) = (place(edge.from.0), place(edge.to.0));
            edge
        })
        .collect();
    diagram.boxes = kept.iter().map(|at| diagram.boxes[*at].clone()).collect();
}
