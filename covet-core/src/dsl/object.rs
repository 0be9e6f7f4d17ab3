//! Objects that are written as SQL: `create_object`, `replace_object` and `drop_object`, and what is said behind them.

use super::pending::Variant;
use super::place::Places;
use super::{Migration, ObjectKind, Pending};
use crate::dialect::Dialect;
use crate::ident::TableName;
use crate::operation::{CreateObject, DropObject, ReplaceObject};
use crate::schema::{Object, ObjectId, SqlText};

impl Migration {
    /// Creates a view, a trigger, a function or another object, by the SQL that [`create`](Pending::create) gives for all
    /// databases, or [`postgres`](Pending::postgres), [`mysql`](Pending::mysql) and [`sqlite`](Pending::sqlite) for one.
    ///
    /// Say with [`uses`](Pending::uses) which tables and which other objects it uses: they then cannot be dropped or
    /// renamed under it, and where a table has to be made anew, so is what uses it. A trigger, a policy and an exclusion
    /// constraint stand [on](Pending::on) a table. An empty text says that a database does without the object.
    ///
    /// The text is one statement that creates the object, whatever semicolons its body has; others that only say more of
    /// it, such as GRANT, may follow.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.create_object(View, "active_users")
    ///     .create("CREATE VIEW active_users AS SELECT id, email FROM users WHERE is_active")
    ///     .uses(["users"]);
    ///
    /// m.create_object(Trigger, "users_touched")
    ///     .on("users")
    ///     .sqlite("CREATE TRIGGER users_touched AFTER UPDATE ON users BEGIN \
    ///                  UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = new.id; \
    ///              END")
    ///     .mysql("CREATE TRIGGER users_touched BEFORE UPDATE ON users FOR EACH ROW \
    ///                 SET NEW.updated_at = utc_timestamp(6)")
    ///     .postgres("CREATE TRIGGER users_touched BEFORE UPDATE ON users FOR EACH ROW \
    ///                    EXECUTE FUNCTION touch()")
    ///     .uses(["touch"]);
    /// # m.create_object(Function, "touch");
    /// ```
    pub fn create_object(&mut self, kind: ObjectKind, name: &str) -> Pending<CreateObject> {
        let ObjectId { kind, name, on } = self.object_id(kind, name);
        let (create, drop, uses) = (self.object_text(), SqlText::default(), Vec::new());
        self.pending(CreateObject { object: Object { kind, name, on, create, drop, uses } })
    }

    /// Makes an object anew by another text; what is not said of it stays. Rolling back brings the text before it back.
    ///
    /// The object is dropped and created, with those that use it around it; where the text says `CREATE OR REPLACE`, and
    /// the database can replace any object of that kind by any other, that is all that runs.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.replace_object(View, "active_users")
    ///     .create("CREATE VIEW active_users AS SELECT id, email, name FROM users WHERE is_active");
    /// ```
    pub fn replace_object(&mut self, kind: ObjectKind, name: &str) -> Pending<ReplaceObject> {
        let ObjectId { kind, name, on } = self.object_id(kind, name);
        self.pending(ReplaceObject { kind, name, on, create: self.object_text(), drop: None, uses: None })
    }

    /// Drops an object; no other may use it any more. Rolling back creates it as it was.
    ///
    /// ```
    /// # use covet_core::dsl::*;
    /// # let mut m = Migration::new();
    /// m.drop_object(View, "active_users");
    /// m.drop_object(Policy, "own_rows").on("notes");
    /// ```
    pub fn drop_object(&mut self, kind: ObjectKind, name: &str) -> Pending<DropObject> {
        let id = self.object_id(kind, name);
        self.pending(DropObject { id })
    }

    fn object_id(&self, kind: ObjectKind, name: &str) -> ObjectId {
        ObjectId { kind, name: self.places.table(1, name), on: None }
    }

    /// A text that is still to be given.
    fn object_text(&self) -> SqlText {
        SqlText { mark: self.places.call(), ..SqlText::default() }
    }
}

/// An operation that names an object.
trait Named: Variant {
    fn set_on(&mut self, table: TableName);
}

