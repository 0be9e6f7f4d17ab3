//! What `makemigrations` says it has done, or would do.

use covet_core::engine::{Plan, Planned};
use serde_json::{Value, json};

use super::ask;
use super::models::Models;
use crate::context::Context;
use crate::new_migration::NewMigration;
use crate::terminal::{BAD, BOLD, OPEN, styled};

/// What was written, or what would be.
pub(super) fn made(plan: &Plan, new: &[NewMigration], is_written: bool, models: &Models, context: &Context) {
    let terminal = context.terminal;
    if terminal.json {
        return terminal.json(&json!({ "migrations": as_json(plan, new, context), "written": is_written }));
    }
    if plan.migrations.is_empty() {
        let count = match models.count {
            1 => "the model says".to_owned(),
            count => format!("{count} models say"),
        };
        return terminal.result(format_args!("nothing to do: the migrations make what {count}"));
    }
    for (planned, new) in plan.migrations.iter().zip(new) {
        let file = shown(&new.file(), context);
        if is_written {
            terminal.result(format_args!("wrote {}\n{}", styled(BOLD, &file), lines(planned)));
        } else {
            let order_file = shown(&new.order_file(), context);
            terminal.note(format_args!("would write {file}, and `{}` in {order_file}:", new.name));
            terminal.result(&new.text);
        }
    }
}

/// What is missing.
pub(super) fn check(plan: &Plan, new: &[NewMigration], context: &Context) {
    let terminal = context.terminal;
    if terminal.json {
        let questions: Vec<String> = ask::without_moot(&plan.questions).into_iter().map(ask::said).collect();
        return terminal
            .json(&json!({ "migrations": as_json(plan, new, context), "questions": questions, "written": false }));
    }
    if plan.migrations.is_empty() && plan.questions.is_empty() {
        return terminal.result("nothing is missing: the migrations make what the models say");
    }
    match plan.migrations.len() {
        1 => terminal.result("a migration is missing; `covet makemigrations` writes it:"),
        more => terminal.result(format_args!("{more} migrations are missing; `covet makemigrations` writes them:")),
    }
    for planned in &plan.migrations {
        terminal.result(format_args!("{}\n{}", styled(BOLD, &planned.id), lines(planned)));
    }
    for question in ask::without_moot(&plan.questions) {
        terminal.note(format_args!("to be answered first: {}", ask::said(question)));
    }
}

/// The operations of a migration, and what becomes of rows, a line each.
fn lines(planned: &Planned) -> String {
    let operations = planned.operations.iter().map(|operation| format!("  {operation}"));
    let remarks = planned.remarks.iter().map(|remark| {
        let style = if remark.is_destructive() { BAD } else { OPEN };
        format!("  {} {remark}", styled(style, "careful:"))
    });
    operations.chain(remarks).collect::<Vec<_>>().join("\n")
}

fn as_json(plan: &Plan, new: &[NewMigration], context: &Context) -> Vec<Value> {
    let one = |(planned, new): (&Planned, &NewMigration)| {
        let texts = |texts: Vec<String>| json!(texts);
        json!({
            "migration": planned.id.to_string(),
            "file": shown(&new.file(), context),
            "order_file": shown(&new.order_file(), context),
            "needs": texts(planned.needs.iter().map(ToString::to_string).collect()),
            "operations": texts(planned.operations.iter().map(ToString::to_string).collect()),
            "remarks": texts(planned.remarks.iter().map(ToString::to_string).collect()),
            "destructive": planned.remarks.iter().any(|remark| remark.is_destructive()),
            "text": new.text,
        })
    };
    plan.migrations.iter().zip(new).map(one).collect()
}

fn shown(path: &std::path::Path, context: &Context) -> String {
    context.settings.project.shown(path).display().to_string()
}
