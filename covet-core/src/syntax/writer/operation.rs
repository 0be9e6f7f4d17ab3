//! Each operation as the call that makes it.

use super::chain::{Argument, Chain};
use super::{Unwritable, index, literal, table};
use crate::ident::{Ident, TableName};
use crate::operation::{AddColumn, Backfill, EnumPlace, Operation, RunRust, RunSql};
use crate::schema::{ForeignKey, ObjectKind, SqlText, Table};

/// The statements of operations, in order.
pub(super) fn statements(operations: &[Operation]) -> Result<Vec<Chain>, Unwritable> {
    let mut statements = Vec::new();
    let mut rest = operations;
    while let [operation, others @ ..] = rest {
        rest = others;
        match operation {
            Operation::CreateTable(create) => {
                let (body, behind) = table::body(&create.table);
                statements.push(m("create_table", [literal::name(&create.table.name)]).with_body("t", body));
                statements.extend(self::statements(&behind)?);
            }
            Operation::AddColumn(add) => {
                let (statement, others) = add_column(add, others)?;
                statements.push(statement);
                rest = others;
            }
            other => statements.push(statement(other)?),
        }
    }
    Ok(statements)
}

fn m(name: &'static str, arguments: impl IntoIterator<Item = Argument>) -> Chain {
    Chain::on("m").call(name, arguments)
}

/// A call on a table and something of it.
fn on(name: &'static str, table: &TableName, thing: &Ident) -> Chain {
    m(name, [literal::name(table), literal::name(thing)])
}

fn renamed(name: &'static str, table: &TableName, from: &Ident, to: &Ident) -> Chain {
    m(name, [literal::name(table), literal::name(from), literal::name(to)])
}

