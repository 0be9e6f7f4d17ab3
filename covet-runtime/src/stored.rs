//! What the database has recorded to undo a migration, for binaries that do not embed it.
//!
//! Whoever could write to the tracking table could have written these steps. So they are run on request alone, by the
//! digest of what somebody has looked at, and not at all where the log knows another one.

use std::collections::BTreeMap;

use covet_core::plan::{Condition, Plan, Step};
use covet_core::schema::{Object, ObjectId, SqlText};
use covet_core::{Checksum, Dialect, MigrationId, Schema, TableName};

use crate::error::{Error, Result};
use crate::history::Row;
use crate::options::Options;
use crate::work::Work;

/// The text that says why nothing is recorded.
pub(crate) fn nothing(why: &str) -> String {
    serde_json::json!({ "none": why }).to_string()
}

/// What the database has of a migration's down.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stored {
    /// The text of the tracking table.
    pub(crate) text: String,
    /// The digest that the log has of the text which was recorded.
    pub(crate) logged: Option<Checksum>,
}

/// The digest of what is recorded to undo a migration: nothing else has the same, nor has it for another migration.
pub(crate) fn digest(id: &MigrationId, checksum: Checksum, text: &str) -> Checksum {
    Checksum::of(format!("covet revert\0{}\0{}\0{checksum}\0{text}", id.app, id.name).as_bytes())
}

/// Makes a migration that the binary does not embed ready to be rolled back, by what is recorded of it.
///
/// # Errors
/// [`Error::NotEmbedded`] where nothing is recorded, and [`Error::Tampered`].
pub(crate) fn work(row: &Row, dialect: Dialect) -> Result<Work> {
    let without =
        |why: String| Error::NotEmbedded { migration: row.id.clone(), recorded: row.last.checksum, stored: Err(why) };
    let Some(stored) = row.stored.as_ref().filter(|stored| !stored.text.is_empty()) else {
        return Err(without("none were recorded when it was applied".to_owned()));
    };
    let found = digest(&row.id, row.last.checksum, &stored.text);
    if let Some(logged) = stored.logged.filter(|logged| *logged != found) {
        return Err(Error::Tampered { migration: row.id.clone(), logged, found });
    }
    if let Ok(mut nothing) = serde_json::from_str::<BTreeMap<String, String>>(&stored.text) {
        return Err(without(nothing.remove("none").unwrap_or_default()));
    }
    let plan: Plan = serde_json::from_str(&stored.text)
        .map_err(|error| without(format!("what is recorded can only be read by a later version of covet ({error})")))?;
    Ok(Work::of_stored(row, plan, found, dialect))
}

/// Refuses recorded steps that nobody has allowed.
///
/// # Errors
/// [`Error::NotEmbedded`] where none were allowed at all, and [`Error::NotAllowed`] where others were.
pub(crate) fn check(work: &Work, options: &Options) -> Result<()> {
    let Some(found) = work.stored.filter(|found| !options.stored.contains(found)) else { return Ok(()) };
    let migration = work.id().clone();
    Err(match options.stored.is_empty() {
        true => Error::NotEmbedded { migration, recorded: work.row.last.checksum, stored: Ok(found) },
        false => Error::NotAllowed { migration, found },
    })
}

/// What is known of the schemas around a recorded step, and the tables that it changes: no more than its conditions say.
pub(crate) fn around(step: &Step) -> (Schema, Schema, Vec<TableName>) {
    let mut tables = Vec::new();
    let mut schema = |condition| {
        let mut schema = Schema::new();
        collect(condition, &mut schema, &mut tables);
        schema
    };
    (schema(&step.before), schema(&step.after), tables)
}

/// Notes the tables that a condition is about, and the objects: these are known by their names alone.
fn collect(condition: &Condition, schema: &mut Schema, tables: &mut Vec<TableName>) {
    let table = match condition {
        Condition::All(all) => return all.iter().for_each(|one| collect(one, schema, tables)),
        Condition::Object(id) | Condition::NoObject(id) => return schema.insert_object(named(id)),
        Condition::Query(_)
        | Condition::NotYet(_)
        | Condition::Recorded
        | Condition::Enum(..)
        | Condition::NoEnum(_) => {
            return;
        }
        Condition::TableIs(table) => &table.name,
        Condition::Table(name)
        | Condition::NoTable(name)
        | Condition::Comment(name, _)
        | Condition::Column(name, _)
        | Condition::NoColumn(name, _)
        | Condition::Index(name, _)
        | Condition::NoIndex(name, _)
        | Condition::PrimaryKey(name, _)
        | Condition::Unique(name, _)
        | Condition::ForeignKey(name, _)
        | Condition::Check(name, _)
        | Condition::NoConstraint(name, _) => name,
    };
    if !tables.contains(table) {
        tables.push(table.clone());
    }
}

fn named(id: &ObjectId) -> Object {
    let ObjectId { kind, name, on } = id.clone();
    Object { kind, name, on, create: SqlText::default(), drop: SqlText::default(), uses: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Recorded, State};

    fn row(text: &str, logged: Option<Checksum>) -> Row {
        let (id, checksum) = (MigrationId::new("a", "1"), Checksum([7; 32]));
        let last = Recorded { name: "1".to_owned(), order_index: 0, checksum, chain: covet_core::Chain::EMPTY };
        let stored = Some(Stored { text: text.to_owned(), logged });
        Row { stored, ..Row::of(id, last, State::Applied) }
    }

    #[test]
    fn why_nothing_is_recorded_is_told() {
        let why = |text: &str| work(&row(text, None), Dialect::Sqlite).unwrap_err().to_string();
        assert!(why("").contains("none were recorded"), "{}", why(""));
        assert!(why(&nothing("its down runs `x`")).contains("its down runs `x`"));
        // What a later version says beside is not passed over.
        let later = why(r#"{"steps":[],"requires":"x"}"#);
        assert!(later.contains("a later version of covet (unknown field `requires`"), "{later}");
    }

    #[test]
    fn what_is_not_what_was_recorded_is_refused() {
        let (id, checksum, text) = (MigrationId::new("a", "1"), Checksum([7; 32]), r#"{"steps":[]}"#);
        let recorded = digest(&id, checksum, text);
        assert_eq!(work(&row(text, Some(recorded)), Dialect::Sqlite).unwrap().stored, Some(recorded));
        let changed = work(&row(r#"{"steps": []}"#, Some(recorded)), Dialect::Sqlite).unwrap_err();
        assert!(matches!(changed, Error::Tampered { logged, .. } if logged == recorded), "{changed}");
        assert_ne!(recorded, digest(&MigrationId::new("a", "2"), checksum, text));
    }
}
