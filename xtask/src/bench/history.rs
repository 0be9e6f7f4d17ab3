//! The migrations that are measured: each creates one table of six columns, the same in both forms.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A folder of generated migrations that can grow.
pub struct History {
    folder: PathBuf,
    form: Form,
    size: u32,
}

/// How migrations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For Covet: Rust files, and `order.txt`.
    Covet,
    /// For sqlx: files of the SQL that Covet runs on this database.
    Sqlx(Database),
}

/// A family of databases with a SQL of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Database {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MySql];

    /// Its name in Cargo features, folders and the timed program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
        }
    }
}

impl History {
    /// Names have five digits, and a history must have room to grow.
    pub const MOST: u32 = 99_000;

    /// Writes so many migrations into a folder, in place of whatever is there.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn create(folder: PathBuf, form: Form, size: u32) -> Result<Self> {
        let failed = || format!("failed to write migrations into {}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(failed)?;
        }
        fs::create_dir_all(&folder).with_context(failed)?;
        for number in 1..=size {
            write(&folder, form, number).with_context(failed)?;
        }
        if form == Form::Covet {
            let order: String = (1..=size).map(|number| format!("{}\n", name(number))).collect();
            fs::write(folder.join("order.txt"), order).with_context(failed)?;
        }
        Ok(Self { folder, form, size })
    }

    /// How many migrations there are.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Adds one more, as a developer does.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn grow(&mut self) -> Result<()> {
        self.size += 1;
        write(&self.folder, self.form, self.size).context("failed to add a migration")?;
        if self.form == Form::Covet {
            self.append_to_order(&name(self.size))?;
        }
        Ok(())
    }

    /// Adds a line to `order.txt`: a comment is enough to have everything read again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append_to_order(&self, line: &str) -> Result<()> {
        let append = || writeln!(File::options().append(true).open(self.folder.join("order.txt"))?, "{line}");
        append().context("failed to add a line to order.txt")
    }
}

fn write(folder: &Path, form: Form, number: u32) -> std::io::Result<()> {
    let ending = if form == Form::Covet { "rs" } else { "sql" };
    fs::write(folder.join(format!("{}.{ending}", name(number))), text(form, number))
}

/// A name in the manner of both: sqlx reads the digits as the version.
fn name(number: u32) -> String {
    format!("{number:05}_{}", table(number))
}

/// The table that a migration creates.
pub fn table(number: u32) -> String {
    format!("records_{number:05}")
}

/// The text of a file, but for its number.
fn text(form: Form, number: u32) -> String {
    let template = match form {
        Form::Covet => include_str!("../../bench/migration.rs"),
        Form::Sqlx(Database::Sqlite) => include_str!("../../bench/sqlite.sql"),
        Form::Sqlx(Database::Postgres) => include_str!("../../bench/postgres.sql"),
        Form::Sqlx(Database::MySql) => include_str!("../../bench/mysql.sql"),
    };
    template.replace("NUMBER", &format!("{number:05}"))
}

#[cfg(test)]
mod tests {
    use covet_core::plan::{self, Action};
    use covet_core::{Dialect, Schema, dsl};

    use super::*;

    /// The table of `migration.rs`, compiled.
    fn up(m: &mut dsl::Migration) {
        m.create_table("records_00012", |t| {
            t.id();
            t.string("email", 120).unique();
            t.string("name", 80);
            t.boolean("is_active").default(true);
            t.timestamps();
        });
    }

    fn sql_of_covet(dialect: Dialect) -> String {
        let mut m = dsl::Migration::new();
        up(&mut m);
        let plan = plan::plan(m.finish().0.operations(), &Schema::default(), dialect).unwrap();
        let statements = plan.steps.into_iter().flat_map(|step| match step.action {
            Action::Ddl(statements) => statements,
            other => panic!("{other:?}"),
        });
        statements.map(|statement| statement + ";\n").collect()
    }

    #[test]
    fn sqlx_gets_the_sql_that_covet_runs() {
        let pairs = [Dialect::Sqlite, Dialect::Postgres, Dialect::MySql].into_iter().zip(Database::ALL);
        for (dialect, database) in pairs {
            assert_eq!(text(Form::Sqlx(database), 12), sql_of_covet(dialect));
        }
    }

    #[test]
    fn a_generated_migration_is_rust() {
        let file = syn::parse_file(&text(Form::Covet, 12)).unwrap();
        assert!(matches!(file.items.last(), Some(syn::Item::Fn(up)) if up.sig.ident == "up"));
    }

    #[test]
    fn a_history_grows_with_its_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench-test-history");
        let mut history = History::create(folder.clone(), Form::Covet, 2).unwrap();
        history.grow().unwrap();
        history.append_to_order("# a comment").unwrap();
        let order = fs::read_to_string(folder.join("order.txt")).unwrap();
        assert_eq!(order, "00001_records_00001\n00002_records_00002\n00003_records_00003\n# a comment\n");
        assert!(fs::read_to_string(folder.join("00003_records_00003.rs")).unwrap().contains("\"records_00003\""));
        // In place of what was there.
        History::create(folder.clone(), Form::Sqlx(Database::Sqlite), 1).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }
}