fn statement(operation: &Operation) -> Result<Chain, Unwritable> {
    use Operation as O;
    Ok(match operation {
        O::CreateTable(_) | O::AddColumn(_) => return Err(Unwritable::of(operation, "it takes several statements")),
        O::DropTable(drop) if drop.if_exists => m("drop_table_if_exists", [literal::name(&drop.table)]),
        O::DropTable(drop) => m("drop_table", [literal::name(&drop.table)]),
        O::RenameTable(rename) => m("rename_table", [literal::name(&rename.from), literal::name(&rename.to)]),
        O::CommentTable(comment) => {
            let text = literal::text(comment.comment.as_deref().unwrap_or_default());
            m("comment_table", [literal::name(&comment.table), text])
        }
        O::DropColumn(drop) => {
            let chain = on("drop_column", &drop.table, &drop.column);
            match &drop.restore_with {
                None => chain,
                Some(value) => {
                    let value = literal::value(value, &crate::schema::ColumnType::Text);
                    let value = value.ok_or_else(|| Unwritable::of(operation, "the value is no literal"))?;
                    chain.call("restore_with", [value])
                }
            }
        }
        O::RenameColumn(rename) => renamed("rename_column", &rename.table, &rename.from, &rename.to),
        O::AlterColumn(alter) if alter.cast => {
            return Err(Unwritable::of(operation, "only a derived down casts; give it `.using(expression)`"));
        }
        O::AlterColumn(alter) => {
            let draft = Table { columns: vec![alter.column.clone()], ..Table::new(alter.table.clone()) };
            let chain = m("alter_column", [literal::name(&alter.table)]);
            chain.with_body("t", table::single(&draft).into_iter().collect()).text_if(alter.using.as_deref(), "using")
        }
        O::CreateIndex(create) => {
            let chain = index::created(&create.table, &create.index);
            let chain = chain.ok_or_else(|| Unwritable::of(operation, "two of its parts are the same"))?;
            chain.flag_if(create.concurrently, "concurrently")
        }
        O::DropIndex(drop) => on("drop_index", &drop.table, &drop.name).flag_if(drop.concurrently, "concurrently"),
        O::RenameIndex(rename) => renamed("rename_index", &rename.table, &rename.from, &rename.to),
        O::AddForeignKey(add) if add.key.ref_columns.is_empty() => {
            return Err(Unwritable::of(operation, "the columns that it refers to are not written out"));
        }
        O::AddForeignKey(add) => add_foreign_key(&add.table, &add.key),
        O::DropForeignKey(drop) => on("drop_foreign_key", &drop.table, &drop.name),
        O::AddUnique(add) => {
            let unique = &add.unique;
            let chain = m("add_unique", [literal::name(&add.table), literal::list(&unique.columns)]);
            table::refined_unique(chain, unique, &add.table).text_if(add.using_index.as_deref(), "using_index")
        }
        O::DropUnique(drop) => on("drop_unique", &drop.table, &drop.name),
        O::AddCheck(add) => {
            let arguments =
                [literal::name(&add.table), literal::name(&add.check.name), literal::text(&add.check.expression)];
            m("add_check", arguments).flag_if(add.check.not_valid, "not_valid")
        }
        O::DropCheck(drop) => on("drop_check", &drop.table, &drop.name),
        O::AddPrimaryKey(add) => m("add_primary_key", [literal::name(&add.table), literal::list(&add.key.columns)])
            .text_if(add.key.name.as_deref(), "name")
            .text_if(add.using_index.as_deref(), "using_index"),
        O::SetNotNull(set) => on("set_not_null_via_check", &set.table, &set.column),
        O::Backfill(backfill) => {
            self::backfill(backfill).ok_or_else(|| Unwritable::of(operation, "it has no text for all databases"))?
        }
        O::DropPrimaryKey(drop) => m("drop_primary_key", [literal::name(&drop.table)]),
        O::RenameConstraint(rename) => renamed("rename_constraint", &rename.table, &rename.from, &rename.to),
        O::ValidateConstraint(validate) => on("validate_constraint", &validate.table, &validate.name),
        O::CreateEnum(create) => m("create_enum", [literal::name(&create.name), literal::list(&create.values)]),
        O::DropEnum(drop) => m("drop_enum", [literal::name(&drop.name)]),
        O::AddEnumValue(add) => {
            let chain = m("add_enum_value", [literal::name(&add.name), literal::text(&add.value)]);
            match &add.place {
                None => chain,
                Some(EnumPlace::Before(value)) => chain.call("before", [literal::text(value)]),
                Some(EnumPlace::After(value)) => chain.call("after", [literal::text(value)]),
            }
        }
        O::RenameEnumValue(rename) => {
            let arguments = [literal::name(&rename.name), literal::text(&rename.from), literal::text(&rename.to)];
            m("rename_enum_value", arguments)
        }
        O::CreateObject(create) => {
            let object = &create.object;
            let chain =
                texts(of_object("create_object", object.kind, &object.name, object.on.as_ref()), &object.create);
            using(dropping(chain, &object.drop), &object.uses)
        }
        O::ReplaceObject(replace) => {
            let chain = of_object("replace_object", replace.kind, &replace.name, replace.on.as_ref());
            let chain = texts(chain, &replace.create);
            let chain = replace.drop.iter().fold(chain, dropping);
            replace.uses.iter().fold(chain, |chain, uses| using(chain, uses))
        }
        O::DropObject(drop) => of_object("drop_object", drop.id.kind, &drop.id.name, drop.id.on.as_ref()),
        O::RunSql(run) => {
            run_sql(run).ok_or_else(|| Unwritable::of(operation, "it has no text for all databases"))??
        }
        O::RunRust(run) => run_rust(run),
    })
}

/// A new column, with the checks, constraints and indexes that follow it and stand on it alone.
fn add_column<'o>(add: &AddColumn, others: &'o [Operation]) -> Result<(Chain, &'o [Operation]), Unwritable> {
    let mut draft = Table { columns: vec![add.column.clone()], ..Table::new(add.table.clone()) };
    draft.foreign_keys.extend(add.foreign_key.clone());
    let mut rest = others;
    while let [next, others @ ..] = rest {
        let mut wider = draft.clone();
        let is_next = match next {
            Operation::AddCheck(check)
                if check.table == add.table && draft.uniques.is_empty() && draft.indexes.is_empty() =>
            {
                wider.checks.push(check.check.clone());
                draft.checks.is_empty()
            }
            Operation::AddUnique(unique) if unique.table == add.table && draft.indexes.is_empty() => {
                wider.uniques.push(unique.unique.clone());
                draft.uniques.is_empty()
            }
            Operation::CreateIndex(index) if index.table == add.table => {
                wider.indexes.push(index.index.clone());
                draft.indexes.is_empty()
            }
            _ => false,
        };
        // What would stand behind the table cannot be said of the column.
        if !is_next || table::body(&wider).0.len() > 1 || !table::body(&wider).1.is_empty() {
            break;
        }
        (draft, rest) = (wider, others);
    }
    let chain = m("add_column", [literal::name(&add.table)]);
    let chain = chain.with_body("t", table::single(&draft).into_iter().collect());
    let chain = match &add.fill {
        None => chain,
        Some(fill) => {
            let unwritable = || Unwritable::of(&add.clone().into(), "the value of its rows is no literal");
            chain.call("fill", [literal::value(fill, &add.column.ty).ok_or_else(unwritable)?])
        }
    };
    Ok((chain, rest))
}

