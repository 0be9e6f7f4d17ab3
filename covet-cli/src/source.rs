//! Where the migrations come from.

use covet_runtime::Migrations;

/// Where the commands take the migrations from: the directory of the project, or the program itself.
#[derive(Clone, Debug)]
pub struct Source {
    pub(crate) embedded: Option<Migrations>,
    pub(crate) url: Option<String>,
}

impl Source {
    /// The directory of the project, read when a command runs.
    ///
    /// What a migration runs in Rust is in the program that embeds it and nowhere else: such a migration cannot be run
    /// from its directory.
    pub fn directory() -> Self {
        Source { embedded: None, url: None }
    }

    /// Those that this program embeds.
    pub fn embedded(migrations: &Migrations) -> Self {
        Source { embedded: Some(*migrations), url: None }
    }

    /// The database to use unless the command line names another: where the program has a configuration of its own.
    ///
    /// ```
    /// # static MIGRATIONS: covet_runtime::Migrations = covet_runtime::Migrations::new(&[]);
    /// let source = covet_cli::Source::embedded(&MIGRATIONS).database_url("postgres://localhost/shop");
    /// ```
    #[must_use]
    pub fn database_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }
}
