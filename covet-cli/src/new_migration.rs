//! New migrations in the directories of their apps: their files, and their lines in the order files; all of them or none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use covet_core::syntax::ORDER_FILE;
use covet_core::syntax::writer::{appended, file_name};

use crate::exit::Outcome;
use crate::files;
use crate::settings::Settings;

/// A migration that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewMigration {
    /// Its app.
    pub(crate) app: String,
    /// The directory of the app; made where it is not there.
    pub(crate) directory: PathBuf,
    /// Its whole name, with the number.
    pub(crate) name: String,
    /// The text of its file.
    pub(crate) text: String,
}

impl NewMigration {
    pub(crate) fn file(&self) -> PathBuf {
        self.directory.join(format!("{}.rs", self.name))
    }

    pub(crate) fn order_file(&self) -> PathBuf {
        self.directory.join(ORDER_FILE)
    }
}

/// The names that a migration in a directory cannot have any more: of files, listed or not, and of lines without a file.
///
/// # Errors
/// When the order file is there and cannot be read.
pub(crate) fn names(directory: &Path) -> Outcome<Vec<String>> {
    let order_file = directory.join(ORDER_FILE);
    let order = order_file.exists().then(|| files::read(&order_file)).transpose()?;
    let listed = order.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_whitespace().next());
    let mut names: Vec<String> = listed.map(str::to_owned).collect();
    names.extend(std::fs::read_dir(directory).into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        [".rs", ".sql"].iter().find_map(|ending| name.strip_suffix(ending)).map(str::to_owned)
    }));
    Ok(names)
}

/// The name of a new migration in a directory, numbered as the settings say.
///
/// # Errors
/// When the order file is there and cannot be read.
pub(crate) fn next_name(directory: &Path, name: &str, settings: &Settings) -> Outcome<String> {
    let there = names(directory)?;
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    Ok(file_name(&there, &settings.numbering.value.now(), Some(name), &[]))
}

/// What was written, to be taken back where something behind it fails.
#[derive(Debug, Default)]
pub(crate) struct Written {
    made: Vec<PathBuf>,
    /// Order files that were there, with their texts before and after.
    changed: Vec<(PathBuf, String, String)>,
}

impl Written {
    /// Writes migrations: first the files, then their lines. Where one cannot be written, none is there.
    ///
    /// # Errors
    /// When a file is there already, or cannot be written, or an order file was changed in the meantime.
    pub(crate) fn all(migrations: &[NewMigration]) -> Outcome<Written> {
        let mut written = Written::default();
        let outcome = written.write(migrations);
        match outcome {
            Ok(()) => Ok(written),
            Err(failure) => {
                written.take_back();
                Err(failure)
            }
        }
    }

    fn write(&mut self, migrations: &[NewMigration]) -> Outcome<()> {
        let mut orders: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
        for one in migrations {
            files::create_directory(&one.directory)?;
            self.create(one.file(), &one.text)?;
            orders.entry(one.order_file()).or_default().push(&one.name);
        }
        // Unlisted, a file would be an error of the next build, so that the lines come last and together.
        for (path, names) in orders {
            let with_names = |text: String| names.iter().fold(text, |text, name| appended(&text, name));
            if path.exists() {
                let before = files::read(&path)?;
                let after = with_names(before.clone());
                files::replace(&path, &before, &after)?;
                self.changed.push((path, before, after));
            } else {
                self.create(path, &with_names(String::new()))?;
            }
        }
        Ok(())
    }

    fn create(&mut self, path: PathBuf, text: &str) -> Outcome<()> {
        files::create(&path, text)?;
        self.made.push(path);
        Ok(())
    }

    /// Takes back what was written: the lines first.
    pub(crate) fn take_back(self) {
        // What cannot be taken back is what somebody else has changed since; the failure that led here is the one to tell.
        for (path, before, after) in self.changed.iter().rev() {
            let _ = files::replace(path, after, before);
        }
        for path in self.made.iter().rev() {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(directory: &Path, name: &str) -> NewMigration {
        let (app, name) = ("auth".to_owned(), name.to_owned());
        NewMigration { app, directory: directory.to_owned(), name, text: "text".to_owned() }
    }

    #[test]
    fn files_and_lines_are_written_together() {
        let directory = tempfile::tempdir().unwrap();
        let app = directory.path().join("auth");
        Written::all(&[new(&app, "0001_a"), new(&app, "0002_b")]).unwrap();
        Written::all(&[new(&app, "0003_c")]).unwrap();
        assert_eq!(files::read(&app.join(ORDER_FILE)).unwrap(), "0001_a\n0002_b\n0003_c\n");
        let mut there = names(&app).unwrap();
        there.sort();
        there.dedup();
        assert_eq!(there, ["0001_a", "0002_b", "0003_c"]);
    }

    #[test]
    fn where_one_cannot_be_written_none_is() {
        let directory = tempfile::tempdir().unwrap();
        let (auth, blog) = (directory.path().join("auth"), directory.path().join("blog"));
        Written::all(&[new(&auth, "0001_a"), new(&blog, "0001_a")]).unwrap();
        let failure = Written::all(&[new(&auth, "0002_b"), new(&blog, "0001_a")]).unwrap_err();
        assert!(failure.message.contains("is there already, and was left as it is"), "{failure:?}");
        assert!(!auth.join("0002_b.rs").exists());
        assert_eq!(files::read(&auth.join(ORDER_FILE)).unwrap(), "0001_a\n");
        assert_eq!(files::read(&blog.join("0001_a.rs")).unwrap(), "text");
    }

    #[test]
    fn what_was_written_can_be_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let (auth, blog) = (directory.path().join("auth"), directory.path().join("blog"));
        Written::all(&[new(&auth, "0001_a")]).unwrap();
        Written::all(&[new(&auth, "0002_b"), new(&blog, "0001_a")]).unwrap().take_back();
        assert_eq!(files::read(&auth.join(ORDER_FILE)).unwrap(), "0001_a\n");
        assert!(!blog.join(ORDER_FILE).exists() && !blog.join("0001_a.rs").exists());
    }
}
