//! Migration files as modules of the crate that embeds them.

use std::fmt::Write;
use std::path::Path;

use proc_macro2::{Ident, TokenStream};

use crate::lexed::lexed;

/// A migration file that is included as a module.
pub struct Module<'a> {
    /// The file.
    pub path: &'a Path,
    /// The name of the module.
    pub name: String,
    /// Included only to be type-checked by `cargo test`.
    pub test_only: bool,
}

impl<'a> Module<'a> {
    /// The module of a file, which is the one numbered `at` of its project.
    pub fn new(at: usize, path: &'a Path) -> Self {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Module { path, name: format!("m{at}_{}", snake_case(&stem)), test_only: false }
    }

    /// Writes the declaration, for a place whose paths begin at `root`.
    fn declare(&self, root: &Path, out: &mut String) -> std::fmt::Result {
        let Module { path, name, test_only } = self;
        if *test_only {
            out.push_str("#[cfg(test)]");
        }
        let path = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
        write!(out, "#[path = {path:?}] pub(super) mod {name};")
    }
}

/// The module around all, so that a caller's scope gets one name more and no file sees the caller's names by accident.
///
/// Its path is the root of the file system: rust-analyzer, other than rustc, appends an absolute path of a file to the
/// path of the module that it stands in. Written as text, as [the table](crate::embedded::table) is.
pub fn wrap(name: &Ident, modules: &[Module]) -> TokenStream {
    let Some(root) = modules.first().and_then(|module| module.path.ancestors().last()) else {
        return TokenStream::new();
    };
    let mut text = format!("#[path = {:?}] mod {name} {{", root.to_string_lossy());
    for module in modules {
        // Writing to a string does not fail.
        let _ = module.declare(root, &mut text);
    }
    text.push('}');
    lexed(&text)
}

/// A name that `non_snake_case` has nothing against.
pub fn snake_case(text: &str) -> String {
    let lower = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    let lower: String = lower.collect();
    lower.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules_are_snake_case() {
        let name = |path| Module::new(3, Path::new(path)).name;
        assert_eq!(name("/m/auth/0002_roles.rs"), "m3_0002_roles");
        assert_eq!(name("/m/0001__Café.x.rs"), "m3_0001_caf_x");
        assert_eq!(name("/m/_.rs"), "m3_");
    }
}
