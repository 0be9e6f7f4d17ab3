//! Changing the rows of a large table batch by batch, so that none of them is locked for long.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::transition::Transition;
use super::{Action, Condition, Step};
use crate::diagnostic::{Diagnostic, Mark};
use crate::dialect::Dialect;
use crate::ident::{Ident, TableName};
use crate::operation;
use crate::schema::{ColumnType, expression};
use crate::sql::{self, Writer, expression_fault};

/// An UPDATE of a whole table, in batches along its primary key.
///
/// Whoever runs it does, until [`next`](Backfill::next) gives no row, this in one transaction each time: ask for the last
/// key of the next batch, run the [`update`](Backfill::update) up to it, and store that key where the progress is kept.
/// So every row is changed once, wherever a run is cut short: what is stored is what has been done.
///
/// A batch is a number of rows in the order of the key, whether they meet the filter or not: that bounds what one
/// transaction reads and locks.
///
/// ```
/// use covet_core::plan::{Backfill, KeyColumn};
/// use covet_core::{Dialect, schema::ColumnType};
///
/// let backfill = Backfill {
///     table: "users".into(),
///     key: vec![KeyColumn { name: "id".into(), ty: ColumnType::Id }],
///     change: r#"UPDATE "users" SET "nick" = (lower(name))"#.into(),
///     filter: Some("nick IS NULL".into()),
///     batch: 500,
/// };
/// assert_eq!(
///     backfill.update(Dialect::Sqlite, Some(&["500".into()]), &["1000".into()]),
///     r#"UPDATE "users" SET "nick" = (lower(name)) WHERE "id" > 500 AND "id" <= 1000 AND (nick IS NULL)"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// The table.
    pub table: TableName,
    /// Its primary key, along which it is walked.
    pub key: Vec<KeyColumn>,
    /// What is done to the rows of a batch: an UPDATE without its condition.
    pub change: String,
    /// The condition that rows meet to be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// How many rows a batch has at most.
    pub batch: u32,
}

/// A column of a primary key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyColumn {
    /// Its name.
    pub name: Ident,
    /// Its type, which says how its values are written.
    #[serde(rename = "type")]
    pub ty: ColumnType,
}

/// The one step of a backfill; none where it has nothing for this database to set.
pub(super) fn steps(t: &Transition<'_>, backfill: &operation::Backfill) -> Result<Vec<Step>, Diagnostic> {
    let table = t.table_before(&backfill.table)?;
    let set = assignments(t, backfill)?;
    if set.is_empty() {
        return Ok(Vec::new());
    }
    let mut key = Vec::new();
    for name in table.primary_key.iter().flat_map(|key| &key.columns) {
        let column = table.column(name).ok_or_else(|| table.unknown_column(name))?;
        if matches!(column.ty, ColumnType::Custom(_)) && !t.capabilities().any_key_as_text {
            let why = format!("how a key of {}, `{name}`, is written as text is not known", column.ty);
            let remedy = "change the rows with `run_sql`, in one statement, or in a Rust step";
            return Err(t.cannot("key-of-custom-type", backfill.table.mark(), &why, remedy));
        }
        key.push(KeyColumn { name: name.clone(), ty: column.ty.clone() });
    }
    let filter = match backfill.filter.as_ref().map(|text| (text, text.of(t.dialect))) {
        Some((text, Some(filter))) if !filter.trim().is_empty() => {
            Some(expression(t, "the filter", filter, text.mark)?.to_owned())
        }
        Some((text, None)) => return Err(no_text(t, text)),
        _ => None,
    };
    let change = format!("UPDATE {} SET {}", t.sql().table(&table.name), set.join(", "));
    let backfill = Backfill { table: table.name.clone(), key, change, filter, batch: backfill.batch };
    let step = t.step(Action::Backfill(Box::new(backfill)), Condition::Recorded, Condition::Recorded);
    Ok(vec![Step { alone: true, ..step }])
}

