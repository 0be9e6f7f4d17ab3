//! `fmt`: formats migration files.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::target;
use crate::context::Context;
use crate::exit::{Exit, Outcome};
use crate::rustfmt;

/// Formats the migration files with rustfmt, by the rules of the project; `cargo fmt` does not see them.
#[derive(Args, Clone, Debug)]
pub(crate) struct Fmt {
    /// Only these apps.
    apps: Vec<String>,
    /// Change nothing; exit with 3 when a file is not formatted.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Fmt, context: &Context) -> Outcome {
    let loaded = context.load();
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    if let Some(unknown) = arguments.apps.iter().find(|app| !names.contains(&app.as_str())) {
        return Err(target::unknown_app(unknown, &names));
    }
    // Also those that have errors: whoever mends one formats it.
    let is_asked = |app: &String| arguments.apps.is_empty() || arguments.apps.contains(app);
    let ours = loaded.migrations.iter().filter(|one| is_asked(&one.migration.id.app));
    let files: Vec<PathBuf> = ours.map(|one| one.path.clone()).collect();
    if files.is_empty() {
        // Says what is wrong with the directory, where that is why.
        context.sound()?;
    }
    let changed = rustfmt::run(&files, arguments.check, &context.settings.project)?;
    show(arguments, &changed, files.len(), context);
    Ok(if arguments.check && !changed.is_empty() { Exit::Pending } else { Exit::Done })
}

fn show(arguments: &Fmt, changed: &[PathBuf], count: usize, context: &Context) {
    let shown = |path: &PathBuf| context.settings.project.shown(path).display().to_string();
    let paths: Vec<String> = changed.iter().map(shown).collect();
    if context.terminal.json {
        let key = if arguments.check { "unformatted" } else { "formatted" };
        return context.terminal.json(&json!({ key: paths }));
    }
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let done = match (changed.len(), arguments.check) {
        (0, _) => return context.terminal.result(format_args!("{}, all of them formatted", files(count))),
        (changed, true) => format!("{changed} of {} not formatted:", files(count)),
        (changed, false) => format!("formatted {changed} of {}:", files(count)),
    };
    context.terminal.result(format_args!("{done}\n  {}", paths.join("\n  ")));
}
