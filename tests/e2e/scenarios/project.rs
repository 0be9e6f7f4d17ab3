//! A project with models and migrations, as the command sees it.

use std::collections::BTreeMap;
use std::fs;

use covet::Migrations;
use covet_core::diff::Answers;
use covet_core::engine::{MigrationEngine, Plan, Wanted};
use covet_core::syntax::model::{Model, Owners, Places, read, wanted};
use covet_core::syntax::writer::appended;
use covet_core::syntax::{Loaded, ORDER_FILE, Request, load};
use covet_core::{Diagnostic, Mark, Schema};
use tempfile::TempDir;

use crate::client::Client;
use crate::support::Database;

/// The app of models that name none.
const APP: &str = "shop";

pub struct Project<'d> {
    directory: TempDir,
    database: &'d Database,
    /// The names of the migrations of each app, in order.
    orders: BTreeMap<String, Vec<String>>,
}

impl<'d> Project<'d> {
    pub fn new(database: &'d Database) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let project = Project { directory, database, orders: BTreeMap::new() };
        fs::create_dir(project.directory.path().join(APP)).expect("made");
        fs::write(project.directory.path().join(APP).join(ORDER_FILE), "").expect("written");
        project
    }

    /// What a build makes of the migrations.
    fn load(&self) -> Loaded {
        let directory = self.directory.path().to_owned();
        let manifest_directory = directory.clone();
        let targets = Some(vec![self.database.dialect]);
        load(&Request { directory, default_app: APP.to_owned(), manifest_directory, targets })
    }

    /// What the migrations make.
    pub fn schema(&self) -> Schema {
        self.load().history().schema().clone()
    }

    /// A migration that is there before there are models.
    pub fn write_given(&mut self, body: &str) {
        if !body.trim().is_empty() {
            let text = format!("use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {{\n{body}}}\n");
            self.write(APP, "0001_given", &text);
        }
    }

    fn write(&mut self, app: &str, name: &str, text: &str) {
        let directory = self.directory.path().join(app);
        fs::create_dir_all(&directory).expect("made");
        fs::write(directory.join(format!("{name}.rs")), text).expect("written");
        let names = self.orders.entry(app.to_owned()).or_default();
        names.push(name.to_owned());
        let order = names.iter().fold(String::new(), |text, name| appended(&text, name));
        fs::write(directory.join(ORDER_FILE), order).expect("written");
    }

    /// What these models ask for, beside the migrations or beside a database.
    pub fn plan(&self, models: &str, answers: &Answers, live: Option<&Schema>) -> Result<Plan, Vec<Diagnostic>> {
        let loaded = self.load();
        let history = loaded.history();
        let models = models_of(models);
        let mut owners = Owners::of(&loaded);
        if owners.apps.is_empty() {
            owners.apps.push(APP.to_owned());
        }
        let found = wanted(&models, history.schema(), &owners).unwrap_or_else(|findings| panic!("{findings:?}"));
        let mut all = found.answers;
        all.tables.extend(answers.tables.clone());
        all.columns.extend(answers.columns.clone());
        let answers = Answers { tables: all.tables, columns: all.columns, ..answers.clone() };
        let owner = |model: &Model| (model.table.name.clone(), owners.app_of(model).unwrap_or_else(|_| APP.to_owned()));
        let managed = models.iter().filter(|model| model.managed);
        let wanted = Wanted { schema: found.schema, owners: managed.map(owner).collect() };
        let engine = MigrationEngine::new(&history);
        match live {
            Some(live) => engine.plan_from(live, self.database.dialect, &wanted, &answers),
            None => engine.plan(&wanted, &answers),
        }
    }

