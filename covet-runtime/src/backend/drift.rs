//! Whether a live SQLite table is the one that the migrations make; what it has besides would be lost when it is made
//! anew.
//!
//! A twin is made, as the migrations would make the table, and both are asked the same questions: SQLite then says of
//! each definition in its own words what it takes it to mean.

use covet_core::normal::{is_made_by, sqlite_words};
use covet_core::plan::Rebuild;
use covet_core::schema::{Index, Object, ObjectKind, Table};
use covet_core::sql::Writer;
use covet_core::sql::lexer::{Kind, tokens};
use covet_core::{Dialect, sql};

use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::introspect::generated_columns;

fn writer() -> &'static dyn Writer {
    sql::writer(Dialect::Sqlite)
}

/// Compares the live table with the expected one.
///
/// # Errors
/// [`Error::Drift`] with everything that differs.
pub(super) async fn check(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<()> {
    let expected = &rebuild.expected;
    let name = expected.name.to_string();
    let mut differences = kind_differences(connection, rebuild).await?;
    if differences.is_empty() {
        let twin = Table { name: rebuild.temporary.clone(), ..expected.clone() };
        let twin_name = twin.name.to_string();
        connection.execute(&writer().create_table(&twin, &[])).await?;
        let should = Shape::of(connection, &twin_name).await?;
        connection.execute(&format!("DROP TABLE main.{}", writer().ident(&twin_name))).await?;
        differences = Shape::of(connection, &name).await?.differences(&should);
        differences.extend(index_differences(connection, expected).await?);
        differences.extend(object_differences(connection, &rebuild.objects).await?);
    }
    match differences.is_empty() {
        true => Ok(()),
        false => Err(Error::Drift { table: name, differences }),
    }
}

/// Whether it is a table at all, and one that the rebuild makes of the same kind.
async fn kind_differences(connection: &mut Connection<'_>, rebuild: &Rebuild) -> Result<Vec<String>> {
    let query = format!(
        "SELECT type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = {} COLLATE NOCASE",
        writer().text(&rebuild.expected.name.to_string())
    );
    let answer = connection.rows(&query).await?;
    let value = |at: usize| answer.first().and_then(|row| row.get(at)?.as_deref());
    let mut differences = Vec::new();
    match value(0) {
        None => differences.push("it does not exist".to_owned()),
        Some("table") => {}
        Some(kind) => differences.push(format!("it is a {kind} table")),
    }
    for (at, option) in [(1, "WITHOUT ROWID"), (2, "STRICT")] {
        match (value(at) == Some("1"), rebuild.expected.says(Dialect::Sqlite, option)) {
            (true, false) => differences.push(format!("it is {option}")),
            (false, true) => differences.push(format!("it is not {option}")),
            _ => {}
        }
    }
    Ok(differences)
}

/// What SQLite says of a table.
struct Shape {
    columns: Vec<Column>,
    /// Each foreign key, as messages show it.
    foreign_keys: Vec<String>,
    /// The columns of each unique constraint.
    uniques: Vec<String>,
    /// What no pragma tells, as often as it stands in the definition.
    clauses: Vec<String>,
}

struct Column {
    name: String,
    ty: String,
    nullable: bool,
    default: Option<String>,
    /// Its place in the primary key, from 1; 0 outside.
    key: String,
    /// How it is generated, and from what; of any other the first is `0`.
    generated: (String, Option<Vec<String>>),
}

impl Shape {
    async fn of(connection: &mut Connection<'_>, table: &str) -> Result<Shape> {
        let table = writer().text(table);
        let columns =
            format!("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo({table}, 'main')");
        let keys = format!(
            "SELECT '(' || group_concat(\"from\", ', ') || ') to `' || lower(\"table\") || '` (' \
             || coalesce(group_concat(\"to\", ', '), '') || '), on delete ' || on_delete || ', on update ' || on_update \
             FROM (SELECT * FROM pragma_foreign_key_list({table}, 'main') ORDER BY id, seq) GROUP BY id"
        );
        let uniques = format!(
            "SELECT '(' || group_concat(name, ', ') || ')' FROM (SELECT l.name AS of, i.name AS name \
             FROM pragma_index_list({table}, 'main') l, pragma_index_info(l.name, 'main') i \
             WHERE l.origin = 'u' ORDER BY l.name, i.seqno) GROUP BY of"
        );
        let definition =
            format!("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = {table} COLLATE NOCASE");
        let definitions = texts(connection, &definition).await?;
        let generated: Vec<(String, String)> = definitions.iter().flat_map(|sql| generated_columns(sql)).collect();
        let rows = connection.rows(&columns).await?.into_iter();
        Ok(Shape {
            columns: rows.map(|row| Column::of(row, &generated)).collect(),
            foreign_keys: texts(connection, &keys).await?,
            uniques: texts(connection, &uniques).await?,
            clauses: definitions.iter().flat_map(|sql| clauses(sql)).collect(),
        })
    }

    /// What this table, which is live, has otherwise than it should.
    fn differences(&self, should: &Shape) -> Vec<String> {
        let mut differences = Vec::new();
        for column in &self.columns {
            match should.columns.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
                Some(other) => column.differences(other, &mut differences),
                None => differences.push(format!("it has a column `{}` that no migration made", column.name)),
            }
        }
        for column in &should.columns {
            if !self.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)) {
                differences.push(format!("column `{}` is missing", column.name));
            }
        }
        compare("a foreign key ", &self.foreign_keys, &should.foreign_keys, &mut differences);
        compare("a unique constraint ", &self.uniques, &should.uniques, &mut differences);
        compare("", &self.clauses, &should.clauses, &mut differences);
        differences
    }
}

