//! The objects of a schema, and what they use.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::shared::Each;
use super::{Object, ObjectId, ObjectKind, Schema};
use crate::diagnostic::Diagnostic;
use crate::ident::TableName;

impl Schema {
    /// The object of that name, where it is written whole: with its table where it stands on one.
    pub fn object<'a>(&'a self, id: &ObjectId) -> Option<&'a Object> {
        self.objects.get(id).map(Arc::as_ref)
    }

    /// All objects by kind and name.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        Each::new(self.objects.iter().map(|(_, object)| object.as_ref()))
    }

    /// The objects of a kind and a name: more than one only of those that stand on tables.
    pub fn objects_named<'a>(
        &'a self,
        kind: ObjectKind,
        name: &TableName,
    ) -> impl Iterator<Item = &'a Object> + use<'a> {
        let (first, name) = (ObjectId { kind, name: name.clone(), on: None }, name.clone());
        let named = self.objects.starting_at(first).map(|(_, object)| object.as_ref());
        Each::new(named.take_while(move |object| object.kind == kind && object.name == name))
    }

    /// The object that others can use by that name.
    pub fn usable_object(&self, name: &TableName) -> Option<&Object> {
        let kinds = ObjectKind::ALL.into_iter().filter(|kind| !kind.stands_on_table());
        kinds.filter_map(|kind| self.objects_named(kind, name).next()).next()
    }

    /// The object that keeps a table, a type or an index from having that name, in whatever case.
    pub fn object_in_the_way(&self, name: &TableName) -> Option<&Object> {
        // Asked of every name of every table, in schemas that mostly have none.
        if self.objects.is_empty() {
            return None;
        }
        self.object(self.folded_objects.get(&name.folded())?)
    }

    /// Adds an object, or puts it in the place of the one of that name.
    pub fn insert_object(&mut self, object: Object) {
        let id = object.id();
        self.remove_object(&id);
        for name in object.needs() {
            self.uses.insert((name.clone(), id.clone()), ());
        }
        self.touched_objects.insert(id.clone());
        if id.kind.is_named_as_tables() {
            self.folded_objects.insert(id.name.folded(), id.clone());
        }
        self.objects.insert(id, Arc::new(object));
    }

    /// Takes an object away.
    pub fn remove_object(&mut self, id: &ObjectId) {
        let Some(object) = self.objects.get(id).cloned() else { return };
        for name in object.needs() {
            self.uses.remove(&(name.clone(), id.clone()));
        }
        self.touched_objects.insert(id.clone());
        if id.kind.is_named_as_tables() {
            self.folded_objects.remove(&id.name.folded());
        }
        self.objects.remove(id);
    }

    /// The objects that use a table or another object themselves.
    pub fn users_of<'a>(&'a self, name: &'a TableName) -> impl Iterator<Item = &'a Object> {
        let first = ObjectId { kind: ObjectKind::ALL[0], name: TableName::default(), on: None };
        let uses = self.uses.starting_at((name.clone(), first)).map(|(uses, ())| uses);
        Each::new(uses.take_while(move |(used, _)| used == name).filter_map(|(_, id)| self.object(id)))
    }

    /// These objects and those that use them, as far as `follows` says so of a user and the name that it uses; in an order in
    /// which they can be created.
    pub fn in_order(&self, of: Vec<ObjectId>, follows: impl Fn(&Object, &TableName) -> bool) -> Vec<&Object> {
        let (mut open, mut all) = (of, BTreeSet::new());
        while let Some(id) = open.pop() {
            if !id.kind.stands_on_table() {
                let users = self.users_of(&id.name).filter(|user| follows(user, &id.name)).map(Object::id);
                open.extend(users.filter(|user| !all.contains(user)));
            }
            all.insert(id);
        }
        let mut rest: Vec<&Object> = all.iter().filter_map(|id| self.object(id)).collect();
        let mut ordered = Vec::with_capacity(rest.len());
        while !rest.is_empty() {
            let is_rest = |name: &TableName| rest.iter().any(|o| !o.kind.stands_on_table() && o.name == *name);
            let waits = |object: &&Object| object.needs().any(is_rest);
            let (later, now): (Vec<&Object>, Vec<&Object>) = rest.iter().copied().partition(waits);
            if now.is_empty() {
                // Only what is at fault, and reported, uses itself.
                ordered.extend(later);
                break;
            }
            ordered.extend(now);
            rest = later;
        }
        ordered
    }

    /// The finding that there is no such object, with the nearest name there is.
    pub fn unknown_object(&self, id: &ObjectId) -> Diagnostic {
        let known: Vec<String> =
            self.objects().filter(|object| object.kind == id.kind).map(|object| object.name.to_string()).collect();
        let finding = Diagnostic::error("unknown-object", id.name.mark(), format!("{id} does not exist here"));
        let other = self.objects().find(|object| object.name == id.name && object.kind != id.kind);
        match other {
            Some(other) => finding.help(format!("it is a {}: write `{}`", other.kind, other.kind.as_str())),
            None => finding.suggest(&id.name.to_string(), known.iter().map(String::as_str)),
        }
    }

    /// Adds a line for each difference between the objects here, which were expected, and those of `found`.
    pub(super) fn object_differences(&self, found: &Schema, lines: &mut Vec<String>) {
        for id in self.touched_objects.union(&found.touched_objects) {
            match (self.object(id), found.object(id)) {
                (Some(_), None) => lines.push(format!("{id} is missing")),
                (None, Some(_)) => lines.push(format!("{id} is left over")),
                (Some(expected), Some(found)) if expected.create != found.create => {
                    lines.push(format!("{id} is made by another text"));
                }
                (Some(expected), Some(found)) if expected.drop != found.drop => {
                    lines.push(format!("{id} is dropped by another text"));
                }
                (Some(expected), Some(found)) if expected.uses != found.uses => {
                    lines.push(format!("{id} uses {:?}, expected {:?}", found.uses, expected.uses));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SqlText;

    fn view(name: &str, uses: &[&str]) -> Object {
        let uses = uses.iter().map(|name| TableName::from(*name)).collect();
        let (create, drop) = (SqlText::any(".."), SqlText::default());
        Object { kind: ObjectKind::View, name: name.into(), on: None, create, drop, uses }
    }

    #[test]
    fn what_uses_an_object_comes_after_it() {
        let mut schema = Schema::new();
        for object in [view("a", &["t", "b"]), view("b", &["c"]), view("c", &["t"]), view("d", &["u"])] {
            schema.insert_object(object);
        }
        let names = |schema: &Schema, of: &str, follow: bool| {
            let users = schema.users_of(&of.into()).map(Object::id).collect();
            let ordered = schema.in_order(users, |_, _| follow);
            ordered.iter().map(|object| object.name.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(&schema, "t", true), "c b a");
        assert_eq!(names(&schema, "t", false), "a c", "those that use it themselves");
        schema.insert_object(view("c", &["u"]));
        assert_eq!([names(&schema, "t", true), names(&schema, "u", true)], ["a", "c d b a"]);
        schema.remove_object(&view("b", &[]).id());
        assert_eq!(names(&schema, "c", true), "");
    }

    #[test]
    fn objects_of_one_name_are_told_apart() {
        let mut schema = Schema::new();
        let trigger = |on: &str| Object { kind: ObjectKind::Trigger, on: Some(on.into()), ..view("o", &[]) };
        for object in [trigger("t"), trigger("u"), view("o", &[]), view("p", &[])] {
            schema.insert_object(object);
        }
        assert_eq!(schema.objects_named(ObjectKind::Trigger, &"o".into()).count(), 2);
        assert_eq!(schema.objects_named(ObjectKind::View, &"o".into()).count(), 1);
        assert_eq!(schema.usable_object(&"o".into()).map(Object::id), Some(view("o", &[]).id()));
    }
}