/// What stands behind SET.
fn assignments(t: &Transition<'_>, backfill: &operation::Backfill) -> Result<Vec<String>, Diagnostic> {
    let (mut set, mut earlier): (Vec<String>, Vec<&Ident>) = Default::default();
    for operation::Assignment { column, value: text } in &backfill.set {
        let Some(value) = text.of(t.dialect) else { return Err(no_text(t, text)) };
        if value.trim().is_empty() {
            continue;
        }
        let value = expression(t, &format!("the value of `{column}`"), value, text.mark)?;
        let other = earlier.iter().find(|other| expression::uses(value, other));
        if let (Some(other), true) = (other, t.capabilities().sets_in_order) {
            let why = format!("it sets `{other}` first, and `{column}` would follow from the new value");
            let remedy = format!("set `{column}` before `{other}`, or in a backfill of its own");
            return Err(t.cannot("set-in-order", text.mark, &why, &remedy));
        }
        set.push(format!("{} = ({value})", t.sql().ident(column)));
        earlier.push(column);
    }
    Ok(set)
}

/// The text, where it is one expression.
fn expression<'t>(t: &Transition<'_>, what: &str, text: &'t str, mark: Mark) -> Result<&'t str, Diagnostic> {
    match expression_fault(text, t.dialect) {
        None => Ok(text),
        Some(fault) => {
            let why = format!("{what} is not one expression: {fault}");
            Err(t.cannot("bad-expression", mark, &why, "write one expression"))
        }
    }
}

fn no_text(t: &Transition<'_>, text: &crate::schema::SqlText) -> Diagnostic {
    let remedy = format!("add `.{}(\"..\")`, with \"\" where nothing has to be done", t.dialect);
    t.cannot("no-sql-for", text.mark, "no expression is for it", &remedy)
}

impl Backfill {
    /// The query for the last key of the batch after the key `after`, or of the first batch: one row with the columns of
    /// the key as texts, or none, where nothing is left.
    pub fn next(&self, dialect: Dialect, after: Option<&[String]>) -> String {
        let sql = sql::writer(dialect);
        let names: Vec<String> = self.key.iter().map(|column| sql.ident(&column.name)).collect();
        // With the name of the subquery, or PostgreSQL would sort by the texts, which have the names of the columns.
        let texts: Vec<String> = (self.key.iter().zip(&names))
            .map(|(column, name)| sql.key_text(&format!("batch.{name}"), &column.ty))
            .collect();
        let last: Vec<String> = names.iter().map(|name| format!("batch.{name} DESC")).collect();
        let beyond =
            after.map(|after| format!(" WHERE {}", self.compare(sql, dialect, ">", after))).unwrap_or_default();
        let (texts, names, last) = (texts.join(", "), names.join(", "), last.join(", "));
        let (table, batch) = (sql.table(&self.table), self.batch);
        format!(
            "SELECT {texts} FROM (SELECT {names} FROM {table}{beyond} ORDER BY {names} LIMIT {batch}) AS batch \
             ORDER BY {last} LIMIT 1"
        )
    }

    /// The UPDATE of the rows after the key `after`, or from the first on, up to the key `upto`, with that.
    pub fn update(&self, dialect: Dialect, after: Option<&[String]>, upto: &[String]) -> String {
        let sql = sql::writer(dialect);
        let beyond = after.map(|after| self.compare(sql, dialect, ">", after));
        let up_to = self.compare(sql, dialect, "<=", upto);
        let filter = self.filter.as_ref().map(|filter| format!("({filter})"));
        let conditions: Vec<String> = beyond.into_iter().chain([up_to]).chain(filter).collect();
        format!("{} WHERE {}", self.change, conditions.join(" AND "))
    }

