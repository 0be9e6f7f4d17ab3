//! Safety rules: what a right migration does to rows, and to those who use the database while it runs.
//!
//! A rule looks at one operation and at the schemas around it, knows what the project targets, and says what is locked
//! or lost and what the safe way is, with the names that the author used. One file each, with the check, the message,
//! and two tests: one where it fires and one where it is silent. Adding one is a file and its line in `rules!`.
//!
//! An author who has thought about it says so at the operation: `.allow(Rule::DropColumn, "no reader since v1.2")`.
//! Such a word needs a reason, and is itself a finding where the rule has nothing to say.
//!
//! ```
//! use covet_core::lint::{Level, Rule};
//! assert_eq!(Rule::DropColumn.code(), "drop-column");
//! assert_eq!("drop-column".parse(), Ok(Rule::DropColumn));
//! assert_eq!(Rule::DropColumn.definition().level, Level::Warn);
//! ```

mod allow;
mod case;
mod catalogue;
mod judge;
mod level;
mod mysql;
mod postgres;
mod said;
mod server;
mod shape;
mod sqlite;

#[cfg(test)]
mod tests;

pub mod backfill_with_ddl;
pub mod blocking_sql;
pub mod cascade_cycle;
pub mod check_validating;
pub mod copy_alter;
pub mod drop_column;
pub mod drop_foreign_key;
pub mod drop_index_blocking;
pub mod drop_not_null;
pub mod drop_table;
pub mod duplicate_index;
pub mod exclusion_constraint;
pub mod fk_validating;
pub mod fk_without_index;
pub mod generated_stored;
pub mod index_blocking;
pub mod json_column;
pub mod lossy_down;
pub mod multi_ddl;
pub mod narrowing_type;
pub mod needs_rebuild;
pub mod not_null_on_existing;
pub mod nullable_unique;
pub mod pk_blocking;
pub mod portability;
pub mod rebuild_alter;
pub mod rebuild_with_delete;
pub mod recreate_table;
pub mod rename_column;
pub mod rename_table;
pub mod required_column;
pub mod session_across_steps;
pub mod session_state;
pub mod set_not_null;
pub mod truncate;
pub mod type_rewrite;
pub mod undeclared_use;
pub mod unique_constraint;
pub mod unique_known_not_unique;
pub mod unique_on_existing;
pub mod update_without_where;
pub mod validate_same_transaction;
pub mod validated_nowhere;
pub mod volatile_default;
pub mod wide_lock_window;

use std::fmt;
use std::str::FromStr;

pub use allow::Allow;
pub use case::{Case, Subject};
pub use catalogue::guide;
pub use judge::{Moment, Verdict};
pub use level::{Level, Lints};
pub use narrowing_type::narrows;
pub use said::Said;
pub use server::Servers;

pub use crate::dialect::{Server, Version};

use crate::diagnostic::Mark;
use crate::ident::Ident;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Rows or values are lost, or programs that run already stop working.
    Loss,
    /// It fails on rows that are there.
    Rows,
    /// PostgreSQL keeps others waiting.
    Postgres,
    /// MySQL or MariaDB copies a table, or cannot take back what it did.
    MySql,
    /// SQLite makes a table anew.
    Sqlite,
    /// Keys, indexes and objects are not what they should be, as only the history shows.
    Shape,
}

/// What there is to know of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The name in `covet.toml` and in messages.
    pub code: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// What becomes of a finding where `covet.toml` says nothing.
    pub level: Level,
    /// What other tools call it; nothing where none has it.
    pub elsewhere: &'static str,
    check: fn(&Case<'_>, &mut Vec<Finding>),
}

/// What a rule has found in an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it is; nowhere for the operation itself.
    pub mark: Mark,
    /// The column of a new table that it is about, where it is about one.
    pub column: Option<Ident>,
    /// What is locked or lost.
    pub message: String,
    /// The safe way.
    pub help: String,
}

impl Finding {
    /// A finding about the operation as a whole.
    fn of(message: impl Into<String>, help: impl Into<String>) -> Self {
        Finding { mark: Mark::NOWHERE, column: None, message: message.into(), help: help.into() }
    }

    /// The same finding at a place of its own.
    fn at(self, mark: Mark) -> Self {
        Finding { mark, ..self }
    }

    /// The same finding at the name of a column, which it is about.
    fn about(self, column: Option<&Ident>) -> Self {
        match column {
            Some(column) => Finding { mark: column.mark(), column: Some(column.clone()), ..self },
            None => self,
        }
    }
}

macro_rules! rules {
    ($(#[doc = $summary:literal] $name:ident = $module:ident;)*) => {
        /// A safety rule, as [`.allow(..)`](crate::dsl::Pending::allow) names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(
                #[doc = $summary]
                #[doc = concat!("\n\n[What, why, and the safe way](crate::lint::", stringify!($module), ")")]
                $name,
            )*
        }

        impl Rule {
            /// All of them, in the order of their topics.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),*];

            /// What there is to know of it.
            pub fn definition(self) -> &'static Definition {
                match self {
                    $(Rule::$name => &$module::RULE,)*
                }
            }

            /// The name as it is written in Rust: `DropColumn`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$name => stringify!($name),)*
                }
            }

            /// What it is about, in a line.
            pub fn summary(self) -> &'static str {
                match self {
                    $(Rule::$name => $summary.trim_ascii(),)*
                }
            }

            #[cfg(test)]
            fn module(self) -> &'static str {
                match self {
                    $(Rule::$name => stringify!($module),)*
                }
            }
        }
    };
}

