//! What the operations on objects need, and those on the tables that objects use.

use crate::diagnostic::{Diagnostic, Findings};
use crate::ident::{Ident, TableName};
use crate::schema::{Object, ObjectId, ObjectKind, Schema, SqlText};

/// The object that a name means, or a finding.
pub(super) fn find<'a>(schema: &'a Schema, id: &ObjectId, findings: &mut Findings) -> Option<&'a Object> {
    if let Some(object) = schema.object(id) {
        return Some(object);
    }
    let named: Vec<&Object> = match id.on {
        Some(_) => Vec::new(),
        None => schema.objects_named(id.kind, &id.name).collect(),
    };
    match named[..] {
        [object] => return Some(object),
        [] if schema.is_incomplete() => {}
        [] => findings.push(schema.unknown_object(id)),
        [first, ..] => {
            let tables: Vec<String> = named.iter().flat_map(|o| &o.on).map(|table| format!("`{table}`")).collect();
            let message = format!("several tables have a {} `{}`: {}", id.kind, id.name, tables.join(", "));
            let table = first.on.as_ref().map(ToString::to_string).unwrap_or_default();
            let finding = Diagnostic::error("ambiguous-object", id.name.mark(), message);
            findings.push(finding.help(format!("say which: `.on(\"{table}\")`")));
        }
    }
    None
}

/// Judges the name of a new object of a kind that has its names from where tables have theirs.
pub(super) fn check_name(object: &Object, schema: &Schema, findings: &mut Findings) {
    let (id, name) = (object.id(), &object.name);
    let owner = schema.owner(name);
    let is_enum = name.schema.is_none() && schema.enum_values(&name.name).is_some();
    let taken = match schema.object_in_the_way(name) {
        Some(other) => format!("a {} is", other.kind),
        None if schema.table_of_any_case(name).is_some() => "a table is".to_owned(),
        None if is_enum => "an enum is".to_owned(),
        None => match owner {
            Some(owner) => format!("an index or constraint of `{owner}` is"),
            None => return,
        },
    };
    let finding = Diagnostic::error("name-taken", name.mark(), format!("{id} cannot be named so: {taken}"));
    findings.push(finding.help("give it another name"));
}

/// Judges whether an object keeps a table, an enum or an index from being named so.
pub(super) fn check_not_in_the_way(what: &str, name: &TableName, schema: &Schema, findings: &mut Findings) {
    if let Some(other) = schema.object_in_the_way(name) {
        let message = format!("{what} `{name}` cannot be named so: a {} is", other.kind);
        findings.push(Diagnostic::error("name-taken", name.mark(), message).help("give it another name"));
    }
}

/// Judges what is said of an object: its texts, what it stands on, and what it uses.
pub(super) fn check(object: &Object, schema: &Schema, findings: &mut Findings) {
    check_text(&object.create, object, findings);
    check_text(&object.drop, object, findings);
    check_place(object, schema, findings);
    let over: Vec<TableName> = match schema.object(&object.id()) {
        Some(known) => {
            schema.in_order(vec![known.id()], |_, _| true).into_iter().map(|user| user.name.clone()).collect()
        }
        None => Vec::new(),
    };
    for name in &object.uses {
        if !object.kind.stands_on_table() && (*name == object.name || over.contains(name)) {
            let message = match *name == object.name {
                true => format!("{} uses itself", object.id()),
                false => format!("{} cannot use `{name}`, which uses it", object.id()),
            };
            findings.push(Diagnostic::error("uses-itself", name.mark(), message).help("leave it out of `.uses(..)`"));
        } else if !is_there(name, schema) && !schema.is_incomplete() {
            findings.push(unknown(name, schema));
        }
    }
}

fn check_text(text: &SqlText, object: &Object, findings: &mut Findings) {
    if text.texts().any(|sql| sql.contains('\0')) {
        let mark = text.mark.or(object.name.mark());
        findings.push(Diagnostic::error("nul-in-sql", mark, "the SQL contains a NUL character"));
    }
}

/// Judges what an object stands on.
fn check_place(object: &Object, schema: &Schema, findings: &mut Findings) {
    let mark = object.name.mark();
    match &object.on {
        None if object.kind.stands_on_table() => {
            let message = format!("nothing says on which table {} stands", object.id());
            findings.push(Diagnostic::error("bad-object", mark, message).help("add `.on(\"table\")`"));
        }
        Some(table) if !object.kind.stands_on_table() => {
            let message = format!("a {} stands on no table", object.kind);
            let help = format!("write `.uses([\"{table}\"])`");
            findings.push(Diagnostic::error("bad-object", table.mark().or(mark), message).help(help));
        }
        Some(table) => {
            let is_view =
                object.kind == ObjectKind::Trigger && schema.objects_named(ObjectKind::View, table).count() > 0;
            if schema.table(table).is_none() && !is_view && !schema.is_incomplete() {
                findings.push(schema.unknown_table(table));
            }
        }
        None => {}
    }
}

/// Whether there is a table, an enum or an object that others can use.
fn is_there(name: &TableName, schema: &Schema) -> bool {
    let is_enum = name.schema.is_none() && schema.enum_values(&name.name).is_some();
    schema.table(name).is_some() || is_enum || schema.usable_object(name).is_some()
}

fn unknown(name: &TableName, schema: &Schema) -> Diagnostic {
    let tables = schema.tables().map(|table| table.name.to_string());
    let objects = schema.objects().filter(|object| !object.kind.stands_on_table());
    let known: Vec<String> = tables.chain(objects.map(|object| object.name.to_string())).collect();
    Diagnostic::error("unknown-table", name.mark(), format!("there is no table and no object `{name}` here"))
        .suggest(&name.to_string(), known.iter().map(String::as_str))
}

/// Judges whether objects keep a table from being dropped or renamed.
pub(super) fn check_unused(table: &TableName, is_dropped: bool, schema: &Schema, findings: &mut Findings) {
    for user in schema.users_of(table) {
        let (id, drop) = (user.id(), drop_call(user));
        let (message, help) = match is_dropped {
            true => (format!("table `{table}` is still used by {id}"), format!("drop that first: `{drop}`")),
            false => (
                format!("table `{table}` cannot be renamed while {id} uses it"),
                format!("drop that before, `{drop}`, and create it again after"),
            ),
        };
        findings.push(Diagnostic::error("still-used", table.mark(), message).help(help));
    }
}

/// The objects that name a column of a table, each as messages name it: "view `names`".
pub(super) fn naming<'a>(table: &'a TableName, column: &Ident, schema: &'a Schema) -> Vec<String> {
    let names = |object: &&Object| object.names_column(column);
    schema.users_of(table).filter(names).map(|object| format!("the {}", object.id())).collect()
}

/// The call that drops an object.
fn drop_call(object: &Object) -> String {
    let on = object.on.as_ref().map(|table| format!(".on(\"{table}\")")).unwrap_or_default();
    format!("m.drop_object({}, \"{}\"){on}", object.kind.as_str(), object.name)
}