/// An operation that says how an object is made.
trait Made: Variant {
    fn create_mut(&mut self) -> &mut SqlText;
    fn drop_mut(&mut self) -> &mut SqlText;
    fn set_uses(&mut self, names: Vec<TableName>);
}

impl Named for CreateObject {
    fn set_on(&mut self, table: TableName) {
        self.object.on = Some(table);
    }
}

impl Named for ReplaceObject {
    fn set_on(&mut self, table: TableName) {
        self.on = Some(table);
    }
}

impl Named for DropObject {
    fn set_on(&mut self, table: TableName) {
        self.id.on = Some(table);
    }
}

impl Made for CreateObject {
    fn create_mut(&mut self) -> &mut SqlText {
        &mut self.object.create
    }
    fn drop_mut(&mut self) -> &mut SqlText {
        &mut self.object.drop
    }
    fn set_uses(&mut self, names: Vec<TableName>) {
        self.object.uses = names;
    }
}

impl Made for ReplaceObject {
    fn create_mut(&mut self) -> &mut SqlText {
        &mut self.create
    }
    fn drop_mut(&mut self) -> &mut SqlText {
        self.drop.get_or_insert_default()
    }
    fn set_uses(&mut self, names: Vec<TableName>) {
        self.uses = Some(names);
    }
}

#[expect(private_bounds, reason = "which operations there are is no business of callers")]
impl<T: Named> Pending<T> {
    /// The table, or the view, that a trigger, a policy or an exclusion constraint stands on.
    ///
    /// [`replace_object`](Migration::replace_object) and [`drop_object`](Migration::drop_object) need it only
    /// where several tables have one of that name.
    pub fn on(self, table: &str) -> Self {
        self.edit(|named, places| named.set_on(places.table(0, table)))
    }
}

#[expect(private_bounds, reason = "which operations there are is no business of callers")]
impl<T: Made> Pending<T> {
    /// What makes the object, on every database that is given no text of its own.
    pub fn create(self, sql: &str) -> Self {
        self.edit(|made, places| set(made.create_mut(), None, sql, places))
    }

    /// What makes it in PostgreSQL; empty where PostgreSQL does without it.
    pub fn postgres(self, sql: &str) -> Self {
        self.own(Dialect::Postgres, sql)
    }

    /// What makes it in MySQL and MariaDB; empty where these do without it.
    pub fn mysql(self, sql: &str) -> Self {
        self.own(Dialect::MySql, sql)
    }

    /// What makes it in SQLite; empty where SQLite does without it.
    pub fn sqlite(self, sql: &str) -> Self {
        self.own(Dialect::Sqlite, sql)
    }

    /// What drops it, where that is not `DROP VIEW "name"`, `DROP TRIGGER "name" ON "table"` and the like.
    pub fn drop(self, sql: &str) -> Self {
        self.edit(|made, places| set(made.drop_mut(), None, sql, places))
    }

    /// What drops it in PostgreSQL.
    pub fn drop_postgres(self, sql: &str) -> Self {
        self.edit(|made, places| set(made.drop_mut(), Some(Dialect::Postgres), sql, places))
    }

    /// What drops it in MySQL and MariaDB.
    pub fn drop_mysql(self, sql: &str) -> Self {
        self.edit(|made, places| set(made.drop_mut(), Some(Dialect::MySql), sql, places))
    }

    /// What drops it in SQLite.
    pub fn drop_sqlite(self, sql: &str) -> Self {
        self.edit(|made, places| set(made.drop_mut(), Some(Dialect::Sqlite), sql, places))
    }

    /// The tables and the other objects that it uses.
    pub fn uses(self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.edit(|made, places| made.set_uses(places.tables(0, names)))
    }

    fn own(self, dialect: Dialect, sql: &str) -> Self {
        self.edit(|made, places| set(made.create_mut(), Some(dialect), sql, places))
    }
}

/// Gives a text for one database, or for all that have none of their own.
fn set(text: &mut SqlText, dialect: Option<Dialect>, sql: &str, places: &Places) {
    match dialect {
        Some(dialect) => *text.own_mut(dialect) = Some(sql.to_owned()),
        None => text.any = Some(sql.to_owned()),
    }
    // What is wrong with an object is shown at a text that says something.
    if !sql.trim().is_empty() {
        text.mark = places.argument(0);
    }
}
