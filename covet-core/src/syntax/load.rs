//! The phases of a load, in order: read, interpret, order, replay, plan, judge, compare with the seals.
//!
//! Each phase says all that it finds and goes on; none reports what follows from what an earlier one found. A migration
//! that could not be read whole leaves the schema incomplete from its place on: what a schema lacks proves nothing then.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::config::{self, Config};
use super::directory::{self, AppDirectory, Form};
use super::external;
use super::files::Files;
use super::interpreter::{self, Surroundings};
use super::judge::Judge;
use super::order_file::Entry;
use super::overlay::Overlay;
use super::source::Source;
use super::squash::{self, Instead, Squash};
use super::unable::{drop_targets, plan_all};
use super::{App, Loaded, LoadedMigration, Request, Stage, StepFunction, parallel, seal};
use crate::checksum::Checksum;
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::dialect::Dialect;
use crate::graph;
use crate::migration::{Migration, MigrationId, Script};
use crate::operation::Operation;
use crate::replay::{self, Down, Proven};
use crate::schema::Schema;

/// What holds of an operation whatever the schema is: the findings that stay when it is not known whole.
const SCHEMA_FREE: [&str; 6] =
    ["bad-type", "default-does-not-fit", "empty-name", "name-too-long", "nul-in-name", "nul-in-sql"];

/// A migration's file, as far as it could be read.
struct Draft {
    /// Nothing where there is no such file.
    path: Option<PathBuf>,
    functions: Vec<StepFunction>,
    docs: String,
    seal: Option<(Checksum, Mark)>,
    was: Option<String>,
    /// Whether its app is one of the requested directory.
    own: bool,
    /// It does more than its operations say, because not all could be read.
    broken: bool,
}

pub(super) fn load(request: &Request, overlay: Overlay) -> Loaded {
    let mut files = Files::under(overlay);
    let config = config::read(&request.manifest_directory, &mut files);
    let targets = targets(request, &config);
    let found_before = files.findings.len();
    let mut apps = directory::apps(request, &config, &mut files);
    // Whatever could not be found may have made what the others build on.
    let mut lost = files.findings.len() > found_before;
    for app in &mut apps {
        lost |= !app.read_order(&mut files);
    }
    if apps.iter().any(|app| app.order.in_conflict) {
        // What others build on is not known: all that could be said of them would follow from that.
        for app in &mut apps {
            (app.order.entries, app.order.in_conflict) = (Vec::new(), true);
        }
    }
    let (migrations, drafts, stages) = (Vec::new(), Vec::new(), Vec::new());
    let mut loading = Loading { files, targets, migrations, drafts, included: BTreeSet::new(), stages };
    loading.read(&apps);
    for app in &apps {
        lost |= app.report_unlisted(&loading.included, &mut loading.files);
    }
    loading.drop_backward_dependencies();
    let squashes = loading.squashes();
    let order = loading.order(&mut lost);
    loading.check_external(&order);
    let judge = Judge::new(&config, &loading.targets, (&loading.migrations, lost), &mut loading.files.findings);
    let (downs, schema) = loading.replay(&order, &squashes, lost, &judge, &drop_targets(request, &config));
    loading.finish(order, (downs, schema), apps, config)
}

/// The databases to check for: those of the caller, else of `covet.toml`, else all.
///
/// None where `covet.toml` was to name them and cannot be read: what one of them cannot do would follow from that.
fn targets(request: &Request, config: &Config) -> Vec<Dialect> {
    let asked = request.targets.as_deref().filter(|targets| !targets.is_empty());
    let wanted: Vec<Dialect> = match (asked, &config.targets[..]) {
        (Some(targets), _) => targets.to_vec(),
        (None, []) if config.faulty => Vec::new(),
        (None, []) => Dialect::ALL.to_vec(),
        (None, targets) => targets.iter().map(|target| target.dialect).collect(),
    };
    Dialect::ALL.into_iter().filter(|dialect| wanted.contains(dialect)).collect()
}

/// What one line of an order file leads to.
struct Read {
    migration: Migration,
    draft: Draft,
    included: Vec<PathBuf>,
    findings: Findings,
}

