//! Operations written as the file that a person would have written for them.
//!
//! The counterpart of the interpreter: what it reads from a file that was written here are the operations that were
//! written. Lines break where rustfmt breaks them.

mod chain;
mod index;
mod literal;
mod models;
mod name;
mod operation;
mod order;
mod table;
#[cfg(test)]
mod tests;

pub use models::{WrittenModel, models};
pub use name::{Numbering, file_name, next_number};
pub use order::{appended, inserted, without};

use crate::diagnostic::Mark;
use crate::migration::Attributes;
use crate::operation::Operation;
use chain::Argument;

/// A migration that is to be written.
#[derive(Clone, Debug, Default)]
pub struct Draft<'a> {
    /// What it is for, in a sentence: the first line of the file.
    pub purpose: &'a str,
    /// What is said of it beside its operations.
    pub attributes: Attributes,
    /// Its operations.
    pub up: &'a [Operation],
}

/// An operation that no call makes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot write down how to {operation}: {why}")]
pub struct Unwritable {
    /// The operation, as messages name it.
    pub operation: String,
    /// Why not.
    pub why: &'static str,
}

impl Unwritable {
    fn of(operation: &Operation, why: &'static str) -> Self {
        Unwritable { operation: operation.to_string(), why }
    }
}

/// The text of a migration file.
///
/// # Errors
/// For an operation that only Covet itself makes: a cast in a derived down, SQL that leaves out a database.
///
/// ```
/// use covet_core::dsl::Migration;
/// use covet_core::syntax::writer::{Draft, written};
///
/// let mut m = Migration::new();
/// m.add_column("users", |t| t.string("nick", 80).nullable());
/// let (script, _) = m.finish();
/// let draft = Draft { purpose: "Users may have a nickname.", up: script.operations(), ..Draft::default() };
/// assert_eq!(
///     written(&draft).unwrap(),
///     r#"//! Users may have a nickname.
/// use covet::dsl::*;
///
/// #[migration]
/// fn up(m: &mut Migration) {
///     m.add_column("users", |t| t.string("nick", 80).nullable());
/// }
/// "#
/// );
/// ```
pub fn written(draft: &Draft<'_>) -> Result<String, Unwritable> {
    let statements = operation::statements(draft.up)?;
    let body: String = statements.iter().map(|statement| statement.statement(4)).collect();
    let purpose: String = draft.purpose.lines().map(|line| format!("{}\n", format!("//! {line}").trim_end())).collect();
    let attribute = attribute(&draft.attributes);
    let signature = if body.is_empty() { "fn up(_: &mut Migration) {" } else { "fn up(m: &mut Migration) {\n" };
    Ok(format!("{purpose}use covet::dsl::*;\n\n{attribute}\n{signature}{body}}}\n"))
}

/// `#[migration]`, with what is said of the migration; on several lines where one is too long.
fn attribute(attributes: &Attributes) -> String {
    let arguments = arguments(attributes);
    if arguments.is_empty() {
        return "#[migration]".to_owned();
    }
    let line = |(name, value): &(&str, Argument)| format!("{name} = {}", value.one_line());
    let one = format!("#[migration({})]", arguments.iter().map(line).collect::<Vec<_>>().join(", "));
    if one.chars().count() <= chain::WIDTH {
        return one;
    }
    let lines = arguments.iter().map(|(name, value)| format!("    {name} = {}\n", value.lines(4).trim()));
    format!("#[migration(\n{})]", lines.collect::<String>())
}

/// What is said of a migration, by name.
fn arguments(attributes: &Attributes) -> Vec<(&'static str, Argument)> {
    let mut arguments = Vec::new();
    let dependencies = attributes.depends_on.iter().map(|dependency| dependency.id.to_string());
    for (name, values) in [("depends_on", dependencies.collect()), ("tags", attributes.tags.clone())] {
        if !values.is_empty() {
            arguments.push((name, literal::list(values)));
        }
    }
    let lists = attributes.replaces.iter().map(|list| literal::list(list.iter().map(|replaced| &replaced.name)));
    let lists: Vec<Argument> = lists.collect();
    match &lists[..] {
        [] => {}
        [one] => arguments.push(("replaces", one.clone())),
        several => {
            let several = several.iter().map(Argument::one_line).collect();
            arguments.push(("replaces", Argument::List(several)));
        }
    }
    let texts = [("author", &attributes.author), ("irreversible", &attributes.irreversible)];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
    arguments.extend(texts.map(|(name, text)| (name, literal::text(text))));
    if !attributes.transaction {
        arguments.push(("transaction", false.into()));
    }
    arguments
}

/// A dependency that was not read from a file.
pub fn depends_on(id: crate::migration::MigrationId) -> crate::migration::Dependency {
    crate::migration::Dependency { id, mark: Mark::NOWHERE }
}
