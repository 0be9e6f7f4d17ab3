//! What the databases that a project targets cannot have of its models, each at the field that it is about.

use super::Model;
use crate::diagnostic::{Diagnostic, Findings};
use crate::dialect::Dialect;
use crate::operation::{CreateTable, Operation};
use crate::plan::plan;
use crate::schema::Schema;

/// What `targets` cannot have of models that want something else than migrations have made.
///
/// `wanted` is the schema that they want, and `replayed` the one that there is.
pub fn unable<'m>(
    models: impl IntoIterator<Item = &'m Model>,
    wanted: &Schema,
    replayed: &Schema,
    targets: &[Dialect],
) -> Findings {
    let is_to_do = |model: &&Model| {
        let name = &model.table.name;
        model.managed && wanted.table(name) != replayed.table(name)
    };
    models.into_iter().filter(is_to_do).flat_map(|model| of_model(model, wanted, targets)).collect()
}

/// What a fault says, without the database and the operation.
struct Unable {
    fault: Diagnostic,
    why: String,
    dialects: Vec<Dialect>,
}

fn of_model(model: &Model, wanted: &Schema, targets: &[Dialect]) -> Vec<Diagnostic> {
    // The table as the struct declares it points at the struct; what stays of migrations would point at these.
    let create = [Operation::from(CreateTable { table: model.table.clone() })];
    let mut before = wanted.clone();
    before.remove(&model.table.name);
    let mut found: Vec<Unable> = Vec::new();
    for &dialect in targets {
        for (_, fault) in plan(&create, &before, dialect).err().into_iter().flatten() {
            let cannot = format!("{dialect} cannot ");
            let why = fault.message.strip_prefix(&cannot).and_then(|rest| Some(rest.split_once(": ")?.1));
            let why = why.unwrap_or(&fault.message).to_owned();
            match found.iter_mut().find(|known| known.why == why) {
                Some(known) => known.dialects.push(dialect),
                None => found.push(Unable { fault, why, dialects: vec![dialect] }),
            }
        }
    }
    found.into_iter().map(|unable| unable.finding(model, targets)).collect()
}

impl Unable {
    fn finding(self, model: &Model, targets: &[Dialect]) -> Diagnostic {
        let names: Vec<&str> = self.dialects.iter().map(|dialect| dialect.as_str()).collect();
        let message = format!("{} cannot have this: {}", names.join(" and "), self.why);
        let field = self.why.split('`').skip(1).step_by(2).find_map(|name| model.field(&name.into()));
        let mark = field.map_or(self.fault.mark.or(model.mark()), |field| field.name.mark());
        let others: Vec<String> = (targets.iter().filter(|target| !self.dialects.contains(target)))
            .map(|target| format!("\"{target}\""))
            .collect();
        let help = self.fault.help.as_deref().map(as_attribute).unwrap_or_default();
        let help = match others.is_empty() {
            true => help,
            false => format!(
                "{help}; or do without {}: `targets = [{}]` in covet.toml",
                names.join(" and "),
                others.join(", ")
            ),
        };
        Diagnostic::error(self.fault.code, mark, message).help(help)
    }
}

/// The advice of the builder of migrations as attributes of a field.
fn as_attribute(help: &str) -> String {
    /// A length that every index takes, of every database.
    const USUAL: u32 = 255;
    let most = |call: &str| -> Option<u32> { help.split_once(call)?.1.split_once(')')?.0.parse().ok() };
    match (most("`string("), most("`binary_n("), most("`decimal(")) {
        (Some(most), ..) if help.starts_with("declare its strings") => {
            format!("give its strings `#[covet(length = {most})]` or less")
        }
        (Some(most), ..) | (None, Some(most), _) if most > USUAL => {
            format!("say how long it is: `#[covet(length = {USUAL})]`, at most {most}")
        }
        (Some(most), ..) | (None, Some(most), _) => format!("say how long it is: `#[covet(length = {most})]` or less"),
        _ => help.replace("declare it `", "say `type = \"").replace(")` or shorter", ")\"` or shorter"),
    }
}