fn read_migration(app: &AppDirectory, entry: &Entry, targets: &[Dialect], files: &mut Files) -> Read {
    let id = MigrationId::new(&app.name, &entry.name);
    let nothing = Migration { id, mark: entry.mark, attributes: Default::default(), up: Script::default(), down: None };
    let draft = Draft {
        path: None,
        functions: Vec::new(),
        docs: String::new(),
        seal: entry.seal,
        was: entry.was.clone(),
        own: app.own,
        broken: true,
    };
    let mut read = Read { migration: nothing, draft, included: Vec::new(), findings: Findings::new() };
    let located = if entry.faulty { None } else { app.locate(entry, files) };
    match located {
        Some((path, Form::Rust)) => {
            if let Some(file) = files.read(&path, Source::Rust) {
                let around = Surroundings { directory: path.parent().unwrap_or(&app.path), root: &app.root, targets };
                let said = interpreter::interpret(read.migration.id.clone(), file, files, &around);
                read.draft = Draft {
                    functions: said.functions,
                    docs: said.docs,
                    broken: said.broken,
                    path: Some(path),
                    ..read.draft
                };
                (read.migration, read.included) = (said.migration, said.included);
            }
        }
        Some((path, Form::Sql)) => {
            let message = format!("`{}.sql`: migrations in SQL files are not supported yet", entry.name);
            let help = format!("write `{}.rs` with `m.run_sql(include_str!(\"{}.sql\"))`", entry.name, entry.name);
            files.find(Diagnostic::error("not-supported-yet", entry.mark, message).help(help));
            read.included.push(path);
        }
        None => {}
    }
    read.findings = std::mem::take(&mut files.findings);
    read
}

/// A migration that has been replayed.
struct Replayed {
    /// Its place among all.
    at: usize,
    proven: Proven,
    found: Findings,
    /// Nothing is wrong with it or before it, so that it can be planned.
    fits: bool,
}

/// What has been loaded so far.
struct Loading {
    files: Files,
    targets: Vec<Dialect>,
    migrations: Vec<Migration>,
    /// What else is known of each of `migrations`.
    drafts: Vec<Draft>,
    /// Files whose text some migration includes.
    included: BTreeSet<PathBuf>,
    /// The schema after each migration, in the order in which they run.
    stages: Vec<Stage>,
}

impl Loading {
    /// Reads all migrations, each by itself.
    fn read(&mut self, apps: &[AppDirectory]) {
        let entries: Vec<_> =
            apps.iter().flat_map(|app| app.order.entries.iter().map(move |entry| (app, entry))).collect();
        let (targets, reader) = (&self.targets, |thread| self.files.of_thread(thread + 1));
        let (all, readers) =
            parallel::map(&entries, reader, |files, (app, entry)| read_migration(app, entry, targets, files));
        readers.into_iter().for_each(|files| self.files.join(files));
        for read in all {
            self.migrations.push(read.migration);
            self.drafts.push(read.draft);
            self.included.extend(read.included);
            self.files.findings.extend(read.findings);
        }
    }

    /// Refuses dependencies on what the order file puts behind; they would be cycles that nobody wrote as such.
    fn drop_backward_dependencies(&mut self) {
        let places: HashMap<MigrationId, usize> =
            self.migrations.iter().enumerate().map(|(at, migration)| (migration.id.clone(), at)).collect();
        for (at, migration) in self.migrations.iter_mut().enumerate() {
            let id = &migration.id;
            migration.attributes.depends_on.retain(|dependency| {
                let is_later =
                    dependency.id.app == id.app && places.get(&dependency.id).is_some_and(|&other| other > at);
                if is_later {
                    let message = format!("`{}` runs after `{id}`, as the order file has them", dependency.id);
                    let help = format!("move its line above `{}`, or remove the dependency", id.name);
                    self.files.find(Diagnostic::error("cyclic-dependency", dependency.mark, message).help(help));
                }
                !is_later
            });
        }
    }

    /// The squashes, by place. One that cannot be one has done nobody knows what.
    fn squashes(&mut self) -> Vec<Squash> {
        let was: Vec<Option<&str>> = self.drafts.iter().map(|draft| draft.was.as_deref()).collect();
        let (mut faulty, mut found) = (BTreeSet::new(), Findings::new());
        let squashes = squash::find(&self.migrations, &was, &mut faulty, &mut found);
        self.files.findings.extend(found);
        for at in faulty {
            self.drafts[at].broken = true;
        }
        squashes
    }

