//! Migrations as people name them: `auth 0002`, `auth/0002_roles`, `@v1.2`.

use covet_core::diagnostic::near;
use covet_runtime::Migrations;

use crate::exit::{Failure, Outcome};

/// The whole name of a migration of an app, of which the beginning is enough where it is that of one alone.
///
/// # Errors
/// When there is none, or there are several.
pub(crate) fn migration(migrations: Migrations, app: &str, name: &str) -> Outcome<&'static str> {
    one_of(&of_app(migrations, app)?, app, name)
}

/// The same, of these names.
///
/// # Errors
/// As [`migration`].
pub(crate) fn one_of<'a>(names: &[&'a str], app: &str, name: &str) -> Outcome<&'a str> {
    if let Some(whole) = names.iter().find(|known| **known == name) {
        return Ok(whole);
    }
    let meant: Vec<&str> = names.iter().copied().filter(|known| known.starts_with(name)).collect();
    match meant[..] {
        [one] => Ok(one),
        [] => {
            let failure = Failure::usage(format!("app `{app}` has no migration `{name}`"));
            Err(match near(name, names.iter().copied()) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help(format!("`showmigrations {app}` shows what there is")),
            })
        }
        [..] => Err(Failure::usage(format!(
            "`{name}` is the beginning of several migrations of `{app}`: {}",
            quoted(&meant)
        ))),
    }
}

/// The names of the migrations of an app, in order.
///
/// # Errors
/// When there is no such app.
pub(crate) fn of_app(migrations: Migrations, app: &str) -> Outcome<Vec<&'static str>> {
    let names: Vec<&str> = migrations.embedded().iter().filter(|one| one.app == app).map(|one| one.name).collect();
    match names.is_empty() {
        false => Ok(names),
        true => Err(unknown_app(app, &apps(migrations))),
    }
}

/// The names of the apps, in order.
pub(crate) fn apps(migrations: Migrations) -> Vec<&'static str> {
    let mut apps: Vec<&str> = migrations.embedded().iter().map(|one| one.app).collect();
    apps.sort_unstable();
    apps.dedup();
    apps
}

/// The failure that there is no such app.
pub(crate) fn unknown_app(app: &str, known: &[&str]) -> Failure {
    let failure = Failure::usage(format!("there is no app `{app}`"));
    match (near(app, known.iter().copied()), known) {
        (Some(near), _) => failure.help(format!("did you mean `{near}`?")),
        (None, []) => failure.help("there are no migrations yet"),
        (None, _) => failure.help(format!("there are {}", quoted(known))),
    }
}

/// The target that is meant by an app and a migration of it, or by `--to`; nothing where none is given.
///
/// # Errors
/// When there is no such app or migration, or both ways are used at once.
pub(crate) fn of_arguments(
    migrations: Migrations,
    app: Option<&str>,
    name: Option<&str>,
    to: Option<&str>,
) -> Outcome<Option<String>> {
    match (app, name, to) {
        (Some(_), _, Some(_)) => Err(Failure::usage("an app and `--to` are two targets").help("give one of them")),
        (None, _, to) => to.map(|to| of_text(migrations, to)).transpose(),
        // As error messages and reports write it.
        (Some(text), None, None) if text.starts_with('@') || text.contains('/') => of_text(migrations, text).map(Some),
        (Some(app), None, None) => {
            let last = of_app(migrations, app)?.last().copied().unwrap_or_default();
            Ok(Some(format!("{app}/{last}")))
        }
        (Some(app), Some(name), None) => Ok(Some(format!("{app}/{}", migration(migrations, app, name)?))),
    }
}

/// A target as `--to` takes it: a release, or a migration with its app, which can be left out where there is but one.
///
/// # Errors
/// When there is no such migration.
pub(crate) fn of_text(migrations: Migrations, text: &str) -> Outcome<String> {
    match (text.split_once('/'), &apps(migrations)[..]) {
        _ if text.starts_with('@') => release(migrations, text),
        (Some((app, "zero")), _) if of_app(migrations, app).is_ok() => Ok(text.to_owned()),
        (Some((app, name)), _) => Ok(format!("{app}/{}", migration(migrations, app, name)?)),
        (None, [app]) => Ok(format!("{app}/{}", migration(migrations, app, text)?)),
        (None, _) => Err(Failure::usage(format!("`{text}` names no migration: write `app/name`, or `@release`"))),
    }
}

/// A release that an order file marks, as `@v1.2`.
fn release(migrations: Migrations, text: &str) -> Outcome<String> {
    let known: Vec<String> =
        migrations.apps().iter().flat_map(|app| app.releases).map(|(name, _)| format!("@{name}")).collect();
    if known.iter().any(|known| known == text) {
        return Ok(text.to_owned());
    }
    let failure = Failure::usage(format!("there is no release `{text}`"));
    Err(match near(text, known.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("a line `@name` of order.txt marks one"),
    })
}

/// Names as messages list them.
pub(crate) fn quoted(names: &[&str]) -> String {
    format!("`{}`", names.join("`, `"))
}
