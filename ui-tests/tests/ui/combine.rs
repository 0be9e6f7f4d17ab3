//! The migrations of several crates in one binary.

use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// A workspace with the crates `auth` and `blog`, and a program with both.
fn workspace(name: &str) -> Project {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/combine");
    let project = Project::new(name);
    project.remove("src/lib.rs");
    project.copy(&fixtures.join("main.rs"), "src/main.rs");
    project.copy(&fixtures.join("covet.toml"), "covet.toml");
    for member in ["auth", "blog"] {
        project.member(member);
        project.copy(&fixtures.join(member), member);
    }
    project
}

#[test]
fn two_crates_run_as_one_set() {
    let build = workspace("combine").build();
    assert_eq!(build.errors, []);
    let output = Command::new(build.program.expect("a program")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let expected = "auth/0001_users\nblog/0001_posts\nstopped at `@v1.0`; 2 migrations pending\n\
                    auth/0002_roles\nblog/0002_by_role\n\n\
                    blog/0002_by_role undone\nauth/0002_roles undone\n\
                    migration `blog/0001_posts` depends on `auth/0001_users`, which is not among the migrations at hand; ";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn a_set_that_another_depends_on_must_be_there() {
    let project = workspace("combine_missing");
    project.write(
        "src/main.rs",
        "//! A program.\ncovet::combine!(pub static ALL = [blog::MIGRATIONS]);\n\nfn main() {}\n",
    );
    let errors = project.build().errors;
    let [error] = &errors[..] else { panic!("one error is expected, not {errors:#?}") };
    assert_eq!(
        error.message,
        "evaluation panicked: `blog/0001_posts` depends on `auth/0001_users`, and none of the combined sets has that app; \
         add the set that has it"
    );
    assert_eq!((error.file.as_str(), error.text.as_str()), ("main.rs", "[blog::MIGRATIONS]"), "{error:#?}");
}