    /// The order of all migrations. With an unknown dependency the migration's place is not known, with a cycle none is.
    fn order(&mut self, lost: &mut bool) -> Vec<usize> {
        let mut found = Findings::new();
        let order = graph::order(&self.migrations, &mut found);
        *lost |= found.iter().any(|finding| finding.code == "cyclic-dependency");
        let mut known: BTreeSet<MigrationId> = self.migrations.iter().map(|migration| migration.id.clone()).collect();
        known.extend(self.migrations.iter().flat_map(|migration| {
            let replaced = migration.attributes.replaced();
            replaced.map(|replaced| MigrationId::new(&*migration.id.app, &*replaced.name))
        }));
        for (migration, draft) in self.migrations.iter().zip(&mut self.drafts) {
            draft.broken |= migration.attributes.depends_on.iter().any(|dependency| !known.contains(&dependency.id));
        }
        let unread = self.apps_not_read_whole();
        let found: Findings = found.into_iter().filter(|finding| !self.depends_on_any(finding, &unread)).collect();
        self.files.findings.extend(found);
        order
    }

    /// The apps that lack a file which their order file lists: others may depend on it under its right name.
    fn apps_not_read_whole(&self) -> BTreeSet<&str> {
        let drafts = self.migrations.iter().zip(&self.drafts);
        drafts.filter(|(_, draft)| draft.path.is_none()).map(|(migration, _)| migration.id.app.as_str()).collect()
    }

    /// Whether a finding is about a dependency on one of these apps.
    fn depends_on_any(&self, finding: &Diagnostic, apps: &BTreeSet<&str>) -> bool {
        let mut dependencies = self.migrations.iter().flat_map(|migration| &migration.attributes.depends_on);
        finding.code == "unknown-dependency"
            && dependencies.any(|dependency| {
                dependency.mark.index() == finding.mark.index() && apps.contains(dependency.id.app.as_str())
            })
    }

    /// What was to be of another crate and is not has a place in the schema that nobody has given it.
    fn check_external(&mut self, order: &[usize]) {
        for (at, finding) in external::check(&self.migrations, order) {
            self.drafts[at].broken = true;
            self.files.findings.push(finding);
        }
    }

    /// Replays the migrations in order, proves their downs, plans them for every target and judges them by the rules;
    /// gives the downs, by place, and the schema in the end.
    fn replay(
        &mut self,
        order: &[usize],
        squashes: &[Squash],
        lost: bool,
        judge: &Judge,
        drop_targets: &(impl Fn(&[Dialect]) -> String + Sync),
    ) -> (Vec<Down>, Schema) {
        let mut schema = Schema::new();
        if lost {
            schema.mark_incomplete();
        }
        let mut downs = vec![Down::Irreversible(String::new()); self.migrations.len()];
        let mut replayed = Vec::with_capacity(order.len());
        let mut instead = Instead::new(squashes);
        self.stages = Vec::with_capacity(order.len());
        for &at in order {
            instead.begin(at, &schema);
            if self.drafts[at].broken {
                schema.mark_incomplete();
            }
            let replaced = instead.take(at).map(|fresh| std::mem::replace(&mut schema, fresh));
            let mut found = Findings::new();
            let proven = replay::prove(&self.migrations[at], &mut schema, &mut found);
            let fits = !schema.is_incomplete() && !found.has_errors();
            if schema.is_incomplete() {
                found = found.into_iter().filter(|finding| SCHEMA_FREE.contains(&finding.code)).collect();
            } else if fits {
                found
                    .extend(replaced.and_then(|replaced| squash::difference(&self.migrations[at], &replaced, &schema)));
            }
            found.extend(instead.follow(at, &self.migrations, schema.is_incomplete()));
            self.stages.push(Stage { id: self.migrations[at].id.clone(), after: schema.clone() });
            replayed.push(Replayed { at, proven, found, fits });
        }
        let app = |at: usize| &self.migrations[at].id.app;
        let is_last = |at: usize| order.iter().rev().find(|&&other| app(other) == app(at)) == Some(&at);
        let plan = |one: &Replayed| {
            let mut found = Findings::new();
            if one.fits {
                let migration = &self.migrations[one.at];
                plan_all(migration, &one.proven, (&self.targets, judge.targeted()), drop_targets, &mut found);
                if self.drafts[one.at].own {
                    let later = (!is_last(one.at) && !schema.is_incomplete()).then_some(&schema);
                    judge.judge(migration, &one.proven, later, &mut found);
                }
            }
            found
        };
        let planned = parallel::each(&replayed, plan);
        for (Replayed { at, proven, found, .. }, planned) in replayed.into_iter().zip(planned) {
            downs[at] = proven.down;
            let found = found.into_iter().chain(planned).map(|finding| self.explained(finding, at, order));
            let found: Findings = found.collect();
            self.files.findings.extend(found);
        }
        (downs, schema)
    }

