//! `check`: what a build would say of the migrations, without a build.

use clap::Args;
use covet_core::syntax::Loaded;
use covet_core::{Diagnostic, Severity};
use serde_json::{Value, json};

use crate::context::{Context, shown_findings};
use crate::exit::{Exit, Outcome};
use crate::terminal::{BAD, GOOD, OPEN, styled};

/// Checks the migrations of the directory as a build does, and shows every finding: warnings as well, which a compiler
/// may hide.
#[derive(Args, Clone, Debug)]
pub(crate) struct Check {
    /// Fail where there are warnings, too.
    #[arg(long)]
    deny_warnings: bool,
}

pub(crate) fn run(arguments: &Check, context: &Context) -> Outcome {
    let loaded = context.load();
    let count = |severity| loaded.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if context.terminal.json {
        context.terminal.json(&loaded.findings.iter().map(|finding| finding_json(finding, loaded, context)).collect());
    } else {
        if !loaded.findings.is_empty() {
            let project = &context.settings.project;
            context
                .terminal
                .result(format_args!("{}\n\n", shown_findings(loaded.findings.iter(), &loaded.sources, project)));
        }
        context.terminal.result(summary(loaded, errors, warnings));
    }
    let fails = errors > 0 || arguments.deny_warnings && warnings > 0;
    Ok(if fails { Exit::Failed } else { Exit::Done })
}

fn summary(loaded: &Loaded, errors: usize, warnings: usize) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let checked = format!(
        "{} of {}, for {}",
        counted(loaded.migrations.len(), "migration"),
        counted(loaded.apps.len(), "app"),
        match &loaded.servers[..] {
            [] => loaded.targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            servers => servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        }
    );
    match (errors, warnings) {
        (0, 0) => format!("{}: {checked}", styled(GOOD.bold(), "sound")),
        (0, _) => format!("{}: {checked}", styled(OPEN.bold(), counted(warnings, "warning"))),
        (_, 0) => format!("{}: {checked}", styled(BAD, counted(errors, "error"))),
        _ => format!("{}, {}: {checked}", styled(BAD, counted(errors, "error")), counted(warnings, "warning")),
    }
}

/// A finding for machines. Lines and columns count from 1, in characters; the end is that after the last.
fn finding_json(finding: &Diagnostic, loaded: &Loaded, context: &Context) -> Value {
    let place = loaded.sources.location(finding.mark);
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "severity": severity,
        "code": finding.code,
        "message": finding.message,
        "help": finding.help,
        "file": place.as_ref().map(|place| context.settings.project.shown(place.path).display().to_string()),
        "line": place.as_ref().map(|place| place.start.0),
        "column": place.as_ref().map(|place| place.start.1 + 1),
        "end_line": place.as_ref().map(|place| place.end.0),
        "end_column": place.as_ref().map(|place| place.end.1 + 1),
    })
}
