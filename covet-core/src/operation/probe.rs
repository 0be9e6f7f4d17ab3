//! What the tests of the operations share: writing them with the builder, and looking at what they find and undo.

use super::{Change, DownClass, Operation};
use crate::diagnostic::Findings;
use crate::dsl::Migration;
use crate::schema::Schema;

/// The operations that `write` makes.
pub fn operations<R>(write: impl FnOnce(&mut Migration) -> R) -> Vec<Operation> {
    let mut m = Migration::new();
    write(&mut m);
    let (script, findings) = m.finish();
    assert!(findings.is_empty(), "{findings:?}");
    script.into_operations()
}

/// Applies operations in which nothing is wrong.
fn apply(operations: &[Operation], schema: &mut Schema) {
    let mut findings = Findings::new();
    operations.iter().for_each(|operation| operation.apply(schema, &mut findings));
    assert!(findings.is_empty(), "{findings:?}");
}

/// The schema that `write` makes, of operations without a fault.
pub fn schema<R>(write: impl FnOnce(&mut Migration) -> R) -> Schema {
    let mut schema = Schema::new();
    apply(&operations(write), &mut schema);
    schema.forget_touched();
    schema
}

/// Users with a unique email, and posts by them.
pub fn blog() -> Schema {
    schema(|m| {
        m.create_table("users", |t| {
            t.id();
            t.string("email", 100).unique();
            t.integer("age").nullable();
        });
        m.create_table("posts", |t| {
            t.id();
            t.references("user_id", "users");
            t.string("title", 80).default("untitled").index();
        });
    })
}

/// The codes of what is wrong with the operations that `write` makes, on `before`.
pub fn codes<R>(before: &Schema, write: impl FnOnce(&mut Migration) -> R) -> Vec<&'static str> {
    let (mut schema, mut findings) = (before.clone(), Findings::new());
    for operation in operations(write) {
        operation.apply(&mut schema, &mut findings);
    }
    findings.iter().map(|finding| finding.code).collect()
}

/// Applies operations without a fault and then what undoes them; the class of the worst of it, where `before` is
/// restored.
pub fn round_trip<R>(before: &Schema, write: impl FnOnce(&mut Migration) -> R) -> DownClass {
    let mut schema = before.clone();
    let (mut undo, mut class) = (Vec::new(), DownClass::Exact);
    for operation in operations(write) {
        let inverse = operation.inverse(&schema).unwrap();
        apply(&[operation], &mut schema);
        class = class.max(inverse.class);
        undo.splice(0..0, inverse.operations);
    }
    assert_ne!(before, &schema, "nothing has changed");
    apply(&undo, &mut schema);
    assert_eq!(before.differences(&schema), [""; 0]);
    class
}