/// Names what has another name than the derived one.
pub(super) fn named(chain: Chain, prefix: &str, table: &TableName, columns: &[Ident], name: &Ident) -> Chain {
    chain.text_if((Ident::derived(prefix, table, columns) != *name).then_some(name.as_str()), "name")
}

fn add_foreign_key(table: &TableName, key: &ForeignKey) -> Chain {
    let arguments = [
        literal::name(table),
        literal::list(&key.columns),
        literal::name(&key.ref_table),
        literal::list(&key.ref_columns),
    ];
    let chain = named(m("add_foreign_key", arguments), "fk", table, &key.columns, &key.name);
    table::actions(chain, key).flag_if(key.not_valid, "not_valid")
}

/// A call on an object, with the table that it stands on.
fn of_object(call: &'static str, kind: ObjectKind, name: &TableName, on: Option<&TableName>) -> Chain {
    let chain = m(call, [kind.as_str().into(), literal::name(name)]);
    on.map_or(chain.clone(), |table| chain.call("on", [literal::name(table)]))
}

/// What makes an object, on all databases or on each.
fn texts(chain: Chain, text: &SqlText) -> Chain {
    own_texts(chain.text_if(text.any.as_deref(), "create"), text)
}

/// What drops an object, where that is said.
fn dropping(chain: Chain, text: &SqlText) -> Chain {
    let chain = chain.text_if(text.any.as_deref(), "drop").text_if(text.postgres.as_deref(), "drop_postgres");
    chain.text_if(text.mysql.as_deref(), "drop_mysql").text_if(text.sqlite.as_deref(), "drop_sqlite")
}

fn using(chain: Chain, names: &[TableName]) -> Chain {
    if names.is_empty() { chain } else { chain.call("uses", [literal::list(names.iter().map(ToString::to_string))]) }
}

fn run_sql(run: &RunSql) -> Option<Result<Chain, Unwritable>> {
    // Only what undoes SQL tells by what it is undone.
    run.undone_when.is_none().then_some(())?;
    let chain = own_texts(m("run_sql", [literal::text(run.sql.any.as_deref()?)]), &run.sql);
    let chain = run.reverse.iter().try_fold(chain, |chain, text| said(chain, "reverse", text))?;
    let chain = run.done_when.iter().try_fold(chain, |chain, text| said(chain, "done_when", text))?;
    if run.state.is_empty() {
        return Some(Ok(chain));
    }
    Some(statements(&run.state).map(|state| chain.flag("state").with_body("m", state)))
}

fn backfill(backfill: &Backfill) -> Option<Chain> {
    let chain = m("backfill", [literal::name(&backfill.table)]);
    let chain = backfill.set.iter().try_fold(chain, |chain, set| {
        let value = literal::text(set.value.any.as_deref()?);
        Some(own_texts(chain.call("set", [literal::name(&set.column), value]), &set.value))
    })?;
    let chain = backfill.filter.iter().try_fold(chain, |chain, text| said(chain, "filter", text))?;
    let is_usual = backfill.batch == Backfill::of(backfill.table.clone()).batch;
    Some(if is_usual { chain } else { chain.call("batch", [backfill.batch.into()]) })
}

/// A call with a text for all databases, and those that each has of its own behind it.
fn said(chain: Chain, call: &'static str, text: &SqlText) -> Option<Chain> {
    Some(own_texts(chain.call(call, [literal::text(text.any.as_deref()?)]), text))
}

fn own_texts(chain: Chain, text: &SqlText) -> Chain {
    let chain = chain.text_if(text.postgres.as_deref(), "postgres").text_if(text.mysql.as_deref(), "mysql");
    chain.text_if(text.sqlite.as_deref(), "sqlite")
}

fn run_rust(run: &RunRust) -> Chain {
    let chain = m("run", [(&run.path).into()]);
    let chain = match &run.reverse {
        Some(reverse) => chain.call("reverse", [reverse.into()]),
        None => chain,
    };
    if run.version == 0 { chain } else { chain.call("version", [run.version.into()]) }
}
