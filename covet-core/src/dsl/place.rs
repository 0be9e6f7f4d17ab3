//! Where calls were written: how names in operations come to know their place.

use std::cell::RefCell;
use std::rc::Rc;

use crate::diagnostic::Mark;
use crate::ident::{Ident, TableName};
use crate::lint::{Allow, Rule};

/// Where one call was written: its method's name, and its arguments.
///
/// Code that is compiled has no places; the interpreter gives one before each call.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The name of the method.
    pub call: Mark,
    /// Each argument, with the items of those that are lists.
    pub arguments: Vec<(Mark, Vec<Mark>)>,
}

/// The place of the call that is being made, shared by a migration and all that its calls return.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(Rc<RefCell<Place>>);

impl Places {
    pub(super) fn set(&self, place: Place) {
        *self.0.borrow_mut() = place;
    }

    pub(super) fn call(&self) -> Mark {
        self.0.borrow().call
    }

    pub(super) fn argument(&self, at: usize) -> Mark {
        self.0.borrow().arguments.get(at).map_or(Mark::NOWHERE, |(mark, _)| *mark)
    }

    /// The acknowledgement that this call makes, of no operation yet.
    pub(super) fn allow(&self, rule: Rule, reason: &str) -> Allow {
        let (mark, reason_mark) = (self.argument(0), self.argument(1));
        Allow { operations: 0..0, columns: Vec::new(), rule, reason: reason.to_owned(), mark, reason_mark }
    }

    fn item(&self, at: usize, item: usize) -> Mark {
        let place = self.0.borrow();
        let found = place.arguments.get(at).and_then(|(_, items)| items.get(item));
        found.copied().unwrap_or_default()
    }

    /// The name that is argument `at` of the call.
    pub(super) fn ident(&self, at: usize, text: &str) -> Ident {
        Ident::new(text, self.argument(at))
    }

    /// The table that is argument `at` of the call.
    pub(super) fn table(&self, at: usize, text: &str) -> TableName {
        TableName::new(text, self.argument(at))
    }

    /// The list of tables, or of other things whose names can be qualified, that is argument `at` of the call.
    pub(super) fn tables(&self, at: usize, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<TableName> {
        let named = |(item, text): (usize, _)| {
            TableName::new(AsRef::<str>::as_ref(&text), self.item(at, item).or(self.argument(at)))
        };
        texts.into_iter().enumerate().map(named).collect()
    }

    /// The list of names that is argument `at` of the call.
    pub(super) fn idents(&self, at: usize, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<Ident> {
        let named = |(item, text): (usize, _)| {
            Ident::new(AsRef::<str>::as_ref(&text), self.item(at, item).or(self.argument(at)))
        };
        texts.into_iter().enumerate().map(named).collect()
    }
}
