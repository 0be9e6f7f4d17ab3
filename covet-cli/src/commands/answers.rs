//! What the command line says of what schemas cannot tell: which table or column became which, and what rows get.

use clap::Args;
use covet_core::diagnostic::near;
use covet_core::diff::Answers;
use covet_core::schema::{ColumnType, DefaultValue, Table};
use covet_core::sql::expression_fault;
use covet_core::{Dialect, Ident, Schema, TableName};

use crate::exit::{Failure, Outcome};

/// What begins an expression where a value is asked for.
pub(crate) const EXPRESSION: &str = "sql:";

/// Which table or column became which.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Renames {
    /// What has another name now: a table, `users=people`, or a column, `users.mail=email`.
    #[arg(long = "rename", value_name = "OLD=NEW")]
    pub(crate) renames: Vec<String>,
    /// What is gone and has no other name: a table, `users`, or a column, `users.mail`.
    #[arg(long = "drop", value_name = "NAME")]
    pub(crate) drops: Vec<String>,
}

/// What rows get that are there already.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Values {
    /// What rows that are there get in a column, once: `users.country=de`, or `users.slug=sql:lower(name)`.
    #[arg(long = "default", value_name = "TABLE.COLUMN=VALUE")]
    pub(crate) defaults: Vec<String>,
    /// What converts the values of a column to its new type: `users.age=CAST(age AS INTEGER)`.
    #[arg(long = "using", value_name = "TABLE.COLUMN=EXPRESSION")]
    pub(crate) using: Vec<String>,
}

/// A schema as it is, and as it is to be, for names to be looked up in.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) before: &'a Schema,
    pub(crate) after: &'a Schema,
}

impl Renames {
    /// Adds what is said to the answers.
    ///
    /// # Errors
    /// When there is no table or column of a name that is given.
    pub(crate) fn answer(&self, names: Names<'_>, answers: &mut Answers) -> Outcome<()> {
        let pairs: Vec<(&str, &str)> =
            self.renames.iter().map(|text| parts(text, "--rename", "users=people")).collect::<Outcome<_>>()?;
        // Columns are named within tables that may be among the renamed.
        let is_table = |old: &str| names.before.table(&TableName::from(old)).is_some();
        for (old, new) in pairs.iter().filter(|(old, _)| is_table(old)) {
            names.new_table(new)?;
            answers.tables.insert((*old).into(), Some((*new).into()));
        }
        for (old, new) in pairs.iter().filter(|(old, _)| !is_table(old)) {
            let (table, column) = names.old_column(old, answers)?;
            let new = names.new_column(&table, new)?;
            answers.columns.insert((table, column), Some(new));
        }
        for name in &self.drops {
            if is_table(name) {
                answers.tables.insert(name.as_str().into(), None);
            } else {
                answers.columns.insert(names.old_column(name, answers)?, None);
            }
        }
        Ok(())
    }
}

impl Values {
    /// Adds what is said to the answers.
    ///
    /// # Errors
    /// When there is no such column, or it cannot hold the value.
    pub(crate) fn answer(&self, names: Names<'_>, answers: &mut Answers) -> Outcome<()> {
        for text in &self.defaults {
            let (name, text) = parts(text, "--default", "users.country=de")?;
            let (table, column) = names.column(name)?;
            let ty = names.after.table(&table).and_then(|table| table.column(&column)).map(|column| &column.ty);
            let value = ty.map_or_else(|| Err(String::new()), |ty| value(text, ty)).map_err(Failure::usage)?;
            if names.is_new_and_unique(&table, &column) {
                let why = |why| format!("`{table}.{column}` is unique, and {why}");
                distinct(&value).map_err(|found| Failure::usage(why(found)))?;
            }
            answers.values.insert((table, column), value);
        }
        for text in &self.using {
            let (name, expression) = parts(text, "--using", "\"users.age=CAST(age AS INTEGER)\"")?;
            closed(expression).map_err(Failure::usage)?;
            answers.using.insert(names.column(name)?, expression.to_owned());
        }
        Ok(())
    }
}

