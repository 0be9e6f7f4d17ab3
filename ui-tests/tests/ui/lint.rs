//! The safety rules, as a crate and its `covet.toml` have them.

use crate::project::{Finding, Project};

const USERS: &str = "//! Accounts.\nuse covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    \
                     m.create_table(\"users\", |t| {\n        t.id();\n        t.string(\"name\", 80).nullable();\n    });\n}\n";
const NAMELESS: &str =
    "use covet::dsl::*;\n\n#[migration]\nfn up(m: &mut Migration) {\n    m.drop_column(\"users\", \"name\");\n}\n";

/// A crate that drops a column, with this `covet.toml`.
fn project(name: &str, config: &str) -> Project {
    let project = Project::new(name);
    project.write("migrations/order.txt", "0001_users\n0002_nameless\n");
    project.write("migrations/0001_users.rs", USERS);
    project.write("migrations/0002_nameless.rs", NAMELESS);
    project.write("covet.toml", config);
    project
}

/// Whether a finding is that a column is dropped, at the call.
fn is_at_the_call(finding: &Finding) -> bool {
    let place = (finding.file.as_str(), finding.at, finding.text.as_str());
    finding.message.contains("dropping `name` of `users` loses its values for good")
        && place == ("0002_nameless.rs", (5, 7), "drop_column")
}

#[test]
fn a_rule_warns_under_its_name() {
    let build = project("rule_warns", "").build();
    assert_eq!(build.errors, []);
    let [warning] = &build.warnings[..] else { panic!("{:?}", build.warnings) };
    assert!(is_at_the_call(warning), "{warning:?}");
    assert!(warning.message.starts_with("use of deprecated macro `drop_column`: "), "{warning:?}");
}

#[test]
fn a_level_is_set_for_the_project() {
    let build = project("rule_denied", "[lint]\ndrop-column = \"deny\"\n").build();
    let [error] = &build.errors[..] else { panic!("{:?}", build.errors) };
    assert!(is_at_the_call(error), "{error:?}");

    let build = project("rule_off", "[lint]\ndrop-column = \"off\"\n").build();
    assert_eq!((build.errors, build.warnings), (vec![], vec![]));
}

#[test]
fn what_was_there_before_the_rules_is_exempt() {
    let build =
        project("rules_since", "[lint]\ndrop-column = \"deny\"\nsince = \"rules_since/0002_nameless\"\n").build();
    assert_eq!(build.errors.len(), 1, "what it names is judged");

    let exempt = project("rules_later", "[lint]\ndrop-column = \"deny\"\nsince = \"rules_later/0003_next\"\n");
    exempt.write("migrations/order.txt", "0001_users\n0002_nameless\n0003_next\n");
    exempt.write("migrations/0003_next.rs", &USERS.replace("users", "teams"));
    let build = exempt.build();
    assert_eq!((build.errors, build.warnings), (vec![], vec![]));

    let build = project("rules_nowhere", "[lint]\nsince = \"rules_nowhere/0002_nameles\"\n").build();
    let [error] = &build.errors[..] else { panic!("{:?}", build.errors) };
    let said = "there is no migration `rules_nowhere/0002_nameles`";
    assert!(error.message.starts_with(said) && error.message.contains("did you mean"), "{error:?}");
}

#[test]
fn settings_that_mean_nothing_are_errors() {
    let config = "[lint]\ndrop-colum = \"deny\"\ndrop-table = \"forbid\"\nsince = 1\n";
    let build = project("rules_misspelt", config).build();
    let said: Vec<&str> = build.errors.iter().filter_map(|error| error.message.lines().next()).collect();
    assert_eq!(
        said,
        [
            "there is no rule `drop-colum`",
            "the level of a rule is one of `\"deny\"`, `\"warn\"`, `\"off\"`",
            "`since` is a migration, `\"app/name\"`, or a list with one for each app",
        ]
    );
}

/// A rule that is new, or that its author has denied, must not fail the build of those who depend on a crate.
#[test]
fn nothing_is_said_of_a_dependency() {
    let project = project("rules_above", "[lint]\ndrop-column = \"deny\"\n");
    project.write("migrations/order.txt", "0001_users\n");
    project.remove("migrations/0002_nameless.rs");
    project.member("below");
    project.write("below/src/lib.rs", "//! A crate.\ncovet::migrations!(pub static MIGRATIONS);\n");
    project.write("below/migrations/order.txt", "0001_users\n0002_nameless\n");
    project.write("below/migrations/0001_users.rs", USERS);
    let acknowledged = NAMELESS.replace("\"name\")", "\"name\").allow(Rule::DropTable, \"\")");
    project.write("below/migrations/0002_nameless.rs", &acknowledged);
    let build = project.build();
    assert_eq!((build.errors, build.warnings), (vec![], vec![]));
    assert!(!build.fresh);
}
