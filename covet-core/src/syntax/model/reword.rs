//! What the builder of migrations advises, as a model is written.

use crate::diagnostic::Diagnostic;

/// The remedy of a finding, where that of a migration is none of a model.
const REMEDIES: [(&str, &str, &str); 7] = [
    ("no-columns", "has no column", "give the struct a field for each column"),
    ("bad-modifier", "cannot be unsigned", "leave out `unsigned`"),
    ("bad-modifier", "has no collation", "leave out `collate`"),
    ("bad-modifier", "cannot be generated", "leave out `generated`"),
    ("set-null-on-not-null", "", "make the field an `Option<..>`, or choose another action"),
    ("nullable-primary-key", "", "take the field out of its `Option<..>`"),
    ("name-taken", "", "give it another name with `name = \"..\"`"),
];

/// The finding in the words of a model.
pub(super) fn for_model(finding: Diagnostic) -> Diagnostic {
    let fits = |(code, part, _): &&(&str, &str, &str)| finding.code == *code && finding.message.contains(part);
    match REMEDIES.iter().find(fits) {
        Some((.., help)) => finding.help(*help),
        None => finding,
    }
}
