//! Which structs derive `covet::Model`, as the compiler would see it.

use std::collections::BTreeMap;

use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Item, Path, Token, UseTree};

use super::attribute::expanded;

/// The name of the derive.
const DERIVE: &str = "Model";
/// The crate that has it.
const CRATE: &str = "covet";

/// What the names are in one module that could be the derive.
#[derive(Default)]
pub(super) struct Imports {
    /// The names that are imported one by one, and whether each is the derive.
    names: BTreeMap<String, bool>,
}

impl Imports {
    /// Those of a module.
    pub(super) fn of(items: &[Item]) -> Self {
        let mut imports = Imports::default();
        for item in items {
            if let Item::Use(import) = item {
                imports.tree(&import.tree, &mut Vec::new());
            }
        }
        imports
    }

    fn tree(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.unraw().to_string());
                self.tree(&part.tree, path);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, path)),
            UseTree::Name(name) => self.name(&name.ident, &name.ident, path),
            UseTree::Rename(rename) => self.name(&rename.ident, &rename.rename, path),
            _ => {}
        }
    }

    fn name(&mut self, name: &syn::Ident, known_as: &syn::Ident, path: &[String]) {
        let is_ours = path == [CRATE] && name.unraw() == DERIVE;
        // A module of the project may pass it on under its name.
        let is_passed_on = name.unraw() == DERIVE && path.first().is_some_and(|first| is_own(first));
        self.names.insert(known_as.unraw().to_string(), is_ours || is_passed_on);
    }

    /// Whether a struct with these attributes is a model.
    pub(super) fn is_model(&self, attributes: &[syn::Attribute]) -> bool {
        let derives = expanded(attributes).into_iter().filter(|attribute| attribute.path().is_ident("derive"));
        derives.into_iter().any(|derive| {
            let paths = derive.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
            paths.is_ok_and(|paths| paths.iter().any(|path| self.is_derive(path)))
        })
    }

    fn is_derive(&self, path: &Path) -> bool {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        match &parts[..] {
            // What a glob imports cannot be seen; the name then speaks for itself.
            [name] => self.names.get(name).copied().unwrap_or(name == DERIVE),
            [first, .., last] => last == DERIVE && (first == CRATE || is_own(first)),
            [] => false,
        }
    }
}

fn is_own(first: &str) -> bool {
    ["crate", "self", "super"].contains(&first)
}

/// Whether something is there in tests only.
pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else { return false };
        attribute.path().is_ident("cfg") && list.parse_args::<syn::Meta>().is_ok_and(|condition| needs_test(&condition))
    })
}

fn needs_test(condition: &syn::Meta) -> bool {
    match condition {
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("all") => {
            let all = list.parse_args_with(Punctuated::<syn::Meta, Token![,]>::parse_terminated);
            all.is_ok_and(|all| all.iter().any(needs_test))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the last item of a text is a model.
    fn is_model(text: &str) -> bool {
        let file: syn::File = syn::parse_str(text).unwrap();
        let Some(Item::Struct(item)) = file.items.last() else { panic!("{text}") };
        Imports::of(&file.items).is_model(&item.attrs)
    }

    #[test]
    fn a_model_derives_it_by_whatever_name() {
        for text in [
            "#[derive(covet::Model)] struct A;",
            "#[derive(Debug, ::covet::Model,)] struct A;",
            "#[derive(Debug)] #[derive(Model)] struct A;",
            "use covet::Model; #[derive(Model)] struct A;",
            "use covet::{migrations, Model as Row}; #[derive(Row)] struct A;",
            "use crate::prelude::{Model}; #[derive(Model)] struct A;",
            "use prelude::*; #[derive(Model)] struct A;",
            "#[cfg_attr(feature = \"db\", derive(Clone, covet::Model), covet(app = \"a\"))] struct A;",
            "#[cfg_attr(a, cfg_attr(b, derive(covet::Model)))] struct A;",
            "#[derive(r#Model)] struct A;",
        ] {
            assert!(is_model(text), "{text}");
        }
        for text in [
            "struct A;",
            "#[derive(Debug)] struct A;",
            "#[derive(toasty::Model)] struct A;",
            "use toasty::Model; #[derive(Model)] struct A;",
            "use covet::Model as Row; use toasty::Model; #[derive(Model)] struct A;",
            "#[doc = \"derive(covet::Model)\"] struct A;",
            "#[derive(\"covet::Model\")] struct A;",
        ] {
            assert!(!is_model(text), "{text}");
        }
    }

    #[test]
    fn what_only_tests_have_is_told_by_its_condition() {
        let is = |text: &str| is_test(&syn::parse_str::<syn::ItemMod>(text).unwrap().attrs);
        assert!(is("#[cfg(test)] mod a;") && is("#[cfg(all(unix, test))] mod a;"));
        for text in [
            "mod a;",
            "#[cfg(unix)] mod a;",
            "#[cfg(any(test, unix))] mod a;",
            "#[cfg(not(test))] mod a;",
            "#[cfg] mod a;",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
