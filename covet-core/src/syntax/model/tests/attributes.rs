//! What a struct says of its table, and what is wrong with attributes.

use super::{faults, model, schema, written};
use crate::schema::{Index, IndexPart, Nulls};

fn table(attributes: &str) -> crate::schema::Table {
    let fields = "id: i64, floor: i32, room: i32, #[covet(rename = \"until_day\")] until: Option<NaiveDate>";
    model(&format!("#[covet({attributes})] struct Thing {{ {fields} }}")).table
}

fn plain<R>(body: impl FnOnce(&mut crate::dsl::Table) -> R) -> crate::schema::Table {
    written("things", |t| {
        t.id();
        t.integer("floor");
        t.integer("room");
        t.date("until_day").nullable();
        body(t)
    })
}

#[test]
fn a_struct_names_its_table_and_its_app() {
    let user = model(
        "/// Who can sign in.\n///\n///  Or could.\n#[covet(app = \"auth\", table = \"people\", was = \"users\", comment = \"who\")] struct User { #[covet(was = \"nick\")] name: String, id: i64 }",
    );
    assert_eq!((user.app.as_deref(), user.name.as_str()), (Some("auth"), "User"));
    assert_eq!(user.table.name, "people".into());
    assert_eq!(user.was, Some("users".into()));
    assert_eq!(user.columns_was.get(&"name".into()), Some(&"nick".into()));
    assert_eq!(user.table.comment.as_deref(), Some("who"));
    assert_eq!(user.docs, "Who can sign in.\n\n Or could.");
    assert!(user.managed && !model("#[covet(unmanaged)] struct A { id: i64 }").managed);
    assert_eq!(
        model("#[covet(table = \"billing.orders\")] struct A { id: i64 }").table.name.to_string(),
        "billing.orders"
    );
    assert_eq!(model("struct OrderItem { id: i64 }").table.name, "order_items".into());
    assert!(model("#[cfg_attr(x, covet(unmanaged))] struct A<'a> { id: i64, name: &'a str }").table.columns.len() == 2);
}

#[test]
fn constraints_on_several_columns() {
    assert_eq!(table("unique(floor, room)"), plain(|t| t.unique(["floor", "room"])));
    assert_eq!(
        table("index(room, floor), index(until)"),
        plain(|t| {
            t.index(["room", "floor"]);
            t.index(["until_day"]);
        })
    );
    assert_eq!(table("index(\"room\", \"until_day\")"), plain(|t| t.index(["room", "until_day"])));
    assert_eq!(table("check(\"floor < room\", name = \"ck_order\")"), plain(|t| t.check("ck_order", "floor < room")));
    assert_eq!(table("check = \"floor < room\""), plain(|t| t.check("ck_things_floor_room", "floor < room")));
    assert_eq!(
        table(
            "foreign_key(floor, room, references = \"rooms(floor, number)\", on_delete = \"cascade\", name = \"fk_a\")"
        ),
        plain(|t| t
            .foreign_key(["floor", "room"], "rooms", ["floor", "number"])
            .on_delete(crate::dsl::Cascade)
            .name("fk_a"))
    );
    let unique =
        &table("unique(floor, room, name = \"uq_a\", nulls_not_distinct, deferrable = \"initially immediate\")")
            .uniques[0];
    assert_eq!(unique.to_string(), "(`floor`, `room`), nulls not distinct, deferrable");
    assert_eq!(unique.name.as_str(), "uq_a");
}

#[test]
fn fields_may_have_the_names_of_options() {
    let said =
        "unique(name, filter), index(name(desc), include, using, name = \"ix_a\", include(filter)), index(\"unique\")";
    let fields = "id: i64, name: i32, filter: i32, include: i32, using: i32, unique: i32";
    let table = model(&format!("#[covet({said})] struct Thing {{ {fields} }}")).table;
    assert_eq!(table.uniques[0].to_string(), "(`name`, `filter`)");
    assert_eq!(table.indexes[0].to_string(), "on (`name` desc, `include`, `using`) include (`filter`)");
    assert_eq!((table.indexes[0].name.as_str(), table.indexes[1].to_string().as_str()), ("ix_a", "on (`unique`)"));
}

#[test]
fn everything_that_an_index_can_be() {
    let said = "index(floor(desc, nulls_last), room(opclass = \"int4_ops\", prefix = 3), expression(\"abs(room)\", desc), \
                include(until), unique, nulls_not_distinct, filter = \"room > 0\", using = \"btree\", name = \"ix_a\")";
    let part = |name: &str| IndexPart::column(name.into());
    let expected = Index {
        name: "ix_a".into(),
        parts: vec![
            IndexPart { desc: true, nulls: Some(Nulls::Last), ..part("floor") },
            IndexPart { opclass: Some("int4_ops".into()), prefix: Some(3), ..part("room") },
            IndexPart { desc: true, ..IndexPart::expression("abs(room)") },
        ],
        unique: true,
        nulls_not_distinct: true,
        filter: Some("room > 0".into()),
        include: vec!["until_day".into()],
        using: Some("btree".into()),
    };
    assert_eq!(table(said).indexes, [expected]);
}

