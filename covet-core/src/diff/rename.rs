//! What has another name, and is otherwise as it was: first the tables, then the columns of each.

use std::collections::BTreeMap;

use super::{Question, Work};
use crate::diagnostic::{Diagnostic, Mark};
use crate::ident::{Ident, TableName};
use crate::operation::{Operation, RenameColumn, RenameTable};
use crate::schema::{Column, Table};

/// Gives tables the names that they are to have.
pub(super) fn tables(work: &mut Work<'_>) {
    let mut renames = BTreeMap::new();
    for (from, to) in &work.answers.tables {
        let Some(to) = to else { continue };
        if work.now.table(from).is_none() || work.after.table(to).is_none() {
            let message = format!("table `{from}` cannot have become `{to}`: there is no such table");
            work.faults.push(Diagnostic::error("unknown-table", Mark::NOWHERE, message));
            continue;
        }
        renames.insert(from.clone(), to.clone());
    }
    ask_for_tables(work, &renames);
    let in_use = |work: &Work<'_>, name: &TableName| work.now.table(name).is_some();
    let aside = |name: &TableName| TableName { name: aside(&name.name), ..name.clone() };
    for (from, to) in ordered(renames, |name| in_use(work, name), aside) {
        work.push(RenameTable { from, to });
    }
}

/// Asks for each table that is gone whether it is one of the new ones that look like it.
fn ask_for_tables(work: &mut Work<'_>, renames: &BTreeMap<TableName, TableName>) {
    let gone = work.now.tables().filter(|table| work.after.table(&table.name).is_none());
    let gone = gone.filter(|table| !work.answers.tables.contains_key(&table.name));
    let new = work.after.tables().filter(|table| work.now.table(&table.name).is_none());
    let new: Vec<&Table> = new.filter(|table| !renames.values().any(|to| *to == table.name)).collect();
    let mut questions = Vec::new();
    for table in gone {
        let alike = new.iter().filter(|other| is_like(table, other) && other.name.schema == table.name.schema);
        let candidates: Vec<TableName> = alike.map(|other| other.name.clone()).collect();
        if !candidates.is_empty() {
            questions.push(Question::RenamedTable { from: table.name.clone(), candidates });
        }
    }
    work.questions.extend(questions);
}

/// Whether two tables have the same columns; a reference of a table to itself has its name in it, so keys do not count.
fn is_like(table: &Table, other: &Table) -> bool {
    let column = |table: &Table, column: &Column| table.column(&column.name) == Some(column);
    table.columns.len() == other.columns.len() && table.columns.iter().all(|each| column(other, each))
}

/// Gives the columns of tables the names that they are to have.
pub(super) fn columns(work: &mut Work<'_>) {
    for ((table, from), to) in &work.answers.columns {
        let Some(to) = to else { continue };
        let has = |found: Option<&Table>, column: &Ident| found.is_some_and(|table| table.column(column).is_some());
        if !has(work.now.table(table), from) || !has(work.after.table(table), to) {
            let message = format!("column `{from}` of `{table}` cannot have become `{to}`: there is no such column");
            work.faults.push(Diagnostic::error("unknown-column", Mark::NOWHERE, message));
        }
    }
    for name in work.common_tables() {
        let (Some(now), Some(after)) = (work.now.table(&name), work.after.table(&name)) else { continue };
        let known = work.answers.columns.iter().filter(|((table, _), _)| *table == name);
        let known: BTreeMap<&Ident, &Option<Ident>> = known.map(|((_, from), to)| (from, to)).collect();
        let renames: BTreeMap<Ident, Ident> = (known.iter())
            .filter_map(|(from, to)| Some(((*from).clone(), to.as_ref()?.clone())))
            .filter(|(from, to)| now.column(from).is_some() && after.column(to).is_some())
            .collect();
        let questions = questions(now, after, |column| known.contains_key(column), &renames);
        let in_use: Vec<Ident> = now.columns.iter().map(|column| column.name.clone()).collect();
        work.questions.extend(questions);
        for (from, to) in ordered(renames, |name| in_use.contains(name), aside) {
            work.push(Operation::RenameColumn(RenameColumn { table: name.clone(), from, to }));
        }
    }
}

/// Asks for each column that is gone whether it is one of the new ones of the same definition.
fn questions(
    now: &Table,
    after: &Table,
    is_answered: impl Fn(&Ident) -> bool,
    renames: &BTreeMap<Ident, Ident>,
) -> Vec<Question> {
    let gone = now.columns.iter().filter(|column| after.column(&column.name).is_none() && !is_answered(&column.name));
    let is_new =
        |column: &&Column| now.column(&column.name).is_none() && !renames.values().any(|to| *to == column.name);
    gone.filter_map(|gone| {
        let alike = after
            .columns
            .iter()
            .filter(is_new)
            .filter(|new| Column { name: gone.name.clone(), ..(*new).clone() } == *gone);
        let candidates: Vec<Ident> = alike.map(|column| column.name.clone()).collect();
        let (table, from) = (after.name.clone(), gone.name.clone());
        (!candidates.is_empty()).then_some(Question::RenamedColumn { table, from, candidates })
    })
    .collect()
}

/// The name that something has while another takes the one it had.
fn aside(name: &Ident) -> Ident {
    Ident::from(format!("covet_old_{name}").as_str())
}

/// Renames in an order in which every new name is free: two that swap their names go through a third.
fn ordered<N: Clone + Ord>(
    mut renames: BTreeMap<N, N>,
    is_in_use: impl Fn(&N) -> bool,
    aside: impl Fn(&N) -> N,
) -> Vec<(N, N)> {
    let mut ordered = Vec::new();
    let mut freed: Vec<N> = Vec::new();
    renames.retain(|from, to| from != to);
    while !renames.is_empty() {
        let is_free = |to: &N| freed.contains(to) || !is_in_use(to);
        match renames.iter().find(|(_, to)| is_free(to)).map(|(from, _)| from.clone()) {
            Some(from) => {
                let to = renames.remove(&from).unwrap_or_else(|| from.clone());
                freed.retain(|name| *name != to);
                freed.push(from.clone());
                ordered.push((from, to));
            }
            None => {
                let Some((from, to)) = renames.pop_first() else { break };
                ordered.push((from.clone(), aside(&from)));
                freed.push(from.clone());
                renames.insert(aside(&from), to);
            }
        }
    }
    ordered
}
