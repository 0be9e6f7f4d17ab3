//! Writing files of the user's: whole or not at all, and never over what is there.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::exit::{Failure, Outcome};

/// Makes a file that is not there yet. It appears under its name with all of its text, or it does not appear.
///
/// # Errors
/// When it is there, or cannot be written.
pub(crate) fn create(path: &Path, text: &str) -> Outcome<()> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("{} is there already, and was left as it is", path.display())),
        _ => Failure::new(format!("cannot write {}: {error}", path.display())),
    };
    let beside = written_beside(path, text).map_err(failed)?;
    beside.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Puts a text in the place of another one. Whoever reads the file reads the one or the other.
///
/// # Errors
/// When the file is not what it was when it was read, as `before`, or cannot be written.
pub(crate) fn replace(path: &Path, before: &str, text: &str) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::new(format!("cannot write {}: {error}", path.display()));
    let beside = written_beside(path, text).map_err(failed)?;
    beside.as_file().set_permissions(std::fs::metadata(path).map_err(failed)?.permissions()).map_err(failed)?;
    if std::fs::read_to_string(path).map_err(failed)? != before {
        return Err(Failure::new(format!("{} was changed in the meantime; run again", path.display())));
    }
    beside.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Makes a directory and those above it.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn create_directory(path: &Path) -> Outcome<()> {
    std::fs::create_dir_all(path).map_err(|error| Failure::new(format!("cannot make {}: {error}", path.display())))
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}

fn written_beside(path: &Path, text: &str) -> std::io::Result<NamedTempFile> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Hidden, so that a build that runs just then does not take it for a migration.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".covet-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_written_over() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        create(&path, "one").unwrap();
        assert!(create(&path, "two").unwrap_err().message.contains("is there already"));
        assert!(replace(&path, "other", "two").unwrap_err().message.contains("changed in the meantime"));
        replace(&path, "one", "two").unwrap();
        assert_eq!(read(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
