//! What differs between a model and what the migrations make, each at the field that it is about.

use std::fmt::Display;

use super::wanted::{hints, resolve};
use super::{Field, Model, reword, rust_type};
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::ident::{Ident, TableName, listed};
use crate::schema::{Check, Column, ForeignKey, Index, Schema, Table, Unique};

/// The code of a finding that a migration is missing.
const CODE: &str = "model-differs";

/// What differs between a model and the schema that the migrations make.
///
/// `app` is the one whose migrations are to be made, where that is known.
pub fn differences(model: &Model, replayed: &Schema, app: Option<&str>) -> Findings {
    let mut findings = Findings::new();
    if !model.managed || replayed.is_incomplete() {
        return findings;
    }
    let difference = Difference { model, command: command(app) };
    let table = &model.table.name;
    let Some(before) = replayed.table(table) else {
        findings.push(difference.no_table(replayed));
        return findings;
    };
    let mut found = Findings::new();
    let wanted = resolve(&[model], replayed, &mut found);
    findings.extend(found.into_iter().map(|finding| difference.of_reference(finding)));
    let after = wanted.table(table).unwrap_or(&model.table);
    // A key that refers to nothing has been told of, and what else is wrong with it would follow from that.
    let is_resolved = !findings.has_errors() && hints(&[model], replayed) == Default::default();
    difference.columns(before, after, replayed, &mut findings);
    if is_resolved {
        difference.rest(before, after, &mut findings);
    }
    findings
}

fn command(app: Option<&str>) -> String {
    match app {
        Some(app) => format!("run `covet makemigrations {app}`"),
        None => "run `covet makemigrations`".to_owned(),
    }
}

struct Difference<'m> {
    model: &'m Model,
    command: String,
}

