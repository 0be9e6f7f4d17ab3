//! What only some databases have: types, and kinds of indexes and constraints, judged before a statement is written.

use super::limits::Fault;
use crate::diagnostic::Mark;
use crate::dialect::{Dialect, Features};
use crate::schema::{Action, Column, ColumnType, ForeignKey, Index, IndexKey, IndexPart, Nulls, Table, Unique};
use crate::sql::expression_fault;

/// What a table has that the database does not know.
pub(super) fn of_table(table: &Table, dialect: Dialect) -> Vec<Fault> {
    let has = &dialect.capabilities().features;
    let mut faults = Vec::new();
    for column in &table.columns {
        faults.extend(of_type(column, &column.ty, dialect));
        faults.extend(of_generated(column, dialect));
        faults.extend(of_comment(column.comment.as_deref(), column.mark, has.comments.map(|(column, _)| column)));
    }
    faults.extend(of_comment(table.comment.as_deref(), table.name.mark(), has.comments.map(|(_, table)| table)));
    faults.extend(table.options.of(dialect).filter(|text| !text.is_empty()).and_then(|options| {
        let why = expression_fault(options, dialect)?;
        let mark = table.options.mark.or(table.name.mark());
        let remedy = "write only what stands behind the columns";
        Some(fault(
            "bad-expression",
            mark,
            format!("the options of `{}` cannot stand in a statement: {why}", table.name),
            remedy,
        ))
    }));
    faults.extend(table.uniques.iter().flat_map(|unique| of_unique(unique, has)));
    faults.extend(table.foreign_keys.iter().flat_map(|key| of_foreign_key(key, table, has)));
    for check in &table.checks {
        let what = format!("the check `{}`", check.name);
        faults.extend(of_expression(&what, &check.expression, check.name.mark(), dialect));
    }
    faults.extend(table.indexes.iter().flat_map(|index| of_index(index, dialect)));
    faults
}

fn fault(code: &'static str, mark: Mark, why: impl Into<String>, remedy: impl Into<String>) -> Fault {
    Fault { code, mark, why: why.into(), remedy: remedy.into() }
}

/// The finding that something which is written into a statement is more than one expression.
fn of_expression(what: &str, sql: &str, mark: Mark, dialect: Dialect) -> Option<Fault> {
    let why = expression_fault(sql, dialect)?;
    Some(fault("bad-expression", mark, format!("{what} is not one expression: {why}"), "write one expression"))
}

fn of_type(column: &Column, ty: &ColumnType, dialect: Dialect) -> Option<Fault> {
    let has = &dialect.capabilities().features;
    let (name, mark) = (&column.name, column.mark.or(column.name.mark()));
    match ty {
        ColumnType::Array(_) if !has.arrays => {
            let remedy = "use `json`, or a table of its own";
            Some(fault("no-arrays", mark, format!("`{name}` holds a list, and it has no type for that"), remedy))
        }
        ColumnType::Array(item) => of_type(column, item, dialect),
        ColumnType::Enum(_) if !has.enums => {
            let why = format!("`{name}` is {ty}, and it has no types of that kind");
            Some(fault("no-enums", mark, why, "use `one_of`"))
        }
        ColumnType::OneOf(values) => has.enum_value.and_then(|most| of_enum(column, values, most)),
        ColumnType::Custom(custom) => match custom.of(dialect) {
            // There a column need not have a type.
            Some("") if dialect == Dialect::Sqlite => None,
            Some(text) => of_expression(&format!("the type of `{name}`"), text, mark, dialect),
            None => {
                let remedy = format!("add `.{dialect}(\"..\")`");
                Some(fault("no-type-for", mark, format!("no type of `{name}` is for it"), remedy))
            }
        },
        _ => None,
    }
}

