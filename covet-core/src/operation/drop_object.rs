//! Drops an object that Covet knows by its SQL alone.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, CreateObject, DownClass, Inverse, Irreversible, objects};
use crate::diagnostic::{Diagnostic, Findings};
use crate::schema::{Object, ObjectId, ObjectKind, Schema};

/// Drops an object. No other may use it any more.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.drop_object(Trigger, "touched").on("posts");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::DropObject(_)));
/// assert_eq!(operation.to_string(), "drop trigger `touched` of `posts`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DropObject {
    /// What names it; its table can be left out where no other object is named so.
    pub id: ObjectId,
}

impl DropObject {
    /// The object that is dropped; nothing where there is none.
    pub fn resolved<'a>(&self, before: &'a Schema) -> Option<&'a Object> {
        objects::find(before, &self.id, &mut Findings::new())
    }
}

/// How much creating an object brings back of the one that was dropped.
pub(super) fn class(kind: ObjectKind) -> DownClass {
    match kind {
        // Rows that were written since may not meet it.
        ObjectKind::Exclusion => DownClass::Conditional,
        kind if kind.has_state() => DownClass::ShapeOnly,
        _ => DownClass::Exact,
    }
}

impl Change for DropObject {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(object) = objects::find(schema, &self.id, findings) else { return };
        let (id, kind) = (object.id(), object.kind);
        if !kind.stands_on_table() {
            let users: Vec<String> = schema.users_of(&id.name).map(|user| format!("the {}", user.id())).collect();
            if !users.is_empty() {
                let message = format!("{id} is still used by {}", users.join(", "));
                let finding = Diagnostic::error("still-used", self.id.name.mark(), message);
                findings.push(finding.help("drop that first"));
            }
        }
        schema.remove_object(&id);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let object = self.resolved(before).ok_or_else(|| Irreversible(format!("{} is unknown", self.id)))?;
        Inverse::classed(CreateObject { object: object.clone() }, class(object.kind))
    }
}

impl fmt::Display for DropObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "drop {}", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{codes, round_trip, schema};
    use super::Change;
    use crate::dsl::*;
    use crate::schema::Schema;

    fn views() -> Schema {
        schema(|m| {
            m.create_table("users", |t| {
                t.id();
                t.integer("age");
            });
            m.create_table("posts", |t| t.id());
            m.create_object(View, "ages").create("CREATE VIEW ages AS SELECT age FROM users").uses(["users"]);
            m.create_object(View, "old").create("CREATE VIEW old AS SELECT age FROM ages").uses(["ages"]);
            m.create_object(Sequence, "numbers").create("CREATE SEQUENCE numbers");
            m.create_object(Trigger, "touch").on("users").create("..");
            m.create_object(Trigger, "touch").on("posts").create("..");
            m.create_object(Exclusion, "once").on("posts").create("..");
        })
    }

    #[test]
    fn creating_it_restores_as_much_as_its_kind_says() {
        let dropped = |kind, name| round_trip(&views(), |m| drop(m.drop_object(kind, name)));
        assert_eq!(dropped(View, "old"), DownClass::Exact);
        assert_eq!(dropped(Sequence, "numbers"), DownClass::ShapeOnly);
        assert_eq!(dropped(Exclusion, "once"), DownClass::Conditional, "there is one of that name");
        assert_eq!(round_trip(&views(), |m| drop(m.drop_object(Trigger, "touch").on("users"))), DownClass::Exact);
    }

    #[test]
    fn faults() {
        let one = |kind, name| codes(&views(), |m| drop(m.drop_object(kind, name)));
        assert_eq!(one(View, "olds"), ["unknown-object"]);
        assert_eq!(one(View, "ages"), ["still-used"]);
        assert_eq!(one(Trigger, "touch"), ["ambiguous-object"]);
        assert_eq!(codes(&views(), |m| drop(m.drop_object(Trigger, "touch").on("tags"))), ["unknown-object"]);
        let id = crate::schema::ObjectId { kind: View, name: "none".into(), on: None };
        assert!(super::DropObject { id }.inverse(&views()).is_err());
    }

    #[test]
    fn what_it_uses_stays_as_it_is_while_it_does() {
        let one = |write: fn(&mut Migration)| codes(&views(), write);
        assert_eq!(
            one(|m| {
                m.drop_table("users");
            }),
            ["still-used"; 2]
        );
        assert_eq!(
            one(|m| {
                m.rename_table("users", "people");
            }),
            ["still-used"; 2]
        );
        assert_eq!(one(|m| drop(m.drop_column("users", "age"))), ["still-used"]);
        assert_eq!(
            one(|m| {
                m.rename_column("users", "age", "years");
            }),
            ["still-used"]
        );
        assert_eq!(one(|m| drop(m.alter_column("users", |t| t.text("age")))), [""; 0]);
        let dropped = one(|m| {
            m.drop_object(View, "old");
            m.drop_object(View, "ages");
            m.drop_object(Trigger, "touch").on("users");
            m.rename_column("users", "age", "years");
            m.drop_table("users");
        });
        assert_eq!(dropped, [""; 0]);
    }
}
