//! `squashmigrations`: one migration for several.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use covet_core::lint::is_opinion;
use covet_core::squash::{Squashed, Step, Wanted, squash};
use covet_core::syntax::writer::{Draft, inserted, written};
use covet_core::syntax::{App, Loaded, Overlay};
use covet_core::{Diagnostic, Severity};
use serde_json::{Value, json};

use super::{prune, target};
use crate::context::{Context, shown_findings};
use crate::exit::{Exit, Failure, Outcome};
use crate::files;

/// Makes one migration of several of an app, for databases that have none of them yet. Those that have them go on as they are.
///
/// The squash stands behind what it replaces, and nothing is removed. When every database has all of that, --prune removes it.
#[derive(Args, Clone, Debug)]
pub(crate) struct Squashmigrations {
    /// The app.
    pub(crate) app: String,
    /// The first migration, or the last alone; the beginning of a name is enough.
    #[arg(required_unless_present = "prune")]
    from: Option<String>,
    /// The last migration.
    to: Option<String>,
    /// What the squash is called, behind its number.
    #[arg(long, short, value_name = "NAME")]
    name: Option<String>,
    /// Leave out what this migration does to rows alone: SQL that changes no schema, Rust functions, backfills.
    #[arg(long, value_name = "MIGRATION")]
    elide: Vec<String>,
    /// Why the squash cannot be undone, where nothing undoes it.
    #[arg(long, value_name = "WHY")]
    irreversible: Option<String>,
    /// Show the file, and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove the files and lines of all that squashes of the app replace.
    #[arg(long, conflicts_with_all = ["from", "name", "elide", "irreversible"])]
    prune: bool,
    /// Do not ask before files are removed.
    #[arg(long, visible_alias = "no-input", requires = "prune")]
    pub(crate) yes: bool,
}

pub(crate) fn run(arguments: &Squashmigrations, context: &Context) -> Outcome {
    let loaded = context.sound()?;
    let app = app(loaded, &arguments.app)?;
    if arguments.prune {
        return prune::run(arguments, app, loaded, context);
    }
    let squashed = squashed(arguments, app, loaded)?;
    let file = NewFile::of(&squashed, arguments, app)?;
    file.check(loaded, context)?;
    if !arguments.dry_run {
        file.write(app)?;
    }
    show(&file, &squashed, arguments, app, context);
    Ok(Exit::Done)
}

/// The app of that name.
fn app<'a>(loaded: &'a Loaded, name: &str) -> Outcome<&'a App> {
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    loaded.apps.iter().find(|app| app.name == name).ok_or_else(|| target::unknown_app(name, &names))
}

fn squashed(arguments: &Squashmigrations, app: &App, loaded: &Loaded) -> Outcome<Squashed> {
    let ours = loaded.migrations.iter().map(|one| &one.migration.id).filter(|id| id.app == app.name);
    let names: Vec<&str> = ours.map(|id| id.name.as_str()).collect();
    let whole = |name: &String| target::one_of(&names, &app.name, name);
    let (from, to) = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => (Some(whole(from)?), whole(to)?),
        (Some(to), None) => (None, whole(to)?),
        (None, _) => {
            return Err(Failure::usage("no migration is named").help("name the last, or the first and the last"));
        }
    };
    let elided: BTreeSet<String> =
        arguments.elide.iter().map(|name| whole(name).map(str::to_owned)).collect::<Outcome<_>>()?;
    let all: Vec<_> = loaded.in_order().collect();
    let irreversible = arguments.irreversible.as_deref();
    let wanted = Wanted { app: &app.name, from, to, elided: &elided, irreversible, targets: &loaded.targets };
    let squashed = squash(&all, &wanted)?;
    match elided.iter().find(|name| !squashed.replaced.contains(name)) {
        Some(other) => {
            Err(Failure::usage(format!("`{other}` is not among what is squashed, and nothing of it is left out")))
        }
        None => Ok(squashed),
    }
}

/// The file of a squash, and its line.
struct NewFile {
    name: String,
    path: PathBuf,
    text: String,
    /// The order file as it is, and as it will be.
    order: (String, String),
}

impl NewFile {
    fn of(squashed: &Squashed, arguments: &Squashmigrations, app: &App) -> Outcome<NewFile> {
        let (Some(first), Some(last)) = (squashed.replaced.first(), squashed.replaced.last()) else {
            return Err(Failure::usage("there is nothing to squash"));
        };
        let name = name(first, last, arguments.name.as_deref())?;
        let purpose = format!("What `{first}` to `{last}` do, at once.");
        let draft = Draft { purpose: &purpose, attributes: squashed.attributes.clone(), up: &squashed.up };
        let text = written(&draft).map_err(|error| {
            Failure::new(error.to_string()).help("squash what stands before it, and what stands behind it")
        })?;
        let path = app.directory.join(format!("{name}.rs"));
        if path.exists() {
            let failure = Failure::new(format!("{} is there already, and was left as it is", path.display()));
            return Err(failure.help("give the squash another name with `--name`"));
        }
        let order = files::read(&app.order_file)?;
        let after = inserted(&order, last, &name);
        Ok(NewFile { name, path, text, order: (order, after) })
    }

