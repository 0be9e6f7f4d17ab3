//! The example does what its first lines say.

use std::process::Command;

#[test]
fn rows_are_read_into_what_the_tables_were_made_from() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("library.db").display());
    for _ in 0..2 {
        let output = Command::new(env!("CARGO_BIN_EXE_models")).arg(&url).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.starts_with("Sketch (978-0-00-000000-2) is lent to Ada, who joined on 20"), "{said}");
    }
}
