//! `init`: the files that a project begins with.

use clap::Args;
use covet_core::Dialect;
use covet_core::syntax::{CONFIG_FILE, ORDER_FILE};
use serde_json::json;

use crate::context::Context;
use crate::exit::{Exit, Failure, Outcome};
use crate::files;
use crate::terminal::{BOLD, styled};

/// Writes the directory of the migrations and covet.toml, and says what to add to the crate. Leaves what is there.
#[derive(Args, Clone, Debug)]
pub(crate) struct Init {
    /// The apps, each with a directory of its own; without any, there is one, and its files stand in the directory itself.
    apps: Vec<String>,
    /// A database that every migration must run on: postgres, mysql, mariadb or sqlite; all of them by default.
    #[arg(long, value_name = "DATABASE")]
    target: Vec<Dialect>,
}

pub(crate) fn run(arguments: &Init, context: &Context) -> Outcome {
    let root = &context.settings.directory.value;
    if let Some(app) = arguments.apps.iter().find(|app| app.contains(['/', '\\', '.']) || app.is_empty()) {
        return Err(Failure::usage(format!("`{app}` cannot be the name of an app")));
    }
    let mut order_files = vec![root.join(ORDER_FILE)];
    if !arguments.apps.is_empty() {
        if order_files[0].exists() {
            let shown = context.settings.project.shown(&order_files[0]).display().to_string();
            return Err(Failure::new(format!("{shown} is that of a single app, so there is no place for others"))
                .help("move it and the files beside it into a directory with the name of their app"));
        }
        order_files = arguments.apps.iter().map(|app| root.join(app).join(ORDER_FILE)).collect();
    }
    let mut written = Vec::new();
    for path in &order_files {
        if !path.exists() {
            files::create_directory(path.parent().unwrap_or(root))?;
            files::create(path, ORDER)?;
            written.push(path.clone());
        }
    }
    let config = context.settings.project.root.join(CONFIG_FILE);
    if !config.exists() {
        files::create(&config, &config_text(&arguments.target))?;
        written.push(config);
    }
    let shown: Vec<String> =
        written.iter().map(|path| context.settings.project.shown(path).display().to_string()).collect();
    if context.terminal.json {
        context.terminal.json(&json!({ "written": shown }));
        return Ok(Exit::Done);
    }
    match shown.is_empty() {
        true => context.terminal.result("everything is there already"),
        false => context.terminal.result(format_args!("wrote {}", shown.join(", "))),
    }
    context.terminal.result(lines_to_add(arguments, context));
    Ok(Exit::Done)
}

const ORDER: &str = "# The migrations of this app, one name a line, in the order in which they run.\n";

fn config_text(targets: &[Dialect]) -> String {
    let list: Vec<String> = targets.iter().map(|target| format!("\"{target}\"")).collect();
    let targets = match list.is_empty() {
        true => "# targets = [\"postgres >= 14\", \"sqlite\"]".to_owned(),
        false => format!("targets = [{}]", list.join(", ")),
    };
    format!(
        "# The databases that every migration is checked for; without this line, all of them.\n\
         {targets}\n\
         \n\
         # What `covet` connects to; without it DATABASE_URL, or the file app.db.\n\
         # [database]\n\
         # url = \"sqlite://app.db\"\n"
    )
}

/// What the crate needs beside the files.
fn lines_to_add(arguments: &Init, context: &Context) -> String {
    let servers: Vec<String> = arguments
        .target
        .iter()
        .filter(|target| **target != Dialect::Sqlite)
        .map(|target| format!("\"{target}\""))
        .collect();
    let covet = match servers.is_empty() {
        true => "covet = \"0.1\"".to_owned(),
        false => format!("covet = {{ version = \"0.1\", features = [{}] }}", servers.join(", ")),
    };
    let sqlx = if servers.is_empty() { "\"sqlite\"".to_owned() } else { servers.join(", ") };
    let app = arguments.apps.first().map(|app| format!("{app} ")).unwrap_or_default();
    let project = &context.settings.project;
    let in_macro = match context.settings.directory.value.strip_prefix(&project.root) {
        Ok(path) if path.as_os_str() == "migrations" => String::new(),
        Ok(path) => format!(" = \"{}\"", path.display()),
        Err(_) => format!(" = \"{}\"", context.settings.directory.value.display()),
    };
    format!(
        "\n{}\n\
         {covet}\n\
         sqlx = {{ version = \"0.9\", features = [\"runtime-tokio\", {sqlx}] }}\n\
         \n{}\n\
         covet::migrations!(pub static MIGRATIONS{in_macro});\n\
         \n{}\n\
         covet makemigrations {app}--empty --name users",
        styled(BOLD, "Add to Cargo.toml, below [dependencies]:"),
        styled(BOLD, "Add to src/main.rs or src/lib.rs:"),
        styled(BOLD, "Then write the first migration:"),
    )
}
