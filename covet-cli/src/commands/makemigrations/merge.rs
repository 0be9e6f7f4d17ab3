//! `makemigrations --merge`: settles what two branches have both added to an order file.
//!
//! Both sides' migrations are kept; what has to be said is whose run first. That is for a person to know: a database that has
//! applied one side's takes only what comes behind them. The result is loaded as a build loads it before anything is written.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use covet_core::Severity;
use covet_core::syntax::{self, ORDER_FILE, Overlay};
use serde_json::json;

use super::Makemigrations;
use crate::context::{Context, shown_findings};
use crate::exit::{Exit, Failure, Outcome};
use crate::files;

/// A side of a merge, as git names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Side {
    /// What stands first in a conflict: the branch that is merged into.
    Ours,
    /// What stands second: the branch that is merged.
    Theirs,
}

/// An order file that is to be changed.
struct Settled {
    path: PathBuf,
    before: String,
    after: String,
    /// The lines that both sides have added, in the order that they have now.
    added: Vec<String>,
}

pub(super) fn run(arguments: &Makemigrations, first: Option<Side>, context: &Context) -> Outcome {
    let directory = &context.settings.directory.value;
    let mut settled = Vec::new();
    for path in order_files(directory) {
        settled.extend(settle(&path, arguments, first, context)?);
    }
    let shown = |path: &Path| context.settings.project.shown(path).display().to_string();
    if !settled.is_empty() {
        prove(&settled, context)?;
    }
    if !arguments.dry_run {
        for one in &settled {
            files::replace(&one.path, &one.before, &one.after)?;
        }
    }
    if context.terminal.json {
        let merged =
            settled.iter().map(|one| json!({ "order_file": shown(&one.path), "text": one.after, "added": one.added }));
        context.terminal.json(&json!({ "merged": merged.collect::<Vec<_>>(), "written": !arguments.dry_run }));
    } else if settled.is_empty() {
        context.terminal.result("nothing to merge: no order.txt is in conflict, and every migration is listed");
    } else {
        for one in &settled {
            let (done, path) = (if arguments.dry_run { "would merge" } else { "merged" }, shown(&one.path));
            context.terminal.result(format_args!("{done} {path}:\n  {}", one.added.join("\n  ")));
        }
    }
    Ok(Exit::Done)
}

/// The order files of a directory of migrations.
fn order_files(directory: &Path) -> Vec<PathBuf> {
    let below = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path().join(ORDER_FILE));
    let mut all: Vec<PathBuf> = below.chain([directory.join(ORDER_FILE)]).filter(|path| path.is_file()).collect();
    all.sort();
    all
}

/// What becomes of an order file; nothing where it can stay as it is.
fn settle(path: &Path, arguments: &Makemigrations, first: Option<Side>, context: &Context) -> Outcome<Option<Settled>> {
    let before = files::read(path)?;
    let (mut after, mut added) = (before.clone(), Vec::new());
    if let Some(conflict) = Conflict::of(&before) {
        let first = match first {
            Some(first) => first,
            None => ask(path, &conflict, arguments, context)?,
        };
        (after, added) = settled_text(&before, first);
    }
    let listed: Vec<&str> = after.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut unlisted: Vec<String> = path.parent().into_iter().flat_map(migrations).collect();
    unlisted.retain(|name| !listed.contains(&name.as_str()));
    for name in unlisted {
        after = syntax::writer::appended(&after, &name);
        added.push(name);
    }
    let path = path.to_owned();
    Ok((after != before).then_some(Settled { path, before, after, added }))
}

/// The names of the migrations that have files in a directory, in order.
fn migrations(directory: &Path) -> Vec<String> {
    let names = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| !name.starts_with('.'))
        .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// Asks whose migrations run first.
fn ask(path: &Path, conflict: &Conflict<'_>, arguments: &Makemigrations, context: &Context) -> Outcome<Side> {
    let shown = context.settings.project.shown(path).display();
    if arguments.no_input || !context.terminal.is_interactive() {
        let message =
            format!("{shown} is in conflict, and there is nobody to ask whose migrations databases have applied");
        return Err(Failure { exit: Exit::Unanswered, ..Failure::new(message) }.help(format!(
            "those run first: `--merge=ours` for {}, `--merge=theirs` for {}",
            conflict.ours, conflict.theirs
        )));
    }
    let question = format!("{shown} is in conflict: whose migrations have databases applied, so that they run first?");
    let choices = [format!("those of {}", conflict.ours), format!("those of {}", conflict.theirs)];
    let at = context.terminal.choose(&question, &choices)?;
    Ok(if at == 0 { Side::Ours } else { Side::Theirs })
}