#[test]
fn names_are_those_that_a_migration_derives() {
    let made = schema(|m| {
        m.create_table("things", |t| {
            t.id();
            t.integer("room");
        });
        m.create_index("things", ["room"]).desc("room");
        m.create_index("things", [""; 0]).expression("abs(room)").name("ix_things_abs_room");
    });
    let made = made.table(&"things".into()).unwrap();
    assert_eq!(table("index(room(desc)), index(expression(\"abs(room)\"))").indexes, made.indexes);
}

/// Each text, made a struct, has this one fault.
fn all_found(structure: impl Fn(&str) -> String, cases: &[(&str, &str)]) {
    let found = cases.iter().map(|(text, fault)| (*text, vec![(*fault).to_owned()], faults(&structure(text))));
    let wrong: Vec<_> = found.filter(|(_, expected, found)| expected != found).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_wrong_is_told_at_its_token() {
    all_found(
        |field| format!("struct Thing {{ id: i64, {field} }}"),
        &[
            (
                "#[covet(uniqe)] a: i32",
                "unknown-attribute: uniqe: `uniqe` is nothing that a field can say; did you mean `unique`?",
            ),
            (
                "#[covet(unique = true)] a: i32",
                "bad-attribute: unique: `unique` is not written like this; write `unique`",
            ),
            ("#[covet(unique, unique)] a: i32", "bad-attribute: unique: `unique` is given twice; leave one"),
            (
                "#[covet(length = \"9\")] a: String",
                "bad-attribute: length: `length` is not written like this; write `length = 255`",
            ),
            (
                "#[covet(length = -9)] a: String",
                "bad-attribute: length: `length` is not written like this; write `length = 255`",
            ),
            (
                "#[covet(length = 99999999999)] a: String",
                "out-of-range: 99999999999: `99999999999` is too large for `length`; write a smaller number",
            ),
            (
                "#[covet(length = 9)] a: i32",
                "bad-type: 9: a column that is integer has no length; leave it out: texts and bytes have one",
            ),
            ("#[covet(length = 0)] a: String", "bad-type: String: column `a` holds no character; give it a length"),
            (
                "#[covet(scale = 2)] a: i32",
                "bad-type: 2: digits are counted of decimals; add `type = \"decimal\"`, or leave it out",
            ),
            (
                "a: Decimal",
                "bad-type: Decimal: how many digits a decimal has is not said; add `precision = 10, scale = 2`: all digits, and those after the point",
            ),
            (
                "#[covet(type = \"string\")] a: Email",
                "bad-type: type: how long it can be is not said; add `length = 255`",
            ),
            (
                "#[covet(type = \"sting\")] a: Email",
                "unknown-word: \"sting\": `sting` is no `type`; did you mean `string`?",
            ),
            (
                "#[covet(on_delete = \"delete\", references = \"a\")] a: i64",
                "unknown-word: \"delete\": `delete` is no `on_delete`; there are `no_action`, `restrict`, `cascade`, `set_null`, `set_default`",
            ),
            (
                "#[covet(on_delete = \"cascade\")] a: i64",
                "bad-attribute: on_delete: `on_delete` is of a reference, and this field refers to nothing; add `references = \"table\"`",
            ),
            (
                "#[covet(default = \"yes\")] a: bool",
                "default-does-not-fit: \"yes\": column `a` is boolean, which cannot hold its default \"yes\"; write `true` or `false`",
            ),
            (
                "#[covet(default = now)] a: NaiveDate",
                "bad-attribute: now: this attribute cannot be read: expected a value: `true`, a number, or a text in quotes",
            ),
            (
                "#[covet(default = 'x')] a: String",
                "bad-attribute: default: `default` is not written like this; write `default = true`",
            ),
            (
                "#[covet(default = 1, default_now)] a: i32",
                "bad-attribute: default_now: `default_now` stands beside another default; leave one of them",
            ),
            (
                "#[covet(default = 1, no_default)] a: i32",
                "bad-attribute: a: `no_default` stands beside a default; leave one of them",
            ),
            (
                "#[covet(one_of(\"a\"), sql_type = \"b\")] a: i32",
                "bad-attribute: sql_type: `sql_type` stands beside another type; leave one of them",
            ),
            (
                "#[covet(sql_type(oracle = \"b\"))] a: i32",
                "unknown-attribute: oracle: `oracle` is nothing that `sql_type` can say; there are `any`, `mysql`, `postgres`, `sqlite`",
            ),
            ("#[covet] a: i32", "bad-attribute: covet: `#[covet]` says nothing; write `#[covet(..)]`, or leave it out"),
            (
                "#[covet(\"a\")] a: i32",
                "bad-attribute: \"a\": a text alone is nothing that a field can say; write `name = \"text\"`",
            ),
            (
                "#[covet(rename = \"x\")] #[sqlx(rename = \"y\")] a: i32",
                "bad-attribute: \"x\": the column is `x`, and sqlx reads `y`; leave `rename` to one of them: `#[sqlx(rename = \"..\")]` counts for both",
            ),
            (
                "#[sqlx(flatten)] a: Address",
                "flattened: flatten: which columns a flattened struct has cannot be seen here; write its fields into this struct, or leave the field out with `#[covet(skip)]`",
            ),
            (
                "a: Email",
                "unknown-type: Email: which column holds `Email` is not known; say it: `#[covet(type = \"text\")]`, or `sql_type = \"..\"` for a type of the database's own",
            ),
            (
                "a: Option<HashMap<String, i64>>",
                "unknown-type: Option<HashMap<String, i64>>: which column holds `Option<HashMap<String, i64>>` is not known; say it: `#[covet(type = \"text\")]`, or `sql_type = \"..\"` for a type of the database's own",
            ),
            (
                "a: usize",
                "unknown-type: usize: no column of every database holds `usize`; write `i64`: how large it is depends on the machine",
            ),
            ("#[covet(rename = \"id\")] a: i32", "duplicate-column: \"id\": table `things` has two columns `id`"),
            (
                "#[covet(primary_key)] a: Option<i32>",
                "nullable-primary-key: Option<i32>: column `a` is in the primary key and cannot be nullable; take the field out of its `Option<..>`",
            ),
            (
                "#[covet(unsigned)] a: String",
                "bad-modifier: String: column `a` is text, which cannot be unsigned; leave out `unsigned`",
            ),
            ("#[covet(check = \"\")] a: i32", "empty-expression: \"\": the expression is empty"),
        ],
    );
}

#[test]
fn what_is_wrong_with_a_struct() {
    all_found(
        str::to_owned,
        &[
            (
                "#[covet(tabel = \"a\")] struct A { id: i64 }",
                "unknown-attribute: tabel: `tabel` is nothing that a struct can say; did you mean `table`?",
            ),
            (
                "#[covet(table = a)] struct A { id: i64 }",
                "bad-attribute: a: this attribute cannot be read: expected a value: `true`, a number, or a text in quotes",
            ),
            ("#[covet(table = \"\")] struct A { id: i64 }", "empty-name: \"\": a name is empty; write it"),
            (
                "#[covet(index(nam))] struct A { id: i64, name: i32 }",
                "unknown-field: nam: there is no field `nam`; did you mean `name`?",
            ),
            (
                "#[covet(index = \"name\")] struct A { id: i64, name: i32 }",
                "bad-attribute: index: `index` is not written like this; write `index(last_name, first_name)`",
            ),
            ("#[covet(index())] struct A { id: i64 }", "no-columns: A: the index of `as` names no column"),
            (
                "#[covet(index(id = 1))] struct A { id: i64 }",
                "bad-attribute: id: `id` is a field, and has no value here; write `id` or `id(desc)`",
            ),
            (
                "#[covet(index(id(asc)))] struct A { id: i64 }",
                "unknown-attribute: asc: `asc` is nothing that a part of an index can say; there are `desc`, `nulls_first`, `nulls_last`, `opclass`, `prefix`",
            ),
            (
                "#[covet(index(id, nulls_not_distinct))] struct A { id: i64 }",
                "bad-index: index: the index `ix_as_id` says that NULLs are not distinct, but it is not unique; add `unique`",
            ),
            (
                "#[covet(unique(a, a))] struct A { id: i64, a: i32 }",
                "duplicate-column: a: the unique constraint of `as` names `a` twice",
            ),
            (
                "#[covet(unique(id))] struct A { id: i64 }",
                "redundant-unique: unique: `id` of `as` are unique already by the primary key; leave it out",
            ),
            (
                "#[covet(foreign_key(a))] struct A { id: i64, a: i32 }",
                "bad-attribute: foreign_key: this foreign key does not say what it refers to; add `references = \"table\"`",
            ),
            (
                "#[covet(primary_key(id))] struct A { #[covet(primary_key)] id: i64 }",
                "bad-attribute: primary_key: the struct says what the primary key is, and so does this field; leave one of them",
            ),
            (
                "#[covet(rename_all = \"Title\")] struct A { id: i64 }",
                "unknown-word: rename_all: `Title` is no way to write names; there are `lowercase`, `snake_case`, `UPPERCASE`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `camelCase`, `PascalCase`",
            ),
            (
                "struct A(i64);",
                "no-model: A: the fields of this struct have no names; a model is a struct with a field for each column",
            ),
            ("struct A;", "no-model: A: this struct has no fields; a model is a struct with a field for each column"),
            (
                "enum A { B }",
                "no-model: A: an enum is no row of a table; a model is a struct with a field for each column",
            ),
            ("struct A {}", "no-columns: A: table `as` has no column; give the struct a field for each column"),
        ],
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let found = faults(
        "#[covet(tabel = \"a\", index(x))] struct A { id: i64, #[covet(uniqe)] a: Email, #[covet(length = 1)] b: i32 }",
    );
    let codes: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').next()).collect();
    assert_eq!(codes, ["unknown-attribute", "unknown-attribute", "unknown-type", "bad-type", "unknown-field"]);
}
