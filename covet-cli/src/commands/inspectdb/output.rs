//! Where models go, and what is said of all that was written.

use std::path::{Path, PathBuf};

use covet_core::syntax::writer::WrittenModel;
use serde_json::json;

use super::Found;
use super::adopted::Adopted;
use crate::context::Context;
use crate::exit::{Failure, Outcome};
use crate::new_migration::NewMigration;
use crate::{files, rustfmt};

/// Models, and where they are wanted.
pub(super) struct Models {
    /// The file; nothing where they are shown, or not wanted.
    file: Option<PathBuf>,
    wanted: bool,
    text: String,
    /// What they do not say, a line each.
    notes: Vec<String>,
}

impl Models {
    /// # Errors
    /// When the file is there already.
    pub(super) fn of(file: Option<&Path>, models: Vec<WrittenModel>, context: &Context) -> Outcome<Models> {
        let to_stdout = file == Some(Path::new("-"));
        if let Some(file) = file.filter(|file| file.exists()) {
            let shown = file.display();
            return Err(Failure::new(format!("{shown} is there already, and was left as it is"))
                .help("name another file; or `--models -`, which shows the models"));
        }
        let mut notes = Vec::new();
        for model in &models {
            let unmanaged = |line: &String| format!("`{}` does not say: {line}; so it is `unmanaged`", model.name);
            notes.extend(model.unsaid.iter().map(unmanaged));
            notes.extend(model.guessed.iter().map(|line| format!("{line}, and a guess in `{}`", model.name)));
        }
        let text = models.into_iter().map(|model| model.text).collect::<Vec<_>>().join("\n");
        let text = rustfmt::formatted(&text, &context.settings.project).unwrap_or(text);
        let file_at = file.filter(|_| !to_stdout).map(Path::to_owned);
        Ok(Models { file: file_at, wanted: file.is_some(), text, notes })
    }

    pub(super) fn write(&self, dry_run: bool) -> Outcome<()> {
        match self.file.as_ref().filter(|_| !dry_run) {
            Some(file) => {
                let directory = file.parent().filter(|directory| !directory.as_os_str().is_empty());
                directory.map_or(Ok(()), files::create_directory)?;
                files::create(file, &self.text)
            }
            None => Ok(()),
        }
    }
}

pub(super) fn show(
    migration: Option<&NewMigration>,
    models: &Models,
    adopted: &Adopted,
    found: &Found,
    dry_run: bool,
    context: &Context,
) {
    let shown = |path: &Path| context.settings.project.shown(path).display().to_string();
    if context.terminal.json {
        return context.terminal.json(&json!({
            "migration": migration.map(|new| json!({
                "migration": format!("{}/{}", new.app, new.name), "file": shown(&new.file()),
                "order_file": shown(&new.order_file()), "text": new.text,
            })),
            "models": models.wanted.then(|| json!({
                "file": models.file.as_deref().map(shown), "text": models.text, "notes": models.notes,
            })),
            "unsaid": adopted.unsaid, "renames": adopted.renames, "left_out": found.strangers, "written": !dry_run,
        }));
    }
    let terminal = context.terminal;
    match migration {
        None => terminal.note("everything that stands there is made by migrations already"),
        Some(new) if dry_run => {
            terminal.note(format_args!(
                "would write {}, and `{}` in {}:",
                shown(&new.file()),
                new.name,
                shown(&new.order_file())
            ));
            terminal.result(&new.text);
        }
        Some(new) => {
            let (file, order_file) = (shown(&new.file()), shown(&new.order_file()));
            terminal.result(format_args!("wrote {file}, and its line in {order_file}"));
        }
    }
    match &models.file {
        Some(file) if dry_run => {
            terminal.note(format_args!("would write {}:", shown(file)));
            terminal.result(&models.text);
        }
        Some(file) => terminal.result(format_args!("wrote {}", shown(file))),
        None if models.wanted => terminal.result(&models.text),
        None => {}
    }
    notes(migration, models, adopted, found, context);
}

/// What is to be known, and what is to be done next.
fn notes(migration: Option<&NewMigration>, models: &Models, adopted: &Adopted, found: &Found, context: &Context) {
    let list = |what: &str, lines: &[String]| {
        if !lines.is_empty() {
            context.terminal.note(format_args!("{what}:\n  {}", lines.join("\n  ")));
        }
    };
    list("left out", &found.strangers);
    list("not said by the migration, and not made by it", &adopted.unsaid);
    if models.wanted {
        list("not said by the models", &models.notes);
    }
    list("names that several tables have; run this first, to have the names of the migration", &adopted.renames);
    if let Some(new) = migration {
        let next = match is_first(new) && !adopted.differs {
            true => "migrate --fake-initial".to_owned(),
            false => format!("migrate --fake --to {}/{}", new.app, new.name),
        };
        context.terminal.note(format_args!("`{next}` records it where all of it is there already"));
    }
}

/// Whether it is the first of its app.
fn is_first(new: &NewMigration) -> bool {
    let order = std::fs::read_to_string(new.order_file()).unwrap_or_default();
    let first =
        order.lines().filter_map(|line| line.split_whitespace().next()).find(|word| !word.starts_with(['#', '@']));
    first.is_none_or(|first| first == new.name)
}
