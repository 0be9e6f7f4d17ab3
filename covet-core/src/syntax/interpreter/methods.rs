//! The calls that a migration can make, as data.
//!
//! A line for each: the method's name, its parameters, what it returns, and how the builder is called. Arity, types and
//! suggestions of near names all come from here, so that an operation is added by adding its line.

use syn::ExprClosure;

use crate::dsl::{
    self, Action, Custom, DefaultValue, Deferrable, ObjectKind, Pending, Place, Plain, Reference, Rule, TableIndex,
    TableKey, TablePrimaryKey, TableUnique,
};
use crate::operation as op;

/// What a parameter takes, and an argument is once it has been read.
macro_rules! parameters {
    ($($(#[doc = $doc:literal])* $name:ident($type:ty) = $article:literal;)*) => {
        /// What a parameter takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Parameter {
            $($(#[doc = $doc])* $name,)*
        }

        impl Parameter {
            /// As messages name it, with an article.
            pub(super) fn describe(self) -> &'static str {
                match self {
                    $(Parameter::$name => $article,)*
                }
            }
        }

        /// An argument that has been read.
        #[derive(Clone, Debug)]
        pub(super) enum Argument<'f> {
            $($(#[doc = $doc])* $name($type),)*
        }
    };
}

parameters! {
    /// `"users"`
    Text(String) = "a text in quotes";
    /// `"SELECT 1"`, or the text of a file
    Sql(String) = "SQL: a text in quotes, or `include_str!(\"file.sql\")`";
    /// `["a", "b"]`
    Names(Vec<String>) = "a list of names, such as `[\"a\", \"b\"]`";
    /// `16`
    U16(u16) = "a whole number from 0 to 65535";
    /// `255`
    U32(u32) = "a whole number from 0 to 4294967295";
    /// `true`, `-1`, `0.5`, `"text"`
    Default(DefaultValue) = "a value: `true`, a number, or a text in quotes";
    /// `Cascade`
    Action(Action) = "`NoAction`, `Restrict`, `Cascade`, `SetNull` or `SetDefault`";
    /// `InitiallyDeferred`
    Deferrable(Deferrable) = "`InitiallyImmediate` or `InitiallyDeferred`";
    /// `Rule::DropColumn`; nothing where there is no such rule, which has been said
    Rule(Option<Rule>) = "a safety rule, such as `Rule::DropColumn`";
    /// `View`
    ObjectKind(ObjectKind) = "a kind of object, such as `View` or `Trigger`";
    /// `backfill`
    Function(String) = "the name of an `async fn` of this file";
    /// `|t| { .. }`
    TableBody(Body<'f>) = "a closure, such as `|t| { .. }`";
    /// `|m| { .. }`
    MigrationBody(Body<'f>) = "a closure, such as `|m| { .. }`";
}

/// What calls are made on.
macro_rules! receivers {
    ($($name:ident($type:ty) = $article:literal;)*) => {
        /// What a call is made on, or gives.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $(#[doc = $article] $name,)*
            /// `()`
            Nothing,
        }

        impl Kind {
            /// As messages name it, with an article.
            pub(super) fn describe(self) -> &'static str {
                match self {
                    $(Kind::$name => $article,)*
                    Kind::Nothing => "nothing",
                }
            }
        }

        /// The builder that a call is made on; all of them are handles, and their copies build the same.
        #[derive(Clone, Debug)]
        pub(super) enum Receiver {
            $(#[doc = $article] $name($type),)*
            /// `()`
            Nothing(()),
        }

        impl Receiver {
            pub(super) fn kind(&self) -> Kind {
                match self {
                    $(Receiver::$name(_) => Kind::$name,)*
                    Receiver::Nothing(()) => Kind::Nothing,
                }
            }

            /// Says where the next call was written.
            pub(super) fn at(&mut self, place: Place) {
                match self {
                    $(Receiver::$name(builder) => builder.at(place),)*
                    Receiver::Nothing(()) => {}
                }
            }
        }
    };
}

receivers! {
    Migration(dsl::Migration) = "a migration";
    Table(dsl::Table) = "a table";
    Column(dsl::Column<Plain>) = "a column";
    Reference(dsl::Column<Reference>) = "a reference";
    Custom(dsl::Column<Custom>) = "a column of a custom type";
    TableKey(TableKey) = "a foreign key";
    TableIndex(TableIndex) = "an index";
    TablePrimaryKey(TablePrimaryKey) = "a primary key";
    TableUnique(TableUnique) = "a unique constraint";
    CreateIndex(Pending<op::CreateIndex>) = "a new index";
    DropIndex(Pending<op::DropIndex>) = "a dropped index";
    AddEnumValue(Pending<op::AddEnumValue>) = "a new value of an enum";
    AddColumn(Pending<op::AddColumn>) = "a new column";
    AddCheck(Pending<op::AddCheck>) = "a new check";
    AddUnique(Pending<op::AddUnique>) = "a new unique constraint";
    AddPrimaryKey(Pending<op::AddPrimaryKey>) = "a new primary key";
    AddForeignKey(Pending<op::AddForeignKey>) = "a new foreign key";
    DropColumn(Pending<op::DropColumn>) = "a dropped column";
    AlterColumn(Pending<op::AlterColumn>) = "an altered column";
    CreateObject(Pending<op::CreateObject>) = "a new object";
    ReplaceObject(Pending<op::ReplaceObject>) = "a replaced object";
    DropObject(Pending<op::DropObject>) = "a dropped object";
    Backfill(Pending<op::Backfill>) = "a backfill";
    RunSql(Pending<op::RunSql>) = "SQL to run";
    RunRust(Pending<op::RunRust>) = "a function to run";
    Operation(Pending<op::Operation>) = "an operation";
}

/// A call that can be made.
pub(super) struct Method {
    pub(super) receiver: Kind,
    pub(super) name: &'static str,
    pub(super) parameters: &'static [(&'static str, Parameter)],
    pub(super) returns: Kind,
    call: Call,
}

type Call = for<'f> fn(Receiver, Vec<Argument<'f>>, &mut dyn Bodies<'f>) -> Option<Receiver>;

/// A closure, as whoever reads the file knows it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'f> {
    /// As syn parsed it.
    Parsed(&'f ExprClosure),
    /// From a token up to, and without, another.
    Between(usize, usize),
}

/// Reads the closures that calls take, when the call is made.
pub(super) trait Bodies<'f> {
    /// Reads the closure that declares a table.
    fn table_body(&mut self, body: Body<'f>, table: &mut dsl::Table);

    /// Reads the closure that holds operations.
    fn migration_body(&mut self, body: Body<'f>, migration: &mut dsl::Migration);
}

impl Method {
    /// The method of that name.
    pub(super) fn find(receiver: Kind, name: &str) -> Option<&'static Method> {
        METHODS.iter().find(|method| method.receiver == receiver && method.name == name)
    }

    /// All methods that can be called there.
    pub(super) fn of(receiver: Kind) -> impl Iterator<Item = &'static Method> {
        METHODS.iter().filter(move |method| method.receiver == receiver)
    }

    /// The names of all methods.
    #[cfg(test)]
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        METHODS.iter().map(|method| method.name)
    }

    /// What has a method of that name.
    pub(super) fn owners(name: &str) -> impl Iterator<Item = Kind> {
        METHODS.iter().filter(move |method| method.name == name).map(|method| method.receiver)
    }

    /// Calls the builder; gives nothing where receiver or arguments are not those of the method.
    pub(super) fn call<'f>(
        &self,
        receiver: Receiver,
        arguments: Vec<Argument<'f>>,
        bodies: &mut dyn Bodies<'f>,
    ) -> Option<Receiver> {
        (self.call)(receiver, arguments, bodies)
    }

    /// As messages show it: `string(name, length)`.
    pub(super) fn signature(&self) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| *name).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

