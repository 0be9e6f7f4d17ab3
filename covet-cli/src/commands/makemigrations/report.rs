//! What `makemigrations` says it has done, or would do.

use covet_core::engine::{Plan, Planned};
use serde_json::{Value, json};

use super::ask;
use super::models::Models;
use crate::context::Context;
use crate::new_migration::NewMigration;
use crate::terminal::{BAD, BOLD, OPEN, styled};

/// Where there are migrations, and no struct derives `covet::Model` any more.
const NO_MODELS: &str = "nothing to compare with: there are migrations, and no models";

/// What was written, or what would be.
pub(super) fn made(plan: &Plan, new: &[NewMigration], is_written: bool, models: &Models, context: &Context) {
    let terminal = context.terminal;
    if terminal.json {
        return terminal.json(&json!({ "migrations": as_json(plan, new, context), "written": is_written }));
    }
    if plan.migrations.is_empty() {
        let count = match models.count {
            0 => return terminal.result(NO_MODELS),
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
pub(super) fn check(plan: &Plan, new: &[NewMigration], models: &Models, context: &Context) {
    let terminal = context.terminal;
    if terminal.json {
        let questions: Vec<Value> = ask::without_moot(&plan.questions).into_iter().map(ask::as_json).collect();
        // What the answers decide is not known yet.
        let migrations = if questions.is_empty() { as_json(plan, new, context) } else { Vec::new() };
        return terminal.json(&json!({ "migrations": migrations, "questions": questions, "written": false }));
    }
    if !plan.questions.is_empty() {
        terminal.result("migrations are missing, and what they are depends on the answer to:");
        for question in ask::without_moot(&plan.questions) {
            let flags = ask::flags(question).join("` or `");
            terminal.result(format_args!("  {}\n    `{flags}`", ask::said(question)));
        }
        return;
    }
    if models.count == 0 {
        return terminal.result(NO_MODELS);
    }
    if plan.migrations.is_empty() {
        return terminal.result("nothing is missing: the migrations make what the models say");
    }
    match plan.migrations.len() {
        1 => terminal.result("a migration is missing; `covet makemigrations` writes it:"),
        more => terminal.result(format_args!("{more} migrations are missing; `covet makemigrations` writes them:")),
    }
    for planned in &plan.migrations {
        terminal.result(format_args!("{}\n{}", styled(BOLD, &planned.id), lines(planned)));
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
