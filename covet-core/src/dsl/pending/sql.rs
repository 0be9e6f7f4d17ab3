//! What can be said of SQL and of Rust functions that are run.

use std::any::type_name;
use std::rc::Rc;

use super::{Last, Pending, text};
use crate::dialect::Dialect;
use crate::dsl::Migration;
use crate::lint::Allow;
use crate::operation::{RunRust, RunSql};

impl Pending<RunSql> {
    /// The SQL that undoes it; `""` where nothing has to be undone.
    ///
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("INSERT INTO roles (name) VALUES ('guest')").reverse("DELETE FROM roles WHERE name = 'guest'");
    /// # }
    /// ```
    pub fn reverse(self, sql: &str) -> Self {
        let this = self.edit(|run, places| run.reverse = Some(text(places, sql)));
        Pending { last: Last::Reverse, ..this }
    }

    /// What PostgreSQL runs instead of the text before it: the SQL, what [undoes](Pending::reverse) it, or the query
    /// that says [when it is done](Pending::done_when).
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.run_sql("UPDATE a SET b = b || '!'")
    ///     .mysql("UPDATE a SET b = concat(b, '!')")
    ///     .reverse("UPDATE a SET b = rtrim(b, '!')")
    ///     .mysql("UPDATE a SET b = trim(TRAILING '!' FROM b)");
    /// ```
    pub fn postgres(self, sql: &str) -> Self {
        self.own(Dialect::Postgres, sql)
    }

    /// What MySQL and MariaDB run instead of the text before it.
    pub fn mysql(self, sql: &str) -> Self {
        self.own(Dialect::MySql, sql)
    }

    /// What SQLite runs instead of the text before it.
    pub fn sqlite(self, sql: &str) -> Self {
        self.own(Dialect::Sqlite, sql)
    }

    /// A query whose first value is true once the SQL has run; recovery asks it where no transaction answers.
    ///
    /// For SQL of one statement beside those that change rows.
    ///
    /// What [undoes](Pending::reverse) the SQL is done when it is true no more.
    /// ```
    /// # use covet_core::dsl::*; fn f(m: &mut Migration) {
    /// m.run_sql("CREATE VIEW newest AS SELECT max(id) FROM posts")
    ///     .reverse("DROP VIEW newest")
    ///     .done_when("SELECT count(*) FROM information_schema.views WHERE table_name = 'newest'");
    /// # }
    /// ```
    pub fn done_when(self, query: &str) -> Self {
        let this = self.edit(|run, places| run.done_when = Some(text(places, query)));
        Pending { last: Last::DoneWhen, ..this }
    }

    /// The change of the schema that the SQL makes, in operations that are replayed and never run.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.run_sql("CREATE TABLE raw (id bigint PRIMARY KEY)")
    ///     .reverse("DROP TABLE raw")
    ///     .state(|m| {
    ///         m.create_table("raw", |t| t.big_integer("id").primary_key());
    ///     });
    /// ```
    pub fn state<R>(self, body: impl FnOnce(&mut Migration) -> R) -> Self {
        let mut inner = Migration { script: Rc::default(), ..self.migration.clone() };
        body(&mut inner);
        let script = inner.script.take();
        // No rule looks at what is never run: what is acknowledged there is of no use, and is told.
        for allow in script.allows() {
            self.migration.script.borrow_mut().allow(Allow { operations: 0..0, ..allow.clone() });
        }
        self.edit(|run, _| run.state = script.into_operations())
    }

    fn own(self, dialect: Dialect, sql: &str) -> Self {
        let last = self.last;
        self.edit(|run, _| {
            let text = match last {
                Last::Reverse => run.reverse.as_mut(),
                Last::DoneWhen => run.done_when.as_mut(),
                Last::Own | Last::Filter => Some(&mut run.sql),
            };
            text.into_iter().for_each(|text| *text.own_mut(dialect) = Some(sql.to_owned()));
        })
    }
}

impl Pending<RunRust> {
    /// The `async fn` that undoes it.
    ///
    /// ```
    /// # use covet_core::dsl::*; async fn fill() {} async fn empty() {} fn f(m: &mut Migration) {
    /// m.run(fill).reverse(empty);
    /// # }
    /// ```
    pub fn reverse<F>(self, function: F) -> Self {
        let _ = function;
        self.reverse_path(&function_name::<F>())
    }

    /// As [`reverse`](Pending::reverse), with the name of the function as text; what the interpreter calls.
    #[doc(hidden)]
    pub fn reverse_path(self, path: &str) -> Self {
        self.edit(|run, _| run.reverse = Some(path.to_owned()))
    }

    /// Raise it when the function comes to mean something else: it is part of the checksum, the function's text is not.
    ///
    /// ```
    /// # use covet_core::dsl::*; async fn fill() {} async fn empty() {} fn f(m: &mut Migration) {
    /// m.run(fill).version(2).reverse(empty);
    /// # }
    /// ```
    pub fn version(self, version: u32) -> Self {
        self.edit(|run, _| run.version = version)
    }
}

/// The name of a function, without the path to it.
pub(in crate::dsl) fn function_name<F>() -> String {
    let path = type_name::<F>();
    let end = path.find('<').unwrap_or(path.len());
    path[..end].rsplit("::").next().unwrap_or(path).to_owned()
}
