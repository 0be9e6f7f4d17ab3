//! What operations need of a server, where not every server of its dialect has it in every version.

use super::transition::Transition;
use crate::diagnostic::Mark;
use crate::dialect::{Dialect, Has, Release};
use crate::operation::Operation;
use crate::schema::{IndexKey, ObjectKind, Table};

/// Something that only some servers have, or have from some version on.
///
/// A plan is the same for every server of a dialect: a build judges needs by the targets that `covet.toml` names, a run by
/// the server that it finds, before it does anything.
///
/// ```
/// use covet_core::dialect::{Dialect, Release};
/// use covet_core::{Schema, dsl::Migration, plan::Replayed};
///
/// let mut m = Migration::new();
/// m.create_table("users", |t| t.string("email", 80).unique());
/// m.create_index_on("users", "lower(email)");
/// let (script, _) = m.finish();
/// let needs = Replayed::new(script.operations(), &Schema::new()).needs(Dialect::MySql);
/// let (at, need) = &needs[0];
/// assert_eq!((*at, need.to_string().as_str()), (1, "an index on an expression, `ix_users_lower_email`, needs MySQL 8.0.13"));
/// let on = |text| need.is_met_by(&Release::read(Dialect::MySql, text).unwrap());
/// assert!(on("8.4.2") && !on("8.0.11") && !on("11.4.2-MariaDB"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// What needs it, as messages name it, with an article.
    pub what: String,
    /// The servers that have it, each with the first version that does.
    pub releases: &'static [Release],
    /// What code a finding of it has.
    pub code: &'static str,
    /// What to do where it is not there.
    pub remedy: &'static str,
    /// Where it is written.
    pub mark: Mark,
}

impl Need {
    /// Whether a server has it.
    pub fn is_met_by(&self, found: &Release) -> bool {
        self.releases.iter().any(|release| release.server == found.server && release.version <= found.version)
    }

    /// The servers that have it, as messages name them: `MySQL 8.0.13`.
    pub fn wanted(&self) -> String {
        self.releases.iter().map(Release::to_string).collect::<Vec<_>>().join(" or ")
    }
}

/// `an index on an expression, `ix`, needs MySQL 8.0.13`
impl std::fmt::Display for Need {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} needs {}", self.what, self.wanted())
    }
}

/// What an operation needs that nothing before it has needed.
pub(super) fn of(t: &Transition<'_>) -> Vec<Need> {
    if let Operation::CreateObject(create) = t.operation {
        let object = &create.object;
        let is_sequence = object.kind == ObjectKind::Sequence && object.created_by(t.dialect).is_some();
        let sequences = t.capabilities().objects.sequences;
        return need(
            sequences,
            || format!("the sequence `{}`,", object.name),
            "no-objects",
            NO_SEQUENCE,
            object.name.mark(),
        )
        .filter(|_| is_sequence)
        .into_iter()
        .collect();
    }
    let (Some(name), Some(then)) = (t.table(), t.table_then()) else { return Vec::new() };
    let found = t.after.table(then).map(|table| of_table(table, t.dialect)).unwrap_or_default();
    if found.is_empty() {
        return found;
    }
    let known = t.before.table(name).map(|table| of_table(table, t.dialect)).unwrap_or_default();
    found.into_iter().filter(|need| !known.contains(need)).collect()
}

const NO_SEQUENCE: &str = "give it an empty text, `.mysql(\"\")`";
const NO_EXPRESSION: &str = "index a generated column";
const NO_VIRTUAL: &str = "write `.generated(\"..\")`";
const NULLS_DISTINCT: &str = "declare the columns NOT NULL, with a value that stands for none";

fn need(has: Has, what: impl FnOnce() -> String, code: &'static str, remedy: &'static str, mark: Mark) -> Option<Need> {
    has.releases().map(|releases| Need { what: what(), releases, code, remedy, mark })
}

fn of_table(table: &Table, dialect: Dialect) -> Vec<Need> {
    let has = &dialect.capabilities().features;
    let mut needs = Vec::new();
    for column in table.columns.iter().filter(|column| column.generated.as_ref().is_some_and(|how| !how.stored)) {
        let (name, mark) = (&column.name, column.mark.or(column.name.mark()));
        let what = || format!("a generated column that is not stored, `{name}`,");
        needs.extend(need(has.virtual_columns, what, "no-virtual-columns", NO_VIRTUAL, mark));
    }
    let uniques = table.uniques.iter().filter(|unique| unique.nulls_not_distinct).map(|unique| &unique.name);
    let indexes = table.indexes.iter().filter(|index| index.nulls_not_distinct).map(|index| &index.name);
    for name in uniques.chain(indexes) {
        let what = || format!("NULLs that are not distinct, in `{name}`,");
        needs.extend(need(has.nulls_not_distinct, what, "no-nulls-not-distinct", NULLS_DISTINCT, name.mark()));
    }
    for index in &table.indexes {
        if index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_))) {
            let name = &index.name;
            let what = || format!("an index on an expression, `{name}`,");
            needs.extend(need(has.expression_indexes, what, "no-expression-index", NO_EXPRESSION, name.mark()));
        }
    }
    needs
}
