//! Both forms, in every place where they can stand.

mod db {
    covet::migrations!(
        /// Documented.
        pub(crate) static MIGRATIONS = "./../fixtures/app", targets = [postgres, sqlite],
    );
}

static EXPRESSION: covet::Migrations = covet::migrations!("./../fixtures/app");

const CONSTANT: covet::Migrations = covet::migrations!("./../fixtures/app");

fn main() {
    covet::migrations!(static LOCAL = "./../fixtures/app");
    let value = covet::migrations!("./../fixtures/app", targets = [mysql]);
    let _ = (db::MIGRATIONS, EXPRESSION, CONSTANT, LOCAL, value);
}