    /// Writes what these models ask for, and requires that a build takes it.
    pub fn generate(&mut self, models: &str, answers: &Answers, context: &str) -> Plan {
        let plan = self.plan(models, answers, None).unwrap_or_else(|faults| panic!("{context}: {faults:?}"));
        assert_eq!(
            self.plan(models, answers, None).as_ref(),
            Ok(&plan),
            "{context}: the same models, the same migrations"
        );
        if !plan.questions.is_empty() {
            return plan;
        }
        for one in &plan.migrations {
            let text = one.text().unwrap_or_else(|error| panic!("{context}: {error}"));
            self.write(&one.id.app, &one.id.name, &text);
        }
        let loaded = self.load();
        let errors: Vec<&Diagnostic> =
            loaded.findings.iter().filter(|finding| finding.severity == covet_core::Severity::Error).collect();
        assert!(errors.is_empty(), "{context}: {errors:?}\n{:#?}", self.texts(&plan));
        let again = self.plan(models, &Answers::default(), None);
        assert_eq!(lines(&again.expect(context)), "", "{context}: what was read back is not what was planned");
        plan
    }

    fn texts(&self, plan: &Plan) -> Vec<String> {
        plan.migrations.iter().map(|one| one.text().unwrap_or_default()).collect()
    }

    fn migrations(&self) -> Migrations {
        let loaded = self.load();
        let kept = loaded.embeddings();
        let apps = loaded.app_embeddings(&kept);
        Migrations::read(kept, apps)
    }

    pub async fn migrate(&self, context: &str) {
        let client = Client::new(self.database);
        let run = client.run(&self.migrations().migrator()).await;
        run.unwrap_or_else(|error| panic!("{context}: {error}"));
        client.close().await;
    }

    pub async fn rollback(&self, steps: usize, context: &str) {
        let client = Client::new(self.database);
        let run = client.rollback(&self.migrations().migrator(), steps).await;
        run.unwrap_or_else(|error| panic!("{context}: {error}"));
        client.close().await;
    }

    /// Takes migrations out of the project.
    pub fn forget(&mut self, plan: &Plan) {
        for one in &plan.migrations {
            let directory = self.directory.path().join(&one.id.app);
            fs::remove_file(directory.join(format!("{}.rs", one.id.name))).expect("removed");
            let names = self.orders.entry(one.id.app.clone()).or_default();
            names.retain(|name| *name != one.id.name);
            let order = names.iter().fold(String::new(), |text, name| appended(&text, name));
            fs::write(directory.join(ORDER_FILE), order).expect("written");
        }
    }
}

/// The operations of a plan, a line each; where there are several migrations, below the name of each.
pub fn lines(plan: &Plan) -> String {
    let mut text = String::new();
    for one in &plan.migrations {
        let needs: Vec<String> = one.needs.iter().map(ToString::to_string).collect();
        let is_alone = plan.migrations.len() == 1 && needs.is_empty() && one.id.app == APP;
        let needs = if needs.is_empty() { String::new() } else { format!(" needs {}", needs.join(", ")) };
        let indent = if is_alone { "" } else { "  " };
        if !is_alone {
            text += &format!("{}{needs}\n", one.id);
        }
        one.operations.iter().for_each(|operation| text += &format!("{indent}{operation}\n"));
        one.remarks.iter().for_each(|remark| text += &format!("{indent}! {remark}\n"));
    }
    plan.questions.iter().for_each(|question| text += &format!("? {question:?}\n"));
    text
}

/// The structs of a text, as models.
fn models_of(text: &str) -> Vec<Model> {
    struct Nowhere;
    impl Places for Nowhere {
        fn mark(&mut self, _: proc_macro2::Span, _: proc_macro2::Span) -> Mark {
            Mark::NOWHERE
        }
    }
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let structs = file.items.into_iter().map(|item| match item {
        syn::Item::Struct(item) => syn::DeriveInput::from(item),
        other => panic!("{other:?} is no model"),
    });
    structs.map(|item| read(&item, &mut Nowhere).unwrap_or_else(|findings| panic!("{findings:?}: {text}"))).collect()
}