impl Difference<'_> {
    fn finding(&self, mark: Mark, message: String) -> Diagnostic {
        Diagnostic::error(CODE, mark.or(self.model.mark()), message).help(self.command.clone())
    }

    /// What another model may be about to make is said to be missing like a column.
    fn of_reference(&self, finding: Diagnostic) -> Diagnostic {
        if !reword::is_elsewhere(&finding) {
            return finding;
        }
        let help = format!("if it has a model, {}; {}", self.command, reword::ELSEWHERE);
        finding.help(help)
    }

    fn no_table(&self, replayed: &Schema) -> Diagnostic {
        let (name, table) = (&self.model.name, &self.model.table.name);
        if let Some(was) = self.model.was.as_ref().filter(|was| replayed.table(was).is_some()) {
            return self
                .finding(table.mark(), format!("no migration renames `{was}` to `{table}`, the table of `{name}`"));
        }
        let message = format!("no migration creates `{table}`, the table of `{name}`");
        let finding = self.finding(table.mark(), message);
        let tables: Vec<String> = replayed.tables().map(|table| table.name.to_string()).collect();
        match crate::diagnostic::near(&table.to_string(), tables.iter().map(String::as_str)) {
            Some(near) => {
                let help = format!("{}, or say `#[covet(table = {near:?})]` if that is it", self.command);
                finding.help(help)
            }
            None => finding,
        }
    }

    fn columns(&self, before: &Table, after: &Table, replayed: &Schema, findings: &mut Findings) {
        let hints = hints(&[self.model], replayed).columns;
        let was = |column: &Ident| {
            hints.iter().find(|(_, to)| to.as_ref() == Some(column)).map(|((_, from), _)| from.clone())
        };
        let table = &after.name;
        for column in &after.columns {
            match (before.column(&column.name), was(&column.name)) {
                (_, Some(was)) => {
                    let message = format!("no migration renames `{was}` of `{table}` to `{}`", column.name);
                    findings.push(self.finding(column.name.mark(), message));
                }
                (Some(before), None) => self.column(before, column, table, findings),
                (None, None) => {
                    let message = format!("no migration creates `{}` of `{table}`", column.name);
                    let finding = self.finding(column.name.mark(), message);
                    findings.push(self.perhaps_renamed(finding, column, before, after));
                }
            }
        }
        let is_gone = |column: &&Column| {
            let renamed = hints.keys().any(|(_, from)| *from == column.name);
            after.column(&column.name).is_none() && !renamed && !self.model.left_out.contains(&column.name)
        };
        for column in before.columns.iter().filter(is_gone) {
            let message =
                format!("`{table}` has a column `{}`, {column}, and `{}` no field", column.name, self.model.name);
            let field = rust_type(column).map(|rust| format!("`{}: {rust}`", column.name));
            let help = field.map_or_else(|| "add the field".to_owned(), |field| format!("add the field {field}"));
            findings
                .push(self.finding(self.model.mark(), message).help(format!("{help}, or {} to drop it", self.command)));
        }
    }

    /// The finding with the column that this one may have been, under another name.
    fn perhaps_renamed(&self, finding: Diagnostic, column: &Column, before: &Table, after: &Table) -> Diagnostic {
        let gone = before.columns.iter().filter(|gone| after.column(&gone.name).is_none());
        let alike: Vec<&Column> =
            gone.filter(|gone| Column { name: column.name.clone(), ..(*gone).clone() } == *column).collect();
        match alike[..] {
            [was] => {
                let help = format!(
                    "{}; if it was `{}`, say `was = \"{}\"` of the field first",
                    self.command, was.name, was.name
                );
                finding.help(help)
            }
            _ => finding,
        }
    }

    fn column(&self, before: &Column, after: &Column, table: &TableName, findings: &mut Findings) {
        let field = self.model.field(&after.name);
        let type_mark = field.map_or(after.mark, |field| field.type_mark);
        let name = &after.name;
        if before.ty != after.ty || before.unsigned != after.unsigned {
            let sign = |column: &Column| if column.unsigned { "unsigned " } else { "" };
            let (now, then) = (format!("{}{}", sign(after), after.ty), format!("{}{}", sign(before), before.ty));
            let message = format!("the migrations make `{name}` of `{table}` {then}, and its field is {now}");
            findings.push(self.finding(type_mark, message));
        }
        if before.nullable != after.nullable {
            findings.push(self.finding(type_mark, nullability(before, after, table, field)));
        }
        let same = |column: &Column| Column {
            ty: after.ty.clone(),
            nullable: after.nullable,
            unsigned: after.unsigned,
            name: after.name.clone(),
            ..column.clone()
        };
        if same(before) != *after {
            let mark = if after.default == before.default { name.mark() } else { after.default_mark.or(name.mark()) };
            let (then, now) = (said(before), said(after));
            let message = format!("the migrations make `{name}` of `{table}` with {then}, and its field has {now}");
            findings.push(self.finding(mark, message));
        }
    }

    /// What is not said of one column alone.
    fn rest(&self, before: &Table, after: &Table, findings: &mut Findings) {
        let table = &after.name;
        let columns = |table: &Table| table.primary_key.as_ref().map(|key| key.columns.clone());
        if columns(before) != columns(after) {
            let key = |table: &Table| columns(table).map_or("none".to_owned(), |columns| listed(&columns));
            let message =
                format!("the primary key of `{table}` is {} in the migrations, and {} here", key(before), key(after));
            findings.push(self.finding(self.model.mark(), message));
        }
        if before.comment != after.comment {
            let said =
                |table: &Table| table.comment.as_ref().map_or("none".to_owned(), |comment| format!("{comment:?}"));
            let message =
                format!("the comment of `{table}` is {} in the migrations, and {} here", said(before), said(after));
            findings.push(self.finding(self.model.mark(), message));
        }
        self.parts(table, &before.uniques, &after.uniques, findings);
        self.parts(table, &before.foreign_keys, &after.foreign_keys, findings);
        self.parts(table, &before.checks, &after.checks, findings);
        self.parts(table, &before.indexes, &after.indexes, findings);
    }

    fn parts<T: Part>(&self, table: &TableName, before: &[T], after: &[T], findings: &mut Findings) {
        for part in after.iter().filter(|part| !before.contains(part)) {
            let twin = before.iter().find(|before| before.name() == part.name());
            let what = part.to_string();
            let message = match twin {
                Some(twin) => format!(
                    "the {} `{}` of `{table}` is {} in the migrations, and {what} here",
                    T::KIND,
                    part.name(),
                    twin
                ),
                None => format!("no migration gives `{table}` the {} `{}`, {what}", T::KIND, part.name()),
            };
            findings.push(self.finding(part.name().mark(), message));
        }
        for part in before.iter().filter(|part| after.iter().all(|after| after.name() != part.name())) {
            let message = format!(
                "`{table}` has the {} `{}`, {}, and `{}` does not say so",
                T::KIND,
                part.name(),
                part,
                self.model.name
            );
            let help = format!("add `{}`, or {} to drop it", part.attribute(), self.command);
            findings.push(self.finding(self.mark_of(part.columns()), message).help(help));
        }
    }

    /// The field where something on columns belongs; the struct for something on several.
    fn mark_of(&self, columns: Vec<Ident>) -> Mark {
        match &columns[..] {
            [column] => self.model.field(column).map_or(self.model.mark(), |field| field.name.mark()),
            _ => self.model.mark(),
        }
    }
}

