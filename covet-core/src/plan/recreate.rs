//! Objects that stand in the way of a change, and are dropped before it and created again after it.
//!
//! PostgreSQL alters no column that a view or a trigger uses; SQLite renames no table into the place of one that a view
//! reads. MySQL lets them be: they work again once the change is made.

use super::transition::Transition;
use super::{Step, object};
use crate::diagnostic::{Diagnostic, Mark};
use crate::ident::{Ident, TableName};
use crate::schema::{Object, ObjectKind};
use crate::sql::lexer::tokens;

/// What drops objects, those that use others first, and what creates them again.
#[derive(Default)]
pub(super) struct Recreated {
    pub dropped: Vec<Step>,
    pub created: Vec<Step>,
}

impl Recreated {
    /// For objects in an order in which they can be created.
    pub fn new(t: &Transition<'_>, objects: &[&Object]) -> Result<Self, Diagnostic> {
        let (mut dropped, mut created) = (Vec::new(), Vec::new());
        for object in objects {
            let Some(text) = object.created_by(t.dialect) else { continue };
            dropped.splice(0..0, object::drop(t, object)?);
            created.extend(object::create(t, object, text)?);
        }
        Ok(Recreated { dropped, created })
    }

    /// For the objects that keep a column of a table from being altered.
    pub fn around_column(t: &Transition<'_>, table: &TableName, column: &Ident) -> Result<Self, Diagnostic> {
        if t.capabilities().objects_stay {
            return Ok(Recreated::default());
        }
        let binding = t.before.users_of(table).filter(|object| binds(t, object, column)).map(Object::id).collect();
        let objects = t.before.in_order(binding);
        match objects.iter().find(|object| object.kind.has_state() && object.created_by(t.dialect).is_some()) {
            Some(object) => Err(without_state(t, object, column.mark())),
            None => Recreated::new(t, &objects),
        }
    }

    /// The objects that are dropped and created again with a table that is made anew.
    pub fn over_table<'a>(t: &'a Transition<'_>, table: &TableName) -> Vec<&'a Object> {
        let is_affected = |object: &&Object| {
            matches!(object.kind, ObjectKind::View | ObjectKind::Trigger) && object.created_by(t.dialect).is_some()
        };
        t.before.objects_over(table).into_iter().filter(is_affected).collect()
    }
}

/// The finding that an object stands in the way that cannot be dropped and created again without a loss.
pub(super) fn without_state(t: &Transition<'_>, object: &Object, mark: Mark) -> Diagnostic {
    let why = format!("{} is in its way, and would lose what it holds if it were made anew", object.id());
    let remedy = "drop that before with `drop_object`, and create it again after";
    t.cannot("still-used", mark, &why, remedy)
}

/// Whether PostgreSQL notes that an object uses a column, and keeps that from changing: not where its body is a string.
fn binds(t: &Transition<'_>, object: &Object, column: &Ident) -> bool {
    let binds = match object.kind {
        ObjectKind::Function | ObjectKind::Procedure => object
            .created_by(t.dialect)
            .is_some_and(|text| tokens(text, t.dialect).any(|token| is_standard_body(token.text))),
        // Altered with their columns.
        ObjectKind::Exclusion => false,
        _ => true,
    };
    binds && object.names_column(column)
}

/// Whether a word begins the body of a routine as the standard has it: `BEGIN ATOMIC ..`, `RETURN ..`.
fn is_standard_body(word: &str) -> bool {
    word.eq_ignore_ascii_case("ATOMIC") || word.eq_ignore_ascii_case("RETURN")
}
