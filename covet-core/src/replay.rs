//! Folds migrations over a schema, and proves that every down restores what was there before its up.

use crate::diagnostic::{Diagnostic, Findings};
use crate::migration::{Migration, Script, WrittenDown};
use crate::operation::{Change, DownClass, Inverse, Irreversible, Operation};
use crate::schema::Schema;

/// What undoes a migration.
#[derive(Clone, Debug, PartialEq)]
pub enum Down {
    /// These operations, which restore that much.
    Operations(Inverse),
    /// Nothing, and why.
    Irreversible(String),
}

/// Applies operations that are known to be right, such as those of a migration that was embedded by a build.
///
/// # Errors
/// The first finding, where one of them is wrong after all: the schema is not the one that the build had.
pub fn apply(operations: &[Operation], schema: &mut Schema) -> Result<(), Diagnostic> {
    for operation in operations {
        let mut findings = Findings::new();
        operation.apply(schema, &mut findings);
        if let Some(finding) = findings.into_iter().find(|finding| finding.severity == crate::Severity::Error) {
            return Err(finding);
        }
    }
    Ok(())
}

/// Applies a migration to `schema`, and proves its down: the derived one, or the one written by hand.
pub fn migration(migration: &Migration, schema: &mut Schema, findings: &mut Findings) -> Down {
    schema.forget_touched();
    let before = schema.clone();
    let errors_before = findings.len();
    let derived = forward(&migration.up, schema, findings);
    if findings.len() > errors_before || schema.is_incomplete() {
        // Whatever could be said of the down would follow from what is known already.
        return Down::Irreversible("the migration has errors".into());
    }
    check_required_columns(migration, &before, findings);
    let declared = &migration.attributes.irreversible;
    match (&migration.down, declared, derived) {
        (Some(down), Some(_), _) => {
            let message = "`down` is written, and the migration says that it is irreversible";
            findings.push(Diagnostic::error("down-of-irreversible", down.mark, message).help("remove one of them"));
            Down::Irreversible(message.into())
        }
        (Some(down), None, derived) => {
            prove_written(down, &before, schema, findings);
            let class = derived.map_or(DownClass::Conditional, |inverse| inverse.class);
            Down::Operations(Inverse { operations: down.script.operations().to_vec(), class })
        }
        (None, Some(why), _) => Down::Irreversible(why.clone()),
        (None, None, Ok(inverse)) => {
            prove_derived(migration, &inverse, &before, schema, findings);
            Down::Operations(inverse)
        }
        (None, None, Err(NoInverse { at, operation, why })) => {
            let message = format!("nothing undoes {operation}: {why}");
            let help = "add `.reverse(..)` where the operation takes it, write `fn down`, \
                        or say `#[migration(irreversible = \"why\")]`";
            findings.push(Diagnostic::error("no-down", migration.up.mark(at), message).help(help));
            Down::Irreversible(why.to_string())
        }
    }
}

/// The first operation of a script that nothing undoes.
struct NoInverse {
    at: usize,
    operation: String,
    why: Irreversible,
}

/// Applies a script, and collects the inverse of the whole.
fn forward(script: &Script, schema: &mut Schema, findings: &mut Findings) -> Result<Inverse, NoInverse> {
    let mut undone: Result<Vec<Inverse>, NoInverse> = Ok(Vec::new());
    for (at, operation) in script.operations().iter().enumerate() {
        let inverse = operation.inverse(schema);
        let mut found = Findings::new();
        operation.apply(schema, &mut found);
        script.report(at, found, findings);
        undone = undone.and_then(|mut list| match inverse {
            Ok(inverse) => {
                list.push(inverse);
                Ok(list)
            }
            Err(why) => Err(NoInverse { at, operation: operation.to_string(), why }),
        });
    }
    let undone = undone?;
    let class = undone.iter().map(|inverse| inverse.class).max().unwrap_or_default();
    let operations = undone.into_iter().rev().flat_map(|inverse| inverse.operations).collect();
    Ok(Inverse { operations, class })
}

/// A column without NULL and without a default cannot be added to a table that has rows.
fn check_required_columns(migration: &Migration, before: &Schema, findings: &mut Findings) {
    for (at, operation) in migration.up.operations().iter().enumerate() {
        let Operation::AddColumn(add) = operation else { continue };
        let required = !add.column.nullable && add.column.default.is_none() && add.fill.is_none();
        if required && before.table(&add.table).is_some() {
            let message = format!(
                "column `{}` is NOT NULL and has no default: the rows that `{}` has already would have no value for it",
                add.column.name, add.table
            );
            findings.push(
                Diagnostic::error("required-column", add.column.mark.or(migration.up.mark(at)), message).help(
                    "give it a `.default(..)`, or add it `.nullable()`, fill it, and alter it in a later operation",
                ),
            );
        }
    }
}

/// A derived down restores by construction; that it does is checked all the same.
fn prove_derived(migration: &Migration, inverse: &Inverse, before: &Schema, after: &Schema, findings: &mut Findings) {
    let mut restored = after.clone();
    let differences = match apply(&inverse.operations, &mut restored) {
        Ok(()) => before.differences(&restored),
        Err(finding) => vec![finding.message],
    };
    if !differences.is_empty() {
        let message = format!("the derived down does not restore the schema: {}", differences.join("; "));
        findings
            .push(Diagnostic::error("down-does-not-restore", migration.mark, message).help("write `fn down` by hand"));
    }
    for (at, operation) in migration.up.operations().iter().enumerate() {
        let Operation::DropColumn(drop) = operation else { continue };
        let column = before.table(&drop.table).and_then(|table| table.column(&drop.column));
        let bare = column.is_some_and(|column| !column.nullable && column.default.is_none());
        if bare && drop.restore_with.is_none() {
            let message = format!("rolling back fails on rows: `{}` comes back NOT NULL, without a value", drop.column);
            findings.push(
                Diagnostic::warning("lossy-down", migration.up.mark(at), message).help("add `.restore_with(value)`"),
            );
        }
    }
}

/// Proves that a down written by hand restores the schema before its up.
fn prove_written(down: &WrittenDown, before: &Schema, after: &Schema, findings: &mut Findings) {
    let mut restored = after.clone();
    let errors_before = findings.len();
    for (at, operation) in down.script.operations().iter().enumerate() {
        let mut found = Findings::new();
        operation.apply(&mut restored, &mut found);
        down.script.report(at, found, findings);
    }
    if findings.len() > errors_before {
        return;
    }
    let differences = before.differences(&restored);
    if !differences.is_empty() {
        let message = format!("`down` does not restore the schema before `up`: {}", differences.join("; "));
        findings.push(
            Diagnostic::error("down-does-not-restore", down.mark, message)
                .help("remove `down` to have it derived, or mend it"),
        );
    }
}
