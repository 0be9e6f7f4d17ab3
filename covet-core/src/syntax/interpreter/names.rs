//! What other tools and databases call the methods of the builder.

use super::methods::Kind;

/// The name of one kind's method, and what it goes by elsewhere.
const NAMES: &[(Kind, &str, &[&str])] = &[
    (Kind::Table, "id", &["serial", "big_serial", "bigserial", "increments", "big_increments", "auto_increment"]),
    (Kind::Table, "string", &["varchar", "char", "character_varying"]),
    (Kind::Table, "text", &["long_text", "longtext", "medium_text", "clob"]),
    (Kind::Table, "integer", &["int4", "i32"]),
    (Kind::Table, "big_integer", &["bigint", "big_int", "int8", "i64", "unsigned_big_integer"]),
    (Kind::Table, "decimal", &["numeric", "money"]),
    (Kind::Table, "timestamp", &["datetime", "date_time"]),
    (Kind::Table, "timestamp_tz", &["timestamptz", "timestamp_with_time_zone", "datetime_tz"]),
    (Kind::Table, "references", &["foreign_id", "foreign", "belongs_to"]),
    (Kind::Column, "nullable", &["optional", "not_required"]),
    (Kind::Reference, "nullable", &["optional", "not_required"]),
    (Kind::Migration, "run_sql", &["execute", "exec", "sql", "raw", "raw_sql", "execute_sql", "statement", "query"]),
];

/// What a call of another tool's name is answered with.
pub(super) fn answer(kind: Kind, name: &str) -> Option<String> {
    if matches!(kind, Kind::Column | Kind::Reference) && ["not_null", "required", "not_nullable"].contains(&name) {
        return Some("remove it: a column is NOT NULL unless it is `.nullable()`".to_owned());
    }
    if kind == Kind::Reference && name == "external" {
        let help = "a reference takes its type from the table, of which nothing is known then: declare a column with its type, \
                    such as `t.big_integer(\"user_id\")`, and `t.foreign_key([\"user_id\"], \"users\", [\"id\"]).external()`";
        return Some(help.to_owned());
    }
    let (_, ours, _) = NAMES.iter().find(|(of, _, theirs)| *of == kind && theirs.contains(&name))?;
    Some(format!("it is called `{ours}` here"))
}

#[cfg(test)]
mod tests {
    use super::super::methods::Method;
    use super::*;

    #[test]
    fn the_methods_exist_and_the_other_names_are_free() {
        for (kind, ours, theirs) in NAMES {
            assert!(Method::find(*kind, ours).is_some(), "{ours}");
            for name in *theirs {
                assert!(Method::find(*kind, name).is_none(), "{name}");
                assert_eq!(answer(*kind, name), Some(format!("it is called `{ours}` here")), "{name} twice");
            }
        }
    }
}
