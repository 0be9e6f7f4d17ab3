//! `seal`: writes into the order files what the migrations must be for ever.

use std::cell::RefCell;

use clap::Args;
use covet_core::syntax::{Loaded, seal_of, with_seals};
use serde_json::json;

use super::target;
use crate::context::Context;
use crate::exit::{Exit, Failure, Outcome};
use crate::files;

/// Seals migrations: order.txt gets the checksum of each, and a build fails when a sealed migration changes.
#[derive(Args, Clone, Debug)]
pub(crate) struct Seal {
    /// Only these apps.
    apps: Vec<String>,
    /// No further than to a migration, as app/name, or a release, as @v1.2.
    #[arg(long, value_name = "TARGET", conflicts_with = "apps")]
    to: Option<String>,
    /// Show what would be sealed, and write nothing; exit with 3 when there is something.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Seal, context: &Context) -> Outcome {
    let loaded = context.sound()?;
    let names: Vec<&str> = loaded.apps.iter().map(|app| app.name.as_str()).collect();
    if let Some(unknown) = arguments.apps.iter().find(|app| !names.contains(&app.as_str())) {
        return Err(target::unknown_app(unknown, &names));
    }
    let limits = limits(arguments, loaded)?;
    let mut sealed = Vec::new();
    for app in &loaded.apps {
        let Some((_, limit)) = limits.iter().find(|(name, _)| *name == app.name) else { continue };
        let ours = loaded.migrations.iter().filter(|one| one.migration.id.app == app.name).take(*limit);
        let ours: Vec<_> = ours.collect();
        let before = files::read(&app.order_file)?;
        let new = RefCell::new(Vec::new());
        let text = with_seals(&before, |name| {
            let one = ours.iter().find(|one| one.migration.id.name == name)?;
            new.borrow_mut().push(one.migration.id.to_string());
            Some(seal_of(one))
        });
        let new = new.into_inner();
        if !arguments.check && !new.is_empty() {
            files::replace(&app.order_file, &before, &text)?;
        }
        sealed.extend(new);
    }
    show(arguments, &sealed, context);
    Ok(if arguments.check && !sealed.is_empty() { Exit::Pending } else { Exit::Done })
}

fn show(arguments: &Seal, sealed: &[String], context: &Context) {
    if context.terminal.json {
        let key = if arguments.check { "unsealed" } else { "sealed" };
        return context.terminal.json(&json!({ key: sealed }));
    }
    let count = if sealed.len() == 1 { "1 migration".to_owned() } else { format!("{} migrations", sealed.len()) };
    let done = match (sealed.len(), arguments.check) {
        (0, _) => return context.terminal.result("everything is sealed already"),
        (_, true) => format!("{count} not sealed:"),
        (_, false) => format!("sealed {count}:"),
    };
    context.terminal.result(format_args!("{done}\n  {}", sealed.join("\n  ")));
}

/// How many migrations of each app are to be sealed.
fn limits(arguments: &Seal, loaded: &Loaded) -> Outcome<Vec<(String, usize)>> {
    let is_asked = |name: &String| arguments.apps.is_empty() || arguments.apps.contains(name);
    let Some(to) = &arguments.to else {
        let asked = loaded.apps.iter().map(|app| app.name.clone()).filter(is_asked);
        return Ok(asked.map(|name| (name, usize::MAX)).collect());
    };
    let unknown = || {
        Failure::usage(format!("there is no `{to}` to seal to"))
            .help("write `app/name`, or `@release` for a line of order.txt")
    };
    let limits: Vec<(String, usize)> = match to.strip_prefix('@') {
        Some(release) => {
            let marked = loaded.apps.iter().filter_map(|app| {
                let release = app.releases.iter().find(|one| one.name == release)?;
                Some((app.name.clone(), release.migrations))
            });
            marked.collect()
        }
        None => {
            let (app, name) = to.split_once('/').ok_or_else(unknown)?;
            let mut ours = loaded.migrations.iter().filter(|one| one.migration.id.app == app);
            let place = ours.position(|one| one.migration.id.name == name).ok_or_else(unknown)?;
            vec![(app.to_owned(), place + 1)]
        }
    };
    if limits.is_empty() { Err(unknown()) } else { Ok(limits) }
}
