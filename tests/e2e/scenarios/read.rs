//! Scenarios as they are written.
//!
//! ```text
//! == what it is
//! rename: users=people
//! -- before
//! struct User { id: i64 }
//! -- after
//! struct Person { id: i64 }
//! -- operations
//! rename table `users` to `people`
//! ```

use covet_core::Dialect;
use covet_core::diff::Answers;
use covet_core::schema::DefaultValue;

#[derive(Clone, Debug, Default)]
pub struct Scenario {
    pub name: String,
    /// Flags, as the command takes them.
    pub flags: Vec<(String, String)>,
    pub on: Vec<Dialect>,
    /// Whether rows are written to all tables.
    pub has_rows: bool,
    /// SQL that writes rows of a scenario's own.
    pub rows: Vec<String>,
    /// The statements of a migration that is there before the models are.
    pub given: String,
    pub before: String,
    pub after: String,
    /// What was written since keeps it from being undone: that is taken away first.
    pub is_emptied: bool,
    /// Questions are answered as they come.
    pub is_random: bool,
}

impl Scenario {
    /// What the flags say.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::default();
        for (flag, text) in &self.flags {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            let column = || {
                let (table, column) = name.rsplit_once('.').expect("a table and a column");
                (table.into(), column.into())
            };
            let new = (!value.is_empty()).then_some(value);
            match flag.as_str() {
                "rename" | "drop" if !name.contains('.') => {
                    drop(answers.tables.insert(name.into(), new.map(Into::into)))
                }
                "rename" | "drop" => drop(answers.columns.insert(column(), new.map(Into::into))),
                "default" => drop(answers.values.insert(column(), default(value))),
                "using" => drop(answers.using.insert(column(), value.to_owned())),
                other => panic!("{other} is no flag"),
            }
        }
        answers
    }
}

fn default(text: &str) -> DefaultValue {
    match text.strip_prefix("sql:") {
        Some(sql) => DefaultValue::Sql(sql.to_owned()),
        None if text == "true" => true.into(),
        None => text.parse().map_or_else(|_| text.into(), |number: i64| DefaultValue::Int(number)),
    }
}

/// The scenarios of a file.
pub fn scenarios(text: &str) -> Vec<Scenario> {
    let mut all: Vec<Scenario> = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("== ") {
            let (name, on) = (name.to_owned(), Dialect::ALL.to_vec());
            all.push(Scenario { name, on, has_rows: true, ..Scenario::default() });
            section = String::new();
            continue;
        }
        if let Some(name) = line.strip_prefix("-- ") {
            section = name.to_owned();
            continue;
        }
        let Some(scenario) = all.last_mut() else { continue };
        match (section.as_str(), line.split_once(": ")) {
            ("given", _) => scenario.given += &format!("{line}\n"),
            ("before", _) => scenario.before += &format!("{line}\n"),
            ("after", _) => scenario.after += &format!("{line}\n"),
            ("operations", _) => {}
            ("", Some(("on", names))) => {
                scenario.on = names.split(", ").map(|name| name.parse().expect("a database")).collect();
            }
            ("", Some(("rows", "none"))) => scenario.has_rows = false,
            ("", Some(("undo", "empty"))) => scenario.is_emptied = true,
            ("", Some(("rows", sql))) => scenario.rows.push(sql.to_owned()),
            ("", Some((flag, value))) => scenario.flags.push((flag.to_owned(), value.to_owned())),
            ("", None) => assert!(line.is_empty() || line.starts_with('#'), "{line:?} says nothing"),
            (other, _) => panic!("there is no section {other:?}"),
        }
    }
    all
}

/// The text of a file with these operations, those of each scenario in turn.
pub fn with_operations(text: &str, operations: &[&str]) -> String {
    let mut operations = operations.iter();
    let mut is = String::new();
    let mut within = false;
    for line in text.lines() {
        within &= !line.starts_with("== ");
        if !within {
            is += &format!("{line}\n");
        }
        if line == "-- operations" {
            within = true;
            is += operations.next().expect("one for each");
            is.push('\n');
        }
    }
    is.truncate(is.trim_end().len());
    is + "\n"
}
