//! The canonical form of a migration: what is hashed, and what is embedded.
//!
//! Compact JSON of the operations: keys in a fixed order, what is at its default left out, derived names written out.
//! The form is numbered by [`SCHEME`] and frozen by goldens: a change that alters a byte of it is a new number, and the
//! old ones stay readable for ever, because databases hold their checksums.

use std::borrow::Cow;

use crate::checksum::Checksum;
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::{Object, SqlText};

/// The number of this form; recorded beside every checksum.
pub const SCHEME: u16 = 1;

/// Writes operations as canonical text.
pub fn encode(operations: &[Operation]) -> String {
    serde_json::to_string(operations).expect("operations hold text, numbers and lists only")
}

/// The text is not the canonical form of operations.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the embedded operations: {0}")]
pub struct Undecodable(#[from] serde_json::Error);

/// Reads what [`encode`] wrote.
///
/// # Errors
/// When the text was not written by it, or by a version that knows other operations.
///
/// ```
/// use covet_core::{canonical, operation::DropTable};
/// let operations = vec![DropTable::of("users").into()];
/// let text = canonical::encode(&operations);
/// assert_eq!(text, r#"[{"drop_table":{"table":"users"}}]"#);
/// assert_eq!(canonical::decode(&text).unwrap(), operations);
/// ```
pub fn decode(text: &str) -> Result<Vec<Operation>, Undecodable> {
    Ok(serde_json::from_str(text)?)
}

/// The checksums of a migration's up, one for each dialect, in the order of [`Dialect::ALL`].
///
/// They differ only where an operation says different things to different databases, so that a form added for one does
/// not break a deploy on another. How an operation is undone is no part of it.
pub fn checksums(up: &[Operation], transaction: bool) -> [Checksum; 3] {
    checksums_of(up, &encode(up), transaction)
}

/// As [`checksums`], with what [`encode`] has made of the operations: most of them are hashed as they are embedded.
pub fn checksums_of(up: &[Operation], encoded: &str, transaction: bool) -> [Checksum; 3] {
    let same = up.iter().all(|operation| operation.project(Dialect::Sqlite).is_none());
    if same {
        let is_whole = up.iter().all(|operation| matches!(hashed(operation, Dialect::Sqlite), Cow::Borrowed(_)));
        return [if is_whole { hash(encoded, transaction) } else { checksum(up, transaction, Dialect::Sqlite) }; 3];
    }
    Dialect::ALL.map(|dialect| checksum(up, transaction, dialect))
}

/// The checksum of a migration's up on one dialect.
pub fn checksum(up: &[Operation], transaction: bool, dialect: Dialect) -> Checksum {
    let up: Vec<Cow<'_, Operation>> = up.iter().map(|operation| hashed(operation, dialect)).collect();
    let text = serde_json::to_string(&up).expect("operations hold text, numbers and lists only");
    hash(&text, transaction)
}

/// The checksum of the canonical form of what is hashed.
fn hash(up: &str, transaction: bool) -> Checksum {
    let transaction = if transaction { "" } else { "\"transaction\":false," };
    Checksum::of(format!("{{\"scheme\":{SCHEME},{transaction}\"up\":{up}}}").as_bytes())
}

/// An operation without what is not hashed, as one dialect sees it.
fn hashed(operation: &Operation, dialect: Dialect) -> Cow<'_, Operation> {
    let operation = match operation.project(dialect) {
        Some(projected) => Cow::Owned(projected),
        None => Cow::Borrowed(operation),
    };
    match &*operation {
        Operation::RunSql(run) if run.reverse.is_some() => {
            Cow::Owned(crate::operation::RunSql { reverse: None, ..run.clone() }.into())
        }
        Operation::RunRust(run) if run.reverse.is_some() => {
            Cow::Owned(crate::operation::RunRust { reverse: None, ..run.clone() }.into())
        }
        Operation::DropColumn(drop) if drop.restore_with.is_some() => {
            Cow::Owned(crate::operation::DropColumn { restore_with: None, ..drop.clone() }.into())
        }
        // What it uses is for the checks of a build.
        Operation::CreateObject(create) if !create.object.drop.is_unset() || !create.object.uses.is_empty() => {
            let object = Object { drop: SqlText::default(), uses: Vec::new(), ..create.object.clone() };
            Cow::Owned(crate::operation::CreateObject { object }.into())
        }
        Operation::ReplaceObject(replace) if replace.drop.is_some() || replace.uses.is_some() => {
            Cow::Owned(crate::operation::ReplaceObject { drop: None, uses: None, ..replace.clone() }.into())
        }
        Operation::CreateTable(create) if create.table.foreign_keys.iter().any(|key| key.external) => {
            let mut create = create.clone();
            create.table.foreign_keys.iter_mut().for_each(|key| key.external = false);
            Cow::Owned(create.into())
        }
        Operation::AddForeignKey(add) if add.key.external => {
            let key = crate::schema::ForeignKey { external: false, ..add.key.clone() };
            Cow::Owned(crate::operation::AddForeignKey { key, ..add.clone() }.into())
        }
        _ => operation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsl::*;

    fn script(up: impl FnOnce(&mut Migration)) -> Vec<Operation> {
        let mut m = Migration::new();
        up(&mut m);
        let (script, findings) = m.finish();
        assert!(findings.is_empty(), "{findings:?}");
        script.into_operations()
    }

    /// A key without a name of its own is its columns alone, as it was before keys could have names.
    #[test]
    fn the_name_of_a_primary_key_is_said_where_it_is_its_own() {
        let up = script(|m| {
            m.create_table("a", |t| t.integer("x").primary_key());
            m.create_table("b", |t| t.integer("x").primary_key_named("b_pkey"));
            m.add_primary_key("c", ["x"]).name("c_pkey");
        });
        let text = encode(&up);
        let columns = r#""columns":[{"name":"x","type":"integer"}],"primary_key""#;
        let expected = format!(
            r#"[{{"create_table":{{"name":"a",{columns}:["x"]}}}},{{"create_table":{{"name":"b",{columns}:{{"name":"b_pkey","columns":["x"]}}}}}},{}]"#,
            r#"{"add_primary_key":{"table":"c","key":{"name":"c_pkey","columns":["x"]}}}"#
        );
        assert_eq!(text, expected);
        assert_eq!(decode(&text).unwrap(), up);
    }

    /// The frozen text of scheme 1. A change of a byte here breaks the checksums in people's databases.
    #[test]
    fn scheme_1_is_frozen() {
        let up = script(|m| {
            m.create_table("users", |t| {
                t.id();
                t.string("email", 255).unique();
                t.decimal("credit", 10, 2).default("0.00").nullable();
                t.boolean("is_active").default(true);
                t.references("org_id", "orgs").on_delete(Cascade).index();
                t.timestamps();
            });
            m.add_column("users", |t| t.string("nick", 80).nullable());
            m.alter_column("users", |t| t.text("nick").default("x")).using("lower(nick)");
            m.drop_column("users", "nick").restore_with("y");
            m.create_index("users", ["email", "credit"]).unique();
            m.add_foreign_key("users", ["org_id"], "orgs", ["id"]).name("fk_other");
            m.run_sql("UPDATE users SET credit = 0").postgres("SELECT 1").reverse("");
            m.run_path("backfill").version(2);
            m.drop_table("billing.users");
        });
        let expected = concat!(
            r#"[{"create_table":{"name":"users","columns":[{"name":"id","type":"id"},{"name":"email","type":{"string":255}},"#,
            r#"{"name":"credit","type":{"decimal":[10,2]},"nullable":true,"default":{"text":"0.00"}},"#,
            r#"{"name":"is_active","type":"boolean","default":{"bool":true}},{"name":"org_id","type":"references"},"#,
            r#"{"name":"created_at","type":"timestamp_tz","default":"now"},{"name":"updated_at","type":"timestamp_tz","default":"now"}],"#,
            r#""primary_key":["id"],"uniques":[{"name":"uq_users_email","columns":["email"]}],"#,
            r#""foreign_keys":[{"name":"fk_users_org_id","columns":["org_id"],"ref_table":"orgs","on_delete":"cascade"}],"#,
            r#""indexes":[{"name":"ix_users_org_id","columns":["org_id"]}]}},"#,
            r#"{"add_column":{"table":"users","column":{"name":"nick","type":{"string":80},"nullable":true}}},"#,
            r#"{"alter_column":{"table":"users","column":{"name":"nick","type":"text","default":{"text":"x"}},"using":"lower(nick)"}},"#,
            r#"{"drop_column":{"table":"users","column":"nick","restore_with":{"text":"y"}}},"#,
            r#"{"create_index":{"table":"users","index":{"name":"ix_users_email_credit","columns":["email","credit"],"unique":true}}},"#,
            r#"{"add_foreign_key":{"table":"users","key":{"name":"fk_other","columns":["org_id"],"ref_table":"orgs","ref_columns":["id"]}}},"#,
            r#"{"run_sql":{"sql":{"any":"UPDATE users SET credit = 0","postgres":"SELECT 1"},"reverse":{"any":""}}},"#,
            r#"{"run_rust":{"path":"backfill","version":2}},{"drop_table":{"table":"billing.users"}}]"#,
        );
        assert_eq!(encode(&up), expected);
        assert_eq!(decode(expected).unwrap(), up);
        let [postgres, mysql, sqlite] = checksums(&up, true);
        assert_eq!(mysql, sqlite);
        assert_eq!(postgres.to_string(), "dd33ed86a38369bebf18d5fe717e3ca5aadcf2a42129456303fd181368303376");
        assert_eq!(sqlite.to_string(), "7413dd820735fdb338f66c8ff81ddd7f3222b8d479328cb564ad90452ed10454");
    }

    /// The same, of what came to be said later: it adds to scheme 1, and changes nothing of it.
    #[test]
    fn scheme_1_is_frozen_in_its_wider_vocabulary() {
        let up = script(|m| {
            m.create_table("things", |t| {
                t.comment("what there is");
                t.uuid_id().default_uuid();
                t.small_integer("a").unsigned().check("a > 0").comment("few");
                t.float("b");
                t.double("c");
                t.date("d");
                t.time("e");
                t.json("f");
                t.json_text("g");
                t.binary("h");
                t.binary_n("i", 16);
                t.one_of("j", ["x", "y"]);
                t.text("k").collate("C").array();
                t.custom("l", "point").mysql("geometry");
                t.integer("m").generated("a + 1");
                t.integer("n").generated_virtual("a + 2");
                t.foreign_key(["a"], "others", ["a"]).deferrable(InitiallyDeferred).on_delete(SetDefault);
            });
            m.create_index("things", ["a", "b"]).desc("a").nulls_last("a").unique().nulls_not_distinct();
            m.create_index("things", ["k"]).using("gin").opclass("k", "array_ops").include(["a"]).filter("a > 1");
            m.create_index("things", ["g"]).prefix("g", 8).expression("abs(a)").name("ix");
            m.add_check("things", "ck", "b < c").not_valid();
            m.validate_constraint("things", "ck");
            m.rename_constraint("things", "ck", "ck2");
            m.drop_check("things", "ck2");
            m.add_unique("things", ["b"]).nulls_not_distinct().deferrable(InitiallyImmediate);
            m.add_foreign_key("things", ["b"], "others", ["b"]).not_valid();
            m.drop_primary_key("things");
            m.add_primary_key("things", ["a", "b"]);
            m.rename_index("things", "ix", "ix2");
            m.rename_column("things", "a", "z");
            m.rename_table("things", "stuff");
            m.drop_table_if_exists("stuff");
            m.create_enum("mood", ["sad", "ok"]);
            m.add_column("others", |t| t.native_enum("mood", "mood"));
            m.add_enum_value("mood", "happy");
            m.add_enum_value("mood", "grim").before("sad");
            m.rename_enum_value("mood", "ok", "fine");
            m.drop_enum("mood");
        });
        let expected = concat!(
            r#"[{"create_table":{"name":"things","comment":"what there is","columns":[{"name":"id","type":"uuid","#,
            r#""default":"uuid"},"#,
            r#"{"name":"a","type":"small_integer","unsigned":true,"comment":"few"},{"name":"b","type":"float"},"#,
            r#"{"name":"c","type":"double"},{"name":"d","type":"date"},{"name":"e","type":"time"},"#,
            r#"{"name":"f","type":"json"},{"name":"g","type":"json_text"},{"name":"h","type":"binary"},"#,
            r#"{"name":"i","type":{"binary_n":16}},{"name":"j","type":{"one_of":["x","y"]}},"#,
            r#"{"name":"k","type":{"array":"text"},"collation":"C"},"#,
            r#"{"name":"l","type":{"custom":{"any":"point","mysql":"geometry"}}},"#,
            r#"{"name":"m","type":"integer","generated":{"expression":"a + 1","stored":true}},"#,
            r#"{"name":"n","type":"integer","generated":{"expression":"a + 2","stored":false}}],"primary_key":["id"],"#,
            r#""foreign_keys":[{"name":"fk_things_a","columns":["a"],"ref_table":"others","ref_columns":["a"],"#,
            r#""on_delete":"set_default","deferrable":"initially_deferred"}],"checks":[{"name":"ck_things_a","#,
            r#""expression":"a > 0"}]}},"#,
            r#"{"create_index":{"table":"things","index":{"name":"ix_things_a_b","columns":[{"name":"a","desc":true,"#,
            r#""nulls":"last"},"b"],"unique":true,"nulls_not_distinct":true}}},"#,
            r#"{"create_index":{"table":"things","index":{"name":"ix_things_k","columns":[{"name":"k","opclass":"array_ops"}],"#,
            r#""filter":"a > 1","include":["a"],"using":"gin"}}},"#,
            r#"{"create_index":{"table":"things","index":{"name":"ix","columns":[{"name":"g","prefix":8},"#,
            r#"{"expression":"abs(a)"}]}}},"#,
            r#"{"add_check":{"table":"things","check":{"name":"ck","expression":"b < c","not_valid":true}}},"#,
            r#"{"validate_constraint":{"table":"things","name":"ck"}},"#,
            r#"{"rename_constraint":{"table":"things","from":"ck","to":"ck2"}},"#,
            r#"{"drop_check":{"table":"things","name":"ck2"}},"#,
            r#"{"add_unique":{"table":"things","unique":{"name":"uq_things_b","columns":["b"],"nulls_not_distinct":true,"#,
            r#""deferrable":"initially_immediate"}}},"#,
            r#"{"add_foreign_key":{"table":"things","key":{"name":"fk_things_b","columns":["b"],"ref_table":"others","#,
            r#""ref_columns":["b"],"not_valid":true}}},"#,
            r#"{"drop_primary_key":{"table":"things"}},{"add_primary_key":{"table":"things","key":["a","b"]}},"#,
            r#"{"rename_index":{"table":"things","from":"ix","to":"ix2"}},"#,
            r#"{"rename_column":{"table":"things","from":"a","to":"z"}},{"rename_table":{"from":"things","to":"stuff"}},"#,
            r#"{"drop_table":{"table":"stuff","if_exists":true}},"#,
            r#"{"create_enum":{"name":"mood","values":["sad","ok"]}},"#,
            r#"{"add_column":{"table":"others","column":{"name":"mood","type":{"enum":"mood"}}}},"#,
            r#"{"add_enum_value":{"name":"mood","value":"happy"}},"#,
            r#"{"add_enum_value":{"name":"mood","value":"grim","place":{"before":"sad"}}},"#,
            r#"{"rename_enum_value":{"name":"mood","from":"ok","to":"fine"}},{"drop_enum":{"name":"mood"}}]"#,
        );
        assert_eq!(encode(&up), expected);
        assert_eq!(decode(expected).unwrap(), up);
        let [postgres, mysql, sqlite] = checksums(&up, true);
        assert!(postgres == sqlite && mysql != sqlite);
        assert_eq!(sqlite.to_string(), "a1cfeafbb448bb8f5fe5d64624830c4f08f124798089383fd89f175733fcd8ec");
    }

    /// The same, of objects.
    #[test]
    fn scheme_1_is_frozen_in_its_objects() {
        let up = script(|m| {
            m.create_object(View, "names").create("CREATE VIEW names AS SELECT name FROM users").uses(["users"]);
            m.create_object(Trigger, "touch").on("users").postgres("CREATE 1").mysql("CREATE 2").sqlite("");
            m.create_object(Other, "billing.rule").create("CREATE RULE").drop("DROP RULE").drop_mysql("");
            for (kind, name) in [
                (MaterializedView, "a"),
                (Function, "b"),
                (Procedure, "c"),
                (Extension, "d"),
                (Sequence, "e"),
                (Policy, "f"),
                (Exclusion, "g"),
                (Type, "h"),
                (Domain, "i"),
            ] {
                m.create_object(kind, name).create("x");
            }
            m.replace_object(View, "names").create("CREATE VIEW names AS SELECT 1").uses(["others"]).drop("DROP");
            m.replace_object(Trigger, "touch").on("users").create("x");
            m.drop_object(Trigger, "touch").on("users");
            m.drop_object(View, "names");
        });
        let expected = concat!(
            r#"[{"create_object":{"kind":"view","name":"names","create":{"any":"CREATE VIEW names AS SELECT name FROM users"},"uses":["users"]}},"#,
            r#"{"create_object":{"kind":"trigger","name":"touch","on":"users","create":{"postgres":"CREATE 1","mysql":"CREATE 2","sqlite":""}}},"#,
            r#"{"create_object":{"kind":"other","name":"billing.rule","create":{"any":"CREATE RULE"},"drop":{"any":"DROP RULE","mysql":""}}},"#,
            r#"{"create_object":{"kind":"materialized_view","name":"a","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"function","name":"b","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"procedure","name":"c","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"extension","name":"d","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"sequence","name":"e","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"policy","name":"f","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"exclusion","name":"g","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"type","name":"h","create":{"any":"x"}}},"#,
            r#"{"create_object":{"kind":"domain","name":"i","create":{"any":"x"}}},"#,
            r#"{"replace_object":{"kind":"view","name":"names","create":{"any":"CREATE VIEW names AS SELECT 1"},"drop":{"any":"DROP"},"uses":["others"]}},"#,
            r#"{"replace_object":{"kind":"trigger","name":"touch","on":"users","create":{"any":"x"}}},"#,
            r#"{"drop_object":{"kind":"trigger","name":"touch","on":"users"}},"#,
            r#"{"drop_object":{"kind":"view","name":"names"}}]"#,
        );
        assert_eq!(encode(&up), expected);
        assert_eq!(decode(expected).unwrap(), up);
        let [postgres, mysql, sqlite] = checksums(&up, true);
        assert!(postgres != sqlite && mysql != sqlite && mysql != postgres);
        assert_eq!(sqlite.to_string(), "a883165ab920d4634273768996390510eb25efa687353a39ec57b6db11868de5");
    }

    /// The same, of what runs outside of a transaction.
    #[test]
    fn scheme_1_is_frozen_in_what_has_no_transaction() {
        let up = script(|m| {
            m.create_index("a", ["b"]).concurrently();
            m.drop_index("a", "ix_a_c").concurrently();
            m.add_unique("a", ["b"]).using_index("ix_a_b");
            m.add_primary_key("a", ["d"]).using_index("ix_a_d");
            m.set_not_null_via_check("a", "e");
            m.backfill("a").set("f", "g + 1").mysql("g + 2").filter("f IS NULL").batch(50);
            m.backfill("a").set("h", "0");
        });
        let expected = concat!(
            r#"[{"create_index":{"table":"a","index":{"name":"ix_a_b","columns":["b"]},"concurrently":true}},"#,
            r#"{"drop_index":{"table":"a","name":"ix_a_c","concurrently":true}},"#,
            r#"{"add_unique":{"table":"a","unique":{"name":"uq_a_b","columns":["b"]},"using_index":"ix_a_b"}},"#,
            r#"{"add_primary_key":{"table":"a","key":["d"],"using_index":"ix_a_d"}},"#,
            r#"{"set_not_null":{"table":"a","column":"e"}},"#,
            r#"{"backfill":{"table":"a","set":[{"column":"f","value":{"any":"g + 1","mysql":"g + 2"}}],"#,
            r#""filter":{"any":"f IS NULL"},"batch":50}},"#,
            r#"{"backfill":{"table":"a","set":[{"column":"h","value":{"any":"0"}}]}}]"#,
        );
        assert_eq!(encode(&up), expected);
        assert_eq!(decode(expected).unwrap(), up);
        let [postgres, mysql, sqlite] = checksums(&up, false);
        assert!(postgres == sqlite && mysql != sqlite);
        assert_eq!(sqlite.to_string(), "a894eb40717127d392c3d4ae9aadd7a8b559980a370fbb60830e6899c7e0f911");
    }

    #[test]
    fn what_is_hashed_names_the_scheme_and_what_is_unusual() {
        for (transaction, text) in
            [(true, r#"{"scheme":1,"up":[]}"#), (false, r#"{"scheme":1,"transaction":false,"up":[]}"#)]
        {
            assert_eq!(checksums(&[], transaction), [Checksum::of(text.as_bytes()); 3]);
        }
    }

    #[test]
    fn how_it_is_undone_is_not_hashed() {
        let with = script(|m| {
            m.run_sql("SELECT 1").reverse("SELECT 2");
            m.run_path("f").reverse_path("g");
            m.drop_column("t", "c").restore_with(1);
            m.create_object(View, "v").create("CREATE VIEW v AS SELECT 1").drop("DROP VIEW v").uses(["t"]);
            m.replace_object(View, "v").create("CREATE VIEW v AS SELECT 2").drop("DROP VIEW v").uses(["t"]);
        });
        let without = script(|m| {
            m.run_sql("SELECT 1");
            m.run_path("f");
            m.drop_column("t", "c");
            m.create_object(View, "v").create("CREATE VIEW v AS SELECT 1");
            m.replace_object(View, "v").create("CREATE VIEW v AS SELECT 2");
        });
        assert_eq!(checksums(&with, true), checksums(&without, true));
        assert_ne!(checksums(&with, true), checksums(&with, false), "the transaction is");
    }

    #[test]
    fn what_a_build_knows_of_a_table_is_not_hashed() {
        let of = |external: bool| {
            script(|m| {
                m.create_table("t", |t| {
                    t.big_integer("a");
                    let key = t.foreign_key(["a"], "u", ["id"]);
                    if external {
                        drop(key.external());
                    }
                });
                let key = m.add_foreign_key("t", ["a"], "v", ["id"]);
                if external {
                    drop(key.external());
                }
            })
        };
        assert_eq!(checksums(&of(true), true), checksums(&of(false), true));
        assert_eq!(decode(&encode(&of(true))).unwrap(), of(true), "the binary has it all the same");
    }

    #[test]
    fn a_text_for_another_database_is_not_hashed() {
        let before = script(|m| {
            m.run_sql("SELECT 1");
        });
        let after = script(|m| {
            m.run_sql("SELECT 1").mysql("SELECT 2");
        });
        only_mysql_differs(&before, &after);
        let writes: [fn(&mut Migration, &str); 2] = [
            |m, text| drop(m.create_object(View, "v").create("CREATE VIEW v AS SELECT 1").mysql(text)),
            |m, text| drop(m.replace_object(View, "v").create("CREATE VIEW v AS SELECT 1").mysql(text)),
        ];
        for write in writes {
            let [before, after] = ["CREATE VIEW v AS SELECT 1", ""].map(|text| script(|m| write(m, text)));
            only_mysql_differs(&before, &after);
        }
    }

    #[test]
    fn a_type_for_another_database_is_not_hashed() {
        type Declares = fn(&mut Table) -> Column<Custom>;
        let columns: [Declares; 2] = [|t| t.custom("a", "point"), |t| t.custom("a", "point").mysql("geometry")];
        let writes: [fn(&mut Migration, Declares); 3] = [
            |m, column| drop(m.create_table("t", column)),
            |m, column| drop(m.add_column("t", column)),
            |m, column| drop(m.alter_column("t", column)),
        ];
        for write in writes {
            let [before, after] = columns.map(|column| script(|m| write(m, column)));
            only_mysql_differs(&before, &after);
        }
    }

    fn only_mysql_differs(before: &[Operation], after: &[Operation]) {
        let (before, after) = (checksums(before, true), checksums(after, true));
        assert_eq!((before[0], before[2]), (after[0], after[2]));
        assert_ne!(before[1], after[1]);
    }

    #[test]
    fn what_is_no_canonical_form_is_refused() {
        for bad in
            ["", "{}", "[{\"no_such\":{}}]", "[{\"drop_table\":{\"table\":\"t\",\"extra\":1}}]", "[null]", "[[[[["]
        {
            assert!(decode(bad).is_err(), "{bad}");
        }
    }
}
