//! Gives an object another text.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, Inverse, Irreversible, drop_object, objects};
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::schema::{Object, ObjectId, ObjectKind, Schema, SqlText};

/// Makes an object anew by another text. What uses it stays.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.replace_object(View, "names").create("CREATE VIEW names AS SELECT email FROM users");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::ReplaceObject(_)));
/// assert_eq!(operation.to_string(), "replace view `names`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: TableName,
    /// The table that it stands on; can be left out where no other object is named so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<TableName>,
    /// What makes it from now on.
    pub create: SqlText,
    /// What drops it from now on, where that changes; without a text, what follows from its kind and name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop: Option<SqlText>,
    /// What it uses from now on, where that changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<Vec<TableName>>,
}

impl ReplaceObject {
    /// What names the object, as written.
    pub fn id(&self) -> ObjectId {
        ObjectId { kind: self.kind, name: self.name.clone(), on: self.on.clone() }
    }

    /// The object before it and after it; nothing where there is none.
    pub fn resolved<'a>(&self, before: &'a Schema) -> Option<(&'a Object, Object)> {
        let old = objects::find(before, &self.id(), &mut Findings::new())?;
        Some((old, self.replaced(old)))
    }

    fn replaced(&self, old: &Object) -> Object {
        Object {
            name: self.name.clone(),
            create: self.create.clone(),
            drop: self.drop.clone().unwrap_or_else(|| old.drop.clone()),
            uses: self.uses.clone().unwrap_or_else(|| old.uses.clone()),
            ..old.clone()
        }
    }

    /// The operation as one dialect sees it, or nothing where that is what is written.
    pub(super) fn project(&self, dialect: Dialect) -> Option<ReplaceObject> {
        let plain = self.create.is_for_all() && self.drop.as_ref().is_none_or(SqlText::is_for_all);
        (!plain).then(|| ReplaceObject {
            create: self.create.project(dialect),
            drop: self.drop.as_ref().map(|drop| drop.project(dialect)),
            ..self.clone()
        })
    }
}

impl Change for ReplaceObject {
    fn apply(&self, schema: &mut Schema, findings: &mut Findings) {
        let Some(old) = objects::find(schema, &self.id(), findings) else { return };
        let new = self.replaced(old);
        if *old == new {
            let message = format!("{} is made by this text already", old.id());
            findings.push(Diagnostic::error("no-change", self.name.mark(), message));
        }
        objects::check(&new, schema, findings);
        schema.insert_object(new);
    }

    fn inverse(&self, before: &Schema) -> Result<Inverse, Irreversible> {
        let unknown = || Irreversible(format!("{} is unknown", self.id()));
        let (old, _) = self.resolved(before).ok_or_else(unknown)?;
        let back = ReplaceObject {
            kind: old.kind,
            name: old.name.clone(),
            on: old.on.clone(),
            create: old.create.clone(),
            drop: self.drop.is_some().then(|| old.drop.clone()),
            uses: self.uses.is_some().then(|| old.uses.clone()),
        };
        Inverse::classed(back, drop_object::class(old.kind))
    }
}

impl fmt::Display for ReplaceObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "replace {}", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{codes, operations, round_trip, schema};
    use crate::dsl::*;
    use crate::replay;
    use crate::schema::Schema;

    fn views() -> Schema {
        schema(|m| {
            m.create_table("users", |t| t.integer("age"));
            m.create_table("posts", |t| t.integer("age"));
            m.create_object(View, "ages").create("CREATE VIEW ages AS SELECT age FROM users").uses(["users"]);
            m.create_object(View, "old").create("CREATE VIEW old AS SELECT age FROM ages").uses(["ages"]);
            m.create_object(Trigger, "touch").on("users").create("..");
            m.create_object(Other, "rule").create("..").drop("DROP RULE rule");
        })
    }

    #[test]
    fn the_text_before_it_undoes_it() {
        let class = round_trip(&views(), |m| {
            m.replace_object(View, "ages").create("CREATE VIEW ages AS SELECT age FROM posts").uses(["posts"]);
        });
        assert_eq!(class, DownClass::Exact);
        assert_eq!(round_trip(&views(), |m| drop(m.replace_object(Trigger, "touch").create("."))), DownClass::Exact);
        let other = round_trip(&views(), |m| drop(m.replace_object(Other, "rule").create("...").drop("DROP")));
        assert_eq!(other, DownClass::ShapeOnly);
    }

    #[test]
    fn what_is_not_said_stays() {
        let mut after = views();
        let replace = operations(|m| {
            m.replace_object(Other, "rule").create("...");
            m.replace_object(View, "ages").create("..");
        });
        replay::apply(&replace, &mut after).unwrap();
        let texts: Vec<_> = after.objects().map(|object| object.drop.any.clone().unwrap_or_default()).collect();
        assert_eq!(texts, ["", "", "", "DROP RULE rule"]);
        assert_eq!(after.users_of(&"users".into()).count(), 2);
    }

    #[test]
    fn faults() {
        let one = |kind, name: &str, text: &str| codes(&views(), |m| drop(m.replace_object(kind, name).create(text)));
        assert_eq!(one(View, "age", ".."), ["unknown-object"]);
        assert_eq!(one(Function, "ages", ".."), ["unknown-object"]);
        assert_eq!(one(Trigger, "touch", ".."), ["no-change"]);
        assert_eq!(one(View, "ages", "\0"), ["nul-in-sql"]);
        let uses = |name: &str| codes(&views(), |m| drop(m.replace_object(View, "ages").create("..").uses([name])));
        assert_eq!(uses("user"), ["unknown-table"]);
        assert_eq!(uses("ages"), ["uses-itself"]);
        assert_eq!(uses("old"), ["uses-itself"]);
    }
}