/// A conflict, as git marks it: what it calls the two sides.
struct Conflict<'t> {
    ours: &'t str,
    theirs: &'t str,
}

impl<'t> Conflict<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let named = |mark: &str| text.lines().find_map(|line| line.strip_prefix(mark)).map(str::trim);
        Some(Conflict { ours: named(OURS)?, theirs: named(THEIRS)? })
    }
}

const OURS: &str = "<<<<<<<";
const BASE: &str = "|||||||";
const MIDDLE: &str = "=======";
const THEIRS: &str = ">>>>>>>";

/// The text without the marks of conflicts, each with the lines of both sides, those of `first` first; and these lines.
fn settled_text(text: &str, first: Side) -> (String, Vec<String>) {
    let (mut after, mut added) = (String::new(), Vec::new());
    let (mut ours, mut theirs): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut within = None;
    for line in text.split_inclusive('\n') {
        match (&mut within, line) {
            (within, line) if line.starts_with(OURS) => *within = Some(OURS),
            (within @ Some(_), line) if line.starts_with(BASE) => *within = Some(BASE),
            (within @ Some(_), line) if line.starts_with(MIDDLE) => *within = Some(MIDDLE),
            (within @ Some(_), line) if line.starts_with(THEIRS) => {
                *within = None;
                let (one, other) = match first {
                    Side::Ours => (std::mem::take(&mut ours), std::mem::take(&mut theirs)),
                    Side::Theirs => (std::mem::take(&mut theirs), std::mem::take(&mut ours)),
                };
                let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
                let is_new = |line: &&&str| !one.iter().any(|known| name(known) == name(line));
                for line in one.iter().chain(other.iter().filter(is_new)) {
                    after.push_str(line);
                    added.push(line.trim().to_owned());
                }
            }
            (Some(OURS), line) => ours.push(line),
            (Some(MIDDLE), line) => theirs.push(line),
            // What both began with is in what each made of it.
            (Some(_), _) => {}
            (None, line) => after.push_str(line),
        }
    }
    (after, added)
}

/// Requires that a build takes the migrations in this order.
fn prove(settled: &[Settled], context: &Context) -> Outcome<()> {
    let overlay = settled.iter().fold(Overlay::default(), |overlay, one| {
        let path = one.path.canonicalize().unwrap_or_else(|_| one.path.clone());
        overlay.with(path, &one.after)
    });
    let loaded = context.load_with(overlay);
    if !loaded.findings.has_errors() {
        return Ok(());
    }
    let errors = loaded.findings.iter().filter(|finding| finding.severity == Severity::Error);
    context.terminal.note(format_args!("{}\n", shown_findings(errors, &loaded.sources, &context.settings.project)));
    let failure = Failure::new("in this order a build would refuse the migrations; nothing was written");
    Err(failure
        .help("try the other order, `--merge=ours` or `--merge=theirs`, or mend the migrations that are not applied"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0001_a\n<<<<<<< HEAD\n0002_b\n@v1\n||||||| base\n=======\n0002_c\n>>>>>>> main\n# end\n";

    #[test]
    fn both_sides_are_kept_in_the_order_that_is_said() {
        assert_eq!(settled_text(TEXT, Side::Ours).0, "0001_a\n0002_b\n@v1\n0002_c\n# end\n");
        assert_eq!(settled_text(TEXT, Side::Theirs).0, "0001_a\n0002_c\n0002_b\n@v1\n# end\n");
        assert_eq!(settled_text(TEXT, Side::Theirs).1, ["0002_c", "0002_b", "@v1"]);
    }

    #[test]
    fn what_both_sides_have_comes_once() {
        let text = "<<<<<<< HEAD\n0001_a\n0002_b\n=======\n0001_a sha256:00\n0002_c\n>>>>>>> main\n";
        assert_eq!(settled_text(text, Side::Ours).0, "0001_a\n0002_b\n0002_c\n");
    }

    #[test]
    fn sides_have_the_names_that_git_gives_them() {
        let conflict = Conflict::of(TEXT).unwrap();
        assert_eq!((conflict.ours, conflict.theirs), ("HEAD", "main"));
        assert!(Conflict::of("0001_a\n").is_none());
    }
}