    /// The condition that the key of a row comes after a key, with `>`, or not after it, with `<=`.
    fn compare(&self, sql: &dyn Writer, dialect: Dialect, operator: &str, key: &[String]) -> String {
        let parts: Vec<(String, String)> = (self.key.iter().zip(key))
            .map(|(column, text)| (sql.ident(&column.name), sql.key_value(text, &column.ty)))
            .collect();
        match &parts[..] {
            [(name, value)] => format!("{name} {operator} {value}"),
            parts if dialect.capabilities().searches_rows => {
                let (names, values): (Vec<&str>, Vec<&str>) =
                    parts.iter().map(|(name, value)| (name.as_str(), value.as_str())).unzip();
                format!("({}) {operator} ({})", names.join(", "), values.join(", "))
            }
            parts => format!("({})", written_out(parts, operator)),
        }
    }
}

/// A comparison of rows column by column: the first that differs decides.
fn written_out(parts: &[(String, String)], operator: &str) -> String {
    let Some(((name, value), rest)) = parts.split_first() else { return String::new() };
    if rest.is_empty() {
        return format!("{name} {operator} {value}");
    }
    format!("{name} {} {value} OR ({name} = {value} AND ({}))", &operator[..1], written_out(rest, operator))
}

/// What is done to all batches together, with what bounds a batch as a comment.
impl fmt::Display for Backfill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key: Vec<&str> = self.key.iter().map(|column| column.name.as_str()).collect();
        let filter = self.filter.as_ref().map(|filter| format!(" WHERE ({filter})")).unwrap_or_default();
        writeln!(
            f,
            "-- in batches of {} rows along ({}), each in a transaction of its own",
            self.batch,
            key.join(", ")
        )?;
        write!(f, "{}{filter};", self.change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(key: &[(&str, ColumnType)]) -> Backfill {
        let key = key.iter().map(|(name, ty)| KeyColumn { name: (*name).into(), ty: ty.clone() }).collect();
        let change = "UPDATE t SET x = (1)".to_owned();
        Backfill { table: "t".into(), key, change, filter: None, batch: 10 }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_key_of_a_batch_is_asked_for_as_text() {
        let backfill = along(&[("id", ColumnType::Id)]);
        assert_eq!(
            backfill.next(Dialect::Postgres, None),
            "SELECT CAST(batch.\"id\" AS text) FROM (SELECT \"id\" FROM \"t\" ORDER BY \"id\" LIMIT 10) AS batch \
             ORDER BY batch.\"id\" DESC LIMIT 1"
        );
        let after = backfill.next(Dialect::MySql, Some(&texts(&["-5"])));
        assert!(after.contains("FROM `t` WHERE `id` > -5 ORDER BY"), "{after}");
    }

    #[test]
    fn rows_are_compared_so_that_an_index_is_searched() {
        let backfill = along(&[("a", ColumnType::Integer), ("b", ColumnType::String(9)), ("c", ColumnType::Uuid)]);
        let (after, upto) = (texts(&["1", "it's", "00"]), texts(&["2", r"a\b", "ff"]));
        assert_eq!(
            backfill.update(Dialect::MySql, Some(&after), &upto),
            "UPDATE t SET x = (1) WHERE (`a` > 1 OR (`a` = 1 AND (`b` > 'it''s' OR (`b` = 'it''s' AND (`c` > X'00'))))) \
             AND (`a` < 2 OR (`a` = 2 AND (`b` < _utf8mb4 X'615c62' OR (`b` = _utf8mb4 X'615c62' AND (`c` <= X'ff')))))"
        );
        assert_eq!(
            backfill.update(Dialect::Postgres, None, &upto),
            "UPDATE t SET x = (1) WHERE (\"a\", \"b\", \"c\") <= ('2', E'a\\\\b', 'ff')"
        );
    }

    #[test]
    fn what_is_no_number_is_never_read_as_sql() {
        let backfill = along(&[("id", ColumnType::Id)]);
        let update = backfill.update(Dialect::MySql, None, &texts(&["1 OR 1 = 1"]));
        assert!(update.ends_with("`id` <= '1 OR 1 = 1'"), "{update}");
    }
}