fn nullability(before: &Column, after: &Column, table: &TableName, field: Option<&Field>) -> String {
    let name = &after.name;
    let rust = field.map_or_else(String::new, |field| format!(" `{}`", field.rust));
    match before.nullable {
        true => format!("the migrations let `{name}` of `{table}` be NULL, and its field is{rust}, which cannot be"),
        false => {
            format!("the migrations do not let `{name}` of `{table}` be NULL, and its field is{rust}, which can be")
        }
    }
}

/// What is said of a column beside its type.
fn said(column: &Column) -> String {
    let parts = [
        column.default.as_ref().map(|default| format!("the default {default}")),
        column.collation.as_ref().map(|collation| format!("the collation `{collation}`")),
        column.generated.as_ref().map(|generated| {
            let how = if generated.stored { "stored" } else { "virtual" };
            format!("the value `{}`, {how}", generated.expression)
        }),
        column.comment.as_ref().map(|comment| format!("the comment {comment:?}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "no default".to_owned() } else { parts.join(" and ") }
}

/// Something on a table, as messages name it.
trait Part: PartialEq + Display {
    const KIND: &'static str;
    fn name(&self) -> &Ident;
    fn columns(&self) -> Vec<Ident>;
    /// How a model says it.
    fn attribute(&self) -> String;
}

fn names(columns: &[Ident]) -> String {
    columns.iter().map(Ident::as_str).collect::<Vec<_>>().join(", ")
}

impl Part for Unique {
    const KIND: &'static str = "unique constraint";
    fn name(&self) -> &Ident {
        &self.name
    }
    fn columns(&self) -> Vec<Ident> {
        self.columns.clone()
    }
    fn attribute(&self) -> String {
        match &self.columns[..] {
            [_] => "#[covet(unique)]".to_owned(),
            columns => format!("#[covet(unique({}))]", names(columns)),
        }
    }
}

impl Part for Index {
    const KIND: &'static str = "index";
    fn name(&self) -> &Ident {
        &self.name
    }
    fn columns(&self) -> Vec<Ident> {
        self.parts.iter().filter_map(|part| part.as_column().cloned()).collect()
    }
    fn attribute(&self) -> String {
        match &Part::columns(self)[..] {
            [column] if *self == Index::on(self.name.clone(), [column.clone()]) => "#[covet(index)]".to_owned(),
            columns if *self == Index::on(self.name.clone(), columns.iter().cloned()) => {
                format!("#[covet(index({}))]", names(columns))
            }
            _ => "#[covet(index(..))]".to_owned(),
        }
    }
}

impl Part for Check {
    const KIND: &'static str = "check";
    fn name(&self) -> &Ident {
        &self.name
    }
    fn columns(&self) -> Vec<Ident> {
        Vec::new()
    }
    fn attribute(&self) -> String {
        format!("#[covet(check({:?}))]", self.expression)
    }
}

impl Part for ForeignKey {
    const KIND: &'static str = "foreign key";
    fn name(&self) -> &Ident {
        &self.name
    }
    fn columns(&self) -> Vec<Ident> {
        self.columns.clone()
    }
    fn attribute(&self) -> String {
        match &self.columns[..] {
            [_] => format!("#[covet(references = \"{}\")]", self.ref_table),
            columns => format!("#[covet(foreign_key({}, references = \"{}\"))]", names(columns), self.ref_table),
        }
    }
}
