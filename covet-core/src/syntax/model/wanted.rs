//! The schema that models want: what migrations have to make of the one that there is.
//!
//! What a model can say, it says: a column, an index or a comment that it does not mention is not wanted. Everything else stays as the
//! migrations have left it:
//!
//! | | |
//! |---|---|
//! | table of a managed model | as the model has it |
//! | table of an unmanaged model; of an app without models; of no app of the directory | stays |
//! | table that SQL made, `run_sql(..).state(..)`; one that `covet.toml` keeps | stays, unless a model has it |
//! | any other table of an app that has models | is not wanted |
//! | views, functions and other objects; native enums | stay: models cannot say them |
//! | name of an index, key or constraint that the model does not name | stays, where the thing is the same |
//! | a check or key that is not validated yet | stays so: that is a matter of time, not of the schema |
//! | whether a key is `.external()` | stays: it says what a build can see |
//! | a default that is the same number, written differently | stays as it was written |
//! | the order of columns | is none of a model's business |

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Model, Owners, reword, types};
use crate::diagnostic::{Diagnostic, Findings};
use crate::diff::Answers;
use crate::ident::{Ident, TableName};
use crate::operation::{Change as _, CreateTable, RenameColumn, RenameTable};
use crate::schema::{Check, Column, ColumnType, DefaultValue, ForeignKey, Index, Schema, Table, Unique};

/// The schema that models want, and what they say of how to come to it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The schema.
    pub schema: Schema,
    /// The renames that models hint at with `was`, as far as these have not been made.
    pub answers: Answers,
    /// The tables that are there and that no model has.
    pub left_over: Vec<TableName>,
}

/// The schema that these models want, where migrations have made `replayed`.
///
/// # Errors
/// What does not fit together: a reference to a table that no model and no migration makes, two models of one table, an app that is
/// not known.
pub fn wanted<'m>(
    models: impl IntoIterator<Item = &'m Model>,
    replayed: &Schema,
    owners: &Owners,
) -> Result<Wanted, Findings> {
    let models: Vec<&Model> = models.into_iter().collect();
    let mut findings = Findings::new();
    let mut apps = BTreeSet::new();
    for model in &models {
        match owners.app_of(model) {
            Ok(app) if model.managed => drop(apps.insert(app)),
            Ok(_) => {}
            Err(finding) => findings.push(finding),
        }
    }
    report_doubles(&models, &mut findings);
    let left_over = left_over(&models, replayed, owners, &apps);
    let mut base = replayed.clone();
    for table in &left_over {
        base.remove(table);
    }
    let managed: Vec<&Model> = models.into_iter().filter(|model| model.managed).collect();
    let resolved = resolve(&managed, &base, &mut findings);
    if findings.has_errors() {
        return Err(findings);
    }
    Ok(Wanted { schema: resolved, answers: hints(&managed, replayed), left_over })
}

fn report_doubles(models: &[&Model], findings: &mut Findings) {
    let mut seen: BTreeMap<&TableName, &Model> = BTreeMap::new();
    for model in models.iter().filter(|model| model.managed) {
        if let Some(twin) = seen.insert(&model.table.name, model) {
            let message =
                format!("`{}` and `{}` are models of one table, `{}`", twin.name, model.name, model.table.name);
            let help = "make one of them `#[covet(unmanaged)]`, or name the table of one: `#[covet(table = \"..\")]`";
            findings.push(Diagnostic::error("duplicate-model", model.mark(), message).help(help));
        }
    }
}

/// The tables of these apps that are there and that nothing wants.
fn left_over(models: &[&Model], replayed: &Schema, owners: &Owners, apps: &BTreeSet<String>) -> Vec<TableName> {
    let named: BTreeSet<&TableName> = models.iter().map(|model| &model.table.name).collect();
    let is_left = |table: &&Table| {
        let owner = owners.tables.get(&table.name);
        let is_ours = owner.is_some_and(|owner| !owner.by_sql && apps.contains(&owner.app));
        is_ours && !named.contains(&table.name) && !owners.keep.contains(&table.name)
    };
    replayed.tables().filter(is_left).map(|table| table.name.clone()).collect()
}

