//! Migrations, and what each needs.

use std::collections::HashMap;

use covet_runtime::Migrations;

use super::{Box, Diagram, Edge, Subject};

/// The migrations, each joined to the one before it in its app and to those of other apps that it depends on.
pub(crate) fn of_migrations(migrations: Migrations) -> Diagram {
    let all = migrations.embedded();
    let boxes = all.iter().map(|one| Box {
        title: format!("{}/{}", one.app, one.name),
        group: one.app.to_owned(),
        rows: Vec::new(),
    });
    let places: HashMap<String, usize> = all
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            // Whoever needs what a squash replaces needs the squash, which stands behind.
            let replaced = one.replaces.iter().copied().flatten().copied();
            [one.name].into_iter().chain(one.was).chain(replaced).map(move |name| (one.app, name, at))
        })
        .map(|(app, name, at)| (format!("{app}/{name}"), at))
        .collect();
    let (mut edges, mut last_of_app) = (Vec::new(), HashMap::new());
    for (at, one) in all.iter().enumerate() {
        let before = last_of_app.insert(one.app, at);
        let needed = one.depends_on.iter().filter_map(|id| places.get(*id).copied());
        for to in before.into_iter().chain(needed) {
            let label = if Some(to) == before { "" } else { "depends on" };
            edges.push(Edge { from: (at, None), to: (to, None), label: label.to_owned(), one: true, optional: false });
        }
    }
    Diagram { subject: Subject::Migrations, boxes: boxes.collect(), edges }
}
