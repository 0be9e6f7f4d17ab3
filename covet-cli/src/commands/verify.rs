//! `verify`: the recorded history against the migrations.

use clap::Args;
use covet_runtime::WhenNewer;
use serde_json::json;

use crate::context::Context;
use crate::database::Access;
use crate::exit::{Exit, Outcome};

/// Compares the recorded history of the database with the migrations, checksum by checksum; exits with 5 where they
/// differ.
#[derive(Args, Clone, Debug)]
pub(crate) struct Verify {
    /// Pass over migrations that the database has and that are unknown here.
    #[arg(long)]
    accept_newer: bool,
}

pub(crate) async fn run(arguments: &Verify, context: &Context) -> Outcome {
    let mut migrator = context.migrator()?;
    if arguments.accept_newer {
        migrator = migrator.when_newer(WhenNewer::Accept);
    }
    let mut database = context.database(Access::Read).await?;
    let verified = migrator.verify(database.source()).await.map_err(|error| context.failed(error))?;
    if context.terminal.json {
        context.terminal.json(&json!({ "applied": verified.applied, "pending": verified.pending }));
    } else {
        context.terminal.result(verified);
    }
    Ok(Exit::Done)
}
