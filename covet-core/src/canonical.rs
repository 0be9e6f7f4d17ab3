//! The canonical form of a migration: what is hashed, and what is embedded.
//!
//! Compact JSON of the operations: keys in a fixed order, what is at its default left out, derived names written out.
//! The form is numbered by [`SCHEME`] and frozen by goldens: a change that alters a byte of it is a new number, and the
//! old ones stay readable for ever, because databases hold their checksums.

use std::borrow::Cow;

use serde::Serialize;

use crate::checksum::Checksum;
use crate::dialect::Dialect;
use crate::operation::Operation;

/// The number of this form; recorded beside every checksum.
pub const SCHEME: u16 = 1;

/// Writes operations as canonical text.
pub fn encode(operations: &[Operation]) -> String {
    serde_json::to_string(operations).expect("operations hold text, numbers and lists only")
}

/// The text is not the canonical form of operations.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the embedded operations: {0}")]
pub struct Undecodable(#[from] serde_json::Error);

/// Reads what [`encode`] wrote.
///
/// # Errors
/// When the text was not written by it, or by a version that knows other operations.
///
/// ```
/// use covet_core::{canonical, operation::DropTable};
/// let operations = vec![DropTable { table: "users".into() }.into()];
/// let text = canonical::encode(&operations);
/// assert_eq!(text, r#"[{"drop_table":{"table":"users"}}]"#);
/// assert_eq!(canonical::decode(&text).unwrap(), operations);
/// ```
pub fn decode(text: &str) -> Result<Vec<Operation>, Undecodable> {
    Ok(serde_json::from_str(text)?)
}

/// What the checksum covers.
#[derive(Serialize)]
struct Hashed<'a> {
    scheme: u16,
    #[serde(skip_serializing_if = "is_true")]
    transaction: bool,
    up: Vec<Cow<'a, Operation>>,
}

fn is_true(value: &bool) -> bool {
    *value
}

/// The checksums of a migration's up, one for each dialect, in the order of [`Dialect::ALL`].
///
/// They differ only where an operation says different things to different databases, so that a form added for one does
/// not break a deploy on another. How an operation is undone is no part of it.
pub fn checksums(up: &[Operation], transaction: bool) -> [Checksum; 3] {
    let same = up.iter().all(|operation| operation.project(Dialect::Sqlite).is_none());
    if same {
        return [checksum(up, transaction, Dialect::Sqlite); 3];
    }
    Dialect::ALL.map(|dialect| checksum(up, transaction, dialect))
}

/// The checksum of a migration's up on one dialect.
pub fn checksum(up: &[Operation], transaction: bool, dialect: Dialect) -> Checksum {
    let up = up.iter().map(|operation| hashed(operation, dialect)).collect();
    let text = serde_json::to_vec(&Hashed { scheme: SCHEME, transaction, up });
    Checksum::of(&text.expect("operations hold text, numbers and lists only"))
}

/// An operation without what is not hashed, as one dialect sees it.
fn hashed(operation: &Operation, dialect: Dialect) -> Cow<'_, Operation> {
    let operation = match operation.project(dialect) {
        Some(projected) => Cow::Owned(projected),
        None => Cow::Borrowed(operation),
    };
    match &*operation {
        Operation::RunSql(run) if run.reverse.is_some() => {
            Cow::Owned(crate::operation::RunSql { reverse: None, ..run.clone() }.into())
        }
        Operation::RunRust(run) if run.reverse.is_some() => {
            Cow::Owned(crate::operation::RunRust { reverse: None, ..run.clone() }.into())
        }
        Operation::DropColumn(drop) if drop.restore_with.is_some() => {
            Cow::Owned(crate::operation::DropColumn { restore_with: None, ..drop.clone() }.into())
        }
        _ => operation,
    }
}
