//! What was found as operations, and what of it cannot be said.

use std::collections::BTreeSet;

use covet_core::diff::{Answers, Pair, diff};
use covet_core::normal::declared;
use covet_core::operation::{CreateObject, Operation, RunSql};
use covet_core::schema::{IndexKey, Object, ObjectKind, SqlText, Table};
use covet_core::syntax::writer::{Draft, written};
use covet_core::{Dialect, Schema, replay};
use covet_runtime::{Introspected, Unmodelled, What};

use super::Found;
use super::names::made_unique;
use super::objects::{Said, words};
use crate::commands::unsaid;
use crate::exit::{Failure, Outcome};

/// What a migration says of what was found.
pub(super) struct Adopted {
    /// The operations that make what no migration makes yet.
    pub(super) operations: Vec<Operation>,
    /// The schema behind them.
    pub(super) schema: Schema,
    /// What they do not say, a line each.
    pub(super) unsaid: Vec<String>,
    /// Whether tables stand there otherwise than they make them.
    pub(super) differs: bool,
    /// SQL that the database needs to be as the migration has it: names that are there several times.
    pub(super) renames: Vec<String>,
}

impl Adopted {
    /// # Errors
    /// Where what was found contradicts the migrations that there are.
    pub(super) fn of(found: &Found, known: &Schema, targets: &[Dialect]) -> Outcome<Adopted> {
        let dialect = found.live.dialect;
        let (tables, renames) = tables(&found.live, known, dialect);
        let (objects, statements, mut unsaid) = objects(found, known, &tables);
        let (first, last): (Vec<Object>, Vec<Object>) =
            objects.into_iter().partition(|object| comes_first(object, &tables));
        let mut before = known.clone();
        let mut operations: Vec<Operation> = Vec::new();
        for object in in_order(first) {
            before.insert_object(object.clone());
            operations.push(CreateObject { object: for_targets(object, dialect, targets) }.into());
        }
        let mut after = before.clone();
        for name in found.live.schema.enums().filter(|name| known.enum_values(name).is_none()) {
            after.insert_enum(name.clone(), found.live.schema.enum_values(name).unwrap_or_default().to_vec());
        }
        tables.into_iter().for_each(|table| after.insert(table));
        last.into_iter().for_each(|object| after.insert_object(for_targets(object, dialect, targets)));
        let found_by_diff = diff(Pair { before: &before, after: &after }, &Answers::default()).map_err(|faults| {
            let first = faults.into_iter().next().map_or_else(String::new, |fault| fault.to_string());
            Failure::new(format!("what stands there cannot be written as a migration: {first}"))
                .help("leave the table out: name the others")
        })?;
        operations.extend(found_by_diff.operations);
        operations.extend(statements.into_iter().map(Operation::from));
        let mut schema = known.clone();
        replay::apply(&operations, &mut schema)?;
        let differences = differences(&found.live, &schema, !renames.is_empty());
        let differs = !differences.is_empty();
        unsaid.extend(differences);
        Ok(Adopted { operations, schema, unsaid, differs, renames })
    }

    /// The text of the migration.
    pub(super) fn text(&self) -> Outcome<String> {
        let mut purpose = "What stands in the database.".to_owned();
        if !self.unsaid.is_empty() {
            purpose += "\n\nNot said here, and not made by it:";
            self.unsaid
                .iter()
                .for_each(|line| purpose += &format!("\n- {}", line.lines().collect::<Vec<_>>().join(" ")));
        }
        let draft = Draft { purpose: &purpose, up: &self.operations, ..Draft::default() };
        let text = written(&draft).map_err(|error| Failure::new(error.to_string()))?;
        Ok(text.replace("//! \n", "//!\n"))
    }
}

/// The tables that no migration makes, as a migration can make them.
fn tables(live: &Introspected, known: &Schema, dialect: Dialect) -> (Vec<Table>, Vec<String>) {
    let mut taken: BTreeSet<String> =
        known.tables().flat_map(Table::constraint_names).map(|name| name.to_lowercase()).collect();
    let (mut tables, mut renames) = (Vec::new(), Vec::new());
    let declared = declared(&live.schema, known, dialect);
    for table in declared.tables().filter(|table| known.table(&table.name).is_none()) {
        let (table, sql) = made_unique(table.clone(), &mut taken, dialect);
        renames.extend(sql);
        tables.push(table);
    }
    (tables, renames)
}

