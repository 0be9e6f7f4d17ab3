//! The parts of a migration file that `#[migration]` gets to see.

use std::ops::Range;

use covet_core::syntax::with_fallback;
use syn::Attribute;
use syn::spanned::Spanned;

/// Line, from 1, and column, from 0, in characters.
type Position = (usize, usize);

/// The extents of the items of a file that `#[migration]` stands on; of none where the file is not Rust.
#[derive(Debug)]
pub struct Attributed(Option<Vec<Range<Position>>>);

impl Attributed {
    /// The items of a file.
    pub fn of(text: &str) -> Self {
        let parse = || syn::parse_file(text).ok().map(|file| file.items.iter().filter_map(extent).collect());
        Attributed(with_fallback(parse).ok().flatten())
    }

    /// No items: the compiler would not find `#[migration]`.
    pub fn nothing() -> Self {
        Attributed(Some(Vec::new()))
    }

    /// Whether the file could be parsed.
    pub fn is_rust(&self) -> bool {
        self.0.is_some()
    }

    /// Whether one of the items covers a place.
    pub fn covers(&self, place: Position) -> bool {
        self.0.iter().flatten().any(|extent| extent.contains(&place))
    }
}

fn extent(item: &syn::Item) -> Option<Range<Position>> {
    let syn::Item::Fn(function) = item else { return None };
    let attribute = function.attrs.iter().find(|attribute| is_migration(attribute))?;
    if function.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
        // In this build `#[migration]` might not be there to show anything.
        return None;
    }
    let (start, end) = (attribute.span().start(), function.block.brace_token.span.close().end());
    Some((start.line, start.column)..(end.line, end.column))
}

fn is_migration(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "migration")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_under_the_attribute_are_covered() {
        let items = Attributed::of("use x::*;\n#[covet::migration(a = [\"b\"])]\nfn up() {\n}\nasync fn step() {}\n");
        assert!(items.covers((2, 0)) && items.covers((3, 3)) && items.covers((4, 0)));
        assert!(!items.covers((1, 4)) && !items.covers((5, 9)));
        assert!(!Attributed::of("#[migration]\n#[cfg(unix)]\nfn up() {}").covers((3, 4)));
    }

    #[test]
    fn a_file_that_is_not_rust_has_no_items() {
        assert!(!Attributed::of("#[migration] fn up( {").covers((1, 13)));
    }
}