/// The values of an enum must differ in more than letter case and spaces at the end.
fn of_enum(column: &Column, values: &[String], most: usize) -> Option<Fault> {
    let (name, mark) = (&column.name, column.mark.or(column.name.mark()));
    for (at, value) in values.iter().enumerate() {
        let same = |other: &&String| other.to_lowercase() == value.to_lowercase();
        if let Some(other) = values[..at].iter().find(same) {
            let why = format!("it takes the values {other:?} and {value:?} of `{name}` for one");
            return Some(fault("bad-value", mark, why, "choose other values"));
        }
        if value.ends_with(' ') {
            let why = format!("it would lose the space at the end of {value:?}, a value of `{name}`");
            return Some(fault("bad-value", mark, why, "leave it out"));
        }
        if value.chars().count() > most {
            let why = format!("a value of `{name}` has more than {most} characters");
            return Some(fault("bad-value", mark, why, "choose a shorter one"));
        }
    }
    None
}

fn of_generated(column: &Column, dialect: Dialect) -> Option<Fault> {
    let generated = column.generated.as_ref()?;
    let (name, mark) = (&column.name, column.mark.or(column.name.mark()));
    if !generated.stored && !dialect.capabilities().features.virtual_columns.anywhere() {
        let why = format!("it stores all that it generates, also `{name}`");
        return Some(fault("no-virtual-columns", mark, why, "write `.generated(\"..\")`"));
    }
    of_expression(&format!("what generates `{name}`"), &generated.expression, mark, dialect)
}

/// Where a comment is part of a definition it is a literal, and what a backslash is there depends on the session.
fn of_comment(comment: Option<&str>, mark: Mark, most: Option<usize>) -> Option<Fault> {
    let (comment, most) = (comment?, most?);
    if comment.contains('\\') {
        let why = "a backslash in a comment means one thing in some sessions and another in others";
        return Some(fault("bad-comment", mark, why, "leave it out"));
    }
    let length = comment.chars().count();
    let why = format!("the comment has {length} characters, more than {most}");
    (length > most).then(|| fault("bad-comment", mark, why, "shorten it"))
}

fn of_unique(unique: &Unique, has: &Features) -> Vec<Fault> {
    let (name, mark) = (&unique.name, unique.name.mark());
    let mut faults = Vec::new();
    if unique.nulls_not_distinct && !has.nulls_not_distinct.anywhere() {
        faults.push(nulls_distinct(name, mark));
    }
    if unique.deferrable.is_some() && !has.deferrable_uniques {
        let why = format!("its unique constraints do not wait for the end of a transaction, as `{name}` would");
        faults.push(fault("no-deferrable", mark, why, "leave out `.deferrable(..)`"));
    }
    faults
}

fn nulls_distinct(name: &str, mark: Mark) -> Fault {
    let why = format!("to it NULLs are distinct from each other, also in `{name}`");
    fault("no-nulls-not-distinct", mark, why, "declare the columns NOT NULL, with a value that stands for none")
}

fn of_foreign_key(key: &ForeignKey, table: &Table, has: &Features) -> Vec<Fault> {
    let (name, mark) = (&key.name, key.name.mark().or(key.ref_table.mark()));
    let mut faults = Vec::new();
    if key.deferrable.is_some() && !has.deferrable_keys {
        let why = format!("its foreign keys do not wait for the end of a transaction, as `{name}` would");
        faults.push(fault("no-deferrable", mark, why, "leave out `.deferrable(..)`"));
    }
    if let (Some(schema), None, false) = (&table.name.schema, &key.ref_table.schema, has.references_beyond_schema) {
        let referred = &key.ref_table;
        let why = format!(
            "in `{}` a key to `{referred}` leads to `{schema}.{referred}`, and not to the `{referred}` \
                           without a database, as `{name}` should",
            table.name
        );
        let remedy = format!("name the database of `{referred}` too, or none in both");
        faults.push(fault("reference-in-schema", key.ref_table.mark(), why, remedy));
    }
    if [key.on_delete, key.on_update].contains(&Action::SetDefault) && !has.set_default {
        let why = format!("its foreign keys set no defaults, as `{name}` would");
        faults.push(fault("no-set-default", mark, why, "use `SetNull`, or `Restrict`"));
    }
    faults
}

