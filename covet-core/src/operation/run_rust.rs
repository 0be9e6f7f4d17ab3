//! Runs a Rust function of the migration's file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Change, DownClass, Inverse, Irreversible};
use crate::diagnostic::{Diagnostic, Findings, Mark};
use crate::schema::Schema;

/// Runs a Rust function, in a transaction where the database has them.
///
/// ```
/// use covet_core::{Operation, dsl::*};
/// let mut m = Migration::new();
/// m.run_path("backfill_names");
/// let (script, _) = m.finish();
/// let operation = &script.operations()[0];
/// assert!(matches!(operation, Operation::RunRust(_)));
/// assert_eq!(operation.to_string(), "run `backfill_names`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRust {
    /// The name of the function, without the path to it, such as `backfill`.
    pub path: String,
    /// Raised by the author when the function means something else than before; part of the checksum.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub version: u32,
    /// The name of the function that undoes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<String>,
    /// Where the path was written.
    #[serde(skip)]
    pub mark: Mark,
}

fn is_zero(version: &u32) -> bool {
    *version == 0
}

impl Change for RunRust {
    fn apply(&self, _: &mut Schema, findings: &mut Findings) {
        if self.path.is_empty() {
            findings.push(Diagnostic::error("empty-name", self.mark, "the path of the function is empty"));
        }
    }

    fn inverse(&self, _: &Schema) -> Result<Inverse, Irreversible> {
        let Some(reverse) = self.reverse.clone() else {
            return Err(Irreversible(format!("`{}` does not say how to undo it", self.path)));
        };
        let back = RunRust { path: reverse, version: self.version, reverse: Some(self.path.clone()), mark: self.mark };
        Inverse::classed(back, DownClass::Conditional)
    }
}

impl fmt::Display for RunRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "run `{}`", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::DownClass;
    use super::super::probe::{blog, codes, operations};
    use super::Change;

    #[test]
    fn its_reverse_undoes_it() {
        let run = &operations(|m| drop(m.run_path("fill").reverse_path("empty").version(2)))[0];
        let inverse = run.inverse(&blog()).unwrap();
        assert_eq!(inverse.class, DownClass::Conditional);
        assert_eq!(inverse.operations, operations(|m| drop(m.run_path("empty").reverse_path("fill").version(2))));
        let alone = &operations(|m| drop(m.run_path("fill")))[0];
        assert!(alone.inverse(&blog()).is_err());
    }

    #[test]
    fn faults() {
        assert_eq!(codes(&blog(), |m| drop(m.run_path(""))), ["empty-name"]);
    }
}
