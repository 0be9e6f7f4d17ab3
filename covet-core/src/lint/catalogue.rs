//! The rules as a table, for the guide.

use std::fmt::Write;

use super::{Rule, Topic};

const TOPICS: [(Topic, &str); 6] = [
    (Topic::Loss, "Lost data, broken programs"),
    (Topic::Rows, "Rows that are there"),
    (Topic::Postgres, "PostgreSQL: locks and rewrites"),
    (Topic::MySql, "MySQL and MariaDB: algorithms"),
    (Topic::Sqlite, "SQLite"),
    (Topic::Shape, "Keys, indexes and objects"),
];

/// The tables of all rules, in Markdown: what stands in the guide between its marks.
pub fn guide() -> String {
    let mut text = String::new();
    for (topic, title) in TOPICS {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "### {title}\n\n| rule | in `.allow` | level | what it finds | elsewhere |\n|---|---|---|---|---|\n"
        );
        for rule in Rule::ALL.iter().filter(|rule| rule.definition().topic == topic) {
            let definition = rule.definition();
            let elsewhere = if definition.elsewhere.is_empty() { "–" } else { definition.elsewhere };
            let (level, summary) = (definition.level.as_str(), rule.summary());
            let _ = writeln!(text, "| `{rule}` | `Rule::{}` | {level} | {summary} | {elsewhere} |", rule.name());
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guide/safety_rules.md");
    const MARKS: [&str; 2] =
        ["<!-- rules: made by `COVET_BLESS=1 cargo test -p covet-core guide` -->\n\n", "<!-- end -->\n"];

    #[test]
    fn the_guide_lists_every_rule() {
        let text = std::fs::read_to_string(GUIDE).unwrap();
        let (before, rest) = text.split_once(MARKS[0]).unwrap();
        let (listed, after) = rest.split_once(MARKS[1]).unwrap();
        if std::env::var_os("COVET_BLESS").is_some() {
            std::fs::write(GUIDE, [before, MARKS[0], &guide(), MARKS[1], after].concat()).unwrap();
        } else {
            assert!(listed == guide(), "the guide is out of date: COVET_BLESS=1 cargo test -p covet-core guide");
        }
    }

    #[test]
    fn every_rule_has_one_name_in_three_forms() {
        for rule in Rule::ALL {
            let code = rule.code();
            assert_eq!(code.replace('-', "_"), rule.module());
            let name: String = code.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
            assert_eq!(name, rule.name());
            assert_eq!(code.parse(), Ok(*rule));
            assert!(rule.summary().ends_with('.') && !rule.summary().is_empty());
        }
        assert!("drop-everything".parse::<Rule>().is_err());
    }
}
