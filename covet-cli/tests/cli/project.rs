//! A project of a test's own, and the command called in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A crate in a directory of its own, which goes with it.
pub struct Project {
    directory: TempDir,
}

impl Project {
    /// A crate named `shop` without migrations.
    pub fn empty() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let project = Project { directory };
        project.write("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project
    }

    /// The same, with the sample migrations but for those that run Rust functions or need them.
    pub fn sample() -> Self {
        let project = Project::with_rust();
        project.write("migrations/blog/order.txt", "0001_posts\n0002_post_slug\n@v1.0\n");
        for name in ["0003_fill_slugs", "0004_slug_required"] {
            fs::remove_file(project.path(&format!("migrations/blog/{name}.rs"))).expect("removed");
        }
        project
    }

    /// The same, with all sample migrations.
    pub fn with_rust() -> Self {
        let project = Project::empty();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
        for app in ["auth", "blog"] {
            fs::create_dir_all(project.path(&format!("migrations/{app}"))).expect("a directory");
            for entry in fs::read_dir(samples.join(app)).expect("the samples").flatten() {
                let to = project.path(&format!("migrations/{app}/{}", entry.file_name().to_string_lossy()));
                fs::copy(entry.path(), to).expect("copied");
            }
        }
        project
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// Runs SQL on the SQLite file of the project, which it makes where there is none.
    pub fn sql(&self, sql: &str) {
        use sqlx::{Connection as _, Executor as _};
        let url = format!("sqlite://{}?mode=rwc", self.path("app.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("a file");
            connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.expect(sql);
            connection.close().await.expect("closed");
        });
    }

    /// The command, to be called in the project, with nothing of the environment that would change what it does.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_covet"));
        command.current_dir(self.directory.path().canonicalize().expect("a directory"));
        let names = ["DATABASE_URL", "DB_ENGINE", "DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"];
        for name in names.into_iter().chain(["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"]) {
            command.env_remove(name);
        }
        command
    }

    /// Calls the command with words that are separated by spaces.
    pub fn call(&self, words: &str) -> Output {
        self.command().args(words.split_whitespace()).output().expect("the command")
    }

    /// Calls the command and gives its exit code and all that it prints, results first.
    pub fn says(&self, words: &str) -> (i32, String) {
        let output = self.call(words);
        (output.status.code().expect("a code"), text(&output.stdout) + &text(&output.stderr))
    }

    /// Calls the command and requires its exit code; gives what it prints.
    pub fn expect(&self, code: i32, words: &str) -> String {
        let (found, text) = self.says(words);
        assert_eq!(found, code, "covet {words}\n{text}");
        text
    }

    /// What a session of calls looks like, compared with the expected one of that name.
    ///
    /// What goes to stderr stands behind `!`.
    pub fn session(&self, name: &str, calls: &[&str]) {
        let mut session = String::new();
        for words in calls {
            let output = self.call(words);
            let errors: String = text(&output.stderr).lines().map(|line| format!("! {line}\n")).collect();
            let code = output.status.code().expect("a code");
            session += &format!("$ covet {words}\n{}{errors}", text(&output.stdout));
            session += &if code == 0 { "\n".to_owned() } else { format!("[exit code {code}]\n\n") };
        }
        let root = self.directory.path().canonicalize().expect("a directory");
        let session = session.replace(&root.display().to_string(), "<project>");
        // How long the path was still shows in the columns beside it.
        let lines = session.split_inclusive('\n').map(narrowed);
        compare(name, &masked(&lines.collect::<String>()));
    }
}

/// A line that shows a setting, with two spaces between its cells.
fn narrowed(line: &str) -> String {
    let is_setting = ["project ", "directory ", "numbering ", "targets ", "database ", "url ", "table ", "schema "];
    if !is_setting.iter().any(|name| line.starts_with(name)) {
        return line.to_owned();
    }
    let cells: Vec<&str> = line.split("  ").map(str::trim_start).filter(|cell| !cell.is_empty()).collect();
    cells.join("  ")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Compares with a file, or writes it.
fn compare(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/expected/{name}.txt"));
    if std::env::var_os("COVET_BLESS").is_some() {
        return fs::write(path, found).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{} is otherwise now:\n{found}", path.display());
}

/// Without what differs from one time to the next: moments and durations.
fn masked(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [.., number, "ms" | "s"] if number.trim_start_matches('<').parse::<f64>().is_ok() => {
                let rest = &line[..line.len() - number.len() - words[words.len() - 1].len() - 1];
                format!("{} <time>{end}", without_moments(rest.trim_end()))
            }
            _ => format!("{}{end}", without_moments(line)),
        }
    });
    lines.collect()
}

/// Days and times with every digit as `0`.
fn without_moments(line: &str) -> String {
    let is_moment = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let shape: String = word.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        matches!((digits, shape.as_str()), (8, "--" | "\"--" | "--\",") | (6, "::" | "::\","))
    };
    let zeros = |word: &str| word.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    let words = line.split(' ').map(|word| if is_moment(word) { zeros(word) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}
