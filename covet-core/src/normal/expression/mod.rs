//! One form for expressions that a database takes for the same.
//!
//! A database keeps what it understood of an expression, not what was written: PostgreSQL adds casts and parentheses and
//! writes `IN` as `= ANY (ARRAY[..])`, MariaDB turns `NOT a` into `a = 0`. The normal form undoes both: it parses the
//! expression, drops what was added, writes each comparison in one way and pushes every NOT inwards. An expression that
//! is beyond the parser is compared by its tokens.

mod alias;
mod implied;
mod interval;
mod node;
mod parse;
mod token;

pub(super) use interval::interval;
pub(super) use token::{Token, hexadecimal, tokens};

use crate::dialect::Dialect;
use crate::schema::Table;
use node::Node;

/// The normal form of a condition: equal for two texts that the database certainly takes for the same.
///
/// ```
/// use covet_core::Dialect::Postgres;
/// use covet_core::normal::condition;
/// assert_eq!(
///     condition("status IN ('a', 'b') AND price BETWEEN 1 AND 9", Postgres),
///     condition(
///         "(((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) \
///          AND ((price >= (1)::numeric) AND (price <= (9)::numeric)))",
///         Postgres
///     ),
/// );
/// ```
pub fn condition(text: &str, dialect: Dialect) -> String {
    normal(text, dialect, |node| node.condition(true, dialect))
}

/// As [`condition`], for one on the columns of a table.
pub(super) fn condition_of(text: &str, table: &Table, dialect: Dialect) -> String {
    normal(text, dialect, |node| of_table(node, table, dialect).condition(true, dialect))
}

/// As [`condition`], for an expression that gives a value.
pub(super) fn value(text: &str, dialect: Dialect) -> String {
    normal(text, dialect, |node| node)
}

/// As [`value`], for one of the columns of a table.
pub(super) fn value_of(text: &str, table: &Table, dialect: Dialect) -> String {
    normal(text, dialect, |node| of_table(node, table, dialect))
}

fn of_table(node: Node, table: &Table, dialect: Dialect) -> Node {
    if dialect == Dialect::Postgres { implied::without(node, table) } else { node }
}

fn normal(text: &str, dialect: Dialect, form: impl FnOnce(Node) -> Node) -> String {
    let tokens = tokens(text, dialect);
    match parse::expression(&tokens, dialect) {
        Some(node) => form(node).to_string(),
        None => tokens.into_iter().map(|token| Node::atom(token).to_string()).collect::<Vec<_>>().join(" "),
    }
}

