//! Objects: the SQL that is written for them, and the SQL that drops them.

use super::limits::{self, Fault};
use super::recreate::Recreated;
use super::transition::Transition;
use super::{Action, Condition, Step, run_sql};
use crate::diagnostic::{Diagnostic, Mark};
use crate::operation::{DropObject, ReplaceObject};
use crate::schema::{Object, ObjectKind, expression};
use crate::sql::Statement;

/// Creates an object; no step where this database does without it.
pub(super) fn created(t: &Transition<'_>, object: &Object) -> Result<Vec<Step>, Diagnostic> {
    let Some(text) = judged(t, object)? else { return Ok(Vec::new()) };
    create(t, object, text)
}

/// Drops an object; no step where this database does without it.
pub(super) fn dropped(t: &Transition<'_>, drop: &DropObject) -> Result<Vec<Step>, Diagnostic> {
    let Some(object) = drop.resolved(t.before) else { return Err(t.before.unknown_object(&drop.id)) };
    self::drop(t, object)
}

/// Gives an object another text.
pub(super) fn replaced(t: &Transition<'_>, replace: &ReplaceObject) -> Result<Vec<Step>, Diagnostic> {
    let Some((old, new)) = replace.resolved(t.before) else { return Err(t.before.unknown_object(&replace.id())) };
    let text = judged(t, &new)?;
    let (Some(before), Some(text)) = (old.created_by(t.dialect), text) else {
        return match text {
            Some(text) => create(t, &new, text),
            None => self::drop(t, old),
        };
    };
    if before == text {
        return Ok(Vec::new());
    }
    if is_replaced_in_place(t, &new, text) {
        let statements = run_sql::checked(t, text, new.create.mark)?;
        return Ok(steps(t, &statements, None));
    }
    let around = Recreated::around_object(t, old, new.name.mark())?;
    Ok(around.with(t, [self::drop(t, old)?, create(t, &new, text)?].concat()))
}

/// Whether a text replaces what there is by itself, whatever that is.
fn is_replaced_in_place(t: &Transition<'_>, new: &Object, text: &str) -> bool {
    let is_view = new.kind == ObjectKind::View;
    creating(t, text).is_some_and(|words| words.or_replace) && (!is_view || t.capabilities().replaces_any_view)
}

/// The steps that drop an object; none where this database does without it.
pub(super) fn drop(t: &Transition<'_>, object: &Object) -> Result<Vec<Step>, Diagnostic> {
    if object.created_by(t.dialect).is_none() {
        return Ok(Vec::new());
    }
    let derived = t.sql().drop_object(&object.id());
    let Some(text) = object.drop.of(t.dialect).or(derived.as_deref()) else { return Err(no_drop(t, object)) };
    let statements = run_sql::checked(t, text, object.drop.mark.or(object.name.mark()))?;
    let last = statements.len().saturating_sub(1);
    Ok(steps(t, &statements, conditions(object).map(|(there, absent)| (last, there, absent))))
}

/// The steps that create an object by its text.
pub(super) fn create(t: &Transition<'_>, object: &Object, text: &str) -> Result<Vec<Step>, Diagnostic> {
    let statements = run_sql::checked(t, text, object.create.mark)?;
    let creating = statements.iter().position(|statement| creating(t, statement.text).is_some()).unwrap_or_default();
    Ok(steps(t, &statements, conditions(object).map(|(there, absent)| (creating, absent, there))))
}

/// That it is there, and that it is not; nothing where a database cannot be asked.
fn conditions(object: &Object) -> Option<(Condition, Condition)> {
    let id = || object.id();
    (object.kind != ObjectKind::Other).then(|| (Condition::Object(id()), Condition::NoObject(id())))
}

