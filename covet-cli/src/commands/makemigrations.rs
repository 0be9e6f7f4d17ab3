//! `makemigrations`: writes a new migration.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::target;
use crate::context::Context;
use crate::exit::{Exit, Failure, Outcome};
use crate::new_migration::NewMigration;

/// Writes a new migration, and its line in order.txt.
#[derive(Args, Clone, Debug)]
pub(crate) struct Makemigrations {
    /// The app; it can be left out where there is but one.
    app: Option<String>,
    /// One that does nothing yet, to be filled by hand.
    #[arg(long, required = true)]
    empty: bool,
    /// What it is called, behind its number.
    #[arg(long, short, value_name = "NAME")]
    name: String,
    /// Show the file, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Makemigrations, context: &Context) -> Outcome {
    let (app, directory) = app(arguments.app.as_deref(), context)?;
    let text = empty(&arguments.name);
    let new = NewMigration { directory: &directory, name: &arguments.name, text: &text };
    let place = new.place()?;
    if !arguments.dry_run {
        new.write(&place)?;
    }
    let shown = |path: &PathBuf| context.settings.project.shown(path).display().to_string();
    let (file, order_file) = (shown(&place.file), shown(&place.order_file));
    if context.terminal.json {
        context.terminal.json(&json!({
            "migration": format!("{app}/{}", place.name), "file": file, "order_file": order_file, "text": text,
            "written": !arguments.dry_run,
        }));
    } else if arguments.dry_run {
        context.terminal.note(format_args!("would write {file}, and `{}` in {order_file}:", place.name));
        context.terminal.result(text);
    } else {
        context.terminal.result(format_args!("wrote {file}, and its line in {order_file}"));
    }
    Ok(Exit::Done)
}

/// The name of the app that is meant, and its directory.
fn app(named: Option<&str>, context: &Context) -> Outcome<(String, PathBuf)> {
    let loaded = context.load();
    let directory = &context.settings.directory.value;
    let root = directory.canonicalize();
    if loaded.apps.is_empty() && !root.as_ref().is_ok_and(|root| root.is_dir()) {
        let shown = context.settings.project.shown(directory).display();
        return Err(Failure::new(format!("there is no directory {shown}")).help("`covet init` makes it"));
    }
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    // With one app its files may stand in the directory itself: there is no place for another then.
    let is_single = matches!(&loaded.apps[..], [app] if root.as_ref().is_ok_and(|root| *root == app.directory));
    match (named, &loaded.apps[..]) {
        (None, [app]) => Ok((app.name.clone(), app.directory.clone())),
        (None, []) => Ok((context.settings.project.name.clone(), directory.clone())),
        (None, _) => Err(Failure::usage("there are several apps, and none is named")
            .help(format!("name one of {}", target::quoted(&names)))),
        (Some(name), apps) => match apps.iter().find(|app| app.name == name) {
            Some(app) => Ok((name.to_owned(), app.directory.clone())),
            None if is_single => Err(target::unknown_app(name, &names)),
            None if name.contains(['/', '\\', '.']) => {
                Err(Failure::usage(format!("`{name}` cannot be the name of an app")))
            }
            None => Ok((name.to_owned(), directory.join(name))),
        },
    }
}

/// The text of a migration that does nothing.
fn empty(name: &str) -> String {
    let title = name.replace(['_', '-'], " ");
    let mut letters = title.trim().chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    format!(
        "//! {title}.\n\
         use covet::dsl::*;\n\
         \n\
         #[migration]\n\
         fn up(m: &mut Migration) {{\n    \
             // m.create_table(..), m.add_column(..), m.run_sql(..)\n\
         }}\n"
    )
}
