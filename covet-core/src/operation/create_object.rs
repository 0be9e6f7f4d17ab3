//! Creates an object that Covet knows by its SQL alone.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DropObject, Inverse, Irreversible, objects};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::schema::{Object, Schema};

/// Creates a view, a trigger, a function or another object, by the SQL that is written for it.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.create_object(View, "names").create("CREATE VIEW names AS SELECT name FROM users").uses(["users"]);
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::CreateObject(_)));
/// assert_eq!(operation.to_string(), "create view `names`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CreateObject {
    /// The object.
    pub object: Object,
}

impl CreateObject {
    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<CreateObject> {
        self.object.project(dialect).map(|object| CreateObject { object })
    }
}

impl Change for CreateObject {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let (object, id, mark) = (&self.object, self.object.id(), self.object.name.mark());
        findings.extend(object.name.fault());
        if schema.object(&id).is_some() {
            let message = format!("{id} exists already");
            let finding = Diagnostic::error("duplicate-object", mark, message);
            return findings.push(finding.help("give it another name, or use `replace_object`"));
        }
        if object.kind.is_named_as_tables() {
            objects::check_name(object, schema, findings);
        }
        objects::check(object, schema, findings);
        schema.insert_object(object.clone());
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        Inverse::exact(DropObject { id: self.object.id() })
    }
}

impl fmt::Display for CreateObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "create {}", self.object.id())
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, round_trip};
    use crate::dsl::*;

    #[test]
    fn dropping_it_undoes_it() {
        let class = round_trip(&blog(), |m| {
            m.create_object(View, "names").create("CREATE VIEW names AS SELECT name FROM users").uses(["users"]);
            m.create_object(View, "more").create("CREATE VIEW more AS SELECT name FROM names").uses(["names"]);
            m.create_object(Trigger, "touch").on("users").sqlite("CREATE TRIGGER touch ..");
            m.create_object(Trigger, "touch").on("posts").sqlite("CREATE TRIGGER touch ..");
            m.create_object(Other, "rule").create("CREATE RULE ..").drop("DROP RULE ..");
        });
        assert_eq!(class, DownClass::Exact);
    }

    #[test]
    fn its_name_must_be_free() {
        let one = |kind, name: &str| codes(&blog(), |m| drop(m.create_object(kind, name).create("..")));
        assert_eq!(one(View, "users"), ["name-taken"]);
        assert_eq!(one(View, "Users"), ["name-taken"]);
        assert_eq!(one(View, "other.users"), [""; 0]);
        assert_eq!(one(Sequence, "uq_users_email"), ["name-taken"]);
        assert_eq!(one(Function, "users"), [""; 0], "functions have names of their own");
        assert_eq!(one(View, ""), ["empty-name"]);
        let twice = |kind, other| {
            codes(&blog(), |m| {
                m.create_object(kind, "o").create("..");
                m.create_object(other, "o").create("..");
            })
        };
        assert_eq!(twice(View, View), ["duplicate-object"]);
        assert_eq!(twice(View, Sequence), ["name-taken"]);
        let of_other_case = codes(&blog(), |m| {
            m.create_object(View, "o").create("..");
            m.create_object(View, "O").create("..");
            m.create_table("O", |t| t.id());
        });
        assert_eq!(of_other_case, ["name-taken"; 2]);
        assert_eq!(twice(View, Function), [""; 0]);
    }

    #[test]
    fn it_is_in_the_way_of_tables_types_and_indexes() {
        let after = |write: fn(&mut Migration)| {
            codes(&blog(), |m| {
                m.create_object(View, "o").create("..");
                write(m);
            })
        };
        assert_eq!(
            after(|m| {
                m.create_table("o", |t| t.id());
            }),
            ["name-taken"]
        );
        assert_eq!(
            after(|m| {
                m.rename_table("posts", "o");
            }),
            ["name-taken"]
        );
        assert_eq!(
            after(|m| {
                m.create_enum("o", ["a"]);
            }),
            ["name-taken"]
        );
        assert_eq!(after(|m| drop(m.create_index("users", ["age"]).name("o"))), ["name-taken"]);
        let enums = codes(&blog(), |m| {
            m.create_enum("mood", ["a"]);
            m.create_object(Domain, "mood").create("..");
        });
        assert_eq!(enums, ["name-taken"]);
    }

    #[test]
    fn what_it_uses_must_be_there() {
        let uses = |name: &str| codes(&blog(), |m| drop(m.create_object(View, "v").create("..").uses([name])));
        assert_eq!(uses("user"), ["unknown-table"]);
        assert_eq!(uses("v"), ["uses-itself"]);
        assert_eq!(uses("users"), [""; 0]);
        let on = |kind, table: &str| codes(&blog(), |m| drop(m.create_object(kind, "o").create("..").on(table)));
        assert_eq!(on(Trigger, "user"), ["unknown-table"]);
        assert_eq!(on(View, "users"), ["bad-object"]);
        assert_eq!(codes(&blog(), |m| drop(m.create_object(Trigger, "o").create(".."))), ["bad-object"]);
        assert_eq!(codes(&blog(), |m| drop(m.create_object(View, "o").create("\0"))), ["nul-in-sql"]);
    }
}