impl Column {
    fn of(row: Vec<Option<String>>, generated: &[(String, String)]) -> Column {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let expression = generated.iter().find(|(name, _)| name.eq_ignore_ascii_case(&text(0)));
        Column {
            name: text(0),
            ty: text(1).to_ascii_uppercase(),
            nullable: text(2) == "0",
            default: row.get(3).cloned().flatten(),
            key: text(4),
            generated: (text(5), expression.map(|(_, expression)| sqlite_words(expression))),
        }
    }

    fn differences(&self, should: &Column, differences: &mut Vec<String>) {
        let name = &self.name;
        if self.generated != should.generated {
            let is_generated = |column: &Column| column.generated.0 != "0";
            differences.push(match (is_generated(self), is_generated(should)) {
                (true, false) => format!("column `{name}` is generated"),
                (false, true) => format!("column `{name}` is not generated"),
                _ => format!("column `{name}` is generated otherwise"),
            });
        }
        if self.ty != should.ty {
            differences.push(format!("column `{name}` is {}, and should be {}", self.ty, should.ty));
        }
        // A column of the primary key is NOT NULL by the key, and an INTEGER PRIMARY KEY does not say so.
        if self.key == "0" && self.nullable != should.nullable {
            let word = |nullable| if nullable { "nullable" } else { "not null" };
            let (is, should) = (word(self.nullable), word(should.nullable));
            differences.push(format!("column `{name}` is {is}, and should be {should}"));
        }
        let plain = |default: &Option<String>| default.as_deref().map(sqlite_words);
        if plain(&self.default) != plain(&should.default) {
            let shown = |default: &Option<String>| default.clone().unwrap_or_else(|| "none".to_owned());
            let (is, should) = (shown(&self.default), shown(&should.default));
            differences.push(format!("the default of column `{name}` is {is}, and should be {should}"));
        }
        if self.key != should.key {
            let (is, should) = (&self.key, &should.key);
            differences.push(format!("column `{name}` is at place {is} of the primary key, and should be at {should}"));
        }
    }
}

/// The first value of every row.
async fn texts(connection: &mut Connection<'_>, query: &str) -> Result<Vec<String>> {
    let rows = connection.rows(query).await?;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}

/// Adds a line for everything that one list has and the other has not, or not as often.
fn compare(kind: &str, live: &[String], should: &[String], differences: &mut Vec<String>) {
    let same = |list: &[String], text: &str| list.iter().filter(|other| other.eq_ignore_ascii_case(text)).count();
    for (at, text) in live.iter().enumerate() {
        if same(&live[..=at], text) > same(should, text) {
            differences.push(format!("it has {kind}{text} that no migration made"));
        }
    }
    for (at, text) in should.iter().enumerate() {
        if same(&should[..=at], text) > same(live, text) {
            differences.push(format!("{kind}{text} is missing"));
        }
    }
}

/// The clauses of a definition that no pragma tells of.
fn clauses(sql: &str) -> Vec<String> {
    const CLAUSES: [&str; 5] = ["CHECK", "COLLATE", "CONFLICT", "DEFERRABLE", "AUTOINCREMENT"];
    let words = tokens(sql, Dialect::Sqlite).filter(|token| token.kind == Kind::Word);
    words.map(|token| token.text.to_ascii_uppercase()).filter(|word| CLAUSES.contains(&word.as_str())).collect()
}

/// The indexes of the migrations that were replaced by hand by others of their names.
async fn index_differences(connection: &mut Connection<'_>, expected: &Table) -> Result<Vec<String>> {
    let mut differences = Vec::new();
    for index in &expected.indexes {
        let Index { name, .. } = index;
        let query = format!(
            "SELECT sql FROM main.sqlite_schema WHERE type = 'index' AND name = {} COLLATE NOCASE",
            writer().text(name)
        );
        let should = writer().create_index(&expected.name, index);
        for live in texts(connection, &query).await?.iter().filter(|live| sqlite_words(live) != sqlite_words(&should)) {
            differences.push(format!("index `{name}` is `{live}`, and should be `{should}`"));
        }
    }
    Ok(differences)
}

/// The views and triggers of the migrations that are gone, or were replaced by hand: what is made anew would be another.
async fn object_differences(connection: &mut Connection<'_>, objects: &[Object]) -> Result<Vec<String>> {
    let mut differences = Vec::new();
    for object in objects {
        let Some(should) = object.created_by(Dialect::Sqlite) else { continue };
        let kind = if object.kind == ObjectKind::View { "view" } else { "trigger" };
        let query = format!(
            "SELECT sql FROM main.sqlite_schema WHERE type = '{kind}' AND name = {} COLLATE NOCASE",
            writer().text(&object.name.name)
        );
        match &texts(connection, &query).await?[..] {
            [] => differences.push(format!("the {}, which uses it, is missing", object.id())),
            [live, ..] if !is_made_by(live, should) => {
                differences.push(format!("the {}, which uses it, is `{live}`, and should be `{should}`", object.id()));
            }
            _ => {}
        }
    }
    Ok(differences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_compared_by_what_is_in_it_and_how_often() {
        let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut differences = Vec::new();
        compare("", &list("CHECK CHECK a"), &list("b A CHECK"), &mut differences);
        assert_eq!(differences, ["it has CHECK that no migration made", "b is missing"]);
    }
}
