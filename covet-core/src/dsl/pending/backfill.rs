//! What is set by a backfill, in which rows.

use super::{Last, Pending, text};
use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::operation::{Assignment, Backfill};
use crate::schema::SqlText;

impl Pending<Backfill> {
    /// Sets a column to what an expression gives for the row as it was.
    pub fn set(self, column: &str, expression: &str) -> Self {
        let this = self.edit(|backfill, places| {
            let value = SqlText { mark: places.argument(1), ..SqlText::any(expression) };
            backfill.set.push(Assignment { column: places.ident(0, column), value });
        });
        Pending { last: Last::Own, ..this }
    }

    /// The condition that rows meet to be changed: `.filter("slug IS NULL")`.
    pub fn filter(self, condition: &str) -> Self {
        let this = self.edit(|backfill, places| backfill.filter = Some(text(places, condition)));
        Pending { last: Last::Filter, ..this }
    }

    /// How many rows a batch has at most; 1000 unless another number is given.
    pub fn batch(self, rows: u32) -> Self {
        self.edit(|backfill, _| backfill.batch = rows)
    }

    /// The expression for PostgreSQL, instead of the one before it: of [`set`](Pending::set) or
    /// [`filter`](Pending::filter).
    pub fn postgres(self, expression: &str) -> Self {
        self.own(Dialect::Postgres, expression)
    }

    /// The expression for MySQL and MariaDB, instead of the one before it.
    pub fn mysql(self, expression: &str) -> Self {
        self.own(Dialect::MySql, expression)
    }

    /// The expression for SQLite, instead of the one before it.
    pub fn sqlite(self, expression: &str) -> Self {
        self.own(Dialect::Sqlite, expression)
    }

    fn own(self, dialect: Dialect, expression: &str) -> Self {
        let last = self.last;
        let mut missed = false;
        let this = self.edit(|backfill, _| {
            let text = match last {
                Last::Filter => backfill.filter.as_mut(),
                _ => backfill.set.last_mut().map(|set| &mut set.value),
            };
            match text {
                Some(text) => *text.own_mut(dialect) = Some(expression.to_owned()),
                None => missed = true,
            }
        });
        if missed {
            let message = format!("`.{dialect}(..)` stands behind no expression that it could take the place of");
            let finding = Diagnostic::error("no-text", this.migration.places.call(), message);
            this.migration.find(finding.help("write it behind `.set(..)` or `.filter(..)`"));
        }
        this
    }
}
