//! `check`: what a build would say of the migrations and of the models, without a build.

use clap::Args;
use covet_core::lint::Level;
use covet_core::syntax::Loaded;
use covet_core::syntax::model::{Discovered, Owners, differences, discover};
use covet_core::{Diagnostic, Severity};

use crate::context::{Context, finding_json, shown_findings};
use crate::exit::{Exit, Outcome};
use crate::settings::Origin;
use crate::terminal::{BAD, GOOD, OPEN, styled};

/// Checks the migrations of the directory and the models as a build does, and shows every finding: warnings as well, which a
/// compiler may hide.
#[derive(Args, Clone, Debug)]
pub(crate) struct Check {
    /// Fail where there are warnings, too.
    #[arg(long)]
    deny_warnings: bool,
}

pub(crate) fn run(arguments: &Check, context: &Context) -> Outcome {
    let loaded = context.load();
    let models = of_models(loaded, context);
    let found = [(&loaded.findings, &loaded.sources), (&models.findings, &models.sources)];
    let all = || found.iter().flat_map(|(findings, sources)| findings.iter().map(move |finding| (finding, *sources)));
    let count = |severity| all().filter(|(finding, _)| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if context.terminal.json {
        let project = &context.settings.project;
        context.terminal.json(&all().map(|(finding, sources)| finding_json(finding, sources, project)).collect());
    } else {
        for (findings, sources) in found.iter().filter(|(findings, _)| !findings.is_empty()) {
            let shown = shown_findings(findings.iter(), sources, &context.settings.project);
            context.terminal.result(format_args!("{shown}\n\n"));
        }
        context.terminal.result(summary(loaded, errors, warnings));
    }
    let fails = errors > 0 || arguments.deny_warnings && warnings > 0;
    Ok(if fails { Exit::Failed } else { Exit::Done })
}

/// What the derive says of the models where they are built: what is wrong with them, and what differs from the migrations, at the
/// level that `covet.toml` sets.
fn of_models(loaded: &Loaded, context: &Context) -> Discovered {
    let level = loaded.models.check.unwrap_or(Level::Deny);
    let (project, directory) = (&context.settings.project, &context.settings.directory);
    let is_cargos = project.root.join("Cargo.toml").is_file();
    let Some(severity) = level.severity().filter(|_| is_cargos && !loaded.findings.has_errors()) else {
        return Discovered::nothing();
    };
    let mut discovered = discover(&project.root);
    // A build compares a model that names no directory with the one that everybody takes.
    let is_usual = !matches!(directory.origin, Origin::Flag(_));
    let owners = Owners::of(loaded);
    let models = discovered.models_of(&directory.value).filter(|model| is_usual || model.migrations.is_some());
    let differing = models.flat_map(|model| {
        let app = owners.app_of(model).ok();
        differences(model, &loaded.schema, app.as_deref())
    });
    let differing: Vec<Diagnostic> = differing.map(|finding| Diagnostic { severity, ..finding }).collect();
    discovered.findings.extend(differing);
    discovered
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
