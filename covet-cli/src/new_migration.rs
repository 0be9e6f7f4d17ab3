//! A new migration in the directory of an app: its file, and its line in the order file.

use std::path::{Path, PathBuf};

use covet_core::syntax::ORDER_FILE;
use covet_core::syntax::writer::{appended, next_number};

use crate::exit::{Failure, Outcome};
use crate::files;

/// A migration that is to be written.
pub(crate) struct NewMigration<'a> {
    /// The directory of the app; made where it is not there.
    pub(crate) directory: &'a Path,
    /// Its name behind the number.
    pub(crate) name: &'a str,
    /// The text of its file.
    pub(crate) text: &'a str,
}

/// Where a migration will stand.
pub(crate) struct Place {
    /// Its whole name, with the number.
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) order_file: PathBuf,
    /// The text of the order file; nothing where there is none yet.
    order: Option<String>,
}

impl NewMigration<'_> {
    /// Where it will stand: behind all that are there, with the next number.
    ///
    /// # Errors
    /// When the order file cannot be read, or the name cannot be that of a migration.
    pub(crate) fn place(&self) -> Outcome<Place> {
        let name = plain(self.name)?;
        let order_file = self.directory.join(ORDER_FILE);
        let order = order_file.exists().then(|| files::read(&order_file)).transpose()?;
        let listed = order.iter().flat_map(|text| text.lines()).filter_map(|line| line.split_whitespace().next());
        let mut names: Vec<String> = listed.map(str::to_owned).collect();
        names.extend(std::fs::read_dir(self.directory).into_iter().flatten().flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            [".rs", ".sql"].iter().find_map(|ending| name.strip_suffix(ending)).map(str::to_owned)
        }));
        let name = format!("{}_{name}", next_number(names.iter().map(String::as_str)));
        let file = self.directory.join(format!("{name}.rs"));
        Ok(Place { name, file, order_file, order })
    }

    /// Writes it. Where the line cannot be written, there is no file either.
    ///
    /// # Errors
    /// When the file is there already, or one of the two cannot be written.
    pub(crate) fn write(&self, place: &Place) -> Outcome<()> {
        files::create_directory(self.directory)?;
        files::create(&place.file, self.text)?;
        let listed = match &place.order {
            Some(order) => files::replace(&place.order_file, order, &appended(order, &place.name)),
            None => files::create(&place.order_file, &appended("", &place.name)),
        };
        if listed.is_err() {
            // Unlisted, it would be an error of the next build.
            let _ = std::fs::remove_file(&place.file);
        }
        listed
    }
}

/// A name in small letters, digits and underscores.
pub(crate) fn plain(name: &str) -> Outcome<String> {
    let plain: String = name.trim().to_lowercase().replace(['-', ' ', '.'], "_");
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    match !plain.is_empty() && plain.len() <= 200 && plain.chars().all(fits) {
        true => Ok(plain),
        false => Err(Failure::usage(format!("`{name}` cannot be the name of a migration"))
            .help("write small letters, digits and underscores: `add_roles`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_as_they_were_written() {
        let next = |names: &[&str]| next_number(names.iter().copied());
        assert_eq!(next(&[]), "0001");
        assert_eq!(next(&["0009_a", "0002_b", "notes"]), "0010");
        assert_eq!(next(&["20261123094500_a"]), "20261123094501");
        assert_eq!(next(&["9_a"]), "10");
    }

    #[test]
    fn a_line_is_ended_as_the_others_are() {
        assert_eq!(appended("", "0001_a"), "0001_a\n");
        assert_eq!(appended("# x\r\n0001_a", "0002_b"), "# x\r\n0001_a\r\n0002_b\r\n");
    }

    #[test]
    fn file_and_line_are_written_together() {
        let directory = tempfile::tempdir().unwrap();
        let app = directory.path().join("auth");
        let new = NewMigration { directory: &app, name: "Add-roles", text: "text" };
        for expected in ["0001_add_roles", "0002_add_roles"] {
            let place = new.place().unwrap();
            assert_eq!(place.name, expected);
            new.write(&place).unwrap();
        }
        assert_eq!(files::read(&app.join(ORDER_FILE)).unwrap(), "0001_add_roles\n0002_add_roles\n");
        let place = new.place().unwrap();
        std::fs::write(app.join(ORDER_FILE), "other\n").unwrap();
        assert!(new.write(&place).is_err());
        assert!(!place.file.exists(), "without its line there is no file");
    }
}
