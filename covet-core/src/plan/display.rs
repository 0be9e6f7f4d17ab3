//! A plan for people: a numbered list of SQL.

use std::fmt;

use super::{Action, Plan, Step};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            let number = format!("{}. ", at + 1);
            let indent = " ".repeat(number.len());
            let text = step.to_string().replace('\n', &format!("\n{indent}"));
            writeln!(f, "{number}{}", text.trim_end())?;
        }
        Ok(())
    }
}

/// Its statements, each with a semicolon, or the function that it calls.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alone && !matches!(self.action, Action::Backfill(_)) {
            f.write_str("-- outside of a transaction\n")?;
        }
        let statements = match &self.action {
            Action::Ddl(statements) | Action::Dml(statements) => statements,
            Action::Rebuild(rebuild) => {
                writeln!(f, "-- makes `{}` anew", rebuild.target.name)?;
                &rebuild.statements
            }
            Action::Rust(path) => return write!(f, "-- calls `{path}`"),
            Action::Backfill(backfill) => return backfill.fmt(f),
        };
        let statements: Vec<String> = statements.iter().map(|statement| format!("{statement};")).collect();
        f.write_str(&statements.join("\n"))
    }
}
