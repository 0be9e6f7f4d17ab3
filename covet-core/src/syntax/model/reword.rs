//! What the builder of migrations advises, as a model is written.

use crate::diagnostic::Diagnostic;

/// The remedy of a finding, where that of a migration is none of a model.
const REMEDIES: [(&str, &str, &str); 8] = [
    ("no-columns", "has no column", "give the struct a field for each column"),
    ("bad-modifier", "cannot be unsigned", "leave out `unsigned`"),
    ("bad-modifier", "has no collation", "leave out `collate`"),
    ("bad-modifier", "cannot be generated", "leave out `generated`"),
    ("set-null-on-not-null", "", "make the field an `Option<..>`, or choose another action"),
    ("nullable-primary-key", "", "take the field out of its `Option<..>`"),
    ("bad-index", "not unique", "add `unique`"),
    ("name-taken", "", "give it another name with `name = \"..\"`"),
];

/// What to do about a table that neither a model nor a migration makes.
pub(super) const ELSEWHERE: &str = "where another crate makes it, give its directory in covet.toml, `[apps.<name>]` and \
                                    `path = \"..\"`, or say `external` and the column: `references = \"users(id)\"`";

/// The finding in the words of a model.
pub(super) fn for_model(finding: Diagnostic) -> Diagnostic {
    if is_elsewhere(&finding) {
        return finding.help(ELSEWHERE);
    }
    let fits = |(code, part, _): &&(&str, &str, &str)| finding.code == *code && finding.message.contains(part);
    match REMEDIES.iter().find(fits) {
        Some((.., help)) => finding.help(*help),
        None => finding,
    }
}

/// Whether a finding is of a table that is not there, and that has no near name.
pub(super) fn is_elsewhere(finding: &Diagnostic) -> bool {
    finding.code == "unknown-table" && finding.help.as_ref().is_some_and(|help| help.starts_with("where another crate"))
}