/// The expression without parentheses around the whole of it.
///
/// ```
/// use covet_core::{Dialect, normal::bare_expression};
/// assert_eq!(bare_expression("((a) + (b))", Dialect::Sqlite), "(a) + (b)");
/// ```
pub fn bare(text: &str, dialect: Dialect) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return text };
    let mut depth = 0;
    let mut closes = false;
    for token in crate::sql::lexer::tokens(inner, dialect) {
        depth += i32::from(token.is_mark("(")) - i32::from(token.is_mark(")"));
        closes |= depth < 0;
    }
    if closes || depth != 0 { text } else { bare(inner.trim(), dialect) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    #[test]
    fn what_a_database_made_of_an_expression_is_that_expression() {
        let written = "f IN ('a', 'b') AND b BETWEEN 1 AND 3 AND g LIKE 'x%' AND f != 'x' AND NOT a AND b IS NOT NULL \
                       AND length(g) > 0 AND b <> -1";
        for (dialect, found) in [
            (
                Postgres,
                "(((f)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((b >= 1) AND \
                 (b <= 3)) AND (g ~~ 'x%'::text) AND ((f)::text <> 'x'::text) AND (NOT a) AND (b IS NOT NULL) AND \
                 (length(g) > 0) AND (b <> '-1'::integer))",
            ),
            (
                MySql,
                "`f` in ('a','b') and `b` between 1 and 3 and `g` like 'x%' and `f` <> 'x' and `a` = 0 and `b` is not \
                 null and octet_length(`g`) > 0 and `b` <> -1",
            ),
            (
                MySql,
                "((`f` in (_utf8mb4'a',_utf8mb4'b')) and (`b` between 1 and 3) and (`g` like _utf8mb4'x%') and (`f` <> \
                 _utf8mb4'x') and (`a` = false) and (`b` is not null) and (length(`g`) > 0) and (`b` <> -(1)))",
            ),
            (Sqlite, written),
        ] {
            assert_eq!(condition(written, dialect), condition(found, dialect));
        }
    }

    #[test]
    fn each_pair_is_one_expression() {
        for (dialect, one, other) in [
            (Postgres, "(b > 0 AND c < 5) OR a", "(((b > 0) AND (c < 5)) OR a)"),
            (Postgres, "x NOT IN (1, 2)", "(x <> ALL (ARRAY[1, 2]))"),
            (Postgres, "x IN ('a')", "((x)::text = 'a'::text)"),
            (Postgres, "x NOT BETWEEN 1 AND 2", "((x < 1) OR (x > 2))"),
            (Postgres, "CAST(x AS integer) = 1", "((x)::integer = 1)"),
            (Postgres, "name ILIKE 'a%'", "((name)::text ~~* 'a%'::text)"),
            (Postgres, "\"user\" <> '' AND \"Price\" > 0", "((\"user\" <> ''::text) AND (\"Price\" > (0)::numeric))"),
            (Postgres, "a + b * 2 > 3", "((a + (b * 2)) > 3)"),
            (Postgres, "at > now() - interval '1 day'", "(at > (now() - '1 day'::interval))"),
            (Postgres, "CASE WHEN a THEN b > 1 ELSE c END", "\nCASE\n    WHEN a THEN (b > 1)\n    ELSE c\nEND"),
            (Postgres, "s SIMILAR TO 'a+'", "(s ~ similar_to_escape('a+'::text))"),
            (Postgres, "b BETWEEN SYMMETRIC 9 AND 1", "(((b >= 9) AND (b <= 1)) OR ((b >= 1) AND (b <= 9)))"),
            (Postgres, "a[1] <> '' AND m[1][2] > 0", "((a[1] <> ''::text) AND ((m[1])[2] > 0))"),
            (Postgres, "public.f(a) > pg_catalog.length(b)", "(f(a) > length(b))"),
            (Postgres, "at > now() - interval '1 hour'", "(at > (CURRENT_TIMESTAMP - '01:00:00'::interval))"),
            (Postgres, "at > now() AT TIME ZONE 'utc'", "(at > timezone('utc'::text, now()))"),
            (MySql, "at > now() - interval 1 day", "`at` > current_timestamp() - interval 1 day"),
            (MySql, "at > CURRENT_TIMESTAMP", "`at` > localtimestamp(0)"),
            (MySql, "day < current_date", "`day` < curdate()"),
            (MySql, "a = true", "(`a` = 1)"),
            (MySql, "NOT (a AND b > 1)", "`a` = 0 or `b` <= 1"),
            (MySql, "upper(Name) = Name", "ucase(`Name`) = `Name`"),
            (Sqlite, "a>0", "  a  > 0"),
            (Sqlite, "\"a\" == 'x'", "a = 'x'"),
        ] {
            assert_eq!(condition(one, dialect), condition(other, dialect), "{one}");
        }
    }

    #[test]
    fn what_means_something_else_stays_different() {
        for (one, other) in [
            ("a OR (b AND c)", "(a OR b) AND c"),
            ("a - (b - c) > 0", "a - b - c > 0"),
            ("x = 'A'", "x = 'a'"),
            ("x = '1'", "x = 1"),
            ("NOT a", "a"),
            ("x < 1", "x <= 1"),
            ("x LIKE 'a'", "x NOT LIKE 'a'"),
            ("x::integer = 1", "x::bigint = 1"),
            ("other.f(x)", "f(x)"),
            ("at > now() - interval '1 hour'", "at > now() - interval '2 hours'"),
            ("a[1] = 0", "a[2] = 0"),
            ("\"A\" > 0", "\"a\" > 0"),
            ("f(a, b)", "f(b, a)"),
            ("a ?? b", "a ?? c"),
        ] {
            assert_ne!(condition(one, Postgres), condition(other, Postgres), "{one}");
        }
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in
            ["", "(", ")", "'", "a b c", "a AND", "CASE", "x IN (", "a ::", "NOT", "f(", "]", "a BETWEEN 1", "::"]
        {
            for dialect in Dialect::ALL {
                condition(text, dialect);
            }
        }
        let deep = "(".repeat(10_000);
        condition(&deep, Postgres);
    }

    #[test]
    fn only_parentheses_around_the_whole_are_taken_off() {
        assert_eq!(bare("((a) + (b))", Sqlite), "(a) + (b)");
        assert_eq!(bare("(a) + (b)", Sqlite), "(a) + (b)");
        assert_eq!(bare("((')'))", Sqlite), "')'");
    }
}
