//! `rollback --stored`: by the steps that the database has recorded, once a person has seen them.

use covet_core::Checksum;
use covet_runtime::{Migrator, PlanReport};

use super::rollback::Rollback;
use crate::context::Context;
use crate::exit::{Failure, Outcome};

/// Allows what was recorded to undo migrations that are unknown here: what the command line names by its digest, or what
/// is shown, and then agreed to.
///
/// # Errors
/// When nobody agrees, or there is nobody to ask.
pub(crate) fn allowed(
    migrator: Migrator,
    plan: &PlanReport,
    arguments: &Rollback,
    context: &Context,
) -> Outcome<Migrator> {
    if !arguments.digest.is_empty() {
        return Ok(migrator.stored(arguments.digest.iter().copied()));
    }
    let digests: Vec<Checksum> = plan.stored().collect();
    if digests.is_empty() {
        return Ok(migrator);
    }
    context.terminal.note(plan);
    if !arguments.yes {
        let count = plan.migrations.len();
        let what = if count == 1 { "this migration".to_owned() } else { format!("these {count} migrations") };
        let url = crate::settings::masked(&context.settings.url.value);
        let shown: Vec<String> = digests.iter().map(ToString::to_string).collect();
        let flag = format!("--digest {}", shown.join(","));
        if !context.terminal.confirm(&format!("undo {what} of {url} by these steps"), &flag)? {
            return Err(Failure::new("nothing was undone"));
        }
    }
    // Should the record change in between, it has another digest, and is refused.
    Ok(migrator.stored(digests))
}

/// A digest, as a plan shows it.
pub(crate) fn digest(text: &str) -> Result<Checksum, String> {
    text.trim().parse().map_err(|_| "a digest has 64 hexadecimal digits, as `--plan` shows them".to_owned())
}
