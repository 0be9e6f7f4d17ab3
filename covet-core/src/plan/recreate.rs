//! Objects that stand in the way of a change, and are dropped before it and created again after it.
//!
//! PostgreSQL alters no column that a view or a trigger uses; SQLite renames no table into the place of one that a view
//! reads. MySQL lets them be: they work again once the change is made.

use super::transition::Transition;
use super::{Action, Condition, Step, object};
use crate::diagnostic::{Diagnostic, Mark};
use crate::ident::{Ident, TableName};
use crate::schema::{Object, ObjectId, ObjectKind, expression};
use crate::sql::lexer::{Kind, Token, tokens};

/// What drops objects, those that use others first, and what creates them again.
#[derive(Default)]
pub(super) struct Recreated {
    pub dropped: Vec<Step>,
    pub created: Vec<Step>,
}

impl Recreated {
    /// For objects in an order in which they can be created, and a view that is replaced between.
    pub fn new(t: &Transition<'_>, objects: &[&Object], replaced: Option<&Object>) -> Result<Self, Diagnostic> {
        let (mut dropped, mut created) = (Vec::new(), Vec::new());
        for object in objects {
            let Some(text) = object.created_by(t.dialect) else { continue };
            dropped.splice(0..0, object::drop(t, object)?);
            created.extend(object::create(t, object, text)?);
        }
        let is_view = |object: &&&Object| object.kind == ObjectKind::View && object.created_by(t.dialect).is_some();
        let views: Vec<&TableName> =
            objects.iter().chain(&replaced).filter(is_view).map(|object| &object.name).collect();
        if let Some([note, give_back]) = t.sql().keep_of_views(&views).filter(|_| !views.is_empty()) {
            let step = |sql| t.step(Action::Ddl(vec![sql]), Condition::Recorded, Condition::Recorded);
            dropped.insert(0, step(note));
            created.push(step(give_back));
        }
        Ok(Recreated { dropped, created })
    }

    /// Steps with this around them.
    ///
    /// One step where a transaction covers DDL: a migration whose steps commit one by one would else show others the time
    /// between, and what is kept of views is kept until the transaction ends.
    pub fn with(self, t: &Transition<'_>, steps: Vec<Step>) -> Vec<Step> {
        if self.dropped.is_empty() && self.created.is_empty() {
            return steps;
        }
        let conditions =
            steps.first().zip(steps.last()).map(|(first, last)| (first.before.clone(), last.after.clone()));
        let all = [self.dropped, steps, self.created].concat();
        if !t.capabilities().transactional_ddl {
            return all;
        }
        let told = conditions.filter(|(before, after)| before != after);
        let (before, after) = told.unwrap_or((Condition::Recorded, Condition::Recorded));
        let statements = all.into_iter().flat_map(Step::into_statements).collect();
        vec![t.step(Action::Ddl(statements), before, after)]
    }

    /// For the objects that keep a column of a table from being altered.
    pub fn around_column(t: &Transition<'_>, table: &TableName, column: &Ident) -> Result<Self, Diagnostic> {
        if t.capabilities().objects_stay {
            return Ok(Recreated::default());
        }
        let bound = t.before.users_of(table).filter(|object| is_bound_to_column(t, object, column));
        Recreated::new(t, &bound_to(t, bound.map(Object::id).collect(), column.mark())?, None)
    }

    /// For the objects that keep another from being replaced.
    pub fn around_object(t: &Transition<'_>, old: &Object, mark: Mark) -> Result<Self, Diagnostic> {
        let users = match t.capabilities().objects_stay || old.kind.stands_on_table() {
            true => Vec::new(),
            false => t.before.users_of(&old.name).filter(|user| is_bound_to(t, user, &old.name)).collect(),
        };
        let users = bound_to(t, users.into_iter().map(Object::id).collect(), mark)?;
        Recreated::new(t, &users, Some(old))
    }

    /// For the views and triggers that use a table which is made anew; gives them as well.
    pub fn over_table<'a>(t: &'a Transition<'_>, table: &TableName) -> Result<(Vec<&'a Object>, Self), Diagnostic> {
        let is_affected = |object: &&Object| {
            matches!(object.kind, ObjectKind::View | ObjectKind::Trigger) && object.created_by(t.dialect).is_some()
        };
        let users = t.before.users_of(table).map(Object::id).collect();
        let objects: Vec<&Object> = t.before.in_order(users, |_, _| true).into_iter().filter(is_affected).collect();
        let recreated = Recreated::new(t, &objects, None)?;
        Ok((objects, recreated))
    }
}

/// These objects and all that the database binds to them, in an order in which they can be created.
fn bound_to<'a>(t: &'a Transition<'_>, of: Vec<ObjectId>, mark: Mark) -> Result<Vec<&'a Object>, Diagnostic> {
    let objects = t.before.in_order(of, |user, name| is_bound_to(t, user, name));
    let lost = |object: &&&Object| object.created_by(t.dialect).is_some() && what_is_lost(object.kind).is_some();
    match objects.iter().find(lost) {
        Some(object) => {
            let lost = what_is_lost(object.kind).unwrap_or_default();
            let why = format!("{} is in its way, and would lose {lost} if it were made anew", object.id());
            let remedy = "drop that before with `drop_object`, and create it again after";
            Err(t.cannot("still-used", mark, &why, remedy))
        }
        None => Ok(objects),
    }
}

/// What dropping and creating loses of an object, where that is more than a person expects of a change beside it.
fn what_is_lost(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::Function | ObjectKind::Procedure => Some("its privileges"),
        kind if kind.has_state() => Some("what it holds"),
        _ => None,
    }
}

/// Whether the database notes that an object uses a column, and keeps that from changing.
fn is_bound_to_column(t: &Transition<'_>, object: &Object, column: &Ident) -> bool {
    let Some(text) = object.created_by(t.dialect) else { return false };
    match object.kind {
        ObjectKind::Function | ObjectKind::Procedure => {
            has_bound_body(t, text) && expression::names_column(text, column)
        }
        // Altered with its columns.
        ObjectKind::Exclusion => false,
        _ => expression::names_column(text, column),
    }
}

/// Whether the database notes that an object uses another: not where the body of a routine is a string.
fn is_bound_to(t: &Transition<'_>, user: &Object, used: &TableName) -> bool {
    let Some(text) = user.created_by(t.dialect) else { return false };
    let names = |token: Token<'_>| token.kind != Kind::Mark && expression::uses(token.text, &used.name);
    match user.kind {
        ObjectKind::Function | ObjectKind::Procedure => {
            has_bound_body(t, text)
                || tokens(text, t.dialect).filter(|token| !token.text.starts_with(['\'', '$'])).any(names)
        }
        _ => true,
    }
}

/// Whether a routine has a body as the standard has it, which is no string: `BEGIN ATOMIC ..`, `RETURN ..`.
fn has_bound_body(t: &Transition<'_>, text: &str) -> bool {
    tokens(text, t.dialect).any(|token| token.is_word("ATOMIC") || token.is_word("RETURN"))
}
