//! Cargo builds again when, and only when, a file has changed that the macro has read.

use crate::project::Project;

fn migration(table: &str) -> String {
    format!(
        "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {{\n    m.create_table(\"{table}\", |t| {{\n        \
         t.id();\n    }});\n}}\n"
    )
}

#[test]
fn changes_lead_to_another_build() {
    let project = Project::new("tracking");
    project.write("migrations/order.txt", "0001_users\n");
    project.write("migrations/0001_users.rs", &migration("users"));
    let built_anew = || {
        let build = project.build();
        assert_eq!(build.errors, []);
        !build.fresh
    };
    assert!(built_anew(), "the first build");
    assert!(!built_anew(), "nothing has changed");

    project.write("migrations/0001_users.rs", &migration("people"));
    assert!(built_anew(), "a migration was edited");
    assert!(!built_anew());

    project.write("migrations/0002_posts.rs", &migration("posts"));
    project.write("migrations/order.txt", "0001_users\n0002_posts\n");
    assert!(built_anew(), "a migration was added");
    assert!(!built_anew());

    project.write("migrations/0002_posts.rs", &migration("articles"));
    assert!(built_anew(), "the added migration was edited");
}
