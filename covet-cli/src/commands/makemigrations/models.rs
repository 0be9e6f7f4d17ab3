//! The models of the project, and what they want.

use std::collections::BTreeSet;

use covet_core::Severity;
use covet_core::diff::Answers;
use covet_core::engine::{History, Wanted};
use covet_core::syntax::Loaded;
use covet_core::syntax::model::{Discovered, Owners, discover, unable};

use crate::context::{Context, failed_by, shown_findings};
use crate::exit::{Failure, Outcome};

/// What the models of a project want.
pub(super) struct Models {
    pub(super) wanted: Wanted,
    /// The renames that they hint at.
    pub(super) answers: Answers,
    /// How many there are.
    pub(super) count: usize,
    /// The apps that they belong to, and those that have migrations.
    pub(super) apps: BTreeSet<String>,
}

/// Finds the models in the sources of the project.
///
/// # Errors
/// When they cannot be read, or do not fit together; what is wrong has been shown.
pub(super) fn find(context: &Context, loaded: &Loaded, history: &History) -> Outcome<Models> {
    let (project, directory) = (&context.settings.project, &context.settings.directory.value);
    let discovered = discover(&project.root);
    if discovered.findings.has_errors() {
        return Err(wrong(discovered.findings.iter(), &discovered, context));
    }
    let mut owners = Owners::of(loaded);
    if owners.apps.is_empty() {
        owners.apps.push(project.name.clone());
    }
    let wanted = discovered.wanted(directory, history.schema(), &owners);
    let wanted = wanted.map_err(|findings| wrong(findings.iter(), &discovered, context))?;
    let faults = unable(discovered.models_of(directory), &wanted.schema, history.schema(), &loaded.targets);
    if faults.has_errors() {
        return Err(wrong(faults.iter(), &discovered, context));
    }
    let mut models = Models {
        wanted: Wanted::default(),
        answers: wanted.answers,
        count: 0,
        apps: owners.apps.iter().cloned().collect(),
    };
    models.wanted.schema = wanted.schema;
    for model in discovered.models_of(directory) {
        models.count += 1;
        // What has no app was an error above.
        if let Ok(app) = owners.app_of(model) {
            models.apps.insert(app.clone());
            if model.managed {
                models.wanted.owners.insert(model.table.name.clone(), app);
            }
        }
    }
    if models.count == 0 && history.schema().tables().next().is_none() {
        return Err(Failure::new("there are no models: no struct derives `covet::Model`").help(
            "write `#[derive(covet::Model)]` on one that is a row of a table, or begin by hand: \
             `covet makemigrations --empty --name ..`",
        ));
    }
    Ok(models)
}

/// The failure that the models are not right.
fn wrong<'a>(
    findings: impl Iterator<Item = &'a covet_core::Diagnostic>,
    discovered: &Discovered,
    context: &Context,
) -> Failure {
    let errors: Vec<_> = findings.filter(|finding| finding.severity == Severity::Error).collect();
    let shown = shown_findings(errors.iter().copied(), &discovered.sources, &context.settings.project);
    context.terminal.note(format_args!("{shown}\n"));
    let count = if errors.len() == 1 { "an error".to_owned() } else { format!("{} errors", errors.len()) };
    let message = format!("the models have {count}; nothing was written");
    failed_by(errors, &discovered.sources, &context.settings.project, message)
}