    /// Has a build look at it: it compares what the squash makes with what it replaces.
    ///
    /// # Errors
    /// When it would refuse it.
    fn check(&self, loaded: &Loaded, context: &Context) -> Outcome<()> {
        let order_file = self.path.with_file_name(covet_core::syntax::ORDER_FILE);
        let overlay = Overlay::default().with(&self.path, &self.text).with(order_file, &self.order.1);
        let then = context.load_with(overlay);
        let is_known = |finding: &Diagnostic| loaded.findings.iter().any(|known| known.message == finding.message);
        let new: Vec<&Diagnostic> = then.findings.iter().filter(|finding| !is_known(finding)).collect();
        if !new.is_empty() {
            let shown = shown_findings(new.iter().copied(), &then.sources, &context.settings.project);
            context.terminal.note(format_args!("{shown}\n"));
        }
        // An opinion can be acknowledged when the file is there.
        let refuses = |finding: &&Diagnostic| finding.severity == Severity::Error && !is_opinion(finding.code);
        match new.into_iter().any(|finding| refuses(&finding)) {
            true => Err(Failure::new("a build would refuse this squash; nothing was written")
                .help("squash what stands before the place, and what stands behind it")),
            false => Ok(()),
        }
    }

    /// Writes it. Where the line cannot be written, there is no file either.
    fn write(&self, app: &App) -> Outcome<()> {
        files::create(&self.path, &self.text)?;
        let listed = files::replace(&app.order_file, &self.order.0, &self.order.1);
        if listed.is_err() {
            // Unlisted, it would be an error of the next build.
            let _ = std::fs::remove_file(&self.path);
        }
        listed
    }
}

/// The name of a squash: it has the number of the first, so that it stands in the place of them when they are gone.
fn name(first: &str, last: &str, given: Option<&str>) -> Outcome<String> {
    let number: String = first.chars().take_while(char::is_ascii_digit).collect();
    let number = if number.is_empty() { number } else { number + "_" };
    match given {
        None => Ok(format!("{number}squashed_{last}")),
        Some(given) => Ok(format!("{number}{}", plain(given)?)),
    }
}

/// A name in small letters, digits and underscores.
fn plain(name: &str) -> Outcome<String> {
    let plain: String = name.trim().to_lowercase().replace(['-', ' ', '.'], "_");
    let fits = |letter: char| letter.is_alphanumeric() || letter == '_';
    match !plain.is_empty() && plain.len() <= 200 && plain.chars().all(fits) {
        true => Ok(plain),
        false => Err(Failure::usage(format!("`{name}` cannot be the name of a migration"))
            .help("write small letters, digits and underscores: `add_roles`")),
    }
}

fn show(file: &NewFile, squashed: &Squashed, arguments: &Squashmigrations, app: &App, context: &Context) {
    let shown = |path: &PathBuf| context.settings.project.shown(path).display().to_string();
    let (path, order_file) = (shown(&file.path), shown(&app.order_file));
    if context.terminal.json {
        let steps = |steps: &[Step]| -> Value {
            steps.iter().map(|step| json!({ "migration": step.migration, "operation": step.operation })).collect()
        };
        return context.terminal.json(&json!({
            "migration": format!("{}/{}", app.name, file.name), "file": path, "order_file": order_file,
            "replaces": squashed.replaced, "operations_before": squashed.operations, "operations": squashed.up.len(),
            "kept": steps(&squashed.kept), "left_out": steps(&squashed.left_out),
            "text": file.text, "written": !arguments.dry_run,
        }));
    }
    let of = |count: usize| if count == 1 { "1 operation".to_owned() } else { format!("{count} operations") };
    let count = format!("{} instead of {}", of(squashed.up.len()), squashed.operations);
    if arguments.dry_run {
        let last = squashed.replaced.last().map(String::as_str).unwrap_or_default();
        context.terminal.note(format_args!("would write {path}, and `{}` behind `{last}` in {order_file}:", file.name));
        context.terminal.result(&file.text);
    } else {
        context.terminal.result(format_args!("wrote {path}, and its line in {order_file}: {count}"));
    }
    let kept = "kept as written, with nothing folded across it; what changes rows alone `--elide` leaves out";
    for (steps, what) in [(&squashed.kept, kept), (&squashed.left_out, "left out")] {
        let lines = steps.iter().map(|step| format!("\n  {}: {}", step.migration, step.operation));
        let lines: String = lines.collect();
        if !lines.is_empty() {
            context.terminal.note(format_args!("{what}:{lines}"));
        }
    }
    if !arguments.dry_run {
        context.terminal.note(format_args!(
            "when `migrate --check` finds nothing pending on any database, `squashmigrations {} --prune` removes what it \
             replaces",
            app.name
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_squash_is_named_by_both_ends() {
        assert_eq!(name("0001_users", "0004_slug", None).unwrap(), "0001_squashed_0004_slug");
        assert_eq!(name("0001_users", "0004_slug", Some("All at once")).unwrap(), "0001_all_at_once");
        assert_eq!(name("users", "slug", None).unwrap(), "squashed_slug");
        assert!(name("users", "slug", Some("a/b")).is_err());
    }
}
