//! Acknowledgements: `.allow(Rule::DropColumn, "no reader since v1.2")`.

use std::ops::Range;

use super::{Finding, Rule};
use crate::diagnostic::Mark;
use crate::ident::Ident;

/// An author's word that what a rule finds in an operation is known, and why it is right.
///
/// It stands beside the operation, and is no part of it: neither of its canonical form nor of its checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The operations of the script that it is about, by place: the one that a call makes, or the several.
    pub operations: Range<usize>,
    /// The columns of a new table that it is about; none where it is about the whole operation.
    pub columns: Vec<Ident>,
    /// The rule.
    pub rule: Rule,
    /// Why it is right.
    pub reason: String,
    /// Where the rule is named.
    pub mark: Mark,
    /// Where the reason is written.
    pub reason_mark: Mark,
}

impl Allow {
    /// Whether it is about what a rule has found in the operation at a place.
    pub(super) fn covers(&self, at: usize, rule: Rule, finding: &Finding) -> bool {
        let about = |column: &Ident| self.columns.contains(column);
        let same_column = self.columns.is_empty() || finding.column.as_ref().is_some_and(about);
        self.rule == rule && self.operations.contains(&at) && same_column
    }
}
