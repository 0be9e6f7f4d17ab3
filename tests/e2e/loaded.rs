//! What is read from a directory at run time is what a build embeds of it.

use std::path::PathBuf;

use covet::__private::Embedded;
use covet::Migrations;
use covet_core::syntax::{Request, load};

covet::migrations!(static BUILT);

#[test]
fn a_directory_that_is_read_is_what_a_build_embeds_of_it() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let request = Request {
        directory: root.join("migrations"),
        default_app: "covet".to_owned(),
        manifest_directory: root,
        targets: None,
    };
    let loaded = load(&request);
    let kept = loaded.embeddings();
    let apps = loaded.app_embeddings(&kept);
    let read = Migrations::read(kept, apps);
    // Functions are in the binary alone.
    let shown = |list: &[Embedded]| list.iter().map(|one| format!("{:?}", Embedded { steps: &[], ..*one })).collect();
    let (read_list, built_list): (Vec<String>, Vec<String>) = (shown(read.embedded()), shown(BUILT.embedded()));
    assert_eq!(read_list, built_list);
    assert!(built_list.len() >= 7 && BUILT.embedded().iter().any(|one| !one.steps.is_empty()));
    assert_eq!(format!("{:?}", read.apps()), format!("{:?}", BUILT.apps()));
}
