//! Names in Rust, of names in databases.

use std::collections::BTreeSet;

use crate::ident::{Ident, TableName};
use crate::syntax::model::{plural, snake_case};

/// Names that mean something else where models are written.
const TAKEN: [&str; 8] = ["Box", "Err", "None", "Ok", "Option", "Self", "String", "Vec"];

/// The keywords, but for those that cannot be written `r#..`.
const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while",
];

/// Names that were given, none of them twice.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The name of the model of a table: `User` of `users`.
    pub(super) fn of_table(&mut self, table: &TableName) -> String {
        let singular = singulars(&table.name).map(|one| pascal(&one)).find(|name| plural(name) == *table.name);
        self.free(singular.unwrap_or_else(|| pascal(&table.name)))
    }

    /// The name of the type of a native enum.
    pub(super) fn of_enum(&mut self, name: &Ident) -> String {
        self.free(pascal(name.rsplit('.').next().unwrap_or(name)))
    }

    /// The name of one of its values.
    pub(super) fn of_value(&mut self, value: &str) -> String {
        let name = pascal(value);
        self.unused(if name == "Self" { "SelfRow".to_owned() } else { name })
    }

    /// The name of a field for a column.
    pub(super) fn of_column(&mut self, column: &Ident) -> String {
        let letters = column.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' });
        let mut name = snake_case(&letters.collect::<String>());
        if name.starts_with(|first: char| first.is_ascii_digit()) || name.trim_matches('_').is_empty() {
            name = format!("column_{name}");
        }
        if ["self", "super", "crate"].contains(&name.as_str()) {
            name.push('_');
        }
        self.free(name)
    }

    fn free(&mut self, name: String) -> String {
        self.unused(if TAKEN.contains(&name.as_str()) { name + "Row" } else { name })
    }

    fn unused(&mut self, name: String) -> String {
        let numbered = |number: usize| if number == 1 { name.clone() } else { format!("{name}{number}") };
        let free = (1..).map(numbered).find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

/// A name as it is written where a name is to stand: `r#type`.
pub(super) fn raw(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// What a plural may be that of.
fn singulars(name: &str) -> impl Iterator<Item = String> {
    let endings = [("ies", "y"), ("es", ""), ("s", "")];
    endings.into_iter().filter_map(|(end, instead)| Some(format!("{}{instead}", name.strip_suffix(end)?)))
}

fn pascal(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| {
            let mut letters = word.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            // What is written in capitals alone is a word all the same.
            let rest: String = letters.collect();
            let is_shouted = !rest.chars().any(char::is_lowercase);
            first + &if is_shouted { rest.to_lowercase() } else { rest }
        })
        .collect();
    match name.chars().next() {
        Some(first) if !first.is_ascii_digit() => name,
        _ => format!("Row{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_a_person_gives() {
        let mut names = Names::default();
        let tables =
            ["users", "order_items", "categories", "addresses", "people", "OrderItem", "user", "options", "2fa"];
        assert_eq!(
            tables.map(|table| names.of_table(&table.into())),
            ["User", "OrderItem", "Category", "Address", "People", "OrderItem2", "User2", "OptionRow", "Row2fa"]
        );
        let mut names = Names::default();
        let columns = ["id", "createdAt", "created_at", "my col", "2nd", "self", "type", "!"];
        assert_eq!(
            columns.map(|column| raw(&names.of_column(&column.into()))),
            ["id", "created_at", "created_at2", "my_col", "column_2nd", "self_", "r#type", "column__"]
        );
        assert_eq!(
            ["in progress", "NEW", "2"].map(|value| Names::default().of_value(value)),
            ["InProgress", "New", "Row2"]
        );
    }
}