/// What has no place in a schema: as objects, as SQL, or as lines that say what is not said.
fn objects(found: &Found, known: &Schema, tables: &[Table]) -> (Vec<Object>, Vec<RunSql>, Vec<String>) {
    let (mut objects, mut statements, mut unsaid) = (Vec::new(), Vec::new(), Vec::new());
    let is_usable =
        |one: &&Unmodelled| matches!(one.what, What::View | What::MaterializedView | What::Routine | What::Sequence);
    let mut names: BTreeSet<String> = tables.iter().chain(known.tables()).map(|table| table.name.to_string()).collect();
    names.extend(found.live.unmodelled.iter().filter(is_usable).map(|one| one.name.clone()));
    let is_new = |one: &&Unmodelled| one.table.as_ref().is_none_or(|table| known.table(table).is_none());
    let used: BTreeSet<&str> = tables.iter().flat_map(texts).flat_map(words).collect();
    for one in found.live.undeclared(known).filter(is_new) {
        // The sequence of a column that is an id comes with that.
        if one.what == What::Sequence && one.table.is_some() && !used.contains(one.name.as_str()) {
            continue;
        }
        match found.definitions.said(one, found.live.dialect, &names) {
            Some(Said::Object(object)) => objects.push(object),
            Some(Said::Sql(run)) => statements.push(run),
            None => unsaid.push(one),
        }
    }
    (objects, statements, unsaid::shortly(&unsaid))
}

/// Whether tables may need it: an extension, a type, a sequence; a function that one of them names.
fn comes_first(object: &Object, tables: &[Table]) -> bool {
    match object.kind {
        ObjectKind::Extension | ObjectKind::Domain | ObjectKind::Type | ObjectKind::Sequence => true,
        ObjectKind::Function => {
            tables.iter().any(|table| texts(table).iter().any(|text| words(text).contains(&*object.name.name)))
        }
        _ => false,
    }
}

/// The SQL in a table.
fn texts(table: &Table) -> Vec<&str> {
    let mut texts: Vec<&str> = table.checks.iter().map(|check| check.expression.as_str()).collect();
    for column in &table.columns {
        if let Some(covet_core::schema::DefaultValue::Sql(sql)) = &column.default {
            texts.push(sql);
        }
        texts.extend(column.generated.as_ref().map(|generated| generated.expression.as_str()));
    }
    for index in &table.indexes {
        texts.extend(index.filter.as_deref());
        texts.extend(index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Expression(sql) => Some(sql.as_str()),
            IndexKey::Column(_) => None,
        }));
    }
    texts
}

/// Extensions, then types, then what may use them.
fn in_order(mut objects: Vec<Object>) -> Vec<Object> {
    objects.sort_by_key(|object| match object.kind {
        ObjectKind::Extension => 0,
        ObjectKind::Type | ObjectKind::Domain => 1,
        ObjectKind::Sequence => 2,
        _ => 3,
    });
    objects
}

/// An object that the other databases do without.
fn for_targets(mut object: Object, dialect: Dialect, targets: &[Dialect]) -> Object {
    if targets.iter().any(|target| *target != dialect)
        && let Some(text) = object.create.any.take()
    {
        object.create = SqlText::only(text, dialect);
    }
    object
}

/// What the migration makes otherwise than it stands there.
fn differences(live: &Introspected, made: &Schema, are_renamed: bool) -> Vec<String> {
    let mut expected = Schema::new();
    live.schema.tables().filter_map(|table| made.table(&table.name)).for_each(|table| expected.insert(table.clone()));
    for name in live.schema.enums() {
        expected.insert_enum(name.clone(), made.enum_values(name).unwrap_or_default().to_vec());
    }
    // What is to be renamed first is said by itself.
    if are_renamed {
        return Vec::new();
    }
    let lines = live.differences(&expected).into_iter();
    lines.map(|line| line.strip_suffix(" is left over").map_or(line.clone(), str::to_owned)).collect()
}