/// The renames that models hint at and that nobody has made.
pub(super) fn hints(models: &[&Model], replayed: &Schema) -> Answers {
    let mut answers = Answers::default();
    for model in models {
        let name = &model.table.name;
        let former = model.was.as_ref().filter(|was| replayed.table(was).is_some() && replayed.table(name).is_none());
        if let Some(former) = former {
            answers.tables.insert(former.clone(), Some(name.clone()));
        }
        let Some(table) = replayed.table(former.unwrap_or(name)) else { continue };
        for (column, was) in &model.columns_was {
            // Two columns may have swapped their names: then each is there, and each hints at the other. That they have not yet
            // shows in what they are; two that are alike cannot be told from two that have.
            let is_itself = |name: &Ident| is_alike(model.table.column(name), table.column(name));
            let swaps = model.columns_was.get(was) == Some(column) && !(is_itself(column) && is_itself(was));
            if table.column(was).is_some() && (table.column(column).is_none() || swaps) {
                answers.columns.insert((name.clone(), was.clone()), Some(column.clone()));
            }
        }
    }
    answers
}

/// Whether two columns hold the same, as far as is known before references are resolved.
fn is_alike(one: Option<&Column>, other: Option<&Column>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.ty == other.ty && one.nullable == other.nullable)
}

/// The schema with these models in the place of the tables that they are of.
pub(super) fn resolve(models: &[&Model], base: &Schema, findings: &mut Findings) -> Schema {
    let before = renamed(base, &hints(models, base));
    let mut schema = base.clone();
    for model in models {
        let former =
            model.was.iter().filter(|was| base.table(&model.table.name).is_none() && base.table(was).is_some());
        former.for_each(|was| drop(schema.remove(was)));
        schema.insert(model.table.clone());
    }
    schema.forget_touched();
    let mut left = models.to_vec();
    loop {
        let (ready, waiting): (Vec<&Model>, Vec<&Model>) =
            left.into_iter().partition(|model| is_ready(&model.table, &schema));
        if ready.is_empty() {
            waiting.iter().for_each(|model| findings.push(circle(model)));
            break;
        }
        for model in ready {
            let table = resolved(model, &mut schema, findings);
            let table = before.table(&table.name).map_or_else(|| table.clone(), |before| kept(&table, before, model));
            schema.insert(table);
        }
        schema.forget_touched();
        left = waiting;
    }
    schema
}

/// Whether the types of all columns that a table refers to are known.
fn is_ready(table: &Table, schema: &Schema) -> bool {
    table.foreign_keys.iter().filter(|key| key.ref_table != table.name).all(|key| {
        let Some(referred) = schema.table(&key.ref_table) else { return true };
        let primary = referred.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
        let columns = if key.ref_columns.is_empty() { primary } else { &key.ref_columns };
        columns.iter().filter_map(|column| referred.column(column)).all(|column| column.ty != ColumnType::References)
    })
}

fn circle(model: &Model) -> Diagnostic {
    let message =
        format!("the key of `{}` is of the type of a key that is of its own type in the end", model.table.name);
    let finding = Diagnostic::error("reference-circle", model.mark(), message);
    finding.help("say the type of one of the fields: `#[covet(type = \"big_integer\")]`")
}

/// The table of a model as the schema holds it, judged as a migration that creates it among the others would be.
fn resolved(model: &Model, schema: &mut Schema, findings: &mut Findings) -> Table {
    let mut found = Findings::new();
    schema.remove(&model.table.name);
    CreateTable { table: model.table.clone() }.apply(schema, &mut found);
    let table = schema.table(&model.table.name).cloned().unwrap_or_else(|| model.table.clone());
    if found.is_empty() {
        found.extend(model.fields.iter().filter_map(|field| unfit_reference(field, model, &table)));
    }
    findings.extend(found.into_iter().map(reword::for_model));
    table
}

/// What is wrong with the type in Rust of a field that has the type of the key it refers to.
fn unfit_reference(field: &Field, model: &Model, table: &Table) -> Option<Diagnostic> {
    let is_reference = model.table.column(&field.column)?.ty == ColumnType::References;
    let (rust, column) = (field.ty.as_ref()?, table.column(&field.column)?);
    if !is_reference || types::holds(rust, &column.ty) {
        return None;
    }
    let key = table.foreign_keys.iter().find(|key| key.columns == [field.column.clone()])?;
    let message = format!("`{}` is `{}`, and the key of `{}` is {}", field.name, field.rust, key.ref_table, column.ty);
    let finding = Diagnostic::error("foreign-key-type-mismatch", field.type_mark, message);
    Some(match super::rust_type(column) {
        Some(rust) => finding.help(format!("write `{rust}`")),
        None => finding,
    })
}

