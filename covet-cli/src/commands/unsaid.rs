//! What stands in a database and in no schema, for people.

use covet_runtime::{Unmodelled, What};

/// A line for each, but one for all names of primary keys, and one for all ids that have a sequence.
pub(super) fn shortly(unsaid: &[&Unmodelled]) -> Vec<String> {
    let is_name = |one: &&Unmodelled| one.what == What::ConstraintOption && one.text == "the name of the primary key";
    let is_serial =
        |one: &&Unmodelled| one.what == What::ColumnOption && one.text.contains("serial, from the sequence");
    // One that belongs to a column comes and goes with it.
    let is_own = |one: &&Unmodelled| one.what == What::Sequence && one.table.is_some();
    let count = |is: &dyn Fn(&&Unmodelled) -> bool| unsaid.iter().filter(|one| is(one)).count();
    let rest = unsaid.iter().filter(|one| !is_name(one) && !is_serial(one) && !is_own(one)).map(ToString::to_string);
    let several = [
        (count(&is_name), "the name of a primary key", "names of primary keys", "`pk_<table>` here"),
        (count(&is_serial), "an id that is `serial`", "ids that are `serial`", "numbered as an identity here"),
    ];
    let several = several.into_iter().filter(|(count, ..)| *count > 0).map(|(count, one, more, here)| match count {
        1 => format!("{one}, which is {here}"),
        _ => format!("{count} {more}, which are {here}"),
    });
    rest.chain(several).collect()
}
