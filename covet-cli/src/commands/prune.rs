//! `squashmigrations --prune`: what squashes replace goes, with its lines.

use std::collections::BTreeSet;
use std::path::PathBuf;

use covet_core::Severity;
use covet_core::syntax::writer::without;
use covet_core::syntax::{App, Loaded, Overlay};
use serde_json::json;

use super::squashmigrations::Squashmigrations;
use crate::context::{Context, shown_findings};
use crate::exit::{Exit, Failure, Outcome};
use crate::files;

/// What goes.
struct Pruned {
    /// The migrations, in order.
    names: Vec<String>,
    /// Their files, and those that only these included.
    files: BTreeSet<PathBuf>,
    /// The releases between them, which are no place in the order any more.
    releases: Vec<String>,
    /// The order file as it is, and as it will be.
    order: (String, String),
}

pub(crate) fn run(arguments: &Squashmigrations, app: &App, loaded: &Loaded, context: &Context) -> Outcome {
    let pruned = Pruned::of(app, loaded, context)?;
    if pruned.names.is_empty() {
        return Err(Failure::usage(format!("no squash of `{}` stands beside what it replaces", app.name)));
    }
    let count = match pruned.files.len() {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    if !arguments.dry_run {
        if !arguments.yes && !context.terminal.confirm(&format!("remove {count} of `{}`", app.name), "--yes")? {
            return Err(Failure::new("nothing was removed"));
        }
        // Without its line a file is an error of a build, and a line without its file as well: whichever goes first.
        files::replace(&app.order_file, &pruned.order.0, &pruned.order.1)?;
        for file in &pruned.files {
            std::fs::remove_file(file)
                .map_err(|error| Failure::new(format!("cannot remove {}: {error}", file.display())))?;
        }
    }
    show(&pruned, &count, arguments, context);
    Ok(Exit::Done)
}

impl Pruned {
    fn of(app: &App, loaded: &Loaded, context: &Context) -> Outcome<Pruned> {
        let ours: Vec<_> = loaded.migrations.iter().filter(|one| one.migration.id.app == app.name).collect();
        let squashes = ours.iter().flat_map(|one| one.migration.attributes.replaced());
        let replaced: BTreeSet<&str> = squashes.map(|replaced| replaced.name.as_str()).collect();
        let gone = ours.iter().filter(|one| replaced.contains(one.migration.id.name.as_str()));
        let (mut names, mut files) = (Vec::new(), BTreeSet::new());
        for one in gone {
            names.push(one.migration.id.name.clone());
            files.insert(one.path.clone());
        }
        let order = files::read(&app.order_file)?;
        let (then, releases) = without(&order, &names.iter().map(String::as_str).collect::<Vec<_>>());
        let pruned = Pruned { names, files, releases, order: (order, then) };
        pruned.with_what_they_included(app, loaded, context)
    }

    /// Has a build look at what is left, and adds the files of the app that nothing reads any more.
    ///
    /// # Errors
    /// When it would refuse what is left.
    fn with_what_they_included(mut self, app: &App, loaded: &Loaded, context: &Context) -> Outcome<Pruned> {
        let read: BTreeSet<&PathBuf> = loaded.files.iter().collect();
        let then = self.loaded(app, context);
        let still: BTreeSet<&PathBuf> = then.files.iter().collect();
        let unread = read.difference(&still).filter(|path| path.starts_with(&app.directory));
        self.files.extend(unread.map(|path| (*path).clone()));
        let then = self.loaded(app, context);
        if !then.findings.has_errors() {
            return Ok(self);
        }
        let errors = then.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let shown = shown_findings(errors, &then.sources, &context.settings.project);
        context.terminal.note(format_args!("{shown}\n"));
        Err(Failure::new("a build would refuse what is left; nothing was removed"))
    }

    /// What the directory says without it.
    fn loaded(&self, app: &App, context: &Context) -> Loaded {
        let overlay = Overlay::default().with(&app.order_file, &self.order.1);
        context.load_with(self.files.iter().fold(overlay, |overlay, file| overlay.without(file)))
    }
}

fn show(pruned: &Pruned, count: &str, arguments: &Squashmigrations, context: &Context) {
    let shown = |path: &PathBuf| context.settings.project.shown(path).display().to_string();
    let paths: Vec<String> = pruned.files.iter().map(shown).collect();
    if context.terminal.json {
        return context.terminal.json(&json!({
            "pruned": pruned.names, "files": paths, "releases": pruned.releases, "removed": !arguments.dry_run,
        }));
    }
    let done = if arguments.dry_run { "would remove" } else { "removed" };
    context.terminal.result(format_args!("{done} {count}, and their lines:\n  {}", paths.join("\n  ")));
    if !pruned.releases.is_empty() {
        let releases = pruned.releases.join(", ");
        context.terminal.note(format_args!("no place in the order any more, and {done} too: {releases}"));
    }
    context
        .terminal
        .note("a database that has only some of them is told so, and takes the release before this one first");
}