/// The schema with tables and columns renamed, as far as they can be.
fn renamed(base: &Schema, answers: &Answers) -> Schema {
    let mut schema = base.clone();
    let mut ignored = Findings::new();
    for (from, to) in answers.tables.iter().filter_map(|(from, to)| Some((from.clone(), to.clone()?))) {
        RenameTable { from, to }.apply(&mut schema, &mut ignored);
    }
    for ((table, from), to) in &answers.columns {
        let Some(to) = to.clone() else { continue };
        RenameColumn { table: table.clone(), from: from.clone(), to }.apply(&mut schema, &mut ignored);
    }
    schema
}

/// The table of a model with what it does not say, as it was before.
pub(super) fn kept(table: &Table, before: &Table, model: &Model) -> Table {
    let mut kept = table.clone();
    kept.options.clone_from(&before.options);
    keep_names(&mut kept.uniques, &before.uniques, model);
    keep_names(&mut kept.indexes, &before.indexes, model);
    keep_names(&mut kept.checks, &before.checks, model);
    keep_names(&mut kept.foreign_keys, &before.foreign_keys, model);
    for column in &mut kept.columns {
        let Some(before) = before.column(&column.name) else { continue };
        if let (Some(now), Some(then)) = (&column.default, &before.default)
            && is_same_value(now, then, column)
        {
            column.default.clone_from(&before.default);
        }
    }
    kept
}

/// Something on a table of which a model does not say everything.
trait Part: Clone + PartialEq {
    fn name(&self) -> &Ident;
    /// The same, with what a model cannot say, and with the name where it does not say that, as `before` has it.
    fn with_unsaid(&self, before: &Self, with_name: bool) -> Self;
}

macro_rules! part {
    ($($type:ident, $($unsaid:ident),*;)*) => {
        $(impl Part for $type {
            fn name(&self) -> &Ident {
                &self.name
            }

            fn with_unsaid(&self, before: &Self, with_name: bool) -> Self {
                let name = if with_name { before.name.clone() } else { self.name.clone() };
                $type { name, $($unsaid: before.$unsaid,)* ..self.clone() }
            }
        })*
    };
}

part! {
    Unique,;
    Index,;
    Check, not_valid;
    ForeignKey, not_valid, external;
}

/// Takes over what a model does not say from what was there, each from one thing at most.
fn keep_names<T: Part>(wanted: &mut [T], before: &[T], model: &Model) {
    // What has its own name is no candidate for another.
    let mut left: Vec<&T> = before.iter().collect();
    let (same, others): (Vec<&mut T>, Vec<&mut T>) =
        wanted.iter_mut().partition(|part| before.iter().any(|before| before.name() == part.name()));
    for part in same {
        let Some(at) = left.iter().position(|before| before.name() == part.name()) else { continue };
        let candidate = part.with_unsaid(left[at], false);
        if candidate == *left[at] {
            left.remove(at);
            *part = candidate;
        }
    }
    for part in others.into_iter().filter(|part| model.derives(part.name())) {
        if let Some(at) = left.iter().position(|before| part.with_unsaid(before, true) == **before) {
            *part = left.remove(at).clone();
        }
    }
}

/// Whether two defaults are one number, or one text of it.
fn is_same_value(now: &DefaultValue, then: &DefaultValue, column: &Column) -> bool {
    let is_number = matches!(column.ty, ColumnType::Decimal(..) | ColumnType::Float | ColumnType::Double);
    match (number(now), number(then)) {
        (Some(now), Some(then)) => is_number && now == then,
        _ => false,
    }
}

/// A number without the zeros that mean nothing.
fn number(value: &DefaultValue) -> Option<String> {
    let text = match value {
        DefaultValue::Int(number) => number.to_string(),
        DefaultValue::Number(text) | DefaultValue::Text(text) => text.clone(),
        _ => return None,
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let sign = if whole.is_empty() && fraction.is_empty() { "" } else { sign };
    Some(format!("{sign}{whole}.{fraction}"))
}
