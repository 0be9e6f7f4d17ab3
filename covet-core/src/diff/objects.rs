//! Views, triggers and other objects: out of the way before what they use changes, and back behind it.

use super::Work;
use crate::ident::TableName;
use crate::operation::{CreateObject, DropObject, ReplaceObject};
use crate::schema::{Object, Schema, behind_what_they_need};

/// Drops the objects that are gone, those that use others first.
pub(super) fn drop_gone(work: &mut Work<'_>) {
    let gone = work.now.objects().filter(|object| work.after.object(&object.id()).is_none());
    for object in in_order(gone).into_iter().rev() {
        work.push(DropObject { id: object.id() });
    }
}

/// Creates the objects that are new, behind what they use, and gives others the text that they are to have.
pub(super) fn make(work: &mut Work<'_>) {
    let after: &Schema = work.after;
    for object in in_order(after.objects()) {
        match work.now.object(&object.id()) {
            None => work.push(CreateObject { object }),
            Some(now) if *now != object => {
                let drop = (now.drop != object.drop).then(|| object.drop.clone());
                let uses = (now.uses != object.uses).then(|| object.uses.clone());
                let Object { kind, name, on, create, .. } = object;
                work.push(ReplaceObject { kind, name, on, create, drop, uses });
            }
            Some(_) => {}
        }
    }
}

/// Objects so that each comes behind those of them that it needs; ties in the order of their names.
fn in_order<'a>(objects: impl IntoIterator<Item = &'a Object>) -> Vec<Object> {
    let needed = |object: &&'a Object| -> Vec<&'a TableName> { object.needs().collect() };
    behind_what_they_need(objects, |object| &object.name, needed).into_iter().cloned().collect()
}