fn of_index(index: &Index, dialect: Dialect) -> Vec<Fault> {
    let has = &dialect.capabilities().features;
    let (name, mark) = (&index.name, index.name.mark());
    let mut faults: Vec<Fault> = index.parts.iter().filter_map(|part| of_part(index, part, dialect)).collect();
    if let Some(filter) = &index.filter {
        if has.partial_indexes {
            faults.extend(of_expression(&format!("the condition of `{name}`"), filter, mark, dialect));
        } else {
            let why = format!("its indexes hold all rows, also `{name}`");
            faults.push(fault("no-partial-index", mark, why, "leave out `.filter(..)`"));
        }
    }
    if !index.include.is_empty() && !has.index_include {
        let why = format!("its indexes hold only what they are sorted by, also `{name}`");
        faults.push(fault("no-index-include", mark, why, "put those columns behind the others"));
    }
    if index.nulls_not_distinct && !has.nulls_not_distinct.anywhere() {
        faults.push(nulls_distinct(name, mark));
    }
    if let Some(method) = &index.using {
        let is_word = method.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        if !is_word || method.is_empty() {
            faults.push(fault("bad-expression", mark, format!("`{method}` is not a word"), "name a method"));
        } else if let Some(kind) = KINDS.into_iter().find(|kind| index.is_kind(kind)) {
            faults.extend(of_kind(index, kind, has));
        } else if method != "btree" && !has.index_methods {
            let why = format!("its indexes are all of the method `btree`, also `{name}`");
            faults.push(fault("no-index-method", mark, why, "leave out `.using(..)`"));
        }
    }
    faults
}

/// The kinds of indexes of which only some databases know.
const KINDS: [&str; 2] = ["fulltext", "spatial"];

fn of_kind(index: &Index, kind: &str, has: &Features) -> Option<Fault> {
    let (name, mark) = (&index.name, index.name.mark());
    if !has.index_kinds.contains(&kind) {
        let remedy = if has.index_methods {
            "its method for that is `gin`, on `to_tsvector(..)`, or `gist`"
        } else {
            "make a virtual table with `create_object(Other, ..)`"
        };
        let why = format!("it has no {kind} indexes, as `{name}` is");
        return Some(fault("no-index-method", mark, why, remedy));
    }
    let is_plain = !index.unique && index.parts.iter().all(|part| part.prefix.is_none() && !part.desc);
    let why = format!("the {kind} index `{name}` is in no order, and cannot be unique");
    (!is_plain).then(|| fault("no-index-method", mark, why, "leave out `.unique()`, `.desc(..)` and `.prefix(..)`"))
}

fn of_part(index: &Index, part: &IndexPart, dialect: Dialect) -> Option<Fault> {
    let has = &dialect.capabilities().features;
    let (name, mark) = (&index.name, index.name.mark());
    if let IndexKey::Expression(sql) = &part.key {
        if !has.expression_indexes.anywhere() {
            let why = format!("it has no indexes on expressions, as `{name}` is");
            return Some(fault("no-expression-index", mark, why, "index a generated column"));
        }
        let fault = of_expression(&format!("what `{name}` is sorted by"), sql, mark, dialect);
        if fault.is_some() {
            return fault;
        }
    }
    if part.prefix.is_some() && !has.index_prefixes {
        let why = format!("its indexes take columns whole, also `{name}`");
        return Some(fault("no-index-prefix", mark, why, "leave out `.prefix(..)`"));
    }
    if let Some(opclass) = &part.opclass {
        if !has.index_methods {
            let why = format!("its indexes have no operator classes, as `{name}` has");
            return Some(fault("no-index-method", mark, why, "leave out `.opclass(..)`"));
        }
        return of_expression(&format!("the operator class of `{name}`"), opclass, mark, dialect);
    }
    // NULL is less than all values where an index cannot say otherwise.
    let usual = if part.desc { Nulls::Last } else { Nulls::First };
    if part.nulls.is_some_and(|nulls| nulls != usual) && !has.index_nulls {
        let why = format!("to it NULL is the least value, also in `{name}`");
        return Some(fault("no-index-nulls", mark, why, "leave out `.nulls_first(..)` and `.nulls_last(..)`"));
    }
    None
}