/// Statements as steps: together where a transaction covers them, one by one elsewhere. The one at a place is asked for
/// what holds before it and after it.
fn steps(t: &Transition<'_>, statements: &[Statement<'_>], asked: Option<(usize, Condition, Condition)>) -> Vec<Step> {
    let together = t.capabilities().transactional_ddl;
    let chunks: Vec<&[Statement<'_>]> = match together {
        _ if statements.is_empty() => Vec::new(),
        true => vec![statements],
        false => statements.chunks(1).collect(),
    };
    let step = |(at, chunk): (usize, &[Statement<'_>])| {
        let texts = chunk.iter().map(|statement| statement.text.to_owned()).collect();
        let (before, after) = match &asked {
            Some((place, before, after)) if together || *place == at => (before.clone(), after.clone()),
            _ => (Condition::Recorded, Condition::Recorded),
        };
        t.step(Action::Ddl(texts), before, after)
    };
    chunks.into_iter().enumerate().map(step).collect()
}

/// The text that makes an object here, where nothing is wrong with it; nothing where this database does without.
fn judged<'a>(t: &Transition<'_>, object: &'a Object) -> Result<Option<&'a str>, Diagnostic> {
    let (dialect, mark) = (t.dialect, object.create.mark.or(object.name.mark()));
    if object.create.of(dialect).is_none() {
        let remedy = format!("add `.{dialect}(\"..\")`, with \"\" where it does without");
        return Err(t.cannot("no-sql-for", mark, "no text is for it", &remedy));
    }
    let Some(text) = object.created_by(dialect) else { return Ok(None) };
    if !knows(t, object.kind) {
        let why = format!("it has no {}", plural(object.kind));
        let remedy = format!("add `.{dialect}(\"\")`, with which it does without");
        return Err(t.cannot("no-objects-of-kind", mark, &why, &remedy));
    }
    let names = [Some(&object.name), object.on.as_ref()];
    let fault = names.into_iter().flatten().flat_map(|name| limits::of_table_name(name, dialect)).next();
    if let Some(Fault { code, mark, why, remedy }) = fault {
        return Err(t.cannot(code, mark, &why, &remedy));
    }
    if object.kind == ObjectKind::Trigger && !t.capabilities().trigger_names_per_table {
        let namesake = |other: &&Object| other.on != object.on && other.created_by(dialect).is_some();
        if let Some(Some(table)) =
            t.after.objects_named(object.kind, &object.name).find(namesake).map(|other| &other.on)
        {
            let why = format!("a trigger of `{table}` is named so already");
            return Err(t.cannot("name-taken", object.name.mark(), &why, "give each a name of its own"));
        }
    }
    judge_text(t, object, text, mark)?;
    let has_drop = object.drop.of(dialect).is_some() || t.sql().drop_object(&object.id()).is_some();
    if !has_drop { Err(no_drop(t, object)) } else { Ok(Some(text)) }
}

/// Judges whether a text makes one object, of that name.
fn judge_text(t: &Transition<'_>, object: &Object, text: &str, mark: Mark) -> Result<(), Diagnostic> {
    let statements = run_sql::checked(t, text, mark)?;
    if object.kind == ObjectKind::Other {
        return Ok(());
    }
    let created: Vec<Creating> = statements.iter().filter_map(|statement| creating(t, statement.text)).collect();
    let is_constraint = object.kind == ObjectKind::Exclusion;
    match &created[..] {
        [] if is_constraint => {}
        [] => {
            let why = format!("no statement of its text creates a {}", object.kind);
            return Err(t.cannot("bad-object", mark, &why, "write the whole statement, from CREATE on"));
        }
        [words] if words.or_replace && !t.capabilities().or_replace => {
            let why = "it has no CREATE OR REPLACE";
            return Err(t.cannot("no-or-replace", mark, why, "write CREATE: what is there is dropped before"));
        }
        [_] => {}
        [..] => {
            let why = "its text creates several objects";
            return Err(t.cannot("bad-object", mark, why, "give each a `create_object` of its own"));
        }
    }
    if !expression::uses(text, &object.name.name) {
        let why = format!("its text does not name `{}`", object.name.name);
        return Err(t.cannot("bad-object", mark, &why, "let both say the same name"));
    }
    Ok(())
}

fn no_drop(t: &Transition<'_>, object: &Object) -> Diagnostic {
    t.cannot("no-drop", object.name.mark(), "nothing says how it is dropped", "add `.drop(\"..\")` where it is made")
}

/// How a statement that creates something begins.
struct Creating {
    or_replace: bool,
}

/// Whether a statement creates something.
fn creating(t: &Transition<'_>, statement: &str) -> Option<Creating> {
    use crate::sql::lexer::{Kind, tokens};
    let mut words = tokens(statement, t.dialect).filter(|token| token.kind == Kind::Word);
    words.next().filter(|token| token.is_word("CREATE"))?;
    let or_replace = words.next().is_some_and(|token| token.is_word("OR"));
    Some(Creating { or_replace })
}

/// Whether the database has objects of that kind.
fn knows(t: &Transition<'_>, kind: ObjectKind) -> bool {
    let has = &t.capabilities().objects;
    match kind {
        ObjectKind::View | ObjectKind::Trigger | ObjectKind::Other => true,
        ObjectKind::MaterializedView => has.materialized_views,
        ObjectKind::Function | ObjectKind::Procedure => has.routines,
        ObjectKind::Extension => has.extensions,
        ObjectKind::Sequence => has.sequences.anywhere(),
        ObjectKind::Policy => has.policies,
        ObjectKind::Exclusion => has.exclusions,
        ObjectKind::Type | ObjectKind::Domain => has.types,
    }
}

fn plural(kind: ObjectKind) -> String {
    match kind {
        ObjectKind::Policy => "policies".into(),
        kind => format!("{kind}s"),
    }
}
