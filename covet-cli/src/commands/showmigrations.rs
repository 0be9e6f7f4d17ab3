//! `showmigrations`: which migrations there are, and which of them are applied.

use anstyle::Style;
use clap::Args;
use covet_runtime::{Entry, Log, LogEntry, Standing};
use serde_json::{Value, json};

use super::target;
use crate::context::Context;
use crate::database::Access;
use crate::exit::{Exit, Outcome};
use crate::progress::verb;
use crate::table::aligned;
use crate::terminal::{BAD, BOLD, DIM, GOOD, OPEN, cells, styled};

/// Shows which migrations there are, and which of them are applied, when and as whom.
#[derive(Args, Clone, Debug)]
pub(crate) struct Showmigrations {
    /// Only these apps.
    apps: Vec<String>,
    /// In one list, as the database applied them, and then as they would run.
    #[arg(long)]
    plan: bool,
    /// What was done to the database, when, by whom and with which program; roll-backs and failures, too.
    #[arg(long, conflicts_with = "plan")]
    history: bool,
}

pub(crate) async fn run(arguments: &Showmigrations, context: &Context) -> Outcome {
    let migrator = context.migrator()?;
    let mut database = context.database(Access::Read).await?;
    if arguments.history {
        let mut log = migrator.history(database.source()).await.map_err(|error| context.failed(error))?;
        log.entries.retain(|entry| arguments.apps.is_empty() || arguments.apps.contains(&entry.migration.app));
        show_log(&log, context);
        return Ok(Exit::Done);
    }
    let status = migrator.status(database.source()).await.map_err(|error| context.failed(error))?;
    let mut apps: Vec<&str> = status.entries.iter().map(|entry| entry.migration.app.as_str()).collect();
    apps.sort_unstable();
    apps.dedup();
    if let Some(unknown) = arguments.apps.iter().find(|app| !apps.contains(&app.as_str())) {
        return Err(target::unknown_app(unknown, &apps));
    }
    let is_asked = |entry: &&Entry| arguments.apps.is_empty() || arguments.apps.contains(&entry.migration.app);
    let entries: Vec<&Entry> = status.entries.iter().filter(is_asked).collect();
    if context.terminal.json {
        context.terminal.json(&entries.iter().copied().map(entry_json).collect());
        return Ok(Exit::Done);
    }
    let mut lines = Vec::new();
    if arguments.plan {
        lines.extend(shown(&entries, |entry| entry.migration.to_string(), context));
    } else {
        let mut by_app = entries.clone();
        by_app.sort_by(|a, b| a.migration.app.cmp(&b.migration.app));
        let mut last = "";
        for (entry, line) in by_app.iter().zip(shown(&by_app, |entry| entry.migration.name.clone(), context)) {
            if entry.migration.app != last {
                last = &entry.migration.app;
                lines.push(styled(BOLD, last));
            }
            lines.push(line);
        }
    }
    let count = |standing| entries.iter().filter(|entry| entry.standing == standing).count();
    let (pending, half) = (count(Standing::Pending), count(Standing::Interrupted));
    let interrupted = if half > 0 { format!(", {half} interrupted") } else { String::new() };
    lines.push(format!("{} applied, {pending} pending{interrupted}", entries.len() - pending - half));
    context.terminal.result(lines.join("\n"));
    Ok(Exit::Done)
}

/// How much of the time is shown.
#[derive(Clone, Copy)]
enum When {
    Whole,
    Day,
    Not,
}

/// A line for each entry, as wide as the terminal allows.
fn shown(entries: &[&Entry], name: impl Fn(&Entry) -> String, context: &Context) -> Vec<String> {
    let lines = |when| {
        let rows: Vec<_> = entries.iter().map(|entry| row(entry, name(entry), when)).collect();
        aligned(&rows)
    };
    let fits = |lines: &[String]| {
        let widest = lines.iter().map(|line| cells(line)).max();
        context.terminal.width().is_none_or(|width| widest.unwrap_or(0) <= width)
    };
    let mut shown = Vec::new();
    for when in [When::Whole, When::Day, When::Not] {
        shown = lines(when);
        if fits(&shown) {
            break;
        }
    }
    shown
}

fn row(entry: &Entry, name: String, when: When) -> Vec<(String, Style)> {
    let (mark, style) = match entry.standing {
        Standing::Pending => (" [ ]", OPEN),
        Standing::Applied => (" [X]", GOOD),
        Standing::Interrupted => (" [!]", BAD),
        _ => (" [X]", BAD),
    };
    let at = entry.applied_at.as_deref().unwrap_or_default();
    let at = match when {
        When::Whole if !at.is_empty() => format!("{at} UTC"),
        When::Day => at.split(' ').next().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let note = match entry.standing {
        Standing::Edited => "edited since it was applied".to_owned(),
        Standing::Unknown => "applied, and unknown here".to_owned(),
        Standing::Interrupted => "interrupted".to_owned(),
        _ if is_fake(entry) => "recorded without running it".to_owned(),
        _ if entry.recorded_as.is_empty() => String::new(),
        _ => format!("recorded as {}", entry.recorded_as.join(", ")),
    };
    let note_style = if entry.standing == Standing::Applied { DIM } else { BAD };
    // Mark and name are one cell: there is one space between them.
    let marked = vec![(format!("{style}{mark}{style:#} {name}"), Style::new())];
    [marked, vec![(at, DIM), (note, note_style)]].concat()
}

fn show_log(log: &Log, context: &Context) {
    if !context.terminal.json {
        return context.terminal.result(log);
    }
    let entry = |entry: &LogEntry| {
        json!({
            "at": entry.at,
            "app": entry.migration.app,
            "name": entry.migration.name,
            "action": verb(entry.direction),
            "outcome": format!("{:?}", entry.outcome).to_lowercase(),
            "kind": entry.kind,
            "checksum": entry.checksum.map(|checksum| checksum.to_string()),
            "by": entry.by,
            "program": entry.program,
            "covet": entry.version,
            "milliseconds": entry.duration.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
            "message": entry.message,
        })
    };
    context.terminal.json(&log.entries.iter().map(entry).collect());
}

fn is_fake(entry: &Entry) -> bool {
    entry.standing == Standing::Applied && entry.kind.as_deref() == Some("fake")
}

fn entry_json(entry: &Entry) -> Value {
    let state = match entry.standing {
        Standing::Applied => "applied",
        Standing::Pending => "pending",
        Standing::Edited => "edited",
        Standing::Unknown => "unknown",
        Standing::Interrupted => "interrupted",
        _ => "other",
    };
    json!({
        "app": entry.migration.app,
        "name": entry.migration.name,
        "state": state,
        "applied_at": entry.applied_at,
        "applied_by": entry.applied_by,
        "kind": entry.kind,
        "recorded_as": entry.recorded_as,
        "checksum": entry.recorded.map(|checksum| checksum.to_string()),
    })
}