impl Names<'_> {
    /// Requires that there is to be a table of that name.
    fn new_table(self, name: &str) -> Outcome<&'static str> {
        let is_there = self.after.table(&TableName::from(name)).is_some();
        if is_there { Ok("") } else { Err(unknown("there is to be no table", name, self.after.tables())) }
    }

    /// The column of an old name, in the table as it will be called.
    fn old_column(self, name: &str, answers: &Answers) -> Outcome<(TableName, Ident)> {
        let (table, column) = name.rsplit_once('.').unwrap_or(("", name));
        let table = TableName::from(table);
        // Whoever renames a table may name it either way.
        let was = answers.tables.iter().find(|(_, to)| to.as_ref() == Some(&table)).map(|(from, _)| from);
        let was = was.unwrap_or(&table).clone();
        let Some(before) = self.before.table(&was) else {
            return Err(unknown("there is no table or column", name, self.before.tables()));
        };
        let column = Ident::from(column);
        if before.column(&column).is_none() {
            return Err(unknown_column(name, before));
        }
        let now = answers.tables.get(&was).cloned().flatten().unwrap_or(was);
        Ok((now, column))
    }

    /// The column that a new name stands for, with or without its table.
    fn new_column(self, table: &TableName, name: &str) -> Outcome<Ident> {
        let column = Ident::from(name.rsplit_once('.').map_or(name, |(_, column)| column));
        match self.after.table(table) {
            Some(after) if after.column(&column).is_none() => Err(unknown_column(&format!("{table}.{column}"), after)),
            Some(_) => Ok(column),
            None => Err(unknown("there is to be no table", &table.to_string(), self.after.tables())),
        }
    }

    /// Whether no two rows are to agree in a column that none of them has yet.
    fn is_new_and_unique(self, table: &TableName, column: &Ident) -> bool {
        let is_there = self.before.table(table).is_some_and(|before| before.column(column).is_some());
        let is_unique = self.after.table(table).is_some_and(|after| after.is_key(std::slice::from_ref(column)));
        is_unique && !is_there
    }

    /// A column that is to be there, by its name with that of its table.
    fn column(self, name: &str) -> Outcome<(TableName, Ident)> {
        let (table, column) = name.rsplit_once('.').unwrap_or((name, ""));
        let table = TableName::from(table);
        let column = self.new_column(&table, column)?;
        Ok((table, column))
    }
}

/// The two parts of `name=value`.
fn parts<'t>(text: &'t str, flag: &str, example: &str) -> Outcome<(&'t str, &'t str)> {
    let parts = text.split_once('=').filter(|(name, _)| !name.trim().is_empty());
    let parts = parts.map(|(name, value)| (name.trim(), value.trim()));
    parts.ok_or_else(|| {
        Failure::usage(format!("`{flag} {text}` says nothing of what it becomes"))
            .help(format!("write `{flag} {example}`"))
    })
}

fn unknown<'a>(what: &str, name: &str, tables: impl Iterator<Item = &'a Table>) -> Failure {
    let names = |table: &Table| {
        let columns = table.columns.iter().map(|column| format!("{}.{}", table.name, column.name));
        columns.chain([table.name.to_string()]).collect::<Vec<_>>()
    };
    let known: Vec<String> = tables.flat_map(names).collect();
    let failure = Failure::usage(format!("{what} `{name}`"));
    match near(name, known.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure,
    }
}

fn unknown_column(name: &str, table: &Table) -> Failure {
    let failure = Failure::usage(format!("there is no column `{name}`"));
    let column = name.rsplit_once('.').map_or(name, |(_, column)| column);
    match near(column, table.columns.iter().map(|column| column.name.as_str())) {
        Some(near) => failure.help(format!("did you mean `{}.{near}`?", table.name)),
        None => failure,
    }
}

/// A value as it is typed, for a column of a type; behind `sql:` an expression, which each row computes.
///
/// # Errors
/// When the column cannot hold it, why.
pub(crate) fn value(text: &str, ty: &ColumnType) -> Result<DefaultValue, String> {
    use ColumnType as T;
    let number = || text.parse().map(DefaultValue::Int).unwrap_or_else(|_| DefaultValue::Number(text.to_owned()));
    let value = match ty {
        _ if text.starts_with(EXPRESSION) => {
            let expression = text[EXPRESSION.len()..].trim();
            if expression.is_empty() {
                return Err(format!("`{text}` has no expression behind `{EXPRESSION}`"));
            }
            closed(expression)?;
            DefaultValue::Sql(expression.to_owned())
        }
        T::Boolean => match text.to_lowercase().as_str() {
            "true" => DefaultValue::Bool(true),
            "false" => DefaultValue::Bool(false),
            _ => return Err(format!("`{text}` is not `true` or `false`")),
        },
        T::SmallInteger | T::Integer | T::BigInteger => number(),
        T::Decimal(..) | T::Float | T::Double => number(),
        T::Date | T::Time | T::Timestamp | T::TimestampTz if text == "now" => DefaultValue::Now,
        T::Uuid if text == "uuid" => DefaultValue::Uuid,
        _ => DefaultValue::Text(text.to_owned()),
    };
    if value.fits(ty) { Ok(value) } else { Err(format!("`{text}` is no value of {ty}{}", hint(ty))) }
}

