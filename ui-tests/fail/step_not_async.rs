//! A Rust step that is no `async fn`.

covet::migrations!(static MIGRATIONS = "./../fixtures/step_not_async");

fn main() {
    let _ = MIGRATIONS;
}
