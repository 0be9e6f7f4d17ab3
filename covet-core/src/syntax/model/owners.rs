//! Which app each table belongs to, and to which each model.

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use crate::diagnostic::{Diagnostic, near};
use crate::ident::TableName;
use crate::operation::Operation;
use crate::syntax::Loaded;

/// Whose a table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The app whose migrations made it.
    pub app: String,
    /// It was made by SQL that says so with `.state(..)`: there is more to it than an operation can say.
    pub by_sql: bool,
}

/// The apps of a directory, and the tables of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// The tables that there are, by name; a table of another directory's migrations is none's.
    pub tables: BTreeMap<TableName, Owner>,
    /// The names of the apps, sorted.
    pub apps: Vec<String>,
    /// Tables that stay though no model has them, as `covet.toml` names them.
    pub keep: BTreeSet<TableName>,
}

impl Owners {
    /// Those of a directory that was loaded.
    pub fn of(loaded: &Loaded) -> Self {
        let mut owners = Owners::default();
        owners.apps.extend(loaded.apps.iter().map(|app| app.name.clone()));
        owners.keep.extend(loaded.models.keep.iter().cloned());
        for loaded in &loaded.migrations {
            let migration = &loaded.migration;
            for operation in migration.up.operations() {
                owners.follow(operation, &migration.id.app, false);
            }
        }
        owners
    }

    fn follow(&mut self, operation: &Operation, app: &str, by_sql: bool) {
        match operation {
            Operation::CreateTable(create) => {
                self.tables.insert(create.table.name.clone(), Owner { app: app.to_owned(), by_sql });
            }
            Operation::DropTable(drop) => _ = self.tables.remove(&drop.table),
            Operation::RenameTable(rename) => {
                if let Some(owner) = self.tables.remove(&rename.from) {
                    self.tables.insert(rename.to.clone(), owner);
                }
            }
            Operation::RunSql(run) => run.state.iter().for_each(|operation| self.follow(operation, app, true)),
            _ => {}
        }
    }

    /// The app of a model: the one that it names; or whose migrations made its table; or whose name one of the modules around
    /// the struct has, or its crate; or the only one there is.
    ///
    /// # Errors
    /// Where none of these tells, and where an app that is named is nearly one that there is.
    pub fn app_of(&self, model: &Model) -> Result<String, Diagnostic> {
        if let Some(app) = &model.app {
            return self.named(app).map_or(Ok(app.as_str().to_owned()), Err);
        }
        let former = model.was.as_ref().and_then(|was| self.tables.get(was));
        if let Some(owner) = self.tables.get(&model.table.name).or(former) {
            return Ok(owner.app.clone());
        }
        let is_app = |name: &&String| self.apps.contains(name);
        match (model.module.iter().rev().find(is_app), &self.apps[..]) {
            (Some(app), _) | (None, [app]) => Ok(app.clone()),
            (None, apps) => {
                let message = format!("the app of `{}` is not known", model.name);
                let finding = Diagnostic::error("unknown-app", model.mark(), message);
                Err(finding.help(match apps {
                    [] => "name it: `#[covet(app = \"..\")]`".to_owned(),
                    apps => format!("say `#[covet(app = \"..\")]` with one of `{}`", apps.join("`, `")),
                }))
            }
        }
    }

    /// What is wrong with the name of an app; one that is new may be about to be made.
    fn named(&self, app: &crate::ident::Ident) -> Option<Diagnostic> {
        if self.apps.iter().any(|known| known == app.as_str()) {
            return None;
        }
        let meant = near(app, self.apps.iter().map(String::as_str))?;
        let finding = Diagnostic::error("unknown-app", app.mark(), format!("there is no app `{app}`"));
        Some(finding.help(format!("did you mean `{meant}`?")))
    }
}
