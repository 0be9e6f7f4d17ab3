//! `config`: every setting and where it comes from.

use anstyle::Style;
use clap::Args;
use covet_core::syntax::CONFIG_FILE;
use serde_json::{Value, json};

use crate::context::Context;
use crate::database;
use crate::exit::{Exit, Outcome};
use crate::settings::{Origin, Settings, masked};
use crate::table::aligned;
use crate::terminal::{BOLD, DIM};

/// Shows every setting and where it comes from. Passwords are masked.
#[derive(Args, Clone, Debug)]
pub(crate) struct Config {}

pub(crate) fn run(_: &Config, context: &Context) -> Outcome {
    let rows = rows(&context.settings);
    if context.terminal.json {
        let setting =
            |(name, value, origin): &(&str, String, String)| json!({ "name": name, "value": value, "from": origin });
        context.terminal.json(&rows.iter().map(setting).collect::<Value>());
        return Ok(Exit::Done);
    }
    let cells: Vec<_> = rows
        .into_iter()
        .map(|(name, value, origin)| vec![(name.to_owned(), BOLD), (value, Style::new()), (origin, DIM)])
        .collect();
    context.terminal.result(aligned(&cells).join("\n"));
    Ok(Exit::Done)
}

/// Name, value and origin of each setting.
fn rows(settings: &Settings) -> Vec<(&'static str, String, String)> {
    let Settings { project, directory, url, table, schema, role, targets, numbering } = settings;
    let shown_targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
    let crate_name = if project.is_crate { "Cargo.toml" } else { "the name of the directory" };
    let (targets, targets_from) = match shown_targets.is_empty() {
        true => ("postgres, mysql, sqlite".to_owned(), Origin::Default.to_string()),
        false => (shown_targets.join(", "), CONFIG_FILE.to_owned()),
    };
    let dialect = database::dialect(settings).map_or_else(|_| "unknown".to_owned(), |dialect| dialect.to_string());
    // It is set on the command line alone, and seldom.
    let role = role.iter().map(|role| ("role", role.clone(), Origin::Flag("--role").to_string()));
    let mut rows = vec![
        ("project", project.root.display().to_string(), format!("{crate_name}: {}", project.name)),
        ("directory", project.shown(&directory.value).display().to_string(), directory.origin.to_string()),
        ("numbering", numbering.value.to_string(), numbering.origin.to_string()),
        ("targets", targets, targets_from),
        ("database", dialect, "the URL".to_owned()),
        ("url", masked(&url.value), url.origin.to_string()),
        ("table", table.value.clone().unwrap_or_else(|| "covet_migrations".to_owned()), table.origin.to_string()),
        (
            "schema",
            schema.value.clone().unwrap_or_else(|| "that of the connection".to_owned()),
            schema.origin.to_string(),
        ),
    ];
    rows.extend(role);
    rows
}