    /// A finding of the migration at a place, with what makes the table that it misses, where that runs later.
    fn explained(&self, finding: Diagnostic, at: usize, order: &[usize]) -> Diagnostic {
        if finding.code != "unknown-table" {
            return finding;
        }
        let makes_it = |other: &&usize| {
            let created = self.migrations[**other].up.operations().iter().filter_map(|operation| match operation {
                Operation::CreateTable(create) => Some(&create.table.name),
                _ => None,
            });
            created.into_iter().any(|table| Schema::new().unknown_table(table).message == finding.message)
        };
        let Some(&other) = order.iter().skip_while(|place| **place != at).find(makes_it) else { return finding };
        let (id, other) = (&self.migrations[at].id, &self.migrations[other].id);
        let help = match (id == other, id.app == other.app) {
            (true, _) => "it is created further down: move that up".to_owned(),
            (_, true) => format!("`{other}` creates it, and runs later: move its line up in the order file"),
            (_, false) => {
                format!("`{other}` creates it, and runs later: write `#[migration(depends_on = [\"{other}\"])]`")
            }
        };
        finding.help(help)
    }

    fn finish(
        mut self,
        order: Vec<usize>,
        (downs, schema): (Vec<Down>, Schema),
        apps: Vec<AppDirectory>,
        config: Config,
    ) -> Loaded {
        let mut parts: Vec<_> = self.migrations.into_iter().zip(self.drafts).zip(downs).map(Some).collect();
        let (mut migrations, mut others) = (Vec::new(), Vec::new());
        for ((migration, draft), down) in order.into_iter().filter_map(|at| parts[at].take()) {
            let Some(path) = draft.path else { continue };
            if !draft.own {
                others.push((migrations.len(), migration));
                continue;
            }
            let Draft { functions, docs, was, seal, broken, .. } = draft;
            let loaded = LoadedMigration { migration, path, down, functions, docs, was };
            if let Some((sealed, mark)) = seal.filter(|_| !broken) {
                self.files.findings.extend(seal::check(&loaded, sealed, mark));
            }
            migrations.push(loaded);
        }
        let apps = apps.into_iter().filter(|app| app.own).map(|app| App {
            name: app.name,
            directory: app.path,
            order_file: app.order_file,
            releases: app.order.releases,
        });
        let apps = apps.collect();
        let (sources, findings, files) = self.files.finish();
        Loaded {
            migrations,
            others,
            apps,
            stages: self.stages,
            targets: self.targets,
            servers: config.targets,
            schema,
            models: config.models,
            files,
            sources,
            findings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::config::Target;

    fn asking(targets: Option<Vec<Dialect>>) -> Request {
        Request { directory: PathBuf::new(), default_app: String::new(), manifest_directory: PathBuf::new(), targets }
    }

    #[test]
    fn the_caller_has_the_last_word_on_targets() {
        let sqlite = Target { server: "sqlite".into(), dialect: Dialect::Sqlite, at_least: None };
        let written = Config { targets: vec![sqlite], ..Config::default() };
        assert_eq!(targets(&asking(None), &Config::default()), Dialect::ALL);
        assert_eq!(targets(&asking(None), &Config { faulty: true, ..Config::default() }), []);
        assert_eq!(targets(&asking(None), &written), [Dialect::Sqlite]);
        assert_eq!(targets(&asking(Some(vec![])), &written), [Dialect::Sqlite]);
        assert_eq!(targets(&asking(Some(vec![Dialect::MySql])), &written), [Dialect::MySql]);
    }
}
