//! What migrations need of a server, asked of the one that there is before anything runs.

use covet_core::dialect::Release;

use crate::backend::{Backend, Ground, first};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::options::Options;
use crate::work::Work;

/// Refuses to begin in a database whose tables would not hold every text.
///
/// Before its first migration alone: what was begun is gone on with, and where tables are taken over they are as they are.
pub(crate) fn check_ground(ground: &Ground, options: &Options, is_first: bool) -> Result<()> {
    match &ground.character_set {
        Some(found) if is_first && !options.fake.looks() => {
            Err(Error::CharacterSet { database: ground.schema.as_str().into(), found: found.as_str().into() })
        }
        _ => Ok(()),
    }
}

/// Refuses migrations that need what the server has not. Where none needs anything, nothing is asked.
///
/// A server that says no version that can be read is believed to have all.
pub(crate) async fn check(
    connection: &mut Connection<'_>,
    backend: &'static dyn Backend,
    works: &[Work],
) -> Result<()> {
    if works.iter().all(|work| work.needs().is_empty()) {
        return Ok(());
    }
    let answer = backend.ask_of(connection, backend.version_query()).await?;
    let Some(found) = first(&answer, 0).and_then(|text| Release::read(backend.dialect(), text)) else { return Ok(()) };
    for work in works {
        if let Some((operation, need)) = work.needs().iter().find(|(_, need)| !need.is_met_by(&found)) {
            return Err(Error::Unmet {
                migration: work.id().clone(),
                operation: operation.as_str().into(),
                what: need.what.as_str().into(),
                needed: need.releases,
                found,
            });
        }
    }
    Ok(())
}