macro_rules! methods {
    ($bodies:ident; $($kind:ident($receiver:ident) {
        $($name:ident($($parameter:ident: $type:ident),*) -> $returns:ident = $call:expr;)*
    })*) => {
        static METHODS: &[Method] = &[$($(
            Method {
                receiver: Kind::$kind,
                name: stringify!($name),
                parameters: &[$((stringify!($parameter), Parameter::$type)),*],
                returns: Kind::$returns,
                #[allow(unused_mut, unused_variables, reason = "not every builder is changed, not every call reads a body")]
                call: |receiver, arguments, $bodies| {
                    let Receiver::$kind(mut $receiver) = receiver else { return None };
                    let mut arguments = arguments.into_iter();
                    $(let Some(Argument::$type($parameter)) = arguments.next() else { return None };)*
                    Some(Receiver::$returns($call))
                },
            },
        )*)*];
    };
}

/// Acknowledges a rule, unless there is none of that name.
fn acknowledged<T>(it: T, rule: Option<Rule>, allow: impl FnOnce(T, Rule) -> T) -> T {
    match rule {
        Some(rule) => allow(it, rule),
        None => it,
    }
}

methods! {
    read;

    Migration(m) {
        create_table(name: Text, body: TableBody) -> Operation = m.create_table(&name, |t| read.table_body(body, t)).any();
        drop_table(name: Text) -> Operation = m.drop_table(&name).any();
        drop_table_if_exists(name: Text) -> Operation = m.drop_table_if_exists(&name).any();
        rename_table(from: Text, to: Text) -> Operation = m.rename_table(&from, &to).any();
        comment_table(table: Text, comment: Text) -> Operation = m.comment_table(&table, &comment).any();
        rename_column(table: Text, from: Text, to: Text) -> Operation = m.rename_column(&table, &from, &to).any();
        add_column(table: Text, body: TableBody) -> AddColumn = m.add_column(&table, |t| read.table_body(body, t));
        drop_column(table: Text, column: Text) -> DropColumn = m.drop_column(&table, &column);
        alter_column(table: Text, body: TableBody) -> AlterColumn = m.alter_column(&table, |t| read.table_body(body, t));
        create_index(table: Text, columns: Names) -> CreateIndex = m.create_index(&table, columns);
        create_index_on(table: Text, expression: Text) -> CreateIndex = m.create_index_on(&table, &expression);
        drop_index(table: Text, name: Text) -> DropIndex = m.drop_index(&table, &name);
        rename_index(table: Text, from: Text, to: Text) -> Operation = m.rename_index(&table, &from, &to).any();
        add_check(table: Text, name: Text, expression: Text) -> AddCheck = m.add_check(&table, &name, &expression);
        drop_check(table: Text, name: Text) -> Operation = m.drop_check(&table, &name).any();
        add_primary_key(table: Text, columns: Names) -> AddPrimaryKey = m.add_primary_key(&table, columns);
        drop_primary_key(table: Text) -> Operation = m.drop_primary_key(&table).any();
        add_foreign_key(table: Text, columns: Names, ref_table: Text, ref_columns: Names) -> AddForeignKey =
            m.add_foreign_key(&table, columns, &ref_table, ref_columns);
        drop_foreign_key(table: Text, name: Text) -> Operation = m.drop_foreign_key(&table, &name).any();
        add_unique(table: Text, columns: Names) -> AddUnique = m.add_unique(&table, columns);
        drop_unique(table: Text, name: Text) -> Operation = m.drop_unique(&table, &name).any();
        rename_constraint(table: Text, from: Text, to: Text) -> Operation = m.rename_constraint(&table, &from, &to).any();
        validate_constraint(table: Text, name: Text) -> Operation = m.validate_constraint(&table, &name).any();
        set_not_null_via_check(table: Text, column: Text) -> Operation = m.set_not_null_via_check(&table, &column).any();
        backfill(table: Text) -> Backfill = m.backfill(&table);
        create_enum(name: Text, values: Names) -> Operation = m.create_enum(&name, values).any();
        drop_enum(name: Text) -> Operation = m.drop_enum(&name).any();
        add_enum_value(name: Text, value: Text) -> AddEnumValue = m.add_enum_value(&name, &value);
        rename_enum_value(name: Text, from: Text, to: Text) -> Operation = m.rename_enum_value(&name, &from, &to).any();
        create_object(kind: ObjectKind, name: Text) -> CreateObject = m.create_object(kind, &name);
        replace_object(kind: ObjectKind, name: Text) -> ReplaceObject = m.replace_object(kind, &name);
        drop_object(kind: ObjectKind, name: Text) -> DropObject = m.drop_object(kind, &name);
        run_sql(sql: Sql) -> RunSql = m.run_sql(&sql);
        run(function: Function) -> RunRust = m.run_path(&function);
    }

    Table(t) {
        id() -> Column = t.id();
        id_named(name: Text) -> Column = t.id_named(&name);
        integer_id() -> Column = t.integer_id();
        integer_id_named(name: Text) -> Column = t.integer_id_named(&name);
        string(name: Text, length: U32) -> Column = t.string(&name, length);
        text(name: Text) -> Column = t.text(&name);
        small_integer(name: Text) -> Column = t.small_integer(&name);
        integer(name: Text) -> Column = t.integer(&name);
        big_integer(name: Text) -> Column = t.big_integer(&name);
        boolean(name: Text) -> Column = t.boolean(&name);
        decimal(name: Text, precision: U16, scale: U16) -> Column = t.decimal(&name, precision, scale);
        float(name: Text) -> Column = t.float(&name);
        double(name: Text) -> Column = t.double(&name);
        date(name: Text) -> Column = t.date(&name);
        time(name: Text) -> Column = t.time(&name);
        uuid(name: Text) -> Column = t.uuid(&name);
        uuid_id() -> Column = t.uuid_id();
        json(name: Text) -> Column = t.json(&name);
        json_text(name: Text) -> Column = t.json_text(&name);
        binary(name: Text) -> Column = t.binary(&name);
        binary_n(name: Text, length: U32) -> Column = t.binary_n(&name, length);
        one_of(name: Text, values: Names) -> Column = t.one_of(&name, values);
        native_enum(name: Text, ty: Text) -> Column = t.native_enum(&name, &ty);
        custom(name: Text, ty: Text) -> Custom = t.custom(&name, &ty);
        timestamp(name: Text) -> Column = t.timestamp(&name);
        timestamp_tz(name: Text) -> Column = t.timestamp_tz(&name);
        timestamps() -> Nothing = t.timestamps();
        references(name: Text, table: Text) -> Reference = t.references(&name, &table);
        primary_key(columns: Names) -> TablePrimaryKey = t.primary_key(columns);
        unique(columns: Names) -> TableUnique = t.unique(columns);
        index(columns: Names) -> TableIndex = t.index(columns);
        index_on(expression: Text) -> TableIndex = t.index_on(&expression);
        foreign_key(columns: Names, ref_table: Text, ref_columns: Names) -> TableKey =
            t.foreign_key(columns, &ref_table, ref_columns);
        check(name: Text, expression: Text) -> Nothing = t.check(&name, &expression);
        comment(text: Text) -> Nothing = t.comment(&text);
        postgres_options(sql: Text) -> Nothing = t.postgres_options(&sql);
        mysql_options(sql: Text) -> Nothing = t.mysql_options(&sql);
        sqlite_options(sql: Text) -> Nothing = t.sqlite_options(&sql);
    }

    Column(c) {
        nullable() -> Column = c.nullable();
        default(value: Default) -> Column = c.default(value);
        default_sql(expression: Text) -> Column = c.default_sql(&expression);
        default_now() -> Column = c.default_now();
        unique() -> Column = c.unique();
        index() -> Column = c.index();
        primary_key() -> Column = c.primary_key();
        primary_key_named(name: Text) -> Column = c.primary_key_named(&name);
        default_uuid() -> Column = c.default_uuid();
        check(expression: Text) -> Column = c.check(&expression);
        unique_named(name: Text) -> Column = c.unique_named(&name);
        index_named(name: Text) -> Column = c.index_named(&name);
        check_named(name: Text, expression: Text) -> Column = c.check_named(&name, &expression);
        collate(collation: Text) -> Column = c.collate(&collation);
        comment(text: Text) -> Column = c.comment(&text);
        generated(expression: Text) -> Column = c.generated(&expression);
        generated_virtual(expression: Text) -> Column = c.generated_virtual(&expression);
        unsigned() -> Column = c.unsigned();
        array() -> Column = c.array();
        allow(rule: Rule, reason: Text) -> Column = acknowledged(c, rule, |c, rule| c.allow(rule, &reason));
    }

    Reference(c) {
        nullable() -> Reference = c.nullable();
        default(value: Default) -> Reference = c.default(value);
        default_sql(expression: Text) -> Reference = c.default_sql(&expression);
        default_now() -> Reference = c.default_now();
        unique() -> Reference = c.unique();
        index() -> Reference = c.index();
        primary_key() -> Reference = c.primary_key();
        primary_key_named(name: Text) -> Reference = c.primary_key_named(&name);
        default_uuid() -> Reference = c.default_uuid();
        check(expression: Text) -> Reference = c.check(&expression);
        unique_named(name: Text) -> Reference = c.unique_named(&name);
        index_named(name: Text) -> Reference = c.index_named(&name);
        check_named(name: Text, expression: Text) -> Reference = c.check_named(&name, &expression);
        collate(collation: Text) -> Reference = c.collate(&collation);
        comment(text: Text) -> Reference = c.comment(&text);
        generated(expression: Text) -> Reference = c.generated(&expression);
        generated_virtual(expression: Text) -> Reference = c.generated_virtual(&expression);
        key_named(name: Text) -> Reference = c.key_named(&name);
        on_delete(action: Action) -> Reference = c.on_delete(action);
        on_update(action: Action) -> Reference = c.on_update(action);
        deferrable(when: Deferrable) -> Reference = c.deferrable(when);
        allow(rule: Rule, reason: Text) -> Reference = acknowledged(c, rule, |c, rule| c.allow(rule, &reason));
    }

    Custom(c) {
        nullable() -> Custom = c.nullable();
        default(value: Default) -> Custom = c.default(value);
        default_sql(expression: Text) -> Custom = c.default_sql(&expression);
        default_now() -> Custom = c.default_now();
        unique() -> Custom = c.unique();
        index() -> Custom = c.index();
        primary_key() -> Custom = c.primary_key();
        primary_key_named(name: Text) -> Custom = c.primary_key_named(&name);
        default_uuid() -> Custom = c.default_uuid();
        check(expression: Text) -> Custom = c.check(&expression);
        unique_named(name: Text) -> Custom = c.unique_named(&name);
        index_named(name: Text) -> Custom = c.index_named(&name);
        check_named(name: Text, expression: Text) -> Custom = c.check_named(&name, &expression);
        collate(collation: Text) -> Custom = c.collate(&collation);
        comment(text: Text) -> Custom = c.comment(&text);
        generated(expression: Text) -> Custom = c.generated(&expression);
        generated_virtual(expression: Text) -> Custom = c.generated_virtual(&expression);
        postgres(ty: Text) -> Custom = c.postgres(&ty);
        mysql(ty: Text) -> Custom = c.mysql(&ty);
        sqlite(ty: Text) -> Custom = c.sqlite(&ty);
        allow(rule: Rule, reason: Text) -> Custom = acknowledged(c, rule, |c, rule| c.allow(rule, &reason));
    }

    TableKey(k) {
        name(name: Text) -> TableKey = k.name(&name);
        on_delete(action: Action) -> TableKey = k.on_delete(action);
        on_update(action: Action) -> TableKey = k.on_update(action);
        deferrable(when: Deferrable) -> TableKey = k.deferrable(when);
        external() -> TableKey = k.external();
        allow(rule: Rule, reason: Text) -> TableKey = acknowledged(k, rule, |k, rule| k.allow(rule, &reason));
    }

    TableIndex(i) {
        name(name: Text) -> TableIndex = i.name(&name);
        unique() -> TableIndex = i.unique();
        desc(column: Text) -> TableIndex = i.desc(&column);
        nulls_first(column: Text) -> TableIndex = i.nulls_first(&column);
        nulls_last(column: Text) -> TableIndex = i.nulls_last(&column);
        opclass(column: Text, opclass: Text) -> TableIndex = i.opclass(&column, &opclass);
        prefix(column: Text, characters: U32) -> TableIndex = i.prefix(&column, characters);
        expression(sql: Text) -> TableIndex = i.expression(&sql);
        column(column: Text) -> TableIndex = i.column(&column);
        filter(condition: Text) -> TableIndex = i.filter(&condition);
        include(columns: Names) -> TableIndex = i.include(columns);
        using(method: Text) -> TableIndex = i.using(&method);
        nulls_not_distinct() -> TableIndex = i.nulls_not_distinct();
        allow(rule: Rule, reason: Text) -> TableIndex = acknowledged(i, rule, |i, rule| i.allow(rule, &reason));
    }

    TablePrimaryKey(k) {
        name(name: Text) -> TablePrimaryKey = k.name(&name);
    }

    TableUnique(u) {
        name(name: Text) -> TableUnique = u.name(&name);
        nulls_not_distinct() -> TableUnique = u.nulls_not_distinct();
        deferrable(when: Deferrable) -> TableUnique = u.deferrable(when);
        allow(rule: Rule, reason: Text) -> TableUnique = acknowledged(u, rule, |u, rule| u.allow(rule, &reason));
    }

    CreateIndex(p) {
        name(name: Text) -> CreateIndex = p.name(&name);
        unique() -> CreateIndex = p.unique();
        desc(column: Text) -> CreateIndex = p.desc(&column);
        nulls_first(column: Text) -> CreateIndex = p.nulls_first(&column);
        nulls_last(column: Text) -> CreateIndex = p.nulls_last(&column);
        opclass(column: Text, opclass: Text) -> CreateIndex = p.opclass(&column, &opclass);
        prefix(column: Text, characters: U32) -> CreateIndex = p.prefix(&column, characters);
        expression(sql: Text) -> CreateIndex = p.expression(&sql);
        column(column: Text) -> CreateIndex = p.column(&column);
        filter(condition: Text) -> CreateIndex = p.filter(&condition);
        include(columns: Names) -> CreateIndex = p.include(columns);
        using(method: Text) -> CreateIndex = p.using(&method);
        nulls_not_distinct() -> CreateIndex = p.nulls_not_distinct();
        concurrently() -> CreateIndex = p.concurrently();
        allow(rule: Rule, reason: Text) -> CreateIndex = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddColumn(p) {
        fill(value: Default) -> AddColumn = p.fill(value);
        allow(rule: Rule, reason: Text) -> AddColumn = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    DropIndex(p) {
        concurrently() -> DropIndex = p.concurrently();
        allow(rule: Rule, reason: Text) -> DropIndex = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddEnumValue(p) {
        before(value: Text) -> AddEnumValue = p.before(&value);
        after(value: Text) -> AddEnumValue = p.after(&value);
        allow(rule: Rule, reason: Text) -> AddEnumValue = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddCheck(p) {
        not_valid() -> AddCheck = p.not_valid();
        allow(rule: Rule, reason: Text) -> AddCheck = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddUnique(p) {
        name(name: Text) -> AddUnique = p.name(&name);
        using_index(index: Text) -> AddUnique = p.using_index(&index);
        nulls_not_distinct() -> AddUnique = p.nulls_not_distinct();
        deferrable(when: Deferrable) -> AddUnique = p.deferrable(when);
        allow(rule: Rule, reason: Text) -> AddUnique = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddPrimaryKey(p) {
        name(name: Text) -> AddPrimaryKey = p.name(&name);
        using_index(index: Text) -> AddPrimaryKey = p.using_index(&index);
        allow(rule: Rule, reason: Text) -> AddPrimaryKey = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AddForeignKey(p) {
        name(name: Text) -> AddForeignKey = p.name(&name);
        on_delete(action: Action) -> AddForeignKey = p.on_delete(action);
        on_update(action: Action) -> AddForeignKey = p.on_update(action);
        deferrable(when: Deferrable) -> AddForeignKey = p.deferrable(when);
        not_valid() -> AddForeignKey = p.not_valid();
        external() -> AddForeignKey = p.external();
        allow(rule: Rule, reason: Text) -> AddForeignKey = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    DropColumn(p) {
        restore_with(value: Default) -> DropColumn = p.restore_with(value);
        allow(rule: Rule, reason: Text) -> DropColumn = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    AlterColumn(p) {
        using(expression: Text) -> AlterColumn = p.using(&expression);
        allow(rule: Rule, reason: Text) -> AlterColumn = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    CreateObject(p) {
        on(table: Text) -> CreateObject = p.on(&table);
        create(sql: Sql) -> CreateObject = p.create(&sql);
        postgres(sql: Sql) -> CreateObject = p.postgres(&sql);
        mysql(sql: Sql) -> CreateObject = p.mysql(&sql);
        sqlite(sql: Sql) -> CreateObject = p.sqlite(&sql);
        drop(sql: Sql) -> CreateObject = p.drop(&sql);
        drop_postgres(sql: Sql) -> CreateObject = p.drop_postgres(&sql);
        drop_mysql(sql: Sql) -> CreateObject = p.drop_mysql(&sql);
        drop_sqlite(sql: Sql) -> CreateObject = p.drop_sqlite(&sql);
        uses(names: Names) -> CreateObject = p.uses(names);
        allow(rule: Rule, reason: Text) -> CreateObject = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    ReplaceObject(p) {
        on(table: Text) -> ReplaceObject = p.on(&table);
        create(sql: Sql) -> ReplaceObject = p.create(&sql);
        postgres(sql: Sql) -> ReplaceObject = p.postgres(&sql);
        mysql(sql: Sql) -> ReplaceObject = p.mysql(&sql);
        sqlite(sql: Sql) -> ReplaceObject = p.sqlite(&sql);
        drop(sql: Sql) -> ReplaceObject = p.drop(&sql);
        drop_postgres(sql: Sql) -> ReplaceObject = p.drop_postgres(&sql);
        drop_mysql(sql: Sql) -> ReplaceObject = p.drop_mysql(&sql);
        drop_sqlite(sql: Sql) -> ReplaceObject = p.drop_sqlite(&sql);
        uses(names: Names) -> ReplaceObject = p.uses(names);
        allow(rule: Rule, reason: Text) -> ReplaceObject = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    DropObject(p) {
        on(table: Text) -> DropObject = p.on(&table);
        allow(rule: Rule, reason: Text) -> DropObject = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    Backfill(p) {
        set(column: Text, expression: Sql) -> Backfill = p.set(&column, &expression);
        filter(condition: Sql) -> Backfill = p.filter(&condition);
        batch(rows: U32) -> Backfill = p.batch(rows);
        postgres(expression: Sql) -> Backfill = p.postgres(&expression);
        mysql(expression: Sql) -> Backfill = p.mysql(&expression);
        sqlite(expression: Sql) -> Backfill = p.sqlite(&expression);
        allow(rule: Rule, reason: Text) -> Backfill = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    RunSql(p) {
        reverse(sql: Sql) -> RunSql = p.reverse(&sql);
        postgres(sql: Sql) -> RunSql = p.postgres(&sql);
        mysql(sql: Sql) -> RunSql = p.mysql(&sql);
        sqlite(sql: Sql) -> RunSql = p.sqlite(&sql);
        done_when(query: Sql) -> RunSql = p.done_when(&query);
        state(body: MigrationBody) -> RunSql = p.state(|m| read.migration_body(body, m));
        allow(rule: Rule, reason: Text) -> RunSql = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    RunRust(p) {
        reverse(function: Function) -> RunRust = p.reverse_path(&function);
        version(version: U32) -> RunRust = p.version(version);
        allow(rule: Rule, reason: Text) -> RunRust = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }

    Operation(p) {
        allow(rule: Rule, reason: Text) -> Operation = acknowledged(p, rule, |p, rule| p.allow(rule, &reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_method_is_listed_twice_and_all_texts_read_well() {
        for (at, method) in METHODS.iter().enumerate() {
            let same = |other: &&Method| other.receiver == method.receiver && other.name == method.name;
            assert!(!METHODS[..at].iter().any(|other| same(&other)), "{}", method.signature());
            assert!(method.parameters.iter().all(|(_, parameter)| !parameter.describe().is_empty()));
        }
        assert_eq!(Method::find(Kind::Table, "string").unwrap().signature(), "string(name, length)");
        assert_eq!(Method::of(Kind::Nothing).count(), 0);
    }
}
