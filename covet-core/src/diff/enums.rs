//! Native enums: made before the columns of their type, dropped behind them.

use super::Work;
use crate::diagnostic::Diagnostic;
use crate::ident::Ident;
use crate::operation::{AddEnumValue, CreateEnum, DropEnum, EnumPlace};

/// Creates the enums that are new, and adds the values that are.
pub(super) fn make(work: &mut Work<'_>) {
    let after = work.after;
    for name in after.enums() {
        let values = after.enum_values(name).unwrap_or_default();
        match work.now.enum_values(name).map(<[String]>::to_vec) {
            None => work.push(CreateEnum { name: name.clone(), values: values.to_vec() }),
            Some(now) => add_values(work, name, &now, values),
        }
    }
}

/// Values can be added anywhere, and neither taken away nor moved.
fn add_values(work: &mut Work<'_>, name: &Ident, now: &[String], after: &[String]) {
    let kept: Vec<&String> = after.iter().filter(|value| now.contains(value)).collect();
    if kept.iter().copied().ne(now) {
        let message =
            format!("enum `{name}` is {now:?} and cannot become {after:?}: PostgreSQL only adds values to it");
        let help = "keep its values in their order, rename one with `rename_enum_value`, or make another enum";
        return work.faults.push(Diagnostic::error("enum-changed", name.mark(), message).help(help));
    }
    for (at, value) in after.iter().enumerate().filter(|(_, value)| !now.contains(value)) {
        // What is behind it and was there before tells its place; at the end there is nothing to tell.
        let next = after[at..].iter().find(|other| now.contains(other));
        let place = next.map(|next| EnumPlace::Before(next.clone()));
        work.push(AddEnumValue { name: name.clone(), value: value.clone(), place });
    }
}

/// Drops the enums that are gone.
pub(super) fn drop_unused(work: &mut Work<'_>) {
    let gone: Vec<Ident> = work.now.enums().filter(|name| work.after.enum_values(name).is_none()).cloned().collect();
    for name in gone {
        work.push(DropEnum { name });
    }
}
