//! `makemigrations --empty`: a migration to be filled by hand.

use serde_json::json;

use super::{Makemigrations, directories, target};
use crate::context::Context;
use crate::exit::{Exit, Failure, Outcome};
use crate::new_migration::{self, NewMigration, Written};

pub(super) fn run(arguments: &Makemigrations, name: &str, context: &Context) -> Outcome {
    let new = new(arguments, name, context)?;
    let shown = |path: &std::path::Path| context.settings.project.shown(path).display().to_string();
    let (file, order_file) = (shown(&new.file()), shown(&new.order_file()));
    let NewMigration { app, name, text, .. } = &new;
    if !arguments.dry_run {
        Written::all(std::slice::from_ref(&new))?;
    }
    if context.terminal.json {
        context.terminal.json(&json!({
            "migrations": [{ "migration": format!("{app}/{name}"), "file": file, "order_file": order_file, "text": text }],
            "written": !arguments.dry_run,
        }));
    } else if arguments.dry_run {
        context.terminal.note(format_args!("would write {file}, and `{name}` in {order_file}:"));
        context.terminal.result(text);
    } else {
        context.terminal.result(format_args!("wrote {file}, and its line in {order_file}"));
    }
    Ok(Exit::Done)
}

/// The migration that is meant, where it will stand.
fn new(arguments: &Makemigrations, given: &str, context: &Context) -> Outcome<NewMigration> {
    let loaded = context.load();
    let directory = &context.settings.directory.value;
    if loaded.apps.is_empty() && !directory.is_dir() {
        let shown = context.settings.project.shown(directory).display();
        return Err(Failure::new(format!("there is no directory {shown}")).help("`covet init` makes it"));
    }
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    let app = match (&arguments.apps[..], &names[..]) {
        ([app], _) => app.clone(),
        ([], [app]) => (*app).to_owned(),
        ([], []) => context.settings.project.name.clone(),
        ([], _) => {
            return Err(Failure::usage("there are several apps, and none is named")
                .help(format!("name one of {}", target::quoted(&names))));
        }
        (_, _) => return Err(Failure::usage("an empty migration is one of one app").help("name one app")),
    };
    let directory = directories::of_app(&app, &[&app], loaded, context)?;
    let name = new_migration::next_name(&directory, &fitting(given)?, &context.settings)?;
    Ok(NewMigration { app, directory, name, text: text(given) })
}

/// A name that somebody gave, where it can be one.
///
/// # Errors
/// When it has no letter, or is a path.
pub(super) fn fitting(name: &str) -> Outcome<String> {
    match !name.contains(['/', '\\']) && name.chars().any(char::is_alphanumeric) {
        true => Ok(name.to_owned()),
        false => Err(Failure::usage(format!("`{name}` cannot be the name of a migration"))
            .help("write small letters, digits and underscores: `add_roles`")),
    }
}

/// The text of a migration that does nothing.
fn text(name: &str) -> String {
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