/// Requires that an expression closes what it opens, on every database.
///
/// # Errors
/// What it leaves open.
pub(crate) fn closed(expression: &str) -> Result<(), String> {
    let fault = Dialect::ALL.into_iter().find_map(|dialect| expression_fault(expression, dialect));
    fault.map_or(Ok(()), |fault| Err(format!("`{expression}` is not one expression: {fault}")))
}

/// Requires that each row gets a value of its own.
///
/// # Errors
/// Where all get the same.
pub(crate) fn distinct(value: &DefaultValue) -> Result<(), String> {
    match value {
        DefaultValue::Sql(_) | DefaultValue::Uuid => Ok(()),
        _ => Err(format!("every row would get the same value: `{EXPRESSION}` and an expression gives each its own")),
    }
}

/// What values of a type look like, where that is not plain.
pub(crate) fn hint(ty: &ColumnType) -> &'static str {
    use ColumnType as T;
    match ty {
        T::Boolean => ": `true` or `false`",
        T::Date => ", such as `2026-01-31`, or `now`",
        T::Time => ", such as `12:00:00`, or `now`",
        T::Timestamp | T::TimestampTz => ", such as `2026-01-31 12:00:00`, or `now`",
        T::Uuid => ": `uuid` for a random one, or `sql:` and an expression",
        T::Binary | T::BinaryN(_) | T::Custom(_) | T::Array(_) => ": `sql:` and an expression",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use covet_core::schema::Column;

    use super::*;

    fn schema(table: &str, columns: &[&str]) -> Schema {
        let mut schema = Schema::new();
        let columns = columns.iter().map(|name| Column::new(*name, ColumnType::Integer)).collect();
        schema.insert(Table { columns, ..Table::new(table) });
        schema
    }

    fn answered(renames: &[&str], drops: &[&str]) -> Outcome<Answers> {
        let (before, after) = (schema("users", &["mail", "age"]), schema("people", &["email", "age"]));
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let mut answers = Answers::default();
        let names = Names { before: &before, after: &after };
        Renames { renames: owned(renames), drops: owned(drops) }.answer(names, &mut answers)?;
        Ok(answers)
    }

    #[test]
    fn tables_and_columns_are_told_apart_by_what_there_is() {
        for column in ["users.mail=email", "people.mail=email", "users.mail=people.email"] {
            let answers = answered(&[column, "users=people"], &["users.age"]).unwrap();
            assert_eq!(answers.tables, [("users".into(), Some("people".into()))].into());
            let columns =
                [(("people".into(), "mail".into()), Some("email".into())), (("people".into(), "age".into()), None)];
            assert_eq!(answers.columns, columns.into());
        }
    }

    #[test]
    fn names_that_mean_nothing_are_told_with_what_may_be_meant() {
        let said = |renames: &[&str], drops: &[&str]| {
            let failure = answered(renames, drops).unwrap_err();
            format!("{}; {}", failure.message, failure.help.unwrap_or_default())
        };
        assert_eq!(said(&["user=people"], &[]), "there is no table or column `user`; did you mean `users`?");
        assert_eq!(said(&["users=peeple"], &[]), "there is to be no table `peeple`; did you mean `people`?");
        assert_eq!(said(&["users.mial=email"], &[]), "there is no column `users.mial`; did you mean `users.mail`?");
        assert_eq!(
            said(&["users"], &[]),
            "`--rename users` says nothing of what it becomes; write `--rename users=people`"
        );
        assert_eq!(
            said(&["users=people", "users.mail=emial"], &[]),
            "there is no column `people.emial`; did you mean `people.email`?"
        );
    }

    #[test]
    fn values_are_read_as_their_columns_hold_them() {
        use ColumnType as T;
        assert_eq!(value("7", &T::Integer), Ok(7.into()));
        assert_eq!(value("7.50", &T::Decimal(8, 2)), Ok(DefaultValue::Number("7.50".into())));
        assert_eq!(value("TRUE", &T::Boolean), Ok(true.into()));
        assert_eq!(value("a=b", &T::Text), Ok("a=b".into()));
        assert_eq!(value("now", &T::Date), Ok(DefaultValue::Now));
        assert_eq!(value("sql: id * 2", &T::Integer), Ok(DefaultValue::Sql("id * 2".into())));
        assert_eq!(value("yes", &T::Boolean), Err("`yes` is not `true` or `false`".into()));
        assert_eq!(value("toolong", &T::String(3)), Err("`toolong` is no value of string(3)".into()));
        assert!(value("sql:lower(name", &T::Text).unwrap_err().contains("does not close a parenthesis"));
        assert!(value("sql:'it''s (' || name", &T::Text).is_ok());
        assert!(value("1.1.2026", &T::Date).unwrap_err().contains("such as `2026-01-31`"));
    }
}