rules! {
    /// A table goes, with its rows.
    DropTable = drop_table;
    /// A table is dropped and created again, without its rows.
    RecreateTable = recreate_table;
    /// A column goes, with its values.
    DropColumn = drop_column;
    /// A table has another name, which programs that run already do not know.
    RenameTable = rename_table;
    /// A column has another name, which programs that run already do not know.
    RenameColumn = rename_column;
    /// A column may hold NULL, which programs that run already do not expect.
    DropNotNull = drop_not_null;
    /// Nothing keeps rows any more from referring to what is not there.
    DropForeignKey = drop_foreign_key;
    /// A type becomes narrower than values that may be there.
    NarrowingType = narrowing_type;
    /// SQL removes all rows of a table.
    Truncate = truncate;
    /// SQL changes all rows of a table in one statement.
    UpdateWithoutWhere = update_without_where;
    /// SQL changes the session that later migrations run in.
    SessionState = session_state;
    /// Rolling back fails where there are rows.
    LossyDown = lossy_down;
    /// A new column is NOT NULL and has no value for the rows that are there.
    RequiredColumn = required_column;
    /// A column becomes NOT NULL, and rows may hold NULL.
    NotNullOnExisting = not_null_on_existing;
    /// Columns become unique, and rows may agree in them.
    UniqueOnExisting = unique_on_existing;
    /// A column becomes unique that holds one value in all rows.
    UniqueKnownNotUnique = unique_known_not_unique;
    /// An index is built while nobody can write.
    IndexBlocking = index_blocking;
    /// An index is dropped while nobody can read or write.
    DropIndexBlocking = drop_index_blocking;
    /// A foreign key reads all rows while nobody can write.
    FkValidating = fk_validating;
    /// A check reads all rows while nobody can read or write.
    CheckValidating = check_validating;
    /// A constraint is validated in the transaction that adds it.
    ValidateSameTransaction = validate_same_transaction;
    /// A constraint was added without looking at the rows, and no migration since has looked.
    ValidatedNowhere = validated_nowhere;
    /// A unique constraint builds its index while nobody can read or write.
    UniqueConstraint = unique_constraint;
    /// A primary key builds its index while nobody can read or write.
    PkBlocking = pk_blocking;
    /// An exclusion constraint builds its index while nobody can read or write.
    ExclusionConstraint = exclusion_constraint;
    /// SET NOT NULL reads all rows while nobody can read or write.
    SetNotNull = set_not_null;
    /// A new type makes PostgreSQL write the table anew while nobody can read or write.
    TypeRewrite = type_rewrite;
    /// A default with a value for each row makes PostgreSQL write the table anew.
    VolatileDefault = volatile_default;
    /// A stored generated column makes the database write the table anew.
    GeneratedStored = generated_stored;
    /// A column of PostgreSQL's `json` breaks SELECT DISTINCT, for nothing compares such values.
    JsonColumn = json_column;
    /// Long work follows in the transaction that has locked a table.
    WideLockWindow = wide_lock_window;
    /// Rows are changed in the transaction that has locked their table.
    BackfillWithDdl = backfill_with_ddl;
    /// SQL keeps others waiting where PostgreSQL has a form that does not.
    BlockingSql = blocking_sql;
    /// MySQL or MariaDB copies the table while nobody can write.
    CopyAlter = copy_alter;
    /// MySQL or MariaDB builds the table anew, while others read and write.
    RebuildAlter = rebuild_alter;
    /// MySQL and MariaDB cannot take back several changes of the schema together.
    MultiDdl = multi_ddl;
    /// SQL of MySQL's reads what another step has left in the session.
    SessionAcrossSteps = session_across_steps;
    /// SQLite copies the table.
    NeedsRebuild = needs_rebuild;
    /// Rows are deleted while SQLite's cascades are off.
    RebuildWithDelete = rebuild_with_delete;
    /// A foreign key has no index on its columns.
    FkWithoutIndex = fk_without_index;
    /// An index has the columns that another begins with.
    DuplicateIndex = duplicate_index;
    /// A unique constraint over a column that may be NULL holds for fewer rows than it seems to.
    NullableUnique = nullable_unique;
    /// One text or type means different things on two of the targets.
    Portability = portability;
    /// Deleting a row deletes rows around a circle of tables.
    CascadeCycle = cascade_cycle;
    /// The text of an object names a table that it is not said to use.
    UndeclaredUse = undeclared_use;
}

impl Rule {
    /// The name in `covet.toml` and in messages: `drop-column`.
    pub fn code(self) -> &'static str {
        self.definition().code
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// There is no rule of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{0}`")]
pub struct UnknownRule(pub String);

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(code: &str) -> Result<Self, UnknownRule> {
        Rule::ALL.iter().copied().find(|rule| rule.code() == code).ok_or_else(|| UnknownRule(code.to_owned()))
    }
}

/// Codes of findings about acknowledgements and settings of rules, rather than of a rule.
const ABOUT_RULES: [&str; 4] = ["no-reason", "unknown-rule", "unknown-since", "unused-allow"];

/// Whether a finding is one of a rule, or about rules: somebody's opinion of a migration that works.
///
/// It is for those who can mend it. In a dependency it is not shown, and fails no build, so that a new rule never breaks
/// a crate that is published.
pub fn is_opinion(code: &str) -> bool {
    ABOUT_RULES.contains(&code) || Rule::ALL.iter().any(|rule| rule.code() == code)
}
