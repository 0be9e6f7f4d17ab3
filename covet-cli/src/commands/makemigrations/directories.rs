//! Which directory the migrations of an app stand in, and whether a build takes what is there.

use std::path::{Path, PathBuf};

use covet_core::Severity;
use covet_core::engine::Plan;
use covet_core::syntax::Loaded;

use super::target;
use crate::context::{Context, failed_by, shown_findings};
use crate::exit::{Failure, Outcome};
use crate::new_migration::NewMigration;

/// The migrations that there are; none where there is no directory yet, or nothing in it.
///
/// # Errors
/// When a build would refuse them.
pub(in crate::commands) fn sound(context: &Context) -> Outcome<&Loaded> {
    if is_empty(&context.settings.directory.value) { Ok(context.load()) } else { context.sound() }
}

fn is_empty(directory: &Path) -> bool {
    !directory.exists() || std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none())
}

/// What is planned, as files in the directories of their apps.
///
/// # Errors
/// When there is no place for an app, or an operation cannot be written down.
pub(super) fn placed(plan: &Plan, loaded: &Loaded, context: &Context) -> Outcome<Vec<NewMigration>> {
    let apps: Vec<&str> = plan.migrations.iter().map(|one| one.id.app.as_str()).collect();
    let placed = plan.migrations.iter().map(|one| {
        let directory = of_app(&one.id.app, &apps, loaded, context)?;
        let unwritable = |error| {
            let help = "write this migration by hand: `covet makemigrations --empty --name ..`";
            Failure::new(format!("migration `{}`: {error}", one.id)).help(help)
        };
        // A question that is not answered leaves what cannot be written.
        let text = if plan.questions.is_empty() { one.text().map_err(unwritable)? } else { String::new() };
        Ok(NewMigration { app: one.id.app.clone(), directory, name: one.id.name.clone(), text })
    });
    placed.collect()
}

/// The directory of an app that there is, or of one that is to be made, beside the `others`.
pub(in crate::commands) fn of_app(app: &str, others: &[&str], loaded: &Loaded, context: &Context) -> Outcome<PathBuf> {
    let directory = &context.settings.directory.value;
    let root = directory.canonicalize();
    let known: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    // With one app its files may stand in the directory itself: there is no place for another then.
    let is_single = matches!(&loaded.apps[..], [one] if root.as_ref().is_ok_and(|root| *root == one.directory));
    match loaded.apps.iter().find(|known| known.name == app) {
        Some(known) => Ok(known.directory.clone()),
        None if is_single => Err(target::unknown_app(app, &known).help(format!(
            "the migrations of `{}` stand in {} itself, where there is no place for another app; move them into a \
             directory of that name, with their order.txt",
            known[0],
            context.settings.project.shown(directory).display()
        ))),
        None if app.contains(['/', '\\', '.']) => Err(Failure::usage(format!("`{app}` cannot be the name of an app"))),
        None if known.is_empty() && others.iter().all(|other| *other == context.settings.project.name) => {
            Ok(directory.clone())
        }
        None => Ok(directory.join(app)),
    }
}

/// Requires that a build takes the migrations that were just written.
///
/// # Errors
/// When it finds errors that were not there before.
pub(in crate::commands) fn proven(context: &Context, before: &Loaded) -> Outcome<()> {
    if before.findings.has_errors() && !before.apps.is_empty() {
        return Ok(());
    }
    let after = context.load_again();
    if !after.findings.has_errors() {
        return Ok(());
    }
    let errors = || after.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let project = &context.settings.project;
    context.terminal.note(format_args!("{}\n", shown_findings(errors(), &after.sources, project)));
    let message = "a build would refuse what was written, so it was taken back";
    let failure = failed_by(errors(), &after.sources, project, message);
    Err(failure.help("write this migration by hand: `covet makemigrations --empty --name ..`"))
}
